import { expect, test } from 'vitest';
import { rupiah } from './money.ts';
import { loosens, needsSecond } from './two-person.ts';

test.each([
  [50_000_000, 50_000_000, false],
  [50_000_001, 50_000_000, true],
  [-50_000_001, 50_000_000, true],
  [-50_000_000, 50_000_000, false],
  [1_000_000_000, 0, false],
])('moving %d with the limit %d needs a second operator: %s', (amount, limit, needs) => {
  expect(needsSecond(amount, rupiah(limit))).toBe(needs);
});

test.each([
  [50, 40, false],
  [50, 50, false],
  [50, 51, true],
  [50, 0, true],
  [0, 50, false],
  [0, 0, false],
])('the limit from %d to %d loosens: %s', (from, to, does) => {
  expect(loosens(rupiah(from), rupiah(to))).toBe(does);
});
