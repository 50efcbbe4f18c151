import { type Api, GrammyError } from 'grammy';
import { parseMessage } from '../domain/command/parse.ts';
import { containsPinLike } from '../domain/command/pin-like.ts';
import type { Words } from '../domain/command/words.ts';
import type { KonterContext } from './context.ts';
import { reply } from './reply.ts';

const SECOND_TRY_AFTER_MS = 1_000;

/** Whether what was typed looks as if it held a PIN. Rather once too often. */
export function mayCarryPin(text: string, words?: Words): boolean {
  const parsed = parseMessage(text, words);
  return parsed.kind === 'commands' ? parsed.carriesPin : containsPinLike(text);
}

/**
 * Removes the message of this update from the chat, because it carries a PIN. Telegram allows it for 48 hours; where it does not
 * work, the person is asked to do it. Repeated, it finds nothing to remove.
 */
export async function deletePinMessage(ctx: KonterContext): Promise<void> {
  const messageId = ctx.msg?.message_id;
  if (messageId === undefined || ctx.chatId === undefined) return;
  const outcome = await removeMessage(ctx.api, ctx.chatId, messageId);
  if (outcome !== 'gone') await reply(ctx, ctx.texts.account.deleteYourself(), { replyTo: messageId });
}

/** @returns `never` when Telegram does not allow it; `later` when it had trouble, twice. */
export async function removeMessage(
  api: Api,
  chatId: number,
  messageId: number,
): Promise<'gone' | 'never' | 'later'> {
  const outcome = await tryRemove(api, chatId, messageId);
  if (outcome !== 'later') return outcome;
  await new Promise((resolve) => setTimeout(resolve, SECOND_TRY_AFTER_MS));
  return tryRemove(api, chatId, messageId);
}

async function tryRemove(api: Api, chatId: number, messageId: number): Promise<'gone' | 'never' | 'later'> {
  try {
    await api.deleteMessage(chatId, messageId);
    return 'gone';
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code === 429 || error.error_code >= 500)
      return 'later';
    return /message to delete not found/i.test(error.description) ? 'gone' : 'never';
  }
}
