import type { Day } from '../day.ts';
import { plus, type Rupiah, ZERO } from '../money.ts';
import type { Order } from '../order/order.ts';

/** An order that [Beli] was pressed for. */
export type ConfirmedOrder = Exclude<Order, { state: 'quoted' | 'expired' | 'cancelled' }>;

/** How a confirmed order stands, in the words of a recap. */
export type Standing = 'delivered' | 'in_flight' | 'failed' | 'reversed';

export const STANDINGS: readonly Standing[] = ['delivered', 'in_flight', 'failed', 'reversed'];

/** `sum`: of the prices the reseller saw. */
export type Tally = { count: number; sum: Rupiah };

export type Tallies = Readonly<Record<Standing, Tally>>;

export type DailyReport = {
  day: Day;
  total: Tally;
  byStanding: Tallies;
  /** By code. */
  byProduct: { code: string; name: string; byStanding: Tallies }[];
  /** What was delivered: money that is gone. */
  spending: Rupiah;
  /** What failed or was taken back: money that came back. */
  refunded: Rupiah;
  /** What is held. */
  inFlight: Rupiah;
  /** Oldest first. */
  orders: ConfirmedOrder[];
};

export function isConfirmed(order: Order): order is ConfirmedOrder {
  return order.state !== 'quoted' && order.state !== 'expired' && order.state !== 'cancelled';
}

export function standingOf(order: ConfirmedOrder): Standing {
  switch (order.state) {
    case 'held':
    case 'submitted':
    case 'needs_review':
      return 'in_flight';
    case 'delivered':
    case 'failed':
    case 'reversed':
      return order.state;
    default: {
      const unhandled: never = order;
      throw new Error(`unhandled order: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** What became of a day's orders (or some of them). Orders that nobody confirmed do not count. */
export function dailyReport(orders: readonly Order[], day: Day): DailyReport {
  const confirmed = orders.filter(isConfirmed).toSorted((a, b) => a.number - b.number);
  const byCode = Map.groupBy(confirmed, (order) => order.productCode);
  const byStanding = tally(confirmed);
  return {
    day,
    total: totalOf(confirmed),
    byStanding,
    byProduct: [...byCode]
      .map(([code, its]) => ({ code, name: its[0]?.productName ?? code, byStanding: tally(its) }))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    spending: byStanding.delivered.sum,
    refunded: plus(byStanding.failed.sum, byStanding.reversed.sum),
    inFlight: byStanding.in_flight.sum,
    orders: confirmed,
  };
}

function tally(orders: readonly ConfirmedOrder[]): Tallies {
  const of = (standing: Standing) => totalOf(orders.filter((order) => standingOf(order) === standing));
  return {
    delivered: of('delivered'),
    in_flight: of('in_flight'),
    failed: of('failed'),
    reversed: of('reversed'),
  };
}

function totalOf(orders: readonly ConfirmedOrder[]): Tally {
  return { count: orders.length, sum: orders.reduce((sum, order) => plus(sum, order.price), ZERO) };
}
