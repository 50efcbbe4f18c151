import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Complaint } from '../../src/app/complaints.ts';
import { createComplaints } from '../../src/store/complaints.ts';
import { dumpTables } from '../db/dump-tables.ts';
import { BUDI, type Counter, newest, openCounter, shownTo } from '../security/counter.ts';

let counter: Counter;
let atOperator = 0;

/** What the operator was shown in this test. */
const toOperator = () => shownTo(counter.operator, atOperator);

beforeAll(async () => {
  counter = await openCounter();
  return () => counter.close();
});

beforeEach(async () => {
  for (const table of ['complaint', 'complaint_message', 'complaint_post', 'complaint_check'])
    await counter.sql.unsafe(`delete from ${table}`);
  atOperator = counter.operator.chat.messages.length;
});

async function say(text: string, replyTo?: number): Promise<string> {
  const { budi, settle } = counter;
  const from = budi.chat.messages.length;
  budi.send(text, replyTo === undefined ? {} : { replyTo });
  await settle();
  return shownTo(budi, from);
}

/** An order of Budi's that Klikoo leaves pending: its reference and number. */
async function buyPending(destination: string): Promise<{ refId: string; number: number }> {
  const { budi, klikoo, settle, sql } = counter;
  budi.send(`S10.${destination}.1234`);
  await settle();
  budi.tap(newest(budi, 'Beli'), 'Beli');
  await settle();
  const [row] = await sql<{ ref_id: string; number: number }[]>`
    select ref_id, number from orders where destination = ${destination}`;
  if (row === undefined) throw new Error('nothing was bought');
  klikoo.decide(row.ref_id, { status: 'WAITING' });
  return { refId: row.ref_id, number: row.number };
}

const details = () => counter.klikoo.calls.filter(({ call }) => call === 'detail').length;

async function begun(origin: string): Promise<Complaint> {
  const complaint = await createComplaints(counter.sql).draft(
    { origin, resellerId: 1, telegramId: BUDI, orderNumber: undefined, text: 'x' },
    counter.now(),
  );
  if (complaint === 'too_often') throw new Error('nothing was begun');
  return complaint;
}

test('an answer that may have been sent before a crash is not sent again, and its writer is told so', async () => {
  const { budi, operator, settle, sql } = counter;
  await say('K.saldo saya berkurang');
  const asked = newest(operator, 'Selesai');
  const from = budi.chat.messages.length;
  const next = operator.chat.messages.at(-1)?.id ?? 0;
  // The process died between these two: the claim is there, the message that came of it is not known.
  await sql`
    insert into complaint_post (complaint_id, key, chat_id, at)
    select id, ${`${operator.id}:`} || ${next + 1}::int, ${budi.id}, now() from complaint`;
  const sent = operator.send('sudah kami cek', { replyTo: asked.id });
  expect(sent.id).toBe(next + 1);
  await settle();
  expect(shownTo(budi, from)).toBe('');
  expect(toOperator()).toContain('mungkin sudah sampai');
});

test('the same answer, delivered five times, is said once', async () => {
  const { budi, operator, settle, telegram } = counter;
  await say('K.saldo saya berkurang');
  const from = budi.chat.messages.length;
  operator.send('sudah kami cek', { replyTo: newest(operator, 'Selesai').id });
  await settle();
  for (let i = 0; i < 4; i += 1) {
    telegram.redeliver({ last: 1 });
    await settle();
  }
  expect(budi.chat.messages.slice(from)).toHaveLength(1);
  expect(await counter.sql`select from complaint_message where author = 'operator'`).toHaveLength(1);
});

test('what Telegram refused to take is sent when the answer is handled again', async () => {
  const { budi, operator, settle, telegram, errors } = counter;
  await say('K.saldo saya berkurang');
  const from = budi.chat.messages.length;
  telegram.nextFault({ kind: '500', method: 'sendMessage', chatId: BUDI });
  operator.send('sudah kami cek', { replyTo: newest(operator, 'Selesai').id });
  await settle();
  expect(errors.splice(0)).toHaveLength(1);
  telegram.redeliver({ last: 1 });
  await settle();
  expect(budi.chat.messages.slice(from)).toHaveLength(1);
});

