import { accountEn } from './account/en.ts';
import { accountsEn } from './accounts/en.ts';
import { billEn } from './bill/en.ts';
import { cancelEn } from './cancel/en.ts';
import { downlineEn } from './downline/en.ts';
import { flowEn } from './flow/en.ts';
import { fundsEn } from './funds/en.ts';
import { helpEn } from './help/en.ts';
import { menuEn } from './menu/en.ts';
import { operatorEn } from './operator/en.ts';
import { orderEn } from './order/en.ts';
import { outagesEn } from './outages/en.ts';
import { prefixesEn } from './prefixes/en.ts';
import { proofEn } from './proof/en.ts';
import { quickEn } from './quick/en.ts';
import { supportEn } from './support/en.ts';
import type { Texts } from './texts.ts';
import { wordsEn } from './words/en.ts';

export const english: Texts = {
  language: 'en',
  order: orderEn,
  account: accountEn,
  operator: operatorEn,
  funds: fundsEn,
  accounts: accountsEn,
  bill: billEn,
  help: helpEn,
  outages: outagesEn,
  proof: proofEn,
  menu: menuEn,
  support: supportEn,
  words: wordsEn,
  prefixes: prefixesEn,
  cancel: cancelEn,
  quick: quickEn,
  downline: downlineEn,
  flow: flowEn,
};
