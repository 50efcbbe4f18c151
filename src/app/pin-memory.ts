import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** More resellers than are busy within a few minutes; the one remembered longest makes room. */
const MOST = 20_000;

/**
 * Remembers for a while which PIN was found right, so that a busy reseller does not pay for argon2 with each order.
 * Holds no PIN: only a keyed hash under a key of this process, which is gone with it.
 */
export type PinMemory = {
  remember(resellerId: number, pin: string, pinHash: string, now: Date): void;
  /** The stored hash against which this PIN was found right; `undefined` when it was not, or too long ago. */
  recall(resellerId: number, pin: string, now: Date): string | undefined;
  forget(resellerId: number): void;
};

export function createPinMemory(rememberMs: number): PinMemory {
  const key = randomBytes(32);
  const remembered = new Map<number, { mac: Buffer; pinHash: string; untilMs: number }>();
  const macOf = (resellerId: number, pin: string) =>
    createHmac('sha256', key).update(`${resellerId}\0${pin}`).digest();
  return {
    remember(resellerId, pin, pinHash, now) {
      remembered.delete(resellerId);
      remembered.set(resellerId, {
        mac: macOf(resellerId, pin),
        pinHash,
        untilMs: now.getTime() + rememberMs,
      });
      const [oldest] = remembered.keys();
      if (remembered.size > MOST && oldest !== undefined) remembered.delete(oldest);
    },

    recall(resellerId, pin, now) {
      const entry = remembered.get(resellerId);
      if (entry === undefined) return undefined;
      if (entry.untilMs <= now.getTime()) {
        remembered.delete(resellerId);
        return undefined;
      }
      return timingSafeEqual(entry.mac, macOf(resellerId, pin)) ? entry.pinHash : undefined;
    },

    forget(resellerId) {
      remembered.delete(resellerId);
    },
  };
}
