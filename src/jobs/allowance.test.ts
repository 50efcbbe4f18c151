import { expect, test } from 'vitest';
import { createAllowance } from './allowance.ts';

test('F87: so many at once, then so many a second; what was overdrawn is waited for', () => {
  let nowMs = 0;
  const allowance = createAllowance({ perSecond: 2, burst: 5 }, () => new Date(nowMs));
  const take = () => {
    let taken = 0;
    for (; allowance.hasRoom(); taken++) allowance.spend();
    return taken;
  };
  expect(take()).toBe(5);
  nowMs += 1_000;
  expect(take()).toBe(2);
  for (let i = 0; i < 4; i++) allowance.spend();
  nowMs += 2_000;
  expect(take()).toBe(0);
  nowMs += 1_000;
  expect(take()).toBe(2);
  nowMs -= 3_600_000;
  expect(take()).toBe(0);
  nowMs += 1_000;
  expect(take()).toBe(2);
  nowMs += 3_600_000;
  expect(take()).toBe(5);
});
