import type { Message } from '../message.ts';
import { rows, runButton } from '../order/callback.ts';
import { HELP_TOPICS, type HelpTopic } from './texts.ts';

const TITLES: Record<HelpTopic, string> = {
  order: 'Beli',
  balance: 'Saldo',
  prices: 'Harga',
  status: 'Status',
  reports: 'Laporan',
  pin: 'PIN',
  settings: 'Pengaturan',
};

const OVERVIEW = `<b>Format</b> (tekan untuk menyalin)
Beli: <code>PLN20.01105691111.PIN</code>
Saldo: <code>SAL</code>
Harga: <code>H.PLN</code>
Status: <code>CEK.10234</code>
Rekap hari ini: <code>LAP</code>
Ganti PIN: <code>GP.PINLAMA.PINBARU</code>

Tanpa mengetik: /beli`;

const PAGES: Record<HelpTopic, string> = {
  order: `<b>Beli</b>
<code>PLN20.01105691111.PIN</code>
Nominal bebas: <code>DNOPEN.0817345544.25000.PIN</code>
Pembelian ke-2 hari yang sama: <code>S10.2.081234567890.PIN</code>
PLN dengan HP pembeli: <code>PLN20.01105691111.081234567890.PIN</code>
Banyak sekaligus: satu pembelian satu baris, PIN cukup sekali.
Tanpa PIN pun bisa: PIN diminta dengan tombol. Pesan berisi PIN langsung dihapus.
Saldo ditahan setelah [Beli] ditekan, tidak sebelumnya.`,
  balance: `<b>Saldo</b>
<code>SAL</code>
Mutasi hari ini: <code>MUTASI</code>, tanggal lain: <code>MUTASI.15</code>`,
  prices: `<b>Harga</b>
Per kode: <code>H.PLN20</code>
Per awalan, kategori atau nama: <code>H.PLN</code>
Beberapa: <code>H.S10,PLN20</code>`,
  status: `<b>Status</b>
Per nomor: <code>CEK.10234</code>
Per tujuan: <code>CEK.01105691111</code>
Tiket perjalanan ditampilkan lengkap.`,
  reports: `<b>Laporan</b>
Rekap hari ini: <code>LAP</code>, tanggal lain: <code>LAP.15</code>, <code>LAP.15/11/2026</code>, kemarin: <code>LAP.-1</code>
Riwayat: <code>RIWAYAT</code>
Mutasi saldo: <code>MUTASI</code>
Ringkasan harian: /laporan`,
  pin: `<b>PIN</b>
Ganti dengan tombol: /pin
Ganti dengan mengetik: <code>GP.PINLAMA.PINBARU</code> (pesannya dihapus)
Tiga kali salah, akun terkunci 15 menit, lalu dua kali lebih lama setiap kali.
Lupa PIN: minta operator meresetnya.`,
  settings: `<b>Pengaturan</b>
Bahasa: /bahasa
Ringkasan harian: /laporan
Beli tanpa konfirmasi: /cepat
PIN: /pin`,
};

export function helpId(topic: HelpTopic | undefined): Message {
  if (topic !== undefined)
    return { html: PAGES[topic], buttons: rows([runButton('Semua format', 'BANTUAN')], 1) };
  const buttons = HELP_TOPICS.map((each) => runButton(TITLES[each], `BANTUAN.${each}`));
  return { html: OVERVIEW, buttons: rows(buttons, 4) };
}
