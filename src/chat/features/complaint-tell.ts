import { GrammyError } from 'grammy';
import type { Thread } from '../../app/complaints.ts';
import type { Message } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { BlockedError, sendMessage } from '../reply.ts';
import { view } from './complaint-thread.ts';

/** Each operator but who said it, at least once: rather twice than never. Who blocked the bot is passed over. */
export async function tellOperators(ctx: KonterContext, thread: Thread, key: string): Promise<void> {
  const { complaints, adminIds, resellers, now } = ctx.parts;
  const { id } = thread.complaint;
  const authorId = thread.messages.find((message) => message.key === key)?.authorId;
  for (const adminId of adminIds) {
    if (adminId === ctx.from?.id || adminId === authorId) continue;
    await complaints.claimPost(id, key, adminId, now());
    if ((await complaints.postOf(key, adminId)) !== 0) continue;
    const own = await resellers.findByTelegramId(adminId);
    // His own complaint: he sees what its reseller sees.
    if (own?.id === thread.complaint.resellerId) continue;
    try {
      const message = await view(ctx, thread, 'operator', own?.language ?? 'id');
      await complaints.posted(id, key, adminId, await sendMessage(ctx.api, adminId, message), now());
    } catch (error) {
      if (!(error instanceof BlockedError)) throw error;
    }
  }
}

/**
 * What was said to each account of the reseller, never twice: what may have been sent is not sent again, and whoever said it is told so.
 */
export async function tellReseller(
  ctx: KonterContext,
  thread: Thread,
  key: string,
): Promise<'told' | 'unsure' | 'unreachable'> {
  const { complaints, resellers, now } = ctx.parts;
  const { id, resellerId } = thread.complaint;
  const reseller = await resellers.findById(resellerId);
  let how: 'told' | 'unsure' | 'unreachable' = 'unreachable';
  for (const telegramId of await resellers.telegramIds(resellerId)) {
    if (telegramId === ctx.from?.id) continue;
    const isMine = await complaints.claimPost(id, key, telegramId, now());
    if (isMine) {
      const message = await view(ctx, thread, 'reseller', reseller?.language ?? 'id');
      const messageId = await sendOnce(ctx, key, telegramId, message);
      if (messageId === undefined) continue;
      await complaints.posted(id, key, telegramId, messageId, now());
    }
    const shownBy = await complaints.postOf(key, telegramId);
    if (shownBy === 0) how = how === 'told' ? how : 'unsure';
    else if (shownBy !== undefined) how = 'told';
  }
  return how;
}

/** @returns `undefined`: he has blocked the bot. What certainly was not sent may be sent again. */
async function sendOnce(
  ctx: KonterContext,
  key: string,
  telegramId: number,
  message: Message,
): Promise<number | undefined> {
  const { complaints, resellers, now } = ctx.parts;
  try {
    return await sendMessage(ctx.api, telegramId, message);
  } catch (error) {
    if (error instanceof BlockedError || error instanceof GrammyError)
      await complaints.unclaimPost(key, telegramId);
    if (!(error instanceof BlockedError)) throw error;
    await resellers.markUnreachable(telegramId, now());
    return undefined;
  }
}
