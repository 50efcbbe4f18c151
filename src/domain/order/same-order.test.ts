import { expect, test } from 'vitest';
import { facts } from '../../../test/support/samples.ts';
import { differenceOf } from './same-order.ts';

const phone = facts({ productCode: 'S10', destination: '081234567890' });
const game = facts({ productCode: 'ML86', destination: 'Ab12345' });

test.each([
  [phone, 'S10', '081234567890', undefined],
  [phone, 's10', '6281234567890', undefined],
  [phone, undefined, '+62 812-3456-7890', undefined],
  [phone, undefined, undefined, undefined],
  [phone, 'S10', '0812****7890', undefined],
  [phone, 'S20', '081234567890', 'product'],
  [phone, 'S10', '081234567891', 'destination'],
  [phone, undefined, '81234567890', 'destination'],
  [phone, 'S10', '0', 'destination'],
  [game, 'ML86', 'AB12345', undefined],
  [game, 'ML86', 'AB12346', 'destination'],
] as const)(
  'F74: of %o an answer about %s to %s differs in %s',
  (order, productCode, destination, expected) => {
    expect(differenceOf(order, { productCode, destination })).toBe(expected);
  },
);
