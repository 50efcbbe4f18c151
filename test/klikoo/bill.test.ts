import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BillAnswer } from '../../src/app/supplier.ts';
import { billOf } from '../../src/klikoo/bill.ts';
import { readEnvelope } from '../../src/klikoo/envelope.ts';
import { envelope, Loopback, reply } from './loopback.ts';

const inquiry = { productCode: 'POSTPAIDPLN', customer: '514040400482' };

function read(httpStatus: number, body: string): BillAnswer {
  const answer = readEnvelope(httpStatus, body);
  if ('unreadable' in answer) throw new Error(answer.unreadable);
  return billOf(answer, inquiry);
}

const found = (data: unknown, message = 'Sukses') => read(200, envelope('200022000', data, message));
/** Numbers as they are written, which `JSON.stringify` may not keep. */
const foundText = (data: string) =>
  read(200, `{"response_code":"200022000","response_message":"","data":${data}}`);

function totalOf(answer: BillAnswer): number | string {
  return answer.kind === 'found' ? answer.bill.total : answer.kind;
}

describe('the total, in whatever shape it comes', () => {
  test.each<[string, unknown, number | string]>([
    ['as in the inquiry of prepaid products', { amount: 100_000, total: 102_500 }, 102_500],
    ['text with decimals', { amount: '100000.00', total: '102500.00' }, 102_500],
    ['an amount alone', { amount: '100000' }, 100_000],
    ['parts without a total', { tagihan: '100000', biaya_admin: '2500', denda: '5000' }, 107_500],
    ['English parts', { bill_amount: 100_000, admin_fee: 2_500, penalty: 0 }, 102_500],
    ['camel case', { billAmount: 100_000, adminFee: 2_500, totalAmount: 102_500 }, 102_500],
    [
      'a total that leaves the admin fee out beside one that does not',
      { total_bill: 100_000, tagihan: 100_000, admin: 2_500, total: 102_500 },
      102_500,
    ],
    [
      'the other way round',
      { tagihan: 100_000, admin: 2_500, total: 100_000, total_bayar: 102_500 },
      102_500,
    ],
    ['a number of months called a total', { total_tagihan: 2, tagihan: 100_000, admin: 2_500 }, 102_500],
    ['only a number of months', { total_tagihan: 2 }, 'unavailable'],
    ['nested', { customer: { name: 'BUDI' }, bill: { total: '102500' } }, 102_500],
    ['nested deeper', { a: { b: { c: { total_pembayaran: 102_500 } } } }, 102_500],
    [
      'a list of months',
      {
        details: [
          { nilai_tagihan: 100_000, denda: 5_000, admin: 2_500 },
          { nilai_tagihan: 90_000, denda: 0, admin: 2_500 },
        ],
      },
      200_000,
    ],
    [
      'a list of months under a total',
      { total: 200_000, details: [{ amount: 100_000 }, { amount: 95_000 }] },
      200_000,
    ],
    ['a bare list', [{ amount: 100_000, admin: 2_500 }], 102_500],
    [
      'grouped as people write',
      { tagihan: 'Rp 1.100.000', admin: 'Rp2.500', total: 'Rp. 1.102.500,00' },
      1_102_500,
    ],
    ['grouped without Rp: never a fraction of a rupiah', { total: '102.450' }, 102_450],
    ['grouped in English', { total: '1,102,500.00' }, 1_102_500],
    ['a dash for no cents', { total: 'Rp102.500,-' }, 102_500],
    ['spoiled', { total: '102.5O0' }, 'unavailable'],
    ['a comma for cents is no amount we read', { total: '102500,5' }, 'unavailable'],
    ['nothing', {}, 'unavailable'],
    ['null', null, 'unavailable'],
    ['text', 'OK', 'unavailable'],
    ['zero', { amount: 0, total: 0 }, 'unavailable'],
    ['below zero', { total: -102_500 }, 'unavailable'],
    ['more than anybody moves', { total: '1000000001' }, 'unavailable'],
    ['more than a number holds', { total: '999999999999999' }, 'unavailable'],
    [
      'a sum of more than anybody moves',
      { d: Array.from({ length: 400 }, () => ({ amount: 900_000_000 })) },
      'unavailable',
    ],
    [
      'a discount that the total takes off',
      { amount: 100_000, admin: 2_500, diskon: 5_000, total: 97_500 },
      97_500,
    ],
    ['a discount without a total', { amount: 100_000, admin: 2_500, diskon: 5_000 }, 97_500],
    [
      'inner parts explain an outer amount',
      { amount: 102_500, detail: { nilai_tagihan: 100_000, admin: 2_500 } },
      102_500,
    ],
    [
      'inner fines add to it where the total says so',
      { amount: 100_000, admin: 2_500, total: 105_500, detail: [{ denda: 3_000 }] },
      105_500,
    ],
    ['an instalment', { angsuran_ke: 4, angsuran: 550_000, admin: 5_000 }, 555_000],
    ['the number of an instalment is no amount', { angsuran: 4, tagihan: 550_000 }, 550_000],
    [
      'our commission is no part of it',
      { amount: 100_000, admin: 2_500, fee_komisi: 900, total: 102_500 },
      102_500,
    ],
  ])('%s', (_name, data, total) => {
    expect(totalOf(found(data))).toBe(total);
  });

  test('fractions count to the dearer rupiah, and never pass through a float', () => {
    expect(totalOf(foundText('{"total":102499.01}'))).toBe(102_500);
    expect(totalOf(foundText('{"amount":100000.10,"admin":2500.20}'))).toBe(102_501);
    expect(totalOf(foundText('{"total":1.025e5}'))).toBe('unavailable');
  });
});

