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
        select state, count(*) as count from orders where state in ('held', 'submitted', 'needs_review') group by state
        union all
        select 'disputed', count(*) from orders
        where review is not null and state in ('delivered', 'failed', 'reversed') having count(*) > 0`;
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },

    async openDifferences(): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(*) as count from reconciliation_difference where closed_at is null`;
      return row?.count ?? 0;
    },

    async unreachableChats(): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(*) as count from telegram_account where unreachable_since is not null`;
      return row?.count ?? 0;
    },
  };
}
