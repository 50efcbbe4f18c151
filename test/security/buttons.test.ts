import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { BUDI, type Counter, dataOf, newest, openCounter, shownTo } from './counter.ts';

let counter: Counter;
/** Every callback data that was ever shown to Budi and to the operator, by the label of its button. */
let budis: Map<string, string>;
let operators: Map<string, string>;

beforeAll(async () => {
  counter = await openCounter();
  const { budi, operator, eve, telegram, settle } = counter;
  budis = new Map();
  operators = new Map();
  telegram.subscribe((event) => {
    if (!('messageId' in event)) return;
    const message = telegram.chat(event.chatId).messages.find(({ id }) => id === event.messageId);
    const shown = event.chatId === BUDI ? budis : event.chatId === operator.id ? operators : undefined;
    for (const b of message?.keyboard.flat() ?? []) if (b.kind === 'callback') shown?.set(b.data, b.text);
  });
  const say = async (text: string) => {
    budi.send(text);
    await settle();
  };
  await say('S10.081299887766.1234');
  budi.tap(newest(budi, 'Beli').id, 'Beli');
  await settle();
  await counter.advance(5_000);
  for (const text of [
    'H',
    'LAP',
    'MUT',
    'REKAP',
    'CEK',
    'RIWAYAT',
    '/bahasa',
    'SUMMARY',
    '/menu',
    '/cari tsel',
    'K.belum masuk',
    '/beli',
    'BANTUAN',
  ])
    await say(text);
  await say('S5.081299887755');
  await say('S20.081299887744.1234');
  await say('XX9.081299887733.1234');
  // Left open: a card, a keypad, a guided order, a registration, and a deposit the operator was asked about.
  eve.start();
  await settle();
  for (const text of ['Eve Cell', 'Bandung']) {
    eve.send(text);
    await settle();
  }
  eve.shareContact();
  await settle();
  operator.send('/deposit K0001 10.000.000 contoh');
  await settle();
  operator.send('/markup 350');
  await settle();
  operator.send('/reseller');
  await settle();
  operator.send('/pin reset K0001');
  await settle();
  return () => counter.close();
});

/** Not the [Beli] under the help, which begins a guided order. */
function openCard() {
  const card = counter.budi.chat.messages.find(
    (m) => m.text.includes('S20.081299887744') && m.keyboard.length > 0,
  );
  if (card === undefined) throw new Error('no open card');
  return card;
}

test('the collection holds a button of each kind', () => {
  const kinds = new Set([...budis.keys(), ...operators.keys()].map((data) => data.split(':')[0]));
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'buy',
      'no',
      'run',
      'pad',
      'g',
      'lang',
      'reg',
      'act',
      'actno',
      'menu',
      'fav',
      'again',
      'kom',
    ]),
  );
});

test('F29, F30: every button of a reseller and of the operator, pressed by a stranger and by another reseller, does nothing for them and shows them nothing of his', async () => {
  const { siti, eve, settle } = counter;
  const before = await counter.state();
  const shown = openCard();
  for (const other of [eve, siti]) {
    const own = other.chat.messages.findLast((m) => m.from === 'bot');
    if (own === undefined) throw new Error('no message to press on');
    const from = other.chat.messages.length;
    for (const data of [...budis.keys(), ...operators.keys()]) {
      // His language, his own reports and his own menu he may look at.
      if (/^(lang|sum|menu):/.test(data)) continue;
      // On a message of his own, as a changed client does, and on the one it was shown on.
      for (const message of [own, shown]) other.forgeTap(message.id, data);
    }
    await settle();
    expect(shownTo(other, from)).not.toMatch(/0812998877|Budi|K0001|K0002 Siti/);
  }
  expect(counter.errors).toEqual([]);
  expect(await counter.state()).toBe(before);
});

