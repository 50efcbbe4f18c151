import { accountId } from './account/id.ts';
import { menuId } from './menu/id.ts';
import { operatorId } from './operator/id.ts';
import { orderId } from './order/id.ts';
import { supportId } from './support/id.ts';
import type { Texts } from './texts.ts';
import { wordsId } from './words/id.ts';

export const indonesian: Texts = {
  language: 'id',
  order: orderId,
  account: accountId,
  operator: operatorId,
  menu: menuId,
  support: supportId,
  words: wordsId,
};
