import type { Card } from '../../app/orders.ts';
import type { Quote } from '../../app/quote-order.ts';
import type { Order } from '../../domain/order/order.ts';
import { hasInquiry, isPostpaid } from '../../domain/product.ts';
import type { KonterContext } from '../context.ts';
import { editMessage, reply } from '../reply.ts';
import { choose } from './card.ts';

/**
 * Whether the whole message may be bought without [Beli]: each of its `count` lines was quoted, and of none there is a name or a
 * bill to be seen first. Where a line is missing it was refused: then a person decides about the rest.
 */
export function mayBuyAtOnce({ lines }: Quote, count: number): boolean {
  return (
    lines.length === count &&
    lines.every(
      ({ result }) =>
        result.kind === 'quoted' &&
        result.order.state === 'quoted' &&
        !result.isNameUnchecked &&
        !hasSomethingToSee(result.order),
    )
  );
}

function hasSomethingToSee({ productCode: code, category, bill, customerName }: Order): boolean {
  const product = { code, category };
  return bill !== undefined || customerName !== undefined || hasInquiry(product) || isPostpaid(product);
}

/**
 * Confirms a card that nobody has seen, by the same way as [Beli], and shows what came of it. Called again it buys nothing more: the
 * orders are not quoted any longer.
 */
export async function buyAtOnce(ctx: KonterContext, token: string): Promise<void> {
  const { parts, texts } = ctx;
  const { timeZone } = parts;
  const { card: chosen } = await choose(ctx, token, 'buy');
  const found = await parts.orders.findCard(token);
  if (chosen === undefined || found === undefined) throw new Error(`card ${token} cannot be confirmed`);
  // The supplier was faster than this, and it has been told already.
  if (found.card.messageId !== undefined && chosen.card.messageId === undefined) return;

  const { orders } = found;
  const message = texts.order.cardNow({
    orders,
    timeZone,
    ...(chosen.verdicts === undefined ? {} : { verdicts: chosen.verdicts }),
  });
  const messageId = await show(ctx, found.card, message);
  const now = await parts.orders.findCard(token);
  const isOld = now?.orders.some((order, i) => order.state !== orders[i]?.state);
  if (now === undefined || !isOld) return;
  await editMessage(
    ctx.api,
    now.card.chatId,
    messageId,
    texts.order.cardNow({ orders: now.orders, timeZone }),
  );
}

/** In the place of the card, should an earlier try have shown one. */
async function show(
  ctx: KonterContext,
  { token, chatId, messageId: shown }: Card,
  message: Parameters<typeof reply>[1],
): Promise<number> {
  if (shown !== undefined && (await editMessage(ctx.api, chatId, shown, message)) === 'edited') return shown;
  const messageId = await reply(ctx, message);
  await ctx.parts.orders.cardShown(token, messageId);
  return messageId;
}
