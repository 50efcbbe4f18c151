import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Database } from '../../src/store/connect.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { answerWith, ask, besideTheBot, ending } from './people.ts';

// The real process, killed for real, on a real PostgreSQL, with Klikoo and Telegram on loopback.

const ORDER = 'PLN20.01105691111';
const BUDI = 1001;

let sandbox: Sandbox | undefined;
let database: (Database & { url: string }) | undefined;

afterEach(async () => {
  await database?.close();
  await sandbox?.stop();
  sandbox = undefined;
  database = undefined;
});

async function open() {
  sandbox = await startSandbox({ env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  database = await besideTheBot(sandbox);
  return { sandbox, sql: database.sql, budi: sandbox.telegram.user(BUDI) };
}

/** What a crash leaves claimed is found again when its lease runs out: here it has. */
const LEASES_RUN_OUT = 'update orders set next_action_at = now() where next_action is not null';

async function endedOnce({ sandbox, sql, budi }: Awaited<ReturnType<typeof open>>, executions: number) {
  const orders = await sql<{ ref_id: string; state: string }[]>`select ref_id, state from orders`;
  expect(orders).toHaveLength(1);
  expect(orders[0]?.state).toBe('delivered');
  expect(sandbox.klikoo.executed(orders[0]?.ref_id ?? '')).toBe(executions);
  expect(sandbox.klikoo.transactions.filter((t) => t.destination === '01105691111')).toHaveLength(executions);
  const endings = budi.chat.messages.filter((m) => m.replyTo !== undefined && m.text.includes('SUKSES'));
  expect(endings).toHaveLength(1);
  expect(await verifyBooks(sql)).toEqual([]);
}

test('F8: killed between the hold and the submit: after the restart the order is sent, once', async () => {
  const opened = await open();
  const { sandbox, sql, budi } = opened;
  const card = await ask(sandbox, budi, ORDER);

  // Whoever wants to claim a held order waits here, and says so.
  await sql.unsafe(`
    create function hold_claim() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(4242); return new; end $$;
    create trigger hold_claim before update on orders for each row
      when (old.state = 'held' and new.state = 'submitted') execute function hold_claim();`);
  const gate = await holdLock(database?.url ?? '');
  budi.tap(card, 'Beli');
  await waiting(sql);
  expect(await sql`select state from orders`).toEqual([{ state: 'held' }]);

  await sandbox.bot.kill9();
  await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 4242 and not granted`;
  await sql.unsafe('drop trigger hold_claim on orders');
  await gate.release();
  expect(await sql`select state from orders`).toEqual([{ state: 'held' }]);

  await sandbox.bot.whenReady();
  await ending(sandbox, budi, ORDER, 'SUKSES');
  await endedOnce(opened, 1);
});

test("F10, F11: killed between Klikoo's acceptance and our record of it: found again, never bought again", async () => {
  const opened = await open();
  const { sandbox, sql, budi } = opened;
  const card = await ask(sandbox, budi, ORDER);

  sandbox.klikoo.nextFault({ call: 'buy', kind: 'slow' });
  budi.tap(card, 'Beli');
  await sandbox.klikoo.waitForEvent((event) => event.type === 'bought', { timeoutMs: 30_000 });
  await sandbox.bot.kill9();
  sandbox.klikoo.release();
  expect(await sql`select state, supplier_ref from orders`).toEqual([
    { state: 'submitted', supplier_ref: null },
  ]);

  await sandbox.bot.whenReady();
  await sql.unsafe(LEASES_RUN_OUT);
  await ending(sandbox, budi, ORDER, 'SUKSES');
  await endedOnce(opened, 1);
  expect(sandbox.klikoo.callCount('buy')).toBe(1);
});

test('F9: killed after the order was claimed and before anything left: sent under the same reference after it was not found', async () => {
  const opened = await open();
  const { sandbox, sql, budi } = opened;
  const card = await ask(sandbox, budi, ORDER);

  // The claim is committed; the connection that would carry the purchase is not answered.
  sandbox.klikoo.nextFault({ call: 'buy', kind: 'reset_before' });
  const started = sandbox.klikoo.waitForEvent((e) => e.type === 'call_started' && e.call === 'buy', {
    timeoutMs: 30_000,
  });
  budi.tap(card, 'Beli');
  await started;
  await sandbox.bot.kill9();

  await sandbox.bot.whenReady();
  // Three looks over two minutes, without waiting for them.
  await sql.unsafe(`update orders set looks = 2, sent_at = now() - interval '3 minutes'`);
  await sql.unsafe(LEASES_RUN_OUT);
  await ending(sandbox, budi, ORDER, 'SUKSES');
  await endedOnce(opened, 1);
});

test('killed while a message waits at Telegram: it is answered after the restart', async () => {
  const { sandbox, budi } = await open();
  await sandbox.bot.kill9();
  budi.send('SAL');
  await sandbox.bot.whenReady();
  await answerWith(sandbox, budi, (m) => m.text.startsWith('Saldo 500.000'), 'the balance');
});

/** Holds the lock on a session of its own until released. */
async function holdLock(url: string): Promise<{ release(): Promise<void> }> {
  const { default: postgres } = await import('postgres');
  const session = postgres(url, { max: 1 });
  await session`select pg_advisory_lock(4242)`;
  return { release: () => session.end({ timeout: 1 }) };
}

async function waiting(sql: Database['sql']): Promise<void> {
  for (;;) {
    const rows = await sql`select from pg_locks where locktype = 'advisory' and objid = 4242 and not granted`;
    if (rows.length > 0) return;
    await sql`select pg_sleep(0.02)`;
  }
}
