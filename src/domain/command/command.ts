import type { Day } from '../day.ts';
import type { Rupiah } from '../money.ts';

/** What a command word stands for. `reserved` words mean something else in the trade and are never read as a product code. */
export type Meaning =
  | 'order'
  | 'bill'
  | 'pay_bill'
  | 'cancel'
  | 'balance'
  | 'downline_balance'
  | 'prices'
  | 'outages'
  | 'status'
  | 'token'
  | 'receipt'
  | 'recap'
  | 'ledger'
  | 'history'
  | 'ticket'
  | 'transfer'
  | 'take_back'
  | 'register_downline'
  | 'downlines'
  | 'downline_on'
  | 'downline_off'
  | 'markup'
  | 'add_account'
  | 'remove_account'
  | 'accounts'
  | 'change_pin'
  | 'complaint'
  | 'help'
  | 'yes'
  | 'no'
  | 'reserved';

/** A day as typed, still to be resolved against today: see `resolveDay`. */
export type DayArgument =
  /** 0 is today. */
  | { kind: 'days_ago'; days: number }
  /** 1 to 31. */
  | { kind: 'day_of_month'; dayOfMonth: number }
  | { kind: 'day_and_month'; dayOfMonth: number; month: number }
  | { kind: 'date'; day: Day };

/** `line`: index of the line of the message, from 0. `pin`: as typed, neither checked nor to be stored or shown. */
type Typed = { line: number; pin?: string | undefined };

export type OrderCommand = Typed & {
  kind: 'order';
  /** Upper case; no product need have it. Digits alone are a face value in thousands: see `faceValueOf`. */
  code: string;
  /** As Klikoo expects it, see `readDestination`. Whether it fits the product is still to be checked. */
  destination: string;
  typedDestination: string;
  /** What an open-amount product is to deliver. Also set where the product turns out to have a fixed price. */
  amount?: Rupiah | undefined;
  /** 1, or the repeat counter typed (1 to 99): the how-manieth purchase of the same on the same day. */
  occurrence: number;
  /** The customer's own phone, `0812…`, typed beside a meter or customer number. */
  msisdn?: string | undefined;
  /** The reseller's own name for this order, typed as `R#…`: the same again is the same order. */
  ownReference?: string | undefined;
};

/** What to ask where a line has several readings that would all move money. */
export type Question = 'amount_or_pin' | 'amount_or_repeat' | 'destination_or_amount';

/** Why a line could not be read. */
export type NotUnderstoodReason =
  /** No command, and nothing that looks like an order. */
  | 'unknown_word'
  | 'unknown_slash'
  | 'reserved_word'
  /** A code or field with letters that are not ASCII: they may only look alike. */
  | 'non_ascii'
  /** Begins with a number where a code is expected. */
  | 'no_code'
  | 'no_destination'
  /** One short number after the code: a PIN without destination, or a destination without PIN. */
  | 'destination_or_pin'
  | 'two_destinations'
  /** A number between two destinations: another order of that face value, or the counter or amount of the order before. */
  | 'one_or_several'
  /** Fields that fit no form of an order. */
  | 'unclear_fields'
  /** One `R#…` for several orders, or none of the characters it may have. */
  | 'own_reference'
  /** Of two numbers nobody can say which is the amount and which the PIN. */
  | 'unclear_amount'
  /** Money for a downline, and nothing that says for which. */
  | 'no_person'
  /** A known command with arguments it does not take: see `about`. */
  | 'bad_arguments'
  | 'bad_day';

export type NotUnderstood = {
  kind: 'not_understood';
  line: number;
  reason: NotUnderstoodReason;
  /** The line, at most 200 characters, with everything that could be a PIN masked. */
  text: string;
  /** The first word in upper case where it is made like a code and cannot hold a PIN: to look for similar product codes. */
  word?: string | undefined;
  /** The command whose arguments were not understood. */
  about?: Meaning | undefined;
  /** Command words that `word` may have been meant to be, best first. */
  candidates: string[];
};

export type Ambiguous = { kind: 'ambiguous'; line: number; ask: Question; readings: OrderCommand[] };

/** A command that was given without what it needs: ask step by step. */
export type GuidedCommand =
  | (Typed & { kind: 'guided'; flow: 'buy'; code?: string | undefined })
  | (Typed & { kind: 'guided'; flow: GuidedFlow });

/** Commands that ask for what was not typed. */
export type GuidedFlow =
  | 'status'
  | 'bill'
  | 'pay_bill'
  | 'cancel'
  | 'token'
  | 'receipt'
  | 'ticket'
  | 'transfer'
  | 'take_back'
  | 'register_downline'
  | 'downline_balance'
  | 'downline_on'
  | 'downline_off'
  | 'markup'
  | 'remove_account'
  | 'complaint';

