import { beforeAll, expect, test } from 'vitest';
import { createAccountCodes, isAccountCode } from '../../src/app/account-code.ts';
import { MOST_ACCOUNTS } from '../../src/app/accounts.ts';
import { rupiah } from '../../src/domain/money.ts';
import { createAccounts, createPinRequests } from '../../src/store/accounts.ts';
import { connect, type Sql } from '../../src/store/connect.ts';
import { createPinStore } from '../../src/store/pins.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, later, NOON, TODAY } from '../support/shop.ts';
import { dumpTables } from './dump-tables.ts';

const MINUTE_MS = 60_000;
const codes = createAccountCodes(Buffer.alloc(32, 7));

let sql: Sql;
let url: string;
let shop: Awaited<ReturnType<typeof createShop>>;
let accounts: ReturnType<typeof createAccounts>;
let ids = 10_000;
let asked = 0;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
  shop = await createShop(sql);
  accounts = createAccounts(sql);
});

async function reseller(more = 0): Promise<{ id: number; first: number; others: number[] }> {
  const first = ++ids;
  const id = await shop.addReseller(first, 100_000);
  const others: number[] = [];
  for (let n = 1; n <= more; n++) {
    others.push(++ids);
    await sql`
      insert into telegram_account (telegram_id, reseller_id, created_at) values (${ids}, ${id}, ${later(n * 1_000)})`;
  }
  return { id, first, others };
}

/** A code that `by` asked for. */
async function code(resellerId: number, by: number, origin = `code:${++asked}`, now = NOON) {
  const plain = codes.codeFor(resellerId, origin);
  const opened = await accounts.openCode(
    {
      resellerId,
      telegramId: by,
      label: undefined,
      hash: codes.hashOf(plain),
      token: shop.ids.token(),
      origin,
      expiresAt: new Date(now.getTime() + 15 * MINUTE_MS),
    },
    now,
  );
  return { plain, opened };
}

function claim(plain: string, telegramId: number, now = NOON, origin = `claim:${++asked}`) {
  const expiresAt = new Date(now.getTime() + 15 * MINUTE_MS);
  return accounts.claimCode({ hash: codes.hashOf(plain), telegramId, name: 'Tono', origin, expiresAt }, now);
}

async function claimed(resellerId: number, by: number, other: number): Promise<string> {
  const answer = await claim((await code(resellerId, by)).plain, other);
  if (answer.kind !== 'claimed') throw new Error(answer.kind);
  return answer.request.token;
}

const telegramIds = async (resellerId: number) =>
  (await accounts.list(resellerId)).map(({ telegramId }) => telegramId);

test('codes are eight characters that nobody mistakes, none of them a word or a number, and differ', () => {
  const drawn = Array.from({ length: 2_000 }, (_, n) => codes.codeFor(1, `1001:${n}`));
  expect(new Set(drawn).size).toBe(2_000);
  for (const each of drawn) expect(each).toMatch(/^(?=.*[0-9])(?=.*[A-Z])[A-HJKMNP-Z2-9]{8}$/);
  expect(codes.codeFor(1, '1001:5')).toBe(drawn[5]);
  expect(codes.codeFor(2, '1001:5')).not.toBe(drawn[5]);
  expect(['HARTANTO', '23456789', 'ABCD234', 'ABCD23456', 'ABCD0234'].some(isAccountCode)).toBe(false);
  expect(isAccountCode('abcd2345')).toBe(true);
});

test('a code is kept only as a keyed hash, and one of a reseller is open', async () => {
  const budi = await reseller();
  const first = await code(budi.id, budi.first, 'budi:1');
  expect(first.opened).toBe('opened');
  // The message that asked delivered again: the same code.
  expect(await code(budi.id, budi.first, 'budi:1')).toEqual(first);
  const many = await Promise.all(Array.from({ length: 8 }, () => code(budi.id, budi.first)));
  expect(many.map(({ opened }) => opened)).toEqual(Array(8).fill('opened'));
  const [open] = await sql`
    select count(*) as count from account_code where reseller_id = ${budi.id} and state in ('open', 'claimed')`;
  expect(open).toEqual({ count: 1 });
  expect((await code(budi.id, budi.first, 'budi:1')).opened).toBe('over');
  expect((await claim(first.plain, ++ids)).kind).toBe('old');
  const rows = await dumpTables(sql);
  for (const { plain } of [first, ...many]) expect(rows.includes(plain)).toBe(false);
});

