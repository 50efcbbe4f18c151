import { Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import type { Command } from '../../domain/command/command.ts';
import type { KonterContext } from '../context.ts';
import { announceLock, lockLabel, openKeypad } from '../keypad.ts';
import { deletePinMessage } from '../pin-message.ts';
import { originOf, readCommands } from '../read-commands.ts';
import { answer, reply, sayOnce } from '../reply.ts';

type ChangePin = Extract<Command, { kind: 'change_pin' }>;

/** `GP`, typed with both PINs or without: then the keypad asks for them. */
export function createPinFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.on(['message:text', 'callback_query:data'], async (ctx, next) => {
    const commands = readCommands(ctx);
    const command = commands.find((each) => each.kind === 'change_pin');
    const { reseller } = ctx;
    if (command === undefined || reseller === undefined) return next();
    await answer(ctx);
    if (command.first !== undefined) await deletePinMessage(ctx);
    await changePin(ctx, reseller, command);
    if (commands.length > 1) await next();
  });
  return composer;
}

async function changePin(
  ctx: KonterContext,
  reseller: Reseller,
  { first, second }: ChangePin,
): Promise<void> {
  const isTyped = ctx.message !== undefined;
  if (!isTyped || first === undefined || second === undefined) return openKeypad(ctx, { kind: 'change_pin' });
  const { account } = ctx.texts;
  const phones = reseller.phone === undefined ? [] : [reseller.phone];
  const change = await ctx.parts.pins.change(reseller.id, first, second, { origin: originOf(ctx), phones });
  switch (change.kind) {
    case 'changed':
      await reply(ctx, account.pinChanged());
      return;
    case 'trivial':
      await reply(ctx, account.pinTrivial());
      return;
    case 'same':
      await reply(ctx, account.pinSame());
      return;
    case 'wrong':
      return sayOnce(ctx, account.wrongPin(change.triesLeft));
    case 'locked':
      if (change.isNew) await announceLock(ctx, reseller, change.until);
      return sayOnce(ctx, account.pinLocked(lockLabel(ctx.parts, change.until)));
    case 'unset':
      return openKeypad(ctx, { kind: 'set_pin' }, { notice: { kind: 'unset' } });
    default: {
      const unhandled: never = change;
      throw new Error(`unhandled change: ${JSON.stringify(unhandled)}`);
    }
  }
}
