import { normalise } from './command/normalise.ts';
import { looksLikePin } from './pin.ts';
import type { Product } from './product.ts';

/**
 * What was typed to find a product, without the numbers that may be a PIN: such a number is searched for only where a product is
 * called by it, as `Telkomsel 10.000` is. Unchanged where nothing was left out.
 */
export function withoutPins(query: string, products: readonly Product[]): string {
  const text = normalise(query);
  const left = text.replace(/[0-9]+/g, (run) => (looksLikePin(run) && !isInNames(run, products) ? ' ' : run));
  return left === text ? query : left.trim();
}

function isInNames(number: string, products: readonly Product[]): boolean {
  return products.some(({ name }) =>
    name
      .replace(/(?<=[0-9])\.(?=[0-9]{3}(?![0-9]))/g, '')
      .split(/[^0-9]+/)
      .includes(number),
  );
}
