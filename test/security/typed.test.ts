import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { parseSigned } from '../../src/chat/features/operator-arguments.ts';
import { parseMessage } from '../../src/domain/command/parse.ts';
import { containsPinLike } from '../../src/domain/command/pin-like.ts';
import { readDestination } from '../../src/domain/destination.ts';
import { parseHundredths, parseRupiah } from '../../src/domain/money.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { type Counter, newest, openCounter, shownTo } from './counter.ts';

let counter: Counter;

beforeAll(async () => {
  counter = await openCounter();
  return () => counter.close();
});

/** What the bot answers to this in Budi's chat. */
async function say(text: string): Promise<string> {
  const { budi, settle } = counter;
  const from = budi.chat.messages.length;
  budi.send(text);
  await settle();
  return shownTo(budi, from);
}

/** The orders of a message as they would be bought: code, number, amount. */
function ordersIn(text: string): string[] {
  const parsed = parseMessage(text);
  if (parsed.kind !== 'commands') return [];
  return parsed.commands.flatMap((command) =>
    command.kind === 'order' ? [`${command.code} ${command.destination} ${command.amount ?? ''}`.trim()] : [],
  );
}

test.each([
  ['Arabic-Indic', '٠٨١٢٣٤٥٦٧٨٩٠'],
  ['Persian', '۰۸۱۲۳۴۵۶۷۸۹۰'],
  ['Devanagari', '०८१२३४५६७८९०'],
  ['Javanese', '꧐꧘꧑꧒꧓꧔꧕꧖꧗꧘꧙꧐'],
  ['fullwidth', '０８１２３４５６７８９０'],
  ['mathematical', '𝟎𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎'],
  ['double-struck', '𝟘𝟠𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡𝟘'],
  ['superscript', '⁰⁸¹²³⁴⁵⁶⁷⁸⁹⁰'],
  ['subscript', '₀₈₁₂₃₄₅₆₇₈₉₀'],
  ['zero-width in it', '0812\u200b3456\u200d7890\ufeff'],
  ['soft hyphens in it', '0812\u00ad3456\u00ad7890'],
  ['bidi overrides in it', '\u202e0812\u202c3456\u20667890\u2069'],
  ['a NUL in it', '0812\u00003456\u00007890'],
  ['dashes and NBSP in it', '0812\u20113456\u00a07890'],
])(
  'F42, F43: a number in %s digits is the number they say, and the card shows it in plain ones',
  async (_, number) => {
    expect(readDestination(number)?.value).toBe('081234567890');
    const shown = await say(`S10.${number}`);
    expect(shown).toContain('S10.081234567890');
    expect(shown).toContain('PIN untuk membeli');
  },
);

