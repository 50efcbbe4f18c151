import type { OrderRequest } from '../../app/quote-order.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { OrderCommand } from '../../domain/command/command.ts';
import { faceValueOf } from '../../domain/command/order.ts';
import type { KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';
import { editMessage, reply } from '../reply.ts';
import type { Asked } from './asked.ts';
import { mayTrade } from './may-trade.ts';
import { answerNotYet } from './not-yet.ts';
import { whileTyping } from './typing.ts';

/** Draws the card of the orders of one message; without a PIN the keypad asks for it first. */
export async function placeOrders(
  ctx: KonterContext,
  reseller: Reseller,
  orders: readonly OrderCommand[],
  { origin, isPinKnown }: Asked,
): Promise<void> {
  if (!(await mayTrade(ctx, reseller))) return;
  // Half of a message would be bought, and a reference that nobody keeps protects from nothing.
  if (orders.some(({ ownReference }) => ownReference !== undefined))
    return answerNotYet(ctx, 'own_reference');
  if (orders.some(({ code }) => faceValueOf(code) !== undefined)) return answerNotYet(ctx);
  const requests = orders.map(
    ({ code, destination, amount, occurrence, msisdn }): OrderRequest => ({
      code,
      destination,
      amount,
      occurrence,
      msisdn,
    }),
  );
  if (isPinKnown) return orderAfterPin(ctx, requests, origin);
  return openKeypad(ctx, { kind: 'order', requests, origin });
}

/**
 * Shows the confirmation of orders whose PIN was right. Called again for the same `origin`, it finds the card drawn before and
 * shows it as it stands now.
 */
export async function orderAfterPin(
  ctx: KonterContext,
  requests: readonly OrderRequest[],
  origin: string,
): Promise<void> {
  const { parts, reseller, from, chatId } = ctx;
  if (reseller === undefined || from === undefined || chatId === undefined)
    throw new Error('an order needs a reseller in a chat');
  // Blocked while his keypad was on its way.
  if (!(await mayTrade(ctx, reseller))) return;
  const asker = {
    resellerId: reseller.id,
    telegramId: from.id,
    chatId,
    origin,
    uplineId: reseller.uplineId,
  };
  const quote = await whileTyping(ctx, parts.quote(asker, requests));

  const { card, lines } = quote;
  const orders = lines.flatMap(({ result }) => (result.kind === 'quoted' ? [result.order] : []));
  const isFresh = orders.every((order) => order.state === 'quoted');
  const { timeZone } = parts;
  const message = isFresh
    ? ctx.texts.order.quoteCard(quote, timeZone)
    : ctx.texts.order.cardNow({ orders, timeZone });
  const isShown =
    card?.messageId !== undefined &&
    (await editMessage(ctx.api, card.chatId, card.messageId, message)) === 'edited';
  if (isShown) return;
  const messageId = await reply(ctx, message);
  if (card !== undefined) await parts.orders.cardShown(card.token, messageId);
}
