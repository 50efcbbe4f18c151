import type { ConfirmVerdict } from '../../app/orders.ts';
import type { QuoteRefusal } from '../../app/quote-order.ts';
import type { FailureReason } from '../../domain/order/order.ts';
import { isPostpaid } from '../../domain/product.ts';
import { formatRupiah } from '../message.ts';
import { failureWords, refusalWords } from './machine.ts';
import type { Advice } from './words.ts';

export function failure(reason: FailureReason, text: string): Advice {
  const why = `${failureWords({ reason, text })}.`;
  switch (reason) {
    case 'wrong_destination':
      return { why, next: 'Periksa nomornya bersama pelanggan, lalu ketik ulang.' };
    case 'product_disturbed':
      return { why, next: 'Coba lagi beberapa saat lagi, atau pilih produk lain.' };
    case 'product_closed':
      return { why, next: 'Pilih produk lain: ketik /harga untuk daftar harga.' };
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

export function refusal(result: QuoteRefusal): Advice {
  const why = `${refusalWords(result)}.`;
  switch (result.kind) {
    case 'unknown_product':
      return { why, next: 'Ketik /harga untuk daftar kode dan harga.' };
    case 'choose_product':
      return { why, next: 'Pilih salah satu:' };
    case 'no_face_value':
      return {
        why,
        next:
          result.others.length > 0
            ? 'Yang ada untuk nomor ini:'
            : 'Ketik /harga untuk daftar kode dan harga.',
      };
    case 'unknown_operator':
      return {
        why,
        next: 'Tulis kode produknya di depan, bukan nominalnya. Ketik /harga untuk daftar kode.',
      };
    case 'referenced':
      return { why, next: `Referensi ${result.reference}: order yang sama, tidak dibeli lagi.` };
    case 'reference_used':
      return { why, next: 'Tidak ada yang dibeli. Untuk order lain pakai referensi lain.' };
    case 'reference_in_batch':
      return { why, next: 'Setiap order perlu referensi sendiri.' };
    case 'closed':
      return { why, next: 'Pilih produk lain: ketik /harga untuk daftar harga.' };
    case 'bad_destination':
      return { why, next: `${DESTINATIONS[result.expects]} Ketik ulang dengan nomor yang benar.` };
    case 'prefix_mismatch':
      return {
        why,
        next:
          result.mismatch.codes.length > 0
            ? 'Tidak ada yang dibeli. Kode untuk nomor ini:'
            : 'Tidak ada yang dibeli. Ketik /harga untuk kode yang cocok.',
      };
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
        why: `${isPostpaid(result.product) ? 'Tagihan' : 'Nama pelanggan'} belum bisa dicek karena pemasok tidak menjawab.`,
        next: 'Tidak ada yang dibeli dan saldo tidak berkurang. Coba lagi sebentar lagi.',
      };
    case 'supplier_down':
      return {
        why: 'Pemasok sedang tidak menjawab, jadi pesanan belum bisa diterima.',
        next: 'Tidak ada yang dibeli dan saldo tidak berkurang. Coba lagi beberapa menit lagi.',
      };
    case 'other_amount':
      return {
        why: `Yang harus dibayar ${formatRupiah(result.price)}, sedangkan Anda menulis ${formatRupiah(result.expected)}.`,
        next: 'Tidak ada yang dibayar. Cek tagihannya, lalu ketik ulang.',
      };
    case 'insufficient':
      return {
        why: `Saldo kurang ${formatRupiah(result.missing)} untuk harga ${formatRupiah(result.price)}.`,
        next: 'Tambah saldo dengan [Deposit], lalu ketik ulang.',
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

export function verdict(result: ConfirmVerdict): Advice | undefined {
  switch (result.kind) {
    case 'held':
    case 'already':
    case 'expired':
    case 'cancelled':
      return undefined;
    case 'not_owner':
      return { why: 'Konfirmasi ini milik akun lain.', next: 'Buat order sendiri untuk membeli.' };
    case 'needs_pin':
      return { why: 'Perlu PIN.', next: 'Tidak ada yang dibeli. Tekan Bayar lalu masukkan PIN.' };
    case 'blocked':
      return { why: 'Akun Anda diblokir.', next: 'Tidak ada yang dibeli. Hubungi operator.' };
    case 'off_by_upline':
      return {
        why: 'Akun Anda sedang dimatikan oleh upline.',
        next: 'Tidak ada yang dibeli. Hubungi upline Anda.',
      };
    case 'paused':
      return {
        why: 'Penjualan sedang dihentikan sementara.',
        next: 'Tidak ada yang dibeli. Coba lagi nanti.',
      };
    case 'closed':
      return {
        why: 'Produk sedang ditutup.',
        next: 'Tidak ada yang dibeli. Ketik /harga untuk produk lain.',
      };
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
        next: 'Tidak ada yang dibeli. Tambah saldo dengan [Deposit], lalu tekan Beli lagi.',
      };
    default: {
      const unhandled: never = result;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

export function toastOf(kind: ConfirmVerdict['kind']): string {
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
    case 'needs_pin':
      return 'Perlu PIN, belum dibeli';
    case 'blocked':
      return 'Akun Anda diblokir';
    case 'off_by_upline':
      return 'Akun Anda dimatikan upline';
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
