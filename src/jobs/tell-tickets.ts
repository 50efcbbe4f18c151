import type { Reseller, Resellers } from '../app/resellers.ts';
import type { BankAccounts, Ticket, TicketNews, Tickets } from '../app/tickets.ts';
import { TICKET_REMIND_BEFORE_MS } from '../domain/ticket.ts';
import type { Language, Message } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { SendGate } from './send-gate.ts';
import type { Messenger } from './tell-orders.ts';

/** Told in one go; the rest a minute later. */
const PORTION = 200;

/** As long as telling one may take. An instance that dies leaves it to the next run after that. */
const LEASE_MS = 50_000;

export type TellTicketsDeps = {
  tickets: Pick<Tickets, 'claimNews' | 'find' | 'told' | 'toldTo' | 'twins'>;
  banks: Pick<BankAccounts, 'get'>;
  resellers: Pick<Resellers, 'findById' | 'findByTelegramId' | 'telegramIds' | 'markUnreachable'>;
  adminIds: ReadonlySet<number>;
  messenger: Messenger;
  gate: SendGate;
  texts: (language: Language) => Texts;
  timeZone: string;
  now: () => Date;
  onError: (error: unknown) => void;
};

/**
 * Closes tickets that ran out, and tells what is to be told: operators of a ticket they have not heard of yet, resellers an hour before
 * the end and at the end. Each at least once, by one of the instances; what Telegram does not take now is told at the next call.
 */
export async function tellTickets(deps: TellTicketsDeps): Promise<void> {
  const options = { remindBeforeMs: TICKET_REMIND_BEFORE_MS, leaseMs: LEASE_MS, limit: PORTION };
  for (const { ticket, news, toldTo } of await deps.tickets.claimNews(deps.now(), options)) {
    const outcome = await tellOne(deps, ticket, news, toldTo);
    if (outcome === 'trouble') return;
    if (outcome === 'told') await deps.tickets.told(ticket.id, news, deps.now());
  }
}

type Outcome = 'told' | 'later' | 'trouble';

async function tellOne(
  deps: TellTicketsDeps,
  claimed: Ticket,
  news: TicketNews,
  toldTo: ReadonlySet<number>,
): Promise<Outcome> {
  const reseller = await deps.resellers.findById(claimed.resellerId);
  const ticket = await deps.tickets.find(claimed.id);
  // Decided or cancelled since: there is nothing left to say.
  if (reseller === undefined || ticket?.state !== claimed.state) return 'told';
  const messages = await messagesOf(deps, ticket, news, reseller);
  let outcome: Outcome = 'told';
  for (const { telegramId, message } of messages) {
    if (toldTo.has(telegramId)) continue;
    if (deps.gate.admit(telegramId) > 0) {
      outcome = 'later';
      continue;
    }
    try {
      await deps.messenger.send(telegramId, message, {});
    } catch (error) {
      const meaning = deps.messenger.explain(error);
      if (meaning.kind === 'trouble') return 'trouble';
      if (meaning.kind === 'blocked') await deps.resellers.markUnreachable(telegramId, deps.now());
      else if (meaning.kind === 'wait') {
        deps.gate.postponed(telegramId, meaning.afterMs);
        outcome = 'later';
        continue;
      } else deps.onError(error);
    }
    await deps.tickets.toldTo(ticket.id, news, telegramId);
  }
  return outcome;
}

async function messagesOf(
  deps: TellTicketsDeps,
  ticket: Ticket,
  news: TicketNews,
  reseller: Reseller,
): Promise<{ telegramId: number; message: Message }[]> {
  const { timeZone } = deps;
  if (news === 'announce') {
    const { code, name } = reseller;
    const twins = await deps.tickets.twins(ticket, deps.now());
    return Promise.all(
      [...deps.adminIds].map(async (telegramId) => {
        const operator = await deps.resellers.findByTelegramId(telegramId);
        const { desk } = deps.texts(operator?.language ?? 'id').funds;
        return { telegramId, message: desk.ticket({ ticket, code, name, timeZone, twins }) };
      }),
    );
  }
  const { funds } = deps.texts(reseller.language);
  const view = { ticket, accounts: await deps.banks.get(), timeZone };
  const message = news === 'remind' ? funds.reminder(view) : funds.expired(view);
  return (await deps.resellers.telegramIds(reseller.id)).map((telegramId) => ({ telegramId, message }));
}
