import { resellerMarkupOf } from '../../domain/price.ts';
import type { Product } from '../../domain/product.ts';
import type { KonterContext } from '../context.ts';

/** Products as they are to be shown to the sender: with what he pays on top of the cost, uplines included, in `markup`. */
export async function withOwnPrices(ctx: KonterContext, products: readonly Product[]): Promise<Product[]> {
  const { parts, reseller } = ctx;
  if (reseller?.uplineId === undefined || products.length === 0) return [...products];
  const [globalMarkup, chain] = await Promise.all([
    parts.catalog.globalMarkup(),
    parts.downlines.chain(
      reseller.id,
      products.map(({ code }) => code),
    ),
  ]);
  return products.map((product) => ({ ...product, markup: resellerMarkupOf(product, globalMarkup, chain) }));
}
