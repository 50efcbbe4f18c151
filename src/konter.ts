import { randomBytes, randomUUID } from 'node:crypto';
import type { Api, Composer } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import { createAccountCodes } from './app/account-code.ts';
import type { Alarms } from './app/alarms.ts';
import { createCommandWords } from './app/command-words.ts';
import { confirmCard } from './app/confirm-order.ts';
import { createKeypads } from './app/keypad.ts';
import { approveAction, isForTwo, type PerformDeps, performAction } from './app/perform-action.ts';
import { createPins } from './app/pin.ts';
import { checkBeforePin } from './app/prepare-lines.ts';
import { quoteOrder } from './app/quote-order.ts';
import { recheckOrder } from './app/review-order.ts';
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
import { createSentToday, sendDailySummaries } from './jobs/daily-summary.ts';
import { createOrderLoops, type OrderLoops } from './jobs/order-loops.ts';
import { createPayCommissions } from './jobs/pay-commissions.ts';
import {
  type ReconcileJobDeps,
  type ReconcileRequest,
  reconcileFor,
  reconcileNights,
} from './jobs/reconcile.ts';
import { createSendGate, type Pace, type SendGate } from './jobs/send-gate.ts';
import { sweepKeypads } from './jobs/sweep-keypads.ts';
import type { Messenger } from './jobs/tell-orders.ts';
import { tellTickets } from './jobs/tell-tickets.ts';
import { LANE_SIZES } from './klikoo/client.ts';
import { isSupplierBalanceLow } from './klikoo/codes.ts';
import type { Klikoo } from './klikoo/options.ts';
import { createAccounts, createPinRequests } from './store/accounts.ts';
import { createCatalog } from './store/catalog.ts';
import { createCommandWordStore } from './store/command-words.ts';
import { createComplaints } from './store/complaints.ts';
import type { Sql } from './store/connect.ts';
import { createConversationStore } from './store/conversations.ts';
import { createDownlines } from './store/downlines.ts';
import { createDueTimes } from './store/due-times.ts';
import { createFavourites } from './store/favourites.ts';
import { createKeypadStore } from './store/keypads.ts';
import { createOperatorActions, createOperatorMoney, createTwoPersonLimit } from './store/operator.ts';
import { createOrders } from './store/orders.ts';
import { createPinStore } from './store/pins.ts';
import { createPrefixTable } from './store/prefixes.ts';
import { createReconciliations } from './store/reconciliation.ts';
import { createResellerActions } from './store/reseller-actions.ts';
import { createResellers } from './store/resellers.ts';
import { createBankAccounts, createTickets } from './store/tickets.ts';
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
  /** A pool of its own for what reads much: orders never stand in line behind it for a connection. Default: `sql`. */
  reports?: Sql | undefined;
  klikoo: Klikoo;
  transport: TelegramTransport;
  /** Given what sends, since alarms are sent too. */
  alarms: (messenger: Messenger, gate: SendGate) => Alarms;
  /** How fast messages nobody has just asked for may go out. Default: as fast as Telegram takes them. */
  pace?: Pace | undefined;
  onError: (error: unknown) => void;
  /** Leaves a comparison that an operator asked for to be done by and by. Default: it is done at once. */
  reconcileLater?: (request: ReconcileRequest) => Promise<void>;
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
  gate: SendGate;
  alarms: Alarms;
  loops: OrderLoops;
  createBot(botInfo: UserFromGetMe): KonterBot;
  /** Sends what is due of the daily summaries; returns how many. */
  sendSummaries(): Promise<number>;
  /** Takes away keypads that ran out. */
  sweep(): Promise<void>;
  /** Closes deposit tickets that ran out, and tells what is to be told of them. */
  tellTickets(): Promise<void>;
  /** Pays uplines what they have earned, once an hour; returns how many. */
  payCommissions(): Promise<number>;
  /** Compares what the last nights have left to compare, and tells the operators; returns how many days. */
  reconcileNights(): Promise<number>;
  /** Compares a day for one operator and tells him. */
  reconcile(request: ReconcileRequest): Promise<void>;
  /** The supplier may have news of this order. */
  hint(refId: string): Promise<void>;
};

