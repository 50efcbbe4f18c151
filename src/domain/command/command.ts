import type { Day } from '../day.ts';
import type { Rupiah } from '../money.ts';

/** What a command word stands for. `reserved` words mean something else in the trade and are never read as a product code. */
export type Meaning =
  | 'order'
  | 'balance'
  | 'prices'
  | 'status'
  | 'recap'
  | 'ledger'
  | 'history'
  | 'change_pin'
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
  /** Upper case; no product need have it. */
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
  /** Fields that fit no form of an order. */
  | 'unclear_fields'
  | 'own_reference'
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

export type GuidedCommand =
  | { kind: 'guided'; line: number; flow: 'buy'; code?: string | undefined }
  | { kind: 'guided'; line: number; flow: 'status' };

export type Command =
  | OrderCommand
  | (Typed & { kind: 'balance' })
  /** Codes, beginnings of codes, categories or operators, as typed; none: an overview. */
  | (Typed & { kind: 'prices'; terms: string[] })
  /** Our number (without `#`), Klikoo's id, or a destination as Klikoo expects it. */
  | (Typed & { kind: 'status'; query: string })
  | (Typed & { kind: 'recap'; day: DayArgument })
  | (Typed & { kind: 'ledger'; day: DayArgument })
  /** At most one of `day` and `query` (a destination, product code or number) is set. */
  | (Typed & { kind: 'history'; day?: DayArgument | undefined; query?: string | undefined })
  /** Either may be the old PIN: the one that matches is. Missing ones are asked for on the keypad. */
  | { kind: 'change_pin'; line: number; first?: string | undefined; second?: string | undefined }
  | (Typed & { kind: 'help'; topic?: string | undefined })
  | (Typed & { kind: 'yes' })
  | (Typed & { kind: 'no' })
  /** A command that was given without what it needs: ask step by step. */
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
