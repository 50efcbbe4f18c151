import type { Alarms } from '../app/alarms.ts';
import type { Logger } from '../logger.ts';

export type DurabilityWatchDeps = {
  /** @throws `UnsafeDatabaseError` when a commit may be lost; anything else when that cannot be found out. */
  check: () => Promise<void>;
  isUnsafe: (error: unknown) => error is Error;
  alarms: Alarms;
  log: Pick<Logger, 'error' | 'warn'>;
};

/**
 * Looks again at what a start refuses: somebody may have made the database forgetful since. Calls the operators and goes on: whoever
 * changed it can change it back, and stopping would leave open orders without anybody. That the database cannot be asked is no news
 * here.
 */
export async function watchDurability({ check, isUnsafe, alarms, log }: DurabilityWatchDeps): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!isUnsafe(error)) return log.warn({ err: error }, 'the safety of the database was not checked');
    log.error({ err: error }, 'the database may lose what it says is stored');
    await alarms.raise({ kind: 'database_unsafe', detail: error.message });
  }
}
