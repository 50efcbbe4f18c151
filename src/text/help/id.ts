import { commandsId } from '../commands/id.ts';
import { createHelpTexts } from './create.ts';

export const helpId = createHelpTexts(commandsId, {
  title: '<b>Format</b> (tekan untuk menyalin)',
  settings: 'Pengaturan',
  oldPin: 'PINLAMA',
  newPin: 'PINBARU',
  withoutTyping: 'Tanpa mengetik: /menu',
  all: 'Semua format',
  notes: {
    order: [
      'Banyak sekaligus: satu order satu baris, PIN cukup sekali.',
      'Tanpa PIN pun bisa: PIN diminta dengan tombol. Pesan berisi PIN langsung dihapus.',
      'Saldo ditahan setelah [Beli] ditekan, tidak sebelumnya.',
    ],
    bill: ['Mengecek tidak perlu PIN. [Bayar] meminta PIN dengan tombol.'],
    status: ['Tiket perjalanan ditampilkan lengkap. Token lama tidak pernah dibeli ulang.'],
    reports: ['Kemarin: <code>/rekap -1</code>. Ringkasan harian: /laporan'],
    security: [
      'Tiga kali salah PIN, akun terkunci 15 menit, lalu dua kali lebih lama setiap kali.',
      'Lupa PIN: tekan [Lupa PIN] di keypad; operator meresetnya.',
    ],
    settings: ['Bahasa: /bahasa', 'Ringkasan harian: /laporan', 'Beli tanpa konfirmasi: /cepat', 'PIN: /pin'],
  },
});
