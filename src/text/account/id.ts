import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { guidedId } from './guided-id.ts';
import { bullets, forgotButtons, keypadButtons, orderLabels } from './keypad-layout.ts';
import type { AccountTexts, KeypadNotice, KeypadPrompt } from './texts.ts';

const FORGOT = 'Lupa PIN';

function promptOf(prompt: KeypadPrompt): string {
  switch (prompt.kind) {
    case 'set':
      return '<b>Buat PIN</b>\n4 sampai 6 angka. Tekan di tombol, jangan diketik di chat.';
    case 'repeat':
      return '<b>Ulangi PIN</b>\nTekan PIN yang sama sekali lagi.';
    case 'old':
      return '<b>Ganti PIN</b>\nTekan PIN lama.';
    case 'new':
      return '<b>PIN baru</b>\n4 sampai 6 angka.';
    case 'quick':
      return `<b>PIN</b> untuk ${prompt.isOn ? 'mengaktifkan' : 'mematikan'} mode cepat`;
    case 'order':
      return `<b>PIN</b> untuk membeli:\n${orderLabels(prompt.labels)}`;
    case 'command':
      return `<b>PIN</b> untuk:\n${orderLabels([prompt.label])}`;
    default: {
      const unhandled: never = prompt;
      throw new Error(`unhandled prompt: ${JSON.stringify(unhandled)}`);
    }
  }
}

function noticeOf(notice: KeypadNotice): string {
  switch (notice.kind) {
    case 'wrong':
      return `PIN salah. Sisa ${notice.triesLeft} kali percobaan.`;
    case 'unset':
      return 'PIN belum dibuat. Buat dulu, lalu ulangi perintahnya.';
    case 'reset':
      return 'PIN Anda direset oleh operator. PIN lama tidak berlaku lagi.';
    case 'different':
      return 'PIN kedua tidak sama. Mulai lagi.';
    case 'trivial':
      return 'PIN itu terlalu mudah ditebak. Pilih yang lain.';
    case 'same':
      return 'PIN baru harus berbeda dari PIN lama.';
    default: {
      const unhandled: never = notice;
      throw new Error(`unhandled notice: ${JSON.stringify(unhandled)}`);
    }
  }
}

