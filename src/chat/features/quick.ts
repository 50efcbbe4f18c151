import { Composer } from 'grammy';
import { CALLBACK, type KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';
import { deletePinMessage, mayCarryPin } from '../pin-message.ts';
import { answer, reply } from '../reply.ts';
import { wordsOf } from './operator-arguments.ts';

const ON = new Set(['on', 'aktif', 'aktifkan', 'ya']);
const OFF = new Set(['off', 'mati', 'matikan', 'tidak']);

/** `/cepat`: whether what is typed with its PIN is bought without [Beli]. Both ways need the PIN, on the keypad. */
export function createQuickFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.command(['cepat', 'quick'], async (ctx, next) => {
    const { reseller } = ctx;
    if (reseller === undefined) return next();
    if (mayCarryPin(ctx.msg.text)) await deletePinMessage(ctx);
    const word = wordsOf(ctx.match)[0]?.toLowerCase() ?? '';
    if (ON.has(word) || OFF.has(word)) return openKeypad(ctx, { kind: 'quick', isOn: ON.has(word) });
    await reply(ctx, ctx.texts.quick.setting(reseller.isQuick));
  });

  composer.callbackQuery(new RegExp(`^${CALLBACK.quick}:(on|off)$`), async (ctx) => {
    if (ctx.reseller === undefined) return answer(ctx, ctx.texts.order.toast.notYours);
    await answer(ctx);
    const messageId = ctx.callbackQuery.message?.message_id;
    await openKeypad(ctx, { kind: 'quick', isOn: ctx.match[1] === 'on' }, { messageId });
  });

  return composer;
}

/** Sets it, once the PIN was right. Twice is once. */
export async function quickAfterPin(ctx: KonterContext, isOn: boolean): Promise<void> {
  const { reseller, parts, texts } = ctx;
  if (reseller === undefined) throw new Error('a setting needs a reseller');
  await parts.resellers.setQuick(reseller.id, isOn);
  await reply(ctx, texts.quick.set(isOn));
}
