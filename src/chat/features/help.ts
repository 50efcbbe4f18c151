import { Composer } from 'grammy';
import { COMMAND_FORMS } from '../../domain/command/forms.ts';
import { DEFAULT_WORDS, type Words } from '../../domain/command/words.ts';
import { HELP_TOPICS, type HelpTexts, type HelpTopic } from '../../text/help/texts.ts';
import type { KonterContext } from '../context.ts';
import { readCommands } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';

/** What else people ask about. */
const TOPIC_OF_WORD = new Map<string, HelpTopic>([
  ['PLN', 'order'],
  ['PULSA', 'order'],
  ['GAME', 'order'],
  ['PPOB', 'bill'],
  ['PASCABAYAR', 'bill'],
  ['DEPOSIT', 'balance'],
  ['BANK', 'balance'],
  ['PRODUK', 'prices'],
  ['LAPORAN', 'reports'],
  ['PIN', 'security'],
  ['BAHASA', 'settings'],
  ['LANGUAGE', 'settings'],
]);

/**
 * By its own name, by its title in the language of who asks, by a command word that belongs to it, or by another word. `undefined`: the
 * overview.
 */
export function helpTopic(
  typed: string | undefined,
  titles: HelpTexts['titles'],
  words: Words = DEFAULT_WORDS,
): HelpTopic | undefined {
  if (typed === undefined) return undefined;
  const word = typed.toUpperCase();
  const named = HELP_TOPICS.find((topic) =>
    [topic, titles[topic]].some((name) => name.toUpperCase() === word),
  );
  if (named !== undefined) return named;
  const meaning = words.get(word);
  const topic = COMMAND_FORMS.find((command) => command.meaning === meaning)?.topic;
  return TOPIC_OF_WORD.get(word) ?? HELP_TOPICS.find((each) => each === topic);
}

/** `FORMAT`, `BANTUAN`: for resellers, and for operators what only they can do. */
export function createHelpFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.on(['message:text', 'callback_query:data'], async (ctx, next) => {
    const commands = readCommands(ctx);
    const command = commands.find((each) => each.kind === 'help');
    if (command === undefined || (ctx.reseller === undefined && !ctx.isOperator)) return next();
    await answer(ctx);
    if (ctx.reseller !== undefined) {
      const { help } = ctx.texts;
      const words = ctx.parts.words();
      const topic = helpTopic(command.topic, help.titles, words);
      const message = topic === undefined ? help.overview(words) : help.topic(topic, words);
      await reply(ctx, message, { edit: true });
    }
    if (ctx.isOperator && command.topic === undefined) await reply(ctx, ctx.texts.operator.help());
    if (commands.length > 1) await next();
  });
  return composer;
}
