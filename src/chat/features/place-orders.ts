import type { OrderRequest } from '../../app/quote-order.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { OrderCommand } from '../../domain/command/command.ts';
import type { KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';
import { editMessage, reply } from '../reply.ts';
import type { Asked } from './asked.ts';
import { buyAtOnce, mayBuyAtOnce } from './buy-at-once.ts';
import { mayTrade } from './may-trade.ts';
import { whileTyping } from './typing.ts';

/** Draws the card of the orders of one message; without a PIN the keypad asks for it first. */
export async function placeOrders(
  ctx: KonterContext,
  reseller: Reseller,
  orders: readonly OrderCommand[],
  { origin, isPinKnown, isOnlyOrders = false }: Asked,
): Promise<void> {
  if (!(await mayTrade(ctx, reseller))) return;
  const requests = orders.map(
    ({ code, destination, amount, occurrence, msisdn, ownReference }): OrderRequest => ({
      code,
      destination,
      amount,
      occurrence,
      msisdn,
      ownReference,
    }),
  );
  if (isPinKnown) return orderAfterPin(ctx, requests, origin, reseller.isQuick && isOnlyOrders);
  const checked = await ctx.parts.beforePin(reseller.id, requests);
  if (checked.kind === 'ask_pin') {
    return openKeypad(ctx, { kind: 'order', requests: checked.requests, origin });
  }
  await reply(ctx, ctx.texts.order.quoteCard(checked.quote, ctx.parts.timeZone));
}

/**
 * Shows the confirmation of orders whose PIN was right. Called again for the same `origin`, it finds the card drawn before and
 * shows it as it stands now.
 * @param isQuick buy at once what may be bought without being seen first
 */
export async function orderAfterPin(
  ctx: KonterContext,
  requests: readonly OrderRequest[],
  origin: string,
  isQuick = false,
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
  if (isQuick && card !== undefined && mayBuyAtOnce(quote, requests.length))
    return buyAtOnce(ctx, card.token);
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
