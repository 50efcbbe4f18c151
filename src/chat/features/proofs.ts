import type { Reseller } from '../../app/resellers.ts';
import { sayableQuery } from '../../domain/command/pin-like.ts';
import { readDestination } from '../../domain/destination.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import { isNamedByReference } from '../../domain/order/own-reference.ts';
import type { Delivered } from '../../text/proof/texts.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';
import { findByReference } from './own-reference.ts';

const MOST_TOKENS = 5;

/** `TOKEN.<destination>`, or the number or his reference of an order: what was delivered there last. Never a purchase. */
export async function answerTokens(
  ctx: KonterContext,
  reseller: Reseller,
  query: string | undefined,
): Promise<void> {
  const { orders, timeZone } = ctx.parts;
  const destination = query === undefined ? undefined : (readDestination(query)?.value ?? query);
  const found = await orders.lastDelivered(reseller.id, destination, MOST_TOKENS);
  const named = found.length > 0 || query === undefined ? undefined : await findByName(ctx, reseller, query);
  const shown = (named === undefined ? found : [named]).filter(isProven);
  const asked = named === undefined ? destination : undefined;
  const said = shown.length === 0 && asked !== undefined ? sayableQuery(asked) : asked;
  await reply(ctx, ctx.texts.proof.tokens(shown, said, timeZone));
}

/** `STRUK.<number>[.<retail price>]`; a destination stands for what was delivered there last. */
export async function answerReceipt(
  ctx: KonterContext,
  reseller: Reseller,
  { query, retailPrice }: { query: string; retailPrice?: Rupiah | undefined },
): Promise<void> {
  const { timeZone } = ctx.parts;
  const order = await findToProve(ctx, reseller, query);
  if (order === undefined) {
    await reply(ctx, ctx.texts.order.noOrder(isNamedByReference(query) ? sayableQuery(query) : query));
    return;
  }
  const { proof } = ctx.texts;
  await reply(
    ctx,
    isDelivered(order)
      ? proof.receipt(order, { shop: reseller.name, retailPrice, timeZone })
      : proof.notDelivered(order),
  );
}

/**
 * The order of a reseller that a receipt is asked for of: by its number, his own reference, Klikoo's id, or what was delivered last to
 * a destination.
 */
export async function findToProve(
  ctx: KonterContext,
  reseller: Reseller,
  query: string,
): Promise<Order | undefined> {
  const { orders } = ctx.parts;
  const destination = readDestination(query)?.value;
  return (
    (await findByName(ctx, reseller, query)) ??
    (await orders.findBySupplierRef(reseller.id, query)) ??
    (destination === undefined ? undefined : (await orders.lastDelivered(reseller.id, destination, 1))[0])
  );
}

/** By our number, else by his own reference. */
async function findByName(ctx: KonterContext, reseller: Reseller, query: string): Promise<Order | undefined> {
  const number = /^[0-9]{1,15}$/.test(query) ? Number(query) : undefined;
  const byNumber =
    number === undefined ? undefined : await ctx.parts.orders.findByNumber(reseller.id, number);
  return byNumber ?? findByReference(ctx, reseller, query);
}

function isDelivered(order: Order): order is Delivered {
  return order.state === 'delivered';
}

function isProven(order: Order): order is Delivered {
  return isDelivered(order) && (order.sn ?? '').trim() !== '';
}
