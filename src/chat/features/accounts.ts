import { Composer } from 'grammy';
import type { User } from 'grammy/types';
import { isAccountCode } from '../../app/account-code.ts';
import { type AccountRequest, MOST_ACCOUNTS } from '../../app/accounts.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { Command } from '../../domain/command/command.ts';
import { normalise } from '../../domain/command/normalise.ts';
import { minuteLabel } from '../../domain/day.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';
import { answer, reply } from '../reply.ts';
import { tellAccount, tellReseller } from '../tell-reseller.ts';
import { type AnswerCommand, hasPin } from './asked.ts';
import { mayTrade } from './may-trade.ts';

type AddAccount = Extract<Command, { kind: 'add_account' }>;
type RemoveAccount = Extract<Command, { kind: 'remove_account' }>;

/** A code lies open on a screen until somebody types it, and then waits for a person. */
const CODE_VALID_MS = 15 * 60_000;
const CONFIRM_WITHIN_MS = 15 * 60_000;
const LONGEST_NAME = 80;

const TOKEN = '([A-Za-z0-9_-]{1,43})';

/**
 * Codes of accounts that are to be added, and what their reseller says to it. To be put before the registration of strangers: a code
 * is not a name.
 */
export function createAccountsFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();

  composer.on('message:text', async (ctx, next) => {
    const typed = readCode(ctx.msg.text);
    // A code alone may be a product of that code to whoever can buy it.
    if (typed === undefined || (!typed.isNamed && ctx.reseller !== undefined)) return next();
    await claim(ctx, ctx.from, typed.code);
  });

  composer.callbackQuery(new RegExp(`^${CALLBACK.accounts}:(yes|no):${TOKEN}$`), async (ctx) => {
    await decide(ctx, ctx.match[2] ?? '', ctx.match[1] === 'yes');
  });

  composer.callbackQuery(`${CALLBACK.accounts}:phone`, async (ctx) => {
    if (ctx.reseller === undefined) return answer(ctx, ctx.texts.account.toasts.notYours);
    await answer(ctx);
    const [first] = await ctx.parts.accounts.list(ctx.reseller.id);
    if (first?.telegramId !== ctx.from.id) return void (await reply(ctx, ctx.texts.accounts.phoneNotFirst()));
    await openKeypad(ctx, { kind: 'change_phone' });
  });

  return composer;
}

