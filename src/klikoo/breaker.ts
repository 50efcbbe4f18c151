/** What a call has taught about Klikoo as a whole: not about the order or the customer it was for. */
export type News =
  /** It answers, whatever it said. */
  | 'answer'
  /** No connection, no answer, or an answer that only says that it is in trouble. */
  | 'silence'
  /** It refuses our clock, key, address or credentials. */
  | 'refusal'
  /** The call never came so far. */
  | 'none';

/** `due`: it is time to see, with one call, whether it answers again. */
export type Standing = 'up' | 'due' | 'down';

/** Leave to make one call. */
export type Pass = { isProbe: boolean };

/** One order may be refused for something of its own, so a single refusal is not yet proof; two in a row are. */
const POINTS: Readonly<Record<'silence' | 'refusal', number>> = { silence: 1, refusal: 3 };
const TRIP_POINTS = 5;
const FIRST_PAUSE_MS = 5_000;
/** When Klikoo is back, that is noticed within it. */
const MAX_PAUSE_MS = 60_000;

/**
 * Stops calling a Klikoo that does not answer: after several calls in a row without an answer all pause, then one call is let
 * through to see; each time that fails the pause doubles. Reads no clock.
 */
export class Breaker {
  #points = 0;
  #down: { sinceMs: number; retryAtMs: number; pauseMs: number; isProbing: boolean } | undefined;

  standing(nowMs: number): Standing {
    const down = this.#down;
    if (down === undefined) return 'up';
    // A clock that was set back must not make the pause longer.
    const isOver = nowMs >= down.retryAtMs || nowMs < down.retryAtMs - down.pauseMs;
    return isOver && !down.isProbing ? 'due' : 'down';
  }

  /** Since when there is no answer; `undefined` while there is one. */
  get downSinceMs(): number | undefined {
    return this.#down?.sinceMs;
  }

  /** `undefined`: not now. Every pass must be given back with {@link leave}. */
  enter(nowMs: number): Pass | undefined {
    const standing = this.standing(nowMs);
    if (standing === 'down') return undefined;
    if (this.#down !== undefined) this.#down.isProbing = true;
    return { isProbe: this.#down !== undefined };
  }

  leave({ isProbe }: Pass, news: News, nowMs: number): void {
    if (news === 'answer') {
      this.#points = 0;
      this.#down = undefined;
      return;
    }
    const down = this.#down;
    if (down === undefined) {
      this.#points += news === 'none' ? 0 : POINTS[news];
      if (this.#points >= TRIP_POINTS) this.#down = paused(nowMs, nowMs, FIRST_PAUSE_MS);
      return;
    }
    // Calls that were under way when it went down say nothing new.
    if (!isProbe) return;
    if (news === 'none') down.isProbing = false;
    else this.#down = paused(down.sinceMs, nowMs, Math.min(down.pauseMs * 2, MAX_PAUSE_MS));
  }
}

function paused(sinceMs: number, nowMs: number, pauseMs: number) {
  return { sinceMs, retryAtMs: nowMs + pauseMs, pauseMs, isProbing: false };
}
