import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  askAgain,
  closeChecked,
  compareBalance,
  type ReconcileDeps,
  reconcileDay,
} from '../../src/app/reconcile-day.ts';
import type { HistoryAnswer, SupplierTransaction } from '../../src/app/supplier.ts';
import type { Day } from '../../src/domain/day.ts';
import { rupiah } from '../../src/domain/money.ts';
import { createCatalog } from '../../src/store/catalog.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createReconciliations } from '../../src/store/reconciliation.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON, TODAY } from '../support/shop.ts';

const HOUR_MS = 3_600_000;
/** 02:30 of the next day in Jakarta. */
const NIGHT = later(5.5 * HOUR_MS);

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let people = 1_000;
let runs = 0;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

beforeEach(async () => {
  // Each test has the day for itself.
  await sql`delete from orders`;
  await sql`delete from reconciliation_difference`;
  await sql`delete from reconciliation`;
});

afterEach(async () => {
  const left = await sql`select from reconciliation_row union all select from reconciliation_found`;
  expect(left).toHaveLength(0);
});

/** Sends `count` orders at NOON; the first `delivered` of them end. Their references, in sequence. */
async function sentOrders(count: number, delivered: number): Promise<string[]> {
  const telegramId = ++people;
  const resellerId = await shop.addReseller(telegramId, 30_000 * count);
  const refIds: string[] = [];
  for (let i = 0; i < count; i++) {
    const { card, orders } = await shop.quote(resellerId, telegramId, [
      { destination: `0110569${1_000 + i}` },
    ]);
    await shop.orders.confirm(card.token, telegramId, NOON, TODAY);
    refIds.push(orders[0]?.refId ?? '');
  }
  await shop.orders.claim(['submit'], NOON, count, 60_000);
  for (const refId of refIds.slice(0, delivered)) {
    const answer = {
      state: 'delivered',
      supplierRef: `T-${refId}`,
      sn: '1',
      costBooked: undefined,
      checkAt: undefined,
    } as const;
    await shop.orders.settle(refId, undefined, answer, NOON);
  }
  return refIds;
}

function row(refId: string | undefined, changes: Partial<SupplierTransaction> = {}): SupplierTransaction {
  const supplierRef = changes.supplierRef ?? `T-${refId}`;
  return {
    supplierRef,
    refId,
    productCode: 'PRPPLN20',
    productName: undefined,
    destination: undefined,
    customerName: undefined,
    at: NOON,
    amount: rupiah(20_546),
    status: 'SUCCESS',
    outcome: { kind: 'delivered', supplierRef },
    travels: [],
    ...changes,
  };
}

type History = ReconcileDeps['supplier']['history'];

/** A history of these rows, newest first, in pages. */
const historyOf =
  (rows: readonly SupplierTransaction[]): History =>
  async ({ page, limit }) => ({
    kind: 'page',
    transactions: rows.slice((page - 1) * limit, page * limit),
    page,
    totalPages: Math.max(1, Math.ceil(rows.length / limit)),
  });

function deps(history: History, now = NIGHT): ReconcileDeps {
  return {
    reconciliations: createReconciliations(sql),
    supplier: { history, balance: async () => ({ kind: 'balance', balance: rupiah(1_000_000) }) },
    catalog: createCatalog(sql),
    timeZone: 'Asia/Jakarta',
    now: () => now,
    newRunId: () => `00000000-0000-4000-9000-${String(++runs).padStart(12, '0')}`,
  };
}

const differences = () => sql<{ id: number; kind: string; reference: string; closed_as: string | null }[]>`
  select id, kind, reference, closed_as from reconciliation_difference order by kind, reference`;
const kinds = async () =>
  (await differences()).map(({ kind, closed_as }) => (closed_as ? `${kind} ${closed_as}` : kind));

