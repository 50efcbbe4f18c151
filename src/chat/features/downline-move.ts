import type { Composer } from 'grammy';
import type { MoveKind, MoveVerdict, ResellerAction } from '../../app/downlines.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { TransferCommand } from '../../domain/command/command.ts';
import { dayOf, minuteLabel } from '../../domain/day.ts';
import { MOVE_VALID_MINUTES, SMALLEST_TRANSFER } from '../../domain/downline.ts';
import { minus, type Rupiah, rupiah } from '../../domain/money.ts';
import type { MoveRefusal, MoveView } from '../../text/downline/texts.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, isTelegramTrouble, reply } from '../reply.ts';
import { tellReseller } from '../tell-reseller.ts';
import { type Asked, hasPin } from './asked.ts';
import { mayTrade } from './may-trade.ts';

/** As base64url writes 128 bits, with room. */
const TOKEN = '([A-Za-z0-9_-]{1,43})';

/** [Kirim], [Tarik] and [Batal] under what was asked back. */
export function addDownlineMoves(composer: Composer<KonterContext>): void {
  composer.callbackQuery(new RegExp(`^${CALLBACK.move}:${TOKEN}$`), (ctx) =>
    perform(ctx, ctx.match[1] ?? ''),
  );
  composer.callbackQuery(new RegExp(`^${CALLBACK.moveCancel}:${TOKEN}$`), async (ctx) => {
    const { downline } = ctx.texts;
    const isCancelled = await ctx.parts.resellerActions.cancel(ctx.match[1] ?? '', ctx.from.id);
    if (!isCancelled) return answer(ctx, downline.toasts.unknown);
    await answer(ctx);
    await reply(ctx, downline.moveCancelled(), { edit: true });
  });
}

/** `T.K0002.50000`, `TARIK.K0002.50000`: asked back with the balances after it. Nothing is moved before that is pressed. */
export async function answerMove(
  ctx: KonterContext,
  reseller: Reseller,
  command: TransferCommand,
  asked: Asked,
): Promise<void> {
  if (!(await hasPin(ctx, command, asked))) return;
  if (!(await mayTrade(ctx, reseller))) return;
  const { kind, to, amount } = command;
  const other = await ctx.parts.downlines.find(reseller.id, to);
  if (other === undefined) {
    const isSelf = (await ctx.parts.resellers.findByCode(to))?.id === reseller.id || to === reseller.phone;
    const { code, name } = reseller;
    const { downline } = ctx.texts;
    await reply(
      ctx,
      isSelf
        ? downline.moveRefused({ kind, person: { code, name }, amount }, { kind: 'self' })
        : downline.notFound(to),
    );
    return;
  }
  const action = { kind, downlineId: other.id, amount, known: 0 };
  // Of one message two lines may ask for two things; the same thing twice is one.
  await ask(ctx, reseller, other, action, `${asked.origin}:${kind}:${other.id}:${amount}`);
}

/**
 * Asks back, in place of what was shown where there is a button; says so where it cannot be done.
 * @param replaced the question in whose place this one is put, which is over
 */
async function ask(
  ctx: KonterContext,
  reseller: Reseller,
  other: Reseller,
  wanted: ResellerAction,
  origin: string,
  replaced?: string,
): Promise<void> {
  const { parts, from } = ctx;
  if (from === undefined) throw new Error('an update without a sender');
  const { downline } = ctx.texts;
  const { kind, downlineId } = wanted;
  const amount = rupiah(wanted.amount);
  const person = { code: other.code, name: other.name };
  const view: MoveView = { kind, person, amount };
  const now = parts.now();
  const same = { kind, uplineId: reseller.id, downlineId, amount, day: dayOf(now, parts.timeZone) };
  const [{ available: balance }, { available: others }, left, earlier] = await Promise.all([
    parts.resellers.balances(reseller.id),
    parts.resellers.balances(other.id),
    parts.downlines.leftToTakeBack(reseller.id, other.id),
    parts.downlines.sameMoves(same),
  ]);

  const action = { ...wanted, known: earlier.length };
  const expiresAt = new Date(now.getTime() + MOVE_VALID_MINUTES * 60_000);
  const kept = await parts.resellerActions.ask(
    { token: parts.newToken(), resellerId: reseller.id, telegramId: from.id, origin, action, expiresAt },
    now,
  );
  if (replaced !== undefined) await parts.resellerActions.refused(replaced);
  if (!kept.isOpen) return void (await reply(ctx, downline.moveOver()));
  const payer = kind === 'transfer' ? balance : others;
  const refusal = refusalBefore(other, { kind, amount, payer, left });
  if (refusal !== undefined) {
    await parts.resellerActions.cancel(kept.token, from.id);
    await reply(ctx, downline.moveRefused(view, refusal), { edit: true });
    return;
  }
  const question = downline.moveQuestion(
    {
      ...view,
      balance,
      other: others,
      earlier: earlier.map((at) => minuteLabel(at, parts.timeZone)),
      untilLabel: minuteLabel(expiresAt, parts.timeZone),
    },
    kept.token,
  );
  await reply(ctx, question, { edit: ctx.callbackQuery?.data?.startsWith(`${CALLBACK.move}:`) ?? false });
}

