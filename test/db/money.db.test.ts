import { beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmVerdict, FinalAnswer } from '../../src/app/orders.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Sql } from '../../src/store/connect.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON, TODAY } from '../support/shop.ts';

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let people = 1_000;
const ALL = { limit: 1_000, perChat: 1_000 };

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

async function person(balance: number) {
  const telegramId = ++people;
  return { telegramId, resellerId: await shop.addReseller(telegramId, balance) };
}

async function confirm(token: string, telegramId: number, now = NOON): Promise<ConfirmVerdict[]> {
  return (await shop.orders.confirm(token, telegramId, now, TODAY))?.map((line) => line.verdict) ?? [];
}

/** Confirms one order and sends it, as far as the supplier's answer. */
async function submitted(balance = 100_000) {
  const who = await person(balance);
  const { card, orders } = await shop.quote(who.resellerId, who.telegramId);
  await confirm(card.token, who.telegramId);
  const claimed = (await shop.orders.claim(['submit'], NOON, 100, 60_000)).find(
    (each) => each.order.resellerId === who.resellerId,
  );
  const order = orders[0];
  if (claimed === undefined || order === undefined) throw new Error('not submitted');
  return { ...who, card, refId: order.refId, attempt: claimed.attempt };
}

const DELIVERED: FinalAnswer = {
  state: 'delivered',
  supplierRef: '14429004',
  sn: '1111',
  costBooked: rupiah(20_546),
  checkAt: undefined,
};
const BILL = {
  total: rupiah(20_546),
  amount: undefined,
  admin: undefined,
  fine: undefined,
  periods: [],
  facts: [],
  months: undefined,
};
const FAILED: FinalAnswer = {
  state: 'failed',
  supplierRef: '14429004',
  failure: { reason: 'product_disturbed', text: 'gangguan', code: '' },
};

async function booksAreRight() {
  expect(await verifyBooks(sql)).toEqual([]);
}

