import { OperatorAction, type OperatorActions, type OperatorMoney } from '../app/operator-actions.ts';
import type { Sql } from './connect.ts';

type ActionRow = {
  token: string;
  actor_id: number;
  action: unknown;
  expires_at: Date;
  state: 'open' | 'taken' | 'done' | 'cancelled';
};

export function createOperatorActions(sql: Sql): OperatorActions {
  return {
    async ask({ token, actorId, origin, action, expiresAt }, now) {
      const [row] = await sql<ActionRow[]>`
        insert into operator_action (token, actor_id, origin, action, created_at, expires_at)
        values (${token}, ${actorId}, ${origin}, ${sql.json(action)}, ${now}, ${expiresAt})
        on conflict (origin) do update set origin = excluded.origin
        returning *`;
      if (row === undefined) throw new Error(`action ${origin} was not kept`);
      return { token: row.token, action: OperatorAction.parse(row.action) };
    },

    async take(token, actorId, now) {
      const [taken] = await sql<ActionRow[]>`
        update operator_action set state = 'taken'
        where token = ${token} and actor_id = ${actorId} and (
          state = 'taken' and expires_at > ${now}::timestamptz - interval '1 hour' or state = 'open' and expires_at > ${now})
        returning *`;
      if (taken !== undefined) return { kind: 'do', token, action: OperatorAction.parse(taken.action) };
      const [row] = await sql<ActionRow[]>`select * from operator_action where token = ${token}`;
      if (row === undefined) return { kind: 'unknown' };
      if (row.actor_id !== actorId) return { kind: 'not_yours' };
      return { kind: row.state === 'done' || row.state === 'cancelled' ? row.state : 'expired' };
    },

    async refused(token) {
      await sql`update operator_action set state = 'cancelled' where token = ${token} and state = 'taken'`;
    },

    async done(token) {
      await sql`update operator_action set state = 'done' where token = ${token} and state = 'taken'`;
    },

    async cancel(token, actorId) {
      const rows = await sql`
        update operator_action set state = 'cancelled'
        where token = ${token} and actor_id = ${actorId} and state = 'open'`;
      return rows.count === 1;
    },
  };
}

export function createOperatorMoney(sql: Sql): OperatorMoney {
  return {
    async deposit(key, resellerId, amount, note, actorId, now) {
      const [row] = await sql<{ balance: number }[]>`
        select ledger_deposit(${key}, ${resellerId}, ${amount}, ${note}, ${actorId}, ${now}) as balance`;
      if (row === undefined) throw new Error(`no balance after deposit ${key}`);
      return row.balance;
    },

    async correct(key, resellerId, amount, reason, actorId, now) {
      const [row] = await sql<{ balance: number | null }[]>`
        select ledger_correct(${key}, ${resellerId}, ${amount}, ${reason}, ${actorId}, ${now}) as balance`;
      return row?.balance ?? undefined;
    },
  };
}
