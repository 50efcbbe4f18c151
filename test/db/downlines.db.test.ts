import { beforeAll, describe, expect, test } from 'vitest';
import type { MoveKind } from '../../src/app/downlines.ts';
import type { ConfirmVerdict, FinalAnswer } from '../../src/app/orders.ts';
import { plus, rupiah } from '../../src/domain/money.ts';
import { commissionSum, commissionsOf, resellerMarkupOf } from '../../src/domain/price.ts';
import { createCatalog } from '../../src/store/catalog.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createDownlines } from '../../src/store/downlines.ts';
import { createResellerActions } from '../../src/store/reseller-actions.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { createRandom } from '../sim/random.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON, TODAY } from '../support/shop.ts';

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let downlines: ReturnType<typeof createDownlines>;
let people = 5_000;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
  downlines = createDownlines(sql);
});

type Person = { id: number; telegramId: number };

async function person(balance = 0, upline?: Person): Promise<Person> {
  const telegramId = ++people;
  const id = await shop.addReseller(telegramId, balance);
  if (upline) await sql`update reseller set upline_id = ${upline.id} where id = ${id}`;
  return { id, telegramId };
}

async function markup(upline: Person, amount: number, downline?: Person, productCode?: string) {
  const rule = { downlineId: downline?.id, productCode, amount: rupiah(amount) };
  await downlines.setMarkup(upline.id, rule, upline.telegramId, NOON);
}

/** An order as it is quoted, with what those above him earn as of now. */
async function quote(who: Person, destination = '01105691111') {
  const commissions = commissionsOf(await downlines.chain(who.id, ['PLN20']), 'PLN20');
  const price = plus(rupiah(20_746), commissionSum(commissions));
  const { card, orders } = await shop.quote(who.id, who.telegramId, [{ destination, commissions, price }]);
  const [order] = orders;
  if (order === undefined) throw new Error('nothing was quoted');
  return { token: card.token, order };
}

async function confirm(who: Person, token: string): Promise<ConfirmVerdict | undefined> {
  return (await shop.orders.confirm(token, who.telegramId, NOON, TODAY))?.[0]?.verdict;
}

const DELIVERED = {
  state: 'delivered',
  supplierRef: '14429004',
  sn: '1111',
  costBooked: rupiah(20_546),
  checkAt: undefined,
} satisfies FinalAnswer;
const FAILED: FinalAnswer = {
  state: 'failed',
  supplierRef: '14429004',
  failure: { reason: 'product_disturbed', text: 'gangguan', code: '' },
};
const GONE = { reason: 'other', text: 'batal', code: '' } as const;

/** Sold as far as the supplier's answer. */
async function sold(who: Person, answer: FinalAnswer | null = DELIVERED, destination?: string) {
  const { token, order } = await quote(who, destination);
  expect(await confirm(who, token)).toEqual({ kind: 'held' });
  await shop.orders.claim(['submit'], NOON, 100, 60_000);
  if (answer) expect(await shop.orders.settle(order.refId, undefined, answer, NOON)).toBe('settled');
  return order;
}

let keys = 0;
function move(
  kind: MoveKind,
  upline: Person,
  downline: Person,
  amount: number,
  { key = `t${++keys}`, known = 0 } = {},
) {
  const { id: uplineId } = upline;
  return downlines.move(
    { key, kind, uplineId, downlineId: downline.id, amount: rupiah(amount), known, day: TODAY },
    NOON,
  );
}

const available = async ({ id }: Person) => (await shop.balances(id)).available;

async function booksAreRight() {
  expect(await verifyBooks(sql)).toEqual([]);
}

