import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeclareVerdict, FinalAnswer } from '../../src/app/orders.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createGauges } from '../../src/store/gauges.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON, TODAY } from '../support/shop.ts';

const PRICE = 20_746;
const COST = 20_546;
const DELIVERED: FinalAnswer = {
  state: 'delivered',
  supplierRef: '14429004',
  sn: '1111',
  costBooked: rupiah(COST),
  checkAt: undefined,
};
const LATE = { supplierRef: '14429004', sn: '1111', costBooked: rupiah(COST), checkAt: undefined };
const FAILED = {
  state: 'failed',
  supplierRef: '14429004',
  failure: { reason: 'product_disturbed', text: 'gangguan', code: '' },
} satisfies FinalAnswer;

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let people = 1_000;
let budi: { telegramId: number; resellerId: number };

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

beforeEach(async () => {
  const telegramId = ++people;
  budi = { telegramId, resellerId: await shop.addReseller(telegramId, 100_000) };
});

afterEach(async () => {
  expect(await verifyBooks(sql)).toEqual([]);
});

/** Confirmed and sent, as far as the supplier's answer. */
async function submitted(occurrence = 1): Promise<{ refId: string; number: number; attempt: number }> {
  const { card, orders } = await shop.quote(budi.resellerId, budi.telegramId, [{ occurrence }]);
  const [order] = orders;
  const [line] = (await shop.orders.confirm(card.token, budi.telegramId, NOON, TODAY)) ?? [];
  expect(line?.verdict).toEqual({ kind: 'held' });
  const claimed = (await shop.orders.claim(['submit'], NOON, 100, 60_000)).find(
    (each) => each.order.refId === order?.refId,
  );
  if (order === undefined || claimed === undefined) throw new Error('not submitted');
  return { refId: order.refId, number: order.number, attempt: claimed.attempt };
}

type Standing =
  | 'needs_review'
  | 'delivered'
  | 'failed'
  | 'failed, unpaid'
  | 'late'
  | 'late, disputed'
  | 'reversed'
  | 'reversed, disputed';

/** An order that stands so, with the balance at 79,254 while its price is taken or held, and at 100,000 while it is not. */
async function order(standing: Standing): Promise<{ refId: string; number: number }> {
  const { refId, number, attempt } = await submitted();
  const { orders } = shop;
  switch (standing) {
    case 'needs_review':
      expect(await orders.review(refId, attempt, NOON, 'no_final_answer')).toBe(true);
      break;
    case 'delivered':
    case 'reversed':
    case 'reversed, disputed':
      await orders.settle(refId, undefined, DELIVERED, NOON);
      if (standing !== 'delivered')
        expect(await orders.reverse(refId, FAILED.failure, NOON)).toBe('reversed');
      break;
    case 'failed':
    case 'late':
    case 'late, disputed':
      await orders.settle(refId, undefined, FAILED, NOON);
      if (standing !== 'failed') expect(await orders.captureLate(refId, LATE, NOON)).toBe('captured');
      break;
    case 'failed, unpaid': {
      await orders.settle(refId, undefined, FAILED, NOON);
      await spend(90_000);
      expect(await orders.captureLate(refId, LATE, NOON)).toBe('unpaid');
      await spend(-90_000);
      break;
    }
  }
  if (standing.endsWith('disputed')) {
    expect(await orders.dispute(refId, 'flapping', 'failed', NOON)).toBe(true);
  }
  return { refId, number };
}

let corrections = 0;
async function spend(amount: number): Promise<void> {
  await shop.money.correct(`correction:${++corrections}`, budi.resellerId, -amount, 'x', ADMIN_ID, NOON);
}

let keys = 0;
function declare(
  refId: string,
  state: 'delivered' | 'failed',
  key = `action:token${++keys}`,
  actorId = ADMIN_ID,
): Promise<DeclareVerdict> {
  const says = state === 'delivered' ? { state, sn: '' } : { state, reason: 'dicek ke dasbor' };
  return shop.orders.declare({ key, refId, actorId, ...says }, later(1_000));
}

async function row(refId: string) {
  const [found] = await sql`
    select state, review, revisions, sn, next_action, told_state, tell_at is not null as is_to_tell, occurrence, polls, denials
    from orders where ref_id = ${refId}`;
  return found;
}

async function reasons(refId: string): Promise<string[]> {
  const rows = await sql<{ reason: string }[]>`
    select reason from ledger_transaction where ref_id = ${refId} order by id`;
  return rows.map(({ reason }) => reason);
}

