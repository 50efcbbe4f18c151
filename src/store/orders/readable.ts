import type { OrderRow } from './row.ts';

/** What is said about an order whose row lacks what its state needs: a bug, or somebody's hand in the database. */
export type OnUnreadable = (number: number, error: unknown) => void;

/** So long such an order is left alone. Its money stays where it is. */
export const ASIDE = '1 hour';

/** Of a batch, what can be read. What cannot is put aside and reported, and keeps nothing else from being done. */
export async function readable<R extends OrderRow, T>(
  onUnreadable: OnUnreadable,
  rows: readonly R[],
  read: (row: R) => T,
  putAside: (row: R) => Promise<unknown>,
): Promise<T[]> {
  const done: T[] = [];
  for (const row of rows) {
    try {
      done.push(read(row));
    } catch (error) {
      onUnreadable(row.number, error);
      await putAside(row);
    }
  }
  return done;
}
