import type { Messenger } from '../../src/jobs/tell-orders.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

export type Refusal = ReturnType<Messenger['explain']>;

export class TelegramRefusalError extends Error {
  override name = 'TelegramRefusalError';
  readonly meaning: Refusal;
  constructor(meaning: Refusal) {
    super(meaning.kind);
    this.meaning = meaning;
  }
}

/** A message that reached a chat. */
export type Delivered = { at: number; chatId: number; messageId: number; html: string; isReply: boolean };

export type SimTelegram = {
  port: Messenger;
  /** All that reached any chat by sending, in sequence. */
  sent: readonly Delivered[];
  /** Puts a message into a chat without anything going wrong. @returns its id */
  post(chatId: number, html: string): number;
  /** Chats whose owners have blocked the bot. */
  blocked: Set<number>;
};

export function createSimTelegram(options: {
  random: Random;
  faults: Faults;
  nowMs: () => number;
}): SimTelegram {
  const { random, faults, nowMs } = options;
  const sent: Delivered[] = [];
  const blocked = new Set<number>();
  const gone = new Set<number>();
  let messages = 0;

  function refuse(chatId: number): void {
    if (faults.strikes('telegram_blocked')) blocked.add(chatId);
    if (blocked.has(chatId)) throw new TelegramRefusalError({ kind: 'blocked' });
    if (faults.strikes('telegram_wait')) {
      throw new TelegramRefusalError({ kind: 'wait', afterMs: random.between(1, 120) * 1_000 });
    }
    if (faults.strikes('telegram_trouble')) throw new TelegramRefusalError({ kind: 'trouble' });
    if (faults.strikes('telegram_refuses')) throw new TelegramRefusalError({ kind: 'failed' });
  }

  function post(chatId: number, html: string, isReply = false): number {
    sent.push({ at: nowMs(), chatId, messageId: ++messages, html, isReply });
    return messages;
  }

  return {
    sent,
    post,
    blocked,
    port: {
      async edit(chatId, messageId) {
        refuse(chatId);
        if (faults.strikes('telegram_gone')) gone.add(messageId);
        return gone.has(messageId) ? 'gone' : 'edited';
      },
      async send(chatId, message, { replyTo }) {
        refuse(chatId);
        const messageId = post(chatId, message.html, replyTo !== undefined);
        if (faults.strikes('telegram_answer_lost')) throw new TelegramRefusalError({ kind: 'trouble' });
        return messageId;
      },
      explain: (error) => (error instanceof TelegramRefusalError ? error.meaning : { kind: 'trouble' }),
    },
  };
}
