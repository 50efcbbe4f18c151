import type { Composer } from 'grammy';
import type { OperatorAction } from '../../app/operator-actions.ts';
import type { Performed } from '../../app/perform-action.ts';
import type { Reseller } from '../../app/resellers.ts';
import type { Ticket } from '../../app/tickets.ts';
import { parseBankAccounts } from '../../domain/bank-account.ts';
import type { DeskTicket } from '../../text/funds/texts.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { originOf } from '../read-commands.ts';
import { answer, reply } from '../reply.ts';
import { tellResellerIfItWorks } from '../tell-reseller.ts';
import { wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';
import { withSecond } from './operator-second.ts';

/** As many as a message has room for. */
const MOST_LISTED = 20;
const LONGEST_REASON = 200;
const ID = '([0-9]{1,9})';

type TicketAction = Extract<OperatorAction, { kind: 'accept_ticket' | 'reject_ticket' | 'bank_accounts' }>;
type Found = { ticket: Ticket; reseller: Reseller; view: DeskTicket };

/** `/tiket` and the buttons under a ticket; `/rekening`. */
export function addOperatorTickets(desk: Composer<KonterContext>): void {
  desk.command('tiket', (ctx) => showTickets(ctx, wordsOf(ctx.match)));
  desk.command('rekening', (ctx) => askAccounts(ctx, ctx.match));

  desk.callbackQuery(new RegExp(`^${CALLBACK.ticket}:show:${ID}$`), (ctx) =>
    onTicket(ctx, async ({ view }) => {
      await reply(ctx, ctx.texts.funds.desk.ticket(view));
    }),
  );
  desk.callbackQuery(new RegExp(`^${CALLBACK.ticket}:yes:${ID}$`), (ctx) =>
    onTicket(ctx, (found) =>
      isOver(found) ? showOver(ctx, found) : askAccept(ctx, found, originOfTap(ctx)),
    ),
  );
  desk.callbackQuery(new RegExp(`^${CALLBACK.ticket}:no:${ID}$`), (ctx) =>
    onTicket(ctx, async (found) => {
      if (isOver(found)) return showOver(ctx, found);
      await reply(ctx, ctx.texts.funds.desk.askReason(found.view, ctx.texts.funds.reasons));
    }),
  );
  desk.callbackQuery(new RegExp(`^${CALLBACK.ticket}:why:([0-9]):${ID}$`), (ctx) =>
    onTicket(ctx, (found) => {
      const { funds } = ctx.parts.texts(found.reseller.language);
      const reason = funds.reasons[Number(ctx.match?.[1])] ?? funds.reasons[0] ?? '';
      return isOver(found) ? showOver(ctx, found) : askReject(ctx, found, reason, originOfTap(ctx));
    }),
  );
}

/** Of each tap its own: another under the same message may say the opposite. */
function originOfTap(ctx: KonterContext): string {
  return `${originOf(ctx)}:${ctx.callbackQuery?.id ?? ''}`;
}

/** The ticket of a pressed button, its number being the last thing the button carries. */
async function onTicket(ctx: KonterContext, then: (found: Found) => Promise<void>): Promise<void> {
  const found = await find(ctx, Number(ctx.match?.at(-1)));
  if (found === undefined) return answer(ctx, ctx.texts.funds.toasts.unknown);
  await answer(ctx);
  return then(found);
}

async function find(ctx: KonterContext, id: number): Promise<Found | undefined> {
  const { tickets, resellers, timeZone } = ctx.parts;
  const ticket = await tickets.find(id);
  const reseller = ticket && (await resellers.findById(ticket.resellerId));
  if (ticket === undefined || reseller === undefined) return undefined;
  const { code, name } = reseller;
  const twins = await tickets.twins(ticket, ctx.parts.now());
  return { ticket, reseller, view: { ticket, code, name, timeZone, twins } };
}

function isOver({ ticket }: Found): boolean {
  return ticket.state !== 'open' && ticket.state !== 'expired';
}

/** In the place of the buttons that came too late. */
async function showOver(ctx: KonterContext, { view }: Found): Promise<void> {
  await reply(ctx, ctx.texts.funds.desk.ticket(view), { edit: true });
}

async function showTickets(ctx: KonterContext, [typed, word, ...rest]: readonly string[]): Promise<void> {
  const { desk } = ctx.texts.funds;
  if (typed === undefined) return list(ctx);
  const [, digits] = /^#?([0-9]{1,9})$/.exec(typed) ?? [];
  const reason = rest.join(' ').slice(0, LONGEST_REASON);
  const isReject = word?.toLowerCase() === 'tolak' && reason !== '';
  if (digits === undefined || (word !== undefined && !isReject)) return void (await reply(ctx, desk.usage()));
  const found = await find(ctx, Number(digits));
  if (found === undefined) return void (await reply(ctx, desk.noTicket(typed)));
  if (isReject && !isOver(found)) return askReject(ctx, found, reason, originOf(ctx));
  await reply(ctx, desk.ticket(found.view));
}

async function list(ctx: KonterContext): Promise<void> {
  const { tickets, resellers, timeZone } = ctx.parts;
  const { tickets: open, total } = await tickets.listOpen(MOST_LISTED);
  const shown = await Promise.all(
    open.map(async (ticket): Promise<DeskTicket> => {
      const reseller = await resellers.findById(ticket.resellerId);
      return { ticket, code: reseller?.code ?? '?', name: reseller?.name ?? '', timeZone, twins: [] };
    }),
  );
  await reply(ctx, ctx.texts.funds.desk.list({ tickets: shown, total }));
}

async function askAccept(
  ctx: KonterContext,
  { ticket, reseller, view }: Found,
  origin: string,
): Promise<void> {
  const { available: balance } = await ctx.parts.resellers.balances(reseller.id);
  const action: OperatorAction = {
    kind: 'accept_ticket',
    ticketId: ticket.id,
    resellerId: reseller.id,
    amount: ticket.total,
  };
  const depositAt = await ctx.parts.tickets.equalDeposit(ticket);
  const token = await ask(ctx, action, origin);
  const question = ctx.texts.funds.desk.askAccept({ ...view, balance, depositAt }, token);
  await reply(ctx, await withSecond(ctx, action, question));
}

async function askReject(
  ctx: KonterContext,
  { ticket, reseller, view }: Found,
  reason: string,
  origin: string,
): Promise<void> {
  const action: OperatorAction = {
    kind: 'reject_ticket',
    ticketId: ticket.id,
    resellerId: reseller.id,
    reason,
  };
  await reply(ctx, ctx.texts.funds.desk.askReject({ ...view, reason }, await ask(ctx, action, origin)));
}

/** `/rekening`, `/rekening BCA 1234567890 a.n. PT Konter` and further lines. */
async function askAccounts(ctx: KonterContext, typed: string): Promise<void> {
  const { desk } = ctx.texts.funds;
  const from = await ctx.parts.banks.get();
  const read = parseBankAccounts(typed);
  if (read.kind === 'bad_line') return void (await reply(ctx, desk.badAccount(read.line)));
  const { accounts: to } = read;
  if (to.length === 0) return void (await reply(ctx, desk.accounts(from)));
  const action: OperatorAction = { kind: 'bank_accounts', accounts: to };
  await reply(ctx, await withSecond(ctx, action, desk.askAccounts({ from, to }, await ask(ctx, action))));
}

/** What the operator is told in place of his question: what came of it. Tells the reseller, or all operators, first. */
export async function ticketMessage(
  ctx: KonterContext,
  performed: Performed,
  action: TicketAction,
): Promise<Message> {
  const { parts, api } = ctx;
  const { desk } = ctx.texts.funds;
  if (action.kind === 'bank_accounts') {
    const { accounts } = action;
    const { askerId, secondId } = performed;
    if (parts.adminIds.size > 1)
      await parts.alarms.raise({ kind: 'bank_accounts', accounts, askerId, secondId, at: parts.now() });
    return desk.accountsSet(accounts);
  }
  const found = await find(ctx, action.ticketId);
  if (found === undefined) throw new Error(`ticket ${action.ticketId} is gone`);
  const { ticket, reseller, view } = found;
  if (performed.kind !== 'performed') return desk.ticket(view);
  const { funds } = parts.texts(reseller.language);
  if (action.kind === 'reject_ticket') {
    const { reason } = action;
    const isTold = await tellResellerIfItWorks(api, parts, reseller.id, funds.rejected({ ticket, reason }));
    return desk.rejected({ ...view, reason, isTold });
  }
  const { balance } = performed;
  if (balance === undefined) throw new Error(`ticket ${ticket.id} was accepted without a balance`);
  const isTold = await tellResellerIfItWorks(api, parts, reseller.id, funds.accepted({ ticket, balance }));
  return desk.accepted({ ...view, balance, isTold });
}
