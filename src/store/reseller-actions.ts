import { ResellerAction, type ResellerActions } from '../app/downlines.ts';
import type { Sql } from './connect.ts';

type ActionRow = {
  token: string;
  reseller_id: number;
  telegram_id: number;
  origin: string;
  action: unknown;
  expires_at: Date;
  state: 'open' | 'taken' | 'done' | 'cancelled';
};

/** What resellers asked for and have not confirmed, in PostgreSQL. */
export function createResellerActions(sql: Sql): ResellerActions {
  return {
    async ask({ token, resellerId, telegramId, origin, action, expiresAt }, now) {
      const [row] = await sql<ActionRow[]>`
        insert into reseller_action (token, reseller_id, telegram_id, origin, action, created_at, expires_at)
        values (${token}, ${resellerId}, ${telegramId}, ${origin}, ${sql.json(action)}, ${now}, ${expiresAt})
        on conflict (origin) do update set origin = excluded.origin
        returning *`;
      if (row === undefined) throw new Error(`action ${origin} was not kept`);
      const isOpen = row.state === 'open' && row.expires_at > now;
      return { token: row.token, action: ResellerAction.parse(row.action), isOpen };
    },

    async take(token, telegramId, now) {
      const [taken] = await sql<ActionRow[]>`
        update reseller_action a set state = 'taken'
        where a.token = ${token} and a.telegram_id = ${telegramId} and (
            a.state = 'taken' and a.expires_at > ${now}::timestamptz - interval '1 hour'
            or a.state = 'open' and a.expires_at > ${now})
          and exists (select from telegram_account t where t.telegram_id = a.telegram_id and t.reseller_id = a.reseller_id)
        returning *`;
      if (taken !== undefined) {
        const { origin, reseller_id: resellerId } = taken;
        return { kind: 'do', origin, resellerId, action: ResellerAction.parse(taken.action) };
      }
      const [row] = await sql<ActionRow[]>`select * from reseller_action where token = ${token}`;
      if (row === undefined) return { kind: 'unknown' };
      if (row.telegram_id !== telegramId) return { kind: 'not_yours' };
      return { kind: row.state === 'done' || row.state === 'cancelled' ? row.state : 'expired' };
    },

    async done(token) {
      await sql`update reseller_action set state = 'done' where token = ${token} and state = 'taken'`;
    },

    async refused(token) {
      await sql`update reseller_action set state = 'cancelled' where token = ${token} and state = 'taken'`;
    },

    async cancel(token, telegramId) {
      const [row] = await sql<{ is_cancelled: boolean }[]>`
        select reseller_action_cancel(${token}, ${telegramId}) as is_cancelled`;
      return row?.is_cancelled ?? false;
    },
  };
}
