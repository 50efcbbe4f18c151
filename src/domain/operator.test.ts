import { expect, test } from 'vitest';
import { SEED_PRODUCTS } from '../sandbox/klikoo/products.ts';
import { rupiah, ZERO } from './money.ts';
import {
  DEFAULT_PREFIXES,
  denominationOf,
  operatorOf,
  operatorOfProduct,
  prefixMismatch,
  productsForFaceValue,
  withPrefixes,
} from './operator.ts';
import type { Product } from './product.ts';

const products: Product[] = SEED_PRODUCTS.map(({ cost, adminFee: _fee, ...product }) => ({
  ...product,
  cost: rupiah(cost),
  isForSale: true,
  markup: undefined,
}));

function product(code: string, changes: Partial<Product> = {}): Product {
  const found = products.find((each) => each.code === code);
  const made = { code, name: code, category: 'pulsa', cost: ZERO, isOpenAmount: false, isEnabled: true };
  return { ...made, isForSale: true, markup: undefined, ...found, ...changes };
}

test.each([
  ['0811', 'telkomsel'],
  ['0812', 'telkomsel'],
  ['0813', 'telkomsel'],
  ['0821', 'telkomsel'],
  ['0822', 'telkomsel'],
  ['0823', 'telkomsel'],
  ['0852', 'telkomsel'],
  ['0853', 'telkomsel'],
  ['085112', 'telkomsel'],
  ['085155', 'byu'],
  ['085158', 'byu'],
  ['0814', 'im3'],
  ['0815', 'im3'],
  ['0816', 'im3'],
  ['0855', 'im3'],
  ['0856', 'im3'],
  ['0857', 'im3'],
  ['0858', 'im3'],
  ['0817', 'xl'],
  ['0818', 'xl'],
  ['0819', 'xl'],
  ['0859', 'xl'],
  ['0877', 'xl'],
  ['0878', 'xl'],
  ['0831', 'axis'],
  ['0832', 'axis'],
  ['0833', 'axis'],
  ['0838', 'axis'],
  ['0895', 'tri'],
  ['0899', 'tri'],
  ['0881', 'smartfren'],
  ['0889', 'smartfren'],
  ['0810', undefined],
  ['0841', undefined],
])('%s… is a number of %s', (prefix, operator) => {
  const phone = prefix.padEnd(12, '7');
  expect(operatorOf(phone)).toBe(operator);
  expect(operatorOf(`+62${phone.slice(1)}`)).toBe(operator);
});

test.each(['01105691111', '0812', '', 'halo', '12345678901234567890'])('%j is no mobile number', (text) => {
  expect(operatorOf(text)).toBeUndefined();
});

test('the operator may name new prefixes, take one away, and give one to another; nonsense is left out', () => {
  const changed = withPrefixes([
    ['0810', 'tri'],
    ['081234', 'xl'],
    ['0889', undefined],
    ['12', 'axis'],
  ]);
  expect(operatorOf('081012345678', changed)).toBe('tri');
  expect(operatorOf('081234567890', changed)).toBe('xl');
  expect(operatorOf('081294567890', changed)).toBe('telkomsel');
  expect(operatorOf('088912345678', changed)).toBeUndefined();
  expect(changed.size).toBe(DEFAULT_PREFIXES.size + 1);
  expect(operatorOf('081012345678')).toBeUndefined();
});

test.each([
  ['S10', undefined, 'telkomsel'],
  ['IM5', undefined, 'im3'],
  ['X25', undefined, 'xl'],
  ['AX50', undefined, 'axis'],
  ['T20', undefined, 'tri'],
  ['SM10', undefined, 'smartfren'],
  ['SD1', undefined, 'telkomsel'],
  ['XD10', undefined, 'xl'],
  ['AXD2', undefined, 'axis'],
  ['TD6', undefined, 'tri'],
  ['BY10', 'by.U 10.000', 'byu'],
  ['BY10', 'Telkomsel by.U 10.000', 'byu'],
  ['Q10', 'Three 10.000', 'tri'],
  ['Q10', 'XL dan AXIS 10.000', undefined],
  ['Q10', 'Pulsa 10.000', undefined],
  ['SM10', 'Pulsa 10.000', 'smartfren'],
  ['OVO10', undefined, undefined],
  ['PLN20', undefined, undefined],
])('%s (%s) is for %s', (code, name, operator) => {
  expect(operatorOfProduct(product(code, name === undefined ? {} : { name }))).toBe(operator);
});

