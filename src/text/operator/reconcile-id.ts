import type { KeptDifference } from '../../app/reconcile-day.ts';
import type { OrderState } from '../../domain/order/order.ts';
import {
  DIFFERENCE_KINDS,
  type DifferenceKind,
  type Standing,
  type StandingTallies,
} from '../../domain/reconcile.ts';
import { escapeLine, formatDay, lines } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { yesNo } from './layout.ts';
import { amountOrDash, differenceButtons, MOST_THEIRS, oursLabel, signed } from './reconcile-layout.ts';
import type { ReconcileTexts } from './reconcile-texts.ts';

const KINDS: Record<DifferenceKind, string> = {
  missing_here: 'tidak dikenal di sini',
  missing_there: 'tidak ada di Klikoo',
  other_status: 'status berbeda',
  other_amount: 'modal berbeda',
  other_data: 'produk atau tujuan berbeda',
  doubled: 'dua transaksi untuk satu referensi',
};

const STATES: Record<OrderState, string> = {
  quoted: 'tidak pernah dikonfirmasi',
  expired: 'kedaluwarsa',
  cancelled: 'dibatalkan',
  held: 'belum dikirim',
  submitted: 'masih diproses',
  needs_review: 'perlu diperiksa',
  delivered: 'sukses',
  failed: 'gagal',
  reversed: 'dibatalkan setelah sukses',
};

const STANDINGS: Record<Standing, string> = {
  open: 'masih diproses',
  delivered: 'sukses',
  failed: 'gagal',
};

type Theirs = KeptDifference['theirs'][number];

const theirWord = ({ standing, status }: Theirs) => `${STANDINGS[standing]} (${escapeLine(status, 40)})`;

const theirLabel = (their: Theirs) =>
  `${escapeLine(their.supplierRef, 64)} ${escapeLine(`${their.productCode ?? '?'}.${their.destination ?? '?'}`, 60)}, ${amountOrDash(their.amount)}, ${theirWord(their)}`;

function sentence(difference: KeptDifference): string {
  const { kind, ours, theirs } = difference;
  const label = oursLabel(difference);
  const [first] = theirs;
  const here = ours === undefined ? '?' : STATES[ours.state];
  switch (kind) {
    case 'missing_here':
      return `Tidak dikenal di sini: ${theirs.slice(0, MOST_THEIRS).map(theirLabel).join('; ')}. Referensi <code>${escapeLine(difference.reference, 64)}</code>`;
    case 'missing_there':
      return `${label}: di sini ${here} (${amountOrDash(ours?.cost)}), tidak ada di riwayat Klikoo`;
    case 'other_status':
      return `${label}: di sini ${here}, di Klikoo ${first === undefined ? '?' : theirWord(first)}`;
    case 'other_amount':
      return `${label}: modal di sini ${amountOrDash(ours?.cost)}, ditagih Klikoo ${amountOrDash(first?.amount)}`;
    case 'other_data':
      return `${label}: di Klikoo ${first === undefined ? '?' : theirLabel(first)}`;
    case 'doubled':
      return `${label}: di Klikoo lebih dari satu: ${theirs.slice(0, MOST_THEIRS).map(theirLabel).join('; ')}`;
    default: {
      const unhandled: never = kind;
      throw new Error(`unhandled difference: ${String(unhandled)}`);
    }
  }
}

function tallyLine(side: string, { delivered, open, failed }: StandingTallies): string {
  return `${side}: sukses ${delivered.count} (${formatRupiah(delivered.sum)}), diproses ${open.count} (${formatRupiah(open.sum)}), gagal ${failed.count}`;
}

