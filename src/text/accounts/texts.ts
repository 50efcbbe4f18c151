import type { PhoneBefore, ResellerAccount } from '../../app/accounts.ts';
import type { Message } from '../message.ts';

/** A Telegram account as people see it: its name there, or what its reseller calls it. From outside. */
export type AccountName = { telegramId: number; label: string | undefined };

/** Telegram accounts of a reseller, his number, and forgotten PINs. */
export interface AccountsTexts {
  /** `untilLabel`: a time of day. */
  code(view: { code: string; link: string; untilLabel: string }): Message;
  codeOver(): Message;
  full(most: number): Message;

  /** To who typed a code. */
  claimed(untilLabel: string): Message;
  claimedUnheard(): Message;
  known(): Message;
  wrongCode(): Message;
  oldCode(): Message;
  usedCode(): Message;
  tooManyCodes(): Message;

  askAllow(view: AccountName & { claimedName: string; untilLabel: string }, token: string): Message;
  allowed(account: AccountName): Message;
  refused(account: AccountName): Message;
  /** In place of the question. `full`: of accounts; `known`: it is a reseller's by now. */
  notAllowed(why: 'over' | 'full' | 'known'): Message;
  /** To the new account. */
  welcome(reseller: { name: string; code: string }): Message;
  refusedThere(): Message;
  /** To his other accounts. */
  addedElsewhere(account: AccountName): Message;

  /** `ownId`: the account that asks. */
  list(view: {
    accounts: readonly ResellerAccount[];
    ownId: number;
    most: number;
    phone: string | undefined;
    timeZone: string;
  }): Message;
  removed(account: AccountName): Message;
  removedThere(code: string): Message;
  notRemoved(why: 'unknown' | 'not_first' | 'last'): Message;

  askPhone(): Message;
  phoneChanged(phone: string): Message;
  phoneKept(): Message;
  phoneNotFirst(): Message;
  /** To his other accounts. */
  phoneChangedElsewhere(phone: string): Message;

  forgotSent(): Message;
  /** He asked within the last day already. `isReset`: and the PIN has been reset since. */
  forgotBefore(isReset: boolean): Message;

  /** For operators. */
  desk: {
    phoneChanged(view: { code: string; name: string; from: string | undefined; to: string }): Message;
    /** `by`: the account that asks, where he has others; `isFirst`: it is the one he began with. */
    forgotPin(view: {
      id: number;
      code: string;
      name: string;
      phone: string | undefined;
      /** Where it was changed within a week. */
      phoneBefore: PhoneBefore | undefined;
      timeZone: string;
      by: (AccountName & { isFirst: boolean }) | undefined;
    }): Message;
    forgotDone(view: { code: string; name: string }): Message;
  };
}
