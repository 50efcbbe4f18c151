import { createOutageTexts } from './create.ts';

export const outagesId = createOutageTexts({
  title: 'Produk yang sedang tutup',
  none: 'Semua produk buka.',
  since: (moment) => `sejak ${moment}`,
  why: { supplier: 'ditutup pemasok', unlisted: 'tidak dijual pemasok lagi', operator: 'ditutup operator' },
  left: (count) => `… dan ${count} lagi`,
  prices: 'Harga',
});
