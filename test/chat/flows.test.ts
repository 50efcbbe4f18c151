import { beforeAll, expect, test } from 'vitest';
import { type Counter, dataOf, newest, openCounter, shownTo } from '../security/counter.ts';

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
  await counter.sql`update reseller set upline_id = 1 where id = 2`;
  return () => counter.close();
});

async function press(label: string): Promise<void> {
  const { budi, settle } = counter;
  budi.tap(newest(budi, label), label);
  await settle();
}

async function type(text: string): Promise<void> {
  const { budi, settle } = counter;
  budi.send(text);
  await settle();
}

async function pin(): Promise<void> {
  for (const digit of '1234') await press(digit);
  await press('OK');
}

/** Telegram delivers the last update once more, as after a crash. */
async function again(last = 1): Promise<void> {
  counter.telegram.redeliver({ last });
  await counter.settle();
}

test('a step that Telegram spoilt is taken when the update comes again, and its end is asked for once', async () => {
  const { budi, telegram, sql, errors } = counter;
  const from = budi.chat.messages.length;
  telegram.nextFault({ kind: '500', method: 'sendMessage', times: 3 });
  await type('/transfer');
  telegram.clearFaults();
  await again();
  expect(shownTo(budi, from)).toContain('Kirim ke siapa?');

  telegram.nextFault({ kind: '500', method: 'editMessageText', times: 3 });
  await press('K0002 Siti');
  telegram.clearFaults();
  expect(newest(budi, 'K0002 Siti').text).toContain('Kirim ke siapa?');
  await again();
  expect(newest(budi, '20.000').text).toContain('Saldo Anda');

  // The keypad stands there, and the process died before anybody had noted it.
  telegram.nextFault({ kind: 'drop_after_doing', method: 'editMessageText', times: 3 });
  await expect(press('20.000')).rejects.toThrow('editMessageText');
  telegram.clearFaults();
  await again();
  await again();
  await pin();
  await again();
  await press('Kirim');
  await again();
  expect(await sql`select from downline_transfer`).toHaveLength(1);
  const [siti] = await sql<{ balance: number }[]>`
    select balance from account where name = 'reseller:2:available'`;
  expect(Number(siti?.balance)).toBe(270_000);
  errors.length = 0;
});

test('the same asked for twice, one after the other, is two things', async () => {
  const { sql, budi } = counter;
  await type('/menu');
  for (const balance of [280_000, 290_000]) {
    await press('Transfer');
    await press('K0002 Siti');
    await press('10.000');
    await pin();
    await press(balance === 280_000 ? 'Kirim' : 'Ya, sekali lagi');
    const [siti] = await sql<{ balance: number }[]>`
      select balance from account where name = 'reseller:2:available'`;
    expect(Number(siti?.balance)).toBe(balance);
    await type('/menu');
  }
  expect(budi.chat.messages.at(-1)?.text).toContain('Menu');
});

test('buttons of a flow that is over, of another flow and of another chat choose nothing', async () => {
  const { budi, siti, settle, state } = counter;
  await type('TARIK');
  const old = newest(budi, 'K0002 Siti');
  const data = dataOf(old, 'K0002 Siti');
  await type('/struk');
  const before = await state();
  const from = budi.chat.messages.length;
  for (const each of [
    data,
    'q:0:b',
    'q:0:99',
    'q:9:0',
    'q::',
    'q',
    'q:0:n',
    'ask:',
    'ask:buy',
    'ask:transfer:K0009',
  ])
    budi.forgeTap(old.id, each);
  siti.forgeTap(siti.chat.messages.at(-1)?.id ?? 0, data);
  await settle();
  expect(await state()).toBe(before);
  expect(shownTo(budi, from)).not.toContain('PIN untuk');
});

test('a flow whose person is a downline no more says so before the PIN, and moves nothing', async () => {
  const { budi, sql } = counter;
  await type('/transfer');
  const message = newest(budi, 'K0002 Siti');
  await press('K0002 Siti');
  await sql`update reseller set upline_id = null where id = 2`;
  await press('10.000');
  await pin();
  expect(budi.chat.messages.findLast((m) => m.from === 'bot')?.text).toContain('bukan downline Anda');
  await sql`update reseller set upline_id = 1 where id = 2`;
  expect(message).toBeDefined();
});