describe('what is added for a downline', () => {
  test('is the same whoever reckons it, the program or the database, in trees and with markups drawn by lot', async () => {
    const seed = Number(process.env.KONTER_SEED ?? 20_261_120);
    const random = createRandom(seed);
    const catalog = createCatalog(sql);
    const all: Person[] = [];
    for (let i = 0; i < 30; i++) {
      const above = all.length > 0 && random.chance(0.85) ? random.pick(all) : undefined;
      const isRoom = above !== undefined && (await downlines.level(above.id)) < 5;
      all.push(await person(0, isRoom ? above : undefined));
    }
    const ids = new Map(all.map((each) => [each.id, each]));
    for (let i = 0; i < 80; i++) {
      const below = random.pick(all);
      const [link] = (await downlines.chain(below.id, [])).slice(-1);
      const upline = link && ids.get(link.uplineId);
      if (upline === undefined) continue;
      const product = [undefined, 'PLN20', 'S10'][random.below(3)];
      await markup(upline, random.below(4) * 50, random.chance(0.5) ? below : undefined, product);
    }
    const products = (await Promise.all(['PLN20', 'S10'].map((code) => catalog.find(code)))).filter(
      (each) => each !== undefined,
    );
    expect(products).toHaveLength(2);
    let deepest = 0;
    for (const { id } of all) {
      const chain = await downlines.chain(
        id,
        products.map(({ code }) => code),
      );
      deepest = Math.max(deepest, chain.length);
      for (const product of products) {
        const [row] = await sql<{ commissions: { reseller: number; amount: number }[]; markup: number }[]>`
          select reseller_commissions(${id}, p.code) as commissions, reseller_markup(${id}, p) as markup
          from product p where code = ${product.code}`;
        const ours = commissionsOf(chain, product.code);
        expect(
          ours.map(({ resellerId: reseller, amount }) => ({ reseller, amount })),
          `seed ${seed}, reseller ${id}, ${product.code}`,
        ).toEqual(row?.commissions);
        expect(resellerMarkupOf(product, rupiah(200), chain), `seed ${seed}`).toBe(row?.markup);
      }
    }
    expect(deepest).toBe(4);
  });

  test('nobody is above himself, and nobody stands on a sixth level', async () => {
    const chain = [await person()];
    for (let level = 2; level <= 5; level++) chain.push(await person(0, chain.at(-1)));
    const [top, , , , last] = chain;
    if (top === undefined || last === undefined) throw new Error('no chain');
    expect(await downlines.level(last.id)).toBe(5);
    const below = (id: number, upline: number) =>
      sql`update reseller set upline_id = ${upline} where id = ${id}`;
    await expect(person(0, last)).rejects.toThrow('five levels');
    await expect(below(top.id, last.id)).rejects.toThrow('nobody above himself');
    await expect(below(top.id, top.id)).rejects.toThrow('nobody above himself');
    await expect(below(top.id, (await person()).id)).rejects.toThrow('five levels');
  });
});

