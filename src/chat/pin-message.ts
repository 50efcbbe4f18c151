import { GrammyError } from 'grammy';
import type { KonterContext } from './context.ts';
import { reply } from './reply.ts';

const SECOND_TRY_AFTER_MS = 1_000;

/**
 * Removes the message of this update from the chat, because it carries a PIN. Telegram allows it for 48 hours; where it does not
 * work, the person is asked to do it. Repeated, it finds nothing to remove.
 */
export async function deletePinMessage(ctx: KonterContext): Promise<void> {
  const messageId = ctx.message?.message_id;
  if (messageId === undefined) return;
  let outcome = await tryDelete(ctx);
  if (outcome === 'later') {
    await new Promise((resolve) => setTimeout(resolve, SECOND_TRY_AFTER_MS));
    outcome = await tryDelete(ctx);
  }
  if (outcome !== 'gone') await reply(ctx, ctx.texts.account.deleteYourself(), { replyTo: messageId });
}

async function tryDelete(ctx: KonterContext): Promise<'gone' | 'never' | 'later'> {
  try {
    await ctx.deleteMessage();
    return 'gone';
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code === 429 || error.error_code >= 500)
      return 'later';
    return /message to delete not found/i.test(error.description) ? 'gone' : 'never';
  }
}
