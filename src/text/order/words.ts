import type { ConfirmVerdict } from '../../app/orders.ts';
import type { QuoteRefusal } from '../../app/quote-order.ts';
import type { Mutation } from '../../app/resellers.ts';
import type { NotUnderstoodReason, Question } from '../../domain/command/command.ts';
import type { FailureReason, OrderState } from '../../domain/order/order.ts';
import type { Standing } from '../../domain/report/daily.ts';
import type { BillWords } from '../bill/words.ts';
import type { HistoryWords } from './history.ts';

/** What went wrong, and what to do now. */
export type Advice = { why: string; next: string };

/**
 * The sentences of one language, as plain text: nothing in them is escaped, and nothing is HTML. Amounts, days and times come
 * written as they are to be shown.
 */
export type OrderWords = {
  bill: BillWords;
  customer: string;
  power: string;
  energy: string;
  token: string;
  sn: string;
  buyerPhone: string;
  reference: string;
  amount: string;
  price: string;
  total: string;
  balance: string;
  held: string;
  product: string;
  destination: string;

  buy: string;
  buyUnnamed: string;
  cancel: string;
  tryAgain: string;
  deposit: string;
  orderAgain: string;
  askNewPrice: string;
  copyToken: string;
  copySn: string;
  newest: string;
  newer: string;
  older: string;
  off: string;

  nameUnchecked: string;
  nothingQuotable: string;
  notPossible: string;
  /** Of a card that still waits for an answer. */
  answerCard(time: string): string;
  /** @param time `HH:MM` */
  validUntil(minutes: number, time: string): string;
  orders(count: number): string;
  occurrence(occurrence: number): string;
  /** Lines that did not fit. */
  left: (count: number) => string;

  state: Readonly<Record<OrderState, string>>;
  /** What an order's state means for who waits for it; empty where the first line says it all. */
  stateNote: Readonly<Record<Exclude<OrderState, 'failed' | 'quoted'>, string>>;
  /** Of an order that was held before it was cancelled. */
  released: string;
  snFollows: string;
  /** Of a delivery that he had been told would not come. */
  arrivedLate: string;
  failure(reason: FailureReason, text: string): Advice;

  /** Of [Beli]; `undefined`: the order's state says it. `how.form`: what to type to buy once more. */
  verdict(verdict: ConfirmVerdict): Advice | undefined;
  toast: {
    confirmed: string;
    partly(held: number, all: number): string;
    already: string;
    verdict(kind: ConfirmVerdict['kind']): string;
    cancelled: string;
    tooLate: string;
    unknownCard: string;
    notYours: string;
    /** @param hour `21:00` */
    summaryAt(hour: string): string;
    summaryOff: string;
  };

  refusal(refusal: QuoteRefusal): Advice;
  nearest: string;
  blocked: string;
  repliesOnly: string;

  tooLong: string;
  tooManyOrders: string;
  question: Readonly<Record<Question, string>>;
  questionPin: string;
  meantAmount(amount: string): string;
  notUnderstood(reason: NotUnderstoodReason): string;
  didYouMean: string;
  helpHint: string;
  /** Stands for the customer's number in a form to type. */
  numberHere: string;

  noOrder(query: string): string;
  lastOrders: string;
  ordersTo(query: string): string;
  noOrders: string;
  supplierSilent: string;
  supplierStatus(word: string): string;
  bookingCode: string;
  trip: string;
  returnTrip: string;
  from: string;
  to: string;
  departs: string;
  passengers: string;
  seat: string;
  idCard: string;

  categories: string;
  noPrices(terms: string): string;
  noProducts: string;
  closed: string;
  amountPlus: string;
  prices(query: string): string;

  recap(day: string): string;
  ledger(day: string): string;
  riwayat: HistoryWords;
  dayToCome: string;
  nothingThatDay: string;
  standing: Readonly<Record<Standing, string>>;
  spending: string;
  inFlight: string;
  perProduct: string;
  mutation: Readonly<Record<Mutation['reason'] | 'commission_back', string>>;

  summary(day: string, time: string): string;
  /** What came after yesterday's. */
  summarySince(day: string, time: string | undefined): string;
  summaryHint: string;
  /** @param time `21:00`; `undefined`: off. */
  summarySetting(time: string | undefined): string;
};
