import { parseRupiah, type Rupiah } from '../money.ts';
import { queryOfReference } from '../order/own-reference.ts';
import { looksLikePin } from '../pin.ts';
import { readBill, readPayBill } from './bill-arguments.ts';
import type { DayArgument, Meaning } from './command.ts';
import { readDayArgument } from './day-argument.ts';
import {
  type ArgumentsRead,
  BAD,
  BAD_DAY,
  phoneOf,
  type Refusal,
  readPerson,
  readQuery,
  splitPin,
  splitPinLast,
  UNCLEAR_AMOUNT,
  wordsOf,
} from './fields.ts';
import { readMarkup, readRegister, readTicket, readTransfer } from './people-arguments.ts';
import { containsPinLike } from './pin-like.ts';

type NoOrder = Exclude<Meaning, 'order' | 'reserved' | 'complaint'>;

const MOST_TERMS = 20;
const LONGEST_TERM = 40;

/** Reads the arguments of every command that is neither an order nor free text. */
export function readArguments(meaning: NoOrder, args: readonly string[], line: number): ArgumentsRead {
  switch (meaning) {
    case 'yes':
    case 'no':
    case 'accounts':
    case 'downlines':
    case 'outages': {
      const { rest, pin } = splitPin(args);
      return rest.length === 0 ? { kind: meaning, line, pin } : BAD;
    }
    case 'balance': {
      const { rest, pin } = splitPin(args);
      if (rest.length === 0) return { kind: 'balance', line, pin };
      return onlyPerson(rest, (id) => ({ kind: 'downline_balance', line, id, pin }));
    }
    case 'downline_balance':
    case 'downline_on':
    case 'downline_off': {
      const { rest, pin } = splitPin(args);
      if (rest.length === 0) return { kind: 'guided', line, flow: meaning, pin };
      return onlyPerson(rest, (id) => ({ kind: meaning, line, id, pin }));
    }
    case 'cancel':
    case 'token': {
      const { rest, pin } = args.length === 1 ? { rest: args, pin: undefined } : splitPin(args);
      const [typed] = rest;
      if (typed === undefined) return { kind: 'guided', line, flow: meaning, pin };
      const query = readQuery(typed);
      return query === undefined || rest.length > 1 ? BAD : { kind: meaning, line, query, pin };
    }
    case 'receipt':
      return readReceipt(args, line);
    case 'help': {
      const { rest, pin } = splitPin(wordsOf(args));
      const topic = rest.join(' ');
      if (topic.length > LONGEST_TERM || rest.some(looksLikePin)) return BAD;
      return { kind: 'help', line, topic: topic === '' ? undefined : topic, pin };
    }
    case 'prices':
      return readPrices(args, line);
    case 'status':
      return readStatus(args, line);
    case 'recap':
    case 'ledger': {
      const result = readDays(args);
      if (result.kind === 'days')
        return { kind: meaning, line, day: result.day, until: result.until, pin: result.pin };
      // Where servers have one word for both, a number in it asks about that number.
      const status = meaning === 'recap' ? readStatus(args, line) : result;
      return status.kind === 'status' && isNumber(status.query) ? status : result;
    }
    case 'history':
      return readHistory(args, line);
    case 'ticket':
      return readTicket(args, line);
    case 'transfer':
    case 'take_back':
      return readTransfer(meaning, args, line);
    case 'register_downline':
      return readRegister(args, line);
    case 'markup':
      return readMarkup(args, line);
    case 'add_account':
      return readAddAccount(args, line);
    case 'remove_account': {
      const { rest, pin } = splitPin(args);
      const which = rest.join('.');
      if (which === '') return { kind: 'guided', line, flow: 'remove_account', pin };
      return which.length > LONGEST_TERM ? BAD : { kind: 'remove_account', line, which, pin };
    }
    case 'bill':
      return readBill(args, line);
    case 'pay_bill':
      return readPayBill(args, line);
    case 'change_pin':
      return readChangePin(args, line);
    default: {
      const unhandled: never = meaning;
      throw new Error(`unhandled command: ${String(unhandled)}`);
    }
  }
}

function onlyPerson(rest: readonly string[], command: (id: string) => ArgumentsRead): ArgumentsRead {
  const id = readPerson(rest[0] ?? '');
  return rest.length > 1 || id === undefined ? BAD : command(id);
}

