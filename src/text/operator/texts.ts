import type { Alarm } from '../../app/alarms.ts';
import type { SyncResult } from '../../app/catalog.ts';
import type { QueuedOrder } from '../../app/orders.ts';
import type { Registration, Reseller } from '../../app/resellers.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Product } from '../../domain/product.ts';
import type { Message } from '../message.ts';
import type { ReconcileTexts } from './reconcile-texts.ts';
import type { ReviewTexts } from './review.ts';
import type { SecondTexts } from './second-texts.ts';

export const OPERATOR_TOPICS = [
  'reseller',
  'deposit',
  'koreksi',
  'produk',
  'markup',
  'pin',
  'klikoo',
  'rekonsiliasi',
  'batas',
] as const;
/** A command of the operator's whose arguments were not understood. */
export type OperatorTopic = (typeof OPERATOR_TOPICS)[number];

export type ResellerName = { code: string; name: string };

/** Whether the reseller has a keypad before him now; `not_needed`: he has a PIN. */
export type KeypadSent = 'sent' | 'unreachable' | 'not_needed';

/** What one more purchase of a product costs the reseller, before and after a change. */
export type PriceExample = { code: string; name: string; before: Rupiah; after: Rupiah };

/** The operator's desk, and alarms. */
export interface OperatorTexts {
  welcome(): Message;
  help(): Message;
  usage(topic: OperatorTopic): Message;
  /** A command for resellers, by an operator who is none. */
  notReseller(): Message;

  registrationRequest(registration: Registration): Message;
  /**
   * In place of the request. `code`: of the reseller he is now; `operatorName`: of who decided, where it is known; `byOther`: another
   * operator had decided before.
   */
  registrationDecided(view: {
    registration: Registration;
    code: string | undefined;
    operatorName: string | undefined;
    byOther: boolean;
    keypad: KeypadSent;
  }): Message;

  unknownReseller(typed: string): Message;
  resellerAdded(view: ResellerName & { telegramId: number; isNew: boolean; keypad: KeypadSent }): Message;
  reseller(view: {
    /** Whose downline he is. */
    upline?: { code: string; name: string } | undefined;
    reseller: Reseller;
    available: Rupiah;
    held: Rupiah;
    telegramIds: readonly number[];
  }): Message;
  /** `next`: the code after which the next page begins. */
  resellers(view: {
    lines: readonly (ResellerName & { available: Rupiah; isBlocked: boolean; hasPin: boolean })[];
    next: string | undefined;
  }): Message;
  askPinReset(view: ResellerName, token: string): Message;
  pinReset(view: ResellerName & { keypad: KeypadSent }): Message;
  /** `reason`: told to the reseller, too; empty where none was given. */
  askBlock(view: ResellerName & { reason: string }, token: string): Message;
  askUnblock(view: ResellerName, token: string): Message;
  blocked(view: ResellerName & { reason: string; isTold: boolean }): Message;
  unblocked(view: ResellerName & { isTold: boolean }): Message;
  /** He is blocked, or not, as it is wanted. */
  alreadyBlocked(view: ResellerName): Message;
  alreadyUnblocked(view: ResellerName): Message;

  /** `isLarge`: so much that a slip of the finger is likely. */
  askDeposit(
    view: ResellerName & { amount: Rupiah; note: string; balance: Rupiah; isLarge: boolean },
    token: string,
  ): Message;
  askCorrection(
    view: ResellerName & { amount: Rupiah; reason: string; balance: Rupiah; isLarge: boolean },
    token: string,
  ): Message;
  /** `example`: `undefined` where nothing on sale follows the global markup. */
  askGlobalMarkup(
    view: { from: Rupiah; to: Rupiah; example: PriceExample | undefined; isLarge: boolean },
    token: string,
  ): Message;
  /** `undefined` markups: the global one. */
  askProductMarkup(
    view: { from: Rupiah | undefined; to: Rupiah | undefined; example: PriceExample; isLarge: boolean },
    token: string,
  ): Message;
  /** `isTold`: the reseller has been told. */
  deposited(view: ResellerName & { amount: Rupiah; note: string; balance: Rupiah; isTold: boolean }): Message;
  corrected(
    view: ResellerName & { amount: Rupiah; reason: string; balance: Rupiah; isTold: boolean },
  ): Message;
  wouldFallBelowZero(view: ResellerName & { amount: Rupiah }): Message;
  globalMarkupSet(markup: Rupiah): Message;
  productMarkupSet(code: string, markup: Rupiah | undefined): Message;
  actionCancelled(): Message;
  actionExpired(): Message;

  /** `nearest`: codes it may have been meant to be. */
  unknownProduct(typed: string, nearest: readonly string[]): Message;
  /** `price`: what a reseller pays; of an open amount, on top of the amount. */
  product(product: Product, price: Rupiah, globalMarkup: Rupiah): Message;
  globalMarkup(markup: Rupiah): Message;
  syncing(): Message;
  synced(result: SyncResult): Message;
  syncFailed(detail: string): Message;

  queue(view: { orders: readonly QueuedOrder[]; total: number; now: Date }): Message;
  klikoo(view: {
    balance: Rupiah | undefined;
    /** `atLabel`: day and time. */
    lastError: { atLabel: string; what: string } | undefined;
  }): Message;

  /** Orders that a person must decide about. */
  review: ReviewTexts;
  reconcile: ReconcileTexts;
  /** What needs a second operator. */
  second: SecondTexts;
  alarm(alarm: Alarm, timeZone: string): Message;

  /** Short plain texts above the chat when a button is pressed, at most 200 characters. */
  toasts: { done: string; cancelled: string; expired: string; notYours: string; unknown: string };
}