async function sumOf(accountId: number, refId: string): Promise<number> {
  const [sum] = await sql<{ sum: number }[]>`
    select coalesce(sum(amount), 0)::bigint as sum from entry e join ledger_transaction t on t.id = e.transaction_id
    where e.account_id = ${accountId} and t.ref_id = ${refId}`;
  return Number(sum?.sum);
}

async function audited(number: number) {
  return sql`select actor_id, action, detail ->> 'was' as was, detail ->> 'review' as review, detail ->> 'note' as note
    from audit where subject = ${`#${number}`} order by id`;
}

const available = async () => (await shop.balances(budi.resellerId)).available;

describe('F68: a success after the failure', () => {
  test('takes the price again, once, however many hear of it at once, and tells the reseller', async () => {
    const { refId } = await order('failed');
    const verdicts = await Promise.all(
      Array.from({ length: 32 }, () => shop.orders.captureLate(refId, LATE, later(1_000))),
    );
    expect(verdicts.filter((v) => v === 'captured')).toHaveLength(1);
    expect(verdicts.filter((v) => v === 'same')).toHaveLength(31);
    expect(await shop.balances(budi.resellerId)).toEqual({ available: 79_254, held: 0 });
    expect(await reasons(refId)).toEqual(['hold', 'release', 'late_capture']);
    expect(await row(refId)).toMatchObject({
      state: 'delivered',
      sn: '1111',
      review: null,
      is_to_tell: true,
    });
    const [found] = await shop.orders.ofDay(budi.resellerId, TODAY);
    expect(found).toMatchObject({ state: 'delivered', isLate: true, balanceAfterSettle: 79_254 });
    const mutations = await createResellers(sql).mutations(
      budi.resellerId,
      { from: NOON, to: later(60_000) },
      undefined,
      1,
    );
    expect(mutations[0]).toMatchObject({ reason: 'late_capture', amount: -PRICE, balanceAfter: 79_254 });
  });

  test('moves nothing where the balance does not suffice: a person decides, and the reseller hears nothing', async () => {
    const { refId, number } = await order('failed');
    await sql`update orders set tell_at = null, told_state = 'failed' where ref_id = ${refId}`;
    await spend(90_000);
    const verdicts = await Promise.all(
      Array.from({ length: 16 }, () => shop.orders.captureLate(refId, LATE, later(1_000))),
    );
    expect(verdicts.filter((v) => v === 'unpaid')).toHaveLength(1);
    expect(verdicts.filter((v) => v === 'refused')).toHaveLength(15);
    expect(await available()).toBe(10_000);
    expect(await row(refId)).toMatchObject({
      state: 'failed',
      review: 'unpaid_delivery',
      told_state: 'failed',
    });
    expect(await shop.orders.findCase(number, 20)).toMatchObject({
      isInReview: true,
      missing: 10_746,
      sn: '1111',
    });
    expect(await createGauges(sql).ordersUnderway()).toMatchObject({ disputed: expect.any(Number) });
  });

  test('never takes a balance below zero, whatever is bought at that moment', async () => {
    for (let round = 0; round < 5; round++) {
      const telegramId = ++people;
      budi = { telegramId, resellerId: await shop.addReseller(telegramId, PRICE + 500) };
      const { refId } = await order('failed');
      const other = await shop.quote(budi.resellerId, budi.telegramId, [{ destination: '01105692222' }]);
      const [late, bought] = await Promise.all([
        shop.orders.captureLate(refId, LATE, later(1_000)),
        shop.orders.confirm(other.card.token, budi.telegramId, later(1_000), TODAY),
      ]);
      const verdict = bought?.[0]?.verdict.kind;
      expect([`${late} ${verdict}`]).toContainEqual(
        late === 'captured' ? 'captured insufficient' : 'unpaid held',
      );
      expect(await available()).toBe(500);
    }
  });

  test('gets the next counter where the same was bought again meanwhile', async () => {
    const { refId } = await order('failed');
    const again = await submitted(1);
    const third = await submitted(2);
    expect(await shop.orders.captureLate(refId, LATE, later(1_000))).toBe('captured');
    expect(await row(refId)).toMatchObject({ state: 'delivered', occurrence: 3 });
    await shop.orders.settle(again.refId, undefined, DELIVERED, later(2_000));
    await shop.orders.settle(third.refId, undefined, DELIVERED, later(2_000));
    expect(await available()).toBe(100_000 - 3 * PRICE);
  });

  test('and the same bought again at that moment: both are there, each under a counter of its own', async () => {
    for (let round = 0; round < 5; round++) {
      const telegramId = ++people;
      budi = { telegramId, resellerId: await shop.addReseller(telegramId, 100_000) };
      const { refId } = await order('failed');
      const { card } = await shop.quote(budi.resellerId, budi.telegramId);
      const [late, bought] = await Promise.all([
        shop.orders.captureLate(refId, LATE, later(1_000)),
        shop.orders.confirm(card.token, budi.telegramId, later(1_000), TODAY),
      ]);
      expect(late).toBe('captured');
      const isHeld = bought?.[0]?.verdict.kind === 'held';
      expect(await row(refId)).toMatchObject({ occurrence: isHeld ? 2 : 1 });
      expect(await available()).toBe(100_000 - (isHeld ? 2 : 1) * PRICE);
    }
  });

  test('leaves what never failed alone', async () => {
    expect(await shop.orders.captureLate((await order('reversed')).refId, LATE, NOON)).toBe('refused');
    budi = { telegramId: ++people, resellerId: await shop.addReseller(people, 100_000) };
    expect(await shop.orders.captureLate((await order('needs_review')).refId, LATE, NOON)).toBe('refused');
  });
});

