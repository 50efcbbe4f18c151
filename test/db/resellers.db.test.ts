import { beforeAll, expect, test } from 'vitest';
import type { Applicant, Resellers } from '../../src/app/resellers.ts';
import { parseDay } from '../../src/domain/day.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { freshDatabase } from '../support/database.ts';

const START = new Date('2026-11-20T03:00:00Z');
const ADMIN = 900;
const SECOND_ADMIN = 901;
const HOUR_MS = 3_600_000;

let sql: Sql;
let resellers: Resellers;
let accounts = 1000;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  resellers = createResellers(sql);
});

const newAccount = () => ++accounts;

async function addReseller(name = 'Budi') {
  const telegramId = newAccount();
  const { reseller } = await resellers.add({ telegramId, name }, ADMIN, START);
  return { ...reseller, telegramId };
}

function applicant(): Applicant {
  return { telegramId: newAccount(), name: 'Siti', town: 'Bantul', phone: '6281234567890', language: 'id' };
}

async function audited(action: string, telegramId: number) {
  const rows = await sql<{ actor_id: number; subject: string }[]>`
    select actor_id, subject from audit where action = ${action} and detail ->> 'telegram_id' = ${String(telegramId)}`;
  return [...rows];
}

function day(text: string) {
  return parseDay(text) ?? expect.fail(`no day: ${text}`);
}

function hours(count: number): Date {
  return new Date(START.getTime() + count * HOUR_MS);
}

test('a reseller added by an operator has a code, an empty balance and no PIN', async () => {
  const telegramId = newAccount();
  const { kind, reseller } = await resellers.add({ telegramId, name: 'Budi', town: 'Solo' }, ADMIN, START);
  expect(kind).toBe('added');
  expect(reseller).toEqual({
    id: reseller.id,
    code: `K${String(reseller.id).padStart(4, '0')}`,
    name: 'Budi',
    town: 'Solo',
    phone: undefined,
    language: 'id',
    state: 'active',
    hasPin: false,
    summaryHour: 21,
    isQuick: false,
    isOffByUpline: false,
  });
  expect(await resellers.balances(reseller.id)).toEqual({ available: 0, held: 0 });
  expect(await resellers.findByTelegramId(telegramId)).toEqual(reseller);
  expect(await resellers.findById(reseller.id)).toEqual(reseller);
  expect(await resellers.telegramIds(reseller.id)).toEqual([telegramId]);
});

test('adding the same account again, or ten times at once, adds one reseller and one line to the audit log', async () => {
  const telegramId = newAccount();
  const add = () => resellers.add({ telegramId, name: 'Budi' }, ADMIN, START);
  const answers = [...(await Promise.all(Array.from({ length: 10 }, add))), await add()];
  expect(answers.filter(({ kind }) => kind === 'added')).toHaveLength(1);
  expect(new Set(answers.map(({ reseller }) => reseller.id)).size).toBe(1);
  expect(await audited('reseller_added', telegramId)).toEqual([
    { actor_id: ADMIN, subject: answers[0]?.reseller.code },
  ]);
});

test('a code is found however it is typed, and nothing else is', async () => {
  const { id, code } = await addReseller();
  for (const typed of [code, code.toLowerCase(), `K${id}`, `k00000${id}`, ` ${code} `]) {
    expect((await resellers.findByCode(typed))?.id, typed).toBe(id);
  }
  for (const typed of [
    '',
    'K',
    'K0',
    'K0000',
    String(id),
    `K${id}x`,
    'K999999999',
    'K99999999999',
    `L${id}`,
    '٣',
  ]) {
    expect(await resellers.findByCode(typed), typed).toBeUndefined();
  }
});

test('a stranger is nobody', async () => {
  expect(await resellers.findByTelegramId(newAccount())).toBeUndefined();
  expect(await resellers.findRegistration(newAccount())).toBeUndefined();
  await expect(resellers.balances(2_000_000)).rejects.toThrow('no accounts');
});

test('language and hour of the summary are his to choose', async () => {
  const { id } = await addReseller();
  await resellers.setLanguage(id, 'en');
  await resellers.setSummaryHour(id, 0);
  expect(await resellers.findById(id)).toMatchObject({ language: 'en', summaryHour: 0 });
  await resellers.setSummaryHour(id, undefined);
  expect(await resellers.findById(id)).toMatchObject({ summaryHour: undefined });
});

test('an account that blocked the bot is not written to until it is back', async () => {
  const { id, telegramId } = await addReseller();
  await resellers.markUnreachable(telegramId, START);
  await resellers.markUnreachable(telegramId, hours(1));
  expect(await resellers.telegramIds(id)).toEqual([]);
  const [row] = await sql<{ unreachable_since: Date }[]>`
    select unreachable_since from telegram_account where telegram_id = ${telegramId}`;
  expect(row?.unreachable_since).toEqual(START);
  expect(await resellers.findSender(telegramId)).toMatchObject({ isUnreachable: true });
  await resellers.markReachable(telegramId, START);
  await resellers.markReachable(telegramId, START);
  expect(await resellers.findSender(telegramId)).toMatchObject({ isUnreachable: false });
  expect(await resellers.telegramIds(id)).toEqual([telegramId]);
});

