import type { WordFault } from '../../domain/command/own-words.ts';
import { bold, fit, lines } from '../format.ts';
import { yesNo } from '../operator/layout.ts';
import { meaningLines, ownLines, shown } from './layout.ts';
import type { WordTexts } from './texts.ts';

const USAGE = lines(
  'Tambah: <code>/alias STOK = prices</code> atau <code>/alias STOK = H</code>',
  'Hapus: <code>/alias hapus STOK</code>',
  'Daftar: <code>/alias</code>',
);

const FAULTS: Record<WordFault, string> = {
  bad_word: 'bukan kata. Huruf, angka dan tanda hubung, huruf di depan, paling panjang 20.',
  taken: 'sudah punya arti lain. Hapus dulu arti itu.',
  protected: 'tidak bisa diubah: tanpa kata ini reseller tidak bisa menjawab atau meminta bantuan.',
  product: 'sama dengan kode produk. Kata itu akan terbaca sebagai pembelian, atau sebaliknya.',
  glued: 'sudah dibaca sebagai kata dan kode yang digabung.',
  moves_money: 'kata bawaan untuk perintah lain. Reseller yang biasa mengetiknya bisa kehilangan uang.',
  only_yes: 'tidak bisa berarti ya: kata yang diketik sambil lalu tidak boleh membeli.',
  last: 'kata terakhir untuk perintah itu. Tambah kata lain dulu.',
  not_there: 'tidak ada.',
};

export const wordsId: WordTexts = {
  list: (words, own) => ({
    html: fit(
      bold('Kata perintah'),
      [
        ...ownLines(own, 'dihapus'),
        ...(own.length === 0 ? ['Belum ada yang diubah.'] : []),
        '',
        ...meaningLines(words),
      ],
      `\n${USAGE}`,
      (left) => `… dan ${left} lagi`,
    ),
  }),
  usage: () => ({ html: `Format:\n${USAGE}` }),
  unknownMeaning: (typed) => ({ html: `Tidak ada perintah ${shown(typed)}. Daftarnya: /alias` }),
  ask: ({ word, from, to }, token) => ({
    html: lines(
      `Kata ${shown(word)}: ${from ?? 'tidak ada'} → ${bold(to ?? 'dihapus')}?`,
      'Berlaku 10 menit.',
    ),
    buttons: yesNo(token, 'Ya', 'Batal'),
  }),
  added: (word, meaning) => ({ html: `✅ ${shown(word)} sekarang berarti ${bold(meaning)}.` }),
  removed: (word, left) => ({
    html: lines(
      `✅ ${shown(word)} dihapus.`,
      left.length > 0 ? `Kata lain untuk perintah itu: ${left.slice(0, 10).map(shown).join(' ')}` : undefined,
      'Tombol, menu dan perintah dengan garis miring tetap berjalan.',
    ),
  }),
  refused: (word, fault, meaning) => ({
    html: `${shown(word)} ${FAULTS[fault]}${meaning === undefined ? '' : ` (${bold(meaning)})`}`,
  }),
  stands: (word, meaning) => ({
    html:
      meaning === undefined ? `${shown(word)} bukan perintah.` : `${shown(word)} berarti ${bold(meaning)}.`,
  }),
};
