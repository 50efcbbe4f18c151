import { createHash } from 'node:crypto';
import type { PgBoss, Queue } from 'pg-boss';
import type { Alarm, Alarms } from '../app/alarms.ts';
import type { Language, Message } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { SendGate } from './send-gate.ts';
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
    // What a dead process was telling is not left to the queue's quarter of an hour.
    heartbeatSeconds: 30,
  },
];

/** What has been raised, on its way to one operator. Holds what the alarm says: numbers and codes, never a PIN or a token. */
type AlarmJob = { adminId: number } & Message;

export type AlarmDeps = {
  boss: PgBoss;
  messenger: Messenger;
  gate: SendGate;
  adminIds: ReadonlySet<number>;
  texts: (language: Language) => Texts;
  timeZone: string;
};

/** What makes an alarm the same as one before. What is known of an order in review grows while it is told. */
function sameness(alarm: Alarm, { html }: Message): string {
  if (alarm.kind !== 'review') return html;
  const { order, review = '', revisions } = alarm.about;
  return `review ${order.refId} ${review} ${revisions}`;
}

/** Alarms that outlive a crash: stored when raised, told to each operator by whichever instance comes to it. */
export function createAlarms({ boss, messenger, gate, adminIds, texts, timeZone }: AlarmDeps): Alarms & {
  work(): Promise<void>;
} {
  return {
    async raise(alarm: Alarm) {
      const message = texts('id').operator.alarm(alarm, timeZone);
      for (const adminId of adminIds) {
        const singletonKey = createHash('sha256')
          .update(`${adminId} ${sameness(alarm, message)}`)
          .digest('hex');
        const job: AlarmJob = { adminId, ...message };
        const singletonSeconds = alarm.kind === 'review' ? DAY_SECONDS : SAME_AGAIN_SECONDS;
        await boss.send(ALARM, job, { singletonKey, singletonSeconds });
      }
    },

    async work() {
      await boss.work<AlarmJob>(ALARM, { pollingIntervalSeconds: 1, batchSize: 1 }, async (jobs) => {
        for (const { data } of jobs) {
          const pauseMs = gate.admit(data.adminId);
          if (pauseMs > 0) {
            await tellAgain(data, pauseMs);
            continue;
          }
          try {
            const { adminId, ...message } = data;
            await messenger.send(adminId, message, {});
          } catch (error) {
            const meaning = messenger.explain(error);
            // An operator who never pressed start cannot be told; the others can.
            if (meaning.kind === 'blocked') continue;
            if (meaning.kind !== 'wait') throw error;
            gate.postponed(data.adminId, meaning.afterMs);
            await tellAgain(data, meaning.afterMs);
          }
        }
      });
    },
  };

  /** When Telegram allows it, and not by trial and error. A crash between this and the end of the job tells it twice. */
  async function tellAgain(data: AlarmJob, afterMs: number): Promise<void> {
    await boss.send(ALARM, data, { startAfter: Math.ceil(afterMs / 1000) });
  }
}