/** Money to or from a downline. `to`: his code in upper case, or his phone as `0812…`. */
export type TransferCommand = Typed & { kind: 'transfer' | 'take_back'; to: string; amount: Rupiah };

/** A bill of `code` (`PLN`, upper case). `customer`: as typed, without spaces and dashes. */
export type BillCommand = Typed & {
  kind: 'bill';
  code: string;
  customer: string;
  /** Months to pay (1 to 12), or a month as `2026-11`. */
  period?: { kind: 'months'; months: number } | { kind: 'month'; month: string } | undefined;
  msisdn?: string | undefined;
};

export type PayBillCommand = Typed & {
  kind: 'pay_bill';
  /** `undefined`: `customer` is the number of an inquiry made before. */
  code: string | undefined;
  customer: string;
  /** What he expects to pay, where he typed it. */
  amount?: Rupiah | undefined;
  msisdn?: string | undefined;
};

export type RegisterDownlineCommand = Typed & {
  kind: 'register_downline';
  name: string;
  town?: string | undefined;
  /** As typed, digits only. */
  phone?: string | undefined;
  markup?: Rupiah | undefined;
  /** What he is to begin with: a transfer, to be made when he is one. */
  openingBalance?: Rupiah | undefined;
};

export type Command =
  | OrderCommand
  | BillCommand
  | PayBillCommand
  /**
   * `query`, here and below: number, destination or own reference of the order; `R#` and a reference, where it was named as one. None: the
   * last one.
   */
  | (Typed & { kind: 'cancel'; query?: string | undefined })
  | (Typed & { kind: 'balance' })
  | (Typed & { kind: 'downline_balance'; id: string })
  /** Codes, beginnings of codes, categories or operators, as typed; none: an overview. */
  | (Typed & { kind: 'prices'; terms: string[] })
  | (Typed & { kind: 'outages' })
  /** Our number (without `#`), Klikoo's id, own reference, or a destination as Klikoo expects it. `code`: only of that product. */
  | (Typed & { kind: 'status'; query: string; day?: DayArgument | undefined; code?: string | undefined })
  /** The tokens or serial numbers of a destination once more; never a purchase. */
  | (Typed & { kind: 'token'; query: string })
  | (Typed & { kind: 'receipt'; query: string; retailPrice?: Rupiah | undefined })
  /** `until`: the last day, where two were typed. */
  | (Typed & { kind: 'recap'; day: DayArgument; until?: DayArgument | undefined })
  | (Typed & { kind: 'ledger'; day: DayArgument; until?: DayArgument | undefined })
  /** At most one of `day` and `query` (a destination, product code or number) is set. */
  | (Typed & { kind: 'history'; day?: DayArgument | undefined; query?: string | undefined })
  | (Typed & { kind: 'ticket'; amount: Rupiah; bank?: string | undefined })
  | TransferCommand
  | RegisterDownlineCommand
  | (Typed & { kind: 'downlines' })
  | (Typed & { kind: 'downline_on' | 'downline_off'; id: string })
  /** `targets`: a downline, a product, both or (none) all, as typed in upper case; which is which the records say. */
  | (Typed & { kind: 'markup'; targets: string[]; amount: Rupiah })
  /** `label`: what was typed about it; the account itself proves who it is. */
  | (Typed & { kind: 'add_account'; label?: string | undefined })
  | (Typed & { kind: 'remove_account'; which: string })
  | (Typed & { kind: 'accounts' })
  /** Either may be the old PIN: the one that matches is. Missing ones are asked for on the keypad. */
  | { kind: 'change_pin'; line: number; first?: string | undefined; second?: string | undefined }
  /** `text`: all of the message after the word. */
  | (Typed & { kind: 'complaint'; text: string })
  | (Typed & { kind: 'help'; topic?: string | undefined })
  | (Typed & { kind: 'yes' })
  | (Typed & { kind: 'no' })
  | GuidedCommand
  | Ambiguous
  | NotUnderstood;

export type Commands = {
  kind: 'commands';
  /** In the order typed, one to fifty. */
  commands: Command[];
  /** A PIN that stands in a line of its own above or below orders. */
  lonePin?: string | undefined;
  /** The one PIN the message carries, for the orders that carry none. `undefined` when there is none or they differ. */
  batchPin?: string | undefined;
  /** The message holds a PIN, or something not understood that may be one: delete it. */
  carriesPin: boolean;
};

export type Parsed = { kind: 'empty' } | { kind: 'too_long' } | { kind: 'too_many_orders' } | Commands;
