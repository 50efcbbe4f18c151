import { Composer } from 'grammy';
import type { OrderRequest } from '../../app/quote-order.ts';
import { normalise } from '../../domain/command/normalise.ts';
import { amountOf, mayBePinAlone } from '../../domain/command/people-arguments.ts';
import { hasPinBehind } from '../../domain/command/pin-behind.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { checkDestination, type DestinationFault } from '../../domain/destination.ts';
import { plus, type Rupiah } from '../../domain/money.ts';
import { looksLikePin } from '../../domain/pin.ts';
import { markupOf } from '../../domain/price.ts';
import { expectedDestination, isPostpaid, OPEN_AMOUNT, type Product } from '../../domain/product.ts';
import { searchProducts } from '../../domain/search.ts';
import { withoutPins } from '../../domain/searched.ts';
import type { GuidedNavigation } from '../../text/account/texts.ts';
import { categoryName } from '../../text/format.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { mayTrade } from '../features/may-trade.ts';
import { showMenu } from '../features/menu.ts';
import { withOwnPrices } from '../features/own-prices.ts';
import { isInMenu, withBack } from '../in-menu.ts';
import { openKeypad } from '../keypad.ts';
import { deletePinMessage } from '../pin-message.ts';
import { originOf, readCommands } from '../read-commands.ts';
import { answer } from '../reply.ts';
import { answeredBy, hear, isAnswered, pageData, pageOf, put, wasBefore } from './one-message.ts';
import { enterTalk, type Move, talk, walk } from './outside.ts';

export const BUY = 'buy';
/** Found by words, over all pages. */
const MOST_FOUND = 40;
const LONGEST_QUERY = 100;

/** What is asked. Pages count from 0. */
type Place =
  | { at: 'category'; page: number }
  | { at: 'product'; category: string; page: number }
  | { at: 'search'; query: string; page: number }
  | ({ at: 'destination'; code: string } & ChosenIn)
  | ({ at: 'amount'; code: string; destination: string } & ChosenIn);

/** Where the product was chosen; neither when it was named. */
type ChosenIn = { category?: string | undefined; query?: string | undefined; page: number };

type Step = {
  place: Place;
  /** Counts what was shown: a second tap on a button that has been replaced must not choose something else. */
  no: number;
  messageId: number;
  /** The message that was answered with last, or what came before it began: delivered again, it answers nothing else. */
  answeredBy: number;
  /** What the numbered buttons stand for: categories or codes. */
  options: string[];
  /** It began in the menu: that is where the first step leads back to. */
  isInMenu: boolean;
};

/** What was shown so far, where there is anything. */
type Shown = Pick<Step, 'no' | 'isInMenu'> &
  Partial<Pick<Step, 'answeredBy'>> & { messageId: number | undefined };

type Problem = { fault?: DestinationFault | 'pin_behind'; isBadAmount?: boolean; isUnclearAmount?: boolean };

/**
 * `/beli`: category, product, destination, amount, then the keypad. It collects what is to be ordered and hands it over; it knows
 * neither PIN nor money. To be put before the features that answer typed commands.
 */
export function createBuyConversation(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.use(
    talk(BUY, (conversation, _ctx, code?: unknown, destination?: unknown) =>
      walk(conversation, (ctx) => begin(ctx, textOf(code), textOf(destination)), advance),
    ),
  );
  composer.on(['message:text', 'callback_query:data'], async (ctx, next) => {
    const commands = readCommands(ctx);
    const command = commands.find((each) => each.kind === 'guided' && each.flow === 'buy');
    if (command?.kind !== 'guided' || command.flow !== 'buy' || ctx.reseller === undefined) return next();
    await answer(ctx);
    if (await mayTrade(ctx, ctx.reseller))
      await enterTalk(ctx, BUY, ...(command.code === undefined ? [] : [command.code]));
    if (commands.length > 1) await next();
  });
  return composer;
}

function textOf(argument: unknown): string | undefined {
  return typeof argument === 'string' ? argument : undefined;
}

/** `destination`: known already, of a product whose amount is still to be typed. */
async function begin(
  ctx: KonterContext,
  code: string | undefined,
  destination: string | undefined,
): Promise<Step | undefined> {
  const product = code === undefined ? undefined : await findOnSale(ctx, code);
  const inMenu = isInMenu(ctx);
  const messageId = inMenu ? ctx.callbackQuery?.message?.message_id : undefined;
  return show(ctx, placeToBegin(product, destination), { no: 0, messageId, isInMenu: inMenu });
}

function placeToBegin(product: Product | undefined, destination: string | undefined): Place {
  if (product === undefined) return { at: 'category', page: 0 };
  return destination !== undefined && product.isOpenAmount
    ? { at: 'amount', code: product.code, destination, page: 0 }
    : { at: 'destination', code: product.code, page: 0 };
}

