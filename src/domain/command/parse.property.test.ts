import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parseDay } from '../day.ts';
import { rupiah } from '../money.ts';
import type { Command, DayArgument } from './command.ts';
import { readDayArgument } from './day-argument.ts';
import { parseMessage } from './parse.ts';
import { type PrintableCommand, printCommand } from './print.ts';
import { tokenise } from './tokenise.ts';
import { DEFAULT_WORDS, gluedMeaning, type Words } from './words.ts';

const PUBLISHED = readFileSync(new URL('../../../test/dialect/formats.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): unknown => JSON.parse(line))
  .flatMap((row) =>
    row instanceof Object && 'example' in row && typeof row.example === 'string' ? [row.example] : [],
  );

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Text made of what messages are made of, so that it is often nearly right. */
const piece = fc.oneof(
  fc.constantFrom(
    'S',
    'H',
    'CEK',
    'LAP',
    'GP',
    'YA',
    'T',
    'M',
    'TIKET',
    'BCA',
    'REG',
    'TAG',
    'BAYAR',
    'CEKPLN',
    'MARKUP',
    'K',
    'TAMBAH',
    'BTL',
    'STRUK',
    'K0002',
    'RO',
    '10',
    '/beli',
    '/cek',
    'PLN20',
    'S10',
    'DNOPEN',
    'ab12cd',
    'R#1',
    'Rp25',
  ),
  fc.constantFrom(
    '081234567890',
    '+6281234567890',
    '62',
    '0812',
    '3456',
    '01105691111',
    '12345678',
    '25000',
    '500',
    '000',
    '2',
    '0',
    '1511',
  ),
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: 1, maxLength: 14 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const separator = fc.constantFrom('.', '.', '.', ',', ';', '#', '*', '_', ' ', '\n', '', '-', '/');
/** More than `npm test` has time for: `KONTER_RUNS=1000000 npx vitest run src/domain/command`. */
const MANY = Number(process.env.KONTER_RUNS ?? 20_000);
vi.setConfig({ testTimeout: 30_000 + MANY });
const nearMiss = fc
  .array(fc.tuple(piece, separator), { maxLength: 40 })
  .map((pairs) => pairs.map(([text, after]) => text + after).join(''));
/** What servers publish, with a character more, less or other. */
const mutated = fc
  .tuple(
    fc.constantFrom(...PUBLISHED),
    fc.array(
      fc.tuple(fc.nat(60), fc.constantFrom('', '.', '0', '9', 'A', '#', '*', ' ', '1234', '\n', '-', '½')),
      { maxLength: 4 },
    ),
    fc.boolean(),
  )
  .map(([text, changes, isInserted]) =>
    changes.reduce(
      (changed, [at, put]) => changed.slice(0, at) + put + changed.slice(isInserted ? at : at + 1),
      text,
    ),
  );
const anyText = fc.oneof(nearMiss, mutated, fc.string({ unit: 'binary', maxLength: 2_100 }));

function commandsOf(text: string): Command[] {
  const parsed = parseMessage(text);
  return parsed.kind === 'commands' ? parsed.commands : [];
}

function isPrintable(command: Command): command is PrintableCommand {
  return command.kind !== 'not_understood' && command.kind !== 'ambiguous';
}

/** As it reads once printed: alone in its message, the destination in its canonical form. */
function canonical(command: Command): Command {
  if (command.kind === 'order') return { ...command, line: 0, typedDestination: command.destination };
  return { ...command, line: 0 };
}

test('any text is read without an exception, into bounded answers', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseMessage(text);
      if (text.length > 2_000) expect(parsed.kind).toBe('too_long');
      if (parsed.kind !== 'commands') return;
      expect(parsed.commands.length).toBeGreaterThan(0);
      expect(parsed.commands.length).toBeLessThanOrEqual(50);
      for (const command of parsed.commands) {
        if (command.kind === 'ambiguous') expect(command.readings.length).toBeGreaterThan(1);
        if (command.kind === 'not_understood') expect(command.text.length).toBeLessThanOrEqual(200);
      }
    }),
    { numRuns: MANY },
  );
});

