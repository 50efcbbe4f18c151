import { describe, expect, test } from 'vitest';
import { resolveOpenAmounts } from './batch.ts';
import type { Commands } from './command.ts';
import { parseMessage } from './parse.ts';

function read(text: string): Commands {
  const parsed = parseMessage(text);
  if (parsed.kind !== 'commands') throw new Error(parsed.kind);
  return parsed;
}

describe('a batch', () => {
  test('has the PIN of its last line', () => {
    expect(read('S10.081234567890\nS5.085712345678.1234').batchPin).toBe('1234');
  });

  test('has the PIN of its first line', () => {
    expect(read('S10.081234567890.1234\nS5.085712345678').batchPin).toBe('1234');
  });

  test('has the PIN that stands alone in a line, which is then no command', () => {
    const message = read('S10.081234567890\nS5.085712345678\n1234');
    expect(message.commands).toHaveLength(2);
    expect(message).toMatchObject({ batchPin: '1234', lonePin: '1234', carriesPin: true });
  });

  test('has none where the lines differ', () => {
    const message = read('S10.081234567890.1234\nS5.085712345678.4321\nS5.085712345679');
    expect(message.batchPin).toBeUndefined();
    expect(message.commands).toMatchObject([{ pin: '1234' }, { pin: '4321' }, { kind: 'order' }]);
  });

  test('has none where two different numbers stand alone, and both are refused', () => {
    const message = read('S10.081234567890\n1234\n4321');
    expect(message.lonePin).toBeUndefined();
    expect(message.commands.map((command) => command.kind)).toEqual([
      'order',
      'not_understood',
      'not_understood',
    ]);
  });

  test('of 50 orders is read, of 51 refused', () => {
    const line = 'S5.081234567890';
    expect(read(Array(50).fill(line).join('\n')).commands).toHaveLength(50);
    expect(parseMessage(Array(51).fill(line).join('\n')).kind).toBe('too_many_orders');
    expect(parseMessage(Array(51).fill(line).join('.')).kind).toBe('too_many_orders');
    expect(parseMessage(`${Array(30).fill(line).join('.')}\n${Array(21).fill(line).join('.')}`).kind).toBe(
      'too_many_orders',
    );
    expect(parseMessage(Array(51).fill('S').join('\n')).kind).toBe('too_many_orders');
  });
});

describe('an open amount', () => {
  const isOpen = (code: string) => code === 'DNOPEN';

  test('without anything to tell it from the PIN is asked about', () => {
    const message = resolveOpenAmounts(read('DNOPEN.0817345544.25000'), isOpen);
    expect(message.commands).toMatchObject([
      {
        kind: 'ambiguous',
        ask: 'amount_or_pin',
        readings: [{ amount: 25_000, pin: undefined }, { pin: '25000' }],
      },
    ]);
    expect(message.batchPin).toBeUndefined();
  });

  test('is what differs from the PIN of another order', () => {
    const message = resolveOpenAmounts(read('DNOPEN.0817345544.25000\nS10.081234567890.1234'), isOpen);
    expect(message.commands).toMatchObject([
      { amount: 25_000, pin: '1234' },
      { code: 'S10', pin: '1234' },
    ]);
    expect(message.batchPin).toBe('1234');
  });

  test('is what differs from a PIN that stands alone', () => {
    const message = resolveOpenAmounts(
      read('DNOPEN.0817345544.25000\nDNOPEN.0817345545.30000\n1234'),
      isOpen,
    );
    expect(message.commands).toMatchObject([
      { amount: 25_000, pin: '1234' },
      { amount: 30_000, pin: '1234' },
    ]);
  });

  test('is missing where the one number is the PIN of another order, or cannot be an amount', () => {
    expect(
      resolveOpenAmounts(read('DNOPEN.0817345544.1234\nS10.081234567890.1234'), isOpen).commands[0],
    ).toMatchObject({
      kind: 'order',
      pin: '1234',
    });
    expect(resolveOpenAmounts(read('DNOPEN.0817345544.0123'), isOpen).commands[0]).toMatchObject({
      pin: '0123',
    });
  });

  test('is left alone where it was given, and where the product has a fixed price', () => {
    const given = read('DNOPEN.0817345544.25000.1234\nS10.081234567890.1234');
    expect(resolveOpenAmounts(given, isOpen)).toEqual(given);
  });
});
