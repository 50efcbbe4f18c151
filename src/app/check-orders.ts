import {
  decideAfterAbsence,
  decideAfterStatus,
  type OrderProgress,
  pollAgain,
} from '../domain/order/decide.ts';
import { orderLabel } from '../domain/order/order.ts';
import type { SupplierOutcome } from '../domain/order/outcome.ts';
import { differenceOf } from '../domain/order/same-order.ts';
import { type ApplyDeps, applyDecision } from './apply-decision.ts';
import type { ClaimedOrder, Orders } from './orders.ts';
import type { Supplier, SupplierTransaction } from './supplier.ts';

/**
 * After a crash an order waits so long to be asked about again. Should a slow history take longer than that, a second worker asks
 * too, and only one of them may write.
 */
export const CHECK_LEASE_MS = 30_000;

/** From so many orders on, one reading of the history is cheaper than asking for each. */
const HISTORY_FROM_ORDERS = 8;
const HISTORY_PAGE_ROWS = 50;
/** A reading that takes longer says no more about what is not there. */
const HISTORY_WITHIN_MS = 25_000;
/** 20,000 transactions: more than can be read in that time. */
const HISTORY_MAX_PAGES = 400;
/** An order for which there was no room to ask is the next to be asked about. */
const NO_ROOM_MS = 1_000;
/** Their clock and ours may differ, and an order is sent before it is created there. */
const HISTORY_MARGIN_MS = 30 * 60_000;
/**
 * Klikoo does not say in which zone it reads `to`; a day beyond now is in the future in every zone. `from` may be read hours
 * too early: rows come newest first, so that costs nothing.
 */
const HISTORY_BEYOND_MS = 24 * 3_600_000;

export type CheckDeps = ApplyDeps & {
  orders: ApplyDeps['orders'] & Pick<Orders, 'claim'>;
  supplier: Pick<Supplier, 'detail' | 'history'>;
  /** May an order that the history does not know be sent again with the same reference. */
  mayResend: boolean;
  /** Whether one more order may be asked about just now; absent: always. */
  mayAsk?: () => boolean;
};

/** `actions`: to look for by reference, or to ask about by the supplier's id. */
export function claimChecks(
  deps: Pick<CheckDeps, 'orders' | 'now'>,
  limit: number,
  actions: readonly ('look' | 'poll')[] = ['look', 'poll'],
): Promise<ClaimedOrder[]> {
  return deps.orders.claim(actions, deps.now(), limit, CHECK_LEASE_MS);
}

/**
 * Asks the supplier about orders this worker has claimed, and writes down what came of it: one page of history settles many
 * when many wait. Orders are independent: trouble with one does not keep the others.
 */
export async function checkOrders(deps: CheckDeps, claimed: readonly ClaimedOrder[]): Promise<void> {
  // A reading goes back to the oldest order that it is for: what is old does not go with what is fresh. Orders that have ended come
  // here for a serial number that is late, or for a hint that the end was not the end.
  const fresh = claimed.filter(({ order }) => order.state === 'submitted');
  const inReview = claimed.filter((each) => each.order.state === 'needs_review' && each.action === 'look');
  const others = claimed.filter((each) => !fresh.includes(each) && !inReview.includes(each));
  const isShared = fresh.length >= HISTORY_FROM_ORDERS || fresh.some((each) => each.action === 'look');
  await inParallel([
    ...(isShared ? [checkByHistory(deps, fresh)] : fresh.map((each) => checkByDetail(deps, each))),
    ...(inReview.length > 0 ? [checkByHistory(deps, inReview)] : []),
    ...others.map((each) =>
      each.action === 'look' ? checkByHistory(deps, [each]) : checkByDetail(deps, each),
    ),
  ]);
}