describe('[Beli]', () => {
  test('holds the price once, however often and by how many it is pressed', async () => {
    const { telegramId, resellerId } = await person(100_000);
    const { card } = await shop.quote(resellerId, telegramId);
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => confirm(card.token, telegramId)));
    expect(verdicts.flat().filter((v) => v.kind === 'held')).toHaveLength(1);
    expect(verdicts.flat().filter((v) => v.kind === 'already')).toHaveLength(19);
    expect(await shop.balances(resellerId)).toEqual({ available: 79_254, held: 20_746 });
    await booksAreRight();
  });

  test('F110: 32 at once on a balance for 5 hold exactly 5', async () => {
    const { telegramId, resellerId } = await person(5 * 20_746 + 20_000);
    const cards = await Promise.all(
      Array.from({ length: 32 }, (_, i) =>
        shop.quote(resellerId, telegramId, [{ destination: `011056911${String(i).padStart(2, '0')}` }]),
      ),
    );
    const verdicts = (await Promise.all(cards.map(({ card }) => confirm(card.token, telegramId)))).flat();
    expect(verdicts.filter((v) => v.kind === 'held')).toHaveLength(5);
    expect(verdicts.filter((v) => v.kind === 'insufficient')).toHaveLength(27);
    expect(verdicts.find((v) => v.kind === 'insufficient')).toEqual({ kind: 'insufficient', missing: 746 });
    expect(await shop.balances(resellerId)).toEqual({ available: 20_000, held: 5 * 20_746 });
    await booksAreRight();
  });

  test('two cards for the same purchase, confirmed at once, buy it once', async () => {
    const { telegramId, resellerId } = await person(1_000_000);
    const cards = await Promise.all(Array.from({ length: 8 }, () => shop.quote(resellerId, telegramId)));
    const verdicts = (await Promise.all(cards.map(({ card }) => confirm(card.token, telegramId)))).flat();
    expect(verdicts.filter((v) => v.kind === 'held')).toHaveLength(1);
    expect(verdicts.filter((v) => v.kind === 'repeat')).toHaveLength(7);
    await booksAreRight();
  });

  test('a batch holds what the balance suffices for, line by line', async () => {
    const { telegramId, resellerId } = await person(45_000);
    const { card } = await shop.quote(resellerId, telegramId, [
      { destination: '01105691111' },
      { destination: '01105692222' },
      { destination: '01105693333' },
    ]);
    expect((await confirm(card.token, telegramId)).map((v) => v.kind)).toEqual([
      'held',
      'held',
      'insufficient',
    ]);
    expect(await shop.balances(resellerId)).toEqual({ available: 3_508, held: 41_492 });
    await booksAreRight();
  });

  test('a card that was drawn without a PIN holds nothing before its owner has shown one', async () => {
    const { telegramId, resellerId } = await person(100_000);
    const stranger = await person(100_000);
    const draw = (needsPin: boolean) => shop.quote(resellerId, telegramId, [{ bill: { ...BILL, needsPin } }]);
    const { card } = await draw(true);
    expect(await confirm(card.token, telegramId)).toEqual([{ kind: 'needs_pin' }]);
    await shop.orders.pinShown(card.token, stranger.telegramId);
    expect(await confirm(card.token, telegramId), 'another PIN').toEqual([{ kind: 'needs_pin' }]);
    expect(await shop.balances(resellerId)).toEqual({ available: 100_000, held: 0 });
    await shop.orders.pinShown(card.token, telegramId);
    expect(await confirm(card.token, stranger.telegramId)).toEqual([{ kind: 'not_owner' }]);
    expect(await confirm(card.token, telegramId)).toEqual([{ kind: 'held' }]);

    const other = await draw(false);
    await sql`update orders set occurrence = 2 where card_token = ${other.card.token}`;
    expect(await confirm(other.card.token, telegramId)).toEqual([{ kind: 'held' }]);
    await booksAreRight();
  });

  test('refuses, and holds nothing', async () => {
    const { telegramId, resellerId } = await person(100_000);
    const stranger = await person(100_000);
    const draw = async () => (await shop.quote(resellerId, telegramId)).card.token;

    expect(await confirm('no such token', telegramId)).toEqual([]);
    expect(await confirm(await draw(), stranger.telegramId)).toEqual([{ kind: 'not_owner' }]);
    expect(await confirm(await draw(), telegramId, later(300_000))).toEqual([{ kind: 'expired' }]);

    const cancelled = await draw();
    expect((await shop.orders.cancel(cancelled, stranger.telegramId)) ?? []).toEqual([]);
    await shop.orders.cancel(cancelled, telegramId);
    expect(await confirm(cancelled, telegramId)).toEqual([{ kind: 'cancelled' }]);

    const dearer = await draw();
    await sql`update product set cost = cost + 100 where code = 'PLN20'`;
    expect(await confirm(dearer, telegramId)).toEqual([{ kind: 'price_changed', price: 20_846 }]);
    await sql`update product set cost = cost - 100, is_for_sale = false where code = 'PLN20'`;
    expect(await confirm(dearer, telegramId)).toEqual([{ kind: 'closed' }]);
    await sql`update product set is_for_sale = true where code = 'PLN20'`;

    await sql`insert into setting (key, value) values ('sales_paused', 'true')`;
    expect(await confirm(dearer, telegramId)).toEqual([{ kind: 'paused' }]);
    await sql`delete from setting where key = 'sales_paused'`;

    await sql`update reseller set state = 'blocked' where id = ${resellerId}`;
    expect(await confirm(dearer, telegramId)).toEqual([{ kind: 'blocked' }]);
    await sql`update reseller set state = 'active' where id = ${resellerId}`;

    await sql`delete from telegram_account where telegram_id = ${telegramId}`;
    expect(await confirm(dearer, telegramId)).toEqual([{ kind: 'not_owner' }]);

    expect(await shop.balances(resellerId)).toEqual({ available: 100_000, held: 0 });
    await booksAreRight();
  });

  test('and [Batal] at the same moment: one wins, and the money agrees with it', async () => {
    for (let round = 0; round < 10; round++) {
      const { telegramId, resellerId } = await person(100_000);
      const { card } = await shop.quote(resellerId, telegramId);
      const [verdicts] = await Promise.all([
        confirm(card.token, telegramId),
        shop.orders.cancel(card.token, telegramId),
      ]);
      const state = (await shop.orders.findCard(card.token))?.orders[0]?.state;
      expect(state).toBe(verdicts[0]?.kind === 'held' ? 'held' : 'cancelled');
      expect((await shop.balances(resellerId)).held).toBe(state === 'held' ? 20_746 : 0);
    }
    await booksAreRight();
  });
});

