import { beforeAll, expect, test } from 'vitest';
import type { FinalAnswer } from '../../src/app/orders.ts';
import { plus, rupiah } from '../../src/domain/money.ts';
import { commissionSum, commissionsOf } from '../../src/domain/price.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createDownlines } from '../../src/store/downlines.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { createRandom } from '../sim/random.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, NOON, TODAY } from '../support/shop.ts';

const SEED = Number(process.env.KONTER_SEED ?? 20_261_121);
// Tickets, crashes and the supplier are in test/sim/tree, one statement at a time: here statements run truly at once.
const PEOPLE = 50;
const ROUNDS = 30;
/** In a round, all of these run at once. */
const AT_ONCE = 12;
const DEPOSIT = 400_000;

/** Held, and answered by the supplier in the next round. */
type Underway = { refId: string; isDelivered: boolean; isLate: boolean };

const DELIVERED = {
  state: 'delivered',
  supplierRef: '1',
  sn: '1111',
  costBooked: undefined,
  checkAt: undefined,
} satisfies FinalAnswer;
const FAILURE = { reason: 'other', text: '', code: '' } as const;

let sql: Sql;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
});

test(`fifty resellers in a tree sell, give back, set markups, are paid and send each other money: the books stay right (seed ${SEED})`, async () => {
  const shop = await createShop(sql);
  const downlines = createDownlines(sql);
  const random = createRandom(SEED);
  const people: { id: number; telegramId: number; uplineId: number | undefined }[] = [];
  for (let i = 0; i < PEOPLE; i++) {
    const above = i > 3 ? random.pick(people) : undefined;
    const uplineId = above && (await downlines.level(above.id)) < 5 ? above.id : undefined;
    const telegramId = 7_000 + i;
    const id = await shop.addReseller(telegramId, DEPOSIT);
    if (uplineId !== undefined) await sql`update reseller set upline_id = ${uplineId} where id = ${id}`;
    people.push({ id, telegramId, uplineId });
  }
  const below = people.filter(({ uplineId }) => uplineId !== undefined);
  const done = new Map<string, number>();
  const count = (what: string) => done.set(what, (done.get(what) ?? 0) + 1);
  const delivered: string[] = [];
  let underway: Underway[] = [];
  let sales = 0;
  let moves = 0;

  async function sell(): Promise<void> {
    const who = random.pick(people);
    const isDelivered = random.chance(0.8);
    const destination = `0110569${String(++sales).padStart(4, '0')}`;
    const commissions = commissionsOf(await downlines.chain(who.id, ['PLN20']), 'PLN20');
    const price = plus(rupiah(20_746), commissionSum(commissions));
    const { card, orders } = await shop.quote(who.id, who.telegramId, [{ destination, commissions, price }]);
    const refId = orders[0]?.refId ?? '';
    const [line] = (await shop.orders.confirm(card.token, who.telegramId, NOON, TODAY)) ?? [];
    count(line?.verdict.kind ?? 'none');
    if (line?.verdict.kind === 'held') underway.push({ refId, isDelivered, isLate: sales % 2 === 0 });
  }

  async function settle({ refId, isDelivered, isLate }: Underway): Promise<void> {
    const answer: FinalAnswer = isDelivered
      ? DELIVERED
      : { state: 'failed', supplierRef: '1', failure: FAILURE };
    await shop.orders.settle(refId, undefined, answer, NOON);
    if (isDelivered) delivered.push(refId);
    else if (isLate) count(await shop.orders.captureLate(refId, { ...DELIVERED, supplierRef: '1' }, NOON));
  }

  async function reverse(): Promise<void> {
    const refId = delivered.splice(random.below(delivered.length), 1)[0];
    if (refId !== undefined) count(await shop.orders.reverse(refId, FAILURE, NOON));
  }

  async function move(): Promise<void> {
    const who = random.pick(below);
    const verdict = await downlines.move(
      {
        key: `move:${++moves}`,
        kind: random.chance(0.5) ? 'transfer' : 'take_back',
        uplineId: who.uplineId ?? 0,
        downlineId: who.id,
        amount: rupiah(random.between(1_000, 300_000)),
        known: 9,
        day: TODAY,
      },
      NOON,
    );
    count(verdict.kind);
  }

  async function markup(): Promise<void> {
    const who = random.pick(below);
    const rule = {
      downlineId: random.chance(0.5) ? who.id : undefined,
      productCode: random.chance(0.5) ? 'PLN20' : undefined,
      amount: rupiah(random.below(6) * 50),
    };
    await downlines.setMarkup(who.uplineId ?? 0, rule, 1, NOON);
  }

  async function pay(): Promise<void> {
    const who = random.pick(below);
    const paid = await downlines.pay(who.uplineId ?? 0, NOON);
    if (paid !== 0) count(paid > 0 ? 'paid' : 'taken from his commission');
  }

  for (let round = 0; round < ROUNDS; round++) {
    const works = Array.from({ length: AT_ONCE }, () =>
      random.pick([sell, sell, sell, move, move, markup, pay, reverse]),
    );
    const answered = underway;
    underway = [];
    await shop.orders.claim(['submit'], NOON, 100, 60_000);
    await Promise.all([...answered.map(settle), ...works.map((work) => work())]);
  }
  for (const id of await downlines.earners()) await downlines.pay(id, NOON);

  expect(await verifyBooks(sql)).toEqual([]);
  const [sums] = await sql`
    select (select sum(balance) from account)::bigint + (
        select sum(amount) from entry where account_id < 0 or account_id in (1, 2))::bigint as everywhere,
      (select sum(amount) from entry where account_id < 0)::bigint as unpaid`;
  expect(sums, `seed ${SEED}`).toMatchObject({ everywhere: PEOPLE * DEPOSIT });
  expect(sums?.unpaid, 'all that is above zero was paid').toBeLessThanOrEqual(0);
  // Without these it would have shown nothing.
  for (const what of [
    'held',
    'price_changed',
    'moved',
    'insufficient',
    'reversed',
    'captured',
    'paid',
    'taken from his commission',
  ])
    expect(done.get(what) ?? 0, `${what} of ${JSON.stringify([...done])}, seed ${SEED}`).toBeGreaterThan(0);
});
