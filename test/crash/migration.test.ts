import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from '../../src/store/connect.ts';
import { freshDatabase } from '../support/database.ts';
import { startPostgresProxy } from './postgres-proxy.ts';
import { createRandom } from './random.ts';

const CHILD = fileURLToPath(new URL('migrate-child.ts', import.meta.url));
const SEED = 20;
const KILLS = 5;

let migrated: Sql;
let emptyUrl: string;

beforeAll(async () => {
  const database = await freshDatabase();
  migrated = database.sql;
  emptyUrl = new URL(`/${database.name}_empty`, database.url).href;
  await migrated.unsafe(`create database ${database.name}_empty`);
});

function launch(url: string) {
  const child = spawn(process.execPath, [CHILD, url], { stdio: 'ignore' });
  return { child, ended: once(child, 'exit') };
}

/** All that a schema is made of, as the server writes it. */
async function catalogOf(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select format('column %s.%s %s %s %s', c.table_name, c.column_name, c.data_type, c.is_nullable, c.column_default) as line
      from information_schema.columns c where c.table_schema in ('public', 'drizzle')
    union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace
    union all select format('index %s', indexdef) from pg_indexes where schemaname = 'public'
    union all select format('function %s', pg_get_functiondef(oid)) from pg_proc where pronamespace = 'public'::regnamespace
    union all select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
    union all select format('migration %s %s', hash, created_at) from drizzle.__drizzle_migrations
    union all select format('account %s %s', id, name) from account`;
  return rows.map(({ line }) => line).sort();
}

test('F20: a migration killed -9 at random statements, and then made by two starts at once, leads to the same schema', async () => {
  const random = createRandom(SEED);
  const proxy = await startPostgresProxy(emptyUrl);
  const killedAt: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // Some kills let the statement happen and some do not.
    const when = random.pick(['before', 'after'] as const);
    let left = 8 + random.below(80);
    const { child, ended } = launch(proxy.url);
    proxy.onStatement = ({ text }) => {
      left -= 1;
      if (left > 0) return undefined;
      proxy.onStatement = undefined;
      return {
        when,
        act() {
          killedAt.push(text);
          child.kill('SIGKILL');
        },
      };
    };
    expect((await ended)[1], `seed ${SEED}, kill ${kill}`).toBe('SIGKILL');
    proxy.cutAll();
  }
  proxy.onStatement = undefined;
  expect(killedAt).toHaveLength(KILLS);

  const both = [launch(proxy.url), launch(proxy.url)];
  for (const { ended } of both) expect((await ended)[0]).toBe(0);
  await proxy.close();
  const { sql, close } = connect(emptyUrl, { applicationName: 'test', max: 1 });
  const found = await catalogOf(sql);
  await close();
  expect(found.length).toBeGreaterThan(100);
  expect(found).toEqual(await catalogOf(migrated));
  await migrated.unsafe(`drop database ${new URL(emptyUrl).pathname.slice(1)}`);
}, 60_000);
