import type { ConversationFlavor } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { Alarms } from '../app/alarms.ts';
import type { Catalog } from '../app/catalog.ts';
import type { Confirmation } from '../app/confirm-order.ts';
import type { Keypads } from '../app/keypad.ts';
import type { OperatorActions } from '../app/operator-actions.ts';
import type { Orders } from '../app/orders.ts';
import type { Performed } from '../app/perform-action.ts';
import type { Pins } from '../app/pin.ts';
import type { Asker, OrderRequest, Quote } from '../app/quote-order.ts';
import type { Reseller, Resellers } from '../app/resellers.ts';
import type { Supplier } from '../app/supplier.ts';
import type { syncProducts } from '../app/sync-products.ts';
import type { Language } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';

/** What the features of the chat are given to work with. */
export type Parts = {
  resellers: Resellers;
  pins: Pins;
  keypads: Keypads;
  orders: Orders;
  catalog: Catalog;
  supplier: Pick<Supplier, 'detail' | 'balance'>;
  actions: OperatorActions;
  /** [Ya] under what an operator asked for. */
  perform(token: string, actorId: number): Promise<Performed>;
  alarms: Alarms;
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
  registration: 'reg',
  action: 'act',
  actionCancel: 'actno',
} as const;
