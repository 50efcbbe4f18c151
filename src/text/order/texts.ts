import type { ConfirmVerdict } from '../../app/orders.ts';
import type { Quote, QuoteLine } from '../../app/quote-order.ts';
import type { Mutation } from '../../app/resellers.ts';
import type { SupplierTransaction } from '../../app/supplier.ts';
import type { Ambiguous, NotUnderstood } from '../../domain/command/command.ts';
import type { Words } from '../../domain/command/words.ts';
import type { Day } from '../../domain/day.ts';
import type { HistoryPlace } from '../../domain/history.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Product } from '../../domain/product.ts';
import type { DailyReport } from '../../domain/report/daily.ts';
import type { Button, Message } from '../message.ts';
import type { PriceQuery } from './callback.ts';

export type CardNow = {
  /** All orders of the card, in sequence of lines. */
  orders: readonly Order[];
  /** What [Beli] said, by refId: tells why an order is still not bought. */
  verdicts?: ReadonlyMap<string, ConfirmVerdict>;
  timeZone: string;
};

export type Summary = {
  today: DailyReport;
  /** Of yesterday, what came after its summary, or all of it where there was none. */
  sinceYesterday: DailyReport | undefined;
  /** When yesterday's summary was sent; `undefined`: it was not. */
  sinceAt: Date | undefined;
  /** Now. */
  at: Date;
  timeZone: string;
  available: Rupiah;
};

export type PricePage = {
  query: PriceQuery;
  /** All that the query found. */
  products: readonly Product[];
  /** Where this page begins in them. */
  offset: number;
  globalMarkup: Rupiah;
};

export type LedgerPage = {
  day: Day;
  today: Day;
  /** Newest first. */
  mutations: readonly Mutation[];
  /** There are older ones of this day. */
  hasMore: boolean;
  timeZone: string;
};

export type HistoryPage = {
  place: HistoryPlace;
  /** Newest first. */
  orders: readonly Order[];
  /** The one the filter names by an order. */
  destination: string | undefined;
  /** The number after which the next newer page begins, and the one before which the next older does. */
  newer: number | undefined;
  older: number | undefined;
  today: Day;
  /** How many orders were looked through at most. */
  reach: number;
  timeZone: string;
};

export type HistoryChoice = {
  place: HistoryPlace;
  today: Day;
  /** Codes he has bought lately. */
  products: readonly string[];
  /** Where he has bought for lately, with an order that says so. */
  destinations: readonly { number: number; destination: string }[];
};

/**
 * Buying, orders, prices and reports. Times are shown as HH:MM in the time zone passed in. First lines that machines read are the
 * same in every language.
 */
export type OrderTexts = {
  /** The confirmation; or, when nothing could be quoted, why. */
  quoteCard(quote: Quote, timeZone: string): Message;
  /** The same card afterwards, in its place. */
  cardNow(card: CardNow): Message;
  /** The reply to a card that makes the phone ring, and the answer to a question about one order. */
  outcome(order: Order, options: { timeZone: string }): Message;
  /** Why a single line is not bought and what to type instead. */
  refusal(line: QuoteLine, available: Rupiah, timeZone: string): Message;

  /** Short answers to a pressed button, plain text of at most 200 characters. */
  toast: {
    confirmed(verdicts: readonly ConfirmVerdict[]): string;
    /** @param orders as they stand after [Batal] */
    cancelled(orders: readonly Order[]): string;
    unknownCard: string;
    notYours: string;
    summary(hour: number | undefined): string;
  };

  /** He may look, not buy. */
  blocked(): Message;
  /** YA or TIDAK that answers no card. */
  repliesOnly(): Message;
  tooLong(): Message;
  tooManyOrders(): Message;
  /** Asks which reading was meant. Never repeats what may be a PIN. */
  ambiguous(command: Ambiguous): Message;
  /**
   * @param codes of products on sale, to find what was meant
   * @param words in which the command was read; default: those everybody starts with
   */
  notUnderstood(command: NotUnderstood, codes: readonly string[], words?: Words): Message;

  balance(balances: { available: Rupiah; held: Rupiah }): Message;
  noOrder(query: string): Message;
  /** Several orders to choose from. `query`: the destination they share; `undefined`: the last ones. */
  orderList(orders: readonly Order[], query: string | undefined, timeZone: string): Message;
  /** A transaction as the supplier tells it: whole, with each trip, but for the numbers of identity cards. */
  supplierTransaction(transaction: SupplierTransaction, timeZone: string): Message;
  supplierSilent(): Message;

  categories(categories: readonly { category: string; count: number }[]): Message;
  prices(page: PricePage): Message;

  recap(report: DailyReport, options: { today: Day; timeZone: string }): Message;
  ledger(page: LedgerPage): Message;
  history(page: HistoryPage): Message;
  /** What to narrow the history to. */
  historyChoice(choice: HistoryChoice): Message;
  /** One order of it. `after`: what else can be done with one like it. */
  historyOrder(view: {
    place: HistoryPlace;
    order: Order;
    after: readonly Button[];
    timeZone: string;
  }): Message;
  dayToCome(): Message;
  dailySummary(summary: Summary): Message;
  /** @param hour 0 to 23; `undefined`: none */
  summarySetting(hour: number | undefined): Message;
};
