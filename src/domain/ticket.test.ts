import { expect, test } from 'vitest';
import { parseBankAccount, parseBankAccounts } from './bank-account.ts';
import { digitsFrom } from './ticket.ts';

test('the digits drawn from random tokens are 1 to 999, and each about as often', () => {
  const counts = new Map<number, number>();
  for (let n = 0; n < 100_000; n++) {
    const digits = digitsFrom(Buffer.from(`${n * 7_919}`.padStart(16, '0')).toString('base64url'));
    counts.set(digits, (counts.get(digits) ?? 0) + 1);
  }
  expect(Math.min(...counts.keys())).toBe(1);
  expect(Math.max(...counts.keys())).toBe(999);
  expect(counts.size).toBe(999);
  // A hundred each on average.
  expect(Math.max(...counts.values())).toBeLessThan(300);
});

test.each([
  ['BCA 1234567890 a.n. PT Konter', { bank: 'BCA', number: '1234567890', holder: 'PT Konter' }],
  ['bri 0021-01-998877-50-1  an Budi', { bank: 'BRI', number: '002101998877501', holder: 'Budi' }],
  ['Mandiri 157 00 1234567 8 Siti', { bank: 'MANDIRI', number: '1570012345678', holder: 'Siti' }],
])('%s', (line, account) => {
  expect(parseBankAccount(line)).toEqual(account);
});

test.each([
  '',
  'BCA',
  'BCA 1234567890',
  '1234567890 PT Konter',
  'BCA 1234 x',
  'B 1234567890 Budi',
  'BCA 1234567890 123',
])('no account: %s', (line) => {
  expect(parseBankAccount(line)).toBeUndefined();
});

test('several lines are several accounts; one that is none, or one twice, is named', () => {
  const two = parseBankAccounts('BCA 1234567890 Budi\n\n BRI 12345 Siti \n');
  expect(two).toMatchObject({ kind: 'accounts', accounts: [{ bank: 'BCA' }, { bank: 'BRI' }] });
  expect(parseBankAccounts('BCA 1234567890 Budi\nSiti')).toEqual({ kind: 'bad_line', line: 'Siti' });
  expect(parseBankAccounts('BCA 12345 Budi\nBCA 1-2345 Budi')).toEqual({
    kind: 'bad_line',
    line: 'BCA 1-2345 Budi',
  });
  expect(parseBankAccounts('')).toEqual({ kind: 'accounts', accounts: [] });
});
