import { readDestination } from '../destination.ts';
import { looksLikePin } from '../pin.ts';
import type { Command, DayArgument, Meaning, NotUnderstoodReason } from './command.ts';
import { readDayArgument } from './day-argument.ts';

type NoOrder = Exclude<Meaning, 'order' | 'reserved'>;
type Refusal = { kind: 'refused'; reason: NotUnderstoodReason };

const BAD: Refusal = { kind: 'refused', reason: 'bad_arguments' };
const BAD_DAY: Refusal = { kind: 'refused', reason: 'bad_day' };

const MOST_TERMS = 20;
const LONGEST_TERM = 40;

/** Reads the arguments of every command that is not an order. */
export function readArguments(meaning: NoOrder, args: readonly string[], line: number): Command | Refusal {
  switch (meaning) {
    case 'balance':
    case 'yes':
    case 'no': {
      const { rest, pin } = splitPin(args);
      return rest.length === 0 ? { kind: meaning, line, pin } : BAD;
    }
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
      const result = readDay(args);
      return result.kind === 'day' ? { kind: meaning, line, day: result.day, pin: result.pin } : result;
    }
    case 'history':
      return readHistory(args, line);
    case 'change_pin':
      return readChangePin(args, line);
    default: {
      const unhandled: never = meaning;
      throw new Error(`unhandled command: ${String(unhandled)}`);
    }
  }
}

/** Takes off a PIN at the end or, as some servers have it, at the beginning. */
function splitPin(args: readonly string[]): { rest: string[]; pin: string | undefined } {
  const [first = '', last = ''] = [args[0], args.at(-1)];
  if (looksLikePin(last)) return { rest: args.slice(0, -1), pin: last };
  if (looksLikePin(first)) return { rest: args.slice(1), pin: first };
  return { rest: [...args], pin: undefined };
}

/** In a line of `*` or `#` the other separators are left inside a field. */
function wordsOf(args: readonly string[]): string[] {
  return args.flatMap((arg) => arg.split(/[.,;_ ]/)).filter((word) => word !== '');
}

function readPrices(args: readonly string[], line: number): Command | Refusal {
  const { rest: terms, pin } = splitPin(wordsOf(args));
  const isPlain = terms.every((term) => term.length <= LONGEST_TERM && !looksLikePin(term));
  return isPlain && terms.length <= MOST_TERMS ? { kind: 'prices', line, terms, pin } : BAD;
}

/** A short number alone is our order number; beside another field it is the PIN. */
function readStatus(args: readonly string[], line: number): Command | Refusal {
  if (args.length === 0) return { kind: 'guided', line, flow: 'status' };
  const spaced = readSpacedPhone(args);
  if (spaced !== undefined) return { kind: 'status', line, query: spaced };
  const { rest, pin } = args.length === 1 ? { rest: args, pin: undefined } : splitPin(args);
  const [query] = rest;
  if (query === undefined || rest.length > 1) return BAD;
  const read = readQuery(query);
  return read === undefined ? BAD : { kind: 'status', line, query: read, pin };
}

/** A phone typed with spaces. What may be a whole number and a PIN is left alone: the PIN must not become part of the number. */
function readSpacedPhone(args: readonly string[]): string | undefined {
  const last = args.at(-1) ?? '';
  const isNumberAndPin =
    args.length === 2 ? looksLikePin(last) : phoneOf(args.slice(0, -1).join(' ')) !== undefined;
  if (args.length < 2 || isNumberAndPin || args.some((arg) => phoneOf(arg) !== undefined)) return undefined;
  return phoneOf(args.join(' '));
}

function phoneOf(text: string): string | undefined {
  const destination = readDestination(text);
  return destination?.shape === 'phone' ? destination.value : undefined;
}

function readQuery(text: string): string | undefined {
  const phone = phoneOf(text);
  if (phone !== undefined) return phone;
  const bare = text.replace(/^#/, '');
  return /^[A-Za-z0-9-]{1,40}$/.test(bare) ? bare : undefined;
}

/** A number alone that is a date is the date, also where it could be a PIN: reading it asks for nothing but a list. */
function readDay(
  args: readonly string[],
): { kind: 'day'; day: DayArgument; pin: string | undefined } | Refusal {
  const today: DayArgument = { kind: 'days_ago', days: 0 };
  const [first, second] = args;
  if (first === undefined) return { kind: 'day', day: today, pin: undefined };
  if (args.length > 2) return BAD_DAY;
  if (second === undefined) {
    const day = readDayArgument(first);
    if (day) return { kind: 'day', day, pin: undefined };
    return looksLikePin(first) ? { kind: 'day', day: today, pin: first } : BAD_DAY;
  }
  for (const [text, pin] of [
    [first, second],
    [second, first],
  ] as const) {
    const day = readDayArgument(text);
    if (day && looksLikePin(pin)) return { kind: 'day', day, pin };
  }
  return BAD_DAY;
}

function readHistory(args: readonly string[], line: number): Command | Refusal {
  const { rest, pin } = splitPin(args);
  const [filter] = rest;
  if (filter === undefined) return { kind: 'history', line, pin };
  const day = readDayArgument(filter);
  const query = day ? undefined : readQuery(filter);
  return rest.length > 1 || (!day && query === undefined) ? BAD : { kind: 'history', line, day, query, pin };
}

/** Some servers want the new PIN twice: `GPIN.old.new.new`, or the new ones first. */
function readChangePin(args: readonly string[], line: number): Command | Refusal {
  if (args.length > 3 || !args.every(looksLikePin)) return BAD;
  const [first, second, third] = args;
  if (third === undefined || second === third) return { kind: 'change_pin', line, first, second };
  return first === second ? { kind: 'change_pin', line, first, second: third } : BAD;
}
