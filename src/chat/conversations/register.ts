import { type Composer, GrammyError, Keyboard } from 'grammy';
import type { ReplyKeyboardRemove } from 'grammy/types';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { readName } from '../../domain/command/read-name.ts';
import { readDestination } from '../../domain/destination.ts';
import type { Message } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { deletePinMessage } from '../pin-message.ts';
import { readCommands } from '../read-commands.ts';
import { BlockedError, reply } from '../reply.ts';
import { tellAccount } from '../tell-reseller.ts';
import { type Move, talk, walk } from './outside.ts';

export const REGISTER = 'register';

const LONGEST_PHONE = 20;

type Step = { at: 'name' } | { at: 'town'; name: string } | { at: 'contact'; name: string; town: string };

/** Asks a stranger who he is and hands that to the operators. Entered by `/start`; to be put before it. */
export function createRegisterConversation(): Composer<KonterContext> {
  return talk(REGISTER, (conversation) => walk(conversation, begin, advance));
}

async function begin(ctx: KonterContext): Promise<Step> {
  await say(ctx, ctx.texts.account.askName(false));
  return { at: 'name' };
}

async function advance(ctx: KonterContext, step: Step): Promise<Move<Step>> {
  if (ctx.message === undefined) return { kind: 'pass' };
  const { text } = ctx.message;
  const { account } = ctx.texts;
  if (text?.startsWith('/')) return { kind: 'leave' };
  const commands = readCommands(ctx);
  if (commands.some((command) => command.kind === 'no')) {
    await say(ctx, account.registrationCancelled());
    return { kind: 'done' };
  }
  if (containsPinLike(text ?? ctx.message.caption ?? '')) await deletePinMessage(ctx);
  // Other command words are names, too: H. Ahmad Dahlan does not ask for prices.
  const isOrder = commands.some(({ kind }) => kind === 'order' || kind === 'ambiguous');
  const answered = isOrder ? undefined : readName(text);

  switch (step.at) {
    case 'name': {
      const name = answered;
      if (name === undefined) return stay(ctx, account.askName(true));
      await say(ctx, account.askTown(false));
      return { kind: 'step', step: { at: 'town', name } };
    }
    case 'town': {
      const town = answered;
      if (town === undefined) return stay(ctx, account.askTown(true));
      await askContact(ctx, account.askContact());
      return { kind: 'step', step: { at: 'contact', name: step.name, town } };
    }
    case 'contact': {
      const { contact, from } = ctx.message;
      // Only the sender's own contact is vouched for by Telegram: others can be made up.
      if (contact === undefined || contact.user_id !== from.id) {
        await askContact(ctx, contact === undefined ? account.askContact() : account.notOwnContact());
        return { kind: 'stay' };
      }
      await finish(ctx, { ...step, telegramId: from.id, phone: contact.phone_number });
      return { kind: 'done' };
    }
    default: {
      const unhandled: never = step;
      throw new Error(`unhandled step: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** As people type it. Of another country as it comes: whoever changes his Telegram can send any text as his number. */
export function phoneOfContact(phone: string): string {
  return readDestination(phone)?.value ?? phone.replace(/[^0-9+]/g, '').slice(0, LONGEST_PHONE);
}

/** A number as Telegram's contact has it, as `0812…`. Not of a number of another country, which stays as it is. */
export function readContactPhone(phone: string): string {
  // Whoever changes his Telegram can send any text as his number.
  return readDestination(phone)?.value ?? phone.replace(/[^0-9+]/g, '').slice(0, LONGEST_PHONE);
}

async function finish(
  ctx: KonterContext,
  { telegramId, name, town, phone }: { telegramId: number; name: string; town: string; phone: string },
): Promise<void> {
  const { parts, texts, api } = ctx;
  const applicant = {
    telegramId,
    name,
    town,
    phone: readContactPhone(phone),
    language: texts.language,
  };
  const outcome = await parts.resellers.requestRegistration(applicant, parts.now());
  if (outcome === 'rejected') return say(ctx, texts.account.registrationRejected());
  if (outcome === 'already') {
    const reseller = await parts.resellers.findByTelegramId(telegramId);
    if (reseller === undefined) throw new Error(`Telegram account ${telegramId} has lost its reseller`);
    const { available, held } = await parts.resellers.balances(reseller.id);
    const { name: knownName, code } = reseller;
    return say(ctx, texts.account.welcome({ name: knownName, code, available, held }));
  }
  const registration = await parts.resellers.findRegistration(telegramId);
  if (registration === undefined) throw new Error(`registration of ${telegramId} is gone`);
  const request = parts.texts('id').operator.registrationRequest(registration);
  for (const adminId of parts.adminIds) await tellAccount(api, parts, adminId, request);
  await say(ctx, texts.account.registrationSent());
}

async function stay(ctx: KonterContext, message: Message): Promise<Move<Step>> {
  await reply(ctx, message);
  return { kind: 'stay' };
}

/** Also takes away the button below the input field. */
export function say(ctx: KonterContext, message: Message): Promise<void> {
  return sendWithKeyboard(ctx, message, { remove_keyboard: true });
}

/** With the button that shares the sender's own number. */
export function askContact(ctx: KonterContext, message: Message): Promise<void> {
  return sendWithKeyboard(
    ctx,
    message,
    new Keyboard().requestContact(ctx.texts.account.contactButton()).resized().oneTime(),
  );
}

/** With something below the input field, or nothing there any more. */
export async function sendWithKeyboard(
  ctx: KonterContext,
  { html }: Message,
  below: Keyboard | ReplyKeyboardRemove,
): Promise<void> {
  try {
    await ctx.reply(html, { parse_mode: 'HTML', reply_markup: below });
  } catch (error) {
    const isBlocked = error instanceof GrammyError && error.error_code === 403;
    throw isBlocked ? new BlockedError(ctx.chatId ?? 0, error) : error;
  }
}
