import { setTimeout as pause } from 'node:timers/promises';
import type { Orders } from '../app/orders.ts';
import type { DueSummary, Resellers } from '../app/resellers.ts';
import { addDays, type Day, dayOf, hourOf } from '../domain/day.ts';
import { dailyReport } from '../domain/report/daily.ts';
import type { Language } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { SendGate } from './send-gate.ts';
import type { Messenger } from './tell-orders.ts';

const PAGE = 100;
/** After so many failures in a row it is Telegram that fails: the rest is sent at the next run. */
const TROUBLES_TO_STOP = 3;
/** Longer than this is not waited for here: the next run comes in a minute. */
const LONGEST_PAUSE_MS = 2_000;

export type SummaryDeps = {
  resellers: Pick<Resellers, 'summariesDue' | 'summarySent' | 'markUnreachable' | 'balances'>;
  orders: Pick<Orders, 'ofDay'>;
  messenger: Messenger;
  gate: SendGate;
  sent: SentToday;
  texts: (language: Language) => Texts;
  timeZone: string;
  now: () => Date;
  onError: (error: unknown) => void;
};

/** Which accounts have had the summary of a day, when not all of a reseller's could be written to. Forgotten with the process. */
export type SentToday = {
  has(telegramId: number, day: Day): boolean;
  add(telegramId: number, day: Day): void;
};

export function createSentToday(): SentToday {
  let today: Day | undefined;
  const accounts = new Set<number>();
  return {
    has: (telegramId, day) => day === today && accounts.has(telegramId),
    add(telegramId, day) {
      if (day !== today) accounts.clear();
      today = day;
      accounts.add(telegramId);
    },
  };
}

/**
 * Sends the daily summaries whose hour has come and that were not sent yet today: called every few minutes, it also makes up for
 * an hour the bot slept through. A day's summary is sent once; after a crash between sending and noting, once more. While Telegram
 * wants the bot to wait, or has trouble, the rest is left for the next call.
 */
export async function sendDailySummaries(deps: SummaryDeps): Promise<number> {
  const now = deps.now();
  const day = dayOf(now, deps.timeZone);
  const hour = hourOf(now, deps.timeZone);
  let sent = 0;
  let troubles = 0;
  for (let afterId = 0; ; ) {
    const due = await deps.resellers.summariesDue(hour, day, afterId, PAGE);
    for (const each of due) {
      if (deps.gate.free() < 1 && !(await mayGoOn(deps))) return sent;
      try {
        const outcome = await sendSummary(deps, each, day);
        if (outcome === 'later') continue;
        if (outcome === 'sent') sent++;
        await deps.resellers.summarySent(each.reseller.id, day, now);
        troubles = 0;
      } catch (error) {
        deps.onError(error);
        if (deps.messenger.explain(error).kind === 'trouble') troubles++;
        if (troubles >= TROUBLES_TO_STOP) return sent;
      }
    }
    const last = due.at(-1);
    if (last === undefined || due.length < PAGE) return sent;
    afterId = last.reseller.id;
  }
}

/** Waits for the pace, which is a matter of a moment; not for what Telegram may have told. */
async function mayGoOn(deps: SummaryDeps): Promise<boolean> {
  await pause(1_000);
  return deps.gate.free() >= 1;
}

/**
 * The day so far, and what came after yesterday's summary: every order stands in one of them. Silent when there was none. `later`:
 * not all of his accounts could have it now.
 */
async function sendSummary(
  deps: SummaryDeps,
  { reseller, telegramIds, previousSentAt }: DueSummary,
  day: Day,
): Promise<'sent' | 'nothing' | 'later'> {
  const yesterday = addDays(day, -1);
  const [today, before] = await Promise.all([
    deps.orders.ofDay(reseller.id, day),
    deps.orders.ofDay(reseller.id, yesterday),
  ]);
  const late = before.filter(
    (order) => 'heldAt' in order && (previousSentAt === undefined || order.heldAt > previousSentAt),
  );
  if (today.length === 0 && late.length === 0) return 'nothing';

  const { available } = await deps.resellers.balances(reseller.id);
  const message = deps.texts(reseller.language).order.dailySummary({
    today: dailyReport(today, day),
    sinceYesterday: late.length === 0 ? undefined : dailyReport(late, yesterday),
    sinceAt: previousSentAt,
    at: deps.now(),
    timeZone: deps.timeZone,
    available,
  });
  let isComplete = true;
  const failures: unknown[] = [];
  for (const telegramId of telegramIds) {
    if (deps.sent.has(telegramId, day)) continue;
    const pauseMs = deps.gate.admit(telegramId);
    if (pauseMs > LONGEST_PAUSE_MS) {
      isComplete = false;
      continue;
    }
    if (pauseMs > 0) await pause(pauseMs);
    try {
      await deps.messenger.send(telegramId, message, {});
      deps.sent.add(telegramId, day);
    } catch (error) {
      const meaning = deps.messenger.explain(error);
      if (meaning.kind === 'blocked') await deps.resellers.markUnreachable(telegramId, deps.now());
      else if (meaning.kind === 'wait') {
        deps.gate.postponed(telegramId, meaning.afterMs);
        isComplete = false;
      } else failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return isComplete ? 'sent' : 'later';
}
