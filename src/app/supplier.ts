import type { Bill } from '../domain/bill.ts';
import type { Rupiah } from '../domain/money.ts';
import type { RejectionReason, SupplierOutcome } from '../domain/order/outcome.ts';

/** What one purchase asks of the supplier. Sending the same `refId` again can never buy a second time. */
export type Purchase = {
  /** UUID v4, made when the quote was drawn; the supplier's `partner_reference_id`. */
  refId: string;
  productCode: string;
  destination: string;
  /** What we expect the supplier to charge. */
  cost: Rupiah;
  /** Of a product of open amount, what the customer is to get. */
  openAmount?: Rupiah;
  /** What the reseller pays; shown on the supplier's dashboard only. */
  price: Rupiah;
  /** The customer's phone where it differs from the destination. */
  msisdn?: string;
  /** Not to be sent any more after this: somebody else may have taken the order over. Then it is `not_reached`. */
  notAfter?: Date;
};

export type Inquiry = {
  /** A reference of its own, never that of a purchase: whether an inquiry uses it up is not documented. */
  inquiryRef: string;
  productCode: string;
  destination: string;
  /** For a product of open amount, the amount; otherwise the cost from the product list. */
  amount: Rupiah;
  price: Rupiah;
};

export type InquiryAnswer =
  | { kind: 'found'; customerName?: string; powerCapacity?: string; productName?: string; cost: Rupiah }
  | { kind: 'refused'; reason: RejectionReason; text: string; code: string }
  /** No answer that can be used: nothing is known about the customer. */
  | { kind: 'unavailable'; detail: string };

/** What a customer owes for a postpaid product. Asking has no reference and buys nothing. */
export type BillInquiry = {
  productCode: string;
  customer: string;
  /** Months to pay, for the product that asks for them. */
  months?: number;
};

export type BillAnswer =
  | { kind: 'found'; bill: Bill; customerName?: string; productName?: string }
  /** Nothing is owed any more. `text`: the supplier's words. */
  | { kind: 'paid'; text: string; code: string }
  | { kind: 'refused'; reason: RejectionReason; text: string; code: string }
  /** No answer that can be used: nothing is known about the bill. */
  | { kind: 'unavailable'; detail: string };

/** What was read, kept for a person who must find out later: secrets taken out, on one line, at most 2,000 characters. */
export type Evidence = { answer?: string };

/** One trip of a travel order. Times are UTC instants. */
export type Travel = {
  travelName: string;
  boardingTime?: Date;
  boardingLocation: string;
  destination: string;
  isReturn: boolean;
  bookingCode: string;
  pnr: string;
  passengers: {
    seatName: string;
    name: string;
    gender: string;
    idCardNumber: string;
    price: Rupiah | undefined;
  }[];
};

/** A transaction as the supplier tells it. Fields are `undefined` where its answer leaves them out or empty. */
export type SupplierTransaction = Evidence & {
  supplierRef: string;
  refId: string | undefined;
  /** In history rows this may be the supplier's own code: do not join on it. */
  productCode: string | undefined;
  productName: string | undefined;
  destination: string | undefined;
  customerName: string | undefined;
  at: Date | undefined;
  /** What the supplier says it charges, whatever became of it. */
  amount?: Rupiah;
  /** The supplier's own status word, for showing. */
  status: string;
  outcome: SupplierOutcome;
  travels: Travel[];
};

export type DetailAnswer =
  | { kind: 'found'; transaction: SupplierTransaction }
  /** The supplier does not know the id. Not a failure: it may lag behind. */
  | { kind: 'not_found' }
  | { kind: 'unavailable'; detail: string };

export type HistoryAnswer =
  | { kind: 'page'; transactions: SupplierTransaction[]; page: number; totalPages: number }
  | { kind: 'unavailable'; detail: string };

export type SupplierProduct = {
  code: string;
  name: string;
  category: string;
  cost: Rupiah;
  isEnabled: boolean;
};

export type ProductPage =
  | { kind: 'page'; products: SupplierProduct[]; page: number; totalPages: number }
  | { kind: 'unavailable'; detail: string };

export type BalanceAnswer = { kind: 'balance'; balance: Rupiah } | { kind: 'unavailable'; detail: string };

/**
 * The supplier as the use cases need it. No method rejects for anything the supplier or the network does: every such
 * case is a value. Each call has its own time-out and a total deadline; none is ever repeated on its own, except that an
 * expired access token is renewed once and the same bytes are sent again.
 */
export interface Supplier {
  inquire(inquiry: Inquiry): Promise<InquiryAnswer>;
  inquireBill(inquiry: BillInquiry): Promise<BillAnswer>;
  /**
   * Posts the purchase once. A `rejected` without `supplierRef` is certain only for this post: after an earlier post of the
   * same `refId` that ended unknown it does not prove that the earlier one bought nothing.
   */
  buy(purchase: Purchase): Promise<SupplierOutcome & Evidence>;
  detail(supplierRef: string): Promise<DetailAnswer>;
  /** Transactions created in `[from, to)`, newest first, `limit` a page (1 to 50); pages count from 1. */
  history(query: { from: Date; to: Date; page: number; limit: number }): Promise<HistoryAnswer>;
  products(query: { page: number; limit: number }): Promise<ProductPage>;
  balance(): Promise<BalanceAnswer>;
}

/**
 * Whether the supplier answers at all. While it does not, calls are not made: they come back at once as not sent or unavailable, and
 * one is let through now and then to see.
 */
export interface SupplierHealth {
  /** `due`: the next call is the one that sees. */
  standing(): 'up' | 'due' | 'down';
  /** Sees for itself when that is due: then it takes as long as one call. */
  isDown(): Promise<boolean>;
  /** `undefined` while it answers. */
  downSince(): Date | undefined;
}
