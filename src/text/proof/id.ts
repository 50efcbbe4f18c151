import { createProofTexts } from './create.ts';

export const proofId = createProofTexts({
  tokensOf: (query) => `Token/SN terakhir ke ${query}`,
  lastTokens: 'Token/SN terakhir',
  noTokensOf: (query) => `Belum ada token atau SN ke ${query}. Tidak ada yang dibeli.`,
  noTokens: 'Belum ada token atau SN.',
  copy: (number) => `Salin #${number}`,
  copyToken: 'Salin token',
  copySn: 'Salin SN',
  copyAll: 'Salin',
  notDelivered: (label) => `${label} tidak sukses, atau belum. Struk hanya untuk order yang sukses.`,

  receipt: 'STRUK PEMBELIAN',
  number: 'No. trx',
  date: 'Tanggal',
  product: 'Produk',
  customer: 'Tujuan',
  name: 'Nama',
  power: 'Daya',
  energy: 'kWh',
  period: 'Periode',
  bill: 'Tagihan',
  fine: 'Denda',
  token: 'TOKEN:',
  sn: 'SN:',
  price: 'Harga',
  thanks: 'Terima kasih',
});
