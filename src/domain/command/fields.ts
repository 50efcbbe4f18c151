import { readDestination } from '../destination.ts';
import { looksLikePin } from '../pin.ts';
import type { Command, NotUnderstoodReason } from './command.ts';

export type Refusal = { kind: 'refused'; reason: NotUnderstoodReason };
export type ArgumentsRead = Command | Refusal;

export const BAD: Refusal = { kind: 'refused', reason: 'bad_arguments' };
export const BAD_DAY: Refusal = { kind: 'refused', reason: 'bad_day' };
export const NO_PERSON: Refusal = { kind: 'refused', reason: 'no_person' };
export const UNCLEAR_AMOUNT: Refusal = { kind: 'refused', reason: 'unclear_amount' };

/** Below it nobody transfers or deposits: a smaller number beside a larger one is rather the PIN. */
export const SMALLEST_MOVEMENT = 10_000;

/** Takes off a PIN at the end or, as some servers have it, at the beginning. */
export function splitPin(args: readonly string[]): { rest: string[]; pin: string | undefined } {
  const [first = '', last = ''] = [args[0], args.at(-1)];
  if (looksLikePin(last)) return { rest: args.slice(0, -1), pin: last };
  if (looksLikePin(first)) return { rest: args.slice(1), pin: first };
  return { rest: [...args], pin: undefined };
}

/** Takes off a PIN at the end. */
export function splitPinLast(args: readonly string[]): { rest: string[]; pin: string | undefined } {
  const last = args.at(-1) ?? '';
  return looksLikePin(last) ? { rest: args.slice(0, -1), pin: last } : { rest: [...args], pin: undefined };
}

/** In a line of `*` or `#` the other separators are left inside a field. */
export function wordsOf(args: readonly string[]): string[] {
  return args.flatMap((arg) => arg.split(/[.,;_ ]/)).filter((word) => word !== '');
}

/** A mobile number as Klikoo expects it, `0812…`; `undefined`: it is none. */
export function phoneOf(text: string): string | undefined {
  const destination = readDestination(text);
  return destination?.shape === 'phone' ? destination.value : undefined;
}

/** A destination, number, code or reference to look something up by. */
export function readQuery(text: string): string | undefined {
  const bare = text.replace(/^#/, '');
  const phone = phoneOf(bare);
  if (phone !== undefined) return phone;
  return /^[A-Za-z0-9-]{1,40}$/.test(bare) ? bare : undefined;
}

/** The code of a reseller, or his phone; `undefined`: it can be neither. */
export function readPerson(text: string): string | undefined {
  const phone = phoneOf(text);
  if (phone !== undefined) return phone;
  return /^(?=.*[A-Za-z])[A-Za-z0-9!-]{2,20}$/.test(text) ? text.toUpperCase() : undefined;
}