describe('F70: once more the opposite', () => {
  test.each<Standing>(['late', 'reversed'])(
    'of an order that is %s moves nothing and calls a person once',
    async (standing) => {
      const { refId } = await order(standing);
      const before = { balance: await available(), reasons: await reasons(refId) };
      expect(await shop.orders.reverse(refId, FAILED.failure, later(1_000))).toBe(
        standing === 'late' ? 'refused' : 'same',
      );
      expect(await shop.orders.captureLate(refId, LATE, later(1_000))).toBe(
        standing === 'late' ? 'same' : 'refused',
      );
      const called = await Promise.all(
        Array.from({ length: 16 }, () => shop.orders.dispute(refId, 'flapping', 'x', later(1_000))),
      );
      expect(called.filter((isCalled) => isCalled)).toHaveLength(1);
      expect({ balance: await available(), reasons: await reasons(refId) }).toEqual(before);
      expect(await row(refId)).toMatchObject({ review: 'flapping', next_action: null, is_to_tell: true });
    },
  );

  test.each<Standing>(['delivered', 'failed', 'needs_review'])(
    'is not what befalls an order that is %s for the first time',
    async (standing) => {
      const { refId } = await order(standing);
      expect(await shop.orders.dispute(refId, 'flapping', 'x', later(1_000))).toBe(false);
    },
  );
});

