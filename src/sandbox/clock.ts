/** The variable that tells the bot's process how far ahead its clock is, in ms. None of Konter's own, which begin otherwise. */
export const AHEAD_VARIABLE = 'SANDBOX_AHEAD_MS';

/** The time of day in the sandbox: that of the machine, or ahead of it. It never runs back. */
export type Clock = {
  now(): Date;
  /** How far it is ahead of the machine. */
  readonly aheadMs: number;
  /** @throws {RangeError} for what is past already. */
  jumpTo(instant: Date): void;
};

/** @param notBefore what somebody remembers to have happened: going on before that would be running back. */
export function createClock(notBefore: Date | undefined): Clock {
  let aheadMs = Math.max(0, (notBefore?.getTime() ?? 0) - Date.now());
  const now = () => new Date(Date.now() + aheadMs);
  return {
    now,
    get aheadMs() {
      return aheadMs;
    },
    jumpTo(instant) {
      const stepMs = instant.getTime() - now().getTime();
      if (!(stepMs >= 0)) throw new RangeError(`${instant.toISOString()} is past`);
      aheadMs += stepMs;
    },
  };
}
