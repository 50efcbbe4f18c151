import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createPins, type PinStore, type PinVerdict } from '../../src/app/pin.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createPinStore } from '../../src/store/pins.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { freshDatabase } from '../support/database.ts';
import { dumpTables } from './dump-tables.ts';

const PEPPER = Buffer.alloc(32, 'pepper');
const START = new Date('2026-11-20T03:00:00Z');
const MINUTE_MS = 60_000;
const ADMIN = 900;
const RESET = { key: 'action:1', actorId: ADMIN, requestId: undefined };

const RIGHT = '739184';
const WRONG = '402857';
const NEXT = '583926';

let sql: Sql;
let now: Date;
let budi: number;
let accounts = 1000;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
});

beforeEach(async () => {
  now = START;
  budi = await addReseller('Budi');
});

async function addReseller(name: string): Promise<number> {
  accounts += 1;
  const { reseller } = await createResellers(sql).add({ telegramId: accounts, name }, ADMIN, START);
  return reseller.id;
}

/**
 * One process's PINs, and how often it counted an attempt: a PIN it remembers costs none.
 * @param afterAttempt what happens elsewhere between an attempt being counted and compared
 */
function instance(pepper = PEPPER, afterAttempt = async () => {}) {
  const store = createPinStore(sql);
  const counted = { attempts: 0 };
  const counting: PinStore = {
    ...store,
    async attempt(...args) {
      counted.attempts += 1;
      const attempt = await store.attempt(...args);
      await afterAttempt();
      return attempt;
    },
  };
  const pins = createPins({
    store: counting,
    pepper,
    now: () => now,
    tries: 3,
    lockMs: 15 * MINUTE_MS,
    rememberMs: 5 * MINUTE_MS,
  });
  return { ...pins, counted };
}

function pass(minutes: number): void {
  now = new Date(now.getTime() + minutes * MINUTE_MS);
}

async function withPin(pin = RIGHT) {
  const pins = instance();
  expect(await pins.set(budi, pin, { origin: 'keypad-1' })).toBe('set');
  return pins;
}

function tally(verdicts: PinVerdict[]) {
  const count = (matches: (verdict: PinVerdict) => boolean) => verdicts.filter(matches).length;
  return {
    right: count((v) => v.kind === 'right'),
    compared: count((v) => v.kind === 'wrong' || (v.kind === 'locked' && v.isNew)),
    refused: count((v) => v.kind === 'locked' && !v.isNew),
  };
}

const wrongGuesses = (count: number) => Array.from({ length: count }, (_, i) => String(400_000 + i));

test('wrong PINs count down, lock for a quarter of an hour, and say once that they did', async () => {
  const pins = await withPin();
  expect(await pins.verify(budi, WRONG)).toEqual({ kind: 'wrong', triesLeft: 2 });
  expect(await pins.verify(budi, WRONG)).toEqual({ kind: 'wrong', triesLeft: 1 });
  const until = new Date(START.getTime() + 15 * MINUTE_MS);
  expect(await pins.verify(budi, WRONG)).toEqual({ kind: 'locked', until, isNew: true });
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'locked', until, isNew: false });
  pass(15);
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'right' });
});

test('each lock is twice as long as the one before, until a right PIN', async () => {
  const pins = await withPin();
  const lock = async () => {
    for (const _ of [1, 2]) expect((await pins.verify(budi, WRONG)).kind).toBe('wrong');
    const verdict = await pins.verify(budi, WRONG);
    if (verdict.kind !== 'locked') throw new Error(`not locked but ${verdict.kind}`);
    const minutes = (verdict.until.getTime() - now.getTime()) / MINUTE_MS;
    now = verdict.until;
    return minutes;
  };
  expect([await lock(), await lock(), await lock(), await lock()]).toEqual([15, 30, 60, 120]);
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'right' });
  expect(await lock()).toBe(15);
});

test('a right PIN gives all tries back', async () => {
  const pins = await withPin();
  for (const _ of [1, 2, 3, 4]) {
    expect(await pins.verify(budi, WRONG)).toEqual({ kind: 'wrong', triesLeft: 2 });
    expect(await pins.verify(budi, WRONG)).toEqual({ kind: 'wrong', triesLeft: 1 });
    expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'right' });
  }
});

test('F39: a hundred guesses at once, in one process and in four, cost three comparisons and one lock', async () => {
  await withPin();
  for (const processes of [1, 4]) {
    const cold = Array.from({ length: processes }, () => instance());
    const verdicts = await Promise.all(
      wrongGuesses(100).map((pin, i) => cold[i % processes]?.verify(budi, pin) ?? expect.fail()),
    );
    expect(tally(verdicts)).toEqual({ right: 0, compared: 3, refused: 97 });
    expect(verdicts.filter((v) => v.kind === 'locked' && v.isNew)).toHaveLength(1);
    pass(15);
  }
});

