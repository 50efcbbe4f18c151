import { expect, test } from 'vitest';
import { isTrivialPin, looksLikePin } from './pin.ts';

test.each(['1234', '12345', '123456', '0000'])('%s has the shape of a PIN', (pin) => {
  expect(looksLikePin(pin)).toBe(true);
});

test.each(['', '123', '1234567', '12a4', ' 1234', '１２３４', '-1234', '1234\n'])('%j does not', (text) => {
  expect(looksLikePin(text)).toBe(false);
});

test.each([
  ['1111'],
  ['000000'],
  ['1234'],
  ['4321'],
  ['7890'],
  ['0987'],
  ['345678'],
  ['1212'],
  ['121212'],
  ['123123'],
  ['1122'],
  ['112233'],
  ['1357'],
  ['24680'],
  ['1221'],
  ['12321'],
  ['2580'],
  ['159753'],
  ['170845'],
  ['450817'],
  ['1708'],
  ['0817'],
  ['1990'],
  ['2004'],
])('%s is trivial', (pin) => {
  expect(isTrivialPin(pin)).toBe(true);
});

test.each(['2085', '1375', '7294', '48263', '920471', '9042', '1324', '3200', '173245'])(
  '%s is not',
  (pin) => {
    expect(isTrivialPin(pin)).toBe(false);
  },
);

test('enough are left to choose from: nine in ten', () => {
  // Of six digits every 37th, which shares no factor with ten.
  for (const [digits, every] of [
    [4, 1],
    [5, 1],
    [6, 37],
  ] as const) {
    let trivial = 0;
    let all = 0;
    for (let n = 0; n < 10 ** digits; n += every, all += 1) {
      if (isTrivialPin(String(n).padStart(digits, '0'))) trivial += 1;
    }
    expect(trivial / all, `${digits} digits`).toBeLessThan(0.1);
    expect(trivial / all, `${digits} digits`).toBeGreaterThan(0.01);
  }
});

test('the last digits of a phone of the reseller are trivial for him only', () => {
  expect(isTrivialPin('7391', { phones: ['081111117391'] })).toBe(true);
  expect(isTrivialPin('117391', { phones: ['0856', '081111117391'] })).toBe(true);
  expect(isTrivialPin('7391', { phones: ['081173911111'] })).toBe(false);
  expect(isTrivialPin('7391')).toBe(false);
});
