import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const CODES = ['PLN20', 'PLN50', 'PLN100', 'S5', 'S10', 'S100', 'IM10', 'XL10', 'DNOPEN', 'GOPAY10'];

test.each([
  ['PLM20', 'PLN20'],
  ['PL20', 'PLN20'],
  ['PLNN20', 'PLN20'],
  ['pnl50', 'PLN50'],
  ['PLN2O', 'PLN20'],
  ['S1O', 'S10'],
  ['S01', 'S10'],
  ['DNOPN', 'DNOPEN'],
  ['GOPAI10', 'GOPAY10'],
  ['1M10', 'IM10'],
])('%s was meant to be %s', (typed, code) => {
  expect(nearest(typed, CODES)[0]).toBe(code);
});

test('the same face value comes before another', () => {
  expect(nearest('PLM50', ['PLN20', 'PLN50'])).toEqual(['PLN50', 'PLN20']);
});

test.each(['', 'S', 'HALO', 'PULSA', 'X'.repeat(2_000)])('nothing is near %j', (typed) => {
  expect(nearest(typed, CODES)).toEqual([]);
});

test('at most the limit is offered, as written in the list', () => {
  expect(nearest('s11', ['s10', 'S1', 'S12', 'S111'], 2)).toHaveLength(2);
  expect(nearest('PLN20', ['pln20'])).toEqual(['pln20']);
});