test('two instances that compare the same day at once, and one of them again, keep the same rows', async () => {
  const refIds = await sentOrders(130, 120);
  // Of 130 the supplier lacks the first two, has a stranger, and has ended the ten that are open here.
  const history = historyOf([
    row(undefined, { supplierRef: 'by-hand' }),
    ...refIds.slice(2).map((refId) => row(refId)),
  ]);
  const results = await Promise.all(
    Array.from({ length: 4 }, () => reconcileDay(deps(history), TODAY, undefined)),
  );
  expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill('reconciled'));
  const first = await differences();
  expect(
    Object.entries(Object.groupBy(first, ({ kind }) => kind)).map(([kind, all]) => [kind, all?.length]),
  ).toEqual([
    ['missing_here', 1],
    ['missing_there', 2],
    ['other_status', 10],
  ]);
  await reconcileDay(deps(history), TODAY, ADMIN_ID);
  expect(await differences()).toEqual(first);
});

test('F88: rows that move between pages while they are read are neither missing nor there twice', async () => {
  const refIds = await sentOrders(120, 120);
  const rows = refIds.map((refId) => row(refId));
  const calls: number[] = [];
  const moving: History = async (query) => {
    calls.push(query.page);
    // Purchases made meanwhile push rows to later pages; once, something leaves and pulls one to an earlier page, unseen.
    const newer = [row(undefined, { supplierRef: 'new-1', at: later(9 * HOUR_MS) })];
    const shifted = calls.length === 2 ? [...newer, ...rows] : calls.length === 3 ? rows.slice(1) : rows;
    return historyOf(shifted)(query);
  };
  expect((await reconcileDay(deps(moving), TODAY, undefined)).kind).toBe('reconciled');
  expect(await differences()).toEqual([]);
  // Something seemed to be absent, and so it was read again.
  expect(calls).toEqual([1, 2, 3, 1, 2, 3]);
});

test.each([
  ['UTC', 0],
  ['WIB', 7 * HOUR_MS],
])(
  'F88: whether the supplier reads from and to as %s, no order of the day is missed',
  async (_zone, shiftMs) => {
    const refIds = await sentOrders(3, 3);
    const at = [later(-21 * HOUR_MS), NOON, later(3 * HOUR_MS - 1)];
    for (const [i, refId] of refIds.entries()) {
      await sql`update orders set submitted_at = ${at[i] ?? NOON} where ref_id = ${refId}`;
    }
    const rows = refIds.map((refId, i) => row(refId, { at: at[i] ?? NOON })).toReversed();
    const zoned: History = (query) => {
      const within = rows.filter((each) => {
        const told = (each.at?.getTime() ?? 0) + shiftMs;
        return told >= query.from.getTime() && told < query.to.getTime();
      });
      return historyOf(within)(query);
    };
    await reconcileDay(deps(zoned), TODAY, undefined);
    expect(await differences()).toEqual([]);
  },
);

test('a history that breaks off concludes nothing and keeps nothing, and the next try finds it all', async () => {
  const refIds = await sentOrders(60, 60);
  const whole = historyOf(refIds.slice(1).map((refId) => row(refId)));
  const broken: History = (query) =>
    query.page === 1 ? whole(query) : Promise.resolve<HistoryAnswer>({ kind: 'unavailable', detail: 'gone' });
  expect(await reconcileDay(deps(broken), TODAY, undefined)).toMatchObject({
    kind: 'incomplete',
    rows: 50,
    detail: 'gone',
  });
  expect(await differences()).toEqual([]);
  await reconcileDay(deps(whole), TODAY, undefined);
  expect(await kinds()).toEqual(['missing_there']);
});

test('a process that dies at any step leaves nothing concluded; a later run takes its rows away and finds the same', async () => {
  const refIds = await sentOrders(3, 3);
  const history = historyOf(refIds.slice(1).map((refId) => row(refId)));
  for (const step of ['addRows', 'references', 'sent', 'addFound', 'finish'] as const) {
    const dying = deps(history);
    Object.assign(dying.reconciliations, { [step]: () => Promise.reject(new Error('killed')) });
    await expect(reconcileDay(dying, TODAY, undefined)).rejects.toThrow('killed');
    expect(await differences(), step).toEqual([]);
  }
  await reconcileDay(deps(history, new Date(NIGHT.getTime() + 7 * HOUR_MS)), TODAY, undefined);
  expect(await kinds()).toEqual(['missing_there']);
  const states = await sql`select state from reconciliation where state <> 'incomplete'`;
  expect(states).toEqual([{ state: 'finished' }]);
});

