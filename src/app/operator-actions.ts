import { z } from 'zod';
import type { Rupiah } from '../domain/money.ts';
import { OPERATORS } from '../domain/operator.ts';

/**
 * What an operator may ask for and must confirm before it is done. Stored until [Ya]; parsed again when it is read, since it
 * may have been written by another version. Amounts are whole rupiah.
 */
export const OperatorAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('deposit'), resellerId: z.int(), amount: z.int().positive(), note: z.string() }),
  z.object({ kind: z.literal('correction'), resellerId: z.int(), amount: z.int(), reason: z.string() }),
  /** `isOpening`: what there was at the supplier before we reckoned it, booked once for ever. */
  z.object({ kind: z.literal('supplier_topup'), amount: z.int(), note: z.string(), isOpening: z.boolean() }),
  z.object({ kind: z.literal('global_markup'), markup: z.int() }),
  /** `requestId`: the forgotten PIN that it answers. */
  z.object({ kind: z.literal('reset_pin'), resellerId: z.int(), requestId: z.int().optional() }),
  z.object({ kind: z.literal('declare_delivered'), refId: z.uuid(), number: z.int(), sn: z.string() }),
  z.object({ kind: z.literal('declare_failed'), refId: z.uuid(), number: z.int(), reason: z.string() }),
  z.object({ kind: z.literal('product_markup'), code: z.string(), markup: z.int().nullable() }),
  z.object({ kind: z.literal('block_reseller'), resellerId: z.int(), reason: z.string() }),
  z.object({ kind: z.literal('unblock_reseller'), resellerId: z.int() }),
  /** Zero: no limit. */
  z.object({ kind: z.literal('two_person_limit'), limit: z.int().nonnegative() }),
  /** `amount`: the ticket's total. */
  z.object({
    kind: z.literal('accept_ticket'),
    ticketId: z.int(),
    resellerId: z.int(),
    amount: z.int().positive(),
  }),
  z.object({
    kind: z.literal('reject_ticket'),
    ticketId: z.int(),
    resellerId: z.int(),
    reason: z.string(),
  }),
  /** In place of all there were. */
  z.object({
    kind: z.literal('bank_accounts'),
    accounts: z.array(z.object({ bank: z.string(), number: z.string(), holder: z.string() })),
  }),
  /** What a word stands for, before and after; null: nothing. The names of meanings. */
  z.object({
    kind: z.literal('command_word'),
    word: z.string(),
    from: z.string().nullable(),
    meaning: z.string().nullable(),
  }),
  /** Whose numbers begin so; null: nobody's. */
  z.object({ kind: z.literal('prefix'), prefix: z.string(), operator: z.enum(OPERATORS).nullable() }),
]);
export type OperatorAction = z.infer<typeof OperatorAction>;

export type TakenAction =
  /**
   * Do it now. `token` is the key under which money is booked once; taken again it is still `do`, so that a crash after it loses
   * nothing. `secondId`: the operator who approved it; `undefined`: it needed none.
   */
  | { kind: 'do'; token: string; action: OperatorAction; askerId: number; secondId: number | undefined }
  /** Kept for a second operator. `isAsked`: the others have been asked, so that they need not be again. */
  | { kind: 'waiting'; action: OperatorAction; isAsked: boolean; until: Date }
  | { kind: ActionOver };

/** `rejected`: by a second operator. `decided`: by a second operator other than who presses now. */
export type ActionOver =
  | 'done'
  | 'cancelled'
  | 'expired'
  | 'not_yours'
  | 'unknown'
  | 'rejected'
  | 'decided'
  | 'own';

export interface OperatorActions {
  /** Keeps an action until it is confirmed. The same `origin` (`chat:message`) finds the one kept before. */
  ask(
    ask: { token: string; actorId: number; origin: string; action: OperatorAction; expiresAt: Date },
    now: Date,
  ): Promise<{ token: string; action: OperatorAction }>;
  /** What was asked for; `undefined`: no such question. */
  find(token: string): Promise<OperatorAction | undefined>;
  /**
   * [Ya], by the operator who asked. Taken in time it stays his to finish, however late a crash lets it be repeated.
   * `waitUntil`: it needs a second operator, and waits so long for one; what was taken before stays taken.
   */
  take(token: string, actorId: number, now: Date, waitUntil?: Date): Promise<TakenAction>;
  /** Every other operator has been asked. */
  asked(token: string): Promise<void>;
  /**
   * [Setujui], by one of `operators` who is not the asker; who asked must be one of them still. The first press decides and is
   * audited in the same statement; by the same operator again it is still `do`, by any other `decided`.
   */
  approve(token: string, secondId: number, operators: readonly number[], now: Date): Promise<TakenAction>;
  /** [Tolak], likewise. By the same operator again it answers as before. */
  reject(
    token: string,
    secondId: number,
    operators: readonly number[],
    now: Date,
  ): Promise<{ kind: 'refused'; action: OperatorAction; askerId: number } | { kind: ActionOver }>;
  /** It has been done: further taps are told so. */
  done(token: string): Promise<void>;
  /** It cannot be done, and will not be: pressing again does not try again. */
  refused(token: string): Promise<void>;
  /** [Batal], by who asked, also while it waits for a second operator. False when it is too late. */
  cancel(token: string, actorId: number): Promise<boolean>;
}

/** Above which amount, in rupiah, a second operator must approve. */
export interface TwoPersonLimit {
  /** Zero: no limit. */
  get(): Promise<Rupiah>;
  /**
   * Set once under its key, whatever was set since.
   * @param change.mayLoosen without it only tightening is done, judged by what stands there at that very moment
   * @returns true, also when called again with the same key; false: it would have loosened, and nothing was changed.
   */
  set(
    change: { key: string; limit: Rupiah; mayLoosen: boolean; actorId: number },
    now: Date,
  ): Promise<boolean>;
}

/** Money by an operator's hand. Called again with the same key, each books nothing and answers as before. */
export interface OperatorMoney {
  /** @returns the reseller's available balance after it. */
  deposit(
    key: string,
    resellerId: number,
    amount: number,
    note: string,
    actorId: number,
    now: Date,
  ): Promise<number>;
  /**
   * Adds to what we reckon to have at the supplier; below zero takes from it.
   * @returns what is booked under the key: another amount when it was booked before with another.
   */
  topUpSupplier(key: string, amount: number, note: string, actorId: number, now: Date): Promise<number>;
  /** @returns the balance after it; `undefined`, and nothing is booked, when it would fall below zero. */
  correct(
    key: string,
    resellerId: number,
    amount: number,
    reason: string,
    actorId: number,
    now: Date,
  ): Promise<number | undefined>;
}
