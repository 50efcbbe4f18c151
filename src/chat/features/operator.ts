import { Composer } from 'grammy';
import { formatMoment } from '../../text/format.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';
import { addOperatorForgotPin } from './forgot-pin.ts';
import { addOperatorMoney } from './operator-money.ts';
import { addOperatorPrefixes } from './operator-prefixes.ts';
import { addOperatorProducts } from './operator-products.ts';
import { addOperatorReconcile } from './operator-reconcile.ts';
import { addOperatorResellers } from './operator-resellers.ts';
import { addOperatorReview } from './operator-review.ts';
import { addOperatorSecond } from './operator-second.ts';
import { addOperatorTickets } from './operator-tickets.ts';
import { addOperatorWords } from './operator-words.ts';

/** As many as a message has room for. */
const MOST_QUEUED = 20;

/**
 * The operators' commands. For everybody else they are as unknown as any other word. To be put before the features that answer what
 * resellers type: a note may look like anything.
 */
export function createOperatorFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  const desk = composer.filter((ctx) => ctx.isOperator);
  addOperatorResellers(desk);
  addOperatorMoney(desk);
  addOperatorProducts(desk);
  addOperatorPrefixes(desk);
  addOperatorReview(desk);
  addOperatorReconcile(desk);
  addOperatorSecond(desk);
  addOperatorTickets(desk);
  addOperatorForgotPin(desk);
  addOperatorWords(desk);

  desk.command('antrian', async (ctx) => {
    const { orders, total } = await ctx.parts.orders.inFlight(MOST_QUEUED);
    await reply(ctx, ctx.texts.operator.queue({ orders, total, now: ctx.parts.now() }));
  });

  desk.command('klikoo', async (ctx) => {
    const { parts } = ctx;
    const answered = await parts.supplier.balance();
    const balance = answered.kind === 'balance' ? answered.balance : undefined;
    const error = parts.supplierError();
    const lastError = error && { atLabel: formatMoment(error.at, parts.timeZone), what: error.what };
    await reply(ctx, ctx.texts.operator.klikoo({ balance, lastError }));
  });

  return composer;
}
