import type { Card, ClaimedOrder, ConfirmVerdict, Orders, SettleVerdict } from '../app/orders.ts';
import { rupiah } from '../domain/money.ts';
import { LIVE_STATES, type Order } from '../domain/order/order.ts';
import type { Sql } from './connect.ts';
import { ORDER_COLUMNS, type OrderRow, toOrder, toProgress } from './order-row.ts';

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

type VerdictRow = { ref_id: string; verdict: ConfirmVerdict['kind']; detail: number | null };

function toVerdict(row: VerdictRow): ConfirmVerdict {
  switch (row.verdict) {
    case 'price_changed':
      return { kind: 'price_changed', price: rupiah(row.detail ?? 0) };
    case 'repeat':
      return { kind: 'repeat', earlierNumber: row.detail ?? 0 };
    case 'insufficient':
      return { kind: 'insufficient', missing: rupiah(row.detail ?? 0) };
    default:
      return { kind: row.verdict };
  }
}

/** Orders in PostgreSQL. `wake` is called after a statement that made something due at once. */
export function createOrders(sql: Sql, wake: () => void = () => {}): Orders {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);
  const cardColumns = sql.unsafe(CARD_COLUMNS);

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
      }));
      await sql`
        with c as (
          insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
          values (${card.token}, ${card.resellerId}, ${card.telegramId}, ${card.chatId}, ${card.origin},
            ${card.createdAt}, ${card.expiresAt})
          on conflict (origin) do nothing returning *
        )
        insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
          msisdn, amount, occurrence, list_cost, markup, cost, price, customer_name, power_capacity, quoted_at, expires_at)
        select l.ref_id, c.token, l.line, c.reseller_id, c.chat_id, l.product_code, l.product_name, l.category, l.destination,
          l.msisdn, l.amount, l.occurrence, l.list_cost, l.markup, l.cost, l.price, l.customer_name, l.power_capacity,
          c.created_at, c.expires_at
        from c, jsonb_to_recordset(${sql.json(lines)}) as l (ref_id uuid, line smallint, product_code text, product_name text,
          category text, destination text, msisdn text, amount bigint, occurrence smallint, list_cost bigint, markup bigint,
          cost bigint, price bigint, customer_name text, power_capacity text)`;
      const found = await cardWhere(sql`c.origin = ${card.origin}`);
      if (found === undefined) throw new Error(`card ${card.origin} was not drawn`);
      return found;
    },

    async cardShown(token, messageId) {
      await sql`update card set message_id = ${messageId} where token = ${token}`;
    },

    findCard: (token) => cardWhere(sql`c.token = ${token}`),
    findCardByMessage: (chatId, messageId) =>
      cardWhere(sql`c.chat_id = ${chatId} and c.message_id = ${messageId}`),

    async confirm(token, telegramId, now, day) {
      const rows = await sql<VerdictRow[]>`
        select ref_id, verdict, detail from card_confirm(${token}, ${telegramId}, ${now}, ${day})`;
      if (rows.length === 0) return undefined;
      if (rows.some((row) => row.verdict === 'held')) wake();
      return rows.map((row) => ({ refId: row.ref_id, verdict: toVerdict(row) }));
    },

    async cancel(token, telegramId) {
      const rows = await sql`select from card_cancel(${token}, ${telegramId})`;
      return rows.length === 0 ? undefined : (await cardWhere(sql`c.token = ${token}`))?.orders;
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
      return rows.map((row) => ({
        order: toOrder(row),
        progress: toProgress(row),
        attempt: row.attempt,
        action: row.action,
        sentAt: row.sent_at ?? undefined,
      }));
    },

    async proceed(refId, attempt, next) {
      const rows = await sql`
        update orders set
          next_action = ${next.action}, next_action_at = ${next.at},
          supplier_ref = coalesce(${next.supplierRef ?? null}, supplier_ref),
          looks = looks + ${next.wasAbsent ? 1 : 0},
          polls = case when ${next.action} = 'poll' and next_action = 'poll' then polls + 1 else 0 end,
          posts = posts - ${next.wasNotReached ? 1 : 0},
          denials = denials + ${next.wasDenied ? 1 : 0}
        where ref_id = ${refId} and attempt = ${attempt}
          -- What was not reached is counted back once, also when this is written twice.
          and (not ${next.wasNotReached ?? false} or next_action <> 'submit') and (
          state = 'submitted'
          or state = 'needs_review' and ${next.action} in ('look', 'poll')
          or state = 'delivered' and ${next.action} = 'poll')`;
      return rows.count === 1;
    },

    async review(refId, attempt, now, why) {
      const rows = await sql`
        with moved as (
          update orders set state = 'needs_review', next_action = case when supplier_ref is null then 'look' else 'poll' end,
            next_action_at = ${now}::timestamptz + interval '30 minutes',
            tell_at = ${now}, tell_attempt = tell_attempt + 1
          where ref_id = ${refId} and attempt = ${attempt} and state = 'submitted' returning ref_id)
        insert into order_event (ref_id, at, kind, detail)
        select ref_id, ${now}, 'needs_review', ${sql.json({ why })} from moved`;
      if (rows.count === 1) wake();
      return rows.count === 1;
    },

    async rest(refId, attempt) {
      await sql`
        update orders set next_action = null, next_action_at = null, denials = 0
        where ref_id = ${refId} and attempt = ${attempt} and state not in ('held', 'submitted')`;
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
        update orders set sn = ${sn}, tell_at = ${now}, tell_attempt = tell_attempt + 1, next_action = null, next_action_at = null
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

    async note(refId, kind, detail, now) {
      await sql`
        insert into order_event (ref_id, at, kind, detail)
        values (${refId}, ${now}, ${kind}, ${sql.json(detail as Parameters<typeof sql.json>[0])})`;
    },

    async hint(refId, sendingMs, now) {
      const rows = await sql`
        update orders set
          next_action = case when supplier_ref is null then 'look' else 'poll' end, next_action_at = least(next_action_at, ${now})
        where ref_id = ${refId} and held_at > ${now}::timestamptz - interval '30 days' and (
          -- Not while a purchase is being sent: its answer is on its way, and says more than the history.
          state = 'submitted' and next_action <> 'submit'
            and (supplier_ref is not null or sent_at < ${now}::timestamptz - ${`${sendingMs} milliseconds`}::interval)
          or state in ('delivered', 'failed', 'reversed', 'needs_review') and submitted_at is not null)`;
      if (rows.count === 1) wake();
      return rows.count === 1;
    },

    async claimTells(now, { limit, perChat }, leaseMs) {
      const rows = await sql<(CardRow & OrderRow)[]>`
        with waiting as (
          select ref_id, tell_at, row_number() over (partition by chat_id order by tell_at, number) as place
          from (select ref_id, chat_id, tell_at, number from orders where tell_at <= ${now}
            order by tell_at, number limit ${limit * 10}) w),
        due as (
          select o.ref_id from orders o join waiting w on w.ref_id = o.ref_id and w.place <= ${perChat}
          where o.tell_at <= ${now} order by w.tell_at limit ${limit}
          for no key update of o skip locked),
        o as (
          update orders set tell_attempt = tell_attempt + 1, tell_at = ${now}::timestamptz + ${`${leaseMs} milliseconds`}::interval
          where ref_id in (select ref_id from due) returning *)
        select ${cardColumns}, ${orderColumns} from o join card c on c.token = o.card_token order by o.settled_at, o.number`;
      return rows.map((row) => ({
        order: toOrder(row),
        card: toCard(row),
        attempt: row.tell_attempt,
        toldState: row.told_state ?? undefined,
      }));
    },

    async told(refId, attempt, state) {
      await sql`
        update orders set told_state = ${state}, tell_at = null
        where ref_id = ${refId} and tell_attempt = ${attempt}`;
    },

    async tellLater(refId, attempt, at) {
      await sql`update orders set tell_at = ${at ?? null} where ref_id = ${refId} and tell_attempt = ${attempt}`;
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
        order by number desc limit ${limit}`;
      return rows.map(toOrder);
    },

    async page(resellerId, before, limit) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o
        where reseller_id = ${resellerId} and number < ${before ?? Number.MAX_SAFE_INTEGER} and held_at is not null
        order by number desc limit ${limit}`;
      return rows.map(toOrder);
    },

    async ofDay(resellerId, day) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o where reseller_id = ${resellerId} and business_day = ${day} order by number`;
      return rows.map(toOrder);
    },

    async inFlight(limit) {
      const rows = await sql<(OrderRow & { code: string; total: number })[]>`
        select ${orderColumns}, r.code, count(*) over () as total
        from orders o join reseller r on r.id = o.reseller_id
        where o.state in ('held', 'submitted', 'needs_review') order by o.held_at limit ${limit}`;
      return {
        orders: rows.map((row) => ({ order: toOrder(row), resellerCode: row.code })),
        total: rows[0]?.total ?? 0,
      };
    },
  };
}
