import type { Rupiah } from '../domain/money.ts';
import type { Product } from '../domain/product.ts';
import type { SupplierProduct } from './supplier.ts';

export type ProductChange = { code: string; name: string; from: Rupiah; to: Rupiah };

export type SyncResult = {
  /** How many products the supplier listed. */
  listed: number;
  added: string[];
  costChanged: ProductChange[];
  opened: string[];
  /** Codes that the supplier closed, and those it no longer lists. */
  closed: string[];
};

/** The products on sale and what they are sold for. */
export interface Catalog {
  /** By code, upper case. */
  find(code: string): Promise<Product | undefined>;
  /** All products that may be ordered, by code. */
  onSale(): Promise<Product[]>;
  /** All codes that may be ordered, for finding the nearest to a typing error. */
  codes(): Promise<string[]>;
  /**
   * Products for a price list: each term matches a code exactly, else the start of codes, else a category, else a word of the
   * name. Case-insensitive. No terms: none. Sorted by category and cost, at most `limit`.
   */
  search(terms: readonly string[], limit: number): Promise<Product[]>;
  /** Categories with something on sale, and how many products each. */
  categories(): Promise<{ category: string; count: number }[]>;
  /** Products on sale of one category, cheapest first. */
  inCategory(category: string): Promise<Product[]>;
  /** Takes over the supplier's whole list: what it no longer holds is closed, not deleted. Twice the same list changes nothing. */
  replace(products: readonly SupplierProduct[], actorId: number, now: Date): Promise<SyncResult>;
  /** `undefined`: by the global markup again. False: no such product. */
  setMarkup(code: string, markup: Rupiah | undefined, actorId: number, now: Date): Promise<boolean>;
  globalMarkup(): Promise<Rupiah>;
  setGlobalMarkup(markup: Rupiah, actorId: number, now: Date): Promise<void>;
}
