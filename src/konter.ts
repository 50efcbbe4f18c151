import { randomBytes, randomUUID } from 'node:crypto';
import type { Api, Composer } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Alarms } from './app/alarms.ts';
import { confirmCard } from './app/confirm-order.ts';
import { createKeypads } from './app/keypad.ts';
import { performAction } from './app/perform-action.ts';
import { createPins } from './app/pin.ts';
import { quoteOrder } from './app/quote-order.ts';
import { createSeal } from './app/seal.ts';
import { SUBMIT_LEASE_MS } from './app/submit-orders.ts';
import { syncProducts } from './app/sync-products.ts';
import { createBot, type KonterBot } from './chat/bot.ts';
import { createComposers } from './chat/composers.ts';
import type { KonterContext, Parts } from './chat/context.ts';
import { createMessenger } from './chat/reply.ts';
import { clientOptions, createApi, type TelegramTransport } from './chat/telegram.ts';
import type { Config } from './config.ts';
import type { Order } from './domain/order/order.ts';
import { sendDailySummaries } from './jobs/daily-summary.ts';
import { createOrderLoops, type OrderLoops } from './jobs/order-loops.ts';
import type { Messenger } from './jobs/tell-orders.ts';
import { LANE_SIZES } from './klikoo/client.ts';
import { isSupplierBalanceLow } from './klikoo/codes.ts';
import type { Klikoo } from './klikoo/options.ts';
import { createCatalog } from './store/catalog.ts';
import type { Sql } from './store/connect.ts';
import { createConversationStore } from './store/conversations.ts';
import { createKeypadStore } from './store/keypads.ts';
import { createOperatorActions, createOperatorMoney } from './store/operator.ts';
import { createOrders } from './store/orders.ts';
import { createPinStore } from './store/pins.ts';
import { createResellers } from './store/resellers.ts';
import { english } from './text/en.ts';
import { indonesian } from './text/id.ts';
import type { Language } from './text/message.ts';
import type { Texts } from './text/texts.ts';

/** Wrong PINs in a row that lock, and for how long the first time. */
const PIN_TRIES = 3;
const PIN_LOCK_MS = 15 * 60_000;
/** A reseller who sells all day types his PIN all day: believed for so long without the slow comparison. */
const PIN_REMEMBER_MS = 5 * 60_000;

export const TEXTS: Record<Language, Texts> = { id: indonesian, en: english };

export type KonterOptions = {
  config: Pick<Config, 'adminIds' | 'timeZone' | 'klikoo' | 'telegramApiRoot' | 'secrets'>;
  sql: Sql;
  klikoo: Klikoo;
  transport: TelegramTransport;
  /** Given what sends, since alarms are sent too. */
  alarms: (messenger: Messenger) => Alarms;
  onError: (error: unknown) => void;
  onState?: (state: Order['state'], productCode: string) => void;
  onReply?: (afterMs: number) => void;
  now?: () => Date;
  newRefId?: () => string;
  newToken?: () => string;
};

/** The parts of one process, put together and not yet started. */
export type Konter = {
  api: Api;
  messenger: Messenger;
  alarms: Alarms;
  loops: OrderLoops;
  createBot(botInfo: UserFromGetMe): KonterBot;
  /** Sends what is due of the daily summaries; returns how many. */
  sendSummaries(): Promise<number>;
  /** Takes away keypads that ran out. */
  sweep(): Promise<void>;
  /** The supplier may have news of this order. */
  hint(refId: string): Promise<void>;
};

export function createKonter(options: KonterOptions): Konter {
  const { config, sql, klikoo, transport, onError } = options;
  const now = options.now ?? (() => new Date());
  const newRefId = options.newRefId ?? randomUUID;
  const newToken = options.newToken ?? (() => randomBytes(16).toString('base64url'));
  const { timeZone } = config;
  const adminIds = new Set(config.adminIds);
  const pepper = config.secrets.pinPepper.reveal();
  const botToken = config.secrets.botToken.reveal();
  const texts = (language: Language) => TEXTS[language];

  const api = createApi(botToken, config.telegramApiRoot, transport);
  const messenger = createMessenger(api);
  const alarms = options.alarms(messenger);
  const orders = createOrders(sql, () => loops.wake());
  const catalog = createCatalog(sql);
  const resellers = createResellers(sql);
  const actions = createOperatorActions(sql);
  const money = createOperatorMoney(sql);
  const keypads = createKeypads({
    store: createKeypadStore(sql),
    seal: createSeal(pepper, 'keypad'),
    newToken,
  });
  const pins = createPins({
    store: createPinStore(sql),
    pepper,
    now,
    tries: PIN_TRIES,
    lockMs: PIN_LOCK_MS,
    rememberMs: PIN_REMEMBER_MS,
  });
  const loops = createOrderLoops({
    orders,
    supplier: klikoo,
    alarms,
    isSupplierBalanceLow,
    mayResend: config.klikoo.mayResend,
    maxSubmits: LANE_SIZES.buy,
    findReseller: (id) => resellers.findById(id),
    markUnreachable: (telegramId, at) => resellers.markUnreachable(telegramId, at),
    messenger,
    texts,
    timeZone,
    now,
    onError,
    ...(options.onState === undefined ? {} : { onState: options.onState }),
  });

  const balances = (resellerId: number) => resellers.balances(resellerId);
  const parts: Parts = {
    resellers,
    pins,
    keypads,
    orders,
    catalog,
    supplier: klikoo,
    actions,
    perform: (token, actorId) => performAction({ actions, money, catalog, pins, now }, token, actorId),
    alarms,
    quote: (asker, requests) =>
      quoteOrder(
        { orders, catalog, supplier: klikoo, balances, now, timeZone, newRefId, newToken },
        asker,
        requests,
      ),
    async confirm(token, telegramId) {
      const confirmation = await confirmCard({ orders, now, timeZone }, token, telegramId);
      for (const { order, verdict } of confirmation?.lines ?? []) {
        if (verdict.kind === 'held') options.onState?.('held', order.productCode);
      }
      return confirmation;
    },
    syncProducts: (actorId) => syncProducts({ supplier: klikoo, catalog, now }, actorId),
    supplierError: () => klikoo.lastError(),
    adminIds,
    now,
    timeZone,
    newToken,
    texts,
  };

  return {
    api,
    messenger,
    alarms,
    loops,
    createBot(botInfo) {
      const composers: Composer<KonterContext>[] = createComposers();
      return createBot({
        token: botToken,
        botInfo,
        client: clientOptions(config.telegramApiRoot, transport),
        parts,
        composers,
        conversations: createConversationStore(sql),
        seal: createSeal(pepper, 'conversation'),
        ...(options.onReply === undefined ? {} : { onReply: options.onReply }),
      });
    },
    sendSummaries: () => sendDailySummaries({ resellers, orders, messenger, texts, timeZone, now, onError }),
    async sweep() {
      await keypads.sweep(now(), 1_000);
    },
    async hint(refId) {
      await orders.hint(refId, SUBMIT_LEASE_MS, now());
    },
  };
}
