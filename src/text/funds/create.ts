import type { Ticket, TicketState } from '../../app/tickets.ts';
import { escapeLine, formatMoment } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';
import { resellerLabel, yesNo } from '../operator/layout.ts';
import {
  accountLine,
  accountsFor,
  amountButtons,
  cancelTicketData,
  copyButtons,
  decideButtons,
  digitsOf,
  reasonButtons,
  showTicketButton,
  typedAccount,
} from './layout.ts';
import type { DeskTicket, FundsTexts, TicketView } from './texts.ts';

/** Sentences. What comes in is ready to be shown: amounts and times formatted, the rest escaped. */
export type FundsWords = {
  state: Record<TicketState, string>;
  ticket: string;
  until: string;
  yes: string;
  no: string;
  expires: string;

  copy: (what: string) => string;
  cancelTicket: string;
  transferExactly: string;
  ownDigits: string;
  payUntil: (until: string) => string;
  isAboutToExpire: string;
  hasExpired: string;

  choose: readonly string[];
  outOfRange: (smallest: string, largest: string) => string;
  unknownBank: (typed: string) => string;
  noAccounts: string;
  tooMany: (count: number) => string;
  tooManyToday: (most: number) => string;
  noDigits: (amount: string) => string;
  accepted: (total: string) => string;
  balance: string;
  wasRejected: string;
  reason: string;
  reasons: readonly string[];

  sameAmount: (tickets: string) => string;
  acceptedBefore: (id: number) => string;
  hasTicket: (id: number, state: string) => string;
  toBank: (bank: string) => string;
  madeAt: (at: string) => string;
  waitsUntil: (until: string) => string;
  expiredSince: (since: string) => string;
  thisTicket: (state: string) => string;
  told: string;
  notTold: string;

  accept: string;
  reject: string;
  noneWaits: string;
  waiting: string;
  more: (count: number) => string;
  usage: readonly string[];
  noTicket: string;
  bookedBefore: (total: string, at: string) => string;
  balanceNow: string;
  hasArrived: (total: string) => string;
  askReason: (id: number) => string;
  askReject: string;
  rejectedForGood: string;
  booked: string;
  rejected: string;

  noAccountsYet: string;
  accounts: string;
  replaceAll: string;
  noAccount: string;
  exampleOfAccount: (example: string) => string;
  askAccounts: string;
  now: string;
  toBe: string;
  checkDigits: string;
  accountsSet: string;

  toasts: { notYours: string; unknown: string };
};

const EXAMPLE = 'BCA 1234567890 a.n. PT Konter';

