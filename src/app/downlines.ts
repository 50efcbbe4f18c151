import { z } from 'zod';
import type { Day } from '../domain/day.ts';
import type { Rupiah } from '../domain/money.ts';
import type { ChainLink, DownlineMarkup } from '../domain/price.ts';
import type { Language, Reseller } from './resellers.ts';

/** Money to a downline, or back from him. */
export type MoveKind = 'transfer' | 'take_back';

export type MoveVerdict =
  /** Also when this key moved it before. Balances as they were right after it. */
  | { kind: 'moved'; uplineBalance: Rupiah; downlineBalance: Rupiah }
  /** He took his question back. */
  | { kind: 'cancelled' }
  /** Nothing was moved. `blocked`: the upline himself; `other_blocked`: his downline, by the operator; `other_off`: by himself. */
  | { kind: 'not_downline' | 'blocked' | 'other_blocked' | 'other_off' | 'too_small' }
  /** Taken back is only what he has sent himself: so much is left of it. */
  | { kind: 'too_much'; left: Rupiah }
  | { kind: 'insufficient'; missing: Rupiah }
  /** So many of the same stand on that day, more than he knew of. */
  | { kind: 'repeat'; count: number };

export type Move = {
  /** Says which one it is: moved once. */
  key: string;
  kind: MoveKind;
  uplineId: number;
  downlineId: number;
  amount: Rupiah;
  /** How many of the same on that day he has been told of. */
  known: number;
  day: Day;
};

/** A downline as his upline sees him. */
export type DownlineLine = {
  reseller: Reseller;
  available: Rupiah;
  /** What he pays on top by the markup for him or for all, products aside. */
  markup: Rupiah;
};

/** What a downline did today. */
export type DownlineDay = {
  /** Delivered, and still underway. */
  delivered: { count: number; sum: Rupiah };
  underway: { count: number; sum: Rupiah };
  /** What the upline earned on what was delivered. */
  earned: Rupiah;
};

export type Invitation = {
  token: string;
  uplineId: number;
  name: string;
  town: string | undefined;
  phone: string | undefined;
  markup: Rupiah | undefined;
  openingBalance: Rupiah | undefined;
  expiresAt: Date;
  state: 'open' | 'applied' | 'approved' | 'rejected';
  /** Whoever took it up. */
  telegramId: number | undefined;
  language: Language;
  /** What he became. */
  resellerId: number | undefined;
};

export type NewInvitation = {
  token: string;
  uplineId: number;
  origin: string;
  name: string;
  town: string | undefined;
  phone: string | undefined;
  markup: Rupiah | undefined;
  openingBalance: Rupiah | undefined;
};

export type ApplyVerdict = 'applied' | 'used' | 'decided' | 'expired' | 'unknown' | 'reseller';

export type DecideVerdict =
  /** Also when it was decided so before. `isFresh`: now or a few minutes ago, so that whoever is to be told may not know it yet. */
  | { kind: 'approved'; downlineId: number; isFresh: boolean }
  | { kind: 'rejected'; isFresh: boolean }
  | { kind: 'not_yours' }
  | { kind: 'blocked' }
  | { kind: 'reseller' };

/** Resellers below resellers: who they are, what passes between them, and what the one above earns. */
export interface Downlines {
  /** From the one at the top to his own upline; with their markups for these products and for all. */
  chain(resellerId: number, productCodes: readonly string[]): Promise<ChainLink[]>;
  /** One of his direct downlines, by code (`K0002`, `k2`) or phone. */
  find(uplineId: number, codeOrPhone: string): Promise<Reseller | undefined>;
  /** His direct downlines by id, passing over the first `offset`. `which`: only those he has switched off, or has not. */
  page(uplineId: number, offset: number, limit: number, which?: 'off' | 'on'): Promise<DownlineLine[]>;
  /** One of them. */
  one(uplineId: number, downlineId: number): Promise<DownlineLine | undefined>;
  count(uplineId: number, which?: 'off' | 'on'): Promise<number>;
  /** On what level he stands: 1 is the operator's own. */
  level(resellerId: number): Promise<number>;
  /** What a downline of his did on a day of sale. */
  day(uplineId: number, downlineId: number, day: Day): Promise<DownlineDay>;