test('F51: of many who type a code at once one is asked about, and it is good once', async () => {
  const budi = await reseller();
  const { plain } = await code(budi.id, budi.first);
  const strangers = Array.from({ length: 8 }, () => ++ids);
  const answers = await Promise.all(strangers.map((each) => claim(plain.toLowerCase(), each)));
  expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  expect(answers.filter(({ kind }) => kind === 'used')).toHaveLength(7);
  const winner = strangers[answers.findIndex(({ kind }) => kind === 'claimed')] ?? 0;
  expect((await claim(plain, winner)).kind).toBe('claimed');
  expect((await claim(plain, winner, later(16 * MINUTE_MS))).kind).toBe('old');
});

test('after five codes in vain within an hour none is looked at, not even the right one, at whatever speed', async () => {
  const budi = await reseller();
  const { plain } = await code(budi.id, budi.first);
  const eve = ++ids;
  // All of them are held up before one is written down, as far as they get.
  await sql.unsafe(`
    create function gate() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(4244); return new; end $$;
    create trigger gate before insert on account_code_try for each row execute function gate()`);
  const gate = connect(url, { max: 1, applicationName: 'gate' });
  await gate.sql`select pg_advisory_lock(4244)`;
  const guessing = Promise.all(
    Array.from({ length: 20 }, (_, n) => claim(codes.codeFor(999, `guess:${n}`), eve)),
  );
  for (;;) {
    const [row] = await gate.sql<{ count: number }[]>`
      select count(*) as count from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
    if ((row?.count ?? 0) >= 8) break;
  }
  await gate.sql`select pg_advisory_unlock(4244)`;
  await gate.close();
  const guesses = await guessing;
  expect(guesses.filter(({ kind }) => kind === 'wrong')).toHaveLength(5);
  expect(guesses.filter(({ kind }) => kind === 'too_many')).toHaveLength(15);
  expect((await claim(plain, eve)).kind).toBe('too_many');
  expect((await claim(plain, ++ids)).kind).toBe('claimed');
  expect((await claim('ABCD2345', eve, later(61 * MINUTE_MS))).kind).toBe('wrong');
  // The same message delivered ten times is one guess.
  const slow = ++ids;
  for (let n = 0; n < 10; n++) expect((await claim('ABCD2345', slow, NOON, 'slow:1')).kind).toBe('wrong');
  await accounts.sweep(later(26 * 60 * MINUTE_MS));
  expect([...(await sql`select from account_code_try`)]).toHaveLength(0);
});

test('an account that is a reseller’s already needs no code, and cannot be taken from him', async () => {
  const [budi, siti] = [await reseller(), await reseller()];
  const { plain } = await code(budi.id, budi.first);
  expect((await claim(plain, siti.first)).kind).toBe('known');
  // Registered elsewhere between the code and the answer.
  const tono = ++ids;
  const token = await claimed(budi.id, budi.first, tono);
  await sql`insert into telegram_account (telegram_id, reseller_id, created_at) values (${tono}, ${siti.id}, ${NOON})`;
  const decided = await accounts.decide({ token, telegramId: budi.first, isAllowed: true }, NOON);
  expect(decided.kind).toBe('known');
  expect(await telegramIds(siti.id)).toContain(tono);
});

test('only the account that asked decides, once, in time; allowed again it is the same', async () => {
  const budi = await reseller(1);
  const [second = 0] = budi.others;
  const tono = ++ids;
  const token = await claimed(budi.id, budi.first, tono);
  const decide = (telegramId: number, isAllowed: boolean, now = NOON) =>
    accounts.decide({ token, telegramId, isAllowed }, now);
  expect((await decide(second, true)).kind).toBe('not_yours');
  expect((await decide(tono, true)).kind).toBe('not_yours');
  expect((await decide(budi.first, true, later(15 * MINUTE_MS))).kind).toBe('over');
  const answers = await Promise.all([decide(budi.first, true), decide(budi.first, true)]);
  expect(answers.map(({ kind }) => kind)).toEqual(['allowed', 'allowed']);
  expect((await decide(budi.first, false)).kind).toBe('allowed');
  expect(new Set(await telegramIds(budi.id))).toEqual(new Set([budi.first, second, tono]));
  const audited = await sql`
    select actor_id from audit where action = 'account_added' and detail ->> 'telegram_id' = ${String(tono)}`;
  expect([...audited]).toEqual([{ actor_id: budi.first }]);
  // Removed since, the old button does not bring it back.
  await accounts.remove(
    { resellerId: budi.id, actorId: budi.first, telegramId: tono, origin: `r:${++asked}` },
    NOON,
  );
  expect((await decide(budi.first, true)).kind).toBe('over');
  expect(await telegramIds(budi.id)).not.toContain(tono);
  expect((await accounts.decide({ token: 'none', telegramId: budi.first, isAllowed: true }, NOON)).kind).toBe(
    'not_yours',
  );
});

test('who was removed allows nobody, and a reseller has five accounts and no sixth', async () => {
  const budi = await reseller(3);
  const [second = 0] = budi.others;
  const first = await claimed(budi.id, second, ++ids);
  await accounts.remove(
    { resellerId: budi.id, actorId: budi.first, telegramId: second, origin: `r:${++asked}` },
    NOON,
  );
  const byRemoved = await accounts.decide({ token: first, telegramId: second, isAllowed: true }, NOON);
  expect(byRemoved.kind).toBe('not_yours');
  expect((await code(budi.id, second)).opened).toBe('not_yours');

  const full = await reseller(3);
  const token = await claimed(full.id, full.first, ++ids);
  await sql`
    insert into telegram_account (telegram_id, reseller_id, created_at) values (${++ids}, ${full.id}, ${later(9_000)})`;
  expect(await telegramIds(full.id)).toHaveLength(MOST_ACCOUNTS);
  const decided = await accounts.decide({ token, telegramId: full.first, isAllowed: true }, NOON);
  expect(decided.kind).toBe('full');
  expect((await code(full.id, full.first)).opened).toBe('full');
});

test('accounts that remove each other at the same moment leave one, which is the first', async () => {
  const budi = await reseller(4);
  const all = [budi.first, ...budi.others];
  const answers = await Promise.all(
    all.map((id) =>
      accounts.remove({ resellerId: budi.id, actorId: id, telegramId: id, origin: `r:${++asked}` }, NOON),
    ),
  );
  expect(answers.filter((answer) => answer === 'removed')).toHaveLength(4);
  expect(answers.filter((answer) => answer === 'last')).toHaveLength(1);
  expect(await telegramIds(budi.id)).toHaveLength(1);
});

test('the first removes others, everyone himself, and the same request removes one only', async () => {
  const budi = await reseller(3);
  const [second = 0, third = 0, fourth = 0] = budi.others;
  const siti = await reseller(1);
  const remove = (actorId: number, telegramId: number, origin = `r:${++asked}`) =>
    accounts.remove({ resellerId: budi.id, actorId, telegramId, origin }, NOON);
  expect(await remove(second, third)).toBe('not_first');
  expect(await remove(second, budi.first)).toBe('not_first');
  expect(await remove(budi.first, siti.first)).toBe('unknown');
  expect(await remove(siti.first, second)).toBe('not_yours');
  expect(await remove(budi.first, second, 'twice')).toBe('removed');
  expect(await remove(budi.first, third, 'twice')).toBe('removed');
  expect(await accounts.findRemoval('twice')).toMatchObject({ telegramId: second });
  expect(await telegramIds(budi.id)).toEqual([budi.first, third, fourth]);
  // When the first leaves, the next oldest is the first.
  expect(await remove(budi.first, budi.first)).toBe('removed');
  expect(await remove(fourth, third)).toBe('not_first');
  expect(await remove(third, fourth)).toBe('removed');
  expect(await remove(third, third)).toBe('last');
});

test('what a removed account has under way goes on and is told to the first; it confirms nothing any more', async () => {
  const budi = await reseller(1);
  const [second = 0] = budi.others;
  const held = await shop.quote(budi.id, second);
  expect(await shop.orders.confirm(held.card.token, second, NOON, TODAY)).toBeDefined();
  const quoted = await shop.quote(budi.id, second, [{ destination: '01105692222' }]);
  await sql`
    insert into keypad (token, telegram_id, chat_id, purpose, pressed, expires_at)
    values ('pad', ${second}, ${second}, '', '', ${later(60_000)})`;
  await sql`insert into conversation (key, value, updated_at) values (${String(second)}, '{}', now())`;
  await accounts.remove({ resellerId: budi.id, actorId: second, telegramId: second, origin: 'self' }, NOON);

  expect((await shop.orders.findCard(held.card.token))?.card).toMatchObject({
    chatId: budi.first,
    messageId: undefined,
  });
  const refused = await shop.orders.confirm(quoted.card.token, second, NOON, TODAY);
  expect(JSON.stringify(refused)).toContain('not_owner');
  const [left] = await sql`
    select (select count(*) from keypad where telegram_id = ${second}) as keypads,
      (select count(*) from conversation where key = ${String(second)}) as forms`;
  expect(left).toEqual({ keypads: 0, forms: 0 });
  const [order] = held.orders;
  if (order === undefined) throw new Error('no order');
  await shop.orders.claim(['submit'], NOON, 10, 60_000);
  const outcome = {
    state: 'delivered',
    supplierRef: '1',
    sn: '1111',
    costBooked: order.cost,
    checkAt: undefined,
  } as const;
  await shop.orders.settle(order.refId, undefined, outcome, NOON);
  const tells = await shop.orders.claimTells(NOON, { limit: 10, perChat: 10 }, 60_000);
  const mine = tells.filter((tell) => tell.order.resellerId === budi.id);
  expect(mine.map(({ card, isUnreachable }) => [card.chatId, isUnreachable])).toEqual([[budi.first, false]]);
});

test('what comes after the end of an order whose account was removed is told to the first: serial numbers, missed endings, however old', async () => {
  const budi = await reseller(1);
  const [second = 0] = budi.others;
  const outcome = {
    state: 'delivered',
    supplierRef: '1',
    costBooked: rupiah(1),
    checkAt: later(1_000),
  } as const;
  async function delivered(destination: string): Promise<string> {
    const { card, orders } = await shop.quote(budi.id, second, [{ destination }]);
    await shop.orders.confirm(card.token, second, NOON, TODAY);
    const [order] = orders;
    if (order === undefined) throw new Error('no order');
    await shop.orders.claim(['submit'], NOON, 10, 60_000);
    await shop.orders.settle(order.refId, undefined, { ...outcome, sn: undefined }, NOON);
    return order.refId;
  }
  const attemptOf = async (refId: string) =>
    (await sql<{ tell_attempt: number }[]>`select tell_attempt from orders where ref_id = ${refId}`)[0]
      ?.tell_attempt ?? 0;
  const due = async () => {
    const tells = await shop.orders.claimTells(NOON, { limit: 10, perChat: 10 }, 0);
    return tells
      .filter(({ order }) => order.resellerId === budi.id)
      .map((tell) => ({
        refId: tell.order.refId,
        chatId: tell.card.chatId,
        isUnreachable: tell.isUnreachable,
      }));
  };
  const told = async (refId: string) => shop.orders.told(refId, await attemptOf(refId), 'delivered');
  const toFirst = (refId: string) => [{ refId, chatId: budi.first, isUnreachable: false }];

  const withoutSn = await delivered('01105692231');
  const old = await delivered('01105692232');
  for (const refId of [withoutSn, old]) await told(refId);
  await sql`update orders set business_day = business_day - 20 where ref_id = ${old}`;
  // He had blocked the bot.
  const missed = await delivered('01105692233');
  await shop.orders.tellLater(missed, await attemptOf(missed), undefined);
  await accounts.remove(
    { resellerId: budi.id, actorId: budi.first, telegramId: second, origin: 'late' },
    NOON,
  );

  expect(await due()).toEqual(toFirst(missed));
  await told(missed);
  await shop.orders.addSn(withoutSn, '1111', NOON);
  expect(await due()).toEqual(toFirst(withoutSn));
  await told(withoutSn);
  await shop.orders.addSn(old, '2222', NOON);
  expect(await due()).toEqual([{ refId: old, chatId: second, isUnreachable: true }]);
  expect(await shop.orders.tellFirst(old, await attemptOf(old), NOON)).toBe(true);
  expect(await due()).toEqual(toFirst(old));
  // Of an account that is his still there is no other to tell.
  expect(await shop.orders.tellFirst(old, await attemptOf(old), NOON)).toBe(false);
});

test('a forgotten PIN is asked about once a day, and a reset answers it', async () => {
  const budi = await reseller();
  const requests = createPinRequests(sql);
  const open = (now = NOON) => requests.open({ resellerId: budi.id, telegramId: budi.first }, now);
  const answers = await Promise.all([open(), open(), open(), open()]);
  expect(answers.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  expect(new Set(answers.map(({ request }) => request.id)).size).toBe(1);
  expect((await open(later(24 * 60 * MINUTE_MS - 1))).kind).toBe('exists');
  const requestId = answers[0]?.request.id;
  const pins = createPinStore(sql);
  await pins.replace(budi.id, undefined, 'forgotten');
  const clear = (key: string, id = requestId) =>
    pins.clear(budi.id, { key, actorId: 900, requestId: id }, NOON);
  // By two operators at once, and by one of them again after a crash.
  const cleared = await Promise.all([clear('a'), clear('b'), clear('a'), clear('b')]);
  expect(cleared).toEqual(cleared[0] ? [true, false, true, false] : [false, true, false, true]);
  expect((await requests.find(requestId ?? 0))?.state).toBe('reset');
  expect(await pins.replace(budi.id, undefined, 'new')).toBe(true);
  expect(await Promise.all([clear('a'), clear('b'), clear('c')])).toEqual([cleared[0], cleared[1], false]);
  expect((await pins.state(budi.id))?.pinHash).toBe('new');
  const next = await open(later(24 * 60 * MINUTE_MS));
  expect(next.kind).toBe('opened');
  // The button under an old request does not answer a new one.
  expect(await clear('d')).toBe(false);
  expect((await requests.find(next.request.id))?.state).toBe('open');
  expect(await clear('d', next.request.id)).toBe(true);
  expect((await pins.state(budi.id))?.pinHash).toBeUndefined();
});

test('only the first account changes the phone number, and that of a week ago stays known for a week', async () => {
  const budi = await reseller(1);
  const [second = 0] = budi.others;
  const change = (actorId: number, phone: string, at = NOON) =>
    accounts.changePhone({ resellerId: budi.id, actorId, phone }, at);
  const DAYS_MS = 24 * 60 * MINUTE_MS;
  await change(budi.first, '081234567890');
  expect((await change(second, '089999999999')).kind).toBe('not_first');
  expect(await accounts.phoneWeekAgo(budi.id, later(8 * DAYS_MS))).toBeUndefined();
  // Changed twice, the one that he had before is still shown.
  await change(budi.first, '081234567891', later(8 * DAYS_MS));
  await change(budi.first, '081234567892', later(9 * DAYS_MS));
  expect(await accounts.phoneWeekAgo(budi.id, later(14 * DAYS_MS))).toEqual({
    phone: '081234567890',
    changedAt: later(9 * DAYS_MS),
  });
  expect(await accounts.phoneWeekAgo(budi.id, later(16 * DAYS_MS))).toBeUndefined();
});

test('another phone number is written down once, with the one before it', async () => {
  const budi = await reseller();
  const change = (phone: string) =>
    accounts.changePhone({ resellerId: budi.id, actorId: budi.first, phone }, NOON);
  expect(await change('081234567890')).toEqual({ kind: 'changed', before: undefined });
  expect(await change('081234567891')).toEqual({ kind: 'changed', before: '081234567890' });
  expect(await change('081234567891')).toEqual({ kind: 'changed', before: '081234567891' });
  const audited = await sql`
    select detail from audit where action = 'phone_changed' and actor_id = ${budi.first} order by id`;
  expect(audited.map(({ detail }) => detail)).toEqual([
    { from: null, to: '081234567890' },
    { from: '081234567890', to: '081234567891' },
  ]);
});
