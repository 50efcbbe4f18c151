import type { PgBoss, Queue } from 'pg-boss';
import type { Logger } from '../logger.ts';

const UPKEEP = 'upkeep';

export const UPKEEP_QUEUES: readonly Queue[] = [
  {
    name: UPKEEP,
    policy: 'singleton',
    retryLimit: 0,
    deleteAfterSeconds: 3_600,
    // Summaries for thousands take long at Telegram's pace, and a run believed dead would get another beside it.
    expireInSeconds: 3_600,
    // One that died with its process does not keep the next from starting for all that time.
    heartbeatSeconds: 60,
  },
];

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
  await boss.schedule(UPKEEP, '* * * * *');
  await boss.work(UPKEEP, { pollingIntervalSeconds: 5 }, async () => {
    const send = async () => {
      const sent = await sendSummaries();
      if (sent > 0) log.info({ sent }, 'daily summaries sent');
    };
    const pay = async () => {
      const paid = await payCommissions();
      if (paid > 0) log.info({ paid }, 'commissions paid');
    };
    const results = await Promise.allSettled([sweep(), send(), tellTickets(), pay()]);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (failures.length > 0) throw failures[0];
  });
}
