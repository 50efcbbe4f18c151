import type { AccountTexts } from './account/texts.ts';
import type { MenuTexts } from './menu/texts.ts';
import type { Language } from './message.ts';
import type { OperatorTexts } from './operator/texts.ts';
import type { OrderTexts } from './order/texts.ts';
import type { SupportTexts } from './support/texts.ts';
import type { WordTexts } from './words/texts.ts';

/** Everything the bot says, in one language. Values in, sentences and keyboards out: no clock, no decision about money. */
export type Texts = {
  language: Language;
  /** Buying, orders, prices, reports: what a reseller does all day. */
  order: OrderTexts;
  /** Who somebody is: registration, PIN, keypad, balance, settings, help. */
  account: AccountTexts;
  /** The operator's desk, and alarms. */
  operator: OperatorTexts;
  /** The menu, favourites, finding products. */
  menu: MenuTexts;
  /** Complaints. */
  support: SupportTexts;
  /** The command words, as operators change them. */
  words: WordTexts;
};
