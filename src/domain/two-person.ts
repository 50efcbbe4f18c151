import { type Rupiah, rupiah, ZERO } from './money.ts';

/** Where nobody has set another. */
export const DEFAULT_TWO_PERSON_LIMIT = rupiah(50_000_000);

/** Whether so much money, in whichever direction, is moved by two operators only. `limit`: zero is none. */
export function needsSecond(amount: number, limit: Rupiah): boolean {
  return limit !== ZERO && Math.abs(amount) > limit;
}

/** Whether one operator could move more alone after the change: only tightening is for one. Zero is no limit. */
export function loosens(from: Rupiah, to: Rupiah): boolean {
  if (from === ZERO || from === to) return false;
  return to === ZERO || to > from;
}
