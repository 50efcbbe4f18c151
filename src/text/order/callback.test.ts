import { expect, test } from 'vitest';
import { day, request, TOKEN } from '../../../test/support/samples.ts';
import { CALLBACK } from '../../chat/context.ts';
import { rupiah } from '../../domain/money.ts';
import {
  buyData,
  cancelData,
  ledgerData,
  orderText,
  pricesData,
  recapData,
  runButton,
  runOrder,
  summaryData,
} from './callback.ts';

test('buttons carry the prefixes by which features know them', () => {
  const sunday = day('2026-11-15');
  expect([buyData(TOKEN), cancelData(TOKEN), recapData(sunday), summaryData(21)]).toEqual([
    `${CALLBACK.buy}:${TOKEN}`,
    `${CALLBACK.cancel}:${TOKEN}`,
    `${CALLBACK.recap}:2026-11-15`,
    `${CALLBACK.summary}:21`,
  ]);
  expect(summaryData(undefined)).toBe(`${CALLBACK.summary}:off`);
  expect(runButton('x', 'SALDO')).toEqual({ text: 'x', data: `${CALLBACK.run}:SALDO` });
  expect(ledgerData(sunday, undefined)).toBe('mut:2026-11-15:');
  expect(ledgerData(sunday, 77)).toBe('mut:2026-11-15:77');
});

test('what is too long for a button is no button', () => {
  expect(runButton('x', 'A'.repeat(60))?.text).toBe('x');
  expect(runButton('x', 'A'.repeat(61))).toBeUndefined();
  expect(runButton('x', 'é'.repeat(31))).toBeUndefined();
  expect(pricesData({ kind: 'category', category: 'x'.repeat(70) }, 0)).toBeUndefined();
});

test('a button runs an order without its PIN, and only where it would be read as that order', () => {
  expect(runOrder('x', request())).toEqual({ text: 'x', data: 'run:PLN20.01105691111' });
  expect(orderText(request({ code: 'DNOPEN', destination: '0817345544', amount: rupiah(25_000) }))).toBe(
    'DNOPEN.0817345544.Rp25000',
  );
  // Alone, a short number could be the PIN.
  expect(orderText(request({ code: 'FF50', destination: '12345' }))).toBeUndefined();
  expect(orderText(request({ code: 'P.LN', destination: '01105691111' }))).toBeUndefined();
});