export const reconcileId: ReconcileTexts = {
  comparing: (day) => ({ html: `Membandingkan ${formatDay(day)} dengan riwayat Klikoo …` }),
  summary: ({ day, summary, open }) => {
    const { balance } = summary;
    const isOpening = balance !== undefined && !balance.hasTopup;
    const mayBook = isOpening && balance.difference !== 0;
    return {
      html: lines(
        `<b>Rekonsiliasi ${formatDay(day)}</b>`,
        tallyLine('Di sini', summary.ours),
        tallyLine('Klikoo', summary.theirs),
        ...(balance === undefined
          ? ['Saldo Klikoo tidak dapat dibaca sekarang.']
          : [
              `Saldo Klikoo ${formatRupiah(balance.theirs)}, menurut pembukuan ${formatRupiah(balance.ours)}, selisih ${signed(balance.difference)}`,
              isOpening
                ? 'Belum ada top-up yang dicatat: selisih ini saldo awal. Catat sekali dengan tombol di bawah, selanjutnya dengan /klikoo topup.'
                : undefined,
              balance.uncertain > 0
                ? `Belum pasti diterima Klikoo: ${formatRupiah(balance.uncertain)}`
                : undefined,
              balance.isMoving ? 'Ada penjualan selagi saldo dibaca: selisih bisa karena itu.' : undefined,
            ]),
        open.total === 0 ? '✅ Tidak ada perbedaan.' : `⚠️ Perbedaan yang terbuka: ${open.total}`,
        ...DIFFERENCE_KINDS.flatMap((kind) => {
          const count = open.counts[kind] ?? 0;
          return count === 0 ? [] : [`  ${count} ${KINDS[kind]}`];
        }),
      ),
      ...(mayBook ? { buttons: [[{ text: 'Catat sebagai top-up', data: 'opening' }]] } : {}),
    };
  },
  incomplete: ({ day, rows, detail }) => ({
    html: lines(
      `<b>Rekonsiliasi ${formatDay(day)}</b> belum selesai: riwayat Klikoo tidak terbaca sampai akhir (${rows} baris terbaca). Tidak ada yang disimpulkan atau disimpan; diulang lain kali, atau sekarang dengan /rekonsiliasi.`,
      detail === '' ? undefined : `<code>${escapeLine(detail, 300)}</code>`,
    ),
  }),
  differences: ({ day, after, shown, total, hasMore }) => ({
    html:
      total === 0
        ? `Tidak ada perbedaan yang terbuka untuk ${formatDay(day)}.`
        : lines(
            `<b>Perbedaan ${formatDay(day)}</b> (${total} terbuka)`,
            ...shown.map((each, index) => `${index + 1}. ${sentence(each)}`),
          ),
    buttons: differenceButtons(
      { day, after, shown, hasMore },
      { askAgain: 'Cek ulang', checked: 'Sudah diperiksa', first: '« Awal', next: 'Berikutnya »' },
    ),
  }),

  askTopup: ({ amount, note, ours, isOpening, isLarge }, token) => ({
    html: lines(
      isOpening
        ? `Catat <b>${signed(amount)}</b> sebagai saldo awal di Klikoo?`
        : `Catat top-up Klikoo <b>${signed(amount)}</b>?`,
      `Saldo Klikoo menurut pembukuan ${formatRupiah(ours)}`,
      note === '' ? undefined : `Catatan: ${escapeLine(note, 200)}`,
      isLarge ? '⚠️ <b>Nominal besar.</b> Hitung lagi jumlah nolnya.' : undefined,
      'Berlaku 10 menit.',
    ),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  topupBooked: ({ amount, note, ours }) => ({
    html: lines(
      `✅ Top-up Klikoo <b>${signed(amount)}</b> dicatat.`,
      `Saldo Klikoo menurut pembukuan ${formatRupiah(ours)}`,
      note === '' ? undefined : `Catatan: ${escapeLine(note, 200)}`,
    ),
  }),
  openingKnown: () => ({
    html: 'Saldo awal di Klikoo sudah dicatat operator lain. Tidak ada yang dibukukan; selisihnya dicatat dengan /klikoo topup.',
  }),
  balanceSilent: () => ({ html: 'Saldo Klikoo tidak dapat dibaca sekarang. Coba lagi nanti.' }),

  toasts: {
    agrees: ({ number, state }) => `#${number} ${STATES[state]}: sekarang sama dengan Klikoo.`,
    stillDiffers: ({ number, state }) =>
      `#${number} ${STATES[state]}. Klikoo sudah ditanya lagi; jawaban yang bertentangan ditanya dua kali, cek lagi satu menit lagi.`,
    notNow: 'Sedang ditanyakan ke Klikoo. Coba lagi satu menit lagi.',
    checked: 'Ditandai sudah diperiksa.',
    closed: 'Sudah ditutup sebelumnya.',
    openingKnown: 'Saldo awal sudah dicatat.',
    noDifference: 'Saldo sudah sama.',
  },
};