test('what is gone is closed, what comes again is open again, and what a person closed stays so while it looks the same', async () => {
  const [refId = ''] = await sentOrders(1, 1);
  const wrong = historyOf([row(refId, { amount: rupiah(20_600) })]);
  const run = (history: History) => reconcileDay(deps(history), TODAY, undefined);
  await run(wrong);
  await run(historyOf([row(refId)]));
  expect(await kinds()).toEqual(['other_amount gone']);
  await run(wrong);
  expect(await kinds()).toEqual(['other_amount']);

  const [open] = await differences();
  const how = { reconciliations: createReconciliations(sql), now: () => NIGHT };
  const closed = await Promise.all(
    Array.from({ length: 8 }, (_, i) => closeChecked(how, open?.id ?? 0, ADMIN_ID + (i % 2))),
  );
  expect(closed.filter(({ kind }) => kind === 'done')).toHaveLength(1);
  expect(
    await sql`select from audit where action = 'difference_checked' and subject = ${refId}`,
  ).toHaveLength(1);
  await run(wrong);
  expect(await kinds()).toEqual(['other_amount checked']);
  await run(historyOf([row(refId, { amount: rupiah(20_700) })]));
  expect(await kinds()).toEqual(['other_amount']);
});

test('an older run that concludes late does not undo a newer one', async () => {
  const [refId = ''] = await sentOrders(1, 1);
  const slow = deps(historyOf([]), NIGHT);
  const real = createReconciliations(sql);
  slow.reconciliations.finish = async (...args) => {
    await reconcileDay(deps(historyOf([row(refId)]), new Date(NIGHT.getTime() + 1)), TODAY, undefined);
    return real.finish(...args);
  };
  await reconcileDay(slow, TODAY, undefined);
  expect(await differences()).toEqual([]);
});

test('[Cek ulang] is audited each time, by whoever presses, and closes what agrees now', async () => {
  const [refId = ''] = await sentOrders(1, 0);
  await reconcileDay(deps(historyOf([row(refId)])), TODAY, undefined);
  const [difference] = await differences();
  const id = difference?.id ?? 0;
  const reconciliations = createReconciliations(sql);
  // An early press learns nothing; then the supplier answers.
  const silent = { reconciliations, now: () => NIGHT, recheck: async () => ({ isAsked: false }) };
  expect((await askAgain(silent, id, ADMIN_ID)).kind).toBe('not_now');
  const settling = {
    ...silent,
    async recheck() {
      const answer = {
        state: 'delivered',
        supplierRef: `T-${refId}`,
        sn: '1',
        costBooked: undefined,
        checkAt: undefined,
      } as const;
      await shop.orders.settle(refId, undefined, answer, NIGHT);
      return { isAsked: true };
    },
  };
  const asked = await Promise.all([askAgain(settling, id, ADMIN_ID), askAgain(settling, id, ADMIN_ID + 1)]);
  expect(asked.some((each) => each.kind === 'asked' && each.isMended)).toBe(true);
  expect(await kinds()).toEqual(['other_status gone']);
  expect((await askAgain(settling, id, ADMIN_ID)).kind).toBe('closed');
  const audited = await sql`select from audit where action = 'difference_asked' and subject = ${refId}`;
  expect(audited.length).toBeGreaterThanOrEqual(2);
});

test('F100, F101: orders that a failover or an old backup has lost or set back are found as bought there', async () => {
  const [lost = '', setBack = '', kept = ''] = await sentOrders(3, 3);
  await sql`delete from orders where ref_id = ${lost}`;
  await sql`
    update orders set state = 'quoted', submitted_at = null, supplier_ref = null, settled_at = null, held_at = null, business_day = null
    where ref_id = ${setBack}`;
  await reconcileDay(deps(historyOf([lost, setBack, kept].map((refId) => row(refId)))), TODAY, undefined);
  expect((await differences()).map(({ kind, reference }) => [kind, reference])).toEqual([
    ['missing_here', lost],
    ['other_status', setBack],
  ]);
});

