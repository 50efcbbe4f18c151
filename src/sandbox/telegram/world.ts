import type { TelegramEvents } from './events.ts';
import type { UploadedFile } from './params.ts';
import type {
  CallbackAnswer,
  CallbackRecord,
  ChatRecord,
  CommandsRecord,
  Content,
  FileRecord,
  InlineButton,
  MessageRecord,
  UserRecord,
  WorldState,
} from './state.ts';

export type BotProfile = { id: number; firstName: string; username: string; readsAllGroupMessages: boolean };

/** A message about to exist; the world adds its id and date. */
export type MessageDraft = {
  chatId: number;
  from: number;
  content: Content;
  keyboard?: InlineButton[][];
  hasReplyMarkup?: boolean;
  replyTo?: number | undefined;
  forwardedFrom?: number;
  isProtected?: boolean;
  date?: number;
};

const FIRST_CALLBACK_NUMBER = 4_300_000_000_000_000;

const MIME_TYPES = new Map([
  ['csv', 'text/csv'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['json', 'application/json'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['txt', 'text/plain'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
]);

/**
 * The people, chats and messages one bot can know of. It holds no rule of the Bot API (those are in the methods) and
 * sends no update (that is what people cause, in `user.ts`): it keeps the records consistent and says what changed.
 */
export class World {
  readonly bot: BotProfile;
  readonly bus: TelegramEvents;
  readonly now: () => Date;
  readonly users = new Map<number, UserRecord>();
  readonly chats = new Map<number, ChatRecord>();
  readonly messages = new Map<number, MessageRecord>();
  readonly #byChat = new Map<number, MessageRecord[]>();
  readonly callbacks = new Map<string, CallbackRecord>();
  readonly files = new Map<string, FileRecord>();
  readonly fileBytes = new Map<string, Uint8Array>();
  commands: CommandsRecord[] = [];
  readonly menuButtons = new Map<number | undefined, unknown>();
  #lastMessageId = 0;
  #lastCallbackNumber = FIRST_CALLBACK_NUMBER;

  constructor(bot: BotProfile, bus: TelegramEvents, now: () => Date) {
    this.bot = bot;
    this.bus = bus;
    this.now = now;
  }

  unixNow(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  addMessage(draft: MessageDraft): MessageRecord {
    this.#lastMessageId += 1;
    const message: MessageRecord = {
      id: this.#lastMessageId,
      chatId: draft.chatId,
      from: draft.from,
      date: draft.date ?? this.unixNow(),
      content: draft.content,
      keyboard: draft.keyboard ?? [],
      hasReplyMarkup: draft.hasReplyMarkup ?? false,
      replyTo: draft.replyTo,
      forwardedFrom: draft.forwardedFrom,
      isProtected: draft.isProtected ?? false,
      isDeleted: false,
    };
    this.#keep(message);
    this.bus.emit({ type: 'message_sent', ...this.#where(message), by: this.#by(draft.from) });
    return message;
  }

  editMessage(message: MessageRecord, change: { content?: Content; keyboard?: InlineButton[][] }): void {
    message.content = change.content ?? message.content;
    message.keyboard = change.keyboard ?? message.keyboard;
    message.editDate = this.unixNow();
    this.bus.emit({ type: 'message_edited', ...this.#where(message), by: this.#by(message.from) });
  }

  /** The message stays on record, marked: the page shows where it was, and tests that it is gone. */
  deleteMessage(message: MessageRecord, by: number): void {
    message.isDeleted = true;
    this.bus.emit({ type: 'message_deleted', ...this.#where(message), by: this.#by(by) });
  }

  /** `undefined` for a message that is deleted, in another chat or was never sent. */
  findMessage(chatId: number, messageId: number): MessageRecord | undefined {
    const message = this.messages.get(messageId);
    return message && message.chatId === chatId && !message.isDeleted ? message : undefined;
  }

  /** Oldest first, deleted ones included. */
  messagesIn(chatId: number): readonly MessageRecord[] {
    return this.#byChat.get(chatId) ?? [];
  }

  addCallback(userId: number, message: MessageRecord, data: string): CallbackRecord {
    this.#lastCallbackNumber += 1;
    const { chatId } = message;
    const callback: CallbackRecord = {
      id: String(this.#lastCallbackNumber),
      userId,
      chatId,
      messageId: message.id,
      data,
      date: this.unixNow(),
    };
    this.callbacks.set(callback.id, callback);
    this.bus.emit({ type: 'button_tapped', ...this.#where(message), userId, callbackQueryId: callback.id });
    return callback;
  }

  answerCallback(callback: CallbackRecord, answer: CallbackAnswer): void {
    callback.answer = answer;
    const { id: callbackQueryId, chatId, userId } = callback;
    this.bus.emit({ type: 'callback_answered', chatId, userId, callbackQueryId, answer });
  }

  addFile(folder: 'photos' | 'documents', { name, bytes }: UploadedFile): FileRecord {
    const number = this.files.size + 1;
    const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
    const file: FileRecord = {
      id: `${folder}-${this.bot.id}-${number}`,
      uniqueId: `unique-${number}`,
      path: `${folder}/file_${number}${extension === undefined ? '' : `.${extension}`}`,
      name,
      mimeType: MIME_TYPES.get(extension ?? '') ?? 'application/octet-stream',
      size: bytes.length,
    };
    this.files.set(file.id, file);
    this.fileBytes.set(file.id, bytes);
    return file;
  }

  state(): WorldState {
    return {
      lastMessageId: this.#lastMessageId,
      lastCallbackNumber: this.#lastCallbackNumber,
      users: [...this.users.values()],
      chats: [...this.chats.values()],
      messages: [...this.messages.values()],
      callbacks: [...this.callbacks.values()],
      files: [...this.files.values()],
      commands: this.commands,
      menuButtons: [...this.menuButtons].map(([chatId, button]) => ({ chatId, button })),
    };
  }

  /** Only into a world that is new: nothing is removed first. */
  restore(state: WorldState): void {
    this.#lastMessageId = state.lastMessageId;
    this.#lastCallbackNumber = state.lastCallbackNumber;
    for (const user of state.users) this.users.set(user.id, user);
    for (const chat of state.chats) this.chats.set(chat.id, chat);
    for (const message of state.messages) this.#keep(message);
    for (const callback of state.callbacks) this.callbacks.set(callback.id, callback);
    for (const file of state.files) this.files.set(file.id, file);
    for (const { chatId, button } of state.menuButtons) this.menuButtons.set(chatId, button);
    this.commands = state.commands;
  }

  #keep(message: MessageRecord): void {
    this.messages.set(message.id, message);
    const inChat = this.#byChat.get(message.chatId);
    if (inChat) inChat.push(message);
    else this.#byChat.set(message.chatId, [message]);
  }

  #where(message: MessageRecord): { chatId: number; messageId: number } {
    return { chatId: message.chatId, messageId: message.id };
  }

  #by(id: number): 'bot' | number {
    return id === this.bot.id ? 'bot' : id;
  }
}
