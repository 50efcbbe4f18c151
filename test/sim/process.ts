import type { Alarm, Alarms } from '../../src/app/alarms.ts';
import { checkOrders, claimChecks } from '../../src/app/check-orders.ts';
import { confirmCard } from '../../src/app/confirm-order.ts';
import type { Declaration } from '../../src/app/orders.ts';
import { performAction } from '../../src/app/perform-action.ts';
import { type OrderRequest, quoteOrder } from '../../src/app/quote-order.ts';
import { claimSubmits, SUBMIT_LEASE_MS, submitOrder } from '../../src/app/submit-orders.ts';
import type { Supplier } from '../../src/app/supplier.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Product } from '../../src/domain/product.ts';
import { createSendGate } from '../../src/jobs/send-gate.ts';
import { claimTells, tellChat } from '../../src/jobs/tell-orders.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createDownlines } from '../../src/store/downlines.ts';
import {
  createOperatorActions,
  createOperatorMoney,
  createTwoPersonLimit,
} from '../../src/store/operator.ts';
import { createOrders } from '../../src/store/orders.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { english } from '../../src/text/en.ts';
import { indonesian } from '../../src/text/id.ts';
import type { Language } from '../../src/text/message.ts';
import type { Texts } from '../../src/text/texts.ts';
import { type SimTelegram, TelegramRefusalError } from './messenger.ts';
import type { Process, Schedule } from './schedule.ts';
import { CALL_TIMEOUT_MS, type SimSupplier } from './supplier.ts';

export const TIME_ZONE = 'Asia/Jakarta';

/** What somebody sent, or pressed. */
export type Update = {
  id: number;
  from: number;
} & (
  | { kind: 'order'; chatId: number; messageId: number; requests: OrderRequest[] }
  | { kind: 'buy' | 'cancel'; token: string }
  | { kind: 'perform'; token: string }
  | { kind: 'declare'; declaration: Declaration }
);

/** What is done by itself, as the loops over due orders do it. */
export type Tick = 'submit' | 'check' | 'tell' | 'expire';

/** What a message in a chat says, for those who read it here. */
export type Shown =
  | { shows: 'card'; token: string; lines: { refId: string; price: number }[] }
  | { shows: 'order'; refId: string; state: string };

/** One instance of the program: the real use cases on the real database, everything else simulated. */
export type Instance = {
  process: Process;
  start(tick: Tick): void;
  handle(update: Update): void;
  hint(refId: string): void;
};

export type World = {
  sql: Sql;
  schedule: Schedule;
  supplier: SimSupplier;
  telegram: SimTelegram;
  alarms: Alarm[];
  nowMs: () => number;
  /** The price list, by code, and everybody's markup. */
  products: () => ReadonlyMap<string, Product>;
  markup: () => number;
  /** Of a process that wakes up: it comes to the answer before it comes to the clock. */
  isAnswerFirst: () => boolean;
  newRefId: () => string;
  newToken: () => string;
  /** An update has been handled to its end. */
  onHandled: (update: Update, result: unknown) => void;
  /** Its handling ended with an error: it stays in the inbox. */
  onFailed: (update: Update) => void;
  /** A task ended with an error: the loops report it and go on. */
  onError: (process: Process, error: unknown) => void;
};

/** Sentences that say who they are about: what is told is compared with the books. */
const readable = (texts: Texts): Texts => ({
  ...texts,
  order: {
    ...texts.order,
    cardNow: () => ({ html: '' }),
    outcome: ({ refId, state }) => ({
      html: JSON.stringify({ shows: 'order', refId, state } satisfies Shown),
    }),
  },
});
/** By language, as an instance has them. */
export const TEXTS: Record<Language, Texts> = { id: readable(indonesian), en: readable(english) };

