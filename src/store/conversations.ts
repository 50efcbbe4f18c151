import type { Sql } from './connect.ts';

/** Nobody goes on with a form after a day; what was typed into it is not kept longer. */
const KEPT_HOURS = 24;

/** How far guided conversations are, in PostgreSQL. Values are stored as they come. */
export function createConversationStore(sql: Sql) {
  return {
    async read(key: string): Promise<unknown> {
      const [row] = await sql<{ value: unknown }[]>`
        select value from conversation
        where key = ${key} and updated_at > now() - ${KEPT_HOURS} * interval '1 hour'`;
      return row?.value;
    },

    async write(key: string, value: object): Promise<void> {
      await sql`
        with forgotten as (
          delete from conversation where updated_at < now() - ${KEPT_HOURS} * interval '1 hour' and key <> ${key}
        )
        insert into conversation (key, value, updated_at) values (${key}, ${JSON.stringify(value)}::text::jsonb, now())
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`;
    },

    async delete(key: string): Promise<void> {
      await sql`delete from conversation where key = ${key}`;
    },
  };
}
