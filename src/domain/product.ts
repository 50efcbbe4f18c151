import type { Rupiah } from './money.ts';

export type Product = {
  /** As Klikoo writes it, upper case: `PLN20`. */
  code: string;
  name: string;
  category: string;
  /** What Klikoo charges; for an open amount, what it charges on top of the amount. */
  cost: Rupiah;
  /** The reseller types the amount himself. */
  isOpenAmount: boolean;
  /** Klikoo sells it at the moment. */
  isEnabled: boolean;
  /** The operator sells it. */
  isForSale: boolean;
  /** Instead of the global markup. */
  markup: Rupiah | undefined;
};

/** Smallest and largest open amount, rupiah: below is refused by the wallets, above is more likely a slip than a sale. */
export const OPEN_AMOUNT = { min: 1_000, max: 2_000_000 } as const;

export type DestinationKind = 'phone' | 'meter' | 'any';

/** Who answers an inquiry about a customer (Klikoo, "Inquiry Prepaid"): PLN, OVO, GoPay, DANA and Maxim. */
const INQUIRY_CODES = /^(PLN|OVO|GOPAY|DN|DANA|MAX)/;
const WALLET_CODES = /^(OVO|GOPAY|DN|DANA|SHOPEE|LINKAJA)/;
const PHONE_CATEGORIES = new Set(['pulsa', 'data']);

/** What categories of postpaid products are called; Klikoo names none. For `~*` of the database as well as for here. */
export const POSTPAID_CATEGORY = 'postpaid|pasca|tagihan|pdam|bpjs|finance|angsuran';
/** The postpaid codes that Klikoo documents, and their like. */
export const POSTPAID_CODE = '^(POSTPAID|PDAM|FIRSMEDIA|RBKREDIT|RBFN|RBASR)';

/** Its price is what the customer owes: known only from an inquiry, and paid once. */
export function isPostpaid({ code, category }: Pick<Product, 'code' | 'category'>): boolean {
  return new RegExp(POSTPAID_CATEGORY, 'i').test(category) || new RegExp(POSTPAID_CODE).test(code);
}

export function isPln(product: Pick<Product, 'category'>): boolean {
  return product.category === 'plnprepaid';
}

/** Whether the supplier can say whose number it is. */
export function hasInquiry(product: Pick<Product, 'code' | 'category'>): boolean {
  return isPln(product) || INQUIRY_CODES.test(product.code);
}

/**
 * Whether it may be bought when nobody can say who the customer is. Not electricity, where the name is the only check of
 * eleven digits, and not an open amount, whose price only the inquiry knows.
 */
export function mayBuyWithoutName(product: Product): boolean {
  return !isPln(product) && !product.isOpenAmount;
}

export function expectedDestination(product: Product): DestinationKind {
  if (isPln(product)) return 'meter';
  if (PHONE_CATEGORIES.has(product.category) || WALLET_CODES.test(product.code)) return 'phone';
  return 'any';
}

/** Klikoo's list has no field for it (none is documented): its open products end in OPEN, as DNOPEN does. */
export function looksOpenAmount(code: string, name: string): boolean {
  return code.endsWith('OPEN') || /\b(open|bebas nominal)\b/i.test(name);
}