export function createInstance(world: World, process: Process): Instance {
  const { schedule, supplier, telegram, onError } = world;
  const now = () => new Date(world.nowMs() + process.skewMs);
  const database = <T extends object>(port: T) => schedule.wrap(process, 'database', port);

  const orders = database(createOrders(world.sql));
  const resellers = database(createResellers(world.sql));
  const downlines = database(createDownlines(world.sql));
  // What the price list says when a quote is drawn is no secret of the database: the confirmation compares it there.
  const catalog = {
    find: async (code: string) => world.products().get(code),
    codes: async () => [...world.products().keys()],
    onSale: async () => [],
    globalMarkup: async () => rupiah(world.markup()),
    setMarkup: unasked,
    setGlobalMarkup: unasked,
  };
  const actions = database(createOperatorActions(world.sql));
  const money = database(createOperatorMoney(world.sql));
  const twoPersonLimit = database(createTwoPersonLimit(world.sql));
  const messenger = schedule.wrap(process, 'telegram', telegram.port, ['edit', 'send']);
  const alarms: Alarms = schedule.wrap(process, 'alarm', {
    async raise(alarm) {
      world.alarms.push(alarm);
    },
  });
  const gate = createSendGate({ nowMs: () => now().getTime() });
  const client = createClient();

  /** As the real client: what takes too long has no answer. */
  function createClient(): Supplier {
    const port = schedule.wrap(process, 'supplier', supplier.portFor(now));
    async function inTime<T>(call: Promise<T>, late: T): Promise<T> {
      const since = world.nowMs();
      const answer = await call;
      // Who was stopped meanwhile finds both on waking up: the answer, and that the time is over.
      const wasStopped = process.pausedUntilMs > since;
      const isOver = world.nowMs() - since > CALL_TIMEOUT_MS;
      return isOver && !(wasStopped && world.isAnswerFirst()) ? late : answer;
    }
    return {
      ...port,
      inquire: (inquiry) => inTime(port.inquire(inquiry), { kind: 'unavailable', detail: 'time-out' }),
      buy: (purchase) => inTime(port.buy(purchase), { kind: 'unknown', detail: 'time-out' }),
      detail: (ref) => inTime(port.detail(ref), { kind: 'unavailable', detail: 'time-out' }),
      history: (query) => inTime(port.history(query), { kind: 'unavailable', detail: 'time-out' }),
    };
  }

  const deps = {
    orders,
    supplier: client,
    alarms,
    isSupplierBalanceLow: (code: string) => code === '422026558',
    mayResend: true,
    findReseller: (id: number) => resellers.findById(id),
    markUnreachable: (telegramId: number, at: Date) => resellers.markUnreachable(telegramId, at),
    messenger,
    gate,
    texts: (language: Language) => TEXTS[language],
    timeZone: TIME_ZONE,
    now,
    onError: (error: unknown) => onError(process, error),
    ownFailures: new Map<string, number>(),
    pause: async () => {
      await schedule.effect(process, 'other', 'pause', [], () => undefined);
    },
  };

  function aside(task: Promise<unknown>): void {
    task.catch((error: unknown) => onError(process, error));
  }

  async function tick(kind: Tick): Promise<void> {
    switch (kind) {
      case 'submit':
        for (const each of await claimSubmits(deps, 50)) aside(submitOrder(deps, each));
        return;
      case 'check': {
        const claimed = await claimChecks(deps, 500);
        if (claimed.length > 0) aside(checkOrders(deps, claimed));
        return;
      }
      case 'tell':
        for (const tells of await claimTells(deps, 64)) aside(tellChat(deps, tells));
        return;
      case 'expire':
        await orders.expire(now(), 200);
    }
  }

  async function handle(update: Update): Promise<unknown> {
    const sender = await resellers.findSender(update.from);
    if (sender?.isUnreachable) await resellers.markReachable(update.from, now());
    switch (update.kind) {
      case 'order': {
        if (sender === undefined) return undefined;
        const { chatId, messageId, requests } = update;
        const quote = await quoteOrder(
          {
            ...deps,
            catalog,
            balances: (id) => resellers.balances(id),
            chain: (id, codes) => downlines.chain(id, codes),
            newRefId: world.newRefId,
            newToken: world.newToken,
          },
          {
            resellerId: sender.reseller.id,
            telegramId: update.from,
            chatId,
            origin: `${chatId}:${messageId}`,
            uplineId: sender.reseller.uplineId,
          },
          requests,
        );
        const { card } = quote;
        if (card === undefined) return quote;
        const lines = quote.lines.flatMap(({ result }) =>
          result.kind === 'quoted' ? [{ refId: result.order.refId, price: result.order.price }] : [],
        );
        const shown: Shown = { shows: 'card', token: card.token, lines };
        try {
          const shownAs = await messenger.send(chatId, { html: JSON.stringify(shown) }, {});
          await orders.cardShown(card.token, shownAs);
        } catch (error) {
          if (!(error instanceof TelegramRefusalError) || error.meaning.kind !== 'blocked') throw error;
          await resellers.markUnreachable(update.from, now());
        }
        return quote;
      }
      case 'buy': {
        const confirmation = await confirmCard(deps, update.token, update.from);
        const messageId = confirmation?.card.messageId;
        if (confirmation !== undefined && messageId !== undefined) {
          await messenger.edit(confirmation.card.chatId, messageId, { html: '' }).catch(() => undefined);
        }
        return confirmation;
      }
      case 'cancel':
        return orders.cancel(update.token, update.from);
      case 'perform':
        return performAction(
          {
            ...deps,
            actions,
            money,
            catalog,
            pins: { reset: unasked },
            resellers,
            prefixes: { set: unasked },
            commandWords: { change: unasked },
            twoPersonLimit,
            tickets: { accept: unasked, reject: unasked },
            banks: { set: unasked },
            operators: new Set([900]),
          },
          update.token,
          update.from,
        );
      case 'declare':
        return orders.declare(update.declaration, now());
    }
  }

  return {
    process,
    start: (kind) => aside(tick(kind)),
    handle(update) {
      aside(
        handle(update).then(
          (result) => world.onHandled(update, result),
          (error: unknown) => {
            world.onFailed(update);
            throw error;
          },
        ),
      );
    },
    hint: (refId) => aside(orders.hint(refId, SUBMIT_LEASE_MS, now())),
  };
}

/** For what no part of a simulation may come to. */
export function unasked(): Promise<never> {
  throw new Error('nobody asks for this here');
}
