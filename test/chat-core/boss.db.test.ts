import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { startBoss } from '../../src/jobs/boss.ts';
import type { Sql } from '../../src/store/connect.ts';
import { freshDatabase } from '../support/database.ts';
import { silentDatabase } from '../support/silent-server.ts';
import { logBook } from './inbox-under-test.ts';

let sql: Sql;
let url: string;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
});

test('five instances starting at once on an empty database all start, and find the queues', async () => {
  const queues = [
    { name: 'dead' },
    { name: 'work', policy: 'key_strict_fifo', deadLetter: 'dead', retryLimit: 7 },
  ];
  const log = logBook();
  const all = await Promise.all(Array.from({ length: 5 }, () => startBoss({ url, log, queues })));
  expect(await all[0]?.getQueue('work')).toMatchObject({
    policy: 'key_strict_fifo',
    deadLetter: 'dead',
    retryLimit: 7,
  });
  await Promise.all(all.map((boss) => boss.stop({ graceful: false })));
  expect(log.text()).toBe('');
});

test('a queue that is there follows the code when it starts again', async () => {
  for (const retryLimit of [1, 2]) {
    const boss = await startBoss({ url, log: logBook(), queues: [{ name: 'changed', retryLimit }] });
    expect(await boss.getQueue('changed')).toMatchObject({ retryLimit });
    await boss.stop({ graceful: false });
  }
});

test('a database that does not answer ends the start in time', async () => {
  const silentUrl = await silentDatabase();
  const start = startBoss({ url: silentUrl, log: logBook(), queues: [], startWithinMs: 100 });
  await expect(start).rejects.toThrow('did not start within 100 ms');
});

test('when its connections are cut it says so without rows and goes on', async () => {
  const log = logBook();
  const boss = await startBoss({ url, log, queues: [{ name: 'cut' }] });
  onTestFinished(() => boss.stop({ graceful: false }));
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'konter jobs' and datname = current_database()`;
  await vi.waitFor(async () => expect(await boss.send('cut', { planted: 'in a row' })).not.toBeNull());
  expect(log.text()).toContain('terminating connection');
  expect(log.text()).not.toContain('planted');
});
