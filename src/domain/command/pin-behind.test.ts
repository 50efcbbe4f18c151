import { expect, test } from 'vitest';
import { hasPinBehind } from './pin-behind.ts';

test.each<['phone' | 'any' | 'order', string]>([
  ['any', '524540566523 1234'],
  ['any', '524540566523-1234'],
  ['any', '524540566523\n123456'],
  ['any', '524540566523 PIN 1234'],
  ['any', '524540566523 pin:1234'],
  ['any', '5245 4056 6523 1234'],
  ['any', 'ABC1234567 1234'],
  ['any', '0811123456 1234'],
  ['phone', '0811123456 1234'],
  ['phone', '+62811123456.1234'],
  ['phone', '0811-123-456-1234'],
  ['phone', '٠٨١١١٢٣٤٥٦ ١٢٣٤'],
  ['order', '0812345678 1234'],
  ['order', '0812345678.1234'],
  ['order', '10001-1234'],
  ['order', '01105691111_1234'],
])('%s: the last group of %s may be the PIN', (kind, text) => {
  expect(hasPinBehind(text, kind)).toBe(true);
});

test.each<['phone' | 'any' | 'order', string]>([
  ['phone', '0812 3456 7890'],
  ['phone', '0812-3456-7890'],
  ['phone', '0812.3456.7890'],
  ['phone', '+62 812-3456-7890'],
  ['phone', '0895 1234 56789'],
  ['phone', '081234567890'],
  ['any', '0812 3456 7890'],
  ['any', '5140-4040 0482'],
  ['any', '514040400482'],
  ['any', '8888801433177155'],
  ['order', '0812 3456 7890'],
  ['order', '081234 567890'],
  ['order', '#10001'],
  ['order', 'TOKO-1234'],
])('%s: %s is one number', (kind, text) => {
  expect(hasPinBehind(text, kind)).toBe(false);
});
