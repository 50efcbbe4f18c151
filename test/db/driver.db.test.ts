import { EventEmitter, once } from 'node:events';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Orders } from '../../src/app/orders.ts';
import { rupiah } from '../../src/domain/money.ts';
import { connect, type Sql } from '../../src/store/connect.ts';
import { createOperatorMoney } from '../../src/store/operator.ts';
import { createOrders } from '../../src/store/orders.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, NOON, TODAY } from '../support/shop.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

// The long form: KONTER_TERMINATIONS=100000 npx vitest run test/db/driver.db.test.ts
const TERMINATIONS = Number(process.env.KONTER_TERMINATIONS ?? 150);
const BUYERS = 12;
/** Acknowledged between one blow and the next, so that there is a load to hit. */
const STEPS_BETWEEN = 8;
const DEPOSIT = 100_000;
const PRICE = 20_746;
const VICTIM = 'konter under fire';
/** Beyond the deadline of any call, so that what has not ended by then never will. */
const NEVER_MS = 12_000;
/** Slow machines too. */
const LOAD_TIMEOUT_MS = TERMINATIONS * 400 + 60_000;

let url: string;
let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
  shop = await createShop(sql);
});

function openVictim(through = url) {
  const victim = connect(through, {
    applicationName: VICTIM,
    max: 10,
    statementTimeoutMs: 2_000,
    deadlineMs: 4_000,
  });
  onTestFinished(victim.close);
  return victim;
}

/** What a caller sees who repeats each step by its key until it is acknowledged, and what came of each try. */
function createSteps() {
  const count = { acknowledged: 0, failed: 0 };
  const unexpected: unknown[] = [];
  const news = new EventEmitter();

  async function inTime<T>(step: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const never = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the call never ended')), NEVER_MS);
    });
    return Promise.race([step(), never]).finally(() => clearTimeout(timer));
  }

  return {
    count,
    unexpected,
    /** Resolves when `more` further steps have been acknowledged, or something has gone wrong. */
    async progress(more: number): Promise<void> {
      const enough = count.acknowledged + more;
      while (count.acknowledged < enough && unexpected.length === 0) await once(news, 'step');
    },
    /** Resolves when the next try fails. */
    async failure(): Promise<void> {
      await once(news, 'failure');
    },
    async until<T>(step: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          const answer = await inTime(step);
          count.acknowledged += 1;
          news.emit('step');
          return answer;
        } catch (error) {
          count.failed += 1;
          news.emit('failure');
          if (isOfTheConnection(error)) continue;
          unexpected.push(error);
          news.emit('step');
          throw error;
        }
      }
    },
  };
}

/** Class 57: the server ended it. The rest is the network's, and ours. */
function isOfTheConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : error.name;
  return /^(57P0\d|CONNECTION_(CLOSED|DESTROYED)|CONNECT_TIMEOUT|E[A-Z]+|DatabaseDeadlineError|DatabaseBusyError)$/.test(
    code,
  );
}

const DELIVERED = {
  state: 'delivered',
  supplierRef: '14429004',
  sn: '1111',
  costBooked: rupiah(20_546),
  checkAt: undefined,
} as const;

type Bought = { refId: string; balance: number };

/** Deposit, quote, [Beli], claim, settle: each step until it is acknowledged. */
async function buyOnce(
  steps: ReturnType<typeof createSteps>,
  victim: Sql,
  { resellerId, telegramId, n }: { resellerId: number; telegramId: number; n: number },
): Promise<Bought> {
  const orders: Orders = createOrders(victim);
  const money = createOperatorMoney(victim);
  const key = `fire:${telegramId}:${n}`;
  const balance = await steps.until(() => money.deposit(key, resellerId, DEPOSIT, key, ADMIN_ID, NOON));
  const card = {
    token: `fire-${telegramId}-${n}`,
    resellerId,
    telegramId,
    chatId: telegramId,
    origin: key,
    createdAt: NOON,
    expiresAt: new Date(NOON.getTime() + 300_000),
  };
  const order = shop.order({ occurrence: 1, destination: `0110${telegramId}${String(n).padStart(6, '0')}` });
  await steps.until(() => orders.quote(card, [order]));
  const verdict = await steps.until(() => orders.confirm(card.token, telegramId, NOON, TODAY));
  // Repeated because the answer was lost, it says that it is on its way already.
  expect(['held', 'already']).toContain(verdict?.[0]?.verdict.kind);
  for (let state = ''; state !== 'submitted'; ) {
    await steps.until(() => orders.claim(['submit'], NOON, 100, 3_600_000));
    const found = await steps.until(() => orders.findCard(card.token));
    state = found?.orders[0]?.state ?? 'gone';
  }
  const settled = await steps.until(() => orders.settle(order.refId, undefined, DELIVERED, NOON));
  expect(['settled', 'same']).toContain(settled);
  return { refId: order.refId, balance };
}

