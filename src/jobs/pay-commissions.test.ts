import { expect, test } from 'vitest';
import { rupiah, ZERO } from '../domain/money.ts';
import { createPayCommissions } from './pay-commissions.ts';

test('commissions are paid once an hour, and one that fails keeps nobody else from his', async () => {
  let time = Date.UTC(2026, 10, 20, 14, 5);
  const paid: number[] = [];
  const errors: unknown[] = [];
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
    },
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
  expect(paid).toEqual([1, 3, 1, 3]);
  expect(errors).toHaveLength(2);
});
