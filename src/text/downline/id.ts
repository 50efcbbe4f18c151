import { createDownlineTexts } from './create.ts';
import type { DownlineWords } from './words.ts';

const words: DownlineWords = {
  youAreOff:
    'Akun Anda sedang dimatikan oleh upline, jadi belum bisa membeli atau mengirim saldo. Hubungi upline Anda.',
  howTo: 'Cara mengetik:',
  notFound: (typed) => `${typed} bukan downline Anda. Ketik /downline untuk daftarnya.`,
  ask: {
    transfer: (amount, person) => `Kirim ${amount} ke ${person}?`,
    take_back: (amount, person) => `Tarik ${amount} dari ${person}?`,
  },
  yourBalance: 'Saldo Anda',
  balanceOf: (code) => `Saldo ${code}`,
  earlier: (times) => `Hari ini sudah pernah, jumlah dan orangnya sama: jam ${times}.`,
  validUntil: (minutes, time) => `Berlaku ${minutes} menit, sampai ${time}.`,
  button: { transfer: 'Kirim', take_back: 'Tarik', again: 'Ya, sekali lagi', cancel: 'Batal' },
  moved: {
    transfer: (amount, person) => `${amount} terkirim ke ${person}.`,
    take_back: (amount, person) => `${amount} ditarik dari ${person}.`,
  },
  movedByUpline: {
    transfer: (amount, person) => `Saldo ${amount} masuk dari upline ${person}.`,
    take_back: (amount, person) => `Upline ${person} menarik ${amount} dari saldo Anda.`,
  },
  balance: 'Saldo',
  isTold: 'Downline sudah diberi tahu.',
  isNotTold: 'Downline belum bisa diberi tahu lewat Telegram.',
  refused: {
    not_downline: 'Dia bukan downline langsung Anda.',
    self: 'Tidak bisa ke akun sendiri.',
    other_blocked: 'Akun downline itu sedang diblokir operator.',
    other_off: 'Akun downline itu Anda matikan. Hidupkan dulu dengan /unblok.',
    too_small: (least) => `Paling sedikit ${least}.`,
    too_much: (left) => `Yang masih bisa ditarik ${left}: hanya saldo yang Anda kirim sendiri kepadanya.`,
  },
  missing: {
    transfer: (missing) => `Saldo Anda kurang ${missing}.`,
    take_back: (missing) => `Saldo downline kurang ${missing}.`,
  },
  nothingMoved: 'Tidak ada saldo yang dipindahkan.',
  cancelled: 'Dibatalkan.',
  expired: 'Konfirmasi sudah kedaluwarsa. Ketik ulang kalau masih perlu.',
  over: 'Permintaan itu sudah dijawab sebelumnya. Cek dengan /mutasi.',

  list: (total) => `Downline Anda (${total})`,
  nobody:
    'Anda belum punya downline. Daftarkan dengan tombol di bawah, atau ketik <code>/reg*NAMA*KOTA*HP*PIN</code>, misalnya <code>/reg*BINTANG CELL*PALU*085641234235*PIN</code>',
  unpaid: (amount) => `Komisi yang belum masuk saldo: ${amount}. Masuk sendiri tiap jam.`,
  owed: (amount) =>
    `Komisi kurang ${amount} karena ada penjualan yang dibatalkan; dipotong tiap jam dari komisi dan saldo Anda.`,
  markup: 'Markup',
  stateOf: { active: 'aktif', off: 'dimatikan', blocked: 'diblokir operator' },
  switchOff: 'Matikan',
  switchOn: 'Hidupkan',
  transfer: 'Transfer',
  takeBack: 'Tarik',
  register: 'Daftarkan downline',
  toList: '« Daftar downline',
  setMarkup: 'Atur markup',
  today: 'Hari ini',
  delivered: (count, sum) => `Sukses: ${count} order, ${sum}`,
  underway: (count, sum) => `Diproses: ${count} order, ${sum}`,
  earned: (amount) => `Komisi Anda: ${amount}`,
  nothingToday: 'Belum ada order.',
  switched: {
    off: (person) => `${person} dimatikan: tidak bisa membeli sampai Anda hidupkan lagi.`,
    on: (person) => `${person} dihidupkan.`,
  },
  wasSo: {
    off: (person) => `${person} memang sudah dimatikan.`,
    on: (person) => `${person} memang sudah hidup.`,
  },
  stillBlocked: 'Tetapi operator memblokirnya; itu hanya bisa dibuka oleh operator.',
  switchedByUpline: {
    off: (person) =>
      `Akun Anda dimatikan oleh upline ${person}: saldo dan riwayat tetap bisa dilihat, membeli tidak bisa.`,
    on: (person) => `Akun Anda dihidupkan lagi oleh upline ${person}.`,
  },

  markups: 'Markup untuk downline Anda',
  noMarkups: 'Belum ada: downline membayar harga Anda.',
  allDownlines: 'semua downline',
  allProducts: 'semua produk',
  zeroForAll: 'Markup per downline atau per produk yang sudah diatur tetap berlaku.',
  zeroForSome:
    '0 ini menggantikan markup yang lebih umum. Urutannya: downline dan produk, downline, produk, semua. Agar sama lagi dengan yang umum, ketik angka yang sama.',
  markupSet: (line) => `Markup: ${line}. Berlaku untuk order berikutnya.`,
  example: (productCode, price) => `Harga ${productCode} sekarang: ${price}`,
  markupTooHigh: (most) => `Markup paling tinggi ${most}. Tidak ada yang diubah.`,
  unknownTarget: (typed) => `${typed} bukan downline Anda dan bukan kode produk. Tidak ada yang diubah.`,

  invitation: (name) => `Undangan untuk ${name} sebagai downline Anda`,
  town: 'Kota',
  phone: 'HP',
  opening: (amount) => `Saldo awal ${amount}: ditawarkan kepada Anda setelah dia terdaftar.`,
  passOn: (until) =>
    `Kirim tautan ini kepadanya. Dia membukanya di Telegram-nya sendiri, sekali pakai, sampai ${until}:`,
  copyLink: 'Salin tautan',
  badPhone: (typed) => `Nomor HP ${typed} belum benar. Contoh: 085641234235`,
  tooDeep: 'Anda sudah di tingkat kelima, jadi tidak bisa punya downline.',

  joinName: (person, name) =>
    `<b>Pendaftaran</b>\nAnda diundang ${person} sebagai downline-nya.\nNama Anda ${name}? Tekan tombolnya, atau ketik nama yang benar.`,
  joinYes: 'Ya, benar',
  joinNameOtherwise: 'Ketik nama Anda saja, 2 sampai 60 huruf, tanpa angka PIN.',
  otherPhone:
    'Nomor akun Telegram ini lain dari nomor yang ditulis upline. Buka tautannya dari Telegram dengan nomor itu, atau minta undangan baru.',
  joinSent: (person) => `Pendaftaran dikirim ke ${person}. Anda akan diberi tahu di sini setelah disetujui.`,
  joinPending: (person) => `Pendaftaran Anda masih menunggu persetujuan ${person}.`,
  joinCancelled: 'Pendaftaran dibatalkan. Buka lagi tautan undangannya untuk mulai lagi.',
  joinRejected: (person) => `Pendaftaran Anda tidak disetujui ${person}.`,
  joinRefused: {
    unknown: 'Undangan ini tidak ada. Minta tautan yang baru ke upline Anda.',
    used: 'Undangan ini sudah dipakai akun Telegram lain. Minta tautan yang baru ke upline Anda.',
    expired: 'Undangan ini sudah kedaluwarsa. Minta tautan yang baru ke upline Anda.',
    decided: 'Undangan ini sudah dipakai. Minta tautan yang baru ke upline Anda.',
  },
  alreadyReseller: (person) =>
    `Akun Telegram ini sudah terdaftar sebagai ${person}. Undangan ini untuk orang lain.`,

  application: 'Pendaftaran downline',
  name: 'Nama',
  approve: 'Setujui',
  reject: 'Tolak',
  approved: (person) => `${person} terdaftar sebagai downline Anda.`,
  keypadSent: 'Keypad untuk membuat PIN sudah dikirim kepadanya.',
  keypadNotSent: 'Dia belum bisa dihubungi lewat Telegram: suruh ketik /start.',
  sendOpening: (amount) => `Kirim saldo awal ${amount}`,
  rejected: (name) => `Pendaftaran ${name} ditolak.`,
  applicationOver: 'Dia sudah terdaftar lewat jalan lain. Tidak ada yang diubah.',
  newDownline: (person, upline) => `Downline baru: ${person}, disetujui upline ${upline}.`,
  toBlock: (code) => `Untuk memblokir: <code>/reseller blokir ${code} alasan</code>`,

  toasts: {
    moved: { transfer: 'Terkirim', take_back: 'Ditarik' },
    done: 'Sudah dilakukan sebelumnya',
    cancelled: 'Sudah dibatalkan',
    expired: 'Sudah kedaluwarsa, ketik ulang',
    notYours: 'Tombol ini bukan untuk Anda.',
    unknown: 'Tombol ini sudah tidak berlaku.',
  },
};

export const downlineId = createDownlineTexts(words);