test('nothing that is not understood shows a run of 4 to 6 digits', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const command of commandsOf(text)) {
        if (command.kind !== 'not_understood') continue;
        for (const shown of [command.text, command.word ?? '', ...command.candidates]) {
          expect(shown).not.toMatch(/(?<![0-9])[0-9]{4,6}(?![0-9])/);
        }
      }
    }),
    { numRuns: 5_000 },
  );
});

test('whatever a message is read as, its print reads the same', () => {
  fc.assert(
    fc.property(fc.oneof(nearMiss, mutated), (text) => {
      for (const command of commandsOf(text).filter(isPrintable)) {
        expect(commandsOf(printCommand(command))).toEqual([canonical(command)]);
      }
    }),
    { numRuns: MANY },
  );
});

test('the choices in an ambiguous line are different orders', () => {
  fc.assert(
    fc.property(nearMiss, (text) => {
      for (const command of commandsOf(text)) {
        if (command.kind !== 'ambiguous') continue;
        const readings = command.readings.map((reading) => JSON.stringify(reading));
        expect(new Set(readings).size).toBe(readings.length);
      }
    }),
    { numRuns: 5_000 },
  );
});

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: min, maxLength: max });
/** A round number alone could be an amount: some commands ask then. */
const oddPin = digits(4, 6).filter((text) => Number(text) % 500 !== 0);
const pin = fc.option(oddPin, { nil: undefined });
const phone = digits(8, 12).map((rest) => `08${rest}`);
const meter = digits(11, 13).filter((text) => !text.startsWith('08') && !text.startsWith('62'));
const code = fc
  .tuple(fc.stringMatching(/^[A-Z]{1,8}$/), fc.integer({ min: 1, max: 999 }))
  .map(([letters, value]) => `${letters}${value}`)
  .filter((text) => !/^RP[0-9]/.test(text));
const order = fc
  .record({
    code,
    destination: fc.oneof(phone, meter),
    occurrence: fc.integer({ min: 1, max: 99 }),
    amount: fc.option(fc.integer({ min: 1, max: 999_999_999 }).map(rupiah), { nil: undefined }),
    msisdn: fc.option(phone, { nil: undefined }),
    ownReference: fc.constant(undefined),
    pin,
  })
  .map((fields) => ({
    kind: 'order' as const,
    line: 0,
    typedDestination: fields.destination,
    ...fields,
    msisdn: fields.destination.startsWith('08') ? undefined : fields.msisdn,
  }));
