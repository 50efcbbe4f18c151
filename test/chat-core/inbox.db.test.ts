import { HttpError } from 'grammy';
import type { Update } from 'grammy/types';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Overflow } from '../../src/chat/inbox.ts';
import { INBOX, INBOX_QUEUES, PARKED, rowId } from '../../src/chat/inbox-queue.ts';
import { startBoss } from '../../src/jobs/boss.ts';
import type { Sql } from '../../src/store/connect.ts';
import { freshDatabase } from '../support/database.ts';
import { BOT_ID, bossFor, inboxFor, logBook, textUpdate, yieldTimes } from './inbox-under-test.ts';

const PIN = '739184';
const byNumber = (a: number, b: number) => a - b;
const WITHIN = { timeout: 15_000, interval: 20 };

let sql: Sql;
let url: string;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
  const boss = await startBoss({ url, log: logBook(), queues: INBOX_QUEUES });
  await boss.stop({ graceful: false });
});

beforeEach(async () => {
  await sql`delete from pgboss.job`;
});

async function dumpJobs(): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'pgboss'`;
  const dumps = await Promise.all(
    tables.map(({ name }) => sql.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${name} t`)),
  );
  return dumps.flatMap((rows) => rows.map(({ row }) => row)).join('\n');
}

function countIn(state: string) {
  return sql<{ count: number }[]>`
    select count(*)::int as count from pgboss.job where name = ${INBOX} and state::text = ${state}`.then(
    ([row]) => row?.count,
  );
}

describe('two instances on one database', () => {
  test('handle 200 updates of 20 chats once each, in the order of each chat and never two of a chat at once', async () => {
    const seen = new Map<number, number[]>();
    const busy = new Set<number>();
    const overlaps: number[] = [];
    const byInstance = [0, 0];
    const handleAs = (instance: 0 | 1) => async (update: Update) => {
      const chatId = update.message?.chat.id ?? 0;
      if (busy.has(chatId)) overlaps.push(update.update_id);
      busy.add(chatId);
      byInstance[instance] = (byInstance[instance] ?? 0) + 1;
      await yieldTimes(update.update_id % 7);
      seen.set(chatId, [...(seen.get(chatId) ?? []), update.update_id]);
      busy.delete(chatId);
    };
    const a = await inboxFor(url, { handle: handleAs(0), parallelChats: 4 });
    const b = await inboxFor(url, { handle: handleAs(1), parallelChats: 4 });
    await a.inbox.work();
    await b.inbox.work();

    // Ids whose decimal and hexadecimal order differ, stored in batches of 25, by one instance and the other.
    const updates = Array.from({ length: 200 }, (_, i) => textUpdate(990 + i, 1_000 + ((i * 7) % 20)));
    for (let i = 0; i < 8; i++) {
      await (i % 2 === 0 ? a : b).inbox.store(updates.slice(i * 25, i * 25 + 25));
    }

    await vi.waitFor(async () => expect(await countIn('completed')).toBe(200), WITHIN);
    expect(overlaps).toEqual([]);
    expect(seen.size).toBe(20);
    for (const [chatId, ids] of seen) {
      expect(ids).toEqual(updates.filter((u) => u.message?.chat.id === chatId).map((u) => u.update_id));
    }
    expect(Math.min(...byInstance)).toBeGreaterThan(0);
    expect(a.log.text() + b.log.text()).toBe('');
  });

  test('one that only receives wakes the one that works', async () => {
    const seen: number[] = [];
    const receiver = await inboxFor(url, { handle: async () => {} });
    const worker = await inboxFor(url, { handle: async (update) => void seen.push(update.update_id) });
    await worker.inbox.work();
    await receiver.inbox.store([textUpdate(1, 100)]);
    await vi.waitFor(() => expect(seen).toEqual([1]), WITHIN);
  });
});

test('F21: an update that comes again is dropped, while it waits, while it is handled and when it is done', async () => {
  const seen: number[] = [];
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { inbox } = await inboxFor(url, {
    handle: async (update) => {
      seen.push(update.update_id);
      await held;
    },
  });
  const batch = [textUpdate(7, 100), textUpdate(7, 100), textUpdate(8, 200)];
  await inbox.store(batch);
  await inbox.store(batch);
  await inbox.work();
  await vi.waitFor(() => expect(seen).toHaveLength(2), WITHIN);
  await inbox.store(batch);
  letGo();
  await vi.waitFor(async () => expect(await countIn('completed')).toBe(2), WITHIN);
  await inbox.store(batch);
  await inbox.store([textUpdate(9, 100)]);
  await vi.waitFor(async () => expect(await countIn('completed')).toBe(3), WITHIN);
  expect(seen.toSorted(byNumber)).toEqual([7, 8, 9]);
});

