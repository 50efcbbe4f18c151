import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDay } from '../day.ts';
import { rupiah } from '../money.ts';
import type { Command, DayArgument } from './command.ts';
import { parseMessage } from './parse.ts';
import { type PrintableCommand, printCommand } from './print.ts';
import { tokenise } from './tokenise.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

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
const nearMiss = fc
  .array(fc.tuple(piece, separator), { maxLength: 40 })
  .map((pairs) => pairs.map(([text, after]) => text + after).join(''));
const anyText = fc.oneof(nearMiss, fc.string({ unit: 'binary', maxLength: 2_100 }));

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
    { numRuns: 5_000 },
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
    fc.property(nearMiss, (text) => {
      for (const command of commandsOf(text).filter(isPrintable)) {
        expect(commandsOf(printCommand(command))).toEqual([canonical(command)]);
      }
    }),
    { numRuns: 10_000 },
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
const pin = fc.option(digits(4, 6), { nil: undefined });
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
    pin,
  })
  .map((fields) => ({
    kind: 'order' as const,
    line: 0,
    typedDestination: fields.destination,
    ...fields,
    msisdn: fields.destination.startsWith('08') ? undefined : fields.msisdn,
  }));
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
const other: fc.Arbitrary<PrintableCommand> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('balance' as const, 'yes' as const, 'no' as const),
    line: fc.constant(0),
    pin,
  }),
  fc.record({
    kind: fc.constant('prices' as const),
    line: fc.constant(0),
    terms: fc.array(code, { maxLength: 20 }),
    pin,
  }),
  fc.record({
    kind: fc.constant('status' as const),
    line: fc.constant(0),
    query: fc.oneof(phone, meter, digits(5, 9)),
    pin,
  }),
  fc.record({
    kind: fc.constantFrom('recap' as const, 'ledger' as const),
    line: fc.constant(0),
    day: dayArgument,
    pin,
  }),
  fc.record({
    kind: fc.constant('history' as const),
    line: fc.constant(0),
    query: fc.option(code, { nil: undefined }),
    pin,
  }),
  fc.record({ kind: fc.constant('history' as const), line: fc.constant(0), day: dayArgument, pin }),
  fc.record({
    kind: fc.constant('change_pin' as const),
    line: fc.constant(0),
    first: digits(4, 6),
    second: pin,
  }),
);

test('a command that is printed reads as the same command', () => {
  fc.assert(
    fc.property(fc.oneof(order, other), (command) => {
      expect(commandsOf(printCommand(command))).toEqual([command]);
    }),
    { numRuns: 5_000 },
  );
});

test('a batch that is printed line by line, or with dots as one line, reads as the same orders', () => {
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 12 }), (orders) => {
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
