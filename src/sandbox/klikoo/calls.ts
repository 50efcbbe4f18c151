import { z } from 'zod';
import { checkPayment, isBill, PAID_REASON, standingOf } from './bills.ts';
import type { Books, FakeTransaction } from './books.ts';
import { BUS_DETAIL, BUS_TRANSACTION_ID } from './bus.ts';
import { type Catalog, pageMeta } from './catalog.ts';
import { customerOf, numberFrom } from './customers.ts';
import { type Answer, envelope, RefusalError, SERVICE } from './envelope.ts';
import type { WrongAnswer } from './faults.ts';
import { countQuery, parseFields, queryFields, requiredText, rupiahText } from './fields.ts';
import type { Outcome, Step } from './outcome.ts';
import { outcomeFor } from './outcomes.ts';
import { type FakeProduct, fitsDestination, inquiryProvider, totalOf } from './products.ts';

/** Where Klikoo's documents leave the meaning open. */
export type Quirks = {
  /** The zone of `from` and `to`, which carry none. Default `utc`. */
  historyZone: 'utc' | 'wib';
  /** Whether `q` also finds partner references. Default false. */
  doesHistorySearchReferences: boolean;
};

export type Parts = { books: Books; catalog: Catalog; quirks: Quirks; now: () => Date };

const S = SERVICE.transaction;
/** The largest page in Klikoo's documents. */
const MOST_HISTORY_ROWS = 50;

/** Buy and prepaid inquiry take the same six fields. */
const purchaseRequest = z.strictObject({
  amount: rupiahText,
  msidn: requiredText,
  partner_reference_id: requiredText.max(64),
  product_code: requiredText,
  selling_price: rupiahText,
  value: requiredText,
});
type PurchaseRequest = z.infer<typeof purchaseRequest>;

const isoWithoutZone = requiredText.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
const historyQuery = z.strictObject({
  page: countQuery,
  limit: countQuery.pipe(z.int().max(MOST_HISTORY_ROWS)),
  q: z.string().optional(),
  from: isoWithoutZone.optional(),
  to: isoWithoutZone.optional(),
});

/** GET balance */
export function balance({ books }: Parts): Answer {
  const text = (books.balanceHundredths / 100).toFixed(2);
  return envelope('200xx2000', SERVICE.account, { balance: text });
}

/** POST products/inquiry */
export function inquire(parts: Parts, body: unknown): Answer {
  const { product_code, value, amount, partner_reference_id } = parseFields(purchaseRequest, body, S);
  parts.books.useForInquiry(partner_reference_id);
  const found = lookUp(parts, product_code, value, Number(amount));
  return envelope('200xx2000', S, {
    product_name: found.product.name,
    amount: found.product.isOpenAmount ? Number(amount) : found.product.cost,
    total: found.total,
    product_code,
    customer_number: value,
    ...(found.customer.name === undefined ? {} : { customer_name: found.customer.name }),
    ...(found.customer.powerCapacity === undefined ? {} : { power_capacity: found.customer.powerCapacity }),
  });
}

/** The customer behind a number. @throws {RefusalError} */
export function lookUp({ catalog }: Parts, code: string, destination: string, amount: number) {
  const product = catalog.require(code);
  if (!inquiryProvider(product) || !product.isEnabled) throw new RefusalError('400xx6525', S);
  const { inquiry } = outcomeFor(destination);
  if (inquiry === 'down') throw new RefusalError('503xx9991', S);
  if (inquiry === 'refused' || !fitsDestination(product, destination)) {
    throw new RefusalError('503xx9998', S, { data: { customer_number: destination } });
  }
  return { product, customer: customerOf(product, destination), total: totalOf(product, amount) };
}

/** Of a bill that was paid between its inquiry and its payment. */
const PAID_MEANWHILE: readonly Step[] = [
  { afterMs: 0, status: 'WAITING' },
  { afterMs: 2_000, status: 'FAILED', reason: PAID_REASON },
];

export type BuyResult =
  | { kind: 'bought'; transaction: FakeTransaction; wrongAnswer: WrongAnswer | undefined }
  /** The outcome says that this attempt gets lost. */
  | { kind: 'lost'; wrongAnswer: WrongAnswer };

export function readPurchase(body: unknown): PurchaseRequest {
  return parseFields(purchaseRequest, body, S);
}

/** POST products/buy. @throws {RefusalError} */
export function buy(parts: Parts, request: PurchaseRequest): BuyResult {
  const { books, catalog } = parts;
  const { partner_reference_id: reference, value: destination } = request;
  if (books.isReferenceUsed(reference)) throw new RefusalError('409xx6563', S);
  const product = catalog.require(request.product_code);
  const outcome = outcomeFor(destination);
  refuseUnlessSellable(product, destination, outcome);
  const standing = isBill(product) ? standingOf(books, product, destination, parts.now()) : undefined;
  if (standing !== undefined) checkPayment(standing, product, destination, Number(request.amount));
  const isFirst = outcome.wrongAnswer !== undefined && books.countAttempt(reference) === 1;
  const wrongAnswer = isFirst ? outcome.wrongAnswer : undefined;
  if (wrongAnswer?.isExecuted === false) return { kind: 'lost', wrongAnswer };
  const sentAmount = Number(request.amount);
  const purchase = {
    product,
    reference,
    destination,
    sentAmount,
    sellingPrice: Number(request.selling_price),
  };
  const course: Outcome = standing === 'paid' ? { ...outcome, steps: PAID_MEANWHILE } : outcome;
  return { kind: 'bought', transaction: books.buy(purchase, course), wrongAnswer };
}