describe('what there is at Klikoo', () => {
  const account = () => createReconciliations(sql).account();

  test('is top-ups less deliveries, less what is accepted and underway', async () => {
    const before = await account();
    const refIds = await sentOrders(3, 1);
    await sql`update orders set supplier_ref = 'T-9' where ref_id = ${refIds[1] ?? ''}`;
    await shop.money.topUpSupplier('topup:1', 100_000, 'BCA', ADMIN_ID, NOON);
    await shop.money.topUpSupplier('topup:1', 100_000, 'BCA', ADMIN_ID, NOON);
    const after = await account();
    expect(after.booked - before.booked).toBe(100_000 - 20_546);
    expect([after.underway, after.uncertain, after.hasTopup]).toEqual([20_546, 20_546, true]);
    const balance = await compareBalance(deps(historyOf([])));
    expect(balance).toMatchObject({ theirs: 1_000_000, ours: after.booked - 20_546, isMoving: false });
  });

  test('the opening is booked once, by whomever and with whatever amount', async () => {
    const booked = await Promise.all(
      Array.from({ length: 32 }, (_, i) =>
        shop.money.topUpSupplier('supplier:opening', 5_000 + i, '', ADMIN_ID + i, NOON),
      ),
    );
    expect(new Set(booked).size).toBe(1);
    const entries = await sql`
      select from ledger_transaction t join entry e on e.transaction_id = t.id where t.key = 'supplier:opening'`;
    expect(entries).toHaveLength(2);
    expect(await sql`select from audit where detail ->> 'key' = 'supplier:opening'`).toHaveLength(1);
    await expect(shop.money.topUpSupplier('none', 0, '', ADMIN_ID, NOON)).rejects.toThrow('not zero');
  });

  test('the sum is the same however much of it is rolled up, by however many at once; young entries wait', async () => {
    const { sql: fresh } = await freshDatabase();
    const book = (key: string, age: string) => fresh`
      with t as (
        insert into ledger_transaction (key, reason, happened_at, recorded_at)
        values (${key}, 'supplier_topup', ${NOON}, clock_timestamp() - ${age}::interval) returning id)
      insert into entry (transaction_id, account_id, amount) select id, a, -10 * (a - 2) from t, unnest(array[1, 3]) a`;
    for (const key of ['a', 'b', 'c', 'd', 'e']) await book(key, '1 hour');
    await book('young', '1 minute');
    // Slower to appear than the one before it, and not to be passed over.
    await book('late', '1 hour');
    const read = async () => {
      await fresh`select account_total_advance(1, 2)`;
      const [row] = await fresh<{ sum: number }[]>`select account_sum(1) as sum`;
      return row?.sum;
    };
    const sums = await Promise.all(Array.from({ length: 8 }, read));
    expect(new Set(sums)).toEqual(new Set([70]));
    expect(await fresh`select total from account_total`).toEqual([{ total: 50 }]);
    expect(await verifyBooks(fresh)).toEqual([]);
    await fresh`update account_total set total = 51`;
    expect(await verifyBooks(fresh)).toMatchObject([
      { what: 'rolled-up total is not the sum of its entries' },
    ]);
  });
});

test('a day that is over is compared by day: its neighbours do not count', async () => {
  const refIds = await sentOrders(2, 2);
  await sql`update orders set submitted_at = ${later(4 * HOUR_MS)} where ref_id = ${refIds[1] ?? ''}`;
  await reconcileDay(deps(historyOf([])), TODAY, undefined);
  expect((await differences()).map(({ reference }) => reference)).toEqual([refIds[0]]);
  await reconcileDay(deps(historyOf([])), '2026-11-21' as Day, undefined);
  // It was sent an hour and a half before the comparison began.
  expect(await kinds()).toEqual(['missing_there', 'missing_there']);
});
