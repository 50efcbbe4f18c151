import { PgBoss, type Queue } from 'pg-boss';
import type { Logger } from '../logger.ts';

export type BossOptions = {
  /** A direct connection to PostgreSQL: cron and waking need a session of their own. */
  url: string;
  log: Pick<Logger, 'warn' | 'error'>;
  /** Created or brought up to date, in this order: a dead letter queue stands before the one that names it. */
  queues: readonly Queue[];
  /** Whether cron and maintenance run here. An instance that only receives leaves them to the others. Default true. */
  runsJobs?: boolean;
  startWithinMs?: number;
  /** After this a call is rejected although nobody knows whether it took effect. Default: a little more than a statement may take. */
  answerWithinMs?: number;
};

const START_WITHIN_MS = 30_000;

/** A statement of pg-boss that takes longer hangs; the longest of them, deleting a day's rows after an outage, takes seconds. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** Shorter than a start may take: starts at the same moment wait for each other. */
const LOCK_TIMEOUT_MS = 25_000;
/** For a server that has fallen silent, a little after it should have given up by itself. */
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;

/** So long a call waits for a connection, a new one or one that comes free. */
const CONNECT_WITHIN_MS = 10_000;

/**
 * Starts pg-boss on its own small pool, with its tables in the schema `pgboss`, and creates the queues. The policy of a queue is
 * fixed when it is first created; its other options follow the code.
 * @throws when the database cannot be reached or does not answer in time; nothing is left open then.
 */
export async function startBoss(options: BossOptions): Promise<PgBoss> {
  const {
    url,
    log,
    queues,
    runsJobs = true,
    startWithinMs = START_WITHIN_MS,
    answerWithinMs = QUERY_TIMEOUT_MS,
  } = options;
  const configuration = {
    connectionString: url,
    application_name: 'konter jobs',
    options: `-c statement_timeout=${STATEMENT_TIMEOUT_MS} -c lock_timeout=${LOCK_TIMEOUT_MS} -c idle_in_transaction_session_timeout=${STATEMENT_TIMEOUT_MS}`,
    query_timeout: answerWithinMs,
    connectionTimeoutMillis: Math.min(CONNECT_WITHIN_MS, answerWithinMs),
    keepAlive: true,
    max: 6,
    useListenNotify: true,
    supervise: runsJobs,
    schedule: runsJobs,
    // Inbox rows are to be gone after a day; by default finished jobs are looked for once a day.
    maintenanceIntervalSeconds: 30 * 60,
  };
  const boss = new PgBoss(configuration);
  boss.on('error', (error) => log.error({ err: withoutDetail(error) }, 'the job queue failed at something'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'the job queue warns'));

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`the job queue did not start within ${startWithinMs} ms`);
    timer = setTimeout(() => reject(error), startWithinMs);
  });
  try {
    await Promise.race([start(boss, queues), late]);
  } catch (error) {
    // Not awaited: against a server that does not answer, stopping would wait as long as starting did.
    boss.stop({ graceful: false }).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return boss;
}

async function start(boss: PgBoss, queues: readonly Queue[]): Promise<void> {
  await boss.start();
  for (const { name, policy, partition, ...options } of queues) {
    await boss.createQueue(name, {
      ...options,
      ...(policy !== undefined && { policy }),
      ...(partition !== undefined && { partition }),
    });
    // Creating a queue that exists changes nothing.
    if (Object.keys(options).length > 0) await boss.updateQueue(name, options);
  }
}

/** pg-boss reports errors of the database, whose details may quote rows, and sometimes plain objects. */
function withoutDetail(reported: Error): Error {
  const error = new Error(reported.message);
  error.name = reported.name ?? 'Error';
  if (reported.stack !== undefined) error.stack = reported.stack;
  if ('code' in reported) Object.assign(error, { code: reported.code });
  return error;
}