describe('what uplines earn', () => {
  test('is booked with the sale, in one ledger transaction, and the price is the sum of it all', async () => {
    const top = await person();
    const middle = await person(0, top);
    const buyer = await person(100_000, middle);
    await markup(top, 100);
    await markup(middle, 300);
    await markup(middle, 250, buyer);
    const order = await sold(buyer);
    expect(order.price).toBe(20_546 + 200 + 100 + 250);
    const entries = await sql`
      select a.name, e.amount from entry e join ledger_transaction t on t.id = e.transaction_id
      join account a on a.id = e.account_id where t.ref_id = ${order.refId} and t.reason = 'capture' order by e.amount`;
    expect([...entries]).toEqual([
      { name: `reseller:${buyer.id}:held`, amount: -21_096 },
      { name: `commission:${top.id}`, amount: 100 },
      { name: 'income:margin', amount: 200 },
      { name: `commission:${middle.id}`, amount: 250 },
      { name: 'supplier:klikoo', amount: 20_546 },
    ]);
    expect(await downlines.earned(top.id)).toBe(100);
    await booksAreRight();
  });

  test('a markup that changed anywhere above changes the price, and nothing is held', async () => {
    const top = await person();
    const middle = await person(0, top);
    const buyer = await person(100_000, middle);
    await markup(middle, 50);
    const { token } = await quote(buyer);
    await markup(top, 70, middle, 'PLN20');
    expect(await confirm(buyer, token)).toEqual({ kind: 'price_changed', price: 20_546 + 200 + 50 + 70 });
    await markup(top, 0, middle, 'PLN20');
    expect(await confirm(buyer, token)).toEqual({ kind: 'held' });
    await booksAreRight();
  });

  test('moves back and forth with the money of the sale, whoever decides it', async () => {
    const top = await person();
    const buyer = await person(500_000, top);
    await markup(top, 500);
    const earned = () => downlines.earned(top.id);

    const reversed = await sold(buyer);
    expect(await earned()).toBe(500);
    expect(await shop.orders.reverse(reversed.refId, GONE, NOON)).toBe('reversed');
    expect(await earned()).toBe(0);

    const late = await sold(buyer, FAILED, '01105692222');
    expect(await earned()).toBe(0);
    const { state: _, ...answer } = DELIVERED;
    expect(await shop.orders.captureLate(late.refId, answer, NOON)).toBe('captured');
    expect(await earned()).toBe(500);

    // An operator's word, once each way: delivered to failed, and back.
    const declare = (refId: string, key: string, state: 'delivered' | 'failed') =>
      shop.orders.declare(
        {
          key,
          refId,
          actorId: ADMIN_ID,
          ...(state === 'failed' ? { state, reason: '' } : { state, sn: '' }),
        },
        NOON,
      );
    await shop.orders.dispute(late.refId, 'contradicted', 'FAILED', NOON);
    expect(await declare(late.refId, 'd1', 'failed')).toEqual({ kind: 'declared' });
    expect(await earned()).toBe(0);
    await sql`update orders set review = 'contradicted' where ref_id = ${late.refId}`;
    expect(await declare(late.refId, 'd2', 'delivered')).toEqual({ kind: 'declared' });
    expect(await earned()).toBe(500);

    // In review, declared failed: nothing was sold, nothing earned; given back and written off: nothing either.
    const unclear = await sold(buyer, null, '01105693333');
    await sql`update orders set state = 'needs_review', review = 'no_final_answer' where ref_id = ${unclear.refId}`;
    expect(await declare(unclear.refId, 'd3', 'failed')).toEqual({ kind: 'declared' });
    await sql`update orders set review = 'contradicted' where ref_id = ${unclear.refId}`;
    expect(await declare(unclear.refId, 'd4', 'failed')).toEqual({ kind: 'declared' });
    expect(await earned()).toBe(500);
    await booksAreRight();
  });

  test('is paid once, however many pay at once; what was reversed is taken back as far as his balance reaches', async () => {
    const top = await person();
    const buyer = await person(500_000, top);
    await markup(top, 400);
    const order = await sold(buyer);
    await sold(buyer, DELIVERED, '01105692222');
    expect(await downlines.earners()).toContain(top.id);
    const paid = await Promise.all(Array.from({ length: 8 }, () => downlines.pay(top.id, NOON)));
    expect(paid.toSorted((a, b) => b - a)).toEqual([800, 0, 0, 0, 0, 0, 0, 0]);
    expect(await available(top)).toBe(800);

    await shop.orders.reverse(order.refId, GONE, NOON);
    expect(await downlines.earned(top.id)).toBe(-400);
    expect(await downlines.earners()).toContain(top.id);
    const back = await Promise.all(Array.from({ length: 8 }, () => downlines.pay(top.id, NOON)));
    expect(back.toSorted((a, b) => a - b)).toEqual([-400, 0, 0, 0, 0, 0, 0, 0]);
    expect([await available(top), await downlines.earned(top.id)]).toEqual([400, 0]);
    await booksAreRight();

    // More than he has: the rest is taken from what he earns or gets next.
    const third = await sold(buyer, DELIVERED, '01105693333');
    const fourth = await sold(buyer, DELIVERED, '01105694444');
    expect(await downlines.pay(top.id, later(1))).toBe(800);
    await move('transfer', top, buyer, 1_100);
    await shop.orders.reverse(third.refId, GONE, NOON);
    await shop.orders.reverse(fourth.refId, GONE, NOON);
    expect(await downlines.pay(top.id, later(2))).toBe(-100);
    expect(await downlines.pay(top.id, later(3))).toBe(0);
    expect([await available(top), await downlines.earned(top.id)]).toEqual([0, -700]);
    await booksAreRight();
    await shop.money.deposit('again', top.id, 1_000, '', ADMIN_ID, NOON);
    expect(await downlines.pay(top.id, later(4))).toBe(-700);
    expect(await available(top)).toBe(300);
    expect(await downlines.earners()).not.toContain(top.id);
    await booksAreRight();
  });

  test('sales of many downlines at once wait for nothing of their upline, not even while he is paid', async () => {
    const top = await person();
    await markup(top, 100);
    const buyers = await Promise.all(Array.from({ length: 8 }, () => person(100_000, top)));
    const orders = await Promise.all(buyers.map((buyer) => sold(buyer, null)));
    await Promise.all([
      ...orders.map(({ refId }) => shop.orders.settle(refId, undefined, DELIVERED, NOON)),
      ...Array.from({ length: 4 }, () => downlines.pay(top.id, NOON)),
    ]);
    await downlines.pay(top.id, NOON);
    expect(await available(top)).toBe(800);
    await booksAreRight();
  });
});

