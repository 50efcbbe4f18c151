import { accountId } from './account/id.ts';
import { accountsId } from './accounts/id.ts';
import { billId } from './bill/id.ts';
import { cancelId } from './cancel/id.ts';
import { downlineId } from './downline/id.ts';
import { flowId } from './flow/id.ts';
import { fundsId } from './funds/id.ts';
import { helpId } from './help/id.ts';
import { menuId } from './menu/id.ts';
import { operatorId } from './operator/id.ts';
import { orderId } from './order/id.ts';
import { outagesId } from './outages/id.ts';
import { prefixesId } from './prefixes/id.ts';
import { proofId } from './proof/id.ts';
import { quickId } from './quick/id.ts';
import { supportId } from './support/id.ts';
import type { Texts } from './texts.ts';
import { wordsId } from './words/id.ts';

export const indonesian: Texts = {
  language: 'id',
  order: orderId,
  account: accountId,
  operator: operatorId,
  funds: fundsId,
  accounts: accountsId,
  bill: billId,
  help: helpId,
  outages: outagesId,
  proof: proofId,
  menu: menuId,
  support: supportId,
  words: wordsId,
  prefixes: prefixesId,
  cancel: cancelId,
  quick: quickId,
  downline: downlineId,
  flow: flowId,
};
