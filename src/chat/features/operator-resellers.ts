import type { Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import type { KeypadSent } from '../../text/operator/texts.ts';
import type { KonterContext } from '../context.ts';
import { sendKeypad } from '../keypad.ts';
import { isTelegramTrouble, reply } from '../reply.ts';
import { actorOf, wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';

const PER_PAGE = 25;
const LONGEST_NAME = 60;
const LONGEST_REASON = 200;

/** `/reseller` in its forms, and `/pin reset`. */
export function addOperatorResellers(desk: Composer<KonterContext>): void {
  desk.command('reseller', async (ctx) => {
    const [word, ...rest] = wordsOf(ctx.match);
    if (word === undefined) return list(ctx, 0);
    switch (word.toLowerCase()) {
      case 'tambah':
        return add(ctx, rest);
      case 'pin':
        return askResetPin(ctx, rest);
      case 'blokir':
        return askState(ctx, 'blocked', rest);
      case 'buka':
        return askState(ctx, 'active', rest);
      case 'dari': {
        const from = rest[0] === undefined ? undefined : await findReseller(ctx, rest[0]);
        return from && list(ctx, from.id);
      }
      default:
        return rest.length === 0 ? showOne(ctx, word) : usage(ctx);
    }
  });

  desk.command('pin', async (ctx, next) => {
    const [word, ...rest] = wordsOf(ctx.match);
    // An operator may be a reseller, too, and have a PIN of his own.
    if (word?.toLowerCase() !== 'reset') return next();
    return askResetPin(ctx, rest);
  });
}

/** Says so when there is none. */
export async function findReseller(ctx: KonterContext, code: string): Promise<Reseller | undefined> {
  const reseller = await ctx.parts.resellers.findByCode(code);
  if (reseller === undefined) await reply(ctx, ctx.texts.operator.unknownReseller(code));
  return reseller;
}

async function usage(ctx: KonterContext): Promise<void> {
  await reply(ctx, ctx.texts.operator.usage('reseller'));
}

async function list(ctx: KonterContext, afterId: number): Promise<void> {
  const found = await ctx.parts.resellers.list(afterId, PER_PAGE + 1);
  const shown = found.slice(0, PER_PAGE);
  const lines = shown.map(({ reseller: { code, name, state, hasPin }, available }) => ({
    code,
    name,
    available,
    isBlocked: state === 'blocked',
    hasPin,
  }));
  const next = found.length > PER_PAGE ? shown.at(-1)?.reseller.code : undefined;
  await reply(ctx, ctx.texts.operator.resellers({ lines, next }));
}

async function showOne(ctx: KonterContext, code: string): Promise<void> {
  const reseller = await findReseller(ctx, code);
  if (reseller === undefined) return;
  const { resellers } = ctx.parts;
  const [balances, telegramIds, upline] = await Promise.all([
    resellers.balances(reseller.id),
    resellers.telegramIds(reseller.id),
    reseller.uplineId === undefined ? undefined : resellers.findById(reseller.uplineId),
  ]);
  await reply(ctx, ctx.texts.operator.reseller({ reseller, upline, ...balances, telegramIds }));
}

async function add(ctx: KonterContext, [id, ...words]: readonly string[]): Promise<void> {
  const { parts, api } = ctx;
  const name = words.join(' ');
  const isId = id !== undefined && /^[1-9][0-9]{0,15}$/.test(id) && Number.isSafeInteger(Number(id));
  if (!isId || name === '' || name.length > LONGEST_NAME) return usage(ctx);
  const telegramId = Number(id);
  const { kind, reseller } = await parts.resellers.add({ telegramId, name }, actorOf(ctx), parts.now());
  const keypad = reseller.hasPin ? 'not_needed' : await sendKeypad(api, parts, telegramId);
  const { code } = reseller;
  const isNew = kind === 'added';
  await reply(
    ctx,
    ctx.texts.operator.resellerAdded({ code, name: reseller.name, telegramId, isNew, keypad }),
  );
}

async function askResetPin(ctx: KonterContext, [code, ...rest]: readonly string[]): Promise<void> {
  if (code === undefined || rest.length > 0) return usage(ctx);
  const reseller = await findReseller(ctx, code);
  if (reseller === undefined) return;
  const token = await ask(ctx, { kind: 'reset_pin', resellerId: reseller.id });
  await reply(ctx, ctx.texts.operator.askPinReset({ code: reseller.code, name: reseller.name }, token));
}

/** `/reseller blokir K0001 alasan`, `/reseller buka K0001`. */
async function askState(
  ctx: KonterContext,
  state: Reseller['state'],
  [typed, ...words]: readonly string[],
): Promise<void> {
  if (typed === undefined || (state === 'active' && words.length > 0)) return usage(ctx);
  const reseller = await findReseller(ctx, typed);
  if (reseller === undefined) return;
  const { operator } = ctx.texts;
  const { id: resellerId, code, name } = reseller;
  if (state === 'blocked') {
    if (reseller.state === state) return void (await reply(ctx, operator.alreadyBlocked({ code, name })));
    const reason = words.join(' ').slice(0, LONGEST_REASON);
    const token = await ask(ctx, { kind: 'block_reseller', resellerId, reason });
    await reply(ctx, operator.askBlock({ code, name, reason }, token));
  } else {
    if (reseller.state === state) return void (await reply(ctx, operator.alreadyUnblocked({ code, name })));
    const token = await ask(ctx, { kind: 'unblock_reseller', resellerId });
    await reply(ctx, operator.askUnblock({ code, name }, token));
  }
}

/**
 * After a reset, to every account of his: whichever is used first sets the PIN. The PIN is gone by then: that Telegram has no time
 * must not hide it from the operator, and whoever has no PIN is asked to set one when he needs it.
 */
export async function sendKeypads(ctx: KonterContext, reseller: Reseller): Promise<KeypadSent> {
  let sent: KeypadSent = 'unreachable';
  try {
    for (const telegramId of await ctx.parts.resellers.telegramIds(reseller.id)) {
      if ((await sendKeypad(ctx.api, ctx.parts, telegramId, { kind: 'reset' })) === 'sent') sent = 'sent';
    }
  } catch (error) {
    if (!isTelegramTrouble(error)) throw error;
  }
  return sent;
}
