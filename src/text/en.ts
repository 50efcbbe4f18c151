import { accountEn } from './account/en.ts';
import { accountsEn } from './accounts/en.ts';
import { fundsEn } from './funds/en.ts';
import { operatorEn } from './operator/en.ts';
import { orderEn } from './order/en.ts';
import type { Texts } from './texts.ts';

export const english: Texts = {
  language: 'en',
  order: orderEn,
  account: accountEn,
  operator: operatorEn,
  funds: fundsEn,
  accounts: accountsEn,
};
