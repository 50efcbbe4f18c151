import { Composer } from 'grammy';
import type { OrderRequest } from '../../app/quote-order.ts';
import type { Reseller } from '../../app/resellers.ts';
import { dayOf } from '../../domain/day.ts';
import { checkRepeat } from '../../domain/order/repeat.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';
import { answer, reply } from '../reply.ts';
import { mayTrade } from './may-trade.ts';

/** [Beli lagi] under an order: the same once more, behind keypad and card like any other. */
export function createOrderAgainFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.callbackQuery(new RegExp(`^${CALLBACK.again}:([0-9]{1,15})(?::([0-9]{1,2}))?$`), async (ctx) => {
    const { parts, reseller } = ctx;
    const number = Number(ctx.match[1]);
    const order = reseller && (await parts.orders.findByNumber(reseller.id, number));
    if (reseller === undefined || order === undefined) return answer(ctx, ctx.texts.menu.toasts.notValid);
    await answer(ctx);
    const { productCode: code, destination, amount, msisdn } = order;
    const occurrence = Number(ctx.match[2] ?? 1);
    await askForOrder(
      ctx,
      reseller,
      { code, destination, amount, msisdn, occurrence },
      (again) => `again:${number}:${again}`,
    );
  });
  return composer;
}

/**
 * Opens the keypad for an order that a button asks for. The same of today is shown first: then only a button with the counter, which he
 * presses himself, goes on. `data`: of that button, with the counter in it.
 */
export async function askForOrder(
  ctx: KonterContext,
  reseller: Reseller,
  request: OrderRequest,
  data: (occurrence: number) => string,
): Promise<void> {
  const { parts, texts } = ctx;
  if (!(await mayTrade(ctx, reseller))) return;
  const { code, destination, amount, occurrence } = request;
  const { timeZone } = parts;
  const twins = await parts.orders.twins(
    reseller.id,
    code,
    destination,
    amount,
    dayOf(parts.now(), timeZone),
  );
  const verdict = checkRepeat(twins, occurrence);
  if (verdict.kind === 'repeat') {
    const { earlier, nextOccurrence } = verdict;
    const view = { earlier, occurrence: nextOccurrence, timeZone, data: data(nextOccurrence) };
    await reply(ctx, texts.menu.askRepeat(view));
    return;
  }
  const origin = `${ctx.chatId ?? 0}:tap:${ctx.callbackQuery?.id ?? 0}`;
  await openKeypad(ctx, { kind: 'order', requests: [request], origin });
}
