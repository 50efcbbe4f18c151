import { expect, test } from 'vitest';
import type { Day } from '../domain/day.ts';
import { rupiah } from '../domain/money.ts';
import type { SupplierOutcome } from '../domain/order/outcome.ts';
import type { Alarm } from './alarms.ts';
import { type CheckDeps, checkOrders } from './check-orders.ts';
import type { ClaimedOrder, SettleVerdict } from './orders.ts';
import type { DetailAnswer, HistoryAnswer, SupplierTransaction } from './supplier.ts';

const SENT = new Date('2026-11-20T14:00:00Z');
const MINUTE_MS = 60_000;

function claimed(
  n: number,
  action: 'look' | 'poll',
  changes: { looks?: number; supplierRef?: string } = {},
): ClaimedOrder {
  const { looks = 0, supplierRef } = changes;
  const held = { heldAt: SENT, businessDay: '2026-11-20' as Day, balanceAfterHold: rupiah(0), supplierRef };
  return {
    action,
    attempt: 1,
    sentAt: SENT,
    leaseUntil: new Date(SENT.getTime() + MINUTE_MS),
    order: {
      refId: `ref-${n}`,
      number: n,
      cardToken: 't',
      line: 0,
      resellerId: 1,
      chatId: 1,
      productCode: 'S10',
      productName: 'Tsel',
      category: 'pulsa',
      destination: '081234567890',
      msisdn: undefined,
      amount: undefined,
      occurrence: 1,
      cost: rupiah(10_350),
      price: rupiah(10_550),
      customerName: undefined,
      powerCapacity: undefined,
      quotedAt: SENT,
      expiresAt: SENT,
      state: 'submitted',
      submittedAt: SENT,
      ...held,
    },
    progress: {
      state: 'submitted',
      supplierRef,
      sn: undefined,
      heldAt: SENT,
      submittedAt: SENT,
      posts: 1,
      looks,
      polls: 0,
      denials: 0,
      revisions: 0,
      isDisputed: false,
      settledAt: undefined,
    },
  };
}

function transaction(
  refId: string | undefined,
  supplierRef: string,
  outcome?: SupplierOutcome,
  at = SENT,
): SupplierTransaction {
  return {
    supplierRef,
    refId,
    productCode: undefined,
    productName: undefined,
    destination: undefined,
    customerName: undefined,
    at,
    status: '',
    outcome: outcome ?? { kind: 'delivered', supplierRef, sn: '55', booked: rupiah(10_350) },
    travels: [],
  };
}

const failed = (supplierRef: string): SupplierOutcome => ({
  kind: 'rejected',
  reason: 'other',
  text: '',
  code: '',
  supplierRef,
});

/** What was written down for these orders when the supplier answered so. */
async function check(
  orders: ClaimedOrder[],
  supplier: { detail?: (id: string) => DetailAnswer; history?: (page: number) => HistoryAnswer },
  waitedMs = 3 * MINUTE_MS,
  options: { mayAsk?: () => boolean; verdict?: SettleVerdict } = {},
) {
  const written: string[] = [];
  const alarms: Alarm[] = [];
  const calls: string[] = [];
  const deps: CheckDeps = {
    orders: {
      claim: async () => [],
      proceed: async (refId, _attempt, next) => {
        written.push(
          `${refId} ${next.action}${next.wasAbsent ? ' absent' : ''}${next.supplierRef ? ` ${next.supplierRef}` : ''}${next.wasNotAsked ? ' not asked' : ''}`,
        );
        return true;
      },
      review: async (refId) => {
        written.push(`${refId} review`);
        return true;
      },
      rest: async (refId) => void written.push(`${refId} rest`),
      settle: async (refId, attempt, answer) => {
        written.push(`${refId} ${answer.state}${attempt === undefined ? '' : ' by claim'}`);
        return options.verdict ?? 'settled';
      },
      addSn: async (refId, sn) => void written.push(`${refId} sn ${sn}`),
      reverse: async () => 'reversed',
      captureLate: async () => 'captured',
      dispute: async () => true,
      note: async () => {},
    },
    supplier: {
      detail: async (id) => {
        calls.push('detail');
        return supplier.detail?.(id) ?? { kind: 'unavailable', detail: '' };
      },
      history: async ({ page }) => {
        calls.push('history');
        return supplier.history?.(page) ?? { kind: 'unavailable', detail: '' };
      },
    },
    alarms: { raise: async (alarm) => void alarms.push(alarm) },
    mayResend: true,
    ...(options.mayAsk === undefined ? {} : { mayAsk: options.mayAsk }),
    now: () => new Date(SENT.getTime() + waitedMs),
  };
  await checkOrders(deps, orders);
  return { written: written.toSorted(), alarms: alarms.map(({ kind }) => kind), calls };
}

const page = (transactions: SupplierTransaction[], totalPages = 1): HistoryAnswer => ({
  kind: 'page',
  transactions,
  page: 1,
  totalPages,
});

test('a status answer settles, whoever has claimed the order meanwhile', async () => {
  const { written } = await check([claimed(1, 'poll', { supplierRef: '7' })], {
    detail: (id) => ({ kind: 'found', transaction: transaction('ref-1', id) }),
  });
  expect(written).toEqual(['ref-1 delivered']);
});

