import type { OrderLookUps } from '../../app/orders.ts';
import { LIVE_STATES } from '../../domain/order/order.ts';
import type { Sql } from '../connect.ts';
import { firstOrder, ORDER_COLUMNS, type OrderRow, toOrder } from './row.ts';

/** Orders as their reseller looks for them. */
export function createOrderLookUps(sql: Sql): OrderLookUps {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);

  return {
    async twins(resellerId, productCode, destination, amount, day) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o
        where reseller_id = ${resellerId} and destination = ${destination} and product_code = ${productCode}
          and business_day = ${day} and coalesce(amount, 0) = ${amount ?? 0}
          and state in ${sql([...LIVE_STATES])} order by occurrence`;
      return rows.map(toOrder);
    },

    findByNumber: (resellerId, number) =>
      firstOrder(sql<OrderRow[]>`
        select ${orderColumns} from orders o where number = ${number} and reseller_id = ${resellerId} and held_at is not null`),

    findBySupplierRef: (resellerId, supplierRef) =>
      firstOrder(sql<OrderRow[]>`
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

    async ofDay(resellerId, day) {
      const rows = await sql<OrderRow[]>`
        select ${orderColumns} from orders o where reseller_id = ${resellerId} and business_day = ${day} order by number`;
      return rows.map(toOrder);
    },
  };
}
