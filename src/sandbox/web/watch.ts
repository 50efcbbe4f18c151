import type { Sql } from '../../store/connect.ts';
import type { Sandbox } from '../sandbox.ts';
import { readLedger, readOrders, readPeople } from './books.ts';
import type { Feed } from './feed.ts';
import type { PageEvent } from './protocol.ts';

/** The database tells nobody what changes in it; twice a second is soon enough for people. */
const LOOK_EVERY_MS = 500;
/** More ledger transactions than are underway at the same time. */
const OVERLAP = 20;

export type Watch = {
  /** Looks again and again, or no more. */
  watch(isWatched: boolean): void;
  /** Resolves once no look is underway. */
  stop(): Promise<void>;
};

/** Puts into the feed what has changed in the database: people, orders, ledger. */
export function createWatch(sql: Sql, { klikoo, telegram }: Sandbox, feed: Feed): Watch {
  const shown = new Map<PageEvent['type'], string>();
  const booked = new Set<number>();
  let lastTransaction = 0;
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();
  let isWatched = false;

  function pushChanged(event: PageEvent): void {
    const json = JSON.stringify(event);
    if (shown.get(event.type) === json) return;
    shown.set(event.type, json);
    feed.push(event);
  }

  async function look(): Promise<void> {
    const [people, orders, transactions] = await Promise.all([
      readPeople(sql, telegram),
      readOrders(sql, klikoo),
      // One that was begun earlier may be committed later.
      readLedger(sql, Math.max(0, lastTransaction - OVERLAP)),
    ]);
    pushChanged({ type: 'people', people });
    pushChanged({ type: 'orders', orders });
    const fresh = transactions.filter(({ id }) => !booked.has(id));
    for (const { id } of fresh) booked.add(id);
    lastTransaction = transactions.at(-1)?.id ?? lastTransaction;
    if (fresh.length > 0) feed.push({ type: 'ledger', transactions: fresh });
  }

  function next(): void {
    timer = setTimeout(() => {
      // The database may be on its way down; the next look says so, or not.
      looking = look()
        .catch(() => {})
        .finally(() => isWatched && next());
    }, LOOK_EVERY_MS);
  }

  return {
    watch(wanted) {
      clearTimeout(timer);
      isWatched = wanted;
      if (wanted) next();
    },
    async stop() {
      isWatched = false;
      clearTimeout(timer);
      await looking;
    },
  };
}
