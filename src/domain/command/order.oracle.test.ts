import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { MAX_MOVEMENT } from '../money.ts';
import type { Command } from './command.ts';
import { parseMessage } from './parse.ts';

// A second reader of short orders, slow and written from the rules alone: it tries every way to cut a line into orders and to give
// each field a part to play. Where it finds two ways that move money differently, the real one must ask or refuse.

type Order = {
  code: string;
  destination: string;
  occurrence: number;
  amount: number | undefined;
  msisdn: string | undefined;
  pin: string | undefined;
};
type Part = 'counter' | 'destination' | 'phone' | 'amount' | 'pin';

const isPhone = (text: string) => /^08[0-9]{8,12}$/.test(text);
const isLong = (text: string) => /^[0-9]{9,20}$/.test(text);
const isId = (text: string) =>
  /^[0-9]{4,20}$/.test(text) || /^(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9]{4,20}$/.test(text);
const isPin = (text: string) => /^[0-9]{4,6}$/.test(text);
const isCounter = (text: string) => /^#?(0?[1-9]|[1-9][0-9])$/.test(text);
const withTrunkZero = (text: string) => text.replace(/^628(?=[0-9]{8,12}$)/, '08');
const isGrouped = (text: string) => /^(rp)?[1-9][0-9]{0,2}(\.[0-9]{3})+$/i.test(text);
const isWritten = (text: string) => /^rp[0-9]+$/i.test(text) || isGrouped(text);
const isAmount = (text: string) => isWritten(text) || /^[1-9][0-9]{2,7}$/.test(text);
const isFace = (text: string) => /^[1-9][0-9]{0,2}$/.test(text);
const isWord = (text: string) => /^[A-Za-z][A-Za-z0-9-]{0,19}$/.test(text) && !isWritten(text);
/** Letters among the digits, or nine digits and more: it can be nothing but a destination. */
const isSure = (text: string) => isId(text) && !isWritten(text) && (isLong(text) || /[A-Za-z]/.test(text));

const mayBe: Record<Part, (text: string) => boolean> = {
  counter: isCounter,
  destination: (text) => isId(text) && !isWritten(text),
  phone: isPhone,
  amount: isAmount,
  pin: isPin,
};

function* castings(fields: readonly string[], taken: readonly Part[] = []): Generator<Part[]> {
  const field = fields[taken.length];
  if (field === undefined) {
    if (taken.includes('destination')) yield [...taken];
    return;
  }
  for (const part of ['counter', 'destination', 'phone', 'amount', 'pin'] as const) {
    if (!taken.includes(part) && mayBe[part](field)) yield* castings(fields, [...taken, part]);
  }
}

/** What the rules forbid whatever the fields look like. */
function isAllowed(fields: readonly string[], parts: readonly Part[], code: string): boolean {
  const at = (part: Part) => fields[parts.indexOf(part)];
  const destination = at('destination') ?? '';
  // Sure destinations are nothing else, and a short one needs something that is the PIN or was asked for.
  if (fields.some((field, i) => isSure(field) && parts[i] !== 'destination' && parts[i] !== 'phone'))
    return false;
  if (fields.some(isSure) && !isSure(destination)) return false;
  if (at('phone') !== undefined && (isPhone(destination) || /[A-Za-z]/.test(destination))) return false;
  // One number alone that is made like a PIN is the PIN; of an open amount `resolveOpenAmounts` asks.
  const amount = at('amount');
  if (amount !== undefined && isPin(amount) && at('pin') === undefined) return false;
  if (isFace(code))
    return (
      isLong(destination) && amount === undefined && Number((at('counter') ?? '1').replace('#', '')) <= 9
    );
  return at('pin') !== undefined || !isPin(destination);
}

/** The PIN is the last field unless shapes say otherwise: the owner's phone and the counter may stand behind it. */
function isPinLast(parts: readonly Part[]): boolean {
  return parts.filter((part) => part !== 'counter' && part !== 'phone').at(-1) === 'pin';
}

