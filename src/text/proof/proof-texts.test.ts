import { expect, test } from 'vitest';
import { rupiah } from '../../domain/money.ts';
import { proofEn } from './en.ts';
import { proofId } from './id.ts';
import type { Delivered } from './texts.ts';

const AT = new Date('2026-11-20T14:00:00Z');
const ORDER: Delivered = {
  refId: 'r-1',
  number: 10_001,
  cardToken: 't',
  line: 0,
  resellerId: 1,
  chatId: 1,
  productCode: 'PLN20',
  productName: 'PLN 20.000',
  category: 'plnprepaid',
  destination: '01105691111',
  msisdn: undefined,
  amount: undefined,
  occurrence: 1,
  cost: rupiah(20_546),
  price: rupiah(20_746),
  customerName: 'BAHARRUDIN1',
  powerCapacity: 'R1/2200VA',
  quotedAt: AT,
  expiresAt: AT,
  heldAt: AT,
  businessDay: '2026-11-20' as Delivered['businessDay'],
  balanceAfterHold: rupiah(479_254),
  supplierRef: '14434890',
  settledAt: AT,
  balanceAfterSettle: rupiah(479_254),
  state: 'delivered',
  sn: '1022-7376-0919-6499-4017/BAHARRUDIN1/R1/2200VA/13.5',
  costBooked: rupiah(20_546),
};
const BILL = {
  total: rupiah(145_253),
  amount: rupiah(142_753),
  admin: rupiah(2_500),
  fine: undefined,
  periods: ['2026-10'],
  facts: [{ label: 'Alamat', value: 'X' }],
  months: undefined,
  needsPin: false,
};
const options = { shop: 'Konter Budi', retailPrice: undefined, timeZone: 'Asia/Jakarta' };

test.each([
  ['id', proofId],
  ['en', proofEn],
])('a receipt in %s says nothing of what the reseller pays, nor of his balance', (_language, texts) => {
  for (const order of [
    ORDER,
    { ...ORDER, category: 'postpaid', sn: '123', bill: BILL, cost: rupiah(145_253), price: rupiah(145_453) },
  ]) {
    const { html, buttons = [] } = texts.receipt(order, options);
    const said = `${html} ${JSON.stringify(buttons)}`.replaceAll('.', '');
    for (const secret of ['20546', '20746', '145253', '145453', '2500', '479254', '14434890'])
      expect(said, secret).not.toContain(secret);
    expect(texts.receipt(order, { ...options, retailPrice: rupiah(150_000) }).html).toContain('Rp 150.000');
  }
});

test('the whole receipt is copied where a button has room for it, else the token', () => {
  const label = (order: Delivered, shop: string) =>
    proofId
      .receipt(order, { ...options, shop })
      .buttons?.flat()
      .map(({ text }) => text);
  expect(label(ORDER, 'Konter Budi')).toEqual(['Salin']);
  expect(label(ORDER, 'Konter '.repeat(20))).toEqual(['Salin token']);
  expect(label({ ...ORDER, sn: 'x'.repeat(400) }, 'Konter Budi')).toEqual([]);
});

test('every line of a receipt fits on a narrow printer, and nothing in it is HTML', () => {
  const order = {
    ...ORDER,
    sn: '9'.repeat(70),
    productName: 'Paket & <b>data</b> 30 hari untuk semua jaringan',
    customerName: 'SITI\nAMINAH \u202e000 & "SONS"',
  };
  const { html } = proofId.receipt(order, {
    ...options,
    shop: '<i>Konter</i> yang bernama sangat panjang sekali',
  });
  const text = html.slice('<pre>'.length, -'</pre>'.length);
  expect(text).not.toMatch(/[<>\u202e]/);
  const plain = text
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"');
  for (const line of plain.split('\n')) expect(line.length, line).toBeLessThanOrEqual(32);
  expect(plain.replace(/[\s-]/g, '')).toContain('9'.repeat(70));
});
