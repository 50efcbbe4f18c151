import { eq } from 'drizzle-orm';
import { bigint, date, jsonb, numeric, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DatabaseDeadlineError } from '../../src/store/connect/deadline.ts';
import {
  type ConnectOptions,
  checkDurability,
  connect,
  type Database,
  type Sql,
} from '../../src/store/connect.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const NOON = new Date('2026-11-20T05:00:00.123Z');
/** Short limits, so that a test of them is short. */
const QUICK = { applicationName: 'quick', max: 2, statementTimeoutMs: 500, deadlineMs: 1_500 };

const sample = pgTable('sample', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  at: timestamp('at', { withTimezone: true, mode: 'date' }),
  day: date('day'),
  amount: numeric('amount'),
  detail: jsonb('detail'),
  words: text('words').array(),
});

const BIG = Number.MAX_SAFE_INTEGER;
const ROW = {
  id: BIG,
  at: NOON,
  day: '2026-11-20',
  amount: '12.340',
  detail: { to: ['budi', 1] },
  words: ['a "b"', 'c,d', 'e\\f', ''],
};

let database: FreshDatabase;
const toClose: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  await database.sql`
    create table sample (id bigint primary key, at timestamptz, day date, amount numeric, detail jsonb, words text[])`;
});

afterEach(async () => {
  await database.sql`truncate sample`;
  for (const close of toClose.splice(0).reverse()) await close();
});

function open(options: Partial<ConnectOptions> = {}, url = database.url): Database {
  const opened = connect(url, { ...QUICK, ...options });
  toClose.push(opened.close);
  return opened;
}

async function openThroughProxy(
  options: Partial<ConnectOptions> = {},
): Promise<Database & { proxy: TcpProxy }> {
  const proxy = await startTcpProxy(database.url);
  toClose.push(proxy.close);
  return { ...open(options, proxy.url), proxy };
}

/** Drizzle over the same connections, as the schema's own types would be used. */
function drizzleOver(sql: Sql) {
  return drizzle(sql as unknown as postgres.Sql);
}

describe('values', () => {
  test('come out of plain SQL as they went in', async () => {
    const { sql } = database;
    await sql`
      insert into sample values
      (${ROW.id}, ${ROW.at}, ${ROW.day}, ${ROW.amount}, ${sql.json(ROW.detail)}, ${ROW.words})`;
    expect([...(await sql`select * from sample`)]).toEqual([ROW]);
  });

  test('are the same for drizzle and for plain SQL, whoever wrote them', async () => {
    const { sql } = database;
    const db = drizzleOver(sql);
    await db.insert(sample).values(ROW);
    expect([...(await sql`select * from sample`)]).toEqual([ROW]);
    expect(await db.select().from(sample).where(eq(sample.at, NOON))).toEqual([ROW]);
    expect([...(await sql`select jsonb_typeof(detail) as kind from sample where at = ${NOON}`)]).toEqual([
      { kind: 'object' },
    ]);
  });

  test('in lists keep their kind, and null stays null', async () => {
    const [row] = await database.sql`
      select array[1, null]::int8[] as numbers, array[${NOON}::timestamptz] as instants, '{}'::text[] as none,
        array['{"a":"\\"x\\""}'::jsonb] as details, array[true, false] as flags, ${[1, BIG]}::int8[] as given,
        ${database.sql.array([NOON])}::timestamptz[] as given_instants`;
    expect(row).toEqual({
      numbers: [1, null],
      instants: [NOON],
      none: [],
      details: [{ a: '"x"' }],
      flags: [true, false],
      given: [1, BIG],
      given_instants: [NOON],
    });
  });

  test('that are JSON texts stay texts', async () => {
    const [row] = await database.sql`select ${database.sql.json('12')}::jsonb as value`;
    expect(row).toEqual({ value: '12' });
  });

  test('F105: that a number cannot hold are refused both ways, and the connection goes on', async () => {
    const { sql } = open({ max: 1 });
    await expect(sql`select 9007199254740993::int8`).rejects.toThrow(/9007199254740992|safe whole number/);
    await expect(sql`select array[9007199254740993]::int8[]`).rejects.toThrow('safe whole number');
    await expect(sql`select ${2 ** 60}::int8`).rejects.toThrow('safe whole number');
    await expect(sql`select 'infinity'::timestamptz`).rejects.toThrow('not an instant');
    await expect(sql`select '{{1},{2}}'::int4[]`).rejects.toThrow('not a list');
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  });

  test('that are undefined are refused at once, and the connection goes on', async () => {
    const { sql } = open({ max: 1 });
    const db = drizzleOver(sql);
    const nothing = Reflect.get({}, 'missing');
    await expect(sql`select ${nothing}::int`).rejects.toMatchObject({ code: 'UNDEFINED_VALUE' });
    await expect(sql`select ${[nothing]}::int[]`).rejects.toThrow('undefined');
    await expect(db.select().from(sample).where(eq(sample.id, nothing))).rejects.toThrow();
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  });
});

