import type { PgBoss, Queue } from 'pg-boss';
import type { Logger } from '../logger.ts';

const UPKEEP = 'upkeep';
/** Apart: for thousands they take long at Telegram's pace, and tickets, keypads and commissions do not wait for that. */
const SUMMARIES = 'summaries';

export const UPKEEP_QUEUES: readonly Queue[] = [UPKEEP, SUMMARIES].map((name) => ({
  name,
  policy: 'singleton',
  retryLimit: 0,
  deleteAfterSeconds: 3_600,
  // A run believed dead would get another beside it.
  expireInSeconds: 3_600,
  // One that died with its process does not keep the next from starting for all that time.
  heartbeatSeconds: 60,
}));

export type UpkeepDeps = {
  boss: PgBoss;
  /** Returns how many. */
  sendSummaries: () => Promise<number>;
  sweep: () => Promise<void>;
  tellTickets: () => Promise<void>;
  /** Returns how many uplines were paid. */
  payCommissions: () => Promise<number>;
  log: Pick<Logger, 'info'>;
};

/** Summaries that are due, keypads and tickets that ran out, and commissions of the hour, every minute on one of the instances. */
export async function workUpkeep({
  boss,
  sendSummaries,
  sweep,
  tellTickets,
  payCommissions,
  log,
}: UpkeepDeps): Promise<void> {
  for (const name of [UPKEEP, SUMMARIES]) await boss.schedule(name, '* * * * *');
  await boss.work(UPKEEP, { pollingIntervalSeconds: 5 }, async () => {
    const pay = async () => {
      const paid = await payCommissions();
      if (paid > 0) log.info({ paid }, 'commissions paid');
    };
    const results = await Promise.allSettled([sweep(), tellTickets(), pay()]);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    // The queue keeps what an error says, and not what it holds.
    if (failures.length > 0) throw new AggregateError(failures, failures.map(messageOf).join('; '));
  });
  await boss.work(SUMMARIES, { pollingIntervalSeconds: 5 }, async () => {
    const sent = await sendSummaries();
    if (sent > 0) log.info({ sent }, 'daily summaries sent');
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