describe('a quote', () => {
  test('asked for twice by the same message is one card', async () => {
    const { telegramId, resellerId } = await person(0);
    const ask = (token: string) =>
      shop.orders.quote(
        {
          token,
          resellerId,
          telegramId,
          chatId: 1,
          origin: `${telegramId}:twice`,
          createdAt: NOON,
          expiresAt: later(1),
        },
        [shop.order()],
      );
    const [first, second] = await Promise.all([ask('token-a'), ask('token-b')]);
    expect(second.card.token).toBe(first.card.token);
    expect(second.orders).toEqual(first.orders);
  });

  test('runs out after its time, is told once, and is left alone when it was confirmed', async () => {
    const { telegramId, resellerId } = await person(100_000);
    const forgotten = await shop.quote(resellerId, telegramId);
    const bought = await shop.quote(resellerId, telegramId, [
      { productCode: 'S10', listCost: rupiah(10_200) },
    ]);
    await confirm(bought.card.token, telegramId);
    await shop.orders.expire(later(300_000), 1_000);
    expect((await shop.orders.findCard(forgotten.card.token))?.orders[0]?.state).toBe('expired');
    expect((await shop.orders.findCard(bought.card.token))?.orders[0]?.state).toBe('held');
  });
});

describe('a claim', () => {
  test('hands each due order to one worker of many', async () => {
    const who = await person(1_000_000);
    for (let i = 0; i < 12; i++) {
      const { card } = await shop.quote(who.resellerId, who.telegramId, [
        { destination: `0110569${1000 + i}` },
      ]);
      await confirm(card.token, who.telegramId);
    }
    const worker = async () => {
      const claimed = [];
      for (let more = await claimFive(); more.length > 0; more = await claimFive()) claimed.push(...more);
      return claimed;
    };
    const claimFive = () => shop.orders.claim(['submit'], NOON, 5, 60_000);
    const claims = await Promise.all(Array.from({ length: 6 }, worker));
    const mine = claims.flat().filter((each) => each.order.resellerId === who.resellerId);
    expect(new Set(mine.map((each) => each.order.refId)).size).toBe(mine.length);
    expect(mine).toHaveLength(12);
    expect(mine.every((each) => each.order.state === 'submitted' && each.progress.posts === 1)).toBe(true);
  });

  test('F108: that ran out goes to another worker as a look, and the first may not write any more', async () => {
    const { refId, attempt } = await submitted();
    const [taken] = (await shop.orders.claim(['look'], later(60_000), 1_000, 60_000)).filter(
      (each) => each.order.refId === refId,
    );
    expect(taken?.action).toBe('look');
    expect(
      await shop.orders.proceed(refId, attempt, { action: 'poll', at: NOON, supplierRef: 'stale' }),
    ).toBe(false);
    expect(await shop.orders.settle(refId, attempt, FAILED, NOON)).toBe('stale');
    expect(await shop.orders.review(refId, attempt, NOON, 'stale')).toBe(false);
    expect(await shop.orders.settle(refId, taken?.attempt, DELIVERED, NOON)).toBe('settled');
    await booksAreRight();
  });

  test('never sends again what was first sent more than an hour ago', async () => {
    const { refId, attempt } = await submitted();
    await shop.orders.proceed(refId, attempt, { action: 'submit', at: later(3_600_001) });
    const again = await shop.orders.claim(['submit'], later(3_600_001), 1_000, 60_000);
    expect(again.filter((each) => each.order.refId === refId)).toEqual([]);
    const [row] = await sql`select state, next_action, tell_at from orders where ref_id = ${refId}`;
    expect(row).toMatchObject({ state: 'needs_review', next_action: 'look', tell_at: later(3_600_001) });
    await booksAreRight();
  });

  test('sends again after an hour what never reached anybody', async () => {
    const { refId, attempt } = await submitted();
    await shop.orders.proceed(refId, attempt, {
      action: 'submit',
      at: later(3_600_001),
      wasNotReached: true,
    });
    const again = await shop.orders.claim(['submit'], later(3_600_001), 1_000, 60_000);
    expect(again.filter((each) => each.order.refId === refId)).toHaveLength(1);
    await shop.orders.settle(refId, undefined, FAILED, later(3_600_002));
  });
});

