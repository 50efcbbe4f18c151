import { normalise } from './normalise.ts';
import { containsPinLike } from './pin-like.ts';

const NAME_LENGTH = { min: 2, max: 60 } as const;

/** One line with letters and nothing that may be a PIN; `undefined`: it is none. */
export function readName(text: string | undefined): string | undefined {
  const name = normalise(text ?? '').replace(/\s+/g, ' ');
  const isLong = name.length >= NAME_LENGTH.min && name.length <= NAME_LENGTH.max;
  return isLong && /\p{L}/u.test(name) && !containsPinLike(name) ? name : undefined;
}