test('F39: the right PIN among a thousand guesses at once, behind three wrong ones, is refused even where it is remembered', async () => {
  const pins = await withPin();
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'right' });
  const guesses = wrongGuesses(1000).with(500, RIGHT);
  const verdicts = await Promise.all(guesses.map((pin) => pins.verify(budi, pin)));
  expect(tally(verdicts)).toEqual({ right: 0, compared: 3, refused: 997 });
});

test('the right PIN fifty times at once, with nothing remembered, is right fifty times', async () => {
  await withPin();
  const pins = instance();
  const verdicts = await Promise.all(Array.from({ length: 50 }, () => pins.verify(budi, RIGHT)));
  expect(tally(verdicts)).toEqual({ right: 50, compared: 0, refused: 0 });
  expect(pins.counted.attempts).toBe(1);
});

test('F40: one reseller under attack does not lock another', async () => {
  const pins = await withPin();
  const siti = await addReseller('Siti');
  await pins.set(siti, NEXT, { origin: 'keypad-2' });
  const [attacked, served] = await Promise.all([
    Promise.all(wrongGuesses(20).map((pin) => pins.verify(budi, pin))),
    pins.verify(siti, NEXT),
  ]);
  expect(tally(attacked).compared).toBe(3);
  expect(served).toEqual({ kind: 'right' });
});

test('a PIN found right is believed for five minutes without a comparison, a wrong one never', async () => {
  await withPin();
  const pins = instance();
  await pins.verify(budi, RIGHT);
  pass(4);
  await pins.verify(budi, RIGHT);
  expect(pins.counted.attempts).toBe(1);
  pass(1);
  await pins.verify(budi, RIGHT);
  expect(pins.counted.attempts).toBe(2);
  expect(await pins.verify(budi, WRONG)).toEqual({ kind: 'wrong', triesLeft: 2 });
  pins.forget(budi);
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'right' });
  expect(pins.counted.attempts).toBe(4);
});

test('a process that remembers a PIN sees at once that another one locked, changed or reset it', async () => {
  const here = await withPin();
  const there = instance();

  for (const _ of [1, 2, 3]) await there.verify(budi, WRONG);
  expect((await here.verify(budi, RIGHT)).kind).toBe('locked');
  pass(15);
  expect(await here.verify(budi, RIGHT)).toEqual({ kind: 'right' });

  expect(await there.change(budi, RIGHT, NEXT, { origin: '5:1' })).toEqual({ kind: 'changed' });
  expect(await here.verify(budi, RIGHT)).toEqual({ kind: 'wrong', triesLeft: 2 });
  expect(await here.verify(budi, NEXT)).toEqual({ kind: 'right' });

  await there.reset(budi, RESET);
  expect(await here.verify(budi, NEXT)).toEqual({ kind: 'unset' });
});

test('a PIN is changed with old and new in either sequence, at the cost of no try', async () => {
  const pins = await withPin();
  expect(await pins.change(budi, RIGHT, NEXT, { origin: '5:1' })).toEqual({ kind: 'changed' });
  expect(await instance().verify(budi, NEXT)).toEqual({ kind: 'right' });
  expect(await pins.change(budi, RIGHT, NEXT, { origin: '5:2' })).toEqual({ kind: 'changed' });
  expect(await instance().verify(budi, RIGHT)).toEqual({ kind: 'right' });
  expect(await pins.verify(budi, WRONG)).toEqual({ kind: 'wrong', triesLeft: 2 });
});

test('the same request to change, delivered again, does not change back', async () => {
  const pins = await withPin();
  const how = { origin: '5:1' };
  for (const again of [pins, pins, instance()]) {
    expect(await again.change(budi, RIGHT, NEXT, how)).toEqual({ kind: 'changed' });
    expect(await instance().verify(budi, NEXT)).toEqual({ kind: 'right' });
  }
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'wrong', triesLeft: 2 });
});

test('guesses by way of a change cost as much as any others', async () => {
  const pins = await withPin();
  expect(await pins.change(budi, WRONG, NEXT, { origin: '5:1' })).toEqual({ kind: 'wrong', triesLeft: 1 });
  // One try is left: the first is compared and locks, the second is not looked at although it is right.
  expect(await pins.change(budi, WRONG, RIGHT, { origin: '5:2' })).toMatchObject({
    kind: 'locked',
    isNew: true,
  });
  expect(await pins.change(budi, RIGHT, NEXT, { origin: '5:3' })).toMatchObject({
    kind: 'locked',
    isNew: false,
  });
  pass(15);
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'right' });
});

test('two changes at once from two processes leave one new PIN, and the other is told no', async () => {
  await withPin();
  const changes = await Promise.all([
    instance().change(budi, RIGHT, NEXT, { origin: '5:1' }),
    instance().change(budi, RIGHT, '628415', { origin: '6:1' }),
  ]);
  const kinds = changes.map((change) => change.kind).sort();
  expect(kinds).toEqual(['changed', 'wrong']);
  const winner = changes[0]?.kind === 'changed' ? NEXT : '628415';
  expect(await instance().verify(budi, winner)).toEqual({ kind: 'right' });
});

