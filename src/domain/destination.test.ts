import { expect, test } from 'vitest';
import { checkDestination, readDestination, toMsisdn } from './destination.ts';

test.each([
  ['081234567890', 'phone', '081234567890'],
  ['6281234567890', 'phone', '081234567890'],
  ['+6281234567890', 'phone', '081234567890'],
  ['+62 812-3456-7890', 'phone', '081234567890'],
  ['0812.3456.7890', 'phone', '081234567890'],
  [' 0812 3456 7890 ', 'phone', '081234567890'],
  ['\u202a+62\u00a0812\u20113456\u20117890\u202c', 'phone', '081234567890'],
  ['٠٨١٢٣٤٥٦٧٨٩٠', 'phone', '081234567890'],
  ['０８１２３４５６７８９０', 'phone', '081234567890'],
  ['0817345544', 'phone', '0817345544'],
  ['08123456789012', 'phone', '08123456789012'],
  ['628123456789012', 'phone', '08123456789012'],
  ['01105691111', 'meter', '01105691111'],
  ['540520111111', 'meter', '540520111111'],
  ['0110-5691-111', 'meter', '01105691111'],
  ['1234567890123', 'meter', '1234567890123'],
  ['8888801433177155', 'other', '8888801433177155'],
  ['0317625555', 'other', '0317625555'],
  ['621234567890', 'other', '621234567890'],
  ['081234567', 'other', '081234567'],
  ['107917', 'other', '107917'],
  ['AB12cd', 'other', 'AB12cd'],
])('%s is read as a %s', (typed, shape, value) => {
  expect(readDestination(typed)).toEqual({ value, shape });
});

test.each([
  [''],
  ['123'],
  ['+12025550123'],
  ['+6281'],
  ['123456789012345678901'],
  ['0812_3456_7890'],
  ['С1234567'],
  ['ab 12 cd'],
  ['0812'.padEnd(60, ' 3')],
])('%j is no destination', (typed) => {
  expect(readDestination(typed)).toBeUndefined();
});

test('F45: a number keeps its leading zeros', () => {
  expect(readDestination('00001234567')?.value).toBe('00001234567');
});

test.each([
  ['081234567890', 'phone', undefined],
  ['0812', 'phone', 'too_short'],
  ['62812345', 'phone', 'too_short'],
  ['081234567890123', 'phone', 'too_long'],
  ['01105691111', 'phone', 'not_phone'],
  ['budi', 'phone', 'not_digits'],
  ['081332XXXXXX', 'phone', 'not_digits'],
  [' ', 'phone', 'empty'],
  ['01105691111', 'meter', undefined],
  ['081234567890', 'meter', 'is_phone'],
  ['0110569', 'meter', 'too_short'],
  ['01105691111234', 'meter', 'too_long'],
  ['621234567890', 'meter', 'not_meter'],
  ['0110569111O', 'meter', 'not_digits'],
  ['12345678', 'any', undefined],
  ['081234567890', 'any', undefined],
  ['123', 'any', 'too_short'],
  ['123456789012345678901', 'any', 'too_long'],
  ['abc$1234', 'any', 'bad_characters'],
] as const)('%j where a %s is expected: %s', (typed, expects, why) => {
  const check = checkDestination(typed, expects);
  if (why === undefined) expect(check).toEqual({ kind: 'ok', value: typed });
  else expect(check).toEqual({ kind: 'bad', expects, why });
});

test('a phone has an MSISDN that reads as the same phone', () => {
  expect(toMsisdn('081234567890')).toBe('6281234567890');
  expect(readDestination(toMsisdn('081234567890'))?.value).toBe('081234567890');
});