test('the parts, the months and the name are told apart, and the rest is kept to be shown', () => {
  expect(
    found({
      product_code: 'POSTPAIDPLN',
      product_name: 'PLN Pascabayar',
      customer_number: '514040400482',
      customer_name: 'BUDI\nSANTOSO \u202e',
      amount: '200000',
      admin_fee: '2500',
      denda: 3_000,
      total: '205500',
      details: [
        { periode: '202610', stand_meter: '100-200' },
        { periode: '202611', standMeter: '200-300' },
      ],
      lembar: 2,
      agent_price: 201_000,
      komisi: 1_500,
      saldo: 9_000_000,
      status: 'SUCCESS',
      kosong: '',
      token: 'aaa.bbb.ccc',
    }),
  ).toEqual({
    kind: 'found',
    customerName: 'BUDI SANTOSO',
    productName: 'PLN Pascabayar',
    bill: {
      total: 205_500,
      amount: 200_000,
      admin: 2_500,
      fine: 3_000,
      periods: ['202610', '202611'],
      facts: [
        { label: 'Lembar', value: '2' },
        { label: 'Stand meter', value: '100-200' },
        { label: 'Stand meter', value: '200-300' },
      ],
    },
  });
});

test.each([
  [{ nama: 'BUDI' }, 'BUDI'],
  [{ nama_pelanggan: 'BUDI' }, 'BUDI'],
  [{ customerName: 'BUDI' }, 'BUDI'],
  [{ data_pelanggan: { name: 'BUDI' } }, 'BUDI'],
  [{ product: { name: 'PLN' }, customer: '514040400482' }, undefined],
])('%j is the bill of %s', (data, name) => {
  const answer = found({ ...data, total: 10_000 });
  expect(answer.kind === 'found' ? answer.customerName : answer).toBe(name);
});

test.each([
  [503, '503029998', 'TAGIHAN SUDAH TERBAYAR', null],
  [503, '503029998', 'Tagihan sudah lunas', null],
  [404, '404027002', 'Bill already paid', null],
  [400, '400026510', 'Sudah dibayar', null],
  [500, '500029999', 'Tagihan bulan ini telah dibayar', null],
  [418, '418021234', 'LUNAS', null],
  [200, '200022000', 'Tagihan sudah dibayar', null],
  [200, '200022000', 'Sukses', { status: 'PAID', total: 100_000 }],
  [200, '200022000', 'Sukses', { detail: { keterangan: 'Sudah lunas' } }],
])('HTTP %i, code %s, %s, %j: it is paid', (httpStatus, code, message, data) => {
  expect(read(httpStatus, envelope(code, data, message))).toMatchObject({ kind: 'paid', code });
});

test.each([
  ['Tagihan belum lunas', 'found'],
  ['Belum dibayar', 'found'],
  ['unpaid', 'found'],
  ['not yet paid', 'found'],
  ['Inquiry postpaid sukses', 'found'],
  ['Pelunasan kredit', 'found'],
  ['prepaid', 'found'],
])('"%s" does not say that it is paid', (message, kind) => {
  expect(found({ total: 100_000 }, message).kind).toBe(kind);
  expect(found({ total: 100_000, status: message }).kind).toBe(kind);
});

test.each([
  [404, '404027002', 'No Customer tidak ditemukan', 'wrong_destination'],
  [404, '404027011', 'No pelanggan salah', 'wrong_destination'],
  [503, '503029998', 'CUSTID not recognized', 'wrong_destination'],
  [503, '503029998', 'TAGIHAN BULAN BERJALAN BELUM TERSEDIA', 'other'],
  [404, '404027012', 'Angsuran terakhir, silakan ke cabang', 'other'],
  [404, '404027003', 'Produk tidak ditemukan', 'product_closed'],
  [503, '503029991', 'Supplier sedang gangguan', 'product_disturbed'],
  [200, '200022000', 'Tidak ada tagihan', 'other'],
])('HTTP %i, code %s, %s: refused as %s', (httpStatus, code, message, reason) => {
  expect(read(httpStatus, envelope(code, null, message))).toMatchObject({
    kind: 'refused',
    reason,
    text: message,
  });
});

