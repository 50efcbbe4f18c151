import type { QuotedBill } from '../domain/bill.ts';
import type { Day } from '../domain/day.ts';
import type { Rupiah } from '../domain/money.ts';
import type { OrderProgress } from '../domain/order/decide.ts';
import type { Failure, Order } from '../domain/order/order.ts';
import type { Commission } from '../domain/price.ts';
import type { History } from './history.ts';

/** A confirmation to be shown: one message, one button, one or more orders. */
export type NewCard = {
  /** 128 random bits, base64url. */
  token: string;
  resellerId: number;
  /** The only Telegram account that may press it. */
  telegramId: number;
  chatId: number;
  /** What asked for it (`chat:message`): the same request read twice finds the same card. */
  origin: string;
  createdAt: Date;
  expiresAt: Date;
};

export type NewOrder = {
  refId: string;
  productCode: string;
  productName: string;
  category: string;
  destination: string;
  msisdn: string | undefined;
  amount: Rupiah | undefined;
  occurrence: number;
  listCost: Rupiah;
  markup: Rupiah;
  cost: Rupiah;
  price: Rupiah;
  customerName: string | undefined;
  powerCapacity: string | undefined;
  bill?: QuotedBill | undefined;
  /** The reseller's own name for it, in capitals. */
  ownReference?: string | undefined;
  /** What those above the reseller earn on it, from the top to his own upline; within `price`, and not within `markup`. None without. */
  commissions?: readonly Commission[];
};

export type Card = NewCard & { messageId: number | undefined };

/** A card and what stands on it, in the sequence of its lines. */
export type DrawnCard = { card: Card; orders: Order[] };

export type ConfirmVerdict =
  | { kind: 'held' }
  /** It went on before: its state says how far. */
  | { kind: 'already' }
  /** `off_by_upline`: blocked by him and not by an operator. */
  | { kind: 'expired' | 'cancelled' | 'not_owner' | 'blocked' | 'off_by_upline' | 'paused' | 'closed' }
  /** Drawn without a PIN, and none was shown for it since. */
  | { kind: 'needs_pin' }
  | { kind: 'price_changed'; price: Rupiah }
  | { kind: 'repeat'; earlierNumber: number }
  | { kind: 'insufficient'; missing: Rupiah };

/** An order handed to one worker. What he writes counts only while `attempt` is still the order's. */
export type ClaimedOrder = {
  order: Order;
  progress: OrderProgress;
  attempt: number;
  action: 'submit' | 'look' | 'poll';
  /** When it was last sent; `undefined` before. */
  sentAt: Date | undefined;
  /** Until then nobody else is handed it, unless somebody hints that there is news. */
  leaseUntil: Date;
};

export type SettleVerdict =
  | 'settled'
  /** It stands so already. */
  | 'same'
  /** Another worker has claimed it since: nothing was changed. */
  | 'stale'
  /** It was settled otherwise before: nothing was changed. */
  | 'contradicts';

export type FinalAnswer =
  | {
      state: 'delivered';
      supplierRef: string;
      sn: string | undefined;
      costBooked: Rupiah | undefined;
      /** When to ask for a missing serial number. */
      checkAt: Date | undefined;
    }
  | { state: 'failed'; supplierRef: string | undefined; failure: Failure };

/** Something to tell the reseller about an order: its state, as it is now, on the card and as a reply to it. */
export type Tell = {
  order: Order;
  card: Card;
  attempt: number;
  toldState: Order['state'] | undefined;
  /** Why a person must look at it, see {@link ReviewCase}. */
  review: string | undefined;
  /** He is known to have blocked the bot: there is nobody to tell. */
  isUnreachable: boolean;
};

/** A step of an order's life, or what the supplier answered. `detail`: bounded, without secrets, not escaped; may be empty. */
export type OrderEvent = { at: Date; kind: string; detail: string };

