import type { Update } from 'grammy/types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SEED_PIN } from '../../src/sandbox/seed.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import type { MessageView } from '../../src/sandbox/telegram/view.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { type Desk, openDesk } from '../support/desk.ts';

// What Telegram, and people with strange programs, may send. The whole bot, without the inbox before it: nothing is dropped as repeated.

/** 21:00 in Jakarta. */
const START = new Date('2026-11-20T14:00:00Z');
const ORDER = 'S10.081234567890';
const HOUR_MS = 3_600_000;

let desk: Desk;
let budi: TelegramUser;
let siti: TelegramUser;

beforeEach(async () => {
  desk = await openDesk(START);
  budi = desk.telegram.user(1001);
  siti = desk.telegram.user(1002);
  for (const user of [budi, siti]) user.start();
  await desk.settle();
});

afterEach(async () => {
  const wrong = await verifyBooks(desk.sql);
  const errors = desk.errors.splice(0);
  await desk.close();
  expect(wrong).toEqual([]);
  expect(errors).toEqual([]);
});

const orders = () =>
  desk.sql<{ destination: string; state: string }[]>`select destination, state from orders order by number`;
const states = async () => (await orders()).map(({ state }) => state);
const bought = () => desk.klikoo.transactions.length;
const said = (user: TelegramUser) =>
  user.chat.messages.filter(({ from, isDeleted }) => from === 'bot' && !isDeleted);

function newestWith(user: TelegramUser, label: string): MessageView {
  const found = said(user).findLast(({ keyboard }) => keyboard.flat().some(({ text }) => text === label));
  if (found === undefined) throw new Error(`no message shows [${label}]`);
  return found;
}

async function card(text = `${ORDER}.${SEED_PIN}`): Promise<MessageView> {
  budi.send(text);
  await desk.settle();
  return newestWith(budi, 'Beli');
}

function dataOf(message: MessageView, label: string): string {
  const button = message.keyboard.flat().find(({ text }) => text === label);
  if (button?.kind !== 'callback') throw new Error(`no [${label}]`);
  return button.data;
}

/** What waits at Telegram, handled by as many workers at once. Not confirmed: it comes again with the next `settle`. */
async function handleAtOnce(): Promise<void> {
  const updates = desk.telegram.pendingUpdates() as Update[];
  await Promise.all(updates.map((update) => desk.bot.handle(update, { attempt: 0, receivedAt: desk.now() })));
}

async function pressPin(keypad: MessageView, pin = SEED_PIN): Promise<void> {
  for (const digit of pin) budi.tap(keypad, digit);
  budi.tap(keypad, 'OK');
  await desk.settle();
}

test('F21: an order delivered ten times and a tap delivered fifty times have one effect', async () => {
  await card();
  const [asked] = desk.telegram.redeliver({ last: 1 });
  for (let i = 0; i < 8; i++) desk.telegram.redeliver({ updateId: asked ?? 0 });
  await desk.settle();
  expect(await orders()).toEqual([{ destination: '081234567890', state: 'quoted' }]);

  budi.tap(newestWith(budi, 'Beli'), 'Beli');
  for (let i = 0; i < 49; i++) desk.telegram.redeliver({ last: 1 });
  await desk.settle();
  await desk.advance(10_000);
  expect(await states()).toEqual(['delivered']);
  expect(bought()).toBe(1);
});

test('F22, F24: one press that becomes five taps at the same moment buys once, and the others are told how things stand', async () => {
  const shown = await card();
  const taps = budi.tapRepeated(shown, 'Beli', 5);
  await handleAtOnce();
  const toasts = taps.map((tap) => tap.answer()?.text);
  expect(toasts.filter((text) => text === 'Diproses')).toHaveLength(1);
  expect(toasts.filter((text) => text === 'Sudah diproses sebelumnya')).toHaveLength(4);
  await desk.settle();
  await desk.advance(10_000);
  expect(await states()).toEqual(['delivered']);
  expect(bought()).toBe(1);
});

