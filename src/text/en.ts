import { accountEn } from './account/en.ts';
import { menuEn } from './menu/en.ts';
import { operatorEn } from './operator/en.ts';
import { orderEn } from './order/en.ts';
import { supportEn } from './support/en.ts';
import type { Texts } from './texts.ts';
import { wordsEn } from './words/en.ts';

export const english: Texts = {
  language: 'en',
  order: orderEn,
  account: accountEn,
  operator: operatorEn,
  menu: menuEn,
  support: supportEn,
  words: wordsEn,
};
