import type { Reseller } from '../../app/resellers.ts';
import { resolveBillProduct } from '../../domain/bill.ts';
import {
  type Answers,
  type Flow,
  MOST_MONTHS,
  mayBeTarget,
  PASSED,
  type Question,
  questionsOf,
  ROUND_MARKUPS,
  ROUND_MOVES,
  retailPrices,
} from '../../domain/command/flow.ts';
import { type Rupiah, rupiah, ZERO } from '../../domain/money.ts';
import { orderLabel } from '../../domain/order/order.ts';
import type { Product } from '../../domain/product.ts';
import { searchProducts } from '../../domain/search.ts';
import type { FlowFact } from '../../text/flow/texts.ts';
import { categoryName } from '../../text/format.ts';
import { formatRupiah } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { pageAt, pageOf } from './one-message.ts';

/** Which part of a list is looked at. Pages count from 0. */
export type Lookup = { page: number; category?: string | undefined; query?: string | undefined };

/** A button answers the question, or narrows down what it offers. */
export type Option = { answer: string } | { category: string };

export type Offer = {
  facts: FlowFact[];
  choices: { text: string; option: Option }[];
  lookup: Lookup;
  page: number;
  pages: number;
};

/** Found by words, over all pages. */
const MOST_FOUND = 40;
/** Older orders are named by their number. */
const MOST_ORDERS = 40;
/** As many markups as one upline may have set, about. */
const MOST_MARKUPS = 200;

type Asked = { flow: Flow; answers: Answers; at: Question; lookup: Lookup };

/** What can be chosen, and what is known when it is. `undefined`: there is nothing to choose from. */
export async function offer(
  ctx: KonterContext,
  reseller: Reseller,
  asked: Asked,
): Promise<Offer | undefined> {
  const facts = await factsOf(ctx, reseller, asked);
  const offered = await choicesOf(ctx, reseller, asked);
  return (
    offered && {
      page: 0,
      pages: 1,
      lookup: asked.lookup,
      ...offered,
      facts: [...facts, ...(offered.facts ?? [])],
    }
  );
}

type Choices = Pick<Offer, 'choices'> & Partial<Offer>;

