import { beforeAll, expect, test } from 'vitest';
import { BUDI, type Counter, dataOf, newest, OPENING, openCounter, shownTo } from './counter.ts';

const PIN = '1234';
const ORDER = `S10.081234567890.${PIN}`;

let counter: Counter;
let updateId = 900_000_000;
let messageId = 500_000;

beforeAll(async () => {
  counter = await openCounter();
  return () => counter.close();
});

const person = { id: BUDI, is_bot: false, first_name: 'Budi', language_code: 'id' };
const privateChat = { id: BUDI, type: 'private', first_name: 'Budi' };
const seconds = () => Math.floor(OPENING.getTime() / 1000);

function message(fields: object): object {
  messageId += 1;
  return { message_id: messageId, date: seconds(), from: person, chat: privateChat, ...fields };
}

function send(kind: string, content: unknown): Promise<unknown> {
  updateId += 1;
  return counter.deliver({ update_id: updateId, [kind]: content });
}

/** Calls that people would see. */
function callsSince(from: number): string[] {
  return counter.telegram.calls.slice(from).map(({ method }) => method);
}

const group = { id: -1005, type: 'supergroup', title: 'Agen Pulsa' };
const channel = { id: -1006, type: 'channel', title: 'Kabar' };

test.each([
  ['a bot', 'message', { from: { ...person, is_bot: true } }],
  ['a channel post', 'channel_post', { chat: channel, from: undefined, sender_chat: channel }],
  ['an edited channel post', 'edited_channel_post', { chat: channel, from: undefined }],
  ['a message of a business account', 'business_message', { business_connection_id: 'b' }],
  ['an edited message of a business account', 'edited_business_message', { business_connection_id: 'b' }],
  [
    'an anonymous administrator',
    'message',
    { chat: group, from: { id: 1087968824, is_bot: true, first_name: 'Group' }, sender_chat: group },
  ],
  ['nobody', 'message', { from: undefined }],
  ['a private chat that is not the sender’s', 'message', { chat: { ...privateChat, id: 1002 } }],
  ['a guest message', 'guest_message', {}],
])('F52: an order from %s is ignored', async (_, kind, fields) => {
  const before = await counter.state();
  const calls = counter.telegram.calls.length;
  expect(await send(kind, message({ text: ORDER, ...fields }))).toBeUndefined();
  expect(callsSince(calls)).toEqual([]);
  expect(await counter.state()).toBe(before);
});

test('F52: a tap in a group, under an inline message, or in the chat of somebody else is ignored', async () => {
  const { budi, settle } = counter;
  budi.send(ORDER);
  await settle();
  const data = dataOf(newest(budi, 'Beli'), 'Beli');
  const before = await counter.state();
  const calls = counter.telegram.calls.length;
  const tap = { id: '1', from: person, chat_instance: '1', data };
  const siti = { ...person, id: 1002 };
  for (const fields of [
    { message: message({ chat: group }) },
    { inline_message_id: 'x' },
    // It would be carried out for her and shown to him.
    { message: message({}), from: siti },
    { message: message({}), from: siti, data: 'run:SAL' },
    { message: message({}), from: { ...person, is_bot: true } },
  ]) {
    expect(await send('callback_query', { ...tap, ...fields })).toBeUndefined();
  }
  expect(callsSince(calls)).toEqual([]);
  expect(await counter.state()).toBe(before);
});

test('F36: a PIN in a group is deleted or its writer warned in private; nothing is carried out and no balance told', async () => {
  const { budi, settle, telegram } = counter;
  telegram.addGroup({ id: -900, title: 'Agen', memberIds: [BUDI, 1002], isBotAdministrator: true });
  telegram.addGroup({ id: -901, title: 'Agen', memberIds: [BUDI, 1002], isBotAdministrator: false });
  await settle();
  const before = await counter.state();
  const from = budi.chat.messages.length;
  for (const chat of [
    group,
    { id: -900, type: 'group', title: 'Agen' },
    { id: -901, type: 'group', title: 'Agen' },
  ]) {
    for (const text of [ORDER, 'SAL', `SAL.${PIN}`, `GP.${PIN}.739184`])
      await send('message', message({ chat, text }));
  }
  const told = [-900, -901].flatMap((id) => telegram.chat(id).messages).filter((m) => m.from === 'bot');
  expect(told).toHaveLength(2);
  expect(told.map((m) => m.text).join()).not.toMatch(/\d{3}|saldo \d/i);
  expect(shownTo(budi, from)).toMatch(/PIN/);
  expect(await counter.state()).toBe(before);
});

