import { type Composer, Keyboard } from 'grammy';
import type { Message } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { tellOperators, tellReseller } from '../tell-reseller.ts';
import { enterTalk, type Move, talk, walk } from './outside.ts';
import { readContactPhone, sendWithKeyboard } from './register.ts';

const PHONE = 'phone';

/** The PIN was right just now; what comes long after it may be somebody else's. */
const WITHIN_MS = 10 * 60_000;

type Step = { untilMs: number };

/** Asks a reseller for his own contact, and takes its number in place of the one he had; his other accounts and the
 * operators hear of it. Entered with {@link enterPhone}, after his PIN. */
export function createPhoneConversation(): Composer<KonterContext> {
  return talk(PHONE, (conversation) => walk(conversation, begin, advance));
}

export function enterPhone(ctx: KonterContext): Promise<void> {
  return enterTalk(ctx, PHONE);
}

async function begin(ctx: KonterContext): Promise<Step> {
  await askContact(ctx, ctx.texts.accounts.askPhone());
  return { untilMs: ctx.parts.now().getTime() + WITHIN_MS };
}

async function advance(ctx: KonterContext, { untilMs }: Step): Promise<Move<Step>> {
  const { message, reseller, parts, api } = ctx;
  const { account, accounts } = ctx.texts;
  if (message === undefined) return { kind: 'pass' };
  const { contact, from } = message;
  if (reseller === undefined) return { kind: 'leave' };
  if (contact === undefined || parts.now().getTime() > untilMs) {
    await sendWithKeyboard(ctx, accounts.phoneKept(), { remove_keyboard: true });
    return { kind: contact === undefined ? 'leave' : 'done' };
  }
  // Only the sender's own contact is vouched for by Telegram: others can be made up.
  if (contact.user_id !== from.id) {
    await askContact(ctx, account.notOwnContact());
    return { kind: 'stay' };
  }
  const to = readContactPhone(contact.phone_number);
  const changed = await parts.accounts.changePhone(
    { resellerId: reseller.id, actorId: from.id, phone: to },
    parts.now(),
  );
  if (changed.kind === 'not_first') {
    await sendWithKeyboard(ctx, accounts.phoneNotFirst(), { remove_keyboard: true });
    return { kind: 'done' };
  }
  const { code, name, id } = reseller;
  await tellReseller(api, parts, id, accounts.phoneChangedElsewhere(to), from.id);
  await tellOperators(api, parts, ({ accounts: { desk } }) =>
    desk.phoneChanged({ code, name, from: changed.before, to }),
  );
  await sendWithKeyboard(ctx, accounts.phoneChanged(to), { remove_keyboard: true });
  return { kind: 'done' };
}

function askContact(ctx: KonterContext, message: Message): Promise<void> {
  const button = ctx.texts.account.contactButton();
  return sendWithKeyboard(ctx, message, new Keyboard().requestContact(button).resized().oneTime());
}
