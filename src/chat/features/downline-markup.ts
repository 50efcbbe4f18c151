import type { Reseller } from '../../app/resellers.ts';
import type { Command } from '../../domain/command/command.ts';
import { formsOf } from '../../domain/command/forms-in-force.ts';
import { plus } from '../../domain/money.ts';
import { HIGHEST_DOWNLINE_MARKUP, listedCost, resellerMarkupOf } from '../../domain/price.ts';
import type { Product } from '../../domain/product.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';
import { type Asked, hasPin } from './asked.ts';
import { mayTrade } from './may-trade.ts';

const MOST_SHOWN = 60;

/** `MARKUP` alone: what is set, and how it is typed. */
export async function answerMarkups(ctx: KonterContext, reseller: Reseller): Promise<void> {
  const { downlines, resellers } = ctx.parts;
  const set = await downlines.markups(reseller.id, MOST_SHOWN);
  const ids = [...new Set(set.flatMap(({ downlineId }) => downlineId ?? []))];
  const found = await Promise.all(ids.map((id) => resellers.findById(id)));
  const people = new Map(found.flatMap((each) => (each === undefined ? [] : [[each.id, each] as const])));
  const lines = set.map(({ downlineId, productCode, amount }) => {
    const downline = downlineId === undefined ? undefined : people.get(downlineId);
    return { person: downline && { code: downline.code, name: downline.name }, productCode, amount };
  });
  await reply(ctx, ctx.texts.downline.markups(lines, formsOf('markup', ctx.parts.words())));
}

/** `MARKUP.100`, `MARKUP.K0002.100`, `MARKUP.S10.100`, `MARKUP.K0002.S10.100`. Counts from the next quote on; said again it is the same. */
export async function answerMarkup(
  ctx: KonterContext,
  reseller: Reseller,
  command: Extract<Command, { kind: 'markup' }>,
  asked: Asked,
): Promise<void> {
  if (!(await hasPin(ctx, command, asked))) return;
  if (!(await mayTrade(ctx, reseller))) return;
  const { parts, from } = ctx;
  const { downline: texts } = ctx.texts;
  const { targets, amount } = command;
  if (from === undefined) throw new Error('an update without a sender');
  if (amount > HIGHEST_DOWNLINE_MARKUP) {
    await reply(ctx, texts.markupTooHigh(HIGHEST_DOWNLINE_MARKUP));
    return;
  }
  let downline: Reseller | undefined;
  let product: Product | undefined;
  for (const target of targets) {
    const asDownline = await parts.downlines.find(reseller.id, target);
    const asProduct = asDownline === undefined ? await parts.catalog.find(target) : undefined;
    if (asDownline !== undefined && downline === undefined) downline = asDownline;
    else if (asProduct !== undefined && product === undefined) product = asProduct;
    else {
      await reply(ctx, texts.unknownTarget(target));
      return;
    }
  }
  const markup = { downlineId: downline?.id, productCode: product?.code, amount };
  await parts.downlines.setMarkup(reseller.id, markup, from.id, parts.now());
  const example = product && downline && (await priceFor(ctx, downline, product));
  const person = downline && { code: downline.code, name: downline.name };
  await reply(ctx, texts.markupSet({ person, productCode: product?.code, amount }, example));
}

async function priceFor({ parts }: KonterContext, { id }: Reseller, product: Product) {
  if (product.isOpenAmount) return undefined;
  const [globalMarkup, chain] = await Promise.all([
    parts.catalog.globalMarkup(),
    parts.downlines.chain(id, [product.code]),
  ]);
  const price = plus(listedCost(product, undefined), resellerMarkupOf(product, globalMarkup, chain));
  return { productCode: product.code, price };
}
