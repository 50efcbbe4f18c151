import type { Alarm } from '../../app/alarms.ts';
import { escapeLine, formatMoment } from '../format.ts';
import { formatRupiah, type Message } from '../message.ts';

const LONGEST_DETAIL = 300;

function words(alarm: Alarm, timeZone: string): string {
  switch (alarm.kind) {
    case 'cost_differs':
      return `Modal berbeda: #${alarm.number} ${escapeLine(alarm.label, 80)}. Perkiraan ${formatRupiah(alarm.expected)}, ditagih Klikoo ${formatRupiah(alarm.booked)}. Reseller tetap membayar harga yang ia lihat.`;
    case 'review':
      return `Perlu diperiksa: #${alarm.number} ${escapeLine(alarm.label, 80)} milik ${escapeLine(alarm.resellerCode, 80)}. Dikirim ${formatMoment(alarm.submittedAt, timeZone)}, belum ada jawaban akhir dari Klikoo; ${formatRupiah(alarm.price)} tetap ditahan. Lihat di dasbor Klikoo dan /antrian.`;
    case 'contradiction':
      return `Jawaban bertentangan: #${alarm.number} ${escapeLine(alarm.label, 80)} tercatat ${escapeLine(alarm.state, 80)}, Klikoo sekarang menjawab ${escapeLine(alarm.answer, LONGEST_DETAIL)}. Periksa di dasbor Klikoo.`;
    case 'other_data':
      return `Klikoo menjawab tentang transaksi lain: #${alarm.number} ${escapeLine(alarm.label, 80)}, id Klikoo <code>${escapeLine(alarm.supplierRef, 80)}</code>. Jawaban itu tidak dipakai; periksa di dasbor Klikoo.`;
    case 'misconfigured':
      return `Klikoo menolak kita (${escapeLine(alarm.code, 80)}): <code>${escapeLine(alarm.detail, LONGEST_DETAIL)}</code>. Periksa jam server, kunci, client id dan alamat IP. Pembelian tidak jalan sampai ini beres.`;
    case 'supplier_balance_low':
      return `Saldo Klikoo tidak cukup untuk #${alarm.number} ${escapeLine(alarm.label, 80)}. Isi saldo Klikoo. Cek: /klikoo`;
    case 'update_parked':
      // Not which one, so that many with the same cause are told once: the log has it.
      return `Pesan atau tombol gagal diproses berkali-kali dan dilewati: <code>${escapeLine(alarm.error, LONGEST_DETAIL)}</code>. Lihat log.`;
    case 'pin_locked':
      return `Akun ${escapeLine(alarm.resellerCode, 80)} ${escapeLine(alarm.name, 80)} terkunci: PIN salah berkali-kali.`;
    default: {
      const unhandled: never = alarm;
      throw new Error(`unhandled alarm: ${JSON.stringify(unhandled)}`);
    }
  }
}

export const alarmId = (alarm: Alarm, timeZone: string): Message => ({
  html: `🚨 ${words(alarm, timeZone)}`,
});
