import { type Day, dayBounds } from '../domain/day.ts';
import { minus, type Rupiah } from '../domain/money.ts';
import {
  compareReference,
  counted,
  type Difference,
  type DifferenceKind,
  isMended,
  isOfDay,
  mayClose,
  NO_TALLIES,
  type OurOrder,
  referenceOf,
  type Span,
  type StandingTallies,
  standingOf,
  type TheirTransaction,
} from '../domain/reconcile.ts';
import type { Catalog } from './catalog.ts';
import type { Supplier, SupplierTransaction } from './supplier.ts';

const PAGE_ROWS = 50;
/** 500,000 transactions of three days: beyond it the paging itself must be wrong. */
const MAX_PAGES = 10_000;
const READ_WITHIN_MS = 2 * 3_600_000;
/** Orders and references compared in one go: all that is held in memory. */
const BATCH = 500;
/** Whether Klikoo reads `from` and `to` as UTC or as the time in Jakarta is not documented, and its clock may differ from ours. */
const MARGIN_MS = 24 * 3_600_000;
/** What was sent since may not be in the history yet, nor have ended. */
const SETTLING_MS = 30 * 60_000;
/** Balances are read again when something was booked meanwhile. */
const BALANCE_TRIES = 3;

/** What we reckon to have at the supplier. */
export type SupplierAccount = {
  /** Top-ups less what was charged for deliveries, with what came back. */
  booked: Rupiah;
  /** Costs of orders that it has accepted and not ended: taken from the balance already. */
  underway: Rupiah;
  /** Costs of orders of which nobody knows whether it has accepted them. */
  uncertain: Rupiah;
  /** Whether a top-up was ever booked: before, our account does not know what there was to begin with. */
  hasTopup: boolean;
};

export type BalanceComparison = {
  theirs: Rupiah;
  /** What we reckon it to be: booked, less what is underway. */
  ours: Rupiah;
  /** Theirs less ours. */
  difference: Rupiah;
  uncertain: Rupiah;
  hasTopup: boolean;
  /** Orders went on while the balances were read: the difference may be theirs. */
  isMoving: boolean;
};

export type ReconciliationSummary = {
  /** Orders of ours that were sent that day, and what the supplier says about that day. */
  ours: StandingTallies;
  theirs: StandingTallies;
  /** Rows of history that were read, the margin of a day on either side included. */
  rows: number;
  /** `undefined`: the supplier did not say. */
  balance: BalanceComparison | undefined;
};

/** A difference as it is kept. `id`: for its button. */
export type KeptDifference = Difference & {
  id: number;
  day: Day;
  foundAt: Date;
  /** The supplier was asked again because of it. */
  wasAsked: boolean;
  closedAs: 'gone' | 'checked' | undefined;
};

export type Run = { id: string; day: Day; actorId: number | undefined; startedAt: Date };

export type OpenDifferences = { counts: Readonly<Partial<Record<DifferenceKind, number>>>; total: number };

/** Comparisons as they are kept: none of it moves money. */
export interface Reconciliations {
  /** Written down with who asked for it; what a run that died has left is taken away. */
  open(run: Run): Promise<void>;
  /** Rows of the history as read; one that is read again replaces itself. */
  addRows(runId: string, rows: readonly (TheirTransaction & { reference: string })[]): Promise<void>;
  /** References read, with all transactions under each and our order, from after `after` in their sequence. */
  references(
    runId: string,
    after: string,
    limit: number,
  ): Promise<{ reference: string; theirs: TheirTransaction[]; ours: OurOrder | undefined }[]>;
  /** Orders sent in `[from, to)`, in the sequence of time from after `after`, and whether the history read holds each. */
  sent(
    runId: string,
    span: Pick<Span, 'from' | 'to'>,
    after: { at: Date; refId: string } | undefined,
    limit: number,
  ): Promise<{ order: OurOrder; submittedAt: Date; isThere: boolean }[]>;
  addFound(runId: string, differences: readonly Difference[]): Promise<void>;
  /** See reconciliation_finish. */
  finish(runId: string, summary: ReconciliationSummary, now: Date): Promise<'finished' | 'superseded'>;
  /** The history could not be read to its end: nothing of it is kept but how far it went. */
  abandon(runId: string, why: { rows: number; detail: string }, now: Date): Promise<void>;