describe('settling', () => {
  test('F109: 100 at once, in both directions, book one end', async () => {
    const { refId, resellerId } = await submitted();
    const verdicts = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        shop.orders.settle(refId, undefined, i % 2 === 0 ? DELIVERED : FAILED, later(i)),
      ),
    );
    expect(verdicts.filter((v) => v === 'settled')).toHaveLength(1);
    expect(verdicts.filter((v) => v === 'contradicts')).toHaveLength(50);
    const { available, held } = await shop.balances(resellerId);
    expect(held).toBe(0);
    expect([100_000, 79_254]).toContain(available);
    await booksAreRight();
  });

  test('a delivery pays the supplier and earns the margin', async () => {
    const sums = async () => {
      const rows = await sql<{ name: string; total: number }[]>`
        select name, coalesce(sum(amount), 0)::bigint as total from account left join entry on account_id = account.id
        where account.reseller_id is null group by name`;
      return new Map(rows.map((row) => [row.name, row.total]));
    };
    const before = await sums();
    const { refId, attempt } = await submitted();
    await shop.orders.settle(refId, attempt, DELIVERED, later(1_000));
    const after = await sums();
    const moved = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(moved('supplier:klikoo')).toBe(20_546);
    expect(moved('income:margin')).toBe(200);
  });

  test('a sale below cost books a loss', async () => {
    const { telegramId, resellerId } = await person(100_000);
    await sql`update product set markup = -200 where code = 'PLN20'`;
    const line = { cost: rupiah(20_946), markup: rupiah(-200) };
    const { card, orders } = await shop.quote(resellerId, telegramId, [line]);
    await confirm(card.token, telegramId);
    await sql`update product set markup = null where code = 'PLN20'`;
    await shop.orders.claim(['submit'], NOON, 100, 60_000);
    expect(await shop.orders.settle(orders[0]?.refId ?? '', undefined, DELIVERED, NOON)).toBe('settled');
    await booksAreRight();
  });

  test('a delivery taken back is given back once', async () => {
    const { refId, attempt, resellerId } = await submitted();
    expect(await shop.orders.reverse(refId, FAILED.failure, NOON)).toBe('refused');
    await shop.orders.settle(refId, attempt, DELIVERED, NOON);
    const verdicts = await Promise.all(
      Array.from({ length: 10 }, () => shop.orders.reverse(refId, FAILED.failure, later(1_000))),
    );
    expect(verdicts.filter((v) => v === 'reversed')).toHaveLength(1);
    expect(await shop.balances(resellerId)).toEqual({ available: 100_000, held: 0 });
    await booksAreRight();
  });

  test('a serial number that comes late is kept and told, once', async () => {
    const { refId, attempt } = await submitted();
    await shop.orders.settle(refId, attempt, { ...DELIVERED, sn: undefined, checkAt: later(1_000) }, NOON);
    await shop.orders.addSn(refId, '2222', later(2_000));
    await shop.orders.addSn(refId, '3333', later(3_000));
    const [row] = await sql`select sn, next_action from orders where ref_id = ${refId}`;
    expect(row).toEqual({ sn: '2222', next_action: null });
  });
});

