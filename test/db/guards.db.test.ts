import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Alarm } from '../../src/app/alarms.ts';
import { rupiah } from '../../src/domain/money.ts';
import { startBoss } from '../../src/jobs/boss.ts';
import { watchDurability } from '../../src/jobs/durability-watch.ts';
import { checkDurability, connect, type Sql, UnsafeDatabaseError } from '../../src/store/connect.ts';
import { createOrders } from '../../src/store/orders.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON, TODAY } from '../support/shop.ts';

let sql: Sql;
let url: string;
let shop: Awaited<ReturnType<typeof createShop>>;
let people = 1_000;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
  shop = await createShop(sql);
});

async function person(balance: number) {
  const telegramId = ++people;
  return { telegramId, resellerId: await shop.addReseller(telegramId, balance) };
}

async function held(destination: string) {
  const { telegramId, resellerId } = await person(100_000);
  const { card, orders } = await shop.quote(resellerId, telegramId, [{ destination }]);
  await shop.orders.confirm(card.token, telegramId, NOON, TODAY);
  const [order] = orders;
  if (order === undefined) throw new Error('nothing was quoted');
  return order;
}

describe('connections', () => {
  test('F117: readings that take all of theirs leave the orders their own, and what comes on top is refused at once', async () => {
    const orders = connect(url, { applicationName: 'orders', max: 2 });
    onTestFinished(orders.close);
    const reports = connect(url, {
      applicationName: 'reports',
      max: 2,
      maxWaiting: 3,
      statementTimeoutMs: 3_000,
    });
    onTestFinished(reports.close);
    // Locked from outside, so that it ends when the test says so.
    const lock = connect(url, { applicationName: 'lock', max: 1 });
    onTestFinished(lock.close);
    await lock.sql`select pg_advisory_lock(117)`;
    const slow = Array.from({ length: 2 }, () =>
      reports.sql`select pg_advisory_xact_lock_shared(117), 1 as one`.execute(),
    );
    const waiting = Array.from({ length: 3 }, () => reports.sql`select 2 as two`.execute());
    await expect(reports.sql`select 'on top'`).rejects.toMatchObject({
      name: 'DatabaseBusyError',
      afterMs: 0,
    });
    expect([...(await orders.sql`select 3 as three`)]).toEqual([{ three: 3 }]);
    await lock.sql`select pg_advisory_unlock(117)`;
    expect((await Promise.all(slow)).map(([row]) => row?.one)).toEqual([1, 1]);
    expect((await Promise.all(waiting)).map(([row]) => row?.two)).toEqual([2, 2, 2]);
    expect([...(await reports.sql`select 4 as four`)]).toEqual([{ four: 4 }]);
  });

  test('F115: each has its limits, those of the job queue too', async () => {
    const limits = `
      select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle`;
    expect([...(await sql.unsafe(limits))]).toEqual([{ statement: '5s', lock: '4s', idle: '5s' }]);
    const log = { warn() {}, error() {} };
    const boss = await startBoss({ url, log, queues: [], runsJobs: false });
    onTestFinished(() => boss.stop({ graceful: false }));
    const { rows } = await boss.getDb().executeSql(limits);
    expect(rows).toEqual([{ statement: '1min', lock: '25s', idle: '1min' }]);
  });

  test('F96: batches that take the same accounts in opposite sequences do not lock each other up', async () => {
    const [a, b, c] = await Promise.all([person(1), person(1), person(1)]);
    const accounts = [a, b, c].map(({ resellerId }) => 100 + 2 * resellerId);
    const backwards = accounts.toReversed();
    const post = (key: string, of: number[], sign: number) => sql`
      select ledger_post(${key}, 'deposit', null, null, ${NOON}, ${sql.array([3, ...of])}::int[],
        ${sql.array([-3 * sign, sign, sign, sign])}::bigint[])`;
    for (let round = 0; round < 20; round += 1) {
      const both = Array.from({ length: 8 }, (_, i) =>
        post(`both:${round}:${i}`, i % 2 === 0 ? accounts : backwards, 1),
      );
      await Promise.all(both);
    }
    expect((await shop.balances(a.resellerId)).available).toBe(161);
    await sql`select 1`;
    expect((await verifyBooks(sql)).filter(({ what }) => !what.includes('audit'))).toEqual([]);
  });
});

