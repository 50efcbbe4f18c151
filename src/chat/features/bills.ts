import { Composer } from 'grammy';
import type { Card } from '../../app/orders.ts';
import type { OrderRequest } from '../../app/quote-order.ts';
import type { Reseller } from '../../app/resellers.ts';
import { codeOfShortName, hasPeriod, resolveBillProduct } from '../../domain/bill.ts';
import type { BillCommand, PayBillCommand } from '../../domain/command/command.ts';
import { printCommand } from '../../domain/command/print.ts';
import type { Order } from '../../domain/order/order.ts';
import { isPostpaid, type Product } from '../../domain/product.ts';
import { escapeHtml } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';
import { answer, reply } from '../reply.ts';
import { type Asked, hasPin } from './asked.ts';
import { choose, showCard } from './card.ts';
import { mayTrade } from './may-trade.ts';
import { orderAfterPin } from './place-orders.ts';

/**
 * The number of a bill that was looked up, as the keypad shows and returns it: a number of five digits alone would be read as a PIN.
 * `BAYAR.TAG010001`.
 */
const LOOKED_UP = /^(?:TAG)?0*([0-9]{1,15})$/i;

/** [Bayar] and [Batal] under bills that were looked up without a PIN. */
export function createBillsFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.callbackQuery(
    new RegExp(`^(${CALLBACK.bill}|${CALLBACK.billCancel}):([0-9]{1,15})$`),
    async (ctx) => {
      const { reseller } = ctx;
      const number = Number(ctx.match[2]);
      const { toast } = ctx.texts.order;
      const found = reseller && (await ctx.parts.orders.findCardByNumber(reseller.id, number));
      if (found === undefined || found.card.telegramId !== ctx.from.id) return answer(ctx, toast.unknownCard);
      if (ctx.match[1] === CALLBACK.bill) {
        if (found.orders.some(mayBePaid)) return Promise.all([answer(ctx), askToPay(ctx, found)]);
        return Promise.all([answer(ctx, toast.unknownCard), showCard(ctx, found)]);
      }
      const chosen = await choose(ctx, found.card.token, 'cancel');
      await Promise.all([answer(ctx, chosen.toast), chosen.card && showCard(ctx, chosen.card)]);
    },
  );
  return composer;
}

function mayBePaid(order: Order): boolean {
  return order.state === 'quoted';
}

/** The keypad, for a card that was drawn without a PIN; the right one pays what stands on it. */
export async function askToPay(
  ctx: KonterContext,
  { card, orders }: { card: Card; orders: readonly Order[] },
): Promise<void> {
  const [order] = orders;
  if (order === undefined) return;
  const line = `BAYAR.TAG${String(order.number).padStart(6, '0')}`;
  await openKeypad(ctx, { kind: 'command', line, origin: `${card.origin}:pay` });
}

/** `TAG.PLN.514040400482`: shows the bill, and pays nothing. */
export async function answerBill(
  ctx: KonterContext,
  reseller: Reseller,
  command: BillCommand,
  { origin, isPinKnown }: Asked,
): Promise<void> {
  const { code, customer, period, msisdn } = command;
  if (!(await mayTrade(ctx, reseller))) return;
  const again = (chosen: string) => printCommand({ ...command, code: chosen, pin: undefined });
  const product = await findBillProduct(ctx, code, customer, again);
  if (product === undefined) return;
  if (period?.kind === 'month' && hasPeriod(product.code)) {
    const example = printCommand({ ...command, period: { kind: 'months', months: 1 }, pin: undefined });
    await reply(ctx, ctx.texts.bill.countMonths(example));
    return;
  }
  const months = period?.kind === 'months' ? period.months : undefined;
  const bill = { months, needsPin: !isPinKnown };
  const request = {
    code: product.code,
    destination: customer,
    amount: undefined,
    occurrence: 1,
    msisdn,
    bill,
  };
  return orderAfterPin(ctx, [request], originOfBill(origin, request, 'look'));
}

/** `BAYAR.PLN.514040400482.1234`: its card; `BAYAR.10234.1234`: pays the bill that was looked up under this number. */
export async function answerPayBill(
  ctx: KonterContext,
  reseller: Reseller,
  command: PayBillCommand,
  asked: Asked,
): Promise<void> {
  const { code, customer, amount, msisdn } = command;
  if (!(await mayTrade(ctx, reseller))) return;
  if (code === undefined) return payLookedUp(ctx, reseller, command, asked);
  const again = (chosen: string) => printCommand({ ...command, code: chosen, pin: undefined });
  const product = await findBillProduct(ctx, code, customer, again);
  if (product === undefined || !(await hasPin(ctx, { ...command, code: product.code }, asked))) return;
  const bill = { months: undefined, needsPin: false };
  const request = { code: product.code, destination: customer, amount, occurrence: 1, msisdn, bill };
  return orderAfterPin(ctx, [request], originOfBill(asked.origin, request, 'pay'));
}

/** Several bills may be asked for in one message: each has its own card, and the same again finds it. */
function originOfBill(
  origin: string,
  { code, destination, bill }: OrderRequest,
  what: 'look' | 'pay',
): string {
  return `${origin}:${what}:${code}.${destination}.${bill?.months ?? ''}`;
}

async function payLookedUp(
  ctx: KonterContext,
  reseller: Reseller,
  command: PayBillCommand,
  asked: Asked,
): Promise<void> {
  const { customer } = command;
  const number = Number(LOOKED_UP.exec(customer)?.[1] ?? Number.NaN);
  const found = Number.isSafeInteger(number)
    ? await ctx.parts.orders.findCardByNumber(reseller.id, number)
    : undefined;
  const isHis = found !== undefined && found.card.telegramId === ctx.from?.id && found.orders.every(isBill);
  if (!isHis) {
    const { bill } = ctx.texts;
    // Longer than any of our numbers: a customer's.
    await reply(ctx, customer.length > 9 ? bill.productMissing(customer) : bill.gone(number));
    return;
  }
  if (!asked.isPinKnown) return askToPay(ctx, found);
  await ctx.parts.orders.pinShown(found.card.token, found.card.telegramId);
  const { toast, card } = await choose(ctx, found.card.token, 'buy');
  const { messageId } = found.card;
  await Promise.all([
    reply(ctx, { html: escapeHtml(toast) }, messageId === undefined ? {} : { replyTo: messageId }),
    card && showCard(ctx, card),
  ]);
}

function isBill(order: Order): boolean {
  return order.bill !== undefined;
}

/** The product of a bill, by whatever it was called. `undefined`: the answer has said why not. `again`: the command with another code. */
async function findBillProduct(
  ctx: KonterContext,
  typed: string,
  customer: string,
  again: (code: string) => string,
): Promise<Product | undefined> {
  const { catalog } = ctx.parts;
  const texts = ctx.texts.bill;
  const bills = await catalog.bills();
  const resolved = resolveBillProduct(typed, bills);
  switch (resolved.kind) {
    case 'found':
      return resolved.product;
    case 'several':
      await reply(ctx, texts.whichProduct(typed, resolved.products, again));
      return undefined;
    case 'unknown': {
      const product = await catalog.find(codeOfShortName(typed) ?? typed);
      // Closed: the quote says so.
      if (product !== undefined && isPostpaid(product)) return product;
      const order = `${typed}.${customer}`;
      await reply(
        ctx,
        product === undefined
          ? texts.unknownProduct(typed, bills, again)
          : texts.notABill(product, `${order}.PIN`, order),
      );
      return undefined;
    }
    default: {
      const unhandled: never = resolved;
      throw new Error(`unhandled product: ${JSON.stringify(unhandled)}`);
    }
  }
}
