import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { INBOX } from './inbox-queue.ts';

/** Updates of a chat that may wait to be handled. What is written beyond that is not carried out. */
export const MOST_WAITING = 60;
/** Arrivals within a window from which on it is looked up how many wait: nobody types so fast for long. */
const SUSPICIOUS = 20;
const WINDOW_MS = 10_000;
/** A chat found full is taken to be full for so long: the more it sends, the less often it is looked up. */
const FULL_FOR_MS = 500;

const Counts = z.array(z.object({ lane: z.string(), waiting: z.coerce.number() }));

export type FloodBound = {
  /** How many more of the updates that have just come may be kept, for each lane that must be bounded at all. */
  roomFor(lanes: readonly string[]): Promise<ReadonlyMap<string, number>>;
};

/**
 * Keeps one chat from filling the inbox. Looks at the database only for chats from which much comes at once, so that the others pay
 * nothing. Each instance counts arrivals of its own; what waits is counted for all of them together.
 */
export function createFloodBound({ boss, now }: { boss: PgBoss; now: () => Date }): FloodBound {
  let startedMs = Number.NEGATIVE_INFINITY;
  let arrivals = new Map<string, number>();
  const fullUntilMs = new Map<string, number>();

  async function waitingIn(lanes: readonly string[]): Promise<Map<string, number>> {
    // By the index that pg-boss takes rows from: over what waits, not over a day's updates.
    const { rows } = await boss.getDb().executeSql(
      `select singleton_key as lane, count(*) as waiting from pgboss.job
       where name = $1 and singleton_key = any($2) and state < 'active' and not blocked and policy = 'key_strict_fifo'
       group by singleton_key`,
      [INBOX, lanes],
    );
    return new Map(Counts.parse(rows).map(({ lane, waiting }) => [lane, waiting]));
  }

  return {
    async roomFor(lanes) {
      const nowMs = now().getTime();
      if (nowMs < startedMs || nowMs - startedMs > WINDOW_MS) {
        startedMs = nowMs;
        arrivals = new Map();
        fullUntilMs.clear();
      }
      for (const lane of lanes) arrivals.set(lane, (arrivals.get(lane) ?? 0) + 1);

      const room = new Map<string, number>();
      const unknown: string[] = [];
      for (const lane of new Set(lanes)) {
        if ((arrivals.get(lane) ?? 0) <= SUSPICIOUS) continue;
        if ((fullUntilMs.get(lane) ?? 0) > nowMs) room.set(lane, 0);
        else unknown.push(lane);
      }
      if (unknown.length === 0) return room;
      const waiting = await waitingIn(unknown);
      for (const lane of unknown) {
        const left = Math.max(0, MOST_WAITING - (waiting.get(lane) ?? 0));
        room.set(lane, left);
        if (left === 0) fullUntilMs.set(lane, nowMs + FULL_FOR_MS);
      }
      return room;
    },
  };
}