async function advance(ctx: KonterContext, step: Step): Promise<Move<Step>> {
  if (isAnswered(ctx, step)) return { kind: 'stay' };
  const heard = await hear(ctx, CALLBACK.guided, step);
  switch (heard.kind) {
    case 'tap':
      return advanceByTap(ctx, step, heard.key);
    case 'text':
      return wasBefore(ctx, step) ? { kind: 'stay' } : advanceByText(ctx, step, heard.text);
    case 'cancel':
      return end(ctx, step, ctx.texts.account.guided.cancelled());
    case 'leave':
      await end(ctx, step, ctx.texts.account.guided.left());
      return heard;
    default:
      return heard;
  }
}

async function advanceByTap(ctx: KonterContext, step: Step, key: string): Promise<Move<Step>> {
  const { place } = step;
  if (key === 'b') {
    if (place.at !== 'category') return go(ctx, step, placeBefore(place));
    if (step.isInMenu && ctx.reseller !== undefined) await showMenu(ctx, ctx.reseller);
    return step.isInMenu ? { kind: 'done' } : { kind: 'stay' };
  }
  if (place.at === 'category' || place.at === 'product' || place.at === 'search') {
    if (key === 'n') return go(ctx, step, { ...place, page: place.page + 1 });
    if (key === 'p') return go(ctx, step, { ...place, page: Math.max(0, place.page - 1) });
  }
  const chosen = /^[0-9]{1,2}$/.test(key) ? step.options[Number(key)] : undefined;
  if (chosen === undefined) return { kind: 'stay' };
  if (place.at === 'category') return go(ctx, step, { at: 'product', category: chosen, page: 0 });
  if (place.at === 'product' || place.at === 'search')
    return go(ctx, step, { ...place, at: 'destination', code: chosen });
  return { kind: 'stay' };
}

async function advanceByText(ctx: KonterContext, step: Step, text: string): Promise<Move<Step>> {
  const { place } = step;
  switch (place.at) {
    case 'category':
    case 'product':
    case 'search': {
      const named = await findOnSale(ctx, text.trim().toUpperCase());
      if (named !== undefined) return go(ctx, step, { at: 'destination', code: named.code, page: 0 });
      const onSale = await ctx.parts.catalog.onSale();
      // A number like a PIN is not looked for, nor shown.
      const wanted = withoutPins(text, onSale);
      const hasPin = wanted !== text;
      const query = wanted.slice(0, LONGEST_QUERY);
      if (query === '' || looksLikePin(normalise(text))) return { kind: 'pass' };
      const meant = hasPin ? await findOnSale(ctx, query.toUpperCase()) : undefined;
      const [first] = meant === undefined ? searchProducts(query, onSale, 1) : [meant];
      if (first === undefined) return { kind: 'pass' };
      if (hasPin) await deletePinMessage(ctx);
      return meant === undefined
        ? go(ctx, step, { at: 'search', query, page: 0 })
        : go(ctx, step, { at: 'destination', code: meant.code, page: 0 });
    }
    case 'destination': {
      const product = await findOnSale(ctx, place.code);
      if (product === undefined) return go(ctx, step, { at: 'category', page: 0 });
      const expects = expectedDestination(product);
      if (hasPinBehind(text, expects === 'any' ? 'any' : 'phone'))
        return askAgain(ctx, step, { fault: 'pin_behind' });
      const check = checkDestination(text, expects);
      if (check.kind === 'bad') return askAgain(ctx, step, { fault: check.why });
      if (!product.isOpenAmount) return finish(ctx, step, place.code, check.value, undefined);
      return go(ctx, step, { ...place, at: 'amount', destination: check.value });
    }
    case 'amount': {
      const typed = normalise(text);
      const amount = amountOf(typed);
      if (looksLikePin(typed) && (amount === undefined || mayBePinAlone(typed, amount)))
        return askAgain(ctx, step, { isUnclearAmount: true });
      if (amount === undefined || amount < OPEN_AMOUNT.min || amount > OPEN_AMOUNT.max) {
        return askAgain(ctx, step, { isBadAmount: true });
      }
      return finish(ctx, step, place.code, place.destination, amount);
    }
    default: {
      const unhandled: never = place;
      throw new Error(`unhandled place: ${JSON.stringify(unhandled)}`);
    }
  }
}

function placeBefore(place: Place): Place {
  const { page } = place;
  switch (place.at) {
    case 'category':
      return place;
    case 'product':
    case 'search':
      return { at: 'category', page: 0 };
    case 'destination':
      if (place.query !== undefined) return { at: 'search', query: place.query, page };
      return place.category === undefined
        ? { at: 'category', page: 0 }
        : { at: 'product', category: place.category, page };
    case 'amount': {
      const { code, category, query } = place;
      return { at: 'destination', code, category, query, page };
    }
    default: {
      const unhandled: never = place;
      throw new Error(`unhandled place: ${JSON.stringify(unhandled)}`);
    }
  }
}

async function go(ctx: KonterContext, shown: Step, place: Place, problem?: Problem): Promise<Move<Step>> {
  const step = await show(ctx, place, { ...shown, no: shown.no + 1 }, problem);
  return step === undefined ? { kind: 'done' } : { kind: 'step', step };
}

