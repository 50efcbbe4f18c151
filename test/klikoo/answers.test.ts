import { expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import { detailOf, historyOf, inquiryOf } from '../../src/klikoo/answers.ts';
import { type Envelope, readEnvelope } from '../../src/klikoo/envelope.ts';
import { envelope, fixture } from './loopback.ts';

function read(httpStatus: number, body: string): Envelope {
  const answer = readEnvelope(httpStatus, body);
  if ('unreadable' in answer) throw new Error(answer.unreadable);
  return answer;
}

const page = (data: unknown, meta: unknown = { current_page: 1, total_pages: 1, total_rows: 1 }) =>
  historyOf(read(200, JSON.stringify({ response_code: '200022000', data, meta })), { page: 1, limit: 2 });

const row = { transaction_id: '1', partner_reference_id: 'r-1', status: 'WAITING', amount: 5000.44 };

test('a page of history that may hide an order of ours is no page', () => {
  expect(page([row]).kind).toBe('page');
  expect(page([{ ...row, transaction_id: '' }]).kind).toBe('unavailable');
  expect(page([row, null]).kind).toBe('unavailable');
  expect(page([row, 'x']).kind).toBe('unavailable');
  expect(page({ rows: [row] }).kind).toBe('unavailable');
  expect(page([row], { current_page: 2 }).kind).toBe('unavailable');
  expect(page(null).kind).toBe('unavailable');
  expect(page([]).kind).toBe('unavailable');
});

test('a row of neither id nor reference is nothing of ours and left out', () => {
  expect(page([{ status: 'SUCCESS', amount: 1 }, row])).toMatchObject({
    kind: 'page',
    transactions: [{ refId: 'r-1' }],
  });
});

test('an empty history may come as null when its count says so', () => {
  expect(page(null, { total_rows: 0, total_pages: 0 })).toEqual({
    kind: 'page',
    transactions: [],
    page: 1,
    totalPages: 1,
  });
});

test('without a page count only an empty page is known to be the last', () => {
  expect(page([row, row], {})).toMatchObject({ totalPages: 2 });
  expect(page([row], {})).toMatchObject({ totalPages: 2 });
  expect(page([row], { total_rows: 1 })).toMatchObject({ totalPages: 1 });
  expect(page([], {})).toMatchObject({ totalPages: 1 });
});

test('what an order cost is rounded up, and the token of a row is not taken for a serial number', () => {
  expect(page([{ ...row, status: 'SUCCESS', token: '1' }])).toMatchObject({
    transactions: [{ outcome: { kind: 'delivered', supplierRef: '1', booked: 5001 } }],
  });
  expect(page([{ ...row, status: 'SUCCESS', token: '1' }])).not.toHaveProperty('transactions.0.outcome.sn');
});

test('a status nobody knows is kept for showing and decides nothing', () => {
  expect(page([{ ...row, status: 'PROCESS' }])).toMatchObject({
    transactions: [{ status: 'PROCESS', outcome: { kind: 'unknown' } }],
  });
});

test('F73: only the code for it says that a transaction is not there', () => {
  const detail = (httpStatus: number, body: string) => detailOf(read(httpStatus, body), '14429004').kind;
  expect(detail(404, envelope('404027005'))).toBe('not_found');
  expect(detail(404, envelope('404027001'))).toBe('unavailable');
  expect(detail(500, envelope('500028505'))).toBe('unavailable');
  expect(detail(200, envelope('200022000', null))).toBe('unavailable');
});

test('F74: the detail of another transaction is no answer', () => {
  expect(detailOf(read(200, fixture('detail-prepaid.json')), '1').kind).toBe('unavailable');
});

const inquiry = {
  inquiryRef: 'q-1',
  productCode: 'PLN20',
  destination: '01105691111',
  amount: rupiah(20_500),
  price: rupiah(21_000),
};

test.each([
  ['200022000', { total: 20546 }, 'found'],
  ['200022000', { amount: '20500' }, 'found'],
  ['200022000', { customer_name: 'BUDI' }, 'unavailable'],
  ['200022000', { total: 0 }, 'unavailable'],
  ['200022000', { total: 20546, product_code: 'OVO10' }, 'unavailable'],
  ['200022000', null, 'unavailable'],
  ['404027011', null, 'refused'],
  ['503029991', null, 'refused'],
  ['422026558', null, 'refused'],
  ['409026563', null, 'unavailable'],
  ['400026508', null, 'unavailable'],
  ['401026535', null, 'unavailable'],
  ['500029999', null, 'unavailable'],
  ['418021234', null, 'unavailable'],
])('an inquiry answered %s with %j is %s', (code, data, kind) => {
  expect(inquiryOf(read(Number(code.slice(0, 3)), envelope(code, data)), inquiry).kind).toBe(kind);
});

test('the number Klikoo uses for two things is told apart by its text, and is a wrong number otherwise', () => {
  const reason = (message: string) => {
    const answer = inquiryOf(read(503, envelope('503029998', null, message)), inquiry);
    return answer.kind === 'refused' ? answer.reason : answer.kind;
  };
  expect(reason('Jumlah pembayaran harus lebih besar dari jumlah minimum plus biaya admin')).toBe(
    'amount_out_of_range',
  );
  expect(reason('Biller throws exception. Err:5110')).toBe('wrong_destination');
});
