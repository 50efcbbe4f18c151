import type { Alarms } from '../app/alarms.ts';
import type { Card, Orders, Tell } from '../app/orders.ts';
import type { Reseller } from '../app/resellers.ts';
import { findCase } from '../app/review-order.ts';
import { type Order, orderLabel } from '../domain/order/order.ts';
import { type Language, type Message, withRow } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { SendGate } from './send-gate.ts';

/** Longer than the calls to Telegram for one order may take. */
const TELL_LEASE_MS = 60_000;
/** Of one chat in one go. */
const MAX_PER_CHAT = 5;
/** None is begun later, so that the lease lasts for its calls: when it has run out, another tells the same. */
const BEGIN_WITHIN_MS = 15_000;
/** What fails on our side passes, as a rule. When it has not for so many times, the others of the chat go on without that order. */
const OWN_TRIES = 3;
/** Orders of which that is counted: more than fail at a time. */
const MOST_FAILING = 1_000;
/** The card and the message that rings. */
const CALLS_PER_TELL = 2;

/** Sending into a chat, as telling needs it. */
export interface Messenger {
  /** Puts `message` in the place of an earlier one; `gone` when that one is not there any more. */
  edit(chatId: number, messageId: number, message: Message): Promise<'edited' | 'gone'>;
  /** Sends, as a reply to `replyTo` where that still exists. Returns the id of the message. */
  send(chatId: number, message: Message, options: { replyTo?: number }): Promise<number>;
  /** What a failed `edit` or `send` means. */
  explain(error: unknown): /** He has blocked the bot, or is gone. */
    | { kind: 'blocked' }
    /** Telegram names a time. */
    | { kind: 'wait'; afterMs: number }
    /** Telegram cannot be reached, or has trouble of its own. */
    | { kind: 'trouble' }
    /** It refused this very message. */
    | { kind: 'failed' };
}

/** Telegram did not take it, for the reason in `cause`. What else fails while telling is ours, and says nothing about the message. */
class NotTakenError extends Error {
  override readonly name = 'NotTakenError';

  constructor(cause: unknown) {
    super('Telegram did not take it', { cause });
  }
}

export type TellDeps = {
  orders: Pick<
    Orders,
    'claimTells' | 'told' | 'tellLater' | 'tellFirst' | 'findCard' | 'cardShown' | 'findCase'
  >;
  findReseller: (resellerId: number) => Promise<Reseller | undefined>;
  markUnreachable: (telegramId: number, now: Date) => Promise<void>;
  messenger: Messenger;
  gate: SendGate;
  alarms: Alarms;
  texts: (language: Language) => Texts;
  timeZone: string;
  now: () => Date;
  onError: (error: unknown) => void;
  /** How often telling of an order has failed on our side, by its reference, in this process; kept by the telling itself. */
  ownFailures: Map<string, number>;
};

/** What is to be told into one chat, in sequence. Nobody else tells that chat anything before it is done. */
export type ChatTells = readonly Tell[];

/** Claims what is to be told, of at most `limit` orders, by chat. None while Telegram wants the bot to be silent. */
export async function claimTells(deps: TellDeps, limit: number): Promise<ChatTells[]> {
  const most = Math.min(limit, Math.floor(deps.gate.free() / CALLS_PER_TELL));
  if (most < 1) return [];
  const tells = await deps.orders.claimTells(
    deps.now(),
    { limit: most, perChat: MAX_PER_CHAT },
    TELL_LEASE_MS,
  );
  return [...Map.groupBy(tells, (tell) => tell.card.chatId).values()];
}

/**
 * Tells a reseller what became of his orders: the card is edited in its place and, for an ending, a reply to it makes the phone
 * ring. At least once: told again after a crash, it says the same.
 */
