import { looksLikePin } from '../pin.ts';
import { readArguments } from './arguments.ts';
import { batchPinOf } from './batch.ts';
import type {
  Command,
  Meaning,
  NotUnderstood,
  NotUnderstoodReason,
  OrderCommand,
  Parsed,
} from './command.ts';
import { nearest } from './nearest.ts';
import { isAscii, normalise } from './normalise.ts';
import { isCode, questionOf, type Reading, readOrders } from './order.ts';
import { containsPinLike, maskPins } from './pin-like.ts';
import { type Field, readSlash, tokenise } from './tokenise.ts';
import { DEFAULT_WORDS, slashMeaning, type Words } from './words.ts';

/** Characters (UTF-16 units, as Telegram counts) of a message that is still read. */
export const LONGEST_MESSAGE = 2_000;
/** Orders that one message may hold, and commands in all. */
export const MOST_ORDERS = 50;
const LONGEST_ECHO = 200;

type Line = { text: string; index: number; words: Words; ordersLeft: number };
/** A line that is only a PIN belongs to the orders above or below it. */
type LonePin = { kind: 'lone_pin'; line: number; pin: string };
type LineRead = Command | LonePin;

/**
 * Reads a message, one command a line, or several orders where a line lists them. Total and pure, in time linear in the text; never
 * throws. It knows no products: `CODE.destination` is an order whatever the code, unless `words` has it as a command.
 */
export function parseMessage(text: string, words: Words = DEFAULT_WORDS): Parsed {
  if (text.length > LONGEST_MESSAGE) return { kind: 'too_long' };
  const typed = normalise(text)
    .split('\n')
    .map((line) => line.trim());
  const read: LineRead[] = [];
  let orders = 0;
  for (const [index, line] of typed.entries()) {
    const found = readLine({ text: line, index, words, ordersLeft: MOST_ORDERS - orders });
    if (found === 'too_many') return { kind: 'too_many_orders' };
    orders += found.filter(isOrder).length;
    read.push(...found);
  }
  if (read.length === 0) return { kind: 'empty' };
  const { commands, lonePin } = takeLonePin(read, typed);
  const understood = commands.filter((command) => command.kind !== 'not_understood');
  if (understood.length > 0 && commands.length > MOST_ORDERS) return { kind: 'too_many_orders' };
  // Prose is answered once, not line by line.
  const answered = understood.length > 0 ? commands : commands.slice(0, 1);
  return {
    kind: 'commands',
    commands: answered.map((command) => withCandidates(command, words)),
    lonePin,
    batchPin: batchPinOf(commands, lonePin),
    carriesPin:
      lonePin !== undefined || commands.some((command) => mayCarryPin(command, typed[command.line] ?? '')),
  };
}

function readLine(line: Line): LineRead[] | 'too_many' {
  const slash = readSlash(line.text);
  if (slash) {
    const meaning = slashMeaning(slash.name, line.words);
    return meaning ? readCommand(line, meaning, tokenise(slash.rest)) : [refuse(line, 'unknown_slash')];
  }
  const fields = tokenise(line.text);
  const head = fields[0]?.text;
  if (head === undefined) return [];
  if (!isAscii(head)) return [refuse(line, 'non_ascii')];
  if (fields.length === 1 && looksLikePin(head)) return [{ kind: 'lone_pin', line: line.index, pin: head }];
  const meaning = line.words.get(head.toUpperCase());
  return meaning ? readCommand(line, meaning, fields.slice(1)) : readOrderLine(line, fields);
}

function readCommand(line: Line, meaning: Meaning, args: readonly Field[]): LineRead[] | 'too_many' {
  if (meaning === 'reserved') return [refuse(line, 'reserved_word')];
  const texts = args.map((field) => field.text);
  if (meaning === 'order') {
    const [code, ...rest] = texts;
    if (code === undefined) return [{ kind: 'guided', line: line.index, flow: 'buy' }];
    const isOnlyCode = rest.length === 0 && isCode(code);
    return isOnlyCode
      ? [{ kind: 'guided', line: line.index, flow: 'buy', code: code.toUpperCase() }]
      : readOrderLine(line, args);
  }
  const read = readArguments(meaning, texts, line.index);
  return [read.kind === 'refused' ? refuse(line, read.reason, meaning) : read];
}

function readOrderLine(line: Line, fields: readonly Field[]): LineRead[] | 'too_many' {
  if (!fields.every((field) => isAscii(field.text))) return [refuse(line, 'non_ascii')];
  const read = readOrders(fields, line.ordersLeft);
  if (read.kind === 'too_many') return 'too_many';
  if (read.kind === 'orders') return read.orders.map(({ readings }) => orderOf(readings, line.index));
  const isProse =
    read.reason === 'no_destination' && !fields.slice(1).some((field) => /[0-9]/.test(field.text));
  return [refuse(line, isProse ? 'unknown_word' : read.reason)];
}

function orderOf(readings: readonly Reading[], line: number): Command {
  const orders = readings.map((reading): OrderCommand => ({ kind: 'order', line, ...reading }));
  const [order] = orders;
  if (order && orders.length === 1) return order;
  return { kind: 'ambiguous', line, ask: questionOf(readings), readings: orders };
}

function refuse(
  { text, index }: Pick<Line, 'text' | 'index'>,
  reason: NotUnderstoodReason,
  about?: Meaning,
): NotUnderstood {
  return {
    kind: 'not_understood',
    line: index,
    reason,
    text: maskPins(text, LONGEST_ECHO),
    word: wordOf(text),
    about,
    candidates: [],
  };
}

function wordOf(text: string): string | undefined {
  const word = readSlash(text)?.name ?? tokenise(text)[0]?.text;
  return word !== undefined && isCode(word) && !containsPinLike(word) ? word.toUpperCase() : undefined;
}

function withCandidates(command: Command, words: Words): Command {
  if (command.kind !== 'not_understood' || command.word === undefined || command.about) return command;
  const known = [...words.keys()].filter((word) => words.get(word) !== 'reserved');
  return { ...command, candidates: nearest(command.word, known) };
}

function takeLonePin(
  read: readonly LineRead[],
  typed: readonly string[],
): { commands: Command[]; lonePin: string | undefined } {
  const pins = new Set(read.flatMap((line) => (line.kind === 'lone_pin' ? [line.pin] : [])));
  const [pin] = pins;
  const lonePin = pins.size === 1 && read.some(isOrder) ? pin : undefined;
  const commands = read.flatMap((line): Command[] => {
    if (line.kind !== 'lone_pin') return [line];
    return lonePin === undefined
      ? [refuse({ text: typed[line.line] ?? '', index: line.line }, 'no_code')]
      : [];
  });
  return { commands, lonePin };
}

function isOrder(line: LineRead): boolean {
  return line.kind === 'order' || line.kind === 'ambiguous';
}

/** A message is deleted rather once too often: of what was not understood, anything made like a PIN counts. */
function mayCarryPin(command: Command, text: string): boolean {
  if (command.kind === 'not_understood') return containsPinLike(text);
  if (command.kind === 'ambiguous') return command.readings.some((reading) => reading.pin !== undefined);
  if (command.kind === 'change_pin') return command.first !== undefined;
  return command.kind !== 'guided' && command.pin !== undefined;
}
