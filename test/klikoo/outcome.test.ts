import { expect, test } from 'vitest';
import { faultOf, isSupplierBalanceLow, reasonOfText, ruleOf } from '../../src/klikoo/codes.ts';
import { type Envelope, readEnvelope } from '../../src/klikoo/envelope.ts';
import { outcomeOfBuy } from '../../src/klikoo/outcome.ts';
import { envelope, fixture } from './loopback.ts';

const REF = '6d654219-d9b7-4e1a-8b51-99a5cafb11cb';

function read(httpStatus: number, body: string): Envelope {
  const answer = readEnvelope(httpStatus, body);
  if ('unreadable' in answer) throw new Error(answer.unreadable);
  return answer;
}

/** What a purchase comes to, as one line. */
function outcome(httpStatus: number, code: string, data: unknown = null, message = ''): string {
  const answer = outcomeOfBuy(read(httpStatus, envelope(code, data, message)), REF);
  return answer.kind === 'rejected' ? `rejected ${answer.reason}` : answer.kind;
}

const waiting = { transaction_id: '14429004', status: 'WAITING', sn: '223731' };

test.each([
  ['201022001', waiting, 'pending'],
  ['2010200', waiting, 'pending'],
  ['201022001', { ...waiting, status: 'SUCCESS' }, 'delivered'],
  ['201022001', { transaction_id: 14429004, transaction_status: 'SUCCESS' }, 'delivered'],
  [
    '201022001',
    { ...waiting, status: 'FAILED', reason: 'Produk sedang gangguan' },
    'rejected product_disturbed',
  ],
  ['201022001', { ...waiting, status: 'FAILED', reason: '' }, 'rejected other'],
  ['201022001', { ...waiting, status: 'FAILED', transaction_id: null }, 'unknown'],
  ['201022001', { ...waiting, transaction_id: '../balance' }, 'unknown'],
  ['201022001', { ...waiting, status: 'Success' }, 'unknown'],
  ['201022001', { ...waiting, status: 'success' }, 'unknown'],
  ['201022001', { ...waiting, status: ' SUCCESS' }, 'unknown'],
  ['201022001', { ...waiting, status: 'PROCESS' }, 'unknown'],
  ['201022001', { ...waiting, status: null }, 'unknown'],
  ['201022001', { ...waiting, status: 1 }, 'unknown'],
  ['201022001', { ...waiting, status: ['SUCCESS'] }, 'unknown'],
  ['201022001', { ...waiting, transaction_status: 'FAILED' }, 'unknown'],
  ['201022001', { ...waiting, partner_reference_id: 'another' }, 'unknown'],
  ['201022001', { ...waiting, partner_reference_id: REF }, 'pending'],
  ['201022001', [], 'unknown'],
  ['201022001', 'SUCCESS', 'unknown'],
  ['201022001', null, 'unknown'],
  ['201029876', waiting, 'pending'],
])('F77, F78: code %s with %j is %s', (code, data, expected) => {
  expect(outcome(Number(code.slice(0, 3)), code, data)).toBe(expected);
});

test.each([
  ['400026505', 'misconfigured'],
  ['400026508', 'misconfigured'],
  ['403026571', 'misconfigured'],
  ['401026570', 'misconfigured'],
  ['400026510', 'rejected supplier_refused'],
  ['400026525', 'rejected product_closed'],
  ['404047003', 'rejected product_closed'],
  ['404027002', 'rejected wrong_destination'],
  ['404027011', 'rejected wrong_destination'],
  ['422026558', 'rejected product_disturbed'],
  ['409026563', 'exists'],
  ['404027005', 'unknown'],
  ['404027001', 'unknown'],
  ['500029999', 'unknown'],
  ['501029976', 'unknown'],
  ['503029991', 'unknown'],
  ['503029998', 'unknown'],
  ['400021234', 'unknown'],
  ['429020001', 'unknown'],
  ['4220265', 'unknown'],
])('F72, F80, F81, F84: code %s without a transaction makes a purchase %s', (code, expected) => {
  const httpStatus = Number(code.slice(0, 3));
  expect(outcome(httpStatus, code)).toBe(expected);
  // Some gateways put every answer under 200; the code still says what it says.
  expect(outcome(200, code)).toBe(expected);
});

test('a wrong customer number ends an inquiry but not a purchase', () => {
  const answer = read(503, fixture('inquiry-refused.json'));
  expect(answer.rule.onInquiry).toBe('refused');
  expect(outcomeOfBuy(answer, REF).kind).toBe('unknown');
});

