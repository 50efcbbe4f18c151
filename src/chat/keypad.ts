import { type Api, Composer } from 'grammy';
import { z } from 'zod';
import { KEYPAD_KEYS } from '../app/keypad.ts';
import type { PinVerdict } from '../app/pin.ts';
import type { OrderRequest } from '../app/quote-order.ts';
import type { Reseller } from '../app/resellers.ts';
import { dayOf, minuteLabel } from '../domain/day.ts';
import { rupiah } from '../domain/money.ts';
import { isTrivialPin } from '../domain/pin.ts';
import type { KeypadNotice, KeypadPrompt } from '../text/account/texts.ts';
import type { Message } from '../text/message.ts';
import { CALLBACK, type KonterContext, type Parts } from './context.ts';
import { takePlace } from './in-place.ts';
import { answer, editMessage, reply, sendMessage } from './reply.ts';
import { tellAccount, tellReseller } from './tell-reseller.ts';

/** Stored sealed with the keypad, and parsed again when the last digit is in: it may have been written by another version. */
const KeypadPurpose = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set_pin') }),
  z.object({ kind: z.literal('repeat_pin'), first: z.string() }),
  z.object({ kind: z.literal('change_pin') }),
  z.object({ kind: z.literal('new_pin'), old: z.string() }),
  z.object({ kind: z.literal('repeat_new_pin'), old: z.string(), next: z.string() }),
  z.object({
    kind: z.literal('order'),
    requests: z.array(
      z
        .object({
          code: z.string(),
          destination: z.string(),
          amount: z.int().positive().optional(),
          occurrence: z.int().positive(),
          msisdn: z.string().optional(),
          ownReference: z.string().optional(),
        })
        .transform(
          ({ amount, msisdn, ...rest }): OrderRequest => ({
            ...rest,
            amount: amount === undefined ? undefined : rupiah(amount),
            msisdn,
          }),
        ),
    ),
    /** The message that asked (`chat:message`). */
    origin: z.string(),
  }),
  /** Any other command that needs a PIN, as it is printed without one. */
  z.object({ kind: z.literal('command'), line: z.string(), origin: z.string() }),
  /** For another phone number, which is asked for after it. */
  z.object({ kind: z.literal('change_phone') }),
  /** Whether typed orders are bought at once. */
  z.object({ kind: z.literal('quick'), isOn: z.boolean() }),
]);
export type KeypadPurpose = z.infer<typeof KeypadPurpose>;

/** What is done with an order once its PIN was right. Called again for the same `origin`, it shows the same. */
export type OrderAfterPin = (
  ctx: KonterContext,
  requests: readonly OrderRequest[],
  origin: string,
) => Promise<void>;

/** What is done with any other command once its PIN was right. `line`: printed without it. */
export type CommandAfterPin = (ctx: KonterContext, line: string, origin: string) => Promise<void>;

/** Sets whether typed orders are bought at once. */
export type QuickAfterPin = (ctx: KonterContext, isOn: boolean) => Promise<void>;

type AfterPin = {
  orderAfterPin: OrderAfterPin;
  commandAfterPin: CommandAfterPin;
  phoneAfterPin: (ctx: KonterContext) => Promise<void>;
  quickAfterPin: QuickAfterPin;
};

function promptOf(purpose: KeypadPurpose): KeypadPrompt {
  switch (purpose.kind) {
    case 'set_pin':
      return { kind: 'set' };
    case 'repeat_pin':
    case 'repeat_new_pin':
      return { kind: 'repeat' };
    case 'change_pin':
      return { kind: 'old' };
    case 'new_pin':
      return { kind: 'new' };
    case 'order':
      return { kind: 'order', labels: purpose.requests.map(labelOf) };
    case 'command':
      return { kind: 'command', label: purpose.line };
    case 'change_phone':
      return { kind: 'command', label: '/akun' };
    case 'quick':
      return { kind: 'quick', isOn: purpose.isOn };
    default: {
      const unhandled: never = purpose;
      throw new Error(`unhandled purpose: ${JSON.stringify(unhandled)}`);
    }
  }
}

function labelOf({ code, occurrence, destination, amount }: OrderRequest): string {
  return [code, occurrence > 1 ? occurrence : undefined, destination, amount]
    .filter((field) => field !== undefined)
    .join('.');
}

/** What is asked of somebody who has a PIN. */
const NEEDS_PIN: ReadonlySet<KeypadPurpose['kind']> = new Set(['order', 'command', 'quick', 'change_pin']);

/**
 * Shows a keypad to the sender of this update, in the place of `messageId` where that is given and still there. Somebody who has no
 * PIN is first asked to set one.
 */
