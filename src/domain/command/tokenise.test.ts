import { expect, test } from 'vitest';
import { readSlash, tokenise } from './tokenise.ts';

test.each([
  ['PLN20.01105691111.1234', ['PLN20', '01105691111', '1234']],
  ['PLN20 01105691111 1234', ['PLN20', '01105691111', '1234']],
  ['SP20.08123456789,F10.0317625555;1234', ['SP20', '08123456789', 'F10', '0317625555', '1234']],
  ['S10_081234567890_1234', ['S10', '081234567890', '1234']],
  ['S10. 0812 , 1234.', ['S10', '0812', '1234']],
  ['REG#BUDI. CELL#JL. MAWAR 3#0812', ['REG', 'BUDI. CELL', 'JL. MAWAR 3', '0812']],
  ['REG*BUDI#CELL*0812', ['REG', 'BUDI#CELL', '0812']],
  ['10.085212345678.1234#2', ['10', '085212345678', '1234#2']],
  ['CEK #10234', ['CEK', '#10234']],
  ['CEK#10234', ['CEK', '10234']],
  ['..S..', ['S']],
  ['. , ;', []],
  ['', []],
])('%j has the fields %j', (line, fields) => {
  expect(tokenise(line).map((field) => field.text)).toEqual(fields);
});

test('a field knows what stands before it', () => {
  expect(tokenise('S10. 0812 3456').map((field) => field.before)).toEqual(['', '. ', ' ']);
});

test.each([
  ['/saldo', 'saldo', ''],
  ['/Saldo@KonterBot 1234', 'saldo', '1234'],
  ['/beli PLN20.0110.1234', 'beli', 'PLN20.0110.1234'],
  ['/cek_10234', 'cek', '10234'],
  ['/cek_10234@KonterBot', 'cek', '10234'],
  ['/reseller tambah 77 Budi Cell', 'reseller', 'tambah 77 Budi Cell'],
])('%j is the slash command %s', (line, name, rest) => {
  expect(readSlash(line)).toEqual({ name, rest });
});

test.each(['saldo', '/', '//saldo', '/ saldo', ' /saldo', '/сальдо'])('%j is no slash command', (line) => {
  expect(readSlash(line)).toBeUndefined();
});
