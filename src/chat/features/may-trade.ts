import type { Reseller } from '../../app/resellers.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';

/** Whether somebody may buy and move money. If not, he is told who has stopped him. */
export async function mayTrade(ctx: KonterContext, reseller: Reseller): Promise<boolean> {
  if (reseller.state === 'blocked') await reply(ctx, ctx.texts.order.blocked());
  else if (reseller.isOffByUpline) await reply(ctx, ctx.texts.downline.youAreOff());
  else return true;
  return false;
}
