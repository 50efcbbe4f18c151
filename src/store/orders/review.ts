import type { DeclareVerdict, OrderEvent, OrderReview, QueuedOrder } from '../../app/orders.ts';
import { rupiah } from '../../domain/money.ts';
import type { Sql } from '../connect.ts';
import { isInReview, ORDER_COLUMNS, type OrderRow, toOrder } from './row.ts';

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

/** What operators see of orders, and what they decide about them. */
export function createOrderReview(sql: Sql, wake: () => void): OrderReview {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);

  return {
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

    async inFlight(limit) {
      return queued(
        await sql<QueuedRow[]>`
          select ${orderColumns}, r.code, count(*) over () as total
          from orders o join reseller r on r.id = o.reseller_id
          where o.state in ('held', 'submitted', 'needs_review') or o.review is not null order by o.held_at limit ${limit}`,
      );
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
  };
}
