import type { AccountTexts } from './account/texts.ts';
import type { DownlineTexts } from './downline/texts.ts';
import type { Language } from './message.ts';
import type { OperatorTexts } from './operator/texts.ts';
import type { OrderTexts } from './order/texts.ts';

/** Everything the bot says, in one language. Values in, sentences and keyboards out: no clock, no decision about money. */
export type Texts = {
  language: Language;
  /** Buying, orders, prices, reports: what a reseller does all day. */
  order: OrderTexts;
  /** Who somebody is: registration, PIN, keypad, balance, settings, help. */
  account: AccountTexts;
  /** Resellers below resellers: transfers, markups, invitations. */
  downline: DownlineTexts;
  /** The operator's desk, and alarms. */
  operator: OperatorTexts;
};
