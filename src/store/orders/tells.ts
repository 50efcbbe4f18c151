import type { Tells } from '../../app/orders.ts';
import type { Sql } from '../connect.ts';
import { CARD_COLUMNS, type CardRow, toCard } from './cards.ts';
import { ASIDE, type OnUnreadable, readable } from './readable.ts';
import { ORDER_COLUMNS, type OrderRow, toOrder } from './row.ts';

/** In the place of the state he was told: Telegram refused the message as it is, which is no reason for others to wait. */
const REFUSED = 'refused' as const;

/** What is still to be told about orders. */
export function createTells(sql: Sql, onUnreadable: OnUnreadable): Tells {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);
  const cardColumns = sql.unsafe(CARD_COLUMNS);

  return {
    async claimTells(now, { limit, perChat }, leaseMs) {
      const rows = await sql<(CardRow & OrderRow & { is_unreachable: boolean })[]>`
        with blocked as materialized (
          select chat_id from orders where tell_at > ${now} and told_state is distinct from ${REFUSED}),
        ripe as materialized (
          select ref_id, chat_id, tell_at, coalesce(settled_at, expires_at) as happened_at, number from orders
          where tell_at <= ${now} and chat_id not in (select chat_id from blocked)),
        waiting as (
          select ref_id, row_number() over (partition by chat_id order by happened_at, number) as place,
            min(tell_at) over (partition by chat_id) as since
          from ripe where chat_id in (select chat_id from (select chat_id from ripe order by tell_at limit ${limit * 10}) f)),
        due as (
          select o.ref_id, o.chat_id, w.place from orders o join waiting w on w.ref_id = o.ref_id and w.place <= ${perChat}
          where o.tell_at <= ${now} order by w.since, o.chat_id, w.place limit ${limit}
          for no key update of o skip locked),
        -- What another worker took at this moment goes before what follows it in its chat.
        mine as (
          select ref_id from (
            select ref_id, place, row_number() over (partition by chat_id order by place) as seat from due) d
          where seat = place),
        o as (
          update orders set tell_attempt = tell_attempt + 1, tell_at = ${now}::timestamptz + ${`${leaseMs} milliseconds`}::interval
          where ref_id in (select ref_id from mine) returning *)
        select ${cardColumns}, ${orderColumns}, not exists (
          select from telegram_account t
          where t.telegram_id = c.telegram_id and t.reseller_id = c.reseller_id and t.unreachable_since is null) as is_unreachable
        from o join card c on c.token = o.card_token order by coalesce(o.settled_at, o.expires_at), o.number`;
      return readable(
        onUnreadable,
        rows,
        (row) => ({
          order: toOrder(row),
          card: toCard(row),
          attempt: row.tell_attempt,
          toldState: row.told_state === REFUSED ? undefined : (row.told_state ?? undefined),
          review: row.review ?? undefined,
          isUnreachable: row.is_unreachable,
        }),
        (row) => sql`
          update orders set tell_at = ${now}::timestamptz + ${ASIDE}::interval, told_state = ${REFUSED}
          where ref_id = ${row.ref_id} and tell_attempt = ${row.tell_attempt}`,
      );
    },

    async told(refId, attempt, state) {
      await sql`
        update orders set told_state = ${state}, tell_at = null
        where ref_id = ${refId} and tell_attempt = ${attempt}`;
    },

    async tellLater(refId, attempt, at, options) {
      await sql`
        update orders set tell_at = ${at ?? null},
          told_state = case when ${options?.isRefused ?? false} then ${REFUSED} else told_state end
        where ref_id = ${refId} and tell_attempt = ${attempt}`;
    },

    async tellFirst(refId, attempt, now) {
      const rows = await sql`
        with first as (
          select o.card_token, (
            select t.telegram_id from telegram_account t where t.reseller_id = o.reseller_id
            order by t.created_at, t.telegram_id limit 1) as telegram_id
          from orders o join card c on c.token = o.card_token
          where o.ref_id = ${refId} and not exists (
            select from telegram_account t where t.telegram_id = c.telegram_id and t.reseller_id = o.reseller_id)),
        moved as (
          update card c set chat_id = f.telegram_id, telegram_id = f.telegram_id, message_id = null
          from first f where c.token = f.card_token and f.telegram_id is not null returning c.token, c.telegram_id)
        update orders o set chat_id = m.telegram_id,
          tell_at = case when o.ref_id = ${refId} and o.tell_attempt = ${attempt} then ${now} else o.tell_at end
        from moved m where o.card_token = m.token`;
      return rows.count > 0;
    },
  };
}
