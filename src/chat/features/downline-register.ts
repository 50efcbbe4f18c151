import type { Composer } from 'grammy';
import type { Invitation } from '../../app/downlines.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { RegisterDownlineCommand } from '../../domain/command/command.ts';
import { readDestination } from '../../domain/destination.ts';
import { DEEPEST_LEVEL } from '../../domain/downline.ts';
import { formatMoment } from '../../text/format.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { sendKeypad } from '../keypad.ts';
import { answer, isTelegramTrouble, reply } from '../reply.ts';
import { tellAccount } from '../tell-reseller.ts';
import { type Asked, hasPin } from './asked.ts';
import { mayTrade } from './may-trade.ts';

/** What the link carries to `/start`. */
export const INVITATION_PREFIX = 'd_';

/** [Setujui] and [Tolak] under an application, by the upline. */
export function addDownlineRegister(composer: Composer<KonterContext>): void {
  composer.callbackQuery(new RegExp(`^${CALLBACK.invited}:(yes|no):([A-Za-z0-9_-]{1,43})$`), (ctx) =>
    decide(ctx, ctx.match[1] === 'yes' ? 'approved' : 'rejected', ctx.match[2] ?? ''),
  );
}

/** `REG.<name>.<town>.<phone>`: a link for the new one, the same for the same message. He becomes a downline when both have agreed. */
export async function answerRegister(
  ctx: KonterContext,
  reseller: Reseller,
  command: RegisterDownlineCommand,
  asked: Asked,
): Promise<void> {
  if (!(await hasPin(ctx, command, asked))) return;
  if (!(await mayTrade(ctx, reseller))) return;
  const { parts } = ctx;
  const texts = ctx.texts.downline;
  const { name, town, markup, openingBalance } = command;
  const destination = command.phone === undefined ? undefined : readDestination(command.phone);
  if (command.phone !== undefined && destination?.shape !== 'phone') {
    await reply(ctx, texts.badPhone(command.phone));
    return;
  }
  if ((await parts.downlines.level(reseller.id)) >= DEEPEST_LEVEL) {
    await reply(ctx, texts.tooDeep());
    return;
  }
  const invitation = await parts.downlines.invite(
    {
      token: parts.newToken(),
      uplineId: reseller.id,
      origin: `${asked.origin}:${name}:${destination?.value ?? ''}`,
      name,
      town,
      phone: destination?.value,
      markup,
      openingBalance,
    },
    parts.now(),
  );
  const link = `https://t.me/${ctx.me.username}?start=${INVITATION_PREFIX}${invitation.token}`;
  const untilLabel = formatMoment(invitation.expiresAt, parts.timeZone);
  await reply(
    ctx,
    texts.invitation({ name, town, phone: destination?.value, markup, openingBalance, link, untilLabel }),
  );
}

async function decide(ctx: KonterContext, decision: 'approved' | 'rejected', token: string): Promise<void> {
  const { parts, reseller, from } = ctx;
  const texts = ctx.texts.downline;
  if (reseller === undefined || from === undefined) return answer(ctx, texts.toasts.notYours);
  const verdict = await parts.downlines.decide(token, reseller.id, decision, from.id, parts.now());
  if (verdict.kind === 'not_yours') return answer(ctx, texts.toasts.unknown);
  await answer(ctx);
  switch (verdict.kind) {
    case 'blocked':
      await mayTrade(ctx, reseller);
      return;
    case 'reseller':
      await reply(ctx, texts.applicationOver(), { edit: true });
      return;
    case 'approved':
      return tellApproved(ctx, await invitationOf(ctx, token), verdict, reseller);
    case 'rejected':
      return tellRejected(ctx, await invitationOf(ctx, token), verdict.isFresh, reseller);
    default: {
      const unhandled: never = verdict;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

async function invitationOf({ parts }: KonterContext, token: string): Promise<Invitation> {
  const invitation = await parts.downlines.findInvitation(token);
  if (invitation === undefined) throw new Error('an invitation that was decided is gone');
  return invitation;
}

async function tellRejected(
  ctx: KonterContext,
  invitation: Invitation,
  isFresh: boolean,
  upline: Reseller,
): Promise<void> {
  const { parts, api } = ctx;
  const { telegramId, language, name } = invitation;
  if (isFresh && telegramId !== undefined)
    await tellAccount(api, parts, telegramId, parts.texts(language).downline.joinRejected(upline));
  await reply(ctx, ctx.texts.downline.applicationRejected(name), { edit: true });
}

/**
 * Pressed again, only the upline is told again. Within minutes all are, since the first time may have been cut off; but not a new one
 * who has a PIN, and nobody in the place of one whose account has been taken away.
 */
async function tellApproved(
  ctx: KonterContext,
  invitation: Invitation,
  { downlineId, isFresh }: { downlineId: number; isFresh: boolean },
  upline: Reseller,
): Promise<void> {
  const { parts, api } = ctx;
  const { telegramId } = invitation;
  const person = await parts.resellers.findById(downlineId);
  if (person === undefined || telegramId === undefined) throw new Error(`downline ${downlineId} is gone`);
  let isKeypadSent = person.hasPin;
  const isHis = (await parts.resellers.findByTelegramId(telegramId))?.id === downlineId;
  if (isFresh && isHis && !person.hasPin) {
    try {
      await tellAccount(
        api,
        parts,
        telegramId,
        parts.texts(person.language).account.registrationApproved(person),
      );
      isKeypadSent = (await sendKeypad(api, parts, telegramId)) === 'sent';
    } catch (error) {
      // He is registered, and is asked for a PIN when he needs one.
      if (!isTelegramTrouble(error)) throw error;
    }
    const { town, phone } = invitation;
    const applicant = { name: invitation.name, town: town ?? '', phone: phone ?? '' };
    const news = parts.texts('id').downline.newDownline({ upline, person, applicant, telegramId });
    for (const adminId of parts.adminIds) await tellAccount(api, parts, adminId, news);
  }
  const { openingBalance } = invitation;
  await reply(ctx, ctx.texts.downline.applicationApproved({ person, isKeypadSent, openingBalance }), {
    edit: true,
  });
}