test('F42: any one character in place of any one digit gives that digit, or no order of the number', () => {
  const before = '08123456';
  const after = '789';
  const odd = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
    fc.constantFrom(
      '²',
      '½',
      '①',
      '㉑',
      '⒈',
      '🄁',
      '٣',
      '५',
      '〇',
      '一',
      'O',
      'o',
      'l',
      'I',
      'О',
      '᠐',
      '𝟜',
      '႐',
      '⁄',
      '3\u0338',
      '3\ufe0f\u20e3',
      '\u2460\u200d',
    ),
  );
  fc.assert(
    fc.property(odd, (typed) => {
      fc.pre(!/[0-9\s.,;_*#+-]/.test(typed.normalize('NFKC').replace(/\p{Nd}/gu, '')));
      for (const order of ordersIn(`S10.${before}${typed}${after}`)) {
        // As many digits as were typed, each in its place: nothing is guessed, turned or left out.
        const digits = Array.from(typed.normalize('NFKC')).filter((c) => /\p{Nd}/u.test(c)).length;
        const rest = Array.from(typed.normalize('NFKC'))
          .filter((c) => /[A-Za-z]/.test(c))
          .join('');
        expect(order).toMatch(
          new RegExp(`^S10 ${before}${rest === '' ? `[0-9]{${digits}}` : `[0-9A-Za-z]+`}${after}$`),
        );
      }
    }),
    { numRuns: 2_000, seed: 42 },
  );
});

test('F42: a PIN in other digits is that PIN, and is deleted like one', async () => {
  expect(await say('S10.081234567801.١٢٣٤')).toContain('Harga');
  expect(counter.budi.chat.messages.findLast((m) => m.from !== 'bot')?.isDeleted).toBe(true);
  expect(containsPinLike('pin saya １２３４')).toBe(true);
  expect(containsPinLike('pin saya 12\u200b34')).toBe(true);
});

test.each(['С10', 'ЅS10', 'Ѕ10', 'S１O', 'SI0', 'S1О', 'Sl0', 'S\u03bf10', 'S10\u0301'])(
  'F43: the code %j, which only looks like another, buys nothing',
  async (code) => {
    const before = await counter.sql`select count(*) from orders`;
    const shown = await say(`${code}.081234567890.1234`);
    expect(shown).not.toContain('Harga');
    expect(await counter.sql`select count(*) from orders`).toEqual(before);
  },
);

test('F44: what turns the direction of writing in the name of a customer reaches neither card nor ending', async () => {
  const { budi, settle } = counter;
  const { OUTCOMES } = await import('../../src/sandbox/klikoo/outcomes.ts');
  for (const name of ['bidi_name', 'html_name', 'strange_sn']) {
    await say(`${OUTCOMES.find((outcome) => outcome.name === name)?.example}.1234`);
    const label = newest(budi, 'Batal').keyboard.flat()[0]?.text ?? '';
    budi.tap(newest(budi, label).id, label);
    await settle();
    await counter.advance(10_000);
  }
  const all = budi.chat.messages.filter((m) => m.from === 'bot').map((m) => m.text);
  expect(all.join('')).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u);
  expect(all.join('')).toContain('AMINAH');
  // The name kept to its line.
  expect(all.find((text) => text.includes('AMINAH'))).toMatch(/SITI AMINAH/);
});

test.each([
  '081234567890',
  '+6281234567890',
  '6281234567890',
  '0812-3456-7890',
  '0812 3456 7890',
  '62 812 3456 7890',
  '0812.3456.7890',
])('F45: %s is one number, kept as text with its zero, and shown', async (typed) => {
  expect(readDestination(typed)?.value).toBe('081234567890');
  const shown = await say(`S10*${typed}`);
  expect(shown).toContain('S10.081234567890');
});

test.each([
  ['S10.0812345', 'short'],
  ['S10.08123456789012345', 'long'],
  ['S10.01105691111', 'a meter for pulsa'],
  ['PLN20.081234567890', 'a phone for a meter'],
  ['PLN20.0110569', 'a short meter'],
])('F46: %s (%s) holds nothing', async (order) => {
  const before = await counter.state();
  const shown = await say(`${order}.1234`);
  expect(shown).not.toContain('Harga:');
  expect(await counter.state()).toBe(before);
});

const NO_AMOUNTS = [
  '-5000',
  '−5000',
  '0',
  '00',
  '1e4',
  '1E4',
  '0x10',
  '0b1',
  'NaN',
  'Infinity',
  '5.5',
  '1.00',
  '10.00',
  '10.0000',
  '1,5',
  '10,000',
  '10.000,5',
  '99999999999999999999',
  '1000000001',
  '5000 ',
  '5_000',
  '５０００',
  '٥٠٠٠',
  '+5000',
  '5000;',
  "5000'--",
  '\u0000',
  '',
  ' ',
  'Rp',
  'Rp-5000',
  '1.000.00',
  '.000',
  '000.000',
];

