import type { ConfirmVerdict } from '../../app/orders.ts';
import type { QuoteRefusal } from '../../app/quote-order.ts';
import type { NotUnderstoodReason } from '../../domain/command/command.ts';
import type { FailureReason } from '../../domain/order/order.ts';
import { formatRupiah } from '../message.ts';
import { createOrderTexts } from './create.ts';
import { failureWords, refusalWords } from './machine.ts';
import type { Advice, OrderWords } from './words.ts';

function failure(reason: FailureReason, text: string): Advice {
  const why = `${failureWords({ reason, text })}.`;
  switch (reason) {
    case 'wrong_destination':
      return { why, next: 'Periksa nomornya bersama pelanggan, lalu ketik ulang.' };
    case 'product_disturbed':
      return { why, next: 'Coba lagi beberapa saat lagi, atau pilih produk lain.' };
    case 'product_closed':
      return { why, next: 'Pilih produk lain: ketik H untuk daftar harga.' };
    case 'amount_out_of_range':
      return { why, next: 'Ketik ulang dengan nominal lain.' };
    case 'already_paid':
      return { why, next: 'Tidak ada lagi yang harus dibayar untuk nomor ini.' };
    case 'supplier_refused':
      return { why, next: 'Periksa nomor dan produknya. Kalau sudah benar, hubungi operator.' };
    case 'supplier_unreachable':
      return { why, next: 'Tidak ada yang terbeli. Coba lagi beberapa saat lagi.' };
    case 'other':
      return { why, next: 'Periksa nomor dan produknya sebelum mengulang.' };
    default: {
      const unhandled: never = reason;
      throw new Error(`unhandled reason: ${String(unhandled)}`);
    }
  }
}

function refusal(result: QuoteRefusal): Advice {
  const why = `${refusalWords(result)}.`;
  switch (result.kind) {
    case 'unknown_product':
      return { why, next: 'Ketik H untuk daftar kode dan harga.' };
    case 'closed':
      return { why, next: 'Pilih produk lain: ketik H untuk daftar harga.' };
    case 'bad_destination':
      return { why, next: `${DESTINATIONS[result.expects]} Ketik ulang dengan nomor yang benar.` };
    case 'amount_missing':
      return { why, next: 'Tulis nominal setelah nomor tujuan, misalnya:' };
    case 'amount_not_wanted':
      return { why, next: 'Harga produk ini tetap. Ketik tanpa nominal:' };
    case 'amount_out_of_range':
      return { why, next: 'Ketik ulang dengan nominal di dalam batas itu.' };
    case 'repeat':
    case 'repeat_in_batch':
      return { why, next: 'Tidak ada yang dibeli. Kalau memang mau beli lagi, ketik:' };
    case 'customer_refused':
      return failure(result.reason, result.text);
    case 'inquiry_unavailable':
      return {
        why: 'Nama pelanggan belum bisa dicek karena pemasok tidak menjawab.',
        next: 'Tidak ada yang dibeli dan saldo tidak berkurang. Coba lagi sebentar lagi.',
      };
    case 'insufficient':
      return {
        why: `Saldo kurang ${formatRupiah(result.missing)} untuk harga ${formatRupiah(result.price)}.`,
        next: 'Tambah deposit lewat operator, lalu ketik ulang.',
      };
    default: {
      const unhandled: never = result;
      throw new Error(`unhandled refusal: ${JSON.stringify(unhandled)}`);
    }
  }
}

const DESTINATIONS = {
  phone: 'Produk ini perlu nomor HP: 08…, 10 sampai 14 angka.',
  meter: 'Produk ini perlu nomor meter atau ID pelanggan PLN: 11 sampai 13 angka.',
  any: 'Produk ini perlu 4 sampai 20 huruf atau angka.',
} as const;