test('what a PIN was typed in answer to remembers nothing of it', async () => {
  const { budi, sql } = counter;
  const questions = ['/transfer', 'REG', 'MARKUP', 'TAG', 'STRUK', 'BLOK', 'SD'];
  const from = budi.chat.messages.length;
  for (const question of questions) {
    await type(question);
    if (question === 'MARKUP') await press('Atur markup');
    await type('918273');
    expect(budi.chat.messages.findLast(({ from: who }) => who !== 'bot')?.isDeleted, question).toBe(true);
  }
  expect(shownTo(budi, from)).not.toContain('918273');
  const rows = await sql`select to_jsonb(c)::text as row from conversation c`;
  expect(JSON.stringify(rows)).not.toContain('918273');
});

/** Nothing of a PIN is left: neither the message nor a word of it. */
async function expectForgotten(typed: string): Promise<void> {
  const { budi, klikoo } = counter;
  const from = budi.chat.messages.length;
  await type(typed);
  expect(budi.chat.messages.findLast(({ from: who }) => who !== 'bot')?.isDeleted, typed).toBe(true);
  expect(shownTo(budi, from), typed).not.toContain('PIN untuk');
  expect(budi.chat.messages.findLast((m) => m.from === 'bot')?.text, typed).not.toMatch(/1234(?![0-9])/);
  expect(JSON.stringify(klikoo.calls), typed).not.toContain('1234"');
}

test('a PIN typed behind a number is no part of it', async () => {
  const { budi } = counter;
  await type('TAG');
  await type('PLN');
  await expectForgotten('524540566523 1234');
  expect(newest(budi, 'Batal').text).toContain('PIN baru diminta nanti');

  await type('/beli');
  await type('S10');
  await expectForgotten('0811123456 1234');
  expect(newest(budi, 'Batal').text).toContain('PIN baru diminta nanti');
  await type('0812 3456 7890');
  expect(newest(budi, 'OK').text).toContain('081234567890');
});

test('a number like a PIN is no amount of a product whose amount is open', async () => {
  const { budi } = counter;
  await type('/beli');
  await type('DNOPEN');
  await type('081234567890');
  for (const typed of ['1234', '0123', '918273']) {
    await expectForgotten(typed);
    expect(newest(budi, 'Batal').text, typed).toContain('Rp1500');
  }
  await type('Rp1500');
  expect(newest(budi, 'OK').text).toContain('DNOPEN.081234567890.1500');
  await press('Batal');
});

test('a PIN in what is searched for is deleted and not shown; a face value is searched for', async () => {
  const { budi } = counter;
  for (const [begin, at] of [
    ['/beli', undefined],
    ['MARKUP', 'Atur markup'],
  ] as const) {
    for (const typed of ['telkomsel 1234', 'S10 1234', 'telkomsel\n1234']) {
      await type(begin);
      if (at !== undefined) await press(at);
      if (at !== undefined) await press('Semua downline');
      await expectForgotten(typed);
      await press('Batal');
    }
    await type(begin);
    if (at !== undefined) await press(at);
    if (at !== undefined) await press('Semua downline');
    await type('telkomsel 10000');
    expect(budi.chat.messages.findLast(({ from }) => from !== 'bot')?.isDeleted, begin).toBe(false);
    expect(shownTo(budi, budi.chat.messages.length - 3)).toContain('Tsel 10.000');
    await press('Batal');
  }
  await type('TAG');
  await expectForgotten('pln\n1234');
  await press('Batal');
});

test('after an answer that was refused, the buttons choose what they say', async () => {
  const { budi, sql } = counter;
  await sql`
    insert into reseller (name, upline_id, created_at) select 'Rini', 1, created_at from reseller where id = 2`;
  await type('/transfer');
  const before = dataOf(newest(budi, 'K0002 Siti'), 'K0002 Siti');
  await sql`update reseller set upline_id = null where id = 2`;
  await type('bukan siapa-siapa');
  const message = newest(budi, 'K0003 Rini');
  budi.forgeTap(message.id, before);
  await counter.settle();
  expect(newest(budi, 'K0003 Rini').text).toContain('Kirim ke siapa?');
  await press('K0003 Rini');
  expect(newest(budi, '10.000').text).toContain('K0003 Rini');
  await press('Batal');
  await sql`update reseller set upline_id = 1 where id = 2`;
  await sql`update reseller set upline_id = null where code = 'K0003'`;
});

