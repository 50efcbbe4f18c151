import { Composer, type Context } from 'grammy';
import { parseMessage } from '../domain/command/parse.ts';
import { containsPinLike } from '../domain/command/pin-like.ts';
import type { Words } from '../domain/command/words.ts';
import type { Language } from '../text/message.ts';
import type { KonterContext, Parts } from './context.ts';
import { deletePinMessage, mayCarryPin, removeMessage } from './pin-message.ts';
import { reply } from './reply.ts';
import { seldom } from './seldom.ts';
import { tellAccount } from './tell-reseller.ts';

/** A message that waited longer is not carried out: prices and balances have moved on, and so has the person. */
const TOO_OLD_MS = 10 * 60_000;

/** A group is told once where the bot is to be found, and no more before the process ends. */
const NEVER_AGAIN_MS = Number.POSITIVE_INFINITY;
const REMEMBERED_CHATS = 1_000;
/** Who types PINs into groups where the bot may delete nothing is told so. */
const WARNED_EVERY_MS = 24 * 3_600_000;

/** The language of somebody who has not chosen one. */
export function languageOf(languageCode: string | undefined): Language {
  return languageCode?.toLowerCase().startsWith('en') ? 'en' : 'id';
}

/**
 * Lets through what people do in private chats: messages, taps, and blocking or unblocking the bot. In groups everybody would
 * read along and the sender is not always who he seems; bots and channels have nothing to order.
 */
export function onlyPrivateChats(
  parts: Pick<Parts, 'texts' | 'now' | 'resellers' | 'words'>,
): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  const mayAnswer = seldom(NEVER_AGAIN_MS, REMEMBERED_CHATS);
  const mayWarn = seldom(WARNED_EVERY_MS, REMEMBERED_CHATS);

  composer.use(async (ctx, next) => {
    const { message, edited_message, callback_query, my_chat_member } = ctx.update;
    const isKnown = message ?? edited_message ?? callback_query ?? my_chat_member;
    if (isKnown === undefined || ctx.chat === undefined || ctx.from === undefined || ctx.from.is_bot) return;
    // A private chat has the id of its person. What says otherwise would be carried out for one and answered in the chat of another.
    if (ctx.chat.type === 'private') return ctx.chat.id === ctx.from.id ? next() : undefined;
    if (ctx.chat.type === 'channel' || ctx.message === undefined) return;
    if (hasOrderWithPin(textOf(ctx), parts.words())) await discard(ctx, ctx.from.id, ctx.message.message_id);
    if (!mayAnswer(ctx.chat.id, parts.now())) return;
    const texts = parts.texts(languageOf(ctx.from.language_code));
    await reply(ctx, texts.account.privateOnly(ctx.me.username));
  });

  /** Only what a reseller typed: other people's numbers in a group are none of the bot's business. */
  async function discard(ctx: KonterContext, senderId: number, messageId: number): Promise<void> {
    const sender = await parts.resellers.findSender(senderId);
    if (sender === undefined || ctx.chatId === undefined) return;
    const outcome = await removeMessage(ctx.api, ctx.chatId, messageId);
    if (outcome === 'gone' || !mayWarn(senderId, parts.now())) return;
    // To himself: in the group it would point everybody to the PIN.
    const { account } = parts.texts(sender.reseller.language);
    await tellAccount(ctx.api, parts, senderId, account.pinInGroup());
  }
  return composer;
}

/**
 * Takes away further copies of a PIN: an edited message that holds one, which is never carried out (its first form was), and a message
 * that quotes one, which is carried out for what it says itself.
 */
export function discardPinCopies(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.on('edited_message', async (ctx) => {
    // An operator's commands hold amounts and ids, and who is no reseller besides has no PIN.
    if (ctx.isOperator && ctx.reseller === undefined) return;
    if (mayCarryPin(textOf(ctx), ctx.parts.words())) await deletePinMessage(ctx);
  });
  composer.on('message', async (ctx, next) => {
    const { reply_to_message: quoted, quote } = ctx.message;
    const isOwn = quoted === undefined || quoted.from?.id === ctx.from.id;
    const texts = [quoted?.text ?? quoted?.caption ?? '', quote?.text ?? ''];
    if (
      ctx.reseller !== undefined &&
      isOwn &&
      texts.some((text) => hasOrderWithPin(text, ctx.parts.words()))
    ) {
      // Still there because it could not be deleted before.
      if (quoted !== undefined) await removeMessage(ctx.api, ctx.chat.id, quoted.message_id);
      await deletePinMessage(ctx);
    }
    await next();
  });
  return composer;
}

/** Refuses messages written more than ten minutes ago, by Telegram's clock; taps are judged by what they tap on. */
export function onlyRecentMessages(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  // Somebody who wrote ten times while the bot was away is told once.
  const mayAnswer = seldom(TOO_OLD_MS, REMEMBERED_CHATS);

  composer.on('message', async (ctx, next) => {
    const now = ctx.parts.now();
    if (now.getTime() - ctx.message.date * 1000 <= TOO_OLD_MS) return next();
    if (containsPinLike(textOf(ctx))) await deletePinMessage(ctx);
    if (mayAnswer(ctx.chat.id, now)) await reply(ctx, ctx.texts.account.tooOld());
  });
  return composer;
}

function textOf(ctx: Context): string {
  return ctx.msg?.text ?? ctx.msg?.caption ?? '';
}

function hasOrderWithPin(text: string, words: Words): boolean {
  const parsed = parseMessage(text, words);
  if (parsed.kind !== 'commands' || !parsed.carriesPin) return false;
  return parsed.commands.some((command) => command.kind !== 'not_understood');
}