test('F23: the same message under two update ids, at once and later, is one order', async () => {
  const typed = budi.send(`${ORDER}.${SEED_PIN}`);
  const [update] = desk.telegram.pendingUpdates() as Update[];
  desk.telegram.injectUpdate({ message: update?.message });
  await handleAtOnce();
  await desk.settle();
  desk.telegram.injectUpdate({ message: update?.message });
  await desk.settle();
  expect(update?.message?.message_id).toBe(typed.id);
  expect(await states()).toEqual(['quoted']);
});

test('F25: of [Beli] and [Batal] at the same moment one wins, and the card says which', async () => {
  for (let round = 0; round < 6; round++) {
    const shown = await card(`S10.08123456${7000 + round}.${SEED_PIN}`);
    for (const label of round % 2 === 0 ? ['Beli', 'Batal'] : ['Batal', 'Beli']) budi.tap(shown, label);
    await handleAtOnce();
    await desk.settle();
    await desk.advance(10_000);
    const state = (await states()).at(-1) ?? '';
    expect(['cancelled', 'delivered']).toContain(state);
    const text = said(budi).find(({ id }) => id === shown.id)?.text ?? '';
    expect(text).toContain(state === 'cancelled' ? 'BATAL.' : 'SUKSES');
    expect(bought()).toBe((await states()).filter((each) => each === 'delivered').length);
  }
});

test('F27: a tap without a card behind it buys nothing; one on a card not yet known to be shown buys that card', async () => {
  const shown = await card();
  const data = dataOf(shown, 'Beli');
  const early = budi.forgeTap(shown, `${data.slice(0, -4)}zzzz`);
  await desk.settle();
  expect(early.answer()?.text).toBe('Konfirmasi ini sudah tidak berlaku');
  expect(await states()).toEqual(['quoted']);

  await desk.sql`update card set message_id = null`;
  budi.tap(shown, 'Beli');
  await desk.settle();
  await desk.advance(10_000);
  expect(await states()).toEqual(['delivered']);
  expect(said(budi).find(({ id }) => id === shown.id)?.text).toContain('SUKSES');
});

test('F28: a card of three days ago buys nothing, whatever the price is now', async () => {
  const shown = await card();
  const data = dataOf(shown, 'Beli');
  await desk.sql`update product set cost = cost + 5000 where code = 'S10'`;
  await desk.advance(72 * HOUR_MS);
  const late = budi.forgeTap(shown, data);
  await desk.settle();
  expect(late.answer()?.text).toMatch(/kedaluwarsa|tidak berlaku|habis/i);
  expect(await states()).toEqual(['expired']);
  expect(bought()).toBe(0);
});

test('F29: altered buttons are answered and do nothing', async () => {
  const shown = await card();
  const data = dataOf(shown, 'Beli');
  const forged = [
    'buy:1',
    'buy:-1',
    'buy:10001',
    'buy:',
    'buy',
    `${data}x`,
    data.toUpperCase(),
    data.replace('buy', 'act'),
    `buy:${"' or 1=1 --"}`,
    'x'.repeat(64),
    '\u0000\u0001',
    'buy:\ud800',
    'his:-1',
    'prc:9999999999999999999:-1',
    'mut:2026-99-99:-5',
    'rec:',
    'pad:unknown:ok',
    'act:unknown',
    'reg:ok:1002',
    'sum:99',
    'lang:xx',
    'run:',
    'g:',
  ];
  const taps = forged.map((each) => budi.forgeTap(shown, each));
  await desk.settle();
  const silent = taps.flatMap((tap, i) => (tap.answer() === undefined ? [forged[i]] : []));
  expect(silent).toEqual([]);
  expect(await states()).toEqual(['quoted']);
  expect(bought()).toBe(0);
});

test("F30: somebody else's press on a card is refused by who he is, and the card stays its owner's", async () => {
  const shown = await card();
  const own = said(siti)[0] ?? shown;
  const taps = ['Beli', 'Batal'].map((label) => siti.forgeTap(own, dataOf(shown, label)));
  // As if she sat in his chat: nobody is answered.
  const strange = siti.forgeTap(shown, dataOf(shown, 'Beli'));
  await desk.settle();
  expect(taps.map((tap) => tap.answer()?.text)).toEqual([
    'Ini bukan tombol Anda',
    'Konfirmasi ini sudah tidak berlaku',
  ]);
  expect(strange.answer()).toBeUndefined();
  expect(await states()).toEqual(['quoted']);
  budi.tap(shown, 'Beli');
  await desk.advance(10_000);
  expect(await states()).toEqual(['delivered']);
});

