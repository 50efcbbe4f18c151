import { Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import type { DayArgument } from '../../domain/command/command.ts';
import { resolveDay } from '../../domain/command/day-argument.ts';
import { type Day, dayBounds, dayOf, parseDay } from '../../domain/day.ts';
import { readDestination } from '../../domain/destination.ts';
import { dailyReport } from '../../domain/report/daily.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';

const HISTORY_PAGE = 10;
const LEDGER_PAGE = 30;
const MOST_FILTERED = 20;
/** How far back a filter by product looks. */
const SEARCHED = 200;

/** The buttons under recaps, ledgers and histories, and the hour of the daily summary. */
export function createReportsFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.callbackQuery(new RegExp(`^${CALLBACK.recap}:([0-9-]{10})$`), (ctx) =>
    turn(ctx, async (reseller) => {
      const day = parseDay(ctx.match[1] ?? '');
      return day && recapOf(ctx, reseller, day);
    }),
  );

  composer.callbackQuery(new RegExp(`^${CALLBACK.ledger}:([0-9-]{10}):([0-9]{0,15})$`), (ctx) =>
    turn(ctx, async (reseller) => {
      const [, typedDay = '', before = ''] = ctx.match;
      const day = parseDay(typedDay);
      return day && ledgerOf(ctx, reseller, day, before === '' ? undefined : Number(before));
    }),
  );

  composer.callbackQuery(new RegExp(`^${CALLBACK.history}:([0-9-]*)$`), (ctx) =>
    turn(ctx, (reseller) => {
      const cursors = (ctx.match[1] ?? '').split('-').filter((cursor) => /^[0-9]{1,15}$/.test(cursor));
      return historyOf(ctx, reseller, cursors.map(Number));
    }),
  );

  composer.command('laporan', async (ctx, next) => {
    if (ctx.reseller === undefined) return next();
    await reply(ctx, ctx.texts.order.summarySetting(ctx.reseller.summaryHour));
  });

  composer.callbackQuery(new RegExp(`^${CALLBACK.summary}:(off|1?[0-9]|2[0-3])$`), async (ctx) => {
    const { reseller, texts } = ctx;
    if (reseller === undefined) return answer(ctx, texts.order.toast.notYours);
    const hour = ctx.match[1] === 'off' ? undefined : Number(ctx.match[1]);
    await ctx.parts.resellers.setSummaryHour(reseller.id, hour);
    await Promise.all([
      answer(ctx, texts.order.toast.summary(hour)),
      reply(ctx, texts.order.summarySetting(hour), { edit: true }),
    ]);
  });

  return composer;
}

/** Puts another page in the place of the one whose button was pressed. */
async function turn(
  ctx: KonterContext,
  page: (reseller: Reseller) => Promise<Message | undefined>,
): Promise<void> {
  if (ctx.reseller === undefined) return answer(ctx, ctx.texts.order.toast.notYours);
  const message = await page(ctx.reseller);
  await Promise.all([answer(ctx), message && reply(ctx, message, { edit: true })]);
}

/** `SAL` */
export async function answerBalance(ctx: KonterContext, reseller: Reseller): Promise<void> {
  await reply(ctx, ctx.texts.order.balance(await ctx.parts.resellers.balances(reseller.id)));
}

/** `LAP` */
export async function answerRecap(ctx: KonterContext, reseller: Reseller, asked: DayArgument): Promise<void> {
  await answerDay(ctx, asked, (day) => recapOf(ctx, reseller, day));
}

/** `MUTASI` */
export async function answerLedger(
  ctx: KonterContext,
  reseller: Reseller,
  asked: DayArgument,
): Promise<void> {
  await answerDay(ctx, asked, (day) => ledgerOf(ctx, reseller, day, undefined));
}

/** `RIWAYAT`, also of a day, a destination, a product or a number. */
export async function answerHistory(
  ctx: KonterContext,
  reseller: Reseller,
  { day, query }: { day?: DayArgument | undefined; query?: string | undefined },
): Promise<void> {
  if (day !== undefined) return answerRecap(ctx, reseller, day);
  await reply(
    ctx,
    query === undefined ? await historyOf(ctx, reseller, []) : await filtered(ctx, reseller, query),
  );
}

async function answerDay(
  ctx: KonterContext,
  asked: DayArgument,
  page: (day: Day) => Promise<Message>,
): Promise<void> {
  const day = resolveDay(asked, today(ctx));
  await reply(ctx, day === undefined ? ctx.texts.order.dayToCome() : await page(day));
}

function today({ parts }: KonterContext): Day {
  return dayOf(parts.now(), parts.timeZone);
}

async function recapOf(ctx: KonterContext, reseller: Reseller, day: Day): Promise<Message> {
  const orders = await ctx.parts.orders.ofDay(reseller.id, day);
  const { timeZone } = ctx.parts;
  return ctx.texts.order.recap(dailyReport(orders, day), { today: today(ctx), timeZone });
}

async function ledgerOf(
  ctx: KonterContext,
  reseller: Reseller,
  day: Day,
  before: number | undefined,
): Promise<Message> {
  const { resellers, timeZone } = ctx.parts;
  const span = dayBounds(day, timeZone);
  const found = await resellers.mutations(reseller.id, span, before, LEDGER_PAGE + 1);
  return ctx.texts.order.ledger({
    day,
    today: today(ctx),
    mutations: found.slice(0, LEDGER_PAGE),
    hasMore: found.length > LEDGER_PAGE,
    timeZone,
  });
}

async function historyOf(
  ctx: KonterContext,
  reseller: Reseller,
  cursors: readonly number[],
): Promise<Message> {
  const { orders, timeZone } = ctx.parts;
  const found = await orders.page(reseller.id, cursors.at(-1), HISTORY_PAGE + 1);
  return ctx.texts.order.history({
    orders: found.slice(0, HISTORY_PAGE),
    cursors,
    hasMore: found.length > HISTORY_PAGE,
    timeZone,
  });
}

async function filtered(ctx: KonterContext, reseller: Reseller, query: string): Promise<Message> {
  const { orders, catalog, timeZone } = ctx.parts;
  const texts = ctx.texts.order;
  const productCode = query.toUpperCase();
  if (/[A-Z]/.test(productCode) && (await catalog.find(productCode)) !== undefined) {
    const recent = await orders.page(reseller.id, undefined, SEARCHED);
    const its = recent.filter((order) => order.productCode === productCode);
    return texts.filteredHistory(its, { productCode, searched: recent.length }, timeZone);
  }
  const destination = readDestination(query)?.value;
  const [byNumber, byDestination] = await Promise.all([
    /^[0-9]{1,15}$/.test(query) ? orders.findByNumber(reseller.id, Number(query)) : undefined,
    destination === undefined ? [] : orders.findByDestination(reseller.id, destination, MOST_FILTERED),
  ]);
  const found = [byNumber, ...byDestination].filter((order) => order !== undefined);
  return texts.filteredHistory(found, { query }, timeZone);
}
