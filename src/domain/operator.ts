import { readDestination } from './destination.ts';
import type { Rupiah } from './money.ts';
import { isPln, type Product } from './product.ts';

/** A brand of prepaid cards, as products are sold for it: not the company that owns it. */
export type Operator = 'telkomsel' | 'byu' | 'im3' | 'xl' | 'axis' | 'tri' | 'smartfren';

/** Beginnings of mobile numbers, as `0811`, and whose they are. The longest that fits counts. */
export type Prefixes = ReadonlyMap<string, Operator>;

/**
 * The national destination codes are assigned to operators by the government (PP 46/2021, article 18 (2)); which brand sells which is taken
 * from public lists of prefixes (gadgetren.com and others), compared in November 2026.
 * XL, Axis and Smartfren have been one company (XLSmart) since April 2025, but products are still sold by brand. by.U has a part of
 * Telkomsel's 0851: a plain 0851 number may be of either, see {@link sharesNetwork}.
 */
const BLOCKS: Readonly<Record<Operator, string>> = {
  telkomsel: '0811 0812 0813 0821 0822 0823 0851 0852 0853',
  byu: '085154 085155 085156 085157 085158',
  im3: '0814 0815 0816 0855 0856 0857 0858',
  xl: '0817 0818 0819 0859 0877 0878 0879',
  axis: '0831 0832 0833 0838',
  tri: '0895 0896 0897 0898 0899',
  smartfren: '0881 0882 0883 0884 0885 0886 0887 0888 0889',
};

export const OPERATORS: readonly Operator[] = Object.keys(BLOCKS).filter(isOperator);

function isOperator(text: string): text is Operator {
  return Object.hasOwn(BLOCKS, text);
}

export const DEFAULT_PREFIXES: Prefixes = new Map(
  OPERATORS.flatMap((operator) => BLOCKS[operator].split(' ').map((prefix) => [prefix, operator] as const)),
);

/** `0859`: 3 to 8 digits that begin with `08`. */
export function isPrefix(text: string): boolean {
  return /^08[0-9]{1,6}$/.test(text);
}

/** By its own name (`xl`), or by another of its brands (`simpati`). `undefined`: none that is known. */
export function readOperator(text: string): Operator | undefined {
  const name = text.trim().toLowerCase();
  return OPERATORS.find((each) => each === name) ?? NAMES.find(([word]) => word.test(name))?.[1];
}

/** The default prefixes with the changes on top: `undefined` takes one away. Prefixes are 3 to 8 digits and begin with `08`; others are left out. */
export function withPrefixes(changes: Iterable<readonly [string, Operator | undefined]>): Prefixes {
  const changed = new Map(DEFAULT_PREFIXES);
  for (const [prefix, operator] of changes) {
    if (!isPrefix(prefix)) continue;
    if (operator === undefined) changed.delete(prefix);
    else changed.set(prefix, operator);
  }
  return changed;
}

/** Whose number it is by its first digits, as typed or as `0812…`. `undefined`: no mobile number, or of a block nobody has named. */
export function operatorOf(phone: string, prefixes: Prefixes = DEFAULT_PREFIXES): Operator | undefined {
  const destination = readDestination(phone);
  if (destination?.shape !== 'phone') return undefined;
  for (let length = 8; length >= 3; length -= 1) {
    const operator = prefixes.get(destination.value.slice(0, length));
    if (operator !== undefined) return operator;
  }
  return undefined;
}

/** Products of one are sold for numbers of the other: by.U is Telkomsel's, and nothing but the brand tells them apart. */
function sharesNetwork(a: Operator, b: Operator): boolean {
  const network = (operator: Operator) => (operator === 'byu' ? 'telkomsel' : operator);
  return network(a) === network(b);
}

/** Words of a product's name, in lower case and without spaces and signs, the most telling first: `by.U` before `Telkomsel`. */
const NAMES: readonly (readonly [RegExp, Operator])[] = [
  [/\bby\.?u\b/i, 'byu'],
  [/\b(telkomsel|tsel|simpati|kartu ?as|kartu ?halo|loop)\b/i, 'telkomsel'],
  [/\b(indosat|isat|im3|mentari|ooredoo)\b/i, 'im3'],
  [/\b(axis|bronet)\b/i, 'axis'],
  [/\b(tri|three|alwayson)\b/i, 'tri'],
  [/\b(smartfren|smart)\b/i, 'smartfren'],
  [/\bxl\b/i, 'xl'],
];

/** Codes as nearly every server has them, letters before the first digit. A longer word counts before a shorter one. */
const CODES: ReadonlyMap<string, Operator> = new Map([
  ['S', 'telkomsel'],
  ['SD', 'telkomsel'],
  ['TS', 'telkomsel'],
  ['TSEL', 'telkomsel'],
  ['BYU', 'byu'],
  ['I', 'im3'],
  ['IM', 'im3'],
  ['ID', 'im3'],
  ['ISAT', 'im3'],
  ['X', 'xl'],
  ['XL', 'xl'],
  ['XD', 'xl'],
  ['AX', 'axis'],
  ['AXD', 'axis'],
  ['AXIS', 'axis'],
  ['T', 'tri'],
  ['TD', 'tri'],
  ['TRI', 'tri'],
  ['SM', 'smartfren'],
  ['SMART', 'smartfren'],
  ['SF', 'smartfren'],
]);

const SIM_CATEGORIES = new Set(['pulsa', 'data']);

