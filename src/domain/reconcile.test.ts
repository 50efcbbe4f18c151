import { describe, expect, test } from 'vitest';
import type { Day } from './day.ts';
import { rupiah } from './money.ts';
import type { OrderState } from './order/order.ts';
import {
  compareReference,
  counted,
  isMended,
  isOfDay,
  mayClose,
  NO_TALLIES,
  nightsDue,
  type OurOrder,
  referenceOf,
  type TheirTransaction,
} from './reconcile.ts';

const REF = '00000000-0000-4000-8000-000000000001';
const FROM = new Date('2026-11-19T17:00:00Z');
const TO = new Date('2026-11-20T17:00:00Z');
const IN_DAY = new Date('2026-11-20T05:00:00Z');
const LATE = new Date('2026-11-21T17:00:00Z');

const ours = (state: OrderState, changes: Partial<OurOrder> = {}): OurOrder => ({
  refId: REF,
  number: 10_001,
  state,
  productCode: 'PLN20',
  destination: '01105691111',
  cost: rupiah(20_546),
  supplierRef: 'T1',
  submittedAt: IN_DAY,
  ...changes,
});

const theirs = (
  standing: TheirTransaction['standing'],
  changes: Partial<TheirTransaction> = {},
): TheirTransaction => ({
  supplierRef: 'T1',
  productCode: 'PRPPLN20',
  destination: '01105691111',
  standing,
  status: standing,
  amount: rupiah(20_546),
  at: IN_DAY,
  ...changes,
});

const CODES = new Set(['PLN20', 'S10']);

/** `kind repair`, one after the other. */
function found(our: OurOrder | undefined, ...their: TheirTransaction[]): string {
  return compareReference(REF, our, their, CODES)
    .map(({ kind, repair }) => `${kind} ${repair}`)
    .join(', ');
}

// Rows: how it stands here. Columns: how it stands at the supplier.
test.each<[OrderState, string, string, string, string]>([
  // here          open there            delivered there       failed there          not there
  ['submitted', '', 'other_status check', 'other_status check', 'missing_there check'],
  ['needs_review', '', 'other_status check', 'other_status check', 'missing_there check'],
  ['delivered', 'other_status check', '', 'other_status check', 'missing_there check'],
  ['failed', 'other_status check', 'other_status check', '', ''],
  ['reversed', 'other_status check', 'other_status check', '', 'missing_there check'],
  // The supplier knows what we believe never to have sent: a backup was played in, or somebody else has our references.
  ['quoted', 'other_status look', 'other_status look', 'other_status look', ''],
  ['held', 'other_status look', 'other_status look', 'other_status look', ''],
  ['expired', 'other_status look', 'other_status look', 'other_status look', ''],
  ['cancelled', 'other_status look', 'other_status look', 'other_status look', ''],
])('%s here', (state, open, delivered, failed, absent) => {
  const sent = standingKnown(state) ? {} : { supplierRef: undefined, submittedAt: undefined };
  expect(found(ours(state, sent), theirs('open'))).toBe(open);
  expect(found(ours(state, sent), theirs('delivered'))).toBe(delivered);
  expect(found(ours(state, sent), theirs('failed'))).toBe(failed);
  expect(found(ours(state, sent))).toBe(absent);
});

function standingKnown(state: OrderState): boolean {
  return !['quoted', 'held', 'expired', 'cancelled'].includes(state);
}

test.each<[string, string, OurOrder | undefined, TheirTransaction[]]>([
  ['unknown here', 'missing_here look', undefined, [theirs('delivered')]],
  [
    'unknown here, twice there',
    'missing_here look',
    undefined,
    [theirs('delivered'), theirs('failed', { supplierRef: 'T2' })],
  ],
  ['nowhere', '', undefined, []],
  [
    'charged a rupiah more',
    'other_amount look',
    ours('delivered'),
    [theirs('delivered', { amount: rupiah(20_547) })],
  ],
  [
    'charged less, while underway',
    'other_amount look',
    ours('submitted'),
    [theirs('open', { amount: rupiah(20_545) })],
  ],
  ['no amount told', '', ours('delivered'), [theirs('delivered', { amount: undefined })]],
  [
    'another amount of what failed on both sides',
    '',
    ours('failed'),
    [theirs('failed', { amount: rupiah(1) })],
  ],
  [
    'another amount of what failed there',
    'other_status check',
    ours('delivered'),
    [theirs('failed', { amount: rupiah(1) })],
  ],
  ["the supplier's own code", '', ours('delivered'), [theirs('delivered', { productCode: 'AYCPLSTPL20' })]],
  [
    'another product of ours',
    'other_data look',
    ours('delivered'),
    [theirs('delivered', { productCode: 'S10' })],
  ],
  ['no code', '', ours('delivered'), [theirs('delivered', { productCode: undefined })]],
  [
    'another destination',
    'other_data look',
    ours('delivered'),
    [theirs('delivered', { destination: '01105691112' })],
  ],
  ['no destination', '', ours('delivered'), [theirs('delivered', { destination: undefined })]],
  [
    'the same telephone in another form',
    '',
    ours('delivered', { destination: '081234567890' }),
    [theirs('delivered', { destination: '6281234567890' })],
  ],
  [
    'another amount and destination',
    'other_amount look, other_data look',
    ours('delivered'),
    [theirs('delivered', { amount: rupiah(1), destination: '999' })],
  ],
  [
    'two ids there',
    'doubled look',
    ours('delivered'),
    [theirs('delivered'), theirs('delivered', { supplierRef: 'T2' })],
  ],
  ['another id than ours', 'doubled look', ours('delivered', { supplierRef: 'T9' }), [theirs('delivered')]],
  [
    'an id we did not know',
    'other_status check',
    ours('submitted', { supplierRef: undefined }),
    [theirs('delivered')],
  ],
  ['the same row read twice', '', ours('delivered'), [theirs('delivered'), theirs('delivered')]],
])('F88: %s: %s', (_what, expected, our, their) => {
  expect(found(our, ...their)).toBe(expected);
});

