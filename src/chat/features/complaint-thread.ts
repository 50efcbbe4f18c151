import type { ComplaintMessage, Thread } from '../../app/complaints.ts';
import { cluesIn, maskComplaint } from '../../domain/complaint.ts';
import type { Language, Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { isInMenu } from '../in-menu.ts';
import { reply, sendMessage } from '../reply.ts';
import { actorOf } from './operator-arguments.ts';

/** Complaints in one message. */
export const MOST_LISTED = 10;
/** A complaint, or an order, in the data of a button. */
export const ID = '([0-9]{1,15})';
export const complaintData = (pattern: string) => new RegExp(`^${CALLBACK.complaint}:${pattern}$`);

/** What a press is: the same press, handled again, has the same. */
export function tapOf(ctx: KonterContext): string {
  return `${ctx.chatId ?? 0}:tap:${ctx.callbackQuery?.id ?? 0}`;
}

/** What was typed, to be kept: without what may be a PIN, with the numbers of the reseller's orders. */
export async function mask(ctx: KonterContext, resellerId: number, typed: string): Promise<string> {
  const { numbers } = cluesIn(typed);
  const found = await Promise.all(numbers.map((number) => ctx.parts.orders.findByNumber(resellerId, number)));
  const own = new Set(found.map((order) => order?.number));
  return maskComplaint(typed, (number) => own.has(number));
}

/** The thread, for who may read it: its reseller, and operators once it was sent. */
export async function threadFor(ctx: KonterContext, id: number): Promise<Thread | undefined> {
  const thread = await ctx.parts.complaints.find(id);
  if (thread === undefined) return undefined;
  const isOwn = ctx.reseller?.id === thread.complaint.resellerId;
  return isOwn || (ctx.isOperator && thread.complaint.state !== 'draft') ? thread : undefined;
}

export type How = { edit?: boolean };

/**
 * Answers with a message that shows a complaint: a reply to it is found again. In the menu it comes below: the message of the menu
 * shows something else with the next press.
 */
export async function post(
  ctx: KonterContext,
  id: number,
  key: string,
  message: Message,
  how: How = {},
): Promise<void> {
  const messageId =
    isInMenu(ctx) && ctx.chatId !== undefined
      ? await sendMessage(ctx.api, ctx.chatId, message)
      : await reply(ctx, message, how);
  await ctx.parts.complaints.posted(id, key, ctx.chatId ?? 0, messageId, ctx.parts.now());
}

/** A complaint as `reader` sees it. */
export async function view(
  ctx: KonterContext,
  thread: Thread,
  reader: ComplaintMessage['author'],
  language: Language,
): Promise<Message> {
  const { orders, timeZone } = ctx.parts;
  const { orderNumber, resellerId } = thread.complaint;
  const order = orderNumber === undefined ? undefined : await orders.findByNumber(resellerId, orderNumber);
  const { support } = ctx.parts.texts(language);
  return reader === 'reseller'
    ? support.toReseller({ thread, order, timeZone })
    : support.toOperator({ thread, order, timeZone });
}

/** Adds what was said. False: it was not kept, and he has been told why. */
export async function say(
  ctx: KonterContext,
  id: number,
  message: { key: string; author: ComplaintMessage['author']; text: string },
): Promise<boolean> {
  const { complaints, now } = ctx.parts;
  const verdict = await complaints.say(id, { ...message, authorId: actorOf(ctx) }, now());
  if (verdict === 'said') return true;
  const { support } = ctx.texts;
  await reply(ctx, verdict === 'closed' ? support.isClosed(id) : support.isFull(id));
  return false;
}