describe('off by his upline', () => {
  test('he may not buy, apart from what the operator says, and either alone suffices', async () => {
    const top = await person();
    const buyer = await person(100_000, top);
    const set = (isOff: boolean, key: string) =>
      downlines.setOff({ key, uplineId: top.id, downlineId: buyer.id, isOff, actorId: top.telegramId }, NOON);
    const { token } = await quote(buyer);

    expect(await set(true, 'off')).toBe(true);
    expect(await set(true, 'off'), 'the same once more').toBe(true);
    expect(await set(true, 'off 2')).toBe(false);
    expect(await confirm(buyer, token)).toEqual({ kind: 'off_by_upline' });
    await sql`update reseller set state = 'blocked' where id = ${buyer.id}`;
    expect(await set(false, 'on')).toBe(true);
    expect(await confirm(buyer, token), 'the block of the operator stays').toEqual({ kind: 'blocked' });
    await sql`update reseller set state = 'active' where id = ${buyer.id}`;
    expect(await confirm(buyer, token)).toEqual({ kind: 'held' });

    const stranger = await person();
    const foreign = { key: 'x', uplineId: stranger.id, downlineId: buyer.id, isOff: true, actorId: 1 };
    expect(await downlines.setOff(foreign, NOON)).toBeUndefined();
  });
});