/** All that is known of an order, for the person who must find out what became of it. */
export type ReviewCase = {
  order: Order;
  resellerCode: string;
  resellerName: string;
  /** A word that the operator's texts explain; `undefined`: nobody has written down why, or nobody needs to look. */
  review: string | undefined;
  /** He is to decide now: it waits without an end, or its end is disputed. */
  isInReview: boolean;
  /** Times it was decided anew after its end, or by a person. */
  revisions: number;
  submittedAt: Date | undefined;
  sentAt: Date | undefined;
  /** Sends that may have arrived. */
  posts: number;
  /** Times it was absent from the whole history since. */
  looks: number;
  supplierRef: string | undefined;
  sn: string | undefined;
  /** What the reseller lacks for the price of an order that was given back; zero where it suffices. */
  missing: Rupiah;
  /** The newest, oldest first. */
  events: readonly OrderEvent[];
  /** Events before those. */
  earlierEvents: number;
};

export type QueuedOrder = {
  order: Order;
  resellerCode: string;
  review: string | undefined;
  /** A person is to decide. */
  isInReview: boolean;
};

/** What an operator says became of an order in review. `key`: of his question, so that it is done once. */
export type Declaration = {
  key: string;
  refId: string;
  actorId: number;
} & (
  | { state: 'delivered'; sn: string }
  /** `reason`: read by the reseller too; may be empty. */
  | { state: 'failed'; reason: string }
);

export type DeclareVerdict =
  /** Also when this key declared it before. */
  | { kind: 'declared' }
  /** It is not in review (any more): the truth came, or somebody else was first. Nothing was changed. */
  | { kind: 'stands' }
  /** Nothing was changed. */
  | { kind: 'insufficient'; missing: Rupiah }
  /** The same was bought under all counters of that day. Nothing was changed. */
  | { kind: 'no_counter' };

/** What is due next for an order that is underway, and what was learnt on the way. */
export type NextStep = {
  action: 'submit' | 'look' | 'poll';
  at: Date;
  supplierRef?: string;
  /** The look before this one found nothing in a complete history. */
  wasAbsent?: boolean;
  /** The send before this one certainly did not arrive. */
  wasNotReached?: boolean;
  /** The supplier said the opposite of how this order ended. */
  wasDenied?: boolean;
  /** The supplier said once more how this order ended: what it denied before counts no more. */
  wasConfirmed?: boolean;
  /** There was no room to ask: it counts as no question. */
  wasNotAsked?: boolean;
};

/** Cards as they are drawn, and the resellers' own references that their orders claim. */
export interface Quotes {
  /**
   * Draws a card with its orders, or finds the one drawn before for the same `origin`. An order whose own reference another one has
   * is left out; all of them: the card has none, and is not kept.
   */
  quote(card: NewCard, orders: readonly NewOrder[]): Promise<DrawnCard>;
  /** Who has these references of the reseller since less than 90 days, whatever became of it. Ends quotes of theirs that have run out. */
  ofReferences(
    resellerId: number,
    references: readonly string[],
    now: Date,
  ): Promise<{ reference: string; order: Order }[]>;
  /** The order that had this reference last, however long ago. */
  findByReference(resellerId: number, reference: string): Promise<Order | undefined>;
}

/** Cards that have been drawn: found again, confirmed, cancelled, run out. */
export interface Cards {
  /** Remembers which message shows the card. */
  cardShown(token: string, messageId: number): Promise<void>;
  /** The card that was drawn for `origin`, if it has orders. */
  findByOrigin(origin: string): Promise<DrawnCard | undefined>;
  findCard(token: string): Promise<DrawnCard | undefined>;
  findCardByMessage(chatId: number, messageId: number): Promise<DrawnCard | undefined>;
  /** The card that holds the order of this number, whatever became of it. */
  findCardByNumber(resellerId: number, number: number): Promise<DrawnCard | undefined>;
  /** Holds the price of each order of the card that may go on. `undefined`: no such token. `day`: of the sale. */
  confirm(
    token: string,
    telegramId: number,
    now: Date,
    day: Day,
  ): Promise<{ refId: string; verdict: ConfirmVerdict }[] | undefined>;
  /** The account that the card is for has shown a PIN: it may be confirmed from now on. Nothing for another's, or the second time. */
  pinShown(token: string, telegramId: number): Promise<void>;
  /** Cancels what is still quoted; the orders as they stand after it, `undefined` when the token is not his. */
  cancel(token: string, telegramId: number): Promise<Order[] | undefined>;
  /** Ends quotes that nobody confirmed in time and makes telling due. Returns how many. */
  expire(now: Date, limit: number): Promise<number>;
}

