import { Composer } from 'grammy';
import type { Registration, Reseller } from '../../app/resellers.ts';
import type { Language } from '../../text/message.ts';
import type { KeypadSent } from '../../text/operator/texts.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { enterTalk } from '../conversations/outside.ts';
import { REGISTER } from '../conversations/register.ts';
import { openKeypad, sendKeypad } from '../keypad.ts';
import { answer, reply } from '../reply.ts';
import { tellAccount } from '../tell-reseller.ts';
import { awaitedUpline, openedInvitation } from './open-invitation.ts';

/** Who was rejected may ask again after this; requests before it are refused by the store, too. */
const REJECTED_FOR_MS = 24 * 3_600_000;

const DECISION_DATA = new RegExp(`^${CALLBACK.registration}:(yes|no):([0-9]{1,16}):([0-9]{1,16})$`);
const LANGUAGE_DATA = new RegExp(`^${CALLBACK.language}:(id|en)$`);

/** `/start`, the operators' decision about who registers, and `/bahasa`. Needs the conversation of `register.ts` before it. */
export function createStartFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.command('start', async (ctx) => {
    const { parts, reseller, from } = ctx;
    if (from === undefined) return;
    await parts.resellers.markReachable(from.id, parts.now());
    if (await openedInvitation(ctx)) return;
    if (reseller !== undefined) return welcome(ctx, reseller);
    if (ctx.isOperator) {
      await reply(ctx, ctx.texts.operator.welcome());
      return;
    }
    const upline = await awaitedUpline(ctx, from.id);
    if (upline !== undefined) {
      await reply(ctx, ctx.texts.downline.joinPending(upline));
      return;
    }
    const registration = await parts.resellers.findRegistration(from.id);
    if (registration?.state === 'pending') {
      await reply(ctx, ctx.texts.account.registrationPending());
    } else if (registration !== undefined && isRejectedLately(registration, parts.now())) {
      await reply(ctx, ctx.texts.account.registrationRejected());
    } else {
      await enterTalk(ctx, REGISTER);
    }
  });

  composer.callbackQuery(DECISION_DATA, async (ctx, next) => {
    if (!ctx.isOperator) return next();
    const [, decision, telegramId, createdAtMs] = ctx.match;
    await decide(ctx, decision === 'yes' ? 'approved' : 'rejected', Number(telegramId), Number(createdAtMs));
  });

  composer.command(['bahasa', 'language'], async (ctx, next) => {
    if (ctx.reseller === undefined) return next();
    await reply(ctx, ctx.texts.account.languageChoice());
  });

  composer.callbackQuery(LANGUAGE_DATA, async (ctx, next) => {
    const { parts, reseller } = ctx;
    if (reseller === undefined) return next();
    const language: Language = ctx.match[1] === 'en' ? 'en' : 'id';
    await parts.resellers.setLanguage(reseller.id, language);
    await answer(ctx);
    await reply(ctx, parts.texts(language).account.languageSet(), { edit: true });
  });

  return composer;
}

async function welcome(ctx: KonterContext, reseller: Reseller): Promise<void> {
  const balances = await ctx.parts.resellers.balances(reseller.id);
  const { name, code } = reseller;
  await reply(ctx, ctx.texts.account.welcome({ name, code, ...balances }));
  if (!reseller.hasPin) await openKeypad(ctx, { kind: 'set_pin' });
}

function isRejectedLately({ state, decidedAt }: Registration, now: Date): boolean {
  return (
    state === 'rejected' && decidedAt !== undefined && now.getTime() - decidedAt.getTime() < REJECTED_FOR_MS
  );
}

async function decide(
  ctx: KonterContext,
  decision: 'approved' | 'rejected',
  telegramId: number,
  createdAtMs: number,
): Promise<void> {
  const { parts, from } = ctx;
  if (from === undefined) return;
  const request = await parts.resellers.findRegistration(telegramId);
  // A button under an older request says nothing about the newer one.
  if (request?.createdAt.getTime() !== createdAtMs) return answer(ctx, ctx.texts.account.toasts.notValid);
  const decided = await parts.resellers.decideRegistration(telegramId, decision, from.id, parts.now());
  if (decided === undefined) return answer(ctx, ctx.texts.account.toasts.notValid);
  await answer(ctx);

  const { registration, reseller, isNew } = decided;
  const byOther = !isNew && registration.decidedBy !== from.id;
  // His own decision once more: the first time may have ended before the applicant was told.
  const keypad: KeypadSent = byOther ? 'not_needed' : await tellApplicant(ctx, registration, reseller);
  // Of another operator only the id is known.
  const operatorName = registration.decidedBy === from.id ? from.first_name : undefined;
  const view = { registration, code: reseller?.code, operatorName, byOther, keypad };
  await reply(ctx, ctx.texts.operator.registrationDecided(view), { edit: true });
}

async function tellApplicant(
  ctx: KonterContext,
  { telegramId, language, state }: Registration,
  reseller: Reseller | undefined,
): Promise<KeypadSent> {
  const { parts, api } = ctx;
  const { account } = parts.texts(language);
  if (state === 'rejected' && reseller === undefined) {
    await tellAccount(api, parts, telegramId, account.registrationRejected());
  }
  // Who became a reseller by another way is not refused anything when his old request is.
  if (state === 'rejected' || reseller === undefined || reseller.hasPin) return 'not_needed';
  await tellAccount(api, parts, telegramId, account.registrationApproved(reseller));
  return sendKeypad(api, parts, telegramId);
}
