import { HISTORY_REACH, type HistoryFound, type HistoryQuery } from '../../app/history.ts';
import { STATES_OF } from '../../domain/history.ts';
import type { Sql } from '../connect.ts';
import { ORDER_COLUMNS, type OrderRow, toOrder } from './row.ts';

/** See the method of that name in app/history.ts. */
export async function findHistory(sql: Sql, resellerId: number, query: HistoryQuery): Promise<HistoryFound> {
  const { days, standing, productCode, destination, at, limit } = query;
  const isUpwards = at !== undefined && 'after' in at;
  const none = sql``;
  const to = destination === undefined ? none : sql`and destination = ${destination}`;
  // Numbers grow with time: what was sold on some days lies between two of them.
  const between =
    days === undefined
      ? none
      : sql`and number >= ${firstOrderFrom(sql, resellerId, days.quotedFrom)}
          and number < ${firstOrderFrom(sql, resellerId, days.quotedTo)}`;
  // Each sequence is one of the indexes' own, nulls included.
  const sequence = isUpwards ? sql`number asc nulls first` : sql`number desc nulls last`;
  const page =
    at === undefined ? none : 'after' in at ? sql`and number > ${at.after}` : sql`and number < ${at.before}`;
  const looked = sql`from orders where reseller_id = ${resellerId} ${to} ${between} ${page} order by ${sequence}`;
  const rows = await sql<OrderRow[]>`
    select ${sql.unsafe(ORDER_COLUMNS)} from (select * ${looked} limit ${HISTORY_REACH}) o
    where held_at is not null
      ${standing === undefined ? none : sql`and state in ${sql([...STATES_OF[standing]])}`}
      ${productCode === undefined ? none : sql`and product_code = ${productCode}`}
      ${days === undefined ? none : sql`and business_day between ${days.from} and ${days.until}`}
    order by ${sequence} limit ${limit + 1}`;
  const orders = rows.slice(0, limit).map(toOrder);
  const last = orders.at(-1)?.number;
  const newestFirst = isUpwards ? orders.toReversed() : orders;
  if (rows.length > limit) return { orders: newestFirst, next: last };
  // Fewer than wanted: either there are no more, or they are further away than was looked.
  const [edge] = await sql<{ number: number }[]>`select number ${looked} offset ${HISTORY_REACH - 1} limit 1`;
  return { orders: newestFirst, next: edge?.number };
}

/** The number of the reseller's first order quoted at or after `at`, else one past his last: by halving, some thirty looks at an index. */
function firstOrderFrom(sql: Sql, resellerId: number, at: Date) {
  return sql`(
    with recursive search (low, high) as (
      -- Not min and max: while statistics know nothing of his orders, those would read all of them.
      select
        (select number from orders where reseller_id = ${resellerId} order by number asc nulls first limit 1),
        (select number + 1 from orders where reseller_id = ${resellerId} order by number desc nulls last limit 1)
      union all
      select
        case when probe.quoted_at < ${at} then probe.number + 1 else low end,
        case when probe.quoted_at < ${at} then high else (low + high) / 2 end
      from search, lateral (
        select number, quoted_at from orders where reseller_id = ${resellerId} and number >= (low + high) / 2
        order by number asc nulls first limit 1) probe
      where low < high
    ) select max(low) from search)`;
}
