import { Composer } from 'grammy';
import type { Command } from '../../domain/command/command.ts';
import type { KonterContext } from '../context.ts';
import { readCommands } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';
import { answerAsOperator, createOperatorComplaints } from './complaint-operator.ts';
import { addOfReseller, createResellerComplaints } from './complaint-reseller.ts';
import { tellOperators, tellReseller } from './complaint-tell.ts';
import { complaintData, ID, post, tapOf, threadFor, view } from './complaint-thread.ts';
import { actorOf } from './operator-arguments.ts';

/** Replies to complaints and the buttons under them. To be put before whatever reads what people type. */
export function createComplaintFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.use(createOperatorComplaints(), createResellerComplaints());

  composer.on('message:text', async (ctx, next) => {
    const { text, reply_to_message: repliedTo } = ctx.msg;
    if (repliedTo === undefined || text.startsWith('/')) return next();
    const complaint = await ctx.parts.complaints.findByPost(ctx.chatId, repliedTo.message_id);
    if (complaint === undefined) return next();
    if (ctx.reseller !== undefined && isCommand(ctx)) return next();
    if (ctx.reseller?.id === complaint.resellerId) return addOfReseller(ctx, ctx.reseller, complaint, text);
    return ctx.isOperator ? answerAsOperator(ctx, complaint, text) : next();
  });

  composer.callbackQuery(complaintData(`show:${ID}`), async (ctx) => {
    const thread = await threadFor(ctx, Number(ctx.match[1]));
    if (thread === undefined) return answer(ctx, ctx.texts.support.toasts.notValid);
    await answer(ctx);
    const isOwn = ctx.reseller?.id === thread.complaint.resellerId;
    const message = await view(ctx, thread, isOwn ? 'reseller' : 'operator', ctx.texts.language);
    await post(ctx, thread.complaint.id, `show:${tapOf(ctx)}`, message);
  });

  composer.callbackQuery(complaintData(`done:${ID}`), async (ctx) => {
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

/** Commands that say nothing to a person, or that a person may be answered with: yes, said to him, must not buy. */
const SAID: ReadonlySet<Command['kind']> = new Set(['not_understood', 'complaint', 'yes', 'no']);

/** Whether a reply is one to the bot, after all. */
function isCommand(ctx: KonterContext): boolean {
  return readCommands(ctx).some(({ kind }) => !SAID.has(kind));
}
