import type {
  DetailAnswer,
  HistoryAnswer,
  Inquiry,
  InquiryAnswer,
  Purchase,
  Supplier,
  SupplierTransaction,
} from '../../src/app/supplier.ts';
import { type Rupiah, rupiah } from '../../src/domain/money.ts';
import type { SupplierOutcome } from '../../src/domain/order/outcome.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A request that is on its way in some queue arrives within this, or never. */
const LATEST_ARRIVAL_MS = 9 * MINUTE_MS;
/** Longer than an hour and the latest arrival together: what Konter may count on. */
const FORGOTTEN_AFTER_MS = 75 * MINUTE_MS;
/** A call that takes longer is given up by the client. */
export const CALL_TIMEOUT_MS = 30 * SECOND_MS;

type Status = 'pending' | 'success' | 'failed';

/** A purchase as it truly is. */
export type Transaction = {
  supplierRef: string;
  refId: string;
  productCode: string;
  destination: string;
  cost: Rupiah;
  at: number;
  /** From when on status calls, and the history, know it. */
  knownAt: number;
  listedAt: number;
  /** What it is from when on, in sequence of time. */
  course: { at: number; status: Status }[];
  snAt: number;
};

/** What was answered about a reference, to whoever asked. */
export type Said = { at: number; kind: 'delivered' | 'rejected'; by: 'buy' | 'detail' | 'history' };

export type SimSupplier = {
  /** As a client sees it that reads this clock. */
  portFor(now: () => Date): Supplier;
  /** By reference, all that were ever executed under it. */
  transactions: ReadonlyMap<string, readonly Transaction[]>;
  statusOf(transaction: Transaction): Status;
  /** Whether a request with this reference may still arrive and buy. */
  isUnderway(refId: string): boolean;
  said(refId: string): readonly Said[];
  /** When a purchase with the reference was first sent so that it may have arrived. */
  firstSentAt(refId: string): number | undefined;
  /** The same, for the last of them but the one just made. */
  sentBefore(refId: string): number | undefined;
  /** Lets requests that were under way arrive. */
  catchUp(): void;
  /** References with something to call back about. */
  news: readonly string[];
  /** References of all purchases that were sent so that they may have arrived, in sequence. */
  posts: readonly string[];
};

export type SimSupplierOptions = { random: Random; faults: Faults; nowMs: () => number };

