import type { DestinationFault } from '../../domain/destination.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { DestinationKind } from '../../domain/product.ts';
import type { Message } from '../message.ts';

/** What the digits typed on a keypad are for. */
export type KeypadPrompt =
  /** A first PIN. */
  | { kind: 'set' }
  /** The same once more. */
  | { kind: 'repeat' }
  /** The PIN that is to be changed. */
  | { kind: 'old' }
  /** The one to take its place. */
  | { kind: 'new' }
  /** `labels`: what is about to be ordered. */
  | { kind: 'order'; labels: readonly string[] }
  /** `label`: the command that needs it. */
  | { kind: 'command'; label: string }
  /** Quick mode is about to be turned on or off. */
  | { kind: 'quick'; isOn: boolean };

/** What was wrong with the digits before; told above the fresh keypad. */
export type KeypadNotice =
  | { kind: 'wrong'; triesLeft: number }
  | { kind: 'unset' | 'reset' | 'different' | 'trivial' | 'same' };

export type KeypadView = {
  prompt: KeypadPrompt;
  notice?: KeypadNotice | undefined;
  /** Digits typed so far; they show as bullets. */
  length: number;
  /** Names the keypad in its buttons. */
  token: string;
};

/** One button of a guided choice. */
export type Choice = { text: string; data: string };

/** Buttons below a step of the guided order; `undefined` where there is nothing to go to. */
export type GuidedNavigation = {
  back: string | undefined;
  cancel: string;
  previousPage?: string | undefined;
  nextPage?: string | undefined;
};

/** The guided order: one message that asks one thing after another. */
export type GuidedTexts = {
  category(choices: readonly Choice[], navigation: GuidedNavigation): Message;
  /** `page` counts from 1. */
  product(
    view: { category: string; page: number; pages: number; choices: readonly Choice[] },
    navigation: GuidedNavigation,
  ): Message;
  /** A product in a button: name and price; of an open amount, what comes on top. */
  productButton(product: { code: string; name: string; price: Rupiah; isOpenAmount: boolean }): string;
  destination(
    view: {
      code: string;
      name: string;
      price: Rupiah;
      isOpenAmount: boolean;
      expects: DestinationKind;
      /** `pin_behind`: it ends with what may be a PIN. */
      fault: DestinationFault | 'pin_behind' | undefined;
    },
    navigation: GuidedNavigation,
  ): Message;
  amount(
    view: {
      code: string;
      name: string;
      destination: string;
      min: number;
      max: number;
      isBad: boolean;
      /** It may be a PIN as well: with `Rp` in front of it, it is an amount. */
      isUnclear?: boolean;
    },
    navigation: GuidedNavigation,
  ): Message;
  nothingForSale(): Message;
  cancelled(): Message;
  /** Something else was typed, and is answered below. */
  left(): Message;
};

/** Who somebody is: registration, PIN, keypad, balance, settings. */
export interface AccountTexts {
  welcome(account: { name: string; code: string; available: Rupiah; held: Rupiah }): Message;
  /** To an account that speaks for no reseller. */
  notRegistered(): Message;
  languageChoice(): Message;
  languageSet(): Message;

  askName(isAgain: boolean): Message;
  askTown(isAgain: boolean): Message;
  askContact(): Message;
  contactButton(): string;
  /** A contact of somebody else, or not sent with the button. */
  notOwnContact(): Message;
  registrationSent(): Message;
  registrationPending(): Message;
  registrationRejected(): Message;
  registrationCancelled(): Message;
  registrationApproved(reseller: { name: string; code: string }): Message;

  keypad(view: KeypadView): Message;
  /** In place of a keypad that nobody finished in time. */
  keypadExpired(): Message;
  /** In the place of a keypad that asked for the PIN. */
  keypadCancelled(): Message;
  pinActive(): Message;
  pinChanged(): Message;
  /** In place of the keypad that asked for it. */
  pinAccepted(): Message;
  wrongPin(triesLeft: number): Message;
  /** `untilLabel`: a time, with the day where it is not today. */
  pinLocked(untilLabel: string): Message;
  /** Setting a first PIN where there is one. */
  pinExists(): Message;
  pinTrivial(): Message;
  pinSame(): Message;
  /** To the other accounts of a reseller whose PIN somebody guessed wrong too often. */
  lockedElsewhere(untilLabel: string): Message;

  deposited(deposit: { amount: Rupiah; note: string; balance: Rupiah }): Message;
  corrected(correction: { amount: Rupiah; reason: string; balance: Rupiah }): Message;
  /** An operator has blocked him. `reason`: empty where none was given. */
  blocked(reason: string): Message;
  unblocked(): Message;

  /** A message with a PIN could not be deleted. */
  deleteYourself(): Message;
  /** A reseller's message with a PIN in a group could not be deleted; to him alone. */
  pinInGroup(): Message;
  /** Neither text nor a contact. */
  textOnly(): Message;
  tooOld(): Message;
  /** In a group. */
  privateOnly(botUsername: string): Message;
  somethingFailed(): Message;
  /** More than can be handled was written at once; what came last was not carried out. */
  tooFast(): Message;

  guided: GuidedTexts;

  /** Short plain texts above the chat when a button is pressed, at most 200 characters. */
  toasts: {
    keypadClosed: string;
    keypadTooShort: string;
    notYours: string;
    notValid: string;
  };
}
