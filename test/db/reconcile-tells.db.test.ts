import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { HistoryAnswer } from '../../src/app/supplier.ts';
import { rupiah } from '../../src/domain/money.ts';
import { type ReconcileJobDeps, reconcileNights } from '../../src/jobs/reconcile.ts';
import { createCatalog } from '../../src/store/catalog.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createReconciliations } from '../../src/store/reconciliation.ts';
import { indonesian } from '../../src/text/id.ts';
import { freshDatabase } from '../support/database.ts';
import { later } from '../support/shop.ts';

/** 02:30 of the next day in Jakarta. */
const NIGHT = later(5.5 * 3_600_000);
const DAY_MS = 24 * 3_600_000;
const EMPTY: HistoryAnswer = { kind: 'page', transactions: [], page: 1, totalPages: 1 };
const BROKEN: HistoryAnswer = { kind: 'unavailable', detail: 'HTTP 502' };

let sql: Sql;
let runs = 0;
let heard: number[] = [];

beforeAll(async () => {
  ({ sql } = await freshDatabase());
});

beforeEach(async () => {
  heard = [];
  await sql`delete from reconciliation`;
});

type Trouble = 'wait' | 'trouble' | 'blocked' | 'failed';

/** A process that has just started; `fails`: what Telegram says to whom. Who has heard something is in `heard`. */
async function nights(
  fails: Readonly<Record<number, Trouble>>,
  { history = EMPTY, now = NIGHT, adminIds = [1, 2, 3] } = {},
): Promise<void> {
  const deps: ReconcileJobDeps = {
    reconciliations: createReconciliations(sql),
    supplier: {
      history: async () => history,
      balance: async () => ({ kind: 'balance', balance: rupiah(0) }),
    },
    catalog: createCatalog(sql),
    timeZone: 'Asia/Jakarta',
    now: () => now,
    newRunId: () => `00000000-0000-4000-9000-${String(++runs).padStart(12, '0')}`,
    messenger: {
      edit: async () => 'gone',
      async send(chatId) {
        if (fails[chatId] !== undefined) throw new Error(fails[chatId]);
        return heard.push(chatId);
      },
      explain(error) {
        const kind = error instanceof Error ? error.message : '';
        if (kind === 'wait') return { kind, afterMs: 1_000 };
        return kind === 'blocked' || kind === 'trouble' ? { kind } : { kind: 'failed' };
      },
    },
    adminIds: new Set(adminIds),
    texts: () => indonesian,
    onError: () => {},
  };
  await reconcileNights(deps);
}

const untold = async () => (await sql`select from reconciliation where told_at is null`).length;

test.each<Trouble>(['wait', 'trouble'])(
  'F57: while one operator cannot be told for now (%s), the others are told once, and he when he can be',
  async (kind) => {
    await nights({ 1: kind });
    await nights({ 1: kind });
    expect(heard).toEqual([2, 3]);
    await nights({});
    expect(heard).toEqual([2, 3, 1]);
    await nights({});
    expect(heard).toEqual([2, 3, 1]);
    expect(await untold()).toBe(0);
  },
);

test('nights that one operator has missed reach him in their sequence, and nobody twice', async () => {
  await nights({ 2: 'trouble' });
  await nights({ 2: 'trouble' }, { now: new Date(NIGHT.getTime() + DAY_MS) });
  expect(heard).toEqual([1, 3, 1, 3]);
  await nights({}, { now: new Date(NIGHT.getTime() + DAY_MS) });
  expect(heard).toEqual([1, 3, 1, 3, 2, 2]);
  expect(await untold()).toBe(0);
});

test('an operator who cannot be told at all keeps nothing open, and is not tried again', async () => {
  await nights({ 1: 'blocked', 2: 'failed' });
  expect(await untold()).toBe(0);
  await nights({});
  expect(heard).toEqual([3]);
});

test('that a day cannot be read is told once to each, however often it is tried, and its result to all', async () => {
  const at = (minutes: number) => ({ history: BROKEN, now: new Date(NIGHT.getTime() + minutes * 60_000) });
  await nights({ 1: 'trouble' }, at(0));
  await nights({ 1: 'trouble' }, at(10));
  expect(heard).toEqual([2, 3]);
  await nights({}, at(20));
  expect(heard).toEqual([2, 3, 1]);
  await nights({}, at(30));
  expect(heard).toEqual([2, 3, 1]);
  await nights({}, { ...at(40), history: EMPTY });
  expect(heard).toEqual([2, 3, 1, 1, 2, 3]);
});
