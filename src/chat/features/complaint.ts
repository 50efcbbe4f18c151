import { Composer, GrammyError } from 'grammy';
import { aboutWhich, type Complaint, type ComplaintMessage, type Thread } from '../../app/complaints.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { Command } from '../../domain/command/command.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { cluesIn, maskComplaint } from '../../domain/complaint.ts';
import { isEnded, type Order } from '../../domain/order/order.ts';
import type { Language, Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { isInMenu } from '../in-menu.ts';
import { deletePinMessage } from '../pin-message.ts';
import { originOf, readCommands } from '../read-commands.ts';
import { answer, BlockedError, reply, sendMessage } from '../reply.ts';
import type { Asked } from './asked.ts';
import { actorOf } from './operator-arguments.ts';
import { whileTyping } from './typing.ts';

/** Orders to choose from. */
const CHOICES = 5;
const MOST_LISTED = 10;
const ID = '([0-9]{1,15})';
const data = (pattern: string) => new RegExp(`^${CALLBACK.complaint}:${pattern}$`);

/** Replies to complaints and the buttons under them. To be put before whatever reads what people type. */
export function createComplaintFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.command('komplain', async (ctx, next) => {
    // With something said, or from who is none, it is a reseller's.
    if (!ctx.isOperator || (ctx.reseller !== undefined && ctx.match.trim() !== '')) return next();
    const { complaints, timeZone } = ctx.parts;
    const { threads, total } = await complaints.stillOpen(undefined, MOST_LISTED);
    await reply(ctx, ctx.texts.support.list(threads, total, timeZone));
  });

  composer.on('message:text', async (ctx, next) => {
    const { text, reply_to_message: repliedTo } = ctx.msg;
    if (repliedTo === undefined || text.startsWith('/')) return next();
    const complaint = await ctx.parts.complaints.findByPost(ctx.chatId, repliedTo.message_id);
    if (complaint === undefined) return next();
    if (ctx.reseller !== undefined && isCommand(ctx)) return next();
    if (ctx.reseller?.id === complaint.resellerId) return addOfReseller(ctx, ctx.reseller, complaint, text);
    return ctx.isOperator ? answerAsOperator(ctx, complaint, text) : next();
  });

  composer.callbackQuery(data(`new:${ID}`), (ctx) =>
    asReseller(ctx, async (reseller) => {
      const number = Number(ctx.match[1]);
      const order = number === 0 ? undefined : await ctx.parts.orders.findByNumber(reseller.id, number);
      const complaint = await begin(ctx, reseller, { origin: tapOf(ctx), order, text: '' });
      if (complaint === undefined) return;
      await post(ctx, complaint.id, `ask:${tapOf(ctx)}`, ctx.texts.support.askText(complaint.id, order));
    }),
  );

  composer.callbackQuery(data(`o:${ID}:${ID}`), (ctx) =>
    asReseller(ctx, async (reseller) => {
      const { complaints, orders } = ctx.parts;
      const [id, number] = [Number(ctx.match[1]), Number(ctx.match[2])];
      const order = number === 0 ? undefined : await orders.findByNumber(reseller.id, number);
      const complaint = await complaints.about(id, reseller.id, order?.number);
      // No draft any more: it was sent, perhaps by this very press, which then comes again.
      if (complaint === undefined) return open(ctx, reseller, id, { edit: true });
      return proceed(ctx, reseller, complaint, order, { edit: true });
    }),
  );

  composer.callbackQuery(data(`w:${ID}`), (ctx) =>
    asReseller(ctx, async (reseller) => {
      const recent = await ctx.parts.orders.page(reseller.id, undefined, CHOICES);
      const id = Number(ctx.match[1]);
      await reply(ctx, ctx.texts.support.askOrder(id, recent, ctx.parts.timeZone), { edit: true });
    }),
  );

  composer.callbackQuery(data(`y:${ID}`), (ctx) =>
    asReseller(ctx, (reseller) => open(ctx, reseller, Number(ctx.match[1]), { edit: true })),
  );

  composer.callbackQuery(data(`n:${ID}`), (ctx) =>
    asReseller(ctx, async (reseller) => {
      const id = Number(ctx.match[1]);
      const isGone = await ctx.parts.complaints.discard(id, reseller.id);
      // Sent already from another message: it stands.
      if (!isGone && (await showTo(ctx, reseller, id, { edit: true }))) return;
      await reply(ctx, ctx.texts.support.discarded(), { edit: true });
    }),
  );

  composer.callbackQuery(data(`show:${ID}`), async (ctx) => {
    const thread = await threadFor(ctx, Number(ctx.match[1]));
    if (thread === undefined) return answer(ctx, ctx.texts.support.toasts.notValid);
    await answer(ctx);
    const isOwn = ctx.reseller?.id === thread.complaint.resellerId;
    const message = await view(ctx, thread, isOwn ? 'reseller' : 'operator', ctx.texts.language);
    await post(ctx, thread.complaint.id, `show:${tapOf(ctx)}`, message);
  });

  composer.callbackQuery(data(`done:${ID}`), async (ctx) => {
    const { complaints, now } = ctx.parts;
    const thread = await threadFor(ctx, Number(ctx.match[1]));
    if (thread === undefined) return answer(ctx, ctx.texts.support.toasts.notValid);
    const { id, resellerId } = thread.complaint;
    const author = ctx.reseller?.id === resellerId ? 'reseller' : 'operator';
    await complaints.close(id, author, actorOf(ctx), now());
    await answer(ctx, ctx.texts.support.toasts.closed);
    const closed = await complaints.find(id);
    const last = closed?.messages.findLast(({ kind }) => kind === 'closed');
    if (closed === undefined || last === undefined) return;
    await reply(ctx, await view(ctx, closed, author, ctx.texts.language), { edit: true });
    // Who pressed it later tells nobody anew: each was told under the key of the closing.
    if (author === 'operator') await tellReseller(ctx, closed, last.key);
    await tellOperators(ctx, closed, last.key);
  });

  return composer;
}

