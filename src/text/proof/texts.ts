import type { Rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Message } from '../message.ts';

export type Delivered = Order & { state: 'delivered' };

/** What was delivered, once more: for the reseller, and for his customer. */
export type ProofTexts = {
  /** Tokens and serial numbers, newest first. `query`: the destination they share; `undefined`: the reseller's last ones. */
  tokens(orders: readonly Delivered[], query: string | undefined, timeZone: string): Message;
  /** For the customer: nothing of what the reseller pays. `retailPrice`: what the customer pays, where it is to be shown. */
  receipt(
    order: Delivered,
    options: { shop: string; retailPrice: Rupiah | undefined; timeZone: string },
  ): Message;
  /** A receipt of what was not, or not yet, delivered. */
  notDelivered(order: Order): Message;
};
