import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { createWakeablePause } from '../wakeable-pause.ts';
import { Failure, INBOX, LOST_AFTER_SECONDS, MOST_LOSSES } from './inbox-queue.ts';

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

export type InboxJob = JobWithMetadata<unknown>;

/** `isFinal`: not to be tried again; it goes to the dead letter queue. */
export type Verdict = { faults: number; isFinal: boolean };

export type InboxWorkerOptions = {
  boss: PgBoss;
  handle: (job: InboxJob) => Promise<void>;
  /** What is made of a row that failed with this error, after so many `faults`: tries that failed by the update itself. */
  judge: (job: InboxJob, faults: number, error: unknown) => Verdict;
  log: Pick<Logger, 'warn'>;
  parallelChats: number;
  handleWithinMs: number;
};

/** Delayed retries and what another instance could not take send no notice when they are due. */
const POLL_MS = 1_000;
const TOUCH_MS = 3_000;
const REVIVE_MS = 2_000;
const MAX_ERROR_PAUSE_MS = 5_000;
/**
 * A row that was lost with so many workers may be what ended them, or was only beside it. From then on it is handled with no other
 * such row beside it, so that the one that kills is given up and the others are not.
 */
const SUSPECT_LOSSES = 2;
const PUT_BACK_MS = 200;
/** In place of an error's name. */
const WORKER_LOST = 'WorkerLost';

/** A handler that did not end. It may still be running: what it does must be safe beside its own repetition. */
export class HandlingTimeoutError extends Error {
  override readonly name = 'HandlingTimeoutError';
}

/**
 * pg-boss brings its own workers, but they do not suit an inbox: one that fetches many settles none before the last is handled, so
 * that a slow chat holds up nineteen others, and one that fetches singly sleeps between jobs and is woken together with all its
 * siblings by each arrival. This one fetches what it has room for, handles each beside the others, and settles each as it ends.
 */
export function createInboxWorker(options: InboxWorkerOptions): InboxWorker {
  const { boss, handle, judge, log, parallelChats, handleWithinMs } = options;
  /** Taken and not yet settled. */
  const held = new Map<string, InboxJob>();
  /** Of those, the one that may end this process. */
  let suspect: InboxJob | undefined;
  let handled: InboxJob[] = [];
  let failed: { job: InboxJob; isFinal: boolean; failure: Failure }[] = [];

  let looping: Promise<void> | undefined;
  let timers: NodeJS.Timeout[] = [];
  let isTaking = true;
  let isStopped = false;
  let isWoken = false;
  const { pause, wake: rouse } = createWakeablePause();

  function wake(): void {
    isWoken = true;
    rouse();
  }

  const room = () => parallelChats - (held.size - handled.length - failed.length);

  async function run(job: InboxJob): Promise<void> {
    try {
      await within(handleWithinMs, handle(job));
      handled.push(job);
    } catch (error) {
      // The name only: a message may quote what somebody typed.
      const name = error instanceof Error ? error.name : 'Error';
      const { faults, losses } = lastFailure(job.output);
      const verdict = judge(job, faults, error);
      failed.push({
        job,
        isFinal: verdict.isFinal,
        failure: { error: name, faults: verdict.faults, losses },
      });
    }
    if (suspect === job) suspect = undefined;
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
    for (const { job, isFinal, failure } of failed) {
      if (isFinal) await forbidRetry(boss, job.id);
      await boss.fail(INBOX, job, failure);
      held.delete(job.id);
      failed = failed.filter((other) => other.job !== job);
    }
  }

  async function round(): Promise<void> {
    await settle();
    if (!isTaking || room() <= 0) return;
    const jobs = await boss.fetch<unknown>(INBOX, { batchSize: room(), includeMetadata: true });
    const early: InboxJob[] = [];
    for (const job of jobs) {
      if (isSuspect(job)) {
        if (suspect !== undefined) {
          early.push(job);
          continue;
        }
        suspect = job;
      }
      held.set(job.id, job);
      void run(job);
    }
    if (early.length > 0) await putBack(boss, early);
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

/** What the last failure left; nothing when it was written by somebody else. */
function lastFailure(output: unknown): Failure {
  return Failure.catch({ error: '', faults: 0, losses: 0 }).parse(output);
}

function isSuspect({ output }: InboxJob): boolean {
  const { error, losses } = lastFailure(output);
  return error === WORKER_LOST && losses >= SUSPECT_LOSSES;
}

/** As if they had not been taken. Fetching counts a try of a row that was taken before. */
async function putBack(boss: PgBoss, jobs: readonly InboxJob[]): Promise<void> {
  await boss.getDb().executeSql(
    `update pgboss.job set state = 'retry', retry_count = greatest(retry_count - 1, 0), heartbeat_on = null,
         start_after = now() + $3 * interval '1 millisecond'
       where name = $1 and id = any ($2::uuid[]) and state = 'active'`,
    [INBOX, jobs.map(({ id }) => id), PUT_BACK_MS],
  );
}

/** pg-boss lets only its own workers fail a row for good; one without retries left fails for good by itself. */
async function forbidRetry(boss: PgBoss, id: string): Promise<void> {
  await boss
    .getDb()
    .executeSql(
      `update pgboss.job set retry_limit = retry_count where name = $1 and id = $2 and state = 'active'`,
      [INBOX, id],
    );
}

const LostRows = z.array(z.object({ id: z.string(), retry_count: z.int(), output: z.unknown() }));

/**
 * Gives what a dead process held to the living. pg-boss does this too, but in the same pass it counts all rows of its table, which
 * hold a day's updates: often enough to answer within seconds, that would be most of the database's work.
 */
async function reviveLost(boss: PgBoss): Promise<void> {
  // The policy is asked for because the index over the few unfinished rows names it.
  const { rows } = await boss.getDb().executeSql(
    `select id, retry_count, output from pgboss.job where name = $1 and state = 'active' and policy = 'key_strict_fifo'
       and heartbeat_on < now() - $2 * interval '1 second'`,
    [INBOX, LOST_AFTER_SECONDS],
  );
  for (const { id, retry_count, output } of LostRows.parse(rows)) {
    // It may be the update that kills. Tries that failed otherwise do not make that any likelier.
    const { faults, losses } = lastFailure(output);
    if (losses >= MOST_LOSSES) await forbidRetry(boss, id);
    // With the attempt, so that a row somebody took again meanwhile is left alone.
    await boss.fail(
      INBOX,
      { id, retryCount: retry_count },
      { error: WORKER_LOST, faults, losses: losses + 1 },
    );
  }
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