test('what Telegram took without saying so is not sent again, and its writer is told', async () => {
  const { budi, operator, settle, telegram } = counter;
  await say('K.saldo saya berkurang');
  const from = budi.chat.messages.length;
  telegram.nextFault({ kind: 'drop_after_doing', method: 'sendMessage', chatId: BUDI });
  operator.send('sudah kami cek', { replyTo: newest(operator, 'Selesai').id });
  await expect(settle()).rejects.toThrow();
  telegram.redeliver({ last: 1 });
  await settle();
  expect(budi.chat.messages.slice(from)).toHaveLength(1);
  expect(toOperator()).toContain('mungkin sudah sampai');
});

test('a complaint is open before operators hear of it, and they do when Telegram takes it the next time', async () => {
  const { operator, settle, telegram, errors } = counter;
  telegram.nextFault({ kind: '500', method: 'sendMessage', chatId: operator.id });
  await say('K.saldo saya berkurang');
  expect(errors.splice(0)).toHaveLength(1);
  expect(await counter.sql`select from complaint where state = 'open'`).toHaveLength(1);
  expect(toOperator()).toBe('');
  for (let i = 0; i < 2; i += 1) {
    telegram.redeliver({ last: 1 });
    await settle();
  }
  expect(toOperator().split('saldo saya berkurang')).toHaveLength(2);
});

test('a command typed as a reply to a complaint is carried out, and what answers the operator is not', async () => {
  const { budi, sql } = counter;
  await say('K.saldo saya berkurang');
  const { id } = newest(budi, 'Selesai');
  expect(await say('S', id)).toContain('Saldo 500.000');
  expect(await say('/saldo', id)).toContain('Saldo 500.000');
  expect(await say('S10.081234567890.1234', id)).toContain('Beli');
  // Yes is said to a person here, and must not buy what stands above.
  for (const text of ['ya', 'sudah saya cek ya', 'K.masih belum']) await say(text, id);
  const kept = await sql<{ text: string }[]>`select text from complaint_message order by id`;
  expect(kept.map(({ text }) => text)).toEqual([
    'saldo saya berkurang',
    'ya',
    'sudah saya cek ya',
    'K.masih belum',
  ]);
  expect(await sql`select from orders where held_at is not null and destination = '081234567890'`).toEqual(
    [],
  );
  budi.tap(newest(budi, 'Beli'), 'Batal');
  await counter.settle();
});

test('a reply goes to the complaint that the message showed last', async () => {
  const complaints = createComplaints(counter.sql);
  const now = counter.now();
  const drafts = await Promise.all([1, 2, 3].map((i) => begun(`shown:${i}`)));
  const [first = 0, second = 0, third = 0] = drafts.map(({ id }) => id).toSorted((a, b) => a - b);
  for (const [i, id] of [second, third, first].entries())
    await complaints.posted(id, `shown:${id}`, BUDI, 4711, new Date(now.getTime() + i));
  expect((await complaints.findByPost(BUDI, 4711))?.id).toBe(first);
  await complaints.posted(third, `shown:${third}`, BUDI, 4711, new Date(now.getTime() + 9));
  expect((await complaints.findByPost(BUDI, 4711))?.id).toBe(third);
});

test('the message of the menu stands for no complaint: what shows one there comes below it', async () => {
  const { budi, settle, sql } = counter;
  await say('K.saldo saya berkurang');
  await say('/menu');
  const menu = newest(budi, 'Komplain');
  budi.tap(menu, 'Komplain');
  await settle();
  budi.tap(newest(budi, 'Bukan soal pembelian'), 'Bukan soal pembelian');
  await settle();
  const asked = newest(budi, 'Batal');
  expect(asked.id).not.toBe(menu.id);
  const from = budi.chat.messages.length;
  await say('ini yang kedua', asked.id);
  expect(shownTo(budi, from)).toContain('ini yang kedua');
  expect(await say('apa kabar', menu.id)).toContain('belum saya mengerti');
  expect(await sql`select from complaint_post where chat_id = ${BUDI} and message_id = ${menu.id}`).toEqual(
    [],
  );
});

