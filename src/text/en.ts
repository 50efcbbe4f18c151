import { accountEn } from './account/en.ts';
import { cancelEn } from './cancel/en.ts';
import { operatorEn } from './operator/en.ts';
import { orderEn } from './order/en.ts';
import { prefixesEn } from './prefixes/en.ts';
import { quickEn } from './quick/en.ts';
import type { Texts } from './texts.ts';

export const english: Texts = {
  language: 'en',
  order: orderEn,
  account: accountEn,
  operator: operatorEn,
  prefixes: prefixesEn,
  cancel: cancelEn,
  quick: quickEn,
};
