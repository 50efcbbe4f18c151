import { Composer, type Context } from 'grammy';
import { containsPinLike } from '../domain/command/pin-like.ts';
import type { Language } from '../text/message.ts';
import type { KonterContext, Parts } from './context.ts';
import { deletePinMessage } from './pin-message.ts';
import { reply } from './reply.ts';
import { seldom } from './seldom.ts';

/** A message that waited longer is not carried out: prices and balances have moved on, and so has the person. */
const TOO_OLD_MS = 10 * 60_000;

/** A group is told once where the bot is to be found, and no more before the process ends. */
const NEVER_AGAIN_MS = Number.POSITIVE_INFINITY;
const REMEMBERED_CHATS = 1_000;

/** The language of somebody who has not chosen one. */
export function languageOf(languageCode: string | undefined): Language {
  return languageCode?.toLowerCase().startsWith('en') ? 'en' : 'id';
}

/**
 * Lets through what people do in private chats: messages, taps, and blocking or unblocking the bot. In groups everybody would
 * read along and the sender is not always who he seems; bots and channels have nothing to order.
 */
export function onlyPrivateChats(parts: Pick<Parts, 'texts' | 'now'>): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  const mayAnswer = seldom(NEVER_AGAIN_MS, REMEMBERED_CHATS);

  composer.use(async (ctx, next) => {
    const isKnown = ctx.update.message ?? ctx.update.callback_query ?? ctx.update.my_chat_member;
    if (isKnown === undefined || ctx.chat === undefined || ctx.from === undefined || ctx.from.is_bot) return;
    if (ctx.chat.type === 'private') return next();
    if (ctx.chat.type === 'channel' || ctx.message === undefined) return;
    if (containsPinLike(textOf(ctx))) await ctx.deleteMessage().catch(() => {});
    if (!mayAnswer(ctx.chat.id, parts.now())) return;
    const texts = parts.texts(languageOf(ctx.from.language_code));
    await reply(ctx, texts.account.privateOnly(ctx.me.username));
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
  return ctx.message?.text ?? ctx.message?.caption ?? '';
}