describe('what has ended', () => {
  test('is not sent again, nor ended otherwise, by whoever had claimed it before', async () => {
    const { refId, attempt, resellerId } = await submitted();
    await shop.orders.settle(refId, undefined, DELIVERED, NOON);
    expect(await shop.orders.proceed(refId, attempt, { action: 'submit', at: NOON })).toBe(false);
    expect(await shop.orders.proceed(refId, attempt + 1, { action: 'submit', at: NOON })).toBe(false);
    expect(await shop.orders.proceed(refId, attempt + 1, { action: 'look', at: NOON })).toBe(false);
    await sql`update orders set next_action = 'submit', next_action_at = ${NOON} where ref_id = ${refId}`;
    const claimed = await shop.orders.claim(['submit'], later(1_000), 1_000, 60_000);
    expect(claimed.filter((each) => each.order.refId === refId)).toEqual([]);
    expect(await shop.orders.settle(refId, undefined, FAILED, later(1_000))).toBe('contradicts');
    expect(await shop.balances(resellerId)).toEqual({ available: 79_254, held: 0 });
    await sql`update orders set next_action = null, next_action_at = null where ref_id = ${refId}`;
  });

  test('and is said to have ended otherwise is due to be asked about by the very statement that was refused', async () => {
    const { refId } = await submitted();
    await shop.orders.settle(refId, undefined, DELIVERED, NOON);
    expect(await shop.orders.settle(refId, undefined, FAILED, later(1_000))).toBe('contradicts');
    const claimed = await shop.orders.claim(['poll'], later(1_000), 1_000, 60_000);
    expect(claimed.map(({ order }) => [order.refId, order.state])).toContainEqual([refId, 'delivered']);
    // Twice is once; what is right again rests.
    expect(await shop.orders.settle(refId, undefined, DELIVERED, later(2_000))).toBe('same');
    await sql`update orders set next_action = null, next_action_at = null where ref_id = ${refId}`;
    expect(await shop.orders.settle(refId, undefined, DELIVERED, later(3_000))).toBe('same');
    const [row] = await sql`select next_action from orders where ref_id = ${refId}`;
    expect(row).toEqual({ next_action: null });
  });

  test('and is booked already is not booked again, whatever its state says', async () => {
    const { refId } = await submitted();
    await shop.orders.settle(refId, undefined, DELIVERED, NOON);
    await sql`
      update orders set state = 'submitted', next_action = 'look', next_action_at = ${later(9_999_999)} where ref_id = ${refId}`;
    await expect(shop.orders.settle(refId, undefined, DELIVERED, NOON)).rejects.toThrow(/settled before/);
    await sql`update orders set state = 'delivered', next_action = null, next_action_at = null where ref_id = ${refId}`;
    await booksAreRight();
  });

  test('F96: [Beli] on a card of thirty lines while they settle does not lock up', async () => {
    const { telegramId, resellerId } = await person(30 * 20_746);
    const { card, orders } = await shop.quote(
      resellerId,
      telegramId,
      Array.from({ length: 31 }, (_, i) => ({
        destination: `0110570${String(1_000 + i)}`,
        ...(i === 0 ? { cost: rupiah(699_800), price: rupiah(700_000) } : {}),
      })),
    );
    await confirm(card.token, telegramId);
    await shop.orders.claim(['submit'], NOON, 1_000, 60_000);
    await shop.money.deposit(`deposit:thirty:${resellerId}`, resellerId, 700_000, '', ADMIN_ID, NOON);
    const settles = orders
      .slice(1)
      .map((order) => shop.orders.settle(order.refId, undefined, DELIVERED, NOON));
    const confirms = Array.from({ length: 5 }, () => confirm(card.token, telegramId));
    await Promise.all([...settles, ...confirms]);
    await booksAreRight();
  });
});

describe('a hint', () => {
  const due = async (refId: string) =>
    (await sql`select state, next_action, next_action_at from orders where ref_id = ${refId}`)[0];

  test('leaves a purchase alone that is being sent', async () => {
    const { refId } = await submitted();
    expect(await shop.orders.hint(refId, 60_000, later(1_000))).toBe(false);
    expect(await shop.orders.hint(refId, 60_000, later(61_000))).toBe(true);
    expect(await due(refId)).toMatchObject({ next_action: 'look' });
  });

  test('reaches an order in review, and one that failed without an id', async () => {
    const review = await submitted();
    await shop.orders.review(review.refId, review.attempt, NOON, 'x');
    expect(await shop.orders.hint(review.refId, 60_000, later(1_000))).toBe(true);
    expect(await due(review.refId)).toMatchObject({ state: 'needs_review', next_action_at: later(1_000) });

    const failed = await submitted();
    await shop.orders.settle(failed.refId, failed.attempt, { ...FAILED, supplierRef: undefined }, NOON);
    expect(await shop.orders.hint(failed.refId, 60_000, later(1_000))).toBe(true);
    expect(await due(failed.refId)).toMatchObject({ state: 'failed', next_action: 'look' });
    expect(await shop.orders.hint(failed.refId, 60_000, later(31 * 86_400_000))).toBe(false);
  });

  test('that comes while an ended order is being asked about outlives the asking', async () => {
    const { refId } = await submitted();
    await shop.orders.settle(refId, undefined, FAILED, later(1_000));
    await shop.orders.hint(refId, 60_000, later(2_000));
    const asked = (await shop.orders.claim(['poll', 'look'], later(2_000), 100, 30_000)).find(
      (each) => each.order.refId === refId,
    );
    if (asked === undefined) throw new Error('not claimed');
    await shop.orders.hint(refId, 60_000, later(3_000));
    await shop.orders.rest(refId, asked.attempt, asked.leaseUntil);
    const again = (await shop.orders.claim(['poll', 'look'], later(3_000), 100, 30_000)).find(
      (each) => each.order.refId === refId,
    );
    if (again === undefined) throw new Error('the hint was lost');
    await shop.orders.rest(refId, again.attempt, again.leaseUntil);
    expect(await sql`select next_action from orders where ref_id = ${refId}`).toEqual([
      { next_action: null },
    ]);
  });
});

