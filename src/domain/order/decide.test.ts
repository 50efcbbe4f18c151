import { describe, expect, test } from 'vitest';
import { rupiah } from '../money.ts';
import {
  type Decision,
  decideAfterAbsence,
  decideAfterStatus,
  decideAfterSubmit,
  type OrderProgress,
  pollAgain,
  RESEND_LIMIT_MS,
} from './decide.ts';
import type { OrderState } from './order.ts';
import type { SupplierOutcome } from './outcome.ts';

const T0 = new Date('2026-11-20T14:00:00Z');
const after = (ms: number) => new Date(T0.getTime() + ms);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function order(state: OrderState, changes: Partial<OrderProgress> = {}): OrderProgress {
  return {
    state,
    supplierRef: undefined,
    sn: undefined,
    heldAt: T0,
    submittedAt: T0,
    posts: 1,
    looks: 0,
    polls: 0,
    denials: 0,
    revisions: 0,
    isDisputed: false,
    settledAt: undefined,
    ...changes,
  };
}

const delivered: SupplierOutcome = {
  kind: 'delivered',
  supplierRef: '7',
  sn: '1111',
  booked: rupiah(20_546),
};
const deliveredNoSn: SupplierOutcome = { kind: 'delivered', supplierRef: '7' };
const pending: SupplierOutcome = { kind: 'pending', supplierRef: '7' };
const refused: SupplierOutcome = {
  kind: 'rejected',
  reason: 'wrong_destination',
  text: 'x',
  code: '404027011',
};
const failed: SupplierOutcome = { ...refused, supplierRef: '7' };
const exists: SupplierOutcome = { kind: 'exists' };
const notReached: SupplierOutcome = { kind: 'not_reached', detail: 'ECONNREFUSED' };
const misconfigured: SupplierOutcome = { kind: 'misconfigured', code: '400026508', detail: '' };
const unknown: SupplierOutcome = { kind: 'unknown', detail: 'HTTP 502' };

/** `poll 1s`, `look 2s absent`, `submit 0s reached`, `settle_failed wrong_destination` … */
function say(decision: Decision): string {
  switch (decision.do) {
    case 'settle_delivered':
      return `settle_delivered ${decision.sn ?? `without sn, check ${(decision.checkAfterMs ?? 0) / 1000}s`}`;
    case 'settle_failed':
      return `settle_failed ${decision.failure.reason}`;
    case 'poll':
      return `poll ${decision.afterMs / 1000}s${decision.denied ? ' denied' : ''}${decision.confirmed ? ' confirmed' : ''}`;
    case 'look':
      return `look ${decision.afterMs / 1000}s${decision.absent ? ' absent' : ''}`;
    case 'submit':
      return `submit ${decision.afterMs / 1000}s${decision.reached ? ' reached' : ''}`;
    case 'review':
    case 'alarm':
      return `${decision.do} ${decision.why}`;
    case 'add_sn':
      return `add_sn ${decision.sn}`;
    case 'reverse':
      return `reverse ${decision.failure.reason}`;
    case 'capture_late':
      return `capture_late ${decision.sn ?? `without sn, check ${(decision.checkAfterMs ?? 0) / 1000}s`}`;
    case 'dispute':
      return `dispute ${decision.why} ${decision.answer}`;
    case 'rest':
      return 'rest';
  }
}