test('an answer that is delivered again answers no other question', async () => {
  const { budi } = counter;
  await type('REG');
  await type('Rini');
  await again();
  expect(newest(budi, 'Lewati').text).toContain('Ketik kotanya');
  await press('Batal');
  await type('/beli');
  await type('DNOPEN');
  await type('081234567890');
  await again();
  await again(2);
  const shown = newest(budi, 'Kembali').text;
  expect(shown).toContain('Ketik nominal');
  expect(shown).not.toContain('⚠️');
  await press('Batal');
});

test('what a conversation keeps does not grow with what is tapped', async () => {
  const { sql } = counter;
  const kept = async () => {
    const [row] = await sql<
      { length: number }[]
    >`select max(length(value::text))::int as length from conversation`;
    return row?.length ?? 0;
  };
  for (const [begin, there] of [
    ['/transfer', 'K0002 Siti'],
    ['/beli', 'Pulsa'],
  ] as const) {
    await type(begin);
    await press(there);
    await press('Kembali');
    const first = await kept();
    for (let i = 0; i < 10; i += 1) {
      await press(there);
      await press('Kembali');
    }
    expect(await kept(), begin).toBeLessThan(first + 100);
    await press('Batal');
  }
});

test('names that begin like an order or a purchase are names', async () => {
  const { budi } = counter;
  for (const name of ['M. Yusuf', 'I Made', 'Trx Cell']) {
    await type('REG');
    await type(name);
    expect(newest(budi, 'Lewati').text, name).toContain(`Nama: ${name}`);
    await type(name);
    expect(newest(budi, 'Lewati').text, name).toContain(`Kota: ${name}`);
    await press('Batal');
  }
  await type('REG');
  const from = budi.chat.messages.length;
  await type('Toko 1234567');
  expect(shownTo(budi, from)).not.toContain('TOKO');
  await type('S10 081234567890');
  expect(newest(budi, 'OK').text).toContain('S10.081234567890');
  await press('Batal');
  await type('REG');
  await type('TRX S10');
  expect(newest(budi, 'Kembali').text).toContain('Ketik nomor tujuan');
  await press('Batal');
});

test('what cannot be typed in the line of a markup is not offered for one', async () => {
  const { budi, sql } = counter;
  await sql`
    insert into product (code, name, category, cost, is_enabled, is_for_sale, is_open_amount, synced_at)
    select 'AB.C', 'Tsel Titik', category, 1, true, true, false, synced_at from product where code = 'S10'`;
  await type('MARKUP');
  await press('Atur markup');
  await press('Semua downline');
  await press('Pulsa');
  const listed = shownTo(budi, budi.chat.messages.length - 3);
  expect(listed).toContain('S10');
  expect(listed).not.toContain('AB.C');
  await type('tsel titik');
  expect(shownTo(budi, budi.chat.messages.length - 3)).not.toContain('AB.C');
  await press('Batal');
  await sql`delete from product where code = 'AB.C'`;
});

test('a small number alone is no price on a receipt', async () => {
  const { budi, advance } = counter;
  await type('S10.081234567890.1234');
  await press('Beli');
  await advance(60_000);
  await type('STRUK');
  await press(
    newest(budi, 'Batal')
      .keyboard.flat()
      .find((b) => b.text.startsWith('#'))?.text ?? '',
  );
  for (const typed of ['1500', '10500']) {
    await type(typed);
    expect(newest(budi, 'Tanpa harga').text, typed).toContain('Itu bisa jadi PIN');
  }
  const from = budi.chat.messages.length;
  await type('Rp1500');
  expect(shownTo(budi, from - 6)).toMatch(/Harga +: Rp 1\.500/);
});

test('a forged button begins no flow with a person it does not ask for', async () => {
  const { budi, settle } = counter;
  await type('DOWNLINE');
  const list = budi.chat.messages.at(-1)?.id ?? 0;
  const from = budi.chat.messages.length;
  for (const data of ['ask:receipt:K0002', 'ask:bill:K0002', 'ask:register_downline:K0002']) {
    budi.forgeTap(list, data);
    await settle();
    expect(shownTo(budi, from - 1), data).not.toMatch(/Tagihan: K0002|Nama: K0002/);
  }
});
