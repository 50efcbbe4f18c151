/** So many calls a second, however many there would be to make. */
export type Allowance = {
  /** Whether a call may be made now. */
  hasRoom(): boolean;
  /** A call is made. Also when there was no room: then it takes as much longer until there is. */
  spend(): void;
};

/** `burst` calls may be made at once after a rest. */
export function createAllowance(most: { perSecond: number; burst: number }, now: () => Date): Allowance {
  let room = most.burst;
  let atMs = now().getTime();

  function refill(): void {
    const nowMs = now().getTime();
    // A clock that was set back gives nothing, and takes nothing.
    const waitedMs = Math.max(0, nowMs - atMs);
    room = Math.min(most.burst, room + (waitedMs / 1_000) * most.perSecond);
    atMs = nowMs;
  }

  return {
    hasRoom() {
      refill();
      return room >= 1;
    },
    spend() {
      refill();
      room -= 1;
    },
  };
}
