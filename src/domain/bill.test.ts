import { expect, test } from 'vitest';
import { resolveBillProduct } from './bill.ts';
import { ZERO } from './money.ts';
import { isPostpaid, type Product } from './product.ts';

function product(code: string, name: string, category = 'postpaid'): Product {
  return {
    code,
    name,
    category,
    cost: ZERO,
    isOpenAmount: false,
    isEnabled: true,
    isForSale: true,
    markup: undefined,
  };
}

const PRODUCTS = [
  product('POSTPAIDPLN', 'PLN Pascabayar'),
  product('PDAMMJK', 'PDAM Mojokerto'),
  product('PDAMABOJ', 'PDAM Bojonegoro'),
  product('RBASRBPJSKSH', 'BPJS Kesehatan'),
  product('RBKREDITBAF', 'BAF Finance'),
  product('RBFNFIF', 'FIF Finance', 'angsuran'),
  product('PLN20', 'PLN 20.000', 'plnprepaid'),
];

test.each([
  ['POSTPAIDPLN', 'POSTPAIDPLN'],
  ['PLN', 'POSTPAIDPLN'],
  ['BPJS', 'RBASRBPJSKSH'],
  ['FIF', 'RBFNFIF'],
  ['BAF', 'RBKREDITBAF'],
  ['PDAMMJK', 'PDAMMJK'],
  ['PDAMM', 'PDAMMJK'],
  ['MOJOKERTO', 'PDAMMJK'],
  ['KESEHATAN', 'RBASRBPJSKSH'],
  ['PDAM', ['PDAMABOJ', 'PDAMMJK']],
  ['FINANCE', ['RBFNFIF', 'RBKREDITBAF']],
  ['PLN20', undefined],
  ['XYZ', undefined],
  ['__PROTO__', undefined],
  ['constructor', undefined],
])('%s is a bill of %s', (typed, expected) => {
  const found = resolveBillProduct(typed, PRODUCTS);
  const codes =
    found.kind === 'found'
      ? found.product.code
      : found.kind === 'several'
        ? found.products.map(({ code }) => code)
        : undefined;
  expect(codes).toEqual(expected);
});

test('where Klikoo lists another code for PLN, its name finds it', () => {
  expect(resolveBillProduct('PLN', [product('TAGLIS', 'PLN Pascabayar')])).toMatchObject({ kind: 'found' });
});

test.each([
  ['POSTPAIDPLN', '', true],
  ['X1', 'Pascabayar', true],
  ['X1', 'POSTPAID PLN', true],
  ['PLN20', 'plnprepaid', false],
  ['S10', 'pulsa', false],
  ['RB1', 'data', false],
])('%s of category "%s" is postpaid: %s', (code, category, expected) => {
  expect(isPostpaid({ code, category })).toBe(expected);
});
