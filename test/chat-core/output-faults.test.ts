import { afterEach, beforeEach, expect, test } from 'vitest';
import { SEED_PIN } from '../../src/sandbox/seed.ts';
import type { Fault } from '../../src/sandbox/telegram/faults.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { type Desk, openDesk } from '../support/desk.ts';

// What Telegram may do to what the bot sends by itself. Orders end as they should all the same; resellers hear of it in sequence.

const START = new Date('2026-11-20T14:00:00Z');
const BUDI = 1001;
const SITI = 1002;
const ALWAYS = Number.POSITIVE_INFINITY;

let desk: Desk;
let budi: TelegramUser;
let siti: TelegramUser;

beforeEach(async () => {
  desk = await openDesk(START);
  budi = desk.telegram.user(BUDI);
  siti = desk.telegram.user(SITI);
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

/** Ordered and confirmed; it ends after a few seconds. */
async function buy(user: TelegramUser, destination: string): Promise<number> {
  user.send(`S10.${destination}.${SEED_PIN}`);
  await desk.settle();
  const card = user.chat.messages.findLast(({ keyboard }) =>
    keyboard.flat().some(({ text }) => text === 'Beli'),
  );
  if (card === undefined) throw new Error('no card');
  user.tap(card, 'Beli');
  await desk.settle();
  return card.id;
}

function fault(kind: Fault['kind'], rest: Partial<Fault> = {}): void {
  for (const method of ['sendMessage', 'editMessageText']) {
    desk.telegram.nextFault({ method, kind, times: ALWAYS, ...rest });
  }
}

const state = async () =>
  (await desk.sql<{ state: string }[]>`select state from orders order by number`).map((row) => row.state);

/** The numbers of the orders whose endings were sent, in sequence. A card in its place is no such message. */
const rung = (user: TelegramUser) =>
  user.chat.messages.flatMap(({ from, text, isDeleted }) =>
    from === 'bot' && !isDeleted && /SUKSES[\s\S]*\nSN:/.test(text) ? [/^#(\d+)/.exec(text)?.[1]] : [],
  );

const callsTo = (chatId: number) =>
  desk.telegram.calls.filter(({ method, chatId: to }) => to === chatId && /^(send|edit)/.test(method)).length;

test('F56: whoever has blocked the bot costs one refusal, and hears what he missed when he writes again', async () => {
  await buy(budi, '081111111111');
  await buy(budi, '082222222222');
  fault('403', { chatId: BUDI });
  const before = callsTo(BUDI);
  await desk.advance(10_000);
  expect(await state()).toEqual(['delivered', 'delivered']);
  expect(callsTo(BUDI) - before).toBe(1);
  await desk.advance(3_000);
  expect(callsTo(BUDI) - before).toBe(1);

  desk.telegram.clearFaults();
  budi.send('SAL');
  await desk.settle();
  expect(rung(budi)).toEqual(['10001', '10002']);
});

test('F57: a chat that must wait waits as told, and what is newer behind it; other chats go on', async () => {
  await buy(budi, '081111111111');
  fault('429', { chatId: BUDI, retryAfterSeconds: 600 });
  const before = callsTo(BUDI);
  await desk.advance(10_000);
  desk.telegram.clearFaults();
  expect(callsTo(BUDI) - before).toBe(1);

  await buy(budi, '082222222222');
  await buy(siti, '082133333333');
  await desk.advance(10_000);
  expect(await state()).toEqual(['delivered', 'delivered', 'delivered']);
  expect([rung(budi), rung(siti)]).toEqual([[], ['10003']]);
  await desk.advance(600_000);
  expect(rung(budi)).toEqual(['10001', '10002']);
});

test('F58: half an hour without Telegram: orders end, and all is told afterwards, once and in sequence', async () => {
  for (const destination of ['081111111111', '082222222222', '082133333333']) await buy(budi, destination);
  fault('500');
  const before = callsTo(BUDI);
  await desk.advance(30 * 60_000);
  expect(await state()).toEqual(['delivered', 'delivered', 'delivered']);
  // Asked again ever more seldom.
  expect(callsTo(BUDI) - before).toBeLessThan(20);
  desk.telegram.clearFaults();
  await desk.advance(300_000);
  expect(rung(budi)).toEqual(['10001', '10002', '10003']);
});

test('F59: an ending whose acceptance was lost comes once more, in the same words', async () => {
  const cardId = await buy(budi, '081111111111');
  desk.telegram.nextFault({ method: 'sendMessage', kind: 'drop_after_doing' });
  await desk.advance(30_000);
  expect(rung(budi)).toEqual(['10001', '10001']);
  const endings = budi.chat.messages.filter(({ replyTo }) => replyTo === cardId).map(({ text }) => text);
  expect(new Set(endings).size).toBe(1);
});

test('F60: a card that was deleted is replaced once, by the ending, which is the card from then on', async () => {
  const cardId = await buy(budi, '081111111111');
  budi.delete(cardId);
  await desk.advance(10_000);
  expect(rung(budi)).toEqual(['10001']);
  const ending = budi.chat.messages.at(-1);
  expect(await desk.sql`select message_id from card`).toEqual([{ message_id: ending?.id }]);
  // Told once more, it finds its place and nothing changes there that was not said.
  await desk.sql`update orders set tell_at = ${desk.now()}, tell_attempt = tell_attempt + 1`;
  const before = budi.chat.messages.length;
  await desk.settle();
  expect(budi.chat.messages.length - before).toBe(1);
});
