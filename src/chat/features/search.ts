import { Composer } from 'grammy';
import { plus } from '../../domain/money.ts';
import { markupOf } from '../../domain/price.ts';
import type { Product } from '../../domain/product.ts';
import { searchProducts } from '../../domain/search.ts';
import type { Offered } from '../../text/menu/texts.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';
import { withOwnPrices } from './own-prices.ts';

/** As many as can be looked over at once. */
const MOST_FOUND = 8;

/** `/cari telkomsel 10`: products by words, with buttons that begin an order of them. */
export function createSearchFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.command('cari', async (ctx, next) => {
    if (ctx.reseller === undefined) return next();
    const query = ctx.match.trim();
    if (query === '') {
      await reply(ctx, ctx.texts.menu.searchUsage());
      return;
    }
    const products = searchProducts(query, await ctx.parts.catalog.onSale(), MOST_FOUND);
    await reply(ctx, ctx.texts.menu.found(query, await offered(ctx, products)));
  });
  return composer;
}

/** Products with what they cost this reseller. */
export async function offered(ctx: KonterContext, products: readonly Product[]): Promise<Offered[]> {
  const globalMarkup = await ctx.parts.catalog.globalMarkup();
  return (await withOwnPrices(ctx, products)).map((product) => ({
    code: product.code,
    name: product.name,
    price: plus(product.cost, markupOf(product, globalMarkup)),
    isOpenAmount: product.isOpenAmount,
  }));
}
