import type { FakeTelegram } from '../telegram/server.ts';
import type { InlineButton } from '../telegram/state.ts';
import type { Tap } from '../telegram/user.ts';
import type { MessageView } from '../telegram/view.ts';
import type { NumberedButton } from './message.ts';

/** Where a button is: under a message, or below the input field. */
type Place =
  | { kind: 'inline'; userId: number; messageId: number; button: InlineButton }
  | { kind: 'keyboard'; userId: number; text: string };

/** What became of a press; `gone`: there is no such button any more, or not in this chat. */
export type Press =
  | { kind: 'tapped'; label: string; tap: Tap }
  | { kind: 'sent'; label: string }
  | { kind: 'link'; url: string }
  | { kind: 'copied'; text: string }
  | { kind: 'gone' };

/**
 * Gives every button a number of its own, which it keeps while it does the same: a number typed a moment too late presses what it
 * was typed for, or nothing.
 */
export class Buttons {
  readonly #telegram: FakeTelegram;
  readonly #places: Place[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(telegram: FakeTelegram) {
    this.#telegram = telegram;
  }

  under({ chatId, id, keyboard }: MessageView): NumberedButton[][] {
    return keyboard.map((row) =>
      row.map((button) => ({
        button,
        number: this.#number(JSON.stringify([id, button]), {
          kind: 'inline',
          userId: chatId,
          messageId: id,
          button,
        }),
      })),
    );
  }

  /** The bot's keyboard below the input field, row by row; empty when there is none. */
  below(userId: number): { number: number; text: string }[][] {
    const rows = this.#telegram.user(userId).chat.replyKeyboard?.rows ?? [];
    return rows.map((row) =>
      row.map(({ text }) => ({
        text,
        number: this.#number(JSON.stringify([userId, text]), { kind: 'keyboard', userId, text }),
      })),
    );
  }

  /** Whether `userId` could press it now. A label means the newest button that bears it. */
  has(userId: number, which: number | string): boolean {
    return this.#find(userId, which) !== undefined;
  }

  press(userId: number, which: number | string): Press {
    const place = this.#find(userId, which);
    if (!place) return { kind: 'gone' };
    const user = this.#telegram.user(userId);
    if (place.kind === 'keyboard') {
      user.press(place.text);
      return { kind: 'sent', label: place.text };
    }
    const { button, messageId } = place;
    if (button.kind === 'url') return { kind: 'link', url: button.url };
    if (button.kind === 'copy') return { kind: 'copied', text: button.copyText };
    const index = buttonsOf(user.chat.messages, messageId).findIndex((one) => isSame(one, button));
    return { kind: 'tapped', label: button.text, tap: user.tap(messageId, index) };
  }

  #number(key: string, place: Place): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#places.push(place);
    this.#numbers.set(key, number);
    return number;
  }

  #find(userId: number, which: number | string): Place | undefined {
    const { messages, replyKeyboard } = this.#telegram.user(userId).chat;
    const isThere = (place: Place): boolean => {
      if (place.userId !== userId) return false;
      return place.kind === 'inline'
        ? buttonsOf(messages, place.messageId).some((one) => isSame(one, place.button))
        : (replyKeyboard?.rows.flat() ?? []).some(({ text }) => text === place.text);
    };
    if (typeof which === 'string') {
      return this.#places.findLast((place) => labelOf(place) === which && isThere(place));
    }
    const place = this.#places[which - 1];
    return place && isThere(place) ? place : undefined;
  }
}

function labelOf(place: Place): string {
  return place.kind === 'inline' ? place.button.text : place.text;
}

function buttonsOf(messages: readonly MessageView[], messageId: number): InlineButton[] {
  const message = messages.findLast(({ id }) => id === messageId);
  return message && !message.isDeleted ? message.keyboard.flat() : [];
}

function isSame(one: InlineButton, other: InlineButton): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