type Complain = Extract<Command, { kind: 'complaint' }>;

/** `K.S10 belum masuk`: what it is about is looked for, and asked about at the supplier where that may bring news. */
export async function answerComplaint(
  ctx: KonterContext,
  reseller: Reseller,
  { text }: Complain,
  { origin }: Asked,
): Promise<void> {
  // In `K.#10234` the sign is among the separators, so that it is no longer in the text.
  const { numbers } = cluesIn(ctx.message?.text ?? text);
  const order = await aboutWhich(ctx.parts.orders, reseller.id, { ...cluesIn(text), numbers });
  const masked = await mask(ctx, reseller.id, text);
  const complaint = await begin(ctx, reseller, { origin, order, text: masked });
  if (complaint !== undefined) await proceed(ctx, reseller, complaint, order);
}

/** `K` alone. */
export async function beginComplaint(ctx: KonterContext, reseller: Reseller): Promise<void> {
  const { complaints, orders, timeZone } = ctx.parts;
  const [{ threads }, recent] = await Promise.all([
    complaints.stillOpen(reseller.id, MOST_LISTED),
    orders.page(reseller.id, undefined, CHOICES),
  ]);
  await reply(ctx, ctx.texts.support.choose({ open: threads, orders: recent, timeZone }));
}

/** Commands that say nothing to a person, or that a person may be answered with: yes, said to him, must not buy. */
const SAID: ReadonlySet<Command['kind']> = new Set(['not_understood', 'complaint', 'yes', 'no']);

/** Whether a reply is one to the bot, after all. */
function isCommand(ctx: KonterContext): boolean {
  return readCommands(ctx).some(({ kind }) => !SAID.has(kind));
}

function tapOf(ctx: KonterContext): string {
  return `${ctx.chatId ?? 0}:tap:${ctx.callbackQuery?.id ?? 0}`;
}

