import type { Job, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { INBOX, LOST_AFTER_SECONDS, RETRIES } from './inbox-queue.ts';

/** Takes rows from the inbox and settles them when they are handled. */
export type InboxWorker = {
  start(): void;
  /** There may be something to take. Cheap, and harmless when there is not. */
  wake: () => void;
  /** Whether a new row could be taken at once. */
  hasRoom(): boolean;
  /** Takes nothing more; resolves when what was taken is handled and settled, or when the time is up. */
  stop(withinMs: number): Promise<void>;
};

export type InboxWorkerOptions = {
  boss: PgBoss;
  handle: (job: Job<unknown>) => Promise<void>;
  /** Whether a row that failed with this error is tried again; otherwise it goes to the dead letter queue. */
  mayRepeat: (job: Job<unknown>, error: unknown) => boolean;
  log: Pick<Logger, 'warn'>;
  parallelChats: number;
  handleWithinMs: number;
};

/** Delayed retries and what another instance could not take send no notice when they are due. */
const POLL_MS = 1_000;
const TOUCH_MS = 3_000;
const REVIVE_MS = 2_000;
const MAX_ERROR_PAUSE_MS = 5_000;

/** A handler that did not end. It may still be running: what it does must be safe beside its own repetition. */
class HandlingTimeoutError extends Error {
  override readonly name = 'HandlingTimeoutError';
}

/**
 * pg-boss brings its own workers, but they do not suit an inbox: one that fetches many settles none before the last is handled, so
 * that a slow chat holds up nineteen others, and one that fetches singly sleeps between jobs and is woken together with all its
 * siblings by each arrival. This one fetches what it has room for, handles each beside the others, and settles each as it ends.
 */
export function createInboxWorker(options: InboxWorkerOptions): InboxWorker {
  const { boss, handle, mayRepeat, log, parallelChats, handleWithinMs } = options;
  /** Taken and not yet settled. */
  const held = new Map<string, Job<unknown>>();
  let handled: Job<unknown>[] = [];
  let failed: { job: Job<unknown>; error: string; isFinal: boolean }[] = [];

  let looping: Promise<void> | undefined;
  let timers: NodeJS.Timeout[] = [];
  let isTaking = true;
  let isStopped = false;
  let isWoken = false;
  let rouse: (() => void) | undefined;

  function wake(): void {
    isWoken = true;
    rouse?.();
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        rouse = undefined;
        resolve();
      }
      rouse = done;
    });
  }

  const room = () => parallelChats - (held.size - handled.length - failed.length);

  async function run(job: Job<unknown>): Promise<void> {
    try {
      await within(handleWithinMs, handle(job));
      handled.push(job);
    } catch (error) {
      // The name only: a message may quote what somebody typed.
      const name = error instanceof Error ? error.name : 'Error';
      failed.push({ job, error: name, isFinal: !mayRepeat(job, error) });
    }
    wake();
  }

  /** What cannot be settled now stays for the next round. */
  async function settle(): Promise<void> {
    if (handled.length > 0) {
      const jobs = [...handled];
      await boss.complete(INBOX, jobs);
      for (const { id } of jobs) held.delete(id);
      handled = handled.slice(jobs.length);
    }
    for (const { job, error, isFinal } of failed) {
      if (isFinal) await forbidRetry(boss, [job.id]);
      await boss.fail(INBOX, job, { error });
      held.delete(job.id);
      failed = failed.filter((other) => other.job !== job);
    }
  }

  async function round(): Promise<void> {
    await settle();
    if (!isTaking || room() <= 0) return;
    const jobs = await boss.fetch<unknown>(INBOX, { batchSize: room() });
    for (const job of jobs) {
      held.set(job.id, job);
      void run(job);
    }
  }

  async function loop(): Promise<void> {
    let errors = 0;
    while (!isStopped && (isTaking || held.size > 0)) {
      isWoken = false;
      try {
        await round();
        errors = 0;
      } catch (error) {
        errors++;
        log.warn({ err: error }, 'the inbox cannot be reached');
      }
      if (errors > 0) await pause(Math.min(100 * 2 ** errors, MAX_ERROR_PAUSE_MS));
      else if (!isWoken) await pause(POLL_MS);
    }
  }

  async function touch(): Promise<void> {
    if (held.size > 0) await boss.touch(INBOX, [...held.values()]);
  }

  function every(ms: number, work: () => Promise<void>): NodeJS.Timeout {
    let isBusy = false;
    return setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      work()
        .catch((error: unknown) => log.warn({ err: error }, 'the inbox cannot be reached'))
        .finally(() => {
          isBusy = false;
        });
    }, ms);
  }

  return {
    start() {
      if (looping) return;
      timers = [every(TOUCH_MS, touch), every(REVIVE_MS, () => reviveLost(boss))];
      looping = loop();
    },
    wake,
    hasRoom: () => looping !== undefined && isTaking && room() > 0,
    async stop(withinMs) {
      isTaking = false;
      wake();
      const timer = setTimeout(() => {
        isStopped = true;
        wake();
      }, withinMs);
      await looping;
      clearTimeout(timer);
      for (const each of timers) clearInterval(each);
    },
  };
}

/** pg-boss lets only its own workers fail a row for good; one without retries left fails for good by itself. */
async function forbidRetry(boss: PgBoss, ids: readonly string[]): Promise<void> {
  await boss
    .getDb()
    .executeSql(
      `update pgboss.job set retry_limit = retry_count where name = $1 and id = any($2::uuid[]) and state = 'active'`,
      [INBOX, ids],
    );
}

const LostRows = z.array(z.object({ id: z.string(), retry_count: z.int() }));

/**
 * Gives what a dead process held to the living. pg-boss does this too, but in the same pass it counts all rows of its table, which
 * hold a day's updates: often enough to answer within seconds, that would be most of the database's work.
 */
async function reviveLost(boss: PgBoss): Promise<void> {
  // The policy is asked for because the index over the few unfinished rows names it.
  const { rows } = await boss.getDb().executeSql(
    `select id, retry_count from pgboss.job where name = $1 and state = 'active' and policy = 'key_strict_fifo'
       and heartbeat_on < now() - $2 * interval '1 second'`,
    [INBOX, LOST_AFTER_SECONDS],
  );
  const lost = LostRows.parse(rows);
  // With the attempt, so that a row somebody took again meanwhile is left alone.
  const attempts = lost.map(({ id, retry_count }) => ({ id, retryCount: retry_count }));
  const deadly = lost.filter(({ retry_count }) => retry_count >= RETRIES);
  if (deadly.length > 0)
    await forbidRetry(
      boss,
      deadly.map(({ id }) => id),
    );
  if (attempts.length > 0) await boss.fail(INBOX, attempts, { error: 'WorkerLost' });
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HandlingTimeoutError(`not handled within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
