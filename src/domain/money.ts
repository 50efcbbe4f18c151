declare const rupiahBrand: unique symbol;

/** Whole Indonesian rupiah, a safe integer. Never a fraction; may be negative where a sentence says so (a margin, a correction). */
export type Rupiah = number & { readonly [rupiahBrand]: true };

/** The largest single movement we accept: a slip of the finger costs at most this much, and no sum of them reaches 2^53. */
export const MAX_MOVEMENT = 1_000_000_000 as Rupiah;

/** @throws {RangeError} when `n` is not a safe whole number: a bug in the caller. */
export function rupiah(n: number): Rupiah {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not whole rupiah: ${n}`);
  return n as Rupiah;
}

export const ZERO = rupiah(0);

export function plus(a: Rupiah, b: Rupiah): Rupiah {
  return rupiah(a + b);
}

export function minus(a: Rupiah, b: Rupiah): Rupiah {
  return rupiah(a - b);
}

/**
 * Reads what a person types: `10000`, `10.000`, `Rp10.000`. ASCII digits only.
 * `undefined` when it is anything else, is not above zero or exceeds {@link MAX_MOVEMENT}.
 */
export function parseRupiah(text: string): Rupiah | undefined {
  const digits = text.trim().replace(/^rp\.?\s*/i, '');
  const isGrouped = /^[1-9][0-9]{0,2}(\.[0-9]{3})+$/.test(digits);
  const isPlain = /^[0-9]{1,12}$/.test(digits);
  if (!isGrouped && !isPlain) return undefined;
  const value = Number(digits.replaceAll('.', ''));
  return value > 0 && value <= MAX_MOVEMENT ? rupiah(value) : undefined;
}

/**
 * Reads a decimal as suppliers write it (`"10086"`, `20546`, `8233425.44`), from its digits and never through a float.
 * `text` is the literal as it stood in the answer; at most two decimals count, further ones must be zero.
 * @returns hundredths of a rupiah, or `undefined` when it is not such a number.
 */
export function parseHundredths(text: string): bigint | undefined {
  const match = /^(-?)([0-9]{1,15})(?:\.([0-9]{1,2})0*)?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const value = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  return sign === '-' ? -value : value;
}

/** Rounds towards the dearer rupiah: for what something costs us. */
export function ceilRupiah(hundredths: bigint): Rupiah {
  return rupiah(Number((hundredths + (hundredths > 0n ? 99n : 0n)) / 100n));
}

/** Rounds towards the smaller rupiah: for what we have. */
export function floorRupiah(hundredths: bigint): Rupiah {
  return rupiah(Number((hundredths - (hundredths < 0n ? 99n : 0n)) / 100n));
}
