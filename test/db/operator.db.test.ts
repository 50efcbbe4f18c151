import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCommandWords } from '../../src/app/command-words.ts';
import type { OperatorAction } from '../../src/app/operator-actions.ts';
import { performAction } from '../../src/app/perform-action.ts';
import { createCatalog } from '../../src/store/catalog.ts';
import { createCommandWordStore } from '../../src/store/command-words.ts';
import type { Sql } from '../../src/store/connect.ts';
import {
  createOperatorActions,
  createOperatorMoney,
  createTwoPersonLimit,
} from '../../src/store/operator.ts';
import { createPrefixTable } from '../../src/store/prefixes.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { createBankAccounts, createTickets } from '../../src/store/tickets.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON } from '../support/shop.ts';

const OTHER_ADMIN = 901;
const MINUTE_MS = 60_000;

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let budi: number;
let accounts = 1_000;
let asked = 0;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

beforeEach(async () => {
  accounts += 1;
  budi = await shop.addReseller(accounts, 100_000);
});

afterEach(async () => {
  expect(await verifyBooks(sql)).toEqual([]);
});

/** An operator's question as the chat keeps it; `origin` is the message that asked. */
async function ask(action: OperatorAction, origin = `900:${++asked}`): Promise<string> {
  const actions = createOperatorActions(sql);
  const token = shop.ids.token();
  const kept = await actions.ask(
    { token, actorId: ADMIN_ID, origin, action, expiresAt: later(10 * MINUTE_MS) },
    NOON,
  );
  return kept.token;
}

const resets: number[][] = [];

function press(token: string, actorId = ADMIN_ID, now = NOON) {
  const deps = {
    actions: createOperatorActions(sql),
    money: createOperatorMoney(sql),
    orders: shop.orders,
    catalog: createCatalog(sql),
    pins: {
      async reset(resellerId: number, { actorId }: { actorId: number }) {
        resets.push([resellerId, actorId]);
        return true;
      },
    },
    resellers: createResellers(sql),
    prefixes: createPrefixTable(sql, () => new Date(0)),
    commandWords: createCommandWords({
      store: createCommandWordStore(sql),
      now: () => new Date(0),
      onError: () => {},
    }),
    twoPersonLimit: createTwoPersonLimit(sql),
    tickets: createTickets(sql),
    banks: createBankAccounts(sql),
    operators: new Set([ADMIN_ID]),
    now: () => now,
  };
  return performAction(deps, token, actorId);
}

/** What the audit log says about `subject`, the oldest first. */
async function audited(
  subject: string,
): Promise<{ action: string; actor_id: number; amount: number | null }[]> {
  return sql<{ action: string; actor_id: number; amount: number | null }[]>`
    select action, actor_id, (detail ->> 'amount')::bigint as amount from audit where subject = ${subject} order by id`;
}

async function codeOf(resellerId: number): Promise<string> {
  const reseller = await createResellers(sql).findById(resellerId);
  if (reseller === undefined) throw new Error('no reseller');
  return reseller.code;
}

const deposit = (amount = 50_000): OperatorAction => ({
  kind: 'deposit',
  resellerId: budi,
  amount,
  note: 'BCA 14:02',
});

const correction = (amount: number): OperatorAction => ({
  kind: 'correction',
  resellerId: budi,
  amount,
  reason: 'salah deposit',
});

test('F113: a deposit is booked once, however often and however fast [Ya] is pressed', async () => {
  const token = await ask(deposit());
  const answers = await Promise.all([press(token), press(token), press(token)]);
  expect(answers.map(({ kind }) => kind)).toContain('performed');
  for (const answer of answers) {
    if (answer.kind === 'performed') expect(answer.balance).toBe(150_000);
    else expect(answer.kind).toBe('done');
  }
  expect(await press(token)).toEqual({ kind: 'done' });
  expect(await shop.balances(budi)).toEqual({ available: 150_000, held: 0 });
  expect((await audited(await codeOf(budi))).slice(1)).toEqual([
    { action: 'deposit', actor_id: ADMIN_ID, amount: 50_000 },
  ]);
});

test('after a crash between booking and marking it as done, [Ya] answers as it would have and books nothing more', async () => {
  const token = await ask(deposit());
  const taken = await createOperatorActions(sql).take(token, ADMIN_ID, NOON);
  if (taken.kind !== 'do') throw new Error(taken.kind);
  await createOperatorMoney(sql).deposit(`action:${token}`, budi, 50_000, 'BCA 14:02', ADMIN_ID, NOON);
  // The process dies here; the tap comes again.
  expect(await press(token)).toMatchObject({ kind: 'performed', balance: 150_000 });
  expect(await press(token)).toEqual({ kind: 'done' });
  expect(await shop.balances(budi)).toEqual({ available: 150_000, held: 0 });
  expect((await audited(await codeOf(budi))).slice(1)).toHaveLength(1);
});