export async function tellChat(deps: TellDeps, tells: ChatTells): Promise<void> {
  /** Cards that show how everything stands, and where: one edit is enough for all their orders. */
  const shown = new Map<string, number>();
  const startedMs = deps.now().getTime();
  for (const [index, tell] of tells.entries()) {
    const rest = tells.slice(index);
    if (deps.now().getTime() - startedMs > BEGIN_WITHIN_MS) return putOff(deps, rest, 0);
    if (tell.isUnreachable) {
      // The account may have been removed since: then the first one is told, in its own chat.
      if (await deps.orders.tellFirst(tell.order.refId, tell.attempt, deps.now())) continue;
      // First: nobody comes back to what is put away.
      await callOperators(deps, tell);
      await deps.orders.tellLater(tell.order.refId, tell.attempt, undefined);
      continue;
    }
    const { chatId, telegramId } = tell.card;
    const pauseMs = deps.gate.admit(chatId, CALLS_PER_TELL);
    if (pauseMs > 0) return putOff(deps, rest, pauseMs);
    try {
      await tellOne(deps, tell, shown);
      deps.ownFailures.delete(tell.order.refId);
    } catch (error) {
      if (!(error instanceof NotTakenError)) {
        // Mostly the database. Whether Telegram had taken it already is not known here: it is told again, in the same words.
        deps.onError(error);
        const failures = countFailure(deps.ownFailures, tell.order.refId);
        if (failures <= OWN_TRIES) {
          await putOff(deps, rest, retryAfterMs(failures));
          // Whoever must decide about another of them does not wait for this one.
          for (const each of rest.slice(1)) await callOperators(deps, each);
          return;
        }
        await leaveOut(deps, tell);
        continue;
      }
      const meaning = deps.messenger.explain(error.cause);
      switch (meaning.kind) {
        case 'blocked':
          // What he missed is told when he is back.
          await deps.markUnreachable(telegramId, deps.now());
          for (const each of rest) {
            if (each !== tell) await callOperators(deps, each);
            await deps.orders.tellLater(each.order.refId, each.attempt, undefined);
          }
          return;
        case 'wait':
          deps.gate.postponed(chatId, meaning.afterMs);
          return putOff(deps, rest, meaning.afterMs);
        case 'trouble':
          return putOff(deps, rest, retryAfterMs(tell.attempt));
        case 'failed':
          deps.onError(error.cause);
          await leaveOut(deps, tell);
          break;
        default: {
          const unhandled: never = meaning;
          throw new Error(`unhandled failure: ${JSON.stringify(unhandled)}`);
        }
      }
    }
  }
}

function countFailure(ownFailures: Map<string, number>, refId: string): number {
  const failures = (ownFailures.get(refId) ?? 0) + 1;
  ownFailures.set(refId, failures);
  const [oldest] = ownFailures.keys();
  if (ownFailures.size > MOST_FAILING && oldest !== undefined) ownFailures.delete(oldest);
  return failures;
}

/** Something about this one: it is tried again, and the others need not wait for it. */
function leaveOut(deps: TellDeps, { order, attempt }: Tell): Promise<void> {
  const at = new Date(deps.now().getTime() + retryAfterMs(attempt));
  return deps.orders.tellLater(order.refId, attempt, at, { isRefused: true });
}

/** The rest of a chat waits as a whole, and what falls due there meanwhile waits behind it. */
async function putOff(deps: TellDeps, tells: ChatTells, afterMs: number): Promise<void> {
  const at = new Date(deps.now().getTime() + afterMs);
  for (const { order, attempt } of tells) await deps.orders.tellLater(order.refId, attempt, at);
}

function retryAfterMs(attempt: number): number {
  return Math.min(1_000 * 2 ** Math.min(attempt, 10), 300_000);
}

