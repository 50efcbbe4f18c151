import type { ConversationFlavor } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { AccountCodes } from '../app/account-code.ts';
import type { Accounts, PinRequests } from '../app/accounts.ts';
import type { Alarms } from '../app/alarms.ts';
import type { Catalog } from '../app/catalog.ts';
import type { CommandWords } from '../app/command-words.ts';
import type { Complaints } from '../app/complaints.ts';
import type { Confirmation } from '../app/confirm-order.ts';
import type { Downlines, ResellerActions } from '../app/downlines.ts';
import type { Favourites } from '../app/favourites.ts';
import type { Keypads } from '../app/keypad.ts';
import type { OperatorAction, OperatorActions, TwoPersonLimit } from '../app/operator-actions.ts';
import type { Orders } from '../app/orders.ts';
import type { Pressed, Tell } from '../app/perform-action.ts';
import type { Pins } from '../app/pin.ts';
import type { PrefixTable } from '../app/prefix-table.ts';
import type { checkBeforePin } from '../app/prepare-lines.ts';
import type { Asker, OrderRequest, Quote } from '../app/quote-order.ts';
import type { Reconciliations } from '../app/reconcile-day.ts';
import type { Reseller, Resellers } from '../app/resellers.ts';
import type { recheckOrder } from '../app/review-order.ts';
import type { Supplier } from '../app/supplier.ts';
import type { syncProducts } from '../app/sync-products.ts';
import type { BankAccounts, Tickets } from '../app/tickets.ts';
import type { Words } from '../domain/command/words.ts';
import type { Day } from '../domain/day.ts';
import type { Language } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';

/** What the features of the chat are given to work with. */
export type Parts = {
  resellers: Resellers;
  pins: Pins;
  keypads: Keypads;
  orders: Orders;
  catalog: Catalog;
  downlines: Downlines;
  /** What resellers were asked back and have not answered. */
  resellerActions: ResellerActions;
  supplier: Pick<Supplier, 'detail' | 'balance'>;
  actions: OperatorActions;
  /** [Ya] under what an operator asked for. */
  perform(token: string, actorId: number, tell: Tell): Promise<Pressed>;
  /** [Setujui], by a second operator. */
  approve(token: string, secondId: number, tell: Tell): Promise<Pressed>;
  /** Whether it needs a second operator, as things stand now. */
  isForTwo(action: OperatorAction): Promise<boolean>;
  twoPersonLimit: TwoPersonLimit;
  tickets: Tickets;
  banks: BankAccounts;
  accounts: Accounts;
  accountCodes: AccountCodes;
  pinRequests: PinRequests;
  /** [Cek ulang] under an order; see `recheckOrder`. */
  recheck(number: number, actorId: number): ReturnType<typeof recheckOrder>;
  /** Comparisons with the supplier, as they are kept. */
  reconciliations: Reconciliations;
  /** Compares a day with the supplier, by and by, and sends what came of it to the chat. */
  reconcile(request: { day: Day; actorId: number; chatId: number; language: Language }): Promise<void>;
  prefixes: PrefixTable;
  alarms: Alarms;
  /**
   * The words commands are typed with, at most seconds old. What the bot itself has printed (lines behind a keypad, what `run` buttons
   * carry) is in the default words instead, and read with those.
   */
  words(): Words;
  commandWords: CommandWords;
  complaints: Complaints;
  favourites: Favourites;
  /** Of orders without a PIN: whether to ask for it; see `checkBeforePin`. */
  beforePin(resellerId: number, requests: readonly OrderRequest[]): ReturnType<typeof checkBeforePin>;
  quote(asker: Asker, requests: readonly OrderRequest[]): Promise<Quote>;
  confirm(token: string, telegramId: number): Promise<Confirmation | undefined>;
  /** Takes over the supplier's whole product list. */
  syncProducts(actorId: number): ReturnType<typeof syncProducts>;
  /** The last thing that went wrong with the supplier. */
  supplierError(): { at: Date; what: string } | undefined;
  adminIds: ReadonlySet<number>;
  now: () => Date;
  timeZone: string;
  /** 128 random bits, base64url: for whatever a button must carry that nobody may guess. */
  newToken: () => string;
  texts(language: Language): Texts;
};

export type KonterContext = ConversationFlavor<
  Context & {
    parts: Parts;
    /** Whom this Telegram account speaks for; `undefined`: nobody yet. Always the sender's, never the message's. */
    reseller: Reseller | undefined;
    isOperator: boolean;
    texts: Texts;
  }
>;

/**
 * What buttons carry: a prefix that names the feature, a colon, then its own data (a token, a number, a page). Whatever comes back
 * is treated as typed by a stranger.
 */
export const CALLBACK = {
  buy: 'buy',
  cancel: 'no',
  /** A bill that was looked up without a PIN. */
  bill: 'bil',
  billCancel: 'bilno',
  /** Runs a command as if it had been typed (without a PIN). */
  run: 'run',
  history: 'his',
  prices: 'prc',
  ledger: 'mut',
  recap: 'rec',
  keypad: 'pad',
  summary: 'sum',
  language: 'lang',
  guided: 'g',
  /** Begins to ask for a command, question by question; the answers to the questions. */
  ask: 'ask',
  flow: 'q',
  registration: 'reg',
  action: 'act',
  actionCancel: 'actno',
  approve: 'appr',
  decline: 'decl',
  review: 'rev',
  differences: 'dif',
  differenceAsk: 'difask',
  differenceDone: 'difok',
  opening: 'opening',
  /** What operators do about a deposit ticket. */
  ticket: 'tkt',
  ticketCancel: 'tktno',
  /** Whether a further Telegram account may speak for a reseller, and what else he does about his accounts. */
  accounts: 'acc',
  forgotPin: 'lupa',
  complaint: 'kom',
  menu: 'menu',
  favourite: 'fav',
  again: 'again',
  quick: 'quick',
  move: 'mv',
  moveCancel: 'mvno',
  downlines: 'dl',
  join: 'join',
  invited: 'inv',
} as const;
