import {
  type ActionOver,
  OperatorAction,
  type OperatorActions,
  type OperatorMoney,
  type TakenAction,
  type TwoPersonLimit,
} from '../app/operator-actions.ts';
import { type Rupiah, rupiah } from '../domain/money.ts';
import { DEFAULT_TWO_PERSON_LIMIT } from '../domain/two-person.ts';
import type { Sql } from './connect.ts';

type ActionRow = {
  token: string;
  actor_id: number;
  action: unknown;
  expires_at: Date;
  state: 'open' | 'waiting' | 'asked' | 'taken' | 'done' | 'cancelled' | 'rejected';
  decided_by: number | null;
};

/** How long after it ran out what was taken in time may be finished. */
const REPEATED_FOR_MS = 3_600_000;

function toDo(row: ActionRow): TakenAction {
  const { token, actor_id: askerId, decided_by } = row;
  return {
    kind: 'do',
    token,
    action: OperatorAction.parse(row.action),
    askerId,
    secondId: decided_by ?? undefined,
  };
}

/** What there is to say to who asked. */
function standing(row: ActionRow, now: Date): TakenAction {
  const isWaiting = row.state === 'waiting' || row.state === 'asked';
  if (isWaiting && row.expires_at > now)
    return {
      kind: 'waiting',
      action: OperatorAction.parse(row.action),
      isAsked: row.state === 'asked',
      until: row.expires_at,
    };
  const { state } = row;
  return { kind: state === 'done' || state === 'cancelled' || state === 'rejected' ? state : 'expired' };
}

/** What there is to say to a second operator who decided nothing with this press. */
function overFor(secondId: number, row: ActionRow): ActionOver {
  if (row.actor_id === secondId) return 'own';
  if (row.decided_by !== null) return 'decided';
  return row.state === 'cancelled' ? 'cancelled' : row.state === 'open' ? 'unknown' : 'expired';
}

export function createOperatorActions(sql: Sql): OperatorActions {
  async function find(token: string): Promise<ActionRow | undefined> {
    const [row] = await sql<ActionRow[]>`select * from operator_action where token = ${token}`;
    return row;
  }

  /** The second operator's word, once, and what the audit log keeps of it. */
  async function decide(
    state: 'taken' | 'rejected',
    token: string,
    secondId: number,
    operators: readonly number[],
    now: Date,
  ): Promise<void> {
    await sql`
      with decided as (
        update operator_action set state = ${state}, decided_by = ${secondId}
        where token = ${token} and actor_id <> ${secondId} and actor_id = any(${[...operators]}::bigint[])
          and state in ('waiting', 'asked') and expires_at > ${now}
        returning *)
      insert into audit (at, actor_id, action, subject, detail)
      select ${now}, ${secondId}, ${state === 'taken' ? 'approved' : 'rejected'},
        coalesce((select code from reseller where id = (d.action ->> 'resellerId')::integer), d.action ->> 'kind'),
        jsonb_build_object('key', 'action:' || d.token, 'asked_by', d.actor_id, 'action', d.action)
      from decided d`;
  }

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

    async find(token) {
      const row = await find(token);
      return row && OperatorAction.parse(row.action);
    },

    async take(token, actorId, now, waitUntil) {
      const until = waitUntil ?? null;
      const [taken] = await sql<ActionRow[]>`
        update operator_action set
          state = case when state = 'open' and ${until}::timestamptz is not null then 'waiting' else 'taken' end,
          expires_at = case state when 'open' then coalesce(${until}, expires_at) else expires_at end
        where token = ${token} and actor_id = ${actorId} and (
          state = 'taken' and expires_at > ${now}::timestamptz - interval '1 hour' or state = 'open' and expires_at > ${now})
        returning *`;
      const row = taken ?? (await find(token));
      if (row === undefined) return { kind: 'unknown' };
      if (row.actor_id !== actorId) return { kind: 'not_yours' };
      return taken?.state === 'taken' ? toDo(taken) : standing(row, now);
    },

    async asked(token) {
      await sql`update operator_action set state = 'asked' where token = ${token} and state = 'waiting'`;
    },

    async approve(token, secondId, operators, now) {
      await decide('taken', token, secondId, operators, now);
      const row = await find(token);
      if (row === undefined) return { kind: 'unknown' };
      const isHis = row.decided_by === secondId;
      if (isHis && row.state === 'taken' && row.expires_at.getTime() > now.getTime() - REPEATED_FOR_MS)
        return toDo(row);
      return { kind: isHis && row.state === 'done' ? 'done' : overFor(secondId, row) };
    },

    async reject(token, secondId, operators, now) {
      await decide('rejected', token, secondId, operators, now);
      const row = await find(token);
      if (row === undefined) return { kind: 'unknown' };
      if (row.state === 'rejected' && row.decided_by === secondId)
        return { kind: 'refused', action: OperatorAction.parse(row.action), askerId: row.actor_id };
      return { kind: overFor(secondId, row) };
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
        where token = ${token} and actor_id = ${actorId} and state in ('open', 'waiting', 'asked')`;
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

    async topUpSupplier(key, amount, note, actorId, now) {
      const [row] = await sql<{ booked: number }[]>`
        select ledger_supplier_topup(${key}, ${amount}, ${note}, ${actorId}, ${now}) as booked`;
      if (row === undefined) throw new Error(`nothing booked by top-up ${key}`);
      return row.booked;
    },
  };
}

/** In table `setting`, under `two_person_limit`. */
export function createTwoPersonLimit(sql: Sql): TwoPersonLimit {
  return {
    async get(): Promise<Rupiah> {
      const [row] = await sql<{ amount: number }[]>`
        select (value #>> '{}')::bigint as amount from setting where key = 'two_person_limit'`;
      return row ? rupiah(row.amount) : DEFAULT_TWO_PERSON_LIMIT;
    },

    async set({ key, limit, mayLoosen, actorId }, now) {
      // Where it stands already, the row that is there is asked, and not the default.
      const rows = await sql`
        with put as (
          insert into setting as s (key, value)
          select 'two_person_limit', to_jsonb(${limit}::bigint)
          where (${mayLoosen} or ${limit}::bigint between 1 and ${DEFAULT_TWO_PERSON_LIMIT}
              or exists (select from setting where key = 'two_person_limit'))
            and not exists (select from audit where action = 'two_person_limit' and detail ->> 'key' = ${key})
          on conflict (key) do update set value = excluded.value
          where ${mayLoosen} or s.value in (excluded.value, '0'::jsonb)
            or excluded.value <> '0'::jsonb and (excluded.value #>> '{}')::bigint < (s.value #>> '{}')::bigint
          returning value)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, 'two_person_limit', 'all', jsonb_build_object('key', ${key}::text, 'limit', value) from put`;
      if (rows.count === 1) return true;
      const [before] = await sql`
        select from audit where action = 'two_person_limit' and detail ->> 'key' = ${key}`;
      return before !== undefined;
    },
  };
}
