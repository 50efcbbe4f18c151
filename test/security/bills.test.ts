import { beforeAll, expect, test } from 'vitest';
import { BUDI, type Counter, newest, openCounter } from './counter.ts';

// Looking a bill up needs no PIN; paying it does, whatever is tapped, typed or forged.

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
  counter.budi.send('TAG.PLN.514040400482');
  await counter.settle();
  return () => counter.close();
});

/** Every data that a button in his chat carries. */
function shown(): string[] {
  return counter.telegram
    .chat(BUDI)
    .messages.flatMap(({ keyboard }) => keyboard.flat())
    .flatMap((button) => (button.kind === 'callback' ? [button.data] : []));
}

async function held(): Promise<number> {
  const [row] = await counter.sql<
    { count: number }[]
  >`select count(*) as count from orders where held_at is not null`;
  return row?.count ?? -1;
}

test('the token of a bill that was looked up without a PIN is in no button', async () => {
  const [card] = await counter.sql<{ token: string }[]>`select token from card`;
  if (card === undefined) throw new Error('no card was drawn');
  expect(shown().length).toBeGreaterThan(0);
  expect(shown().filter((data) => data.includes(card.token))).toEqual([]);
  counter.budi.forgeTap(newest(counter.budi, 'Bayar'), 'buy:10001');
  await counter.settle();
  expect(await held()).toBe(0);
});

test('neither its button nor YA pays it, and a wrong PIN does not either', async () => {
  const { budi, settle } = counter;
  const card = newest(budi, 'Bayar');
  budi.tap(card, 'Bayar');
  budi.send('YA', { replyTo: card.id });
  await settle();
  for (const digit of '4321') budi.tap(newest(budi, digit), digit);
  budi.tap(newest(budi, 'OK'), 'OK');
  await settle();
  expect(await held()).toBe(0);
});

test('the right PIN, given twice, pays it once', async () => {
  const { budi, settle } = counter;
  const card = newest(budi, 'Bayar');
  for (const _ of [1, 2]) {
    budi.tap(card, 'Bayar');
    await settle();
  }
  const keypads = budi.chat.messages.filter(
    (m) => !m.isDeleted && m.keyboard.flat().some((b) => b.text === 'OK'),
  );
  expect(keypads.length).toBeGreaterThan(1);
  for (const keypad of keypads.slice(-2)) {
    for (const digit of '1234') budi.tap(keypad, digit);
    budi.tap(keypad, 'OK');
  }
  await settle();
  await counter.advance(10_000);
  expect(await held()).toBe(1);
  expect(counter.klikoo.transactions).toHaveLength(1);
});
