import type { Alarms } from '../app/alarms.ts';
import type { Orders, Tell } from '../app/orders.ts';
import type { Reseller } from '../app/resellers.ts';
import { type Order, orderLabel } from '../domain/order/order.ts';
import type { Language, Message } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';

/** Longer than two calls to Telegram may take. */
const TELL_LEASE_MS = 60_000;
/** Chats written to at the same time: within Telegram's thirty messages a second. */
const PARALLEL_CHATS = 20;
/** Of one chat in one go: it must not hold up the others longer than this many messages take. */
const MAX_PER_CHAT = 5;

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

export type TellDeps = {
  orders: Pick<Orders, 'claimTells' | 'told' | 'tellLater' | 'findCard'>;
  findReseller: (resellerId: number) => Promise<Reseller | undefined>;
  markUnreachable: (telegramId: number, now: Date) => Promise<void>;
  messenger: Messenger;
  alarms: Alarms;
  texts: (language: Language) => Texts;
  timeZone: string;
  now: () => Date;
  onError: (error: unknown) => void;
};

/**
 * Tells resellers what became of their orders: the card is edited in its place and, for an ending, a reply to it makes the phone
 * ring. At least once: told again after a crash, it says the same. Chats side by side, one chat in sequence.
 * @returns how many were due.
 */
export async function tellOrders(deps: TellDeps, limit: number): Promise<number> {
  const tells = await deps.orders.claimTells(deps.now(), { limit, perChat: MAX_PER_CHAT }, TELL_LEASE_MS);
  const byChat = Map.groupBy(tells, (tell) => tell.card.chatId);
  const chats = [...byChat.values()];
  const workers = Array.from({ length: Math.min(PARALLEL_CHATS, chats.length) }, async () => {
    for (let chat = chats.pop(); chat !== undefined; chat = chats.pop()) await tellChat(deps, chat);
  });
  await Promise.all(workers);
  return tells.length;
}

async function tellChat(deps: TellDeps, tells: readonly Tell[]): Promise<void> {
  /** Cards that show how everything stands: one edit is enough for all their orders. */
  const shown = new Set<string>();
  for (const [index, tell] of tells.entries()) {
    try {
      await tellOne(deps, tell, shown);
    } catch (error) {
      const meaning = deps.messenger.explain(error);
      const now = deps.now();
      if (meaning.kind === 'blocked') {
        await deps.markUnreachable(tell.card.telegramId, now);
        await deps.orders.tellLater(tell.order.refId, tell.attempt, undefined);
        continue;
      }
      const afterMs = meaning.kind === 'wait' ? meaning.afterMs : retryAfterMs(tell.attempt);
      const at = new Date(now.getTime() + afterMs);
      if (meaning.kind === 'failed') {
        // Something about this one: the others need not wait for it.
        deps.onError(error);
        await deps.orders.tellLater(tell.order.refId, tell.attempt, at);
        continue;
      }
      // The rest of the chat waits with it, so that it is told in sequence.
      for (const waiting of tells.slice(index)) {
        await deps.orders.tellLater(waiting.order.refId, waiting.attempt, at);
      }
      return;
    }
  }
}

function retryAfterMs(attempt: number): number {
  return Math.min(1_000 * 2 ** Math.min(attempt, 10), 300_000);
}

async function tellOne(deps: TellDeps, tell: Tell, shown: Set<string>): Promise<void> {
  const { order, card, attempt } = tell;
  const reseller = await deps.findReseller(order.resellerId);
  const texts = deps.texts(reseller?.language ?? 'id');
  const orders = (await deps.orders.findCard(card.token))?.orders ?? [order];
  // It has moved on since it was claimed, and is to be told anew.
  if (orders.some((each) => each.refId === order.refId && each.state !== order.state)) return;

  // First: whoever must decide is to hear of it, whether or not the reseller can be told.
  if (order.state === 'needs_review') {
    await deps.alarms.raise({
      kind: 'review',
      number: order.number,
      label: orderLabel(order),
      resellerCode: reseller?.code ?? '?',
      price: order.price,
      submittedAt: order.submittedAt,
    });
  }
  if (card.messageId !== undefined && !shown.has(card.token)) {
    try {
      await deps.messenger.edit(
        card.chatId,
        card.messageId,
        texts.order.cardNow({ orders, timeZone: deps.timeZone }),
      );
    } catch (error) {
      // A card that cannot be edited must not keep the ending from him.
      if (!rings(order) || deps.messenger.explain(error).kind !== 'failed') throw error;
      deps.onError(error);
    }
    shown.add(card.token);
  }
  if (rings(order)) {
    await deps.messenger.send(
      card.chatId,
      texts.order.outcome(order, { timeZone: deps.timeZone }),
      card.messageId === undefined ? {} : { replyTo: card.messageId },
    );
  }
  await deps.orders.told(order.refId, attempt, order.state);
}

/** Whether the state is worth a message of its own: a quote that ran out is not. */
function rings(order: Order): boolean {
  return (
    order.state === 'delivered' ||
    order.state === 'failed' ||
    order.state === 'reversed' ||
    order.state === 'needs_review'
  );
}
