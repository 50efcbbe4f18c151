import type { Ticket, TicketState, TicketTwin } from '../../app/tickets.ts';
import type { BankAccount } from '../../domain/bank-account.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Message } from '../message.ts';

/** A ticket with the accounts to transfer to; `timeZone` for its times. */
export type TicketView = { ticket: Ticket; accounts: readonly BankAccount[]; timeZone: string };

/** Somebody's ticket, as operators see it. */
export type DeskTicket = {
  ticket: Ticket;
  code: string;
  name: string;
  timeZone: string;
  /** Others with the same total, whose transfer this one might be. */
  twins: readonly TicketTwin[];
};

/** Deposit tickets. */
export interface FundsTexts {
  /** `DEP` alone: amounts to choose from, and how to type another. */
  choose(amounts: readonly Rupiah[], accounts: readonly BankAccount[]): Message;
  outOfRange(smallest: Rupiah, largest: Rupiah): Message;
  unknownBank(typed: string, amount: Rupiah, accounts: readonly BankAccount[]): Message;
  /** The operator has named no account yet. */
  noAccounts(): Message;
  /** To be paid; or, where it is open no more, what became of it. */
  ticket(view: TicketView): Message;
  reminder(view: TicketView): Message;
  expired(view: TicketView): Message;
  /** So many of his are open that there is no further one. */
  tooMany(tickets: readonly Ticket[], timeZone: string): Message;
  tooManyToday(most: number): Message;
  noDigits(amount: Rupiah): Message;
  accepted(view: { ticket: Ticket; balance: Rupiah }): Message;
  rejected(view: { ticket: Ticket; reason: string }): Message;

  /** Why operators reject, to choose from; in the language of the reseller. */
  reasons: readonly string[];

  /** For operators. */
  desk: {
    /** With [Terima] [Tolak] while it may be decided. */
    ticket(view: DeskTicket): Message;
    list(view: { tickets: readonly DeskTicket[]; total: number }): Message;
    usage(): Message;
    noTicket(typed: string): Message;
    /** `depositAt`: when as much was booked for him otherwise since the ticket was opened. */
    askAccept(view: DeskTicket & { balance: Rupiah; depositAt: Date | undefined }, token: string): Message;
    /** The question of a deposit by hand, with his tickets of the same total. */
    depositQuestion(question: Message, tickets: readonly Ticket[]): Message;
    askReason(view: DeskTicket, reasons: readonly string[]): Message;
    askReject(view: DeskTicket & { reason: string }, token: string): Message;
    accepted(view: DeskTicket & { balance: Rupiah; isTold: boolean }): Message;
    rejected(view: DeskTicket & { reason: string; isTold: boolean }): Message;

    accounts(accounts: readonly BankAccount[]): Message;
    badAccount(line: string): Message;
    askAccounts(view: { from: readonly BankAccount[]; to: readonly BankAccount[] }, token: string): Message;
    accountsSet(accounts: readonly BankAccount[]): Message;
  };

  /** Short plain texts above the chat, at most 200 characters. */
  toasts: { standing(state: TicketState): string; notYours: string; unknown: string };
}
