import type { Composer } from 'grammy';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { readName } from '../../domain/command/read-name.ts';
import { joinData } from '../../text/downline/create.ts';
import type { KonterContext } from '../context.ts';
import { deletePinMessage } from '../pin-message.ts';
import { readCommands } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';
import { tellReseller } from '../tell-reseller.ts';
import { type Move, talk, walk } from './outside.ts';
import { askContact, phoneOfContact, say } from './register.ts';

export const JOIN = 'join';

/** `invited`: the name that the upline typed. */
type Step =
  | { at: 'name'; token: string; invited: string; town?: string | undefined }
  | { at: 'town'; token: string; name: string }
  | { at: 'contact'; token: string; name: string; town: string };

/**
 * Somebody has opened an invitation: confirms his name, says his town where that was not typed, shares his own number, and the upline
 * is asked. Entered by `/start` with the token of the invitation; to be put before it.
 */
export function createJoinConversation(): Composer<KonterContext> {
  return talk(JOIN, (conversation, _ctx, token?: unknown) =>
    walk(conversation, (ctx) => begin(ctx, typeof token === 'string' ? token : ''), advance),
  );
}

async function begin(ctx: KonterContext, token: string): Promise<Step | undefined> {
  const { parts } = ctx;
  const invitation = await parts.downlines.findInvitation(token);
  const upline = invitation && (await parts.resellers.findById(invitation.uplineId));
  if (invitation === undefined || upline === undefined) {
    await say(ctx, ctx.texts.downline.joinRefused('unknown'));
    return undefined;
  }
  await reply(ctx, ctx.texts.downline.joinName({ upline, name: invitation.name }, token));
  return { at: 'name', token, invited: invitation.name, town: invitation.town };
}

async function advance(ctx: KonterContext, step: Step): Promise<Move<Step>> {
  // Only of the invitation he has opened last.
  const isYes = ctx.callbackQuery?.data === joinData(step.token);
  if (ctx.message === undefined && !isYes) return { kind: 'pass' };
  const text = ctx.message?.text;
  const { account, downline } = ctx.texts;
  if (text?.startsWith('/')) return { kind: 'leave' };
  const commands = isYes ? [] : readCommands(ctx);
  if (commands.some((command) => command.kind === 'no')) {
    await say(ctx, downline.joinCancelled());
    return { kind: 'done' };
  }
  if (containsPinLike(text ?? ctx.message?.caption ?? '')) await deletePinMessage(ctx);
  const isOrder = commands.some(({ kind }) => kind === 'order' || kind === 'ambiguous');
  const answered = isOrder ? undefined : readName(text);
  if (isYes) await answer(ctx);

  switch (step.at) {
    case 'name': {
      const { token, town } = step;
      const isConfirmed = isYes || commands.some(({ kind }) => kind === 'yes');
      const name = isConfirmed ? step.invited : answered;
      if (name === undefined) {
        await reply(ctx, downline.joinNameOtherwise());
        return { kind: 'stay' };
      }
      if (town !== undefined) return toContact(ctx, { token, name, town });
      await say(ctx, account.askTown(false));
      return { kind: 'step', step: { at: 'town', token, name } };
    }
    case 'town': {
      // The button of the step before, once more.
      if (isYes) return { kind: 'stay' };
      if (answered === undefined) {
        await reply(ctx, account.askTown(true));
        return { kind: 'stay' };
      }
      return toContact(ctx, { token: step.token, name: step.name, town: answered });
    }
    case 'contact': {
      if (isYes) return { kind: 'stay' };
      const contact = ctx.message?.contact;
      // Only the sender's own contact is vouched for by Telegram: others can be made up.
      if (contact === undefined || contact.user_id !== ctx.from?.id) {
        await askContact(ctx, contact === undefined ? account.askContact() : account.notOwnContact());
        return { kind: 'stay' };
      }
      await finish(ctx, step, phoneOfContact(contact.phone_number));
      return { kind: 'done' };
    }
    default: {
      const unhandled: never = step;
      throw new Error(`unhandled step: ${JSON.stringify(unhandled)}`);
    }
  }
}

async function toContact(
  ctx: KonterContext,
  who: { token: string; name: string; town: string },
): Promise<Move<Step>> {
  await askContact(ctx, ctx.texts.account.askContact());
  return { kind: 'step', step: { at: 'contact', ...who } };
}

async function finish(
  ctx: KonterContext,
  { token, name, town }: Extract<Step, { at: 'contact' }>,
  phone: string,
): Promise<void> {
  const { parts, texts, from } = ctx;
  if (from === undefined) throw new Error('an update without a sender');
  const invitation = await parts.downlines.findInvitation(token);
  const upline = invitation && (await parts.resellers.findById(invitation.uplineId));
  if (invitation === undefined || upline === undefined)
    return say(ctx, texts.downline.joinRefused('unknown'));
  if (invitation.state === 'open' && invitation.phone !== undefined && invitation.phone !== phone)
    return say(ctx, texts.downline.otherPhone());
  const applicant = { telegramId: from.id, name, town, phone, language: texts.language };
  const verdict = await parts.downlines.apply(token, applicant, parts.now());
  if (verdict === 'reseller') {
    const reseller = await parts.resellers.findByTelegramId(from.id);
    if (reseller === undefined) throw new Error(`Telegram account ${from.id} has lost its reseller`);
    return say(ctx, texts.downline.alreadyReseller(reseller));
  }
  if (verdict !== 'applied') return say(ctx, texts.downline.joinRefused(verdict));
  const request = parts.texts(upline.language).downline.application({ name, town, phone }, token);
  await tellReseller(ctx.api, parts, upline.id, request);
  await say(ctx, texts.downline.joinSent(upline));
}
