import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { bounded } from './layout.ts';
import type { OperatorTexts } from './texts.ts';

/** Sentences. */
export type ProductWords = {
  unknown: string;
  similar: string;
  isOpenAmount: string;
  cost: string;
  generalMarkup: string;
  ownMarkup: string;
  price: string;
  open: string;
  closed: string;
  here: string;
  forSale: string;
  notForSale: string;

  syncing: string;
  synced: (count: number) => string;
  unchanged: string;
  changes: Record<'added' | 'costChanged' | 'opened' | 'closed', string>;
  syncFailed: string;
};

type ProductTexts = Pick<
  OperatorTexts,
  'unknownProduct' | 'product' | 'globalMarkup' | 'syncing' | 'synced' | 'syncFailed'
>;

/** Products, at the operator's desk. `usage`: of /markup. */
export function createProductTexts(
  words: ProductWords,
  { more, usage }: { more: (count: number) => string; usage: string },
): ProductTexts {
  function part(title: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : ['', `<b>${title}</b> (${lines.length})`, ...bounded(lines, more)];
  }

  const codes = (list: readonly string[]) => list.map((code) => escapeLine(code, 80));

  return {
    unknownProduct: (typed, nearest) => ({
      html: [
        `${words.unknown} <code>${escapeLine(typed, 80)}</code>.`,
        ...(nearest.length === 0
          ? []
          : [
              `${words.similar}: ${nearest.map((code) => `<code>${escapeLine(code, 80)}</code>`).join(', ')}`,
            ]),
      ].join('\n'),
    }),
    product: (product, price, globalMarkup) => ({
      html: [
        `<b>${escapeLine(product.code, 80)}</b> ${escapeLine(product.name, 80)} (${escapeLine(product.category, 80)})`,
        ...(product.isOpenAmount ? [words.isOpenAmount] : []),
        `${words.cost} ${formatRupiah(product.cost)}`,
        product.markup === undefined
          ? `${words.generalMarkup} ${formatRupiah(globalMarkup)}`
          : `${words.ownMarkup} ${formatRupiah(product.markup)}`,
        `${words.price} <b>${formatRupiah(price)}</b>`,
        `Klikoo: ${product.isEnabled ? words.open : words.closed}; ${words.here}: ${product.isForSale ? words.forSale : words.notForSale}`,
      ].join('\n'),
    }),
    globalMarkup: (markup) => ({
      html: `${words.generalMarkup} <b>${formatRupiah(markup)}</b>.\n${usage}`,
    }),
    syncing: () => ({ html: words.syncing }),
    synced: ({ listed, added, costChanged, opened, closed }) => {
      const hasChanges = added.length + costChanged.length + opened.length + closed.length > 0;
      return {
        html: [
          `✅ ${words.synced(listed)}${hasChanges ? '' : ` ${words.unchanged}`}`,
          ...part(words.changes.added, codes(added)),
          ...part(
            words.changes.costChanged,
            costChanged.map(
              ({ code, from, to }) => `${escapeLine(code, 80)} ${formatRupiah(from)} → ${formatRupiah(to)}`,
            ),
          ),
          ...part(words.changes.opened, codes(opened)),
          ...part(words.changes.closed, codes(closed)),
        ].join('\n'),
      };
    },
    syncFailed: (detail) => ({ html: `${words.syncFailed}\n<code>${escapeLine(detail, 300)}</code>` }),
  };
}
