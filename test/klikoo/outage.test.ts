import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyBooks } from '../../src/store/verify.ts';
import { type Desk, openDesk } from '../support/desk.ts';

// Thousands of orders wait for an answer, and Klikoo is gone for hours, comes back, and knows nothing of them.

const WAITING = 2_000;
const MINUTE_MS = 60_000;
const BUDI = 1001;
/** What the loops may ask for: a burst, then so many a second. */
const BURST = 40;
const PER_SECOND = 20;

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk(new Date('2026-11-20T02:00:00Z'));
  desk.telegram.user(BUDI).start();
  desk.telegram.user(900).start();
  await desk.settle();
  await wait();
}, 30_000);

afterAll(() => desk.close());

/** Orders of a quarter of an hour ago that Klikoo took and has not ended, all of them due. */
async function wait(): Promise<void> {
  const now = desk.now();
  const sent = new Date(now.getTime() - 15 * MINUTE_MS);
  await desk.sql`
    insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
    select 'outage', reseller_id, ${BUDI}, ${BUDI}, 'outage', ${sent}, ${now} from telegram_account where telegram_id = ${BUDI}`;
  await desk.sql`
    insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
      occurrence, list_cost, markup, cost, price, quoted_at, expires_at, state, held_at, business_day, balance_after_hold,
      submitted_at, sent_at, supplier_ref, attempt, posts, next_action, next_action_at)
    select gen_random_uuid(), c.token, n, c.reseller_id, c.chat_id, 'S10', 'Tsel 10.000', 'pulsa', '0813' || 1000000 + n,
      1, 90, 10, 90, 100, ${sent}, ${now}, 'submitted', ${sent}, '2026-11-20', 0,
      ${sent}, ${sent}, 'gone-' || n, 1, 1, 'poll', ${now}
    from card c, generate_series(1, ${WAITING}) n where c.token = 'outage'`;
  await desk.sql`
    select ledger_post(format('order:%s:hold', ref_id), 'hold', ref_id, null, ${sent},
      array[available_account(reseller_id), held_account(reseller_id)], array[-price, price])
    from orders where card_token = 'outage' order by number`;
  await desk.sql`
    update orders o set balance_after_hold = e.balance_after from ledger_transaction t join entry e on e.transaction_id = t.id
    where o.card_token = 'outage' and t.ref_id = o.ref_id and e.account_id = available_account(o.reseller_id)`;
}

/** How often orders were handed to a worker, all together. */
async function claims(): Promise<number> {
  const [row] = await desk.sql<
    { n: number }[]
  >`select sum(attempt)::int as n from orders where card_token = 'outage'`;
  return row?.n ?? 0;
}

async function open(): Promise<number> {
  const [row] = await desk.sql<{ n: number }[]>`
    select count(*)::int as n from orders where card_token = 'outage' and state = 'submitted' and next_action_at is not null`;
  return row?.n ?? 0;
}

test('F87: while Klikoo is down for six hours it is hardly asked, orders stay where they are, new ones are refused', async () => {
  desk.klikoo.nextFault({ kind: 'http500', times: Number.POSITIVE_INFINITY });
  const perMinute: number[] = [];
  let before = desk.klikoo.callCount();
  for (let minute = 0; minute < 2; minute++) {
    await desk.advance(MINUTE_MS);
    perMinute.push(desk.klikoo.callCount() - before);
    before = desk.klikoo.callCount();
  }
  expect(Math.max(...perMinute)).toBeLessThanOrEqual(30);
  expect(perMinute.at(-1)).toBeLessThanOrEqual(3);
  const claimed = await claims();
  // One portion was in hands when it went down; after that one order at a time.
  expect(claimed - WAITING).toBeLessThan(1_000);

  await desk.advance(6 * 60 * MINUTE_MS);
  expect(desk.klikoo.callCount() - before).toBeLessThan(6 * 60 * 2);
  expect((await claims()) - claimed).toBeLessThan(6 * 60);
  expect(await open()).toBe(WAITING);

  const budi = desk.telegram.user(BUDI);
  budi.send('S10.081234567890.1234');
  await desk.settle();
  const answer = budi.chat.messages.at(-1);
  expect(answer?.text).toContain('Pemasok sedang tidak menjawab');
  expect(answer?.keyboard.flat().map((b) => b.text)).toEqual(['Coba lagi']);
  expect(desk.alarms.map(({ kind }) => kind)).toEqual(['supplier_down']);
  expect(await verifyBooks(desk.sql)).toEqual([]);
});

test('F87: when it is back, thousands of orders are asked about at a bounded pace, a few in hands at a time', async () => {
  desk.klikoo.clearFaults();
  const down = desk.klikoo.callCount();
  let waited = 0;
  for (; desk.klikoo.callCount() === down; waited++) await desk.advance(1_000);
  expect(waited).toBeLessThanOrEqual(60);
  const before = desk.klikoo.callCount();
  const claimed = await claims();
  const seconds = 10;
  await desk.advance(seconds * 1_000);
  const calls = desk.klikoo.callCount() - before;
  expect(calls).toBeLessThanOrEqual(BURST + seconds * PER_SECOND + 2);
  expect(calls).toBeGreaterThan(seconds * PER_SECOND * 0.8);
  expect((await claims()) - claimed).toBeLessThan(WAITING);
  expect(await open()).toBe(WAITING);

  // New orders do not wait behind them.
  const budi = desk.telegram.user(BUDI);
  budi.send('S10.081234567890.1234');
  await desk.settle();
  const card = budi.chat.messages.at(-1);
  if (card === undefined) throw new Error('no card');
  budi.tap(card, 'Beli');
  await desk.settle();
  expect(desk.klikoo.callCount('buy')).toBe(1);
  expect(await verifyBooks(desk.sql)).toEqual([]);
});
