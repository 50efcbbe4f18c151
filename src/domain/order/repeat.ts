/** An order of today for the same product, destination and amount that was bought or may have been. */
export type EarlierOrder = { number: number; occurrence: number };

export type RepeatVerdict<T extends EarlierOrder> =
  | { kind: 'new' }
  /** `earlier` is the purchase that the message would repeat; `nextOccurrence` is the counter that says one means it (2 to 99). */
  | { kind: 'repeat'; earlier: T; nextOccurrence: number };

/**
 * The same-day rule: the same purchase twice a day happens by accident far more often than on purpose, so the second needs a
 * counter that has not been used. `earlier` holds live orders only: one that failed may simply be sent again.
 */
export function checkRepeat<T extends EarlierOrder>(
  earlier: readonly T[],
  occurrence: number,
): RepeatVerdict<T> {
  const same = earlier.find((order) => order.occurrence === occurrence);
  if (same === undefined) return { kind: 'new' };
  return { kind: 'repeat', earlier: same, nextOccurrence: Math.max(...earlier.map((o) => o.occurrence)) + 1 };
}