test('a registration waits as it was asked for first, and approving it adds the reseller', async () => {
  const siti = applicant();
  expect(await resellers.requestRegistration(siti, START)).toBe('pending');
  expect(await resellers.requestRegistration({ ...siti, name: 'Other' }, hours(1))).toBe('pending');
  expect(await resellers.findRegistration(siti.telegramId)).toEqual({
    ...siti,
    state: 'pending',
    decidedBy: undefined,
    createdAt: START,
    decidedAt: undefined,
  });

  const decision = await resellers.decideRegistration(siti.telegramId, 'approved', ADMIN, hours(2));
  expect(decision).toMatchObject({
    isNew: true,
    registration: { state: 'approved', decidedBy: ADMIN, decidedAt: hours(2) },
    reseller: { name: 'Siti', town: 'Bantul', phone: '6281234567890', hasPin: false },
  });
  expect(await resellers.findByTelegramId(siti.telegramId)).toEqual(decision?.reseller);
  expect(await resellers.requestRegistration(siti, hours(3))).toBe('already');
});

test('of two operators who decide at once one is heard, and both see whom', async () => {
  const siti = applicant();
  await resellers.requestRegistration(siti, START);
  const decisions = await Promise.all([
    resellers.decideRegistration(siti.telegramId, 'approved', ADMIN, hours(1)),
    resellers.decideRegistration(siti.telegramId, 'rejected', SECOND_ADMIN, hours(1)),
    resellers.decideRegistration(siti.telegramId, 'approved', ADMIN, hours(1)),
  ]);
  expect(decisions.filter((decision) => decision?.isNew)).toHaveLength(1);
  const seen = new Set(decisions.map((decision) => decision?.registration.state));
  expect(seen.size).toBe(1);
  const [state] = seen;
  expect((await resellers.findByTelegramId(siti.telegramId)) !== undefined).toBe(state === 'approved');
  expect(await audited(`registration_${state}`, siti.telegramId)).toHaveLength(1);
});

test('approving somebody whom another operator adds at the same moment makes one reseller', async () => {
  for (let round = 0; round < 10; round += 1) {
    const siti = applicant();
    await resellers.requestRegistration(siti, START);
    const [decision, added] = await Promise.all([
      resellers.decideRegistration(siti.telegramId, 'approved', ADMIN, START),
      resellers.add({ telegramId: siti.telegramId, name: 'Siti' }, SECOND_ADMIN, START),
    ]);
    expect(decision?.isNew).toBe(true);
    expect(decision?.reseller?.id).toBe(added.reseller.id);
  }
});

test('rejecting the old request of somebody who is a reseller by now says who he is', async () => {
  const siti = applicant();
  await resellers.requestRegistration(siti, START);
  const { reseller } = await resellers.add({ telegramId: siti.telegramId, name: 'Siti' }, ADMIN, START);
  const decision = await resellers.decideRegistration(siti.telegramId, 'rejected', SECOND_ADMIN, START);
  expect(decision).toMatchObject({ registration: { state: 'rejected' }, reseller: { id: reseller.id } });
});

test('who was rejected may ask again after a day, and nobody decides about who never asked', async () => {
  const siti = applicant();
  await resellers.requestRegistration(siti, START);
  const decision = await resellers.decideRegistration(siti.telegramId, 'rejected', ADMIN, START);
  expect(decision).toMatchObject({ isNew: true, reseller: undefined });
  expect(await resellers.findByTelegramId(siti.telegramId)).toBeUndefined();
  expect(await resellers.requestRegistration(siti, hours(23))).toBe('rejected');
  expect(await resellers.requestRegistration(siti, hours(24))).toBe('pending');
  expect(await resellers.findRegistration(siti.telegramId)).toMatchObject({
    state: 'pending',
    decidedBy: undefined,
  });
  expect(await resellers.decideRegistration(newAccount(), 'approved', ADMIN, START)).toBeUndefined();
});

