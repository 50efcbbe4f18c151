import * as argon2 from '@node-rs/argon2';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createPins, type PinVerdict } from '../../src/app/pin.ts';
import { createPinStore } from '../../src/store/pins.ts';
import { BUDI, type Counter, dataOf, newest, openCounter, shownTo } from './counter.ts';

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, hash: vi.fn(real.hash), verify: vi.fn(real.verify) };
});

const PEPPER = Buffer.alloc(32, 'pepper');
const RIGHT = '739184';
const LOCK_MS = 15 * 60_000;

let counter: Counter;
let now: Date;

beforeAll(async () => {
  counter = await openCounter();
  return () => counter.close();
});

beforeEach(() => {
  now = counter.now();
});

/** The PINs of one process. */
function instance(pepper = PEPPER) {
  const store = createPinStore(counter.sql);
  return createPins({ store, pepper, now: () => now, tries: 3, lockMs: LOCK_MS, rememberMs: 60_000 });
}

let resellers = 0;

async function addReseller(pin?: string): Promise<number> {
  resellers += 1;
  const [row] = await counter.sql<{ id: number }[]>`
    insert into reseller (name, created_at) values (${`R${resellers}`}, ${now}) returning id`;
  if (row === undefined) throw new Error('no reseller');
  if (pin !== undefined) await instance().set(row.id, pin, { origin: `test:${resellers}` });
  return row.id;
}

/** How often argon2 ran meanwhile: the work, and with it the time, of an answer. */
async function argon2RunsOf(work: () => Promise<unknown>): Promise<number> {
  const before = vi.mocked(argon2.hash).mock.calls.length + vi.mocked(argon2.verify).mock.calls.length;
  await work();
  return vi.mocked(argon2.hash).mock.calls.length + vi.mocked(argon2.verify).mock.calls.length - before;
}

const guesses = (count: number) => Array.from({ length: count }, (_, i) => String(400_000 + i));

async function pinRow(telegramId: number) {
  const [row] = await counter.sql<{ failures: number; locked: Date | null }[]>`
    select pin_failures as failures, pin_locked_until as locked from reseller r
    join telegram_account a on a.reseller_id = r.id where a.telegram_id = ${telegramId}`;
  return row;
}

test('F39: a thousand guesses at once at four processes are compared three times, then locked, the right one among them', async () => {
  const reseller = await addReseller(RIGHT);
  const processes = Array.from({ length: 4 }, () => instance());
  let verdicts: PinVerdict[] = [];
  const runs = await argon2RunsOf(async () => {
    verdicts = await Promise.all(
      guesses(1000)
        .with(700, RIGHT)
        .map((pin, i) => processes[i % 4]?.verify(reseller, pin) ?? expect.fail()),
    );
  });
  expect(runs).toBe(3);
  expect(verdicts.filter(({ kind }) => kind === 'wrong')).toHaveLength(2);
  expect(verdicts.filter((v) => v.kind === 'locked' && v.isNew)).toHaveLength(1);
  expect(verdicts.filter((v) => v.kind === 'locked' && !v.isNew)).toHaveLength(997);
});

test('a wrong PIN, none and nobody cost the same work, so that the time does not tell them apart; a lock costs none', async () => {
  const pins = instance();
  const [withPin, without] = [await addReseller(RIGHT), await addReseller()];
  expect(await argon2RunsOf(() => pins.verify(withPin, '402857'))).toBe(1);
  expect(await argon2RunsOf(() => pins.verify(without, '402857'))).toBe(1);
  expect(await argon2RunsOf(() => pins.verify(2_000_000_000, '402857'))).toBe(1);
  await pins.verify(withPin, '402857');
  await pins.verify(withPin, '402857');
  // Locked, the right one and a wrong one are the same again.
  expect(await argon2RunsOf(() => pins.verify(withPin, '402857'))).toBe(0);
  expect(await argon2RunsOf(() => pins.verify(withPin, RIGHT))).toBe(0);
});

test('F118: the hash of a stolen table is found by no search over all PINs without the pepper', async () => {
  const reseller = await addReseller('7294');
  const [row] = await counter.sql<
    { pin_hash: string }[]
  >`select pin_hash from reseller where id = ${reseller}`;
  const pinHash = row?.pin_hash ?? '';
  expect(pinHash).toContain('$argon2id$');
  // What a thief can build from the row alone: the PIN as it is, and with what stands beside it.
  for (const guess of ['7294', `${reseller}7294`, `${reseller}\x007294`]) {
    expect(await argon2.verify(pinHash, guess)).toBe(false);
  }
  expect((await instance(Buffer.alloc(32, 1)).verify(reseller, '7294')).kind).toBe('wrong');
  expect((await instance().verify(reseller, '7294')).kind).toBe('right');
});

