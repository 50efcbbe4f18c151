import type { Composer } from 'grammy';
import type { OperatorAction } from '../../app/operator-actions.ts';
import type { Performed } from '../../app/perform-action.ts';
import type { Reseller } from '../../app/resellers.ts';
import { parseRupiah, plus, type Rupiah, rupiah, ZERO } from '../../domain/money.ts';
import { markupOf } from '../../domain/price.ts';
import type { Product } from '../../domain/product.ts';
import type { Message } from '../../text/message.ts';
import type { PriceExample } from '../../text/operator/texts.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, isTelegramTrouble, reply } from '../reply.ts';
import { tellReseller } from '../tell-reseller.ts';
import { parseSigned, wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';
import { findProduct } from './operator-products.ts';
import { findReseller, sendKeypads } from './operator-resellers.ts';

/** Above these a zero too many is likelier than the sum itself. */
const LARGE_MOVEMENT = rupiah(10_000_000);
const LARGE_MARKUP = rupiah(100_000);

const LONGEST_NOTE = 200;

/** As base64url writes 128 bits, with room. */
const TOKEN = '([A-Za-z0-9_-]{1,43})';

/** `/deposit`, `/koreksi`, `/markup`: asked back in full, and done once when [Ya] is pressed; so is whatever else was asked back. */
export function addOperatorMoney(desk: Composer<KonterContext>): void {
  desk.command('deposit', (ctx) => askMoney(ctx, 'deposit', wordsOf(ctx.match)));
  desk.command('koreksi', (ctx) => askMoney(ctx, 'koreksi', wordsOf(ctx.match)));
  desk.command('markup', (ctx) => askMarkup(ctx, wordsOf(ctx.match)));

  desk.callbackQuery(new RegExp(`^${CALLBACK.action}:${TOKEN}$`), async (ctx) => {
    const performed = await ctx.parts.perform(ctx.match[1] ?? '', ctx.from.id);
    await showPerformed(ctx, performed);
  });

  desk.callbackQuery(new RegExp(`^${CALLBACK.actionCancel}:${TOKEN}$`), async (ctx) => {
    const { operator } = ctx.texts;
    const isCancelled = await ctx.parts.actions.cancel(ctx.match[1] ?? '', ctx.from.id);
    if (!isCancelled) return answer(ctx, operator.toasts.unknown);
    await answer(ctx);
    await reply(ctx, operator.actionCancelled(), { edit: true });
  });
}

async function askMoney(
  ctx: KonterContext,
  topic: 'deposit' | 'koreksi',
  [code, typed, ...words]: readonly string[],
): Promise<void> {
  const { operator } = ctx.texts;
  const amount = (topic === 'deposit' ? parseRupiah : parseSigned)(typed ?? '');
  const note = words.join(' ').slice(0, LONGEST_NOTE);
  const lacksReason = topic === 'koreksi' && note === '';
  if (code === undefined || amount === undefined || lacksReason) {
    await reply(ctx, operator.usage(topic));
    return;
  }
  const reseller = await findReseller(ctx, code);
  if (reseller === undefined) return;
  const { available: balance } = await ctx.parts.resellers.balances(reseller.id);
  const { id: resellerId, name } = reseller;
  const isLarge = Math.abs(amount) > LARGE_MOVEMENT;
  const view = { code: reseller.code, name, amount, balance, isLarge };
  if (topic === 'deposit') {
    const token = await ask(ctx, { kind: 'deposit', resellerId, amount, note });
    await reply(ctx, operator.askDeposit({ ...view, note }, token));
  } else {
    const token = await ask(ctx, { kind: 'correction', resellerId, amount, reason: note });
    await reply(ctx, operator.askCorrection({ ...view, reason: note }, token));
  }
}

/** `/markup`, `/markup 250`, `/markup PLN20 300`, `/markup PLN20 -`. */
async function askMarkup(ctx: KonterContext, [first, second, ...rest]: readonly string[]): Promise<void> {
  const { operator } = ctx.texts;
  const { catalog } = ctx.parts;
  const globalMarkup = await catalog.globalMarkup();
  if (first === undefined) {
    await reply(ctx, operator.globalMarkup(globalMarkup));
    return;
  }
  if (second === undefined) {
    const to = parseMarkup(first);
    if (to === undefined) return usage(ctx);
    const product = await findFollower(ctx);
    const example = product && exampleOf(product, globalMarkup, to);
    const token = await ask(ctx, { kind: 'global_markup', markup: to });
    const view = { from: globalMarkup, to, example, isLarge: to > LARGE_MARKUP };
    await reply(ctx, operator.askGlobalMarkup(view, token));
    return;
  }
  const to = second === '-' ? undefined : parseMarkup(second);
  if (rest.length > 0 || (second !== '-' && to === undefined)) return usage(ctx);
  const product = await findProduct(ctx, first);
  if (product === undefined) return;
  const example = exampleOf(product, markupOf(product, globalMarkup), to ?? globalMarkup);
  const token = await ask(ctx, { kind: 'product_markup', code: product.code, markup: to ?? null });
  const view = { from: product.markup, to, example, isLarge: (to ?? ZERO) > LARGE_MARKUP };
  await reply(ctx, operator.askProductMarkup(view, token));
}

async function usage(ctx: KonterContext): Promise<void> {
  await reply(ctx, ctx.texts.operator.usage('markup'));
}

function parseMarkup(text: string): Rupiah | undefined {
  return text === '0' ? ZERO : parseRupiah(text);
}

/** A product on sale that has the global markup, for showing what it does. */
async function findFollower(ctx: KonterContext): Promise<Product | undefined> {
  const { catalog } = ctx.parts;
  for (const { category } of await catalog.categories()) {
    const product = (await catalog.inCategory(category)).find(({ markup }) => markup === undefined);
    if (product !== undefined) return product;
  }
  return undefined;
}

function exampleOf({ code, name, cost }: Product, before: Rupiah, after: Rupiah): PriceExample {
  return { code, name, before: plus(cost, before), after: plus(cost, after) };
}

async function showPerformed(ctx: KonterContext, performed: Performed): Promise<void> {
  const { operator } = ctx.texts;
  switch (performed.kind) {
    case 'done':
      return answer(ctx, operator.toasts.done);
    case 'not_yours':
      return answer(ctx, operator.toasts.notYours);
    case 'unknown':
      return answer(ctx, operator.toasts.unknown);
    case 'cancelled':
      await answer(ctx, operator.toasts.cancelled);
      return show(ctx, operator.actionCancelled());
    case 'expired':
      await answer(ctx, operator.toasts.expired);
      return show(ctx, operator.actionExpired());
    case 'performed':
    case 'would_fall_below_zero':
    case 'no_such_product':
      await answer(ctx);
      return show(ctx, await resultOf(ctx, performed));
    default: {
      const unhandled: never = performed;
      throw new Error(`unhandled result: ${JSON.stringify(unhandled)}`);
    }
  }
}

async function show(ctx: KonterContext, message: Message): Promise<void> {
  await reply(ctx, message, { edit: true });
}

/** What the operator is told in place of his question; tells the reseller of money first. */
async function resultOf(
  ctx: KonterContext,
  performed: Extract<Performed, { action: OperatorAction }>,
): Promise<Message> {
  const { operator } = ctx.texts;
  const { action } = performed;
  switch (action.kind) {
    case 'deposit':
    case 'correction': {
      const reseller = await ctx.parts.resellers.findById(action.resellerId);
      if (reseller === undefined) throw new Error(`reseller ${action.resellerId} is gone`);
      const { code, name } = reseller;
      const amount = rupiah(action.amount);
      const balance = performed.kind === 'performed' ? performed.balance : undefined;
      if (balance === undefined) return operator.wouldFallBelowZero({ code, name, amount });
      const { account } = ctx.parts.texts(reseller.language);
      if (action.kind === 'deposit') {
        const { note } = action;
        const isTold = await tell(ctx, reseller, account.deposited({ amount, note, balance }));
        return operator.deposited({ code, name, amount, note, balance, isTold });
      }
      const { reason } = action;
      const isTold = await tell(ctx, reseller, account.corrected({ amount, reason, balance }));
      return operator.corrected({ code, name, amount, reason, balance, isTold });
    }
    case 'global_markup':
      return operator.globalMarkupSet(rupiah(action.markup));
    case 'reset_pin': {
      const reseller = await ctx.parts.resellers.findById(action.resellerId);
      if (reseller === undefined) throw new Error(`reseller ${action.resellerId} is gone`);
      const { code, name } = reseller;
      return operator.pinReset({ code, name, keypad: await sendKeypads(ctx, reseller) });
    }
    case 'product_markup': {
      if (performed.kind === 'no_such_product') return operator.unknownProduct(action.code, []);
      return operator.productMarkupSet(
        action.code,
        action.markup === null ? undefined : rupiah(action.markup),
      );
    }
    default: {
      const unhandled: never = action;
      throw new Error(`unhandled action: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** The money is booked: that Telegram has no time for the news must not hide it from the operator. */
async function tell(ctx: KonterContext, reseller: Reseller, message: Message): Promise<boolean> {
  try {
    return await tellReseller(ctx.api, ctx.parts, reseller.id, message);
  } catch (error) {
    if (!isTelegramTrouble(error)) throw error;
    return false;
  }
}
