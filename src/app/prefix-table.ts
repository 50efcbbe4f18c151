import {
  DEFAULT_PREFIXES,
  type Operator,
  type Prefixes,
  type PrefixMismatch,
  prefixMismatch,
} from '../domain/operator.ts';
import type { Product } from '../domain/product.ts';
import type { Catalog } from './catalog.ts';

/** Whose mobile numbers begin how: what everybody knows, with the operator's changes on top. */
export interface PrefixTable {
  /** A change made by another process is seen within half a minute. */
  get(): Promise<Prefixes>;
  /** What was changed, by prefix; `undefined`: taken away. */
  changes(): Promise<ReadonlyMap<string, Operator | undefined>>;
  /**
   * @param change.prefix 3 to 8 digits beginning with `08`
   * @param change.operator `undefined`: nobody's, so that products are not refused for such numbers
   */
  set(change: { prefix: string; operator: Operator | undefined; actorId: number }, now: Date): Promise<void>;
}

/**
 * What is wrong with a product for a number, and what to order instead; `undefined` where nothing is known to be. The list of
 * products is read only when something is.
 */
export async function findMismatch(
  deps: { catalog: Pick<Catalog, 'onSale'>; prefixes?: (() => Promise<Prefixes>) | undefined },
  product: Product,
  phone: string,
): Promise<PrefixMismatch | undefined> {
  const prefixes = (await deps.prefixes?.()) ?? DEFAULT_PREFIXES;
  if (prefixMismatch(product, phone, [], prefixes) === undefined) return undefined;
  return prefixMismatch(product, phone, await deps.catalog.onSale(), prefixes);
}
