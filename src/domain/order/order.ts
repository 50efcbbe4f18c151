import type { QuotedBill } from '../bill.ts';
import type { Day } from '../day.ts';
import type { Rupiah } from '../money.ts';
import type { RejectionReason } from './outcome.ts';

/** Why an order failed: what the supplier said, or that it could not be asked at all. */
export type FailureReason = RejectionReason | 'supplier_unreachable';

export type Failure = {
  reason: FailureReason;
  /** The supplier's own words, bounded and cleaned; may be empty. */
  text: string;
  /** The supplier's code; empty where there was none. */
  code: string;
};

export type OrderFacts = {
  /** UUID v4, sent to the supplier, unique for ever. */
  refId: string;
  /** For people: #10234. */
  number: number;
  cardToken: string;
  /** Place among the orders of its card, from 0. */
  line: number;
  resellerId: number;
  chatId: number;
  productCode: string;
  productName: string;
  category: string;
  destination: string;
  msisdn: string | undefined;
  /** Only for a product of open amount. */
  amount: Rupiah | undefined;
  /** 1, or the counter typed for a further purchase of the same on the same day. */
  occurrence: number;
  cost: Rupiah;
  price: Rupiah;
  customerName: string | undefined;
  powerCapacity: string | undefined;
  /** Of a postpaid product: what is paid with it. */
  bill?: QuotedBill | undefined;
  /** The reseller's own name for it, in capitals. */
  ownReference?: string | undefined;
  quotedAt: Date;
  expiresAt: Date;
};

type Held = { heldAt: Date; businessDay: Day; balanceAfterHold: Rupiah; supplierRef: string | undefined };
type Settled = Held & { settledAt: Date; balanceAfterSettle: Rupiah };

export type Order = OrderFacts &
  (
    | { state: 'quoted' | 'expired' }
    /** `released`: it had been held, and its price was given back. */
    | { state: 'cancelled'; released?: { settledAt: Date; balanceAfterSettle: Rupiah } }
    | ({ state: 'held' } & Held)
    | ({ state: 'submitted' | 'needs_review'; submittedAt: Date } & Held)
    /**
     * `sn` may follow some time after the delivery. `costBooked` is what the supplier says it charged. `isLate`: he had been told
     * that it failed, and its price was given back and taken again.
     */
    | ({
        state: 'delivered';
        sn: string | undefined;
        costBooked: Rupiah | undefined;
        isLate?: boolean;
      } & Settled)
    | ({ state: 'failed'; failure: Failure } & Settled)
    | ({ state: 'reversed'; failure: Failure; sn: string | undefined } & Settled)
  );

/** Whether [Beli] was ever pressed for it. */
export function wasHeld(order: Order): boolean {
  if (order.state === 'cancelled') return order.released !== undefined;
  return order.state !== 'quoted' && order.state !== 'expired';
}

export type OrderState = Order['state'];

/** States in which a second purchase of the same needs a counter: it was bought, or may have been. */
export const LIVE_STATES = ['held', 'submitted', 'needs_review', 'delivered'] as const;

/** `PLN20.01105691111`, as every answer names an order; with the amount or the counter where there is one. */
export function orderLabel(order: OrderFacts): string {
  const counter = order.occurrence > 1 ? `${order.occurrence}.` : '';
  const amount = order.amount === undefined ? '' : `.${order.amount}`;
  return `${order.productCode}.${counter}${order.destination}${amount}`;
}

/** Whether nothing more is expected of it. */
export function isEnded(state: OrderState): boolean {
  return !(state === 'quoted' || state === 'held' || state === 'submitted' || state === 'needs_review');
}
