import { type Order, orderLabel } from '../../domain/order/order.ts';
import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { alarmId } from './alarm-id.ts';
import { ageMinutes, bounded, decisionData, resellerLabel, yesNo } from './layout.ts';
import { reconcileId } from './reconcile-id.ts';
import { showButtons } from './review.ts';
import { reviewId } from './review-id.ts';
import { secondId } from './second-id.ts';
import type { KeypadSent, OperatorTexts, OperatorTopic, PriceExample } from './texts.ts';

const USAGE: Record<OperatorTopic, string> = {
  reseller: [
    '<code>/reseller</code> daftar reseller',
    '<code>/reseller K0001</code> satu reseller',
    '<code>/reseller tambah 123456789 Budi Cell</code> (ID Telegram, nama)',
    '<code>/reseller pin K0001</code> reset PIN',
    '<code>/reseller blokir K0001 alasan</code> tidak bisa membeli (alasan bila perlu)',
    '<code>/reseller buka K0001</code> bisa membeli lagi',
  ].join('\n'),
  deposit: '<code>/deposit K0001 500000 transfer BCA</code> (kode, nominal, catatan bila perlu)',
  koreksi: '<code>/koreksi K0001 -5000 salah deposit</code> (kode, +/- nominal, alasan wajib)',
  produk: '<code>/produk sync</code> ambil daftar dari Klikoo\n<code>/produk PLN20</code> satu produk',
  markup: [
    '<code>/markup 250</code> semua produk',
    '<code>/markup PLN20 300</code> satu produk',
    '<code>/markup PLN20 -</code> kembali ke markup umum',
  ].join('\n'),
  pin: '<code>/pin reset K0001</code>',
  klikoo:
    '<code>/klikoo</code> saldo dan gangguan\n<code>/klikoo topup 5000000 BCA 14:02</code> catat top-up saldo Klikoo (nominal, catatan bila perlu)',
  rekonsiliasi:
    '<code>/rekonsiliasi</code> bandingkan kemarin dengan Klikoo\n<code>/rekonsiliasi 15/11</code> bandingkan satu hari',
  batas:
    '<code>/batas</code> nominal yang perlu operator kedua\n<code>/batas 50000000</code> ubah; <code>/batas 0</code> matikan',
};

const STATES: Record<Order['state'], string> = {
  quoted: 'belum dikonfirmasi',
  expired: 'kedaluwarsa',
  cancelled: 'dibatalkan',
  held: 'ditahan',
  submitted: 'di Klikoo',
  needs_review: '⚠️ perlu diperiksa',
  delivered: 'sukses',
  failed: 'gagal',
  reversed: 'dibatalkan Klikoo',
};

const LARGE = '⚠️ <b>Nominal besar.</b> Hitung lagi jumlah nolnya.';
const EXPIRES = 'Berlaku 10 menit.';

const more = (count: number) => `… dan ${count} lagi`;

function keypadLine(keypad: KeypadSent): string[] {
  switch (keypad) {
    case 'sent':
      return ['Keypad untuk membuat PIN sudah dikirim.'];
    case 'unreachable':
      return ['Belum bisa dikirimi pesan: ia harus menekan /start dulu di bot ini, lalu keypad PIN muncul.'];
    case 'not_needed':
      return [];
    default: {
      const unhandled: never = keypad;
      throw new Error(`unhandled keypad: ${String(unhandled)}`);
    }
  }
}

function exampleLine({ code, name, before, after }: PriceExample): string {
  return `Contoh <b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}: ${formatRupiah(before)} → ${formatRupiah(after)}`;
}

function toldLine(isTold: boolean): string {
  return isTold ? 'Reseller sudah diberi tahu.' : 'Reseller belum bisa dikirimi pesan.';
}

const withSign = (amount: number, text: string) => (amount > 0 ? `+${text}` : text);

