import { type Api, Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import type { Ticket } from '../../app/tickets.ts';
import type { Command } from '../../domain/command/command.ts';
import {
  digitsFrom,
  LARGEST_TICKET,
  MOST_OPEN_TICKETS,
  MOST_TICKETS_A_DAY,
  ROUND_AMOUNTS,
  SMALLEST_TICKET,
} from '../../domain/ticket.ts';
import { CALLBACK, type KonterContext, type Parts } from '../context.ts';
import { answer, isTelegramTrouble, reply } from '../reply.ts';
import { tellOperators } from '../tell-reseller.ts';
import { type AnswerCommand, hasPin } from './asked.ts';
import { mayTrade } from './may-trade.ts';

type TicketCommand = Extract<Command, { kind: 'ticket' }>;

/** The button under a ticket with which its owner cancels it. */
export function createTicketFeature(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.callbackQuery(new RegExp(`^${CALLBACK.ticketCancel}:([0-9]{1,9})$`), async (ctx) => {
    const { parts, reseller, from } = ctx;
    const { funds } = ctx.texts;
    if (reseller === undefined) return answer(ctx, funds.toasts.notYours);
    const cancel = { ticketId: Number(ctx.match[1]), resellerId: reseller.id, telegramId: from.id };
    const ticket = await parts.tickets.cancel(cancel, parts.now());
    if (ticket === undefined) return answer(ctx, funds.toasts.notYours);
    await answer(ctx, funds.toasts.standing(ticket.state));
    const { timeZone } = parts;
    await reply(ctx, funds.ticket({ ticket, accounts: [], timeZone }), { edit: true });
  });
  return composer;
}

/** `TIKET` alone, `/deposit`: amounts to choose from. */
export async function answerTicketChoice(ctx: KonterContext, reseller: Reseller): Promise<void> {
  const { texts, parts } = ctx;
  if (!(await mayTrade(ctx, reseller))) return;
  const accounts = await parts.banks.get();
  await reply(
    ctx,
    accounts.length === 0 ? texts.funds.noAccounts() : texts.funds.choose(ROUND_AMOUNTS, accounts),
  );
}

/** `TIKET.500000.BCA.1234`: what to transfer, and to whom; the operators are told. */
export const answerTicket: AnswerCommand<TicketCommand> = async (ctx, reseller, command, asked) => {
  const { parts, from } = ctx;
  const { funds } = ctx.texts;
  const { amount, bank } = command;
  if (from === undefined) throw new Error('a ticket needs a sender');
  if (!(await mayTrade(ctx, reseller))) return;
  if (amount < SMALLEST_TICKET || amount > LARGEST_TICKET)
    return void (await reply(ctx, funds.outOfRange(SMALLEST_TICKET, LARGEST_TICKET)));
  const accounts = await parts.banks.get();
  if (accounts.length === 0) return void (await reply(ctx, funds.noAccounts()));
  if (bank !== undefined && !accounts.some((account) => account.bank === bank))
    return void (await reply(ctx, funds.unknownBank(bank, amount, accounts)));
  if (!(await hasPin(ctx, command, asked))) return;

  const opened = await parts.tickets.open(
    {
      resellerId: reseller.id,
      telegramId: from.id,
      amount,
      bank,
      // A message may ask for several, one a line.
      origin: `${asked.origin}:${amount}`,
      start: digitsFrom(parts.newToken()),
    },
    parts.now(),
  );
  const { timeZone } = parts;
  switch (opened.kind) {
    case 'too_many': {
      const { tickets } = await parts.tickets.listOpen(MOST_OPEN_TICKETS, reseller.id);
      await reply(ctx, funds.tooMany(tickets, timeZone));
      return;
    }
    case 'too_many_today':
      await reply(ctx, funds.tooManyToday(MOST_TICKETS_A_DAY));
      return;
    case 'no_digits':
      await reply(ctx, funds.noDigits(amount));
      return;
    case 'opened':
    case 'exists':
      await reply(ctx, funds.ticket({ ticket: opened.ticket, accounts, timeZone }));
      return announce(ctx.api, parts, opened.ticket, reseller);
    default: {
      const unhandled: never = opened;
      throw new Error(`unhandled ticket: ${JSON.stringify(unhandled)}`);
    }
  }
};

/** Tells the operators, unless they have been told. What Telegram does not take now the upkeep tells a minute later. */
async function announce(api: Api, parts: Parts, ticket: Ticket, { code, name }: Reseller): Promise<void> {
  if (ticket.isAnnounced || ticket.state !== 'open') return;
  const { timeZone } = parts;
  try {
    const twins = await parts.tickets.twins(ticket, parts.now());
    await tellOperators(api, parts, ({ funds }) =>
      funds.desk.ticket({ ticket, code, name, timeZone, twins }),
    );
    await parts.tickets.told(ticket.id, 'announce', parts.now());
  } catch (error) {
    if (!isTelegramTrouble(error)) throw error;
  }
}