/** Its code is no command word with a code glued to it: within a line, no word can be put before it. */
const plainOrder = order.filter(({ code }) => gluedMeaning(code) === undefined);
const dayArgument: fc.Arbitrary<DayArgument> = fc.oneof(
  fc.record({ kind: fc.constant('days_ago' as const), days: fc.integer({ min: 0, max: 999 }) }),
  fc.record({ kind: fc.constant('day_of_month' as const), dayOfMonth: fc.integer({ min: 1, max: 31 }) }),
  fc.record({
    kind: fc.constant('day_and_month' as const),
    dayOfMonth: fc.integer({ min: 1, max: 28 }),
    month: fc.integer({ min: 1, max: 12 }),
  }),
  fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => {
    const day = parseDay(date.toISOString().slice(0, 10));
    if (!day) throw new Error('no day');
    return { kind: 'date' as const, day };
  }),
);
const line = fc.constant(0);
const amount = fc.integer({ min: 10_000, max: 999_999_999 }).map(rupiah);
const person = fc.oneof(
  phone,
  digits(4, 6).map((number) => `K${number}`),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const word = fc.stringMatching(/^[A-Z]{3,12}$/);
const inHistory = fc.oneof(code, phone, digits(4, 9)).filter((text) => readDayArgument(text) === undefined);
const namedByReference = fc.stringMatching(/^R#[A-Za-z0-9._/-]{1,64}$/);
const other: fc.Arbitrary<PrintableCommand> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('balance' as const, 'yes' as const, 'no' as const),
    line,
    pin,
  }),
  fc.record({
    kind: fc.constantFrom('accounts' as const, 'downlines' as const, 'outages' as const),
    line,
    pin,
  }),
  fc.record({ kind: fc.constant('prices' as const), line, terms: fc.array(code, { maxLength: 20 }), pin }),
  fc.record({ kind: fc.constant('status' as const), line, query: fc.oneof(phone, meter, digits(5, 9)), pin }),
  fc.record({
    kind: fc.constant('status' as const),
    line,
    query: fc.oneof(phone, meter),
    day: dayArgument,
    code,
    pin,
  }),
  fc.record({
    kind: fc.constantFrom('cancel' as const, 'token' as const),
    line,
    query: fc.oneof(phone, meter, digits(5, 9)),
    pin,
  }),
  fc.record({
    kind: fc.constant('receipt' as const),
    line,
    query: fc.oneof(phone, digits(5, 9)),
    retailPrice: amount,
    pin,
  }),
  fc.record({
    kind: fc.constantFrom('recap' as const, 'ledger' as const),
    line,
    day: dayArgument,
    until: fc.constant(undefined),
    pin,
  }),
  fc.record({ kind: fc.constant('history' as const), line, query: inHistory, pin: oddPin }),
  // Beside nothing else, what could be a PIN is an order's number.
  fc.record({
    kind: fc.constant('history' as const),
    line,
    query: optional(inHistory),
    pin: fc.constant(undefined),
  }),
  fc.record({
    kind: fc.constantFrom('status' as const, 'cancel' as const, 'token' as const, 'history' as const),
    line,
    query: namedByReference,
    pin,
  }),
  fc.record({
    kind: fc.constant('receipt' as const),
    line,
    query: namedByReference,
    retailPrice: optional(amount),
    pin: fc.constant(undefined),
  }),
  fc.record({
    kind: fc.constant('receipt' as const),
    line,
    query: namedByReference,
    retailPrice: amount,
    pin,
  }),
  fc.record({ kind: fc.constant('history' as const), line, day: dayArgument, pin }),
  fc.record({ kind: fc.constant('change_pin' as const), line, first: digits(4, 6), second: pin }),
  fc.record({
    kind: fc.constantFrom('downline_balance' as const, 'downline_on' as const, 'downline_off' as const),
    line,
    id: person,
    pin,
  }),
  fc.record({
    kind: fc.constantFrom('transfer' as const, 'take_back' as const),
    line,
    to: person,
    amount,
    pin,
  }),
  fc.record({ kind: fc.constant('ticket' as const), line, bank: optional(word), amount, pin }),
  fc.record({
    kind: fc.constant('markup' as const),
    line,
    targets: fc.array(fc.oneof(code, person), { maxLength: 2 }),
    amount: fc.integer({ min: 1, max: 999 }).map(rupiah),
    pin: digits(4, 6),
  }),
  fc.record({
    kind: fc.constant('bill' as const),
    line,
    code: word,
    customer: meter,
    period: fc.oneof(
      fc.constant(undefined),
      fc.record({ kind: fc.constant('months' as const), months: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ kind: fc.constant('month' as const), month: fc.constantFrom('2026-11', '2027-01') }),
    ),
    msisdn: optional(phone),
    pin,
  }),
  fc.record({
    kind: fc.constant('pay_bill' as const),
    line,
    code: optional(word),
    customer: meter,
    amount: optional(amount),
    msisdn: optional(phone),
    pin,
  }),
  fc.record({
    kind: fc.constant('register_downline' as const),
    line,
    name: word,
    town: optional(word),
    phone: optional(phone),
    markup: optional(fc.integer({ min: 1, max: 999 }).map(rupiah)),
    openingBalance: optional(amount),
    pin: oddPin,
  }),
  fc.record({ kind: fc.constant('add_account' as const), line, label: optional(fc.oneof(phone, word)), pin }),
  fc.record({ kind: fc.constant('remove_account' as const), line, which: fc.oneof(phone, word), pin }),
  fc.record({ kind: fc.constant('complaint' as const), line, text: word, pin }),
  fc.record({ kind: fc.constant('help' as const), line, topic: optional(word), pin }),
  fc.record({
    kind: fc.constant('guided' as const),
    line,
    flow: fc.constantFrom('transfer', 'take_back', 'register_downline', 'markup', 'bill', 'pay_bill'),
    pin,
  }),
  fc.record({
    kind: fc.constant('guided' as const),
    line,
    flow: fc.constantFrom('downline_balance', 'downline_on', 'downline_off', 'remove_account'),
    pin,
  }),
  fc.record({
    kind: fc.constant('guided' as const),
    line,
    flow: fc.constantFrom('status', 'cancel', 'token', 'receipt', 'complaint', 'ticket'),
  }),
  fc.record({
    kind: fc.constant('guided' as const),
    line,
    flow: fc.constant('buy' as const),
    code,
    pin: fc.constant(undefined),
  }),
);
const faceValueOrder = fc
  .record({
    value: fc.integer({ min: 1, max: 999 }),
    occurrence: fc.integer({ min: 1, max: 9 }),
    ownReference: optional(fc.stringMatching(/^[A-Z][A-Za-z0-9/-]{0,20}$/)),
    pin,
    phone,
  })
  .map(({ value, phone: destination, ...fields }) => ({
    kind: 'order' as const,
    line: 0,
    code: String(value),
    destination,
    typedDestination: destination,
    amount: undefined,
    msisdn: undefined,
    ...fields,
  }));

