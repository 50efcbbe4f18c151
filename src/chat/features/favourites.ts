import { Composer } from 'grammy';
import type { Favourite } from '../../app/favourites.ts';
import type { Reseller } from '../../app/resellers.ts';
import { expectedDestination, type Product } from '../../domain/product.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { BUY } from '../conversations/buy.ts';
import { NAME_FAVOURITE } from '../conversations/name-favourite.ts';
import { enterTalk } from '../conversations/outside.ts';
import { answer, reply } from '../reply.ts';
import { askForOrder } from './order-again.ts';
import { offered } from './search.ts';

const PER_PAGE = 8;
/** Orders to a destination among which what was bought there is looked for. */
const LOOKED_THROUGH = 20;
/** Longer codes do not fit on a button. */
const LONGEST_CODE = 30;
const ID = '([0-9]{1,15})';
const PAGE = '([0-9]{1,3})';
const data = (pattern: string) => new RegExp(`^${CALLBACK.favourite}:${pattern}$`);

/** `/favorit`: destinations with a name, to buy for them again. Needs the conversation that asks for names before it. */
export function createFavouritesFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.command(['favorit', 'favourites'], async (ctx, next) => {
    if (ctx.reseller === undefined) return next();
    await showList(ctx, ctx.reseller, 0);
  });

  composer.callbackQuery(data(`l:${PAGE}`), (ctx) =>
    asReseller(ctx, (reseller) => showList(ctx, reseller, Number(ctx.match[1]))),
  );

  composer.callbackQuery(data(`s:${ID}`), async (ctx) => {
    const { parts, reseller } = ctx;
    const order = reseller && (await parts.orders.findByNumber(reseller.id, Number(ctx.match[1])));
    if (order === undefined) return answer(ctx, ctx.texts.menu.toasts.notValid);
    await answer(ctx);
    await enterTalk(ctx, NAME_FAVOURITE, order.destination, order.productCode);
  });

  composer.callbackQuery(data(`o:${ID}:${PAGE}`), (ctx) =>
    asOwner(ctx, Number(ctx.match[1]), (favourite, reseller) =>
      showOne(ctx, reseller, favourite, Number(ctx.match[2])),
    ),
  );

  composer.callbackQuery(data(`b:${ID}:([A-Za-z0-9._-]{1,30})(?::([0-9]{1,2}))?`), (ctx) =>
    asOwner(ctx, Number(ctx.match[1]), async ({ id, destination }, reseller) => {
      const product = await ctx.parts.catalog.find(ctx.match[2] ?? '');
      if (!isOnSale(product)) return reply(ctx, ctx.texts.menu.found(ctx.match[2] ?? '', []));
      const { code } = product;
      if (product.isOpenAmount) return enterTalk(ctx, BUY, code, destination);
      const occurrence = Number(ctx.match[3] ?? 1);
      const request = { code, destination, amount: undefined, msisdn: undefined, occurrence };
      return askForOrder(ctx, reseller, request, (again) => `fav:b:${id}:${code}:${again}`);
    }),
  );

  composer.callbackQuery(data(`n:${ID}`), (ctx) =>
    asOwner(ctx, Number(ctx.match[1]), ({ destination, productCode, name }) =>
      enterTalk(ctx, NAME_FAVOURITE, destination, productCode, name),
    ),
  );

  composer.callbackQuery(data(`d:${ID}`), (ctx) =>
    asOwner(ctx, Number(ctx.match[1]), (favourite) =>
      reply(ctx, ctx.texts.menu.askRemove(favourite), { edit: true }),
    ),
  );

  composer.callbackQuery(data(`x:${ID}`), (ctx) =>
    asOwner(ctx, Number(ctx.match[1]), async ({ id, name }, reseller) => {
      await ctx.parts.favourites.remove(reseller.id, id);
      await reply(ctx, ctx.texts.menu.removed(name), { edit: true });
    }),
  );

  return composer;
}

async function asReseller(ctx: KonterContext, work: (reseller: Reseller) => Promise<unknown>): Promise<void> {
  if (ctx.reseller === undefined) return answer(ctx, ctx.texts.menu.toasts.notValid);
  await answer(ctx);
  await work(ctx.reseller);
}

async function asOwner(
  ctx: KonterContext,
  id: number,
  work: (favourite: Favourite, reseller: Reseller) => Promise<unknown>,
): Promise<void> {
  const { reseller, parts } = ctx;
  const favourite = reseller && (await parts.favourites.find(reseller.id, id));
  if (reseller === undefined || favourite === undefined) return answer(ctx, ctx.texts.menu.toasts.notValid);
  await answer(ctx);
  await work(favourite, reseller);
}

async function showList(ctx: KonterContext, reseller: Reseller, wanted: number): Promise<void> {
  const { favourites } = ctx.parts;
  let page = wanted;
  let found = await favourites.list(reseller.id, page * PER_PAGE, PER_PAGE);
  const pages = Math.max(1, Math.ceil(found.total / PER_PAGE));
  // The last one of this page was removed.
  if (page >= pages) {
    page = pages - 1;
    found = await favourites.list(reseller.id, page * PER_PAGE, PER_PAGE);
  }
  await reply(ctx, ctx.texts.menu.favourites({ ...found, page, pages }), { edit: true });
}

async function showOne(
  ctx: KonterContext,
  reseller: Reseller,
  favourite: Favourite,
  wanted: number,
): Promise<void> {
  const products = await productsFor(ctx, reseller, favourite);
  const pages = Math.max(1, Math.ceil(products.length / PER_PAGE));
  const page = Math.min(wanted, pages - 1);
  const shown = await offered(ctx, products.slice(page * PER_PAGE, (page + 1) * PER_PAGE));
  await reply(ctx, ctx.texts.menu.favourite({ favourite, products: shown, page, pages }), { edit: true });
}

/** What was bought there, the last one first, then what else is of the same kinds for such a destination. */
async function productsFor(
  ctx: KonterContext,
  reseller: Reseller,
  { destination, productCode }: Favourite,
): Promise<Product[]> {
  const { orders, catalog } = ctx.parts;
  const [before, onSale] = await Promise.all([
    orders.findByDestination(reseller.id, destination, LOOKED_THROUGH),
    catalog.onSale(),
  ]);
  const codes = [...new Set([...before.map((order) => order.productCode), productCode])];
  const byCode = new Map(onSale.map((product) => [product.code, product]));
  const bought = codes.map((code) => byCode.get(code)).filter((product) => product !== undefined);
  const kinds = new Set(bought.map((product) => `${product.category} ${expectedDestination(product)}`));
  const others = onSale.filter(
    (product) =>
      kinds.has(`${product.category} ${expectedDestination(product)}`) && !bought.includes(product),
  );
  return [...bought, ...others].filter(({ code }) => code.length <= LONGEST_CODE);
}

function isOnSale(product: Product | undefined): product is Product {
  return product?.isEnabled === true && product.isForSale;
}
