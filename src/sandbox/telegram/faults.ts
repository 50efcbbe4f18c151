import { FaultQueue } from '../fault-queue.ts';
import { BotApiError, tooManyRequests } from './errors.ts';

export type Fault = {
  /** Any method when absent. */
  method?: string;
  /** Any chat when absent; otherwise only calls that name this chat. */
  chatId?: number;
  /** `hang` never answers; `drop_after_doing` does what was asked and cuts the connection instead of answering. */
  kind: '429' | '403' | '400' | '500' | 'hang' | 'drop_after_doing';
  /** For 429. Default 1. */
  retryAfterSeconds?: number;
  /** How many matching calls it hits. Default 1; `Infinity` until cleared. */
  times?: number;
};

/** Faults to come, by method and chat. */
export class Faults extends FaultQueue<Fault> {
  take(method: string, chatId: number | undefined): Fault | undefined {
    return this.takeFirst(
      (fault) =>
        (fault.method === undefined || fault.method.toLowerCase() === method.toLowerCase()) &&
        (fault.chatId === undefined || fault.chatId === chatId),
    );
  }
}

/** The refusal a fault stands for; `undefined` for faults that do not answer. */
export function refusalOf(fault: Fault): BotApiError | undefined {
  switch (fault.kind) {
    case '429':
      return tooManyRequests(fault.retryAfterSeconds ?? 1);
    case '403':
      return new BotApiError(403, 'Forbidden: bot was blocked by the user');
    case '400':
      return new BotApiError(400, 'Bad Request: refused by an injected fault');
    case '500':
      return new BotApiError(500, 'Internal Server Error');
    case 'hang':
    case 'drop_after_doing':
      return undefined;
    default: {
      const unhandled: never = fault.kind;
      throw new Error(`unhandled fault: ${String(unhandled)}`);
    }
  }
}

/** Telegram documents 1 message a second in a chat ("short bursts" pass), 20 a minute in a group, 30 a second in all. */
export type RateLimits = {
  perChatPerSecond: number;
  chatBurst: number;
  perGroupPerMinute: number;
  overallPerSecond: number;
};

export const TELEGRAM_RATE_LIMITS: RateLimits = {
  perChatPerSecond: 1,
  chatBurst: 5,
  perGroupPerMinute: 20,
  overallPerSecond: 30,
};

type Bucket = { tokens: number; atMs: number };

/** Token buckets on the given clock. A refused call uses nothing up. */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** @throws {BotApiError} 429 with the whole seconds until the call may succeed. */
  spend(chatId: number, nowMs: number): void {
    const { perChatPerSecond, chatBurst, perGroupPerMinute, overallPerSecond } = this.#limits;
    const isGroup = chatId < 0;
    const chat = isGroup
      ? this.#refill(`chat:${chatId}`, perGroupPerMinute, perGroupPerMinute / 60, nowMs)
      : this.#refill(`chat:${chatId}`, chatBurst, perChatPerSecond, nowMs);
    const overall = this.#refill('overall', overallPerSecond, overallPerSecond, nowMs);
    const waitSeconds = Math.max(
      (1 - chat.tokens) / (isGroup ? perGroupPerMinute / 60 : perChatPerSecond),
      (1 - overall.tokens) / overallPerSecond,
    );
    if (waitSeconds > 0) throw tooManyRequests(Math.ceil(waitSeconds));
    chat.tokens -= 1;
    overall.tokens -= 1;
  }

  #refill(key: string, capacity: number, perSecond: number, nowMs: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, atMs: nowMs };
    const passedSeconds = Math.max(0, nowMs - bucket.atMs) / 1000;
    bucket.tokens = Math.min(capacity, bucket.tokens + passedSeconds * perSecond);
    bucket.atMs = nowMs;
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
