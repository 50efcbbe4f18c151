/**
 * Answers whether something may be done for a chat: true at most once in `everyMs`. Remembers the last `limit` chats and forgets
 * with the process, so it suits only what may also be done once more.
 */
export function seldom(everyMs: number, limit: number): (chatId: number, now: Date) => boolean {
  const lastMs = new Map<number, number>();
  return (chatId, now) => {
    const last = lastMs.get(chatId);
    if (last !== undefined && now.getTime() - last < everyMs) return false;
    lastMs.delete(chatId);
    lastMs.set(chatId, now.getTime());
    const [oldest] = lastMs.keys();
    if (lastMs.size > limit && oldest !== undefined) lastMs.delete(oldest);
    return true;
  };
}
