import type { Orders } from '../app/orders.ts';
import type { DueSummary, Resellers } from '../app/resellers.ts';
import { addDays, type Day, dayOf, hourOf } from '../domain/day.ts';
import { dailyReport } from '../domain/report/daily.ts';
import type { Language } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { Messenger } from './tell-orders.ts';

const PAGE = 100;

export type SummaryDeps = {
  resellers: Pick<Resellers, 'summariesDue' | 'summarySent' | 'markUnreachable' | 'balances'>;
  orders: Pick<Orders, 'ofDay'>;
  messenger: Messenger;
  texts: (language: Language) => Texts;
  timeZone: string;
  now: () => Date;
  onError: (error: unknown) => void;
};

/**
 * Sends the daily summaries whose hour has come and that were not sent yet today: called every few minutes, it also makes up for
 * an hour the bot slept through. A day's summary is sent once; after a crash between sending and noting, once more.
 */
export async function sendDailySummaries(deps: SummaryDeps): Promise<number> {
  const now = deps.now();
  const day = dayOf(now, deps.timeZone);
  const hour = hourOf(now, deps.timeZone);
  let sent = 0;
  for (let afterId = 0; ; ) {
    const due = await deps.resellers.summariesDue(hour, day, afterId, PAGE);
    for (const each of due) {
      try {
        if (await sendSummary(deps, each, day)) sent++;
        await deps.resellers.summarySent(each.reseller.id, day, now);
      } catch (error) {
        deps.onError(error);
      }
    }
    const last = due.at(-1);
    if (last === undefined || due.length < PAGE) return sent;
    afterId = last.reseller.id;
  }
}

/** The day so far, and what came after yesterday's summary: every order stands in one of them. Silent when there was none. */
async function sendSummary(
  deps: SummaryDeps,
  { reseller, telegramIds, previousSentAt }: DueSummary,
  day: Day,
): Promise<boolean> {
  const yesterday = addDays(day, -1);
  const [today, before] = await Promise.all([
    deps.orders.ofDay(reseller.id, day),
    deps.orders.ofDay(reseller.id, yesterday),
  ]);
  const late = before.filter(
    (order) => 'heldAt' in order && (previousSentAt === undefined || order.heldAt > previousSentAt),
  );
  if (today.length === 0 && late.length === 0) return false;

  const { available } = await deps.resellers.balances(reseller.id);
  const message = deps.texts(reseller.language).order.dailySummary({
    today: dailyReport(today, day),
    sinceYesterday: late.length === 0 ? undefined : dailyReport(late, yesterday),
    sinceAt: previousSentAt,
    at: deps.now(),
    timeZone: deps.timeZone,
    available,
  });
  for (const telegramId of telegramIds) {
    try {
      await deps.messenger.send(telegramId, message, {});
    } catch (error) {
      if (deps.messenger.explain(error).kind !== 'blocked') throw error;
      await deps.resellers.markUnreachable(telegramId, deps.now());
    }
  }
  return true;
}