async function asReseller(ctx: KonterContext, work: (reseller: Reseller) => Promise<unknown>): Promise<void> {
  if (ctx.reseller === undefined) return answer(ctx, ctx.texts.support.toasts.notValid);
  await answer(ctx);
  await work(ctx.reseller);
}

/** What was typed, to be kept: without what may be a PIN, with the numbers of the reseller's orders. */
async function mask(ctx: KonterContext, resellerId: number, typed: string): Promise<string> {
  const { numbers } = cluesIn(typed);
  const found = await Promise.all(numbers.map((number) => ctx.parts.orders.findByNumber(resellerId, number)));
  const own = new Set(found.map((order) => order?.number));
  return maskComplaint(typed, (number) => own.has(number));
}

/** `undefined`: he has begun too many today, and is told so. */
async function begin(
  ctx: KonterContext,
  reseller: Reseller,
  { origin, order, text }: { origin: string; order: Order | undefined; text: string },
): Promise<Complaint | undefined> {
  const { complaints, now } = ctx.parts;
  const begun = await complaints.draft(
    { origin, resellerId: reseller.id, telegramId: actorOf(ctx), orderNumber: order?.number, text },
    now(),
  );
  if (begun !== 'too_often') return begun;
  await reply(ctx, ctx.texts.support.tooOften());
  return undefined;
}

/** The thread, for who may read it: its reseller, and operators once it was sent. */
async function threadFor(ctx: KonterContext, id: number): Promise<Thread | undefined> {
  const thread = await ctx.parts.complaints.find(id);
  if (thread === undefined) return undefined;
  const isOwn = ctx.reseller?.id === thread.complaint.resellerId;
  return isOwn || (ctx.isOperator && thread.complaint.state !== 'draft') ? thread : undefined;
}

type How = { edit?: boolean };

/** What comes next of a complaint about `order`. Again, it shows the same. */
async function proceed(
  ctx: KonterContext,
  reseller: Reseller,
  complaint: Complaint,
  order: Order | undefined,
  how: How = {},
): Promise<void> {
  const { parts, texts } = ctx;
  const { id } = complaint;
  // Open already: whoever has not been told of it yet is told now.
  if (complaint.state !== 'draft') return open(ctx, reseller, id, how);
  if (order === undefined) {
    const recent = await parts.orders.page(reseller.id, undefined, CHOICES);
    // He has said that it is about none, or there is none.
    if (recent.length === 0 || how.edit) return open(ctx, reseller, id, how);
    await reply(ctx, texts.support.askOrder(id, recent, parts.timeZone), how);
    return;
  }
  if (isEnded(order.state)) return open(ctx, reseller, id, how);
  const now = await recheck(ctx, reseller, order);
  const thread = await parts.complaints.find(id);
  const orderHtml = texts.order.outcome(now, { timeZone: parts.timeZone }).html;
  await reply(ctx, texts.support.draft({ id, text: thread?.messages.at(-1)?.text ?? '', orderHtml }), how);
}

/** An order that was sent is asked about at the supplier, at most once a minute; how it stands then. */
async function recheck(ctx: KonterContext, reseller: Reseller, order: Order): Promise<Order> {
  const { complaints, orders, now } = ctx.parts;
  const isSent = order.state === 'submitted' || order.state === 'needs_review';
  if (!isSent || !(await complaints.mayCheck(order.refId, now()))) return order;
  await whileTyping(ctx, ctx.parts.recheck(order.number, actorOf(ctx)));
  return (await orders.findByNumber(reseller.id, order.number)) ?? order;
}

