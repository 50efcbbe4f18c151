import { createHash } from 'node:crypto';
import type { PgBoss, Queue } from 'pg-boss';
import type { Alarm, Alarms } from '../app/alarms.ts';
import type { Language } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { Messenger } from './tell-orders.ts';

const ALARM = 'alarm';
const DAY_SECONDS = 86_400;
/** The same fault hits every order while it lasts: an operator needs to hear of it once. */
const SAME_AGAIN_SECONDS = 300;

export const ALARM_QUEUES: readonly Queue[] = [
  {
    name: ALARM,
    // A day and a half: Telegram may be away for long, and what an operator must decide does not go away.
    retryLimit: 500,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    deleteAfterSeconds: DAY_SECONDS,
  },
];

/** What has been raised, on its way to one operator. Holds what the alarm says: numbers and codes, never a PIN or a token. */
type AlarmJob = { adminId: number; html: string };

export type AlarmDeps = {
  boss: PgBoss;
  messenger: Messenger;
  adminIds: ReadonlySet<number>;
  texts: (language: Language) => Texts;
  timeZone: string;
};

/** Alarms that outlive a crash: stored when raised, told to each operator by whichever instance comes to it. */
export function createAlarms({ boss, messenger, adminIds, texts, timeZone }: AlarmDeps): Alarms & {
  work(): Promise<void>;
} {
  return {
    async raise(alarm: Alarm) {
      const { html } = texts('id').operator.alarm(alarm, timeZone);
      for (const adminId of adminIds) {
        const singletonKey = createHash('sha256').update(`${adminId} ${html}`).digest('hex');
        const job: AlarmJob = { adminId, html };
        const singletonSeconds = alarm.kind === 'review' ? DAY_SECONDS : SAME_AGAIN_SECONDS;
        await boss.send(ALARM, job, { singletonKey, singletonSeconds });
      }
    },

    async work() {
      await boss.work<AlarmJob>(ALARM, { pollingIntervalSeconds: 1, batchSize: 1 }, async (jobs) => {
        for (const { data } of jobs) {
          try {
            await messenger.send(data.adminId, { html: data.html }, {});
          } catch (error) {
            // An operator who never pressed start cannot be told; the others can.
            if (messenger.explain(error).kind !== 'blocked') throw error;
          }
        }
      });
    },
  };
}
