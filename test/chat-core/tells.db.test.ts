import { beforeEach, expect, test } from 'vitest';
import type { Sql } from '../../src/store/connect.ts';
import { createOrders } from '../../src/store/orders.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, later, NOON } from '../support/shop.ts';

const LEASE_MS = 60_000;
const MOST = { limit: 100, perChat: 2 };
const BUDI = 1001;
const SITI = 1002;

let sql: Sql;

beforeEach(async () => {
  ({ sql } = await freshDatabase());
});

/** Orders of two chats that ended one after the other; their destinations say which is which. */
async function ended(chats: readonly number[]): Promise<void> {
  const shop = await createShop(sql);
  const resellers = new Map<number, number>();
  for (const [i, chat] of chats.entries()) {
    const id = resellers.get(chat) ?? (await shop.addReseller(chat, 0));
    resellers.set(chat, id);
    const { card } = await shop.quote(id, chat, [{ destination: `08120000000${i}` }]);
    await sql`
      update orders set state = 'failed', held_at = ${NOON}, business_day = '2026-11-20', balance_after_hold = 0, submitted_at = ${NOON},
        settled_at = ${later(i * 1_000)}, balance_after_settle = 0, failure = 'disturbed', failure_text = '', failure_code = '',
        tell_at = ${later(i * 1_000)}, tell_attempt = 1
      where card_token = ${card.token}`;
  }
}

const byNumber = (a: number, b: number) => a - b;
const names = (tells: { order: { destination: string } }[]) =>
  tells.map(({ order }) => Number(order.destination.slice(-1)));

test('F57: of a chat nothing newer is claimed while something older is being told or put off', async () => {
  await ended([BUDI, BUDI, SITI, BUDI]);
  const orders = createOrders(sql);
  const now = later(10_000);
  const first = await orders.claimTells(now, MOST, LEASE_MS);
  expect(names(first)).toEqual([0, 1, 2]);
  expect(await orders.claimTells(now, MOST, LEASE_MS)).toEqual([]);

  const put = first.filter(({ order }) => order.chatId === BUDI);
  for (const { order, attempt } of put) await orders.tellLater(order.refId, attempt, later(40_000));
  expect(await orders.claimTells(later(39_999), MOST, LEASE_MS)).toEqual([]);
  // Not in the sequence in which they fell due: the newest was due first.
  expect(names(await orders.claimTells(later(40_000), { limit: 100, perChat: 5 }, LEASE_MS))).toEqual([
    0, 1, 3,
  ]);
});

test('F49: a message that is refused holds up no other of its chat', async () => {
  await ended([BUDI, BUDI]);
  const orders = createOrders(sql);
  const [first] = await orders.claimTells(later(10_000), { limit: 100, perChat: 1 }, LEASE_MS);
  if (first === undefined) throw new Error('nothing was due');
  const { refId } = first.order;
  await orders.tellLater(refId, first.attempt, later(300_000), { isRefused: true });
  const [second] = await orders.claimTells(later(11_000), MOST, LEASE_MS);
  expect(second?.order.destination).toBe('081200000001');
  await orders.told(second?.order.refId ?? '', second?.attempt ?? 0, 'failed');
  const [again] = await orders.claimTells(later(300_000), MOST, LEASE_MS);
  expect(again).toMatchObject({ order: { refId }, toldState: undefined });
  await orders.told(refId, again?.attempt ?? 0, 'failed');
  expect(await sql`select distinct told_state, tell_at from orders`).toEqual([
    { told_state: 'failed', tell_at: null },
  ]);
});

test('two instances that claim at once never have the same chat', async () => {
  await ended([BUDI, BUDI, BUDI, SITI, SITI]);
  const both = await Promise.all(
    [1, 2, 3, 4].map(() => createOrders(sql).claimTells(later(10_000), MOST, LEASE_MS)),
  );
  const chats = both.map((tells) => new Set(tells.map(({ order }) => order.chatId)));
  expect(chats.flatMap((each) => [...each]).toSorted(byNumber)).toEqual([BUDI, SITI]);
  expect(both.flatMap(names).toSorted(byNumber)).toEqual([0, 1, 3, 4]);
});

test('F56: a claim says who is known to have blocked the bot', async () => {
  await ended([BUDI, SITI]);
  await sql`update telegram_account set unreachable_since = ${NOON} where telegram_id = ${BUDI}`;
  const tells = await createOrders(sql).claimTells(later(10_000), MOST, LEASE_MS);
  expect(tells.map(({ isUnreachable }) => isUnreachable)).toEqual([true, false]);
});
