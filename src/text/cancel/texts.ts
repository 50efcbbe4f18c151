import type { Order } from '../../domain/order/order.ts';
import type { Message } from '../message.ts';

/** BTL: orders taken back before anything was sent. */
export type CancelTexts = {
  cancelled(order: Order, timeZone: string): Message;
  /** It is too late, or there is nothing left to cancel. */
  notCancelled(order: Order, timeZone: string): Message;
  /** Which of several that could be cancelled, newest first. */
  choose(orders: readonly Order[], timeZone: string): Message;
  /** No order at all. */
  nothing(): Message;
};
