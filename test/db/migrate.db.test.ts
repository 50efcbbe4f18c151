import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Sql } from '../../src/store/connect.ts';
import { migrate } from '../../src/store/migrate.ts';
import { freshDatabase } from '../support/database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

type Migration = { when: number; sql: string };

// Later than all migrations of the project, which the database has already.
const FIRST = { when: Date.UTC(2100, 0, 1), sql: 'create table step (n int); insert into step values (1)' };
const SECOND = { when: Date.UTC(2100, 0, 2), sql: 'insert into step values (2)' };
const BROKEN = {
  when: Date.UTC(2100, 0, 3),
  sql: 'insert into step values (3); insert into nowhere values (1)',
};

let folder: string;
let sql: Sql;
let url: string;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'konter-migrations-'));
  await mkdir(join(folder, 'meta'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  await sql.unsafe(
    'drop table if exists step; delete from drizzle.__drizzle_migrations where created_at > 4000000000000',
  );
});

async function write(...migrations: Migration[]): Promise<void> {
  const entries = migrations.map(({ when }, idx) => ({
    idx,
    when,
    tag: `m${when}`,
    version: '7',
    breakpoints: true,
  }));
  await writeFile(
    join(folder, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  for (const { when, sql } of migrations) await writeFile(join(folder, `m${when}.sql`), sql);
}

async function steps(): Promise<number[]> {
  return (await sql<{ n: number }[]>`select n from step order by n`).map(({ n }) => n);
}

test('the migrations of the project are already there, and applying them again changes nothing', async () => {
  await migrate(url);
  await migrate(url);
});

test('F20: five starts at the same time apply each migration once', async () => {
  await write(FIRST, SECOND);
  await Promise.all(Array.from({ length: 5 }, () => migrate(url, { folder })));
  expect(await steps()).toEqual([1, 2]);
});

test('a later release brings only what is new', async () => {
  await write(FIRST);
  await migrate(url, { folder });
  await write(FIRST, SECOND);
  await migrate(url, { folder });
  expect(await steps()).toEqual([1, 2]);
});

test('one that fails takes all of its release back', async () => {
  await write(FIRST, SECOND, BROKEN);
  await expect(migrate(url, { folder })).rejects.toThrow();
  const [row] = await sql`select to_regclass('step') as step`;
  expect(row).toEqual({ step: null });
});

test('one that is older than the last applied is not passed over in silence', async () => {
  await write(FIRST);
  await migrate(url, { folder });
  await write({ when: FIRST.when - 1, sql: 'select 1' }, FIRST);
  await expect(migrate(url, { folder })).rejects.toThrow('was passed over');
});

test('one that was changed after it had been applied is noticed', async () => {
  await write(FIRST);
  await migrate(url, { folder });
  await write({ ...FIRST, sql: 'create table step (n bigint)' });
  await expect(migrate(url, { folder })).rejects.toThrow('was changed');
});

test('a lock that is never given up is not waited for longer than allowed', async () => {
  await write(FIRST);
  const holder = sql`select pg_advisory_lock(7267483001), pg_sleep(0.8), pg_advisory_unlock(7267483001)`;
  const held = holder.execute();
  await expect
    .poll(async () => (await sql`select from pg_locks where locktype = 'advisory' and granted`).length)
    .toBeGreaterThan(0);
  await expect(migrate(url, { folder, lockWaitMs: 50 })).rejects.toMatchObject({ code: '55P03' });
  await held;
});

test('F20: a table in use is waited for briefly, the release takes itself back, and the work behind it goes on', async () => {
  await write(FIRST);
  await migrate(url, { folder });
  const reader = sql`select n, pg_sleep(1.5) from step`.execute();
  await expect
    .poll(async () => (await sql`select from pg_locks where relation = 'step'::regclass and granted`).length)
    .toBeGreaterThan(0);
  await write(FIRST, { when: SECOND.when, sql: 'alter table step add column m int' });
  const late = migrate(url, { folder, tableLockWaitMs: 100 });
  await expect(late).rejects.toMatchObject({ cause: { code: '55P03' } });
  await sql`insert into step values (4)`;
  await reader;
  // The next start finds the table free.
  await migrate(url, { folder });
  expect([...(await sql`select n, m from step order by n`)]).toEqual([
    { n: 1, m: null },
    { n: 4, m: null },
  ]);
});

test('a server that falls silent is not waited for longer than allowed', async () => {
  const proxy = await startTcpProxy(url);
  proxy.mode = 'freeze';
  await expect(migrate(proxy.url, { deadlineMs: 200 })).rejects.toMatchObject({
    name: 'DatabaseDeadlineError',
  });
  await proxy.close();
});
