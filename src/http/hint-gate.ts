const WINDOW_MS = 1_000;

/**
 * Decides which hints are worth passing on, so that a flood costs us nothing: at most `perReference` for one reference and hints
 * for `references` references in one second. What is held back is not lost: an order is polled without hints, too.
 *
 * @returns whether the hint may pass; `nowMs` is of a clock that never goes back.
 */
export function createHintGate(most: {
  perReference: number;
  references: number;
}): (reference: string, nowMs: number) => boolean {
  const passed = new Map<string, number>();
  let windowStartMs = Number.NEGATIVE_INFINITY;

  return (reference, nowMs) => {
    if (nowMs - windowStartMs >= WINDOW_MS) {
      passed.clear();
      windowStartMs = nowMs;
    }
    const count = passed.get(reference);
    const isAllowed = count === undefined ? passed.size < most.references : count < most.perReference;
    if (isAllowed) passed.set(reference, (count ?? 0) + 1);
    return isAllowed;
  };
}