describe('the answer to a purchase just sent', () => {
  const first = order('submitted');
  const again = order('submitted', { posts: 2 });
  const thrice = order('submitted', { posts: 3 });
  test.each<[string, OrderProgress, SupplierOutcome, number, string]>([
    ['accepted', first, pending, 0, 'poll 1s'],
    ['delivered at once', first, delivered, 0, 'settle_delivered 1111'],
    ['delivered without a serial number', first, deliveredNoSn, 0, 'settle_delivered without sn, check 1s'],
    ['refused for certain', first, refused, 0, 'settle_failed wrong_destination'],
    ['failed as a transaction', first, failed, 0, 'settle_failed wrong_destination'],
    ['unclear: the money stays held', first, unknown, 0, 'look 2s'],
    ['reference used: it exists', first, exists, 0, 'look 2s'],
    ['never reached: send again soon', first, notReached, 0, 'submit 1s'],
    ['never reached for a while: send again later', first, notReached, MINUTE_MS, 'submit 30s'],
    [
      'never reached for ten minutes: nothing was taken',
      first,
      notReached,
      10 * MINUTE_MS,
      'settle_failed supplier_unreachable',
    ],
    ['our clock is wrong: send again when it is mended', first, misconfigured, 0, 'submit 1s'],
    [
      'our clock stays wrong: nothing was taken',
      first,
      misconfigured,
      10 * MINUTE_MS,
      'settle_failed supplier_unreachable',
    ],
    ['a second send refused: the first may have been taken', again, refused, 0, 'look 2s'],
    ['a second send not reached: the first may have been', again, notReached, 20 * MINUTE_MS, 'look 2s'],
    ['a second send failed as a transaction', again, failed, 0, 'settle_failed wrong_destination'],
    ['a second send: the reference is used, so the first arrived', again, exists, 0, 'look 2s'],
    [
      'F65: a third send refused, and nothing in the history',
      thrice,
      refused,
      0,
      'review refused_when_resent',
    ],
    ['F72: used at a third send, and not in the history', thrice, exists, 0, 'review used_and_not_found'],
    ['a third send unclear', thrice, unknown, 0, 'look 2s'],
    ['a third send not reached', thrice, notReached, 0, 'look 2s'],
    ['a third send failed as a transaction', thrice, failed, 0, 'settle_failed wrong_destination'],
    ['a third send accepted', thrice, pending, 0, 'poll 1s'],
  ])('%s', (_name, progress, outcome, waitedMs, expected) => {
    expect(say(decideAfterSubmit(progress, outcome, after(waitedMs)))).toBe(expected);
  });
});

