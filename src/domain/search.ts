import { costOfSlip } from './command/nearest.ts';
import { normalise } from './command/normalise.ts';
import { type Operator, operatorOfProduct } from './operator.ts';
import type { Product } from './product.ts';

/** Beyond it somebody tells a story. */
const MOST_WORDS = 6;
const LONGEST_QUERY = 100;
/** Shorter words are meant as they stand: `XL` is not `XD`. */
const SHORTEST_FORGIVEN = 4;

/** What people call the brands beside what products are called. */
const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  telkomsel: 'TELKOMSEL TSEL SIMPATI AS LOOP',
  byu: 'BYU TELKOMSEL',
  im3: 'INDOSAT ISAT IM3 MENTARI OOREDOO',
  xl: 'XL AXIATA',
  axis: 'AXIS',
  tri: 'TRI THREE 3',
  smartfren: 'SMARTFREN SMART',
};

/** What people call Klikoo's categories. */
const CATEGORY_WORDS: Readonly<Record<string, string>> = {
  pulsa: 'PULSA REGULER',
  data: 'DATA PAKET KUOTA INTERNET',
  plnprepaid: 'PLN TOKEN LISTRIK',
  ewallet: 'EWALLET WALLET DOMPET',
};

/** Words in upper case; thousands as one number, `10rb` and `10k` in full. */
function wordsOf(text: string): string[] {
  return normalise(text)
    .toUpperCase()
    .replace(/(?<=[0-9])\.(?=[0-9]{3}(?![0-9]))/g, '')
    .replace(/(?<![0-9A-Z])([0-9]{1,4}) ?(?:RB|RIBU|K)(?![A-Z0-9])/g, '$1000')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function isNumber(word: string): boolean {
  return /^[0-9]+$/.test(word);
}

function tokensOf(product: Product): Set<string> {
  const operator = operatorOfProduct(product);
  const category = product.category.toLowerCase();
  const written = [
    ...wordsOf(product.code),
    ...(product.code.match(/[A-Za-z]+|[0-9]+/g) ?? []).map((part) => part.toUpperCase()),
    ...wordsOf(product.name),
    ...wordsOf(product.category),
    ...(operator === undefined ? [] : OPERATOR_WORDS[operator].split(' ')),
    ...(Object.hasOwn(CATEGORY_WORDS, category) ? (CATEGORY_WORDS[category] ?? '').split(' ') : []),
  ];
  // `10` means 10.000.
  const thousands = written.filter((word) => /^[1-9][0-9]*000$/.test(word)).map((word) => word.slice(0, -3));
  return new Set([...written, ...thousands]);
}

/** 0: the same; `undefined`: something else. Numbers are amounts, where nearly right is wrong. */
function costOf(word: string, token: string): number | undefined {
  if (word === token) return 0;
  if (isNumber(word) || isNumber(token)) return undefined;
  if (word.length >= 2 && token.startsWith(word)) return 1;
  if (word.length < SHORTEST_FORGIVEN) return undefined;
  const slip = costOfSlip(word, token);
  return slip === undefined ? undefined : slip + 1;
}

/**
 * The products that a few words describe, best first: each word must be in the code, name, category or brand, with typing errors
 * forgiven in words of four letters and more, never in numbers. Where no product has them all, those that lack one word. At most
 * `limit`; equally good ones the cheapest first.
 */
export function searchProducts(query: string, products: readonly Product[], limit: number): Product[] {
  const words = [...new Set(wordsOf(query.slice(0, LONGEST_QUERY)))].slice(0, MOST_WORDS);
  if (words.length === 0) return [];
  const costs = new Map<string, (number | undefined)[]>();
  const costsOf = (token: string): (number | undefined)[] => {
    const known = costs.get(token) ?? words.map((word) => costOf(word, token));
    costs.set(token, known);
    return known;
  };

  const ranked = products.map((product) => {
    const best = words.map((): number | undefined => undefined);
    for (const token of tokensOf(product)) {
      for (const [i, cost] of costsOf(token).entries()) {
        const before = best[i];
        if (cost !== undefined && (before === undefined || cost < before)) best[i] = cost;
      }
    }
    const missing = best.filter((cost) => cost === undefined).length;
    return { product, missing, cost: best.reduce<number>((sum, cost) => sum + (cost ?? 0), 0) };
  });
  const allowed = ranked.some(({ missing }) => missing === 0) ? 0 : words.length > 1 ? 1 : -1;
  return ranked
    .filter(({ missing }) => missing <= allowed)
    .toSorted(
      (a, b) =>
        a.cost - b.cost || a.product.cost - b.product.cost || (a.product.code < b.product.code ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ product }) => product);
}
