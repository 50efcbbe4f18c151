import type { OrderFacts } from './order.ts';

/** What an answer tells of the transaction it is about. `undefined` where it leaves something out. */
export type ToldOfOrder = { productCode: string | undefined; destination: string | undefined };

/**
 * What in an answer that carries our reference belongs to another order; `undefined` when nothing does. What is left out agrees with
 * everything, and so does a number with hidden digits. The amount is no part of it: prices change, and a changed price is told apart.
 */
export function differenceOf(
  order: Pick<OrderFacts, 'productCode' | 'destination'>,
  told: ToldOfOrder,
): 'product' | 'destination' | undefined {
  const { productCode, destination } = told;
  if (productCode !== undefined && productCode.toUpperCase() !== order.productCode.toUpperCase())
    return 'product';
  if (destination === undefined || destination.includes('*')) return undefined;
  return sameForm(destination) === sameForm(order.destination) ? undefined : 'destination';
}

/** A number may be told in another of its forms: 0812…, 62812…, +62 812-…. */
function sameForm(destination: string): string {
  const plain = destination.replace(/[\s.+-]/g, '').toUpperCase();
  return /^628\d+$/.test(plain) ? `0${plain.slice(2)}` : plain;
}
