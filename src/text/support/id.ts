import type { Order } from '../../domain/order/order.ts';
import { createSupportTexts } from './create.ts';

/** How an order stands, in a word. */
export const supportStateId: Record<Order['state'], string> = {
  quoted: 'MENUNGGU KONFIRMASI',
  expired: 'KEDALUWARSA',
  cancelled: 'BATAL',
  held: 'DIPROSES',
  submitted: 'DIPROSES',
  needs_review: 'DIPERIKSA',
  delivered: 'SUKSES',
  failed: 'GAGAL',
  reversed: 'DIKEMBALIKAN',
};

export const supportId = createSupportTexts({
  title: (id) => `Komplain ${id}`,
  open: 'Komplain Anda yang masih dibuka',
  closed: 'selesai',
  last: 'Pilih pembelian yang dikeluhkan:',
  write: 'Tulis langsung: <code>K.S10 ke 081234567890 belum masuk</code>',
  about: 'Komplain tentang',
  noOrder: 'Komplain bukan tentang pembelian.',
  which: 'Tentang pembelian yang mana?',
  still: 'Kalau masih ada yang kurang, tekan [Tetap komplain]: operator akan melihatnya.',
  saved: 'Sudah diteruskan ke operator. Untuk menambah, balas pesan ini.',
  replyHere: '✍️ Tulis dengan membalas pesan ini.',
  operator: 'Operator',
  you: 'Anda',
  closedBy: (who) => `Ditutup oleh ${who}.`,
  earlier: (count) => `… ${count} pesan sebelumnya`,
  more: (count) => `… dan ${count} lagi`,
  price: 'Harga',
  customer: 'Nama',
  yes: 'Tetap komplain',
  other: 'Pembelian lain',
  none: 'Bukan soal pembelian',
  cancel: 'Batal',
  done: 'Selesai',
  order: 'Pembelian',
  tooMany: 'Sudah ada 3 komplain Anda yang dibuka. Balas atau selesaikan salah satu dulu.',
  tooOften:
    'Komplain Anda sudah terlalu banyak dalam sehari. Balas yang masih dibuka, atau tulis lagi besok.',
  discarded: 'Komplain tidak dikirim.',
  told: {
    told: (code) => `jawaban Anda sudah sampai ke ${code}.`,
    unsure: (code) =>
      `jawaban Anda mungkin sudah sampai ke ${code}, mungkin belum. Tidak dikirim dua kali. Kalau perlu, tulis lagi.`,
    unreachable: (code) => `jawaban Anda disimpan, tetapi ${code} tidak bisa dihubungi di Telegram.`,
  },
  forwarded: 'sudah diteruskan ke operator.',
  isClosed: 'sudah selesai. Tulis komplain baru dengan <code>K.isi komplain</code>.',
  isFull: 'sudah terlalu panjang. Hubungi langsung.',
  nothingOpen: 'Tidak ada komplain yang dibuka.',
  listTitle: (total) => `Komplain yang dibuka: ${total}`,
  state: supportStateId,
  toasts: { notValid: 'Tombol ini tidak berlaku lagi', closed: 'Selesai' },
});
