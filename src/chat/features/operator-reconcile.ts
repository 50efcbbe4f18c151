import type { Composer } from 'grammy';
import type { OperatorAction } from '../../app/operator-actions.ts';
import { askAgain, closeChecked, compareBalance, differencePage } from '../../app/reconcile-day.ts';
import { readDayArgument, resolveDay } from '../../domain/command/day-argument.ts';
import { addDays, type Day, dayOf, parseDay } from '../../domain/day.ts';
import { minus, type Rupiah, rupiah } from '../../domain/money.ts';
import type { Message } from '../../text/message.ts';
import type { OperatorTexts } from '../../text/operator/texts.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';
import { actorOf, parseSigned, wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';
import { withSecond } from './operator-second.ts';

/** Above this a zero too many is likelier than the sum itself. */
const LARGE_TOPUP = rupiah(50_000_000);
const LONGEST_NOTE = 200;
const ID = '([0-9]{1,15})';

/** `/rekonsiliasi`, `/klikoo topup`, and the buttons under what they show. To be put before `/klikoo` alone. */
export function addOperatorReconcile(desk: Composer<KonterContext>): void {
  desk.command('rekonsiliasi', (ctx) => compare(ctx, wordsOf(ctx.match)));

  desk.command('klikoo', async (ctx, next) => {
    const [word, ...rest] = wordsOf(ctx.match);
    return word?.toLowerCase() === 'topup' ? askTopup(ctx, rest) : next();
  });

  desk.callbackQuery(CALLBACK.opening, askOpening);

  desk.callbackQuery(new RegExp(`^${CALLBACK.differences}:([0-9-]{10}):${ID}$`), async (ctx) => {
    const day = parseDay(ctx.match[1] ?? '');
    if (day === undefined) return answer(ctx, ctx.texts.operator.toasts.unknown);
    await answer(ctx);
    await showPage(ctx, day, Number(ctx.match[2]));
  });

  desk.callbackQuery(new RegExp(`^${CALLBACK.differenceAsk}:${ID}:${ID}$`), async (ctx) => {
    const asked = await askAgain(ctx.parts, Number(ctx.match[1]), ctx.from.id);
    const { operator } = ctx.texts;
    const { toasts } = operator.reconcile;
    switch (asked.kind) {
      case 'unknown':
        return answer(ctx, operator.toasts.unknown);
      case 'closed':
        await answer(ctx, toasts.closed);
        break;
      case 'not_now':
        await answer(ctx, toasts.notNow);
        break;
      case 'asked':
        await answer(ctx, asked.isMended ? toasts.agrees(asked.order) : toasts.stillDiffers(asked.order));
        break;
      default: {
        const unhandled: never = asked;
        throw new Error(`unhandled answer: ${JSON.stringify(unhandled)}`);
      }
    }
    await showPageOf(ctx, Number(ctx.match[1]), Number(ctx.match[2]));
  });

  desk.callbackQuery(new RegExp(`^${CALLBACK.differenceDone}:${ID}:${ID}$`), async (ctx) => {
    const { reconciliations, now } = ctx.parts;
    const closed = await closeChecked({ reconciliations, now }, Number(ctx.match[1]), ctx.from.id);
    const { operator } = ctx.texts;
    if (closed.kind === 'unknown') return answer(ctx, operator.toasts.unknown);
    const { toasts } = operator.reconcile;
    await answer(ctx, closed.kind === 'done' ? toasts.checked : toasts.closed);
    await showPageOf(ctx, Number(ctx.match[1]), Number(ctx.match[2]));
  });
}

/** `/rekonsiliasi`, `/rekonsiliasi 15/11`. Without a day: yesterday. */
async function compare(ctx: KonterContext, [typed, ...rest]: readonly string[]): Promise<void> {
  const { parts, texts, chatId } = ctx;
  const today = dayOf(parts.now(), parts.timeZone);
  const asked = typed === undefined ? undefined : readDayArgument(typed);
  if ((typed !== undefined && asked === undefined) || rest.length > 0 || chatId === undefined) {
    await reply(ctx, texts.operator.usage('rekonsiliasi'));
    return;
  }
  const day = asked === undefined ? addDays(today, -1) : resolveDay(asked, today);
  if (day === undefined) {
    await reply(ctx, texts.order.dayToCome());
    return;
  }
  await reply(ctx, texts.operator.reconcile.comparing(day));
  await parts.reconcile({ day, actorId: actorOf(ctx), chatId, language: texts.language });
}

async function showPageOf(ctx: KonterContext, id: number, after: number): Promise<void> {
  const difference = await ctx.parts.reconciliations.find(id);
  if (difference !== undefined) await showPage(ctx, difference.day, after);
}

async function showPage(ctx: KonterContext, day: Day, after: number): Promise<void> {
  const page = await differencePage(ctx.parts.reconciliations, day, after);
  await reply(ctx, ctx.texts.operator.reconcile.differences(page), { edit: true });
}

/** `/klikoo topup 5000000 BCA 14:02`; below zero takes back what was booked too much. */
async function askTopup(ctx: KonterContext, [typed = '', ...words]: readonly string[]): Promise<void> {
  const amount = parseSigned(typed);
  if (amount === undefined) {
    await reply(ctx, ctx.texts.operator.usage('klikoo'));
    return;
  }
  const note = words.join(' ').slice(0, LONGEST_NOTE);
  const action: OperatorAction = { kind: 'supplier_topup', amount, note, isOpening: false };
  const token = await ask(ctx, action);
  const view = { amount, note, ours: await ourBalance(ctx), isOpening: false };
  const isLarge = Math.abs(amount) > LARGE_TOPUP;
  const question = ctx.texts.operator.reconcile.askTopup({ ...view, isLarge }, token);
  await reply(ctx, await withSecond(ctx, action, question));
}

/** [Catat sebagai top-up]: the difference as it is now, not as it was when the button was shown. */
async function askOpening(ctx: KonterContext): Promise<void> {
  const { reconcile } = ctx.texts.operator;
  const balance = await compareBalance(ctx.parts);
  if (balance === undefined) {
    await answer(ctx);
    await reply(ctx, reconcile.balanceSilent());
    return;
  }
  if (balance.hasTopup) return answer(ctx, reconcile.toasts.openingKnown);
  if (balance.difference === 0) return answer(ctx, reconcile.toasts.noDifference);
  await answer(ctx);
  // Each tap its own question: the amount may be another by then. Booked it is once.
  const origin = `${ctx.chatId ?? 0}:opening:${ctx.callbackQuery?.id ?? ''}`;
  const { difference: amount, ours } = balance;
  const action: OperatorAction = { kind: 'supplier_topup', amount, note: '', isOpening: true };
  const token = await ask(ctx, action, origin);
  const view = { amount, note: '', ours, isOpening: true, isLarge: false };
  await reply(ctx, await withSecond(ctx, action, reconcile.askTopup(view, token)));
}

/** What we reckon to have at Klikoo now. */
async function ourBalance(ctx: KonterContext): Promise<Rupiah> {
  const { booked, underway } = await ctx.parts.reconciliations.account();
  return minus(booked, underway);
}

/** What operators are told in place of the question. */
export async function topupMessage(
  ctx: KonterContext,
  { kind }: { kind: string },
  action: { amount: number; note: string },
): Promise<(operator: OperatorTexts) => Message> {
  if (kind === 'opening_known') return ({ reconcile }) => reconcile.openingKnown();
  const { note } = action;
  const view = { amount: rupiah(action.amount), note, ours: await ourBalance(ctx) };
  return ({ reconcile }) => reconcile.topupBooked(view);
}
