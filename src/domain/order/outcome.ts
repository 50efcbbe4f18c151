import type { Rupiah } from '../money.ts';

/** Why the supplier said no, in the words a reseller tells apart. `other` carries the supplier's own text. */
export type RejectionReason =
  | 'wrong_destination'
  | 'product_disturbed'
  | 'product_closed'
  | 'amount_out_of_range'
  | 'already_paid'
  | 'supplier_refused'
  | 'other';

/**
 * What one answer of the supplier means, after reading and before deciding.
 * Only words known to be final are final: everything else is `unknown`, and keeps the money held.
 */
export type SupplierOutcome =
  /** `sn` is the proof of delivery, absent when the supplier has not sent it yet. `booked` is what the supplier says it charged. */
  | { kind: 'delivered'; supplierRef: string; sn?: string; booked?: Rupiah; customerName?: string }
  /** Accepted and on its way. A serial number in such an answer is provisional and not carried. */
  | { kind: 'pending'; supplierRef: string }
  /** Refused for certain: nothing was bought under this reference and nothing will be. */
  | { kind: 'rejected'; reason: RejectionReason; text: string; code: string; supplierRef?: string }
  /** The reference is known to the supplier already: an earlier send arrived. */
  | { kind: 'exists' }
  /** The request certainly did not reach the supplier (name not found, connection refused, connect time-out). */
  | { kind: 'not_reached'; detail: string }
  /** The request was certainly not executed but through no fault of the order (our clock, key, address or token). The operator must act. */
  | { kind: 'misconfigured'; code: string; detail: string }
  /** Anything else. `detail` is for the operator: bounded, without secrets. */
  | { kind: 'unknown'; detail: string };
