import { createSecondTexts } from './second-create.ts';

export const secondId = createSecondTexts({
  expires: 'Berlaku 10 menit.',
  yes: 'Ya',
  cancel: 'Batal',
  approve: 'Setujui',
  reject: 'Tolak',

  deposit: (amount, reseller) => `Deposit ${amount} ke ${reseller}`,
  correction: (amount, reseller) => `Koreksi ${amount} untuk ${reseller}`,
  topup: 'Top-up saldo Klikoo',
  balanceNow: 'Saldo sekarang',
  balanceAtKlikoo: 'Saldo Klikoo menurut pembukuan',
  note: 'Catatan',
  reason: 'Alasan',
  noLimit: 'tanpa batas',
  limitChange: 'Batas dua operator',
  accounts: 'Rekening deposit',
  now: 'Sekarang:',
  toBe: 'Menjadi:',

  mustApprove: (isAlways) =>
    `${isAlways ? 'Operator' : 'Di atas batas satu operator: operator'} kedua harus menyetujui.`,
  waits: (until) => `Menunggu operator kedua sampai ${until}. Belum ada yang berubah.`,
  nobodyReached:
    'Operator lain belum bisa dikirimi pesan: mereka harus menekan /start dulu di bot ini, lalu ketik ulang perintah ini.',
  needsApproval: 'Perlu persetujuan Anda',
  askedBy: (operator) => `Diminta oleh ${operator}`,
  validUntil: (until) => `Berlaku sampai ${until}.`,
  decidedBy: (asker, second) => `Diminta ${asker}, disetujui ${second}.`,
  rejectedBy: (operator) => `Ditolak oleh ${operator}. Tidak ada yang berubah.`,

  limitOff: 'Batas dua operator mati: satu operator boleh memindahkan berapa pun.',
  limit: (limit) => `Deposit, koreksi, dan top-up Klikoo di atas ${limit} harus disetujui operator kedua.`,
  isAlone: 'Operator hanya satu, jadi batas ini belum berlaku.',
  usage: '<code>/batas 50000000</code> ubah; <code>/batas 0</code> matikan',
  limitNotSet: (limit) =>
    `Batas tidak diubah menjadi ${limit}: sementara itu sudah diperketat. Ketik ulang kalau masih perlu.`,

  toasts: {
    own: 'Permintaan Anda sendiri harus disetujui operator lain.',
    decided: 'Ini sudah diputuskan.',
    rejected: 'Ini sudah ditolak operator lain.',
    waiting: 'Menunggu operator kedua.',
  },
});