test('no PIN of a complaint is kept or shown, and its message is deleted', async () => {
  const { budi, sql } = counter;
  await say('K.belum masuk.736291');
  await say('K.pin saya 736291 kok salah');
  await say('K.736291.belum');
  const kept = await sql<{ text: string }[]>`select text from complaint_message`;
  expect(kept.map(({ text }) => text).join()).not.toContain('736291');
  expect(toOperator()).not.toContain('736291');
  expect(shownTo(budi)).not.toContain('736291');
  const typed = budi.chat.messages.filter(
    (message) => message.from !== 'bot' && message.text.includes('736291'),
  );
  expect(typed.map(({ isDeleted }) => isDeleted)).toEqual([true, true, true]);
  const [reseller] = await sql<{ pin_failures: number }[]>`select pin_failures from reseller where id = 1`;
  expect(reseller?.pin_failures).toBe(0);
});

test('wherever a PIN stands in a complaint, in a reply to it or in an answer, it is in no table and nobody is shown it', async () => {
  const { budi, operator, sql, settle } = counter;
  const [from, fromOperator] = [budi.chat.messages.length, operator.chat.messages.length];
  const texts = [
    'S10 085712345678 736291 belum masuk',
    'S10 085712345678 736291 2',
    'PLN20 01105691111 736291 R#TOKO-17',
    'TIKET 500000 736291 sudah transfer',
    'saya ketik 736291 tapi ditolak',
    'S10 085712345678 #736291',
    'saya mengetik GP 736291 736291',
    '736291-736291 #10234',
  ];
  for (const text of texts) {
    await say(`K.${text}`);
    await sql`update complaint set state = 'closed', closed_at = opened_at where state = 'open'`;
  }
  await say('K.saldo saya berkurang');
  for (const text of texts) await say(text, newest(budi, 'Selesai').id);
  operator.send('coba PIN 736291 dulu', { replyTo: newest(operator, 'Selesai').id });
  await settle();
  expect(await dumpTables(sql)).not.toContain('736291');
  expect(shownTo(budi, from)).not.toContain('736291');
  expect(shownTo(operator, fromOperator)).not.toContain('736291');
  const typed = budi.chat.messages
    .slice(from)
    .filter((message) => message.from !== 'bot' && message.text.includes('736291'));
  expect(typed).toHaveLength(2 * texts.length);
  expect(typed.filter(({ isDeleted }) => !isDeleted)).toEqual([]);
});

test('an answer is as long as a message may be, whatever was written', async () => {
  const { operator } = counter;
  const long = `K.${'&'.repeat(1_900)}`;
  for (let i = 0; i < 3; i += 1) await say(long);
  const [asked] = [newest(operator, 'Selesai')];
  for (let i = 0; i < 5; i += 1) {
    operator.send('<'.repeat(3_000), { replyTo: asked.id });
    await counter.settle();
  }
  expect(counter.errors).toEqual([]);
  const kept = await counter.sql<
    { length: number }[]
  >`select max(length(text)) as length from complaint_message`;
  expect(kept[0]?.length).toBe(1_000);
});

test('in a day ten complaints are opened and twenty begun, whatever became of them', async () => {
  const { budi, settle, sql } = counter;
  for (let i = 0; i < 10; i += 1) {
    expect(await say(`K.keluhan ${i}`)).toContain('Sudah diteruskan');
    budi.tap(newest(budi, 'Selesai'), 'Selesai');
    await settle();
  }
  const refused = await say('K.yang kesebelas');
  expect(refused).toContain('sehari');
  expect(await sql`select from complaint where state = 'open'`).toEqual([]);
  for (let i = 0; i < 9; i += 1) {
    await say('K');
    budi.tap(newest(budi, 'Bukan soal pembelian'), 'Bukan soal pembelian');
    await settle();
    budi.tap(newest(budi, 'Batal'), 'Batal');
    await settle();
  }
  expect(await sql`select from complaint`).toHaveLength(20);
  expect(await say('K.yang terakhir')).toContain('sehari');
  expect(await sql`select from complaint`).toHaveLength(20);
  await sql`
    update complaint set created_at = created_at - interval '1 day', opened_at = opened_at - interval '1 day'`;
  expect(await say('K.besoknya')).toContain('Sudah diteruskan');
  // What came of nothing is forgotten with it.
  expect(await sql`select from complaint where state in ('draft', 'discarded')`).toEqual([]);
});

