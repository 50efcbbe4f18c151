import { createAccountsTexts } from './create.ts';

export const accountsId = createAccountsTexts({
  codeFor: 'Kode untuk akun baru',
  typeThere: 'Ketik kode itu di bot ini dari akun Telegram yang baru, atau buka di sana',
  goodUntil: (until) =>
    `Berlaku sekali, sampai ${until}. Setelah itu izinkan di sini. Jangan beri kode ini kepada orang lain.`,
  copy: 'Salin kode',
  full: (most) => `Sudah ada ${most} akun, tidak bisa lebih. Hapus satu dulu di /akun.`,

  claimed: (until) =>
    `Kode benar. Sekarang tekan <b>Izinkan</b> di akun yang membuat kode itu, paling lambat ${until}.`,
  claimedUnheard:
    'Kode benar, tetapi akun yang membuat kode belum bisa dikirimi pesan. Buka bot ini di sana dengan /start, lalu ketik kode ini sekali lagi.',
  known: 'Akun Telegram ini sudah terhubung ke reseller. Kode hanya untuk akun yang belum.',
  wrongCode: 'Kode salah. Periksa lagi, atau minta kode baru.',
  oldCode: 'Kode ini sudah kedaluwarsa. Minta kode baru.',
  usedCode: 'Kode ini sudah dipakai. Minta kode baru.',
  tooManyCodes: 'Terlalu banyak kode salah. Coba lagi satu jam lagi.',

  askAllow: 'Izinkan akun baru?',
  nameAtTelegram: 'Nama di Telegram',
  called: 'Sebutan',
  allowMeans:
    'Akun ini dapat melihat saldo dan membeli dengan PIN Anda. Tolak kalau bukan Anda yang mengetik kodenya.',
  validUntil: (until) => `Berlaku sampai ${until}.`,
  allow: 'Izinkan',
  reject: 'Tolak',
  allowed: (account) => `${account} sekarang akun Anda juga. Lihat /akun.`,
  refused: (account) => `${account} ditolak. Tidak ada yang berubah.`,
  notAllowed: {
    over: 'Kode ini sudah kedaluwarsa atau diganti. Ketik /tambah untuk kode baru.',
    full: 'Akun sudah penuh. Hapus satu dulu di /akun.',
    known: 'Akun Telegram itu sudah terdaftar sebagai reseller.',
  },
  welcome: (reseller) => `Akun Telegram ini sekarang terhubung ke ${reseller}. Mulai dengan /bantuan.`,
  refusedThere: 'Permintaan Anda ditolak.',
  addedElsewhere: (account) =>
    `Akun Telegram baru terhubung ke akun Anda: ${account}. Kalau itu bukan Anda, hapus di /akun atau hubungi operator sekarang.`,

  accounts: (count, most) => `Akun Telegram Anda (${count} dari ${most})`,
  since: 'sejak',
  first: 'akun pertama',
  own: 'akun ini',
  phone: 'Nomor HP',
  none: 'belum ada',
  remove: 'Hapus',
  add: 'Tambah akun',
  changePhone: 'Ganti nomor HP',
  removed: (account) => `${account} dihapus dan tidak bisa apa-apa lagi.`,
  removedThere: (code) => `Akun Telegram ini tidak lagi terhubung ke ${code}.`,
  notRemoved: {
    unknown: 'Tidak ada akun itu. Lihat nomornya di /akun.',
    not_first: 'Hanya akun pertama yang dapat menghapus akun lain. Anda dapat menghapus akun ini sendiri.',
    last: 'Ini akun satu-satunya, jadi tidak dapat dihapus.',
  },

  askPhone: 'Kirim nomor HP akun Telegram ini dengan tombol <b>Kirim nomor saya</b> di bawah kolom chat.',
  phoneChanged: (phone) => `Nomor HP Anda sekarang ${phone}.`,
  phoneKept: 'Nomor HP tidak diganti.',
  phoneNotFirst: 'Hanya akun pertama yang dapat mengganti nomor HP.',
  phoneChangedElsewhere: (phone) =>
    `Nomor HP Anda diganti dari akun pertama menjadi ${phone}. Kalau itu bukan Anda, hubungi operator sekarang.`,

  forgotSent:
    'Permintaan reset PIN dikirim ke operator. Operator akan memastikan bahwa ini benar Anda; setelah direset, keypad untuk PIN baru muncul di sini.',
  forgotBefore: {
    reset: 'PIN Anda sudah direset hari ini. Kalau lupa lagi, hubungi operator.',
    waits:
      'Permintaan reset PIN Anda sudah ada di operator. Satu permintaan sehari; kalau mendesak, hubungi operator.',
  },

  desk: {
    phoneChanged: (reseller) => `${reseller} mengganti nomor HP`,
    forgotPin: (reseller) => `${reseller} lupa PIN.`,
    makeSure: 'Pastikan dulu lewat telepon bahwa ini benar dia',
    wasChanged: (at, before) => `Nomor itu baru diganti ${at}; seminggu lalu: ${before}.`,
    askedFrom: (account, which) => `Diminta dari ${account}, ${which}.`,
    theFirst: 'akun pertamanya',
    notTheFirst: 'bukan akun pertamanya',
    reset: 'Reset PIN',
    forgotDone: (reseller) => `PIN ${reseller} sudah direset.`,
  },
});
