import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rupiah } from './money.ts';
import type { Product } from './product.ts';
import { searchProducts } from './search.ts';

function product(code: string, name: string, category: string, cost: number): Product {
  return {
    code,
    name,
    category,
    cost: rupiah(cost),
    isOpenAmount: false,
    isEnabled: true,
    isForSale: true,
    markup: undefined,
  };
}

const PRODUCTS = [
  product('S5', 'Tsel 5.000', 'pulsa', 5_475),
  product('S10', 'Tsel 10.000', 'pulsa', 10_350),
  product('S100', 'Tsel 100.000', 'pulsa', 98_000),
  product('IM10', 'Indosat 10.000', 'pulsa', 10_600),
  product('XL10', 'XL 10.000', 'pulsa', 10_900),
  product('SM10', 'Smartfren 10.000', 'pulsa', 10_060),
  product('T10', 'Tri 10.000', 'pulsa', 10_295),
  product('PLN20', 'PLN 20.000', 'plnprepaid', 20_500),
  product('PLN50', 'PLN 50.000', 'plnprepaid', 50_056),
  product('TD5', 'Tri Data 5GB 30 hari', 'data', 30_000),
  product('DN10', 'DANA 10.000', 'ewallet', 10_100),
  product('DNOPEN', 'DANA Bebas Nominal', 'ewallet', 100),
];

test.each([
  ['pln20', 'PLN20'],
  ['pln 20', 'PLN20'],
  ['PLN 20.000', 'PLN20'],
  ['token 50rb', 'PLN50'],
  ['listrik 20k', 'PLN20'],
  ['telkomsel 10', 'S10'],
  ['telkomsle 10', 'S10'],
  ['telkmsel 10.000', 'S10'],
  ['tsel 100', 'S100'],
  ['indosta 10', 'IM10'],
  ['indosat10', 'IM10'],
  ['smarfren 10', 'SM10'],
  ['pusla xl', 'XL10'],
  ['paket tri', 'TD5'],
  ['dana bebas', 'DNOPEN'],
  ['dana 10', 'DN10'],
  ['٢٠ pln', 'PLN20'],
  ['s10', 'S10'],
])('%j finds %s first', (query, code) => {
  expect(searchProducts(query, PRODUCTS, 5)[0]?.code).toBe(code);
});

test.each([
  ['a number is never taken for another', 'tsel 1000000', ['S5', 'S10', 'S100']],
  ['short words are meant as they stand', 'xt', []],
  ['without a word there is nothing', ' .,; ', []],
  ['what is nowhere finds nothing', 'kulkas', []],
  ['a number alone finds that value', '50', ['PLN50']],
  ['everything of a brand, the cheapest first', 'telkomsel', ['S5', 'S10', 'S100']],
])('%s', (_, query, codes) => {
  expect(searchProducts(query, PRODUCTS, 5).map(({ code }) => code)).toEqual(codes);
});

test('any text is answered with at most as many products as are wanted, each once', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.integer({ min: 0, max: 5 }),
      (query, limit) => {
        const found = searchProducts(query, PRODUCTS, limit);
        expect(found.length).toBeLessThanOrEqual(limit);
        expect(new Set(found).size).toBe(found.length);
      },
    ),
    { numRuns: 300, seed: 5 },
  );
});
