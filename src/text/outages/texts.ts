import type { ClosedProduct } from '../../app/catalog.ts';
import type { Message } from '../message.ts';

/** Products that cannot be bought at the moment. */
export type OutageTexts = {
  /** In sequence of their categories. */
  closed(products: readonly ClosedProduct[], timeZone: string): Message;
};