describe('an operator declares', () => {
  test.each<[Standing, 'delivered' | 'failed', string, string, number]>([
    ['needs_review', 'delivered', 'delivered', 'hold capture', 79_254],
    ['needs_review', 'failed', 'failed', 'hold release', 100_000],
    ['failed, unpaid', 'delivered', 'delivered', 'hold release late_capture', 79_254],
    ['failed, unpaid', 'failed', 'failed', 'hold release write_off', 100_000],
    ['late, disputed', 'delivered', 'delivered', 'hold release late_capture', 79_254],
    ['late, disputed', 'failed', 'reversed', 'hold release late_capture reversal', 100_000],
    ['reversed, disputed', 'delivered', 'delivered', 'hold capture reversal late_capture', 79_254],
    ['reversed, disputed', 'failed', 'reversed', 'hold capture reversal write_off', 100_000],
  ])('F111: %s %s, with 32 taps on [Ya] at once: %s, %s', async (standing, says, state, booked, balance) => {
    const { refId, number } = await order(standing);
    const key = `action:taps-${standing}-${says}`;
    const verdicts = await Promise.all(Array.from({ length: 32 }, () => declare(refId, says, key)));
    expect(verdicts).toEqual(verdicts.map(() => ({ kind: 'declared' })));
    expect(await row(refId)).toMatchObject({ state, review: null });
    expect((await reasons(refId)).join(' ')).toBe(booked);
    expect(await shop.balances(budi.resellerId)).toEqual({ available: balance, held: 0 });
    expect(await audited(number)).toEqual([
      {
        actor_id: ADMIN_ID,
        action: `declare_${says}`,
        was: standing.split(',')[0]?.replace('late', 'delivered'),
        review: {
          needs_review: 'no_final_answer',
          'failed, unpaid': 'unpaid_delivery',
          'late, disputed': 'flapping',
          'reversed, disputed': 'flapping',
        }[standing as string],
        note: says === 'failed' ? 'dicek ke dasbor' : null,
      },
    ]);
    // Klikoo is owed its cost for what was delivered, and for what the operator bears.
    const isOwed = state === 'delivered' || booked.includes('write_off');
    expect(await sumOf(1, refId)).toBe(isOwed ? COST : 0);
    expect(await sumOf(3, refId)).toBe(booked.includes('write_off') ? -COST : 0);
  });

  test('F111: two operators the opposite at once: one is done, the other is told how it stands', async () => {
    for (const standing of [
      'needs_review',
      'failed, unpaid',
      'late, disputed',
      'reversed, disputed',
    ] as const) {
      const telegramId = ++people;
      budi = { telegramId, resellerId: await shop.addReseller(telegramId, 100_000) };
      const { refId, number } = await order(standing);
      const verdicts = await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          declare(refId, i % 2 === 0 ? 'delivered' : 'failed', undefined, ADMIN_ID + (i % 2)),
        ),
      );
      expect(verdicts.filter(({ kind }) => kind === 'declared')).toHaveLength(1);
      expect(verdicts.filter(({ kind }) => kind === 'stands')).toHaveLength(15);
      expect(await audited(number)).toHaveLength(1);
    }
  });

  test.each<Standing>(['delivered', 'failed', 'late', 'reversed'])(
    'nothing of an order that is %s and in nobody’s review',
    async (standing) => {
      const { refId, number } = await order(standing);
      const before = await row(refId);
      expect(await declare(refId, 'delivered')).toEqual({ kind: 'stands' });
      expect(await declare(refId, 'failed')).toEqual({ kind: 'stands' });
      expect(await row(refId)).toEqual(before);
      expect(await audited(number)).toEqual([]);
    },
  );

  test('success of what cannot be paid: refused with what is missing, and again once it is there', async () => {
    const { refId } = await order('failed, unpaid');
    await spend(90_000);
    const key = 'action:unpaid';
    expect(await declare(refId, 'delivered', key)).toEqual({ kind: 'insufficient', missing: 10_746 });
    expect(await row(refId)).toMatchObject({ state: 'failed', review: 'unpaid_delivery' });
    await spend(-90_000);
    expect(await declare(refId, 'delivered')).toEqual({ kind: 'declared' });
    expect(await available()).toBe(79_254);
  });

  test('F67: while the truth arrives: one of them books it, and the other sees it', async () => {
    for (let round = 0; round < 10; round++) {
      const telegramId = ++people;
      budi = { telegramId, resellerId: await shop.addReseller(telegramId, 100_000) };
      const { refId } = await order('needs_review');
      const [said, settled] = await Promise.all([
        declare(refId, 'failed'),
        shop.orders.settle(refId, undefined, DELIVERED, later(1_000)),
      ]);
      if (settled === 'settled') {
        expect(said).toEqual({ kind: 'stands' });
        expect(await reasons(refId)).toEqual(['hold', 'capture']);
        expect(await row(refId)).toMatchObject({ review: null });
      } else {
        expect([said.kind, settled]).toEqual(['declared', 'contradicts']);
        expect(await reasons(refId)).toEqual(['hold', 'release']);
        // A person has spoken: money does not follow Klikoo without him.
        expect(await shop.orders.captureLate(refId, LATE, later(2_000))).toBe('refused');
        expect(await shop.orders.dispute(refId, 'flapping', 'delivered', later(2_000))).toBe(true);
      }
    }
  });

  test('F69: while Klikoo takes a delivery back: the money goes back once', async () => {
    for (let round = 0; round < 10; round++) {
      const telegramId = ++people;
      budi = { telegramId, resellerId: await shop.addReseller(telegramId, 100_000) };
      const { refId } = await order('delivered');
      const [said, reversed] = await Promise.all([
        declare(refId, 'failed'),
        shop.orders.reverse(refId, FAILED.failure, later(1_000)),
      ]);
      expect([said.kind, reversed]).toEqual(['stands', 'reversed']);
      const { refId: late } = await order('late, disputed');
      const both = await Promise.all([
        declare(late, 'failed'),
        shop.orders.reverse(late, FAILED.failure, later(1_000)),
      ]);
      expect(both[0]).toEqual({ kind: 'declared' });
      expect(both[1]).toMatch(/refused|same/);
      expect(await available()).toBe(100_000);
    }
  });

  test('against Klikoo for good: it is not asked to decide the same again', async () => {
    const { refId } = await order('failed, unpaid');
    await declare(refId, 'failed');
    expect(await shop.orders.dispute(refId, 'flapping', 'delivered', later(2_000))).toBe(false);
    expect(await declare(refId, 'delivered')).toEqual({ kind: 'stands' });
  });

  test('success of one whose same was bought again: under the next counter', async () => {
    const { refId } = await order('failed, unpaid');
    await submitted(1);
    expect(await declare(refId, 'delivered')).toEqual({ kind: 'declared' });
    expect(await row(refId)).toMatchObject({ state: 'delivered', occurrence: 2 });
  });
});