test('the lines of a day are those of that day, newest first, in pages, however long the history is', async () => {
  const { id } = await addReseller();
  const other = await addReseller('Other');
  // One deposit an hour for ten days, with another reseller's in between.
  for (let hour = 0; hour < 240; hour += 1) {
    for (const reseller of [id, other.id]) {
      await sql`select ledger_deposit(${`m:${reseller}:${hour}`}, ${reseller}, ${hour + 1}, 'n', ${ADMIN}, ${hours(hour)})`;
    }
  }
  for (const from of [0, 1, 100, 216, 230]) {
    const span = { from: hours(from), to: hours(from + 24) };
    const lines = await resellers.mutations(id, span, undefined, 100);
    const expected = Array.from({ length: Math.min(24, 240 - from) }, (_, i) => from + i + 1).reverse();
    expect(lines.map((line) => line.amount)).toEqual(expected);

    const first = await resellers.mutations(id, span, undefined, 7);
    const second = await resellers.mutations(id, span, first.at(-1)?.entryId, 100);
    expect([...first, ...second]).toEqual(lines);
  }
  expect(await resellers.mutations(id, { from: hours(240), to: hours(999) }, undefined, 10)).toEqual([]);
  expect(await resellers.mutations(id, { from: hours(-99), to: START }, undefined, 10)).toEqual([]);
  const nobody = await addReseller('New');
  expect(await resellers.mutations(nobody.id, { from: START, to: hours(9) }, undefined, 10)).toEqual([]);
});

test('a line says what it was for and what was left', async () => {
  const { id } = await addReseller();
  await sql`select ledger_deposit(${`d:${id}`}, ${id}, 100000, 'BCA', ${ADMIN}, ${START})`;
  await sql`select ledger_correct(${`c:${id}`}, ${id}, -2500, 'typing error', ${ADMIN}, ${hours(1)})`;
  await sql`
    insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
      list_cost, markup, cost, price, quoted_at, expires_at)
    values ('6f1c1f5e-7d0a-4c52-9f0c-0f4f3c1a2b3d', 'card', 0, ${id}, 1, 'PLN20', 'PLN 20.000', 'PLN', '01105691111',
      20000, 750, 20000, 20750, ${START}, ${START})`;
  await sql`
    select ledger_post('order:x:hold', 'hold', '6f1c1f5e-7d0a-4c52-9f0c-0f4f3c1a2b3d', null, ${hours(2)},
      array[available_account(${id}), held_account(${id})], array[-20750, 20750])`;
  const [order] = await sql<{ number: number }[]>`select number from orders where reseller_id = ${id}`;

  const lines = await resellers.mutations(id, { from: START, to: hours(3) }, undefined, 10);
  const entryId = expect.any(Number);
  expect(lines).toEqual([
    {
      entryId,
      at: hours(2),
      reason: 'hold',
      amount: -20_750,
      balanceAfter: 76_750,
      note: undefined,
      order: { number: order?.number, productCode: 'PLN20', destination: '01105691111' },
    },
    {
      entryId,
      at: hours(1),
      reason: 'correction',
      amount: -2500,
      balanceAfter: 97_500,
      note: 'typing error',
      order: undefined,
    },
    {
      entryId,
      at: START,
      reason: 'deposit',
      amount: 100_000,
      balanceAfter: 100_000,
      note: 'BCA',
      order: undefined,
    },
  ]);
  expect(await resellers.balances(id)).toEqual({ available: 76_750, held: 20_750 });
});

test('a summary is due from the hour he chose, until it is sent, and only where he can be reached', async () => {
  const today = day('2026-11-20');
  const [budi, siti, away, none, blocked] = [
    await addReseller('Budi'),
    await addReseller('Siti'),
    await addReseller('Away'),
    await addReseller('None'),
    await addReseller('Blocked'),
  ];
  for (const { id } of [budi, siti, away, blocked]) await resellers.setSummaryHour(id, 7);
  await resellers.setSummaryHour(none.id, undefined);
  await resellers.markUnreachable(away.telegramId, START);
  await sql`update reseller set state = 'blocked' where id = ${blocked.id}`;
  const second = newAccount();
  await sql`insert into telegram_account (telegram_id, reseller_id, created_at) values (${second}, ${budi.id}, ${hours(1)})`;

  const due = (hour: number, on = today, afterId = 0, limit = 100) =>
    resellers.summariesDue(hour, on, afterId, limit);
  expect((await due(7)).map(({ reseller, telegramIds }) => [reseller.name, telegramIds])).toEqual([
    ['Budi', [budi.telegramId, second]],
    ['Siti', [siti.telegramId]],
  ]);
  expect(await due(6)).toEqual([]);
  // An hour that was slept through is made up for.
  expect(await due(8)).toHaveLength(2);
  expect((await due(7, today, 0, 1)).map(({ reseller }) => reseller.id)).toEqual([budi.id]);
  expect((await due(7, today, budi.id, 1)).map(({ reseller }) => reseller.id)).toEqual([siti.id]);

  expect(await resellers.summarySent(budi.id, today, START)).toBe(true);
  expect(await resellers.summarySent(budi.id, today, START)).toBe(false);
  expect((await due(7)).map(({ reseller }) => reseller.id)).toEqual([siti.id]);
  expect(await due(7, day('2026-11-21'))).toHaveLength(2);
});
