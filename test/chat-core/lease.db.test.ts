import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Sql } from '../../src/store/connect.ts';
import { createPollLease } from '../../src/store/lease.ts';
import { freshDatabase } from '../support/database.ts';
import { silentDatabase } from '../support/silent-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

let sql: Sql;
let url: string;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
});

function lease(options: { url?: string; checkMs?: number; deadlineMs?: number } = {}) {
  const made = createPollLease({ url, ...options });
  onTestFinished(() => made.release());
  return made;
}

function terminateHolders() {
  return sql`
    select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and datname = current_database()`;
}

test('is held by one at a time, and by the next when it is released', async () => {
  const first = lease();
  const second = lease();
  expect(first.isHeld()).toBe(false);
  expect(await first.acquire()).toBe(true);
  expect(await first.acquire()).toBe(true);
  expect(await second.acquire()).toBe(false);
  expect([first.isHeld(), second.isHeld()]).toEqual([true, false]);
  await first.release();
  expect(first.isHeld()).toBe(false);
  expect(await second.acquire()).toBe(true);
});

test('is lost with its connection: another gets it, and the first knows', async () => {
  const first = lease({ checkMs: 20 });
  const second = lease();
  expect(await first.acquire()).toBe(true);
  await terminateHolders();
  await vi.waitFor(() => expect(first.isHeld()).toBe(false));
  await vi.waitFor(async () => expect(await second.acquire()).toBe(true));
  expect(await first.acquire()).toBe(false);
  await second.release();
  await vi.waitFor(async () => expect(await first.acquire()).toBe(true));
});

test('of a database that is lost at its first statement is not had, and the loss is the caller’s alone', async () => {
  const proxy = await startTcpProxy(url);
  onTestFinished(proxy.close);
  proxy.mode = 'lose-answer';
  const asked = lease({ url: proxy.url });
  const rejected = vi.fn<() => void>();
  process.on('unhandledRejection', rejected);
  onTestFinished(() => void process.off('unhandledRejection', rejected));
  await expect(asked.acquire()).rejects.toThrow();
  expect(asked.isHeld()).toBe(false);
  await vi.waitFor(async () => expect(await lease().acquire()).toBe(true));
  expect(rejected).not.toHaveBeenCalled();
});

test('of a database that does not answer is not had, and asking for it ends', async () => {
  const asked = lease({ url: await silentDatabase(), deadlineMs: 200 });
  await expect(asked.acquire()).rejects.toThrow();
  expect(asked.isHeld()).toBe(false);
});