/** `KODE.ABCD2345`, `/start a_ABCD2345`, or the code alone. */
function readCode(text: string): { code: string; isNamed: boolean } | undefined {
  const plain = normalise(text);
  const [, named] = /^(?:\/start a_|kode[ .,;#*_]{1,3})([A-Za-z0-9]{1,20})$/i.exec(plain) ?? [];
  if (named !== undefined) return { code: named, isNamed: true };
  return isAccountCode(plain) ? { code: plain, isNamed: false } : undefined;
}

async function claim(ctx: KonterContext, from: User, code: string): Promise<void> {
  const { parts } = ctx;
  const { accounts: texts } = ctx.texts;
  const now = parts.now();
  const claimed = await parts.accounts.claimCode(
    {
      hash: parts.accountCodes.hashOf(code),
      telegramId: from.id,
      name: nameOf(from),
      origin: `${ctx.chatId}:${ctx.msg?.message_id}`,
      expiresAt: new Date(now.getTime() + CONFIRM_WITHIN_MS),
    },
    now,
  );
  switch (claimed.kind) {
    case 'claimed': {
      // Whoever was being asked for his name is not to be asked on.
      await ctx.conversation.exitAll();
      // Typed again, it asks nobody again.
      const isAsked = claimed.request.isAsked || (await askAllow(ctx, claimed.request));
      const until = minuteLabel(claimed.request.expiresAt, parts.timeZone);
      await reply(ctx, isAsked ? texts.claimed(until) : texts.claimedUnheard());
      return;
    }
    case 'known':
      return void (await reply(ctx, texts.known()));
    case 'wrong':
      return void (await reply(ctx, texts.wrongCode()));
    case 'old':
      return void (await reply(ctx, texts.oldCode()));
    case 'used':
      return void (await reply(ctx, texts.usedCode()));
    case 'too_many':
      return void (await reply(ctx, texts.tooManyCodes()));
    default: {
      const unhandled: never = claimed;
      throw new Error(`unhandled claim: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** As Telegram shows him to others; he can call himself anything. */
function nameOf({ first_name, last_name, username }: User): string {
  const handle = username === undefined ? undefined : `@${username}`;
  const name = [first_name, last_name, handle].filter((part) => part !== undefined).join(' ');
  return Array.from(name).slice(0, LONGEST_NAME).join('');
}

/** Asks the account that made the code. @returns whether it can be written to. */
async function askAllow(ctx: KonterContext, request: AccountRequest): Promise<boolean> {
  const { parts, api } = ctx;
  const { resellerId, telegramId, claimedBy, claimedName, label, token, expiresAt } = request;
  const reseller = await parts.resellers.findById(resellerId);
  const untilLabel = minuteLabel(expiresAt, parts.timeZone);
  const view = { telegramId: claimedBy, label, claimedName, untilLabel };
  const question = parts.texts(reseller?.language ?? 'id').accounts.askAllow(view, token);
  const isTold = (await tellAccount(api, parts, telegramId, question)) !== undefined;
  if (isTold) await parts.accounts.asked(token, parts.now());
  return isTold;
}

async function decide(ctx: KonterContext, token: string, isAllowed: boolean): Promise<void> {
  const { parts, api, reseller, from } = ctx;
  const { accounts: texts, account } = ctx.texts;
  if (reseller === undefined || from === undefined) return answer(ctx, account.toasts.notYours);
  const decided = await parts.accounts.decide({ token, telegramId: from.id, isAllowed }, parts.now());
  if (decided.kind === 'not_yours') return answer(ctx, account.toasts.notYours);
  await answer(ctx);
  const { claimedBy, claimedName, label } = decided.request;
  const added = { telegramId: claimedBy, label: label ?? claimedName };
  switch (decided.kind) {
    case 'allowed': {
      const { name, code } = reseller;
      if (decided.isTold) return void (await reply(ctx, texts.allowed(added), { edit: true }));
      await tellAccount(api, parts, claimedBy, texts.welcome({ name, code }));
      for (const id of await parts.resellers.telegramIds(reseller.id)) {
        if (id !== from.id && id !== claimedBy)
          await tellAccount(api, parts, id, texts.addedElsewhere(added));
      }
      await parts.accounts.told(token, parts.now());
      await reply(ctx, texts.allowed(added), { edit: true });
      return;
    }
    case 'refused':
      if (!decided.isTold) await tellAccount(api, parts, claimedBy, texts.refusedThere());
      await parts.accounts.told(token, parts.now());
      await reply(ctx, texts.refused(added), { edit: true });
      return;
    case 'over':
    case 'full':
    case 'known':
      await reply(ctx, texts.notAllowed(decided.kind), { edit: true });
      return;
    default: {
      const unhandled: never = decided;
      throw new Error(`unhandled decision: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** `LIST`, `/akun`. */
export async function answerAccounts(ctx: KonterContext, reseller: Reseller): Promise<void> {
  const { parts, from } = ctx;
  const accounts = await parts.accounts.list(reseller.id);
  const { timeZone } = parts;
  const { phone } = reseller;
  const view = { accounts, ownId: from?.id ?? 0, most: MOST_ACCOUNTS, phone, timeZone };
  await reply(ctx, ctx.texts.accounts.list(view));
}

/** `TAMBAH.1234`: a code, to be typed on the account that is to be added. */
export const answerAddAccount: AnswerCommand<AddAccount> = async (ctx, reseller, command, asked) => {
  const { parts, from } = ctx;
  const { accounts: texts } = ctx.texts;
  if (from === undefined) throw new Error('a code needs a sender');
  if (!(await mayTrade(ctx, reseller))) return;
  if (!(await hasPin(ctx, command, asked))) return;
  const now = parts.now();
  const origin = `${asked.origin}:add`;
  const code = parts.accountCodes.codeFor(reseller.id, origin);
  const expiresAt = new Date(now.getTime() + CODE_VALID_MS);
  const opened = await parts.accounts.openCode(
    {
      resellerId: reseller.id,
      telegramId: from.id,
      label: command.label,
      hash: parts.accountCodes.hashOf(code),
      token: parts.newToken(),
      origin,
      expiresAt,
    },
    now,
  );
  switch (opened) {
    case 'opened': {
      const link = `https://t.me/${ctx.me.username}?start=a_${code}`;
      const untilLabel = minuteLabel(expiresAt, parts.timeZone);
      await reply(ctx, texts.code({ code, link, untilLabel }));
      return;
    }
    case 'full':
      await reply(ctx, texts.full(MOST_ACCOUNTS));
      return;
    case 'over':
    case 'not_yours':
      await reply(ctx, texts.codeOver());
      return;
    default: {
      const unhandled: never = opened;
      throw new Error(`unhandled code: ${String(unhandled)}`);
    }
  }
};

/** `HAPUS.2.1234`, and by a button `HAPUS.A<id>`: a number counts in the list as it stands when it is typed. */
export const answerRemoveAccount: AnswerCommand<RemoveAccount> = async (ctx, reseller, command, asked) => {
  const { parts, from } = ctx;
  const { accounts: texts } = ctx.texts;
  if (from === undefined) throw new Error('a removal needs a sender');
  const origin = `${asked.origin}:remove:${command.which}`;
  // Asked for once more, the list has changed already.
  const before = await parts.accounts.findRemoval(origin);
  const accounts = await parts.accounts.list(reseller.id);
  const target = before ?? findAccount(accounts, command.which);
  if (target === undefined) return void (await reply(ctx, texts.notRemoved('unknown')));
  const { telegramId, label } = target;
  if (before === undefined && accounts.length < 2) return void (await reply(ctx, texts.notRemoved('last')));
  const isFirst = accounts[0]?.telegramId === from.id;
  if (before === undefined && !isFirst && telegramId !== from.id)
    return void (await reply(ctx, texts.notRemoved('not_first')));
  if (!(await hasPin(ctx, { ...command, which: `A${telegramId}` }, asked))) return;

  const removal = { resellerId: reseller.id, actorId: from.id, telegramId, origin };
  const removed = await parts.accounts.remove(removal, parts.now());
  if (removed === 'not_yours') return;
  if (removed !== 'removed') return void (await reply(ctx, texts.notRemoved(removed)));
  const { code } = reseller;
  if (telegramId !== from.id) await tellAccount(ctx.api, parts, telegramId, texts.removedThere(code));
  await tellReseller(ctx.api, parts, reseller.id, texts.removed({ telegramId, label }), from.id);
  await reply(ctx, telegramId === from.id ? texts.removedThere(code) : texts.removed({ telegramId, label }));
};

function findAccount<A extends { telegramId: number }>(accounts: readonly A[], which: string): A | undefined {
  const [, id] = /^A([0-9]{1,16})$/i.exec(which) ?? [];
  if (id !== undefined) return accounts.find(({ telegramId }) => telegramId === Number(id));
  return /^[0-9]{1,2}$/.test(which) ? accounts[Number(which) - 1] : undefined;
}
