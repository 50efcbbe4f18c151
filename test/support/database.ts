import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, inject } from 'vitest';
import { connect, type Database, type Sql } from '../../src/store/connect.ts';
import { migrate } from '../../src/store/migrate.ts';
import { KEPT } from './global-setup.ts';
import { startTestServer } from './test-server.ts';

export type FreshDatabase = Database & { name: string; url: string };

const TEMPLATE = 'konter_template';
const LOCK_KEY = 1;
/** A pool that has been closed is gone for us before it is gone for the server. */
const GOODBYE_MS = 2_000;

const databases: FreshDatabase[] = [];
let hasFailed = false;

/**
 * A migrated, otherwise empty database for the test file that asks. Its pool is closed and the database dropped when the file is
 * through; when a test failed, it is kept until the next run and its address printed. Other pools on it are to be closed by who
 * opened them: the file fails when one is not.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await startTestServer(inject('testServerDir'));
  const name = await withAdmin(server.url, async (sql) => {
    await sql`select pg_advisory_lock(${LOCK_KEY})`;
    await sql.unsafe('create sequence if not exists test_database');
    await makeTemplate(sql, server.url);
    const [row] = await sql<{ name: string }[]>`select 'test_' || nextval('test_database') as name`;
    if (row === undefined) throw new Error('no name for a database');
    await sql.unsafe(`create database ${row.name} template ${TEMPLATE}`);
    return row.name;
  });
  const url = onDatabase(server.url, name);
  const database = { name, url, ...connect(url, { applicationName: name }) };
  databases.push(database);
  return database;
}

/** That it is marked as a template says that it is whole. */
async function makeTemplate(sql: Sql, serverUrl: string): Promise<void> {
  const [found] = await sql<{ is_whole: boolean }[]>`
    select datistemplate as is_whole from pg_database where datname = ${TEMPLATE}`;
  if (found?.is_whole) return;
  if (found === undefined) await sql.unsafe(`create database ${TEMPLATE}`);
  await migrate(onDatabase(serverUrl, TEMPLATE));
  await sql.unsafe(`alter database ${TEMPLATE} is_template true`);
}

async function withAdmin<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  // One connection, so that a lock holds for all that follows.
  const { sql, close } = connect(url, {
    max: 1,
    applicationName: 'test databases',
    statementTimeoutMs: 25_000,
  });
  try {
    return await work(sql);
  } finally {
    await close();
  }
}

function onDatabase(serverUrl: string, name: string): string {
  return new URL(`/${name}`, serverUrl).href;
}

// These are registered when a test file imports this one, so they run after what the file itself registers for its end.
afterEach(({ task }) => {
  hasFailed ||= task.result?.state === 'fail';
});

afterAll(async () => {
  for (const database of databases) {
    await database.close();
    if (hasFailed) await keep(database);
    else await drop(database);
  }
});

async function keep({ url }: FreshDatabase): Promise<void> {
  await writeFile(join(inject('testServerDir'), KEPT), '');
  process.stdout.write(`A test failed; its database is there until the next run: ${url}\n`);
}

/** @throws when a pool leaked. */
async function drop({ name }: FreshDatabase): Promise<void> {
  const server = await startTestServer(inject('testServerDir'));
  await withAdmin(server.url, async (sql) => {
    const leaked = await sessionsOn(sql, name);
    // By force only where a pool leaked: it would also have to end a worker of the server's own, which only a superuser may.
    await sql.unsafe(`drop database ${name}${leaked.length > 0 ? ' with (force)' : ''}`);
    if (leaked.length > 0) throw new Error(`pools were not closed: ${leaked.join(', ')}`);
  });
}

/** The application names of those that stay. */
async function sessionsOn(sql: Sql, name: string): Promise<string[]> {
  const deadline = performance.now() + GOODBYE_MS;
  for (;;) {
    const rows = await sql<{ application: string }[]>`
      select application_name as application from pg_stat_activity
      where datname = ${name} and backend_type = 'client backend'`;
    if (rows.length === 0 || performance.now() > deadline) return rows.map((row) => row.application);
    await sql`select pg_sleep(0.02)`;
  }
}
