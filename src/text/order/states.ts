import type { Order } from '../../domain/order/order.ts';

/** How an order stands, in a word. */
export const STATES_ID: Readonly<Record<Order['state'], string>> = {
  quoted: 'MENUNGGU KONFIRMASI',
  expired: 'KEDALUWARSA',
  cancelled: 'BATAL',
  held: 'DIPROSES',
  submitted: 'DIPROSES',
  needs_review: 'DIPERIKSA',
  delivered: 'SUKSES',
  failed: 'GAGAL',
  reversed: 'DIKEMBALIKAN',
};

export const STATES_EN: Readonly<Record<Order['state'], string>> = {
  quoted: 'TO CONFIRM',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
  held: 'IN PROCESS',
  submitted: 'IN PROCESS',
  needs_review: 'BEING CHECKED',
  delivered: 'DELIVERED',
  failed: 'FAILED',
  reversed: 'GIVEN BACK',
};
