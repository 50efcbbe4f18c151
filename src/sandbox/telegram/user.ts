import { imageSize } from './image.ts';
import type {
  CallbackAnswer,
  ChatRecord,
  Content,
  InlineButton,
  MessageRecord,
  UserRecord,
} from './state.ts';
import { commandEntities, normalise } from './text.ts';
import type { UpdateQueue } from './updates.ts';
import { type ChatView, type MessageView, viewChat, viewMessage } from './view.ts';
import { wireBotMembership, wireCallback, wireMessage } from './wire.ts';
import type { World } from './world.ts';

export type SendOptions = {
  /** A group the user is in; the private chat with the bot when absent. */
  chatId?: number;
  replyTo?: number;
  /** When the message was written; now when absent. More than a day ago, Telegram tells the bot nothing. */
  date?: Date;
};

/** A press of an inline button. */
export type Tap = {
  callbackQueryId: string;
  /** `undefined` when the bot does not ask for callback queries. */
  updateId: number | undefined;
  /** What the bot has answered so far. */
  answer(): CallbackAnswer | undefined;
  /** Resolves when the bot answers; rejects when it does not within the time (default 5,000 ms). */
  answered(timeoutMs?: number): Promise<CallbackAnswer>;
};

export type MessageRef = number | { id: number };

const TOLD_SECONDS = 24 * 60 * 60;

/**
 * A person with a Telegram client: does what such a client lets people do, and causes the updates Telegram would send.
 * Methods throw a plain Error for what no client would offer (a button that is not there, a message of someone else).
 */
export class TelegramUser {
  readonly #world: World;
  readonly #queue: UpdateQueue;
  readonly #record: UserRecord;

  constructor(world: World, queue: UpdateQueue, record: UserRecord) {
    this.#world = world;
    this.#queue = queue;
    this.#record = record;
  }

  get id(): number {
    return this.#record.id;
  }

  get firstName(): string {
    return this.#record.firstName;
  }

  get phoneNumber(): string {
    return this.#record.phoneNumber;
  }