describe('money between an upline and his downline', () => {
  test('moves once for its key, to both sides, and the same key says the same again', async () => {
    const top = await person(100_000);
    const below = await person(0, top);
    const key = 'once';
    const moved = { kind: 'moved', uplineBalance: 50_000, downlineBalance: 50_000 };
    const verdicts = await Promise.all(
      Array.from({ length: 10 }, () => move('transfer', top, below, 50_000, { key })),
    );
    expect(verdicts).toEqual(Array.from({ length: 10 }, () => moved));
    await move('take_back', top, below, 20_000);
    expect(await move('transfer', top, below, 50_000, { key }), 'as it was right after it').toEqual(moved);
    expect([await available(top), await available(below)]).toEqual([70_000, 30_000]);
    await expect(move('transfer', top, below, 40_000, { key })).rejects.toThrow('was another one');
    await booksAreRight();
  });

  test('refuses, says why, and moves nothing', async () => {
    const top = await person(15_000);
    const below = await person(0, top);
    const deeper = await person(5_000, below);
    await move('transfer', top, below, 5_000);
    await move('transfer', below, deeper, 1_000);
    expect(await move('transfer', top, deeper, 2_000)).toEqual({ kind: 'not_downline' });
    expect(await move('transfer', top, top, 2_000)).toEqual({ kind: 'not_downline' });
    expect(await move('transfer', below, top, 2_000)).toEqual({ kind: 'not_downline' });
    expect(await move('take_back', top, deeper, 2_000)).toEqual({ kind: 'not_downline' });
    expect(await move('transfer', top, below, 999)).toEqual({ kind: 'too_small' });
    expect(await move('transfer', top, below, 10_001)).toEqual({ kind: 'insufficient', missing: 1 });
    expect(await move('take_back', top, below, 4_250)).toEqual({ kind: 'insufficient', missing: 250 });
    await expect(move('transfer', top, below, -5_000)).rejects.toThrow('nothing to move');
    for (const [who, kind] of [
      [top, 'blocked'],
      [below, 'other_blocked'],
    ] as const) {
      await sql`update reseller set state = 'blocked' where id = ${who.id}`;
      expect(await move('transfer', top, below, 2_000)).toEqual({ kind });
      expect(await move('take_back', top, below, 2_000)).toEqual({ kind });
      await sql`update reseller set state = 'active', off_by_upline_at = ${NOON} where id = ${who.id}`;
      const off = kind === 'other_blocked' ? 'other_off' : kind;
      expect(await move('transfer', top, below, 2_000)).toEqual({ kind: off });
      await sql`update reseller set off_by_upline_at = null where id = ${who.id}`;
    }
    await sql`update reseller set off_by_upline_at = ${NOON} where id = ${below.id}`;
    expect((await move('take_back', top, below, 4_000)).kind, 'from whom he switched off').toBe('moved');
    await booksAreRight();
  });

  test('an upline takes back what he has sent, and nothing else of what his downline has', async () => {
    const top = await person(100_000);
    const other = await person(100_000);
    const below = await person(50_000, top);
    const left = () => downlines.leftToTakeBack(top.id, below.id);
    expect(await left()).toBe(0);
    expect(await move('take_back', top, below, 1)).toEqual({ kind: 'too_much', left: 0 });
    await move('transfer', top, below, 30_000);
    await move('take_back', top, below, 12_000);
    expect(await left()).toBe(18_000);
    expect(await move('take_back', top, below, 18_001)).toEqual({ kind: 'too_much', left: 18_000 });
    const all = await Promise.all(
      [9_001, 9_002, 9_003].map((amount) => move('take_back', top, below, amount)),
    );
    expect(all.map(({ kind }) => kind).toSorted()).toEqual(['moved', 'too_much', 'too_much']);
    await sql`update reseller set upline_id = ${other.id} where id = ${below.id}`;
    expect(await move('take_back', other, below, 1), 'sent by another').toEqual({
      kind: 'too_much',
      left: 0,
    });
    await booksAreRight();
  });

  test('the same again on one day is asked about, also when two were asked at once', async () => {
    const top = await person(100_000);
    const below = await person(0, top);
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => move('transfer', top, below, 5_000)));
    expect(verdicts.filter(({ kind }) => kind === 'moved')).toHaveLength(1);
    expect(verdicts.filter(({ kind }) => kind === 'repeat')).toHaveLength(29);
    expect(await move('transfer', top, below, 5_000)).toEqual({ kind: 'repeat', count: 1 });
    expect((await move('transfer', top, below, 5_000, { known: 1 })).kind).toBe('moved');
    expect((await move('transfer', top, below, 5_001)).kind, 'another amount').toBe('moved');
    expect((await move('take_back', top, below, 5_000)).kind, 'the other way').toBe('moved');
    const { id: uplineId } = top;
    const same = {
      kind: 'transfer',
      uplineId,
      downlineId: below.id,
      amount: rupiah(5_000),
      day: TODAY,
    } as const;
    expect(await downlines.sameMoves(same)).toHaveLength(2);
    await booksAreRight();
  });

  test('F96, F110: both ways at once between the same people: no deadlock, none below zero, no rupiah more or less', async () => {
    const top = await person(100_000);
    const below = await person(0, top);
    const third = await person(0, below);
    await move('transfer', top, below, 50_000);
    const moves = Array.from({ length: 60 }, (_, i) => {
      const amount = 5_000 + i;
      if (i % 3 === 0) return move('transfer', top, below, amount);
      return i % 3 === 1 ? move('take_back', top, below, amount) : move('transfer', below, third, amount);
    });
    const verdicts = await Promise.all(moves);
    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['moved', 'insufficient']));
    const balances = await Promise.all([top, below, third].map(available));
    expect(balances.reduce((a, b) => a + b)).toBe(100_000);
    expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
    await booksAreRight();
  });

  test('one that was pressed is cancelled as long as nothing was moved for it, and then moves nothing', async () => {
    const top = await person(100_000);
    const below = await person(0, top);
    const actions = createResellerActions(sql);
    const press = async (origin: string) => {
      const action = { kind: 'transfer', downlineId: below.id, amount: 5_000, known: 9 } as const;
      const { id: resellerId, telegramId } = top;
      await actions.ask(
        { token: origin, resellerId, telegramId, origin, action, expiresAt: later(60_000) },
        NOON,
      );
      expect((await actions.take(origin, telegramId, NOON)).kind).toBe('do');
      return (key = `move:${origin}`) => move('transfer', top, below, 5_000, { key, known: 9 });
    };
    const refused = await press('p1');
    expect(await actions.cancel('p1', below.telegramId), 'another').toBe(false);
    expect(await actions.cancel('p1', top.telegramId)).toBe(true);
    expect(await refused()).toEqual({ kind: 'cancelled' });
    const moved = await press('p2');
    expect((await moved()).kind).toBe('moved');
    expect(await actions.cancel('p2', top.telegramId)).toBe(false);
    let sent = 5_000;
    for (let i = 0; i < 10; i++) {
      const both = await press(`race ${i}`);
      const [isCancelled, verdict] = await Promise.all([actions.cancel(`race ${i}`, top.telegramId), both()]);
      expect(verdict.kind).toBe(isCancelled ? 'cancelled' : 'moved');
      if (!isCancelled) sent += 5_000;
    }
    expect(await available(below)).toBe(sent);
    await booksAreRight();
  });

  test('a question is answered by the account that asked, in time, once', async () => {
    const top = await person();
    const actions = createResellerActions(sql);
    let asks = 0;
    const ask = (origin: string) =>
      actions.ask(
        {
          token: `action-${++asks}`,
          resellerId: top.id,
          telegramId: top.telegramId,
          origin,
          action: { kind: 'transfer', downlineId: 1, amount: 5_000, known: 0 },
          expiresAt: later(60_000),
        },
        NOON,
      );
    const { token } = await ask('o1');
    expect((await ask('o1')).token, 'the same question').toBe(token);
    expect(await actions.take(token, 1, NOON)).toEqual({ kind: 'not_yours' });
    expect(await actions.take('nothing', top.telegramId, NOON)).toEqual({ kind: 'unknown' });
    expect((await actions.take(token, top.telegramId, NOON)).kind).toBe('do');
    expect((await actions.take(token, top.telegramId, later(120_000))).kind, 'after a crash').toBe('do');
    await actions.done(token);
    expect(await actions.cancel(token, top.telegramId)).toBe(false);
    expect(await actions.take(token, top.telegramId, NOON)).toEqual({ kind: 'done' });

    const other = await ask('o2');
    expect(await actions.take(other.token, top.telegramId, later(60_000))).toEqual({ kind: 'expired' });
    expect(await actions.cancel(other.token, 1)).toBe(false);
    expect(await actions.cancel(other.token, top.telegramId)).toBe(true);
    expect(await actions.take(other.token, top.telegramId, NOON)).toEqual({ kind: 'cancelled' });

    // The account has been taken from this reseller meanwhile.
    const third = await ask('o3');
    await sql`delete from telegram_account where telegram_id = ${top.telegramId}`;
    expect((await actions.take(third.token, top.telegramId, NOON)).kind).toBe('expired');
  });
});

