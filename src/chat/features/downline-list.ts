import type { Composer } from 'grammy';
import type { DownlineLine } from '../../app/downlines.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { Command } from '../../domain/command/command.ts';
import { dayOf } from '../../domain/day.ts';
import type { DownlineView } from '../../text/downline/texts.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';
import { type Asked, hasPin } from './asked.ts';
import { tellOther } from './downline-move.ts';
import { mayTrade } from './may-trade.ts';

const PER_PAGE = 8;

/** The pages of the list. */
export function addDownlineList(composer: Composer<KonterContext>): void {
  composer.callbackQuery(new RegExp(`^${CALLBACK.downlines}:([0-9]{1,5})$`), async (ctx) => {
    if (ctx.reseller === undefined) return answer(ctx, ctx.texts.downline.toasts.notYours);
    const message = await pageOf(ctx, ctx.reseller, Number(ctx.match[1] ?? 0));
    await Promise.all([answer(ctx), reply(ctx, message, { edit: true })]);
  });
}

/** `DOWNLINE`. */
export async function answerDownlines(ctx: KonterContext, reseller: Reseller): Promise<void> {
  await reply(ctx, await pageOf(ctx, reseller, 0));
}

async function pageOf(ctx: KonterContext, reseller: Reseller, wanted: number): Promise<Message> {
  const { downlines } = ctx.parts;
  const [total, unpaid] = await Promise.all([downlines.count(reseller.id), downlines.earned(reseller.id)]);
  const pages = Math.max(1, Math.ceil(total / PER_PAGE));
  const page = Math.min(wanted, pages - 1);
  const lines = await downlines.page(reseller.id, page * PER_PAGE, PER_PAGE);
  return ctx.texts.downline.list({ lines: lines.map(viewOf), total, page, pages, unpaid });
}

function viewOf({ reseller, available, markup }: DownlineLine): DownlineView {
  const { code, name } = reseller;
  const [isOff, isBlocked] = [reseller.isOffByUpline ?? false, reseller.state === 'blocked'];
  return { code, name, available, markup, isOff, isBlocked };
}

/** `SD.K0002`: his balance, and what he did today. */
export async function answerDownlineBalance(
  ctx: KonterContext,
  reseller: Reseller,
  { id }: Extract<Command, { kind: 'downline_balance' }>,
): Promise<void> {
  const { downlines, now, timeZone } = ctx.parts;
  const found = await downlines.find(reseller.id, id);
  const line = found && (await downlines.one(reseller.id, found.id));
  if (line === undefined) {
    await reply(ctx, ctx.texts.downline.notFound(id));
    return;
  }
  const day = await downlines.day(reseller.id, line.reseller.id, dayOf(now(), timeZone));
  await reply(ctx, ctx.texts.downline.one({ ...viewOf(line), day }));
}

/** `BLOK.K0002`, `UNBLOK.K0002`: he is told. What an operator said about him stays as it is. */
export async function answerSwitch(
  ctx: KonterContext,
  reseller: Reseller,
  command: Extract<Command, { kind: 'downline_on' | 'downline_off' }>,
  asked: Asked,
): Promise<void> {
  if (!(await hasPin(ctx, command, asked))) return;
  if (!(await mayTrade(ctx, reseller))) return;
  const { parts, texts, from } = ctx;
  if (from === undefined) throw new Error('an update without a sender');
  const other = await parts.downlines.find(reseller.id, command.id);
  if (other === undefined) {
    await reply(ctx, texts.downline.notFound(command.id));
    return;
  }
  const isOff = command.kind === 'downline_off';
  const key = `${asked.origin}:${command.kind}:${other.id}`;
  const change = { key, uplineId: reseller.id, downlineId: other.id, isOff, actorId: from.id };
  const isChanged = (await parts.downlines.setOff(change, parts.now())) ?? false;
  const upline = { code: reseller.code, name: reseller.name };
  const isTold =
    isChanged &&
    (await tellOther(
      ctx,
      other.id,
      parts.texts(other.language).downline.switchedByUpline({ upline, isOff }),
    ));
  const person = { code: other.code, name: other.name };
  const isBlocked = other.state === 'blocked';
  await reply(ctx, texts.downline.switched({ person, isOff, isChanged, isBlocked, isTold }));
}
