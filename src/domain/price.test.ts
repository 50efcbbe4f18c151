import { expect, test } from 'vitest';
import { rupiah } from './money.ts';
import {
  type ChainLink,
  commissionSum,
  commissionsOf,
  type DownlineMarkup,
  downlineMarkupOf,
  resellerMarkupOf,
} from './price.ts';

function rule(
  downlineId: number | undefined,
  productCode: string | undefined,
  amount: number,
): DownlineMarkup {
  return { downlineId, productCode, amount: rupiah(amount) };
}

const ALL = rule(undefined, undefined, 10);
const PRODUCT = rule(undefined, 'S10', 20);
const DOWNLINE = rule(2, undefined, 30);
const BOTH = rule(2, 'S10', 40);

test.each([
  ['none', [], 0],
  ['all', [ALL], 10],
  ['product before all', [ALL, PRODUCT], 20],
  ['downline before product', [DOWNLINE, PRODUCT, ALL], 30],
  ['both before each', [ALL, PRODUCT, BOTH, DOWNLINE], 40],
  ['zero counts where it is the most specific', [ALL, PRODUCT, rule(2, 'S10', 0)], 0],
  ['of another downline and another product', [rule(3, undefined, 50), rule(undefined, 'S5', 60)], 0],
] as const)('of the markups that fit the most specific counts: %s', (_, markups, amount) => {
  expect(downlineMarkupOf(markups, 2, 'S10')).toBe(amount);
});

test('a price is that of the one above and his markup, up to the operator, so that none falls below', () => {
  const chain: ChainLink[] = [
    { uplineId: 1, downlineId: 2, markups: [BOTH] },
    { uplineId: 2, downlineId: 3, markups: [rule(3, undefined, 0)] },
    { uplineId: 3, downlineId: 4, markups: [PRODUCT] },
  ];
  const product = {
    code: 'S10',
    name: '',
    category: 'pulsa',
    cost: rupiah(10_000),
    isOpenAmount: false,
    isEnabled: true,
    isForSale: true,
    markup: undefined,
  };
  const added = [0, 1, 2, 3].map((depth) => resellerMarkupOf(product, rupiah(200), chain.slice(0, depth)));
  expect(added).toEqual([200, 240, 240, 260]);
  expect(resellerMarkupOf({ ...product, markup: rupiah(-500) }, rupiah(200), chain)).toBe(-440);
  const commissions = commissionsOf(chain, 'S10');
  expect(commissions).toEqual([
    { resellerId: 1, amount: 40 },
    { resellerId: 3, amount: 20 },
  ]);
  expect(commissionSum(commissions)).toBe(60);
});