describe('an invitation', () => {
  const applicant = (telegramId: number) =>
    ({ telegramId, name: 'Tono', town: 'Palu', phone: '081200001111', language: 'id' }) as const;
  let invitations = 0;
  const invite = (upline: Person) => {
    const n = ++invitations;
    return downlines.invite(
      {
        token: `invitation-${n}`,
        uplineId: upline.id,
        origin: `invite:${n}`,
        name: 'Tono',
        town: undefined,
        phone: undefined,
        markup: rupiah(150),
        openingBalance: undefined,
      },
      NOON,
    );
  };

  test('makes one reseller of one person, however often and by how many it is used', async () => {
    const top = await person();
    const { token } = await invite(top);
    const ids = [++people, ++people];
    const verdicts = await Promise.all(
      [...ids, ...ids].map((id) => downlines.apply(token, applicant(id), NOON)),
    );
    expect(verdicts.filter((verdict) => verdict === 'applied')).toHaveLength(2);
    expect(verdicts.filter((verdict) => verdict === 'used')).toHaveLength(2);

    const decided = await Promise.all(
      Array.from({ length: 5 }, () => downlines.decide(token, top.id, 'approved', top.telegramId, NOON)),
    );
    expect(new Set(decided.map((each) => JSON.stringify(each))).size).toBe(1);
    const [first] = decided;
    if (first?.kind !== 'approved') throw new Error('not approved');
    const found = await downlines.page(top.id, 0, 10);
    expect(found).toMatchObject([
      { reseller: { id: first.downlineId, uplineId: top.id }, available: 0, markup: 150 },
    ]);
    expect(await downlines.apply(token, applicant(++people), NOON)).toBe('decided');
    const [taker] = ids.filter((_, i) => verdicts[i] === 'applied');
    expect(await downlines.apply(token, applicant(taker ?? 0), NOON)).toBe('reseller');
    expect(await downlines.decide(token, top.id, 'rejected', 1, NOON), 'what was decided stays').toEqual(
      first,
    );
    await booksAreRight();
  });

  test('ends after two days, and is nobody else’s to decide', async () => {
    const top = await person();
    const other = await person();
    const late = await invite(top);
    expect(await downlines.apply(late.token, applicant(++people), later(48 * 3_600_000))).toBe('expired');
    expect(await downlines.apply('nothing', applicant(people), NOON)).toBe('unknown');
    const { token } = await invite(top);
    expect(await downlines.decide(token, top.id, 'approved', 1, NOON)).toEqual({ kind: 'not_yours' });
    await downlines.apply(token, applicant(++people), NOON);
    expect((await downlines.findApplication(people))?.token).toBe(token);
    expect(await downlines.decide(token, other.id, 'approved', 1, NOON)).toEqual({ kind: 'not_yours' });
    await sql`update reseller set state = 'blocked' where id = ${top.id}`;
    expect(await downlines.decide(token, top.id, 'approved', 1, NOON)).toEqual({ kind: 'blocked' });
    expect(await downlines.decide(token, top.id, 'rejected', 1, NOON)).toEqual({
      kind: 'rejected',
      isFresh: true,
    });
    expect(await downlines.findApplication(people)).toBeUndefined();
    expect(await downlines.count(top.id)).toBe(0);

    const again = await invite(other);
    await downlines.apply(again.token, applicant(people), NOON);
    await shop.addReseller(people, 0);
    expect(await downlines.decide(again.token, other.id, 'approved', 1, NOON)).toEqual({ kind: 'reseller' });
  });
});
