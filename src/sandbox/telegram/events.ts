import type { CallbackAnswer } from './state.ts';

/** One call of the bot. It tells what happened, not what was written: texts are read from the chats. */
export type CallRecord = {
  sequence: number;
  method: string;
  chatId: number | undefined;
  startedAt: Date;
  /** Real time, from the last byte of the request to the answer. */
  durationMs: number;
  result:
    | { kind: 'ok' }
    | { kind: 'refused'; code: number; description: string }
    /** Done, but the connection was cut instead of answering. */
    | { kind: 'dropped' }
    /** The client went away first, or the server closed. */
    | { kind: 'abandoned' };
};

type By = 'bot' | number;

export type EventBody =
  | { type: 'message_sent' | 'message_edited' | 'message_deleted'; chatId: number; messageId: number; by: By }
  | { type: 'button_tapped'; chatId: number; messageId: number; userId: number; callbackQueryId: string }
  | {
      type: 'callback_answered';
      chatId: number;
      userId: number;
      callbackQueryId: string;
      answer: CallbackAnswer;
    }
  | { type: 'chat_action'; chatId: number; action: string }
  | { type: 'bot_blocked' | 'bot_unblocked'; userId: number }
  | { type: 'update_queued' | 'update_confirmed' | 'update_expired'; updateId: number }
  | { type: 'update_delivered'; updateId: number; over: 'polling' | 'webhook' }
  /** The bot waits in a long poll. */
  | { type: 'poll_waiting' }
  | { type: 'fault_hit'; method: string; chatId: number | undefined; kind: string }
  | { type: 'webhook_failed'; updateId: number; error: string }
  | { type: 'call'; call: CallRecord };

/** `sequence` rises by one with every event of this server, across all chats. */
export type TelegramEvent = EventBody & { sequence: number; at: Date };

export type WaitOptions = {
  /** Default 5,000 ms. */
  timeoutMs?: number;
  /** Completes "waited … for" in the error. */
  what?: string;
};

type Waiter = { tryNow: () => boolean; fail: (reason: Error) => void };

/** Tells listeners what happens, in order and before the call that caused it returns. */
export class EventBus {
  readonly #now: () => Date;
  readonly #listeners = new Set<(event: TelegramEvent) => void>();
  readonly #waiters = new Set<Waiter>();
  #sequence = 0;
  #isClosed = false;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get lastSequence(): number {
    return this.#sequence;
  }

  emit(body: EventBody): void {
    this.#sequence += 1;
    const event: TelegramEvent = { ...body, sequence: this.#sequence, at: this.#now() };
    for (const listener of this.#listeners) listener(event);
    for (const waiter of this.#waiters) if (waiter.tryNow()) this.#waiters.delete(waiter);
  }

  subscribe(listener: (event: TelegramEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves with what `check` returns as soon as that is neither `undefined` nor `false`: now, or after some event.
   * Rejects when the time is up, when `check` throws, or when the server closes.
   */
  waitFor<T>(check: () => T | undefined | false, { timeoutMs = 5_000, what }: WaitOptions = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('the fake Telegram is closed'));
      let timer: NodeJS.Timeout | undefined;
      const waiter: Waiter = {
        tryNow: () => {
          try {
            const value = check();
            if (value === undefined || value === false) return false;
            resolve(value);
          } catch (error) {
            reject(error);
          }
          clearTimeout(timer);
          return true;
        },
        fail: (reason) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          reject(reason);
        },
      };
      if (waiter.tryNow()) return;
      this.#waiters.add(waiter);
      const late = new Error(`waited ${timeoutMs} ms for ${what ?? 'something on Telegram'}, in vain`);
      timer = setTimeout(() => waiter.fail(late), timeoutMs);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    for (const waiter of this.#waiters) waiter.fail(new Error('the fake Telegram was closed'));
  }
}
