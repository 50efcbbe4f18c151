import { afterEach, beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/store/connect.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, later, NOON, TODAY } from '../support/shop.ts';

const PRICE = 20_746;

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let people = 1_000;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

afterEach(async () => {
  expect(await verifyBooks(sql)).toEqual([]);
});

async function quoted(balance = 100_000) {
  const telegramId = ++people;
  const resellerId = await shop.addReseller(telegramId, balance);
  const { card, orders } = await shop.quote(resellerId, telegramId);
  const refId = orders[0]?.refId ?? '';
  return {
    resellerId,
    refId,
    confirm: () => shop.orders.confirm(card.token, telegramId, NOON, TODAY),
    cancel: (origin = 'message') => shop.orders.cancelOrder(refId, resellerId, origin, NOON),
    order: async () => (await shop.orders.findCard(card.token))?.orders[0],
    /** Again the same purchase, confirmed. */
    async again() {
      const next = await shop.quote(resellerId, telegramId);
      const verdicts = await shop.orders.confirm(next.card.token, telegramId, NOON, TODAY);
      return verdicts?.[0]?.verdict.kind;
    },
  };
}

const claimAll = () => shop.orders.claim(['submit'], NOON, 1_000, 60_000);

test('a quote is cancelled, and cannot be confirmed any more', async () => {
  const it = await quoted();
  expect(await it.cancel()).toBe('cancelled');
  expect((await it.confirm())?.[0]?.verdict).toEqual({ kind: 'cancelled' });
  expect(await it.order()).toMatchObject({ state: 'cancelled' });
  expect(await it.order()).not.toHaveProperty('released');
});

test('a held order is cancelled once, however often and by how many: its price comes back, and the same may be bought again', async () => {
  const it = await quoted();
  await it.confirm();
  expect(await shop.balances(it.resellerId)).toEqual({ available: 100_000 - PRICE, held: PRICE });
  const states = await Promise.all(Array.from({ length: 10 }, () => it.cancel()));
  expect(new Set(states)).toEqual(new Set(['cancelled']));
  expect(await shop.balances(it.resellerId)).toEqual({ available: 100_000, held: 0 });
  expect(await it.order()).toMatchObject({
    state: 'cancelled',
    released: { settledAt: NOON, balanceAfterSettle: 100_000 },
  });
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
    select count(*) from order_event where ref_id = ${it.refId} and kind = 'cancelled'`;
  expect(count).toBe(1);
  expect(await claimAll()).toEqual([]);
  expect(await it.again()).toBe('held');
  await claimAll();
});

test('what was claimed to be sent is never cancelled, nor what came after it', async () => {
  const it = await quoted();
  await it.confirm();
  const [claimed] = await claimAll();
  expect(claimed?.order.refId).toBe(it.refId);
  expect(await it.cancel()).toBe('submitted');
  // It certainly did not arrive, and is to be sent again.
  await shop.orders.proceed(it.refId, claimed?.attempt ?? 0, {
    action: 'submit',
    at: NOON,
    wasNotReached: true,
  });
  expect(await it.cancel()).toBe('submitted');
  await shop.orders.settle(
    it.refId,
    undefined,
    { state: 'delivered', supplierRef: '1', sn: '1', costBooked: undefined, checkAt: undefined },
    NOON,
  );
  expect(await it.cancel()).toBe('delivered');
  expect(await shop.balances(it.resellerId)).toEqual({ available: 100_000 - PRICE, held: 0 });
});

test('cancelling and claiming at the same moment: one wins, and nothing is both sent and given back', async () => {
  for (let round = 0; round < 12; round++) {
    const these = await Promise.all(Array.from({ length: 6 }, () => quoted()));
    await Promise.all(these.map((it) => it.confirm()));
    const claims = () => Promise.all([claimAll(), claimAll()]);
    const cancels = () => Promise.all(these.map((it) => it.cancel()));
    // Who comes first decides nothing: both sequences, at once.
    const [states, claimed] =
      round % 2 === 0
        ? await Promise.all([cancels(), claims()])
        : await Promise.all([claims(), cancels()]).then(([c, s]) => [s, c] as const);
    const sent = new Set(claimed.flat().map(({ order }) => order.refId));
    for (const [i, it] of these.entries()) {
      const state = states[i];
      if (state !== 'cancelled' && state !== 'submitted') throw new Error(`it is ${state}`);
      expect(sent.has(it.refId)).toBe(state === 'submitted');
      expect((await shop.balances(it.resellerId)).held).toBe(state === 'submitted' ? PRICE : 0);
    }
  }
});

test('cancelling and confirming at the same moment leave no money held for nothing', async () => {
  for (let round = 0; round < 10; round++) {
    const it = await quoted();
    await Promise.all([it.confirm(), it.cancel()]);
    expect((await it.order())?.state).toBe('cancelled');
    expect(await shop.balances(it.resellerId)).toEqual({ available: 100_000, held: 0 });
  }
});

test('nobody cancels an order of somebody else', async () => {
  const [it, other] = [await quoted(), await quoted()];
  await it.confirm();
  expect(await shop.orders.cancelOrder(it.refId, other.resellerId, 'message', NOON)).toBeUndefined();
  expect((await it.order())?.state).toBe('held');
  await claimAll();
});

test('a message that is repeated is known by what it cancelled', async () => {
  const it = await quoted();
  expect(await shop.orders.cancelledBy(it.resellerId, '1:7:0')).toBeUndefined();
  await it.cancel('1:7:0');
  expect((await shop.orders.cancelledBy(it.resellerId, '1:7:0'))?.refId).toBe(it.refId);
  expect(await shop.orders.cancelledBy(it.resellerId, '1:7:1')).toBeUndefined();
});

test('the last order is the one of this chat, and of those the one asked for before', async () => {
  const telegramId = ++people;
  const resellerId = await shop.addReseller(telegramId, 100_000);
  const draw = async (chatId: number, asked: string, seconds: number) => {
    const at = later(seconds * 1_000);
    const { orders } = await shop.orders.quote(
      {
        token: shop.ids.token(),
        resellerId,
        telegramId,
        chatId,
        origin: `${chatId}:${asked}`,
        createdAt: at,
        expiresAt: later(300_000),
      },
      [shop.order()],
    );
    return orders[0]?.number;
  };
  const last = async (chatId: number, messageId: number | undefined, seconds: number) => {
    const by = { last: { chatId, messageId, at: later(seconds * 1_000) } };
    return (await shop.orders.findToCancel(resellerId, by, 1))[0]?.number;
  };
  expect(await last(501, 1, 0)).toBeUndefined();
  const first = await draw(501, '10', 0);
  const tapped = await draw(501, 'tap:77', 60);
  // Waited its turn behind another: quoted after what was said next.
  const waited = await draw(501, '20', 120);
  const looked = await draw(501, '30:look:PDAMMJK.1.', 130);
  const elsewhere = await draw(502, '40', 140);

  expect(await last(501, 10, 200)).toBe(tapped);
  expect(await last(501, 11, 59)).toBe(first);
  expect(await last(501, 11, 60)).toBe(tapped);
  expect(await last(501, 21, 100)).toBe(waited);
  expect(await last(501, 31, 100)).toBe(looked);
  expect(await last(501, undefined, 200)).toBe(looked);
  expect(await last(502, 41, 200)).toBe(elsewhere);
  expect(await last(503, 41, 200)).toBeUndefined();
});