async function choicesOf(ctx: KonterContext, reseller: Reseller, asked: Asked): Promise<Choices | undefined> {
  const { button } = ctx.texts.flow;
  const sums = (amounts: readonly Rupiah[]) =>
    amounts.map((amount) => ({ text: formatRupiah(amount), option: { answer: String(amount) } }));
  const pass = { text: button.pass, option: { answer: PASSED } };
  switch (asked.at) {
    case 'downline':
    case 'whom':
      return downlinesFor(ctx, reseller, asked);
    case 'amount':
      return amountsFor(ctx, reseller, asked);
    case 'name':
    case 'customer':
      return { choices: [] };
    case 'town':
    case 'phone':
    case 'buyer_phone':
      return { choices: [pass] };
    case 'first_markup': {
      const set = await ctx.parts.downlines.markups(reseller.id, MOST_MARKUPS);
      const all = set.find(
        ({ downlineId, productCode }) => downlineId === undefined && productCode === undefined,
      );
      const asAll = { text: button.asAll(all?.amount ?? ZERO), option: { answer: PASSED } };
      return { choices: [asAll, ...sums(ROUND_MARKUPS.filter((each) => each > ZERO))] };
    }
    case 'markup':
      return { choices: sums(ROUND_MARKUPS) };
    case 'product':
      return productsFor(ctx, asked.lookup);
    case 'bill':
      return billsFor(ctx, asked.lookup);
    case 'months': {
      const months = Array.from({ length: MOST_MONTHS }, (_, i) => i + 1);
      return {
        choices: months.map((count) => ({ text: button.months(count), option: { answer: String(count) } })),
      };
    }
    case 'order':
      return ordersOf(ctx, reseller, asked.lookup);
    case 'retail_price': {
      const order = await ctx.parts.orders.findByNumber(reseller.id, Number(asked.answers.order));
      return {
        facts: order === undefined ? [] : [{ kind: 'paid', amount: order.price }],
        choices: [
          { text: button.noPrice, option: { answer: PASSED } },
          ...sums(order === undefined ? [] : retailPrices(order.price)),
        ],
      };
    }
    default: {
      const unhandled: never = asked.at;
      throw new Error(`unhandled question: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** Switched on is who is off, and the other way round. */
const WHICH: Readonly<Partial<Record<Flow, 'off' | 'on'>>> = { downline_on: 'off', downline_off: 'on' };

async function downlinesFor(
  ctx: KonterContext,
  reseller: Reseller,
  { flow, at, lookup }: Asked,
): Promise<Choices | undefined> {
  const { downlines } = ctx.parts;
  const { button } = ctx.texts.flow;
  const which = WHICH[flow];
  const total = await downlines.count(reseller.id, which);
  if (total === 0) return undefined;
  const { page, pages, offset, limit } = pageAt(total, lookup.page);
  const shown = await downlines.page(reseller.id, offset, limit, which);
  const people = shown.map(({ reseller: { code, name } }) => ({
    text: button.downline({ code, name }),
    option: { answer: code },
  }));
  const all = { text: button.allDownlines, option: { answer: PASSED } };
  return { page, pages, choices: [...(at === 'whom' ? [all] : []), ...people] };
}

async function amountsFor(
  ctx: KonterContext,
  reseller: Reseller,
  { flow, answers }: Asked,
): Promise<Choices> {
  const { downlines, resellers } = ctx.parts;
  const { button } = ctx.texts.flow;
  const other = await downlines.find(reseller.id, answers.downline ?? '');
  const choice = (amount: Rupiah, text = formatRupiah(amount)) => ({
    text,
    option: { answer: String(amount) },
  });
  if (flow === 'transfer' || other === undefined) {
    const { available } = await resellers.balances(reseller.id);
    return {
      facts: [{ kind: 'balance', who: undefined, amount: available }],
      choices: ROUND_MOVES.filter((amount) => amount <= available).map((amount) => choice(amount)),
    };
  }
  const [{ available }, left] = await Promise.all([
    resellers.balances(other.id),
    downlines.leftToTakeBack(reseller.id, other.id),
  ]);
  const most = rupiah(Math.min(available, left));
  const round = ROUND_MOVES.filter((amount) => amount < most).map((amount) => choice(amount));
  return {
    facts: [
      { kind: 'balance', who: other.code, amount: available },
      { kind: 'left', amount: left },
    ],
    choices: most > ZERO ? [...round, choice(most, button.all(most))] : [],
  };
}

async function productsFor(ctx: KonterContext, lookup: Lookup): Promise<Choices> {
  const { catalog } = ctx.parts;
  const { category, query, page: wanted } = lookup;
  if (category === undefined && query === undefined) {
    const categories = await catalog.categories();
    const { shown, page, pages } = pageOf(categories, wanted);
    const all = { text: ctx.texts.flow.button.allProducts, option: { answer: PASSED } };
    const listed = shown.map((each) => ({
      text: categoryName(each.category),
      option: { category: each.category },
    }));
    return { page, pages, choices: [all, ...listed] };
  }
  const products =
    query === undefined
      ? await catalog.inCategory(category ?? '')
      : searchProducts(query, await catalog.onSale(), MOST_FOUND);
  return pageOfProducts(
    products.filter(({ code }) => mayBeTarget(code)),
    wanted,
  );
}

async function billsFor(ctx: KonterContext, { query, page }: Lookup): Promise<Choices | undefined> {
  const bills = await ctx.parts.catalog.bills();
  if (bills.length === 0) return undefined;
  if (query === undefined) return pageOfProducts(bills, page);
  const resolved = resolveBillProduct(query.toUpperCase(), bills);
  return pageOfProducts(
    resolved.kind === 'several' ? resolved.products : searchProducts(query, bills, MOST_FOUND),
    page,
  );
}

function pageOfProducts(products: readonly Product[], wanted: number): Choices {
  const { shown, page, pages } = pageOf(products, wanted);
  const choices = shown.map(({ code, name }) => ({
    text: `${name.slice(0, 40).toWellFormed()} (${code})`,
    option: { answer: code },
  }));
  return { page, pages, choices };
}

async function ordersOf(
  ctx: KonterContext,
  reseller: Reseller,
  { page: wanted }: Lookup,
): Promise<Choices | undefined> {
  const orders = await ctx.parts.orders.lastDelivered(reseller.id, undefined, MOST_ORDERS);
  if (orders.length === 0) return undefined;
  const { shown, page, pages } = pageOf(orders, wanted);
  const choices = shown.map((order) => ({
    text: `#${order.number} ${orderLabel(order)}`.slice(0, 60).toWellFormed(),
    option: { answer: String(order.number) },
  }));
  return { page, pages, choices };
}

/** What was answered, as people know it. */
async function factsOf(
  ctx: KonterContext,
  reseller: Reseller,
  { flow, answers, at }: Asked,
): Promise<FlowFact[]> {
  const questions = questionsOf(flow, answers);
  const before = questions.slice(0, questions.indexOf(at));
  // What was passed over is not there; all of them are.
  const said = before.filter((each) => answers[each] !== PASSED || each === 'whom' || each === 'product');
  return Promise.all(
    said.map(async (question): Promise<FlowFact> => {
      const value = answers[question] ?? PASSED;
      return { kind: 'answer', question, value: await readable(ctx, reseller, question, value) };
    }),
  );
}

async function readable(
  ctx: KonterContext,
  reseller: Reseller,
  question: Question,
  value: string,
): Promise<string> {
  if (value === PASSED) return PASSED;
  const { downlines, catalog, orders } = ctx.parts;
  switch (question) {
    case 'downline':
    case 'whom': {
      const found = await downlines.find(reseller.id, value);
      return found === undefined ? value : `${found.code} ${found.name}`;
    }
    case 'product':
    case 'bill': {
      const product = await catalog.find(value);
      return product === undefined ? value : `${product.name} (${product.code})`;
    }
    case 'order': {
      const order = await orders.findByNumber(reseller.id, Number(value));
      return order === undefined ? `#${value}` : `#${value} ${orderLabel(order)}`;
    }
    case 'amount':
    case 'first_markup':
    case 'markup':
    case 'retail_price':
      return formatRupiah(rupiah(Number(value)));
    default:
      return value;
  }
}
