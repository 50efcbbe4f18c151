import type { BankAccount } from '../domain/bank-account.ts';
import type { Rupiah } from '../domain/money.ts';

export type TicketState = 'open' | 'accepted' | 'rejected' | 'expired' | 'cancelled';

/** What a reseller means to transfer. */
export type Ticket = {
  id: number;
  resellerId: number;
  amount: Rupiah;
  /** The amount and its unique digits: what is to be transferred, and what is booked. */
  total: Rupiah;
  /** The one he named; `undefined`: any. */
  bank: string | undefined;
  state: TicketState;
  createdAt: Date;
  expiresAt: Date;
  decidedAt: Date | undefined;
  /** Of a rejected one. */
  reason: string | undefined;
  /** The operators have been told of it. */
  isAnnounced: boolean;
};

export type TicketRequest = {
  resellerId: number;
  telegramId: number;
  amount: Rupiah;
  bank: string | undefined;
  /** The same again finds the same ticket, whatever became of it. */
  origin: string;
  /** 1 to 999, drawn at random: where the search for free digits begins. */
  start: number;
};

export type TicketOpened =
  /** `exists`: by the same origin, or one of this amount is open already. */
  | { kind: 'opened' | 'exists'; ticket: Ticket }
  | { kind: 'too_many' }
  /** So many were opened for him within a day. */
  | { kind: 'too_many_today' }
  /** All digits of this amount are taken by open tickets. */
  | { kind: 'no_digits' };

/** Another ticket whose transfer would look the same. */
export type TicketTwin = { id: number; code: string; name: string; state: TicketState };

/** What is to be told of a ticket: to the operators that there is one, to the reseller its last hour and its end. */
export type TicketNews = 'announce' | 'remind' | 'expired';

/** An operator's decision; `key` says which: made again it answers as before. */
type Decision = { key: string; ticketId: number; actorId: number };

/** `over`: it was decided otherwise before, and nothing was changed. */
export type TicketOver = { kind: 'over'; ticket: Ticket };

export interface Tickets {
  open(request: TicketRequest, now: Date): Promise<TicketOpened>;
  find(id: number): Promise<Ticket | undefined>;
  /** The oldest first; of one reseller where `resellerId` is given. */
  listOpen(limit: number, resellerId?: number): Promise<{ tickets: Ticket[]; total: number }>;
  /** Others of the last 60 days with the same total that were not accepted, the newest first. */
  twins(ticket: Ticket, now: Date): Promise<TicketTwin[]>;
  /** Of one reseller with this total, of the last 14 days, unless rejected or cancelled. The newest first. */
  ofTotal(resellerId: number, total: Rupiah, now: Date): Promise<Ticket[]>;
  /** When as much was last booked for its reseller since it was opened, other than by itself. */
  equalDeposit(ticket: Ticket): Promise<Date | undefined>;
  /** Books the total, once for ever, also when the ticket has expired. @throws when there is no such ticket. */
  accept(
    decision: Decision,
    now: Date,
  ): Promise<{ kind: 'accepted'; ticket: Ticket; balance: Rupiah } | TicketOver>;
  /** It can never be accepted then. @throws when there is no such ticket. */
  reject(
    decision: Decision & { reason: string },
    now: Date,
  ): Promise<{ kind: 'rejected'; ticket: Ticket } | TicketOver>;
  /** By the reseller himself, while it is open. @returns how it stands now; `undefined`: he has no such ticket. */
  cancel(
    cancel: { ticketId: number; resellerId: number; telegramId: number },
    now: Date,
  ): Promise<Ticket | undefined>;

  /** Closes what ran out, and hands out what is to be told, each to one instance for `leaseMs`. */
  claimNews(
    now: Date,
    options: { remindBeforeMs: number; leaseMs: number; limit: number },
  ): Promise<{ ticket: Ticket; news: TicketNews; toldTo: ReadonlySet<number> }[]>;
  /** This account has been told, and is not to be again while others wait for the same news. */
  toldTo(id: number, news: TicketNews, telegramId: number): Promise<void>;
  told(id: number, news: TicketNews, now: Date): Promise<void>;
}

export interface BankAccounts {
  get(): Promise<BankAccount[]>;
  /** Puts these in place of all there were, once under its key, and says so in the audit log. */
  set(change: { key: string; accounts: readonly BankAccount[]; actorId: number }, now: Date): Promise<void>;
}
