import type { Composer } from 'grammy';
import { nearest } from '../../domain/command/nearest.ts';
import { plus } from '../../domain/money.ts';
import { markupOf } from '../../domain/price.ts';
import type { Product } from '../../domain/product.ts';
import type { KonterContext } from '../context.ts';
import { editMessage, reply, sendMessage } from '../reply.ts';
import { actorOf, wordsOf } from './operator-arguments.ts';

/** `/produk sync` and `/produk <code>`. */
export function addOperatorProducts(desk: Composer<KonterContext>): void {
  desk.command('produk', async (ctx) => {
    const [word, ...rest] = wordsOf(ctx.match);
    if (word === undefined || rest.length > 0) {
      await reply(ctx, ctx.texts.operator.usage('produk'));
      return;
    }
    return word.toLowerCase() === 'sync' ? sync(ctx) : showOne(ctx, word);
  });
}

/** Says so, with the nearest codes, when there is none. */
export async function findProduct(ctx: KonterContext, typed: string): Promise<Product | undefined> {
  const { catalog } = ctx.parts;
  const product = await catalog.find(typed.toUpperCase());
  if (product === undefined) {
    await reply(ctx, ctx.texts.operator.unknownProduct(typed, nearest(typed, await catalog.codes())));
  }
  return product;
}

async function sync(ctx: KonterContext): Promise<void> {
  const { parts, texts, api, chatId } = ctx;
  const messageId = await reply(ctx, texts.operator.syncing());
  const answer = await parts.syncProducts(actorOf(ctx));
  const message =
    answer.kind === 'synced'
      ? texts.operator.synced(answer.result)
      : texts.operator.syncFailed(answer.detail);
  if (chatId === undefined) return;
  const shown = await editMessage(api, chatId, messageId, message);
  if (shown === 'gone') await sendMessage(api, chatId, message);
}

async function showOne(ctx: KonterContext, code: string): Promise<void> {
  const product = await findProduct(ctx, code);
  if (product === undefined) return;
  const globalMarkup = await ctx.parts.catalog.globalMarkup();
  const price = plus(product.cost, markupOf(product, globalMarkup));
  await reply(ctx, ctx.texts.operator.product(product, price, globalMarkup));
}
