import { z } from 'zod';
import { customerOf, provisionalSerialNumber, serialNumber } from './customers.ts';
import { RefusalError, SERVICE } from './envelope.ts';
import { type Outcome, type Step, stepSchema } from './outcome.ts';
import { type FakeProduct, totalOf } from './products.ts';

const transactionSchema = z.object({
  id: z.string(),
  reference: z.string(),
  outcome: z.string(),
  productCode: z.string(),
  productName: z.string(),
  category: z.string(),
  destination: z.string(),
  /** What the client sent, rupiah. */
  sentAmount: z.number(),
  sellingPrice: z.number(),
  /** What was taken from the balance, rupiah. */
  booked: z.number(),
  customerName: z.string(),
  createdAtMs: z.number(),
  /** The balance around the purchase, hundredths of a rupiah. */
  beforeHundredths: z.number(),
  afterHundredths: z.number(),
  finalSn: z.string(),
  provisionalSn: z.string(),
  steps: z.array(stepSchema),
  isRefunded: z.boolean(),
  hiddenFromHistoryMs: z.number(),
  hiddenFromDetailMs: z.number(),
  mixedUpMs: z.number(),
});

/** A purchase as it really is, whatever the client was told. */
export type FakeTransaction = z.infer<typeof transactionSchema>;

/** Where a transaction stands at a moment. `sn` is what an answer of that moment carries, proof or not. */
export type Standing = { status: string; reason: string; sn: string; sinceMs: number };

export type Purchase = {
  product: FakeProduct;
  reference: string;
  destination: string;
  sentAmount: number;
  sellingPrice: number;
};

export const booksSchema = z.object({
  balanceHundredths: z.number(),
  nextId: z.number(),
  transactions: z.array(transactionSchema),
  inquiryReferences: z.array(z.string()),
  attempts: z.record(z.string(), z.number()),
});
export type BooksState = z.infer<typeof booksSchema>;

/** The last id in Klikoo's samples is 14434889. */
const FIRST_ID = 14_434_890;

/** Klikoo's truth: what was bought, and the balance. Nothing happens by itself: the clock is compared whenever someone looks. */
export class Books {
  readonly #now: () => Date;
  #balanceHundredths: number;
  #nextId = FIRST_ID;
  #transactions: FakeTransaction[] = [];
  readonly #byId = new Map<string, FakeTransaction>();
  readonly #byReference = new Map<string, FakeTransaction>();
  /** Transactions that may still give money back, or take it again. */
  readonly #unsettled = new Set<FakeTransaction>();
  readonly #inquiryReferences = new Set<string>();
  readonly #attempts = new Map<string, number>();

  constructor(startBalanceRupiah: number, now: () => Date) {
    this.#now = now;
    this.#balanceHundredths = Math.round(startBalanceRupiah * 100);
  }

  get balanceHundredths(): number {
    this.#catchUp();
    return this.#balanceHundredths;
  }

  setBalance(rupiah: number): void {
    this.#catchUp();
    this.#balanceHundredths = Math.round(rupiah * 100);
  }

  /** The oldest first. */
  get transactions(): readonly FakeTransaction[] {
    return this.#transactions;
  }

  byId(id: string): FakeTransaction | undefined {
    return this.#byId.get(id);
  }

  /** The newest under this reference. */
  byReference(reference: string): FakeTransaction | undefined {
    return this.#byReference.get(reference);
  }

  isReferenceUsed(reference: string): boolean {
    return this.#byReference.has(reference) || this.#inquiryReferences.has(reference);
  }

  /** Klikoo does not say whether an inquiry uses up its reference; here it does, so that nobody relies on the contrary. */
  useForInquiry(reference: string): void {
    this.#inquiryReferences.add(reference);
  }