describe('transactions of the driver', () => {
  test('F93: cannot be begun', async () => {
    const { sql } = open();
    const db = drizzleOver(sql);
    expect(Reflect.get(sql, 'begin')).toBeUndefined();
    expect(Reflect.get(sql, 'reserve')).toBeUndefined();
    await expect(sql.unsafe('begin')).rejects.toMatchObject({ code: 'UNSAFE_TRANSACTION' });
    expect(() => db.transaction(async () => {})).toThrow();
  });
});

describe('limits', () => {
  test('F115: the server ends a statement that takes too long', async () => {
    await expect(open().sql`select pg_sleep(10)`).rejects.toMatchObject({ code: '57014' });
  });

  test('F97, F115: a lock is waited for shorter than that', async () => {
    await database.sql`insert into sample (id) values (1)`;
    const holder = database.sql`
      with held as materialized (select id from sample where id = 1 for update) select pg_sleep(1) from held`.execute();
    const { sql } = open();
    await expect
      .poll(async () => (await sql`select from sample for update skip locked`).length, { interval: 10 })
      .toBe(0);
    await expect(sql`update sample set day = null`).rejects.toMatchObject({ code: '55P03' });
    await holder;
  });

  test('a pooler is not asked for limits it would refuse', async () => {
    const [row] = await open({ prepare: false }).sql`
      select current_setting('statement_timeout') as statement, ${5}::int as five,
        (select count(*) from pg_prepared_statements) as prepared`;
    expect(row).toEqual({ statement: '0', five: 5, prepared: 0 });
  });

  test('F117: what finds no free connection is not sent at all, and what runs is not disturbed', async () => {
    const { sql } = open({ max: 1, statementTimeoutMs: 900, deadlineMs: 1_000 });
    const running = sql`select pg_sleep(0.4), 1 as one`.execute();
    await expect(sql`insert into sample (id) values (1)`).rejects.toMatchObject({
      name: 'DatabaseBusyError',
    });
    expect((await running)[0]?.one).toBe(1);
    expect([...(await sql`select id from sample`)]).toEqual([]);
  });
});

describe('a server that falls silent', () => {
  test('F95: keeps nobody waiting, and is used again when it speaks', async () => {
    const { sql, proxy } = await openThroughProxy({ max: 1 });
    const db = drizzleOver(sql);
    await sql`select 1`;
    proxy.mode = 'freeze';
    const calls = [sql`select 1`, db.select().from(sample), sql.notify('deaf', ''), sql.unsafe('select 1')];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    // Only the first had the connection, so only of its outcome nothing is known.
    expect(outcomes[0]).toMatchObject({ reason: { name: 'DatabaseDeadlineError', afterMs: 1_500 } });
    proxy.mode = 'pass';
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  });

  test('before it has greeted does the same', async () => {
    const { sql, proxy } = await openThroughProxy();
    proxy.mode = 'freeze';
    await expect(sql`select 1`).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    await expect(sql.listen('deaf', () => {})).rejects.toThrow();
    proxy.mode = 'pass';
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  });
});

