import type { Day } from '../domain/day.ts';
import type { HistoryStanding } from '../domain/history.ts';
import type { Order } from '../domain/order/order.ts';

/** So many of a reseller's orders are looked through at once for those that fit. */
export const HISTORY_REACH = 1_000;

/** Which of a reseller's confirmed orders; what is not set does not matter. */
export type HistoryQuery = {
  /** Days of sale, both included, with the instants between which whatever was sold then was quoted. */
  days?: { from: Day; until: Day; quotedFrom: Date; quotedTo: Date } | undefined;
  standing?: HistoryStanding | undefined;
  productCode?: string | undefined;
  destination?: string | undefined;
  /** `before`: numbers below it, downwards. `after`: numbers above it, upwards. None: from the newest downwards. */
  at?: { before: number } | { after: number } | undefined;
  limit: number;
};

export type HistoryFound = {
  /** At most `limit`, newest first. */
  orders: Order[];
  /** The number from which to go on in the same direction; `undefined`: there is nothing more that way. */
  next: number | undefined;
};

export type History = {
  /** Reads at most {@link HISTORY_REACH} orders, however rare what is looked for is: then `next` leads on. */
  history(resellerId: number, query: HistoryQuery): Promise<HistoryFound>;
};