function readPrices(args: readonly string[], line: number): ArgumentsRead {
  const { rest: terms, pin } = splitPin(wordsOf(args));
  const isPlain = terms.every((term) => term.length <= LONGEST_TERM && !looksLikePin(term));
  return isPlain && terms.length <= MOST_TERMS ? { kind: 'prices', line, terms, pin } : BAD;
}

/** Commands about one order, which may be named by his own reference. */
export type AboutOrder = 'status' | 'token' | 'receipt' | 'cancel' | 'history';

export function isAboutOrder(meaning: Meaning): meaning is AboutOrder {
  return ['status', 'token', 'receipt', 'cancel', 'history'].includes(meaning);
}

/**
 * `CEK R#TOKO.17/A`: a reference stands last and may hold separators. `before`: what stands between it and the word, a PIN or, for a
 * receipt, the retail price.
 */
export function readByReference(
  meaning: AboutOrder,
  reference: string,
  before: readonly string[],
  line: number,
): ArgumentsRead {
  const query = queryOfReference(reference);
  if (meaning === 'receipt') return readPrice(query, before, line);
  const { rest, pin } = splitPinLast(before);
  return rest.length > 0 ? BAD : { kind: meaning, line, query, pin };
}

/** `CEK.TOKO.17/A`: what is nothing else may be a reference with separators in it. Nothing that may be a PIN is taken for one. */
export function readBareReference(text: string, line: number): ArgumentsRead {
  const isOne =
    /^[A-Za-z0-9._/-]{3,64}$/.test(text) &&
    /[A-Za-z]/.test(text) &&
    /[._/]/.test(text) &&
    !containsPinLike(text);
  return isOne ? { kind: 'status', line, query: queryOfReference(text) } : BAD;
}

/**
 * A short number alone is our order number; beside another field it is the PIN. A day or a product code beside the number says
 * which of its orders is meant.
 */
function readStatus(args: readonly string[], line: number): ArgumentsRead {
  if (args.length === 0) return { kind: 'guided', line, flow: 'status' };
  const spaced = readSpacedPhone(args);
  if (spaced !== undefined) return { kind: 'status', line, query: spaced };
  const { rest, pin } = args.length === 1 ? { rest: args, pin: undefined } : splitPin(args);
  const [only] = rest;
  if (only !== undefined && rest.length === 1) {
    const query = readQuery(only);
    return query === undefined ? BAD : { kind: 'status', line, query, pin };
  }
  const numbers = rest.filter(isNumber);
  const days = rest.filter((text) => !numbers.includes(text) && looksLikeDay(text));
  const codes = rest.filter((text) => !numbers.includes(text) && /^[A-Za-z][A-Za-z0-9]{0,19}$/.test(text));
  const query = readQuery(numbers[0] ?? '');
  const day = readDayArgument(days[0] ?? '');
  const isAll = numbers.length + days.length + codes.length === rest.length;
  if (query === undefined || !isAll || numbers.length > 1 || days.length > 1 || codes.length > 1) return BAD;
  return { kind: 'status', line, query, day, code: codes[0]?.toUpperCase(), pin };
}

/** What is too long for a day, a code or a PIN: a destination, Klikoo's id or a reference. */
function isNumber(text: string): boolean {
  return /[0-9]{5}/.test(text) && (readQuery(text) ?? '').length >= 7 && !looksLikeDay(text);
}

function looksLikeDay(text: string): boolean {
  return text.length <= 10 && readDayArgument(text) !== undefined;
}

/** A phone typed with spaces. What may be a whole number and a PIN is left alone: the PIN must not become part of the number. */
function readSpacedPhone(args: readonly string[]): string | undefined {
  const last = args.at(-1) ?? '';
  const isNumberAndPin =
    args.length === 2 ? looksLikePin(last) : phoneOf(args.slice(0, -1).join(' ')) !== undefined;
  if (args.length < 2 || isNumberAndPin || args.some((arg) => phoneOf(arg) !== undefined)) return undefined;
  return phoneOf(args.join(' '));
}

/** Retail prices are whole hundreds: any other number is rather a PIN, which must not be printed for a customer. */
const RETAIL_STEP = 100;

/** Whether a number typed for a retail price is to be taken for a PIN. */
export function isRatherPin(text: string, price: Rupiah | undefined): boolean {
  return looksLikePin(text) && (price ?? 0) % RETAIL_STEP !== 0;
}