function refuseUnlessSellable(product: FakeProduct, destination: string, outcome: Outcome): void {
  if (!product.isEnabled || product.category === 'bus') throw new RefusalError('400xx6525', S);
  if (outcome.refusal) throw new RefusalError(outcome.refusal, S);
  if (!fitsDestination(product, destination)) throw new RefusalError('404xx7011', S);
}

export function buyAnswer({ books }: Parts, transaction: FakeTransaction): Answer {
  const { status, sn } = books.standing(transaction);
  return envelope('201xx2001', S, { transaction_id: transaction.id, status, sn });
}

/** GET transactions/{id} */
export function detail(parts: Parts, id: string): Answer {
  const { books } = parts;
  if (id === BUS_TRANSACTION_ID) return envelope('200xx2000', S, BUS_DETAIL);
  const transaction = books.byId(id);
  if (!transaction || books.elapsedMs(transaction) < transaction.hiddenFromDetailMs) {
    throw new RefusalError('404xx7005', S);
  }
  if (books.elapsedMs(transaction) < transaction.mixedUpMs) {
    const other = books.transactions.findLast((candidate) => candidate !== transaction);
    return envelope('200xx2000', S, other ? detailData(parts, other) : BUS_DETAIL);
  }
  return envelope('200xx2000', S, detailData(parts, transaction));
}

function detailData({ books }: Parts, transaction: FakeTransaction) {
  const { status, reason, sn } = books.standing(transaction);
  return {
    transaction_id: transaction.id,
    status,
    partner_reference_id: transaction.reference,
    amount: String(transaction.booked),
    transaction_time: microseconds(transaction.createdAtMs, transaction.id),
    reason,
    product_id: '',
    product_name: transaction.productName,
    sn,
    value: transaction.destination,
    customer_name: transaction.customerName,
    current_balance: String(Math.floor(transaction.afterHundredths / 100)),
    beginning_balance: String(Math.floor(transaction.beforeHundredths / 100)),
    product_code: transaction.productCode,
  };
}

/** GET transactions */
export function history(parts: Parts, query: URLSearchParams): Answer {
  const { page, limit, q, from, to } = parseFields(historyQuery, queryFields(query), S);
  const { books, quirks } = parts;
  const fromMs = from === undefined ? -Infinity : zoned(from, quirks);
  const toMs = to === undefined ? Infinity : zoned(to, quirks);
  const rows = books.transactions
    .filter(
      (transaction) =>
        transaction.createdAtMs >= fromMs &&
        transaction.createdAtMs < toMs &&
        books.elapsedMs(transaction) >= transaction.hiddenFromHistoryMs &&
        (q === undefined || isFound(transaction, q.toLowerCase(), quirks)),
    )
    .toReversed();
  const shown = rows
    .slice((page - 1) * limit, page * limit)
    .map((transaction) => historyRow(parts, transaction));
  return envelope('200xx2000', S, shown, { meta: pageMeta(page, limit, rows.length) });
}

function zoned(text: string, { historyZone }: Quirks): number {
  return Date.parse(`${text}${historyZone === 'utc' ? 'Z' : '+07:00'}`);
}

function isFound(transaction: FakeTransaction, q: string, { doesHistorySearchReferences }: Quirks): boolean {
  const { productName, category, destination, reference } = transaction;
  const fields = [productName, category, destination, doesHistorySearchReferences ? reference : ''];
  return fields.some((field) => field.toLowerCase().includes(q));
}

/** The fields and types of Klikoo's sample, which its own table of fields contradicts. */
function historyRow({ books }: Parts, transaction: FakeTransaction) {
  const { status, reason, sn, sinceMs } = books.standing(transaction);
  const { id, productCode, booked } = transaction;
  // Samples have PRPPLN20 and AYCPLSTPL20 for what the client calls PLN20: a code of whoever delivers.
  const supplierCode =
    numberFrom(transaction.reference) % 3 === 0 ? `AYC${productCode}` : `PRP${productCode}`;
  return {
    created_at: microseconds(transaction.createdAtMs, id),
    updated_at: microseconds(sinceMs, id),
    trade_id: '',
    product_code: supplierCode,
    value: transaction.destination,
    amount: booked,
    selling_price: transaction.sellingPrice,
    admin_fee: 0,
    balance_deducted: booked,
    status,
    history_balance_before: transaction.beforeHundredths / 100,
    history_balance_after: transaction.afterHundredths / 100,
    klikoo_product_name: transaction.productName,
    product_category: transaction.category,
    failed_reason: reason,
    // A FAILED row carries its own id here, and a WAITING one nothing.
    token: status === 'FAILED' ? id : status === 'SUCCESS' ? sn : '',
    partner_reference_id: transaction.reference,
    transaction_id: id,
  };
}

/** UTC with microseconds, as Klikoo writes times. */
function microseconds(ms: number, id: string): string {
  return new Date(ms).toISOString().replace('Z', `${id.slice(-3)}Z`);
}
