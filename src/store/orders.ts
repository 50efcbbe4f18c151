import type {
  Card,
  ClaimedOrder,
  ConfirmVerdict,
  DeclareVerdict,
  OrderEvent,
  Orders,
  QueuedOrder,
  SettleVerdict,
} from '../app/orders.ts';
import { rupiah } from '../domain/money.ts';
import { LIVE_STATES, type Order } from '../domain/order/order.ts';
import { contentOf, REFERENCE_DAYS } from '../domain/order/own-reference.ts';
import type { Sql } from './connect.ts';
import { findHistory } from './history.ts';
import { isInReview, ORDER_COLUMNS, type OrderRow, toBillRow, toOrder, toProgress } from './order-row.ts';

type CardRow = {
  token: string;
  reseller_id: number;
  telegram_id: number;
  chat_id: number;
  message_id: number | null;
  origin: string;
  created_at: Date;
  card_expires_at: Date;
};

const CARD_COLUMNS = `c.token, c.reseller_id, c.telegram_id, c.chat_id, c.message_id, c.origin, c.created_at,
  c.expires_at as card_expires_at`;

function toCard(row: CardRow): Card {
  return {
    token: row.token,
    resellerId: row.reseller_id,
    telegramId: row.telegram_id,
    chatId: row.chat_id,
    messageId: row.message_id ?? undefined,
    origin: row.origin,
    createdAt: row.created_at,
    expiresAt: row.card_expires_at,
  };
}

/** In the place of the state he was told: Telegram refused the message as it is, which is no reason for others to wait. */
const REFUSED = 'refused' as const;

type VerdictRow = { ref_id: string; verdict: ConfirmVerdict['kind']; detail: number | null };

function toVerdict(row: VerdictRow): ConfirmVerdict {
  switch (row.verdict) {
    case 'price_changed':
      return { kind: 'price_changed', price: rupiah(row.detail ?? 0) };
    case 'repeat':
      return { kind: 'repeat', earlierNumber: row.detail ?? 0 };
    case 'insufficient':
      return { kind: 'insufficient', missing: rupiah(row.detail ?? 0) };
    case 'blocked':
      return { kind: row.detail === null ? 'blocked' : 'off_by_upline' };
    default:
      return { kind: row.verdict };
  }
}

/** What is said about an order whose row lacks what its state needs: a bug, or somebody's hand in the database. */
export type OnUnreadable = (number: number, error: unknown) => void;

/** Among so many of a reseller's orders the last of a chat is looked for, and a message that is repeated finds what it did. */
const NEWEST = 200;

/** The origin of an order that a message asked for: its chat and its number there. */
const TYPED = '^-?[0-9]+:[0-9]{1,15}(:|$)';

const REFERENCE = `${REFERENCE_DAYS} days`;

/** So long such an order is left alone. Its money stays where it is. */
const ASIDE = '1 hour';

