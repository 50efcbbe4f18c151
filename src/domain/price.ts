import { plus, type Rupiah } from './money.ts';
import type { Product } from './product.ts';

/** What is added to the cost: the product's own markup, else everybody's. */
export function markupOf(product: Product, globalMarkup: Rupiah): Rupiah {
  return product.markup ?? globalMarkup;
}

/** What Klikoo will charge by its product list; an inquiry knows better where there is one. `amount`: of an open product. */
export function listedCost(product: Product, amount: Rupiah | undefined): Rupiah {
  return amount === undefined ? product.cost : plus(amount, product.cost);
}