test('F67: whoever says first that it is delivered may not know its serial number: who comes second adds it', async () => {
  const detail = (id: string): DetailAnswer => ({ kind: 'found', transaction: transaction('ref-1', id) });
  const { written } = await check([claimed(1, 'poll', { supplierRef: '7' })], { detail }, MINUTE_MS, {
    verdict: 'same',
  });
  expect(written).toEqual(['ref-1 delivered', 'ref-1 sn 55']);
});

test('F74: an answer about another order settles nothing and calls the operator; one that names no order settles nothing', async () => {
  const foreign = await check([claimed(1, 'poll', { supplierRef: '7' })], {
    detail: (id) => ({ kind: 'found', transaction: transaction('ref-2', id) }),
  });
  expect(foreign).toMatchObject({ written: ['ref-1 poll 7'], alarms: ['other_data'] });
  const nameless = await check([claimed(1, 'poll', { supplierRef: '7' })], {
    detail: (id) => ({ kind: 'found', transaction: transaction(undefined, id) }),
  });
  expect(nameless).toMatchObject({ written: ['ref-1 poll 7'], alarms: [] });
});

test('an order for which there was no room to ask waits its turn, and was not asked about', async () => {
  const none = await check([claimed(1, 'poll', { supplierRef: '7' })], {}, MINUTE_MS, {
    mayAsk: () => false,
  });
  expect(none).toMatchObject({ written: ['ref-1 poll 7 not asked'], calls: [] });
});

test('F73: an id the supplier does not know is asked about again', async () => {
  const { written } = await check([claimed(1, 'poll', { supplierRef: '7' })], {
    detail: () => ({ kind: 'not_found' }),
  });
  expect(written).toEqual(['ref-1 poll 7']);
});

test('a thousand that wait are settled by pages of history', async () => {
  const orders = Array.from({ length: 1_000 }, (_, i) => claimed(i, 'poll', { supplierRef: `id-${i}` }));
  const rows = orders.map((each, i) =>
    transaction(each.order.refId, `id-${i}`, undefined, new Date(SENT.getTime() - i)),
  );
  const { written, calls } = await check(orders, {
    history: (n) => page(rows.slice((n - 1) * 50, n * 50), 20),
  });
  expect(written).toHaveLength(1_000);
  expect(written.every((line) => line.endsWith(' delivered'))).toBe(true);
  expect(calls).toEqual(Array.from({ length: 20 }, () => 'history'));
});

test('an order behind thousands of newer transactions is found', async () => {
  const newer = (n: number) => page([transaction(`newer-${n}`, `${n}`)], 109);
  const { written, calls } = await check([claimed(1, 'look')], {
    history: (n) => (n < 109 ? newer(n) : page([transaction('ref-1', '7')], 109)),
  });
  expect(written).toEqual(['ref-1 delivered']);
  expect(calls).toHaveLength(109);
});

test('where each has an id, the history is read no further than a page that holds none of them', async () => {
  const orders = Array.from({ length: 10 }, (_, i) => claimed(i, 'poll', { supplierRef: `id-${i}` }));
  const { written, calls } = await check(orders, {
    history: (n) => page([n === 1 ? transaction('ref-0', 'id-0') : transaction(`newer-${n}`, `${n}`)], 109),
    detail: (id) => ({ kind: 'found', transaction: transaction(`ref-${id.slice(3)}`, id) }),
  });
  expect(written).toHaveLength(10);
  expect(written.every((line) => line.endsWith(' delivered'))).toBe(true);
  expect(calls.filter((call) => call === 'history')).toHaveLength(2);
  expect(calls.filter((call) => call === 'detail')).toHaveLength(9);
});

test.each<[string, (n: number) => HistoryAnswer, string]>([
  ['absent from all of it', () => page([]), 'ref-1 submit'],
  [
    'absent from what could be read',
    (n) => (n === 1 ? page([transaction('x', '1')], 2) : { kind: 'unavailable', detail: '' }),
    'ref-1 look',
  ],
  ['absent from the first four hundred pages', () => page([transaction('x', '1')], 999), 'ref-1 look'],
  [
    'absent up to a row older than the order',
    () => page([transaction('x', '1', undefined, new Date(SENT.getTime() - 60 * MINUTE_MS))], 99),
    'ref-1 submit',
  ],
  [
    'absent up to such a row in a list that is not sorted',
    () =>
      page(
        [
          transaction('x', '1', undefined, new Date(SENT.getTime() - 60 * MINUTE_MS)),
          transaction('y', '2', undefined, SENT),
        ],
        999,
      ),
    'ref-1 look',
  ],
])('a third look: %s', async (_name, history, expected) => {
  const { written } = await check([claimed(1, 'look', { looks: 2 })], { history });
  expect(written).toEqual([expected]);
});

test('found by its reference, in whatever case, it goes on under the id of the supplier', async () => {
  const pending = transaction('REF-1', '42', { kind: 'pending', supplierRef: '42' });
  const { written } = await check([claimed(1, 'look', { looks: 2 })], { history: () => page([pending]) });
  expect(written).toEqual(['ref-1 poll 42']);
});

test('a reference that stands there under two ids is believed in neither', async () => {
  const rows = [transaction('ref-1', '43', failed('43')), transaction('ref-1', '42')];
  const { written, alarms } = await check([claimed(1, 'look', { looks: 2 })], { history: () => page(rows) });
  expect(written).toEqual(['ref-1 review']);
  expect(alarms).toEqual(['contradiction']);
});
