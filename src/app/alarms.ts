import type { Rupiah } from '../domain/money.ts';

/** Something an operator must know and no reseller needs to. */
export type Alarm =
  /** The supplier charged something else than expected; the reseller pays what he saw. */
  | { kind: 'cost_differs'; number: number; label: string; expected: Rupiah; booked: Rupiah }
  /** No final answer in time: a person must find out what became of it. The money stays held. */
  | { kind: 'review'; number: number; label: string; resellerCode: string; price: Rupiah; submittedAt: Date }
  /** A final answer against the final state that was booked. Money did not follow it. */
  | { kind: 'contradiction'; number: number; label: string; state: string; answer: string }
  /** The supplier answered about another order than the one asked for. */
  | { kind: 'other_data'; number: number; label: string; supplierRef: string }
  /** Our clock, key, address or credentials are refused: no order goes through. */
  | { kind: 'misconfigured'; code: string; detail: string }
  | { kind: 'supplier_balance_low'; number: number; label: string }
  /** A message or tap that could not be handled was given up after several tries. */
  | { kind: 'update_parked'; updateId: number; lane: string; attempts: number; error: string }
  | { kind: 'pin_locked'; resellerCode: string; name: string };

export interface Alarms {
  /** Tells every operator, at least once; the same again within a few minutes is told once. Resolves when it is stored. */
  raise(alarm: Alarm): Promise<void>;
}