async function tellOne(deps: TellDeps, tell: Tell, shown: Map<string, number>): Promise<void> {
  const { attempt } = tell;
  const reseller = await deps.findReseller(tell.order.resellerId);
  const texts = deps.texts(reseller?.language ?? 'id');
  const found = await deps.orders.findCard(tell.card.token);
  const { card, orders } = found ?? { card: tell.card, orders: [tell.order] };
  const order = orders.find(({ refId }) => refId === tell.order.refId) ?? tell.order;
  // It has moved on since it was claimed, and is to be told anew.
  if (order.state !== tell.order.state) return;

  // First: whoever must decide is to hear of it, whether or not the reseller can be told.
  await callOperators(deps, tell);
  // What is disputed is the operators' business: he knows how it ended.
  if (isDisputed(tell) && tell.toldState === order.state)
    return deps.orders.told(order.refId, attempt, order.state);
  const { chatId, token } = card;
  const cardNow = () => texts.order.cardNow({ orders, timeZone: deps.timeZone });
  const isShown = shown.has(token) || (await showOnCard(deps, card, cardNow, rings(order)));
  if (isShown && card.messageId !== undefined) shown.set(token, card.messageId);
  if (rings(order)) {
    let replyTo = shown.get(token);
    if (!isShown && orders.length > 1) {
      replyTo = await taken(deps.messenger.send(chatId, cardNow(), {}));
      await deps.orders.cardShown(token, replyTo);
      shown.set(token, replyTo);
    }
    const messageId = await ring(
      deps,
      chatId,
      withRow(texts.order.outcome(order, { timeZone: deps.timeZone }), texts.menu.afterOrder(order)),
      replyTo,
    );
    // Of a single order it says all that its card would.
    if (replyTo === undefined) await deps.orders.cardShown(token, messageId);
  }
  await deps.orders.told(order.refId, attempt, order.state);
}

/** False: no message shows the card any more, and a new one is to take its place. */
async function showOnCard(
  deps: TellDeps,
  card: Card,
  cardNow: () => Message,
  isRinging: boolean,
): Promise<boolean> {
  if (card.messageId === undefined) return false;
  try {
    return (await deps.messenger.edit(card.chatId, card.messageId, cardNow())) === 'edited';
  } catch (error) {
    // A card that cannot be edited must not keep the ending from him.
    if (!isRinging || deps.messenger.explain(error).kind !== 'failed') throw new NotTakenError(error);
    deps.onError(error);
    return false;
  }
}

/** The message that makes the phone ring. Where Telegram refuses it as it is, it goes without its trimmings. */
async function ring(
  deps: TellDeps,
  chatId: number,
  message: Message,
  replyTo: number | undefined,
): Promise<number> {
  try {
    return await deps.messenger.send(chatId, message, replyTo === undefined ? {} : { replyTo });
  } catch (error) {
    if (deps.messenger.explain(error).kind !== 'failed') throw new NotTakenError(error);
    deps.onError(error);
    return taken(deps.messenger.send(chatId, { html: message.html }, {}));
  }
}

async function taken<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new NotTakenError(error);
  }
}

async function callOperators(deps: TellDeps, tell: Tell): Promise<void> {
  const { order } = tell;
  if (order.state === 'needs_review' || isDisputed(tell)) {
    const about = await findCase(deps, order.number);
    // Decided meanwhile: there is nothing left to call for.
    if (about?.isInReview) await deps.alarms.raise({ kind: 'review', about });
  }
  if (order.state === 'delivered' && order.isLate && tell.toldState !== 'delivered') {
    const reseller = await deps.findReseller(order.resellerId);
    await deps.alarms.raise({
      kind: 'late_delivery',
      number: order.number,
      label: orderLabel(order),
      resellerCode: reseller?.code ?? '?',
      price: order.price,
    });
  }
}

/** It has ended, and a person is to decide whether it has. */
function isDisputed({ order, review }: Tell): boolean {
  return review !== undefined && isFinal(order.state);
}

function isFinal(state: Order['state']): boolean {
  return state === 'delivered' || state === 'failed' || state === 'reversed';
}

/** Whether the state is worth a message of its own: a quote that ran out is not. */
function rings(order: Order): boolean {
  return isFinal(order.state) || order.state === 'needs_review';
}