function readingsOf(code: string, typed: readonly string[]): Order[] {
  const found = groupings(typed).flatMap((fields) =>
    [...castings(fields)]
      .filter((parts) => isAllowed(fields, parts, code))
      .map((parts) => ({ fields, parts })),
  );
  const last = found.filter(({ parts }) => isPinLast(parts));
  return (last.length > 0 ? last : found).map(({ fields, parts }) => {
    const at = (part: Part) => fields[parts.indexOf(part)];
    const amount = at('amount')?.replace(/rp|\./gi, '');
    return {
      code: code.toUpperCase(),
      destination: at('destination') ?? '',
      occurrence: Number((at('counter') ?? '1').replace('#', '')),
      amount: amount === undefined ? undefined : Number(amount),
      msisdn: at('phone'),
      pin: at('pin'),
    };
  });
}

/** The fields as they stand, and with neighbours read as one amount in groups of three. */
function groupings(fields: readonly string[]): string[][] {
  const [first, ...rest] = fields;
  if (first === undefined) return [[]];
  const ways = groupings(rest).map((way) => [first, ...way]);
  for (let to = 2; to <= fields.length; to += 1) {
    const joined = fields.slice(0, to).join('.');
    if (isGrouped(joined) && Number(joined.replace(/\D/g, '')) <= MAX_MOVEMENT)
      ways.push(...groupings(fields.slice(to)).map((way) => [joined, ...way]));
  }
  return ways;
}

/** Every way to read all fields as orders. */
function allReadings(fields: readonly string[]): Order[][] {
  if (fields.length === 0) return [[]];
  const [code = '', ...rest] = fields;
  if (!isWord(code) && !isFace(code)) return [];
  const all: Order[][] = [];
  for (let end = 1; end <= rest.length; end += 1) {
    const own = readingsOf(code, rest.slice(0, end));
    if (own.length === 0) continue;
    for (const others of allReadings(rest.slice(end))) all.push(...own.map((order) => [order, ...others]));
  }
  return all;
}

/** What of a reading moves money: a PIN only opens the door to it. */
function effect(orders: readonly Order[]): string {
  return JSON.stringify(
    orders.map(({ code, destination, occurrence, amount }) => [
      code,
      destination,
      occurrence,
      amount ?? null,
    ]),
  );
}

const field = fc.oneof(
  fc.constantFrom(
    'S10',
    'PLN20',
    'DNOPEN',
    'MAX',
    'AB12',
    'ab12cd34',
    'FF70',
    '5',
    '10',
    '20',
    '2',
    '100',
    '#2',
  ),
  fc.constantFrom('081234567890', '085712345678', '01105691111', '540520111111', '0271123456', '12345678'),
  fc.constantFrom('1234', '123456', '25000', '1000000', '500', '000', 'Rp25000', '12345', '250', '99'),
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: 1, maxLength: 13 }),
);
const line = fc
  .tuple(
    fc.constantFrom('S10', 'PLN20', 'DNOPEN', 'MAX', '5', '10', '20', 'FF70'),
    fc.array(field, { minLength: 1, maxLength: 6 }),
  )
  .map(([code, fields]) => [code, ...fields]);

const RUNS = Number(process.env.KONTER_RUNS ?? 20_000);
vi.setConfig({ testTimeout: 30_000 + 3 * RUNS });

function ordersOf(commands: readonly Command[]): Order[] | undefined {
  const orders = commands.filter((command) => command.kind === 'order');
  if (orders.length !== commands.length) return undefined;
  return orders.map(({ code, destination, occurrence, amount, msisdn, pin }) => ({
    code,
    destination,
    occurrence,
    amount,
    msisdn,
    pin,
  }));
}

test('what can be read in two ways that move money differently is never read in one of them', () => {
  let read = 0;
  let unclear = 0;
  fc.assert(
    fc.property(line, (fields) => {
      const text = fields.join('.');
      const parsed = parseMessage(text);
      const orders = parsed.kind === 'commands' ? ordersOf(parsed.commands) : undefined;
      const effects = new Set(allReadings(fields.map(withTrunkZero)).map(effect));
      if (effects.size > 1) unclear += 1;
      if (orders === undefined) return;
      read += 1;
      expect([...effects], text).toEqual([effect(orders)]);
    }),
    { numRuns: RUNS },
  );
  // Neither the one nor the other is an accident of what was drawn.
  expect(read).toBeGreaterThan(RUNS / 100);
  expect(unclear).toBeGreaterThan(RUNS / 100);
});