  account(): Promise<SupplierAccount>;
  /** Open differences of a day with ids above `afterId`, `limit` of them. */
  openDifferences(day: Day, afterId: number, limit: number): Promise<KeptDifference[]>;
  countOpen(day: Day): Promise<OpenDifferences>;
  find(id: number): Promise<KeptDifference | undefined>;
  /** Closes an open difference, audited in the same statement when a person does. False: it is closed already. */
  close(id: number, as: 'gone' | 'checked', actorId: number | undefined, now: Date): Promise<boolean>;
  /** Notes that somebody asked again, audited in the same statement. */
  asked(id: number, actorId: number, now: Date): Promise<void>;
  /** Our order under a reference, as it stands now. */
  findOrder(refId: string): Promise<OurOrder | undefined>;

  /** The latest day that a nightly run has finished. */
  lastNight(): Promise<Day | undefined>;
  /**
   * Nightly runs that have ended since `since` and of which not all were told, oldest first. That a day could not be read is told once.
   */
  untold(since: Date): Promise<(Reconciled & { toldTo: ReadonlySet<number> })[]>;
  /** This operator has been told, or cannot be. */
  toldTo(runId: string, telegramId: number): Promise<void>;
  /** All have been. */
  told(runId: string, now: Date): Promise<void>;
}

export type ReconcileDeps = {
  reconciliations: Reconciliations;
  supplier: Pick<Supplier, 'history' | 'balance'>;
  catalog: Pick<Catalog, 'codes'>;
  timeZone: string;
  now: () => Date;
  newRunId: () => string;
};

export type Reconciled =
  | { kind: 'reconciled'; runId: string; day: Day; summary: ReconciliationSummary }
  /** Nothing was concluded and nothing kept. `rows`: read before the supplier stopped answering. */
  | { kind: 'incomplete'; runId: string; day: Day; rows: number; detail: string };

/**
 * Compares the whole day with the supplier's history, in both directions, and keeps where they differ. Moves no money. The same
 * day again finds the same differences in the same places; those that are gone are closed. Two at once do so, too.
 * Memory is bounded by a batch, however long the day was.
 */
export async function reconcileDay(
  deps: ReconcileDeps,
  day: Day,
  actorId: number | undefined,
): Promise<Reconciled> {
  const { reconciliations } = deps;
  const startedAt = deps.now();
  const run: Run = { id: deps.newRunId(), day, actorId, startedAt };
  const span: Span = {
    ...dayBounds(day, deps.timeZone),
    settledBefore: new Date(startedAt.getTime() - SETTLING_MS),
  };
  await reconciliations.open(run);

  let reading = await readHistory(deps, run.id, span);
  // A row that moves to an earlier page while we read is never seen. What is not there must be absent twice.
  if (reading.kind === 'whole' && (await isAnyAbsent(deps, run.id, span))) {
    reading = await readHistory(deps, run.id, span);
  }
  if (reading.kind === 'broken') {
    const { rows, detail } = reading;
    await reconciliations.abandon(run.id, { rows, detail }, deps.now());
    return { kind: 'incomplete', runId: run.id, day, rows, detail };
  }

  const theirs = await compareRead(deps, run.id, span);
  const ours = await compareSent(deps, run.id, span);
  const balance = await compareBalance(deps);
  const summary: ReconciliationSummary = { ours, theirs, rows: reading.rows, balance };
  await reconciliations.finish(run.id, summary, deps.now());
  return { kind: 'reconciled', runId: run.id, day, summary };
}

type Reading = { kind: 'whole'; rows: number } | { kind: 'broken'; rows: number; detail: string };

