import type { Api } from 'grammy';
import type { Message } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { Parts } from './context.ts';
import { BlockedError, isTelegramTrouble, sendMessage } from './reply.ts';

/** Writes to one account. @returns the id of the message; `undefined` when it cannot be written to, which is then remembered. */
export async function tellAccount(
  api: Api,
  parts: Pick<Parts, 'resellers' | 'now'>,
  telegramId: number,
  message: Message,
): Promise<number | undefined> {
  try {
    return await sendMessage(api, telegramId, message);
  } catch (error) {
    if (!(error instanceof BlockedError)) throw error;
    await parts.resellers.markUnreachable(telegramId, parts.now());
    return undefined;
  }
}

/**
 * Writes to every account of a reseller but `exceptId`. Repeated, it says the same again.
 * @returns whether at least one of them could be written to.
 */
export async function tellReseller(
  api: Api,
  parts: Pick<Parts, 'resellers' | 'now'>,
  resellerId: number,
  message: Message,
  exceptId?: number,
): Promise<boolean> {
  let isTold = false;
  for (const telegramId of await parts.resellers.telegramIds(resellerId)) {
    if (telegramId === exceptId) continue;
    if ((await tellAccount(api, parts, telegramId, message)) !== undefined) isTold = true;
  }
  return isTold;
}

/**
 * The same, after something that cannot be undone: that Telegram has no time for the news must not hide what was done.
 * @returns false also then.
 */
export async function tellResellerIfItWorks(
  api: Api,
  parts: Pick<Parts, 'resellers' | 'now'>,
  resellerId: number,
  message: Message,
  exceptId?: number,
): Promise<boolean> {
  try {
    return await tellReseller(api, parts, resellerId, message, exceptId);
  } catch (error) {
    if (!isTelegramTrouble(error)) throw error;
    return false;
  }
}

/** Writes to every operator but `exceptId`, each in his language. Repeated, it says the same again. */
export async function tellOperators(
  api: Api,
  parts: Pick<Parts, 'resellers' | 'now' | 'texts' | 'adminIds'>,
  message: (texts: Texts) => Message,
  exceptId?: number,
): Promise<void> {
  for (const id of parts.adminIds) {
    if (id === exceptId) continue;
    const reseller = await parts.resellers.findByTelegramId(id);
    await tellAccount(api, parts, id, message(parts.texts(reseller?.language ?? 'id')));
  }
}
