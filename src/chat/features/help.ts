import { Composer } from 'grammy';
import type { Meaning } from '../../domain/command/command.ts';
import { DEFAULT_WORDS, type Words } from '../../domain/command/words.ts';
import { HELP_TOPICS, type HelpTopic } from '../../text/account/texts.ts';
import type { KonterContext } from '../context.ts';
import { readCommands } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';

const TOPIC_OF_MEANING: Partial<Record<Meaning, HelpTopic>> = {
  order: 'order',
  balance: 'balance',
  ledger: 'balance',
  prices: 'prices',
  status: 'status',
  recap: 'reports',
  history: 'reports',
  change_pin: 'pin',
};

/** What else people ask about. */
const TOPIC_OF_WORD = new Map<string, HelpTopic>([
  ['PLN', 'order'],
  ['TOKEN', 'order'],
  ['PULSA', 'order'],
  ['LAPORAN', 'reports'],
  ['BAHASA', 'settings'],
  ['LANGUAGE', 'settings'],
]);

/** By its own name, by a command word that belongs to it, or by another word. `undefined`: the overview. */
export function helpTopic(typed: string | undefined, words: Words = DEFAULT_WORDS): HelpTopic | undefined {
  if (typed === undefined) return undefined;
  const word = typed.toUpperCase();
  const named = HELP_TOPICS.find((topic) => topic.toUpperCase() === word);
  const meaning = words.get(word);
  return named ?? TOPIC_OF_WORD.get(word) ?? (meaning && TOPIC_OF_MEANING[meaning]);
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
      await reply(ctx, ctx.texts.account.help(helpTopic(command.topic, ctx.parts.words())), { edit: true });
    }
    if (ctx.isOperator && command.topic === undefined) await reply(ctx, ctx.texts.operator.help());
    if (commands.length > 1) await next();
  });
  return composer;
}
