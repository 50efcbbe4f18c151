import { createBillTexts } from './create.ts';
import type { BillWords } from './words.ts';

export const billWordsId: BillWords = {
  period: 'Periode',
  months: (count) => `Untuk ${count} bulan`,
  amount: 'Tagihan',
  admin: 'Admin',
  fine: 'Denda',
  total: 'Jumlah tagihan',
  pay: 'Bayar',
  plus: 'tagihan + ',
  lookAgain: 'Cek tagihan',
};

export const billId = createBillTexts({
  which: (typed) => `${typed} yang mana? Pilih, atau tulis kodenya:`,
  unknown: (typed) => `Tagihan ${typed} tidak ada.`,
  available: 'Yang ada:',
  none: 'Belum ada tagihan yang bisa dibayar.',
  notABill: (code) => `${code} bukan tagihan, harganya tetap.`,
  order: 'Untuk membelinya ketik:',
  productMissing: 'Tagihan apa? Tulis kodenya di depan nomor pelanggan.',
  example: 'Contoh:',
  countMonths: 'Untuk BPJS tulis berapa bulan yang dibayar, 1 sampai 12.',
  gone: (number) =>
    `Tagihan #${number} tidak ada, atau sudah tidak berlaku. Tidak ada yang dibayar. Cek lagi dengan /tagihan.`,
  left: (count) => `… dan ${count} lagi`,
});
