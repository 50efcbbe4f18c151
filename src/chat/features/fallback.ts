import { Composer } from 'grammy';
import type { Command, NotUnderstood } from '../../domain/command/command.ts';
import { nearest } from '../../domain/command/nearest.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import type { Message } from '../../text/message.ts';
import { rows, runButton } from '../../text/order/callback.ts';
import type { KonterContext } from '../context.ts';
import { deletePinMessage, mayCarryPin } from '../pin-message.ts';
import { answer, reply } from '../reply.ts';

/** Several lines that were not understood are usually one misunderstanding. */
const MOST_ANSWERS = 3;

/** Takes what no other feature has taken, so that nobody waits for an answer. To be put last. */
export function createFallbackFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.on('callback_query', (ctx) => answer(ctx, ctx.texts.account.toasts.notValid));

  composer.on('message', async (ctx) => {
    const { text, caption } = ctx.msg;
    // An operator's commands hold amounts and ids, and who is no reseller besides has no PIN.
    const hasPin = ctx.reseller !== undefined || !ctx.isOperator;
    const carriesPin = hasPin && mayCarryPin(text ?? caption ?? '', ctx.parts.words());
    const messages = await explanations(ctx, text);
    await Promise.all([carriesPin ? deletePinMessage(ctx) : undefined, replyAll(ctx, messages)]);
  });

  return composer;
}

async function replyAll(ctx: KonterContext, messages: readonly Message[]): Promise<void> {
  for (const message of messages) await reply(ctx, message);
}

async function explanations(ctx: KonterContext, text: string | undefined): Promise<Message[]> {
  const { account, order, operator } = ctx.texts;
  if (ctx.reseller === undefined) return [ctx.isOperator ? operator.notReseller() : account.notRegistered()];
  const parsed = parseMessage(text ?? '', ctx.parts.words());
  switch (parsed.kind) {
    case 'empty':
      return [account.textOnly()];
    case 'too_long':
      return [order.tooLong()];
    case 'too_many_orders':
      return [order.tooManyOrders()];
    case 'commands': {
      // Where a line of the message was an order or a question, its feature has answered the other lines, too.
      if (parsed.commands.some(isAnsweredWithAll)) return [];
      const unclear = parsed.commands.filter((command) => command.kind === 'not_understood');
      if (unclear.length === 0) return [];
      const codes = await ctx.parts.catalog.codes();
      return unclear.slice(0, MOST_ANSWERS).map((command) => suggestion(ctx, command, codes));
    }
    default: {
      const unhandled: never = parsed;
      throw new Error(`unhandled message: ${JSON.stringify(unhandled)}`);
    }
  }
}

function isAnsweredWithAll(command: Command): boolean {
  const { kind } = command;
  const isAnsweredAlone =
    kind === 'change_pin' || kind === 'help' || (kind === 'guided' && command.flow === 'buy');
  return kind !== 'not_understood' && !isAnsweredAlone;
}

/** With a button for each code that may have been meant, which begins a guided order of it: never with a PIN. */
function suggestion(ctx: KonterContext, command: NotUnderstood, codes: readonly string[]): Message {
  const message = ctx.texts.order.notUnderstood(command, codes, ctx.parts.words());
  const { word, about } = command;
  if (word === undefined || about !== undefined) return message;
  const buttons = nearest(word, codes).map((code) => runButton(code, `BELI.${code}`));
  return { ...message, buttons: [...rows(buttons, 3), ...(message.buttons ?? [])] };
}