test.each([
  ['S10', 'Tsel 10.000', 10_000],
  ['PLN1000', 'PLN 1.000.000', 1_000_000],
  ['Q', 'Pulsa 25rb', 25_000],
  ['Q', 'Pulsa 5000', 5_000],
  ['S20', 'Telkomsel', 20_000],
  ['Q', 'Bonus 5.000 pulsa 10.000', undefined],
  ['Q', 'Telkomsel', undefined],
])('%s (%s) delivers %s', (code, name, denomination) => {
  expect(denominationOf({ code, name })).toBe(denomination);
});

test.each([
  [10, '081234567890', 'one S10'],
  [10, '085155123456', 'one S10'],
  [10, '085712345678', 'one IM10'],
  [10, '081734554499', 'one X10'],
  [10, '083812345678', 'one AX10'],
  [10, '089512345678', 'one T10'],
  [10, '088112345678', 'one SM10'],
  [20, '01105691111', 'one PLN20'],
  [1000 / 2, '01105691111', 'one PLN500'],
  [30, '01105691111', 'none PLN20 PLN50 PLN100 PLN200 PLN500 PLN1000'],
  [20, '083812345678', 'none AX5 AX10 AX15 AX25 AX50'],
  // Klikoo does not sell it at the moment.
  [100, '089512345678', 'none T5 T10 T20 T50'],
  [10, '081012345678', 'unknown_operator'],
  [10, '12345678', 'unknown_operator'],
])('%s.%s: %s', (thousands, destination, expected) => {
  const choice = productsForFaceValue(products, rupiah(thousands * 1_000), destination);
  const codes = choice.kind === 'one' ? [choice.product] : choice.kind === 'none' ? choice.others : [];
  expect([choice.kind, ...codes.map(({ code }) => code)].join(' ')).toBe(expected);
});

test('several products of a denomination are to be chosen from, the cheapest first; closed ones are none', () => {
  const cheap = product('SP10', { name: 'Telkomsel Promo 10.000', cost: rupiah(9_900) });
  const find = (all: readonly Product[]) => productsForFaceValue(all, rupiah(10_000), '081234567890');
  expect(find([...products, cheap])).toMatchObject({
    kind: 'several',
    products: [{ code: 'SP10' }, { code: 'S10' }],
  });
  expect(find([...products, { ...cheap, isForSale: false }])).toMatchObject({ kind: 'one' });
});

test('a by.U number gets products of by.U where there are any', () => {
  const own = product('BY10', { name: 'by.U 10.000' });
  expect(productsForFaceValue([...products, own], rupiah(10_000), '085155123456')).toMatchObject({
    kind: 'one',
    product: { code: 'BY10' },
  });
});

test.each([
  ['S10', '081734554499', 'telkomsel for xl: X10'],
  ['X10', '083812345678', 'xl for axis: AX10'],
  ['SM20', '081734554499', 'smartfren for xl: '],
  ['SD1', '085712345678', 'telkomsel for im3: '],
  ['S10', '081234567890', undefined],
  ['S10', '085155123456', undefined],
  // Nobody knows better.
  ['S10', '081012345678', undefined],
  ['OVO10', '081734554499', undefined],
  ['PLN20', '01105691111', undefined],
])('%s for %s: %s', (code, phone, expected) => {
  const found = prefixMismatch(product(code), phone, products);
  expect(found && `${found.product} for ${found.phone}: ${found.codes.join(' ')}`).toBe(expected);
});
