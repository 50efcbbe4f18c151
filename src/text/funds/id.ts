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

const EXPIRES = 'Berlaku 10 menit.';

const STATES: Record<TicketState, string> = {
  open: 'menunggu transfer',
  accepted: 'sudah diterima, saldo sudah masuk',
  rejected: 'ditolak operator',
  expired: 'kedaluwarsa',
  cancelled: 'dibatalkan reseller',
};

const copyLabel = (what: string) => `Salin ${what}`;

function payLines({ ticket, accounts, timeZone }: TicketView): string[] {
  return [
    `Transfer tepat <b>${formatRupiah(ticket.total)}</b>`,
    `(${formatRupiah(ticket.amount)} + ${digitsOf(ticket)} angka unik, ikut masuk ke saldo Anda)`,
    '',
    ...accountsFor(ticket, accounts).map(accountLine),
    '',
    `Berlaku sampai ${formatMoment(ticket.expiresAt, timeZone)}. Jangan dibulatkan: tanpa angka uniknya transfer tidak dikenali.`,
  ];
}

function payButtons(view: TicketView) {
  const { ticket } = view;
  return [
    ...copyButtons(ticket, view.accounts, copyLabel),
    [{ text: 'Batalkan', data: cancelTicketData(ticket) }],
  ];
}

function standing({ ticket }: TicketView): string {
  return `🎫 Tiket #${ticket.id} ${formatRupiah(ticket.total)}: ${STATES[ticket.state]}.`;
}

function twinLines({ ticket, twins }: DeskTicket): string[] {
  if (twins.length === 0 || (ticket.state !== 'open' && ticket.state !== 'expired')) return [];
  return [
    `⚠️ Jumlahnya sama dengan tiket lain dalam 60 hari: ${twins.map(({ id, state, ...who }) => `#${id} ${resellerLabel(who)} (${STATES[state]})`).join(', ')}. Pastikan transfernya memang dari tiket ini.`,
  ];
}

function depositLine({ id, state }: Ticket): string {
  return state === 'accepted'
    ? `⚠️ Tiket #${id} dengan jumlah ini sudah diterima, saldo sudah masuk. Transfer yang sama jangan dibukukan lagi.`
    : `⚠️ Ada tiket #${id} miliknya dengan jumlah ini: ${STATES[state]}. Kalau transfer yang sama, batalkan ini dan terima tiketnya: <code>/tiket ${id}</code>`;
}

function deskLines({ ticket, timeZone, ...who }: DeskTicket): string[] {
  const bank = ticket.bank === undefined ? '' : ` ke ${escapeLine(ticket.bank, 40)}`;
  return [
    `🎫 Tiket #${ticket.id} <b>${formatRupiah(ticket.total)}</b>${bank}`,
    `${resellerLabel(who)}, dibuat ${formatMoment(ticket.createdAt, timeZone)}`,
  ];
}

function untilLine({ ticket, timeZone }: DeskTicket): string {
  const until = formatMoment(ticket.expiresAt, timeZone);
  if (ticket.state === 'open') return `Menunggu transfer sampai ${until}.`;
  if (ticket.state === 'expired')
    return `⚠️ Kedaluwarsa sejak ${until}. Terima hanya kalau uangnya memang dari tiket ini.`;
  return `Tiket ini ${STATES[ticket.state]}.`;
}

const toldLine = (isTold: boolean) =>
  isTold ? 'Reseller sudah diberi tahu.' : 'Reseller belum bisa dikirimi pesan.';

