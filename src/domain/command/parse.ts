import { mayEndInPin } from '../order/own-reference.ts';
import { looksLikePin } from '../pin.ts';
import {
  type AboutOrder,
  isAboutOrder,
  readArguments,
  readBareReference,
  readByReference,
} from './arguments.ts';
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
import { isCode, isFaceValue, questionOf, type Reading, readOrders } from './order.ts';
import { containsPinLike, maskPins } from './pin-like.ts';
import { type Field, readSlash, tokenise } from './tokenise.ts';
import { DEFAULT_WORDS, gluedMeaning, slashMeaning, topicOf, type Words } from './words.ts';

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
  let readable = 0;
  for (const [index, line] of typed.entries()) {
    const found = readLine({ text: line, index, words, ordersLeft: MOST_ORDERS - orders });
    if (found === 'too_many') return { kind: 'too_many_orders' };
    if (found === 'free_text') {
      read.push(readComplaint(typed.slice(index), index));
      break;
    }
    orders += found.filter(isOrder).length;
    readable += found.filter(({ kind }) => kind !== 'not_understood' && kind !== 'lone_pin').length;
    if (readable > MOST_ORDERS) return { kind: 'too_many_orders' };
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

function readLine(line: Line): LineRead[] | 'too_many' | 'free_text' {
  const slash = readSlash(line.text);
  if (slash) {
    const meaning = slashMeaning(slash.name, line.words);
    return meaning ? readCommand(line, meaning, slash.rest) : [refuse(line, 'unknown_slash')];
  }
  // `2#S10.…` on some servers: the second time that day. With `#` behind the number, too, it is a line of face value and counter.
  const again = /^([2-9])#(?=[A-Za-z]|[1-9][0-9]{0,2}[.,;_ ])/.exec(line.text);
  if (again) return readAgain(line, line.text.slice(again[0].length), again[1] ?? '');
  const fields = tokenise(line.text);
  const head = fields[0]?.text;
  if (head === undefined) return [];
  if (!isAscii(head)) return [refuse(line, 'non_ascii')];
  if (fields.length === 1 && looksLikePin(head)) return [{ kind: 'lone_pin', line: line.index, pin: head }];
  const meaning = line.words.get(head.toUpperCase());
  if (meaning) return readCommand(line, meaning, afterWord(line.text));
  if (takenAway(head, line.words) !== undefined) return [refuse(line, 'unknown_word')];
  const glued = gluedMeaning(head);
  return glued ? readGlued(line, glued, fields.slice(1)) : readOrderLine(line, line.text);
}

/**
 * What a default word stood for that an operator took away, alone or glued to a code: copied from help or typed from habit, it must
 * not become an order of a product of that name. `undefined`: it is none, or has a meaning.
 */
function takenAway(word: string, words: Words): Meaning | undefined {
  const key = word.toUpperCase();
  if (words.has(key)) return undefined;
  const byDefault = DEFAULT_WORDS.get(key);
  if (byDefault !== undefined) return byDefault;
  const glued = gluedMeaning(key);
  return glued && !words.has(glued.head) ? glued.meaning : undefined;
}

/** What follows the first word of a line and the separators after it. */
function afterWord(text: string): string {
  return text
    .replace(/^[.,;_ ]+/, '')
    .replace(/^[^.,;_ *#]+/, '')
    .replace(/^[.,;_ *#]+/, '');
}

/** The fields after a word: the separator that stands first in the line holds for all of it. */
function fieldsAfter(line: Line, rest: string): Field[] {
  const slash = readSlash(line.text);
  return slash && !rest.startsWith('*') ? tokenise(rest) : tokenise(line.text).slice(1);
}

function readCommand(line: Line, meaning: Meaning, rest: string): LineRead[] | 'too_many' | 'free_text' {
  if (meaning === 'reserved') return [refuse(line, 'reserved_word')];
  if (meaning === 'complaint') return 'free_text';
  if (isAboutOrder(meaning)) {
    const named = readNamed(line, meaning, rest);
    if (named !== undefined) return [named];
  }
  const args = fieldsAfter(line, rest);
  const texts = args.map((field) => field.text);
  if (meaning === 'order') {
    const [code, ...others] = texts;
    if (code === undefined) return [{ kind: 'guided', line: line.index, flow: 'buy' }];
    if (others.length === 0 && looksLikePin(code))
      return [{ kind: 'guided', line: line.index, flow: 'buy', pin: code }];
    const isOnlyCode = others.length === 0 && isCode(code);
    return isOnlyCode
      ? [{ kind: 'guided', line: line.index, flow: 'buy', code: code.toUpperCase() }]
      : readOrderFields(line, ...takeReference(rest, args));
  }
  // `BATAL` alone answers a card; `/batal`, from the menu, is about an order.
  if (
    meaning === 'cancel' &&
    texts.length === 0 &&
    !line.text.startsWith('/') &&
    line.text.replace(/[^A-Za-z]/g, '').toUpperCase() === 'BATAL'
  ) {
    return [{ kind: 'no', line: line.index }];
  }
  const topic =
    meaning === 'help' && texts.length <= 1 ? topicOf(tokenise(line.text)[0]?.text ?? '') : undefined;
  const understood = readArguments(meaning, topic === undefined ? texts : [topic, ...texts], line.index);
  const isOther = meaning === 'status' && understood.kind === 'refused';
  const read = isOther ? readBareReference(rest, line.index) : understood;
  return [read.kind === 'refused' ? refuse(line, read.reason, meaning) : read];
}

function readGlued(
  line: Line,
  { meaning, code }: { meaning: Meaning; code: string },
  args: readonly Field[],
): LineRead[] {
  const read =
    meaning === 'bill' || meaning === 'pay_bill'
      ? readArguments(meaning, [code, ...args.map((field) => field.text)], line.index)
      : undefined;
  return [
    read === undefined || read.kind === 'refused'
      ? refuse(line, read?.reason ?? 'bad_arguments', meaning)
      : read,
  ];
}

function readAgain(line: Line, text: string, counter: string): LineRead[] | 'too_many' {
  const [code, ...rest] = tokenise(text);
  if (code === undefined) return [refuse(line, 'no_code')];
  return readOrderFields(line, [code, { text: `#${counter}`, before: '' }, ...rest], undefined);
}

function readOrderLine(line: Line, text: string): LineRead[] | 'too_many' {
  return readOrderFields(line, ...takeReference(text, tokenise(text)));
}

/** `R#` and what is written behind it, at the end of a line. */
const REFERENCE = /[.,;_ ]R#([A-Za-z0-9._/-]{1,64})$/i;

/** The fields without a reference of the reseller's own at the end, and that reference. */
function takeReference(
  text: string,
  fields: readonly Field[],
): [fields: readonly Field[], reference: string | undefined] {
  const found = REFERENCE.exec(text);
  if (!found) return [fields, undefined];
  const before = tokenise(text.slice(0, found.index));
  // `R#77.1234`: no PIN may become part of a name that is kept and shown.
  const endsLikePin = /[._][0-9]{4,6}$/.test(found[1] ?? '');
  const hasPin = before.some((field) => looksLikePin(field.text.replace(/#[0-9]{1,2}$/, '')));
  return endsLikePin && !hasPin ? [fields, undefined] : [before, found[1]];
}

/** `CEK R#TOKO.17/A`. `undefined`: no reference stands last. */
function readNamed(line: Line, meaning: AboutOrder, rest: string): Command | undefined {
  const text = ` ${rest}`;
  const found = REFERENCE.exec(text);
  if (!found) return undefined;
  const before = tokenise(text.slice(0, found.index)).map((field) => field.text);
  const read = readByReference(meaning, found[1] ?? '', before, line.index);
  return read.kind === 'refused' ? refuse(line, read.reason, meaning) : read;
}

function readOrderFields(
  line: Line,
  typed: readonly Field[],
  reference: string | undefined,
): LineRead[] | 'too_many' {
  if (!typed.every((field) => isAscii(field.text))) return [refuse(line, 'non_ascii')];
  if (typed.some(({ text }) => /^R#/i.test(text))) return [refuse(line, 'own_reference')];
  const fields = codeFirst(typed);
  if (fields === undefined) return [refuse(line, 'unclear_fields')];
  const read = readOrders(fields, line.ordersLeft, reference);
  if (read.kind === 'too_many') return 'too_many';
  if (read.kind === 'orders') return read.orders.map(({ readings }) => orderOf(readings, line.index));
  const isProse =
    read.reason === 'no_destination' && !fields.slice(1).some((field) => /[0-9]/.test(field.text));
  return [refuse(line, isProse ? 'unknown_word' : read.reason)];
}

/** `ISI 0812… 50 1234`: the number stands before what it is to get. `undefined`: there is more, and whose it is nobody can say. */
function codeFirst(fields: readonly Field[]): readonly Field[] | undefined {
  const [number, code, pin, again, ...rest] = fields;
  const isSwapped =
    number && code && /^[0-9]{9,}$/.test(number.text) && (isCode(code.text) || isFaceValue(code.text));
  if (!isSwapped) return fields;
  const isOneOrder =
    rest.length === 0 &&
    (pin === undefined || looksLikePin(pin.text)) &&
    (again === undefined || /^(#?[2-9]|RO|[A-Za-z])$/i.test(again.text));
  return isOneOrder ? [code, { ...number, before: '.' }, ...fields.slice(2)] : undefined;
}

const SEPARATORS_FIRST = /^[.,;_ *#\n]+/;

/** Without separators at the end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '.,;_ \n'.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

/** All that is left of the message, without the word and without a PIN at either end. */
function readComplaint(lines: readonly string[], index: number): Command {
  const [first = '', ...others] = lines;
  const slash = readSlash(first);
  const said = [slash ? slash.rest : afterWord(first), ...others].filter((line) => line !== '').join('\n');
  const complaint = (words: string, pin: string | undefined): Command => ({
    kind: 'complaint',
    line: index,
    text: withoutEnd(words.replace(SEPARATORS_FIRST, '')),
    pin,
  });
  const text = withoutEnd(said.replace(SEPARATORS_FIRST, ''));
  if (text === '') return { kind: 'guided', line: index, flow: 'complaint' };
  const parts = text.split(/[.,;_ \n]/).filter((part) => part !== '');
  const [head = '', tail = ''] = [parts[0], parts.at(-1)];
  if (parts.length > 1 && looksLikePin(tail)) {
    return complaint(text.slice(0, text.lastIndexOf(tail)), tail);
  }
  if (parts.length > 1 && looksLikePin(head)) {
    return complaint(text.slice(head.length), head);
  }
  return complaint(text, undefined);
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
  // What stands now for the same as a word that was taken away.
  const meant = takenAway(command.word, words);
  const same = meant === undefined ? [] : known.filter((word) => words.get(word) === meant).slice(0, 3);
  return { ...command, candidates: same.length > 0 ? same : nearest(command.word, known) };
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
  // What people write in their own words may hold it anywhere.
  if (command.kind === 'complaint') return command.pin !== undefined || containsPinLike(command.text);
  if ('query' in command && mayEndInPin(command.query ?? '')) return true;
  // `RIWAYAT.1234` is about the order of that number, `RIWAYAT.1511` about that day; on some servers that is the PIN.
  if (command.kind === 'history') {
    const isDay = command.day !== undefined && tokenise(text).some((field) => looksLikePin(field.text));
    return isDay || command.pin !== undefined || looksLikePin(command.query ?? '');
  }
  // `BTL.1234` is about the order of that number, and as likely the last order and the PIN.
  if (command.kind === 'cancel' || command.kind === 'token')
    return command.pin !== undefined || looksLikePin(command.query ?? '');
  return command.pin !== undefined;
}
