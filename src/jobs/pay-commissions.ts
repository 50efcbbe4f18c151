import type { Downlines } from '../app/downlines.ts';

const EVERY_MS = 3_600_000;

export type PayCommissionsDeps = {
  downlines: Pick<Downlines, 'earners' | 'pay'>;
  now: () => Date;
  onError: (error: unknown) => void;
};

/**
 * Pays uplines what they have earned, and takes back what was reversed after it had been paid, once an hour by the clock; called more
 * often, it does nothing. Each payment is one statement of its own: two instances, or one that died and began again, pay nothing
 * twice, and what fails for one upline waits for the next hour.
 * @returns how many were paid
 */
export function createPayCommissions({ downlines, now, onError }: PayCommissionsDeps): () => Promise<number> {
  let lastHour = Number.NEGATIVE_INFINITY;
  return async () => {
    const hour = Math.floor(now().getTime() / EVERY_MS);
    if (hour <= lastHour) return 0;
    let paid = 0;
    for (const id of await downlines.earners()) {
      try {
        if ((await downlines.pay(id, now())) !== 0) paid += 1;
      } catch (error) {
        onError(error);
      }
    }
    lastHour = hour;
    return paid;
  };
}
