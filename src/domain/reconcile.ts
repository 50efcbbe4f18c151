import { addDays, type Day } from './day.ts';
import { plus, type Rupiah, ZERO } from './money.ts';
import type { OrderState } from './order/order.ts';
import { differenceOf } from './order/same-order.ts';

/** How far a transaction is at the supplier. Words we do not know are `open`: only what is known to be final is final. */
export type Standing = 'open' | 'delivered' | 'failed';

/** An order of ours as a comparison needs it. */
export type OurOrder = {
  refId: string;
  number: number;
  state: OrderState;
  productCode: string;
  destination: string;
  /** What we booked, or will book, for it. */
  cost: Rupiah;
  supplierRef: string | undefined;
  /** When it was first sent; `undefined`: never, as far as we know. */
  submittedAt: Date | undefined;
};

/** A row of the supplier's history. Fields are `undefined` where it leaves them out. */
export type TheirTransaction = {
  supplierRef: string;
  /** May be a code of the supplier's own. */
  productCode: string | undefined;
  destination: string | undefined;
  standing: Standing;
  /** The supplier's own word. */
  status: string;
  /** What the supplier says it charged. */
  amount: Rupiah | undefined;
  at: Date | undefined;
};

export const DIFFERENCE_KINDS = [
  /** The supplier has a transaction under a reference we do not know, or under none. */
  'missing_here',
  /** We have sent it; the supplier's history, read to its end, does not hold it. */
  'missing_there',
  'other_status',
  'other_amount',
  /** Another product or destination. */
  'other_data',
  /** One reference under two ids of the supplier's. */
  'doubled',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export type Difference = {
  kind: DifferenceKind;
  /** Our reference; where the supplier has none, `-` and its id. */
  reference: string;
  ours: Omit<OurOrder, 'refId' | 'submittedAt'> | undefined;
  theirs: Omit<TheirTransaction, 'at'>[];
  /** `check`: asking about the order again, in the way of every order, may mend it. `look`: only a person can tell. */
  repair: 'check' | 'look';
};

/** The reference under which a transaction is compared. Case does not count: ours are UUIDs. */
export function referenceOf(refId: string | undefined, supplierRef: string): string {
  return refId === undefined ? `-${supplierRef}` : refId.toLowerCase();
}

/**
 * What a comparison is about: `[from, to)` is the day. What began after `settledBefore` may still be on its way into the
 * supplier's history, and says nothing yet.
 */
export type Span = { from: Date; to: Date; settledBefore: Date };

/**
 * Whether the day's comparison is the one to judge this reference. An order of ours belongs to the day on which it was sent,
 * whatever the supplier's clock says; what we never sent, to the day the supplier names, or to any where it names none.
 */
export function isOfDay(
  ours: Pick<OurOrder, 'submittedAt'> | undefined,
  theirs: readonly Pick<TheirTransaction, 'at'>[],
  { from, to, settledBefore }: Span,
): boolean {
  const end = to < settledBefore ? to : settledBefore;
  const at = ours?.submittedAt ?? theirs.find((each) => each.at !== undefined)?.at;
  return at === undefined ? theirs.length > 0 : at >= from && at < end;
}

/**
 * Compares what we and the supplier have under one reference. `theirs` is empty where its history, read to its end, has nothing.
 * `ourCodes`: codes that are ours to compare; history rows often carry others. Empty: both sides agree.
 */
export function compareReference(
  reference: string,
  ours: OurOrder | undefined,
  theirs: readonly TheirTransaction[],
  ourCodes: ReadonlySet<string>,
): Difference[] {
  const difference = (kind: DifferenceKind, repair: Difference['repair']): Difference => ({
    kind,
    reference,
    ours: ours && ourSide(ours),
    theirs: theirs.map(theirSide),
    repair,
  });
  if (ours === undefined) return theirs.length === 0 ? [] : [difference('missing_here', 'look')];
  const [first] = theirs;
  if (first === undefined) return mustBeThere(ours) ? [difference('missing_there', 'check')] : [];

  const ids = new Set(theirs.map(({ supplierRef }) => supplierRef));
  if (ours.supplierRef !== undefined) ids.add(ours.supplierRef);
  // Which of the two is the order, nobody can say: nothing else about them is compared.
  if (ids.size > 1) return [difference('doubled', 'look')];

  const found: Difference[] = [];
  const standing = standingOf(ours.state);
  if (standing !== first.standing) {
    found.push(difference('other_status', wasSent(ours) ? 'check' : 'look'));
  }
  const isCharged = standing !== 'failed' && standing !== undefined && first.standing !== 'failed';
  if (isCharged && first.amount !== undefined && first.amount !== ours.cost) {
    found.push(difference('other_amount', 'look'));
  }
  if (isOtherData(ours, first, ourCodes)) found.push(difference('other_data', 'look'));
  return found;
}

/** `undefined`: it was never sent. */
export function standingOf(state: OrderState): Standing | undefined {
  switch (state) {
    case 'quoted':
    case 'expired':
    case 'cancelled':
    case 'held':
      return undefined;
    case 'submitted':
    case 'needs_review':
      return 'open';
    case 'delivered':
      return 'delivered';
    case 'failed':
    case 'reversed':
      return 'failed';
    default: {
      const unhandled: never = state;
      throw new Error(`unhandled state: ${String(unhandled)}`);
    }
  }
}

function wasSent({ state }: Pick<OurOrder, 'state'>): boolean {
  return standingOf(state) !== undefined;
}

/** A refused purchase leaves no trace there; one that was taken back was there before. */
function mustBeThere(ours: OurOrder): boolean {
  return wasSent(ours) && ours.state !== 'failed';
}

/** A code that is none of ours is the supplier's own, and says nothing. */
function isOtherData(ours: OurOrder, theirs: TheirTransaction, ourCodes: ReadonlySet<string>): boolean {
  const { productCode, destination } = theirs;
  const isOurs = productCode !== undefined && ourCodes.has(productCode);
  return differenceOf(ours, { productCode: isOurs ? productCode : undefined, destination }) !== undefined;
}

function ourSide({ number, state, productCode, destination, cost, supplierRef }: OurOrder) {
  return { number, state, productCode, destination, cost, supplierRef };
}

function theirSide({
  supplierRef,
  productCode,
  destination,
  standing,
  status,
  amount,
}: TheirTransaction): Difference['theirs'][number] {
  return { supplierRef, productCode, destination, standing, status, amount };
}

/** Whether a difference of status is none any more, now that the order stands as it does. */
export function isMended(difference: Pick<Difference, 'kind' | 'theirs'>, state: OrderState): boolean {
  const [first] = difference.theirs;
  if (difference.kind === 'other_status') return first?.standing === standingOf(state);
  // What failed need not be there.
  return difference.kind === 'missing_there' && state === 'failed';
}

/** Whether a person may close it by hand: what asking again may mend, only after it was asked. */
export function mayClose({ repair, wasAsked }: Pick<Difference, 'repair'> & { wasAsked: boolean }): boolean {
  return repair === 'look' || wasAsked;
}

/** `sum`: of costs. */
export type StandingTally = { count: number; sum: Rupiah };
export type StandingTallies = Readonly<Record<Standing, StandingTally>>;

export const NO_TALLIES: StandingTallies = {
  delivered: { count: 0, sum: ZERO },
  open: { count: 0, sum: ZERO },
  failed: { count: 0, sum: ZERO },
};

/** `tallies` with one more; what failed costs nothing. */
export function counted(
  tallies: StandingTallies,
  standing: Standing,
  cost: Rupiah | undefined,
): StandingTallies {
  const { count, sum } = tallies[standing];
  const added = standing === 'failed' ? ZERO : (cost ?? ZERO);
  return { ...tallies, [standing]: { count: count + 1, sum: plus(sum, added) } };
}

/** Yesterday is compared from this time on: what was sent late in the evening has ended by then. */
const NIGHTLY_FROM = '02:30';
/** So many nights that were slept through are made up for. */
const MOST_NIGHTS = 7;

/**
 * The days that the nightly comparison has to do now, oldest first. `last`: the latest that it did; `undefined`: none ever.
 * `time`: on the wall, `HH:MM`.
 */
export function nightsDue(last: Day | undefined, today: Day, time: string): Day[] {
  const latest = addDays(today, time >= NIGHTLY_FROM ? -1 : -2);
  if (last === undefined) return [latest];
  const due: Day[] = [];
  for (let day = latest; day > last && due.length < MOST_NIGHTS; day = addDays(day, -1)) due.unshift(day);
  return due;
}
