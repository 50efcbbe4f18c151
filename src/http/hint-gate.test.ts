import { expect, test } from 'vitest';
import { createHintGate } from './hint-gate.ts';

test('F83: one reference passes a few times a second, others beside it', () => {
  const mayPass = createHintGate({ perReference: 2, references: 10 });
  expect([0, 1, 2, 999].map((nowMs) => mayPass('a', nowMs))).toEqual([true, true, false, false]);
  expect(mayPass('b', 999)).toBe(true);
  expect([1_000, 1_001, 1_002].map((nowMs) => mayPass('a', nowMs))).toEqual([true, true, false]);
});

test('F82: a flood of ever new references is cut off until the second is over', () => {
  const mayPass = createHintGate({ perReference: 2, references: 100 });
  const passed = Array.from({ length: 5_000 }, (_, index) => mayPass(`ref ${index}`, 10)).filter(Boolean);
  expect(passed).toHaveLength(100);
  expect(mayPass('ref 0', 11)).toBe(true);
  expect(mayPass('late', 1_010)).toBe(true);
});
