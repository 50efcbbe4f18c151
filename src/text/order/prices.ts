import { plus, type Rupiah, ZERO } from '../../domain/money.ts';
import { listedCost, markupOf } from '../../domain/price.ts';
import { isPostpaid, type Product } from '../../domain/product.ts';
import { bold, categoryName, code, escapeLine, fit } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';
import { type PriceQuery, pricesData, rows } from './callback.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

type PriceTexts = Pick<OrderTexts, 'categories' | 'prices'>;

/** Products on one page: even with long names they fit into a message. */
export const PRICES_A_PAGE = 30;
const MOST_CATEGORIES = 60;

export function createPriceTexts(words: OrderWords): PriceTexts {
  function line(product: Product, globalMarkup: Rupiah): string {
    const name = `${code(escapeLine(product.code, 30))} ${escapeLine(product.name, 50)}`;
    if (isPostpaid(product) && product.isEnabled && product.isForSale)
      return `${name} · ${words.bill.plus}${formatRupiah(markupOf(product, globalMarkup))}`;
    const price = plus(listedCost(product, undefined), markupOf(product, globalMarkup));
    const isOpen = product.isEnabled && product.isForSale && (price > ZERO || product.isOpenAmount);
    if (!isOpen) return `${name} · 🚫 ${words.closed}`;
    return `${name} · ${product.isOpenAmount ? words.amountPlus : ''}${formatRupiah(price)}`;
  }

  function page(query: PriceQuery, offset: number, text: string): Button | undefined {
    const data = pricesData(query, offset);
    return data === undefined ? undefined : { text, data };
  }

  return {
    categories(categories) {
      const buttons = categories
        .slice(0, MOST_CATEGORIES)
        .map(({ category, count }) =>
          page({ kind: 'category', category }, 0, `${categoryName(category)} (${count})`),
        );
      const made = rows(buttons, 2);
      return made.length === 0 ? { html: words.noProducts } : { html: words.categories, buttons: made };
    },

    prices({ query, products, offset, globalMarkup }) {
      const asked = query.kind === 'category' ? categoryName(query.category) : query.terms.join(', ');
      if (products.length === 0) return { html: escapeLine(words.noPrices(asked.slice(0, 100)), 700) };
      const shown = products.slice(offset, offset + PRICES_A_PAGE);
      const list: string[] = [];
      for (const [index, product] of shown.entries()) {
        if (product.category !== shown[index - 1]?.category)
          list.push(bold(escapeLine(categoryName(product.category), 40)));
        list.push(line(product, globalMarkup));
      }
      const left = products.length - offset - shown.length;
      return {
        html: fit(
          bold(escapeLine(words.prices(asked.slice(0, 100)), 300)),
          list,
          left > 0 ? words.left(left) : '',
          words.left,
        ),
        buttons: rows(
          [
            offset > 0 ? page(query, Math.max(0, offset - PRICES_A_PAGE), '‹') : undefined,
            left > 0 ? page(query, offset + PRICES_A_PAGE, '›') : undefined,
          ],
          2,
        ),
      };
    },
  };
}
