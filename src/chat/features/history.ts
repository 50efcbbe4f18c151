import { Composer } from 'grammy';
import { HISTORY_REACH, type HistoryFound } from '../../app/history.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { DayArgument } from '../../domain/command/command.ts';
import { resolveDay } from '../../domain/command/day-argument.ts';
import { sayableQuery } from '../../domain/command/pin-like.ts';
import { addDays, type Day, dayBounds, dayOf } from '../../domain/day.ts';
import { readDestination } from '../../domain/destination.ts';
import { ALL_HISTORY, type HistoryAt, type HistoryFilter, type HistoryPlace } from '../../domain/history.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Message } from '../../text/message.ts';
import { readHistoryData } from '../../text/order/history-data.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';
import { findByReference } from './own-reference.ts';

const PAGE = 10;
/** Orders among which products and destinations to choose from are looked for. */
const LOOKED_THROUGH = 200;
const MOST_PRODUCTS = 24;
const MOST_DESTINATIONS = 12;
/** By how much the clocks of our instances, and the minutes a card is valid, put quotes apart from the day of their sale. */
const SLACK_MS = 60 * 60_000;

/** The buttons of the history: one message, edited in place. */
export function createHistoryFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.callbackQuery(new RegExp(`^${CALLBACK.history}:`), async (ctx) => {
    const { reseller } = ctx;
    const place = readHistoryData(ctx.callbackQuery.data);
    if (reseller === undefined || place === undefined) return answer(ctx, ctx.texts.order.toast.notYours);
    const message = await messageOf(ctx, reseller, place);
    if (message === undefined) return answer(ctx, ctx.texts.order.toast.notYours);
    await Promise.all([answer(ctx), reply(ctx, message, { edit: true })]);
  });
  return composer;
}

/** `RIWAYAT`, also of a day, a destination, a product, a number or his own reference. */
export async function answerHistory(
  ctx: KonterContext,
  reseller: Reseller,
  asked: { day?: DayArgument | undefined; query?: string | undefined },
): Promise<void> {
  const place =
    asked.query === undefined ? placeOfDay(ctx, asked.day) : await find(ctx, reseller, asked.query);
  const message = place && (await messageOf(ctx, reseller, place));
  if (message !== undefined) await reply(ctx, message);
  else if (asked.query === undefined) await reply(ctx, ctx.texts.order.dayToCome());
  else await reply(ctx, ctx.texts.order.noOrder(sayableQuery(asked.query)));
}

/** `undefined`: that day is still to come. */
function placeOfDay(ctx: KonterContext, asked: DayArgument | undefined): HistoryPlace | undefined {
  if (asked === undefined) return ALL_HISTORY;
  const until = resolveDay(asked, today(ctx));
  return until && { ...ALL_HISTORY, filter: { days: { until, count: 1 } } };
}

/** What was typed: a product's code, else an order's number or reference, else where orders went. `undefined`: none of them. */
async function find(
  ctx: KonterContext,
  reseller: Reseller,
  query: string,
): Promise<HistoryPlace | undefined> {
  const { id } = reseller;
  const { orders, catalog } = ctx.parts;
  const productCode = query.toUpperCase();
  if (/[A-Z]/.test(productCode) && (await catalog.find(productCode)) !== undefined)
    return { ...ALL_HISTORY, filter: { productCode } };
  const destination = readDestination(query)?.value;
  const [byNumber, byReference, byDestination] = await Promise.all([
    /^[0-9]{1,15}$/.test(query) ? orders.findByNumber(id, Number(query)) : undefined,
    findByReference(ctx, reseller, query),
    destination === undefined ? [] : orders.findByDestination(id, destination, 1),
  ]);
  const [order] = byDestination;
  if (order !== undefined) return { ...ALL_HISTORY, filter: { destinationOf: order.number } };
  const number = (byNumber ?? byReference)?.number;
  return number === undefined ? undefined : { ...ALL_HISTORY, view: { kind: 'order', number } };
}

/** What is to stand there. `undefined`: it speaks of an order that is not his. */
async function messageOf(
  ctx: KonterContext,
  reseller: Reseller,
  place: HistoryPlace,
): Promise<Message | undefined> {
  const { orders, timeZone } = ctx.parts;
  const texts = ctx.texts.order;
  if (place.view.kind === 'order') {
    const order = await orders.findByNumber(reseller.id, place.view.number);
    return order && texts.historyOrder({ place, order, after: ctx.texts.menu.afterOrder(order), timeZone });
  }
  if (place.view.kind === 'list') return pageOf(ctx, reseller, place);
  const recent =
    place.view.kind === 'product' || place.view.kind === 'destination'
      ? await orders.page(reseller.id, undefined, LOOKED_THROUGH)
      : [];
  return texts.historyChoice({
    place,
    today: today(ctx),
    products: [...new Set(recent.map(({ productCode }) => productCode))].slice(0, MOST_PRODUCTS),
    destinations: destinationsOf(recent),
  });
}

function destinationsOf(recent: readonly Order[]): { number: number; destination: string }[] {
  const newest = new Map<string, number>();
  for (const { destination, number } of recent) if (!newest.has(destination)) newest.set(destination, number);
  return [...newest].slice(0, MOST_DESTINATIONS).map(([destination, number]) => ({ number, destination }));
}

async function pageOf(
  ctx: KonterContext,
  reseller: Reseller,
  place: HistoryPlace,
): Promise<Message | undefined> {
  const { orders, timeZone } = ctx.parts;
  const { filter } = place;
  const named =
    filter.destinationOf === undefined
      ? undefined
      : await orders.findByNumber(reseller.id, filter.destinationOf);
  if (filter.destinationOf !== undefined && named === undefined) return undefined;
  const destination = named?.destination;
  const look = (at: HistoryAt) =>
    orders.history(reseller.id, { ...queryOf(ctx, filter), destination, at, limit: PAGE });
  let at = place.at;
  let found = await look(at);
  // Nothing further up but what the newest page shows as well.
  if (at !== undefined && 'after' in at && found.next === undefined) {
    at = undefined;
    found = await look(at);
  }
  return ctx.texts.order.history({
    place: { ...place, at },
    orders: found.orders,
    destination,
    ...neighbours(at, found),
    today: today(ctx),
    reach: HISTORY_REACH,
    timeZone,
  });
}

/** Where the pages beside this one begin; where there was nothing to show, beside what was looked through. */
function neighbours(
  at: HistoryAt,
  { orders, next }: HistoryFound,
): { newer: number | undefined; older: number | undefined } {
  const [newest, oldest] = [orders[0]?.number, orders.at(-1)?.number];
  if (at === undefined) return { newer: undefined, older: next };
  if ('before' in at) return { newer: newest ?? at.before - 1, older: next };
  return { newer: next, older: oldest ?? at.after + 1 };
}

function queryOf(ctx: KonterContext, { days, standing, productCode }: HistoryFilter) {
  return { days: days && spanOf(days, ctx.parts.timeZone), standing, productCode };
}

function spanOf({ until, count }: { until: Day; count: number }, timeZone: string) {
  const from = addDays(until, 1 - count);
  return {
    from,
    until,
    quotedFrom: new Date(dayBounds(from, timeZone).from.getTime() - SLACK_MS),
    quotedTo: new Date(dayBounds(until, timeZone).to.getTime() + SLACK_MS),
  };
}

function today({ parts }: KonterContext): Day {
  return dayOf(parts.now(), parts.timeZone);
}