/** For whose cards a product of `pulsa` or `data` is: by its name, else by its code. `undefined`: it is for none, or nobody can tell. */
export function operatorOfProduct({
  category,
  name,
  code,
}: Pick<Product, 'category' | 'name' | 'code'>): Operator | undefined {
  if (!SIM_CATEGORIES.has(category.toLowerCase())) return undefined;
  const named = new Set(NAMES.flatMap(([word, operator]) => (word.test(name) ? [operator] : [])));
  // `by.U Telkomsel` is by.U; a product of two networks is for neither alone.
  const [first, ...others] = named;
  if (first !== undefined) return others.every((other) => sharesNetwork(first, other)) ? first : undefined;
  return CODES.get(/^[A-Z]+/.exec(code.toUpperCase())?.[0] ?? '');
}

/** What a product delivers, rupiah, by the number in its name (`Tsel 10.000`, `Pulsa 10rb`), else by its code (`S10`). `undefined`: nobody can tell. */
export function denominationOf({ name, code }: Pick<Product, 'name' | 'code'>): number | undefined {
  const [whole, ...more] = name.match(/\b[1-9][0-9]{0,2}(?:[.,]000)+\b|\b[1-9][0-9]{3,6}\b/g) ?? [];
  if (whole !== undefined) return more.length === 0 ? Number(whole.replace(/[.,]/g, '')) : undefined;
  const thousands =
    /\b([1-9][0-9]{0,3}) ?(?:k|rb|ribu)\b/i.exec(name)?.[1] ?? /^[A-Z]+([1-9][0-9]{0,3})$/i.exec(code)?.[1];
  return thousands === undefined ? undefined : Number(thousands) * 1_000;
}

/** What a face value stands for. `operator`: of the number; `undefined` for a meter. */
export type FaceValueChoice =
  | { kind: 'one'; product: Product; operator: Operator | undefined }
  /** To be chosen from: none of them is likelier. Cheapest first. */
  | { kind: 'several'; products: Product[]; operator: Operator | undefined }
  /** `others`: what there is for that number instead, smallest first. */
  | { kind: 'none'; others: Product[]; operator: Operator | undefined }
  /** Neither a meter nor a number whose operator is known: nothing is guessed. */
  | { kind: 'unknown_operator' };

/**
 * The products a face value (`10` of `10.0812…`, as rupiah) stands for, among those on sale. For a phone: pulsa of its operator, never
 * data; for a meter: electricity. Open amounts are none of them, since their price is not that of a denomination.
 */
export function productsForFaceValue(
  products: readonly Product[],
  faceValue: Rupiah,
  destination: string,
  prefixes: Prefixes = DEFAULT_PREFIXES,
): FaceValueChoice {
  const shape = readDestination(destination)?.shape;
  const operator = operatorOf(destination, prefixes);
  if (shape !== 'meter' && operator === undefined) return { kind: 'unknown_operator' };
  const onSale = products.filter(
    (product) => product.isEnabled && product.isForSale && !product.isOpenAmount,
  );
  const fitting = operator === undefined ? onSale.filter(isPln) : pulsaFor(onSale, operator);
  const found = fitting.filter((product) => denominationOf(product) === faceValue);
  const [only, ...others] = found.toSorted((a, b) => a.cost - b.cost || compare(a.code, b.code));
  if (only === undefined) return { kind: 'none', operator, others: byDenomination(fitting) };
  if (others.length > 0) return { kind: 'several', operator, products: [only, ...others] };
  return { kind: 'one', operator, product: only };
}

/** Of the brand itself, where it has any; a by.U number takes Telkomsel's where it has none, and the other way round. */
function pulsaFor(products: readonly Product[], operator: Operator): Product[] {
  const pulsa = products.filter(({ category }) => category.toLowerCase() === 'pulsa');
  const own = pulsa.filter((product) => operatorOfProduct(product) === operator);
  if (own.length > 0) return own;
  return pulsa.filter((product) => {
    const other = operatorOfProduct(product);
    return other !== undefined && sharesNetwork(other, operator);
  });
}

function byDenomination(products: readonly Product[]): Product[] {
  return products
    .filter((product) => denominationOf(product) !== undefined)
    .toSorted((a, b) => (denominationOf(a) ?? 0) - (denominationOf(b) ?? 0) || compare(a.code, b.code));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A product of one operator for a number of another. `codes`: products on sale of the same denomination and kind for that number. */
export type PrefixMismatch = { product: Operator; phone: Operator; codes: string[] };

/**
 * What is wrong with a product for a number: `undefined` where nothing is known to be. Only pulsa and data whose operator can be told
 * are looked at; numbers of unknown prefixes are not objected to, since new blocks are assigned before a table knows them.
 */
export function prefixMismatch(
  product: Product,
  phone: string,
  products: readonly Product[],
  prefixes: Prefixes = DEFAULT_PREFIXES,
): PrefixMismatch | undefined {
  const own = operatorOfProduct(product);
  const other = operatorOf(phone, prefixes);
  if (own === undefined || other === undefined || sharesNetwork(own, other)) return undefined;
  const denomination = denominationOf(product);
  const codes = products
    .filter((each) => each.isEnabled && each.isForSale && each.category === product.category)
    .filter((each) => {
      const operator = operatorOfProduct(each);
      return (
        operator !== undefined && sharesNetwork(operator, other) && each.isOpenAmount === product.isOpenAmount
      );
    })
    .filter((each) => denomination !== undefined && denominationOf(each) === denomination)
    .map(({ code }) => code);
  return { product: own, phone: other, codes };
}
