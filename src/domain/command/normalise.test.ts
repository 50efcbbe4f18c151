import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from './normalise.ts';

test.each([
  ['Ｓ１０．０８１２', 'S10.0812'],
  ['٠١٢٣', '0123'],
  ['۰۸۱۲', '0812'],
  ['०८१२', '0812'],
  ['𝟘𝟠𝟙𝟚', '0812'],
  ['S10\u200b.08\u200d12\ufeff', 'S10.0812'],
  ['\u202eS10\u202c.08\u00ad12', 'S10.0812'],
  ['S10\u00a0 0812', 'S10  0812'],
  ['0812\u20113456\u20137890', '0812-3456-7890'],
  ['S\r\nH\u2028R', 'S\nH\nR'],
  ['S\u0000A\u0007L', 'SAL'],
  ['  S  ', 'S'],
  ['С10', 'С10'],
])('%j becomes %j', (typed, plain) => {
  expect(normalise(typed)).toBe(plain);
});

test('F42: the digits of every numbering system count from 0 to 9', () => {
  const checked: string[] = [];
  for (const system of Intl.supportedValuesOf('numberingSystem')) {
    const digits = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }).format(1234567890);
    if (!/^\p{Nd}{10}$/u.test(digits)) continue;
    checked.push(system);
    expect(normalise(digits), system).toBe('1234567890');
  }
  expect(checked.length).toBeGreaterThan(30);
});

test('normalising twice changes nothing, and leaves no digit but ASCII and no control but the line feed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const once = normalise(text);
      expect(normalise(once)).toBe(once);
      expect(once).not.toMatch(/(?![0-9])\p{Nd}|(?!\n)\p{Cc}|\p{Cf}/u);
    }),
  );
});