/** Says what was wrong, in the same message: what was typed may have been a PIN, and is forgotten. */
async function askAgain(ctx: KonterContext, step: Step, problem: Problem): Promise<Move<Step>> {
  if (containsPinLike(ctx.message?.text ?? '')) await deletePinMessage(ctx);
  return go(ctx, step, step.place, problem);
}

async function finish(
  ctx: KonterContext,
  { messageId }: Step,
  code: string,
  destination: string,
  amount: Rupiah | undefined,
): Promise<Move<Step>> {
  const request: OrderRequest = { code, destination, amount, occurrence: 1, msisdn: undefined };
  await openKeypad(ctx, { kind: 'order', requests: [request], origin: originOf(ctx) }, { messageId });
  return { kind: 'done' };
}

async function end(ctx: KonterContext, step: Step, message: Message): Promise<Move<Step>> {
  await put(ctx, step.isInMenu ? withBack(message, ctx.texts.menu.back()) : message, step.messageId);
  return { kind: 'done' };
}

async function findOnSale(ctx: KonterContext, code: string): Promise<Product | undefined> {
  const product = await ctx.parts.catalog.find(code);
  return product?.isEnabled && product.isForSale ? product : undefined;
}

/** Asks for what `place` is about. `undefined`: there is nothing for sale. */
async function show(
  ctx: KonterContext,
  place: Place,
  { no, messageId, isInMenu: inMenu, answeredBy: before }: Shown,
  problem: Problem = {},
): Promise<Step | undefined> {
  const drawn = await draw(ctx, place, { no, isInMenu: inMenu }, problem);
  const shownId = await put(ctx, drawn.message, messageId);
  return (
    drawn.options && {
      place: drawn.place,
      no,
      messageId: shownId,
      answeredBy: answeredBy(ctx, before),
      options: drawn.options,
      isInMenu: inMenu,
    }
  );
}

/** `place`: where what was asked for is not on sale any more, the categories. No `options`: nothing is for sale. */
type Drawn = { place: Place; message: Message; options: string[] | undefined };

async function draw(
  ctx: KonterContext,
  place: Place,
  shown: Pick<Step, 'no' | 'isInMenu'>,
  problem: Problem,
): Promise<Drawn> {
  const { catalog } = ctx.parts;
  const { guided } = ctx.texts.account;
  const data = (key: string | number) => `${CALLBACK.guided}:${shown.no}:${key}`;
  const navigation: GuidedNavigation = {
    back: place.at === 'category' && !shown.isInMenu ? undefined : data('b'),
    cancel: data('x'),
  };

  if (place.at === 'category') {
    const categories = await catalog.categories();
    if (categories.length === 0) return { place, message: guided.nothingForSale(), options: undefined };
    const { shown: here, page, pages } = pageOf(categories, place.page);
    const choices = here.map(({ category }, i) => ({ text: categoryName(category), data: data(i) }));
    return {
      place: { ...place, page },
      message: guided.category(choices, { ...navigation, ...pageData(page, pages, data) }),
      options: here.map(({ category }) => category),
    };
  }

  const globalMarkup = await catalog.globalMarkup();
  const priceOf = (product: Product) => plus(product.cost, markupOf(product, globalMarkup));
  if (place.at === 'product' || place.at === 'search') {
    const products = await withOwnPrices(
      ctx,
      place.at === 'product'
        ? await catalog.inCategory(place.category)
        : searchProducts(place.query, await catalog.onSale(), MOST_FOUND),
    );
    if (products.length === 0) return draw(ctx, { at: 'category', page: 0 }, shown, {});
    const { shown: here, page, pages } = pageOf(products, place.page);
    const choices = here.map((product, i) => ({
      text: guided.productButton({ ...product, price: priceOf(product), isOpenAmount: isPriceOpen(product) }),
      data: data(i),
    }));
    const category = place.at === 'product' ? place.category : place.query;
    const view = { category, page: page + 1, pages, choices };
    return {
      place: { ...place, page },
      message: guided.product(view, { ...navigation, ...pageData(page, pages, data) }),
      options: here.map(({ code }) => code),
    };
  }

  const onSale = await findOnSale(ctx, place.code);
  const [product] = await withOwnPrices(ctx, onSale === undefined ? [] : [onSale]);
  if (product === undefined) return draw(ctx, { at: 'category', page: 0 }, shown, {});
  if (place.at === 'destination') {
    const expects = expectedDestination(product);
    const view = {
      ...product,
      isOpenAmount: isPriceOpen(product),
      price: priceOf(product),
      expects,
      fault: problem.fault,
    };
    return { place, message: guided.destination(view, navigation), options: [] };
  }
  const { destination } = place;
  const { isBadAmount: isBad = false, isUnclearAmount: isUnclear = false } = problem;
  const view = { ...product, destination, ...OPEN_AMOUNT, isBad, isUnclear };
  return { place, message: guided.amount(view, navigation), options: [] };
}

/** Something comes on top of what is listed: the amount he types, or the bill. */
function isPriceOpen(product: Product): boolean {
  return product.isOpenAmount || isPostpaid(product);
}
