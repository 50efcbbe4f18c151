import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCommandWords } from '../../src/app/command-words.ts';
import type { OperatorAction } from '../../src/app/operator-actions.ts';
import {
  approveAction,
  type PerformDeps,
  type Pressed,
  performAction,
  type Tell,
} from '../../src/app/perform-action.ts';
import { rupiah } from '../../src/domain/money.ts';
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

const SECOND = 901;
const THIRD = 902;
const ALL = new Set([ADMIN_ID, SECOND, THIRD]);
const MINUTE_MS = 60_000;
const LARGE = 50_000_001;
const BANK = { bank: 'BCA', number: '1234567890', holder: 'PT Konter' };

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let budi: number;
let accounts = 5_000;
let asked = 0;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

beforeEach(async () => {
  accounts += 1;
  budi = await shop.addReseller(accounts, 100_000);
  await sql`delete from setting where key = 'two_person_limit'`;
});

afterEach(async () => {
  expect(await verifyBooks(sql)).toEqual([]);
});

function depsAt(now: Date, operators = ALL): PerformDeps {
  return {
    actions: createOperatorActions(sql),
    money: createOperatorMoney(sql),
    orders: shop.orders,
    catalog: createCatalog(sql),
    pins: { reset: async () => true },
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
    operators,
    now: () => now,
  };
}

async function ask(action: OperatorAction, actorId = ADMIN_ID): Promise<string> {
  const token = shop.ids.token();
  const origin = `two:${++asked}`;
  await createOperatorActions(sql).ask(
    { token, actorId, origin, action, expiresAt: later(10 * MINUTE_MS) },
    NOON,
  );
  return token;
}

const deposit = (amount = LARGE): OperatorAction => ({ kind: 'deposit', resellerId: budi, amount, note: '' });
const yes = (token: string, actorId = ADMIN_ID, now = NOON, operators = ALL, tell?: Tell) =>
  performAction(depsAt(now, operators), token, actorId, tell);
const approve = (token: string, secondId = SECOND, now = NOON, operators = ALL, tell?: Tell) =>
  approveAction(depsAt(now, operators), token, secondId, tell);
const reject = (token: string, secondId = SECOND, now = NOON) =>
  createOperatorActions(sql).reject(token, secondId, [...ALL], now);

async function waiting(action = deposit()): Promise<string> {
  const token = await ask(action);
  expect(await yes(token)).toMatchObject({ kind: 'waiting', isAsked: false });
  return token;
}

const available = async () => (await shop.balances(budi)).available;

async function auditOf(token: string): Promise<{ action: string; actor_id: number }[]> {
  return sql<{ action: string; actor_id: number }[]>`
    select action, actor_id from audit where detail ->> 'key' = ${`action:${token}`} order by id`;
}

function kinds(answers: readonly Pressed[]): string[] {
  return [...new Set(answers.map(({ kind }) => kind))].sort();
}

test('F112, F122: a large deposit waits for a second operator, and both are in the audit log', async () => {
  const token = await waiting();
  expect(await available()).toBe(100_000);
  expect(await approve(token)).toMatchObject({
    kind: 'performed',
    balance: 100_000 + LARGE,
    askerId: ADMIN_ID,
    secondId: SECOND,
  });
  expect(await auditOf(token)).toEqual([
    { action: 'approved', actor_id: SECOND },
    { action: 'deposit', actor_id: ADMIN_ID },
  ]);
  expect([await approve(token), await yes(token), await approve(token, THIRD)]).toEqual([
    { kind: 'done' },
    { kind: 'done' },
    { kind: 'decided' },
  ]);
  expect(await available()).toBe(100_000 + LARGE);
});

test.each([
  [
    'a correction',
    (): OperatorAction => ({ kind: 'correction', resellerId: budi, amount: -LARGE, reason: 'x' }),
  ],
  ['a top-up', (): OperatorAction => ({ kind: 'supplier_topup', amount: LARGE, note: '', isOpening: false })],
  ['turning the rule off', (): OperatorAction => ({ kind: 'two_person_limit', limit: 0 })],
  ['raising the limit', (): OperatorAction => ({ kind: 'two_person_limit', limit: LARGE })],
  ['naming other bank accounts', (): OperatorAction => ({ kind: 'bank_accounts', accounts: [BANK] })],
])('%s waits for a second operator, too', async (_name, action) => {
  await waiting(action());
});

test('up to the limit, below another one, and with one operator alone nobody is asked', async () => {
  expect(await yes(await ask(deposit(50_000_000)))).toMatchObject({ kind: 'performed' });
  const alone = new Set([ADMIN_ID]);
  expect(await yes(await ask(deposit()), ADMIN_ID, NOON, alone)).toMatchObject({
    kind: 'performed',
    secondId: undefined,
  });
  await createTwoPersonLimit(sql).set(
    { key: shop.ids.token(), limit: rupiah(0), mayLoosen: true, actorId: ADMIN_ID },
    NOON,
  );
  expect(await yes(await ask(deposit()))).toMatchObject({ kind: 'performed' });
});