function verdict(result: ConfirmVerdict): Advice | undefined {
  switch (result.kind) {
    case 'held':
    case 'already':
    case 'expired':
    case 'cancelled':
      return undefined;
    case 'not_owner':
      return { why: 'Konfirmasi ini milik akun lain.', next: 'Buat order sendiri untuk membeli.' };
    case 'blocked':
      return { why: 'Akun Anda diblokir.', next: 'Tidak ada yang dibeli. Hubungi operator.' };
    case 'paused':
      return { why: 'Penjualan sedang dihentikan sementara.', next: 'Tidak ada yang dibeli. Coba lagi nanti.' };
    case 'closed':
      return { why: 'Produk sedang ditutup.', next: 'Tidak ada yang dibeli. Ketik H untuk produk lain.' };
    case 'price_changed':
      return {
        why: `Harga berubah menjadi ${formatRupiah(result.price)}.`,
        next: 'Tidak ada yang dibeli. Ketik ulang untuk membeli dengan harga baru.',
      };
    case 'repeat':
      return {
        why: `Sudah pernah dibeli hari ini: #${result.earlierNumber}.`,
        next: 'Tidak ada yang dibeli. Kalau memang mau beli lagi, ketik:',
      };
    case 'insufficient':
      return {
        why: `Saldo kurang ${formatRupiah(result.missing)}.`,
        next: 'Tidak ada yang dibeli. Tambah deposit lewat operator, lalu tekan Beli lagi.',
      };
    default: {
      const unhandled: never = result;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

function toastOf(kind: ConfirmVerdict['kind']): string {
  switch (kind) {
    case 'held':
      return 'Diproses';
    case 'already':
      return 'Sudah diproses sebelumnya';
    case 'expired':
      return 'Sudah kedaluwarsa, ketik ulang';
    case 'cancelled':
      return 'Sudah dibatalkan';
    case 'not_owner':
      return 'Ini bukan konfirmasi Anda';
    case 'blocked':
      return 'Akun Anda diblokir';
    case 'paused':
      return 'Penjualan sedang dihentikan';
    case 'closed':
      return 'Produk sedang ditutup';
    case 'price_changed':
      return 'Harga berubah, belum dibeli';
    case 'repeat':
      return 'Sudah pernah hari ini, tidak dibeli';
    case 'insufficient':
      return 'Saldo tidak cukup';
    default: {
      const unhandled: never = kind;
      throw new Error(`unhandled verdict: ${String(unhandled)}`);
    }
  }
}

const NOT_UNDERSTOOD: Readonly<Record<NotUnderstoodReason, string>> = {
  unknown_word: 'Pesan ini belum saya mengerti.',
  unknown_slash: 'Perintah itu tidak ada.',
  reserved_word: 'Perintah itu belum tersedia.',
  non_ascii: 'Ada huruf yang bukan huruf biasa. Ketik ulang dengan huruf A-Z dan angka.',
  no_code: 'Kode produknya belum ada. Tulis kode lebih dulu.',
  no_destination: 'Nomor tujuannya belum ada.',
  destination_or_pin: 'Angka itu nomor tujuan atau PIN? Tulis keduanya.',
  two_destinations: 'Ada dua nomor tujuan dalam satu order. Tulis satu order per baris.',
  unclear_fields: 'Susunan order ini belum jelas.',
  own_reference: 'Referensi sendiri (R#) belum didukung.',
  bad_arguments: 'Isi perintah ini belum benar.',
  bad_day: 'Tanggalnya belum jelas. Contoh: LAP.15, LAP.15/11, LAP.-1',
};

const words: OrderWords = {
  customer: 'Nama',
  power: 'Daya',
  energy: 'kWh',
  token: 'Token',
  sn: 'SN',
  buyerPhone: 'HP pembeli',
  amount: 'Nominal',
  price: 'Harga',
  total: 'Total',
  balance: 'Saldo',
  held: 'Ditahan untuk order yang diproses',
  product: 'Produk',
  destination: 'Tujuan',

  buy: 'Beli',
  buyUnnamed: 'Beli tanpa nama',
  cancel: 'Batal',
  tryAgain: 'Coba lagi',
  orderAgain: 'Pesan lagi',
  askNewPrice: 'Cek harga baru',
  copyToken: 'Salin token',
  copySn: 'Salin SN',
  newest: 'Terbaru',
  newer: 'Lebih baru',
  older: 'Lebih lama',
  off: 'Matikan',

  nameUnchecked: 'Nama pelanggan belum bisa dicek. Pastikan nomornya benar.',
  nothingQuotable: 'Tidak ada yang bisa dibeli:',
  notPossible: 'Tidak bisa:',
  validUntil: (minutes, time) => `Berlaku ${minutes} menit, sampai ${time}.`,
  orders: (count) => `${count} order`,
  occurrence: (occurrence) => `Pembelian ke-${occurrence} hari ini`,
  left: (count) => `… dan ${count} lagi`,

  state: {
    quoted: 'MENUNGGU KONFIRMASI',
    expired: 'KEDALUWARSA',
    cancelled: 'BATAL',
    held: 'DIPROSES',
    submitted: 'DIPROSES',
    needs_review: 'DIPERIKSA',
    delivered: 'SUKSES',
    failed: 'GAGAL',
    reversed: 'DIKEMBALIKAN',
  },
  stateNote: {
    expired: 'Tidak ada yang dibeli, saldo tidak berkurang.',
    cancelled: 'Tidak ada yang dibeli, saldo tidak berkurang.',
    held: 'Sedang diproses. Hasilnya dikabarkan di sini, tidak perlu kirim ulang.',
    submitted: 'Sedang diproses. Hasilnya dikabarkan di sini, tidak perlu kirim ulang.',
    needs_review:
      'Pemasok belum memberi jawaban pasti, operator sedang memeriksa. Saldo tetap ditahan. Jangan beli ulang dulu.',
    delivered: '',
    reversed: 'Pemasok membatalkan order ini setelah sukses. Saldo sudah dikembalikan.',
  },
  snFollows: 'SN menyusul.',
  failure,
  verdict,
  toast: {
    confirmed: 'Diproses',
    partly: (held, all) => `${held} dari ${all} diproses`,
    already: 'Sudah diproses sebelumnya',
    verdict: toastOf,
    cancelled: 'Dibatalkan',
    tooLate: 'Sudah diproses, tidak bisa dibatalkan',
    unknownCard: 'Konfirmasi ini sudah tidak berlaku',
    notYours: 'Ini bukan tombol Anda',
    summaryAt: (hour) => `Ringkasan harian jam ${hour}`,
    summaryOff: 'Ringkasan harian dimatikan',
  },

  refusal,
  nearest: 'Maksud Anda:',
  blocked: 'Akun Anda sedang diblokir, jadi belum bisa membeli. Hubungi operator.',
  repliesOnly: 'Untuk menjawab konfirmasi, tekan tombolnya, atau balas (reply) pesannya dengan YA atau TIDAK.',

  tooLong: 'Pesan terlalu panjang (paling banyak 2.000 huruf). Tidak ada yang diproses; bagi menjadi beberapa pesan.',
  tooManyOrders: 'Terlalu banyak order (paling banyak 50 per pesan). Tidak ada yang diproses; bagi menjadi beberapa pesan.',
  question: {
    amount_or_pin: 'Angka itu nominal atau PIN?',
    amount_or_repeat: 'Angka itu nominal atau urutan pembelian?',
    destination_or_amount: 'Yang mana nomor tujuannya?',
  },
  questionPin: 'Ketik ulang dengan Rp di depan nominal, supaya tidak tertukar dengan PIN:',
  meantAmount: (amount) => `nominal ${amount}`,
  notUnderstood: (reason) => NOT_UNDERSTOOD[reason],
  didYouMean: 'Maksud Anda:',
  helpHint: 'Contoh order: PLN20.nomor.PIN. Ketik FORMAT untuk semua perintah.',
  numberHere: 'nomor',

  noOrder: (query) => `TIDAK ADA transaksi ${query}.`,
  lastOrders: 'Order terakhir',
  ordersTo: (query) => `Order ke ${query}`,
  noOrders: 'Belum ada order.',
  supplierSilent: 'Pemasok tidak menjawab. Coba lagi sebentar lagi.',
  supplierStatus: (word) => `Status di pemasok: ${word}`,
  bookingCode: 'Kode booking',
  trip: 'Berangkat',
  returnTrip: 'Pulang',
  from: 'Naik di',
  to: 'Tujuan',
  departs: 'Jam',
  passengers: 'Penumpang',
  seat: 'Kursi',
  idCard: 'KTP',

  categories: 'Pilih kategori, atau ketik H.KODE, misalnya H.PLN',
  noPrices: (terms) => `Tidak ada produk untuk ${terms}. Ketik H untuk semua kategori.`,
  noProducts: 'Belum ada produk yang dijual.',
  closed: 'tutup',
  amountPlus: 'nominal + ',
  prices: (query) => `Harga ${query}`,

  recap: (day) => `Rekap ${day}`,
  ledger: (day) => `Mutasi ${day}`,
  history: 'Riwayat order',
  historyOf: (query) => `Riwayat ${query}`,
  historyOfProduct: (code, searched) => `Riwayat ${code}, dari ${searched} order terakhir`,
  dayToCome: 'Tanggal itu belum tiba.',
  nothingThatDay: 'Tidak ada transaksi.',
  standing: { delivered: 'Sukses', in_flight: 'Diproses', failed: 'Gagal', reversed: 'Dikembalikan' },
  spending: 'Belanja',
  inFlight: 'Masih ditahan',
  perProduct: 'Per produk',
  mutation: {
    hold: 'Order',
    release: 'Kembali',
    reversal: 'Pembatalan',
    deposit: 'Deposit',
    correction: 'Koreksi',
  },

  summary: (day, time) => `Ringkasan ${day} sampai jam ${time}`,
  summarySince: (day, time) => `Sesudah ringkasan ${day} jam ${time}`,
  summaryHint: 'Ubah jam atau matikan: /laporan',
  summarySetting: (time) =>
    time === undefined
      ? 'Ringkasan harian mati. Pilih jam untuk menerimanya:'
      : `Ringkasan harian dikirim jam ${time}. Pilih jam lain atau matikan:`,
};

export const orderId = createOrderTexts(words);
