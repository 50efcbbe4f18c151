import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { INBOX } from '../../src/chat/inbox-queue.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { SEED_PIN } from '../../src/sandbox/seed.ts';
import { connect, type Database } from '../../src/store/connect.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { answerWith, ask, ending } from '../process/people.ts';
import { type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts';

// One person, and the process stopped or killed at a statement of his: what it had done by then is seen in the database.

const BUDI = 1001;
const WITHIN_MS = 120_000;
const FETCH = /strict_fifo_heads AS MATERIALIZED/;
const CLAIM = /from orders_claim\(/;
const CLOCK = new URL('clock.ts', import.meta.url).href;
const HOUR_MS = 3_600_000;
/** A whole 100,000 with KONTER_ROUNDS=3 and more. */
const MANY = Number(process.env.KONTER_ROUNDS ?? 2) > 2 ? 100_000 : 5_000;
const BATCH = 10_000;
const HEAP_MB = 96;

let sandbox: Sandbox;
let proxy: PostgresProxy;
let database: Database;
let bot: BotProcess;

beforeAll(async () => {
  sandbox = await startSandbox({ env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  await sandbox.bot.stop();
  proxy = await startPostgresProxy(sandbox.databaseUrl);
  database = connect(sandbox.databaseUrl, { applicationName: 'test', max: 2 });
  bot = sandbox.anotherBot({ DATABASE_URL: proxy.url });
}, WITHIN_MS);

afterEach(async () => {
  proxy.onStatement = undefined;
  await bot.stop();
  expect(await verifyBooks(database.sql)).toEqual([]);
});

afterAll(async () => {
  await database.close();
  await proxy.close();
  await sandbox.stop();
});

const budi = () => sandbox.telegram.user(BUDI);

/** Resolves when the process was killed: when the database has carried this statement out and before the process knows. */
async function killedAfter(text: RegExp, onlyWithRows = false): Promise<void> {
  await new Promise<void>((resolve) => {
    proxy.onStatement = (statement) => {
      if (!text.test(statement.text)) return undefined;
      const act = () => {
        proxy.onStatement = undefined;
        void bot.kill9().then(resolve);
      };
      return { when: 'after', onlyWithRows, act };
    };
  });
}

/** The messages that a dead process held are given out again at once. */
async function heldMessagesAreFree(): Promise<void> {
  await bot.whenReady();
  await database.sql`
    update pgboss.job set heartbeat_on = now() - interval '1 minute' where name = ${INBOX} and state = 'active'`;
}

test(
  'F4, F6: killed with a tap in hand and nothing done about it, nothing is held; then the tap counts, once',
  async () => {
    await bot.start();
    const label = 'S10.081234009901';
    const card = await ask(sandbox, budi(), label);
    const killed = killedAfter(FETCH, true);
    budi().tap(card, 'Beli');
    await killed;
    const order = () => database.sql`
      select state, held_at is not null as is_held from orders where destination = '081234009901'`;
    expect([...(await order())]).toEqual([{ state: 'quoted', is_held: false }]);
    await heldMessagesAreFree();
    await ending(sandbox, budi(), label, 'SUKSES');
    expect([...(await order())]).toEqual([{ state: 'delivered', is_held: true }]);
    expect(sandbox.klikoo.transactions.filter((t) => t.destination === '081234009901')).toHaveLength(1);
  },
  WITHIN_MS,
);

test(
  'F5: killed between counting a PIN and comparing it, the attempt counts: killing it gives nobody another guess',
  async () => {
    await bot.start();
    const failures = async () => {
      const [row] = await database.sql<{ pin_failures: number; is_locked: boolean }[]>`
        select r.pin_failures, r.pin_locked_until is not null as is_locked
        from reseller r join account a on a.reseller_id = r.id
        where r.id = (select reseller_id from orders where chat_id = ${BUDI} limit 1) limit 1`;
      return row;
    };
    const wrong = '9876';
    const killed = killedAfter(/pin_attempt\(/);
    budi().send(`S10.081234019901.${wrong}`);
    await killed;
    expect(await failures()).toEqual({ pin_failures: 1, is_locked: false });
    const again = killedAfter(/pin_attempt\(/);
    await heldMessagesAreFree();
    await again;
    expect(await failures()).toEqual({ pin_failures: 2, is_locked: false });
    // The third, and last, of three.
    await heldMessagesAreFree();
    await expect.poll(failures, { timeout: 60_000, interval: 100 }).toMatchObject({ is_locked: true });
    // Not even the right one is compared any more.
    budi().send(`S10.081234029901.${SEED_PIN}`);
    await answerWith(sandbox, budi(), ({ text }) => /terkunci/i.test(text), 'that the PIN is locked');
    expect(
      await database.sql`select from orders where destination in ('081234019901', '081234029901')`,
    ).toHaveLength(0);
    await database.sql`update reseller set pin_failures = 0, pin_locks = 0, pin_locked_until = null`;
  },
  WITHIN_MS,
);

test(
  'F108: an instance stopped with a purchase on its way, and woken when another has settled the order: it buys nothing again and writes nothing',
  async () => {
    await bot.start();
    const other = sandbox.anotherBot({ KONTER_ROLES: 'work,http' });
    const label = 'PLN20.01105619901';
    const card = await ask(sandbox, budi(), label);
    // The claim is committed; the process is stopped before it can read that.
    const stopped = new Promise<number>((resolve) => {
      proxy.onStatement = ({ text }) => {
        const { pid } = bot;
        if (!CLAIM.test(text) || pid === undefined) return undefined;
        const act = () => {
          proxy.onStatement = undefined;
          process.kill(pid, 'SIGSTOP');
          resolve(pid);
        };
        return { when: 'after', onlyWithRows: true, isPassedOn: true, act };
      };
    });
    budi().tap(card, 'Beli');
    const pid = await stopped;
    try {
      await other.start();
      // As after minutes in which it was not found: the other sends it.
      await database.sql`
        update orders set looks = 3, sent_at = now() - interval '3 minutes', next_action_at = now()
        where destination = '01105619901'`;
      await ending(sandbox, budi(), label, 'SUKSES');
      const row = () => database.sql`
        select state, attempt, posts, settled_at from orders where destination = '01105619901'`;
      const before = [...(await row())];
      expect(before).toMatchObject([{ state: 'delivered' }]);
      process.kill(pid, 'SIGCONT');
      const marker = await ask(sandbox, budi(), 'PLN20.01105629901');
      expect(marker.text).toContain('PLN20');
      await bot.stop();
      expect([...(await row())]).toEqual(before);
      expect(sandbox.klikoo.transactions.filter((t) => t.destination === '01105619901')).toHaveLength(1);
      const rings = budi().chat.messages.filter((m) => m.replyTo !== undefined && m.text.includes(label));
      expect(rings).toHaveLength(1);
    } finally {
      // Where it has ended already, there is nothing to wake.
      if (bot.pid === pid) process.kill(pid, 'SIGCONT');
      await other.stop();
    }
  },
  WITHIN_MS,
);

test(
  'F102: the clock jumps a day ahead and an hour back while orders are underway: nothing is sent twice or lost',
  async () => {
    const file = join(sandbox.dataDir, 'clock');
    const jump = (offMs: number) => writeFile(file, String(offMs));
    await jump(0);
    const jumping = sandbox.anotherBot({ NODE_OPTIONS: `--import=${CLOCK}`, TEST_CLOCK_FILE: file });
    const states = () => database.sql`
      select destination, state, posts from orders where held_at is not null and destination like '011056%9942' order by number`;
    await jumping.start();
    try {
      // Klikoo leaves these two as they are until told.
      const [before, between] = ['PLN20.01105609942', 'PLN20.01105619942'];
      budi().tap(await ask(sandbox, budi(), before), 'Beli');
      await answerWith(
        sandbox,
        budi(),
        ({ text }) => text.includes(`${before} DIPROSES`),
        'that it is underway',
      );

      await jump(24 * HOUR_MS);
      // Everything is due at once. What is typed looks a day old: it is answered, and not carried out.
      const said = budi().chat.messages.length;
      budi().send(`PLN20.01105629901.${SEED_PIN}`);
      await sandbox.telegram.waitFor(
        () =>
          budi()
            .chat.messages.slice(said)
            .some(({ from }) => from === 'bot'),
        {
          timeoutMs: 60_000,
          what: 'any answer',
        },
      );

      await jump(0);
      budi().tap(await ask(sandbox, budi(), between), 'Beli');
      await answerWith(
        sandbox,
        budi(),
        ({ text }) => text.includes(`${between} DIPROSES`),
        'that it is underway',
      );
      // It is said to be underway before it has arrived there.
      await sandbox.klikoo.waitFor(() =>
        sandbox.klikoo.transactions.some(({ destination }) => between.endsWith(destination)),
      );
      await jump(-HOUR_MS);
      // Klikoo takes no request from a clock that is off by minutes, so that nothing is sold meanwhile.
      const after = 'PLN20.01105639901';
      budi().send(`${after}.${SEED_PIN}`);
      await answerWith(
        sandbox,
        budi(),
        ({ text }) => text.includes(`${after} GAGAL`),
        'that it cannot be sold',
      );

      // What was due before the jump back is late by as much, no longer: here the clock is put right again.
      for (const { reference, destination } of sandbox.klikoo.transactions)
        if (destination.endsWith('9942'))
          sandbox.klikoo.decide(reference, { status: 'SUCCESS', sn: '04120001' });
      await jump(0);
      await database.sql`update orders set next_action_at = now() where state in ('submitted', 'needs_review')`;
      await ending(sandbox, budi(), before, 'SUKSES');
      await ending(sandbox, budi(), between, 'SUKSES');
      expect((await states()).map(({ state, posts }) => ({ state, posts }))).toEqual(
        Array(2).fill({ state: 'delivered', posts: 1 }),
      );
      for (const label of [before, between]) {
        const rings = budi().chat.messages.filter(
          (m) => m.replyTo !== undefined && m.text.includes(`${label} SUKSES`),
        );
        expect(rings).toHaveLength(1);
      }
    } finally {
      await jumping.stop();
    }
  },
  WITHIN_MS,
);

/** A batch of orders that are due to be asked about, at a Klikoo that does not know them. */
async function addPending(from: number): Promise<void> {
  await database.sql`
    with r as (select id from reseller order by id limit 1), n as (select generate_series(${from}::int, ${from + BATCH - 1}::int) as n),
    made as (
      insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
      select 'many-' || n, r.id, ${BUDI}::bigint, ${BUDI}::bigint, 'many-' || n, now(), now() from n, r)
    insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
      list_cost, markup, cost, price, quoted_at, expires_at, business_day, held_at, submitted_at, sent_at, state, posts,
      supplier_ref, next_action, next_action_at)
    select gen_random_uuid(), 'many-' || n, 1, r.id, ${BUDI}::bigint, 'PLN20', 'Token', 'pln', '5' || lpad(n::text, 10, '0'),
      20500, 500, 20500, 21000, now(), now(), current_date, now(), now(), now(), 'submitted', 1, 'x' || n, 'poll', now()
    from n, r`;
}

test(
  'F19: with tens of thousands of orders pending it starts and works in a small heap, and takes them a few at a time',
  async () => {
    for (let from = 1; from <= MANY; from += BATCH) await addPending(from);
    let most = 0;
    proxy.onStatement = undefined;
    const small = sandbox.anotherBot({
      DATABASE_URL: proxy.url,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
    });
    await small.start();
    try {
      const { pid } = small;
      const label = 'S10.081239999901';
      budi().tap(await ask(sandbox, budi(), label), 'Beli');
      await ending(sandbox, budi(), label, 'SUKSES');
      const claimed = async () => {
        const [row] = await database.sql<{ tried: number; taken: number }[]>`
          select count(*) filter (where attempt > 0) as tried,
            count(*) filter (where attempt > 0 and polls = 0 and next_action_at > now()) as taken
          from orders where card_token like 'many-%'`;
        most = Math.max(most, row?.taken ?? 0);
        return row?.tried ?? 0;
      };
      await expect.poll(claimed, { timeout: 60_000, interval: 50 }).toBeGreaterThan(100);
      expect(most).toBeLessThan(1_000);
      expect(small.pid).toBe(pid);
    } finally {
      await small.stop();
      for (let left = MANY; left > 0; left -= BATCH)
        await database.sql`
          delete from orders where ref_id in (select ref_id from orders where card_token like 'many-%' limit ${BATCH})`;
    }
  },
  WITHIN_MS,
);
