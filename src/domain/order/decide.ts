import type { Rupiah } from '../money.ts';
import type { Failure, OrderState } from './order.ts';
import type { SupplierOutcome } from './outcome.ts';

/** What a decision needs to know of an order underway. */
export type OrderProgress = {
  state: OrderState;
  supplierRef: string | undefined;
  sn: string | undefined;
  heldAt: Date;
  /** When it was first sent; `undefined` before. */
  submittedAt: Date | undefined;
  /** Sends that may have reached the supplier, the one being decided included. */
  posts: number;
  /** Times it was looked for in a complete history since the last send, and absent. */
  looks: number;
  polls: number;
  /** Times in a row that the supplier said the opposite of what it ended as. */
  denials: number;
  /** Times it was decided anew after its end, or by a person. */
  revisions: number;
  /** It has ended, the supplier says otherwise, and a person is to decide. */
  isDisputed: boolean;
  /** When it was settled; `undefined` before. */
  settledAt: Date | undefined;
};

export type Decision =
  | {
      do: 'settle_delivered';
      supplierRef: string;
      sn: string | undefined;
      booked: Rupiah | undefined;
      checkAfterMs?: number;
    }
  | { do: 'settle_failed'; failure: Failure; supplierRef: string | undefined }
  /** The supplier has it under this id: ask again later. `denied`, `confirmed`: it said the opposite of how it ended, or that again. */
  | { do: 'poll'; supplierRef: string; afterMs: number; denied?: true; confirmed?: true }
  /** It may or may not have arrived: look for it in the supplier's history. `absent`: this look did not find it. */
  | { do: 'look'; afterMs: number; absent: boolean }
  /** Send with the same reference. `reached`: whether the last send may have arrived. */
  | { do: 'submit'; afterMs: number; reached: boolean }
  /** `lookAfterMs`: how soon to look by ourselves; half an hour where it is left out. */
  | { do: 'review'; why: string; lookAfterMs?: number }
  /** The serial number of a delivery that came without one. */
  | { do: 'add_sn'; sn: string }
  | { do: 'reverse'; failure: Failure }
  /** It had been called failed, and arrived: its price is taken again where the balance suffices. */
  | {
      do: 'capture_late';
      supplierRef: string;
      sn: string | undefined;
      booked: Rupiah | undefined;
      checkAfterMs?: number;
    }
  /** Once more the opposite, after money has followed the supplier's change of mind: a person decides. */
  | { do: 'dispute'; why: 'flapping'; answer: 'delivered' | 'failed' }
  /** A final answer against a final state that money cannot simply follow: a person must look. */
  | { do: 'alarm'; why: string }
  /** Nothing to do any more. */
  | { do: 'rest' };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Most orders end within seconds; the later delays keep a slow evening from becoming a load on the supplier. */
const POLL_DELAYS_MS = [1, 2, 3, 5, 8, 13, 30, 60].map((s) => s * SECOND_MS);
const SLOW_POLL_MS = 5 * MINUTE_MS;

/** Looks after an unclear send. Three of them over two minutes must find nothing before it is sent again. */
const LOOK_DELAYS_MS = [2, 30, 90].map((s) => s * SECOND_MS);
const LOOKS_BEFORE_RESEND = LOOK_DELAYS_MS.length;
const MIN_ABSENT_MS = 2 * MINUTE_MS;
const SLOW_LOOK_MS = 5 * MINUTE_MS;

/** Twin of the bound in orders_claim: nothing is sent again when its first send is older. */
export const RESEND_LIMIT_MS = HOUR_MS;
/** A third sending that is answered clearly, and without a transaction, says all that a fourth would. */
const POSTS_TO_REVIEW = 3;
/** How long an order that never left this machine may keep somebody's money waiting. */
const UNREACHED_LIMIT_MS = 10 * MINUTE_MS;
/** While a person looks, so do we, now and then: the truth may come by itself. */
const REVIEW_LOOK_MS = 30 * MINUTE_MS;
const REVIEW_LIMIT_MS = 7 * 24 * HOUR_MS;
/** Nothing that is decided here is due further ahead. */
export const LONGEST_DELAYS = {
  underwayMs: Math.max(SLOW_POLL_MS, SLOW_LOOK_MS),
  inReviewMs: REVIEW_LOOK_MS,
};
/** The opposite of an ending is believed when it is said twice, so far apart: money that went back is hard to fetch again. */
const DENIALS_TO_BELIEVE = 2;
const DENIAL_CHECK_MS = MINUTE_MS;
/** Then a person asks. */
const DENIAL_CHECKS = 120;
/** After this, a person looks at an order that the supplier has and does not end. */
const REVIEW_AFTER_MS = 24 * HOUR_MS;
/** How long the serial number of a delivered order is asked for. */
const SN_LIMIT_MS = 15 * MINUTE_MS;