test.each([
  [500, '500029999', 'Harap hubungi admin'],
  [401, '401026535', 'Token kadaluarsa'],
  [400, '400026508', 'Signature tidak sesuai'],
  [418, '418021234', 'Sedang diperiksa'],
  [403, '403026524', 'Tagihan akun Anda sudah lunas'],
])('HTTP %i, code %s, %s: nothing is known', (httpStatus, code, message) => {
  expect(read(httpStatus, envelope(code, null, message)).kind).toBe('unavailable');
});

test('F74: the bill of another customer or product is no answer', () => {
  expect(totalOf(found({ total: 10_000, customer_number: '514040400483' }))).toBe('unavailable');
  expect(totalOf(found({ total: 10_000, account_number: '514040400483' }))).toBe('unavailable');
  expect(totalOf(found({ total: 10_000, product_code: 'PDAMMJK' }))).toBe('unavailable');
  expect(totalOf(found({ total: 10_000, customer_number: '********0482' }))).toBe(10_000);
  expect(totalOf(found({ total: 10_000, customer_number: '5140-4040-0482' }))).toBe(10_000);
  expect(totalOf(found({ total: 10_000, customer_number: '404 00482' }))).toBe(10_000);
});

test('what it holds besides is bounded', () => {
  const many = Object.fromEntries(Array.from({ length: 700 }, (_, i) => [`field_${i}`, 'x'.repeat(5_000)]));
  const answer = found({ total: 10_000, ...many });
  if (answer.kind !== 'found') throw new Error(answer.kind);
  expect(answer.bill.facts).toHaveLength(20);
  expect(answer.bill.facts.every(({ value }) => value.length <= 100)).toBe(true);
  const months = found({ total: 10_000, periode: Array.from({ length: 50 }, (_, i) => `p${i}`) });
  expect(months.kind === 'found' && months.bill.periods.length).toBe(12);
});

test('nothing that Klikoo could answer makes reading throw, and what is found can be paid', () => {
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'total',
      'amount',
      'tagihan',
      'admin',
      'denda',
      'periode',
      'nama',
      'status',
      'details',
      '__proto__',
    ),
  );
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      leaf,
      fc.array(tie('tree'), { maxLength: 5 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(
      tree,
      fc.constantFrom('200022000', '503029998', '500029999', '404027002'),
      fc.string(),
      (data, code, message) => {
        const answer = readEnvelope(200, envelope(code, data, message));
        if ('unreadable' in answer) return;
        const bill = billOf(answer, inquiry);
        if (bill.kind !== 'found') return;
        expect(bill.bill.total).toBeGreaterThanOrEqual(1_000);
        expect(bill.bill.total).toBeLessThanOrEqual(1_000_000_000);
        expect(Number.isSafeInteger(bill.bill.total)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('the bill is asked for as documented: with a period only where there is one', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, envelope('200022000', { total: 102_500 }, 'Sukses')),
  );
  const client = klikoo.client();
  expect(await client.inquireBill(inquiry)).toMatchObject({ kind: 'found', bill: { total: 102_500 } });
  await client.inquireBill({ productCode: 'RBASRBPJSKSH', customer: '8888801433177155', months: 1 });
  expect(
    klikoo
      .sent('/v1/open-api/transactions/inquiry-postpaid')
      .map(({ method, body }) => [method, JSON.parse(body)]),
  ).toEqual([
    ['POST', { account_number: '514040400482', product_code: 'POSTPAIDPLN' }],
    ['POST', { account_number: '8888801433177155', product_code: 'RBASRBPJSKSH', period: '1' }],
  ]);
  expect(klikoo.calls.at(-1)).toMatchObject({ name: 'inquiry_postpaid', outcome: 'found', httpStatus: 200 });
});

test('a Klikoo that answers nothing useful leaves the bill unknown', async () => {
  let handle = (response: Parameters<typeof reply>[0]) => reply(response, 200, '<html>');
  await using klikoo = await Loopback.start((_seen, response) => handle(response));
  const client = klikoo.client({ timeouts: { headersMs: 50, bodyMs: 50, totalMs: 100 } });
  expect((await client.inquireBill(inquiry)).kind).toBe('unavailable');
  handle = (response) => response.destroy();
  expect((await client.inquireBill(inquiry)).kind).toBe('unavailable');
  handle = () => {};
  expect((await client.inquireBill(inquiry)).kind).toBe('unavailable');
});