/** What speaks against it already: whoever reads the question can count on it. */
function refusalBefore(
  other: Reseller,
  { kind, amount, payer, left }: { kind: MoveKind; amount: Rupiah; payer: Rupiah; left: Rupiah },
): MoveRefusal | undefined {
  if (other.state === 'blocked') return { kind: 'other_blocked' };
  if (kind === 'transfer' && other.isOffByUpline) return { kind: 'other_off' };
  if (kind === 'transfer' && amount < SMALLEST_TRANSFER)
    return { kind: 'too_small', least: SMALLEST_TRANSFER };
  if (kind === 'take_back' && left < amount) return { kind: 'too_much', left };
  return payer < amount ? { kind: 'insufficient', missing: minus(amount, payer) } : undefined;
}

/** Moved under the key of the very question, so that pressing again, or a crash before it is marked as done, moves nothing twice. */
async function perform(ctx: KonterContext, token: string): Promise<void> {
  const { parts, from, reseller } = ctx;
  const { downline } = ctx.texts;
  if (from === undefined || reseller === undefined) return answer(ctx, downline.toasts.notYours);
  const now = parts.now();
  const taken = await parts.resellerActions.take(token, from.id, now);
  if (taken.kind === 'expired') {
    await answer(ctx, downline.toasts.expired);
    await reply(ctx, downline.moveExpired(), { edit: true });
    return;
  }
  if (taken.kind !== 'do') {
    const { notYours } = downline.toasts;
    return answer(ctx, taken.kind === 'not_yours' ? notYours : downline.toasts[taken.kind]);
  }
  const { origin, action } = taken;
  const { kind, downlineId, known } = action;
  const amount = rupiah(action.amount);
  const other = await parts.resellers.findById(downlineId);
  if (other === undefined) throw new Error(`reseller ${downlineId} is gone`);
  const verdict = await parts.downlines.move(
    {
      key: `move:${origin}`,
      kind,
      uplineId: taken.resellerId,
      downlineId,
      amount,
      known,
      day: dayOf(now, parts.timeZone),
    },
    now,
  );
  const view: MoveView = { kind, person: { code: other.code, name: other.name }, amount };
  if (verdict.kind === 'moved') {
    await answer(ctx, downline.toasts.moved[kind]);
    const { uplineBalance, downlineBalance } = verdict;
    const upline = { code: reseller.code, name: reseller.name };
    const news = parts.texts(other.language).downline.movedByUpline({
      kind,
      person: upline,
      amount,
      balance: downlineBalance,
    });
    const isTold = await tellOther(ctx, other.id, news);
    await reply(ctx, downline.moved({ ...view, balance: uplineBalance, other: downlineBalance, isTold }), {
      edit: true,
    });
    return parts.resellerActions.done(token);
  }
  if (verdict.kind === 'cancelled') return answer(ctx, downline.toasts.cancelled);
  if (verdict.kind === 'repeat') {
    // The same was moved after this question had been asked: it is asked once more, and names that.
    await ask(ctx, reseller, other, action, `${origin}:again:${verdict.count}`, token);
    return answer(ctx);
  }
  // Before anybody is told: Telegram may be out of reach, and what was refused must not be done later.
  await parts.resellerActions.refused(token);
  await answer(ctx);
  if (await mayTrade(ctx, reseller))
    await reply(ctx, downline.moveRefused(view, refusalOf(verdict)), { edit: true });
}

function refusalOf(verdict: Exclude<MoveVerdict, { kind: 'moved' | 'repeat' | 'cancelled' }>): MoveRefusal {
  switch (verdict.kind) {
    case 'insufficient':
    case 'too_much':
      return verdict;
    case 'too_small':
      return { kind: 'too_small', least: SMALLEST_TRANSFER };
    case 'not_downline':
      return { kind: 'not_downline' };
    case 'other_off':
      return { kind: 'other_off' };
    case 'blocked':
    case 'other_blocked':
      return { kind: 'other_blocked' };
    default: {
      const unhandled: never = verdict;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** What it is about has happened: that Telegram has no time for the news must not hide it from who asked. */
export async function tellOther(ctx: KonterContext, resellerId: number, message: Message): Promise<boolean> {
  try {
    return await tellReseller(ctx.api, ctx.parts, resellerId, message);
  } catch (error) {
    if (!isTelegramTrouble(error)) throw error;
    return false;
  }
}
