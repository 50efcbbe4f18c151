import { type Rupiah, rupiah } from './money.ts';

/** What a ticket may be opened for, without its unique digits. */
export const SMALLEST_TICKET = rupiah(10_000);
export const LARGEST_TICKET = rupiah(100_000_000);

/** Open at a time of one reseller: more is rather a slip than several transfers. */
export const MOST_OPEN_TICKETS = 3;

/** Opened for one reseller within a day, whatever became of them: every one is told to every operator. */
export const MOST_TICKETS_A_DAY = 20;

/** A transfer in the evening is found in the night. */
export const TICKET_VALID_MS = 6 * 3_600_000;
export const TICKET_REMIND_BEFORE_MS = 3_600_000;

/** What is offered to whoever does not type. */
export const ROUND_AMOUNTS: readonly Rupiah[] = [
  100_000, 200_000, 300_000, 500_000, 1_000_000, 2_000_000,
].map(rupiah);

const MOST_DIGITS = 999;

/** 1 to 999, evenly for tokens that nobody can guess: where the search for free digits begins. */
export function digitsFrom(token: string): number {
  let value = 0;
  for (const character of token) value = (value * 64 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return (value % MOST_DIGITS) + 1;
}