const RETRY_DELAYS_MS = [1, 2, 5, 10, 30].map((s) => s * SECOND_MS);

function step(delays: readonly number[], index: number, beyond: number): number {
  return delays[index] ?? beyond;
}

/**
 * Decides what the answer to a purchase just sent means. `resend` is the operator's setting: may an order that the history
 * does not know be sent again with the same reference. Reads no clock: `now` is when the answer came.
 */
export function decideAfterSubmit(order: OrderProgress, outcome: SupplierOutcome, now: Date): Decision {
  if (order.posts >= POSTS_TO_REVIEW) {
    // Neither found nor bought by it. What became of the earlier ones is still not known, so it has not failed: a person can ask Klikoo.
    if (outcome.kind === 'exists')
      return { do: 'review', why: 'used_and_not_found', lookAfterMs: SLOW_LOOK_MS };
    if (outcome.kind === 'rejected' && outcome.supplierRef === undefined)
      return { do: 'review', why: 'refused_when_resent', lookAfterMs: SLOW_LOOK_MS };
  }
  switch (outcome.kind) {
    case 'delivered':
    case 'pending':
      return decideAfterStatus(order, outcome, now);
    case 'rejected':
      // The supplier named a transaction, so the refusal is that transaction's end. Without one it speaks of this send only:
      // an earlier send of the same reference may have been accepted.
      if (outcome.supplierRef !== undefined || order.posts <= 1) {
        return {
          do: 'settle_failed',
          failure: { reason: outcome.reason, text: outcome.text, code: outcome.code },
          supplierRef: outcome.supplierRef,
        };
      }
      return { do: 'look', afterMs: step(LOOK_DELAYS_MS, 0, SLOW_LOOK_MS), absent: false };
    case 'not_reached':
    case 'misconfigured': {
      if (order.posts > 1)
        return { do: 'look', afterMs: step(LOOK_DELAYS_MS, 0, SLOW_LOOK_MS), absent: false };
      const waitedMs = now.getTime() - order.heldAt.getTime();
      if (waitedMs >= UNREACHED_LIMIT_MS) {
        return {
          do: 'settle_failed',
          failure: {
            reason: 'supplier_unreachable',
            text: '',
            code: outcome.kind === 'misconfigured' ? outcome.code : '',
          },
          supplierRef: undefined,
        };
      }
      return { do: 'submit', afterMs: retryDelayMs(waitedMs), reached: false };
    }
    case 'exists':
    case 'unknown':
      return { do: 'look', afterMs: step(LOOK_DELAYS_MS, 0, SLOW_LOOK_MS), absent: false };
    default: {
      const unhandled: never = outcome;
      throw new Error(`unhandled outcome: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** Doubles roughly with the time already waited. */
function retryDelayMs(waitedMs: number): number {
  return RETRY_DELAYS_MS.find((delayMs) => waitedMs < delayMs * 2) ?? 30 * SECOND_MS;
}

/** Decides what a transaction as the supplier tells it means: the answer to a status call, a row of its history. */
export function decideAfterStatus(order: OrderProgress, outcome: SupplierOutcome, now: Date): Decision {
  if (order.isDisputed) return { do: 'rest' };
  switch (order.state) {
    case 'submitted':
    case 'needs_review':
      return decideUnderway(order, outcome, now);
    case 'delivered':
      return decideDelivered(order, outcome, now);
    case 'failed':
      return decideFailed(order, outcome);
    case 'reversed':
      return outcome.kind === 'delivered'
        ? { do: 'dispute', why: 'flapping', answer: 'delivered' }
        : { do: 'rest' };
    default:
      return { do: 'rest' };
  }
}

function decideUnderway(order: OrderProgress, outcome: SupplierOutcome, now: Date): Decision {
  switch (outcome.kind) {
    case 'delivered':
      return {
        do: 'settle_delivered',
        supplierRef: outcome.supplierRef,
        sn: outcome.sn,
        booked: outcome.booked,
        ...(outcome.sn === undefined ? { checkAfterMs: step(POLL_DELAYS_MS, 0, SLOW_POLL_MS) } : {}),
      };
    case 'rejected':
      return {
        do: 'settle_failed',
        failure: { reason: outcome.reason, text: outcome.text, code: outcome.code },
        supplierRef: outcome.supplierRef,
      };
    case 'pending':
      return pollAgain(order, outcome.supplierRef, now);
    case 'exists':
    case 'not_reached':
    case 'misconfigured':
    case 'unknown':
      return order.supplierRef === undefined
        ? lookAgain(order, now)
        : pollAgain(order, order.supplierRef, now);
    default: {
      const unhandled: never = outcome;
      throw new Error(`unhandled outcome: ${JSON.stringify(unhandled)}`);
    }
  }
}

function lookAgain(order: OrderProgress, now: Date): Decision {
  const afterMs = step(LOOK_DELAYS_MS, order.looks, SLOW_LOOK_MS);
  if (order.state !== 'needs_review') return { do: 'look', afterMs, absent: false };
  return reviewAgain(order, { do: 'look', afterMs: reviewLookMs(order, now), absent: false }, now);
}

/** The order is with the supplier and has not ended. Also for a status call that could not be answered. */
export function pollAgain(order: OrderProgress, supplierRef: string, now: Date): Decision {
  if (order.state === 'needs_review') {
    return reviewAgain(order, { do: 'poll', supplierRef, afterMs: REVIEW_LOOK_MS }, now);
  }
  if (order.isDisputed) return { do: 'rest' };
  if (order.denials > 0 && (order.state === 'delivered' || order.state === 'failed'))
    return confirmDenial(order);
  if (order.state !== 'submitted') {
    const forSn = order.state === 'delivered' ? pollForSn(order, supplierRef, now) : undefined;
    return forSn?.do === 'poll' ? forSn : askOnceMore(order, supplierRef);
  }
  const since = order.submittedAt ?? order.heldAt;
  if (now.getTime() - since.getTime() >= REVIEW_AFTER_MS) return { do: 'review', why: 'no_final_answer' };
  return { do: 'poll', supplierRef, afterMs: step(POLL_DELAYS_MS, order.polls, SLOW_POLL_MS) };
}

/** Somebody hinted that the end was not the end, and the question got no answer: it is asked some times more. */
function askOnceMore(order: OrderProgress, supplierRef: string): Decision {
  const afterMs = POLL_DELAYS_MS[order.polls];
  return afterMs === undefined ? { do: 'rest' } : { do: 'poll', supplierRef, afterMs };
}

/** In its first hour it may well turn up: a person who was called early need not wait long for it. */
function reviewLookMs(order: OrderProgress, now: Date): number {
  const sinceFirstMs = now.getTime() - (order.submittedAt ?? order.heldAt).getTime();
  return sinceFirstMs < RESEND_LIMIT_MS ? SLOW_LOOK_MS : REVIEW_LOOK_MS;
}

/** Goes on looking at an order that a person looks at, for a week. */
function reviewAgain(order: OrderProgress, again: Decision, now: Date): Decision {
  const since = order.submittedAt ?? order.heldAt;
  return now.getTime() - since.getTime() >= REVIEW_LIMIT_MS ? { do: 'rest' } : again;
}

function decideDelivered(order: OrderProgress, outcome: SupplierOutcome, now: Date): Decision {
  if (outcome.kind === 'rejected') {
    if (order.revisions > 0) return { do: 'dispute', why: 'flapping', answer: 'failed' };
    const supplierRef = outcome.supplierRef ?? order.supplierRef;
    if (order.denials + 1 < DENIALS_TO_BELIEVE && supplierRef !== undefined) {
      return { do: 'poll', supplierRef, afterMs: DENIAL_CHECK_MS, denied: true };
    }
    return { do: 'reverse', failure: { reason: outcome.reason, text: outcome.text, code: outcome.code } };
  }
  if (order.denials > 0 && outcome.kind !== 'delivered') return confirmDenial(order);
  if (order.sn !== undefined) return { do: 'rest' };
  if (outcome.kind === 'delivered' && outcome.sn !== undefined) return { do: 'add_sn', sn: outcome.sn };
  const supplierRef = outcome.kind === 'delivered' ? outcome.supplierRef : order.supplierRef;
  if (supplierRef === undefined) return { do: 'rest' };
  const again = pollForSn(order, supplierRef, now);
  return again.do === 'poll' && order.denials > 0 ? { ...again, confirmed: true } : again;
}

function decideFailed(order: OrderProgress, outcome: SupplierOutcome): Decision {
  if (outcome.kind !== 'delivered') {
    return order.denials > 0 && outcome.kind !== 'rejected' ? confirmDenial(order) : { do: 'rest' };
  }
  if (order.revisions > 0) return { do: 'dispute', why: 'flapping', answer: 'delivered' };
  const { supplierRef, sn, booked } = outcome;
  if (order.denials + 1 < DENIALS_TO_BELIEVE) {
    return { do: 'poll', supplierRef, afterMs: DENIAL_CHECK_MS, denied: true };
  }
  return {
    do: 'capture_late',
    supplierRef,
    sn,
    booked,
    ...(sn === undefined ? { checkAfterMs: step(POLL_DELAYS_MS, 0, SLOW_POLL_MS) } : {}),
  };
}

/** Its end was contradicted, and the second answer said nothing: asked until one says something. */
function confirmDenial(order: OrderProgress): Decision {
  if (order.supplierRef === undefined || order.polls >= DENIAL_CHECKS)
    return { do: 'alarm', why: 'denial_unconfirmed' };
  return { do: 'poll', supplierRef: order.supplierRef, afterMs: DENIAL_CHECK_MS };
}

function pollForSn(order: OrderProgress, supplierRef: string, now: Date): Decision {
  const settledMs = order.settledAt === undefined ? 0 : now.getTime() - order.settledAt.getTime();
  if (order.sn !== undefined || settledMs >= SN_LIMIT_MS) return { do: 'rest' };
  return { do: 'poll', supplierRef, afterMs: step(POLL_DELAYS_MS, order.polls, SLOW_POLL_MS) };
}

/**
 * Decides what it means that the supplier's history, read to its end, does not hold the order's reference (`isComplete`), or
 * could not be read (`isComplete` false). `mayResend`: the operator's setting.
 */
export function decideAfterAbsence(
  order: OrderProgress,
  isComplete: boolean,
  mayResend: boolean,
  sentAt: Date,
  now: Date,
): Decision {
  if (order.state === 'needs_review') {
    return reviewAgain(order, { do: 'look', afterMs: reviewLookMs(order, now), absent: isComplete }, now);
  }
  if (order.state !== 'submitted') return { do: 'rest' };
  const sinceFirstMs = now.getTime() - (order.submittedAt ?? sentAt).getTime();
  // A history that cannot be read says nothing about the order: that alone is no reason to call a person within the hour.
  if (sinceFirstMs >= (isComplete ? RESEND_LIMIT_MS : REVIEW_AFTER_MS)) {
    return { do: 'review', why: isComplete ? 'not_found_at_supplier' : 'history_unreadable' };
  }
  const looks = order.looks + (isComplete ? 1 : 0);
  const absentForMs = now.getTime() - sentAt.getTime();
  if (isComplete && mayResend && looks >= LOOKS_BEFORE_RESEND && absentForMs >= MIN_ABSENT_MS) {
    return { do: 'submit', afterMs: 0, reached: true };
  }
  // What cannot be read now is not made readable by asking every other second.
  const afterMs = isComplete
    ? step(LOOK_DELAYS_MS, looks, SLOW_LOOK_MS / 5)
    : Math.min(Math.max(2 * SECOND_MS, sinceFirstMs / 10), SLOW_LOOK_MS);
  return { do: 'look', afterMs, absent: isComplete };
}
