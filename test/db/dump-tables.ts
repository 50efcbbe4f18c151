import type { Sql } from '../../src/store/connect.ts';

/** Every row of every table of ours, as text: for looking whether something stands there that must not. */
export async function dumpTables(sql: Sql): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by tablename`;
  const dumps: string[] = [];
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sql.unsafe(name)} t`;
    dumps.push(`${name}\n${rows.map(({ row }) => row).join('\n')}`);
  }
  return dumps.join('\n');
}
