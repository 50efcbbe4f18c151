import { z } from 'zod';

/**
 * What an operator may ask for and must confirm before it is done. Stored until [Ya]; parsed again when it is read, since it
 * may have been written by another version. Amounts are whole rupiah.
 */
export const OperatorAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('deposit'), resellerId: z.int(), amount: z.int().positive(), note: z.string() }),
  z.object({ kind: z.literal('correction'), resellerId: z.int(), amount: z.int(), reason: z.string() }),
  z.object({ kind: z.literal('global_markup'), markup: z.int() }),
  z.object({ kind: z.literal('reset_pin'), resellerId: z.int() }),
  z.object({ kind: z.literal('product_markup'), code: z.string(), markup: z.int().nullable() }),
]);
export type OperatorAction = z.infer<typeof OperatorAction>;

export type TakenAction =
  /** Do it now. `token` is the key under which money is booked once; taken again it is still `do`, so that a crash after it loses nothing. */
  | { kind: 'do'; token: string; action: OperatorAction }
  | { kind: 'done' | 'cancelled' | 'expired' | 'not_yours' | 'unknown' };

export interface OperatorActions {
  /** Keeps an action until it is confirmed. The same `origin` (`chat:message`) finds the one kept before. */
  ask(
    ask: { token: string; actorId: number; origin: string; action: OperatorAction; expiresAt: Date },
    now: Date,
  ): Promise<{ token: string; action: OperatorAction }>;
  /** [Ya], by the operator who asked. Taken in time it stays his to finish, however late a crash lets it be repeated. */
  take(token: string, actorId: number, now: Date): Promise<TakenAction>;
  /** It has been done: further taps are told so. */
  done(token: string): Promise<void>;
  /** It cannot be done, and will not be: pressing again does not try again. */
  refused(token: string): Promise<void>;
  /** [Batal]. False when it is too late. */
  cancel(token: string, actorId: number): Promise<boolean>;
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