export function createKonter(options: KonterOptions): Konter {
  const { config, sql, klikoo, transport, onError, reports = sql } = options;
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
  const gate = createSendGate({ nowMs: () => now().getTime(), pace: options.pace });
  const alarms = options.alarms(messenger, gate);
  const summariesSent = createSentToday();
  const orders = createOrders(
    sql,
    () => loops.wake(),
    (number, error) => {
      onError(error);
      const detail = error instanceof Error ? error.message : String(error);
      alarms.raise({ kind: 'order_unreadable', number, detail }).catch(onError);
    },
  );
  const ofReports = { orders: createOrders(reports), resellers: createResellers(reports) };
  const catalog = createCatalog(sql);
  const resellers = createResellers(sql);
  const downlines = createDownlines(sql);
  const actions = createOperatorActions(sql);
  const money = createOperatorMoney(sql);
  const twoPersonLimit = createTwoPersonLimit(sql);
  const tickets = createTickets(sql);
  const banks = createBankAccounts(sql);
  const accounts = createAccounts(sql);
  const commandWords = createCommandWords({ store: createCommandWordStore(sql), now, onError });
  const prefixTable = createPrefixTable(sql, now);
  const prefixes = () => prefixTable.get();
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
    supplierHealth: klikoo,
    dueTimes: createDueTimes(sql),
    alarms,
    isSupplierBalanceLow,
    mayResend: config.klikoo.mayResend,
    maxSubmits: LANE_SIZES.buy,
    findReseller: (id) => resellers.findById(id),
    markUnreachable: (telegramId, at) => resellers.markUnreachable(telegramId, at),
    messenger,
    gate,
    texts,
    timeZone,
    now,
    onError,
    ...(options.onState === undefined ? {} : { onState: options.onState }),
  });

  const reconciliations = createReconciliations(reports);
  const reconcileDeps: ReconcileJobDeps = {
    reconciliations,
    supplier: klikoo,
    catalog,
    messenger,
    adminIds,
    texts,
    timeZone,
    now,
    newRunId: randomUUID,
    onError,
  };
  const reconcile = (request: ReconcileRequest) => reconcileFor(reconcileDeps, request);

  const performDeps: PerformDeps = {
    actions,
    money,
    orders,
    catalog,
    pins,
    resellers,
    prefixes: prefixTable,
    commandWords,
    twoPersonLimit,
    tickets,
    banks,
    operators: adminIds,
    now,
    ...(options.onState === undefined ? {} : { onState: options.onState }),
  };
  const balances = (resellerId: number) => resellers.balances(resellerId);
  const parts: Parts = {
    resellers: {
      ...resellers,
      list: (...of) => ofReports.resellers.list(...of),
      mutations: (...of) => ofReports.resellers.mutations(...of),
    },
    pins,
    keypads,
    orders: {
      ...orders,
      findByDestination: (...of) => ofReports.orders.findByDestination(...of),
      lastDelivered: (...of) => ofReports.orders.lastDelivered(...of),
      page: (...of) => ofReports.orders.page(...of),
      history: (...of) => ofReports.orders.history(...of),
      ofDay: (...of) => ofReports.orders.ofDay(...of),
      inFlight: (...of) => ofReports.orders.inFlight(...of),
    },
    catalog,
    downlines,
    resellerActions: createResellerActions(sql),
    supplier: klikoo,
    actions,
    perform: (...press) => performAction(performDeps, ...press),
    approve: (...press) => approveAction(performDeps, ...press),
    isForTwo: (action) => isForTwo(performDeps, action),
    twoPersonLimit,
    tickets,
    banks,
    accounts,
    accountCodes: createAccountCodes(pepper),
    pinRequests: createPinRequests(sql),
    recheck: (number, actorId) =>
      recheckOrder(
        {
          orders,
          supplier: klikoo,
          alarms,
          mayResend: config.klikoo.mayResend,
          now,
          ...(options.onState === undefined ? {} : { onState: options.onState }),
        },
        number,
        actorId,
      ),
    reconciliations,
    reconcile: options.reconcileLater ?? reconcile,
    prefixes: prefixTable,
    alarms,
    words: () => commandWords.words(),
    commandWords,
    complaints: createComplaints(sql),
    favourites: createFavourites(sql),
    beforePin: (resellerId, requests) =>
      checkBeforePin({ catalog, orders, prefixes, balances, now }, resellerId, requests),
    async quote(asker, requests) {
      const isSupplierDown = () => klikoo.isDown();
      const quote = await quoteOrder(
        {
          orders,
          catalog,
          prefixes,
          supplier: klikoo,
          balances,
          chain: (...of) => downlines.chain(...of),
          now,
          timeZone,
          isSupplierDown,
          newRefId,
          newToken,
        },
        asker,
        requests,
      );
      const since = klikoo.downSince();
      if (since !== undefined && quote.lines.some(({ result }) => result.kind === 'supplier_down')) {
        await alarms.raise({ kind: 'supplier_down', since });
      }
      return quote;
    },
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
    gate,
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
    sendSummaries: () =>
      sendDailySummaries({
        ...ofReports,
        messenger,
        gate,
        sent: summariesSent,
        texts,
        timeZone,
        now,
        onError,
      }),
    async sweep() {
      await accounts.sweep(now());
      await createComplaints(sql).sweep(now());
      await sweepKeypads({ keypads, resellers, messenger, gate, texts, now });
    },
    tellTickets: () =>
      tellTickets({ tickets, banks, resellers, adminIds, messenger, gate, texts, timeZone, now, onError }),
    payCommissions: createPayCommissions({ downlines, resellers, alarms, now, onError }),
    reconcileNights: () => reconcileNights(reconcileDeps),
    reconcile,
    async hint(refId) {
      await orders.hint(refId, SUBMIT_LEASE_MS, now());
    },
  };
}
