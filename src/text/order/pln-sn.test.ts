import { expect, test } from 'vitest';
import { groupToken, readPlnSn } from './pln-sn.ts';

const TOKEN = '1111-2222-3333-4444-5555';

/** name|tariff|power|kwh, `-` for what is not there. */
function check(sn: string, expected: string): void {
  const read = readPlnSn(sn);
  const shown = read && [read.name, read.tariff, read.power, read.kwh].map((field) => field ?? '-').join('|');
  expect(shown).toBe(expected);
}

test('every shape suppliers write is read by its fields, not by their place', () => {
  check(`${TOKEN}/BAHARRUDIN1/R1/2200VA/13.5`, 'BAHARRUDIN1|R1|2200VA|13.5');
  check(`${TOKEN}/SITI/R1/900VA/71,3`, 'SITI|R1|900VA|71,3');
  check(`${TOKEN}/SITI/R1/450/110.60KWH`, 'SITI|R1|450VA|110.60');
  check(`${TOKEN}/SITI/R1M/900VA/33.7`, 'SITI|R1M|900VA|33.7');
  check(`${TOKEN}/SITI/R1T/1300 VA/KWH:33,7`, 'SITI|R1T|1300VA|33,7');
  check(`${TOKEN}/SITI//900VA/32 kWh`, 'SITI|-|900VA|32');
  check(`${TOKEN}/SITI`, 'SITI|-|-|-');
  check(TOKEN, '-|-|-|-');
  check(`${TOKEN}/R1/900VA/13.5`, '-|R1|900VA|13.5');
});

test('the token is 20 digits, however they are grouped', () => {
  expect(readPlnSn('11112222333344445555/A')?.token).toBe('11112222333344445555');
  expect(readPlnSn('1111 2222 3333 4444 5555')?.token).toBe('11112222333344445555');
});

test('what does not begin with 20 digits is no PLN token', () => {
  for (const sn of [
    '',
    '/',
    '1111-2222/A',
    '111122223333444455556/A',
    'ABCD-2222-3333-4444-5555',
    '0412345678',
  ])
    expect(readPlnSn(sn)).toBeUndefined();
});

test('a token is grouped in fours', () => {
  expect(groupToken('11112222333344445555')).toBe('1111 2222 3333 4444 5555');
});
