import type { CallRecord } from '../klikoo/call-log.ts';
import type { Sandbox } from '../sandbox.ts';
import type { TelegramEvent } from '../telegram/events.ts';
import type { ArmedFaults } from './armed-faults.ts';
import type { Feed } from './feed.ts';
import { messageIn, messageOf } from './messages.ts';
import type { BotState, Deletion, KlikooCall, PageClock } from './protocol.ts';

/** Puts what happens on Telegram, at Klikoo and to the bot's process into the feed. @returns a function that ends it. */
export function relay(
  sandbox: Sandbox,
  feed: Feed,
  parts: { faults: ArmedFaults; onDeletion: (deletion: Deletion) => void },
): () => void {
  const { telegram, klikoo, bot } = sandbox;
  const fetchedBy = new Map<number, { chatId: number; messageId: number }>();

  function show(event: TelegramEvent): void {
    switch (event.type) {
      case 'message_sent':
        pushMessage(event.chatId, event.messageId);
        pushKeyboard(event.chatId);
        break;
      case 'message_edited':
        pushMessage(event.chatId, event.messageId);
        break;
      case 'message_deleted': {
        const { chatId, messageId, at } = event;
        pushMessage(chatId, messageId);
        const by = event.by === 'bot' ? 'bot' : 'person';
        const deletion: Deletion = { chatId, messageId, by, at: at.getTime() };
        parts.onDeletion(deletion);
        feed.push({ type: 'deleted', deletion });
        break;
      }
      case 'callback_answered': {
        const { chatId, callbackQueryId: tapId, answer } = event;
        feed.push({ type: 'answered', chatId, tapId, text: answer.text, isAlert: answer.showAlert });
        break;
      }
      case 'chat_action':
        feed.push({ type: 'action', chatId: event.chatId, action: event.action });
        break;
      case 'update_queued':
        noteQueued(event.updateId);
        break;
      case 'update_confirmed': {
        const where = fetchedBy.get(event.updateId);
        fetchedBy.delete(event.updateId);
        if (where) feed.push({ type: 'fetched', chatId: where.chatId, messageIds: [where.messageId] });
        break;
      }
      default:
    }
  }

  function pushMessage(chatId: number, messageId: number): void {
    const message = messageIn(telegram, chatId, messageId);
    if (message) feed.push({ type: 'message', message });
  }

  /** Later, because the message is told of before its keyboard is there, and is pressed before its keyboard is gone. */
  function pushKeyboard(chatId: number): void {
    queueMicrotask(() => {
      feed.push({ type: 'keyboard', chatId, keyboard: telegram.chat(chatId).replyKeyboard ?? null });
    });
  }

  function noteQueued(updateId: number): void {
    const where = telegram.pendingUpdates().map((update) => [idOf(update), messageOf(update)] as const);
    const found = where.find(([id]) => id === updateId)?.[1];
    if (found) fetchedBy.set(updateId, found);
  }

  const endings = [
    telegram.subscribe(show),
    klikoo.subscribe((event) => {
      if (event.type !== 'call_ended') return;
      feed.push({ type: 'call', call: klikooCall(event.call) });
      if (event.call.fault !== undefined && parts.faults.hit(event.call)) {
        feed.push({ type: 'faults', faults: parts.faults.waiting });
      }
    }),
    bot.subscribe(() => feed.push({ type: 'bot', bot: botState(sandbox) })),
  ];
  for (const update of telegram.pendingUpdates()) noteQueued(idOf(update) ?? 0);
  return () => {
    for (const end of endings) end();
  };
}

function idOf(update: unknown): number | undefined {
  const id: unknown =
    typeof update === 'object' && update !== null ? Reflect.get(update, 'update_id') : undefined;
  return typeof id === 'number' ? id : undefined;
}

export function klikooCall(record: CallRecord): KlikooCall {
  const { sequence, call, status, code, result, fault } = record;
  const refId = record.reference;
  return {
    sequence,
    call,
    status,
    code,
    result,
    fault,
    at: record.at.getTime(),
    durationMs: record.durationMs,
    refId,
  };
}

export function botState(sandbox: Sandbox): BotState {
  const { state, pid } = sandbox.bot;
  return { state, pid, at: sandbox.now().getTime() };
}

export function pageClock(sandbox: Sandbox): PageClock {
  return { now: sandbox.now().getTime(), aheadMs: sandbox.aheadMs };
}
