import type { Product } from '../../domain/product.ts';
import { code, escapeLine, lines } from '../format.ts';
import type { Message } from '../message.ts';
import { rows, runButton } from '../order/callback.ts';
import type { BillTexts } from './texts.ts';

/** Plain text. */
export type BillSentences = {
  which(typed: string): string;
  unknown(typed: string): string;
  available: string;
  none: string;
  notABill(code: string): string;
  order: string;
  productMissing: string;
  example: string;
  countMonths: string;
  gone(number: number): string;
  left(count: number): string;
};

const MOST_CHOICES = 20;
const LONGEST_NAME = 40;
const LONGEST_TYPED = 60;

export function createBillTexts(words: BillSentences): BillTexts {
  function list(products: readonly Product[]): string[] {
    const left = products.length - MOST_CHOICES;
    return [
      ...products
        .slice(0, MOST_CHOICES)
        .map((product) => `${code(escapeLine(product.code, 30))} ${escapeLine(product.name, LONGEST_NAME)}`),
      ...(left > 0 ? [words.left(left)] : []),
    ];
  }

  function choices(head: string, products: readonly Product[], command: (code: string) => string): Message {
    const buttons = products
      .slice(0, MOST_CHOICES)
      .map((product) => runButton(product.code, command(product.code)));
    return { html: lines(head, ...list(products)), buttons: rows(buttons, 2) };
  }

  return {
    whichProduct: (typed, products, command) =>
      choices(escapeLine(words.which(typed), LONGEST_TYPED + 100), products, command),
    unknownProduct(typed, products, command) {
      const head = escapeLine(words.unknown(typed), LONGEST_TYPED + 100);
      if (products.length === 0) return { html: lines(head, words.none) };
      return choices(lines(head, words.available), products, command);
    },
    notABill(product, form, command) {
      return {
        html: lines(escapeLine(words.notABill(product.code), 200), words.order, code(escapeLine(form, 100))),
        buttons: rows([runButton(product.code, command)], 1),
      };
    },
    productMissing: (customer) => ({
      html: lines(words.productMissing, words.example, code(escapeLine(`/tagihan PLN ${customer}`, 100))),
    }),
    countMonths: (example) => ({
      html: lines(words.countMonths, words.example, code(escapeLine(example, 100))),
    }),
    gone: (number) => ({ html: words.gone(number) }),
  };
}