test('F37: a PIN that is forwarded, quoted or edited into a message is taken away, and no table holds it', async () => {
  const { budi, telegram, settle } = counter;
  const secret = '739184';
  budi.send('GP.1234.739184');
  await settle();
  telegram.nextFault({ method: 'deleteMessage', kind: '400' });
  const left = budi.send(`S5.081234567811.${secret}`);
  await settle();
  const isThere = (id: number) => budi.chat.messages.some((m) => m.id === id && !m.isDeleted);
  expect(isThere(left.id)).toBe(true);
  expect(shownTo(budi)).toContain('PIN');
  const question = budi.send('kok belum masuk kak?', { replyTo: left.id });
  await settle();
  // The one that could not be deleted before, and the one that quotes it.
  expect([isThere(left.id), isThere(question.id)]).toEqual([false, false]);
  expect(shownTo(budi)).toContain('kok belum masuk kak?');

  telegram.nextFault({ method: 'deleteMessage', kind: '400' });
  const again = budi.send(`S5.081234567812.${secret}`);
  await settle();
  const forwarded = budi.forward(again);
  await settle();
  expect(isThere(forwarded.id)).toBe(false);
  const harmless = budi.send('SAL');
  await settle();
  budi.edit(harmless, `S5.081234567813.${secret}`);
  await settle();
  expect(isThere(harmless.id)).toBe(false);
  const rows =
    await counter.sql`select to_jsonb(c)::text as row from conversation c union all select to_jsonb(c)::text from card c union all select to_jsonb(o)::text from orders o`;
  expect(JSON.stringify(rows)).not.toContain(secret);
  budi.send(`GP.${secret}.294857`);
  await settle();
});

test('F37: what quotes a card of the bot stays', async () => {
  const { budi, settle } = counter;
  const own = budi.send('S10.081234567890');
  await settle();
  const quoting = budi.send('SAL', { replyTo: own.id });
  const card = budi.chat.messages.findLast((m) => m.from === 'bot');
  if (card === undefined) throw new Error('nothing to quote');
  const other = budi.send('SAL', { replyTo: card.id });
  await settle();
  const gone = budi.chat.messages.filter((m) => m.isDeleted).map((m) => m.id);
  expect(gone).not.toContain(quoting.id);
  expect(gone).not.toContain(other.id);
});

test('F38: a PIN that Telegram does not delete is tried twice when it has trouble, and else its writer is asked to', async () => {
  const { budi, telegram, settle } = counter;
  telegram.nextFault({ method: 'deleteMessage', kind: '429', retryAfterSeconds: 1 });
  const late = budi.send('SAL.9999');
  await settle();
  expect(budi.chat.messages.find(({ id }) => id === late.id)?.isDeleted).toBe(true);
  telegram.nextFault({ method: 'deleteMessage', kind: '400' });
  const from = budi.chat.messages.length;
  budi.send('S10.081234567890.294857');
  await settle();
  expect(shownTo(budi, from)).toMatch(/[Hh]apus/);
});

