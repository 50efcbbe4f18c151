import { z } from 'zod';
import type { Code } from './envelope.ts';
import type { WrongAnswer } from './faults.ts';

/** One turn in the life of a purchase, counted from its creation. */
export const stepSchema = z.object({
  afterMs: z.number(),
  /** `WAITING`, `SUCCESS` and `FAILED` are documented; any other word is one the client has never seen. */
  status: z.string(),
  reason: z.string().optional(),
  /** The serial number is not there yet. */
  isWithoutSn: z.boolean().optional(),
});
export type Step = z.infer<typeof stepSchema>;

type Bilingual = { id: string; en: string };

export type OutcomeName =
  | 'success'
  | 'token'
  | 'wrong_number'
  | 'success_at_once'
  | 'success_after_10_s'
  | 'success_after_60_s'
  | 'failed'
  | 'failed_at_once'
  | 'product_refused'
  | 'number_refused'
  | 'supplier_balance_low'
  | 'supplier_disturbed'
  | 'answer_lost'
  | 'request_lost'
  | 'http_500_executed'
  | 'http_500_not_executed'
  | 'slow'
  | 'garbage'
  | 'half_body'
  | 'answer_lost_history_lags'
  | 'answer_lost_success_late'
  | 'unknown_status'
  | 'sn_late'
  | 'waiting_for_ever'
  | 'reversed'
  | 'success_after_failure'
  | 'flapping'
  | 'detail_lags'
  | 'other_cost'
  | 'mixed_up'
  | 'strange_sn'
  | 'inquiry_refused'
  | 'inquiry_down'
  | 'html_name'
  | 'bidi_name';

/** What becomes of a purchase (or of an inquiry), chosen by the last digits of its destination. */
export type Outcome = {
  name: OutcomeName;
  /** Last digits of the destination; where several fit, the longest counts. Empty: all other destinations. */
  suffix: string;
  /** An order to try it with, to be followed by a PIN. */
  example: string;
  /** A few words for a button. */
  label: Bilingual;
  /** What the caller sees. */
  description: Bilingual;
  /** From creation to the last turn; `undefined` when nothing is bought, or nothing final ever comes. */
  delayMs: number | undefined;
  /** Turns after the creation; empty when nothing is ever bought. */
  steps: readonly Step[];
  /** The purchase is refused with this code, each time; nothing is bought. */
  refusal?: Code;
  /** The first purchase under a reference is answered like this. A repeat is answered as usual. */
  wrongAnswer?: WrongAnswer;
  inquiry?: 'refused' | 'down';
  /** Added to what the inquiry said, rupiah. */
  extraCost?: number;
  hiddenFromHistoryMs?: number;
  hiddenFromDetailMs?: number;
  /** Until then, the detail answer tells of another transaction. */
  mixedUpMs?: number;
  customerName?: string;
  /** Replaces the usual serial number. */
  sn?: string;
};