test('F32: after 25 hours without the bot no order is assumed: what Telegram lost is not there, what it kept is too old', async () => {
  budi.send(`${ORDER}.${SEED_PIN}`, { date: new Date(START.getTime() - 25 * HOUR_MS) });
  const kept = budi.send(`${ORDER}.${SEED_PIN}`, { date: new Date(START.getTime() - 23 * HOUR_MS) });
  await desk.settle();
  expect(await orders()).toEqual([]);
  expect(budi.chat.messages.find(({ id }) => id === kept.id)?.isDeleted).toBe(true);
  expect(said(budi).at(-1)?.text).toMatch(/^Pesan sudah kedaluwarsa, tidak diproses/);
  budi.send('/status');
  await desk.settle();
  expect(said(budi).at(-1)?.text).toMatch(/[Bb]elum ada/);
});

test('F33: editing an order after it was read changes nothing', async () => {
  const typed = budi.send(ORDER);
  await desk.settle();
  budi.edit(typed, 'S10.089999999999');
  await desk.settle();
  await pressPin(newestWith(budi, 'OK'));
  expect(await orders()).toEqual([{ destination: '081234567890', state: 'quoted' }]);
});

test('F34: of two orders that wait for a PIN, the PIN is for the one on whose keypad it is pressed', async () => {
  budi.send('S10.081111111111');
  await desk.settle();
  const first = newestWith(budi, 'OK');
  budi.send('S10.082222222222');
  await desk.settle();
  await pressPin(first);
  expect((await orders()).map(({ destination }) => destination)).toEqual(['081111111111']);

  await desk.advance(6 * 60_000);
  await desk.konter.sweep();
  expect(said(budi).some(({ keyboard }) => keyboard.flat().some(({ text }) => text === 'OK'))).toBe(false);
  expect(said(budi).map(({ text }) => text)).toContain(
    'Waktu memasukkan PIN sudah habis. Ulangi perintahnya.',
  );
});

test('F35: a PIN typed while none is asked for is deleted, not repeated, and orders nothing', async () => {
  const typed = budi.send(SEED_PIN);
  await desk.settle();
  expect(budi.chat.messages.find(({ id }) => id === typed.id)?.isDeleted).toBe(true);
  expect(said(budi).filter(({ text }) => text.includes(SEED_PIN))).toEqual([]);
  expect(await orders()).toEqual([]);
});

test('F53: a new Telegram account is nobody, though it has the name and the number of a reseller', async () => {
  const again = desk.telegram.addUser({
    id: 7001,
    firstName: budi.firstName,
    phoneNumber: budi.phoneNumber,
    languageCode: 'id',
  });
  again.send('SAL');
  await desk.settle();
  again.shareContact();
  await desk.settle();
  again.send(`${ORDER}.${SEED_PIN}`);
  await desk.settle();
  expect(await orders()).toEqual([]);
  expect(await desk.sql`select from telegram_account where telegram_id = 7001`).toHaveLength(0);
  expect(said(again)[0]?.text).toBe('Akun Telegram ini belum terdaftar. Ketik /start untuk mendaftar.');
});

test('F55: a stranger who floods is told once and then left alone', async () => {
  const eve = desk.telegram.addUser({ id: 7002, firstName: 'Eve', languageCode: 'id' });
  for (let i = 0; i < 60; i++) eve.send(`SAL ${i}`);
  await desk.settle();
  const texts = said(eve).map(({ text }) => text);
  expect(texts).toHaveLength(21);
  expect(texts.at(-1)).toMatch(/^Terlalu cepat/);
  await desk.advance(61_000);
  eve.send('SAL');
  await desk.settle();
  expect(said(eve)).toHaveLength(22);
});
