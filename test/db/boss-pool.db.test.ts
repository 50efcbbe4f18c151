import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBoss } from '../../src/jobs/boss.ts';
import type { Sql } from '../../src/store/connect.ts';
import { freshDatabase } from '../support/database.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const QUEUE = { name: 'work', retryLimit: 1_000 };
/** Jobs whose acknowledgement is awaited between one blow and the next. */
const PER_ROUND = 20;
const ROUNDS = 15;

const log = { warn() {}, error() {} };
let sql: Sql;
let url: string;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
});

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Sends until it is acknowledged. With an id of its own a repetition meets its own row. */
async function sendUntilKept(boss: Awaited<ReturnType<typeof startBoss>>, n: number): Promise<number> {
  for (let failures = 0; ; failures += 1) {
    try {
      await boss.send(QUEUE.name, { n }, { id: uuid(n) });
      return failures;
    } catch (error) {
      if (failures > 1_000) throw error;
    }
  }
}

test('F91: backends of the job queue that are terminated under load take no job with them that was acknowledged, and double none', async () => {
  const boss = await startBoss({ url, log, queues: [QUEUE], runsJobs: false });
  onTestFinished(() => boss.stop({ graceful: false }));
  let failures = 0;
  let terminated = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const sending = Array.from({ length: PER_ROUND }, (_, i) => sendUntilKept(boss, round * PER_ROUND + i));
    const ended = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'konter jobs' and datname = current_database()`;
    terminated += ended.count;
    failures += (await Promise.all(sending)).reduce((sum, each) => sum + each, 0);
  }
  expect(terminated).toBeGreaterThan(ROUNDS);
  expect(failures).toBeGreaterThan(0);
  const [kept] = await sql`
    select count(*) as rows, count(distinct data ->> 'n') as jobs from pgboss.job where name = ${QUEUE.name}`;
  expect(kept).toEqual({ rows: ROUNDS * PER_ROUND, jobs: ROUNDS * PER_ROUND });

  const done = new Set<number>();
  while (done.size < ROUNDS * PER_ROUND) {
    const jobs = await boss.fetch<{ n: number }>(QUEUE.name, { batchSize: 100 });
    expect(jobs.length).toBeGreaterThan(0);
    for (const { data } of jobs) done.add(data.n);
    await boss.complete(
      QUEUE.name,
      jobs.map(({ id }) => id),
    );
  }
});

test('F95: a job queue whose server falls silent keeps no caller for ever, and goes on when it speaks', async () => {
  const proxy = await startTcpProxy(url);
  onTestFinished(proxy.close);
  const boss = await startBoss({
    url: proxy.url,
    log,
    queues: [QUEUE],
    runsJobs: false,
    answerWithinMs: 1_000,
  });
  onTestFinished(() => boss.stop({ graceful: false }));
  proxy.mode = 'freeze';
  // More than it has connections: some wait for an answer, some for a connection.
  const calls = Array.from({ length: 10 }, (_, i) => boss.send(QUEUE.name, {}, { id: uuid(10_000 + i) }));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
  proxy.mode = 'pass';
  proxy.cutAll();
  await expect.poll(() => boss.send(QUEUE.name, {}).catch(() => null)).not.toBeNull();
});
