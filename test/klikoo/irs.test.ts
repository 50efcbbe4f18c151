import { expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import { readIrsInquiry } from '../../src/klikoo/irs.ts';
import { credentials, envelope, fixture, Loopback, reply } from './loopback.ts';

const inquiry = (productCode: string) => ({
  inquiryRef: 'b3e0f17a-453f-493c-862f-4cc6f651da52',
  productCode,
  destination: '0817345544',
  amount: rupiah(20_500),
  price: rupiah(21_000),
});

const lines = fixture('irs-answers.txt').trim().split('\n');
const line = (start: string) => lines.find((one) => one.startsWith(start)) ?? '';

test.each([
  ['PLN20', { cost: 20_546, customerName: 'BAHARRUDIN1', powerCapacity: 'R1/2200VA' }],
  ['OVO10', { cost: 10_100, customerName: 'C**tomer Na**' }],
  ['GOPAY10', { cost: 10_100, customerName: 'C**tomer Na**' }],
  ['DN1', { cost: 1_178, customerName: 'DNID nX' }],
  ['DNOPEN', { cost: 20_080, customerName: 'DNID nX' }],
  ['MAX5000', { cost: 7_205 }],
])('the sample for %s is read', (product, found) => {
  expect(readIrsInquiry(200, `${line(`R#${product}.`)}\n`, inquiry(product), [])).toEqual({
    kind: 'found',
    ...found,
  });
});

test('the failed sample is a wrong number, with the reason whole', () => {
  expect(readIrsInquiry(200, line('R#. '), inquiry('PLN20'), [])).toEqual({
    kind: 'refused',
    reason: 'wrong_destination',
    text: 'CUSTID not recognized. Biller throws exception. Err:5110',
    code: 'IRS',
  });
});

test('every sample line is used above', () => {
  expect(lines).toHaveLength(7);
});

test.each([
  ['another product', 200, line('R#OVO10.')],
  ['another status', 500, line('R#PLN20.')],
  ['no price', 200, 'R#PLN20. CUSTNUM: 01. @12:32:55.821005 12/11/2024'],
  ['a price of zero', 200, 'R#PLN20. PRICE: 0. CUSTNUM: 01. @12:32:55.821005 12/11/2024'],
  ['half a line', 200, line('R#PLN20.').slice(0, 60)],
  ['nothing', 200, ''],
  ['an endless line', 200, `R#PLN20. PRICE: 1. CUSTNUM: ${'1. '.repeat(5000)}`],
])('%s is no answer', (_what, status, text) => {
  expect(readIrsInquiry(status, text, inquiry('PLN20'), []).kind).toBe('unavailable');
});

const irsSamples = fixture('irs-requests.txt').trim().split('\n');

test.each(irsSamples)('the request has the parameters of the sample %s', async (sample) => {
  const expected = Object.fromEntries(new URLSearchParams(sample.slice(sample.indexOf('?'))));
  await using klikoo = await Loopback.start((_seen, response) => response.end(line('R#PLN20.')));
  const client = klikoo.client({ irs: { idrs: '<IDRS>', pin: '123456' }, inquiry: ['irs'] });
  await client.inquire({
    inquiryRef: expected.ref_id ?? '',
    productCode: expected.product_code ?? '',
    destination: expected.to ?? '',
    amount: rupiah(Number(expected.amount)),
    price: rupiah(Number(expected.selling_price)),
  });
  const [seen] = klikoo.sent();
  expect(seen).toMatchObject({ method: 'POST', path: '/v1/irs/inquiry', body: '' });
  expect(Object.fromEntries(new URLSearchParams(seen?.query))).toEqual({
    ...expected,
    client_secret: credentials.clientSecret,
  });
  expect(seen?.headers).not.toHaveProperty('authorization');
});

test('the second interface is asked when the first cannot answer', async () => {
  await using klikoo = await Loopback.start((seen, response) =>
    seen.path === '/v1/irs/inquiry'
      ? response.end(line('R#PLN20.'))
      : reply(response, 500, envelope('500029999', null, 'Harap hubungi admin')),
  );
  const client = klikoo.client({ irs: credentials.irs, inquiry: ['openapi', 'irs'] });
  expect(await client.inquire(inquiry('PLN20'))).toMatchObject({ kind: 'found', cost: 20_546 });
  expect(klikoo.calls.map(({ name, outcome, httpStatus }) => [name, outcome, httpStatus])).toEqual([
    ['token', 'token', 200],
    ['inquiry', 'unavailable', 500],
    ['irs_inquiry', 'found', 200],
  ]);
});

test('a refusal is an answer: the second interface is not asked', async () => {
  await using klikoo = await Loopback.start((seen, response) =>
    seen.path === '/v1/irs/inquiry'
      ? response.end(line('R#. '))
      : reply(response, 503, fixture('inquiry-refused.json')),
  );
  const client = klikoo.client({ irs: credentials.irs, inquiry: ['openapi', 'irs'] });
  expect(await client.inquire(inquiry('PLN20'))).toMatchObject({ kind: 'refused', code: '503029998' });
  expect(klikoo.sent('/v1/irs/inquiry')).toEqual([]);
  const irsFirst = klikoo.client({ irs: credentials.irs, inquiry: ['irs', 'openapi'] });
  expect(await irsFirst.inquire(inquiry('PLN20'))).toMatchObject({ kind: 'refused', code: 'IRS' });
  expect(klikoo.sent('/v1/open-api/products/inquiry')).toHaveLength(1);
});

test('IRS without its credentials is refused at the start', async () => {
  await using klikoo = await Loopback.start((_seen, response) => response.end());
  expect(() => klikoo.client({ inquiry: ['openapi', 'irs'] })).toThrow('reseller id and PIN');
});
