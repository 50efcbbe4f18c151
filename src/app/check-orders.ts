import {
  decideAfterAbsence,
  decideAfterStatus,
  type OrderProgress,
  pollAgain,
} from '../domain/order/decide.ts';
import { orderLabel } from '../domain/order/order.ts';
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
/** 2,000 transactions: more than a busy shop makes while an answer is outstanding. */
const HISTORY_MAX_PAGES = 40;
/** Their clock and ours may differ, and an order is sent before it is created there. */
const HISTORY_MARGIN_MS = 5 * 60_000;
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
};

export function claimChecks(deps: Pick<CheckDeps, 'orders' | 'now'>, limit: number): Promise<ClaimedOrder[]> {
  return deps.orders.claim(['look', 'poll'], deps.now(), limit, CHECK_LEASE_MS);
}

/**
 * Asks the supplier about orders this worker has claimed, and writes down what came of it: one page of history settles many
 * when many wait. Orders are independent: trouble with one does not keep the others.
 */
export async function checkOrders(deps: CheckDeps, claimed: readonly ClaimedOrder[]): Promise<void> {
  // A serial number that came late stands in the status answer, not always in the history.
  const late = claimed.filter((each) => each.order.state === 'delivered');
  const open = claimed.filter((each) => each.order.state !== 'delivered');
  const isShared = open.length >= HISTORY_FROM_ORDERS || open.some((each) => each.action === 'look');
  await inParallel([
    ...(isShared ? [checkByHistory(deps, open)] : open.map((each) => checkByDetail(deps, each))),
    ...late.map((each) => checkByDetail(deps, each)),
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
  const answer = await deps.supplier.detail(supplierRef);
  // The supplier may not know its own id yet; an unreadable answer says nothing either.
  if (answer.kind !== 'found')
    return applyDecision(deps, claimed, pollAgain(progress, supplierRef, deps.now()));
  const { transaction } = answer;
  if (transaction.refId !== undefined && transaction.refId !== order.refId) {
    await deps.alarms.raise({
      kind: 'other_data',
      number: order.number,
      label: orderLabel(order),
      supplierRef,
    });
    return applyDecision(deps, claimed, pollAgain(progress, supplierRef, deps.now()));
  }
  return applyStatus(deps, claimed, transaction);
}

async function applyStatus(
  deps: CheckDeps,
  claimed: ClaimedOrder,
  transaction: SupplierTransaction,
): Promise<void> {
  const { outcome } = transaction;
  if (outcome.kind === 'unknown') {
    await deps.orders.note(claimed.order.refId, 'status_unknown', { detail: outcome.detail }, deps.now());
  }
  // An unclear status of a transaction that does exist: it has an id by which to ask again.
  const known: OrderProgress = { ...claimed.progress, supplierRef: transaction.supplierRef };
  await applyDecision(deps, claimed, decideAfterStatus(known, outcome, deps.now()));
}

async function checkByHistory(deps: CheckDeps, claimed: readonly ClaimedOrder[]): Promise<void> {
  const since = Math.min(
    ...claimed.map(({ progress }) => (progress.submittedAt ?? progress.heldAt).getTime()),
  );
  const wanted = new Set(claimed.map(({ order }) => order.refId));
  const history = await readHistory(deps, new Date(since - HISTORY_MARGIN_MS), wanted);
  await inParallel(
    claimed.map((each) => {
      const transaction = history.found.get(each.order.refId);
      const { progress } = each;
      if (transaction?.outcome.kind === 'delivered' && transaction.outcome.sn === undefined) {
        return checkByDetail(deps, {
          ...each,
          progress: { ...progress, supplierRef: transaction.supplierRef },
        });
      }
      if (transaction !== undefined) return applyStatus(deps, each, transaction);
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

type HistoryReading = { found: Map<string, SupplierTransaction>; isComplete: boolean };

/** Reads back to `from` or until all are found. A row that moves to the next page meanwhile is read twice, never missed. */
async function readHistory(
  deps: CheckDeps,
  from: Date,
  wanted: ReadonlySet<string>,
): Promise<HistoryReading> {
  const found: HistoryReading['found'] = new Map();
  const to = new Date(deps.now().getTime() + HISTORY_BEYOND_MS);
  for (let page = 1; page <= HISTORY_MAX_PAGES; page++) {
    const answer = await deps.supplier.history({ from, to, page, limit: HISTORY_PAGE_ROWS });
    if (answer.kind !== 'page') return { found, isComplete: false };
    for (const transaction of answer.transactions) {
      const { refId } = transaction;
      if (refId !== undefined && wanted.has(refId) && !found.has(refId)) found.set(refId, transaction);
    }
    if (found.size === wanted.size) return { found, isComplete: true };
    const oldest = answer.transactions.at(-1)?.at;
    if (page >= answer.totalPages || (oldest !== undefined && oldest < from))
      return { found, isComplete: true };
  }
  return { found, isComplete: false };
}
