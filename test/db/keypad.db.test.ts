import { beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createKeypads,
  KEYPAD_KEYS,
  type KeypadAnswer,
  type KeypadKey,
  type Keypads,
} from '../../src/app/keypad.ts';
import { createSeal } from '../../src/app/seal.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createKeypadStore } from '../../src/store/keypads.ts';
import { freshDatabase } from '../support/database.ts';
import { dumpTables } from './dump-tables.ts';

const START = new Date('2026-11-20T03:00:00Z');
const BUDI = 1001;
const PURPOSE = { kind: 'set_again', first: '739184' };

let sql: Sql;
let tokens = 0;
let presses = 0;
let keypads: Keypads;
let token: string;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
});

beforeEach(async () => {
  keypads = instance();
  token = await keypads.open({ telegramId: BUDI, chatId: BUDI, purpose: PURPOSE }, START);
});

function instance(pepper = Buffer.alloc(32, 'pepper')): Keypads {
  const newToken = () => `token-${++tokens}`;
  return createKeypads({ store: createKeypadStore(sql), seal: createSeal(pepper, 'keypad'), newToken });
}

function after(ms: number): Date {
  return new Date(START.getTime() + ms);
}

function press(key: KeypadKey, options: Partial<{ id: string; on: Keypads; by: number; now: Date }> = {}) {
  presses += 1;
  const { id = `press-${presses}`, on = keypads, by = BUDI, now = START } = options;
  return on.press({ token, telegramId: by, key, id }, now);
}

async function type(digits: string): Promise<KeypadAnswer | undefined> {
  let answer: KeypadAnswer | undefined;
  for (const digit of digits) {
    answer = await press(KEYPAD_KEYS.find((key) => key === digit) ?? expect.fail());
  }
  return answer;
}

test('a keypad that was cancelled gives no PIN any more, and says so again to the same press only', async () => {
  await type('73918');
  expect(await press('cancel', { id: 'twice' })).toEqual({ kind: 'cancelled' });
  expect(await press('cancel', { id: 'twice' })).toEqual({ kind: 'cancelled' });
  expect(await press('cancel')).toEqual({ kind: 'expired' });
  expect(await press('4')).toEqual({ kind: 'expired' });
  expect(await press('ok', { id: 'twice' })).toEqual({ kind: 'expired' });
});

test('a keypad is cancelled by nobody else, nor when its PIN is in already', async () => {
  expect(await press('cancel', { by: 1002 })).toEqual({ kind: 'not_yours' });
  await type('739184');
  expect(await press('ok')).toMatchObject({ kind: 'done' });
  expect(await press('cancel')).toEqual({ kind: 'expired' });
});

test('digits, a step back and OK give the PIN and what it was for, once', async () => {
  expect(await type('73919')).toEqual({ kind: 'shown', length: 5, purpose: PURPOSE });
  expect(await press('back')).toEqual({ kind: 'shown', length: 4, purpose: PURPOSE });
  expect(await type('84')).toEqual({ kind: 'shown', length: 6, purpose: PURPOSE });
  expect(await press('ok')).toEqual({ kind: 'done', pin: '739184', purpose: PURPOSE });
  expect(await press('ok')).toEqual({ kind: 'expired' });
});

test('the very press of OK that was delivered twice is answered twice, until the keypad runs out', async () => {
  await type('739184');
  const done = { kind: 'done', pin: '739184', purpose: PURPOSE };
  expect(await press('ok', { id: 'last' })).toEqual(done);
  expect(await press('ok', { id: 'last', on: instance() })).toEqual(done);
  expect(await press('ok', { id: 'other' })).toEqual({ kind: 'expired' });
  expect(await press('1')).toEqual({ kind: 'expired' });
  expect(await press('ok', { id: 'last', now: after(300_000) })).toEqual({ kind: 'expired' });
  await keypads.shown(token, 78);
  expect(await keypads.sweep(after(300_000), 1_000)).not.toContainEqual({ chatId: BUDI, messageId: 78 });
});

test('fewer than four digits are not enough, a seventh is not taken, and going back from nothing is nothing', async () => {
  expect(await press('back')).toMatchObject({ kind: 'shown', length: 0 });
  await type('739');
  expect(await press('ok')).toEqual({ kind: 'too_short', length: 3, purpose: PURPOSE });
  expect(await type('1842')).toMatchObject({ kind: 'shown', length: 6 });
  expect(await press('ok')).toMatchObject({ kind: 'done', pin: '739184' });
});

test('the same press delivered again counts once, also late and also to another process', async () => {
  const first = { id: 'same' };
  expect(await press('7', first)).toMatchObject({ length: 1 });
  expect(await press('7', first)).toMatchObject({ length: 1 });
  await type('391');
  expect(await press('7', { ...first, on: instance() })).toMatchObject({ kind: 'shown', length: 4 });
  expect(await press('ok')).toMatchObject({ kind: 'done', pin: '7391' });
});

test('presses that arrive at once at two processes are all counted', async () => {
  const other = instance();
  await Promise.all(Array.from({ length: 6 }, (_, i) => press('7', { on: i % 2 ? other : keypads })));
  expect(await press('ok')).toMatchObject({ kind: 'done', pin: '777777' });
});

test('OK tapped twenty times at once fires once', async () => {
  await type('7391');
  const other = instance();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => press('ok', { on: i % 2 ? other : keypads })),
  );
  const kinds = answers.map((answer) => answer.kind);
  expect(kinds.filter((kind) => kind === 'done')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'expired')).toHaveLength(19);
});

test('somebody else who presses changes nothing and learns nothing', async () => {
  await type('7391');
  expect(await press('8', { by: 1002 })).toEqual({ kind: 'not_yours' });
  expect(await press('ok', { by: 1002 })).toEqual({ kind: 'not_yours' });
  expect(await press('ok')).toMatchObject({ kind: 'done', pin: '7391' });
});

test('after five minutes, when closed, when unknown or under another pepper, it is expired', async () => {
  await type('7391');
  expect(await press('back', { now: after(299_999) })).toMatchObject({ kind: 'shown' });
  expect(await press('ok', { now: after(300_000) })).toEqual({ kind: 'expired' });
  expect(await press('1', { on: instance(Buffer.alloc(32, 'other')) })).toEqual({ kind: 'expired' });
  await keypads.close(token);
  await keypads.close(token);
  expect(await press('1')).toEqual({ kind: 'expired' });
  token = 'never-opened';
  expect(await press('1')).toEqual({ kind: 'expired' });
});

test('what nobody finished is swept away when it is over, and its message is named', async () => {
  await keypads.sweep(after(0), 100);
  await keypads.shown(token, 77);
  expect(await keypads.sweep(after(299_999), 100)).toEqual([]);
  const swept = await keypads.sweep(after(300_000), 100);
  expect(swept).toContainEqual({ chatId: BUDI, messageId: 77 });
  expect(await keypads.sweep(after(300_000), 100)).toEqual([]);
});

test('no table holds what was pressed or what it was for', async () => {
  await type('739184');
  const dump = await dumpTables(sql);
  expect(dump).toContain(token);
  expect(dump).not.toContain('739184');
  expect(dump).not.toContain('set_again');
  expect(dump).not.toContain('digits');
});
