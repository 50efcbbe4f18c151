import { faceValueOf } from '../command/order.ts';
import { readDestination } from '../destination.ts';
import type { Rupiah } from '../money.ts';
import { denominationOf } from '../operator.ts';

/** So long one reference means one order. */
export const REFERENCE_DAYS = 90;

/** What was asked for under a reference. */
export type ReferencedContent = {
  code: string;
  destination: string;
  amount: Rupiah | undefined;
  occurrence: number;
};

type BoughtContent = {
  productCode: string;
  productName: string;
  destination: string;
  amount: Rupiah | undefined;
  occurrence: number;
  /** Of a postpaid product: its amount is what is owed, and not what was typed. */
  bill?: object | undefined;
};

/** As it is kept and compared: `toko-17` and `TOKO-17` are one. */
export function referenceKey(typed: string): string {
  return typed.toUpperCase();
}

/** A question about an order begins with it where it names the order by his reference. */
const NAMED = 'R#';

/** What a question about an order names it by, as it is typed: `R#TOKO.17/A`. */
export function queryOfReference(reference: string): string {
  return `${NAMED}${reference}`;
}

export function isNamedByReference(query: string): boolean {
  return query.startsWith(NAMED);
}

/** Behind a dot, what may be a PIN: it may as well be the end of the reference. */
const PIN_AT_END = /[._][0-9]{4,6}$/;

/** Whether a PIN may stand at the end of what was typed as a reference. */
export function mayEndInPin(query: string): boolean {
  return isNamedByReference(query) && PIN_AT_END.test(query);
}

/** The references that a question may mean, the likeliest first, as they are kept. A query without `R#` may be one, too. */
export function referencesIn(query: string): string[] {
  const typed = isNamedByReference(query) ? query.slice(NAMED.length) : query;
  const without = mayEndInPin(query) ? [typed.replace(PIN_AT_END, '')] : [];
  return [typed, ...without].filter((each) => each !== '').map(referenceKey);
}

/** What is bought, as one text: equal for equal purchases. Whose phone is told about it is no part of it. */
export function contentOf({
  productCode,
  destination,
  amount,
  occurrence,
}: Omit<BoughtContent, 'productName' | 'bill'>): string {
  return [productCode, occurrence, destination, amount ?? ''].join('|');
}

/**
 * Whether what is asked for is what that order is; what a bill was expected to be does not count. A face value is that of the product
 * it was found for then, whatever is on sale now.
 */
export function isSameContent(asked: ReferencedContent, order: BoughtContent): boolean {
  const faceValue = faceValueOf(asked.code);
  const isSameProduct =
    faceValue === undefined
      ? asked.code === order.productCode
      : denominationOf({ name: order.productName, code: order.productCode }) === faceValue;
  const destination = readDestination(asked.destination)?.value ?? asked.destination;
  return (
    isSameProduct &&
    destination === order.destination &&
    (order.bill !== undefined || asked.amount === order.amount) &&
    asked.occurrence === order.occurrence
  );
}
