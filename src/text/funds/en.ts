import type { Ticket, TicketState } from '../../app/tickets.ts';
import { escapeLine, formatMoment } from '../format.ts';
import { formatRupiah } from '../message.ts';
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

const EXPIRES = 'Valid for 10 minutes.';

const STATES: Record<TicketState, string> = {
  open: 'waiting for the transfer',
  accepted: 'accepted, and in the balance',
  rejected: 'rejected by the operator',
  expired: 'expired',
  cancelled: 'cancelled by the reseller',
};

const copyLabel = (what: string) => `Copy ${what}`;

function payLines({ ticket, accounts, timeZone }: TicketView): string[] {
  return [
    `Transfer exactly <b>${formatRupiah(ticket.total)}</b>`,
    `(${formatRupiah(ticket.amount)} + ${digitsOf(ticket)} unique digits, which are added to your balance, too)`,
    '',
    ...accountsFor(ticket, accounts).map(accountLine),
    '',
    `Valid until ${formatMoment(ticket.expiresAt, timeZone)}. Do not round it: without its digits the transfer is not recognised.`,
  ];
}

function payButtons(view: TicketView) {
  const { ticket } = view;
  return [
    ...copyButtons(ticket, view.accounts, copyLabel),
    [{ text: 'Cancel', data: cancelTicketData(ticket) }],
  ];
}

function standing({ ticket }: TicketView): string {
  return `🎫 Ticket #${ticket.id} ${formatRupiah(ticket.total)}: ${STATES[ticket.state]}.`;
}

function twinLines({ ticket, twins }: DeskTicket): string[] {
  if (twins.length === 0 || (ticket.state !== 'open' && ticket.state !== 'expired')) return [];
  return [
    `⚠️ Other tickets of the last 60 days have the same amount: ${twins.map(({ id, state, ...who }) => `#${id} ${resellerLabel(who)} (${STATES[state]})`).join(', ')}. Make sure that the transfer is of this ticket.`,
  ];
}

function depositLine({ id, state }: Ticket): string {
  return state === 'accepted'
    ? `⚠️ Ticket #${id} of this amount was accepted and is in the balance. Do not book the same transfer again.`
    : `⚠️ They have ticket #${id} of this amount: ${STATES[state]}. If this is the same transfer, cancel this and accept the ticket: <code>/tiket ${id}</code>`;
}

function deskLines({ ticket, timeZone, ...who }: DeskTicket): string[] {
  const bank = ticket.bank === undefined ? '' : ` to ${escapeLine(ticket.bank, 40)}`;
  return [
    `🎫 Ticket #${ticket.id} <b>${formatRupiah(ticket.total)}</b>${bank}`,
    `${resellerLabel(who)}, made ${formatMoment(ticket.createdAt, timeZone)}`,
  ];
}

function untilLine({ ticket, timeZone }: DeskTicket): string {
  const until = formatMoment(ticket.expiresAt, timeZone);
  if (ticket.state === 'open') return `Waiting for the transfer until ${until}.`;
  if (ticket.state === 'expired')
    return `⚠️ Expired since ${until}. Accept only if the money is of this ticket.`;
  return `This ticket is ${STATES[ticket.state]}.`;
}

const toldLine = (isTold: boolean) =>
  isTold ? 'The reseller has been told.' : 'The reseller cannot be written to yet.';

