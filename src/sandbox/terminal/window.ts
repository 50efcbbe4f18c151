import type { TelegramEvent } from '../telegram/events.ts';
import type { FakeTelegram } from '../telegram/server.ts';
import type { TelegramUser } from '../telegram/user.ts';
import type { MessageView } from '../telegram/view.ts';
import { Buttons, type Press } from './buttons.ts';
import { printable, renderMessage, timeLabel } from './message.ts';
import type { Screen } from './screen.ts';
import type { Style } from './style.ts';

/** The chat of one person at a time, printed as it goes on: what is written, edited and deleted there, and what pops up. */
export class ChatWindow {
  readonly #telegram: FakeTelegram;
  readonly #screen: Screen;
  readonly #style: Style;
  readonly #buttons: Buttons;
  readonly #unsubscribe: () => void;
  #seat: TelegramUser;
  /** By chat, the newest message that was on the screen. */
  readonly #lastShown = new Map<number, number>();
  /** Chats of others of which it was said that there is something new. */
  readonly #announced = new Set<number>();
  #lastKeyboard = '';

  constructor(telegram: FakeTelegram, seat: TelegramUser, screen: Screen, style: Style) {
    this.#telegram = telegram;
    this.#seat = seat;
    this.#screen = screen;
    this.#style = style;
    this.#buttons = new Buttons(telegram);
    this.#unsubscribe = telegram.subscribe((event) => this.#onEvent(event));
  }

  /** Whose chat it is. */
  get seat(): TelegramUser {
    return this.#seat;
  }

  /** Turns to another chat, and shows what came there while nobody looked, at most `newsAtMost` messages. */
  turnTo(seat: TelegramUser, newsAtMost: number): void {
    this.#seat = seat;
    this.#announced.delete(seat.id);
    const lastShown = this.#lastShown.get(seat.id) ?? 0;
    const news = seat.chat.messages.filter(({ id, isDeleted }) => id > lastShown && !isDeleted);
    for (const message of news.slice(-newsAtMost)) this.#show(message, false);
    this.#showKeyboard();
  }

  /** What is typed stands on the screen already. */
  send(text: string): void {
    const { id } = this.#seat.send(text);
    this.#lastShown.set(this.#seat.id, id);
  }

  hasButton(which: number | string): boolean {
    return this.#buttons.has(this.#seat.id, which);
  }

  /** Presses a button, and says what that was. @returns whether the bot hears of it. */
  press(which: number | string): boolean {
    const press = this.#buttons.press(this.#seat.id, which);
    this.#screen.print(this.#style.dim(`  ${this.#describe(press, which)}`));
    return press.kind === 'tapped' || press.kind === 'sent';
  }

  notice(text: string): void {
    this.#screen.print(this.#style.notice(`· ${text}`));
  }

  close(): void {
    this.#unsubscribe();
  }

  #describe(press: Press, which: number | string): string {
    switch (press.kind) {
      case 'tapped':
      case 'sent':
        return `[${printable(press.label)}]`;
      case 'link':
        return `opens ${printable(press.url)}`;
      case 'copied':
        return `copied: ${printable(press.text)}`;
      case 'gone':
        return `${this.#seat.firstName} has no button ${which}, or not any more.`;
    }
  }

  #onEvent(event: TelegramEvent): void {
    switch (event.type) {
      case 'message_sent':
      case 'message_edited':
        if (event.by === 'bot')
          this.#onWritten(event.chatId, event.messageId, event.type === 'message_edited');
        break;
      case 'message_deleted':
        if (event.chatId === this.#seat.id) this.#showDeletion(event.messageId);
        break;
      case 'callback_answered':
        if (event.userId === this.#seat.id && event.answer.text) this.notice(printable(event.answer.text));
        break;
      case 'call':
        if (event.call.chatId === this.#seat.id) this.#showKeyboard();
        break;
      default:
    }
  }

  #onWritten(chatId: number, messageId: number, isEdit: boolean): void {
    const message = chatId === this.#seat.id ? this.#find(messageId) : undefined;
    if (message) this.#show(message, isEdit);
    else this.#announce(chatId);
  }

  #find(messageId: number): MessageView | undefined {
    return this.#seat.chat.messages.findLast(({ id }) => id === messageId);
  }

  #show(message: MessageView, isEdit: boolean): void {
    const quoted = message.replyTo === undefined ? undefined : this.#find(message.replyTo);
    const shown = {
      name: message.from === 'bot' ? 'Konter' : this.#seat.firstName,
      isEdit,
      buttons: this.#buttons.under(message),
      quoted: quoted?.isDeleted ? undefined : quoted,
    };
    this.#lastShown.set(message.chatId, Math.max(message.id, this.#lastShown.get(message.chatId) ?? 0));
    this.#screen.print(renderMessage(message, shown, this.#style));
  }

  #showDeletion(messageId: number): void {
    const message = this.#find(messageId);
    if (message) this.notice(`pesan dihapus (${timeLabel(message.date)})`);
  }

  /** The bot's keyboard below the input field, when it is another than before. */
  #showKeyboard(): void {
    const rows = this.#buttons.below(this.#seat.id);
    const button = ({ number, text }: { number: number; text: string }) =>
      `${this.#style.button(`:${number}`)} [${printable(text)}]`;
    const keyboard = rows.map((row) => `  ${row.map(button).join('  ')}`).join('\n');
    if (keyboard !== this.#lastKeyboard && keyboard !== '') this.#screen.print(keyboard);
    this.#lastKeyboard = keyboard;
  }

  #announce(chatId: number): void {
    const other = this.#telegram.users().find(({ id }) => id === chatId);
    if (!other || this.#announced.has(chatId)) return;
    this.#announced.add(chatId);
    this.notice(`${other.firstName} has a message: /as ${other.firstName.toLowerCase()}`);
  }
}