test('F122: nobody approves what he asked for himself, not even by hand in the database', async () => {
  const token = await waiting();
  expect(await approve(token, ADMIN_ID)).toEqual({ kind: 'own' });
  expect(await yes(token)).toMatchObject({ kind: 'waiting' });
  expect(await reject(token, ADMIN_ID)).toEqual({ kind: 'own' });
  await expect(
    sql`update operator_action set decided_by = actor_id where token = ${token}`,
  ).rejects.toMatchObject({ constraint_name: 'operator_action_second' });
  expect(await available()).toBe(100_000);
});

test('F122: what an operator asked for who is none any more is not approved', async () => {
  const token = await waiting();
  expect(await approve(token, SECOND, NOON, new Set([SECOND, THIRD]))).toEqual({ kind: 'expired' });
  expect(await available()).toBe(100_000);
});

test('F112: two operators approve at once, 32 presses in all: booked once, by one of them', async () => {
  const token = await waiting();
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, i) => (i % 4 === 3 ? yes(token) : approve(token, i % 2 ? THIRD : SECOND))),
  );
  expect(kinds(answers)).toContain('performed');
  for (const kind of kinds(answers)) expect(['performed', 'done', 'decided', 'waiting']).toContain(kind);
  expect(await available()).toBe(100_000 + LARGE);
  const audit = await auditOf(token);
  expect(audit.map(({ action }) => action)).toEqual(['approved', 'deposit']);
});

test('[Setujui], [Tolak] and [Batal] at once: one of them holds, and money moves only with the first', async () => {
  for (let round = 0; round < 10; round++) {
    const before = await available();
    const token = await waiting();
    const [approved, rejected, isCancelled] = await Promise.all([
      approve(token, SECOND),
      reject(token, THIRD),
      createOperatorActions(sql).cancel(token, ADMIN_ID),
    ]);
    const held = [approved.kind === 'performed', rejected.kind === 'refused', isCancelled];
    expect(held.filter(Boolean)).toHaveLength(1);
    expect((await available()) - before).toBe(held[0] ? LARGE : 0);
    expect((await auditOf(token)).length).toBe(held[0] ? 2 : held[1] ? 1 : 0);
  }
});

test('an hour after [Ya] it is too late, and ten minutes after it is not', async () => {
  const token = await waiting();
  expect(await approve(token, SECOND, later(60 * MINUTE_MS))).toEqual({ kind: 'expired' });
  expect(await reject(token, SECOND, later(60 * MINUTE_MS))).toEqual({ kind: 'expired' });
  expect(await yes(token, ADMIN_ID, later(60 * MINUTE_MS))).toEqual({ kind: 'expired' });
  expect(await auditOf(token)).toEqual([]);
  expect(await approve(token, SECOND, later(59 * MINUTE_MS))).toMatchObject({ kind: 'performed' });
});

test('before [Ya] there is nothing to approve, and rejected stays rejected', async () => {
  const token = await ask(deposit());
  expect(await approve(token)).toEqual({ kind: 'unknown' });
  await yes(token);
  expect(await reject(token)).toMatchObject({ kind: 'refused', askerId: ADMIN_ID });
  expect(await reject(token)).toMatchObject({ kind: 'refused' });
  expect(await approve(token, THIRD)).toEqual({ kind: 'decided' });
  expect(await yes(token)).toEqual({ kind: 'rejected' });
  expect(await auditOf(token)).toEqual([{ action: 'rejected', actor_id: SECOND }]);
  expect(await available()).toBe(100_000);
});

test('who asked is shown as waiting again after a crash, until the others have been asked', async () => {
  const token = await waiting();
  expect(await yes(token)).toMatchObject({ kind: 'waiting', isAsked: false });
  await createOperatorActions(sql).asked(token);
  expect(await yes(token)).toMatchObject({ kind: 'waiting', isAsked: true, until: later(60 * MINUTE_MS) });
  expect(await approve(token)).toMatchObject({ kind: 'performed' });
});

test('F112: a crash before or after the money, or before it is told, books once and tells after all', async () => {
  const dies: Tell = async () => {
    throw new Error('the process dies here');
  };
  const token = await waiting();
  // After the approval is kept.
  await createOperatorActions(sql).approve(token, SECOND, [...ALL], NOON);
  expect(await approve(token, THIRD)).toEqual({ kind: 'decided' });
  // After the money.
  await expect(approve(token, SECOND, NOON, ALL, dies)).rejects.toThrow('dies');
  const told: number[] = [];
  const tell: Tell = async ({ askerId }) => void told.push(askerId);
  expect(await approve(token, SECOND, NOON, ALL, tell)).toMatchObject({ kind: 'performed' });
  expect(told).toEqual([ADMIN_ID]);
  expect(await available()).toBe(100_000 + LARGE);
  expect((await auditOf(token)).length).toBe(2);
});