describe('a transaction as the supplier tells it', () => {
  const submitted = order('submitted', { supplierRef: '7' });
  const done = order('delivered', { supplierRef: '7', sn: '1111', settledAt: T0 });
  const withoutSn = order('delivered', { supplierRef: '7', settledAt: T0 });
  const over = order('failed', { supplierRef: '7', settledAt: T0 });
  test.each<[string, OrderProgress, SupplierOutcome, number, string]>([
    ['pending', submitted, pending, 0, 'poll 1s'],
    ['pending for the ninth time', { ...submitted, polls: 8 }, pending, 0, 'poll 300s'],
    ['F71: pending for a day: a person looks', submitted, pending, 24 * HOUR_MS, 'review no_final_answer'],
    ['delivered', submitted, delivered, 0, 'settle_delivered 1111'],
    ['failed', submitted, failed, 0, 'settle_failed wrong_destination'],
    ['a status never seen: ask again', submitted, unknown, 0, 'poll 1s'],
    ['a status never seen, without an id: look again', order('submitted'), unknown, 0, 'look 2s'],
    ['delivered twice', done, delivered, 0, 'rest'],
    ['delivered, then failed: asked once more', done, failed, 0, 'poll 60s denied'],
    [
      'F69: delivered, then failed twice: the money goes back',
      { ...done, denials: 1 },
      failed,
      0,
      'reverse wrong_destination',
    ],
    [
      'delivered, then failed, then no clear answer: asked on',
      { ...done, denials: 1 },
      unknown,
      0,
      'poll 60s',
    ],
    ['delivered, then failed, then pending: asked on', { ...done, denials: 1 }, pending, 0, 'poll 60s'],
    ['delivered, then failed, then delivered after all', { ...done, denials: 1 }, delivered, 0, 'rest'],
    [
      'delivered, then failed, then delivered after all, still without SN',
      { ...done, sn: undefined, denials: 1 },
      deliveredNoSn,
      0,
      'poll 1s confirmed',
    ],
    [
      'two hours without a clear answer: a person looks',
      { ...done, denials: 1, polls: 120 },
      unknown,
      0,
      'alarm denial_unconfirmed',
    ],
    ['delivered, pending', done, pending, 0, 'rest'],
    ['the serial number that was missing', withoutSn, delivered, 0, 'add_sn 1111'],
    ['still no serial number', withoutSn, deliveredNoSn, MINUTE_MS, 'poll 1s'],
    ['no serial number for a quarter of an hour', withoutSn, deliveredNoSn, 15 * MINUTE_MS, 'rest'],
    ['failed twice', over, failed, 0, 'rest'],
    ['failed, then delivered: asked once more', over, delivered, 0, 'poll 60s denied'],
    [
      'F68: failed, then delivered twice: the price is taken again',
      { ...over, denials: 1 },
      delivered,
      0,
      'capture_late 1111',
    ],
    [
      'F68: failed, then delivered twice without a serial number',
      { ...over, denials: 1 },
      deliveredNoSn,
      0,
      'capture_late without sn, check 1s',
    ],
    ['failed, then delivered, then failed after all', { ...over, denials: 1 }, failed, 0, 'rest'],
    [
      'failed, then delivered, then no clear answer: asked on',
      { ...over, denials: 1 },
      unknown,
      0,
      'poll 60s',
    ],
    ['failed, then delivered, then pending: asked on', { ...over, denials: 1 }, pending, 0, 'poll 60s'],
    ['failed, pending', over, pending, 0, 'rest'],
    [
      'failed, then delivered, then two hours of silence: a person looks',
      { ...over, denials: 1, polls: 120 },
      unknown,
      0,
      'alarm denial_unconfirmed',
    ],
    [
      'F70: delivered late, then failed: a person decides',
      { ...done, revisions: 1 },
      failed,
      0,
      'dispute flapping failed',
    ],
    [
      'F70: declared failed, then delivered: a person decides',
      { ...over, revisions: 1 },
      delivered,
      0,
      'dispute flapping delivered',
    ],
    ['delivered late, delivered again', { ...done, revisions: 1 }, delivered, 0, 'rest'],
    [
      'the serial number of one that was delivered late',
      { ...withoutSn, revisions: 1 },
      delivered,
      0,
      'add_sn 1111',
    ],
    ['a person decides: whatever is said', { ...over, isDisputed: true }, delivered, 0, 'rest'],
    ['a person decides: whatever is said', { ...done, revisions: 1, isDisputed: true }, failed, 0, 'rest'],
    [
      'a person decides, and a status never seen',
      { ...done, denials: 1, isDisputed: true },
      unknown,
      0,
      'rest',
    ],
    [
      'F67: the truth arrives while a person looks',
      order('needs_review'),
      delivered,
      0,
      'settle_delivered 1111',
    ],
    ['still pending while a person looks', order('needs_review'), pending, 0, 'poll 1800s'],
    ['a week while a person looks', order('needs_review'), pending, 7 * 24 * HOUR_MS, 'rest'],
    ['a quote has no transaction', order('quoted'), delivered, 0, 'rest'],
    ['reversed, failed again', order('reversed'), failed, 0, 'rest'],
    [
      'F70: reversed, then delivered: a person decides',
      order('reversed', { revisions: 1 }),
      delivered,
      0,
      'dispute flapping delivered',
    ],
  ])('%s', (_name, progress, outcome, waitedMs, expected) => {
    expect(say(decideAfterStatus(progress, outcome, after(waitedMs)))).toBe(expected);
  });

  test('an order never waits for ever: each decision for one underway settles, reviews or says when to go on', () => {
    for (const outcome of [
      delivered,
      deliveredNoSn,
      pending,
      refused,
      failed,
      exists,
      notReached,
      misconfigured,
      unknown,
    ]) {
      for (const decide of [decideAfterSubmit, decideAfterStatus]) {
        for (const posts of [1, 2, 3]) {
          const decision = decide(order('submitted', { posts }), outcome, after(MINUTE_MS));
          expect(decision.do, `${decide.name} ${outcome.kind}`).not.toBe('rest');
        }
      }
    }
    expect(pollAgain(order('submitted'), '7', T0).do).toBe('poll');
    expect(pollAgain({ ...done, denials: 1 }, '7', T0).do).toBe('poll');
    expect(pollAgain({ ...over, denials: 1, supplierRef: '7' }, '7', T0).do).toBe('poll');
    expect(pollAgain({ ...done, denials: 1, isDisputed: true }, '7', T0).do).toBe('rest');
  });
});

