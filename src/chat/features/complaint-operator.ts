import { Composer } from 'grammy';
import type { Complaint } from '../../app/complaints.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import type { KonterContext } from '../context.ts';
import { deletePinMessage } from '../pin-message.ts';
import { originOf } from '../read-commands.ts';
import { reply } from '../reply.ts';
import { tellOperators, tellReseller } from './complaint-tell.ts';
import { MOST_LISTED, mask, post, say } from './complaint-thread.ts';

/** The operators' list of what is open. */
export function createOperatorComplaints(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.command('komplain', async (ctx, next) => {
    // With something said, or from who is none, it is a reseller's.
    if (!ctx.isOperator || (ctx.reseller !== undefined && ctx.match.trim() !== '')) return next();
    const { complaints, timeZone } = ctx.parts;
    const { threads, total } = await complaints.stillOpen(undefined, MOST_LISTED);
    await reply(ctx, ctx.texts.support.list(threads, total, timeZone));
  });

  return composer;
}

/** What an operator replied to a complaint: kept, told to its reseller and to the other operators. */
export async function answerAsOperator(
  ctx: KonterContext,
  complaint: Complaint,
  typed: string,
): Promise<void> {
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
