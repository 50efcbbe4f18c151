import { Composer } from 'grammy';
import type { PinRequest } from '../../app/accounts.ts';
import type { OperatorAction } from '../../app/operator-actions.ts';
import type { Reseller } from '../../app/resellers.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';
import { originOf } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';
import { tellOperators } from '../tell-reseller.ts';
import { ask } from './operator-ask.ts';

/** [Lupa PIN], under a keypad and under the news that a PIN was wrong: the operators are asked to reset it, once a day. */
export function createForgotPinFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.callbackQuery(CALLBACK.forgotPin, async (ctx) => {
    const { parts, reseller, from } = ctx;
    const { accounts, account } = ctx.texts;
    if (reseller === undefined) return answer(ctx, account.toasts.notYours);
    await answer(ctx);
    if (!reseller.hasPin) return openKeypad(ctx, { kind: 'set_pin' }, { notice: { kind: 'unset' } });
    const request = { resellerId: reseller.id, telegramId: from.id };
    const opened = await parts.pinRequests.open(request, parts.now());
    // Else the first press has not got so far as to tell all of them.
    const isNew = !opened.request.isAnnounced && opened.request.state === 'open';
    if (isNew) await announce(ctx, opened.request, reseller);
    await reply(ctx, isNew ? accounts.forgotSent() : accounts.forgotBefore(opened.request.state === 'reset'));
  });
  return composer;
}

async function announce(
  ctx: KonterContext,
  { id, telegramId }: PinRequest,
  { id: resellerId, code, name, phone }: Reseller,
): Promise<void> {
  const { parts, api } = ctx;
  const [first, ...others] = await parts.accounts.list(resellerId);
  const account = [first, ...others].find((each) => each?.telegramId === telegramId);
  const by =
    account === undefined || others.length === 0 ? undefined : { ...account, isFirst: account === first };
  const phoneBefore = await parts.accounts.phoneWeekAgo(resellerId, parts.now());
  const { timeZone } = parts;
  await tellOperators(api, parts, ({ accounts }) =>
    accounts.desk.forgotPin({ id, code, name, phone, phoneBefore, by, timeZone }),
  );
  await parts.pinRequests.announced(id, parts.now());
}

/** [Reset PIN] under such a request: asked back, and done as after `/reseller pin`. */
export function addOperatorForgotPin(desk: Composer<KonterContext>): void {
  desk.callbackQuery(new RegExp(`^${CALLBACK.forgotPin}:([0-9]{1,9})$`), async (ctx) => {
    const { parts } = ctx;
    const { operator, accounts } = ctx.texts;
    const request = await parts.pinRequests.find(Number(ctx.match[1]));
    const reseller = request && (await parts.resellers.findById(request.resellerId));
    if (request === undefined || reseller === undefined) return answer(ctx, operator.toasts.unknown);
    await answer(ctx);
    const { code, name } = reseller;
    if (request.state === 'reset')
      return void (await reply(ctx, accounts.desk.forgotDone({ code, name }), { edit: true }));
    const origin = `${originOf(ctx)}:${ctx.callbackQuery.id}`;
    const action: OperatorAction = { kind: 'reset_pin', resellerId: reseller.id, requestId: request.id };
    const token = await ask(ctx, action, origin);
    await reply(ctx, operator.askPinReset({ code, name }, token));
  });
}
