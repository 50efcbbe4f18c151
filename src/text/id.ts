import { accountId } from './account/id.ts';
import { cancelId } from './cancel/id.ts';
import { operatorId } from './operator/id.ts';
import { orderId } from './order/id.ts';
import { prefixesId } from './prefixes/id.ts';
import { quickId } from './quick/id.ts';
import type { Texts } from './texts.ts';

export const indonesian: Texts = {
  language: 'id',
  order: orderId,
  account: accountId,
  operator: operatorId,
  prefixes: prefixesId,
  cancel: cancelId,
  quick: quickId,
};