/** Reads every page. Stops early at rows older than asked for, but only while they come newest first. */
async function readHistory(deps: ReconcileDeps, runId: string, span: Span): Promise<Reading> {
  const from = new Date(span.from.getTime() - MARGIN_MS);
  const to = new Date(span.to.getTime() + MARGIN_MS);
  const until = deps.now().getTime() + READ_WITHIN_MS;
  let rows = 0;
  let last = Number.POSITIVE_INFINITY;
  let isSorted = true;
  for (let page = 1; page <= MAX_PAGES && deps.now().getTime() <= until; page++) {
    const answer = await deps.supplier.history({ from, to, page, limit: PAGE_ROWS });
    if (answer.kind === 'unavailable') return { kind: 'broken', rows, detail: answer.detail };
    await deps.reconciliations.addRows(runId, answer.transactions.map(toRow));
    rows += answer.transactions.length;
    for (const { at } of answer.transactions) {
      const atMs = at?.getTime() ?? Number.NaN;
      isSorted &&= atMs <= last;
      last = atMs;
    }
    const isReadBack = isSorted && last < from.getTime();
    if (page >= answer.totalPages || isReadBack) return { kind: 'whole', rows };
  }
  return { kind: 'broken', rows, detail: `no end after ${rows} rows` };
}

function toRow(transaction: SupplierTransaction): TheirTransaction & { reference: string } {
  const { supplierRef, refId, productCode, destination, status, outcome, amount, at } = transaction;
  return {
    reference: referenceOf(refId, supplierRef),
    supplierRef,
    productCode,
    destination,
    standing: outcome.kind === 'delivered' ? 'delivered' : outcome.kind === 'rejected' ? 'failed' : 'open',
    status,
    amount,
    at,
  };
}

async function isAnyAbsent(deps: ReconcileDeps, runId: string, span: Span): Promise<boolean> {
  for await (const batch of sentOrders(deps, runId, span)) {
    if (batch.some(({ order, isThere }) => !isThere && absenceOf(order, span).length > 0)) return true;
  }
  return false;
}

function absenceOf(order: OurOrder, span: Span): Difference[] {
  return isOfDay(order, [], span) ? compareReference(order.refId, order, [], new Set()) : [];
}

/** All that the history holds of that day, against ours. @returns what it counts. */
async function compareRead(deps: ReconcileDeps, runId: string, span: Span): Promise<StandingTallies> {
  const codes = new Set(await deps.catalog.codes());
  let tallies = NO_TALLIES;
  for (let after = ''; ; ) {
    const batch = await deps.reconciliations.references(runId, after, BATCH);
    const ofDay = batch.filter(({ ours, theirs }) => isOfDay(ours, theirs, span));
    for (const { standing, amount } of ofDay.flatMap(({ theirs }) => theirs)) {
      tallies = counted(tallies, standing, amount);
    }
    const found = ofDay.flatMap(({ reference, ours, theirs }) =>
      compareReference(reference, ours, theirs, codes),
    );
    await deps.reconciliations.addFound(runId, found);
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return tallies;
    after = last.reference;
  }
}

/** All that we have sent that day, for what is not there. @returns what it counts. */
async function compareSent(deps: ReconcileDeps, runId: string, span: Span): Promise<StandingTallies> {
  let tallies = NO_TALLIES;
  for await (const batch of sentOrders(deps, runId, span)) {
    for (const { order } of batch) {
      const standing = isOfDay(order, [], span) ? standingOf(order.state) : undefined;
      if (standing !== undefined) tallies = counted(tallies, standing, order.cost);
    }
    const absent = batch.flatMap(({ order, isThere }) => (isThere ? [] : absenceOf(order, span)));
    await deps.reconciliations.addFound(runId, absent);
  }
  return tallies;
}

async function* sentOrders({ reconciliations }: ReconcileDeps, runId: string, span: Span) {
  for (let after: { at: Date; refId: string } | undefined; ; ) {
    const batch = await reconciliations.sent(runId, span, after, BATCH);
    yield batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    after = { at: last.submittedAt, refId: last.order.refId };
  }
}

