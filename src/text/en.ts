import { accountEn } from './account/en.ts';
import { downlineEn } from './downline/en.ts';
import { operatorEn } from './operator/en.ts';
import { orderEn } from './order/en.ts';
import type { Texts } from './texts.ts';

export const english: Texts = {
  language: 'en',
  order: orderEn,
  account: accountEn,
  downline: downlineEn,
  operator: operatorEn,
};