test.each([
  ['4,096 letters', { text: 'S'.repeat(4_096) }],
  ['4,096 emoji', { text: '🙏'.repeat(2_048) }],
  ['a digit and 4,095 zero-width joiners', { text: `1${'\u200d'.repeat(4_095)}` }],
  ['4,096 combining marks', { text: `S${'\u0301'.repeat(4_095)}` }],
  ['2,000 separators', { text: `S10${'.'.repeat(1_990)}` }],
  ['a thousand lines', { text: 'S\n'.repeat(1_000) }],
  [
    '10,000 entities',
    { text: 'SAL', entities: Array.from({ length: 10_000 }, () => ({ type: 'bold', offset: 0, length: 3 })) },
  ],
  [
    'a command at a wild place',
    { text: '/start', entities: [{ type: 'bot_command', offset: -5, length: 1e9 }] },
  ],
  [
    'a chain of 500 replies',
    {
      text: 'SAL',
      reply_to_message: Array.from({ length: 500 }).reduce<object>(
        (inner) => message({ text: ORDER, reply_to_message: inner }),
        {},
      ),
    },
  ],
])('F41: a message with %s is answered shortly', async (_, fields) => {
  const { budi } = counter;
  const before = await counter.state();
  const from = budi.chat.messages.length;
  expect(await send('message', message(fields))).toBeUndefined();
  const sent = budi.chat.messages.slice(from).filter((m) => m.from === 'bot');
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.length).toBeLessThanOrEqual(4);
  for (const { text } of sent) expect(text.length).toBeLessThan(1_500);
  expect(await counter.state()).toBe(before);
});

const MALFORMED: unknown[] = [
  null,
  [],
  7,
  'x',
  {},
  { update_id: -1 },
  { update_id: 1.5 },
  { update_id: '7' },
  { message: {} },
  { message: null },
  { message: { chat: {} } },
  { message: { chat: privateChat } },
  { message: { chat: privateChat, from: person } },
  { message: { chat: privateChat, from: person, text: 7, date: 0, message_id: 1 } },
  { message: { chat: privateChat, from: { id: BUDI }, text: null, date: 'x', message_id: -1 } },
  { message: { chat: { id: BUDI }, from: person, text: ORDER } },
  { message: { chat: { id: 'x', type: 'private' }, from: person, text: ORDER } },
  { message: { chat: { ...privateChat, type: 'Private' }, from: person, text: ORDER } },
  { edited_message: { chat: privateChat, from: person, text: {} } },
  { callback_query: {} },
  { callback_query: { id: 1, from: { id: BUDI }, data: 7, message: { chat: privateChat } } },
  { callback_query: { id: '1', from: person, data: 'buy:', message: { chat: privateChat } } },
  { my_chat_member: { chat: privateChat } },
  { my_chat_member: { chat: privateChat, from: person, new_chat_member: {} } },
  { __proto__: null, constructor: 7, message: { __proto__: null, chat: privateChat } },
];

test.each(MALFORMED.map((raw) => [JSON.stringify(raw), raw] as const))(
  'F41: %s is no update that moves anything, and the next one is handled',
  async (_, raw) => {
    const { budi, settle } = counter;
    const before = await counter.state();
    updateId += 1;
    const hasId = typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !('update_id' in raw);
    // What a handler throws at is repeated and put aside by the inbox; it must only not have done anything.
    await counter.deliver(hasId ? { update_id: updateId, ...raw } : raw);
    expect(await counter.state()).toBe(before);
    const from = budi.chat.messages.length;
    budi.send('SAL');
    await settle();
    expect(shownTo(budi, from)).toMatch(/Saldo/);
  },
);

test('F51: what stands behind /start is not read: there are no invitations to steal or to use twice', async () => {
  const { budi, operator, telegram, settle } = counter;
  const mallory = telegram.addUser({ id: 6667, firstName: 'Mallory', languageCode: 'id' });
  const before = await counter.state();
  const plain = telegram.addUser({ id: 6668, firstName: 'Plain', languageCode: 'id' });
  plain.start();
  await settle();
  for (const payload of ['invite_K0001', 'K0001', '1001', 'admin', '../../x', 'ref-AAAAAAAAAAAAAAAAAAAAAA']) {
    const from = mallory.chat.messages.length;
    mallory.start(payload);
    await settle();
    expect(shownTo(mallory, from)).toBe(shownTo(plain));
  }
  for (const person of [budi, operator]) person.start('K0002');
  await settle();
  expect(await counter.state()).toBe(before);
});
