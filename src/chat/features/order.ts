import { Composer } from 'grammy';
import type { PinVerdict } from '../../app/pin.ts';
import type { Reseller } from '../../app/resellers.ts';
import { resolveOpenAmounts } from '../../domain/command/batch.ts';
import type { Command, Commands } from '../../domain/command/command.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { announceLock, lockLabel, openKeypad } from '../keypad.ts';
import { deletePinMessage } from '../pin-message.ts';
import { answer, reply, sayOnce } from '../reply.ts';
import { answerCommand } from './answer-command.ts';
import { choose, showCard } from './card.ts';
import { placeOrders } from './place-orders.ts';
import { createVerifyOnce, type VerifyOnce } from './verify-once.ts';

/** As base64url writes 128 bits, with room. */
const TOKEN = '([A-Za-z0-9_-]{1,43})';

/**
 * What resellers type, a command a line, and the cards it leads to. What is no command of theirs (other features' words, slash
 * commands, prose) goes on to whoever comes later.
 */
export function createOrderFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  const verify = createVerifyOnce();

  composer.on('message:text', async (ctx, next) => {
    const { reseller } = ctx;
    const { text, message_id: messageId } = ctx.msg;
    if (reseller === undefined) return next();
    const parsed = parseMessage(text, ctx.parts.words());
    if (parsed.kind === 'empty') return next();
    if (parsed.kind !== 'commands') {
      if (containsPinLike(text)) await deletePinMessage(ctx);
      const { order } = ctx.texts;
      await reply(ctx, parsed.kind === 'too_long' ? order.tooLong() : order.tooManyOrders());
      return;
    }
    if (!parsed.commands.some(isOurs)) return next();
    // The PIN must not wait for the answer, nor the answer for Telegram to have taken the PIN away.
    await Promise.all([
      parsed.carriesPin ? deletePinMessage(ctx) : undefined,
      carryOut(ctx, reseller, parsed, { origin: `${ctx.chatId}:${messageId}`, verify }),
    ]);
    if (parsed.commands.some(isForeign)) await next();
  });

  composer.callbackQuery(new RegExp(`^${CALLBACK.run}:(.+)$`, 's'), async (ctx, next) => {
    const { reseller } = ctx;
    // Printed by the bot, in the default words.
    const parsed = parseMessage(ctx.match[1] ?? '');
    if (reseller === undefined || parsed.kind !== 'commands')
      return answer(ctx, ctx.texts.order.toast.notYours);
    if (!parsed.commands.some(isOurs)) return next();
    await Promise.all([
      answer(ctx),
      carryOut(ctx, reseller, parsed, { origin: `${ctx.chatId}:tap:${ctx.callbackQuery.id}`, verify }),
    ]);
  });

  for (const choice of ['buy', 'cancel'] as const) {
    composer.callbackQuery(new RegExp(`^${CALLBACK[choice]}:${TOKEN}$`), async (ctx) => {
      const { toast, card } = await choose(ctx, ctx.match[1] ?? '', choice);
      await Promise.all([answer(ctx, toast), card && showCard(ctx, card)]);
    });
  }

  return composer;
}

/** Words that other features answer. */
function isForeign(command: Command): boolean {
  return (
    command.kind === 'change_pin' ||
    command.kind === 'help' ||
    (command.kind === 'guided' && command.flow === 'buy')
  );
}

function isOurs(command: Command): boolean {
  return command.kind !== 'not_understood' && !isForeign(command);
}

/** Answers the commands of one message one after the other; its orders together, where the first of them stands. */
async function carryOut(
  ctx: KonterContext,
  reseller: Reseller,
  parsed: Commands,
  { origin, verify }: { origin: string; verify: VerifyOnce },
): Promise<void> {
  const message = await withOpenAmounts(ctx, parsed);
  const typed = typedPins(message);
  const [pin] = typed;
  // Different PINs in one message: trying each would spend tries on slips. The keypad asks for the right one.
  const isPinKnown = pin !== undefined && typed.size === 1;
  if (isPinKnown) {
    const verdict = await verify(ctx.parts.pins, { resellerId: reseller.id, pin, origin });
    if (verdict.kind !== 'right') return refusePin(ctx, reseller, verdict);
  }

  const orders = message.commands.filter((command) => command.kind === 'order');
  const isOnlyOrders = orders.length === message.commands.length;
  for (const command of message.commands) {
    if (command.kind !== 'order') await answerCommand(ctx, reseller, command, { origin, isPinKnown });
    else if (command === orders[0])
      await placeOrders(ctx, reseller, orders, { origin, isPinKnown, isOnlyOrders });
  }
}

/** Which of two readings is meant only the product knows; it must be known before a PIN is tried. */
async function withOpenAmounts(ctx: KonterContext, message: Commands): Promise<Commands> {
  const codes = new Set(
    message.commands.flatMap((command) =>
      command.kind === 'order' && command.pin !== undefined && command.amount === undefined
        ? [command.code]
        : [],
    ),
  );
  const products = await Promise.all([...codes].map((code) => ctx.parts.catalog.find(code)));
  const open = new Set(products.flatMap((product) => (product?.isOpenAmount ? [product.code] : [])));
  return open.size === 0 ? message : resolveOpenAmounts(message, (code) => open.has(code));
}

function typedPins({ commands, lonePin }: Commands): Set<string> {
  // A complaint needs none, and a number at its end is an order's more often: a guess must not cost a try.
  const pins = commands.map((command) =>
    'pin' in command && command.kind !== 'complaint' ? command.pin : undefined,
  );
  return new Set([lonePin, ...pins].filter((pin) => pin !== undefined));
}

async function refusePin(
  ctx: KonterContext,
  reseller: Reseller,
  verdict: Exclude<PinVerdict, { kind: 'right' }>,
): Promise<void> {
  const { account } = ctx.texts;
  switch (verdict.kind) {
    case 'wrong':
      return sayOnce(ctx, account.wrongPin(verdict.triesLeft));
    case 'unset':
      return openKeypad(ctx, { kind: 'set_pin' }, { notice: { kind: 'unset' } });
    case 'locked':
      if (verdict.isNew) await announceLock(ctx, reseller, verdict.until);
      return sayOnce(ctx, account.pinLocked(lockLabel(ctx.parts, verdict.until)));
    default: {
      const unhandled: never = verdict;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** A command for which the keypad asked the PIN, once that was right. `line`: printed without one, and so in the default words. */
export async function commandAfterPin(ctx: KonterContext, line: string, origin: string): Promise<void> {
  const { reseller } = ctx;
  const parsed = parseMessage(line);
  if (reseller === undefined || parsed.kind !== 'commands')
    throw new Error('what was asked for is no command');
  for (const command of parsed.commands) {
    if (command.kind === 'order') throw new Error('an order has a keypad of its own');
    await answerCommand(ctx, reseller, command, { origin, isPinKnown: true });
  }
}
