import { readDestination } from '../destination.ts';
import { looksLikePin } from '../pin.ts';
import { normalise } from './normalise.ts';

/** What may stand between a number and a PIN, and the word itself. */
const BEHIND = /^(.*?)[ .,;_*#\n-]+(?:pin[ .,:;=_*#\n-]*)?([0-9]{4,6})$/is;

/** People type long numbers in groups; so many digits by themselves are whole in any case. */
const WHOLE_IN_GROUPS = 11;
/** Shorter unbroken, it is rather the first group of a number. */
const WHOLE_UNBROKEN = 7;

/**
 * Whether the last group of a number that was typed may be the PIN: what stands before it is a number by itself. Rather once too often:
 * without its spaces every number passes.
 * @param kind `phone`: only a mobile number is asked for. `any`: the number of a customer, or another destination; an order has fewer
 * digits than either
 */
export function hasPinBehind(text: string, kind: 'phone' | 'any' | 'order'): boolean {
  const [, before = '', group = ''] = BEHIND.exec(normalise(text)) ?? [];
  if (before === '' || !looksLikePin(group)) return false;
  if (isPhone(before)) return true;
  if (kind === 'phone') return false;
  const bare = before.replace(/[ .,;_*#\n-]/g, '');
  if (kind === 'order') return /^#?[0-9]{5,}$/.test(before) && !isPhone(text);
  const isUnbroken = bare === before && bare.length >= WHOLE_UNBROKEN;
  return /^[A-Za-z0-9]*[0-9]{4}[A-Za-z0-9]*$/.test(bare) && (isUnbroken || bare.length >= WHOLE_IN_GROUPS);
}

function isPhone(text: string): boolean {
  return readDestination(text)?.shape === 'phone';
}
