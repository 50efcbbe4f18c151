import type { Alarms } from '../app/alarms.ts';
import type { Downlines } from '../app/downlines.ts';
import type { Resellers } from '../app/resellers.ts';
import { minus, ZERO } from '../domain/money.ts';

const EVERY_MS = 3_600_000;

export type PayCommissionsDeps = {
  downlines: Pick<Downlines, 'earners' | 'pay' | 'earned'>;
  resellers: Pick<Resellers, 'findById'>;
  alarms: Pick<Alarms, 'raise'>;
  now: () => Date;
  onError: (error: unknown) => void;
};

/**
 * Pays uplines what they have earned, and takes back what was reversed after it had been paid, once an hour by the clock; called more
 * often, it does nothing. Each payment is one statement of its own: two instances, or one that died and began again, pay nothing
 * twice, and what fails for one upline waits for the next hour.
 * Operators are told of who still owes some after it, once a day by this process.
 * @returns how many were paid
 */
export function createPayCommissions({
  downlines,
  resellers,
  alarms,
  now,
  onError,
}: PayCommissionsDeps): () => Promise<number> {
  let lastHour = Number.NEGATIVE_INFINITY;
  let toldDay = Number.NEGATIVE_INFINITY;
  const told = new Set<number>();
  async function tellOwed(id: number): Promise<void> {
    const earned = await downlines.earned(id);
    if (earned >= 0 || told.has(id)) return;
    const reseller = await resellers.findById(id);
    if (reseller === undefined) return;
    const { code: resellerCode, name } = reseller;
    await alarms.raise({ kind: 'commission_owed', resellerCode, name, amount: minus(ZERO, earned) });
    told.add(id);
  }
  return async () => {
    const hour = Math.floor(now().getTime() / EVERY_MS);
    if (hour <= lastHour) return 0;
    const day = Math.floor(hour / 24);
    if (day > toldDay) told.clear();
    toldDay = day;
    let paid = 0;
    for (const id of await downlines.earners()) {
      try {
        if ((await downlines.pay(id, now())) !== 0) paid += 1;
        await tellOwed(id);
      } catch (error) {
        onError(error);
      }
    }
    lastHour = hour;
    return paid;
  };
}
