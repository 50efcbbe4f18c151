import type { AccountTexts } from './account/texts.ts';
import type { AccountsTexts } from './accounts/texts.ts';
import type { BillTexts } from './bill/texts.ts';
import type { CancelTexts } from './cancel/texts.ts';
import type { DownlineTexts } from './downline/texts.ts';
import type { FlowTexts } from './flow/texts.ts';
import type { FundsTexts } from './funds/texts.ts';
import type { HelpTexts } from './help/texts.ts';
import type { MenuTexts } from './menu/texts.ts';
import type { Language } from './message.ts';
import type { OperatorTexts } from './operator/texts.ts';
import type { OrderTexts } from './order/texts.ts';
import type { OutageTexts } from './outages/texts.ts';
import type { PrefixTexts } from './prefixes/texts.ts';
import type { ProofTexts } from './proof/texts.ts';
import type { QuickTexts } from './quick/texts.ts';
import type { SupportTexts } from './support/texts.ts';
import type { WordTexts } from './words/texts.ts';

/** Everything the bot says, in one language. Values in, sentences and keyboards out: no clock, no decision about money. */
export type Texts = {
  language: Language;
  /** Buying, orders, prices, reports: what a reseller does all day. */
  order: OrderTexts;
  /** Postpaid bills, besides their cards. */
  bill: BillTexts;
  /** Tokens, serial numbers and receipts. */
  proof: ProofTexts;
  /** What cannot be bought. */
  outages: OutageTexts;
  /** How commands are typed. */
  help: HelpTexts;
  /** Who somebody is: registration, PIN, keypad, balance, settings, help. */
  account: AccountTexts;
  /** Resellers below resellers: transfers, markups, invitations. */
  downline: DownlineTexts;
  /** The operator's desk, and alarms. */
  operator: OperatorTexts;
  /** Deposit tickets, for resellers and operators. */
  funds: FundsTexts;
  /** Telegram accounts of a reseller, his number, and forgotten PINs. */
  accounts: AccountsTexts;
  /** The menu, favourites, finding products. */
  menu: MenuTexts;
  /** Commands asked for question by question. */
  flow: FlowTexts;
  /** Complaints. */
  support: SupportTexts;
  /** The command words, as operators change them. */
  words: WordTexts;
  /** Buying without [Beli]. */
  quick: QuickTexts;
  /** BTL. */
  cancel: CancelTexts;
  /** Whose mobile numbers begin how. */
  prefixes: PrefixTexts;
};
