import type { PinStore } from '../app/pin.ts';
import type { Sql } from './connect.ts';

/** Hashes, attempts and locks in PostgreSQL, in the row of the reseller. */
export function createPinStore(sql: Sql): PinStore {
  return {
    async state(resellerId) {
      const [row] = await sql<
        { pin_hash: string | null; pin_locked_until: Date | null; pin_failures: number }[]
      >`
        select pin_hash, pin_locked_until, pin_failures from reseller where id = ${resellerId}`;
      return (
        row && {
          pinHash: row.pin_hash ?? undefined,
          lockedUntil: row.pin_locked_until ?? undefined,
          failures: row.pin_failures,
        }
      );
    },

    async attempt(resellerId, now, tries, lockMs) {
      const [row] = await sql<
        { is_allowed: boolean; pin_hash: string | null; tries_left: number; locked_until: Date | null }[]
      >`
        select a.is_allowed, a.pin_hash, a.tries_left, a.locked_until
        from reseller r, pin_attempt(r.id, ${now}, ${tries}, ${`${lockMs} milliseconds`}) a where r.id = ${resellerId}`;
      return (
        row && {
          isAllowed: row.is_allowed,
          pinHash: row.pin_hash ?? undefined,
          triesLeft: row.tries_left,
          lockedUntil: row.locked_until ?? undefined,
        }
      );
    },

    async passed(resellerId, pinHash) {
      const rows = await sql`
        update reseller set pin_failures = 0, pin_locks = 0, pin_locked_until = null
        where id = ${resellerId} and pin_hash = ${pinHash}`;
      return rows.count === 1;
    },

    async replace(resellerId, current, next) {
      const rows = await sql`
        update reseller set pin_hash = ${next}, pin_failures = 0, pin_locks = 0, pin_locked_until = null
        where id = ${resellerId} and pin_hash is not distinct from ${current ?? null}`;
      return rows.count === 1;
    },

    async clear(resellerId, { key, actorId, requestId }, now) {
      const [row] = await sql<{ is_cleared: boolean }[]>`
        select pin_clear(${resellerId}, ${requestId ?? null}, ${key}, ${actorId}, ${now}) as is_cleared`;
      return row?.is_cleared === true;
    },
  };
}
