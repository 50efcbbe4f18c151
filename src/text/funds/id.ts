import { createFundsTexts } from './create.ts';

export const fundsId = createFundsTexts({
  state: {
    open: 'menunggu transfer',
    accepted: 'sudah diterima, saldo sudah masuk',
    rejected: 'ditolak operator',
    expired: 'kedaluwarsa',
    cancelled: 'dibatalkan reseller',
  },
  ticket: 'Tiket',
  until: 'sampai',
  yes: 'Ya',
  no: 'Batal',
  expires: 'Berlaku 10 menit.',

  copy: (what) => `Salin ${what}`,
  cancelTicket: 'Batalkan',
  transferExactly: 'Transfer tepat',
  ownDigits: 'angka unik, ikut masuk ke saldo Anda',
  payUntil: (until) =>
    `Berlaku sampai ${until}. Jangan dibulatkan: tanpa angka uniknya transfer tidak dikenali.`,
  isAboutToExpire: 'hampir habis waktunya.',
  hasExpired:
    'kedaluwarsa. Jangan transfer lagi; buat tiket baru. Sudah terlanjur transfer? Hubungi operator dengan nomor tiket ini.',

  choose: [
    '<b>Tambah saldo</b>',
    'Pilih nominal, atau ketik <code>/deposit JUMLAH PIN</code>, contoh <code>/deposit 750000 PIN</code>.',
  ],
  outOfRange: (smallest, largest) => `Tiket deposit dari ${smallest} sampai ${largest}.`,
  unknownBank: (typed) => `Tidak ada rekening ${typed}. Yang ada:`,
  noAccounts: 'Rekening untuk deposit belum diisi operator. Hubungi operator; jangan transfer dulu.',
  tooMany: (count) => `Masih ada ${count} tiket terbuka. Transfer atau batalkan salah satu dulu:`,
  tooManyToday: (most) =>
    `Paling banyak ${most} tiket dalam 24 jam. Transfer tiket yang masih terbuka, atau hubungi operator.`,
  noDigits: (amount) =>
    `Semua angka unik untuk ${amount} sedang terpakai. Pilih nominal lain, misalnya 1.000 lebih banyak.`,
  accepted: (total) => `diterima: deposit ${total} masuk.`,
  balance: 'Saldo',
  wasRejected: 'ditolak operator.',
  reason: 'Alasan',
  reasons: ['Dana tidak masuk', 'Nominal tidak sama', 'Transfer dari orang lain'],

  sameAmount: (tickets) =>
    `Jumlahnya sama dengan tiket lain dalam 60 hari: ${tickets}. Pastikan transfernya memang dari tiket ini.`,
  acceptedBefore: (id) =>
    `Tiket #${id} dengan jumlah ini sudah diterima, saldo sudah masuk. Transfer yang sama jangan dibukukan lagi.`,
  hasTicket: (id, state) =>
    `Ada tiket #${id} miliknya dengan jumlah ini: ${state}. Kalau transfer yang sama, batalkan ini dan terima tiketnya:`,
  toBank: (bank) => `ke ${bank}`,
  madeAt: (at) => `dibuat ${at}`,
  waitsUntil: (until) => `Menunggu transfer sampai ${until}.`,
  expiredSince: (since) => `Kedaluwarsa sejak ${since}. Terima hanya kalau uangnya memang dari tiket ini.`,
  thisTicket: (state) => `Tiket ini ${state}.`,
  told: 'Reseller sudah diberi tahu.',
  notTold: 'Reseller belum bisa dikirimi pesan.',

  accept: 'Terima',
  reject: 'Tolak',
  noneWaits: 'Tidak ada tiket deposit yang menunggu.',
  waiting: 'Tiket deposit yang menunggu',
  more: (count) => `… dan ${count} lagi`,
  usage: [
    'Format:',
    '<code>/tiket</code> yang menunggu',
    '<code>/tiket 12</code> satu tiket, juga yang sudah kedaluwarsa',
    '<code>/tiket 12 tolak alasan</code>',
  ],
  noTicket: 'Tidak ada tiket',
  bookedBefore: (total, at) =>
    `Deposit ${total} sudah dibukukan untuknya ${at}. Terima hanya kalau ini transfer lain.`,
  balanceNow: 'Saldo sekarang',
  hasArrived: (total) => `Uang ${total} sudah masuk rekening?`,
  askReason: (id) => `Alasan menolak? Alasan lain: <code>/tiket ${id} tolak alasan</code>`,
  askReject: 'Tolak dengan alasan',
  rejectedForGood: 'Tiket yang ditolak tidak bisa diterima lagi.',
  booked: 'Diterima dan dibukukan. Saldo',
  rejected: 'Ditolak',

  noAccountsYet: 'Belum ada rekening: reseller belum bisa membuat tiket deposit.',
  accounts: 'Rekening untuk deposit',
  replaceAll: 'Mengganti semuanya, satu rekening satu baris:',
  noAccount: 'Baris ini bukan rekening',
  exampleOfAccount: (example) => `Contoh: ${example} (paling banyak 10 baris)`,
  askAccounts: 'Ganti rekening deposit?',
  now: 'Sekarang:',
  toBe: 'Menjadi:',
  checkDigits: 'Semua reseller akan transfer ke sini. Periksa tiap angka.',
  accountsSet: 'Rekening deposit sekarang:',

  toasts: { notYours: 'Tombol ini bukan untuk Anda.', unknown: 'Tombol ini sudah tidak berlaku.' },
});
