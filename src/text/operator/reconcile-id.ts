import { createReconcileTexts } from './reconcile-create.ts';

export const reconcileId = createReconcileTexts({
  kinds: {
    missing_here: 'tidak dikenal di sini',
    missing_there: 'tidak ada di Klikoo',
    other_status: 'status berbeda',
    other_amount: 'modal berbeda',
    other_data: 'produk atau tujuan berbeda',
    doubled: 'dua transaksi untuk satu referensi',
  },
  state: {
    quoted: 'tidak pernah dikonfirmasi',
    expired: 'kedaluwarsa',
    cancelled: 'dibatalkan',
    held: 'belum dikirim',
    submitted: 'masih diproses',
    needs_review: 'perlu diperiksa',
    delivered: 'sukses',
    failed: 'gagal',
    reversed: 'dibatalkan setelah sukses',
  },
  standing: { open: 'masih diproses', delivered: 'sukses', failed: 'gagal' },

  comparing: (day) => `Membandingkan ${day} dengan riwayat Klikoo …`,
  reconciliation: 'Rekonsiliasi',
  here: 'Di sini',
  tallies: { delivered: 'sukses', open: 'diproses', failed: 'gagal' },
  balanceSilent: 'Saldo Klikoo tidak dapat dibaca sekarang.',
  balance: (theirs, ours, difference) =>
    `Saldo Klikoo ${theirs}, menurut pembukuan ${ours}, selisih ${difference}`,
  isOpening:
    'Belum ada top-up yang dicatat: selisih ini saldo awal. Catat sekali dengan tombol di bawah, selanjutnya dengan /klikoo topup.',
  uncertain: 'Belum pasti diterima Klikoo',
  isMoving: 'Ada penjualan selagi saldo dibaca: selisih bisa karena itu.',
  noDifferences: 'Tidak ada perbedaan.',
  openDifferences: 'Perbedaan yang terbuka',
  bookOpening: 'Catat sebagai top-up',
  incomplete: (rows) =>
    `belum selesai: riwayat Klikoo tidak terbaca sampai akhir (${rows} baris terbaca). Tidak ada yang disimpulkan atau disimpan; diulang lain kali, atau sekarang dengan /rekonsiliasi.`,

  noneOpen: (day) => `Tidak ada perbedaan yang terbuka untuk ${day}.`,
  differences: 'Perbedaan',
  open: 'terbuka',
  difference: {
    missingHere: (theirs) => `Tidak dikenal di sini: ${theirs}`,
    reference: 'Referensi',
    missingThere: (here, cost) => `di sini ${here} (${cost}), tidak ada di riwayat Klikoo`,
    otherStatus: (here, there) => `di sini ${here}, di Klikoo ${there}`,
    otherAmount: (here, there) => `modal di sini ${here}, ditagih Klikoo ${there}`,
    otherData: (there) => `di Klikoo ${there}`,
    doubled: (theirs) => `di Klikoo lebih dari satu: ${theirs}`,
  },
  buttons: { askAgain: 'Cek ulang', checked: 'Sudah diperiksa', first: '« Awal', next: 'Berikutnya »' },

  askOpening: (amount) => `Catat ${amount} sebagai saldo awal di Klikoo?`,
  askTopup: (amount) => `Catat top-up Klikoo ${amount}?`,
  booked: (amount) => `Top-up Klikoo ${amount} dicatat.`,
  balanceByOurBooks: 'Saldo Klikoo menurut pembukuan',
  note: 'Catatan',
  isLarge: '⚠️ <b>Nominal besar.</b> Hitung lagi jumlah nolnya.',
  expires: 'Berlaku 10 menit.',
  yes: 'Ya',
  cancel: 'Batal',
  openingKnown:
    'Saldo awal di Klikoo sudah dicatat operator lain. Tidak ada yang dibukukan; selisihnya dicatat dengan /klikoo topup.',
  tryLater: 'Coba lagi nanti.',

  agrees: 'sekarang sama dengan Klikoo.',
  stillDiffers:
    'Klikoo sudah ditanya lagi; jawaban yang bertentangan ditanya dua kali, cek lagi satu menit lagi.',
  toasts: {
    notNow: 'Sedang ditanyakan ke Klikoo. Coba lagi satu menit lagi.',
    checked: 'Ditandai sudah diperiksa.',
    closed: 'Sudah ditutup sebelumnya.',
    openingKnown: 'Saldo awal sudah dicatat.',
    noDifference: 'Saldo sudah sama.',
  },
});
