import { Composer } from 'grammy';
import type { Message } from '../../text/message.ts';
import type { PriceQuery } from '../../text/order/callback.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';
import { withOwnPrices } from './own-prices.ts';

/** Of one search; a longer list is to be narrowed down. */
const MOST_PRODUCTS = 300;

/** The buttons under price lists. */
export function createPricesFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.callbackQuery(new RegExp(`^${CALLBACK.prices}:([ct]):([0-9]{1,5}):(.+)$`, 's'), async (ctx) => {
    const { toast } = ctx.texts.order;
    if (ctx.reseller === undefined) return answer(ctx, toast.notYours);
    const [, kind, offset = '0', asked = ''] = ctx.match;
    const query: PriceQuery =
      kind === 'c' ? { kind: 'category', category: asked } : { kind: 'terms', terms: asked.split(' ') };
    const message = await pricePage(ctx, query, Number(offset));
    await Promise.all([answer(ctx), reply(ctx, message, { edit: true })]);
  });
  return composer;
}

/** `H`, `H.PLN`, `H.S10,IM10`. */
export async function answerPrices(ctx: KonterContext, terms: readonly string[]): Promise<void> {
  const message =
    terms.length === 0
      ? ctx.texts.order.categories(await ctx.parts.catalog.categories())
      : await pricePage(ctx, { kind: 'terms', terms }, 0);
  await reply(ctx, message);
}

async function pricePage(ctx: KonterContext, query: PriceQuery, offset: number): Promise<Message> {
  const { catalog } = ctx.parts;
  const [products, globalMarkup] = await Promise.all([
    query.kind === 'category'
      ? catalog.inCategory(query.category)
      : catalog.search(query.terms, MOST_PRODUCTS),
    catalog.globalMarkup(),
  ]);
  return ctx.texts.order.prices({
    query,
    products: await withOwnPrices(ctx, products),
    offset,
    globalMarkup,
  });
}
