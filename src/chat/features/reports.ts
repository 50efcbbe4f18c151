import { Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import type { DayArgument } from '../../domain/command/command.ts';
import { resolveDay } from '../../domain/command/day-argument.ts';
import { type Day, dayBounds, dayOf, parseDay } from '../../domain/day.ts';
import { dailyReport } from '../../domain/report/daily.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';

const LEDGER_PAGE = 30;

/** The buttons under recaps and ledgers, and the hour of the daily summary. */
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