test('what was taken before the limit was lowered is finished, and what waits stays waiting when it is raised', async () => {
  const limit = createTwoPersonLimit(sql);
  const set = (to: number) =>
    limit.set({ key: shop.ids.token(), limit: rupiah(to), mayLoosen: true, actorId: ADMIN_ID }, NOON);
  const small = await ask(deposit(1_000));
  await createOperatorActions(sql).take(small, ADMIN_ID, NOON);
  await set(500);
  expect(await yes(small)).toMatchObject({ kind: 'performed' });
  const large = await waiting(deposit(1_000));
  await set(2_000);
  expect(await yes(large)).toMatchObject({ kind: 'waiting' });
});

test('one operator may tighten the limit; a tightening by another at the same moment is never undone by it', async () => {
  const limit = createTwoPersonLimit(sql);
  const to = (value: number): OperatorAction => ({ kind: 'two_person_limit', limit: value });
  for (let round = 0; round < 10; round++) {
    await sql`delete from setting where key = 'two_person_limit'`;
    const tokens = await Promise.all([ask(to(40_000_000)), ask(to(10_000_000), SECOND)]);
    await Promise.all([yes(tokens[0]), yes(tokens[1], SECOND)]);
    expect(await limit.get()).toBe(10_000_000);
  }
  const loosen = { limit: rupiah(20_000_000), mayLoosen: false, actorId: ADMIN_ID };
  expect(await limit.set({ key: 'loosen', ...loosen }, NOON)).toBe(false);
  expect(await limit.set({ key: 'off', ...loosen, limit: rupiah(0) }, NOON)).toBe(false);
  expect(await limit.get()).toBe(10_000_000);
});

test('the limit is set once: an approved one that is repeated after a crash does not undo what was set since', async () => {
  const limit = createTwoPersonLimit(sql);
  const raise = { key: 'raise', limit: rupiah(90_000_000), mayLoosen: true, actorId: ADMIN_ID };
  const tighten = { key: 'tighten', limit: rupiah(5_000_000), mayLoosen: false, actorId: SECOND };
  expect(await limit.set(raise, NOON)).toBe(true);
  expect(await limit.set(tighten, NOON)).toBe(true);
  expect(await limit.set(raise, NOON)).toBe(true);
  expect(await limit.get()).toBe(5_000_000);
});

test('a reseller is blocked once by two operators at once, his keypads are gone, and one of them is in the audit log', async () => {
  const resellers = createResellers(sql);
  const hours = later(3_600_000);
  await sql`
    insert into keypad (token, telegram_id, chat_id, purpose, pressed, expires_at) values
      (${`pad${accounts}`}, ${accounts}, ${accounts}, '', '', ${hours}), (${`other${accounts}`}, 1, 1, '', '', ${hours})`;
  const block = (actorId: number, key: string) =>
    resellers.setState({ key, resellerId: budi, state: 'blocked', reason: 'dibajak', actorId }, NOON);
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, i) => (i % 2 ? block(SECOND, `s${budi}`) : block(ADMIN_ID, `a${budi}`))),
  );
  expect(answers).toContain(true);
  const code = (await resellers.findById(budi))?.code ?? '';
  const audit = await sql<{ actor_id: number; action: string }[]>`
    select actor_id, action from audit where subject = ${code} and action like 'reseller_%ed' and action <> 'reseller_added'`;
  expect(audit).toHaveLength(1);
  const isMine = audit[0]?.actor_id === ADMIN_ID;
  // Whose it was is told so again after a crash; the other is told that it was so already.
  expect([await block(ADMIN_ID, `a${budi}`), await block(SECOND, `s${budi}`)]).toEqual([isMine, !isMine]);
  expect((await resellers.findById(budi))?.state).toBe('blocked');
  const pads = await sql<{ token: string }[]>`select token from keypad order by token`;
  expect(pads.map(({ token }) => token)).toEqual([`other${accounts}`]);

  const open = { key: `o${budi}`, resellerId: budi, state: 'active' as const, reason: '', actorId: SECOND };
  expect(await resellers.setState(open, NOON)).toBe(true);
  expect(await block(ADMIN_ID, `again${budi}`)).toBe(true);
  // Repeated late, the first key does nothing to what came after it.
  expect(await resellers.setState(open, NOON)).toBe(false);
});
