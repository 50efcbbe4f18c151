import { expect, onTestFinished, test, vi } from 'vitest';
import { ALARM_QUEUES, createAlarms } from '../../src/jobs/alarms.ts';
import { startBoss } from '../../src/jobs/boss.ts';
import { createSendGate } from '../../src/jobs/send-gate.ts';
import { indonesian } from '../../src/text/id.ts';
import { freshDatabase } from '../support/database.ts';
import { logBook } from './inbox-under-test.ts';

test('an alarm that a dead process was telling is told by another within two minutes', async () => {
  const { sql, url } = await freshDatabase();
  const boss = await startBoss({ url, log: logBook(), queues: ALARM_QUEUES });
  onTestFinished(() => boss.stop({ graceful: false }));
  const told: number[] = [];
  const alarms = createAlarms({
    boss,
    messenger: {
      edit: async () => 'edited',
      send: async (chatId) => told.push(chatId),
      explain: () => ({ kind: 'failed' }),
    },
    gate: createSendGate({ nowMs: () => 0 }),
    adminIds: new Set([900]),
    texts: () => indonesian,
    timeZone: 'Asia/Jakarta',
  });
  await alarms.raise({ kind: 'pin_locked', resellerCode: 'K0001', name: 'Budi' });
  expect(await boss.fetch('alarm')).toHaveLength(1);
  await sql`
    update pgboss.job set heartbeat_on = now() - interval '31 seconds' where name = 'alarm' and state = 'active'`;
  await boss.supervise('alarm');
  await sql`update pgboss.job set start_after = now() where name = 'alarm' and state = 'retry'`;
  await alarms.work();
  await vi.waitFor(() => expect(told).toEqual([900]), { timeout: 15_000 });
});