  /** Counts the purchases asked for under a reference, this one included. */
  countAttempt(reference: string): number {
    const count = (this.#attempts.get(reference) ?? 0) + 1;
    this.#attempts.set(reference, count);
    return count;
  }

  /** From now on the reference can be used again, as with a supplier that keeps them for some months only. */
  forgetReference(reference: string): void {
    this.#byReference.delete(reference);
    this.#inquiryReferences.delete(reference);
    this.#attempts.delete(reference);
  }

  /** @throws {RefusalError} when the balance does not suffice; nothing happens then. */
  buy(
    { product, reference, destination, sentAmount, sellingPrice }: Purchase,
    outcome: Outcome,
  ): FakeTransaction {
    this.#catchUp();
    const booked = totalOf(product, sentAmount) + (outcome.extraCost ?? 0);
    const beforeHundredths = this.#balanceHundredths;
    const afterHundredths = beforeHundredths - booked * 100;
    if (afterHundredths < 0) throw new RefusalError('422xx6558', SERVICE.transaction);
    const transaction: FakeTransaction = {
      id: String(this.#nextId),
      reference,
      outcome: outcome.name,
      productCode: product.code,
      productName: product.name,
      category: product.category,
      destination,
      sentAmount,
      sellingPrice,
      booked,
      customerName: customerOf(product, destination).name ?? '',
      createdAtMs: this.#now().getTime(),
      beforeHundredths,
      afterHundredths,
      finalSn: outcome.sn ?? serialNumber(product, destination, reference),
      provisionalSn: provisionalSerialNumber(reference),
      steps: [...outcome.steps],
      isRefunded: false,
      hiddenFromHistoryMs: outcome.hiddenFromHistoryMs ?? 0,
      hiddenFromDetailMs: outcome.hiddenFromDetailMs ?? 0,
      mixedUpMs: outcome.mixedUpMs ?? 0,
    };
    this.#nextId += 1;
    this.#balanceHundredths = afterHundredths;
    this.#add(transaction);
    // A purchase that fails at once gives its money back before its answer.
    this.#catchUp();
    return transaction;
  }

  standing(transaction: FakeTransaction): Standing {
    const elapsedMs = this.elapsedMs(transaction);
    const step = transaction.steps.findLast(({ afterMs }) => afterMs <= elapsedMs);
    const { afterMs, status, reason = '', isWithoutSn = false } = step ?? { afterMs: 0, status: 'WAITING' };
    const hasProof = status === 'SUCCESS' && !isWithoutSn;
    const isUndecided = status !== 'SUCCESS' && status !== 'FAILED';
    const sn = hasProof ? transaction.finalSn : isUndecided ? transaction.provisionalSn : '';
    return { status, reason, sn, sinceMs: transaction.createdAtMs + afterMs };
  }

  elapsedMs({ createdAtMs }: FakeTransaction): number {
    return this.#now().getTime() - createdAtMs;
  }

  /** Ends the transaction's planned course: from this moment on it is as told. @throws {Error} for an unknown reference. */
  decide(reference: string, { status, reason, sn }: { status: string; reason?: string; sn?: string }): void {
    const transaction = this.#byReference.get(reference);
    if (!transaction) throw new Error(`no transaction under reference ${reference}`);
    this.#catchUp();
    const afterMs = this.elapsedMs(transaction);
    const step: Step = { afterMs, status, ...(reason === undefined ? {} : { reason }) };
    transaction.steps = [...transaction.steps.filter((past) => past.afterMs <= afterMs), step];
    if (sn !== undefined) transaction.finalSn = sn;
    this.#unsettled.add(transaction);
    this.#catchUp();
  }

  /** Takes every trace of the purchases under a reference away, as a supplier that has lost them. The balance stays. */
  lose(reference: string): void {
    for (const transaction of this.#transactions.filter((one) => one.reference === reference)) {
      this.#byId.delete(transaction.id);
      this.#unsettled.delete(transaction);
    }
    this.#transactions = this.#transactions.filter((one) => one.reference !== reference);
    this.forgetReference(reference);
  }

  state(): BooksState {
    this.#catchUp();
    return structuredClone({
      balanceHundredths: this.#balanceHundredths,
      nextId: this.#nextId,
      transactions: this.#transactions,
      inquiryReferences: [...this.#inquiryReferences],
      attempts: Object.fromEntries(this.#attempts),
    });
  }

  /** Takes over what {@link state} gave; what was here before is gone. */
  restore(state: BooksState): void {
    this.#balanceHundredths = state.balanceHundredths;
    this.#nextId = state.nextId;
    this.#transactions = [];
    this.#byId.clear();
    this.#byReference.clear();
    this.#unsettled.clear();
    this.#inquiryReferences.clear();
    this.#attempts.clear();
    for (const transaction of structuredClone(state.transactions)) this.#add(transaction);
    for (const reference of state.inquiryReferences) this.#inquiryReferences.add(reference);
    for (const [reference, count] of Object.entries(state.attempts)) this.#attempts.set(reference, count);
  }

  #add(transaction: FakeTransaction): void {
    this.#transactions.push(transaction);
    this.#byId.set(transaction.id, transaction);
    this.#byReference.set(transaction.reference, transaction);
    if (transaction.steps.some(({ status }) => status === 'FAILED')) this.#unsettled.add(transaction);
  }

  /** Klikoo takes the money at creation and gives it back on FAILED: so its samples add up, though its text says otherwise. */
  #catchUp(): void {
    for (const transaction of this.#unsettled) {
      const isFailed = this.standing(transaction).status === 'FAILED';
      if (isFailed !== transaction.isRefunded) {
        this.#balanceHundredths += (isFailed ? 1 : -1) * transaction.booked * 100;
        transaction.isRefunded = isFailed;
      }
      const lastAfterMs = transaction.steps.at(-1)?.afterMs ?? 0;
      if (lastAfterMs <= this.elapsedMs(transaction)) this.#unsettled.delete(transaction);
    }
  }
}