/** Waits for all, then throws the first error. */
async function inParallel(tasks: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function checkByDetail(deps: CheckDeps, claimed: ClaimedOrder): Promise<void> {
  const { order, progress } = claimed;
  const supplierRef = progress.supplierRef;
  if (supplierRef === undefined)
    return applyDecision(deps, claimed, { do: 'look', afterMs: 0, absent: false });
  if (deps.mayAsk?.() === false) return askLater(deps, claimed, supplierRef);
  const answer = await deps.supplier.detail(supplierRef);
  // The supplier may not know its own id yet; an unreadable answer says nothing either.
  if (answer.kind !== 'found')
    return applyDecision(deps, claimed, pollAgain(progress, supplierRef, deps.now()));
  const { transaction } = answer;
  const refId = transaction.refId?.toLowerCase();
  if (refId !== order.refId) {
    if (refId !== undefined)
      await deps.alarms.raise({
        kind: 'other_data',
        number: order.number,
        label: orderLabel(order),
        supplierRef,
      });
    await applyDecision(deps, claimed, pollAgain(progress, supplierRef, deps.now()));
    return keepAnswer(deps, claimed, 'status_other', transaction);
  }
  return applyStatus(deps, claimed, transaction, transaction.productCode);
}

async function askLater(deps: CheckDeps, { order, attempt }: ClaimedOrder, supplierRef: string) {
  const at = new Date(deps.now().getTime() + NO_ROOM_MS);
  await deps.orders.proceed(order.refId, attempt, { action: 'poll', at, supplierRef, wasNotAsked: true });
}

/** `productCode`: as the answer has it, where it is ours; rows of the history have the supplier's own. */
async function applyStatus(
  deps: CheckDeps,
  claimed: ClaimedOrder,
  transaction: SupplierTransaction,
  productCode: string | undefined,
): Promise<void> {
  const { outcome } = transaction;
  const { order, progress } = claimed;
  const difference = differenceOf(order, { productCode, destination: transaction.destination });
  if (difference !== undefined) return differs(deps, claimed, transaction, difference);
  // An unclear status of a transaction that does exist: it has an id by which to ask again.
  const known: OrderProgress = { ...progress, supplierRef: transaction.supplierRef };
  await applyDecision(deps, claimed, decideAfterStatus(known, outcome, deps.now()));
  if (isNews(claimed, outcome)) await keepAnswer(deps, claimed, `status_${outcome.kind}`, transaction);
}

/** That an order is still underway, or still lacks its serial number, is not kept each time it is said. */
function isNews({ order, progress }: ClaimedOrder, outcome: SupplierOutcome): boolean {
  if (outcome.kind === 'pending') return progress.supplierRef === undefined;
  return !(outcome.kind === 'delivered' && order.state === 'delivered' && outcome.sn === progress.sn);
}

/** Whoever looks into the order some day sees what was answered, word for word. */
async function keepAnswer(
  deps: CheckDeps,
  { order }: ClaimedOrder,
  kind: string,
  { outcome, answer }: SupplierTransaction,
): Promise<void> {
  const detail = outcome.kind === 'unknown' ? { detail: outcome.detail } : {};
  await deps.orders.note(
    order.refId,
    kind,
    { ...detail, ...(answer === undefined ? {} : { answer }) },
    deps.now(),
  );
}

/**
 * Our reference with somebody else's product or customer: whichever of the two is wrong, nothing is settled from it. A person looks, and
 * is told once.
 */
async function differs(
  deps: CheckDeps,
  claimed: ClaimedOrder,
  transaction: SupplierTransaction,
  difference: string,
): Promise<void> {
  const { order, progress } = claimed;
  const { supplierRef } = transaction;
  if (order.state !== 'submitted') {
    await applyDecision(deps, claimed, pollAgain(progress, progress.supplierRef ?? supplierRef, deps.now()));
    return;
  }
  await deps.alarms.raise({
    kind: 'other_data',
    number: order.number,
    label: orderLabel(order),
    supplierRef,
  });
  await applyDecision(deps, claimed, { do: 'review', why: `other_${difference}` });
  await keepAnswer(deps, claimed, 'status_other', transaction);
}

async function checkByHistory(deps: CheckDeps, claimed: readonly ClaimedOrder[]): Promise<void> {
  const sent = claimed.flatMap(({ progress, sentAt }) => [
    (progress.submittedAt ?? progress.heldAt).getTime(),
    (sentAt ?? progress.heldAt).getTime(),
  ]);
  const from = new Date(Math.min(...sent) - HISTORY_MARGIN_MS);
  const to = new Date(Math.max(...sent) + HISTORY_BEYOND_MS);
  const wanted = new Set(claimed.map(({ order }) => order.refId));
  const areKnown = claimed.every(({ progress }) => progress.supplierRef !== undefined);
  const history = await readHistory(deps, { from, to }, wanted, areKnown);
  await inParallel(
    claimed.map((each) => {
      const transaction = history.found.get(each.order.refId);
      if (history.doubled.has(each.order.refId)) return doubled(deps, each);
      const { progress } = each;
      if (transaction?.outcome.kind === 'delivered' && transaction.outcome.sn === undefined) {
        return checkByDetail(deps, {
          ...each,
          progress: { ...progress, supplierRef: transaction.supplierRef },
        });
      }
      if (transaction !== undefined) return applyStatus(deps, each, transaction, undefined);
      // It has an id, so it exists, wherever the history hides it.
      if (progress.supplierRef !== undefined) return checkByDetail(deps, each);
      const sentAt = each.sentAt ?? progress.heldAt;
      return applyDecision(
        deps,
        each,
        decideAfterAbsence(progress, history.isComplete, deps.mayResend, sentAt, deps.now()),
      );
    }),
  );
}

/** The supplier has the reference under two ids, which it says cannot be: neither is believed. */
async function doubled(deps: CheckDeps, claimed: ClaimedOrder): Promise<void> {
  const { order, progress } = claimed;
  const now = deps.now();
  // Told once: after that a person knows.
  if (order.state !== 'submitted') {
    const sentAt = claimed.sentAt ?? progress.heldAt;
    return applyDecision(deps, claimed, decideAfterAbsence(progress, false, false, sentAt, now));
  }
  await deps.alarms.raise({
    kind: 'contradiction',
    number: order.number,
    label: orderLabel(order),
    state: order.state,
    answer: 'two transactions',
  });
  return applyDecision(deps, claimed, { do: 'review', why: 'two_transactions' });
}

type HistoryReading = {
  found: Map<string, SupplierTransaction>;
  /** References that stand there under more than one id. */
  doubled: Set<string>;
  /** Whatever was not found is not there. */
  isComplete: boolean;
};

/**
 * Reads back to `from` or until all are found; where all have an id (`areKnown`) also no further than a page that holds none of them, since
 * what is behind it is asked about one by one for less: pages that help nobody took the calls of those who could have been. A row that moves to the next page meanwhile is read twice, never missed. Stops at a
 * row older than `from` only while the rows come newest first, as they do in Klikoo's sample.
 */
async function readHistory(
  deps: CheckDeps,
  span: { from: Date; to: Date },
  wanted: ReadonlySet<string>,
  areKnown: boolean,
): Promise<HistoryReading> {
  const reading: HistoryReading = { found: new Map(), doubled: new Set(), isComplete: false };
  const until = deps.now().getTime() + HISTORY_WITHIN_MS;
  let oldest = Number.POSITIVE_INFINITY;
  let isSorted = true;
  for (let page = 1; page <= HISTORY_MAX_PAGES && deps.now().getTime() <= until; page++) {
    const answer = await deps.supplier.history({ ...span, page, limit: HISTORY_PAGE_ROWS });
    if (answer.kind !== 'page') return reading;
    const foundBefore = reading.found.size;
    let before = Number.POSITIVE_INFINITY;
    for (const transaction of answer.transactions) {
      keep(reading, transaction, wanted);
      const at = transaction.at?.getTime() ?? Number.NaN;
      isSorted &&= at <= before;
      before = at;
      oldest = Math.min(oldest, at);
    }
    const isReadBack = isSorted && oldest < span.from.getTime();
    if (reading.found.size === wanted.size || page >= answer.totalPages || isReadBack) {
      return { ...reading, isComplete: true };
    }
    if (areKnown && reading.found.size === foundBefore) return reading;
  }
  return reading;
}

function keep(reading: HistoryReading, transaction: SupplierTransaction, wanted: ReadonlySet<string>): void {
  const refId = transaction.refId?.toLowerCase();
  if (refId === undefined || !wanted.has(refId)) return;
  const known = reading.found.get(refId);
  if (known === undefined) reading.found.set(refId, transaction);
  else if (known.supplierRef !== transaction.supplierRef) reading.doubled.add(refId);
}
