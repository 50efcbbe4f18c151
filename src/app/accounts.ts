/** Telegram accounts through which a reseller speaks. */
export const MOST_ACCOUNTS = 5;

export type ResellerAccount = {
  telegramId: number;
  /** What he calls it, or its name at Telegram; `undefined`: nobody has said. From outside. */
  label: string | undefined;
  since: Date;
};

/** A further account that wants to speak for a reseller. */
export type AccountRequest = {
  /** What the buttons carry. */
  token: string;
  resellerId: number;
  /** The account that asked for the code, and decides. */
  telegramId: number;
  label: string | undefined;
  claimedBy: number;
  /** Its name at Telegram. From outside. */
  claimedName: string;
  expiresAt: Date;
  /** The account that decides has been asked. */
  isAsked: boolean;
};

export type CodeOpened =
  | 'opened'
  /** This request's code is used, replaced or too old. */
  | 'over'
  /** He has five accounts. */
  | 'full'
  /** The asking account is his no more. */
  | 'not_yours';

export type CodeClaimed =
  | { kind: 'claimed'; request: AccountRequest }
  /** `known`: this account is a reseller's. `too_many`: five others within the hour were in vain. */
  | { kind: 'known' | 'wrong' | 'old' | 'used' | 'too_many' };

export type CodeDecided =
  /** `isTold`: all whom it concerns have been told, when it was decided so before. */
  | { kind: 'allowed' | 'refused' | 'over' | 'full' | 'known'; request: AccountRequest; isTold: boolean }
  | { kind: 'not_yours' };

export type AccountRemoved =
  | 'removed'
  | 'not_yours'
  | 'unknown'
  /** Only the first account removes others. */
  | 'not_first'
  /** A reseller keeps one. */
  | 'last';

/** `phone`: `undefined` where he had none. */
export type PhoneBefore = { phone: string | undefined; changedAt: Date };

/** Who may speak for a reseller. Each method may be called again with the same origin or token, and answers as before. */
export interface Accounts {
  /** The first is the one that may remove others and change the phone number. */
  list(resellerId: number): Promise<ResellerAccount[]>;
  /** A code for one more account, in place of any before it. `hash`: of the code; see `AccountCodes`. */
  openCode(
    code: {
      resellerId: number;
      telegramId: number;
      label: string | undefined;
      hash: string;
      token: string;
      origin: string;
      expiresAt: Date;
    },
    now: Date,
  ): Promise<CodeOpened>;
  /** Somebody types a code. From then until `expiresAt` it is to be allowed. */
  claimCode(
    claim: { hash: string; telegramId: number; name: string; origin: string; expiresAt: Date },
    now: Date,
  ): Promise<CodeClaimed>;
  /** The account that decides has been asked. */
  asked(token: string, now: Date): Promise<void>;
  decide(
    decision: { token: string; telegramId: number; isAllowed: boolean },
    now: Date,
  ): Promise<CodeDecided>;
  /** All whom the decision concerns have been told. */
  told(token: string, now: Date): Promise<void>;

  /** What a request removed before. */
  findRemoval(
    origin: string,
  ): Promise<{ resellerId: number; telegramId: number; label: string | undefined } | undefined>;
  /** Out at once: its keypads and forms go with it, and what it has under way is told to the first account. */
  remove(
    removal: { resellerId: number; actorId: number; telegramId: number; origin: string },
    now: Date,
  ): Promise<AccountRemoved>;

  /** By the first account, which says so in the audit log. `before`: the number before it. */
  changePhone(
    change: { resellerId: number; actorId: number; phone: string },
    now: Date,
  ): Promise<{ kind: 'changed'; before: string | undefined } | { kind: 'not_first' }>;
  /** The number he had a week ago, where it was changed since, and when that was last; `undefined`: it is that of now. */
  phoneWeekAgo(resellerId: number, now: Date): Promise<PhoneBefore | undefined>;
  /** Forgets codes that nobody can need any more. */
  sweep(now: Date): Promise<void>;
}

export type PinRequest = {
  id: number;
  resellerId: number;
  /** The account that asked. */
  telegramId: number;
  /** `reset`: the PIN has been reset since. */
  state: 'open' | 'reset';
  createdAt: Date;
  isAnnounced: boolean;
};

/** Forgotten PINs. */
export interface PinRequests {
  /** `exists`: he asked within the last day. */
  open(
    request: { resellerId: number; telegramId: number },
    now: Date,
  ): Promise<{ kind: 'opened' | 'exists'; request: PinRequest }>;
  find(id: number): Promise<PinRequest | undefined>;
  announced(id: number, now: Date): Promise<void>;
}
