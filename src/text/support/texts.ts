import type { Thread } from '../../app/complaints.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Message } from '../message.ts';

/** Who reads a thread sees the other's name, and himself as himself. */
export type ThreadView = {
  thread: Thread;
  /** What it is about; `undefined`: about no order. */
  order: Order | undefined;
  timeZone: string;
};

/** Complaints: what resellers and operators see of them. Whatever was written is escaped and bounded here. */
export type SupportTexts = {
  /** `K` alone: what is open, and the last orders to complain about. */
  choose(view: { open: readonly Thread[]; orders: readonly Order[]; timeZone: string }): Message;
  /** Asks for the complaint itself, to be written as a reply. */
  askText(id: number, order: Order | undefined): Message;
  /** Which order is meant. */
  askOrder(id: number, orders: readonly Order[], timeZone: string): Message;
  /** How the order stands, and whether he complains all the same. `orderHtml`: see `OrderTexts.outcome`. */
  draft(view: { id: number; text: string; orderHtml: string }): Message;
  tooMany(open: readonly Thread[]): Message;
  /** Too many in a day. */
  tooOften(): Message;
  discarded(): Message;
  /** What the reseller sees of it. */
  toReseller(view: ThreadView): Message;
  /** What an operator sees of it. */
  toOperator(view: ThreadView): Message;
  /** The operator's answer: `unsure` when it may have arrived or not and is not sent again. */
  told(how: 'told' | 'unsure' | 'unreachable', id: number, resellerCode: string): Message;
  forwarded(id: number): Message;
  /** Nothing can be added. */
  isClosed(id: number): Message;
  isFull(id: number): Message;
  /** What is open, for operators. */
  list(threads: readonly Thread[], total: number, timeZone: string): Message;
  toasts: { notValid: string; closed: string };
};