export async function openKeypad(
  ctx: KonterContext,
  purpose: KeypadPurpose,
  options: { messageId?: number | undefined; notice?: KeypadNotice } = {},
): Promise<void> {
  const { parts, from, chatId } = ctx;
  if (from === undefined || chatId === undefined) throw new Error('a keypad needs somebody in a chat');
  const needsPin = NEEDS_PIN.has(purpose.kind);
  if (needsPin && ctx.reseller?.hasPin === false) {
    return openKeypad(ctx, { kind: 'set_pin' }, { messageId: options.messageId, notice: { kind: 'unset' } });
  }
  const token = await parts.keypads.open({ telegramId: from.id, chatId, purpose }, parts.now());
  const message = ctx.texts.account.keypad({
    token,
    prompt: promptOf(purpose),
    notice: options.notice,
    length: 0,
  });
  const place = takePlace(ctx);
  const messageId = options.messageId ?? place?.messageId;
  const isInPlace =
    messageId !== undefined && (await editMessage(ctx.api, chatId, messageId, message)) === 'edited';
  const shownId = isInPlace ? messageId : await sendMessage(ctx.api, chatId, message);
  await parts.keypads.shown(token, shownId);
}

/**
 * Sends the keypad for a first PIN to another account, in the language of its reseller.
 * @returns `unreachable` when that account has not pressed Start, or has blocked the bot.
 */
export async function sendKeypad(
  api: Api,
  parts: Parts,
  telegramId: number,
  notice?: KeypadNotice,
): Promise<'sent' | 'unreachable'> {
  const reseller = await parts.resellers.findByTelegramId(telegramId);
  const purpose: KeypadPurpose = { kind: 'set_pin' };
  const token = await parts.keypads.open({ telegramId, chatId: telegramId, purpose }, parts.now());
  const message = parts
    .texts(reseller?.language ?? 'id')
    .account.keypad({ token, prompt: promptOf(purpose), notice, length: 0 });
  const messageId = await tellAccount(api, parts, telegramId, message);
  if (messageId === undefined) {
    await parts.keypads.close(token);
    return 'unreachable';
  }
  await parts.keypads.shown(token, messageId);
  return 'sent';
}

/** Tells the operators and the reseller's other accounts that wrong PINs have locked him. To be called when a verdict is `isNew`. */
export async function announceLock(ctx: KonterContext, reseller: Reseller, until: Date): Promise<void> {
  const { parts } = ctx;
  await parts.alarms.raise({ kind: 'pin_locked', resellerCode: reseller.code, name: reseller.name });
  const message = ctx.texts.account.lockedElsewhere(lockLabel(parts, until));
  await tellReseller(ctx.api, parts, reseller.id, message, ctx.from?.id);
}

/** `21:18`, with the day before it where that is not today. */
export function lockLabel(parts: Pick<Parts, 'now' | 'timeZone'>, until: Date): string {
  const day = dayOf(until, parts.timeZone);
  const time = minuteLabel(until, parts.timeZone);
  return day === dayOf(parts.now(), parts.timeZone) ? time : `${day} ${time}`;
}

/** Presses on keypads. Put before whatever takes the callbacks that are left. */
export function createKeypadFeature(afterPin: AfterPin): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.callbackQuery(KEY_DATA, async (ctx) => {
    const { parts, reseller } = ctx;
    const { toasts } = ctx.texts.account;
    const [, token = '', name] = ctx.match;
    const key = KEYPAD_KEYS.find((each) => each === name);
    if (reseller === undefined || key === undefined) return answer(ctx, toasts.keypadClosed);

    const press = { token, telegramId: ctx.from.id, key, id: ctx.callbackQuery.id };
    const pressed = await parts.keypads.press(press, parts.now());
    if (pressed.kind === 'not_yours') return answer(ctx, toasts.notYours);
    // A second press of [OK] comes here: what stands in the message by now must stay.
    if (pressed.kind === 'expired') return answer(ctx, toasts.keypadClosed);
    if (pressed.kind === 'cancelled') {
      await answer(ctx);
      return show(ctx, ctx.texts.account.keypadCancelled());
    }
    const purpose = KeypadPurpose.safeParse(pressed.purpose);
    if (!purpose.success) return answer(ctx, toasts.keypadClosed);

    if (pressed.kind === 'too_short') return answer(ctx, toasts.keypadTooShort);
    await answer(ctx);
    if (pressed.kind === 'done') {
      const entry = { reseller, token, pin: pressed.pin };
      return dispatch(ctx, entry, purpose.data, afterPin);
    }
    const view = { token, prompt: promptOf(purpose.data), length: pressed.length };
    await show(ctx, ctx.texts.account.keypad(view));
  });
  return composer;
}

const KEY_DATA = new RegExp(`^${CALLBACK.keypad}:([A-Za-z0-9_-]{1,43}):([0-9]|back|ok|cancel)$`);

