import { Composer } from 'grammy';
import type { PinVerdict } from '../../app/pin.ts';
import type { OrderRequest } from '../../app/quote-order.ts';
import type { Reseller } from '../../app/resellers.ts';
import { resolveOpenAmounts } from '../../domain/command/batch.ts';
import type { Command, Commands, NotUnderstood, OrderCommand } from '../../domain/command/command.ts';
import { faceValueOf } from '../../domain/command/order.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { escapeHtml } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { announceLock, lockLabel, openKeypad } from '../keypad.ts';
import { deletePinMessage } from '../pin-message.ts';
import { answer, editMessage, reply, sayOnce } from '../reply.ts';
import { choose, showCard } from './card.ts';
import { answerPrices } from './prices.ts';
import { answerBalance, answerHistory, answerLedger, answerRecap } from './reports.ts';
import { answerRecent, answerStatus } from './status.ts';
import { whileTyping } from './typing.ts';
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
    const parsed = parseMessage(text);
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
  for (const command of message.commands) {
    if (command.kind !== 'order') await answerCommand(ctx, reseller, command);
    else if (command === orders[0]) await placeOrders(ctx, reseller, orders, { origin, isPinKnown });
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
  const pins = commands.map((command) => ('pin' in command ? command.pin : undefined));
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

async function answerCommand(
  ctx: KonterContext,
  reseller: Reseller,
  command: Exclude<Command, OrderCommand>,
): Promise<void> {
  const texts = ctx.texts.order;
  switch (command.kind) {
    case 'balance':
      return answerBalance(ctx, reseller);
    case 'prices':
      return answerPrices(ctx, command.terms);
    case 'status':
      return answerStatus(ctx, command.query);
    case 'recap':
      return command.until === undefined ? answerRecap(ctx, reseller, command.day) : answerNotYet(ctx);
    case 'ledger':
      return command.until === undefined ? answerLedger(ctx, reseller, command.day) : answerNotYet(ctx);
    case 'history':
      return answerHistory(ctx, reseller, command);
    case 'yes':
      return answerCard(ctx, 'buy');
    case 'no':
      return answerCard(ctx, 'cancel');
    case 'ambiguous':
      await reply(ctx, texts.ambiguous(command));
      return;
    case 'not_understood':
      await reply(ctx, texts.notUnderstood(command, await ctx.parts.catalog.codes()));
      return;
    case 'guided':
      if (command.flow === 'buy') return undefined;
      return command.flow === 'status' ? answerRecent(ctx, reseller) : answerNotYet(ctx);
    case 'change_pin':
    case 'help':
      return undefined;
    case 'bill':
    case 'pay_bill':
    case 'cancel':
    case 'downline_balance':
    case 'downline_on':
    case 'downline_off':
    case 'downlines':
    case 'register_downline':
    case 'outages':
    case 'token':
    case 'receipt':
    case 'ticket':
    case 'transfer':
    case 'take_back':
    case 'markup':
    case 'accounts':
    case 'add_account':
    case 'remove_account':
    case 'complaint':
      return answerNotYet(ctx);
    default: {
      const unhandled: never = command;
      throw new Error(`unhandled command: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** What is understood already, and not offered yet. */
async function answerNotYet(
  ctx: KonterContext,
  reason: 'reserved_word' | 'own_reference' = 'reserved_word',
): Promise<void> {
  const command: NotUnderstood = { kind: 'not_understood', line: 0, reason, text: '', candidates: [] };
  await reply(ctx, ctx.texts.order.notUnderstood(command, []));
}

async function placeOrders(
  ctx: KonterContext,
  reseller: Reseller,
  orders: readonly OrderCommand[],
  { origin, isPinKnown }: { origin: string; isPinKnown: boolean },
): Promise<void> {
  if (reseller.state === 'blocked') {
    await reply(ctx, ctx.texts.order.blocked());
    return;
  }
  // Half of a message would be bought, and a reference that nobody keeps protects from nothing.
  if (orders.some(({ ownReference }) => ownReference !== undefined))
    return answerNotYet(ctx, 'own_reference');
  if (orders.some(({ code }) => faceValueOf(code) !== undefined)) return answerNotYet(ctx);
  const requests = orders.map(
    ({ code, destination, amount, occurrence, msisdn }): OrderRequest => ({
      code,
      destination,
      amount,
      occurrence,
      msisdn,
    }),
  );
  if (isPinKnown) return orderAfterPin(ctx, requests, origin);
  return openKeypad(ctx, { kind: 'order', requests, origin });
}

/**
 * Shows the confirmation of orders whose PIN was right. Called again for the same `origin`, it finds the card drawn before and
 * shows it as it stands now.
 */
export async function orderAfterPin(
  ctx: KonterContext,
  requests: readonly OrderRequest[],
  origin: string,
): Promise<void> {
  const { parts, reseller, from, chatId } = ctx;
  if (reseller === undefined || from === undefined || chatId === undefined)
    throw new Error('an order needs a reseller in a chat');
  // Blocked while his keypad was on its way.
  if (reseller.state === 'blocked') {
    await reply(ctx, ctx.texts.order.blocked());
    return;
  }
  const asker = { resellerId: reseller.id, telegramId: from.id, chatId, origin };
  const quote = await whileTyping(ctx, parts.quote(asker, requests));

  const { card, lines } = quote;
  const orders = lines.flatMap(({ result }) => (result.kind === 'quoted' ? [result.order] : []));
  const isFresh = orders.every((order) => order.state === 'quoted');
  const { timeZone } = parts;
  const message = isFresh
    ? ctx.texts.order.quoteCard(quote, timeZone)
    : ctx.texts.order.cardNow({ orders, timeZone });
  const isShown =
    card?.messageId !== undefined &&
    (await editMessage(ctx.api, card.chatId, card.messageId, message)) === 'edited';
  if (isShown) return;
  const messageId = await reply(ctx, message);
  if (card !== undefined) await parts.orders.cardShown(card.token, messageId);
}

/** YA or TIDAK, typed as a reply to a card. */
async function answerCard(ctx: KonterContext, choice: 'buy' | 'cancel'): Promise<void> {
  const { parts, chatId } = ctx;
  const messageId = ctx.message?.reply_to_message?.message_id;
  const found =
    chatId === undefined || messageId === undefined
      ? undefined
      : await parts.orders.findCardByMessage(chatId, messageId);
  if (found === undefined || messageId === undefined) {
    await reply(ctx, ctx.texts.order.repliesOnly());
    return;
  }
  const { toast, card } = await choose(ctx, found.card.token, choice);
  await Promise.all([
    reply(ctx, { html: escapeHtml(toast) }, { replyTo: messageId }),
    card && showCard(ctx, card),
  ]);
}