/** BTL: what a reseller takes back before anything was sent for it. */
export interface Cancellations {
  /**
   * BTL. Cancels an order of the reseller that nothing has been sent for; one that is held gets its price back. Makes telling due.
   * @param origin what asked for it
   * @returns the state it stands in where it could not be cancelled (`cancelled` also when it was before); `undefined`: not his.
   */
  cancelOrder(
    refId: string,
    resellerId: number,
    origin: string,
    now: Date,
  ): Promise<Order['state'] | undefined>;
  /** The order that was cancelled because of `origin`, among the reseller's newest. */
  cancelledBy(resellerId: number, origin: string): Promise<Order | undefined>;
  /**
   * What BTL may be about, confirmed or not, newest first; of a destination at most `limit`. `last`: the newest that was asked for in
   * that chat before that message; for what no message asked for, until `at`.
   */
  findToCancel(
    resellerId: number,
    by:
      | { number: number }
      | { reference: string }
      | { destination: string }
      | { last: { chatId: number; messageId: number | undefined; at: Date } },
    limit: number,
  ): Promise<Order[]>;
}

/** Orders from the moment they are held: handed to workers, moved on by what they learn, ended. */
export interface OrderLife {
  /** Hands out orders that are due, each to one worker, for `leaseMs`. See orders_claim. */
  claim(
    actions: readonly ClaimedOrder['action'][],
    now: Date,
    limit: number,
    leaseMs: number,
  ): Promise<ClaimedOrder[]>;
  /**
   * Hands out this one order to be asked about now, whether or not it is due, for `leaseMs`. `undefined`: not now; it is being sent
   * (see `hint` for `sendingMs`), its end was just contradicted and is asked about again in a minute, or it was never sent.
   */
  claimOne(refId: string, sendingMs: number, now: Date, leaseMs: number): Promise<ClaimedOrder | undefined>;
  /** False: stale, nothing was changed. */
  proceed(refId: string, attempt: number, next: NextStep): Promise<boolean>;
  /** To be looked at by a person; the hold stays. `lookAt`: when we look by ourselves, in half an hour by default. False: stale. */
  review(refId: string, attempt: number, now: Date, why: string, lookAt?: Date): Promise<boolean>;
  /** Nothing is due any more for an order that has ended; unless somebody hinted at news since it was claimed until `leaseUntil`. */
  rest(refId: string, attempt: number, leaseUntil: Date): Promise<void>;
  /** One that `contradicts` its end is due to be asked about at once. */
  settle(refId: string, attempt: number | undefined, answer: FinalAnswer, now: Date): Promise<SettleVerdict>;
  /** Adds the serial number of a delivered order that has none, and makes telling due. */
  addSn(refId: string, sn: string, now: Date): Promise<void>;
  reverse(refId: string, failure: Failure, now: Date): Promise<'reversed' | 'same' | 'refused'>;
  /**
   * A failed order that arrived after all: takes its price again, once in its life. `unpaid`: the balance does not suffice, nothing
   * moved, and it is in review. `refused`: it is not for this any more.
   */
  captureLate(
    refId: string,
    answer: Omit<Extract<FinalAnswer, { state: 'delivered' }>, 'state'>,
    now: Date,
  ): Promise<'captured' | 'unpaid' | 'same' | 'refused'>;
  /** Gives an order that has ended to a person, and moves nothing. False: it is his already, or he has decided for good. */
  dispute(refId: string, why: string, answer: string, now: Date): Promise<boolean>;
  /**
   * A hint that the supplier has news: makes the next status call immediate, but for an order sent within the last `sendingMs`,
   * whose answer is on its way. Returns whether anything was made due.
   */
  hint(refId: string, sendingMs: number, now: Date): Promise<boolean>;
  /** Writes down what happened; `detail` is redacted and bounded by the caller. */
  note(refId: string, kind: string, detail: Record<string, unknown>, now: Date): Promise<void>;
}