/** Sends a complaint to the operators. Again, it shows it. */
async function open(ctx: KonterContext, reseller: Reseller, id: number, how: How = {}): Promise<void> {
  const { complaints, now } = ctx.parts;
  const { support } = ctx.texts;
  const verdict = await complaints.open(id, reseller.id, now());
  switch (verdict) {
    case 'open':
    case 'closed': {
      await showTo(ctx, reseller, id, how);
      const thread = verdict === 'open' ? await complaints.find(id) : undefined;
      // What was said since shows the beginning, too.
      const first = thread?.earlier === 0 ? thread.messages[0] : undefined;
      if (thread !== undefined && first !== undefined) await tellOperators(ctx, thread, first.key);
      return;
    }
    case 'too_many': {
      const { threads } = await complaints.stillOpen(reseller.id, MOST_LISTED);
      await reply(ctx, support.tooMany(threads), how);
      return;
    }
    case 'too_often':
      await reply(ctx, support.tooOften(), how);
      return;
    case 'empty': {
      const { complaint } = (await complaints.find(id)) ?? {};
      const number = complaint?.orderNumber;
      const order =
        number === undefined ? undefined : await ctx.parts.orders.findByNumber(reseller.id, number);
      await post(ctx, id, `ask:${id}:${originOf(ctx)}`, support.askText(id, order));
      return;
    }
    case undefined:
      await reply(ctx, support.discarded(), how);
      return;
    default: {
      const unhandled: never = verdict;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** Shows a complaint to its reseller, in this chat. False: there is none. */
async function showTo(ctx: KonterContext, reseller: Reseller, id: number, how: How): Promise<boolean> {
  const thread = await ctx.parts.complaints.find(id);
  if (thread?.complaint.resellerId !== reseller.id || thread.complaint.state === 'draft') return false;
  const message = await view(ctx, thread, 'reseller', ctx.texts.language);
  await post(ctx, id, `opened:${id}:${originOf(ctx)}`, message, how);
  return true;
}

/**
 * Answers with a message that shows a complaint: a reply to it is found again. In the menu it comes below: the message of the menu
 * shows something else with the next press.
 */
async function post(
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

async function view(
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

async function addOfReseller(
  ctx: KonterContext,
  reseller: Reseller,
  complaint: Complaint,
  typed: string,
): Promise<void> {
  if (containsPinLike(typed)) await deletePinMessage(ctx);
  const text = await mask(ctx, reseller.id, typed);
  const key = originOf(ctx);
  if (text === '') return;
  const said = await say(ctx, complaint.id, { key, author: 'reseller', text });
  if (!said) return;
  // The first thing said: now it can be looked into.
  if (complaint.state === 'draft') {
    const { orderNumber } = complaint;
    const order =
      orderNumber === undefined ? undefined : await ctx.parts.orders.findByNumber(reseller.id, orderNumber);
    return order === undefined ? open(ctx, reseller, complaint.id) : proceed(ctx, reseller, complaint, order);
  }
  const thread = await ctx.parts.complaints.find(complaint.id);
  if (thread === undefined) return;
  await tellOperators(ctx, thread, key);
  await post(ctx, complaint.id, `added:${key}`, ctx.texts.support.forwarded(complaint.id));
}

async function answerAsOperator(ctx: KonterContext, complaint: Complaint, typed: string): Promise<void> {
  const key = originOf(ctx);
  // Written in the wrong chat, it is his own PIN that everybody would read.
  if (ctx.reseller !== undefined && containsPinLike(typed)) await deletePinMessage(ctx);
  const text = await mask(ctx, complaint.resellerId, typed);
  if (text === '' || !(await say(ctx, complaint.id, { key, author: 'operator', text }))) return;
  const thread = await ctx.parts.complaints.find(complaint.id);
  if (thread === undefined) return;
  const how = await tellReseller(ctx, thread, key);
  await tellOperators(ctx, thread, key);
  const message = ctx.texts.support.told(how, complaint.id, thread.resellerCode);
  await post(ctx, complaint.id, `told:${key}`, message);
}

async function say(
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

/** Each operator but who said it, at least once: rather twice than never. Who blocked the bot is passed over. */
async function tellOperators(ctx: KonterContext, thread: Thread, key: string): Promise<void> {
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
async function tellReseller(
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