export const operatorId: OperatorTexts = {
  welcome: () => ({ html: 'Anda operator bot ini. Daftar perintah: /bantuan' }),
  help: () => ({
    html: [
      '<b>Operator</b>',
      USAGE.reseller,
      USAGE.deposit,
      USAGE.koreksi,
      USAGE.produk,
      USAGE.markup,
      '/tiket tiket deposit yang menunggu; /rekening untuk transfer deposit',
      '<code>/prefiks</code> prefiks nomor HP per operator',
      '/antrian pembelian yang belum selesai',
      '/periksa yang menunggu keputusan; <code>/periksa 10234</code> satu order',
      '<code>/nyatakan 10234 sukses SN</code>, <code>/nyatakan 10234 gagal alasan</code>',
      USAGE.klikoo,
      USAGE.rekonsiliasi,
      USAGE.batas,
    ].join('\n'),
  }),
  usage: (topic) => ({ html: `Format:\n${USAGE[topic]}` }),
  notReseller: () => ({
    html: 'Akun ini operator, bukan reseller. Untuk ikut berjualan, tambahkan diri sendiri: <code>/reseller tambah ID NAMA</code>',
  }),

  registrationRequest: (registration) => ({
    html: [
      '<b>Pendaftaran reseller</b>',
      `Nama: ${escapeLine(registration.name, 80)}`,
      `Kota: ${escapeLine(registration.town, 80)}`,
      `HP: <code>${escapeLine(registration.phone, 80)}</code>`,
      `ID Telegram: <code>${registration.telegramId}</code>`,
    ].join('\n'),
    buttons: [
      [
        { text: 'Setujui', data: decisionData('yes', registration) },
        { text: 'Tolak', data: decisionData('no', registration) },
      ],
    ],
  }),
  registrationDecided: ({ registration, code, operatorName, byOther, keypad }) => {
    const verb = registration.state === 'approved' ? '✅ Disetujui' : '❌ Ditolak';
    const by = ` oleh ${operatorName === undefined ? 'operator' : escapeLine(operatorName, 80)}`;
    return {
      html: [
        `${verb}${by}${byOther ? ', sebelum Anda. Tidak ada yang berubah.' : '.'}`,
        `${code === undefined ? '' : `<b>${escapeLine(code, 80)}</b> `}${escapeLine(registration.name, 80)}, ${escapeLine(registration.town, 80)}, <code>${escapeLine(registration.phone, 80)}</code>`,
        ...keypadLine(keypad),
      ].join('\n'),
    };
  },

  unknownReseller: (typed) => ({ html: `Tidak ada reseller <code>${escapeLine(typed, 80)}</code>.` }),
  resellerAdded: ({ telegramId, isNew, keypad, ...who }) => ({
    html: [
      isNew
        ? `✅ ${resellerLabel(who)} terdaftar.`
        : `ID Telegram <code>${telegramId}</code> sudah terdaftar sebagai ${resellerLabel(who)}. Tidak ada yang berubah.`,
      ...keypadLine(keypad),
    ].join('\n'),
  }),
  reseller: ({ reseller, upline, available, held, telegramIds }) => ({
    html: [
      `${resellerLabel(reseller)}${reseller.state === 'blocked' ? ' (diblokir)' : ''}`,
      ...(upline === undefined
        ? []
        : [`Upline: ${resellerLabel(upline)}${reseller.isOffByUpline ? ' (dimatikan upline)' : ''}`]),
      `Saldo ${formatRupiah(available)}, ditahan ${formatRupiah(held)}`,
      `PIN: ${reseller.hasPin ? 'ada' : 'belum dibuat'}`,
      `Kota: ${escapeLine(reseller.town ?? '-', 80)}, HP: <code>${escapeLine(reseller.phone ?? '-', 80)}</code>`,
      `Telegram: ${telegramIds.length === 0 ? 'tidak terjangkau' : telegramIds.map((id) => `<code>${id}</code>`).join(', ')}`,
    ].join('\n'),
  }),
  resellers: ({ lines, next }) => ({
    html:
      lines.length === 0
        ? 'Tidak ada reseller (lagi). Tambah: <code>/reseller tambah ID NAMA</code>'
        : [
            ...lines.map(
              ({ available, isBlocked, hasPin, ...who }) =>
                `${resellerLabel(who)}: ${formatRupiah(available)}${isBlocked ? ' (diblokir)' : ''}${hasPin ? '' : ' (tanpa PIN)'}`,
            ),
            ...(next === undefined ? [] : [`Lanjut: <code>/reseller dari ${escapeLine(next, 80)}</code>`]),
          ].join('\n'),
  }),
  askPinReset: (who, token) => ({
    html: [`Reset PIN ${resellerLabel(who)}?`, 'PIN lama langsung tidak berlaku.', EXPIRES].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  pinReset: ({ keypad, ...who }) => ({
    html: [`PIN ${resellerLabel(who)} direset. PIN lama tidak berlaku lagi.`, ...keypadLine(keypad)].join(
      '\n',
    ),
  }),
  askBlock: ({ reason, ...who }, token) => ({
    html: [
      `Blokir ${resellerLabel(who)}?`,
      'Ia masih bisa melihat saldo dan riwayat, tidak bisa membeli. Pembelian yang sedang berjalan tetap diselesaikan.',
      ...(reason === '' ? [] : [`Alasan (dikirim ke reseller): ${escapeLine(reason, 200)}`]),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  askUnblock: (who, token) => ({
    html: [`Buka blokir ${resellerLabel(who)}?`, 'Ia bisa membeli lagi.', EXPIRES].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  blocked: ({ reason, isTold, ...who }) => ({
    html: [
      `✅ ${resellerLabel(who)} diblokir.`,
      ...(reason === '' ? [] : [`Alasan: ${escapeLine(reason, 200)}`]),
      toldLine(isTold),
    ].join('\n'),
  }),
  unblocked: ({ isTold, ...who }) => ({
    html: [`✅ Blokir ${resellerLabel(who)} dibuka.`, toldLine(isTold)].join('\n'),
  }),
  alreadyBlocked: (who) => ({ html: `${resellerLabel(who)} sudah diblokir. Tidak ada yang berubah.` }),
  alreadyUnblocked: (who) => ({ html: `${resellerLabel(who)} tidak diblokir. Tidak ada yang berubah.` }),

  askDeposit: ({ amount, note, balance, isLarge, ...who }, token) => ({
    html: [
      `Deposit <b>${formatRupiah(amount)}</b> ke ${resellerLabel(who)}?`,
      `Saldo sekarang ${formatRupiah(balance)}`,
      ...(note === '' ? [] : [`Catatan: ${escapeLine(note, 200)}`]),
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  askCorrection: ({ amount, reason, balance, isLarge, ...who }, token) => ({
    html: [
      `Koreksi <b>${withSign(amount, formatRupiah(amount))}</b> untuk ${resellerLabel(who)}?`,
      `Saldo sekarang ${formatRupiah(balance)}`,
      `Alasan: ${escapeLine(reason, 200)}`,
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  askGlobalMarkup: ({ from, to, example, isLarge }, token) => ({
    html: [
      `Markup umum ${formatRupiah(from)} → <b>${formatRupiah(to)}</b>?`,
      ...(example === undefined ? [] : [exampleLine(example)]),
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  askProductMarkup: ({ from, to, example, isLarge }, token) => ({
    html: [
      `Markup <b>${escapeLine(example.code, 80)}</b> ${from === undefined ? 'umum' : formatRupiah(from)} → <b>${to === undefined ? 'umum' : formatRupiah(to)}</b>?`,
      exampleLine(example),
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  deposited: ({ amount, note, balance, isTold, ...who }) => ({
    html: [
      `✅ Deposit <b>${formatRupiah(amount)}</b> ke ${resellerLabel(who)} dibukukan.`,
      `Saldo ${formatRupiah(balance)}`,
      ...(note === '' ? [] : [`Catatan: ${escapeLine(note, 200)}`]),
      toldLine(isTold),
    ].join('\n'),
  }),
  corrected: ({ amount, reason, balance, isTold, ...who }) => ({
    html: [
      `✅ Koreksi <b>${withSign(amount, formatRupiah(amount))}</b> untuk ${resellerLabel(who)} dibukukan.`,
      `Saldo ${formatRupiah(balance)}`,
      `Alasan: ${escapeLine(reason, 200)}`,
      toldLine(isTold),
    ].join('\n'),
  }),
  wouldFallBelowZero: ({ amount, ...who }) => ({
    html: `Koreksi ${formatRupiah(amount)} ditolak: saldo ${resellerLabel(who)} akan menjadi minus. Tidak ada yang dibukukan.`,
  }),
  globalMarkupSet: (markup) => ({ html: `✅ Markup umum sekarang <b>${formatRupiah(markup)}</b>.` }),
  productMarkupSet: (code, markup) => ({
    html:
      markup === undefined
        ? `✅ <b>${escapeLine(code, 80)}</b> sekarang memakai markup umum.`
        : `✅ Markup <b>${escapeLine(code, 80)}</b> sekarang <b>${formatRupiah(markup)}</b>.`,
  }),
  actionCancelled: () => ({ html: 'Dibatalkan. Tidak ada yang berubah.' }),
  actionExpired: () => ({ html: 'Kedaluwarsa. Tidak ada yang berubah; ketik ulang kalau masih perlu.' }),

  unknownProduct: (typed, nearest) => ({
    html: [
      `Tidak ada produk <code>${escapeLine(typed, 80)}</code>.`,
      ...(nearest.length === 0
        ? []
        : [`Mirip: ${nearest.map((code) => `<code>${escapeLine(code, 80)}</code>`).join(', ')}`]),
    ].join('\n'),
  }),
  product: (product, price, globalMarkup) => ({
    html: [
      `<b>${escapeLine(product.code, 80)}</b> ${escapeLine(product.name, 80)} (${escapeLine(product.category, 80)})`,
      product.isOpenAmount ? 'Nominal bebas; angka di bawah di atas nominalnya.' : '',
      `Modal ${formatRupiah(product.cost)}`,
      product.markup === undefined
        ? `Markup umum ${formatRupiah(globalMarkup)}`
        : `Markup sendiri ${formatRupiah(product.markup)}`,
      `Harga <b>${formatRupiah(price)}</b>`,
      `Klikoo: ${product.isEnabled ? 'buka' : 'tutup'}; di sini: ${product.isForSale ? 'dijual' : 'tidak dijual'}`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
  }),
  globalMarkup: (markup) => ({ html: `Markup umum <b>${formatRupiah(markup)}</b>.\n${USAGE.markup}` }),
  syncing: () => ({ html: 'Mengambil daftar produk dari Klikoo …' }),
  synced: ({ listed, added, costChanged, opened, closed }) => {
    const part = (title: string, lines: readonly string[]) =>
      lines.length === 0 ? [] : ['', `<b>${title}</b> (${lines.length})`, ...bounded(lines, more)];
    const hasChanges = added.length + costChanged.length + opened.length + closed.length > 0;
    return {
      html: [
        `✅ ${listed} produk diambil.${hasChanges ? '' : ' Tidak ada perubahan.'}`,
        ...part(
          'Baru',
          added.map((code) => escapeLine(code, 80)),
        ),
        ...part(
          'Modal berubah',
          costChanged.map(
            ({ code, from, to }) => `${escapeLine(code, 80)} ${formatRupiah(from)} → ${formatRupiah(to)}`,
          ),
        ),
        ...part(
          'Dibuka',
          opened.map((code) => escapeLine(code, 80)),
        ),
        ...part(
          'Ditutup',
          closed.map((code) => escapeLine(code, 80)),
        ),
      ].join('\n'),
    };
  },
  syncFailed: (detail) => ({
    html: `Daftar produk tidak dapat diambil, tidak ada yang berubah. Coba lagi nanti.\n<code>${escapeLine(detail, 300)}</code>`,
  }),

  queue: ({ orders, total, now }) => ({
    html:
      total === 0
        ? 'Antrian kosong.'
        : [
            `<b>Antrian</b> (${total})`,
            ...orders.map(
              ({ order, resellerCode, isInReview }) =>
                `#${order.number} ${escapeLine(orderLabel(order), 80)} ${escapeLine(resellerCode, 80)} ${formatRupiah(order.price)}: ${isInReview && order.state !== 'needs_review' ? '⚠️ ' : ''}${STATES[order.state]}, ${ageMinutes(order, now)} menit`,
            ),
            ...(total > orders.length ? [more(total - orders.length)] : []),
          ].join('\n'),
    buttons: showButtons(orders),
  }),
  klikoo: ({ balance, lastError }) => ({
    html: [
      balance === undefined
        ? 'Saldo Klikoo tidak dapat dibaca sekarang.'
        : `Saldo Klikoo <b>${formatRupiah(balance)}</b>`,
      lastError === undefined
        ? 'Belum ada gangguan sejak bot dijalankan.'
        : `Gangguan terakhir ${escapeLine(lastError.atLabel, 80)}:\n<code>${escapeLine(lastError.what, 500)}</code>`,
    ].join('\n'),
  }),

  review: reviewId,
  reconcile: reconcileId,
  second: secondId,
  alarm: alarmId,

  toasts: {
    done: 'Sudah dikerjakan sebelumnya.',
    cancelled: 'Sudah dibatalkan.',
    expired: 'Sudah kedaluwarsa, tidak ada yang berubah.',
    notYours: 'Hanya operator yang memintanya yang dapat menekan tombol ini.',
    unknown: 'Tombol ini tidak berlaku.',
  },
};
