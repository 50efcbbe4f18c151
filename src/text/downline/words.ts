import type { DownlineTexts } from './texts.ts';

/** The sentences of one language, as HTML that holds nothing from outside; amounts and names come escaped and written out. */
export type DownlineWords = {
  youAreOff: string;
  howTo: string;
  notFound(typed: string): string;
  ask: {
    transfer(amount: string, person: string): string;
    take_back(amount: string, person: string): string;
  };
  yourBalance: string;
  balanceOf(code: string): string;
  earlier(times: string): string;
  validUntil(minutes: number, time: string): string;
  button: { transfer: string; take_back: string; again: string; cancel: string };
  moved: {
    transfer(amount: string, person: string): string;
    take_back(amount: string, person: string): string;
  };
  movedByUpline: {
    transfer(amount: string, person: string): string;
    take_back(amount: string, person: string): string;
  };
  balance: string;
  isTold: string;
  isNotTold: string;
  refused: {
    not_downline: string;
    self: string;
    other_blocked: string;
    other_off: string;
    too_small(least: string): string;
    too_much(left: string): string;
  };
  missing: { transfer(missing: string): string; take_back(missing: string): string };
  nothingMoved: string;
  cancelled: string;
  expired: string;
  over: string;

  list(total: number): string;
  nobody: string;
  unpaid(amount: string): string;
  owed(amount: string): string;
  markup: string;
  stateOf: { active: string; off: string; blocked: string };
  switchOff: string;
  switchOn: string;
  transfer: string;
  takeBack: string;
  register: string;
  toList: string;
  setMarkup: string;
  today: string;
  delivered(count: number, sum: string): string;
  underway(count: number, sum: string): string;
  earned(amount: string): string;
  nothingToday: string;
  switched: { off(person: string): string; on(person: string): string };
  wasSo: { off(person: string): string; on(person: string): string };
  stillBlocked: string;
  switchedByUpline: { off(person: string): string; on(person: string): string };

  markups: string;
  noMarkups: string;
  allDownlines: string;
  allProducts: string;
  markupSet(line: string): string;
  /** What zero means beside other markups: of all downlines and products, and of some. */
  zeroForAll: string;
  zeroForSome: string;
  example(productCode: string, price: string): string;
  markupTooHigh(most: string): string;
  unknownTarget(typed: string): string;

  invitation(name: string): string;
  town: string;
  phone: string;
  opening(amount: string): string;
  passOn(until: string): string;
  copyLink: string;
  badPhone(typed: string): string;
  tooDeep: string;

  joinName(person: string, name: string): string;
  joinYes: string;
  joinNameOtherwise: string;
  otherPhone: string;
  joinSent(person: string): string;
  joinPending(person: string): string;
  joinCancelled: string;
  joinRejected(person: string): string;
  joinRefused: Readonly<Record<'unknown' | 'used' | 'expired' | 'decided', string>>;
  alreadyReseller(person: string): string;

  application: string;
  name: string;
  approve: string;
  reject: string;
  approved(person: string): string;
  keypadSent: string;
  keypadNotSent: string;
  sendOpening(amount: string): string;
  rejected(name: string): string;
  applicationOver: string;
  newDownline(person: string, upline: string): string;
  toBlock(code: string): string;

  toasts: DownlineTexts['toasts'];
};
