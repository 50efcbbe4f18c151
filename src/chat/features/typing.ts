import type { KonterContext } from '../context.ts';

/** Most answers come sooner, and then the sign would only be one more call. */
const TYPING_AFTER_MS = 300;

/** Waits for `work`, and shows that the bot is at it when it takes its time: the supplier is being asked. */
export async function whileTyping<T>(ctx: KonterContext, work: Promise<T>): Promise<T> {
  // Only a sign: whether it arrives makes no difference.
  const timer = setTimeout(() => void ctx.replyWithChatAction('typing').catch(() => {}), TYPING_AFTER_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
