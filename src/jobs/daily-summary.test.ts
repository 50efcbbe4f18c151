import { expect, test } from 'vitest';
import { rupiah } from '../domain/money.ts';
import type { Order } from '../domain/order/order.ts';
import { indonesian } from '../text/id.ts';
import { createSentToday, type SummaryDeps, sendDailySummaries } from './daily-summary.ts';
import { createSendGate } from './send-gate.ts';

/** 21:00 in Jakarta. */
const NOW = new Date('2026-11-20T14:00:00Z');
const BUDI = {
  id: 1,
  code: 'K0001',
  name: 'Budi',
  town: undefined,
  phone: undefined,
  language: 'id' as const,
  state: 'active' as const,
  hasPin: true,
  summaryHour: 21,
  isQuick: false,
};

/** Budi with two accounts; `fails` says what happens to the next message into a chat. */
function shop() {
  const clock = { now: NOW };
  const fails = new Map<number, string>();
  const log: string[] = [];
  let isNoted = false;
  const order = { state: 'expired', resellerId: 1 } as unknown as Order;
  const deps: SummaryDeps = {
    resellers: {
      summariesDue: async () =>
        isNoted ? [] : [{ reseller: BUDI, telegramIds: [1001, 1002], previousSentAt: undefined }],
      summarySent: async () => {
        log.push('noted');
        isNoted = true;
        return true;
      },
      markUnreachable: async (id) => void log.push(`unreachable ${id}`),
      balances: async () => ({ available: rupiah(1), held: rupiah(0) }),
    },
    orders: { ofDay: async () => [order] },
    messenger: {
      edit: async () => 'edited',
      async send(chatId) {
        const kind = fails.get(chatId);
        if (kind !== undefined) throw new Error(kind);
        log.push(`sent ${chatId}`);
        return 1;
      },
      explain(error) {
        const kind = error instanceof Error ? error.message : '';
        if (kind === 'wait') return { kind, afterMs: 90_000 };
        return kind === 'blocked' || kind === 'trouble' ? { kind } : { kind: 'failed' };
      },
    },
    gate: createSendGate({ nowMs: () => clock.now.getTime() }),
    sent: createSentToday(),
    texts: () => indonesian,
    timeZone: 'Asia/Jakarta',
    now: () => clock.now,
    onError: () => log.push('error'),
  };
  return { clock, fails, log, run: () => sendDailySummaries(deps) };
}

test.each(['trouble', 'failed'])(
  'an account that cannot be written to (%s) brings the others no second summary',
  async (kind) => {
    const { fails, log, run } = shop();
    fails.set(1002, kind);
    await run();
    await run();
    expect(log).toEqual(['sent 1001', 'error', 'error']);
    fails.clear();
    await run();
    expect(log.slice(3)).toEqual(['sent 1002', 'noted']);
  },
);

test('F57: an account that must wait is left alone until then', async () => {
  const { clock, fails, log, run } = shop();
  fails.set(1001, 'wait');
  await run();
  fails.clear();
  await run();
  expect(log).toEqual(['sent 1002']);
  clock.now = new Date(NOW.getTime() + 90_000);
  await run();
  expect(log).toEqual(['sent 1002', 'sent 1001', 'noted']);
});

test('F56: an account that has blocked the bot is marked, and the day is done', async () => {
  const { fails, log, run } = shop();
  fails.set(1001, 'blocked');
  await run();
  expect(log).toEqual(['unreachable 1001', 'sent 1002', 'noted']);
});
