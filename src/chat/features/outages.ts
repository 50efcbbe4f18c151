import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';

/** `KOSONG`, `GANGGUAN`: what cannot be bought, since when and why. */
export async function answerOutages(ctx: KonterContext): Promise<void> {
  const { catalog, timeZone } = ctx.parts;
  await reply(ctx, ctx.texts.outages.closed(await catalog.closed(), timeZone));
}
