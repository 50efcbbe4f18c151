import type { Product } from '../../domain/product.ts';
import type { Message } from '../message.ts';

/** What is said about bills besides their cards. */
export type BillTexts = {
  /** Several products may be meant. `command`: of the line that asks with one of them, without a PIN. */
  whichProduct(typed: string, products: readonly Product[], command: (code: string) => string): Message;
  unknownProduct(typed: string, products: readonly Product[], command: (code: string) => string): Message;
  /** `code` is no bill; `form`: how to order it, with `PIN`; `command`: the same for a button. */
  notABill(product: Product, form: string, command: string): Message;
  /** A number alone names no bill. */
  productMissing(customer: string): Message;
  /** Months are counted here; a name of a month is of no use. */
  countMonths(example: string): Message;
  /** The bill looked up under this number cannot be paid any more. */
  gone(number: number): Message;
};
