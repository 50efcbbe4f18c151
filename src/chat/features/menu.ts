import { Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answer, reply } from '../reply.ts';

/**
 * `/menu`: what a reseller does, as buttons. What they lead to is shown in the place of the menu (see `isInMenu`), which is always one
 * press away.
 */
export function createMenuFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.command('menu', async (ctx, next) => {
    if (ctx.reseller === undefined) return next();
    await showMenu(ctx, ctx.reseller);
  });

  composer.callbackQuery(new RegExp(`^${CALLBACK.menu}:(home|set|lang|sum)$`), async (ctx) => {
    const { reseller, texts } = ctx;
    if (reseller === undefined) return answer(ctx, texts.menu.toasts.notValid);
    await answer(ctx);
    switch (ctx.match[1]) {
      case 'set':
        await reply(ctx, texts.menu.settings(), { edit: true });
        return;
      case 'lang':
        await reply(ctx, texts.account.languageChoice(), { edit: true });
        return;
      case 'sum':
        await reply(ctx, texts.order.summarySetting(reseller.summaryHour), { edit: true });
        return;
      default:
        return showMenu(ctx, reseller);
    }
  });

  return composer;
}

/** In the place of the message whose button was pressed, or as a new one. */
export async function showMenu(ctx: KonterContext, reseller: Reseller): Promise<void> {
  const { name, code } = reseller;
  const balances = await ctx.parts.resellers.balances(reseller.id);
  await reply(ctx, ctx.texts.menu.root({ name, code, ...balances }), { edit: true });
}