describe('[Cek ulang]', () => {
  test('F107: hands the order to who asked last; what the others heard before writes nothing', async () => {
    const { refId } = await order('needs_review');
    const first = await shop.orders.claimOne(refId, 60_000, later(1_000), 30_000);
    const second = await shop.orders.claimOne(refId, 60_000, later(1_000), 30_000);
    expect([first?.action, second?.action]).toEqual(['look', 'look']);
    expect(await shop.orders.settle(refId, first?.attempt, FAILED, later(2_000))).toBe('stale');
    expect(await shop.orders.settle(refId, second?.attempt, FAILED, later(2_000))).toBe('settled');
  });

  test('does not reach for a purchase that is being sent', async () => {
    const { refId } = await submitted();
    expect(await shop.orders.claimOne(refId, 60_000, later(1_000), 30_000)).toBeUndefined();
    expect(await shop.orders.claimOne(refId, 60_000, later(61_000), 30_000)).toMatchObject({
      action: 'look',
    });
  });

  test('F69: and a hint do not bring forward the second question about an ending that was just contradicted', async () => {
    const { refId } = await order('delivered');
    const claimed = await shop.orders.claimOne(refId, 60_000, later(1_000), 30_000);
    await shop.orders.proceed(refId, claimed?.attempt ?? 0, {
      action: 'poll',
      at: later(61_000),
      supplierRef: '14429004',
      wasDenied: true,
    });
    expect(await shop.orders.hint(refId, 60_000, later(2_000))).toBe(false);
    expect(await shop.orders.claimOne(refId, 60_000, later(2_000), 30_000)).toBeUndefined();
    expect(await shop.orders.claimOne(refId, 60_000, later(61_000), 30_000)).toMatchObject({
      progress: { denials: 1 },
    });
  });
});

test('the queue holds what a person must decide about, and what is known of it', async () => {
  const waiting = await order('needs_review');
  const { orders, total } = await shop.orders.inReview(1_000);
  expect(total).toBe(orders.length);
  expect(orders.filter((each) => each.order.refId === waiting.refId)).toMatchObject([
    { review: 'no_final_answer', isInReview: true },
  ]);
  expect(await shop.orders.findCase(waiting.number, 1)).toMatchObject({
    posts: 1,
    events: [{ kind: 'needs_review', detail: 'why: no_final_answer' }],
    earlierEvents: 1,
  });
  expect(await shop.orders.findCase(1, 1)).toBeUndefined();
});

test('F69: no room to ask is no question: what was contradicted is not given up for it, however long', async () => {
  const { refId } = await order('delivered');
  const claimed = await shop.orders.claimOne(refId, 60_000, later(1_000), 30_000);
  const attempt = claimed?.attempt ?? 0;
  const poll = { action: 'poll', at: later(61_000), supplierRef: '14429004' } as const;
  await shop.orders.proceed(refId, attempt, { ...poll, wasDenied: true });
  for (let i = 0; i < 3; i++) await shop.orders.proceed(refId, attempt, poll);
  const before = await row(refId);
  for (let i = 0; i < 3; i++) await shop.orders.proceed(refId, attempt, { ...poll, wasNotAsked: true });
  expect(await row(refId)).toMatchObject({ polls: before?.polls, denials: 1 });
});

test('F69: what Klikoo says once more after all takes back its denial', async () => {
  for (const serial of [undefined, '1111']) {
    const { refId, attempt } = await submitted(serial === undefined ? 1 : 2);
    const checkAt = later(1_000);
    await shop.orders.settle(refId, undefined, { ...DELIVERED, sn: undefined, checkAt }, NOON);
    const poll = { action: 'poll', at: later(61_000), supplierRef: '14429004' } as const;
    await shop.orders.proceed(refId, attempt + 1, { ...poll, wasDenied: true });
    if (serial === undefined) {
      await shop.orders.proceed(refId, attempt + 1, { ...poll, wasConfirmed: true });
    } else {
      await shop.orders.addSn(refId, serial, NOON);
    }
    expect(await row(refId)).toMatchObject({ state: 'delivered', denials: 0 });
  }
});

test('a denial is not counted for an order that a person has', async () => {
  const { refId } = await order('failed, unpaid');
  expect(await row(refId)).toMatchObject({ revisions: 0, review: 'unpaid_delivery', next_action: null });
  const claimed = await shop.orders.claimOne(refId, 60_000, later(1_000), 30_000);
  expect(claimed?.progress).toMatchObject({ isDisputed: true });
});
