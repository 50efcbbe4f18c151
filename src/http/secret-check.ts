import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Compares with a secret in a time that tells neither its content nor its length.
 * @throws {RangeError} when the secret is empty: everybody would know it.
 */
export function secretCheck(secret: string): (given: string | undefined) => boolean {
  if (secret === '') throw new RangeError('an empty secret protects nothing');
  const expected = digest(secret);
  return (given) => timingSafeEqual(digest(given ?? ''), expected) && given !== undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
