import { LONGEST_DELAYS } from '../domain/order/decide.ts';

/** No clock is put right by so much in the ordinary course. */
const JUMP_MS = 60_000;
/** Legitimate delays may be a little longer than they are meant to be: another instance's clock differs. */
const SLACK_MS = 60_000;
/** As long as anything is claimed for, and as answers that contradict are to be apart: none of that is cut short. */
const PULLED_TO_MS = 60_000;
/** Telling that did not work is tried again after five minutes at most, unless Telegram names a longer time. */
const TELL_MS = 5 * 60_000;
const TOLD_TO_WAIT_MS = 60 * 60_000;
/** Pulled in by one statement. */
const PORTION = 1_000;

/** When something is due for orders. */
export interface DueTimes {
  /** What is due further ahead of `now` than `longest` becomes due at `to`: of each kind at most `limit`. Returns how many. */
  pullIn(
    now: Date,
    longest: { underwayMs: number; inReviewMs: number; tellMs: number },
    to: Date,
    limit: number,
  ): Promise<number>;
}

/**
 * A clock that was set back leaves what was due by it far ahead. Returns a function to be called often: the first time, and when the
 * clock has gone back by more than a minute since, what is due later than it ever would be falls due within a minute. Else it does
 * nothing. It returns how much was pulled in; there may be more until that is none.
 */
export function createClockWatch(deps: { dueTimes: DueTimes; now: () => Date }): () => Promise<number> {
  let latestMs: number | undefined;
  return async () => {
    const now = deps.now();
    const nowMs = now.getTime();
    if (latestMs !== undefined && nowMs >= latestMs - JUMP_MS) {
      latestMs = Math.max(latestMs, nowMs);
      return 0;
    }
    const longest = {
      underwayMs: LONGEST_DELAYS.underwayMs + SLACK_MS,
      inReviewMs: LONGEST_DELAYS.inReviewMs + SLACK_MS,
      // What this process was told to wait for it still knows; at a start nobody does.
      tellMs: (latestMs === undefined ? TOLD_TO_WAIT_MS : TELL_MS) + SLACK_MS,
    };
    const pulledIn = await deps.dueTimes.pullIn(now, longest, new Date(nowMs + PULLED_TO_MS), PORTION);
    if (pulledIn === 0) latestMs = nowMs;
    return pulledIn;
  };
}