async function expectBooked(resellerId: number, bought: readonly Bought[]): Promise<void> {
  expect(await shop.balances(resellerId)).toEqual({ available: bought.length * (DEPOSIT - PRICE), held: 0 });
  const rows = await sql<{ reason: string; count: number }[]>`
    select t.reason, count(*) as count from ledger_transaction t
    where exists (select from entry e where e.transaction_id = t.id and e.account_id in
      (available_account(${resellerId}), held_account(${resellerId}))) group by t.reason order by t.reason`;
  expect([...rows]).toEqual(
    ['capture', 'deposit', 'hold'].map((reason) => ({ reason, count: bought.length })),
  );
  const [deposits] = await sql<{ balances: number[] }[]>`
    select array_agg(e.balance_after order by e.id) as balances from entry e
    join ledger_transaction t on t.id = e.transaction_id
    where t.reason = 'deposit' and e.account_id = available_account(${resellerId})`;
  // Whatever was answered at last is what the first time, heard or unheard, had made of it.
  expect(bought.map(({ balance }) => balance)).toEqual(deposits?.balances);
}

/** Lets each of some resellers buy, one order after the other, until `isOver`. */
async function buyUntil(isOver: () => boolean, victim: Sql, firstId: number) {
  const steps = createSteps();
  const people = await Promise.all(
    Array.from({ length: BUYERS }, async (_, i) => {
      const telegramId = firstId + i;
      return { telegramId, resellerId: await shop.addReseller(telegramId, 0) };
    }),
  );
  const running = people.map(async (person) => {
    const bought: Bought[] = [];
    do bought.push(await buyOnce(steps, victim, { ...person, n: bought.length }));
    while (!isOver());
    return { ...person, bought };
  });
  return { steps, running };
}

describe('backends that are terminated under load', () => {
  test(
    `F14, F90, F91: of ${TERMINATIONS}, none loses or doubles a step that was acknowledged`,
    async () => {
      const { sql: victim } = openVictim();
      let isOver = false;
      onTestFinished(() => {
        isOver = true;
      });
      const { steps, running } = await buyUntil(() => isOver, victim, 4_000);
      let terminated = 0;
      for (let round = 0; terminated < TERMINATIONS && steps.unexpected.length === 0; round += 1) {
        // Not all at once: some are then in the middle of something, and others are just coming.
        const ended = await sql`
        select from (select pid from pg_stat_activity
          where application_name = ${VICTIM} and datname = current_database()
          order by md5(pid::text || ${String(round)}) limit 5) v
        where pg_terminate_backend(pid)`;
        terminated += ended.count;
        await steps.progress(STEPS_BETWEEN);
      }
      isOver = true;
      const all = await Promise.all(running);
      expect(steps.unexpected).toEqual([]);
      expect(steps.count.failed).toBeGreaterThan(0);
      for (const { resellerId, bought } of all) await expectBooked(resellerId, bought);
      expect(await verifyBooks(sql)).toEqual([]);
      process.stdout.write(
        `${terminated} backends terminated: ${steps.count.acknowledged} steps acknowledged, ${steps.count.failed} tries failed\n`,
      );
    },
    LOAD_TIMEOUT_MS,
  );
});

