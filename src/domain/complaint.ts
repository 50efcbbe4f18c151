import { normalise } from './command/normalise.ts';
import { readDestination } from './destination.ts';
import { isEnded, type Order } from './order/order.ts';
import { referenceKey } from './order/own-reference.ts';
import { looksLikePin } from './pin.ts';

/** Characters of one complaint, or of one answer to it. */
export const LONGEST_COMPLAINT = 1_000;
/** Complaints of one reseller that are open at a time. */
export const MOST_OPEN = 3;
/** Complaints of one reseller opened within 24 hours, whatever became of them. */
export const MOST_OPENED_A_DAY = 10;
/** Complaints of one reseller begun within 24 hours, sent or not. */
export const MOST_BEGUN_A_DAY = 20;

const RUN = /(?<![0-9])[0-9]{4,6}(?![0-9])/g;
/** How far before a number its surroundings say what it is. */
const AROUND = 24;
const MASK = '••••';
const DASHED = /[0-9]+(?:-[0-9]+)+/g;

/**
 * What somebody wrote in his own words, to be kept and shown: normalised, at most a thousand characters, with every group of 4 to 6
 * digits masked, wherever it stands: what looks like a PIN may be one. What stays: amounts after `Rp`, telephone numbers and tokens
 * with dashes, codes such as `AX5000`, longer numbers, and numbers of orders of his written `#10234`.
 *
 * @param isOwnOrder whether he has an order of this number. Where it is not known, five and six digits after `#` are taken for one.
 */
export function maskComplaint(text: string, isOwnOrder?: (number: number) => boolean): string {
  const plain = normalise(text);
  const dashed = [...plain.matchAll(DASHED)]
    .filter(([run]) => isPhoneOrToken(run))
    .map(({ 0: run, index }) => ({ from: index, to: index + run.length }));
  const masked = plain.replace(RUN, (run, offset: number) => {
    const before = plain.slice(Math.max(0, offset - AROUND), offset);
    const isInside = dashed.some(({ from, to }) => offset >= from && offset < to);
    return isInside || isNoPin(run, before, isOwnOrder) ? run : MASK;
  });
  return masked.slice(0, LONGEST_COMPLAINT).trim();
}

/** `0812-3456-7890`, `1111-2222-3333-4444-5555`; what has more may be such a number with a PIN behind it. */
function isPhoneOrToken(run: string): boolean {
  const digits = run.replaceAll('-', '');
  return /^(?:[0-9]{4}-){4}[0-9]{4}$/.test(run) || /^(?:0|62)[0-9]{8,11}$/.test(digits);
}

function isNoPin(
  run: string,
  before: string,
  isOwnOrder: ((number: number) => boolean) | undefined,
): boolean {
  if (/\bpin[^0-9A-Za-z]*$/i.test(before)) return false;
  if (/(^|[\s(])#$/.test(before)) return isOwnOrder?.(Number(run)) ?? run.length > 4;
  return /\brp\.? ?$/i.test(before) || /(?<![0-9A-Za-z])(?!PIN)(?:[A-Z]{1,5}|k)$/.test(before);
}

/** What in a complaint may say which order it is about, the most telling first, each once and at most a few. */
export type Clues = {
  /** Written `#10234`. */
  numbers: number[];
  /** Of his own, written `R#TOKO.17/A`, as orders are kept with them. */
  references: string[];
  /** As orders are kept with them. */
  destinations: string[];
  /** A supplier's id, or a bare number too long for a PIN. */
  words: string[];
};

const MOST_CLUES = 4;
/** Beyond it nobody says which order he means. */
const READ = 2_000;

export function cluesIn(text: string): Clues {
  const plain = normalise(text.slice(0, READ));
  const references = [...plain.matchAll(/(?<![0-9A-Za-z])R#([A-Za-z0-9._/-]{1,64})/gi)].flatMap(
    ([, typed = '']) =>
      [typed, typed.replace(/[._/-]+$/, '')].filter((each) => each !== '').map(referenceKey),
  );
  const numbers = plain
    .matchAll(/(?<!(?:^|[^0-9A-Za-z])R)#([0-9]{1,15})(?![0-9])/gi)
    .map(([, digits]) => Number(digits));
  const written = plain
    .matchAll(/(?<![0-9A-Za-z])\+?[0-9][0-9 -]{7,24}[0-9](?![0-9A-Za-z])/g)
    .map(([run]) => run);
  const words = [...plain.matchAll(/[0-9A-Za-z-]{4,40}/g)]
    .map(([word]) => word)
    .filter((word) => /[0-9]/.test(word) && !looksLikePin(word));
  const destinations = [...written, ...words]
    .map((typed) => readDestination(typed)?.value)
    .filter((value) => value !== undefined && value.length > 6);
  return {
    numbers: few(numbers),
    references: few(references),
    destinations: few(destinations.filter((value) => value !== undefined)),
    words: few(words),
  };
}

function few<T>(all: Iterable<T>): T[] {
  return [...new Set(all)].slice(0, MOST_CLUES);
}

/** The newest order on which the last word has not been said. `orders`: newest first. */
export function lastUnended(orders: readonly Order[]): Order | undefined {
  return orders.find((order) => !isEnded(order.state));
}