/** `undefined`: the supplier does not say. */
export async function compareBalance(deps: {
  reconciliations: Pick<Reconciliations, 'account'>;
  supplier: Pick<Supplier, 'balance'>;
}): Promise<BalanceComparison | undefined> {
  let before = await deps.reconciliations.account();
  for (let tries = 1; ; tries++) {
    const answer = await deps.supplier.balance();
    if (answer.kind !== 'balance') return undefined;
    const after = await deps.reconciliations.account();
    const isMoving = after.booked !== before.booked || after.underway !== before.underway;
    if (isMoving && tries < BALANCE_TRIES) {
      before = after;
      continue;
    }
    const ours = minus(after.booked, after.underway);
    const { uncertain, hasTopup } = after;
    const difference = minus(answer.balance, ours);
    return { theirs: answer.balance, ours, difference, uncertain, hasTopup, isMoving };
  }
}

/** Differences in a message: with their buttons and texts from outside it stays within Telegram's limit. */
const DIFFERENCES_A_PAGE = 5;

/** `after`: the id before the first; `total`: open ones of that day. */
export type DifferencePage = {
  day: Day;
  after: number;
  shown: KeptDifference[];
  total: number;
  hasMore: boolean;
};

/** Open differences of a day with ids above `after`; from the first on where there are none any more. */
export async function differencePage(
  reconciliations: Pick<Reconciliations, 'openDifferences' | 'countOpen'>,
  day: Day,
  after: number,
): Promise<DifferencePage> {
  const found = await reconciliations.openDifferences(day, after, DIFFERENCES_A_PAGE + 1);
  if (found.length === 0 && after > 0) return differencePage(reconciliations, day, 0);
  const { total } = await reconciliations.countOpen(day);
  const shown = found.slice(0, DIFFERENCES_A_PAGE);
  return { day, after, shown, total, hasMore: found.length > shown.length };
}

export type DifferenceDeps = {
  reconciliations: Pick<Reconciliations, 'find' | 'close' | 'asked' | 'findOrder'>;
  /** Asks the supplier about this one order now, and does with the answer what is done with every answer. */
  recheck: (number: number, actorId: number) => Promise<{ isAsked: boolean } | undefined>;
  now: () => Date;
};

export type AskedAgain =
  | { kind: 'unknown' | 'closed' }
  /** It is being sent, or was just asked about. */
  | { kind: 'not_now'; difference: KeptDifference }
  /** `isMended`: both sides agree now, and the difference is closed. */
  | { kind: 'asked'; difference: KeptDifference; order: OurOrder; isMended: boolean };

/** [Cek ulang]. Any number of times, by any number of operators: money moves as the order's own life has it, or not at all. */
export async function askAgain(deps: DifferenceDeps, id: number, actorId: number): Promise<AskedAgain> {
  const { reconciliations } = deps;
  const difference = await reconciliations.find(id);
  if (difference?.ours === undefined || difference.repair !== 'check') return { kind: 'unknown' };
  if (difference.closedAs !== undefined) return { kind: 'closed' };
  await reconciliations.asked(id, actorId, deps.now());
  const rechecked = await deps.recheck(difference.ours.number, actorId);
  if (!rechecked?.isAsked) return { kind: 'not_now', difference };
  const order = await reconciliations.findOrder(difference.reference);
  if (order === undefined) return { kind: 'unknown' };
  const mended = isMended(difference, order.state);
  if (mended) await reconciliations.close(id, 'gone', undefined, deps.now());
  return { kind: 'asked', difference, order, isMended: mended };
}

/** [Sudah diperiksa]: a person has looked. Once; afterwards `closed`. */
export async function closeChecked(
  deps: Pick<DifferenceDeps, 'reconciliations' | 'now'>,
  id: number,
  actorId: number,
): Promise<{ kind: 'unknown' | 'closed' } | { kind: 'done'; difference: KeptDifference }> {
  const difference = await deps.reconciliations.find(id);
  if (difference === undefined || !mayClose(difference)) return { kind: 'unknown' };
  const isDone = await deps.reconciliations.close(id, 'checked', actorId, deps.now());
  return isDone ? { kind: 'done', difference } : { kind: 'closed' };
}
