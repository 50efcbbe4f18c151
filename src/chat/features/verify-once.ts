import type { Pins, PinVerdict } from '../../app/pin.ts';

const REMEMBERED = 1_000;

export type VerifyOnce = (
  pins: Pick<Pins, 'verify'>,
  typed: { resellerId: number; pin: string; origin: string },
) => Promise<PinVerdict>;

/**
 * Tries a PIN that was typed. A wrong one counts once for its message (`origin`), however often that is handled again: while Telegram
 * has trouble it comes many times, and its writer would be locked out for one slip. Forgotten with the process.
 */
export function createVerifyOnce(): VerifyOnce {
  const refused = new Map<string, PinVerdict>();
  return async (pins, { resellerId, pin, origin }) => {
    const earlier = refused.get(origin);
    if (earlier !== undefined) return earlier;
    const verdict = await pins.verify(resellerId, pin);
    if (verdict.kind === 'wrong' || verdict.kind === 'locked') refused.set(origin, verdict);
    const [oldest] = refused.keys();
    if (refused.size > REMEMBERED && oldest !== undefined) refused.delete(oldest);
    return verdict;
  };
}
