import type { BankAccount } from '../domain/bank-account.ts';
import type { Meaning } from '../domain/command/command.ts';
import type { Rupiah } from '../domain/money.ts';
import type { ReviewCase } from './orders.ts';

/** Something an operator must know and no reseller needs to. */
export type Alarm =
  /** The supplier charged something else than expected; the reseller pays what he saw. */
  | { kind: 'cost_differs'; number: number; label: string; expected: Rupiah; booked: Rupiah }
  /** A person must find out what became of it, and decide. Until then its money stays where it is. */
  | { kind: 'review'; about: ReviewCase }
  /** It had been called failed, and arrived: its price was taken again. */
  | { kind: 'late_delivery'; number: number; label: string; resellerCode: string; price: Rupiah }
  /** A final answer against the final state that was booked. Money did not follow it. */
  | { kind: 'contradiction'; number: number; label: string; state: string; answer: string }
  /** The supplier answered about another order than the one asked for. */
  | { kind: 'other_data'; number: number; label: string; supplierRef: string }
  /** Our clock, key, address or credentials are refused: no order goes through. */
  | { kind: 'misconfigured'; code: string; detail: string }
  /** Names no order, so that however many are refused for it, it is told once. */
  | { kind: 'supplier_balance_low' }
  /** The supplier does not answer: new orders are refused until it does. */
  | { kind: 'supplier_down'; since: Date }
  /** A message or tap that could not be handled was given up after several tries. */
  | { kind: 'update_parked'; updateId: number; lane: string; attempts: number; error: string }
  /** The database holds an order that cannot be read: nothing is done for it, and its money stays where it is. */
  | { kind: 'order_unreadable'; number: number; detail: string }
  /** The database would lose what it says is stored. */
  | { kind: 'database_unsafe'; detail: string }
  | { kind: 'pin_locked'; resellerCode: string; name: string }
  /** He was paid commissions of sales that were reversed, and has no balance to take the rest from. */
  | { kind: 'commission_owed'; resellerCode: string; name: string; amount: Rupiah }
  /** Resellers are told to transfer to these from now on. `secondId`: who approved it; `undefined`: nobody was asked. */
  | {
      kind: 'bank_accounts';
      accounts: readonly BankAccount[];
      askerId: number;
      secondId: number | undefined;
      at: Date;
    }
  /** What resellers type is read so from now on. `meaning`: `undefined` when the word was taken away. */
  | { kind: 'command_word'; word: string; meaning: Meaning | undefined; operatorId: number; at: Date };

export interface Alarms {
  /** Tells every operator, at least once; the same again within a few minutes is told once. Resolves when it is stored. */
  raise(alarm: Alarm): Promise<void>;
}