describe('a lost connection', () => {
  test('to a server that hangs up at once is not tried in a loop', async () => {
    const { sql, proxy } = await openThroughProxy();
    proxy.mode = 'hang-up';
    await expect(sql`select 1`).rejects.toThrow(/lost|CONNECTION_DESTROYED/);
    expect(proxy.taken).toBe(1);
    proxy.mode = 'pass';
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  });

  test('to no server at all is told at once', async () => {
    const { sql, proxy } = await openThroughProxy();
    await proxy.close();
    await expect(sql`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('F90: may have done its work: the same key again neither loses nor doubles it', async () => {
    const { sql, proxy } = await openThroughProxy();
    const hold = () => sql`insert into sample (id) values (7) on conflict do nothing`;
    await hold();
    await database.sql`truncate sample`;
    proxy.mode = 'lose-answer';
    await expect(hold()).rejects.toThrow();
    await hold();
    expect([...(await sql`select id from sample`)]).toEqual([{ id: 7 }]);
  });

  test('is not mended: what waited for one is refused, and what runs on another ends well', async () => {
    const { sql } = open({ statementTimeoutMs: 2_000, deadlineMs: 4_000 });
    const [sound, doomed] = [
      sql`select pg_sleep(0.5), 1 as one`.execute(),
      sql`select pg_sleep(2)`.execute(),
    ];
    const waiting = expect(sql`select 'waited'`).rejects.toMatchObject({ name: 'ConnectionLostError' });
    const isCut = expect(doomed).rejects.toThrow();
    await expect
      .poll(async () => {
        const rows = await database.sql`
          select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(2)' and state = 'active'`;
        return rows.length;
      })
      .toBe(1);
    await isCut;
    await waiting;
    expect((await sound)[0]?.one).toBe(1);
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  });

  test('F91: of everybody, again and again, leaves each answer with its statement and a pool that is whole', async () => {
    const { sql, proxy } = await openThroughProxy({ max: 5, statementTimeoutMs: 2_000, deadlineMs: 3_000 });
    const faults: unknown[] = [];
    let asked = 0;
    let answered = 0;
    async function ask(): Promise<void> {
      const n = ++asked;
      try {
        const rows = await sql<{ n: number }[]>`select ${n}::int as n, pg_sleep(0.001)`;
        answered += 1;
        if (rows.length !== 1 || rows[0]?.n !== n) faults.push({ n, rows });
      } catch (error) {
        if (error instanceof DatabaseDeadlineError) faults.push(error);
      }
    }
    for (let round = 1; round <= 20; round += 1) {
      const asking = Array.from({ length: 15 }, async () => {
        for (let i = 0; i < 5; i += 1) await ask();
      });
      if (round % 2 === 0) proxy.cutAll();
      else
        await database.sql`
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${QUICK.applicationName}`;
      await Promise.all(asking);
    }
    expect(faults).toEqual([]);
    expect(answered).toBeGreaterThan(0);
    const together = await Promise.all(Array.from({ length: 50 }, (_, i) => sql`select ${i}::int as i`));
    expect(together.map(([row]) => row)).toEqual(together.map((_, i) => ({ i })));
  });
});

describe('listening', () => {
  test('goes on over a new connection after a loss, and ends when it is not wanted', async () => {
    const { sql, proxy } = await openThroughProxy();
    const heard: string[] = [];
    let listens = 0;
    const listening = await sql.listen(
      'orders',
      (payload) => heard.push(payload),
      () => {
        listens += 1;
      },
    );
    await database.sql.notify('orders', 'first');
    await expect.poll(() => heard).toEqual(['first']);
    proxy.cutAll();
    await expect.poll(() => listens).toBe(2);
    await database.sql.notify('orders', 'second');
    await expect.poll(() => heard).toEqual(['first', 'second']);
    await listening.unlisten();
    const ours = () => database.sql`
      select count(*) as n from pg_stat_activity where application_name = ${QUICK.applicationName}`;
    // The server notices a connection that was cut a moment later.
    await expect.poll(async () => [...(await ours())]).toEqual([{ n: 0 }]);
  });
});

describe('closing', () => {
  test('lets what runs end, and refuses what comes after', async () => {
    const { sql, close } = open();
    const running = sql`select pg_sleep(0.1), 1 as one`.execute();
    await sql`select 1`;
    await close();
    expect((await running)[0]?.one).toBe(1);
    await expect(sql`select 1`).rejects.toMatchObject({ code: 'CONNECTION_ENDED' });
  });
});

describe('durability', () => {
  test('F99: a server that forgets what it acknowledged is refused, with all that is to be set', async () => {
    await expect(checkDurability(database.sql)).rejects.toThrow(
      'fsync is off: set fsync = on; full_page_writes is off: set full_page_writes = on; synchronous_commit is off: set synchronous_commit = on',
    );
  });
});
