import { normalise } from './command/normalise.ts';
import type { DestinationKind } from './product.ts';

/** What a destination looks like. Whether it is one for the product is {@link checkDestination}'s to say. */
export type DestinationShape = 'phone' | 'meter' | 'other';

/** `value` is what Klikoo expects: a phone as `0812…`, everything else as typed without spaces and dashes. Text, never a number. */
export type Destination = { value: string; shape: DestinationShape };

/** Why a destination is refused. `is_phone`: a mobile number where a meter was expected. `bad_characters`: not even letters and digits. */
export type DestinationFault =
  | 'empty'
  | 'too_short'
  | 'too_long'
  | 'not_digits'
  | 'not_phone'
  | 'not_meter'
  | 'is_phone'
  | 'bad_characters';

export type DestinationCheck =
  | { kind: 'ok'; value: string }
  | { kind: 'bad'; expects: DestinationKind; why: DestinationFault };

/** Longer texts are no destination, however many spaces are in them. */
const LONGEST_TYPED = 40;
const PHONE_DIGITS = { min: 10, max: 14 } as const;
const METER_DIGITS = { min: 11, max: 13 } as const;
const OTHER_LENGTH = { min: 4, max: 20 } as const;

/** Without what people put between digits. */
function compact(text: string): string {
  return text.replace(/[ .-]/g, '');
}

/** `+62812…`, `62812…` and `0812…` are the same number; the last is what goes to Klikoo. */
function withTrunkZero(digits: string): string {
  if (digits.startsWith('+628')) return `0${digits.slice(3)}`;
  return digits.startsWith('628') ? `0${digits.slice(2)}` : digits;
}

function isBetween(length: number, { min, max }: { min: number; max: number }): boolean {
  return length >= min && length <= max;
}

/** Reads what a person types as a destination, with spaces, dashes and dots between digits. `undefined`: it can be none. */
export function readDestination(text: string): Destination | undefined {
  const typed = normalise(text);
  if (typed.length > LONGEST_TYPED) return undefined;
  const digits = compact(typed);
  if (!/^\+?[0-9]+$/.test(digits)) {
    return /^[A-Za-z0-9]+$/.test(typed) && isBetween(typed.length, OTHER_LENGTH)
      ? { value: typed, shape: 'other' }
      : undefined;
  }
  const local = withTrunkZero(digits);
  if (local.startsWith('08') && isBetween(local.length, PHONE_DIGITS))
    return { value: local, shape: 'phone' };
  if (digits.startsWith('+')) return undefined;
  const isMeter =
    isBetween(digits.length, METER_DIGITS) && !digits.startsWith('08') && !digits.startsWith('62');
  if (isMeter) return { value: digits, shape: 'meter' };
  return isBetween(digits.length, OTHER_LENGTH) ? { value: digits, shape: 'other' } : undefined;
}

/** Whether `text` is a destination of the kind a product expects, and if not, what is wrong with it. */
export function checkDestination(text: string, expects: DestinationKind): DestinationCheck {
  const destination = readDestination(text);
  if (destination && (expects === 'any' || destination.shape === expects)) {
    return { kind: 'ok', value: destination.value };
  }
  return { kind: 'bad', expects, why: faultOf(normalise(text), expects, destination) };
}

function faultOf(
  typed: string,
  expects: DestinationKind,
  destination: Destination | undefined,
): DestinationFault {
  const digits = compact(typed);
  if (digits === '') return 'empty';
  if (expects === 'any') return lengthFault(digits, OTHER_LENGTH) ?? 'bad_characters';
  if (!/^\+?[0-9]+$/.test(digits)) return 'not_digits';
  if (expects === 'meter') {
    return destination?.shape === 'phone' ? 'is_phone' : (lengthFault(digits, METER_DIGITS) ?? 'not_meter');
  }
  const local = withTrunkZero(digits);
  return local.startsWith('08') ? (lengthFault(local, PHONE_DIGITS) ?? 'not_phone') : 'not_phone';
}

function lengthFault(text: string, range: { min: number; max: number }): DestinationFault | undefined {
  if (text.length < range.min) return 'too_short';
  return text.length > range.max ? 'too_long' : undefined;
}

/** The MSISDN (`62812…`) of a phone as {@link readDestination} returns it (`0812…`). */
export function toMsisdn(phone: string): string {
  return `62${phone.slice(1)}`;
}
