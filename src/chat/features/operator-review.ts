import type { Composer } from 'grammy';
import type { OperatorAction } from '../../app/operator-actions.ts';
import type { ReviewCase } from '../../app/orders.ts';
import type { Performed } from '../../app/perform-action.ts';
import { findCase } from '../../app/review-order.ts';
import type { Message } from '../../text/message.ts';
import type { DeclaredAs } from '../../text/operator/review.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { originOf } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';
import { actorOf, wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';

/** As many as a message has room for. */
const MOST_LISTED = 20;
const LONGEST_SN = 200;
const LONGEST_REASON = 200;
const NUMBER = '([0-9]{1,15})';

type DeclareAction = Extract<OperatorAction, { kind: 'declare_delivered' | 'declare_failed' }>;

export function isDeclare(action: OperatorAction): action is DeclareAction {
  return action.kind === 'declare_delivered' || action.kind === 'declare_failed';
}

/** `/periksa`, `/nyatakan` and the buttons under an order that a person must decide about. */
export function addOperatorReview(desk: Composer<KonterContext>): void {
  desk.command('periksa', (ctx) => showReview(ctx, wordsOf(ctx.match)));
  desk.command('nyatakan', (ctx) => declareTyped(ctx, wordsOf(ctx.match)));

  desk.callbackQuery(new RegExp(`^${CALLBACK.review}:show:${NUMBER}$`), async (ctx) => {
    const about = await findCase(ctx.parts, Number(ctx.match[1]));
    if (about === undefined) return answer(ctx, ctx.texts.operator.toasts.unknown);
    await answer(ctx);
    await reply(ctx, ctx.texts.operator.review.order(about, ctx.parts.timeZone));
  });

  desk.callbackQuery(new RegExp(`^${CALLBACK.review}:check:${NUMBER}$`), async (ctx) => {
    const { operator } = ctx.texts;
    const checked = await ctx.parts.recheck(Number(ctx.match[1]), ctx.from.id);
    if (checked === undefined) return answer(ctx, operator.toasts.unknown);
    await answer(ctx, checked.isAsked ? operator.review.toasts.asked : operator.review.toasts.notNow);
    await reply(ctx, operator.review.order(checked.about, ctx.parts.timeZone), { edit: true });
  });

  desk.callbackQuery(new RegExp(`^${CALLBACK.review}:(delivered|failed):${NUMBER}$`), async (ctx) => {
    const about = await findCase(ctx.parts, Number(ctx.match[2]));
    if (about === undefined) return answer(ctx, ctx.texts.operator.toasts.unknown);
    await answer(ctx);
    const as: DeclaredAs =
      ctx.match[1] === 'delivered' ? { state: 'delivered', sn: '' } : { state: 'failed', reason: '' };
    // Of each tap its own: another of the same message may say the opposite.
    await askDeclare(ctx, about, as, `${originOf(ctx)}:${ctx.callbackQuery.id}`);
  });
}

async function showReview(ctx: KonterContext, [typed, ...rest]: readonly string[]): Promise<void> {
  const { review } = ctx.texts.operator;
  if (typed === undefined) {
    const { orders, total } = await ctx.parts.orders.inReview(MOST_LISTED);
    await reply(ctx, review.list({ orders, total, now: ctx.parts.now() }));
    return;
  }
  const number = rest.length === 0 ? numberOf(typed) : undefined;
  if (number === undefined) {
    await reply(ctx, review.usage());
    return;
  }
  const about = await findCase(ctx.parts, number);
  await reply(ctx, about === undefined ? review.noSuchOrder(typed) : review.order(about, ctx.parts.timeZone));
}

/** `/nyatakan 10234 sukses [SN]`, `/nyatakan 10234 gagal alasan`. */
async function declareTyped(
  ctx: KonterContext,
  [typed = '', word = '', ...rest]: readonly string[],
): Promise<void> {
  const { review } = ctx.texts.operator;
  const number = numberOf(typed);
  const as = declaredAs(word.toLowerCase(), rest.join(' '));
  if (number === undefined || as === undefined) {
    await reply(ctx, review.usage());
    return;
  }
  const about = await findCase(ctx.parts, number);
  if (about === undefined) {
    await reply(ctx, review.noSuchOrder(typed));
    return;
  }
  await askDeclare(ctx, about, as, originOf(ctx));
}

function numberOf(typed: string): number | undefined {
  return /^#?[0-9]{1,15}$/.test(typed) ? Number(typed.replace('#', '')) : undefined;
}

function declaredAs(word: string, said: string): DeclaredAs | undefined {
  if (word === 'sukses') return { state: 'delivered', sn: said.slice(0, LONGEST_SN) };
  return word === 'gagal' && said !== ''
    ? { state: 'failed', reason: said.slice(0, LONGEST_REASON) }
    : undefined;
}

async function askDeclare(
  ctx: KonterContext,
  about: ReviewCase,
  as: DeclaredAs,
  origin: string,
): Promise<void> {
  const { review } = ctx.texts.operator;
  if (!about.isInReview) {
    await reply(ctx, review.stands(about, ctx.parts.timeZone));
    return;
  }
  if (as.state === 'delivered' && about.missing > 0) {
    await reply(ctx, review.insufficient(about, about.missing, ctx.parts.timeZone));
    return;
  }
  const { refId, number } = about.order;
  const action: OperatorAction =
    as.state === 'delivered'
      ? { kind: 'declare_delivered', refId, number, sn: as.sn }
      : { kind: 'declare_failed', refId, number, reason: as.reason };
  await reply(ctx, review.ask(about, as, await ask(ctx, action, origin)));
}

/** What the operator is told in place of his question: what came of it, and how the order stands now. */
export async function declaredMessage(
  ctx: KonterContext,
  performed: Extract<Performed, { action: OperatorAction }>,
  action: DeclareAction,
): Promise<Message> {
  const { review } = ctx.texts.operator;
  const about = await findCase(ctx.parts, action.number);
  if (about === undefined) throw new Error(`order ${action.refId} is gone`);
  const { timeZone } = ctx.parts;
  switch (performed.kind) {
    case 'performed':
      return review.declared(about, timeZone);
    case 'not_declared':
      switch (performed.verdict.kind) {
        case 'insufficient':
          return review.insufficient(about, performed.verdict.missing, timeZone);
        case 'no_counter':
          return review.noCounter(about, timeZone);
        case 'stands':
          return review.stands(about, timeZone);
      }
      break;
    default:
  }
  throw new Error(`order ${action.refId}: unexpected ${performed.kind} by operator ${actorOf(ctx)}`);
}
