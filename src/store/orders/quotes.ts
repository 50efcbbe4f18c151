import type { Quotes } from '../../app/orders.ts';
import { contentOf, REFERENCE_DAYS } from '../../domain/order/own-reference.ts';
import type { Sql } from '../connect.ts';
import { cardReader } from './cards.ts';
import { firstOrder, ORDER_COLUMNS, type OrderRow, toBillRow, toOrder } from './row.ts';

const REFERENCE = `${REFERENCE_DAYS} days`;

/** Cards as they are drawn, and the resellers' own references that their orders claim. */
export function createQuotes(sql: Sql): Quotes {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);
  const cardWhere = cardReader(sql);

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
      firstOrder(sql<OrderRow[]>`
        select ${orderColumns} from own_reference r join orders o on o.ref_id = r.ref_id
        where r.reseller_id = ${resellerId} and r.reference = ${reference}`),
  };
}
