import type { Day } from './day.ts';
import type { OrderState } from './order/order.ts';

/** How an order stands, as a history is filtered: what failed, was taken back or was cancelled cost nothing. */
export type HistoryStanding = 'success' | 'failed' | 'in_progress';

export const STATES_OF: Readonly<Record<HistoryStanding, readonly OrderState[]>> = {
  success: ['delivered'],
  failed: ['failed', 'reversed', 'cancelled'],
  in_progress: ['held', 'submitted', 'needs_review'],
};

/** What a history is narrowed to; nothing: all of it. */
export type HistoryFilter = {
  /** `count` days that end with `until`. */
  days?: { until: Day; count: 1 | 7 } | undefined;
  standing?: HistoryStanding | undefined;
  productCode?: string | undefined;
  /** The number of an order of his to the destination: that is short, and says nothing of anybody's. */
  destinationOf?: number | undefined;
};

/** The order before (older than) or after which a page begins; `undefined`: the newest page. */
export type HistoryAt = { before: number } | { after: number } | undefined;

/** What a message of the history shows. */
export type HistoryView =
  | { kind: 'list' | 'standing' | 'product' | 'destination' }
  /** Days of a month (1 to 12) to choose from. */
  | { kind: 'days'; year: number; month: number }
  | { kind: 'order'; number: number };

export type HistoryPlace = { view: HistoryView; filter: HistoryFilter; at: HistoryAt };

export const ALL_HISTORY: HistoryPlace = { view: { kind: 'list' }, filter: {}, at: undefined };
