import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createClockWatch } from '../../src/app/clock-watch.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createDueTimes } from '../../src/store/due-times.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, later, NOON, TODAY } from '../support/shop.ts';

const MINUTE_MS = 60_000;

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let people = 1_000;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

beforeEach(async () => {
  await sql`delete from orders`;
});

/** An order in this state for which something is due, or is to be told, so many minutes after NOON. */
async function order(state: 'held' | 'submitted' | 'needs_review', dueIn: number, tellIn?: number) {
  const telegramId = ++people;
  const resellerId = await shop.addReseller(telegramId, 30_000);
  const { card, orders } = await shop.quote(resellerId, telegramId, [{}]);
  await shop.orders.confirm(card.token, telegramId, NOON, TODAY);
  const refId = orders[0]?.refId ?? '';
  if (state !== 'held') {
    const [claimed] = await shop.orders.claim(['submit'], NOON, 1, MINUTE_MS);
    if (state === 'needs_review')
      await shop.orders.review(refId, claimed?.attempt ?? 0, NOON, 'no_final_answer');
  }
  await sql`
    update orders set next_action_at = ${later(dueIn * MINUTE_MS)},
      tell_at = ${tellIn === undefined ? null : later(tellIn * MINUTE_MS)} where ref_id = ${refId}`;
  // In minutes after NOON.
  return async (what: 'next_action_at' | 'tell_at') => {
    const [row] = await sql<{ at: Date }[]>`select ${sql(what)} as at from orders where ref_id = ${refId}`;
    return ((row?.at.getTime() ?? 0) - NOON.getTime()) / MINUTE_MS;
  };
}

test('F102: at a start, what is due later than it ever would be is due in a minute, and the rest stays', async () => {
  const soon = [
    await order('held', 20),
    await order('submitted', 10),
    await order('needs_review', 45),
    await order('submitted', 24 * 60, 24 * 60),
  ];
  const kept = [await order('submitted', 5, 30), await order('needs_review', 30)];
  const watch = createClockWatch({ dueTimes: createDueTimes(sql), now: () => NOON });
  expect(await watch()).toBe(5);
  expect(await watch()).toBe(0);
  for (const due of soon) expect(await due('next_action_at')).toBe(1);
  expect(await soon[3]?.('tell_at')).toBe(1);
  expect(await Promise.all(kept.map((due) => due('next_action_at')))).toEqual([5, 30]);
  expect(await kept[0]?.('tell_at')).toBe(30);
});

test('F102: a clock that goes back by more than a minute pulls in what is due, once; one that creeps does not', async () => {
  let at = NOON;
  const watch = createClockWatch({ dueTimes: createDueTimes(sql), now: () => at });
  expect(await watch()).toBe(0);
  at = later(60 * MINUTE_MS);
  expect(await watch()).toBe(0);
  const due = await order('submitted', 61, 61);
  at = later(59.5 * MINUTE_MS);
  expect(await watch()).toBe(0);
  at = NOON;
  expect(await watch()).toBe(2);
  expect([await due('next_action_at'), await due('tell_at')]).toEqual([1, 1]);
  expect(await watch()).toBe(0);
  const other = await order('submitted', 61);
  at = later(MINUTE_MS);
  expect(await watch()).toBe(0);
  expect(await other('next_action_at')).toBe(61);
});

test('of many, all are pulled in, in portions', async () => {
  const due = [await order('submitted', 90), await order('submitted', 90), await order('held', 90)];
  const dueTimes = createDueTimes(sql);
  const longest = { underwayMs: 0, inReviewMs: 0, tellMs: 0 };
  const pull = () => dueTimes.pullIn(NOON, longest, NOON, 1);
  expect([await pull(), await pull(), await pull()]).toEqual([2, 1, 0]);
  for (const each of due) expect(await each('next_action_at')).toBe(0);
});
