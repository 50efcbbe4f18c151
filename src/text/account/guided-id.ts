import type { DestinationFault } from '../../domain/destination.ts';
import { rupiah } from '../../domain/money.ts';
import type { DestinationKind } from '../../domain/product.ts';
import { categoryName, escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { guidedButtons } from './guided-layout.ts';
import type { GuidedTexts } from './texts.ts';

const WORDS = { back: 'Kembali', cancel: 'Batal' };

const EXPECTED: Record<DestinationKind, string> = {
  phone: 'Nomor HP, 10 sampai 14 angka, misalnya <code>081234567890</code>.',
  meter: 'Nomor meter atau ID pelanggan PLN, 11 sampai 13 angka, misalnya <code>01105691111</code>.',
  any: 'Nomor tujuan atau ID pelanggan, 4 sampai 20 huruf dan angka.',
};

const FAULTS: Record<DestinationFault | 'pin_behind', string> = {
  empty: 'Nomor tujuan belum diisi.',
  too_short: 'Nomor itu terlalu pendek.',
  too_long: 'Nomor itu terlalu panjang.',
  not_digits: 'Nomor hanya berisi angka.',
  not_phone: 'Itu bukan nomor HP.',
  not_meter: 'Itu bukan nomor meter.',
  is_phone: 'Itu nomor HP, bukan nomor meter.',
  bad_characters: 'Nomor itu berisi tanda yang tidak dikenal.',
  pin_behind:
    'Di belakang nomor itu bisa jadi PIN. Ketik nomornya saja, tanpa spasi. PIN baru diminta nanti, di tombol.',
};

export const guidedId: GuidedTexts = {
  category: (choices, navigation) => ({
    html: '<b>Beli</b>\nPilih kategori:',
    buttons: guidedButtons(choices, navigation, WORDS),
  }),
  product: ({ category, page, pages, choices }, navigation) => ({
    html: `<b>${escapeLine(categoryName(category), 80)}</b>${pages > 1 ? ` (${page}/${pages})` : ''}\nPilih produk:`,
    buttons: guidedButtons(choices, navigation, WORDS),
  }),
  productButton: ({ name, price, isOpenAmount }) =>
    isOpenAmount ? `${name}: nominal + ${formatRupiah(price)}` : `${name}: ${formatRupiah(price)}`,
  destination: ({ code, name, price, isOpenAmount, expects, fault }, navigation) => ({
    html: [
      `<b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}`,
      isOpenAmount ? `Harga: nominal + ${formatRupiah(price)}` : `Harga: ${formatRupiah(price)}`,
      '',
      ...(fault === undefined ? [] : [`⚠️ ${FAULTS[fault]}`]),
      `Ketik nomor tujuan. ${EXPECTED[expects]}`,
    ].join('\n'),
    buttons: guidedButtons([], navigation, WORDS),
  }),
  amount: ({ code, name, destination, min, max, isBad, isUnclear }, navigation) => ({
    html: [
      `<b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}`,
      `Tujuan: <code>${escapeLine(destination, 80)}</code>`,
      '',
      ...(isBad ? ['⚠️ Nominal itu tidak bisa dipakai.'] : []),
      ...(isUnclear
        ? [
            '⚠️ Itu bisa jadi PIN. Kalau memang nominal, tulis dengan Rp, misalnya Rp1500. PIN baru diminta nanti, di tombol.',
          ]
        : []),
      `Ketik nominal, ${formatRupiah(rupiah(min))} sampai ${formatRupiah(rupiah(max))}, misalnya <code>25000</code>.`,
    ].join('\n'),
    buttons: guidedButtons([], navigation, WORDS),
  }),
  nothingForSale: () => ({ html: 'Belum ada produk yang dijual. Coba lagi nanti.' }),
  cancelled: () => ({ html: 'Pembelian dibatalkan. Tidak ada saldo yang terpotong.' }),
  left: () => ({ html: 'Pembelian dengan menu ditutup. Tidak ada saldo yang terpotong.' }),
};
