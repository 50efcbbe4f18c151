import type { Sql } from './connect.ts';

/** Figures for the metrics, each from a small index. */
export function createGauges(sql: Sql) {
  return {
    async queueDepth(): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(*) as count from pgboss.job where name = 'inbox' and state < 'active'`;
      return row?.count ?? 0;
    },

    async ordersUnderway(): Promise<Record<string, number>> {
      const rows = await sql<{ state: string; count: number }[]>`
        select state, count(*) as count from orders where state in ('held', 'submitted', 'needs_review') group by state`;
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },

    async unreachableChats(): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(*) as count from telegram_account where unreachable_since is not null`;
      return row?.count ?? 0;
    },
  };
}
