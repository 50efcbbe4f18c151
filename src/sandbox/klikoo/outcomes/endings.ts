import type { Outcome } from '../outcome.ts';
import { DISTURBED, failedAfter, pln, pulsa, refused, successAfter } from './rows.ts';

/** Purchases that are answered truly, and end once or are refused. */
export const ENDINGS: readonly Outcome[] = [
  {
    name: 'token',
    suffix: '691111',
    example: 'PLN20.01105691111',
    label: { id: 'token setelah 3 detik', en: 'token after 3 s' },
    description: {
      id: 'WAITING, lalu SUCCESS dengan token setelah 3 detik (BAHARRUDIN1, R1/2200VA).',
      en: 'WAITING, then SUCCESS with the token after 3 s (BAHARRUDIN1, R1/2200VA).',
    },
    ...successAfter(3_000),
  },
  {
    name: 'wrong_number',
    suffix: '601111',
    example: 'PLN20.01105601111',
    label: { id: 'nomor tidak dikenal', en: 'unknown customer' },
    description: {
      id: 'Inquiry ditolak (503029998, CUSTID not recognized); pembelian ditolak (404027011).',
      en: 'The inquiry is refused (503029998, CUSTID not recognized); so is a purchase (404027011).',
    },
    ...refused('404xx7011'),
    inquiry: 'refused',
  },
  {
    name: 'success_at_once',
    suffix: '9901',
    example: pulsa('9901'),
    label: { id: 'langsung sukses', en: 'success at once' },
    description: {
      id: 'Jawaban pembelian sudah SUCCESS dengan SN.',
      en: 'The answer to the purchase is SUCCESS already, with the SN.',
    },
    delayMs: 0,
    steps: [{ afterMs: 0, status: 'SUCCESS' }],
  },
  {
    name: 'success_after_10_s',
    suffix: '9910',
    example: pln('9910'),
    label: { id: 'sukses setelah 10 detik', en: 'success after 10 s' },
    description: { id: 'WAITING selama 10 detik, lalu SUCCESS.', en: 'WAITING for 10 s, then SUCCESS.' },
    ...successAfter(10_000),
  },
  {
    name: 'success_after_60_s',
    suffix: '9960',
    example: pln('9960'),
    label: { id: 'sukses setelah 1 menit', en: 'success after 1 min' },
    description: { id: 'WAITING selama 60 detik, lalu SUCCESS.', en: 'WAITING for 60 s, then SUCCESS.' },
    ...successAfter(60_000),
  },
  {
    name: 'failed',
    suffix: '9920',
    example: pulsa('9920'),
    label: { id: 'gagal setelah 3 detik', en: 'fails after 3 s' },
    description: {
      id: 'WAITING, lalu FAILED "Produk sedang dalam masalah"; saldo Klikoo kembali.',
      en: 'WAITING, then FAILED "Produk sedang dalam masalah"; Klikoo gives the money back.',
    },
    ...failedAfter(3_000),
  },
  {
    name: 'failed_at_once',
    suffix: '9921',
    example: pulsa('9921'),
    label: { id: 'langsung gagal', en: 'fails at once' },
    description: {
      id: 'Jawaban pembelian 201 dengan status FAILED.',
      en: 'The purchase is answered 201 with status FAILED.',
    },
    delayMs: 0,
    steps: [{ afterMs: 0, status: 'FAILED', reason: DISTURBED }],
  },
  {
    name: 'product_refused',
    suffix: '9922',
    example: pulsa('9922'),
    label: { id: 'produk ditolak', en: 'product refused' },
    description: {
      id: 'Pembelian ditolak (400026525, Produk tidak sesuai).',
      en: 'The purchase is refused (400026525, Produk tidak sesuai).',
    },
    ...refused('400xx6525'),
  },
  {
    name: 'number_refused',
    suffix: '9923',
    example: pulsa('9923'),
    label: { id: 'nomor salah', en: 'wrong number' },
    description: {
      id: 'Pembelian ditolak (404027011, No pelanggan salah).',
      en: 'The purchase is refused (404027011, No pelanggan salah).',
    },
    ...refused('404xx7011'),
  },
  {
    name: 'supplier_balance_low',
    suffix: '9924',
    example: pulsa('9924'),
    label: { id: 'saldo Klikoo kurang', en: 'operator is out of money' },
    description: {
      id: 'Pembelian ditolak (422026558, Dompet tidak cukup).',
      en: 'The purchase is refused (422026558, Dompet tidak cukup).',
    },
    ...refused('422xx6558'),
  },
];