describe('which day judges', () => {
  const span = { from: FROM, to: TO, settledBefore: LATE };
  const before = new Date(FROM.getTime() - 1);

  test('an order belongs to the day it was sent, whatever the clock of the supplier says', () => {
    expect(
      isOfDay(ours('delivered', { submittedAt: FROM }), [theirs('delivered', { at: before })], span),
    ).toBe(true);
    expect(
      isOfDay(ours('delivered', { submittedAt: before }), [theirs('delivered', { at: FROM })], span),
    ).toBe(false);
    expect(isOfDay(ours('delivered', { submittedAt: TO }), [], span)).toBe(false);
  });

  test('what we do not know belongs to the day the supplier names, or to any where it names none', () => {
    expect(isOfDay(undefined, [theirs('delivered', { at: FROM })], span)).toBe(true);
    expect(isOfDay(undefined, [theirs('delivered', { at: TO })], span)).toBe(false);
    expect(isOfDay(undefined, [theirs('delivered', { at: undefined })], span)).toBe(true);
  });

  test('what is too young says nothing yet', () => {
    const young = { ...span, settledBefore: IN_DAY };
    expect(isOfDay(ours('submitted'), [], young)).toBe(false);
    expect(isOfDay(undefined, [theirs('delivered')], young)).toBe(false);
    expect(isOfDay(ours('submitted', { submittedAt: new Date(IN_DAY.getTime() - 1) }), [], young)).toBe(true);
  });
});

test('a reference is compared in lower case, and a transaction without one by its id', () => {
  expect(referenceOf(REF.toUpperCase(), 'T1')).toBe(REF);
  expect(referenceOf(undefined, 'T1')).toBe('-T1');
});

test.each<['other_status' | 'missing_there' | 'other_amount', TheirTransaction[], OrderState, boolean]>([
  ['other_status', [theirs('delivered')], 'delivered', true],
  ['other_status', [theirs('failed')], 'reversed', true],
  ['other_status', [theirs('failed')], 'delivered', false],
  ['missing_there', [], 'failed', true],
  ['missing_there', [], 'delivered', false],
  ['other_amount', [theirs('delivered')], 'delivered', false],
])('%s is mended (%o, now %s): %s', (kind, their, state, mended) => {
  expect(isMended({ kind, theirs: their }, state)).toBe(mended);
});

test('a person closes what only a person can tell, and the rest when it was asked about', () => {
  expect(mayClose({ repair: 'look', wasAsked: false })).toBe(true);
  expect(mayClose({ repair: 'check', wasAsked: false })).toBe(false);
  expect(mayClose({ repair: 'check', wasAsked: true })).toBe(true);
});

test('sums are exact, and what failed costs nothing', () => {
  let tallies = counted(NO_TALLIES, 'delivered', rupiah(20_546));
  tallies = counted(tallies, 'delivered', rupiah(1));
  tallies = counted(tallies, 'failed', rupiah(10_350));
  tallies = counted(tallies, 'open', undefined);
  expect(tallies).toEqual({
    delivered: { count: 2, sum: 20_547 },
    open: { count: 1, sum: 0 },
    failed: { count: 1, sum: 0 },
  });
});

test.each<[string | undefined, string, string, string]>([
  [undefined, '2026-11-21', '02:30', '2026-11-20'],
  [undefined, '2026-11-21', '02:29', '2026-11-19'],
  ['2026-11-20', '2026-11-21', '03:00', ''],
  ['2026-11-19', '2026-11-21', '02:29', ''],
  ['2026-11-19', '2026-11-21', '02:30', '2026-11-20'],
  ['2026-11-18', '2026-11-21', '23:59', '2026-11-19 2026-11-20'],
  // Slept through for a month.
  [
    '2026-10-20',
    '2026-11-21',
    '12:00',
    '2026-11-14 2026-11-15 2026-11-16 2026-11-17 2026-11-18 2026-11-19 2026-11-20',
  ],
  // The clock was ahead once.
  ['2026-11-25', '2026-11-21', '12:00', ''],
])('after %s, on %s at %s: %s', (last, today, time, due) => {
  expect(nightsDue(last as Day | undefined, today as Day, time).join(' ')).toBe(due);
});