test('F121: words and buttons of the operator do nothing for a reseller', async () => {
  const { budi, settle } = counter;
  const before = await counter.state();
  const from = budi.chat.messages.length;
  const own = budi.chat.messages.findLast((m) => m.from === 'bot');
  for (const data of operators.keys()) if (own !== undefined) budi.forgeTap(own.id, data);
  for (const text of [
    '/deposit K0001 1.000.000',
    '/koreksi K0001 1.000.000 hadiah',
    '/markup 1',
    '/markup S10 1',
    '/reseller',
    '/reseller K0002',
    '/reseller tambah 1001 Budi',
    '/pin reset K0002',
    '/produk sinkron',
    '/antrian',
    '/klikoo',
  ]) {
    budi.send(text);
    await settle();
  }
  expect(shownTo(budi, from)).not.toMatch(/Siti|K0002|terdaftar\./);
  expect(await counter.state()).toBe(before);
});

test('F30: an open card and an open question still do, for whom they were meant, after all that', async () => {
  const { budi, operator, settle, sql } = counter;
  budi.tap(openCard().id, 'Beli');
  const question = operator.chat.messages.findLast((m) => m.text.includes('10.000.000'));
  if (question === undefined) throw new Error('no question');
  operator.tap(question.id, 0);
  await settle();
  const [row] = await sql<{ bought: number; deposited: number }[]>`
    select (select count(*)::int from orders where state <> 'quoted') as bought,
      (select count(*)::int from entry e join account a on a.id = e.account_id
        join telegram_account t on t.reseller_id = a.reseller_id
        where t.telegram_id = ${BUDI} and e.amount = 10000000) as deposited`;
  expect(row).toEqual({ bought: 2, deposited: 1 });
});

test('F29: one byte changed in any button, and any 64 bytes, are answered and change nothing', async () => {
  const { budi, deliver } = counter;
  const known = [...budis.keys(), ...operators.keys()];
  const own = budi.chat.messages.findLast((m) => m.from === 'bot');
  const before = await counter.state();
  let id = 800_000_000;
  const changed = fc
    .record({
      data: fc.constantFrom(...known.filter((data) => /^(buy|no|pad|reg|act|actno):/.test(data))),
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 126 }),
    })
    .map(({ data, at, by }) => {
      const place = at % data.length;
      return (
        data.slice(0, place) +
        String.fromCharCode((data.charCodeAt(place) + by) % 127) +
        data.slice(place + 1)
      );
    });
  const prefixes = fc.constantFrom(
    'buy',
    'no',
    'run',
    'his',
    'prc',
    'mut',
    'rec',
    'pad',
    'g',
    'reg',
    'act',
    'actno',
    '',
  );
  const numbers = fc.constantFrom(
    '-1',
    '0',
    '1e9',
    '99999999999999999999',
    'NaN',
    '1.5',
    '0x10',
    '-9223372036854775809',
    '__proto__',
    "'; drop table orders--",
    '\u0000',
    'x'.repeat(60),
  );
  const junk = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 21 }),
    fc
      .tuple(prefixes, fc.array(numbers, { minLength: 1, maxLength: 3 }))
      .map(([prefix, rest]) => [prefix, ...rest].join(':').slice(0, 64)),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(changed, junk), async (data) => {
      id += 1;
      const error = await deliver({
        update_id: id,
        callback_query: {
          id: String(id),
          from: { id: BUDI, is_bot: false, first_name: 'Budi', language_code: 'id' },
          chat_instance: '1',
          data,
          message: {
            message_id: own?.id ?? 1,
            date: 1,
            chat: { id: BUDI, type: 'private', first_name: 'Budi' },
          },
        },
      });
      expect(String(error)).toMatch(/^undefined$|query is too old|query ID is invalid/i);
    }),
    { numRuns: 100, seed: 29 },
  );
  expect(await counter.state()).toBe(before);
});

test('a keypad of somebody else, and one that has run out, take no digit', async () => {
  const { budi, siti, settle } = counter;
  budi.send('S5.081299887722');
  await settle();
  const pad = newest(budi, 'OK');
  siti.forgeTap(pad.id, dataOf(pad, '1'));
  await counter.advance(5 * 60_000);
  const tap = budi.tap(pad.id, '1');
  await settle();
  expect(tap.answer()?.text).toBe('Tombol ini sudah tidak berlaku. Ulangi perintahnya.');
  expect(budi.chat.messages.find(({ id }) => id === pad.id)?.text).toContain('○○○○○○');
});
