import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// While a release is brought out, the version before it still runs on the new schema: what it reads and writes must stay.

const FIRST_TO_CHECK = '0002';

/** Why a statement would trouble the version before; `undefined`: it would not. */
function trouble(statement: string, migration: string): string | undefined {
  // What a function does inside is not done to the schema.
  const sql = statement
    .replace(/--.*$/gm, '')
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/\s+/g, ' ')
    .trim();
  const dropped = /\bdrop constraint (?:if exists )?"?(\w+)"?/i.exec(sql)?.[1];
  const isPutBack = dropped && new RegExp(`add constraint "?${dropped}"?\\s`, 'i').test(migration);
  if (dropped && !isPutBack) return `takes the constraint ${dropped} away for good`;
  if (/\bdrop (?!constraint\b)/i.test(sql)) return 'drops something';
  if (/\brename\b/i.test(sql)) return 'renames something';
  if (/\balter column .*\b(type|set not null)\b/i.test(sql)) return 'narrows a column or changes its type';
  if (/\badd column\b/i.test(sql) && /\bnot null\b/i.test(sql) && !/\bdefault\b/i.test(sql))
    return 'adds a column that the version before does not fill';
  if (/^(truncate|delete)\b/i.test(sql)) return 'throws rows away';
  return undefined;
}

function troubles(migration: string): string[] {
  return migration
    .split('--> statement-breakpoint')
    .flatMap((statement) => trouble(statement, migration) ?? []);
}

test('F20: migrations after the first release only add, so that the version before keeps running on the new schema', () => {
  const files = readdirSync('drizzle').filter((name) => name.endsWith('.sql') && name >= FIRST_TO_CHECK);
  expect(files.length).toBeGreaterThan(0);
  const found = files.flatMap((file) =>
    troubles(readFileSync(`drizzle/${file}`, 'utf8')).map((what) => `${file} ${what}`),
  );
  expect(found).toEqual([]);
});

test.each([
  'drop table orders',
  'alter table "orders" drop column "sn"',
  'alter table orders rename to sale',
  'alter table orders alter column price set data type numeric',
  'alter table orders alter column sn set not null',
  'alter table orders add column x text not null',
  'alter table orders drop constraint orders_due',
  'drop function order_settle(uuid)',
  'delete from setting',
])('such a migration is found out: %s', (statement) => {
  expect(troubles(`create table fine (n int);\n--> statement-breakpoint\n${statement};`)).toHaveLength(1);
});

test('a wider check in the place of a narrower one, new columns with a default and new functions are fine', () => {
  const migration = `
    alter table orders drop constraint orders_state;--> statement-breakpoint
    alter table orders add constraint orders_state check (state in ('quoted', 'new')) not valid;--> statement-breakpoint
    alter table orders add column x text default '' not null;--> statement-breakpoint
    create or replace function f() returns void language sql as $$ delete from setting; drop table orders $$;`;
  expect(troubles(migration)).toEqual([]);
});