test('the same message asked twice is one question, and books what was asked first', async () => {
  const first = await ask(deposit(50_000), '900:again');
  expect(await ask(deposit(99_000), '900:again')).toBe(first);
  await press(first);
  await press(first);
  expect((await shop.balances(budi)).available).toBe(150_000);
});

test('two questions of the same deposit are two deposits', async () => {
  await press(await ask(deposit()));
  await press(await ask(deposit()));
  expect((await shop.balances(budi)).available).toBe(200_000);
});

test('another operator, or somebody with a made-up token, books nothing', async () => {
  const token = await ask(deposit());
  expect(await press(token, OTHER_ADMIN)).toEqual({ kind: 'not_yours' });
  expect(await press('token-of-nobody')).toEqual({ kind: 'unknown' });
  expect(await createOperatorActions(sql).cancel(token, OTHER_ADMIN)).toBe(false);
  expect((await shop.balances(budi)).available).toBe(100_000);
  expect(await press(token)).toMatchObject({ kind: 'performed' });
});

test('after ten minutes, or after [Batal], nothing is booked', async () => {
  const late = await ask(deposit());
  expect(await press(late, ADMIN_ID, later(10 * MINUTE_MS))).toEqual({ kind: 'expired' });
  const cancelled = await ask(deposit());
  expect(await createOperatorActions(sql).cancel(cancelled, ADMIN_ID)).toBe(true);
  expect(await press(cancelled)).toEqual({ kind: 'cancelled' });
  expect((await shop.balances(budi)).available).toBe(100_000);
});

test('a PIN is reset when [Ya] is pressed, once', async () => {
  resets.length = 0;
  const token = await ask({ kind: 'reset_pin', resellerId: budi });
  expect(resets).toEqual([]);
  expect(await press(token)).toMatchObject({ kind: 'performed' });
  expect(await press(token)).toEqual({ kind: 'done' });
  expect(resets).toEqual([[budi, ADMIN_ID]]);
});

test('[Batal] after [Ya] is too late', async () => {
  const token = await ask(deposit());
  await press(token);
  expect(await createOperatorActions(sql).cancel(token, ADMIN_ID)).toBe(false);
  expect((await shop.balances(budi)).available).toBe(150_000);
});

test('a correction that would take more than there is books nothing, and is not tried again when there is enough', async () => {
  const token = await ask(correction(-100_001));
  expect(await press(token)).toMatchObject({ kind: 'would_fall_below_zero' });
  expect((await shop.balances(budi)).available).toBe(100_000);
  expect((await audited(await codeOf(budi))).map(({ action }) => action)).not.toContain('correction');

  await press(await ask(deposit(1)));
  expect(await press(token)).toEqual({ kind: 'cancelled' });
  expect((await shop.balances(budi)).held).toBe(0);
});

test('corrections go both ways, and the audit log names who, how much and why', async () => {
  expect(await press(await ask(correction(-25_000)))).toMatchObject({ balance: 75_000 });
  expect(await press(await ask(correction(5_000)))).toMatchObject({ balance: 80_000 });
  const code = await codeOf(budi);
  expect((await audited(code)).slice(1)).toEqual([
    { action: 'correction', actor_id: ADMIN_ID, amount: -25_000 },
    { action: 'correction', actor_id: ADMIN_ID, amount: 5_000 },
  ]);
  const [row] = await sql<{ note: string }[]>`
    select detail ->> 'note' as note from audit where subject = ${code} order by id desc limit 1`;
  expect(row?.note).toBe('salah deposit');
});

test('a markup is set, taken back and audited; one of a product that is not there changes nothing', async () => {
  const catalog = createCatalog(sql);
  expect(await press(await ask({ kind: 'global_markup', markup: 350 }))).toMatchObject({ kind: 'performed' });
  expect(await catalog.globalMarkup()).toBe(350);

  await press(await ask({ kind: 'product_markup', code: 'PLN20', markup: 500 }));
  expect((await catalog.find('PLN20'))?.markup).toBe(500);
  await press(await ask({ kind: 'product_markup', code: 'PLN20', markup: null }));
  expect((await catalog.find('PLN20'))?.markup).toBeUndefined();

  const token = await ask({ kind: 'product_markup', code: 'NONE', markup: 1 });
  expect(await press(token)).toMatchObject({ kind: 'no_such_product' });
  expect((await audited('PLN20')).map(({ action }) => action)).toEqual(['product_markup', 'product_markup']);
  expect(await audited('NONE')).toEqual([]);
});

test('resellers are listed page by page, with what they may spend', async () => {
  const resellers = createResellers(sql);
  const second = await shop.addReseller(++accounts, 0);
  const third = await shop.addReseller(++accounts, 7_000);
  const page = await resellers.list(budi - 1, 2);
  expect(page.map(({ reseller, available }) => [reseller.id, available])).toEqual([
    [budi, 100_000],
    [second, 0],
  ]);
  const next = await resellers.list(second, 2);
  expect(next.map(({ reseller, available }) => [reseller.id, available])).toEqual([[third, 7_000]]);
  expect(await resellers.list(third, 2)).toEqual([]);
});
