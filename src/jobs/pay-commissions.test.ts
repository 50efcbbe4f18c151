import { expect, test } from 'vitest';
import { rupiah, ZERO } from '../domain/money.ts';
import { createPayCommissions } from './pay-commissions.ts';

const RESELLER = {
  code: 'K0003',
  name: 'Budi',
  town: undefined,
  phone: undefined,
  language: 'id',
  state: 'active',
  hasPin: true,
  summaryHour: undefined,
  isQuick: false,
} as const;

test('commissions are paid once an hour, and one that fails keeps nobody else from his', async () => {
  let time = Date.UTC(2026, 10, 20, 14, 5);
  const paid: number[] = [];
  const errors: unknown[] = [];
  const raised: unknown[] = [];
  let isDown = true;
  const pay = createPayCommissions({
    downlines: {
      async earners() {
        if (isDown) throw new Error('no database');
        return [1, 2, 3];
      },
      async pay(id) {
        if (id === 2) throw new Error('no time');
        paid.push(id);
        // Another instance was faster.
        return id === 3 ? ZERO : rupiah(100);
      },
      earned: async (id) => (id === 3 ? rupiah(-700) : ZERO),
    },
    resellers: { findById: async (id) => ({ ...RESELLER, id }) },
    alarms: { raise: async (alarm) => void raised.push(alarm) },
    now: () => new Date(time),
    onError: (error) => errors.push(error),
  });
  await expect(pay()).rejects.toThrow('no database');
  isDown = false;
  expect(await pay(), 'again in the same hour, since nothing was done').toBe(1);
  expect(await pay()).toBe(0);
  time += 54 * 60_000;
  expect(await pay()).toBe(0);
  time += 60_000;
  expect(await pay()).toBe(1);
  const owed = { kind: 'commission_owed', resellerCode: 'K0003', name: 'Budi', amount: 700 };
  expect(raised, 'once that day').toEqual([owed]);
  time += 24 * 3_600_000;
  await pay();
  expect(raised).toEqual([owed, owed]);
  expect(paid).toEqual([1, 3, 1, 3, 1, 3]);
  expect(errors).toHaveLength(3);
});
