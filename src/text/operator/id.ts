import { alarmId } from './alarm-id.ts';
import { createOperatorTexts } from './create.ts';
import { reconcileId } from './reconcile-id.ts';
import { reviewId } from './review-id.ts';
import { secondId } from './second-id.ts';

export const operatorId = createOperatorTexts({
  usage: {
    reseller: [
      '<code>/reseller</code> daftar reseller',
      '<code>/reseller K0001</code> satu reseller',
      '<code>/reseller tambah 123456789 Budi Cell</code> (ID Telegram, nama)',
      '<code>/reseller pin K0001</code> reset PIN',
      '<code>/reseller blokir K0001 alasan</code> tidak bisa membeli (alasan bila perlu)',
      '<code>/reseller buka K0001</code> bisa membeli lagi',
    ].join('\n'),
    deposit: '<code>/deposit K0001 500000 transfer BCA</code> (kode, nominal, catatan bila perlu)',
    koreksi: '<code>/koreksi K0001 -5000 salah deposit</code> (kode, +/- nominal, alasan wajib)',
    produk: '<code>/produk sync</code> ambil daftar dari Klikoo\n<code>/produk PLN20</code> satu produk',
    markup: [
      '<code>/markup 250</code> semua produk',
      '<code>/markup PLN20 300</code> satu produk',
      '<code>/markup PLN20 -</code> kembali ke markup umum',
    ].join('\n'),
    pin: '<code>/pin reset K0001</code>',
    klikoo:
      '<code>/klikoo</code> saldo dan gangguan\n<code>/klikoo topup 5000000 BCA 14:02</code> catat top-up saldo Klikoo (nominal, catatan bila perlu)',
    rekonsiliasi:
      '<code>/rekonsiliasi</code> bandingkan kemarin dengan Klikoo\n<code>/rekonsiliasi 15/11</code> bandingkan satu hari',
    batas:
      '<code>/batas</code> nominal yang perlu operator kedua\n<code>/batas 50000000</code> ubah; <code>/batas 0</code> matikan',
  },
  form: 'Format',
  welcome: 'Anda operator bot ini. Daftar perintah: /bantuan',
  help: [
    '/tiket tiket deposit yang menunggu; /rekening untuk transfer deposit',
    '<code>/prefiks</code> prefiks nomor HP per operator',
    '/antrian pembelian yang belum selesai',
    '/periksa yang menunggu keputusan; <code>/periksa 10234</code> satu order',
    '<code>/nyatakan 10234 sukses SN</code>, <code>/nyatakan 10234 gagal alasan</code>',
  ],
  notReseller:
    'Akun ini operator, bukan reseller. Untuk ikut berjualan, tambahkan diri sendiri: <code>/reseller tambah ID NAMA</code>',
  actionCancelled: 'Dibatalkan. Tidak ada yang berubah.',
  actionExpired: 'Kedaluwarsa. Tidak ada yang berubah; ketik ulang kalau masih perlu.',

  common: {
    yes: 'Ya',
    no: 'Batal',
    expires: 'Berlaku 10 menit.',
    isLarge: '⚠️ <b>Nominal besar.</b> Hitung lagi jumlah nolnya.',
    reason: 'Alasan',
    note: 'Catatan',
    told: 'Reseller sudah diberi tahu.',
    notTold: 'Reseller belum bisa dikirimi pesan.',
    more: (count) => `… dan ${count} lagi`,
  },

  resellers: {
    registers: 'Pendaftaran reseller',
    name: 'Nama',
    town: 'Kota',
    phone: 'HP',
    phoneWithin: 'HP',
    telegramId: 'ID Telegram',
    approve: 'Setujui',
    reject: 'Tolak',
    approved: 'Disetujui',
    rejected: 'Ditolak',
    by: 'oleh',
    anOperator: 'operator',
    beforeYou: 'sebelum Anda. Tidak ada yang berubah.',
    keypad: {
      sent: 'Keypad untuk membuat PIN sudah dikirim.',
      unreachable:
        'Belum bisa dikirimi pesan: ia harus menekan /start dulu di bot ini, lalu keypad PIN muncul.',
    },

    unknown: 'Tidak ada reseller',
    added: (who) => `${who} terdaftar.`,
    known: (telegramId, who) =>
      `ID Telegram ${telegramId} sudah terdaftar sebagai ${who}. Tidak ada yang berubah.`,
    isBlocked: 'diblokir',
    isOffByUpline: 'dimatikan upline',
    balance: (available, held) => `Saldo ${available}, ditahan ${held}`,
    hasPin: 'ada',
    hasNoPin: 'belum dibuat',
    withoutPin: 'tanpa PIN',
    notReachable: 'tidak terjangkau',
    none: 'Tidak ada reseller (lagi). Tambah: <code>/reseller tambah ID NAMA</code>',
    next: 'Lanjut',

    askPinReset: (who) => `Reset PIN ${who}?`,
    oldPinStops: 'PIN lama langsung tidak berlaku.',
    pinReset: (who) => `PIN ${who} direset. PIN lama tidak berlaku lagi.`,
    askBlock: (who) => `Blokir ${who}?`,
    blockMeans:
      'Ia masih bisa melihat saldo dan riwayat, tidak bisa membeli. Pembelian yang sedang berjalan tetap diselesaikan.',
    reasonTold: 'Alasan (dikirim ke reseller)',
    askUnblock: (who) => `Buka blokir ${who}?`,
    unblockMeans: 'Ia bisa membeli lagi.',
    blocked: (who) => `${who} diblokir.`,
    unblocked: (who) => `Blokir ${who} dibuka.`,
    alreadyBlocked: (who) => `${who} sudah diblokir. Tidak ada yang berubah.`,
    alreadyUnblocked: (who) => `${who} tidak diblokir. Tidak ada yang berubah.`,
  },

  money: {
    askDeposit: (amount, who) => `Deposit ${amount} ke ${who}?`,
    askCorrection: (amount, who) => `Koreksi ${amount} untuk ${who}?`,
    balanceNow: 'Saldo sekarang',
    balance: 'Saldo',
    deposited: (amount, who) => `Deposit ${amount} ke ${who} dibukukan.`,
    corrected: (amount, who) => `Koreksi ${amount} untuk ${who} dibukukan.`,
    belowZero: (amount, who) =>
      `Koreksi ${amount} ditolak: saldo ${who} akan menjadi minus. Tidak ada yang dibukukan.`,

    generalMarkup: 'Markup umum',
    markupOf: 'Markup',
    general: 'umum',
    example: 'Contoh',
    generalMarkupSet: (markup) => `Markup umum sekarang ${markup}.`,
    isGeneral: (code) => `${code} sekarang memakai markup umum.`,
    markupSet: (code, markup) => `Markup ${code} sekarang ${markup}.`,
  },

  products: {
    unknown: 'Tidak ada produk',
    similar: 'Mirip',
    isOpenAmount: 'Nominal bebas; angka di bawah di atas nominalnya.',
    cost: 'Modal',
    generalMarkup: 'Markup umum',
    ownMarkup: 'Markup sendiri',
    price: 'Harga',
    open: 'buka',
    closed: 'tutup',
    here: 'di sini',
    forSale: 'dijual',
    notForSale: 'tidak dijual',

    syncing: 'Mengambil daftar produk dari Klikoo …',
    synced: (count) => `${count} produk diambil.`,
    unchanged: 'Tidak ada perubahan.',
    changes: { added: 'Baru', costChanged: 'Modal berubah', opened: 'Dibuka', closed: 'Ditutup' },
    syncFailed: 'Daftar produk tidak dapat diambil, tidak ada yang berubah. Coba lagi nanti.',
  },

  state: {
    quoted: 'belum dikonfirmasi',
    expired: 'kedaluwarsa',
    cancelled: 'dibatalkan',
    held: 'ditahan',
    submitted: 'di Klikoo',
    needs_review: '⚠️ perlu diperiksa',
    delivered: 'sukses',
    failed: 'gagal',
    reversed: 'dibatalkan Klikoo',
  },
  queueEmpty: 'Antrian kosong.',
  queue: 'Antrian',
  minutes: 'menit',
  balanceSilent: 'Saldo Klikoo tidak dapat dibaca sekarang.',
  balanceAtKlikoo: 'Saldo Klikoo',
  noTrouble: 'Belum ada gangguan sejak bot dijalankan.',
  lastTrouble: 'Gangguan terakhir',

  review: reviewId,
  reconcile: reconcileId,
  second: secondId,
  alarm: alarmId,

  toasts: {
    done: 'Sudah dikerjakan sebelumnya.',
    cancelled: 'Sudah dibatalkan.',
    expired: 'Sudah kedaluwarsa, tidak ada yang berubah.',
    notYours: 'Hanya operator yang memintanya yang dapat menekan tombol ini.',
    unknown: 'Tombol ini tidak berlaku.',
  },
});