describe('a reference that the history does not hold', () => {
  const sentAt = T0;
  test.each<[string, Partial<OrderProgress>, { complete?: boolean; resend?: boolean }, number, string]>([
    ['the first look', {}, {}, 2_000, 'look 30s absent'],
    ['the second look', { looks: 1 }, {}, 32_000, 'look 90s absent'],
    ['the third look after two minutes: sent again', { looks: 2 }, {}, 122_000, 'submit 0s reached'],
    ['the third look too early', { looks: 2 }, {}, 100_000, 'look 60s absent'],
    [
      'a history that could not be read to its end does not count',
      { looks: 2 },
      { complete: false },
      122_000,
      'look 12.2s',
    ],
    ['where sending again is turned off', { looks: 7 }, { resend: false }, 30 * MINUTE_MS, 'look 60s absent'],
    [
      'an hour after the first send: a person looks',
      { looks: 7 },
      {},
      RESEND_LIMIT_MS,
      'review not_found_at_supplier',
    ],
    ['the first look ten minutes after a crash', {}, {}, 10 * MINUTE_MS, 'look 30s absent'],
    [
      'three looks at a history that could not be read',
      { looks: 3 },
      { complete: false },
      10 * MINUTE_MS,
      'look 60s',
    ],
    ['an hour of a history that cannot be read', {}, { complete: false }, RESEND_LIMIT_MS, 'look 300s'],
    [
      'a day of a history that cannot be read',
      {},
      { complete: false },
      24 * HOUR_MS,
      'review history_unreadable',
    ],
    ['absent while a person looks', { state: 'needs_review' }, {}, RESEND_LIMIT_MS, 'look 1800s absent'],
    ['absent while a person looks soon', { state: 'needs_review' }, {}, 10 * MINUTE_MS, 'look 300s absent'],
    ['settled meanwhile', { state: 'delivered', looks: 2 }, {}, 122_000, 'rest'],
  ])('%s', (_name, changes, { complete = true, resend = true }, waitedMs, expected) => {
    const progress = order('submitted', changes);
    expect(say(decideAfterAbsence(progress, complete, resend, sentAt, after(waitedMs)))).toBe(expected);
  });

  test('the hour counts from the first send, not from the last', () => {
    const progress = order('submitted', { posts: 2, looks: 2 });
    const lastSentAt = after(RESEND_LIMIT_MS - 2 * MINUTE_MS);
    expect(say(decideAfterAbsence(progress, true, true, lastSentAt, after(RESEND_LIMIT_MS)))).toBe(
      'review not_found_at_supplier',
    );
  });
});

describe('a question about an order that has ended, which got no answer', () => {
  test.each<[string, OrderState, Partial<OrderProgress>, string]>([
    ['failed: asked again, for somebody hinted that it was not', 'failed', {}, 'poll 1s'],
    ['delivered', 'delivered', { sn: '1111' }, 'poll 1s'],
    ['reversed', 'reversed', {}, 'poll 1s'],
    ['the fifth time', 'failed', { polls: 4 }, 'poll 8s'],
    ['the ninth time: given up', 'failed', { polls: 8 }, 'rest'],
    ['a person decides: not asked', 'failed', { isDisputed: true }, 'rest'],
    [
      'denied once: asked until one answer says something',
      'failed',
      { denials: 1, supplierRef: '7' },
      'poll 60s',
    ],
  ])('%s', (_name, state, changes, expected) => {
    expect(say(pollAgain(order(state, { settledAt: T0, ...changes }), '7', T0))).toBe(expected);
  });
});
