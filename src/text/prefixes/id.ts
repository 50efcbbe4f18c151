import { createPrefixTexts } from './create.ts';

export const prefixesId = createPrefixTexts({
  title: 'Prefiks nomor HP',
  changed: '* diubah di sini',
  taken: 'Dihapus',
  usage:
    '<code>/prefiks 0859 xl</code> nomor 0859 milik XL\n<code>/prefiks 0859 -</code> bukan milik siapa pun: kode produk apa pun diterima',
  operators: 'Operator',
  nobody: 'tidak ada',
  expires: 'Berlaku 10 menit.',
  yes: 'Ya',
  no: 'Batal',
  same: (prefix, name) => `${prefix} sudah ${name}. Tidak ada yang berubah.`,
  set: (prefix, name) => `✅ ${prefix} sekarang ${name}. Berlaku paling lambat setengah menit lagi.`,
});
