import type { Cancellations } from '../../app/orders.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Sql } from '../connect.ts';
import { firstOrder, ORDER_COLUMNS, type OrderRow, toOrder } from './row.ts';

/** Among so many of a reseller's orders the last of a chat is looked for, and a message that is repeated finds what it did. */
const NEWEST = 200;

/** The origin of an order that a message asked for: its chat and its number there. */
const TYPED = '^-?[0-9]+:[0-9]{1,15}(:|$)';

/** Orders that their reseller takes back before anything was sent for them. */
export function createCancellations(sql: Sql, wake: () => void): Cancellations {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);

  return {
    async cancelOrder(refId, resellerId, origin, now) {
      const [row] = await sql<{ state: Order['state'] | null }[]>`
        select order_cancel(${refId}, ${resellerId}, ${origin}, ${now}) as state`;
      if (row?.state === 'cancelled') wake();
      return row?.state ?? undefined;
    },

    cancelledBy: (resellerId, origin) =>
      firstOrder(sql<OrderRow[]>`
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
  };
}