describe('telling', () => {
  test('what was told late does not hide what came after it', async () => {
    const { refId, attempt } = await submitted();
    await shop.orders.settle(refId, attempt, { ...DELIVERED, sn: undefined, checkAt: later(1_000) }, NOON);
    const [tell] = (await shop.orders.claimTells(NOON, ALL, 60_000)).filter((t) => t.order.refId === refId);
    await shop.orders.addSn(refId, '2222', later(2_000));
    await shop.orders.told(refId, tell?.attempt ?? -1, 'delivered');
    const again = (await shop.orders.claimTells(later(2_000), ALL, 60_000)).filter(
      (t) => t.order.refId === refId,
    );
    expect(again).toHaveLength(1);
    await shop.orders.told(refId, again[0]?.attempt ?? -1, 'delivered');
    expect(
      (await shop.orders.claimTells(later(600_000), ALL, 60_000)).filter((t) => t.order.refId === refId),
    ).toEqual([]);
  });
});

describe("the operator's hand", () => {
  test('F113: a deposit is booked once by its key, and answers the same', async () => {
    const { resellerId } = await person(0);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        shop.money.deposit('action:a', resellerId, 50_000, 'BCA', ADMIN_ID, NOON),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([50_000]));
    expect(await sql`select from audit where detail ->> 'key' = 'action:a'`).toHaveLength(1);
  });

  test('the same key with another amount is refused', async () => {
    const { resellerId } = await person(0);
    await shop.money.deposit('action:b', resellerId, 50_000, '', ADMIN_ID, NOON);
    await expect(shop.money.deposit('action:b', resellerId, 60_000, '', ADMIN_ID, NOON)).rejects.toThrow(
      /another/,
    );
    await expect(shop.money.deposit('action:c', resellerId, -1, '', ADMIN_ID, NOON)).rejects.toThrow(
      /between/,
    );
    expect(await shop.balances(resellerId)).toEqual({ available: 50_000, held: 0 });
  });

  test('a correction takes no more than there is', async () => {
    const { resellerId } = await person(10_000);
    expect(await shop.money.correct('action:d', resellerId, -10_001, 'x', ADMIN_ID, NOON)).toBeUndefined();
    expect(await shop.money.correct('action:d', resellerId, -10_000, 'x', ADMIN_ID, NOON)).toBe(0);
    expect(await shop.money.correct('action:d', resellerId, -10_000, 'x', ADMIN_ID, NOON)).toBe(0);
    await booksAreRight();
  });
});

describe('the books', () => {
  test.each(['entry', 'ledger_transaction', 'audit', 'order_event'])(
    '%s cannot be changed',
    async (table) => {
      await expect(sql`update ${sql(table)} set id = default`).rejects.toThrow(/append-only/);
      await expect(sql`delete from ${sql(table)}`).rejects.toThrow(/append-only/);
      await expect(sql`truncate ${sql(table)}`).rejects.toThrow(/append-only/);
    },
  );

  test('a transaction that does not sum to zero is refused', async () => {
    await expect(
      sql`select ledger_post('k', 'deposit', null, null, now(), array[1, 2], array[5, -4]::bigint[])`,
    ).rejects.toThrow(/sum to zero/);
  });

  test('a wrong stored balance is found and named', async () => {
    const { resellerId } = await person(10_000);
    await sql`update account set balance = balance + 1 where id = available_account(${resellerId})`;
    expect(await verifyBooks(sql)).toEqual([
      {
        what: 'balance is not the sum of its entries',
        where: `reseller:${resellerId}:available`,
        expected: '10000',
        found: '10001',
      },
    ]);
    await sql`update account set balance = balance - 1 where id = available_account(${resellerId})`;
  });

  test('an order whose state says more than was booked is found and named', async () => {
    const { refId } = await submitted();
    await sql`update orders set state = 'delivered', settled_at = now(), balance_after_settle = 0 where ref_id = ${refId}`;
    const found = (await verifyBooks(sql)).map((m) => m.what);
    expect(found).toContain('order is not booked as its state says');
    expect(found).toContain('held is not what open orders hold');
    await sql`update orders set state = 'submitted' where ref_id = ${refId}`;
    await booksAreRight();
  });
});