/** `STRUK.10234`, `STRUK.10234.25000`: the second is what the customer pays. */
function readReceipt(args: readonly string[], line: number): ArgumentsRead {
  const [first, ...typed] = args;
  if (first === undefined) return { kind: 'guided', line, flow: 'receipt' };
  return readPrice(readQuery(first), typed, line);
}

function readPrice(query: string | undefined, typed: readonly string[], line: number): ArgumentsRead {
  const { rest, pin } = typed.length > 1 ? splitPinLast(typed) : { rest: typed, pin: undefined };
  const price = rest.length === 0 ? undefined : parseRupiah(rest.join('.'));
  if (query === undefined || (rest.length > 0 && price === undefined)) return BAD;
  const isPin = pin === undefined && rest.length === 1 && isRatherPin(rest[0] ?? '', price);
  return isPin ? UNCLEAR_AMOUNT : { kind: 'receipt', line, query, retailPrice: price, pin };
}

/** A number alone that is a date is the date, also where it could be a PIN: reading it asks for nothing but a list. */
function readDays(
  args: readonly string[],
): { kind: 'days'; day: DayArgument; until: DayArgument | undefined; pin: string | undefined } | Refusal {
  const today: DayArgument = { kind: 'days_ago', days: 0 };
  const dotted = /^[0-9]{1,2}\.[0-9]{1,2}\.(20[0-9]{2}|[0-9]{2})$/.exec(args.slice(0, 3).join('.'));
  if (dotted && args.length <= 4) return readDays([dotted[0].replaceAll('.', '/'), ...args.slice(3)]);
  const [first, second, third] = args;
  const found = (day: DayArgument, until: DayArgument | undefined, pin: string | undefined) =>
    ({ kind: 'days', day, until, pin }) as const;
  if (first === undefined) return found(today, undefined, undefined);
  if (second === undefined) {
    const day = readDayArgument(first);
    if (day) return found(day, undefined, undefined);
    return looksLikePin(first) ? found(today, undefined, first) : BAD_DAY;
  }
  if (third === undefined) {
    for (const [text, pin] of [
      [first, second],
      [second, first],
    ] as const) {
      const day = readDayArgument(text);
      if (day && looksLikePin(pin)) return found(day, undefined, pin);
    }
  }
  // Two days: written out with their years, so that neither can be a PIN.
  const [from, until] = [first, second].map((text) =>
    looksLikePin(text) ? undefined : readDayArgument(text),
  );
  const isPinThird = third === undefined || (args.length === 3 && looksLikePin(third));
  return from?.kind === 'date' && until?.kind === 'date' && isPinThird ? found(from, until, third) : BAD_DAY;
}

/** A short number alone is a date or our order number, as in {@link readDays} and {@link readStatus}: looking costs no try at the PIN. */
function readHistory(args: readonly string[], line: number): ArgumentsRead {
  const { rest, pin } = args.length === 1 ? { rest: args, pin: undefined } : splitPin(args);
  const [filter] = rest;
  if (filter === undefined) return { kind: 'history', line, pin };
  const day = readDayArgument(filter);
  const query = day ? undefined : readQuery(filter);
  return rest.length > 1 || (!day && query === undefined) ? BAD : { kind: 'history', line, day, query, pin };
}

/** Whatever was typed about the new account: a phone, a name, `HP` before it. */
function readAddAccount(args: readonly string[], line: number): ArgumentsRead {
  const { rest, pin } =
    args.length === 1 && phoneOf(args[0] ?? '') ? { rest: args, pin: undefined } : splitPin(args);
  const label = rest.join('.');
  return label.length > LONGEST_TERM
    ? BAD
    : { kind: 'add_account', line, label: label === '' ? undefined : label, pin };
}

/** Some servers want the new PIN twice: `GPIN.old.new.new`, or the new ones first; some the reseller's own code before them. */
function readChangePin(typed: readonly string[], line: number): ArgumentsRead {
  const args = typed.length === 3 && readPerson(typed[0] ?? '') !== undefined ? typed.slice(1) : typed;
  if (args.length > 3 || !args.every(looksLikePin)) return BAD;
  const [first, second, third] = args;
  if (third === undefined || second === third) return { kind: 'change_pin', line, first, second };
  return first === second ? { kind: 'change_pin', line, first, second: third } : BAD;
}
