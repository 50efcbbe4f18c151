import { accountId } from './account/id.ts';
import { downlineId } from './downline/id.ts';
import { operatorId } from './operator/id.ts';
import { orderId } from './order/id.ts';
import type { Texts } from './texts.ts';

export const indonesian: Texts = {
  language: 'id',
  order: orderId,
  account: accountId,
  downline: downlineId,
  operator: operatorId,
};
