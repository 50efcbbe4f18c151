import { type Rupiah, ZERO } from '../../domain/money.ts';
import { escapeLine } from '../format.ts';
import { accountLine } from '../funds/layout.ts';
import { formatRupiah } from '../message.ts';
import { approveReject, resellerLabel, yesNo } from './layout.ts';
import type { OperatorName, SecondSubject, SecondTexts } from './second-texts.ts';

const EXPIRES = 'Berlaku 10 menit.';

const withSign = (amount: Rupiah) => `${amount > 0 ? '+' : ''}${formatRupiah(amount)}`;

const amountOrOff = (limit: Rupiah) => (limit === ZERO ? 'tanpa batas' : formatRupiah(limit));

function label({ id, name }: OperatorName): string {
  return name === undefined ? `<code>${id}</code>` : `${escapeLine(name, 80)} (<code>${id}</code>)`;
}

function noteLine(word: string, note: string): string[] {
  return note === '' ? [] : [`${word}: ${escapeLine(note, 200)}`];
}

function lines(subject: SecondSubject): string[] {
  switch (subject.kind) {
    case 'deposit':
      return [
        `Deposit <b>${formatRupiah(subject.amount)}</b> ke ${resellerLabel(subject)}`,
        `Saldo sekarang ${formatRupiah(subject.balance)}`,
        ...noteLine('Catatan', subject.note),
      ];
    case 'correction':
      return [
        `Koreksi <b>${withSign(subject.amount)}</b> untuk ${resellerLabel(subject)}`,
        `Saldo sekarang ${formatRupiah(subject.balance)}`,
        ...noteLine('Alasan', subject.note),
      ];
    case 'supplier_topup':
      return [
        `Top-up saldo Klikoo <b>${withSign(subject.amount)}</b>`,
        `Saldo Klikoo menurut pembukuan ${formatRupiah(subject.ours)}`,
        ...noteLine('Catatan', subject.note),
      ];
    case 'limit':
      return [`Batas dua operator ${amountOrOff(subject.from)} → <b>${amountOrOff(subject.to)}</b>`];
    case 'bank_accounts':
      return [
        '<b>Rekening deposit</b>',
        'Sekarang:',
        ...(subject.from.length === 0 ? ['–'] : subject.from.map(accountLine)),
        'Menjadi:',
        ...subject.to.map(accountLine),
      ];
    default: {
      const unhandled: never = subject;
      throw new Error(`unhandled subject: ${JSON.stringify(unhandled)}`);
    }
  }
}

function limitLine(limit: Rupiah): string {
  return limit === ZERO
    ? 'Batas dua operator mati: satu operator boleh memindahkan berapa pun.'
    : `Deposit, koreksi, dan top-up Klikoo di atas <b>${formatRupiah(limit)}</b> harus disetujui operator kedua.`;
}

export const secondId: SecondTexts = {
  needed: (question, isAlways) => ({
    ...question,
    html: `${question.html}\n👥 ${isAlways ? 'Operator' : 'Di atas batas satu operator: operator'} kedua harus menyetujui.`,
  }),
  waiting: ({ subject, untilLabel, isReached }, token) => ({
    html: [
      ...lines(subject),
      `⏳ Menunggu operator kedua sampai ${untilLabel}. Belum ada yang berubah.`,
      ...(isReached
        ? []
        : [
            '⚠️ Operator lain belum bisa dikirimi pesan: mereka harus menekan /start dulu di bot ini, lalu ketik ulang perintah ini.',
          ]),
    ].join('\n'),
    buttons: [[{ text: 'Batal', data: `actno:${token}` }]],
  }),
  question: ({ subject, asker, untilLabel }, token) => ({
    html: [
      '👥 <b>Perlu persetujuan Anda</b>',
      ...lines(subject),
      `Diminta oleh ${label(asker)}`,
      `Berlaku sampai ${untilLabel}.`,
    ].join('\n'),
    buttons: approveReject(token, 'Setujui', 'Tolak'),
  }),
  approved: (result, { asker, second }) => ({
    ...result,
    html: `${result.html}\nDiminta ${label(asker)}, disetujui ${label(second)}.`,
  }),
  rejected: ({ subject, asker, second }) => ({
    html: [
      ...lines(subject),
      `Diminta oleh ${label(asker)}`,
      `❌ Ditolak oleh ${label(second)}. Tidak ada yang berubah.`,
    ].join('\n'),
  }),

  limit: (limit, isAlone) => ({
    html: [
      limitLine(limit),
      ...(isAlone ? ['Operator hanya satu, jadi batas ini belum berlaku.'] : []),
      '<code>/batas 50000000</code> ubah; <code>/batas 0</code> matikan',
    ].join('\n'),
  }),
  askLimit: ({ from, to }, token) => ({
    html: [`${lines({ kind: 'limit', from, to }).join('\n')}?`, EXPIRES].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  limitSet: (limit) => ({ html: `✅ ${limitLine(limit)}` }),
  limitNotSet: (limit) => ({
    html: `Batas tidak diubah menjadi ${amountOrOff(limit)}: sementara itu sudah diperketat. Ketik ulang kalau masih perlu.`,
  }),

  toasts: {
    own: 'Permintaan Anda sendiri harus disetujui operator lain.',
    decided: 'Ini sudah diputuskan.',
    rejected: 'Ini sudah ditolak operator lain.',
    waiting: 'Menunggu operator kedua.',
  },
};
