import type { Composer } from 'grammy';
import type { OperatorAction } from '../../app/operator-actions.ts';
import type { Performed, Pressed } from '../../app/perform-action.ts';
import { minuteLabel } from '../../domain/day.ts';
import { minus, parseRupiah, rupiah, ZERO } from '../../domain/money.ts';
import type { Message } from '../../text/message.ts';
import type { OperatorName, SecondSubject } from '../../text/operator/second-texts.ts';
import type { OperatorTexts } from '../../text/operator/texts.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';
import { tellAccount } from '../tell-reseller.ts';
import { wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';

/** `/batas`: above which amount a second operator must approve; and what the second one is asked. */
export function addOperatorSecond(desk: Composer<KonterContext>): void {
  desk.command('batas', (ctx) => askLimit(ctx, wordsOf(ctx.match)));

  desk.callbackQuery(new RegExp(`^${CALLBACK.decline}:([A-Za-z0-9_-]{1,43})$`), async (ctx) => {
    const { actions, adminIds, now } = ctx.parts;
    const refused = await actions.reject(ctx.match[1] ?? '', ctx.from.id, [...adminIds], now());
    if (refused.kind !== 'refused') return showOver(ctx, refused.kind);
    await answer(ctx);
    const { askerId } = refused;
    const subject = await subjectOf(ctx, refused.action);
    const asker = { id: askerId, name: undefined };
    const rejected = ({ second }: OperatorTexts) =>
      second.rejected({ subject, asker, second: senderOf(ctx) });
    await tellOperator(ctx, askerId, rejected);
    await reply(ctx, rejected(ctx.texts.operator), { edit: true });
  });
}

async function askLimit(ctx: KonterContext, [typed, ...rest]: readonly string[]): Promise<void> {
  const { operator } = ctx.texts;
  const { twoPersonLimit, adminIds } = ctx.parts;
  const from = await twoPersonLimit.get();
  if (typed === undefined) {
    await reply(ctx, operator.second.limit(from, adminIds.size < 2));
    return;
  }
  const to = typed === '0' ? ZERO : parseRupiah(typed);
  if (to === undefined || rest.length > 0) {
    await reply(ctx, operator.usage('batas'));
    return;
  }
  const action: OperatorAction = { kind: 'two_person_limit', limit: to };
  const token = await ask(ctx, action);
  await reply(ctx, await withSecond(ctx, action, operator.second.askLimit({ from, to }, token)));
}

/** A question, which says that a second operator must approve where that is so. */
export async function withSecond(
  ctx: KonterContext,
  action: OperatorAction,
  question: Message,
): Promise<Message> {
  return (await ctx.parts.isForTwo(action))
    ? ctx.texts.operator.second.needed(question, action.kind === 'bank_accounts')
    : question;
}

/** Asks every other operator, unless they have been, and shows the asker that his request waits. */
export async function showWaiting(
  ctx: KonterContext,
  token: string,
  { action, isAsked, until }: Extract<Pressed, { kind: 'waiting' }>,
): Promise<void> {
  const { parts } = ctx;
  const asker = senderOf(ctx);
  const subject = await subjectOf(ctx, action);
  const untilLabel = minuteLabel(until, parts.timeZone);
  let isReached = isAsked;
  if (!isAsked) {
    for (const id of parts.adminIds) {
      if (id === asker.id) continue;
      const isTold = await tellOperator(ctx, id, ({ second }) =>
        second.question({ subject, asker, untilLabel }, token),
      );
      isReached ||= isTold;
    }
    if (isReached) await parts.actions.asked(token);
  }
  const { second } = ctx.texts.operator;
  await answer(ctx, second.toasts.waiting);
  await reply(ctx, second.waiting({ subject, untilLabel, isReached }, token), { edit: true });
}

/** What came of it, with who asked and who approved; the asker is told first. */
export async function showApproved(
  ctx: KonterContext,
  { askerId, secondId }: Performed,
  result: (operator: OperatorTexts) => Message,
): Promise<void> {
  const sender = senderOf(ctx);
  const asker = sender.id === askerId ? sender : { id: askerId, name: undefined };
  const second = sender.id === secondId ? sender : { id: secondId ?? 0, name: undefined };
  const approved = (operator: OperatorTexts) => operator.second.approved(result(operator), { asker, second });
  if (sender.id !== askerId) await tellOperator(ctx, askerId, approved);
  await reply(ctx, approved(ctx.texts.operator), { edit: true });
}

/** Whoever presses too late, or what is not his to press. */
export async function showOver(
  ctx: KonterContext,
  kind: Exclude<Pressed, Performed | { kind: 'waiting' }>['kind'],
): Promise<void> {
  const { operator } = ctx.texts;
  const { toasts } = operator.second;
  switch (kind) {
    case 'done':
      return answer(ctx, operator.toasts.done);
    case 'not_yours':
      return answer(ctx, operator.toasts.notYours);
    case 'unknown':
      return answer(ctx, operator.toasts.unknown);
    case 'own':
      return answer(ctx, toasts.own);
    case 'decided':
      return answer(ctx, toasts.decided);
    case 'rejected':
      return answer(ctx, toasts.rejected);
    case 'cancelled':
      await answer(ctx, operator.toasts.cancelled);
      await reply(ctx, operator.actionCancelled(), { edit: true });
      return;
    case 'expired':
      await answer(ctx, operator.toasts.expired);
      await reply(ctx, operator.actionExpired(), { edit: true });
      return;
    default: {
      const unhandled: never = kind;
      throw new Error(`unhandled answer: ${String(unhandled)}`);
    }
  }
}

/** @returns whether he can be written to. */
async function tellOperator(
  ctx: KonterContext,
  id: number,
  message: (operator: OperatorTexts) => Message,
): Promise<boolean> {
  const { parts, api } = ctx;
  const reseller = await parts.resellers.findByTelegramId(id);
  const { operator } = parts.texts(reseller?.language ?? 'id');
  return (await tellAccount(api, parts, id, message(operator))) !== undefined;
}

function senderOf(ctx: KonterContext): OperatorName & { name: string } {
  if (ctx.from === undefined) throw new Error('an update without a sender');
  return { id: ctx.from.id, name: ctx.from.first_name };
}

async function subjectOf(ctx: KonterContext, action: OperatorAction): Promise<SecondSubject> {
  const { resellers, reconciliations, twoPersonLimit, banks } = ctx.parts;
  switch (action.kind) {
    case 'deposit':
    case 'correction': {
      const { kind, resellerId } = action;
      const reseller = await resellers.findById(resellerId);
      if (reseller === undefined) throw new Error(`reseller ${resellerId} is gone`);
      const { available: balance } = await resellers.balances(resellerId);
      const note = action.kind === 'deposit' ? action.note : action.reason;
      return { kind, code: reseller.code, name: reseller.name, amount: rupiah(action.amount), note, balance };
    }
    case 'accept_ticket': {
      const reseller = await resellers.findById(action.resellerId);
      if (reseller === undefined) throw new Error(`reseller ${action.resellerId} is gone`);
      const { code, name, id } = reseller;
      const { available: balance } = await resellers.balances(id);
      const note = `TIKET ${action.ticketId}`;
      return { kind: 'deposit', code, name, amount: rupiah(action.amount), note, balance };
    }
    case 'supplier_topup': {
      const { booked, underway } = await reconciliations.account();
      const { kind, note } = action;
      return { kind, amount: rupiah(action.amount), note, ours: minus(booked, underway) };
    }
    case 'two_person_limit':
      return { kind: 'limit', from: await twoPersonLimit.get(), to: rupiah(action.limit) };
    case 'bank_accounts':
      return { kind: 'bank_accounts', from: await banks.get(), to: action.accounts };
    default:
      throw new Error(`${action.kind} needs no second operator`);
  }
}