test('a PIN that is changed elsewhere while it is compared is not right any more', async () => {
  const there = await withPin();
  const here = instance(PEPPER, async () => {
    await there.change(budi, RIGHT, NEXT, { origin: '5:1' });
  });
  expect((await here.verify(budi, RIGHT)).kind).toBe('wrong');
  expect(await instance().verify(budi, NEXT)).toEqual({ kind: 'right' });
});

test('a process that dies after counting has used a try, and the last one locks', async () => {
  await withPin();
  const dying = instance(PEPPER, () => Promise.reject(new Error('killed')));
  for (const _ of [1, 2, 3]) await expect(dying.verify(budi, RIGHT)).rejects.toThrow('killed');
  expect((await instance().verify(budi, RIGHT)).kind).toBe('locked');
});

test('a trivial PIN, or the old one again, is refused and the old one stays', async () => {
  const pins = await withPin();
  const how = { origin: '5:1', phones: ['6281234905617'] };
  expect(await pins.change(budi, RIGHT, '123456', how)).toEqual({ kind: 'trivial' });
  expect(await pins.change(budi, '905617', RIGHT, how)).toEqual({ kind: 'trivial' });
  expect(await pins.change(budi, RIGHT, RIGHT, how)).toEqual({ kind: 'same' });
  expect(await instance().verify(budi, RIGHT)).toEqual({ kind: 'right' });
  const siti = await addReseller('Siti');
  expect(await pins.set(siti, '111111', { origin: 'keypad-2' })).toBe('trivial');
  expect(await pins.verify(siti, '111111')).toEqual({ kind: 'unset' });
});

test('nobody sets a first PIN over another one, not even both at once; the same request again is no other', async () => {
  const answers = await Promise.all([
    instance().set(budi, RIGHT, { origin: 'keypad-1' }),
    instance().set(budi, NEXT, { origin: 'keypad-2' }),
  ]);
  expect(answers.toSorted()).toEqual(['exists', 'set']);
  const [pin, origin] = answers[0] === 'set' ? [RIGHT, 'keypad-1'] : [NEXT, 'keypad-2'];
  expect(await instance().set(budi, pin, { origin })).toBe('set');
  expect(await instance().set(budi, WRONG, { origin: 'keypad-3' })).toBe('exists');
  expect(await instance().verify(budi, pin)).toEqual({ kind: 'right' });
});

test('a reset stops the PIN, lifts the lock, lets a new one be set, and stands in the audit log once', async () => {
  const pins = await withPin();
  for (const _ of [1, 2, 3]) await pins.verify(budi, WRONG);
  await pins.reset(budi, RESET);
  await pins.reset(budi, RESET);
  expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'unset' });
  expect(await pins.set(budi, NEXT, { origin: 'keypad-2' })).toBe('set');
  // Repeated after a crash, it does not take the new one.
  expect(await pins.reset(budi, RESET)).toBe(true);
  expect(await instance().verify(budi, NEXT)).toEqual({ kind: 'right' });
  const rows = await sql`
    select from audit join reseller r on r.code = subject where action = 'pin_reset' and actor_id = ${ADMIN} and r.id = ${budi}`;
  expect(rows.count).toBe(1);
});

test('who has no PIN, and who does not exist, are told so and cost no attempt', async () => {
  const pins = instance();
  for (const _ of [1, 2, 3, 4]) expect(await pins.verify(budi, RIGHT)).toEqual({ kind: 'unset' });
  expect(await pins.verify(2_000_000_000, RIGHT)).toEqual({ kind: 'unset' });
});

test('F118: the hash is argon2id as it should be, and opens neither with another pepper nor for another reseller', async () => {
  await withPin();
  const [row] = await sql<{ pin_hash: string }[]>`select pin_hash from reseller where id = ${budi}`;
  expect(row?.pin_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect((await instance(Buffer.alloc(32, 'other')).verify(budi, RIGHT)).kind).toBe('wrong');

  const siti = await addReseller('Siti');
  await sql`update reseller set pin_hash = ${row?.pin_hash ?? null} where id = ${siti}`;
  expect((await instance().verify(siti, RIGHT)).kind).toBe('wrong');
});

test('F118: no table holds a PIN', async () => {
  const pins = await withPin();
  await pins.verify(budi, RIGHT);
  await pins.verify(budi, WRONG);
  await pins.change(budi, RIGHT, NEXT, { origin: '5:1' });
  await pins.reset(budi, RESET);
  await pins.set(budi, RIGHT, { origin: 'keypad-2' });
  const dump = await dumpTables(sql);
  expect(dump).toContain('Budi');
  expect(dump).toContain('$argon2id$');
  for (const pin of [RIGHT, WRONG, NEXT]) expect(dump).not.toContain(pin);
});
