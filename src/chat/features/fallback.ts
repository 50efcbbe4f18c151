import { Composer } from 'grammy';
import type { NotUnderstood } from '../../domain/command/command.ts';
import { nearest } from '../../domain/command/nearest.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import type { Message } from '../../text/message.ts';
import { rows, runButton } from '../../text/order/callback.ts';
import type { KonterContext } from '../context.ts';
import { deletePinMessage } from '../pin-message.ts';
import { answer, reply } from '../reply.ts';

/** Several lines that were not understood are usually one misunderstanding. */
const MOST_ANSWERS = 3;

/** Takes what no other feature has taken: to be put last. */
export function createFallbackFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.on('callback_query', (ctx) => answer(ctx, ctx.texts.account.toasts.notValid));

  composer.on('message:text', async (ctx) => {
    const parsed = parseMessage(ctx.msg.text);
    const carriesPin = parsed.kind === 'commands' ? parsed.carriesPin : containsPinLike(ctx.msg.text);
    // An operator's own commands hold amounts and ids, and he has no PIN.
    if (carriesPin && (ctx.reseller !== undefined || !ctx.isOperator)) await deletePinMessage(ctx);
    const { account, order, operator } = ctx.texts;
    if (ctx.reseller === undefined) {
      await reply(ctx, ctx.isOperator ? operator.notReseller() : account.notRegistered());
      return;
    }
    switch (parsed.kind) {
      case 'empty':
        await reply(ctx, account.textOnly());
        return;
      case 'too_long':
        await reply(ctx, order.tooLong());
        return;
      case 'too_many_orders':
        await reply(ctx, order.tooManyOrders());
        return;
      case 'commands': {
        const commands = parsed.commands.filter((command) => command.kind === 'not_understood');
        for (const command of commands.slice(0, MOST_ANSWERS)) await suggest(ctx, command);
        return;
      }
      default: {
        const unhandled: never = parsed;
        throw new Error(`unhandled message: ${JSON.stringify(unhandled)}`);
      }
    }
  });

  composer.on('message', async (ctx) => {
    // A caption is text, too, and may carry what text carries.
    if (containsPinLike(ctx.msg.caption ?? '')) await deletePinMessage(ctx);
    const { account, operator } = ctx.texts;
    if (ctx.reseller !== undefined) await reply(ctx, account.textOnly());
    else await reply(ctx, ctx.isOperator ? operator.notReseller() : account.notRegistered());
  });

  return composer;
}

async function suggest(ctx: KonterContext, command: NotUnderstood): Promise<void> {
  const codes = await ctx.parts.catalog.codes();
  await reply(ctx, withProductButtons(ctx.texts.order.notUnderstood(command, codes), command, codes));
}

/** A button for each code that may have been meant, which begins a guided order of it: never with a PIN. */
function withProductButtons(
  message: Message,
  { word, about }: NotUnderstood,
  codes: readonly string[],
): Message {
  if (word === undefined || about !== undefined) return message;
  const buttons = nearest(word, codes).map((code) => runButton(code, `BELI.${code}`));
  return { ...message, buttons: [...rows(buttons, 3), ...(message.buttons ?? [])] };
}
