import { dayOf } from '../../domain/day.ts';
import { escapeLine, formatDay, formatMoment } from '../format.ts';
import { resellerLabel } from '../operator/layout.ts';
import { runButton } from '../order/callback.ts';
import { accountLabel, decideButtons, PHONE_DATA, removeButtons, resetData } from './layout.ts';
import type { AccountsTexts } from './texts.ts';

const NOT_ALLOWED = {
  over: 'Kode ini sudah kedaluwarsa atau diganti. Ketik <code>TAMBAH</code> untuk kode baru.',
  full: 'Akun sudah penuh. Hapus satu dulu di /akun.',
  known: 'Akun Telegram itu sudah terdaftar sebagai reseller.',
};

const NOT_REMOVED = {
  unknown: 'Tidak ada akun itu. Lihat nomornya di /akun.',
  not_first: 'Hanya akun pertama yang dapat menghapus akun lain. Anda dapat menghapus akun ini sendiri.',
  last: 'Ini akun satu-satunya, jadi tidak dapat dihapus.',
};

export const accountsId: AccountsTexts = {
  code: ({ code, link, untilLabel }) => ({
    html: [
      `Kode untuk akun baru: <code>${escapeLine(code, 20)}</code>`,
      `Ketik kode itu di bot ini dari akun Telegram yang baru, atau buka di sana: ${escapeLine(link, 200)}`,
      `Berlaku sekali, sampai ${untilLabel}. Setelah itu izinkan di sini. Jangan beri kode ini kepada orang lain.`,
    ].join('\n'),
    buttons: [[{ text: 'Salin kode', copy: code }]],
  }),
  codeOver: () => ({ html: NOT_ALLOWED.over }),
  full: (most) => ({ html: `Sudah ada ${most} akun, tidak bisa lebih. Hapus satu dulu di /akun.` }),

  claimed: (untilLabel) => ({
    html: `Kode benar. Sekarang tekan <b>Izinkan</b> di akun yang membuat kode itu, paling lambat ${untilLabel}.`,
  }),
  claimedUnheard: () => ({
    html: 'Kode benar, tetapi akun yang membuat kode belum bisa dikirimi pesan. Buka bot ini di sana dengan /start, lalu ketik kode ini sekali lagi.',
  }),
  known: () => ({ html: 'Akun Telegram ini sudah terhubung ke reseller. Kode hanya untuk akun yang belum.' }),
  wrongCode: () => ({ html: 'Kode salah. Periksa lagi, atau minta kode baru.' }),
  oldCode: () => ({ html: 'Kode ini sudah kedaluwarsa. Minta kode baru.' }),
  usedCode: () => ({ html: 'Kode ini sudah dipakai. Minta kode baru.' }),
  tooManyCodes: () => ({ html: 'Terlalu banyak kode salah. Coba lagi satu jam lagi.' }),

  askAllow: ({ claimedName, untilLabel, ...account }, token) => ({
    html: [
      '<b>Izinkan akun baru?</b>',
      `Nama di Telegram: <b>${escapeLine(claimedName, 120)}</b> (<code>${account.telegramId}</code>)`,
      ...(account.label === undefined ? [] : [`Sebutan: ${escapeLine(account.label, 120)}`]),
      'Akun ini dapat melihat saldo dan membeli dengan PIN Anda. Tolak kalau bukan Anda yang mengetik kodenya.',
      `Berlaku sampai ${untilLabel}.`,
    ].join('\n'),
    buttons: decideButtons(token, 'Izinkan', 'Tolak'),
  }),
  allowed: (account) => ({ html: `✅ ${accountLabel(account)} sekarang akun Anda juga. Lihat /akun.` }),
  refused: (account) => ({ html: `❌ ${accountLabel(account)} ditolak. Tidak ada yang berubah.` }),
  notAllowed: (why) => ({ html: NOT_ALLOWED[why] }),
  welcome: ({ name, code }) => ({
    html: `✅ Akun Telegram ini sekarang terhubung ke ${resellerLabel({ code, name })}. Mulai dengan /bantuan.`,
  }),
  refusedThere: () => ({ html: 'Permintaan Anda ditolak.' }),
  addedElsewhere: (account) => ({
    html: `⚠️ Akun Telegram baru terhubung ke akun Anda: ${accountLabel(account)}. Kalau itu bukan Anda, hapus di /akun atau hubungi operator sekarang.`,
  }),

  list: ({ accounts, ownId, most, phone, timeZone }) => ({
    html: [
      `<b>Akun Telegram Anda (${accounts.length} dari ${most})</b>`,
      ...accounts.map((account, index) => {
        const since = `sejak ${formatDay(dayOf(account.since, timeZone))}`;
        const marks = [
          ...(index === 0 ? ['akun pertama'] : []),
          ...(account.telegramId === ownId ? ['akun ini'] : []),
        ];
        return [`${index + 1}. ${accountLabel(account)} ${since}`, ...marks].join(', ');
      }),
      '',
      `Nomor HP: ${phone === undefined ? 'belum ada' : `<code>${escapeLine(phone, 40)}</code>`}`,
    ].join('\n'),
    buttons: [
      ...removeButtons(accounts, ownId, (place) => `Hapus ${place}`),
      [runButton('Tambah akun', 'TAMBAH')].filter((button) => button !== undefined),
      ...(accounts[0]?.telegramId === ownId ? [[{ text: 'Ganti nomor HP', data: PHONE_DATA }]] : []),
    ],
  }),
  removed: (account) => ({ html: `✅ ${accountLabel(account)} dihapus dan tidak bisa apa-apa lagi.` }),
  removedThere: (code) => ({
    html: `Akun Telegram ini tidak lagi terhubung ke <b>${escapeLine(code, 20)}</b>.`,
  }),
  notRemoved: (why) => ({ html: NOT_REMOVED[why] }),

  askPhone: () => ({
    html: 'Kirim nomor HP akun Telegram ini dengan tombol <b>Kirim nomor saya</b> di bawah kolom chat.',
  }),
  phoneChanged: (phone) => ({ html: `✅ Nomor HP Anda sekarang <code>${escapeLine(phone, 40)}</code>.` }),
  phoneKept: () => ({ html: 'Nomor HP tidak diganti.' }),
  phoneNotFirst: () => ({ html: 'Hanya akun pertama yang dapat mengganti nomor HP.' }),
  phoneChangedElsewhere: (phone) => ({
    html: `⚠️ Nomor HP Anda diganti dari akun pertama menjadi <code>${escapeLine(phone, 40)}</code>. Kalau itu bukan Anda, hubungi operator sekarang.`,
  }),

  forgotSent: () => ({
    html: 'Permintaan reset PIN dikirim ke operator. Operator akan memastikan bahwa ini benar Anda; setelah direset, keypad untuk PIN baru muncul di sini.',
  }),
  forgotBefore: (isReset) => ({
    html: isReset
      ? 'PIN Anda sudah direset hari ini. Kalau lupa lagi, hubungi operator.'
      : 'Permintaan reset PIN Anda sudah ada di operator. Satu permintaan sehari; kalau mendesak, hubungi operator.',
  }),

  desk: {
    phoneChanged: ({ code, name, from, to }) => ({
      html: `☎️ ${resellerLabel({ code, name })} mengganti nomor HP: ${from === undefined ? '–' : escapeLine(from, 40)} → <code>${escapeLine(to, 40)}</code>`,
    }),
    forgotPin: ({ id, code, name, phone, phoneBefore, by, timeZone }) => ({
      html: [
        `🔑 ${resellerLabel({ code, name })} lupa PIN.`,
        `Pastikan dulu lewat telepon bahwa ini benar dia${phone === undefined ? '' : `: <code>${escapeLine(phone, 40)}</code>`}.`,
        ...(phoneBefore === undefined
          ? []
          : [
              `⚠️ Nomor itu baru diganti ${formatMoment(phoneBefore.changedAt, timeZone)}; seminggu lalu: ${phoneBefore.phone === undefined ? 'belum ada' : `<code>${escapeLine(phoneBefore.phone, 40)}</code>`}.`,
            ]),
        ...(by === undefined
          ? []
          : [
              `Diminta dari ${accountLabel(by)}, ${by.isFirst ? 'akun pertamanya' : '⚠️ bukan akun pertamanya'}.`,
            ]),
      ].join('\n'),
      buttons: [[{ text: 'Reset PIN', data: resetData(id) }]],
    }),
    forgotDone: ({ code, name }) => ({ html: `🔑 PIN ${resellerLabel({ code, name })} sudah direset.` }),
  },
};
