import { normalise } from './command/normalise.ts';
import { readDestination } from './destination.ts';
import { isEnded, type Order } from './order/order.ts';

/** Characters of one complaint, or of one answer to it. */
export const LONGEST_COMPLAINT = 1_000;
/** Complaints of one reseller that are open at a time. */
export const MOST_OPEN = 3;

const RUN = /(?<![0-9])[0-9]{4,6}(?![0-9])/g;
/** How far around a number its surroundings say what it is. */
const AROUND = 24;
const MASK = '••••';

/**
 * What somebody wrote in his own words, to be kept and shown: normalised, at most a thousand characters, with every group of 4 to 6
 * digits masked that stands where a PIN does: at the end of a line, in a field of its own, or after the word. Order numbers (`#10234`),
 * amounts (`Rp25000`), parts of serial numbers and longer numbers stay.
 */
export function maskComplaint(text: string): string {
  const plain = normalise(text);
  const masked = plain.replace(RUN, (run, offset: number) => {
    const before = plain.slice(Math.max(0, offset - AROUND), offset);
    const after = plain.slice(offset + run.length, offset + run.length + AROUND);
    return isPinPlace(before, after) ? MASK : run;
  });
  return masked.slice(0, LONGEST_COMPLAINT).trim();
}

function isPinPlace(before: string, after: string): boolean {
  if (/\bpin\b[^0-9\n]{0,15}$/i.test(before)) return true;
  if (/(^|[\s(])#$/.test(before) || /\brp\.? ?$/i.test(before)) return false;
  if (/[0-9]-$/.test(before) || /^-[0-9]/.test(after) || /^\.[0-9]{3}(?![0-9])/.test(after)) return false;
  const isLast = /^[\s.,;:!?*_#)]*(\n|$)/.test(after);
  const isField = /[.,;*_#]$/.test(before) && /^([\s.,;:!?*_#)]|$)/.test(after);
  return isLast || isField;
}

/** What in a complaint may say which order it is about, the most telling first, each once and at most a few. */
export type Clues = {
  /** Written `#10234`. */
  numbers: number[];
  /** As orders are kept with them. */
  destinations: string[];
  /** A supplier's id, or a bare number. */
  words: string[];
};

const MOST_CLUES = 4;
/** Beyond it nobody says which order he means. */
const READ = 2_000;

/** @param aside what was read as a PIN beside the text: `K.10234 belum masuk` means an order, too. */
export function cluesIn(text: string, aside?: string): Clues {
  const plain = normalise(text.slice(0, READ));
  const numbers = plain.matchAll(/#([0-9]{1,15})(?![0-9])/g).map(([, digits]) => Number(digits));
  const written = plain
    .matchAll(/(?<![0-9A-Za-z])\+?[0-9][0-9 -]{7,24}[0-9](?![0-9A-Za-z])/g)
    .map(([run]) => run);
  const words = [...plain.matchAll(/[0-9A-Za-z-]{4,40}/g)]
    .map(([word]) => word)
    .filter((word) => /[0-9]/.test(word));
  const destinations = [...written, ...words]
    .map((typed) => readDestination(typed)?.value)
    .filter((value) => value !== undefined && value.length > 6);
  return {
    numbers: few(numbers),
    destinations: few(destinations.filter((value) => value !== undefined)),
    words: few([...words, ...(aside === undefined ? [] : [aside])]),
  };
}

function few<T>(all: Iterable<T>): T[] {
  return [...new Set(all)].slice(0, MOST_CLUES);
}

/** The newest order on which the last word has not been said. `orders`: newest first. */
export function lastUnended(orders: readonly Order[]): Order | undefined {
  return orders.find((order) => !isEnded(order.state));
}
