import { Composer } from 'grammy';
import { aboutWhich, type Complaint } from '../../app/complaints.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { Command } from '../../domain/command/command.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { cluesIn } from '../../domain/complaint.ts';
import { isEnded, type Order } from '../../domain/order/order.ts';
import type { KonterContext } from '../context.ts';
import { deletePinMessage } from '../pin-message.ts';
import { originOf } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';
import type { Asked } from './asked.ts';
import { tellOperators } from './complaint-tell.ts';
import {
  complaintData,
  type How,
  ID,
  MOST_LISTED,
  mask,
  post,
  say,
  tapOf,
  view,
} from './complaint-thread.ts';
import { actorOf } from './operator-arguments.ts';
import { whileTyping } from './typing.ts';

/** Orders to choose from. */
const CHOICES = 5;

/** The buttons under a reseller's complaint until it is sent. */
export function createResellerComplaints(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.callbackQuery(complaintData(`new:${ID}`), (ctx) =>
    asReseller(ctx, async (reseller) => {
      const number = Number(ctx.match[1]);
      const order = number === 0 ? undefined : await ctx.parts.orders.findByNumber(reseller.id, number);
      const complaint = await begin(ctx, reseller, { origin: tapOf(ctx), order, text: '' });
      if (complaint === undefined) return;
      await post(ctx, complaint.id, `ask:${tapOf(ctx)}`, ctx.texts.support.askText(complaint.id, order));
    }),
  );

  composer.callbackQuery(complaintData(`o:${ID}:${ID}`), (ctx) =>
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

  composer.callbackQuery(complaintData(`w:${ID}`), (ctx) =>
    asReseller(ctx, async (reseller) => {
      const recent = await ctx.parts.orders.page(reseller.id, undefined, CHOICES);
      const id = Number(ctx.match[1]);
      await reply(ctx, ctx.texts.support.askOrder(id, recent, ctx.parts.timeZone), { edit: true });
    }),
  );

  composer.callbackQuery(complaintData(`y:${ID}`), (ctx) =>
    asReseller(ctx, (reseller) => open(ctx, reseller, Number(ctx.match[1]), { edit: true })),
  );

  composer.callbackQuery(complaintData(`n:${ID}`), (ctx) =>
    asReseller(ctx, async (reseller) => {
      const id = Number(ctx.match[1]);
      const isGone = await ctx.parts.complaints.discard(id, reseller.id);
      // Sent already from another message: it stands.
      if (!isGone && (await showTo(ctx, reseller, id, { edit: true }))) return;
      await reply(ctx, ctx.texts.support.discarded(), { edit: true });
    }),
  );

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

async function asReseller(ctx: KonterContext, work: (reseller: Reseller) => Promise<unknown>): Promise<void> {
  if (ctx.reseller === undefined) return answer(ctx, ctx.texts.support.toasts.notValid);
  await answer(ctx);
  await work(ctx.reseller);
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

/** What a reseller replied to a complaint of his. The first thing said sends it. */
export async function addOfReseller(
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