/** Orders in PostgreSQL. `wake` is called after a statement that made something due at once. */
export function createOrders(
  sql: Sql,
  wake: () => void = () => {},
  onUnreadable: OnUnreadable = () => {},
): Orders {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);
  const cardColumns = sql.unsafe(CARD_COLUMNS);

  /** Of a batch, what can be read. What cannot is put aside and reported, and keeps nothing else from being done. */
  async function readable<R extends OrderRow, T>(
    rows: readonly R[],
    read: (row: R) => T,
    putAside: (row: R) => Promise<unknown>,
  ): Promise<T[]> {
    const done: T[] = [];
    for (const row of rows) {
      try {
        done.push(read(row));
      } catch (error) {
        onUnreadable(row.number, error);
        await putAside(row);
      }
    }
    return done;
  }

  async function one(rows: Promise<OrderRow[]>): Promise<Order | undefined> {
    const [row] = await rows;
    return row && toOrder(row);
  }

  async function cardWhere(
    condition: ReturnType<typeof sql>,
  ): Promise<{ card: Card; orders: Order[] } | undefined> {
    const rows = await sql<(CardRow & OrderRow)[]>`
      select ${cardColumns}, ${orderColumns} from card c join orders o on o.card_token = c.token
      where ${condition} order by o.line`;
    const [first] = rows;
    return first && { card: toCard(first), orders: rows.map(toOrder) };
  }

  return {
    async quote(card, orders) {
      const lines = orders.map((order, line) => ({
        ref_id: order.refId,
        line,
        product_code: order.productCode,
        product_name: order.productName,
        category: order.category,
        destination: order.destination,
        msisdn: order.msisdn ?? null,
        amount: order.amount ?? null,
        occurrence: order.occurrence,
        list_cost: order.listCost,
        markup: order.markup,
        cost: order.cost,
        price: order.price,
        customer_name: order.customerName ?? null,
        power_capacity: order.powerCapacity ?? null,
        bill: order.bill === undefined ? null : toBillRow(order.bill),
        needs_pin: order.bill?.needsPin ?? false,
        own_reference: order.ownReference ?? null,
        commissions: (order.commissions ?? []).map(({ resellerId: reseller, amount }) => ({
          reseller,
          amount,
        })),
      }));
      const references = orders.flatMap(({ ownReference, ...order }) =>
        ownReference === undefined
          ? []
          : [{ ref_id: order.refId, reference: ownReference, content: contentOf(order) }],
      );
      const draw = () => sql`
        with c as (
          insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
          values (${card.token}, ${card.resellerId}, ${card.telegramId}, ${card.chatId}, ${card.origin},
            ${card.createdAt}, ${card.expiresAt})
          on conflict (origin) do nothing returning *
        ),
        -- Sorted, so that two messages wait for each other in one sequence. A reference is free again where nothing was ever held
        -- for it and nothing can be; what another message has claimed at this moment is not seen to be so.
        claimed as (
          insert into own_reference as r (reseller_id, reference, ref_id, content, claimed_at)
          select c.reseller_id, k.reference, k.ref_id, k.content, c.created_at
          from c, jsonb_to_recordset(${sql.json(references)}) as k (ref_id uuid, reference text, content text)
          order by k.reference
          on conflict (reseller_id, reference) do update
            set ref_id = excluded.ref_id, content = excluded.content, claimed_at = excluded.claimed_at
          where r.claimed_at <= excluded.claimed_at - ${REFERENCE}::interval
            or r.content = excluded.content and exists (
              select from orders o
              where o.ref_id = r.ref_id and o.held_at is null and o.state in ('expired', 'cancelled'))
          returning r.ref_id)
        insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
          msisdn, amount, occurrence, list_cost, markup, cost, price, customer_name, power_capacity, own_reference, quoted_at, expires_at, bill,
          needs_pin, commissions)
        select l.ref_id, c.token, l.line, c.reseller_id, c.chat_id, l.product_code, l.product_name, l.category, l.destination,
          l.msisdn, l.amount, l.occurrence, l.list_cost, l.markup, l.cost, l.price, l.customer_name, l.power_capacity, l.own_reference,
          c.created_at, c.expires_at, l.bill, l.needs_pin, l.commissions
        from c, jsonb_to_recordset(${sql.json(lines)}) as l (ref_id uuid, line smallint, product_code text, product_name text,
          category text, destination text, msisdn text, amount bigint, occurrence smallint, list_cost bigint, markup bigint,
          cost bigint, price bigint, customer_name text, power_capacity text, own_reference text, bill jsonb,
          needs_pin boolean, commissions jsonb)
        where l.ref_id <> all (${references.map((each) => each.ref_id)}::uuid[]) or l.ref_id in (select ref_id from claimed)`;
      // A card all of whose orders lost their references is empty for good, and would be in the way when the same is asked again.
      for (let tries = 0; tries < 2; tries += 1) {
        await draw();
        const found = await cardWhere(sql`c.origin = ${card.origin}`);
        if (found !== undefined) return found;
        await sql`
          delete from card c where origin = ${card.origin} and not exists (select from orders o where o.card_token = c.token)`;
      }
      if (references.length < orders.length) throw new Error(`card ${card.origin} was not drawn`);
      return { card: { ...card, messageId: undefined }, orders: [] };
    },

    async cardShown(token, messageId) {
      await sql`update card set message_id = ${messageId} where token = ${token}`;
    },

    findByOrigin: (origin) => cardWhere(sql`c.origin = ${origin}`),

    async ofReferences(resellerId, references, now) {
      const ours = sql`reseller_id = ${resellerId} and reference in ${sql([...references])}`;
      // In the sequence of their cards, and past what another holds: that one ends it, or confirms it at this moment.
      await sql`
        update orders set state = 'expired', tell_at = ${now}, tell_attempt = tell_attempt + 1 where ref_id in (
          select ref_id from orders
          where ref_id in (select ref_id from own_reference where ${ours}) and state = 'quoted' and expires_at <= ${now}
          order by card_token, line for no key update skip locked)`;
      const rows = await sql<(OrderRow & { reference: string })[]>`
        select r.reference, ${orderColumns} from (
          select * from own_reference where ${ours} and claimed_at > ${now}::timestamptz - ${REFERENCE}::interval) r
        join orders o on o.ref_id = r.ref_id`;
      return rows.map((row) => ({ reference: row.reference, order: toOrder(row) }));
    },

    findByReference: (resellerId, reference) =>
      one(sql<OrderRow[]>`
        select ${orderColumns} from own_reference r join orders o on o.ref_id = r.ref_id
        where r.reseller_id = ${resellerId} and r.reference = ${reference}`),

    findCard: (token) => cardWhere(sql`c.token = ${token}`),
    findCardByMessage: (chatId, messageId) =>
      cardWhere(sql`c.chat_id = ${chatId} and c.message_id = ${messageId}`),
    findCardByNumber: (resellerId, number) =>
      cardWhere(
        sql`c.token = (select card_token from orders where number = ${number} and reseller_id = ${resellerId})`,
      ),

    async confirm(token, telegramId, now, day) {
      const rows = await sql<VerdictRow[]>`
        select ref_id, verdict, detail from card_confirm(${token}, ${telegramId}, ${now}, ${day})`;
      if (rows.length === 0) return undefined;
      if (rows.some((row) => row.verdict === 'held')) wake();
      return rows.map((row) => ({ refId: row.ref_id, verdict: toVerdict(row) }));
    },

    async pinShown(token, telegramId) {
      await sql`select card_pin_shown(${token}, ${telegramId})`;
    },

    async cancel(token, telegramId) {
      const rows = await sql`select from card_cancel(${token}, ${telegramId})`;
      return rows.length === 0 ? undefined : (await cardWhere(sql`c.token = ${token}`))?.orders;
    },

    async cancelOrder(refId, resellerId, origin, now) {
      const [row] = await sql<{ state: Order['state'] | null }[]>`
        select order_cancel(${refId}, ${resellerId}, ${origin}, ${now}) as state`;
      if (row?.state === 'cancelled') wake();
      return row?.state ?? undefined;
    },

    cancelledBy: (resellerId, origin) =>
      one(sql<OrderRow[]>`
        select ${orderColumns} from (
          select * from orders where reseller_id = ${resellerId} order by number desc nulls last limit ${NEWEST}) o
        where o.state = 'cancelled' and exists (
          select from order_event e where e.ref_id = o.ref_id and e.kind = 'cancelled' and e.detail ->> 'origin' = ${origin})
        limit 1`),

    async findToCancel(resellerId, by, limit) {
      const his = sql`select ${orderColumns} from orders o where o.reseller_id = ${resellerId}`;
      const newest = sql`order by o.number desc nulls last`;
      const rows =
        'last' in by
          ? await sql<OrderRow[]>`
              select ${orderColumns} from (
                select * from orders where reseller_id = ${resellerId} order by number desc nulls last limit ${NEWEST}) o
              join card c on c.token = o.card_token
              where o.chat_id = ${by.last.chatId} and case
                when c.origin ~ ${TYPED} then split_part(c.origin, ':', 2)::bigint < ${by.last.messageId ?? Number.MAX_SAFE_INTEGER}
                else o.quoted_at <= ${by.last.at} end
              ${newest} limit 1`
          : 'number' in by
            ? await sql<OrderRow[]>`${his} and o.number = ${by.number}`
            : 'destination' in by
              ? await sql<OrderRow[]>`${his} and o.destination = ${by.destination} ${newest} limit ${limit}`
              : await sql<OrderRow[]>`
                  ${his} and o.ref_id = (
                    select ref_id from own_reference r where r.reseller_id = ${resellerId} and r.reference = ${by.reference})`;
      return rows.map(toOrder);
    },

    async expire(now, limit) {
      const rows = await sql`
        update orders set state = 'expired', tell_at = ${now}, tell_attempt = tell_attempt + 1 where ref_id in (
          select ref_id from orders where state = 'quoted' and expires_at <= ${now}
          order by expires_at limit ${limit} for no key update skip locked)`;
      return rows.count;
    },

    async claim(actions, now, limit, leaseMs) {
      const rows = await sql<(OrderRow & { action: ClaimedOrder['action'] })[]>`
        select ${orderColumns}, k.action
        from orders_claim(${actions}, ${now}, ${limit}, ${`${leaseMs} milliseconds`}) k, lateral (select (k.claimed).*) o`;
      return readable(
        rows,
        (row) => ({
          order: toOrder(row),
          progress: toProgress(row),
          attempt: row.attempt,
          action: row.action,
          sentAt: row.sent_at ?? undefined,
          leaseUntil: new Date(now.getTime() + leaseMs),
        }),
        (row) => sql`
          update orders set next_action_at = ${now}::timestamptz + ${ASIDE}::interval
          where ref_id = ${row.ref_id} and attempt = ${row.attempt} and next_action_at is not null`,
      );
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

    async review(refId, attempt, now, why) {
      const rows = await sql`
        with moved as (
          update orders set state = 'needs_review', review = ${why}, next_action = case when supplier_ref is null then 'look' else 'poll' end,
            next_action_at = ${now}::timestamptz + interval '30 minutes',
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
        select order_settle(${refId}, ${attempt ?? null}, ${answer.state}, ${now}, ${answer.supplierRef ?? null},
          ${delivered?.sn ?? null}, ${delivered?.costBooked ?? null}, ${failure?.reason ?? null}, ${failure?.text ?? null},
          ${failure?.code ?? null}, ${delivered?.checkAt ?? null}) as verdict`;
      if (row === undefined) throw new Error(`no verdict for order ${refId}`);
      if (row.verdict === 'settled') wake();
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

    async declare(declaration, now) {
      const { key, refId, state, actorId } = declaration;
      const sn = declaration.state === 'delivered' && declaration.sn !== '' ? declaration.sn : null;
      const reason = declaration.state === 'failed' ? declaration.reason : '';
      const [row] = await sql<{ verdict: DeclareVerdict['kind']; missing: number | null }[]>`
        select verdict, missing from order_declare(${key}, ${refId}, ${state}, ${sn}, ${reason}, ${actorId}, ${now})`;
      if (row === undefined) throw new Error(`no verdict for order ${refId}`);
      if (row.verdict === 'declared') wake();
      return row.verdict === 'insufficient'
        ? { kind: 'insufficient', missing: rupiah(row.missing ?? 0) }
        : { kind: row.verdict };
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
      return (
        row && {
          order: toOrder(row),
          progress: toProgress(row),
          attempt: row.attempt,
          action: row.next_action,
          sentAt: row.sent_at ?? undefined,
          leaseUntil: new Date(now.getTime() + leaseMs),
        }
      );
    },

    async findCase(number, mostEvents) {
      const [row] = await sql<
        (OrderRow & {
          code: string;
          name: string;
          available: number;
          events: EventRow[];
          all_events: number;
        })[]
      >`
        select ${orderColumns}, r.code, r.name,
          (select balance from account where id = available_account(o.reseller_id)) as available,
          (select count(*) from order_event e where e.ref_id = o.ref_id) as all_events,
          (select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'detail', e.detail) order by e.id), '[]')
            from (select * from order_event where ref_id = o.ref_id order by id desc limit ${mostEvents}) e) as events
        from orders o join reseller r on r.id = o.reseller_id where o.number = ${number} and o.held_at is not null`;
      if (row === undefined) return undefined;
      const wasGivenBack = row.state === 'failed' || row.state === 'reversed';
      return {
        order: toOrder(row),
        resellerCode: row.code,
        resellerName: row.name,
        review: row.review ?? undefined,
        isInReview: isInReview(row),
        revisions: row.revisions,
        submittedAt: row.submitted_at ?? undefined,
        sentAt: row.sent_at ?? undefined,
        posts: row.posts,
        looks: row.looks,
        supplierRef: row.supplier_ref ?? undefined,
        sn: row.sn ?? undefined,
        missing: rupiah(wasGivenBack ? Math.max(row.price - row.available, 0) : 0),
        events: row.events.map(toEvent),
        earlierEvents: row.all_events - row.events.length,
      };
    },

    async inReview(limit) {
      return queued(
        await sql<QueuedRow[]>`
          select ${orderColumns}, r.code, count(*) over () as total
          from orders o join reseller r on r.id = o.reseller_id
          where o.state = 'needs_review' or o.review is not null order by o.held_at limit ${limit}`,
      );
    },

    async note(refId, kind, detail, now) {
      await sql`
        insert into order_event (ref_id, at, kind, detail)
        values (${refId}, ${now}, ${kind}, ${sql.json(detail as Parameters<typeof sql.json>[0])})`;
    },

    async hint(refId, sendingMs, now) {
      const rows = await sql`
        update orders set
          next_action = case when supplier_ref is null then 'look' else 'poll' end, next_action_at = least(next_action_at, ${now})
        where ref_id = ${refId} and held_at > ${now}::timestamptz - interval '30 days'
          -- What was contradicted is asked about again after a while, and not because somebody knocks.
          and (denials = 0 or next_action_at is null) and (
          -- Not while a purchase is being sent: its answer is on its way, and says more than the history.
          state = 'submitted' and next_action <> 'submit'
            and (supplier_ref is not null or sent_at < ${now}::timestamptz - ${`${sendingMs} milliseconds`}::interval)
          or state in ('delivered', 'failed', 'reversed', 'needs_review') and submitted_at is not null)`;
      if (rows.count === 1) wake();
      return rows.count === 1;
    },

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

    async twins(resellerId, productCode, destination, amount, day) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o
        where reseller_id = ${resellerId} and destination = ${destination} and product_code = ${productCode}
          and business_day = ${day} and coalesce(amount, 0) = ${amount ?? 0}
          and state in ${sql([...LIVE_STATES])} order by occurrence`;
      return rows.map(toOrder);
    },

    findByNumber: (resellerId, number) =>
      one(sql<OrderRow[]>`
        select ${orderColumns} from orders o where number = ${number} and reseller_id = ${resellerId} and held_at is not null`),

    findBySupplierRef: (resellerId, supplierRef) =>
      one(sql<OrderRow[]>`
        select ${orderColumns} from orders o where supplier_ref = ${supplierRef} and reseller_id = ${resellerId}`),

    async findByDestination(resellerId, destination, limit) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o
        where reseller_id = ${resellerId} and destination = ${destination} and held_at is not null
        order by number desc nulls last limit ${limit}`;
      return rows.map(toOrder);
    },

    async lastDelivered(resellerId, destination, limit) {
      const isThere = destination === undefined ? sql`true` : sql`destination = ${destination}`;
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o
        where reseller_id = ${resellerId} and ${isThere} and state = 'delivered' and sn is not null
        order by number desc nulls last limit ${limit}`;
      return rows.map(toOrder);
    },

    async page(resellerId, before, limit) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o
        where reseller_id = ${resellerId} and number < ${before ?? Number.MAX_SAFE_INTEGER} and held_at is not null
        order by number desc nulls last limit ${limit}`;
      return rows.map(toOrder);
    },

    history: (resellerId, query) => findHistory(sql, resellerId, query),

    async ofDay(resellerId, day) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o where reseller_id = ${resellerId} and business_day = ${day} order by number`;
      return rows.map(toOrder);
    },

    async inFlight(limit) {
      return queued(
        await sql<QueuedRow[]>`
          select ${orderColumns}, r.code, count(*) over () as total
          from orders o join reseller r on r.id = o.reseller_id
          where o.state in ('held', 'submitted', 'needs_review') or o.review is not null order by o.held_at limit ${limit}`,
      );
    },
  };
}

type QueuedRow = OrderRow & { code: string; total: number };

function queued(rows: readonly QueuedRow[]): { orders: QueuedOrder[]; total: number } {
  const orders = rows.map((row) => ({
    order: toOrder(row),
    resellerCode: row.code,
    review: row.review ?? undefined,
    isInReview: isInReview(row),
  }));
  return { orders, total: rows[0]?.total ?? 0 };
}

type EventRow = { at: string; kind: string; detail: Record<string, unknown> | null };

/** As long as an answer is kept. */
const LONGEST_DETAIL = 2_500;

/** `why: no_final_answer`. The key of a question is nobody's business. */
function toEvent({ at, kind, detail }: EventRow): OrderEvent {
  const said = Object.entries(detail ?? {})
    .filter(([name, value]) => name !== 'key' && value !== '' && value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return { at: new Date(at), kind, detail: said.slice(0, LONGEST_DETAIL) };
}
