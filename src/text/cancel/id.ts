import { createCancelTexts } from './create.ts';

const NOTHING_LEFT = 'Tidak ada lagi yang perlu dibatalkan.';
const TOO_LATE =
  'Sudah dikirim ke pemasok, jadi tidak bisa dibatalkan. Hasilnya dikabarkan di sini; kalau gagal, saldo kembali.';

export const cancelId = createCancelTexts({
  cancelled: 'Dibatalkan. Tidak ada yang dibeli, saldo tidak berkurang.',
  released: 'Dibatalkan. Tidak ada yang dibeli, saldo sudah dikembalikan.',
  not: {
    quoted: 'Belum dibatalkan. Coba sekali lagi.',
    held: 'Belum dibatalkan. Coba sekali lagi.',
    submitted: TOO_LATE,
    needs_review: TOO_LATE,
    delivered: 'Sudah berhasil, jadi tidak bisa dibatalkan.',
    failed: `Order ini sudah gagal dan saldonya kembali. ${NOTHING_LEFT}`,
    reversed: `Order ini sudah dibatalkan pemasok dan saldonya kembali. ${NOTHING_LEFT}`,
    expired: NOTHING_LEFT,
    cancelled: NOTHING_LEFT,
  },
  choose: 'Ada beberapa order yang bisa dibatalkan. Yang mana?',
  nothing: 'Belum ada order.',
});