/** What is still to be told about orders. */
export interface Tells {
  /**
   * At most `limit`, of one chat at most `perChat`, the longest due first; of one chat in the sequence in which it happened. A chat
   * of which something is claimed, or put off, gives nothing else meanwhile: what is newer does not overtake it.
   */
  claimTells(now: Date, most: { limit: number; perChat: number }, leaseMs: number): Promise<Tell[]>;
  /** The reseller knows `state`. If there is something newer to tell (the attempt is old), telling stays due. */
  told(refId: string, attempt: number, state: Order['state']): Promise<void>;
  /**
   * Telling did not work: again at `at`, or never (`undefined`) when it cannot be delivered. `isRefused`: it is about this one
   * message, and the rest of its chat does not wait for it.
   */
  tellLater(
    refId: string,
    attempt: number,
    at: Date | undefined,
    options?: { isRefused: boolean },
  ): Promise<void>;
  /**
   * Where the account of its card is the reseller's no more, the card becomes that of his first account, which is told at once.
   * @returns false, and nothing is changed, where it is his.
   */
  tellFirst(refId: string, attempt: number, now: Date): Promise<boolean>;
}

/** What operators see of orders, and what they decide about them. */
export interface OrderReview {
  /** A confirmed order of anybody, with at most `mostEvents` of its events. */
  findCase(number: number, mostEvents: number): Promise<ReviewCase | undefined>;
  /** Orders that a person must decide about, the oldest first. */
  inReview(limit: number): Promise<{ orders: QueuedOrder[]; total: number }>;
  /** Underway or in review, of everybody, oldest first. */
  inFlight(limit: number): Promise<{ orders: QueuedOrder[]; total: number }>;
  /** Money follows what an operator says, audited in the same statement. */
  declare(declaration: Declaration, now: Date): Promise<DeclareVerdict>;
}

/** Orders as their reseller looks for them. */
export interface OrderLookUps {
  /** Live orders (bought, or may have been) of that day for the same product, destination and amount. */
  twins(
    resellerId: number,
    productCode: string,
    destination: string,
    amount: Rupiah | undefined,
    day: Day,
  ): Promise<Order[]>;
  findByNumber(resellerId: number, number: number): Promise<Order | undefined>;
  findBySupplierRef(resellerId: number, supplierRef: string): Promise<Order | undefined>;
  /** The newest `limit` confirmed orders to a destination. */
  findByDestination(resellerId: number, destination: string, limit: number): Promise<Order[]>;
  /** The newest `limit` that were delivered with a serial number, to a destination or (`undefined`) to any. */
  lastDelivered(resellerId: number, destination: string | undefined, limit: number): Promise<Order[]>;
  /** Confirmed orders, newest first, `limit` of them with numbers below `before`. */
  page(resellerId: number, before: number | undefined, limit: number): Promise<Order[]>;
  /** All confirmed orders of one day of sale, oldest first. */
  ofDay(resellerId: number, day: Day): Promise<Order[]>;
}

/**
 * Orders as the use cases need them kept. Everything that moves money is one statement, books once however often it is
 * called, and says in its answer what it refused.
 */
export interface Orders
  extends Quotes,
    Cards,
    Cancellations,
    OrderLife,
    Tells,
    OrderReview,
    OrderLookUps,
    History {}