test('F78: a refusing code beside a transaction that runs is a contradiction', () => {
  expect(outcome(422, '422026558', waiting)).toBe('unknown');
  expect(outcome(422, '422026558', { transaction_id: '14429004' })).toBe('unknown');
  expect(outcome(422, '422026558', { ...waiting, status: 'FAILED' })).toBe('rejected product_disturbed');
  expect(outcome(400, '400026508', waiting)).toBe('unknown');
});

test.each([
  ['a gateway before Klikoo', 502, envelope('201022001', waiting)],
  ['a redirect', 302, envelope('201022001', waiting)],
  ['a success that refuses', 201, envelope('422026558')],
  ['no code', 200, '{"data":{"transaction_id":"1","status":"SUCCESS"}}'],
  ['a code of five digits', 200, envelope('20002')],
  ['trailing garbage', 201, `${fixture('buy-waiting.json')}x`],
  ['two answers', 201, fixture('buy-waiting.json') + fixture('buy-waiting.json')],
  [
    'a key twice',
    201,
    '{"response_code":"201022001","data":{"transaction_id":"1","status":"FAILED","status":"SUCCESS"}}',
  ],
  [
    'an escaped key twice',
    201,
    '{"response_code":"201022001","data":{"status":"FAILED","st\\u0061tus":"SUCCESS"}}',
  ],
  ['a list', 200, '[]'],
  ['a number', 200, '201022001'],
  ['depth without end', 200, '['.repeat(200_000)],
  ['balanced depth', 200, '['.repeat(200_000) + ']'.repeat(200_000)],
])('F76: %s is not an answer', (_what, httpStatus, body) => {
  expect(readEnvelope(httpStatus, body)).toHaveProperty('unreadable');
});

test('F77, F78: codes and amounts may come as numbers, and no digit of an amount is lost', () => {
  const answer = read(
    200,
    '{"response_code":200022000,"data":{"transaction_id":14429004,"status":"SUCCESS","amount":123456789012345.10}}',
  );
  expect(outcomeOfBuy(answer, REF)).toEqual({
    kind: 'delivered',
    supplierRef: '14429004',
    booked: 123_456_789_012_346,
  });
});

test.each(['1e5', '-5', '0', '"ten"', 'null', '1.234', '[1]'])(
  'F77: an amount of %s is left out, not guessed',
  (amount) => {
    const answer = read(
      200,
      `{"response_code":"200022000","data":{"transaction_id":"1","status":"SUCCESS","amount":${amount}}}`,
    );
    expect(outcomeOfBuy(answer, REF)).toEqual({ kind: 'delivered', supplierRef: '1' });
  },
);

test('F79: texts of the supplier are bounded and cannot break a line', () => {
  const answer = read(
    201,
    envelope('201022001', {
      ...waiting,
      status: 'SUCCESS',
      sn: `1234-5678\r\n\u202Epalsu\u0000/ADI ${'9'.repeat(500)}`,
      customer_name: 'x'.repeat(500),
    }),
  );
  const delivered = outcomeOfBuy(answer, REF);
  if (delivered.kind !== 'delivered') throw new Error(delivered.kind);
  expect(delivered.sn).toMatch(/^1234-5678 palsu \/ADI 9+$/);
  expect(delivered.sn).toHaveLength(200);
  expect(delivered.customerName).toHaveLength(100);
  expect(read(422, envelope('422026558', null, 'y'.repeat(5000))).message).toHaveLength(300);
});

test('the service digits of a code do not matter, its HTTP class does', () => {
  expect(ruleOf('422996558')).toBe(ruleOf('422026558'));
  expect(ruleOf('500026558').onBuy).toBe('unknown');
  expect(isSupplierBalanceLow('422026558')).toBe(true);
  expect(isSupplierBalanceLow('400026510')).toBe(false);
  expect(faultOf('422026558')).toBe('operator');
  expect(faultOf('404027011')).toBe('reseller');
});

test.each([
  ['Produk sedang dalam masalah', 'product_disturbed'],
  ['Supplier sedang gangguan', 'product_disturbed'],
  ['Timeout dari biller', 'product_disturbed'],
  ['CUSTID not recognized. Biller throws exception. Err:5110', 'wrong_destination'],
  ['Nomor tujuan salah', 'wrong_destination'],
  ['No Customer tidak ditemukan', 'wrong_destination'],
  ['Stok sedang kosong/ditutup', 'product_closed'],
  ['Produk tidak tersedia', 'product_closed'],
  ['Tagihan sudah terbayar', 'already_paid'],
  ['Jumlah pembayaran harus lebih besar dari jumlah minimum plus biaya admin', 'amount_out_of_range'],
  ['Saldo tidak cukup', 'product_disturbed'],
  ['FR_NOT_SELECTED', undefined],
  ['Transaksi gagal', undefined],
  ['', undefined],
])('the sentence "%s" means %s', (text, reason) => {
  expect(reasonOfText(text)).toBe(reason);
});