test('F47: an amount is whole rupiah above zero in one way of writing, and nothing else', () => {
  for (const typed of NO_AMOUNTS) {
    // Spaces around it are all that is forgiven.
    expect(parseRupiah(typed), typed).toBe(typed === '5000 ' ? 5000 : undefined);
  }
  for (const [typed, value] of [
    ['10.000', 10_000],
    ['10000', 10_000],
    ['Rp10.000', 10_000],
    ['rp 1.000.000', 1_000_000],
    ['1000000000', 1_000_000_000],
  ] as const) {
    expect(parseRupiah(typed)).toBe(value);
  }
  for (const typed of ['--5000', '+-5000', '-+5000', '-0', '- 5000x', '-1e4', '-99999999999'])
    expect(parseSigned(typed), typed).toBeUndefined();
  expect(parseSigned('-5.000')).toBe(-5000);
  for (const typed of ['1e3', '0x10', 'NaN', 'Infinity', '1.234', '9'.repeat(16), '1_0', '', '--1', "1'"])
    expect(parseHundredths(typed), typed).toBeUndefined();
  expect(parseHundredths('0.1')).toBe(10n);
});

test('F47: no text is read as an amount with a fraction, a sign, or beyond the limit', () => {
  const near = fc.string({
    unit: fc.constantFrom(...'0 1 2 3 4 5 6 7 8 9 . , - + e E x R r P p _ ٣'.split(' '), ' '),
    maxLength: 16,
  });
  fc.assert(
    fc.property(near, (typed) => {
      for (const amount of [parseRupiah(typed), parseMessage(`DANAOPEN.081234567890.${typed}`)].flatMap(
        (read) =>
          typeof read === 'object' && read.kind === 'commands'
            ? read.commands.flatMap((command) =>
                command.kind === 'order' && command.amount !== undefined ? [command.amount] : [],
              )
            : typeof read === 'number'
              ? [read]
              : [],
      )) {
        expect(Number.isSafeInteger(amount) && amount > 0 && amount <= 1_000_000_000).toBe(true);
        // Its digits are those that were typed.
        expect(
          typed
            .normalize('NFKC')
            .replaceAll('٣', '3')
            .replace(/[^0-9]/g, ''),
        ).toContain(String(amount));
      }
    }),
    { numRuns: 3_000, seed: 47 },
  );
});

test('F47: amounts an operator types wrongly are asked about by nobody and booked by nobody', async () => {
  const { operator, settle } = counter;
  const before = await counter.state();
  const from = operator.chat.messages.length;
  for (const amount of NO_AMOUNTS.filter(
    (typed) => /\S/.test(typed) && !/^5000|５|٥|^\+|\p{Cc}/u.test(typed),
  )) {
    operator.send(`/deposit K0001 ${amount}`);
    operator.send(
      `/koreksi K0001 ${amount.startsWith('-') || amount.startsWith('−') ? `-${amount}` : amount} salah`,
    );
    operator.send(`/markup ${amount === '0' || amount === '00' ? 'x' : amount}`);
  }
  await settle();
  const asked = operator.chat.messages.slice(from).filter((m) => m.from === 'bot' && m.keyboard.length > 0);
  expect(asked.map((m) => m.text)).toEqual([]);
  expect(await counter.state()).toBe(before);
});

const HOSTILE = [
  "'; drop table orders; --",
  '$1',
  '\\',
  'a\u0000b',
  '\ud800',
  '{"a":1}',
  '__proto__',
  'constructor',
  'hasOwnProperty',
];

