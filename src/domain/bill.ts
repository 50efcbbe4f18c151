import type { Rupiah } from './money.ts';
import { isPostpaid, type Product } from './product.ts';

/** One more thing that the answer about a bill holds, as it is shown: not escaped, bounded, on one line. */
export type BillFact = { label: string; value: string };

/** What a customer owes, as the supplier tells it. Whole rupiah, the dearer one where it tells fractions. */
export type Bill = {
  /** What paying it costs us: bill, admin and fine together. */
  total: Rupiah;
  /** Each is `undefined` where the answer does not tell it. */
  amount: Rupiah | undefined;
  admin: Rupiah | undefined;
  fine: Rupiah | undefined;
  /** The months it is for, as they were told; may be empty. */
  periods: readonly string[];
  facts: readonly BillFact[];
};

/** A bill that is about to be paid, or was. */
export type QuotedBill = Bill & {
  /** Months asked for; `undefined`: this product has no such choice. */
  months: number | undefined;
  /** It was looked up without a PIN: paying it needs one. */
  needsPin: boolean;
};

/** Names that resellers type for the documented products, beside their codes. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  PLN: 'POSTPAIDPLN',
  PLNPOST: 'POSTPAIDPLN',
  PLNPASCA: 'POSTPAIDPLN',
  LISTRIK: 'POSTPAIDPLN',
  BPJS: 'RBASRBPJSKSH',
  BPJSKS: 'RBASRBPJSKSH',
  BPJSKES: 'RBASRBPJSKSH',
  FIF: 'RBFNFIF',
  BAF: 'RBKREDITBAF',
  FIRSTMEDIA: 'FIRSMEDIA',
};

/** The code that a short name stands for; `undefined`: it is none. */
export function codeOfShortName(typed: string): string | undefined {
  return Object.hasOwn(SHORT_NAMES, typed) ? SHORT_NAMES[typed] : undefined;
}

/** For how many months is paid is asked of one product only; all others pay what is open. */
export function hasPeriod(code: string): boolean {
  return code.includes('BPJS');
}

export type BillProduct =
  | { kind: 'found'; product: Product }
  /** In sequence of their codes. */
  | { kind: 'several'; products: Product[] }
  | { kind: 'unknown' };

/**
 * The product a bill is of. `typed`: upper case; its code, a short name, else the beginning of codes, else a part of a code, else a
 * word of the name. `products`: those bills can be paid for.
 */
export function resolveBillProduct(typed: string, products: readonly Product[]): BillProduct {
  const bills = products.filter(isPostpaid);
  const short = codeOfShortName(typed);
  const tries: ((product: Product) => boolean)[] = [
    ({ code }) => code === typed,
    ({ code }) => code === short,
    ({ code }) => code.startsWith(typed),
    ({ code }) => code.includes(typed),
    ({ name }) =>
      name
        .toUpperCase()
        .split(/[^A-Z0-9]+/)
        .includes(typed),
  ];
  for (const fits of tries) {
    const [product, ...others] = bills.filter(fits);
    if (product === undefined) continue;
    const sorted = [product, ...others].sort((a, b) => (a.code < b.code ? -1 : 1));
    return others.length === 0 ? { kind: 'found', product } : { kind: 'several', products: sorted };
  }
  return { kind: 'unknown' };
}
