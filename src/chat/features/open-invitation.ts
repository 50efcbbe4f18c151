import type { Reseller } from '../../app/resellers.ts';
import type { KonterContext } from '../context.ts';
import { JOIN } from '../conversations/join.ts';
import { enterTalk } from '../conversations/outside.ts';
import { reply } from '../reply.ts';
import { INVITATION_PREFIX } from './downline-register.ts';

const OPENED = new RegExp(`^${INVITATION_PREFIX}([A-Za-z0-9_-]{1,60})$`);

/** `/start` by the link of an invitation: begins the registration, or says why not. False: it is an ordinary start. */
export async function openedInvitation(ctx: KonterContext): Promise<boolean> {
  const { parts, from, reseller } = ctx;
  const payload = typeof ctx.match === 'string' ? ctx.match : '';
  const [, token] = OPENED.exec(payload) ?? [];
  if (token === undefined || from === undefined) return false;
  const { downline } = ctx.texts;
  const invitation = await parts.downlines.findInvitation(token);
  if (reseller !== undefined) {
    // Whoever became a reseller by it opens it once more: he is greeted as always.
    if (invitation?.resellerId === reseller.id) return false;
    await reply(ctx, downline.alreadyReseller(reseller));
  } else if (invitation === undefined) {
    await reply(ctx, downline.joinRefused('unknown'));
  } else if (invitation.state === 'applied' && invitation.telegramId === from.id) {
    const upline = await parts.resellers.findById(invitation.uplineId);
    await reply(ctx, upline === undefined ? downline.joinRefused('unknown') : downline.joinPending(upline));
  } else if (invitation.state !== 'open') {
    await reply(ctx, downline.joinRefused(invitation.state === 'applied' ? 'used' : 'decided'));
  } else if (invitation.expiresAt <= parts.now()) {
    await reply(ctx, downline.joinRefused('expired'));
  } else {
    await enterTalk(ctx, JOIN, token);
  }
  return true;
}

/** The upline whom this account's application waits for. */
export async function awaitedUpline(ctx: KonterContext, telegramId: number): Promise<Reseller | undefined> {
  const application = await ctx.parts.downlines.findApplication(telegramId);
  return application && ctx.parts.resellers.findById(application.uplineId);
}
