import type { FakeTelegram } from '../telegram/server.ts';
import type { MessageView } from '../telegram/view.ts';
import type { PageChat, PageMessage } from './protocol.ts';

export const PAGE_SIZE = 60;

export function messageIn(
  telegram: FakeTelegram,
  chatId: number,
  messageId: number,
): PageMessage | undefined {
  const message = telegram.chat(chatId).messages.findLast(({ id }) => id === messageId);
  return message && pageMessage(message, unfetched(telegram));
}

/** @param before only older ones. */
export function chatPage(telegram: FakeTelegram, chatId: number, before = Infinity): PageChat {
  const { messages, replyKeyboard } = telegram.chat(chatId);
  const older = messages.filter(({ id }) => id < before);
  const waiting = unfetched(telegram);
  return {
    messages: older.slice(-PAGE_SIZE).map((message) => pageMessage(message, waiting)),
    hasMore: older.length > PAGE_SIZE,
    keyboard: replyKeyboard ?? null,
    // Looked up once: it takes a copy of all that the fake Telegram knows.
    commands: before === Infinity ? commandsIn(telegram, chatId) : [],
  };
}

/** The newest message of each person's chat that is still there. */
export function lastMessages(telegram: FakeTelegram): PageMessage[] {
  const waiting = unfetched(telegram);
  return telegram.users().flatMap(({ chat }) => {
    const last = chat.messages.findLast(({ isDeleted }) => !isDeleted);
    return last ? [pageMessage(last, waiting)] : [];
  });
}

/** The message an update is about. */
export function messageOf(update: unknown): { chatId: number; messageId: number } | undefined {
  const message = field(update, 'message') ?? field(update, 'edited_message');
  const messageId = field(message, 'message_id');
  const chatId = field(field(message, 'chat'), 'id');
  return typeof messageId === 'number' && typeof chatId === 'number' ? { chatId, messageId } : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Messages the bot has not confirmed yet. Their ids are unique across chats. */
function unfetched(telegram: FakeTelegram): ReadonlySet<number> {
  return new Set(telegram.pendingUpdates().flatMap((update) => messageOf(update)?.messageId ?? []));
}

function pageMessage(message: MessageView, waiting: ReadonlySet<number>): PageMessage {
  const { id, chatId, isDeleted, file } = message;
  const shown = isDeleted ? { text: '', entities: [], keyboard: [] } : message;
  return {
    id,
    chatId,
    isFromBot: message.from === 'bot',
    text: shown.text,
    entities: shown.entities,
    keyboard: shown.keyboard,
    replyTo: message.replyTo,
    isForwarded: message.forwardedFrom !== undefined,
    at: message.date.getTime(),
    editedAt: message.editedAt?.getTime(),
    isDeleted,
    isFetched: !waiting.has(id),
    file:
      file && !isDeleted
        ? {
            kind: file.kind,
            id: file.id,
            name: file.name,
            bytes: file.bytes?.length ?? 0,
            isLost: file.bytes === undefined,
          }
        : undefined,
  };
}

/** As a client looks for them: those of the chat, else of all private chats, else of everywhere; in the person's language first. */
function commandsIn(telegram: FakeTelegram, chatId: number): PageChat['commands'] {
  const { commands } = telegram.snapshot().world;
  const scopes = [{ type: 'chat', chat_id: chatId }, { type: 'all_private_chats' }, { type: 'default' }];
  for (const scope of scopes.map((one) => JSON.stringify(one))) {
    for (const languageCode of ['id', '']) {
      const found = commands.find((one) => one.scope === scope && one.languageCode === languageCode);
      if (found) return found.commands;
    }
  }
  return [];
}
