import type { ClosedProduct } from '../../app/catalog.ts';
import { bold, categoryName, code, escapeLine, fit, formatMoment } from '../format.ts';
import { rows, runButton } from '../order/callback.ts';
import type { OutageTexts } from './texts.ts';

/** Plain text. */
export type OutageWords = {
  title: string;
  none: string;
  since(moment: string): string;
  why: Readonly<Record<'supplier' | 'unlisted' | 'operator', string>>;
  left: (count: number) => string;
  prices: string;
};

const LONGEST_REASON = 100;

export function createOutageTexts(words: OutageWords): OutageTexts {
  function line({ code: productCode, name, since, why, reason }: ClosedProduct, timeZone: string): string {
    return [
      `${code(escapeLine(productCode, 30))} ${escapeLine(name, 50)}`,
      since === undefined ? '' : escapeLine(words.since(formatMoment(since, timeZone)), 60),
      reason === '' ? words.why[why] : escapeLine(reason, LONGEST_REASON),
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }

  return {
    closed(products, timeZone) {
      if (products.length === 0) return { html: words.none };
      const list = products.flatMap((product, i) => [
        ...(product.category === products[i - 1]?.category
          ? []
          : [bold(escapeLine(categoryName(product.category), 40))]),
        line(product, timeZone),
      ]);
      return {
        html: fit(bold(words.title), list, '', (left) => words.left(left)),
        buttons: rows([runButton(words.prices, 'HARGA')], 1),
      };
    },
  };
}
