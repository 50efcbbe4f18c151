import type { Orders } from '../app/orders.ts';
import type { Sql } from './connect.ts';
import { createCancellations } from './orders/cancel.ts';
import { createCards } from './orders/cards.ts';
import { findHistory } from './orders/history.ts';
import { createOrderLife } from './orders/life.ts';
import { createOrderLookUps } from './orders/look-ups.ts';
import { createQuotes } from './orders/quotes.ts';
import type { OnUnreadable } from './orders/readable.ts';
import { createOrderReview } from './orders/review.ts';
import { createTells } from './orders/tells.ts';

/** Orders in PostgreSQL. `wake` is called after a statement that made something due at once. */
export function createOrders(
  sql: Sql,
  wake: () => void = () => {},
  onUnreadable: OnUnreadable = () => {},
): Orders {
  return {
    ...createQuotes(sql),
    ...createCards(sql, wake),
    ...createCancellations(sql, wake),
    ...createOrderLife(sql, wake, onUnreadable),
    ...createTells(sql, onUnreadable),
    ...createOrderReview(sql, wake),
    ...createOrderLookUps(sql),
    history: (resellerId, query) => findHistory(sql, resellerId, query),
  };
}
