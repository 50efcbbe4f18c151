/** How fast Telegram lets a bot speak by itself. Answers to what people write are not counted here. */
export type Pace = {
  /** Calls a second, all chats together. */
  perSecond: number;
  /** Messages a second into one chat, once its burst is used up. */
  chatPerSecond: number;
  /** Messages into a quiet chat that may follow each other at once. */
  chatBurst: number;
};

/** Telegram documents about thirty a second in all and one a second in a chat, where short bursts pass. */
export const TELEGRAM_PACE: Pace = { perSecond: 30, chatPerSecond: 1, chatBurst: 10 };

/** Chats told to wait within a short time, from which on it is taken to be the bot as a whole that must wait. */
const CHATS_THAT_MEAN_ALL = 3;
const SHORT_TIME_MS = 10_000;
/** By then a chat's burst is whole again, and forgetting it changes nothing. */
const REMEMBERED_CHATS = 10_000;

/** Says when messages nobody has just asked for may be sent. One for all of a process. */
export type SendGate = {
  /** Calls that may be made at once; 0 while the bot as a whole must wait. */
  free(): number;
  /** Milliseconds until the chat may be written to. 0: now, and a message of so many calls is counted. */
  admit(chatId: number, calls?: number): number;
  /** Telegram refused a message to this chat for so long. It does not say whether it means the chat or the bot: many chats mean the bot. */
  postponed(chatId: number, afterMs: number): void;
};

type Bucket = { tokens: number; atMs: number };
type Wait = { sinceMs: number; forMs: number };

/** `pace`: none keeps only to what Telegram says. `nowMs`: a clock; when it jumps back, nothing waits longer than it was told to. */
export function createSendGate(options: { nowMs: () => number; pace?: Pace | undefined }): SendGate {
  const { nowMs, pace } = options;
  const all: Bucket = { tokens: pace?.perSecond ?? 0, atMs: nowMs() };
  const chats = new Map<number, Bucket>();
  const waits = new Map<number, Wait>();
  let everybody: Wait | undefined;

  function left(wait: Wait | undefined): number {
    if (wait === undefined) return 0;
    const now = nowMs();
    if (now < wait.sinceMs) wait.sinceMs = now;
    return Math.max(0, wait.sinceMs + wait.forMs - now);
  }

  function refill(bucket: Bucket, perSecond: number, most: number): Bucket {
    const now = nowMs();
    bucket.tokens = Math.min(most, bucket.tokens + (Math.max(0, now - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = now;
    return bucket;
  }

  function bucketOf(chatId: number, { chatBurst, chatPerSecond }: Pace): Bucket {
    const bucket = chats.get(chatId) ?? { tokens: chatBurst, atMs: nowMs() };
    chats.delete(chatId);
    chats.set(chatId, bucket);
    const [oldest] = chats.keys();
    if (chats.size > REMEMBERED_CHATS && oldest !== undefined) chats.delete(oldest);
    return refill(bucket, chatPerSecond, chatBurst);
  }

  function waitOf(chatId: number): number {
    const ms = left(waits.get(chatId));
    if (ms === 0) waits.delete(chatId);
    return ms;
  }

  return {
    free() {
      if (left(everybody) > 0) return 0;
      return pace === undefined
        ? Number.POSITIVE_INFINITY
        : Math.floor(refill(all, pace.perSecond, pace.perSecond).tokens);
    },

    admit(chatId, calls = 1) {
      const toldMs = Math.max(left(everybody), waitOf(chatId));
      if (toldMs > 0 || pace === undefined) return toldMs;
      const own = bucketOf(chatId, pace);
      refill(all, pace.perSecond, pace.perSecond);
      const lackMs = Math.max(
        ((1 - own.tokens) / pace.chatPerSecond) * 1000,
        ((calls - all.tokens) / pace.perSecond) * 1000,
      );
      if (lackMs > 0) return Math.ceil(lackMs);
      own.tokens -= 1;
      all.tokens -= calls;
      return 0;
    },

    postponed(chatId, afterMs) {
      const now = nowMs();
      waits.set(chatId, { sinceMs: now, forMs: afterMs });
      let recent = 0;
      for (const [id, wait] of waits) {
        if (waitOf(id) > 0 && now - wait.sinceMs <= SHORT_TIME_MS) recent++;
      }
      if (recent >= CHATS_THAT_MEAN_ALL) everybody = { sinceMs: now, forMs: afterMs };
    },
  };
}
