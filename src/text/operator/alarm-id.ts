import type { Alarm } from '../../app/alarms.ts';
import { escapeLine, formatMoment } from '../format.ts';
import { accountLine } from '../funds/layout.ts';
import { formatRupiah, type Message } from '../message.ts';
import { reviewId } from './review-id.ts';

const LONGEST_DETAIL = 300;

function words(alarm: Exclude<Alarm, { kind: 'review' }>, timeZone: string): string {
  switch (alarm.kind) {
    case 'cost_differs':
      return `Modal berbeda: #${alarm.number} ${escapeLine(alarm.label, 80)}. Perkiraan ${formatRupiah(alarm.expected)}, ditagih Klikoo ${formatRupiah(alarm.booked)}. Reseller tetap membayar harga yang ia lihat.`;
    case 'late_delivery':
      return `Sukses susulan: #${alarm.number} ${escapeLine(alarm.label, 80)} milik ${escapeLine(alarm.resellerCode, 80)} sudah dikabarkan gagal, ternyata sukses di Klikoo. ${formatRupiah(alarm.price)} dipotong lagi dari saldonya, dan ia dikabari.`;
    case 'contradiction':
      return `Jawaban bertentangan: #${alarm.number} ${escapeLine(alarm.label, 80)} tercatat ${escapeLine(alarm.state, 80)}, Klikoo sekarang menjawab ${escapeLine(alarm.answer, LONGEST_DETAIL)}. Periksa di dasbor Klikoo.`;
    case 'other_data':
      return `Klikoo menjawab tentang transaksi lain: #${alarm.number} ${escapeLine(alarm.label, 80)}, id Klikoo <code>${escapeLine(alarm.supplierRef, 80)}</code>. Jawaban itu tidak dipakai; periksa di dasbor Klikoo.`;
    case 'misconfigured':
      return `Klikoo menolak kita (${escapeLine(alarm.code, 80)}): <code>${escapeLine(alarm.detail, LONGEST_DETAIL)}</code>. Periksa jam server, kunci, client id dan alamat IP. Pembelian tidak jalan sampai ini beres.`;
    case 'supplier_balance_low':
      return 'Saldo Klikoo tidak cukup: pesanan gagal dan uangnya kembali ke reseller. Isi saldo Klikoo. Cek: /klikoo';
    case 'supplier_down':
      return `Klikoo tidak menjawab sejak ${formatMoment(alarm.since, timeZone)}. Pesanan baru ditolak dulu; yang sudah dikirim tetap ditahan dan diperiksa begitu Klikoo menjawab lagi. Cek: /klikoo`;
    case 'update_parked':
      // Not which one, so that many with the same cause are told once: the log has it.
      return `Pesan atau tombol gagal diproses berkali-kali dan dilewati: <code>${escapeLine(alarm.error, LONGEST_DETAIL)}</code>. Lihat log.`;
    case 'order_unreadable':
      return `Pesanan #${alarm.number} tidak bisa dibaca dari database dan dibiarkan dulu: <code>${escapeLine(alarm.detail, LONGEST_DETAIL)}</code>. Pesanan lain tetap jalan. Jalankan npm run verify dan periksa pesanan ini.`;
    case 'database_unsafe':
      return `Database bisa kehilangan data uang kalau mesin mati: ${escapeLine(alarm.detail, LONGEST_DETAIL)}. Perbaiki sekarang juga, lalu jalankan ulang Konter.`;
    case 'pin_locked':
      return `Akun ${escapeLine(alarm.resellerCode, 80)} ${escapeLine(alarm.name, 80)} terkunci: PIN salah berkali-kali.`;
    case 'commission_owed': {
      const who = `${escapeLine(alarm.resellerCode, 80)} ${escapeLine(alarm.name, 80)}`;
      return `Komisi ${who} kurang ${formatRupiah(alarm.amount)} karena ada penjualan yang dibatalkan, dan saldonya habis. Dipotong tiap jam begitu ada komisi atau saldo.`;
    }
    case 'bank_accounts':
      return [
        `Rekening deposit diganti ${formatMoment(alarm.at, timeZone)} oleh operator <code>${alarm.askerId}</code>${alarm.secondId === undefined ? '' : `, disetujui <code>${alarm.secondId}</code>`}:`,
        ...alarm.accounts.map(accountLine),
      ].join('\n');
    case 'command_word': {
      const now =
        alarm.meaning === undefined ? 'dihapus' : `sekarang berarti ${escapeLine(alarm.meaning, 40)}`;
      return `Kata perintah <code>${escapeLine(alarm.word, 40)}</code> ${now}, ${formatMoment(alarm.at, timeZone)} oleh operator <code>${alarm.operatorId}</code>. /alias`;
    }
    default: {
      const unhandled: never = alarm;
      throw new Error(`unhandled alarm: ${JSON.stringify(unhandled)}`);
    }
  }
}

export const alarmId = (alarm: Alarm, timeZone: string): Message =>
  alarm.kind === 'review' ? reviewId.alarm(alarm.about, timeZone) : { html: `🚨 ${words(alarm, timeZone)}` };
