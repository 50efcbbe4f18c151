import type { ClaimedOrder, OrderLife, SettleVerdict } from '../../app/orders.ts';
import type { Sql } from '../connect.ts';
import { ASIDE, type OnUnreadable, readable } from './readable.ts';
import { ORDER_COLUMNS, type OrderRow, toOrder, toProgress } from './row.ts';

function toClaimed(row: OrderRow, action: ClaimedOrder['action'], now: Date, leaseMs: number): ClaimedOrder {
  return {
    order: toOrder(row),
    progress: toProgress(row),
    attempt: row.attempt,
    action,
    sentAt: row.sent_at ?? undefined,
    leaseUntil: new Date(now.getTime() + leaseMs),
  };
}

/** Orders from the moment they are held: handed to workers, moved on by what they learn, ended. */
export function createOrderLife(sql: Sql, wake: () => void, onUnreadable: OnUnreadable): OrderLife {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);

  /** See `hint`. */
  const askNow = (refId: string, sendingMs: number, now: Date) => sql`
    update orders set
      next_action = case when supplier_ref is null then 'look' else 'poll' end, next_action_at = least(next_action_at, ${now})
    where ref_id = ${refId} and held_at > ${now}::timestamptz - interval '30 days'
      -- What was contradicted is asked about again after a while, and not because somebody knocks.
      and (denials = 0 or next_action_at is null) and (
      -- Not while a purchase is being sent: its answer is on its way, and says more than the history.
      state = 'submitted' and next_action <> 'submit'
        and (supplier_ref is not null or sent_at < ${now}::timestamptz - ${`${sendingMs} milliseconds`}::interval)
      or state in ('delivered', 'failed', 'reversed', 'needs_review') and submitted_at is not null)`;

  return {
    async claim(actions, now, limit, leaseMs) {
      const rows = await sql<(OrderRow & { action: ClaimedOrder['action'] })[]>`
        select ${orderColumns}, k.action
        from orders_claim(${actions}, ${now}, ${limit}, ${`${leaseMs} milliseconds`}) k, lateral (select (k.claimed).*) o`;
      return readable(
        onUnreadable,
        rows,
        (row) => toClaimed(row, row.action, now, leaseMs),
        (row) => sql`
          update orders set next_action_at = ${now}::timestamptz + ${ASIDE}::interval
          where ref_id = ${row.ref_id} and attempt = ${row.attempt} and next_action_at is not null`,
      );
    },

    async claimOne(refId, sendingMs, now, leaseMs) {
      const [row] = await sql<(OrderRow & { next_action: 'look' | 'poll' })[]>`
        update orders o set
          attempt = attempt + 1, next_action = case when supplier_ref is null then 'look' else 'poll' end,
          next_action_at = ${now}::timestamptz + ${`${leaseMs} milliseconds`}::interval
        where ref_id = ${refId} and (denials = 0 or next_action_at is null or next_action_at <= ${now}) and (
          state = 'submitted' and next_action <> 'submit'
            and (supplier_ref is not null or sent_at < ${now}::timestamptz - ${`${sendingMs} milliseconds`}::interval)
          or state in ('delivered', 'failed', 'reversed', 'needs_review') and submitted_at is not null)
        returning ${orderColumns}, o.next_action`;
      return row && toClaimed(row, row.next_action, now, leaseMs);
    },

    async proceed(refId, attempt, next) {
      const rows = await sql`
        update orders set
          next_action = ${next.action}, next_action_at = ${next.at},
          supplier_ref = coalesce(${next.supplierRef ?? null}, supplier_ref),
          looks = looks + ${next.wasAbsent ? 1 : 0},
          polls = case when ${next.wasNotAsked ?? false} then polls when ${next.action} = 'poll' and next_action = 'poll' then polls + 1 else 0 end,
          posts = posts - ${next.wasNotReached ? 1 : 0},
          denials = case when ${next.wasConfirmed ?? false} then 0 else denials + ${next.wasDenied ? 1 : 0} end
        where ref_id = ${refId} and attempt = ${attempt}
          -- What was not reached is counted back once, also when this is written twice.
          and (not ${next.wasNotReached ?? false} or next_action <> 'submit') and (
          state = 'submitted'
          or state = 'needs_review' and ${next.action} in ('look', 'poll')
          or state in ('delivered', 'failed', 'reversed') and ${next.action} = 'poll')`;
      return rows.count === 1;
    },

    async review(refId, attempt, now, why, lookAt) {
      const rows = await sql`
        with moved as (
          update orders set state = 'needs_review', review = ${why}, next_action = case when supplier_ref is null then 'look' else 'poll' end,
            next_action_at = coalesce(${lookAt ?? null}::timestamptz, ${now}::timestamptz + interval '30 minutes'),
            tell_at = ${now}, tell_attempt = tell_attempt + 1
          where ref_id = ${refId} and attempt = ${attempt} and state = 'submitted' returning ref_id)
        insert into order_event (ref_id, at, kind, detail)
        select ref_id, ${now}, 'needs_review', ${sql.json({ why })} from moved`;
      if (rows.count === 1) wake();
      return rows.count === 1;
    },

    async rest(refId, attempt, leaseUntil) {
      await sql`
        update orders set next_action = null, next_action_at = null, denials = 0, polls = 0
        where ref_id = ${refId} and attempt = ${attempt} and next_action_at = ${leaseUntil} and state not in ('held', 'submitted')`;
    },

    async settle(refId, attempt, answer, now) {
      const failure = answer.state === 'failed' ? answer.failure : undefined;
      const delivered = answer.state === 'delivered' ? answer : undefined;
      const [row] = await sql<{ verdict: SettleVerdict }[]>`
        with settled as materialized (
          select order_settle(${refId}, ${attempt ?? null}, ${answer.state}, ${now}, ${answer.supplierRef ?? null},
            ${delivered?.sn ?? null}, ${delivered?.costBooked ?? null}, ${failure?.reason ?? null}, ${failure?.text ?? null},
            ${failure?.code ?? null}, ${delivered?.checkAt ?? null}) as verdict),
        -- Somebody else ended it otherwise: it is asked about as what it is now, whatever becomes of this process.
        asked as (${askNow(refId, 0, now)} and (select verdict from settled) = 'contradicts')
        select verdict from settled`;
      if (row === undefined) throw new Error(`no verdict for order ${refId}`);
      if (row.verdict === 'settled' || row.verdict === 'contradicts') wake();
      return row.verdict;
    },

    async addSn(refId, sn, now) {
      const rows = await sql`
        update orders set sn = ${sn}, tell_at = ${now}, tell_attempt = tell_attempt + 1, next_action = null, next_action_at = null,
          denials = 0
        where ref_id = ${refId} and state = 'delivered' and sn is null`;
      if (rows.count === 1) wake();
    },

    async reverse(refId, failure, now) {
      const [row] = await sql<{ verdict: 'reversed' | 'same' | 'refused' }[]>`
        select order_reverse(${refId}, ${now}, ${failure.reason}, ${failure.text}, ${failure.code}) as verdict`;
      if (row === undefined) throw new Error(`no verdict for order ${refId}`);
      if (row.verdict === 'reversed') wake();
      return row.verdict;
    },

    async captureLate(refId, { supplierRef, sn, costBooked, checkAt }, now) {
      const [row] = await sql<{ verdict: 'captured' | 'unpaid' | 'same' | 'refused' }[]>`
        select order_late_capture(${refId}, ${now}, ${supplierRef}, ${sn ?? null}, ${costBooked ?? null}, ${checkAt ?? null}) as verdict`;
      if (row === undefined) throw new Error(`no verdict for order ${refId}`);
      if (row.verdict === 'captured' || row.verdict === 'unpaid') wake();
      return row.verdict;
    },

    async dispute(refId, why, answer, now) {
      const [row] = await sql<
        { done: boolean }[]
      >`select order_dispute(${refId}, ${now}, ${why}, ${answer}) as done`;
      if (row?.done) wake();
      return row?.done ?? false;
    },

    async hint(refId, sendingMs, now) {
      const rows = await askNow(refId, sendingMs, now);
      if (rows.count === 1) wake();
      return rows.count === 1;
    },

    async note(refId, kind, detail, now) {
      await sql`
        insert into order_event (ref_id, at, kind, detail)
        values (${refId}, ${now}, ${kind}, ${sql.json(detail as Parameters<typeof sql.json>[0])})`;
    },
  };
}
