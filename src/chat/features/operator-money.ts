import type { Composer } from 'grammy';
import type { OperatorAction } from '../../app/operator-actions.ts';
import type { Performed } from '../../app/perform-action.ts';
import type { Reseller } from '../../app/resellers.ts';
import { parseRupiah, plus, type Rupiah, rupiah, ZERO } from '../../domain/money.ts';
import { markupOf } from '../../domain/price.ts';
import type { Product } from '../../domain/product.ts';
import type { Message } from '../../text/message.ts';
import type { OperatorTexts, PriceExample } from '../../text/operator/texts.ts';
import { CALLBACK, type KonterContext, type Parts } from '../context.ts';
import { answer, isTelegramTrouble, reply } from '../reply.ts';
import { tellReseller } from '../tell-reseller.ts';
import { actorOf, parseSigned, wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';
import { findProduct } from './operator-products.ts';
import { topupMessage } from './operator-reconcile.ts';
import { findReseller, sendKeypads } from './operator-resellers.ts';
import { declaredMessage, isDeclare } from './operator-review.ts';
import { showApproved, showOver, showWaiting, withSecond } from './operator-second.ts';
import { ticketMessage } from './operator-tickets.ts';
import { wordMessage } from './operator-words.ts';

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
    await show(ctx, ctx.match[1] ?? '', (...press) => ctx.parts.perform(...press));
  });

  desk.callbackQuery(new RegExp(`^${CALLBACK.approve}:${TOKEN}$`), async (ctx) => {
    await show(ctx, ctx.match[1] ?? '', (...press) => ctx.parts.approve(...press));
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
    const action: OperatorAction = { kind: 'deposit', resellerId, amount, note };
    const tickets = await ctx.parts.tickets.ofTotal(resellerId, amount, ctx.parts.now());
    const question = operator.askDeposit({ ...view, note }, await ask(ctx, action));
    const { desk } = ctx.texts.funds;
    await reply(ctx, await withSecond(ctx, action, desk.depositQuestion(question, tickets)));
  } else {
    const action: OperatorAction = { kind: 'correction', resellerId, amount, reason: note };
    const question = operator.askCorrection({ ...view, reason: note }, await ask(ctx, action));
    await reply(ctx, await withSecond(ctx, action, question));
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

async function show(ctx: KonterContext, token: string, press: Parts['perform']): Promise<void> {
  const pressed = await press(token, actorOf(ctx), async (performed) => {
    await answer(ctx);
    const result = await resultOf(ctx, performed);
    if (performed.secondId !== undefined) await showApproved(ctx, performed, result);
    else await reply(ctx, result(ctx.texts.operator), { edit: true });
  });
  if ('secondId' in pressed) return;
  if (pressed.kind === 'waiting') await showWaiting(ctx, token, pressed);
  else await showOver(ctx, pressed.kind);
}

/** What operators are told in place of the question; tells the reseller first. */
async function resultOf(
  ctx: KonterContext,
  performed: Performed,
): Promise<(operator: OperatorTexts) => Message> {
  const { action } = performed;
  if (isDeclare(action)) {
    const message = await declaredMessage(ctx, performed, action);
    return () => message;
  }
  switch (action.kind) {
    case 'deposit':
    case 'correction': {
      const reseller = await resellerOf(ctx, action);
      const { code, name } = reseller;
      const amount = rupiah(action.amount);
      const balance = performed.kind === 'performed' ? performed.balance : undefined;
      if (balance === undefined) return (operator) => operator.wouldFallBelowZero({ code, name, amount });
      const { account } = ctx.parts.texts(reseller.language);
      if (action.kind === 'deposit') {
        const { note } = action;
        const isTold = await tell(ctx, reseller, account.deposited({ amount, note, balance }));
        return (operator) => operator.deposited({ code, name, amount, note, balance, isTold });
      }
      const { reason } = action;
      const isTold = await tell(ctx, reseller, account.corrected({ amount, reason, balance }));
      return (operator) => operator.corrected({ code, name, amount, reason, balance, isTold });
    }
    case 'supplier_topup':
      return topupMessage(ctx, performed, action);
    case 'two_person_limit': {
      const limit = rupiah(action.limit);
      return ({ second }) =>
        performed.kind === 'performed' ? second.limitSet(limit) : second.limitNotSet(limit);
    }
    case 'prefix': {
      const { prefix, operator } = action;
      const message = ctx.texts.prefixes.set({ prefix, operator: operator ?? undefined });
      return () => message;
    }
    case 'command_word': {
      const message = await wordMessage(ctx, performed, action);
      return () => message;
    }
    case 'global_markup':
      return (operator) => operator.globalMarkupSet(rupiah(action.markup));
    case 'reset_pin': {
      const reseller = await resellerOf(ctx, action);
      const { code, name } = reseller;
      if (performed.kind !== 'performed') {
        const message = ctx.texts.accounts.desk.forgotDone({ code, name });
        return () => message;
      }
      const keypad = await sendKeypads(ctx, reseller);
      return (operator) => operator.pinReset({ code, name, keypad });
    }
    case 'block_reseller': {
      const reseller = await resellerOf(ctx, action);
      const { code, name } = reseller;
      if (performed.kind !== 'performed') return (operator) => operator.alreadyBlocked({ code, name });
      const { reason } = action;
      const { account } = ctx.parts.texts(reseller.language);
      const isTold = await tell(ctx, reseller, account.blocked(reason));
      return (operator) => operator.blocked({ code, name, reason, isTold });
    }
    case 'unblock_reseller': {
      const reseller = await resellerOf(ctx, action);
      const { code, name } = reseller;
      if (performed.kind !== 'performed') return (operator) => operator.alreadyUnblocked({ code, name });
      const isTold = await tell(ctx, reseller, ctx.parts.texts(reseller.language).account.unblocked());
      return (operator) => operator.unblocked({ code, name, isTold });
    }
    case 'product_markup': {
      const { code, markup } = action;
      if (performed.kind === 'no_such_product') return (operator) => operator.unknownProduct(code, []);
      return (operator) => operator.productMarkupSet(code, markup === null ? undefined : rupiah(markup));
    }
    case 'accept_ticket':
    case 'reject_ticket':
    case 'bank_accounts': {
      const message = await ticketMessage(ctx, performed, action);
      return () => message;
    }
    default: {
      const unhandled: never = action;
      throw new Error(`unhandled action: ${JSON.stringify(unhandled)}`);
    }
  }
}

async function resellerOf(ctx: KonterContext, { resellerId }: { resellerId: number }): Promise<Reseller> {
  const reseller = await ctx.parts.resellers.findById(resellerId);
  if (reseller === undefined) throw new Error(`reseller ${resellerId} is gone`);
  return reseller;
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
