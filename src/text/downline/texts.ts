import type { DownlineDay, MoveKind } from '../../app/downlines.ts';
import type { Form } from '../../domain/command/forms.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Message } from '../message.ts';

/** Somebody as others know him. */
export type PersonView = { code: string; name: string };

export type MoveView = { kind: MoveKind; person: PersonView; amount: Rupiah };

export type MoveRefusal =
  /** `other_off`: by who asks. */
  | { kind: 'not_downline' | 'self' | 'other_blocked' | 'other_off' }
  | { kind: 'too_small'; least: Rupiah }
  /** Of what he has sent himself, so much is left to take back. */
  | { kind: 'too_much'; left: Rupiah }
  /** Of the upline's balance for a transfer, of the downline's for what is taken back. */
  | { kind: 'insufficient'; missing: Rupiah };

export type DownlineView = PersonView & {
  available: Rupiah;
  markup: Rupiah;
  isOff: boolean;
  /** By an operator. */
  isBlocked: boolean;
};

export type MarkupView = { person: PersonView | undefined; productCode: string | undefined; amount: Rupiah };

export type ApplicantView = { name: string; town: string; phone: string };

/** Resellers below resellers: transfers, lists, markups, invitations. Values in, sentences and keyboards out. */
export interface DownlineTexts {
  /** His upline has switched him off. */
  youAreOff(): Message;
  /** `typed`: code or phone, as typed. */
  notFound(typed: string): Message;

  /** `balance`: of who asks; `other`: of his downline; both before it. `earlier`: times at which the same was moved today. */
  moveQuestion(
    view: MoveView & { balance: Rupiah; other: Rupiah; earlier: readonly string[]; untilLabel: string },
    token: string,
  ): Message;
  /** Balances after it. */
  moved(view: MoveView & { balance: Rupiah; other: Rupiah; isTold: boolean }): Message;
  /** To the downline; `person` is his upline, `balance` his own after it. */
  movedByUpline(view: MoveView & { balance: Rupiah }): Message;
  moveRefused(view: MoveView, refusal: MoveRefusal): Message;
  moveCancelled(): Message;
  moveExpired(): Message;
  /** Asked for before, and answered then. */
  moveOver(): Message;

  /** `unpaid`: earned and still to be paid; below zero after reversals. Pages count from 0. */
  list(view: {
    lines: readonly DownlineView[];
    total: number;
    page: number;
    pages: number;
    unpaid: Rupiah;
  }): Message;
  /** One of them, with what he did today. */
  one(view: DownlineView & { day: DownlineDay }): Message;
  /** `isChanged`: false where it was so before. */
  switched(view: {
    person: PersonView;
    isOff: boolean;
    isChanged: boolean;
    isBlocked: boolean;
    isTold: boolean;
  }): Message;
  /** To the downline. */
  switchedByUpline(view: { upline: PersonView; isOff: boolean }): Message;

  markups(lines: readonly MarkupView[], forms: readonly Form[]): Message;
  /** `example`: what somebody pays for a product from now on. */
  markupSet(view: MarkupView, example: { productCode: string; price: Rupiah } | undefined): Message;
  markupTooHigh(most: Rupiah): Message;
  /** Neither one of his downlines nor a product. */
  unknownTarget(typed: string): Message;

  /** To be passed on to the new one. */
  invitation(view: {
    name: string;
    town: string | undefined;
    phone: string | undefined;
    markup: Rupiah | undefined;
    openingBalance: Rupiah | undefined;
    link: string;
    untilLabel: string;
  }): Message;
  badPhone(typed: string): Message;
  /** Five levels are there already. */
  tooDeep(): Message;

  /** To who opened an invitation. */
  joinName(view: { upline: PersonView; name: string }, token: string): Message;
  joinNameOtherwise(): Message;
  otherPhone(): Message;
  joinSent(upline: PersonView): Message;
  joinPending(upline: PersonView): Message;
  joinCancelled(): Message;
  joinRejected(upline: PersonView): Message;
  /** Why it cannot be taken up. */
  joinRefused(why: 'unknown' | 'used' | 'expired' | 'decided'): Message;
  alreadyReseller(reseller: PersonView): Message;

  /** To the upline. */
  application(applicant: ApplicantView, token: string): Message;
  applicationApproved(view: {
    person: PersonView;
    isKeypadSent: boolean;
    openingBalance: Rupiah | undefined;
  }): Message;
  applicationRejected(name: string): Message;
  /** The new one was registered by another way meanwhile. */
  applicationOver(): Message;
  /** To the operators. */
  newDownline(view: {
    upline: PersonView;
    person: PersonView;
    applicant: ApplicantView;
    telegramId: number;
  }): Message;

  /** Short plain texts above the chat, at most 200 characters. */
  toasts: {
    moved: Readonly<Record<MoveKind, string>>;
    done: string;
    cancelled: string;
    expired: string;
    notYours: string;
    unknown: string;
  };
}
