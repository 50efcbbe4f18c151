import { Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import { sayableQuery } from '../../domain/command/pin-like.ts';
import { readDestination } from '../../domain/destination.ts';
import type { Order } from '../../domain/order/order.ts';
import { isNamedByReference } from '../../domain/order/own-reference.ts';
import { withRow } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { deletePinMessage } from '../pin-message.ts';
import { reply } from '../reply.ts';
import { findByReference } from './own-reference.ts';
import { whileTyping } from './typing.ts';

/** Orders shown to choose from. */
const MOST_FOUND = 10;
/** `CEK` alone. */
const RECENT = 5;

/** Klikoo's list names no category for tickets, so that the words of a product decide whether there are trips to show. */
const TRAVEL = /\b(bus|travel|shuttle|kereta|train|pesawat|flight|kapal|tiket|ticket)\b/i;

/** `CEK` of operators who are no resellers: theirs come with what resellers type. */
export function createStatusFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.on('message:text', async (ctx, next) => {
    if (!ctx.isOperator || ctx.reseller !== undefined) return next();
    const parsed = parseMessage(ctx.msg.text, ctx.parts.words());
    if (parsed.kind !== 'commands') return next();
    const queries = parsed.commands.filter((command) => command.kind === 'status');
    if (queries.length !== parsed.commands.length) return next();
    if (parsed.carriesPin) await deletePinMessage(ctx);
    for (const { query } of queries) await answerStatus(ctx, query);
  });
  return composer;
}

/**
 * `query`: our number, the supplier's id, his own reference, or a destination. A reseller sees orders of his own; an operator also whatever the
 * supplier knows under an id.
 */
export async function answerStatus(ctx: KonterContext, query: string): Promise<void> {
  const { isOperator } = ctx;
  const { timeZone } = ctx.parts;
  const texts = ctx.texts.order;
  const isNamed = isNamedByReference(query);
  const { orders, isBySupplierRef } = await findOrders(ctx, query);
  const [order, ...others] = orders;

  if (others.length > 0) {
    await reply(ctx, texts.orderList(orders, query, timeZone));
    return;
  }
  if (order !== undefined) {
    const message = texts.outcome(order, { timeZone });
    await reply(
      ctx,
      ctx.reseller === undefined ? message : withRow(message, ctx.texts.menu.afterOrder(order)),
    );
  }

  const isTravel =
    order !== undefined && TRAVEL.test(`${order.category} ${order.productName} ${order.productCode}`);
  const ref = order === undefined || isBySupplierRef ? query : supplierRefOf(order);
  const maySee = order === undefined ? isOperator && !isNamed : isTravel || (isOperator && isBySupplierRef);
  if (maySee && ref !== undefined) return showAtSupplier(ctx, ref, order);
  if (order === undefined) await reply(ctx, texts.noOrder(isNamed ? sayableQuery(query) : query));
}

/** The reseller's last orders, to choose from. */
export async function answerRecent(ctx: KonterContext, reseller: Reseller): Promise<void> {
  const orders = await ctx.parts.orders.page(reseller.id, undefined, RECENT);
  await reply(ctx, ctx.texts.order.orderList(orders, undefined, ctx.parts.timeZone));
}

async function findOrders(
  ctx: KonterContext,
  query: string,
): Promise<{ orders: Order[]; isBySupplierRef: boolean }> {
  const { parts, reseller } = ctx;
  if (reseller === undefined) return { orders: [], isBySupplierRef: false };
  if (isNamedByReference(query)) {
    const order = await findByReference(ctx, reseller, query);
    return { orders: order === undefined ? [] : [order], isBySupplierRef: false };
  }
  const number = /^[0-9]{1,15}$/.test(query) ? Number(query) : undefined;
  const destination = readDestination(query)?.value;
  const [byNumber, byRef, byOwnRef, byDestination] = await Promise.all([
    number === undefined ? undefined : parts.orders.findByNumber(reseller.id, number),
    parts.orders.findBySupplierRef(reseller.id, query),
    findByReference(ctx, reseller, query),
    destination === undefined ? [] : parts.orders.findByDestination(reseller.id, destination, MOST_FOUND),
  ]);
  const found = [byNumber, byRef, byOwnRef, ...byDestination].filter((order) => order !== undefined);
  const distinct = new Map(found.map((order) => [order.refId, order]));
  return { orders: [...distinct.values()], isBySupplierRef: byRef !== undefined };
}

function supplierRefOf(order: Order): string | undefined {
  return 'supplierRef' in order ? order.supplierRef : undefined;
}

async function showAtSupplier(
  ctx: KonterContext,
  supplierRef: string,
  order: Order | undefined,
): Promise<void> {
  const { parts } = ctx;
  const texts = ctx.texts.order;
  const found = await whileTyping(ctx, parts.supplier.detail(supplierRef));
  switch (found.kind) {
    case 'found':
      await reply(ctx, texts.supplierTransaction(found.transaction, parts.timeZone));
      return;
    case 'not_found':
      if (order === undefined) await reply(ctx, texts.noOrder(supplierRef));
      return;
    case 'unavailable':
      await reply(ctx, texts.supplierSilent());
      return;
    default: {
      const unhandled: never = found;
      throw new Error(`unhandled answer: ${JSON.stringify(unhandled)}`);
    }
  }
}