test('what is not understood and holds a PIN is a message to delete', () => {
  let seen = 0;
  fc.assert(
    fc.property(fc.oneof(nearMiss, mutated), digits(4, 6), fc.nat(60), (text, secret, at) => {
      const typed = `${text.slice(0, at)}.${secret}.${text.slice(at)}`;
      const parsed = parseMessage(typed);
      if (parsed.kind !== 'commands' || !parsed.commands.some(({ kind }) => kind === 'not_understood'))
        return;
      const lines = parsed.commands.flatMap((command) =>
        command.kind === 'not_understood' ? [command.text] : [],
      );
      if (!lines.some((shown) => shown.includes('••••'))) return;
      seen += 1;
      expect(parsed.carriesPin, typed).toBe(true);
    }),
    { numRuns: MANY },
  );
  expect(seen).toBeGreaterThan(100);
});

test('a command that is printed reads as the same command', () => {
  fc.assert(
    fc.property(fc.oneof(order, faceValueOrder, other), (command) => {
      expect(commandsOf(printCommand(command))).toEqual([command]);
    }),
    { numRuns: Math.max(5_000, MANY / 4) },
  );
});

test('a batch that is printed line by line, or with dots as one line, reads as the same orders', () => {
  fc.assert(
    fc.property(fc.array(plainOrder, { minLength: 1, maxLength: 12 }), (orders) => {
      const printed = orders.map(printCommand);
      expect(commandsOf(printed.join('\n'))).toEqual(orders.map((each, line) => ({ ...each, line })));
      expect(commandsOf(printed.join('.'))).toEqual(orders);
    }),
  );
});

test('reading looks up at most one word a line and makes at most one field of each character', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let lookups = 0;
      const counted: Words = new Map(DEFAULT_WORDS);
      counted.get = (word) => {
        lookups += 1;
        return DEFAULT_WORDS.get(word);
      };
      const parsed = parseMessage(text, counted);
      // Finding candidates looks at each word once for each line that was not understood, and there are at most 50 answers.
      const answers = parsed.kind === 'commands' ? parsed.commands.length : 0;
      expect(lookups).toBeLessThanOrEqual(
        text.normalize('NFKC').split(/[\n\r\u0085\u2028\u2029]/).length + answers * DEFAULT_WORDS.size,
      );
      expect(tokenise(text).length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 500 },
  );
});

/** A stopwatch, so only where many runs are asked for: on a machine that does something else it says nothing. */
test.runIf(process.env.KONTER_RUNS).each([
  ['dots', '.'],
  ['digits', '1'],
  ['short numbers', '12.'],
  ['long numbers', '081234567890.'],
  ['codes', 'S10.'],
  ['orders', 'S10.081234567890,'],
  ['face values', '10.081234567890.'],
  ['spaces', '1 '],
  ['groups of thousands', '1.000.'],
  ['complaints', 'K.1234.'],
  ['transfers', 'T.K0002.'],
  ['lines', 'S\n'],
  ['combining characters', 'e\u0301'],
])('ten times as many %s are read in at most twelve times as long', (_name, unit) => {
  const measure = (length: number) => {
    const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const times = Array.from({ length: 1_500 }, () => {
      const from = performance.now();
      parseMessage(text);
      return performance.now() - from;
    });
    return Math.min(...times);
  };
  measure(200);
  measure(2_000);
  // The shortest of many runs; a little for what does not grow, and for a clock that is not finer.
  expect(measure(2_000)).toBeLessThanOrEqual(12 * measure(200) + 0.1);
});