type Entry = { reseller: Reseller; token: string; pin: string };

async function dispatch(
  ctx: KonterContext,
  entry: Entry,
  purpose: KeypadPurpose,
  { orderAfterPin, commandAfterPin, phoneAfterPin, quickAfterPin }: AfterPin,
): Promise<void> {
  const { reseller, token, pin } = entry;
  const { pins } = ctx.parts;
  const phones = reseller.phone === undefined ? [] : [reseller.phone];
  const how = { origin: `keypad:${token}`, phones };
  const { account } = ctx.texts;

  switch (purpose.kind) {
    case 'set_pin':
      if (isTrivialPin(pin, { phones })) return again(ctx, purpose, { kind: 'trivial' });
      return again(ctx, { kind: 'repeat_pin', first: pin });
    case 'repeat_pin': {
      if (pin !== purpose.first) return again(ctx, { kind: 'set_pin' }, { kind: 'different' });
      const set = await pins.set(reseller.id, pin, how);
      if (set === 'trivial') return again(ctx, { kind: 'set_pin' }, { kind: 'trivial' });
      return show(ctx, set === 'set' ? account.pinActive() : account.pinExists());
    }
    case 'change_pin': {
      const verdict = await pins.verify(reseller.id, pin);
      if (verdict.kind !== 'right') return refuse(ctx, entry, verdict, purpose);
      return again(ctx, { kind: 'new_pin', old: pin });
    }
    case 'new_pin':
      if (pin === purpose.old) return again(ctx, purpose, { kind: 'same' });
      if (isTrivialPin(pin, { phones })) return again(ctx, purpose, { kind: 'trivial' });
      return again(ctx, { kind: 'repeat_new_pin', old: purpose.old, next: pin });
    case 'repeat_new_pin': {
      const { old, next } = purpose;
      if (pin !== next) return again(ctx, { kind: 'new_pin', old }, { kind: 'different' });
      const change = await pins.change(reseller.id, old, next, how);
      switch (change.kind) {
        case 'changed':
          return show(ctx, account.pinChanged());
        case 'trivial':
        case 'same':
          return again(ctx, { kind: 'new_pin', old }, { kind: change.kind });
        default:
          return refuse(ctx, entry, change, { kind: 'change_pin' });
      }
    }
    case 'order': {
      const verdict = await pins.verify(reseller.id, pin);
      if (verdict.kind !== 'right') return refuse(ctx, entry, verdict, purpose);
      await show(ctx, account.pinAccepted());
      return orderAfterPin(ctx, purpose.requests, purpose.origin);
    }
    case 'command': {
      const verdict = await pins.verify(reseller.id, pin);
      if (verdict.kind !== 'right') return refuse(ctx, entry, verdict, purpose);
      await show(ctx, account.pinAccepted());
      return commandAfterPin(ctx, purpose.line, purpose.origin);
    }
    case 'change_phone': {
      const verdict = await pins.verify(reseller.id, pin);
      if (verdict.kind !== 'right') return refuse(ctx, entry, verdict, purpose);
      await show(ctx, account.pinAccepted());
      return phoneAfterPin(ctx);
    }
    case 'quick': {
      const verdict = await pins.verify(reseller.id, pin);
      if (verdict.kind !== 'right') return refuse(ctx, entry, verdict, purpose);
      await show(ctx, account.pinAccepted());
      return quickAfterPin(ctx, purpose.isOn);
    }
    default: {
      const unhandled: never = purpose;
      throw new Error(`unhandled purpose: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** A fresh keypad in the place of the one just finished. */
function again(ctx: KonterContext, purpose: KeypadPurpose, notice?: KeypadNotice): Promise<void> {
  const messageId = ctx.callbackQuery?.message?.message_id;
  return openKeypad(ctx, purpose, { messageId, ...(notice && { notice }) });
}

async function refuse(
  ctx: KonterContext,
  { reseller, token }: Entry,
  verdict: Exclude<PinVerdict, { kind: 'right' }>,
  purpose: KeypadPurpose,
): Promise<void> {
  // A wrong PIN counts each time it is tried: the same press delivered again must not try it.
  await ctx.parts.keypads.close(token);
  switch (verdict.kind) {
    case 'wrong':
      return again(ctx, purpose, { kind: 'wrong', triesLeft: verdict.triesLeft });
    case 'unset':
      return again(ctx, { kind: 'set_pin' }, { kind: 'unset' });
    case 'locked':
      if (verdict.isNew) await announceLock(ctx, reseller, verdict.until);
      return show(ctx, ctx.texts.account.pinLocked(lockLabel(ctx.parts, verdict.until)));
    default: {
      const unhandled: never = verdict;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** In the place of the keypad. */
async function show(ctx: KonterContext, message: Message): Promise<void> {
  await reply(ctx, message, { edit: true });
}