test('F119: with a new pepper no PIN is right, and after a reset by the operator a new one is', async () => {
  const reseller = await addReseller(RIGHT);
  const afterLoss = instance(Buffer.alloc(32, 'another pepper'));
  expect((await afterLoss.verify(reseller, RIGHT)).kind).toBe('wrong');
  expect(await afterLoss.set(reseller, '583926', { origin: 'keypad:a' })).toBe('exists');
  await afterLoss.reset(reseller, { key: 'action:1', actorId: 900, requestId: undefined });
  expect(await afterLoss.set(reseller, '583926', { origin: 'keypad:b' })).toBe('set');
  expect(await afterLoss.verify(reseller, '583926')).toEqual({ kind: 'right' });
});

test('F40: strangers and other resellers spend no try of his, whatever they type, press or forge', async () => {
  const { budi, siti, eve, settle, telegram } = counter;
  budi.send('S10.081234567890');
  await settle();
  const keypad = newest(budi, 'OK');
  const before = await pinRow(BUDI);
  for (const other of [eve, siti]) {
    for (const label of ['9', '9', '9', '9', 'OK', 'OK', 'OK', 'OK']) {
      other.forgeTap(keypad.id, dataOf(keypad, label));
      const own = other.chat.messages.at(-1);
      if (own !== undefined) other.forgeTap(own.id, dataOf(keypad, label));
    }
  }
  for (let i = 0; i < 5; i += 1) {
    eve.send('S10.081234567890.9999');
    eve.send(`GP.999${i}.482917`);
    eve.send('1001.9999');
  }
  await settle();
  expect(await pinRow(BUDI)).toEqual(before);
  expect(before).toEqual({ failures: 0, locked: null });
  expect(shownTo(eve)).not.toContain('081234567890');
  // Nor were digits pressed for him.
  expect(telegram.chat(BUDI).messages.find(({ id }) => id === keypad.id)?.text).toContain('○○○○○○');
  budi.tap(keypad.id, '1');
  await settle();
  expect(telegram.chat(BUDI).messages.find(({ id }) => id === keypad.id)?.text).toContain('●○○○○○');
});

test('F39: OK pressed thirty times at once on one keypad is one guess, and guesses there count as typed ones do', async () => {
  const { budi, settle, konter, bot } = counter;
  budi.send('S10.081234567890');
  await settle();
  for (const digit of '9998') budi.tap(newest(budi, 'OK').id, digit);
  await settle();
  budi.tapRepeated(newest(budi, 'OK').id, 'OK', 30);
  const updates = await konter.api.getUpdates({ timeout: 0, limit: 100 });
  const runs = await argon2RunsOf(() =>
    Promise.all(updates.map((update) => bot.handle(update, { attempt: 0, receivedAt: counter.now() }))),
  );
  expect(updates.length).toBeGreaterThanOrEqual(30);
  expect(runs).toBe(1);
  expect((await pinRow(BUDI))?.failures).toBe(1);
  budi.send('S10.081234567890.9997');
  await settle();
  expect((await pinRow(BUDI))?.failures).toBe(2);
  for (const digit of '9996') budi.tap(newest(budi, 'OK').id, digit);
  budi.tap(newest(budi, 'OK').id, 'OK');
  await settle();
  expect((await pinRow(BUDI))?.locked).not.toBeNull();
});

test('F39: sixty wrong PINs in sixty messages at once through the bot cost three tries and call the operator once', async () => {
  const { siti, konter, bot, alarms, settle } = counter;
  await settle();
  const before = await counter.sql`select to_jsonb(a)::text as row from account a order by id`;
  alarms.length = 0;
  for (const pin of guesses(60)) siti.send(`S10.081234567899.${pin}`);
  const updates = await konter.api.getUpdates({ timeout: 0, limit: 100 });
  const runs = await argon2RunsOf(() =>
    Promise.all(updates.map((update) => bot.handle(update, { attempt: 0, receivedAt: counter.now() }))),
  );
  expect(runs).toBe(3);
  expect(alarms).toEqual([{ kind: 'pin_locked', resellerCode: 'K0002', name: 'Siti' }]);
  siti.send('S10.081234567899.1234');
  await settle();
  expect(siti.chat.messages.flatMap((m) => m.keyboard.flat()).some((b) => b.text === 'Beli')).toBe(false);
  expect(siti.chat.messages.filter((m) => !m.isDeleted).some((m) => m.text.includes('.4000'))).toBe(false);
  expect(await counter.sql`select to_jsonb(a)::text as row from account a order by id`).toEqual(before);
});