  /** The private chat with the bot as it looks now. */
  get chat(): ChatView {
    return viewChat(this.#world, this.id);
  }

  /** Sends text as a client does: trimmed, commands marked. The first message also opens the chat for the bot. */
  send(text: string, options: SendOptions = {}): MessageView {
    const { text: clean } = normalise({ text: text.trimStart(), entities: [] });
    if (clean === '') throw new Error('a client sends no empty message');
    return this.#send({ kind: 'text', text: clean, entities: commandEntities(clean) }, options);
  }

  /** Presses Start, with the payload of a deep link if there is one. Unblocks first. */
  start(payload?: string): MessageView {
    if (this.#record.hasBlocked) this.unblock();
    return this.send(payload === undefined ? '/start' : `/start ${payload}`);
  }

  /** Sends the user's own number, as the button of a contact request does. */
  shareContact(options: SendOptions = {}): MessageView {
    return this.#sendContact(this.#record, options);
  }

  /** Sends somebody else from the address book. `userId` is missing for a number without Telegram. */
  sendContact(
    contact: { firstName: string; phoneNumber: string; id?: number },
    options: SendOptions = {},
  ): MessageView {
    return this.#sendContact(contact, options);
  }

  sendDocument(name: string, bytes: Uint8Array, caption = '', options: SendOptions = {}): MessageView {
    const { id: fileId } = this.#world.addFile('documents', { name, bytes });
    return this.#send({ kind: 'document', fileId, text: caption, entities: [] }, options);
  }

  /** @throws {Error} for what is neither PNG nor JPEG. */
  sendPhoto(bytes: Uint8Array, caption = '', options: SendOptions = {}): MessageView {
    const size = imageSize(bytes);
    if (!size) throw new Error('a photo is PNG or JPEG here');
    const { id: fileId } = this.#world.addFile('photos', { name: 'photo.jpg', bytes });
    return this.#send({ kind: 'photo', fileId, ...size, text: caption, entities: [] }, options);
  }

  /** Forwards a message into the private chat with the bot. Protected ones cannot be. */
  forward(message: MessageRef): MessageView {
    const original = this.#visible(message);
    if (original.isProtected) throw new Error('a protected message cannot be forwarded');
    return this.#send(original.content, {}, original.forwardedFrom ?? original.from);
  }

  /** Presses a button of the bot's keyboard below the input field. */
  press(buttonText: string): MessageView {
    const chat = this.#chat(undefined);
    const button = chat.replyKeyboard?.rows.flat().find(({ text }) => text === buttonText);
    if (!button) throw new Error(`no button [${buttonText}] below the input field`);
    if (chat.replyKeyboard?.isOneTime) chat.replyKeyboard = undefined;
    return button.requestsContact ? this.shareContact() : this.send(button.text);
  }

  /** Presses an inline button, by its text or its number from 0, counted row by row. */
  tap(message: MessageRef, button: string | number): Tap {
    const record = this.#visible(message);
    return this.#query(record, this.#callbackData(record, button));
  }

  /** One press that Telegram reports several times, under update ids (and query ids) of their own. */
  tapRepeated(message: MessageRef, button: string | number, times = 2): Tap[] {
    const record = this.#visible(message);
    const data = this.#callbackData(record, button);
    return Array.from({ length: times }, () => this.#query(record, data));
  }

  /** What a manipulated client can send: any data, for any message of any chat, present or gone. */
  forgeTap(message: MessageRef, data: string): Tap {
    const record = this.#world.messages.get(idOf(message));
    if (!record) throw new Error(`no message ${idOf(message)}`);
    return this.#query(record, data);
  }

  /** Edits a message of the user's own. */
  edit(message: MessageRef, text: string): MessageView {
    const record = this.#own(message);
    const { text: clean } = normalise({ text, entities: [] });
    this.#world.editMessage(record, {
      content: { kind: 'text', text: clean, entities: commandEntities(clean) },
    });
    this.#tell('edited_message', record);
    return viewMessage(this.#world, record);
  }

  /** Deletes a message for both sides. Telegram does not tell the bot. */
  delete(message: MessageRef): void {
    const record = this.#visible(message);
    this.#world.deleteMessage(record, this.id);
  }

  block(): void {
    if (this.#record.hasBlocked) return;
    this.#record.hasBlocked = true;
    this.#membership('member', 'kicked');
    this.#world.bus.emit({ type: 'bot_blocked', userId: this.id });
  }

  unblock(): void {
    if (!this.#record.hasBlocked) return;
    this.#record.hasBlocked = false;
    this.#membership('kicked', 'member');
    this.#world.bus.emit({ type: 'bot_unblocked', userId: this.id });
  }

  #membership(from: string, to: string): void {
    const change = wireBotMembership(this.#world, this.#chat(undefined), this.#record, from, to);
    this.#queue.push('my_chat_member', change, `chat:${this.id}`);
  }

  #sendContact(
    contact: { id?: number; firstName: string; phoneNumber: string },
    options: SendOptions,
  ): MessageView {
    const { id: userId, firstName, phoneNumber } = contact;
    return this.#send({ kind: 'contact', phoneNumber, firstName, userId }, options);
  }

  #send(content: Content, { chatId, replyTo, date }: SendOptions, forwardedFrom?: number): MessageView {
    const chat = this.#chat(chatId);
    if (chat.type === 'private') {
      if (this.#record.hasBlocked) throw new Error(`${this.firstName} has blocked the bot`);
      this.#record.hasStarted = true;
    }
    const message = this.#world.addMessage({
      chatId: chat.id,
      from: this.id,
      content,
      replyTo,
      ...(forwardedFrom !== undefined && { forwardedFrom }),
      ...(date && { date: Math.floor(date.getTime() / 1000) }),
    });
    this.#tell('message', message);
    return viewMessage(this.#world, message);
  }

  #tell(kind: 'message' | 'edited_message', message: MessageRecord): void {
    const isStale = this.#world.unixNow() - (message.editDate ?? message.date) >= TOLD_SECONDS;
    const chat = this.#chat(message.chatId);
    if (isStale || !botSees(this.#world, chat, message)) return;
    this.#queue.push(kind, wireMessage(this.#world, message), `chat:${chat.id}`);
  }

  #query(message: MessageRecord, data: string): Tap {
    const { bus } = this.#world;
    const callback = this.#world.addCallback(this.id, message, data);
    const lane = `callback:${this.id}`;
    const updateId = this.#queue.push('callback_query', wireCallback(this.#world, callback), lane);
    return {
      callbackQueryId: callback.id,
      updateId,
      answer: () => callback.answer,
      answered: (timeoutMs = 5_000) =>
        bus.waitFor(() => callback.answer, { timeoutMs, what: 'an answer to a tap' }),
    };
  }

  #callbackData(message: MessageRecord, button: string | number): string {
    const buttons = message.keyboard.flat();
    const found: InlineButton | undefined =
      typeof button === 'number' ? buttons[button] : buttons.find(({ text }) => text === button);
    const offered = buttons.map(({ text }) => `[${text}]`).join(' ') || 'no buttons';
    if (!found) throw new Error(`no button [${button}] on message ${message.id}, which has ${offered}`);
    if (found.kind !== 'callback')
      throw new Error(`button [${button}] is handled by the client, not by the bot`);
    return found.data;
  }

  #chat(chatId: number | undefined): ChatRecord {
    const chat = this.#world.chats.get(chatId ?? this.id);
    if (!chat?.memberIds.includes(this.id)) throw new Error(`${this.firstName} is not in chat ${chatId}`);
    return chat;
  }

  #visible(ref: MessageRef): MessageRecord {
    const message = this.#world.messages.get(idOf(ref));
    if (!message || message.isDeleted) throw new Error(`${this.firstName} sees no message ${idOf(ref)}`);
    this.#chat(message.chatId);
    return message;
  }

  #own(ref: MessageRef): MessageRecord {
    const message = this.#visible(ref);
    if (message.from !== this.id) throw new Error(`message ${message.id} is not ${this.firstName}'s own`);
    return message;
  }
}

function idOf(message: MessageRef): number {
  return typeof message === 'number' ? message : message.id;
}

/** In groups a bot in privacy mode sees commands, replies to its own messages and mentions; as administrator, all. */
function botSees(world: World, chat: ChatRecord, message: MessageRecord): boolean {
  if (chat.type === 'private') return true;
  if (chat.bot === 'left' || chat.bot === 'kicked') return false;
  if (chat.bot === 'administrator' || world.bot.readsAllGroupMessages) return true;
  const text = 'text' in message.content ? message.content.text : '';
  const [, , addressee] = /^\/(\w+)(?:@(\w+))?/.exec(text) ?? [];
  const isCommand = text.startsWith('/') && (addressee === undefined || addressee === world.bot.username);
  const replied = message.replyTo === undefined ? undefined : world.messages.get(message.replyTo);
  return isCommand || replied?.from === world.bot.id || text.includes(`@${world.bot.username}`);
}
