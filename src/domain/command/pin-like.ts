import { looksLikePin } from '../pin.ts';
import { normalise } from './normalise.ts';

const DIGITS = /[0-9]+/g;

/** Whether a message that was not understood may carry a PIN: any run of 4 to 6 digits. Deleting one too many is the smaller harm. */
export function containsPinLike(text: string): boolean {
  return normalise(text)
    .matchAll(DIGITS)
    .some(([run]) => looksLikePin(run));
}

/** The normalised text with every run of 4 to 6 digits replaced, at most `limit` characters. */
export function maskPins(text: string, limit: number): string {
  return normalise(text)
    .replace(DIGITS, (run) => (looksLikePin(run) ? '••••' : run))
    .slice(0, limit);
}

/** What somebody asked about, as it may be said back to him: of what is made like a PIN nothing. */
export function sayableQuery(query: string): string {
  // `R#TOKO.1234`: the end of a reference, or the PIN behind it.
  return looksLikePin(query) ? '••••' : query.replace(/^(R#.*[._])[0-9]{4,6}$/, '$1••••');
}
