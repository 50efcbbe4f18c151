import { expect, test } from 'vitest';
import { createSendGate } from './send-gate.ts';

const PACE = { perSecond: 4, chatPerSecond: 1, chatBurst: 2 };

function gateAt() {
  const clock = { ms: 1_000_000 };
  return { clock, gate: createSendGate({ nowMs: () => clock.ms, pace: PACE }) };
}

test('a chat has its burst, then a message a second', () => {
  const { clock, gate } = gateAt();
  expect([gate.admit(1), gate.admit(1), gate.admit(1)]).toEqual([0, 0, 1_000]);
  clock.ms += 1_000;
  expect([gate.admit(1), gate.admit(1)]).toEqual([0, 1_000]);
});

test('all chats together keep to the pace of the bot', () => {
  const { clock, gate } = gateAt();
  expect([gate.admit(1, 2), gate.admit(2, 2), gate.admit(3, 2)]).toEqual([0, 0, 500]);
  expect(gate.free()).toBe(0);
  clock.ms += 500;
  expect(gate.free()).toBe(2);
  expect(gate.admit(3, 2)).toBe(0);
});

test('F57: a chat that is told to wait waits as long as told, and the others go on', () => {
  const { clock, gate } = gateAt();
  gate.postponed(1, 3_600_000);
  expect([gate.admit(1), gate.admit(2)]).toEqual([3_600_000, 0]);
  clock.ms += 3_599_999;
  expect(gate.admit(1)).toBe(1);
  clock.ms += 1;
  expect(gate.admit(1)).toBe(0);
});

test('F57: when several chats are told to wait at once, the bot as a whole does', () => {
  const { clock, gate } = gateAt();
  gate.postponed(1, 30_000);
  gate.postponed(2, 30_000);
  expect([gate.free(), gate.admit(4)]).toEqual([4, 0]);
  gate.postponed(3, 20_000);
  expect([gate.free(), gate.admit(4)]).toEqual([0, 20_000]);
  clock.ms += 20_000;
  expect([gate.free(), gate.admit(4), gate.admit(1)]).toEqual([4, 0, 10_000]);
});

test('a clock that jumps back makes nobody wait longer than told', () => {
  const { clock, gate } = gateAt();
  gate.postponed(1, 5_000);
  clock.ms -= 3_600_000;
  expect(gate.admit(1)).toBe(5_000);
  clock.ms += 5_000;
  expect(gate.admit(1)).toBe(0);
});
