import { expect, test } from 'vitest';
import type { PinVerdict } from '../../src/app/pin.ts';
import { createVerifyOnce } from '../../src/chat/features/verify-once.ts';

test('a wrong PIN counts once for its message, a right one is asked for each time', async () => {
  let tries = 0;
  const pins = {
    verify: async (_: number, pin: string): Promise<PinVerdict> => {
      tries++;
      return pin === '7391' ? { kind: 'right' } : { kind: 'wrong', triesLeft: 3 - tries };
    },
  };
  const verify = createVerifyOnce();
  const wrong = { resellerId: 1, pin: '1234', origin: '100:1' };
  expect(await verify(pins, wrong)).toEqual({ kind: 'wrong', triesLeft: 2 });
  expect(await verify(pins, wrong)).toEqual({ kind: 'wrong', triesLeft: 2 });
  expect(await verify(pins, { ...wrong, origin: '100:2' })).toEqual({ kind: 'wrong', triesLeft: 1 });
  const right = { ...wrong, pin: '7391', origin: '100:3' };
  expect(await verify(pins, right)).toEqual({ kind: 'right' });
  expect(await verify(pins, right)).toEqual({ kind: 'right' });
  expect(tries).toBe(4);
});