export const accountId: AccountTexts = {
  welcome: ({ name, code, available, held }) => ({
    html: [
      `Halo <b>${escapeLine(name, 80)}</b> (${escapeLine(code, 80)})`,
      `Saldo ${formatRupiah(available)}${held > 0 ? `, ditahan ${formatRupiah(held)}` : ''}`,
      '',
      'Beli: <code>KODE.TUJUAN.PIN</code> atau /beli',
      'Daftar perintah: /bantuan',
    ].join('\n'),
  }),
  notRegistered: () => ({ html: 'Akun Telegram ini belum terdaftar. Ketik /start untuk mendaftar.' }),
  languageChoice: () => ({
    html: 'Pilih bahasa:',
    buttons: [
      [
        { text: 'Bahasa Indonesia', data: 'lang:id' },
        { text: 'English', data: 'lang:en' },
      ],
    ],
  }),
  languageSet: () => ({ html: 'Bahasa: Indonesia.' }),

  askName: (isAgain) => ({
    html: isAgain
      ? 'Ketik nama Anda saja, 2 sampai 60 huruf, tanpa angka PIN.'
      : '<b>Pendaftaran</b>\nSiapa nama Anda? (/start untuk mengulang)',
  }),
  askTown: (isAgain) => ({
    html: isAgain
      ? 'Ketik nama kota saja, 2 sampai 60 huruf, tanpa angka PIN.'
      : 'Di kota mana Anda berjualan?',
  }),
  askContact: () => ({
    html: 'Terakhir, kirim nomor HP Anda dengan tombol <b>Kirim nomor saya</b> di bawah kolom chat.',
  }),
  contactButton: () => 'Kirim nomor saya',
  notOwnContact: () => ({
    html: 'Yang diperlukan nomor akun Telegram ini sendiri. Tekan tombol <b>Kirim nomor saya</b>.',
  }),
  registrationSent: () => ({
    html: 'Pendaftaran dikirim ke operator. Anda akan diberi tahu di sini setelah disetujui.',
  }),
  registrationPending: () => ({ html: 'Pendaftaran Anda masih menunggu persetujuan operator.' }),
  registrationRejected: () => ({
    html: 'Pendaftaran Anda ditolak operator. Anda dapat mendaftar lagi sehari setelahnya.',
  }),
  registrationCancelled: () => ({ html: 'Pendaftaran dibatalkan. Ketik /start untuk mulai lagi.' }),
  registrationApproved: ({ name, code }) => ({
    html: `Selamat datang <b>${escapeLine(name, 80)}</b>. Pendaftaran disetujui, kode Anda <b>${escapeLine(code, 80)}</b>.`,
  }),

  keypad: (view) => ({
    html: [
      ...(view.notice === undefined ? [] : [`⚠️ ${noticeOf(view.notice)}`, '']),
      promptOf(view.prompt),
      '',
      bullets(view.length),
    ].join('\n'),
    buttons: keypadButtons(view, { forgot: FORGOT, cancel: 'Batal' }),
  }),
  keypadCancelled: () => ({ html: 'Dibatalkan. Tidak ada yang dilakukan.' }),
  keypadExpired: () => ({ html: 'Waktu memasukkan PIN sudah habis. Ulangi perintahnya.' }),
  pinActive: () => ({
    html: '✅ <b>PIN aktif.</b> Jangan beri tahu siapa pun, juga bukan operator.\n\nMulai dengan /beli atau lihat /bantuan.',
  }),
  pinChanged: () => ({ html: '✅ <b>PIN diganti.</b> PIN lama tidak berlaku lagi.' }),
  pinAccepted: () => ({ html: '🔒 PIN diterima.' }),
  wrongPin: (triesLeft) => ({
    html: `PIN salah. Sisa ${triesLeft} kali percobaan.`,
    buttons: forgotButtons(FORGOT),
  }),
  pinLocked: (untilLabel) => ({
    html: `🔒 Akun terkunci sampai ${escapeLine(untilLabel, 80)} karena PIN salah berkali-kali. Tidak ada saldo yang terpotong. Lupa PIN? Hubungi operator.`,
    buttons: forgotButtons(FORGOT),
  }),
  pinExists: () => ({ html: 'PIN sudah ada. Untuk menggantinya ketik /pin. Lupa PIN? Hubungi operator.' }),
  pinTrivial: () => ({ html: 'PIN baru terlalu mudah ditebak. PIN lama tetap berlaku.' }),
  pinSame: () => ({ html: 'PIN baru harus berbeda dari PIN lama. PIN lama tetap berlaku.' }),
  lockedElsewhere: (untilLabel) => ({
    html: `🔒 Akun Anda terkunci sampai ${escapeLine(untilLabel, 80)}: PIN salah berkali-kali dari akun Telegram Anda yang lain. Kalau itu bukan Anda, hubungi operator sekarang.`,
  }),

  deposited: ({ amount, note, balance }) => ({
    html: [
      `✅ Deposit ${formatRupiah(amount)} masuk. Saldo <b>${formatRupiah(balance)}</b>.`,
      ...(note === '' ? [] : [`Catatan: ${escapeLine(note, 200)}`]),
    ].join('\n'),
  }),
  corrected: ({ amount, reason, balance }) => ({
    html: `Koreksi saldo ${amount > 0 ? '+' : ''}${formatRupiah(amount)} oleh operator. Saldo <b>${formatRupiah(balance)}</b>.\nAlasan: ${escapeLine(reason, 200)}`,
  }),

  blocked: (reason) => ({
    html: [
      '⛔ Akun Anda diblokir oleh operator: saldo dan riwayat tetap bisa dilihat, membeli tidak bisa.',
      ...(reason === '' ? [] : [`Alasan: ${escapeLine(reason, 200)}`]),
      'Hubungi operator.',
    ].join('\n'),
  }),
  unblocked: () => ({ html: '✅ Blokir akun Anda dibuka. Anda bisa membeli lagi.' }),

  deleteYourself: () => ({
    html: '⚠️ Pesan ini berisi PIN dan tidak dapat saya hapus. Hapus sendiri sekarang, untuk kedua pihak.',
  }),
  pinInGroup: () => ({
    html: '⚠️ Pesan Anda di grup berisi PIN dan tidak dapat saya hapus. Hapus sendiri sekarang, lalu ganti PIN dengan /pin di sini.',
  }),
  textOnly: () => ({ html: 'Saya hanya membaca teks. Daftar perintah: /bantuan' }),
  tooOld: () => ({ html: 'Pesan sudah kedaluwarsa, tidak diproses. Kirim ulang kalau masih perlu.' }),
  privateOnly: (botUsername) => ({
    html: `Saya hanya melayani di chat pribadi: https://t.me/${escapeLine(botUsername, 80)}`,
  }),
  tooFast: () => ({
    html: 'Terlalu cepat. Sebagian pesan terakhir tidak dijalankan: tunggu sebentar, cek dengan /status, lalu kirim lagi.',
  }),
  somethingFailed: () => ({
    html: 'Ada gangguan di sini. Cek dulu dengan /saldo atau /status sebelum mengulang.',
  }),

  guided: guidedId,

  toasts: {
    keypadClosed: 'Tombol ini sudah tidak berlaku. Ulangi perintahnya.',
    keypadTooShort: 'PIN 4 sampai 6 angka.',
    notYours: 'Tombol ini bukan untuk Anda.',
    notValid: 'Tombol ini sudah tidak berlaku.',
  },
};
