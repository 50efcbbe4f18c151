import { expect, test } from 'vitest';
import { rupiah } from '../money.ts';
import {
  contentOf,
  isNamedByReference,
  isSameContent,
  mayEndInPin,
  queryOfReference,
  referenceKey,
  referencesIn,
} from './own-reference.ts';

const order = {
  productCode: 'S10',
  productName: 'Tsel 10.000',
  destination: '081234567890',
  amount: undefined,
  occurrence: 1,
};
const asked = { code: 'S10', destination: '081234567890', amount: undefined, occurrence: 1 };

test.each([
  [{}, true],
  [{ destination: '+62 812-3456-7890' }, true],
  [{ code: '10' }, true],
  [{ code: '20' }, false],
  [{ code: 'S20' }, false],
  [{ destination: '081234567891' }, false],
  [{ occurrence: 2 }, false],
  [{ amount: rupiah(10_000) }, false],
])('an order asked for with %o is the same: %s', (changes, expected) => {
  expect(isSameContent({ ...asked, ...changes }, order)).toBe(expected);
});

test('a bill is the same whatever it was expected to be, and no other one is', () => {
  const bill = { ...order, productCode: 'PDAMMJK', destination: '514040400482', bill: { total: 204_735 } };
  const askedFor = { ...asked, code: 'PDAMMJK', destination: '514040400482' };
  expect(isSameContent(askedFor, bill)).toBe(true);
  expect(isSameContent({ ...askedFor, amount: rupiah(204_735) }, bill)).toBe(true);
  expect(isSameContent({ ...askedFor, destination: '514040400483' }, bill)).toBe(false);
  expect(isSameContent({ ...askedFor, code: 'PDAMABOJ' }, bill)).toBe(false);
  expect(isSameContent({ ...askedFor, occurrence: 2 }, bill)).toBe(false);
});

test('equal purchases are one text, others are not', () => {
  const others = [
    { ...order, productCode: 'S20' },
    { ...order, destination: '081234567891' },
    { ...order, amount: rupiah(1) },
    { ...order, occurrence: 2 },
  ];
  expect(contentOf({ ...order })).toBe(contentOf(order));
  expect(new Set([order, ...others].map(contentOf)).size).toBe(5);
});

test('capitals make no other reference', () => {
  expect(referenceKey('Toko-17')).toBe(referenceKey('TOKO-17'));
});

test('a question may name an order by a reference, and a PIN may stand behind it', () => {
  expect(referencesIn('R#toko.17/a')).toEqual(['TOKO.17/A']);
  expect(referencesIn('toko-17')).toEqual(['TOKO-17']);
  expect(referencesIn('R#TOKO.1234')).toEqual(['TOKO.1234', 'TOKO']);
  expect(referencesIn('R#1234')).toEqual(['1234']);
  expect(referencesIn('R#.1234')).toEqual(['.1234']);
  expect(['R#TOKO.1234', 'R#TOKO-1234', 'TOKO.1234'].map(mayEndInPin)).toEqual([true, false, false]);
  expect(isNamedByReference(queryOfReference('TOKO'))).toBe(true);
  expect(isNamedByReference('10234')).toBe(false);
});