test('ten updates of one chat do not wait for each other longer than they take', async () => {
  const seen: number[] = [];
  const { inbox } = await inboxFor(url, { handle: async (update) => void seen.push(update.update_id) });
  await inbox.work();
  const startedMs = performance.now();
  await inbox.store(Array.from({ length: 10 }, (_, i) => textUpdate(i + 1, 100)));
  await vi.waitFor(() => expect(seen).toHaveLength(10), WITHIN);
  // With a look into the inbox once a second it would be nine seconds.
  expect(performance.now() - startedMs).toBeLessThan(3_000);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('a slow chat holds up no other, and what has no chat holds up nothing', async () => {
  const seen: number[] = [];
  const { inbox } = await inboxFor(url, {
    handle: async (update) => {
      if (update.message?.chat.id === 100) await new Promise(() => {});
      seen.push(update.update_id);
    },
  });
  await inbox.work();
  await inbox.store([textUpdate(1, 100), textUpdate(2, 200), { update_id: 3 }, { update_id: 4 }]);
  await inbox.store([textUpdate(5, 200), textUpdate(6, 100)]);
  await vi.waitFor(() => expect(seen.toSorted(byNumber)).toEqual([2, 3, 4, 5]), WITHIN);
});

describe('an update whose handler fails', () => {
  test('is tried again, then parked and told of, and its chat goes on', async () => {
    const tries: string[] = [];
    const { inbox, parked, boss } = await inboxFor(url, {
      handle: async (update, { attempt }) => {
        tries.push(`${update.update_id}/${attempt}`);
        if (update.update_id === 1) throw new TypeError(`no ${PIN}`);
      },
    });
    await inbox.work();
    await inbox.store([textUpdate(1, 100), textUpdate(2, 100), textUpdate(3, 200)]);
    await vi.waitFor(() => expect(tries).toContain('2/0'), WITHIN);
    expect(tries.filter((each) => each !== '3/0')).toEqual(['1/0', '1/1', '1/2', '2/0']);
    await vi.waitFor(() => expect(parked).toHaveLength(1), WITHIN);
    expect(parked).toEqual([
      {
        updateId: 1,
        lane: 'chat:100',
        attempts: 3,
        error: 'TypeError',
        chatId: 100,
        messageId: 1,
        carriesPin: false,
      },
    ]);
    expect(await boss.getBlockedKeys(INBOX)).toEqual([]);
  });

  test('is parked even if nobody can be told', async () => {
    const seen: number[] = [];
    const { inbox, log } = await inboxFor(url, {
      handle: async (update) => {
        if (update.update_id === 1) throw new Error('always');
        seen.push(update.update_id);
      },
      onParked: () => Promise.reject(new Error('no admin')),
    });
    await inbox.work();
    await inbox.store([textUpdate(1, 100), textUpdate(2, 100)]);
    await vi.waitFor(() => expect(seen).toEqual([2]), WITHIN);
    expect(log.text()).toContain('nobody could be told');
  });

  test('is given up after four more tries, but not while it is Telegram that fails and the message is young', async () => {
    const tries = new Map<number, number>();
    let startedAt = 0;
    const { inbox, parked, boss } = await inboxFor(url, {
      // Each look at the clock is half a minute later: when it is stored, and at each try that fails.
      now: () => new Date(1_795_000_000_000 + 30_000 * startedAt++),
      handle: async (update) => {
        tries.set(update.update_id, (tries.get(update.update_id) ?? 0) + 1);
        throw update.update_id === 1 ? new HttpError('no connection', new Error('down')) : new TypeError();
      },
    });
    await boss.updateQueue(INBOX, { retryLimit: 60 });
    await inbox.work();
    await inbox.store([textUpdate(1, 100, `PLN20.01105691111.${PIN}`)]);
    await vi.waitFor(() => expect(parked).toHaveLength(1), WITHIN);
    expect(parked).toMatchObject([{ error: 'HttpError', chatId: 100, messageId: 1, carriesPin: true }]);
    expect(tries.get(1)).toBe(20);
    await inbox.store([textUpdate(2, 100)]);
    await vi.waitFor(() => expect(parked).toHaveLength(2), WITHIN);
    expect(tries.get(2)).toBe(5);
  });

  test('F58: tries that Telegram spoilt, or that did not end, do not count against it', async () => {
    const tries = new Map<number, number>();
    const { inbox, parked, boss } = await inboxFor(url, {
      handleWithinMs: 30,
      handle: async (update) => {
        const done = (tries.get(update.update_id) ?? 0) + 1;
        tries.set(update.update_id, done);
        if (done <= 4) throw new HttpError('no connection', new Error('down'));
        if (done <= 6) await new Promise(() => {});
        if (update.update_id === 1 && done > 10) return;
        throw new TypeError();
      },
    });
    await boss.updateQueue(INBOX, { retryLimit: 60 });
    await inbox.work();
    await inbox.store([textUpdate(1, 100), textUpdate(2, 200)]);
    await vi.waitFor(async () => expect(await countIn('completed')).toBe(1), WITHIN);
    await vi.waitFor(() => expect(parked).toHaveLength(1), WITHIN);
    // Six tries that do not count; one survives its four, the other fails a fifth time by itself.
    expect(tries).toEqual(
      new Map([
        [1, 11],
        [2, 11],
      ]),
    );
    expect(parked).toMatchObject([{ updateId: 2, error: 'TypeError' }]);
  });

  test('F58: a worker that is lost after many such tries costs it one', async () => {
    const seen: number[] = [];
    const { inbox, parked } = await inboxFor(url, {
      handle: async (update) => void seen.push(update.update_id),
    });
    const dead = await bossFor(url);
    await dead.updateQueue(INBOX, { retryLimit: 60, retryDelay: 0, retryBackoff: false });
    await inbox.store([textUpdate(1, 100)]);
    for (let i = 0; i < 8; i++) {
      const [job] = await dead.fetch(INBOX);
      if (job !== undefined && i < 7) await dead.fail(INBOX, job, { error: 'HttpError', faults: 0 });
    }
    await sql`update pgboss.job set heartbeat_on = now() - interval '11 seconds' where name = ${INBOX} and state = 'active'`;
    await inbox.work();
    await vi.waitFor(() => expect(seen).toEqual([1]), WITHIN);
    expect(parked).toEqual([]);
  });

  test('frees its chat although many wait to be told of theirs', async () => {
    const seen: number[] = [];
    const { inbox, boss } = await inboxFor(url, {
      handle: async (update) => {
        if (update.update_id < 100) throw new Error('always');
        seen.push(update.update_id);
      },
      onParked: () => new Promise(() => {}),
    });
    await boss.updateQueue(INBOX, { retryLimit: 0 });
    await inbox.work();
    for (let i = 1; i <= 12; i++) await inbox.store([textUpdate(i, i)]);
    for (let i = 1; i <= 12; i++) await inbox.store([textUpdate(100 + i, i)]);
    await vi.waitFor(() => expect(seen).toHaveLength(12), WITHIN);
  });

  test('is told of again until somebody could be told', async () => {
    let tells = 0;
    const { inbox, boss } = await inboxFor(url, {
      handle: () => Promise.reject(new Error('always')),
      onParked: async () => {
        tells++;
        if (tells < 3) throw new Error(`no ${PIN}`);
      },
    });
    await boss.updateQueue(PARKED, { retryDelay: 0, retryBackoff: false });
    await inbox.work();
    await inbox.store([textUpdate(1, 100)]);
    await vi.waitFor(() => expect(tells).toBe(3), WITHIN);
    expect(await dumpJobs()).not.toContain(PIN);
  });

  test('counts as failed when it does not end', async () => {
    const tries: number[] = [];
    const { inbox } = await inboxFor(url, {
      handleWithinMs: 50,
      handle: async (_, { attempt }) => {
        tries.push(attempt);
        if (attempt === 0) await new Promise(() => {});
      },
    });
    await inbox.work();
    await inbox.store([textUpdate(1, 100)]);
    await vi.waitFor(async () => expect(await countIn('completed')).toBe(1), WITHIN);
    expect(tries).toEqual([0, 1]);
  });
});

describe('a chat that sends a thousand updates at once', () => {
  test('F55: has sixty of them kept, and no other chat loses or waits for anything', async () => {
    const seen: number[] = [];
    const overflows: Overflow[] = [];
    const { inbox, log } = await inboxFor(url, {
      handle: async (update) => {
        if (update.message?.chat.id === 100) await new Promise(() => {});
        seen.push(update.message?.chat.id ?? 0);
      },
      onOverflow: async (overflow) => void overflows.push(overflow),
    });
    await inbox.work();
    const others = Array.from({ length: 40 }, (_, i) => textUpdate(5_000 + i, 200 + (i % 20)));
    for (let batch = 0; batch < 10; batch++) {
      const flood = Array.from({ length: 96 }, (_, i) =>
        textUpdate(1 + batch * 96 + i, 100, i % 48 === 0 ? `PLN20.01105691111.${PIN}` : 'SAL'),
      );
      await inbox.store([...flood, ...others.slice(batch * 4, batch * 4 + 4)]);
    }
    await vi.waitFor(() => expect(seen).toHaveLength(40), WITHIN);
    const kept = await sql<{ id: number }[]>`
      select (data->>'updateId')::int as id from pgboss.job where name = ${INBOX} and singleton_key = 'chat:100'`;
    // One is being handled.
    expect(kept.length).toBeLessThanOrEqual(61);
    expect(kept.length).toBeGreaterThan(50);
    // Of twenty messages with a PIN those that were not kept are given to be deleted.
    const keptPins = kept.filter(({ id }) => id % 48 === 1).length;
    await vi.waitFor(
      () => expect(overflows.flatMap(({ messageIds }) => messageIds)).toHaveLength(20 - keptPins),
      WITHIN,
    );
    expect(overflows.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(log.text()).toContain('faster than it can be handled');
    expect(await dumpJobs()).not.toContain(PIN);
  });
});

test('what a killed process had taken is taken by another', async () => {
  const seen: string[] = [];
  const { inbox } = await inboxFor(url, {
    handle: async (update, { attempt }) => void seen.push(`${update.update_id}/${attempt}`),
  });
  await inbox.store([textUpdate(1, 100), textUpdate(2, 100)]);
  const dead = await bossFor(url);
  expect(await dead.fetch(INBOX)).toHaveLength(1);
  await sql`update pgboss.job set heartbeat_on = now() - interval '11 seconds' where name = ${INBOX} and state = 'active'`;
  await inbox.work();
  await vi.waitFor(() => expect(seen).toEqual(['1/1', '2/0']), WITHIN);
});

test('F18: an update at which the process dies each time is parked, and its chat goes on', async () => {
  const seen: number[] = [];
  const { inbox, parked, boss } = await inboxFor(url, {
    handle: async (update) => void seen.push(update.update_id),
  });
  await boss.updateQueue(INBOX, { retryLimit: 0 });
  await inbox.store([textUpdate(1, 100), textUpdate(2, 100)]);
  await boss.fetch(INBOX);
  await sql`update pgboss.job set heartbeat_on = now() - interval '11 seconds' where name = ${INBOX} and state = 'active'`;
  await inbox.work();
  await vi.waitFor(() => expect(seen).toEqual([2]), WITHIN);
  await vi.waitFor(() => expect(parked).toMatchObject([{ updateId: 1, error: 'WorkerLost' }]), WITHIN);
});

test.each([
  { losses: 7, becomes: 'is tried again' },
  { losses: 8, becomes: 'is given up' },
])(
  'F18: an update that was lost with $losses workers and is lost again $becomes',
  async ({ losses, becomes }) => {
    const seen: number[] = [];
    const { inbox, parked, boss } = await inboxFor(url, {
      handle: async (update) => void seen.push(update.update_id),
    });
    await inbox.store([textUpdate(1, 100), textUpdate(2, 100)]);
    await boss.fetch(INBOX);
    await sql`
    update pgboss.job set heartbeat_on = now() - interval '11 seconds', output = ${sql.json({ error: 'WorkerLost', losses })}
    where name = ${INBOX} and state = 'active'`;
    await inbox.work();
    const isTried = becomes === 'is tried again';
    await vi.waitFor(() => expect(seen).toEqual(isTried ? [1, 2] : [2]), WITHIN);
    await vi.waitFor(() => expect(parked).toHaveLength(isTried ? 0 : 1), WITHIN);
  },
);

test('F18: what was lost with several workers is handled one after the other, so that only the one that kills is given up', async () => {
  let beside = 0;
  let most = 0;
  const seen = new Set<number>();
  const tries: number[] = [];
  const { inbox, parked } = await inboxFor(url, {
    async handle(update, { attempt }) {
      const isSuspect = update.update_id <= 5;
      if (isSuspect) {
        beside += 1;
        tries.push(attempt);
      }
      most = Math.max(most, beside);
      await yieldTimes(20);
      if (isSuspect) beside -= 1;
      seen.add(update.update_id);
    },
  });
  await inbox.store(Array.from({ length: 10 }, (_, n) => textUpdate(n + 1, 100 + n)));
  await sql`
    update pgboss.job set state = 'retry', retry_count = 1, started_on = now(), output = '{"error":"WorkerLost","losses":2}'
    where (data ->> 'updateId')::int <= 5`;
  await inbox.work();
  await vi.waitFor(() => expect(seen.size).toBe(10), WITHIN);
  expect(most).toBe(1);
  expect(tries).toEqual([2, 2, 2, 2, 2]);
  expect(parked).toEqual([]);
});

test('stopping waits for what is being handled and takes nothing more', async () => {
  const events: string[] = [];
  let letGo = () => {};
  const { inbox } = await inboxFor(url, {
    handle: async (update) => {
      events.push(`begin ${update.update_id}`);
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      events.push(`end ${update.update_id}`);
    },
  });
  await inbox.work();
  await inbox.store([textUpdate(1, 100), textUpdate(2, 100)]);
  await vi.waitFor(() => expect(events).toEqual(['begin 1']), WITHIN);
  const stopped = inbox.stop(10_000);
  letGo();
  await stopped;
  expect(events).toEqual(['begin 1', 'end 1']);
  expect(await countIn('completed')).toBe(1);
  expect(await countIn('created')).toBe(1);
});

describe('what was typed', () => {
  test('stands nowhere in the tables of the queue nor in the log, whether handled, failed or parked', async () => {
    const { inbox, log, parked } = await inboxFor(url, {
      handle: async (update) => {
        const text = update.message?.text ?? '';
        if (update.update_id === 2) throw new Error(`cannot read ${text}`);
        if (update.update_id === 3) JSON.parse(text);
      },
    });
    await inbox.store([1, 2, 3].map((id) => textUpdate(id, 100 + id, `PLN20.01105691111.${PIN}`)));
    await inbox.store([{ message: { text: PIN } }, null, PIN]);
    expect(await dumpJobs()).toContain('sealed');
    await inbox.work();
    await vi.waitFor(() => expect(parked).toHaveLength(2), WITHIN);
    const written = (await dumpJobs()) + log.text();
    expect(written).not.toContain(PIN);
    expect(written).not.toContain('01105691111');
  });

  test('F118, F119: cannot be read with another pepper, and is parked unread', async () => {
    const strange = {
      seal: (text: string) => Buffer.from(text).toString('base64url'),
      open: () => undefined,
    };
    const handled: Update[] = [];
    const { inbox, parked } = await inboxFor(url, {
      seal: strange,
      handle: async (update) => void handled.push(update),
    });
    await inbox.store([textUpdate(1, 100)]);
    await inbox.work();
    await vi.waitFor(() => expect(parked).toMatchObject([{ error: 'UnreadableUpdateError' }]), WITHIN);
    expect(handled).toEqual([]);
  });
});

test('rows are kept for a day, so long as Telegram repeats itself', async () => {
  const { inbox } = await inboxFor(url, { handle: async () => {} });
  await inbox.store([textUpdate(1, 100)]);
  const [row] = await sql<{ kept: number; waits: number }[]>`
    select deletion_seconds as kept, extract(epoch from keep_until - created_on)::int as waits
    from pgboss.job where name = ${INBOX}`;
  expect(row).toEqual({ kept: 86_400, waits: 86_400 });
  const [parked] = await sql<
    { kept: number }[]
  >`select deletion_seconds as kept from pgboss.queue where name = ${PARKED}`;
  expect(parked).toEqual({ kept: 86_400 });
});

test('the id of a row is a UUID that sorts as the update ids do', () => {
  const ids = [1, 9, 10, 255, 256, 699_999_999, 2 ** 31, 2 ** 48 - 1].map((updateId) =>
    rowId(BOT_ID, updateId),
  );
  expect(ids).toEqual(ids.toSorted());
  expect(new Set([...ids, rowId(BOT_ID + 1, 1)]).size).toBe(9);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