export const fundsEn: FundsTexts = {
  choose: (amounts, accounts) => ({
    html: [
      '<b>Add to your balance</b>',
      'Choose an amount, or type <code>TIKET.AMOUNT.PIN</code>, as in <code>TIKET.750000.1234</code>.',
      ...(accounts.length === 0 ? [] : ['', ...accounts.map(accountLine)]),
    ].join('\n'),
    buttons: amountButtons(amounts),
  }),
  outOfRange: (smallest, largest) => ({
    html: `Deposit tickets are from ${formatRupiah(smallest)} to ${formatRupiah(largest)}.`,
  }),
  unknownBank: (typed, amount, accounts) => ({
    html: [
      `There is no account at ${escapeLine(typed, 40)}. There are:`,
      ...[...new Set(accounts.map(({ bank }) => bank))].map(
        (bank) => `<code>TIKET.${amount}.${escapeLine(bank, 40)}</code>`,
      ),
    ].join('\n'),
  }),
  noAccounts: () => ({
    html: 'The operator has not named an account for deposits yet. Ask the operator, and do not transfer before that.',
  }),
  ticket: (view) =>
    view.ticket.state === 'open'
      ? {
          html: [`🎫 <b>Ticket #${view.ticket.id}</b>`, ...payLines(view)].join('\n'),
          buttons: payButtons(view),
        }
      : { html: standing(view) },
  reminder: (view) => ({
    html: [`⏰ <b>Ticket #${view.ticket.id}</b> is about to expire.`, ...payLines(view)].join('\n'),
    buttons: payButtons(view),
  }),
  expired: ({ ticket }) => ({
    html: `⌛ Ticket #${ticket.id} ${formatRupiah(ticket.total)} has expired. Do not transfer any more; make a new ticket. Transferred already? Tell the operator the number of this ticket.`,
  }),
  tooMany: (tickets, timeZone) => ({
    html: [
      `${tickets.length} tickets are open. Pay or cancel one of them first:`,
      ...tickets.map(
        (ticket) =>
          `#${ticket.id} ${formatRupiah(ticket.total)}, until ${formatMoment(ticket.expiresAt, timeZone)}`,
      ),
    ].join('\n'),
    buttons: tickets.map((ticket) => [{ text: `Cancel #${ticket.id}`, data: cancelTicketData(ticket) }]),
  }),
  tooManyToday: (most) => ({
    html: `At most ${most} tickets within 24 hours. Transfer for one that is open, or ask the operator.`,
  }),
  noDigits: (amount) => ({
    html: `All unique digits for ${formatRupiah(amount)} are in use. Choose another amount, for example 1.000 more.`,
  }),
  accepted: ({ ticket, balance }) => ({
    html: `✅ Ticket #${ticket.id} accepted: deposit of ${formatRupiah(ticket.total)} received. Balance <b>${formatRupiah(balance)}</b>.`,
  }),
  rejected: ({ ticket, reason }) => ({
    html: `❌ Ticket #${ticket.id} ${formatRupiah(ticket.total)} was rejected by the operator.\nReason: ${escapeLine(reason, 200)}`,
  }),

  reasons: ['No money arrived', 'Another amount arrived', 'Transferred by somebody else'],

  desk: {
    ticket: (view) => ({
      html: [...deskLines(view), untilLine(view), ...twinLines(view)].join('\n'),
      buttons: decideButtons(view.ticket, 'Accept', 'Reject'),
    }),
    list: ({ tickets, total }) => ({
      html:
        total === 0
          ? 'No deposit tickets are waiting.'
          : [
              `<b>Deposit tickets waiting: ${total}</b>`,
              ...tickets.map(
                ({ ticket, timeZone, ...who }) =>
                  `#${ticket.id} ${formatRupiah(ticket.total)} ${resellerLabel(who)}, until ${formatMoment(ticket.expiresAt, timeZone)}`,
              ),
              ...(total > tickets.length ? [`… and ${total - tickets.length} more`] : []),
            ].join('\n'),
      buttons: tickets.map(({ ticket }) => [showTicketButton(ticket)]),
    }),
    usage: () => ({
      html: [
        'Forms:',
        '<code>/tiket</code> those that wait',
        '<code>/tiket 12</code> one ticket, expired or not',
        '<code>/tiket 12 tolak reason</code> reject it',
      ].join('\n'),
    }),
    noTicket: (typed) => ({ html: `There is no ticket <code>${escapeLine(typed, 40)}</code>.` }),
    askAccept: ({ balance, depositAt, ...view }, token) => ({
      html: [
        ...deskLines(view),
        ...(view.ticket.state === 'expired' ? [untilLine(view)] : []),
        ...twinLines(view),
        ...(depositAt === undefined
          ? []
          : [
              `⚠️ A deposit of ${formatRupiah(view.ticket.total)} was booked for them ${formatMoment(depositAt, view.timeZone)}. Accept only if this is another transfer.`,
            ]),
        `Balance now ${formatRupiah(balance)}`,
        `Has <b>${formatRupiah(view.ticket.total)}</b> arrived on the account?`,
        EXPIRES,
      ].join('\n'),
      buttons: yesNo(token, 'Yes', 'Cancel'),
    }),
    depositQuestion: (question, tickets) => ({
      ...question,
      html: [question.html, ...tickets.map(depositLine)].join('\n'),
    }),
    askReason: (view, reasons) => ({
      html: [
        ...deskLines(view),
        `Why? For another reason: <code>/tiket ${view.ticket.id} tolak reason</code>`,
      ].join('\n'),
      buttons: reasonButtons(view.ticket, reasons),
    }),
    askReject: ({ reason, ...view }, token) => ({
      html: [
        ...deskLines(view),
        `Reject it, because: ${escapeLine(reason, 200)}?`,
        'A rejected ticket cannot be accepted any more.',
        EXPIRES,
      ].join('\n'),
      buttons: yesNo(token, 'Yes', 'Cancel'),
    }),
    accepted: ({ balance, isTold, ...view }) => ({
      html: [
        ...deskLines(view),
        `✅ Accepted and booked. Balance <b>${formatRupiah(balance)}</b>`,
        toldLine(isTold),
      ].join('\n'),
    }),
    rejected: ({ reason, isTold, ...view }) => ({
      html: [...deskLines(view), `❌ Rejected: ${escapeLine(reason, 200)}`, toldLine(isTold)].join('\n'),
    }),

    accounts: (accounts) => ({
      html: [
        ...(accounts.length === 0
          ? ['There are no accounts yet: resellers cannot make deposit tickets.']
          : ['<b>Accounts for deposits</b>', ...accounts.map(accountLine)]),
        '',
        'To replace them all, one account a line:',
        `<code>/rekening ${accounts.length === 0 ? 'BCA 1234567890 a.n. PT Konter' : accounts.map(typedAccount).join('\n')}</code>`,
      ].join('\n'),
    }),
    badAccount: (line) => ({
      html: `This line is no account: <code>${escapeLine(line, 200)}</code>\nExample: <code>/rekening BCA 1234567890 a.n. PT Konter</code> (at most 10 lines)`,
    }),
    askAccounts: ({ from, to }, token) => ({
      html: [
        '<b>Replace the accounts for deposits?</b>',
        'Now:',
        ...(from.length === 0 ? ['–'] : from.map(accountLine)),
        'To be:',
        ...to.map(accountLine),
        '⚠️ All resellers will transfer to these. Check every digit.',
        EXPIRES,
      ].join('\n'),
      buttons: yesNo(token, 'Yes', 'Cancel'),
    }),
    accountsSet: (accounts) => ({
      html: ['✅ Accounts for deposits are now:', ...accounts.map(accountLine)].join('\n'),
    }),
  },

  toasts: {
    standing: (state) => `This ticket is ${STATES[state]}.`,
    notYours: 'This button is not yours.',
    unknown: 'This button is no longer valid.',
  },
};
