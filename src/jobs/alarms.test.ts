import type { PgBoss } from 'pg-boss';
import { expect, test } from 'vitest';
import { indonesian } from '../text/id.ts';
import { createAlarms } from './alarms.ts';
import { createSendGate } from './send-gate.ts';
import type { Messenger } from './tell-orders.ts';

type Handler = (jobs: { data: unknown }[]) => Promise<void>;

test('F57: an alarm that Telegram postpones is told when it said, and those after it are not tried before', async () => {
  const clock = { ms: 0 };
  const log: string[] = [];
  let work: Handler = async () => {};
  let isPostponed = true;
  const boss = {
    send: async (_queue: string, data: { html: string }, options: { startAfter?: number }) =>
      void log.push(`${data.html} in ${options.startAfter} s`),
    work: async (_queue: string, _options: object, handler: Handler) => {
      work = handler;
    },
  } as unknown as PgBoss;
  const messenger: Messenger = {
    edit: async () => 'edited',
    async send(_chatId, { html }) {
      log.push(`try ${html}`);
      if (isPostponed) throw new Error('wait');
      return 1;
    },
    explain: () => ({ kind: 'wait', afterMs: 30_000 }),
  };
  const alarms = createAlarms({
    boss,
    messenger,
    gate: createSendGate({ nowMs: () => clock.ms }),
    adminIds: new Set([900]),
    texts: () => indonesian,
    timeZone: 'Asia/Jakarta',
  });
  await alarms.work();
  const tell = (html: string) => work([{ data: { adminId: 900, html } }]);
  await tell('a');
  clock.ms = 10_000;
  await tell('b');
  expect(log).toEqual(['try a', 'a in 30 s', 'b in 20 s']);
  clock.ms = 30_000;
  isPostponed = false;
  await tell('a');
  expect(log.slice(3)).toEqual(['try a']);
});