test('which messages showed a complaint is forgotten after sixty days, the complaint is not', async () => {
  const { sql, konter } = counter;
  await say('K.saldo saya berkurang');
  await sql`insert into complaint_check (ref_id, checked_at) values (gen_random_uuid(), ${counter.now()})`;
  const left = async () =>
    Promise.all([sql`select from complaint_post`, sql`select from complaint_check`]).then((rows) =>
      rows.map(({ length }) => length > 0),
    );
  await sql`update complaint_post set at = at - interval '59 days'`;
  await sql`update complaint_check set checked_at = checked_at - interval '59 days'`;
  await konter.sweep();
  expect(await left()).toEqual([true, true]);
  await sql`update complaint_post set at = at - interval '2 days'`;
  await sql`update complaint_check set checked_at = checked_at - interval '2 days'`;
  await konter.sweep();
  expect(await left()).toEqual([false, false]);
  expect(await sql`select from complaint`).toHaveLength(1);
});

test('the oldest that are open are listed, with how many there are', async () => {
  const complaints = createComplaints(counter.sql);
  const ids: number[] = [];
  for (const origin of ['a', 'b', 'c']) {
    const { id } = await begun(`list:${origin}`);
    await complaints.open(id, 1, counter.now());
    ids.push(id);
  }
  const { threads, total } = await complaints.stillOpen(1, 2);
  expect([threads.map(({ complaint }) => complaint.id), total]).toEqual([ids.slice(0, 2), 3]);
  expect(await complaints.stillOpen(2, 2)).toEqual({ threads: [], total: 0 });
  expect((await complaints.stillOpen(undefined, 9)).threads).toHaveLength(3);
});

test('of many complaints opened at the same moment three are open', async () => {
  const complaints = createComplaints(counter.sql);
  const now = counter.now();
  const drafts = await Promise.all(Array.from({ length: 8 }, (_, i) => begun(`race:${i}`)));
  const verdicts = await Promise.all(drafts.map(({ id }) => complaints.open(id, 1, now)));
  expect(verdicts.map(String).sort()).toEqual([...Array(3).fill('open'), ...Array(5).fill('too_many')]);
  expect(await complaints.open(drafts[0]?.id ?? 0, 2, now)).toBe(undefined);
});

// Last: an order that is underway is what every complaint without a number is about.
test('a complaint asks the supplier about an order that is underway at once, and within the minute only once', async () => {
  const { number } = await buyPending('081234567890');
  const before = details();
  await Promise.all([say(`K.#${number} belum masuk`), say('K.lama sekali')]);
  expect(details() - before).toBe(1);
  await say('K.masih belum');
  expect(details() - before).toBe(1);
  // Not by the polls of a minute, which the clock of this test leaves out.
  await counter.sql`update complaint_check set checked_at = checked_at - interval '1 minute'`;
  await say('K.masih belum juga');
  expect(details() - before).toBe(2);
});

test('what the supplier says when a complaint has it asked settles the order, and is shown', async () => {
  const { refId } = await buyPending('081234567801');
  counter.klikoo.decide(refId, { status: 'SUCCESS' });
  const shown = await say('K.081234567801 belum masuk');
  expect(shown).toContain('S10.081234567801 SUKSES');
  expect(await counter.sql`select from complaint where state = 'open'`).toHaveLength(0);
  expect(shown).toContain('Tetap komplain');
});

test('operators hear of a complaint opened by choosing which purchase it is about, too, when Telegram takes it the next time', async () => {
  const { budi, operator, settle, telegram, errors } = counter;
  await buyPending('081234567811');
  await say('K.saya bingung');
  budi.tap(newest(budi, 'Pembelian lain'), 'Pembelian lain');
  await settle();
  telegram.nextFault({ kind: '500', method: 'sendMessage', chatId: operator.id });
  budi.tap(newest(budi, 'Bukan soal pembelian'), 'Bukan soal pembelian');
  await settle();
  expect(errors.splice(0)).toHaveLength(1);
  expect(toOperator()).toBe('');
  telegram.redeliver({ last: 1 });
  await settle();
  expect(toOperator()).toContain('saya bingung');
});