/** In one language. */
export function createFundsTexts(words: FundsWords): FundsTexts {
  function payLines({ ticket, accounts, timeZone }: TicketView): string[] {
    return [
      `${words.transferExactly} <b>${formatRupiah(ticket.total)}</b>`,
      `(${formatRupiah(ticket.amount)} + ${digitsOf(ticket)} ${words.ownDigits})`,
      '',
      ...accountsFor(ticket, accounts).map(accountLine),
      '',
      words.payUntil(formatMoment(ticket.expiresAt, timeZone)),
    ];
  }

  function payButtons({ ticket, accounts }: TicketView): Button[][] {
    return [
      ...copyButtons(ticket, accounts, words.copy),
      [{ text: words.cancelTicket, data: cancelTicketData(ticket) }],
    ];
  }

  function twinLines({ ticket, twins }: DeskTicket): string[] {
    if (twins.length === 0 || (ticket.state !== 'open' && ticket.state !== 'expired')) return [];
    const labels = twins.map(
      ({ id, state, ...who }) => `#${id} ${resellerLabel(who)} (${words.state[state]})`,
    );
    return [`⚠️ ${words.sameAmount(labels.join(', '))}`];
  }

  function depositLine({ id, state }: Ticket): string {
    return `⚠️ ${state === 'accepted' ? words.acceptedBefore(id) : `${words.hasTicket(id, words.state[state])} <code>/tiket ${id}</code>`}`;
  }

  function deskLines({ ticket, timeZone, ...who }: DeskTicket): string[] {
    const bank = ticket.bank === undefined ? '' : ` ${words.toBank(escapeLine(ticket.bank, 40))}`;
    return [
      `🎫 ${words.ticket} #${ticket.id} <b>${formatRupiah(ticket.total)}</b>${bank}`,
      `${resellerLabel(who)}, ${words.madeAt(formatMoment(ticket.createdAt, timeZone))}`,
    ];
  }

  function untilLine({ ticket, timeZone }: DeskTicket): string {
    const until = formatMoment(ticket.expiresAt, timeZone);
    if (ticket.state === 'open') return words.waitsUntil(until);
    if (ticket.state === 'expired') return `⚠️ ${words.expiredSince(until)}`;
    return words.thisTicket(words.state[ticket.state]);
  }

  function dueAt({ expiresAt }: Ticket, timeZone: string): string {
    return `${words.until} ${formatMoment(expiresAt, timeZone)}`;
  }

  const toldLine = (isTold: boolean) => (isTold ? words.told : words.notTold);
  const confirmButtons = (token: string) => yesNo(token, words.yes, words.no);

  return {
    choose: (amounts, accounts) => ({
      html: [...words.choose, ...(accounts.length === 0 ? [] : ['', ...accounts.map(accountLine)])].join(
        '\n',
      ),
      buttons: amountButtons(amounts),
    }),
    outOfRange: (smallest, largest) => ({
      html: words.outOfRange(formatRupiah(smallest), formatRupiah(largest)),
    }),
    unknownBank: (typed, amount, accounts) => ({
      html: [
        words.unknownBank(escapeLine(typed, 40)),
        ...[...new Set(accounts.map(({ bank }) => bank))].map(
          (bank) => `<code>/deposit ${amount} ${escapeLine(bank, 40)}</code>`,
        ),
      ].join('\n'),
    }),
    noAccounts: () => ({ html: words.noAccounts }),
    ticket(view) {
      const { id, total, state } = view.ticket;
      if (state !== 'open') {
        return { html: `🎫 ${words.ticket} #${id} ${formatRupiah(total)}: ${words.state[state]}.` };
      }
      return {
        html: [`🎫 <b>${words.ticket} #${id}</b>`, ...payLines(view)].join('\n'),
        buttons: payButtons(view),
      };
    },
    reminder: (view) => ({
      html: [`⏰ <b>${words.ticket} #${view.ticket.id}</b> ${words.isAboutToExpire}`, ...payLines(view)].join(
        '\n',
      ),
      buttons: payButtons(view),
    }),
    expired: ({ ticket }) => ({
      html: `⌛ ${words.ticket} #${ticket.id} ${formatRupiah(ticket.total)} ${words.hasExpired}`,
    }),
    tooMany: (tickets, timeZone) => ({
      html: [
        words.tooMany(tickets.length),
        ...tickets.map((ticket) => `#${ticket.id} ${formatRupiah(ticket.total)}, ${dueAt(ticket, timeZone)}`),
      ].join('\n'),
      buttons: tickets.map((ticket) => [
        { text: `${words.cancelTicket} #${ticket.id}`, data: cancelTicketData(ticket) },
      ]),
    }),
    tooManyToday: (most) => ({ html: words.tooManyToday(most) }),
    noDigits: (amount) => ({ html: words.noDigits(formatRupiah(amount)) }),
    accepted: ({ ticket, balance }) => ({
      html: `✅ ${words.ticket} #${ticket.id} ${words.accepted(formatRupiah(ticket.total))} ${words.balance} <b>${formatRupiah(balance)}</b>.`,
    }),
    rejected: ({ ticket, reason }) => ({
      html: `❌ ${words.ticket} #${ticket.id} ${formatRupiah(ticket.total)} ${words.wasRejected}\n${words.reason}: ${escapeLine(reason, 200)}`,
    }),

    reasons: words.reasons,

    desk: {
      ticket: (view) => ({
        html: [...deskLines(view), untilLine(view), ...twinLines(view)].join('\n'),
        buttons: decideButtons(view.ticket, words.accept, words.reject),
      }),
      list: ({ tickets, total }) => ({
        html:
          total === 0
            ? words.noneWaits
            : [
                `<b>${words.waiting}: ${total}</b>`,
                ...tickets.map(
                  ({ ticket, timeZone, ...who }) =>
                    `#${ticket.id} ${formatRupiah(ticket.total)} ${resellerLabel(who)}, ${dueAt(ticket, timeZone)}`,
                ),
                ...(total > tickets.length ? [words.more(total - tickets.length)] : []),
              ].join('\n'),
        buttons: tickets.map(({ ticket }) => [showTicketButton(ticket)]),
      }),
      usage: () => ({ html: words.usage.join('\n') }),
      noTicket: (typed) => ({ html: `${words.noTicket} <code>${escapeLine(typed, 40)}</code>.` }),
      askAccept: ({ balance, depositAt, ...view }, token) => ({
        html: [
          ...deskLines(view),
          ...(view.ticket.state === 'expired' ? [untilLine(view)] : []),
          ...twinLines(view),
          ...(depositAt === undefined
            ? []
            : [
                `⚠️ ${words.bookedBefore(formatRupiah(view.ticket.total), formatMoment(depositAt, view.timeZone))}`,
              ]),
          `${words.balanceNow} ${formatRupiah(balance)}`,
          words.hasArrived(`<b>${formatRupiah(view.ticket.total)}</b>`),
          words.expires,
        ].join('\n'),
        buttons: confirmButtons(token),
      }),
      depositQuestion: (question, tickets) => ({
        ...question,
        html: [question.html, ...tickets.map(depositLine)].join('\n'),
      }),
      askReason: (view, reasons) => ({
        html: [...deskLines(view), words.askReason(view.ticket.id)].join('\n'),
        buttons: reasonButtons(view.ticket, reasons),
      }),
      askReject: ({ reason, ...view }, token) => ({
        html: [
          ...deskLines(view),
          `${words.askReject}: ${escapeLine(reason, 200)}?`,
          words.rejectedForGood,
          words.expires,
        ].join('\n'),
        buttons: confirmButtons(token),
      }),
      accepted: ({ balance, isTold, ...view }) => ({
        html: [
          ...deskLines(view),
          `✅ ${words.booked} <b>${formatRupiah(balance)}</b>`,
          toldLine(isTold),
        ].join('\n'),
      }),
      rejected: ({ reason, isTold, ...view }) => ({
        html: [...deskLines(view), `❌ ${words.rejected}: ${escapeLine(reason, 200)}`, toldLine(isTold)].join(
          '\n',
        ),
      }),

      accounts: (accounts) => ({
        html: [
          ...(accounts.length === 0
            ? [words.noAccountsYet]
            : [`<b>${words.accounts}</b>`, ...accounts.map(accountLine)]),
          '',
          words.replaceAll,
          `<code>/rekening ${accounts.length === 0 ? EXAMPLE : accounts.map(typedAccount).join('\n')}</code>`,
        ].join('\n'),
      }),
      badAccount: (line) => ({
        html: `${words.noAccount}: <code>${escapeLine(line, 200)}</code>\n${words.exampleOfAccount(`<code>/rekening ${EXAMPLE}</code>`)}`,
      }),
      askAccounts: ({ from, to }, token) => ({
        html: [
          `<b>${words.askAccounts}</b>`,
          words.now,
          ...(from.length === 0 ? ['–'] : from.map(accountLine)),
          words.toBe,
          ...to.map(accountLine),
          `⚠️ ${words.checkDigits}`,
          words.expires,
        ].join('\n'),
        buttons: confirmButtons(token),
      }),
      accountsSet: (accounts) => ({
        html: [`✅ ${words.accountsSet}`, ...accounts.map(accountLine)].join('\n'),
      }),
    },

    toasts: { ...words.toasts, standing: (state) => words.thisTicket(words.state[state]) },
  };
}
