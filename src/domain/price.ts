import { plus, type Rupiah, rupiah, ZERO } from './money.ts';
import type { Product } from './product.ts';

/** What is added to the cost: the product's own markup, else everybody's. */
export function markupOf(product: Product, globalMarkup: Rupiah): Rupiah {
  return product.markup ?? globalMarkup;
}

/** What Klikoo will charge by its product list; an inquiry knows better where there is one. `amount`: of an open product. */
export function listedCost(product: Product, amount: Rupiah | undefined): Rupiah {
  return amount === undefined ? product.cost : plus(amount, product.cost);
}

/** As high as an upline's markup may be, in rupiah: above it a zero too many is likelier. */
export const HIGHEST_DOWNLINE_MARKUP = rupiah(100_000);

/** What an upline adds for his downlines, in rupiah, zero or more. `undefined` stands for all of them, and for all products. */
export type DownlineMarkup = {
  downlineId: number | undefined;
  productCode: string | undefined;
  amount: Rupiah;
};

/** One upline on the way from the operator down to a reseller, and the one below him on that way. */
export type ChainLink = { uplineId: number; downlineId: number; markups: readonly DownlineMarkup[] };

/** What one upline earns on a sale. */
export type Commission = { resellerId: number; amount: Rupiah };

/** The most specific of an upline's markups for a product sold through a downline: both named, downline, product, all. None: zero. */
export function downlineMarkupOf(
  markups: readonly DownlineMarkup[],
  downlineId: number,
  productCode: string,
): Rupiah {
  const [best] = markups
    .filter(
      (each) =>
        (each.downlineId === undefined || each.downlineId === downlineId) &&
        (each.productCode === undefined || each.productCode === productCode),
    )
    .toSorted((a, b) => specificity(b) - specificity(a));
  return best?.amount ?? ZERO;
}

function specificity({ downlineId, productCode }: DownlineMarkup): number {
  return (downlineId === undefined ? 0 : 2) + (productCode === undefined ? 0 : 1);
}

/**
 * What those above a reseller earn on a sale of a product to him, without those who earn nothing. `chain`: from the top to his own
 * upline; empty for one of the operator's own. What each adds is zero or more, so that nobody pays less than the one above him.
 */
export function commissionsOf(chain: readonly ChainLink[], productCode: string): Commission[] {
  return chain
    .map(({ uplineId, downlineId, markups }) => ({
      resellerId: uplineId,
      amount: downlineMarkupOf(markups, downlineId, productCode),
    }))
    .filter(({ amount }) => amount > ZERO);
}

/** All of them together. */
export function commissionSum(commissions: readonly Commission[]): Rupiah {
  return commissions.reduce((sum, { amount }) => plus(sum, amount), ZERO);
}

/** What is added to the cost of a product for a reseller: the operator's markup and what those above him earn. */
export function resellerMarkupOf(
  product: Product,
  globalMarkup: Rupiah,
  chain: readonly ChainLink[],
): Rupiah {
  return plus(markupOf(product, globalMarkup), commissionSum(commissionsOf(chain, product.code)));
}
