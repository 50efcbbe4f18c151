import type { Reseller } from '../../app/resellers.ts';
import { sayableQuery } from '../../domain/command/pin-like.ts';
import { readDestination } from '../../domain/destination.ts';
import type { Order } from '../../domain/order/order.ts';
import { referencesIn } from '../../domain/order/own-reference.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';
import type { Asked } from './asked.ts';

/** To one destination. */
const MOST_FOUND = 20;

/**
 * `BTL.10234`, `BTL.0812…`, `BTL.<own reference>`, and `BTL` alone for the last order of this chat: takes back what has not been sent. Asked again
 * for the same message it cancels nothing further and says the same.
 */
export async function answerCancel(
  ctx: KonterContext,
  reseller: Reseller,
  { query, line }: { query?: string | undefined; line: number },
  asked: Asked,
): Promise<void> {
  const { orders, timeZone, now } = ctx.parts;
  const texts = ctx.texts.cancel;
  // Each line of a message is a command of its own.
  const origin = `${asked.origin}:${line}`;
  const before = await orders.cancelledBy(reseller.id, origin);
  if (before !== undefined) {
    await reply(ctx, texts.cancelled(before, timeZone));
    return;
  }

  const found = await find(ctx, reseller, query);
  const [one, ...others] = found.filter(({ state }) => state === 'quoted' || state === 'held');
  const order = one ?? found[0];
  if (order === undefined) {
    await reply(ctx, query === undefined ? texts.nothing() : ctx.texts.order.noOrder(sayableQuery(query)));
    return;
  }
  if (one !== undefined && others.length > 0) {
    await reply(ctx, texts.choose([one, ...others], timeZone));
    return;
  }
  const state =
    one === undefined ? undefined : await orders.cancelOrder(one.refId, reseller.id, origin, now());
  const [after = order] = await orders.findToCancel(reseller.id, { number: order.number }, 1);
  const isCancelled = state === 'cancelled';
  await reply(ctx, isCancelled ? texts.cancelled(after, timeZone) : texts.notCancelled(after, timeZone));
}

/** What the query names: our number before his reference, that before a destination, newest first. */
async function find(ctx: KonterContext, { id }: Reseller, query: string | undefined): Promise<Order[]> {
  const { orders, now } = ctx.parts;
  if (query === undefined) {
    const { message, chatId = 0 } = ctx;
    // Telegram tells whole seconds.
    const at = message === undefined ? now() : new Date(message.date * 1_000 + 999);
    return orders.findToCancel(id, { last: { chatId, messageId: message?.message_id, at } }, 1);
  }
  if (/^[0-9]{1,15}$/.test(query)) {
    const byNumber = await orders.findToCancel(id, { number: Number(query) }, 1);
    if (byNumber.length > 0) return byNumber;
  }
  for (const reference of referencesIn(query)) {
    const byReference = await orders.findToCancel(id, { reference }, 1);
    if (byReference.length > 0) return byReference;
  }
  const destination = readDestination(query)?.value;
  return destination === undefined ? [] : orders.findToCancel(id, { destination }, MOST_FOUND);
}
