import { setTimeout as pause } from 'node:timers/promises';
import { withDeadline } from './deadline.ts';
import { Generation, type OpenClient } from './generation.ts';

export type Listener = {
  channel: string;
  onNotify: (payload: string) => void;
  /** Called each time it listens: what was notified before that went unheard. */
  onListening: () => void;
};

export type Listening = { unlisten: () => Promise<void> };

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/**
 * Listens over a connection of its own, made again after each loss until `unlisten`. Resolves when it listens for the first time.
 * @throws what the first attempt meets; later ones are repeated.
 */
export async function listen(open: OpenClient, deadlineMs: number, listener: Listener): Promise<Listening> {
  let isWanted = true;
  let connection = await connectOnce(open, deadlineMs, listener);

  async function keepListening(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    await connection.lost;
    while (isWanted) {
      await pause(retryMs, undefined, { ref: false });
      try {
        connection = await connectOnce(open, deadlineMs, listener);
        if (!isWanted) return await connection.end();
        retryMs = FIRST_RETRY_MS;
        await connection.lost;
      } catch {
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }
  void keepListening();

  return {
    async unlisten() {
      isWanted = false;
      await connection.end();
    },
  };
}

async function connectOnce(
  open: OpenClient,
  deadlineMs: number,
  { channel, onNotify, onListening }: Listener,
) {
  const lost = Promise.withResolvers<void>();
  const generation = new Generation(open, lost.resolve);
  try {
    await withDeadline(generation.client.listen(channel, onNotify), deadlineMs);
  } catch (error) {
    await generation.end(0);
    throw error;
  }
  onListening();
  return { lost: lost.promise, end: () => generation.end(0) };
}
