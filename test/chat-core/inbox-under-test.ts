import type { Update } from 'grammy/types';
import type { PgBoss } from 'pg-boss';
import { onTestFinished } from 'vitest';
import { createSeal } from '../../src/app/seal.ts';
import { createInbox, type Inbox, type InboxOptions, type ParkedUpdate } from '../../src/chat/inbox.ts';
import { INBOX, INBOX_QUEUES } from '../../src/chat/inbox-queue.ts';
import { startBoss } from '../../src/jobs/boss.ts';

export const BOT_ID = 4242;
export const seal = createSeal(Buffer.alloc(32, 7), 'inbox');

/** What was logged, as one text. */
export type LogBook = {
  text(): string;
  warn: (...parts: unknown[]) => void;
  error: (...parts: unknown[]) => void;
};

export function logBook(): LogBook {
  const lines: string[] = [];
  const note = (...parts: unknown[]) => {
    const plain = (_: string, value: unknown) =>
      value instanceof Error
        ? { fields: Object.entries(value), message: value.message, stack: value.stack }
        : value;
    lines.push(JSON.stringify(parts, plain));
  };
  return { text: () => lines.join('\n'), warn: note, error: note };
}

/** A pg-boss of its own, stopped when the test ends. */
export async function bossFor(url: string, log = logBook()): Promise<PgBoss> {
  const boss = await startBoss({ url, log, queues: INBOX_QUEUES });
  onTestFinished(() => boss.stop({ graceful: false }));
  return boss;
}

/** An inbox whose failures come fast, with everything it was not told about left out. */
export async function inboxFor(
  url: string,
  options: Partial<InboxOptions> & Pick<InboxOptions, 'handle'>,
): Promise<{ inbox: Inbox; boss: PgBoss; log: LogBook; parked: ParkedUpdate[] }> {
  const log = logBook();
  const boss = await bossFor(url, log);
  const parked: ParkedUpdate[] = [];
  await boss.updateQueue(INBOX, { retryLimit: 2, retryDelay: 0, retryBackoff: false });
  const inbox = createInbox({
    boss,
    botId: BOT_ID,
    seal,
    log,
    onParked: async (update) => void parked.push(update),
    ...options,
  });
  onTestFinished(() => inbox.stop(1_000));
  return { inbox, boss, log, parked };
}

export function textUpdate(updateId: number, chatId: number, text = `pesan ${updateId}`): Update {
  const from = { id: chatId, is_bot: false, first_name: 'Budi' };
  return {
    update_id: updateId,
    message: {
      message_id: updateId,
      date: 1_795_000_000,
      chat: { id: chatId, type: 'private', first_name: 'Budi' },
      from,
      text,
    },
  };
}

/** Lets other work of this process go on, without regard to the clock. */
export async function yieldTimes(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
}
