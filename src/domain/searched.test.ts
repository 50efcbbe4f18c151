import { expect, test } from 'vitest';
import { rupiah } from './money.ts';
import { withoutPins } from './searched.ts';

const PRODUCTS = ['Tsel 10.000', 'Maxim 5.000', 'Paket 123456 menit'].map((name, i) => ({
  code: `P${i}`,
  name,
  category: 'pulsa',
  cost: rupiah(1_000),
  isOpenAmount: false,
  isEnabled: true,
  isForSale: true,
  markup: undefined,
}));

test.each([
  ['tsel 1234', 'tsel'],
  ['1234 tsel', 'tsel'],
  ['tsel1234', 'tsel'],
  ['pln\n1234', 'pln'],
  ['tsel ١٢٣٤', 'tsel'],
  ['tsel 10000 918273', 'tsel 10000'],
  ['918273', ''],
])('of %j only %j is searched for', (typed, query) => {
  expect(withoutPins(typed, PRODUCTS)).toBe(query);
});

test.each(['tsel 10000', 'maxim 5000', 'menit 123456', 'tsel 10.000', 'pln 20', '081234567890'])(
  '%s is searched for as it is',
  (typed) => {
    expect(withoutPins(typed, PRODUCTS)).toBe(typed);
  },
);
