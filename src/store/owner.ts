import type { Sql } from './connect.ts';

/** Whose orders and money a database holds. Not secret. */
export type Owner = {
  /** Telegram's id of the bot: the digits before the colon in its token. */
  botId: number;
  /** Where orders are bought; every address of this machine is the same, since sandboxes change their ports. */
  klikoo: string;
};

/**
 * Writes down at the first start whose database this is, and returns who that is. `adopts`: from now on it is `owner`, whoever it was
 * before. Again, or from several starts at once: the first one counts, and all are told the same.
 */
export async function claimDatabase(sql: Sql, owner: Owner, adopts: boolean): Promise<Owner> {
  const value = sql.json(owner);
  await sql`insert into setting (key, value) values ('owner', ${value}) on conflict (key) do nothing`;
  if (adopts) await sql`update setting set value = ${value} where key = 'owner'`;
  const [row] = await sql<{ bot_id: number; klikoo: string }[]>`
    select (value ->> 'botId')::bigint as bot_id, value ->> 'klikoo' as klikoo from setting where key = 'owner'`;
  if (row === undefined) throw new Error('the database does not say whose it is');
  return { botId: row.bot_id, klikoo: row.klikoo };
}
