import type { NotUnderstoodReason } from '../../domain/command/command.ts';
import { billWordsId } from '../bill/id.ts';
import { failure, refusal, toastOf, verdict } from './advice-id.ts';
import { createOrderTexts } from './create.ts';
import { STATES_ID } from './states.ts';
import type { OrderWords } from './words.ts';

const NOT_UNDERSTOOD: Readonly<Record<NotUnderstoodReason, string>> = {
  unknown_word: 'Pesan ini belum saya mengerti.',
  unknown_slash: 'Perintah itu tidak ada.',
  reserved_word: 'Perintah itu belum tersedia.',
  non_ascii: 'Ada huruf yang bukan huruf biasa. Ketik ulang dengan huruf A-Z dan angka.',
  no_code: 'Kode produknya belum ada. Tulis kode lebih dulu.',
  no_destination: 'Nomor tujuannya belum ada.',
  destination_or_pin: 'Angka itu nomor tujuan atau PIN? Tulis keduanya.',
  two_destinations: 'Ada dua nomor tujuan dalam satu order. Tulis satu order per baris.',
  one_or_several: 'Order lain, atau ulangan order ini? Ketik satu order per baris.',
  unclear_fields: 'Susunan order ini belum jelas.',
  own_reference: 'Referensi ditulis paling akhir, satu untuk satu order: S10.nomor.PIN R#TOKO-17',
  unclear_amount: 'Yang mana nominal, yang mana PIN? Tulis nominalnya dengan Rp.',
  bad_arguments: 'Isi perintah ini belum benar.',
  bad_day: 'Tanggalnya belum jelas. Contoh: LAP.15, LAP.15/11, LAP.-1',
};

const words: OrderWords = {
  bill: billWordsId,
  customer: 'Nama',
  power: 'Daya',
  energy: 'kWh',
  token: 'Token',
  sn: 'SN',
  reference: 'Referensi',
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
  deposit: 'Deposit',
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
  answerCard: (time) => `Konfirmasinya masih menunggu jawaban, sampai ${time}.`,
  validUntil: (minutes, time) => `Berlaku ${minutes} menit, sampai ${time}.`,
  orders: (count) => `${count} order`,
  occurrence: (occurrence) => `Pembelian ke-${occurrence} hari ini`,
  left: (count) => `… dan ${count} lagi`,

  state: STATES_ID,
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
  released: 'Tidak ada yang dibeli, saldo sudah dikembalikan.',
  snFollows: 'SN menyusul.',
  arrivedLate:
    'Order ini tadi dikabarkan gagal dan saldonya dikembalikan, tetapi ternyata berhasil. Harganya dipotong lagi dari saldo. Jangan dibeli ulang.',
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
  repliesOnly:
    'Untuk menjawab konfirmasi, tekan tombolnya, atau balas (reply) pesannya dengan YA atau TIDAK.',

  tooLong:
    'Pesan terlalu panjang (paling banyak 2.000 huruf). Tidak ada yang diproses; bagi menjadi beberapa pesan.',
  tooManyOrders:
    'Terlalu banyak order (paling banyak 50 per pesan). Tidak ada yang diproses; bagi menjadi beberapa pesan.',
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
    late_capture: 'Sukses susulan',
    deposit: 'Deposit',
    correction: 'Koreksi',
    transfer: 'Transfer',
    take_back: 'Tarik saldo',
    commission: 'Komisi',
    commission_back: 'Komisi dibatalkan',
  },

  summary: (day, time) => `Ringkasan ${day} sampai jam ${time}`,
  summarySince: (day, time) =>
    time === undefined ? `Kemarin, ${day}` : `Sesudah ringkasan ${day} jam ${time}`,
  summaryHint: 'Ubah jam atau matikan: /laporan',
  summarySetting: (time) =>
    time === undefined
      ? 'Ringkasan harian mati. Pilih jam untuk menerimanya:'
      : `Ringkasan harian dikirim jam ${time}. Pilih jam lain atau matikan:`,
};

export const orderId = createOrderTexts(words);