/** A supplier that keeps its promises about references, and otherwise does what suppliers do. */
export function createSimSupplier({ random, faults, nowMs }: SimSupplierOptions): SimSupplier {
  const transactions = new Map<string, Transaction[]>();
  const bySupplierRef = new Map<string, Transaction>();
  const underway: { at: number; purchase: Purchase }[] = [];
  const saidOf = new Map<string, Said[]>();
  const sentAt = new Map<string, number[]>();
  const news: string[] = [];
  const posts: string[] = [];
  const isForgetful = faults.strikes('references_forgotten');
  let count = 0;

  function say(refId: string, by: Said['by'], outcome: SupplierOutcome): void {
    if (outcome.kind !== 'delivered' && !(outcome.kind === 'rejected' && outcome.supplierRef !== undefined))
      return;
    const list = saidOf.get(refId) ?? [];
    list.push({ at: nowMs(), kind: outcome.kind, by });
    saidOf.set(refId, list);
  }

  function statusOf({ course }: Transaction): Status {
    return course.findLast(({ at }) => at <= nowMs())?.status ?? 'pending';
  }

  function drawCourse(now: number): Transaction['course'] {
    if (faults.strikes('transaction_never_ends')) return [];
    const waitMs = faults.strikes('transaction_waits_for_hours')
      ? random.between(HOUR_MS / 2, 30 * HOUR_MS)
      : random.pick([0, 0, random.between(1, 20) * SECOND_MS, random.between(1, 15) * MINUTE_MS]);
    const first: Status = faults.strikes('transaction_fails') ? 'failed' : 'success';
    const course = [{ at: now + waitMs, status: first }];
    const turn = first === 'success' ? 'fails_after_success' : 'succeeds_after_failure';
    const turns = faults.strikes('flaps') ? random.between(2, 4) : faults.strikes(turn) ? 1 : 0;
    let status = first;
    let at = now + waitMs;
    for (let i = 0; i < turns; i++) {
      status = status === 'success' ? 'failed' : 'success';
      at += random.pick([random.between(1, 90) * SECOND_MS, random.between(1, 20) * HOUR_MS]);
      course.push({ at, status });
    }
    return course;
  }

  function isUsed(refId: string, now: number): boolean {
    const known = transactions.get(refId) ?? [];
    return known.some(({ at }) => !isForgetful || now - at < FORGOTTEN_AFTER_MS);
  }

  /** The request arrives at `now`. */
  function accept(purchase: Purchase, now: number): SupplierOutcome {
    // Before it looks at the reference: such a refusal says nothing of what was sent earlier.
    if (faults.strikes('buy_refused')) {
      const isBalance = random.chance(0.3);
      return {
        kind: 'rejected',
        reason: isBalance ? 'supplier_refused' : random.pick(['wrong_destination', 'product_disturbed']),
        text: 'refused',
        code: isBalance ? '422026558' : '422027011',
      };
    }
    if (isUsed(purchase.refId, now)) return { kind: 'exists' };
    const transaction: Transaction = {
      supplierRef: `K${++count}`,
      refId: purchase.refId,
      productCode: purchase.productCode,
      destination: purchase.destination,
      cost: faults.strikes('buy_other_cost')
        ? rupiah(purchase.cost + random.between(-50, 500))
        : purchase.cost,
      at: now,
      knownAt: now + (faults.strikes('detail_not_found') ? random.between(1, 90) * SECOND_MS : 0),
      listedAt:
        now +
        (faults.strikes('history_lags') ? random.pick([random.between(1, 200) * SECOND_MS, 2 * HOUR_MS]) : 0),
      course: drawCourse(now),
      snAt: 0,
    };
    transaction.snAt =
      (transaction.course[0]?.at ?? 0) +
      (faults.strikes('sn_late') ? random.between(1, 1_200) * SECOND_MS : 0);
    transactions.set(purchase.refId, [...(transactions.get(purchase.refId) ?? []), transaction]);
    bySupplierRef.set(transaction.supplierRef, transaction);
    news.push(purchase.refId);
    return outcomeOf(transaction);
  }

  function outcomeOf(transaction: Transaction): SupplierOutcome {
    const { supplierRef } = transaction;
    if (faults.strikes('status_word_unknown')) return { kind: 'unknown', detail: 'status DIPROSES' };
    switch (statusOf(transaction)) {
      case 'pending':
        return { kind: 'pending', supplierRef };
      case 'success':
        return {
          kind: 'delivered',
          supplierRef,
          booked: transaction.cost,
          ...(transaction.snAt <= nowMs() ? { sn: `SN${supplierRef}` } : {}),
        };
      case 'failed':
        return { kind: 'rejected', reason: 'product_disturbed', text: 'failed', code: '', supplierRef };
    }
  }

  function buy(purchase: Purchase, clock: Date): SupplierOutcome {
    // As the client does: not after its time, and nothing is known to it but its own clock.
    if (purchase.notAfter !== undefined && clock > purchase.notAfter)
      return { kind: 'not_reached', detail: 'too late' };
    if (faults.strikes('buy_not_reached')) return { kind: 'not_reached', detail: 'connection refused' };
    if (faults.strikes('buy_misconfigured'))
      return { kind: 'misconfigured', code: '401016508', detail: 'signature' };
    // What certainly did not arrive is no sending.
    posts.push(purchase.refId);
    sentAt.set(purchase.refId, [...(sentAt.get(purchase.refId) ?? []), nowMs()]);
    if (faults.strikes('buy_request_lost')) return { kind: 'unknown', detail: 'time-out' };
    if (faults.strikes('buy_arrives_late')) {
      underway.push({ at: nowMs() + random.between(1, LATEST_ARRIVAL_MS), purchase });
      return { kind: 'unknown', detail: 'time-out' };
    }
    const outcome = accept(purchase, nowMs());
    if (faults.strikes('buy_answer_lost')) return { kind: 'unknown', detail: 'connection reset' };
    say(purchase.refId, 'buy', outcome);
    return outcome;
  }

  function told(transaction: Transaction, outcome: SupplierOutcome): SupplierTransaction {
    return {
      supplierRef: transaction.supplierRef,
      refId: transaction.refId,
      productCode: transaction.productCode,
      productName: undefined,
      destination: transaction.destination,
      customerName: undefined,
      at: new Date(transaction.at),
      status: '',
      outcome,
      travels: [],
    };
  }

  /** Somebody else's data in the place of what was asked for. */
  function mixedUp(transaction: SupplierTransaction): SupplierTransaction {
    return random.pick([
      {
        ...transaction,
        refId: '11111111-1111-4111-8111-111111111111',
        outcome: { kind: 'delivered', supplierRef: 'K0' },
      },
      { ...transaction, refId: undefined, outcome: { kind: 'delivered', supplierRef: 'K0' } },
      {
        ...transaction,
        destination: '081200009999',
        outcome: { kind: 'delivered', supplierRef: transaction.supplierRef },
      },
      {
        ...transaction,
        destination: '081200009999',
        outcome: { ...FAILED, supplierRef: transaction.supplierRef },
      },
    ]);
  }

  function detail(supplierRef: string): DetailAnswer {
    if (faults.strikes('detail_unavailable')) return { kind: 'unavailable', detail: '503' };
    const transaction = bySupplierRef.get(supplierRef);
    if (transaction === undefined || transaction.knownAt > nowMs()) return { kind: 'not_found' };
    const outcome = outcomeOf(transaction);
    if (faults.strikes('other_data'))
      return { kind: 'found', transaction: mixedUp(told(transaction, outcome)) };
    say(transaction.refId, 'detail', outcome);
    return { kind: 'found', transaction: told(transaction, outcome) };
  }

  function history(query: { from: Date; to: Date; page: number; limit: number }): HistoryAnswer {
    if (faults.strikes('history_unavailable')) return { kind: 'unavailable', detail: '503' };
    const rows = [...bySupplierRef.values()]
      .filter(
        (each) => each.listedAt <= nowMs() && each.at >= query.from.getTime() && each.at < query.to.getTime(),
      )
      .sort((a, b) => b.at - a.at)
      .map((each) => ({ transaction: each, row: told(each, outcomeOf(each)) }));
    const doubled = rows[0] !== undefined && faults.strikes('history_doubled') ? [rows[0]] : [];
    const all = [
      ...doubled.map(({ transaction, row }) => ({
        transaction,
        row: { ...row, supplierRef: `${row.supplierRef}B` },
      })),
      ...rows,
    ];
    // Of other clients, or of a day with much trade: they come before ours.
    const others = faults.strikes('history_long') ? random.between(1, 2) : 0;
    const pages = Math.max(1, Math.ceil(all.length / query.limit)) + others;
    if (query.page > 1 && faults.strikes('history_incomplete'))
      return { kind: 'unavailable', detail: 'half a JSON' };
    const isCut = faults.strikes('history_incomplete');
    const start = (query.page - 1 - others) * query.limit;
    const page = start < 0 || isCut ? [] : all.slice(start, start + query.limit);
    for (const { transaction, row } of page) say(transaction.refId, 'history', row.outcome);
    return {
      kind: 'page',
      transactions: page.map(({ row }) => row),
      page: query.page,
      totalPages: isCut ? pages + 1 : pages,
    };
  }

  function inquire(inquiry: Inquiry): InquiryAnswer {
    if (faults.strikes('inquiry_unavailable')) return { kind: 'unavailable', detail: 'time-out' };
    if (faults.strikes('inquiry_refused'))
      return { kind: 'refused', reason: 'wrong_destination', text: 'no', code: '1' };
    return {
      kind: 'found',
      customerName: 'BAHARRUDIN',
      powerCapacity: 'R1/2200VA',
      cost: rupiah(inquiry.amount + 46),
    };
  }

  return {
    transactions,
    news,
    posts,
    statusOf,
    isUnderway: (refId) => underway.some(({ purchase }) => purchase.refId === refId),
    said: (refId) => saidOf.get(refId) ?? [],
    firstSentAt: (refId) => sentAt.get(refId)?.[0],
    sentBefore: (refId) => sentAt.get(refId)?.at(-2),
    catchUp() {
      for (const request of underway.filter(({ at }) => at <= nowMs())) {
        underway.splice(underway.indexOf(request), 1);
        accept(request.purchase, request.at);
      }
    },
    portFor: (now) => ({
      inquire: async (inquiry) => inquire(inquiry),
      inquireBill: async () => ({ kind: 'unavailable', detail: 'no bills here' }),
      buy: async (purchase) => buy(purchase, now()),
      detail: async (supplierRef) => detail(supplierRef),
      history: async (query) => history(query),
      products: async () => ({ kind: 'unavailable', detail: 'not simulated' }),
      balance: async () => ({ kind: 'unavailable', detail: 'not simulated' }),
    }),
  };
}

const FAILED = { kind: 'rejected', reason: 'product_disturbed', text: 'failed', code: '' } as const;