  /** Moves money, once for each key. */
  move(move: Move, now: Date): Promise<MoveVerdict>;
  /** What an upline has sent to this downline and not taken back. */
  leftToTakeBack(uplineId: number, downlineId: number): Promise<Rupiah>;
  /** When the same was moved on that day, oldest first. */
  sameMoves(move: Omit<Move, 'key' | 'known'>): Promise<Date[]>;

  /** What an upline has earned and was not paid yet; below zero after reversals. */
  earned(uplineId: number): Promise<Rupiah>;
  /** Whoever has something to be paid, or to give back. */
  earners(): Promise<number[]>;
  /** Pays it into what he may spend, or takes back what is below zero as far as that reaches: less than zero. Twice pays once. */
  pay(uplineId: number, now: Date): Promise<Rupiah>;

  /**
   * Switches a downline off or on, under a key. What an operator said about him stays. `undefined`: he is not his downline.
   * @returns true, also when called again with the same key; false: it was so before, or has been changed since.
   */
  setOff(
    change: { key: string; uplineId: number; downlineId: number; isOff: boolean; actorId: number },
    now: Date,
  ): Promise<boolean | undefined>;

  /** All that an upline has set, products aside by code; at most `limit`. */
  markups(uplineId: number, limit: number): Promise<DownlineMarkup[]>;
  setMarkup(uplineId: number, markup: DownlineMarkup, actorId: number, now: Date): Promise<void>;

  /** Draws an invitation, or finds the one drawn before for the same `origin`. */
  invite(invitation: NewInvitation, now: Date): Promise<Invitation>;
  findInvitation(token: string): Promise<Invitation | undefined>;
  /** The one that this account has taken up and nobody has decided. */
  findApplication(telegramId: number): Promise<Invitation | undefined>;
  apply(
    token: string,
    applicant: { telegramId: number; name: string; town: string; phone: string; language: Language },
    now: Date,
  ): Promise<ApplyVerdict>;
  /** `actorId`: the upline's Telegram account. The first word counts. */
  decide(
    token: string,
    uplineId: number,
    decision: 'approved' | 'rejected',
    actorId: number,
    now: Date,
  ): Promise<DecideVerdict>;
}

/**
 * What a reseller may ask for and must confirm before it is done. Stored until he presses; parsed again when it is read, since it may
 * have been written by another version. Amounts are whole rupiah.
 */
export const ResellerAction = z.object({
  kind: z.enum(['transfer', 'take_back']),
  downlineId: z.int(),
  amount: z.int().positive(),
  /** How many of the same on that day the question named. */
  known: z.int().nonnegative(),
});
export type ResellerAction = z.infer<typeof ResellerAction>;

export type TakenResellerAction =
  /** Do it now. Taken again it is still `do`, so that a crash after it loses nothing. */
  | { kind: 'do'; origin: string; action: ResellerAction; resellerId: number }
  | { kind: 'done' | 'cancelled' | 'expired' | 'not_yours' | 'unknown' };

/** What resellers were asked back and have not answered. */
export interface ResellerActions {
  /** Keeps an action until it is confirmed. The same `origin` finds the one kept before. */
  ask(
    ask: {
      token: string;
      resellerId: number;
      telegramId: number;
      origin: string;
      action: ResellerAction;
      expiresAt: Date;
    },
    now: Date,
  ): Promise<{ token: string; action: ResellerAction; isOpen: boolean }>;
  /** By the account that asked, while it still speaks for that reseller. Taken in time it stays his to finish for an hour. */
  take(token: string, telegramId: number, now: Date): Promise<TakenResellerAction>;
  /** It has been done: further taps are told so. */
  done(token: string): Promise<void>;
  /** It cannot be done, and will not be: pressing again does not try again. */
  refused(token: string): Promise<void>;
  /** Also what was taken, while nothing was moved for it. False when it is too late, or not his. */
  cancel(token: string, telegramId: number): Promise<boolean>;
}
