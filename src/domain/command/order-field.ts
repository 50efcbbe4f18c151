import { type Destination, readDestination } from '../destination.ts';
import { parseRupiah, type Rupiah } from '../money.ts';
import { looksLikePin } from '../pin.ts';
import type { Field } from './tokenise.ts';

/** What a field of an order can be, by its shape alone. */
export type OrderField = {
  text: string;
  destination?: Destination | undefined;
  /** It can be nothing but a destination: a mobile number, 9 digits or more, or letters with digits. */
  isSureDestination: boolean;
  canBePin: boolean;
  amount?: Rupiah | undefined;
  /** Written with `Rp` or in groups of three: it can be nothing but an amount. */
  isSureAmount: boolean;
  counter?: number | undefined;
};

/** Below it, three digits are no amount anybody sells. */
const SMALLEST_AMOUNT = 100;

/** Longer numbers can be neither PIN nor an amount anybody pays at once. */
const LONGEST_AMOUNT_DIGITS = 8;

const NOTHING = { isSureDestination: false, canBePin: false, isSureAmount: false } as const;

/** `undefined`: it can be no field of an order. */
export function classify(text: string): OrderField | undefined {
  const counter = /^#?([0-9]{1,2})$/.exec(text);
  if (counter)
    return Number(counter[1]) === 0 ? undefined : { ...NOTHING, text, counter: Number(counter[1]) };
  if (/^rp[0-9]/i.test(text)) {
    const amount = parseRupiah(text);
    return amount === undefined ? undefined : { ...NOTHING, text, amount, isSureAmount: true };
  }
  const destination = destinationOf(text);
  const amount = amountOf(text);
  const canBePin = looksLikePin(text);
  const isSureDestination = destination !== undefined && isSure(destination);
  if (!destination && amount === undefined && !canBePin) return undefined;
  return { text, destination, isSureDestination, canBePin, amount, isSureAmount: false };
}

/** Letters alone are words, and a short number with dashes is a date or a slip: neither is taken for a destination. */
function destinationOf(text: string): Destination | undefined {
  const destination = readDestination(text);
  if (!destination || !/[0-9]/.test(destination.value)) return undefined;
  return isSure(destination) || destination.value === text ? destination : undefined;
}

function isSure({ value, shape }: Destination): boolean {
  return shape === 'phone' || value.length > LONGEST_AMOUNT_DIGITS || /[A-Za-z]/.test(value);
}

function amountOf(text: string): Rupiah | undefined {
  if (!/^[1-9][0-9]{2,7}$/.test(text)) return undefined;
  const amount = parseRupiah(text);
  return amount !== undefined && amount >= SMALLEST_AMOUNT ? amount : undefined;
}

/** `1234#2` is a PIN and a repeat counter. */
export function splitCounters(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => {
    const match = /^([^#]+)(#[0-9]{1,2})$/.exec(field.text);
    if (!match) return [field];
    const [, text = '', counter = ''] = match;
    return [
      { text, before: field.before },
      { text: counter, before: '' },
    ];
  });
}

/** Fields `from` to `to` (inclusive) read as one. */
type Joined = { from: number; to: number; field: OrderField };

/**
 * Every way to tell the fields of one order apart: as they stand, with a group of thousands (`500.000`) read as one amount, with the
 * parts of a number that was typed with spaces read as one destination.
 */
export function waysToRead(fields: readonly Field[]): OrderField[][] {
  const ways: OrderField[][] = [];
  for (const amount of [undefined, ...groupedAmounts(fields)]) {
    for (const number of [undefined, ...spacedNumbers(fields)]) {
      if (amount && number && amount.from <= number.to && number.from <= amount.to) continue;
      const way = joinFields(fields, [amount, number]);
      if (way) ways.push(way);
    }
  }
  return ways;
}

function joinFields(
  fields: readonly Field[],
  joins: readonly (Joined | undefined)[],
): OrderField[] | undefined {
  const way: OrderField[] = [];
  for (let i = 0; i < fields.length; i += 1) {
    const joined = joins.find((join) => join?.from === i);
    const field = joined?.field ?? classify(fields[i]?.text ?? '');
    // Three digits such as 000 are only part of something.
    if (!field) return undefined;
    way.push(field);
    if (joined) i = joined.to;
  }
  return way;
}

function groupedAmounts(fields: readonly Field[]): Joined[] {
  const found: Joined[] = [];
  for (let from = 0; from < fields.length; from += 1) {
    let text = fields[from]?.text ?? '';
    if (!/^(rp)?[1-9][0-9]{0,2}$/i.test(text)) continue;
    for (let to = from + 1; to < fields.length; to += 1) {
      const next = fields[to];
      if (!next || !/^[0-9]{3}$/.test(next.text) || (next.before !== '.' && next.before !== ',')) break;
      text += `.${next.text}`;
      const amount = parseRupiah(text);
      if (amount === undefined) break;
      found.push({ from, to, field: { ...NOTHING, text, amount, isSureAmount: true } });
    }
  }
  return found;
}

/** Only whole runs of digits between other separators: where everything is separated by spaces nobody can say where a number ends. */
function spacedNumbers(fields: readonly Field[]): Joined[] {
  const found: Joined[] = [];
  for (let from = 0; from < fields.length; from += 1) {
    let to = from;
    while (isDigitGroup(fields[to]) && isDigitGroup(fields[to + 1]) && fields[to + 1]?.before.trim() === '')
      to += 1;
    if (to === from) continue;
    const parts = fields.slice(from, to + 1).map((field) => field.text);
    const text = parts.join(' ');
    const destination = readDestination(text);
    // A part that is a number already needs no others, unless they begin with the country code.
    const isWhole =
      !/^\+?62$/.test(parts[0] ?? '') && parts.some((part) => isWholeNumber(classify(part)?.destination));
    if (destination && destination.shape !== 'other' && !isWhole) {
      found.push({ from, to, field: { ...NOTHING, text, destination, isSureDestination: true } });
    }
    from = to;
  }
  return found;
}

/** Ten digits may still be the beginning of thirteen. */
function isWholeNumber(destination: Destination | undefined): boolean {
  return destination !== undefined && (destination.shape === 'phone' || destination.value.length > 10);
}

function isDigitGroup(field: Field | undefined): boolean {
  return field !== undefined && /^\+?[0-9][0-9-]*$/.test(field.text);
}