describe('limits of money', () => {
  test('F104: what is too large is an error, and nothing is booked', async () => {
    const { resellerId } = await person(1_000);
    await expect(shop.money.deposit('big:1', resellerId, 1_000_000_001, '', ADMIN_ID, NOON)).rejects.toThrow(
      'between',
    );
    const largest = 9_223_372_036_854_775_807n;
    const post = sql`select ledger_post('big:2', 'deposit', null, null, ${NOON},
      array[3, available_account(${resellerId})], array[-${String(largest)}::bigint, ${String(largest)}::bigint])`;
    await expect(post).rejects.toMatchObject({ code: '22003' });
    await expect(shop.quote(resellerId, 1, [{ price: rupiah(1_000_000_001) }])).rejects.toMatchObject({
      code: '23514',
    });
    expect(await shop.balances(resellerId)).toEqual({ available: 1_000, held: 0 });
    expect(await sql`select from ledger_transaction where key like 'big:%'`).toHaveLength(0);
  });

  test('F112: a slip of the hand is bounded, never below zero, and put right by an opposite booking with its reason', async () => {
    const { resellerId } = await person(1_000);
    const { money } = shop;
    await expect(money.deposit('slip:1', resellerId, -50_000, '', ADMIN_ID, NOON)).rejects.toThrow('between');
    await expect(money.deposit('slip:2', resellerId, 2_000_000_000, '', ADMIN_ID, NOON)).rejects.toThrow(
      'between',
    );
    await expect(money.correct('slip:3', resellerId, -2_000_000_000, 'x', ADMIN_ID, NOON)).rejects.toThrow(
      'up to',
    );
    expect(await money.correct('slip:4', resellerId, -1_001, 'x', ADMIN_ID, NOON)).toBeUndefined();
    await money.deposit('slip:5', resellerId, 50_000_000, 'BCA', ADMIN_ID, NOON);
    expect(await money.correct('slip:6', resellerId, -49_950_000, 'nol berlebih', ADMIN_ID, NOON)).toBe(
      51_000,
    );
    const audited = await sql`
      select action, detail -> 'amount' as amount from audit where detail ->> 'key' like 'slip:%' order by id`;
    expect([...audited]).toEqual([
      { action: 'deposit', amount: 50_000_000 },
      { action: 'correction', amount: -49_950_000 },
    ]);
  });
});

describe('durability', () => {
  const check = async (how: () => Promise<void>) => {
    const raised: Alarm[] = [];
    const said: string[] = [];
    await watchDurability({
      check: how,
      isUnsafe: (error) => error instanceof UnsafeDatabaseError,
      alarms: { raise: async (alarm) => void raised.push(alarm) },
      log: { error: () => said.push('error'), warn: () => said.push('warn') },
    });
    return { raised, said };
  };

  test('F99: that was taken away while Konter runs calls the operators', async () => {
    // This very server is one: it was started with all of it off.
    const { raised, said } = await check(() => checkDurability(sql));
    expect(raised).toEqual([{ kind: 'database_unsafe', detail: expect.stringContaining('set fsync = on') }]);
    expect(said).toEqual(['error']);
  });

  test('F99: that is there, or cannot be asked about, does not', async () => {
    expect(await check(async () => {})).toEqual({ raised: [], said: [] });
    expect(await check(() => Promise.reject(new Error('gone')))).toEqual({ raised: [], said: ['warn'] });
  });
});

describe('an order that cannot be read', () => {
  test('is put aside and reported; those beside it are sent, asked about and told', async () => {
    const reported: number[] = [];
    const orders = createOrders(
      sql,
      () => {},
      (number) => reported.push(number),
    );
    const good = await held('01105690001');
    const bad = await held('01105690002');
    const other = await held('01105690003');
    await sql`update orders set business_day = null where ref_id = ${bad.refId}`;
    const refs = (claimed: { order: { refId: string } }[]) =>
      claimed.map(({ order }) => order.refId).toSorted();
    expect(refs(await orders.claim(['submit'], NOON, 100, 60_000))).toEqual([good.refId, other.refId]);
    expect(refs(await orders.claim(['look'], later(120_000), 100, 60_000))).toEqual([
      good.refId,
      other.refId,
    ]);
    expect(reported).toEqual([bad.number]);

    const failed = {
      state: 'failed',
      supplierRef: undefined,
      failure: { reason: 'other', text: '', code: '' },
    } as const;
    for (const { refId } of [good, bad, other]) await orders.settle(refId, undefined, failed, later(130_000));
    const tells = await orders.claimTells(later(140_000), { limit: 100, perChat: 10 }, 60_000);
    expect(refs(tells)).toEqual([good.refId, other.refId]);
    expect(reported).toEqual([bad.number, bad.number]);
    // Later it is tried again: somebody may have put it right.
    await sql`update orders set business_day = ${TODAY} where ref_id = ${bad.refId}`;
    const again = await orders.claimTells(later(5 * 3_600_000), { limit: 100, perChat: 10 }, 60_000);
    expect(refs(again)).toContain(bad.refId);
  });
});