export const fundsId: FundsTexts = {
  choose: (amounts, accounts) => ({
    html: [
      '<b>Tambah saldo</b>',
      'Pilih nominal, atau ketik <code>TIKET.JUMLAH.PIN</code>, contoh <code>TIKET.750000.1234</code>.',
      ...(accounts.length === 0 ? [] : ['', ...accounts.map(accountLine)]),
    ].join('\n'),
    buttons: amountButtons(amounts),
  }),
  outOfRange: (smallest, largest) => ({
    html: `Tiket deposit dari ${formatRupiah(smallest)} sampai ${formatRupiah(largest)}.`,
  }),
  unknownBank: (typed, amount, accounts) => ({
    html: [
      `Tidak ada rekening ${escapeLine(typed, 40)}. Yang ada:`,
      ...[...new Set(accounts.map(({ bank }) => bank))].map(
        (bank) => `<code>TIKET.${amount}.${escapeLine(bank, 40)}</code>`,
      ),
    ].join('\n'),
  }),
  noAccounts: () => ({
    html: 'Rekening untuk deposit belum diisi operator. Hubungi operator; jangan transfer dulu.',
  }),
  ticket: (view) =>
    view.ticket.state === 'open'
      ? {
          html: [`🎫 <b>Tiket #${view.ticket.id}</b>`, ...payLines(view)].join('\n'),
          buttons: payButtons(view),
        }
      : { html: standing(view) },
  reminder: (view) => ({
    html: [`⏰ <b>Tiket #${view.ticket.id}</b> hampir habis waktunya.`, ...payLines(view)].join('\n'),
    buttons: payButtons(view),
  }),
  expired: ({ ticket }) => ({
    html: `⌛ Tiket #${ticket.id} ${formatRupiah(ticket.total)} kedaluwarsa. Jangan transfer lagi; buat tiket baru. Sudah terlanjur transfer? Hubungi operator dengan nomor tiket ini.`,
  }),
  tooMany: (tickets, timeZone) => ({
    html: [
      `Masih ada ${tickets.length} tiket terbuka. Transfer atau batalkan salah satu dulu:`,
      ...tickets.map(
        (ticket) =>
          `#${ticket.id} ${formatRupiah(ticket.total)}, sampai ${formatMoment(ticket.expiresAt, timeZone)}`,
      ),
    ].join('\n'),
    buttons: tickets.map((ticket) => [{ text: `Batalkan #${ticket.id}`, data: cancelTicketData(ticket) }]),
  }),
  tooManyToday: (most) => ({
    html: `Paling banyak ${most} tiket dalam 24 jam. Transfer tiket yang masih terbuka, atau hubungi operator.`,
  }),
  noDigits: (amount) => ({
    html: `Semua angka unik untuk ${formatRupiah(amount)} sedang terpakai. Pilih nominal lain, misalnya 1.000 lebih banyak.`,
  }),
  accepted: ({ ticket, balance }) => ({
    html: `✅ Tiket #${ticket.id} diterima: deposit ${formatRupiah(ticket.total)} masuk. Saldo <b>${formatRupiah(balance)}</b>.`,
  }),
  rejected: ({ ticket, reason }) => ({
    html: `❌ Tiket #${ticket.id} ${formatRupiah(ticket.total)} ditolak operator.\nAlasan: ${escapeLine(reason, 200)}`,
  }),

  reasons: ['Dana tidak masuk', 'Nominal tidak sama', 'Transfer dari orang lain'],

  desk: {
    ticket: (view) => ({
      html: [...deskLines(view), untilLine(view), ...twinLines(view)].join('\n'),
      buttons: decideButtons(view.ticket, 'Terima', 'Tolak'),
    }),
    list: ({ tickets, total }) => ({
      html:
        total === 0
          ? 'Tidak ada tiket deposit yang menunggu.'
          : [
              `<b>Tiket deposit yang menunggu: ${total}</b>`,
              ...tickets.map(
                ({ ticket, timeZone, ...who }) =>
                  `#${ticket.id} ${formatRupiah(ticket.total)} ${resellerLabel(who)}, sampai ${formatMoment(ticket.expiresAt, timeZone)}`,
              ),
              ...(total > tickets.length ? [`… dan ${total - tickets.length} lagi`] : []),
            ].join('\n'),
      buttons: tickets.map(({ ticket }) => [showTicketButton(ticket)]),
    }),
    usage: () => ({
      html: [
        'Format:',
        '<code>/tiket</code> yang menunggu',
        '<code>/tiket 12</code> satu tiket, juga yang sudah kedaluwarsa',
        '<code>/tiket 12 tolak alasan</code>',
      ].join('\n'),
    }),
    noTicket: (typed) => ({ html: `Tidak ada tiket <code>${escapeLine(typed, 40)}</code>.` }),
    askAccept: ({ balance, depositAt, ...view }, token) => ({
      html: [
        ...deskLines(view),
        ...(view.ticket.state === 'expired' ? [untilLine(view)] : []),
        ...twinLines(view),
        ...(depositAt === undefined
          ? []
          : [
              `⚠️ Deposit ${formatRupiah(view.ticket.total)} sudah dibukukan untuknya ${formatMoment(depositAt, view.timeZone)}. Terima hanya kalau ini transfer lain.`,
            ]),
        `Saldo sekarang ${formatRupiah(balance)}`,
        `Uang <b>${formatRupiah(view.ticket.total)}</b> sudah masuk rekening?`,
        EXPIRES,
      ].join('\n'),
      buttons: yesNo(token, 'Ya', 'Batal'),
    }),
    depositQuestion: (question, tickets) => ({
      ...question,
      html: [question.html, ...tickets.map(depositLine)].join('\n'),
    }),
    askReason: (view, reasons) => ({
      html: [
        ...deskLines(view),
        `Alasan menolak? Alasan lain: <code>/tiket ${view.ticket.id} tolak alasan</code>`,
      ].join('\n'),
      buttons: reasonButtons(view.ticket, reasons),
    }),
    askReject: ({ reason, ...view }, token) => ({
      html: [
        ...deskLines(view),
        `Tolak dengan alasan: ${escapeLine(reason, 200)}?`,
        'Tiket yang ditolak tidak bisa diterima lagi.',
        EXPIRES,
      ].join('\n'),
      buttons: yesNo(token, 'Ya', 'Batal'),
    }),
    accepted: ({ balance, isTold, ...view }) => ({
      html: [
        ...deskLines(view),
        `✅ Diterima dan dibukukan. Saldo <b>${formatRupiah(balance)}</b>`,
        toldLine(isTold),
      ].join('\n'),
    }),
    rejected: ({ reason, isTold, ...view }) => ({
      html: [...deskLines(view), `❌ Ditolak: ${escapeLine(reason, 200)}`, toldLine(isTold)].join('\n'),
    }),

    accounts: (accounts) => ({
      html: [
        ...(accounts.length === 0
          ? ['Belum ada rekening: reseller belum bisa membuat tiket deposit.']
          : ['<b>Rekening untuk deposit</b>', ...accounts.map(accountLine)]),
        '',
        'Mengganti semuanya, satu rekening satu baris:',
        `<code>/rekening ${accounts.length === 0 ? 'BCA 1234567890 a.n. PT Konter' : accounts.map(typedAccount).join('\n')}</code>`,
      ].join('\n'),
    }),
    badAccount: (line) => ({
      html: `Baris ini bukan rekening: <code>${escapeLine(line, 200)}</code>\nContoh: <code>/rekening BCA 1234567890 a.n. PT Konter</code> (paling banyak 10 baris)`,
    }),
    askAccounts: ({ from, to }, token) => ({
      html: [
        '<b>Ganti rekening deposit?</b>',
        'Sekarang:',
        ...(from.length === 0 ? ['–'] : from.map(accountLine)),
        'Menjadi:',
        ...to.map(accountLine),
        '⚠️ Semua reseller akan transfer ke sini. Periksa tiap angka.',
        EXPIRES,
      ].join('\n'),
      buttons: yesNo(token, 'Ya', 'Batal'),
    }),
    accountsSet: (accounts) => ({
      html: ['✅ Rekening deposit sekarang:', ...accounts.map(accountLine)].join('\n'),
    }),
  },

  toasts: {
    standing: (state) => `Tiket ini ${STATES[state]}.`,
    notYours: 'Tombol ini bukan untuk Anda.',
    unknown: 'Tombol ini sudah tidak berlaku.',
  },
};
