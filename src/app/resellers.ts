import type { Day } from '../domain/day.ts';
import type { Rupiah } from '../domain/money.ts';

export type Language = 'id' | 'en';

export type Reseller = {
  id: number;
  /** What people call him: `K0001`. */
  code: string;
  name: string;
  town: string | undefined;
  phone: string | undefined;
  language: Language;
  /** `blocked`: he may look, not buy. */
  state: 'active' | 'blocked';
  hasPin: boolean;
  /** Hour of his daily summary, 0 to 23 in the operator's time zone; `undefined`: he wants none. */
  summaryHour: number | undefined;
  /** What he types with his PIN is bought without [Beli], where no customer is looked up. */
  isQuick: boolean;
  /** Whose downline he is; `undefined`: the operator's own. */
  uplineId?: number | undefined;
  /** His upline has switched him off: he may look, not buy. Whatever an operator says about him is `state`. */
  isOffByUpline?: boolean | undefined;
};

export type NewReseller = {
  telegramId: number;
  name: string;
  town?: string | undefined;
  phone?: string | undefined;
  language?: Language | undefined;
};

export type Applicant = { telegramId: number; name: string; town: string; phone: string; language: Language };

export type Registration = Applicant & {
  state: 'pending' | 'approved' | 'rejected';
  /** The operator who decided; `undefined` while pending. */
  decidedBy: number | undefined;
  createdAt: Date;
  decidedAt: Date | undefined;
};

export type RegistrationAnswer =
  /** It waits for an operator. Said again on repeat: telling the operators twice is harmless, never is not. */
  | 'pending'
  /** The account speaks for a reseller already. */
  | 'already'
  /** An operator said no less than a day ago. */
  | 'rejected';

export type RegistrationDecision = {
  /** False: an operator, perhaps another one, had decided before; nothing was changed. */
  isNew: boolean;
  registration: Registration;
  /** The reseller the account speaks for now. Another operator may have added him before his request was rejected. */
  reseller: Reseller | undefined;
};

/** One line of what a reseller may spend: what moved it, by how much, and what was left. */
export type Mutation = {
  /** Grows with time; the cursor for further pages. */
  entryId: number;
  at: Date;
  reason:
    | 'hold'
    | 'release'
    | 'reversal'
    | 'late_capture'
    | 'deposit'
    | 'correction'
    | 'transfer'
    | 'take_back'
    | 'commission';
  /** Above zero: into the account. */
  amount: Rupiah;
  balanceAfter: Rupiah;
  /** Of a movement between an upline and his downline: the other one, `K0002 Siti`. */
  note: string | undefined;
  /** The order it belongs to; `undefined` for deposits and corrections. */
  order: { number: number; productCode: string; destination: string } | undefined;
};

export type DueSummary = {
  reseller: Reseller;
  telegramIds: number[];
  /** When the summary of the day before was sent; `undefined`: it was not. */
  previousSentAt: Date | undefined;
};

/** Who the resellers are, how they are reached, and what they have. A method that changes something may be called again. */
export interface Resellers {
  /** The reseller for whom this Telegram account speaks. */
  findByTelegramId(telegramId: number): Promise<Reseller | undefined>;
  /** The same for who is speaking just now. `isUnreachable`: he was thought to be gone; see `markReachable`. */
  findSender(telegramId: number): Promise<{ reseller: Reseller; isUnreachable: boolean } | undefined>;
  /** By what people type: `K0001`, `k1`. */
  findByCode(code: string): Promise<Reseller | undefined>;
  findById(id: number): Promise<Reseller | undefined>;
  /** With what each may spend, by id from above `afterId`. */
  list(afterId: number, limit: number): Promise<{ reseller: Reseller; available: Rupiah }[]>;
  /** `exists`: the account speaks for this reseller already; nothing was changed. */
  add(
    reseller: NewReseller,
    actorId: number,
    now: Date,
  ): Promise<{ kind: 'added' | 'exists'; reseller: Reseller }>;

  /**
   * Blocks a reseller or lets him buy again, under a key, and says so in the audit log. Blocking takes his keypads away: his open
   * quotes are refused when they are confirmed.
   * @returns true, also when called again with the same key; false: it was so before, or has been changed since, and nothing was
   * changed now.
   */
  setState(
    change: { key: string; resellerId: number; state: Reseller['state']; reason: string; actorId: number },
    now: Date,
  ): Promise<boolean>;

  /** The Telegram accounts through which he can be reached, oldest first. */
  telegramIds(resellerId: number): Promise<number[]>;
  /** @throws when there is no such reseller. */
  balances(resellerId: number): Promise<{ available: Rupiah; held: Rupiah }>;
  setLanguage(resellerId: number, language: Language): Promise<void>;
  /** `hour`: 0 to 23 in the operator's time zone; `undefined`: no summary. */
  setSummaryHour(resellerId: number, hour: number | undefined): Promise<void>;
  setQuick(resellerId: number, isQuick: boolean): Promise<void>;
  /** Telegram says that he blocked the bot: nothing more is sent there. Keeps the first moment. */
  markUnreachable(telegramId: number, now: Date): Promise<void>;
  /** He is back: endings of the last week that he was not told become due. Writes only when he was away. */
  markReachable(telegramId: number, now: Date): Promise<void>;

  requestRegistration(applicant: Applicant, now: Date): Promise<RegistrationAnswer>;
  findRegistration(telegramId: number): Promise<Registration | undefined>;
  /** Approving adds the reseller, once. `undefined`: nobody with this account has asked. */
  decideRegistration(
    telegramId: number,
    decision: 'approved' | 'rejected',
    actorId: number,
    now: Date,
  ): Promise<RegistrationDecision | undefined>;

  /**
   * Movements of what he may spend from `from` up to but not at `to`, newest first, at most `limit`, those before the entry
   * `before` when it is given. Costs by the lines of that span, not by the length of his history.
   */
  mutations(
    resellerId: number,
    span: { from: Date; to: Date },
    before: number | undefined,
    limit: number,
  ): Promise<Mutation[]>;

  /** Active resellers who want their summary by `hour`, can be reached and have not had the one of `day`, by id from above `afterId`. */
  summariesDue(hour: number, day: Day, afterId: number, limit: number): Promise<DueSummary[]>;
  /** @returns whether it was noted now; false: it had been before. */
  summarySent(resellerId: number, day: Day, now: Date): Promise<boolean>;
}