test('F48, F50: SQL, NUL and names of JavaScript in every field of every command are only text', async () => {
  const { budi, siti, operator, settle, sql } = counter;
  const tables =
    await sql`select table_name from information_schema.tables where table_schema = 'public' order by 1`;
  const before = await counter.state();
  for (const text of HOSTILE) {
    for (const line of [
      text,
      `${text}.081234567890`,
      `S10.${text}`,
      `S10.081234567890.${text}`,
      `S10*081234567890*${text}*2`,
      `CEK.${text}`,
      `H.${text}`,
      `RIWAYAT.${text}`,
      `LAP.${text}`,
      `GP.${text}`,
      `FORMAT ${text}`,
      `/beli ${text}`,
      `/${text}`,
    ]) {
      budi.send(line);
    }
    for (const line of [
      `/reseller ${text}`,
      `/produk ${text}`,
      `/produk ${text} off`,
      `/markup ${text} 5000`,
      `/deposit ${text} 5000`,
      `/koreksi ${text} 5000 x`,
      `/pin reset ${text}`,
      `/reseller tambah ${text} x`,
    ]) {
      operator.send(line);
    }
  }
  await settle();
  expect(counter.errors).toEqual([]);
  expect(await counter.state()).toBe(before);

  // Where text is kept, it is kept as it is.
  for (const text of ["'; drop table orders; --", '$1 $2 %s \\ "x" <b>', '__proto__']) {
    operator.send(`/deposit K0002 5.000 ${text}`);
    await settle();
    operator.tap(operator.chat.messages.findLast((m) => m.keyboard.length > 0)?.id ?? 0, 0);
    await settle();
    const [row] = await sql<{ note: string }[]>`select note from ledger_transaction order by id desc limit 1`;
    expect(row?.note).toContain(text);
    expect(shownTo(siti)).toContain(text);
  }
  expect(counter.errors).toEqual([]);
  expect(
    await sql`select table_name from information_schema.tables where table_schema = 'public' order by 1`,
  ).toEqual(tables);
  expect(await verifyBooks(sql)).toEqual([]);
  expect(({} as Record<string, unknown>).off).toBeUndefined();
}, 60_000);

test('F48: SQL, NUL and HTML in what Klikoo answers are only text, too', async () => {
  const { siti, klikoo, settle, sql } = counter;
  const { OUTCOMES } = await import('../../src/sandbox/klikoo/outcomes.ts');
  siti.send(`${OUTCOMES.find(({ name }) => name === 'waiting_for_ever')?.example}.1234`);
  await settle();
  siti.tap(newest(siti, 'Beli').id, 'Beli');
  await settle();
  const [order] = await sql<{ ref_id: string }[]>`select ref_id from orders where state = 'submitted'`;
  const sn = `'; drop table orders; --\u0000$1 <b>__proto__</b> \u202e\\`;
  klikoo.decide(order?.ref_id ?? '', { status: 'SUCCESS', sn, reason: sn });
  await counter.advance(600_000);
  const [after] = await sql<
    { state: string; sn: string }[]
  >`select state, sn from orders where ref_id = ${order?.ref_id ?? ''}`;
  expect(after).toEqual({ state: 'delivered', sn: "'; drop table orders; -- $1 <b>__proto__</b> \\" });
  expect(shownTo(siti)).toContain("'; drop table orders; -- $1 <b>__proto__</b>");
  expect(counter.errors).toEqual([]);
});

test('F48: NUL and SQL in a registration, down to the number of the contact, are kept as text or refused', async () => {
  const { eve, deliver, sql, settle } = counter;
  eve.start();
  await settle();
  eve.send("Eve'; drop table registration; --");
  await settle();
  eve.send('$1 \u0000Bandung');
  await settle();
  const from = { id: eve.id, is_bot: false, first_name: 'E\u0000ve' };
  const error = await deliver({
    update_id: 990_000_001,
    message: {
      message_id: 700_001,
      date: Math.floor(counter.now().getTime() / 1000),
      from,
      chat: { id: eve.id, type: 'private', first_name: 'Eve' },
      contact: {
        phone_number: `+1\u0000'; drop table registration; -- <b>${'9'.repeat(5_000)}`,
        first_name: 'E',
        user_id: eve.id,
      },
    },
  });
  expect(error).toBeUndefined();
  const [row] = await sql<
    { name: string; phone: string }[]
  >`select name, phone from registration where telegram_id = ${eve.id}`;
  expect(row?.name).toBe("Eve'; drop table registration; --");
  expect(row?.phone).toMatch(/^[0-9+]{1,20}$/);
});
