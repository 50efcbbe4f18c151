import type { BankAccount } from '../../domain/bank-account.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Message } from '../message.ts';

/** What a second operator is asked about. */
export type SecondSubject =
  | {
      kind: 'deposit' | 'correction';
      code: string;
      name: string;
      amount: Rupiah;
      note: string;
      /** The reseller's, before it. */
      balance: Rupiah;
    }
  /** `ours`: what we reckon to have at Klikoo, before it. */
  | { kind: 'supplier_topup'; amount: Rupiah; note: string; ours: Rupiah }
  /** Zero: no limit. */
  | { kind: 'limit'; from: Rupiah; to: Rupiah }
  /** All there are, and all there would be. */
  | { kind: 'bank_accounts'; from: readonly BankAccount[]; to: readonly BankAccount[] };

/** An operator as he is shown to another: of some only the id is known. */
export type OperatorName = { id: number; name: string | undefined };

/** What two operators do together. */
export interface SecondTexts {
  /** The asker's question, with a line that a second operator must approve. `isAlways`: whatever the limit. */
  needed(question: Message, isAlways: boolean): Message;
  /** In place of his question. `untilLabel`: time of day. `isReached`: at least one other operator could be written to. */
  waiting(view: { subject: SecondSubject; untilLabel: string; isReached: boolean }, token: string): Message;
  /** To every other operator. */
  question(view: { subject: SecondSubject; asker: OperatorName; untilLabel: string }, token: string): Message;
  /** What came of it, to the asker and to who approved it. */
  approved(result: Message, by: { asker: OperatorName; second: OperatorName }): Message;
  /** To the asker and to who rejected it. */
  rejected(view: { subject: SecondSubject; asker: OperatorName; second: OperatorName }): Message;

  /** Zero: no limit. `isAlone`: there is no second operator. */
  limit(limit: Rupiah, isAlone: boolean): Message;
  askLimit(view: { from: Rupiah; to: Rupiah }, token: string): Message;
  limitSet(limit: Rupiah): Message;
  /** It was tightened meanwhile, so that this would loosen it. */
  limitNotSet(limit: Rupiah): Message;

  /** Short plain texts above the chat, at most 200 characters. */
  toasts: { own: string; decided: string; rejected: string; waiting: string };
}