describe('a network that fails under load', () => {
  test(
    'F90, F95: cut, frozen, slow, hanging up or losing answers, it loses and doubles no step',
    async () => {
      const proxy = await startTcpProxy(url);
      onTestFinished(proxy.close);
      const { sql: victim } = openVictim(proxy.url);
      let isOver = false;
      onTestFinished(() => {
        isOver = true;
      });
      const { steps, running } = await buyUntil(() => isOver, victim, 5_000);
      for (const fault of [
        'cut',
        'lose-answer',
        'hang-up',
        'cut',
        'delay',
        'lose-answer',
        'freeze',
      ] as const) {
        await steps.progress(STEPS_BETWEEN);
        if (fault !== 'cut') proxy.mode = fault;
        // Each but the slow one is over when it was felt; a cut between two calls may not be, and is made again.
        if (fault === 'delay') await steps.progress(2 * STEPS_BETWEEN);
        else {
          let isFelt = false;
          const felt = steps.failure().then(() => {
            isFelt = true;
          });
          while (fault === 'cut' && !isFelt) {
            proxy.cutAll();
            await Promise.race([felt, steps.progress(1)]);
          }
          await felt;
        }
        proxy.mode = 'pass';
      }
      isOver = true;
      const all = await Promise.all(running);
      expect(steps.unexpected).toEqual([]);
      for (const { resellerId, bought } of all) await expectBooked(resellerId, bought);
      expect(await verifyBooks(sql)).toEqual([]);
    },
    LOAD_TIMEOUT_MS,
  );

  test('F90: a money statement whose answer is lost has been done, and its repetition by the same key answers as it would have', async () => {
    const proxy = await startTcpProxy(url);
    onTestFinished(proxy.close);
    const { sql: victim } = openVictim(proxy.url);
    const money = createOperatorMoney(victim);
    const orders = createOrders(victim);
    const telegramId = 6_000;
    const resellerId = await shop.addReseller(telegramId, 0);
    // Made and prepared before, so that the next answer is that of the statement itself.
    const lost = async (statement: () => Promise<unknown>) => {
      await victim`select 1`;
      proxy.mode = 'lose-answer';
      await expect(statement()).rejects.toThrow();
      expect(proxy.mode).toBe('pass');
    };
    const deposit = () => money.deposit('lost:1', resellerId, 50_000, '', ADMIN_ID, NOON);
    await lost(deposit);
    expect(await deposit()).toBe(50_000);
    const correct = () => money.correct('lost:2', resellerId, -1_000, 'x', ADMIN_ID, NOON);
    await lost(correct);
    expect(await correct()).toBe(49_000);

    const { card, orders: quoted } = await shop.quote(resellerId, telegramId);
    const refId = quoted[0]?.refId ?? '';
    const confirm = () => orders.confirm(card.token, telegramId, NOON, TODAY);
    await lost(confirm);
    expect((await confirm())?.[0]?.verdict).toEqual({ kind: 'already' });
    expect(await shop.balances(resellerId)).toEqual({ available: 49_000 - PRICE, held: PRICE });
    await lost(() => orders.claim(['submit'], NOON, 1, 3_600_000));
    // What was claimed unheard is not sent: the next one looks for it.
    expect(await orders.claim(['submit'], NOON, 1, 3_600_000)).toEqual([]);
    const settle = () => orders.settle(refId, undefined, DELIVERED, NOON);
    await lost(settle);
    expect(await settle()).toBe('same');
    expect(await shop.balances(resellerId)).toEqual({ available: 49_000 - PRICE, held: 0 });
    expect(await verifyBooks(sql)).toEqual([]);
  });
});

describe('a statement that fails', () => {
  test('F93: unheard, beside others on the same connection, takes none of them back, and none is acknowledged that was', async () => {
    const { sql: one } = connectOne();
    await sql`create table kept (id int primary key)`;
    for (let id = 0; id < 100; id += 1) {
      const unheard = one`select 1 / 0`.execute();
      unheard.catch(() => {});
      const rows = await one`insert into kept values (${id})`;
      expect(rows.count).toBe(1);
    }
    expect(await sql`select from kept`).toHaveLength(100);
    // What could be reported as committed and be rolled back is not there.
    expect(Reflect.get(one, 'begin')).toBeUndefined();
    expect(Reflect.get(one, 'reserve')).toBeUndefined();
  });

  test('F94: and a condition that fits no row is an error inside of the function, or an answer, never silence', async () => {
    const nobody = '00000000-0000-4000-8000-ffffffffffff';
    await expect(shop.orders.settle(nobody, undefined, DELIVERED, NOON)).rejects.toThrow('no rows');
    await expect(shop.orders.reverse(nobody, { reason: 'other', text: '', code: '' }, NOON)).rejects.toThrow(
      'no rows',
    );
    await expect(shop.money.correct('nobody:1', 987_654, 1_000, 'x', ADMIN_ID, NOON)).rejects.toThrow(
      'no rows',
    );
    await expect(shop.money.deposit('nobody:2', 987_654, 1_000, '', ADMIN_ID, NOON)).rejects.toThrow();
    expect(await sql`select from ledger_transaction where key like 'nobody:%'`).toHaveLength(0);
    expect(await shop.orders.proceed(nobody, 1, { action: 'poll', at: NOON })).toBe(false);
    expect(await verifyBooks(sql)).toEqual([]);
  });
});

function connectOne() {
  const one = connect(url, { applicationName: 'one', max: 1 });
  onTestFinished(one.close);
  return one;
}
