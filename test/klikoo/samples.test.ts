import { createHash, createHmac, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import { credentials, envelope, fixture, keys, Loopback, reply, type Seen, TOKEN } from './loopback.ts';

const DAY = { from: new Date('2023-12-19T17:00:00Z'), to: new Date('2024-12-30T17:00:00Z') };

/** Checks a signed request as Klikoo would: with nothing of ours but the secret. */
function expectSigned(seen: Seen | undefined, signedPath = seen?.path): void {
  if (seen === undefined) throw new Error('nothing was sent');
  expect(seen.headers['content-type']).toBe('application/json');
  expect(seen.headers.authorization).toBe(`Bearer ${TOKEN}`);
  expect(seen.headers['open-api-timestamp']).toBe('2024-02-07T10:28:35.000+07:00');
  const hash = createHash('sha256').update(seen.body).digest('hex');
  const text = `${seen.method}:${signedPath}:${TOKEN}:${hash}:2024-02-07T10:28:35.000+07:00`;
  expect(seen.headers['open-api-signature']).toBe(
    createHmac('sha512', credentials.clientSecret).update(text).digest('base64'),
  );
}

test('the token is asked for with the documented fields and an auth signature', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, envelope('200032000', { balance: '1000000.00' }, 'Sukses')),
  );
  await klikoo.client().balance();
  const [seen] = klikoo.seen;
  expect(seen).toMatchObject({ method: 'POST', path: '/v1/open-api/access-token', query: '' });
  expect(JSON.parse(seen?.body ?? '')).toEqual({
    grant_type: 'client_credentials',
    additional_info: { client_id: credentials.clientId, client_secret: credentials.clientSecret },
  });
  expect(seen?.headers.authorization).toBeUndefined();
  const timestamp = String(seen?.headers['open-api-timestamp']);
  expect(timestamp).toBe('2024-02-07T10:28:35.000+07:00');
  expect(
    verify(
      'RSA-SHA256',
      Buffer.from(`${credentials.clientId}|${timestamp}`),
      keys.publicKey,
      Buffer.from(String(seen?.headers['open-api-signature']), 'base64'),
    ),
  ).toBe(true);
});

test('the balance is read to the rupiah, rounded down', async () => {
  let balance: unknown = '1000000.00';
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, envelope('200032000', { balance }, 'Sukses')),
  );
  const client = klikoo.client();
  expect(await client.balance()).toEqual({ kind: 'balance', balance: 1_000_000 });
  balance = 8233425.44;
  expect(await client.balance()).toEqual({ kind: 'balance', balance: 8_233_425 });
  const [seen] = klikoo.sent();
  expect(seen).toMatchObject({ method: 'GET', path: '/v1/open-api/balance', query: '', body: '' });
  expectSigned(seen);
});

test('a purchase is posted as in the sample, and WAITING is pending without its provisional serial number', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 201, fixture('buy-waiting.json')),
  );
  const outcome = await klikoo.client().buy({
    refId: 'd654219-d9b7-4e1a-8b51-99a5cafb11cb',
    productCode: 'DNOPEN',
    destination: '089966476766',
    msisdn: '08996647676',
    cost: rupiah(1),
    price: rupiah(2),
  });
  expect(outcome).toEqual({
    kind: 'pending',
    supplierRef: '14429004',
    answer: expect.stringContaining('"WAITING"'),
  });
  const [seen] = klikoo.sent();
  expect(seen).toMatchObject({ method: 'POST', path: '/v1/open-api/products/buy', query: '' });
  expect(JSON.parse(seen?.body ?? '')).toEqual(JSON.parse(fixture('buy-request.json')));
  expectSigned(seen);
});

test('a balance too low at Klikoo refuses for certain, as a disturbed product', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 422, fixture('buy-balance-low.json')),
  );
  const client = klikoo.client();
  expect(
    await client.buy({
      refId: 'r-1',
      productCode: 'S10',
      destination: '081000000002',
      cost: rupiah(1),
      price: rupiah(2),
    }),
  ).toEqual({
    kind: 'rejected',
    reason: 'product_disturbed',
    text: 'Dompet tidak cukup',
    code: '422026558',
    answer: expect.stringContaining('422026558'),
  });
  expect(client.lastError()?.what).toContain('Dompet tidak cukup');
});

const inquirySamples: Record<string, string>[] = JSON.parse(fixture('inquiry-requests.json'));

test.each(inquirySamples)('the inquiry for $product_code is posted as in the sample', async (sample) => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, fixture('inquiry-found.json')),
  );
  await klikoo.client().inquire({
    inquiryRef: sample.partner_reference_id ?? '',
    productCode: sample.product_code ?? '',
    destination: sample.value ?? '',
    amount: rupiah(Number(sample.amount)),
    price: rupiah(Number(sample.selling_price)),
  });
  const [seen] = klikoo.sent();
  expect(seen).toMatchObject({ method: 'POST', path: '/v1/open-api/products/inquiry', query: '' });
  // Some samples keep the meter number of the first one as `msidn`; the text says it is the destination.
  expect(JSON.parse(seen?.body ?? '')).toEqual({ ...sample, msidn: sample.value });
  expectSigned(seen);
});

test("the inquiry finds the customer's name, power and the total to pay", async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, fixture('inquiry-found.json')),
  );
  expect(await klikoo.client().inquire(plnInquiry)).toEqual({
    kind: 'found',
    customerName: 'BAHARRUDIN1',
    powerCapacity: 'R1/2200VA',
    productName: 'PLN 20.000',
    cost: 20_546,
  });
});

test('a customer number the biller does not know is refused as wrong, with its text', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 503, fixture('inquiry-refused.json')),
  );
  expect(await klikoo.client().inquire(plnInquiry)).toEqual({
    kind: 'refused',
    reason: 'wrong_destination',
    text: 'CUSTID not recognized. Biller throws exception. Err:5110',
    code: '503029998',
  });
});

const plnInquiry = {
  inquiryRef: 'q-1',
  productCode: 'PLN20',
  destination: '01105691111',
  amount: rupiah(20_500),
  price: rupiah(21_000),
};

test('a delivered transaction is read with its serial number, price and customer', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, fixture('detail-prepaid.json')),
  );
  expect(await klikoo.client().detail('14429004')).toEqual({
    kind: 'found',
    transaction: {
      supplierRef: '14429004',
      refId: '123242432333132',
      productCode: 'DN10',
      productName: 'DANA 10.000',
      destination: '081294482354',
      amount: 10_086,
      customerName: 'DNID DEFX SUSXXXX',
      at: new Date('2024-05-21T04:54:18.788Z'),
      status: 'SUCCESS',
      outcome: {
        kind: 'delivered',
        supplierRef: '14429004',
        sn: '2024052110121481030100166521802805959/DNID DEFX SUSXXXX',
        booked: 10_086,
        customerName: 'DNID DEFX SUSXXXX',
      },
      travels: [],
      answer: expect.stringContaining('081294482354'),
    },
  });
  const [seen] = klikoo.sent();
  expect(seen).toMatchObject({
    method: 'GET',
    path: '/v1/open-api/transactions/14429004',
    query: '',
    body: '',
  });
  expectSigned(seen);
});

test('a bus ticket is read with its trip and every passenger', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, fixture('detail-bus.json')),
  );
  const answer = await klikoo.client().detail('14434863');
  expect(answer).toMatchObject({
    kind: 'found',
    transaction: {
      productCode: 'BUS',
      destination: undefined,
      outcome: { kind: 'delivered', booked: 12_692, sn: '14434863' },
    },
  });
  expect(answer.kind === 'found' && answer.transaction.travels).toEqual([
    {
      travelName: 'RB TEST (Do not Book)',
      boardingTime: new Date('2025-06-01T18:00:00Z'),
      boardingLocation: 'Jalan Sisingamangaraja',
      destination: 'Mataram',
      isReturn: false,
      bookingCode: '5AVFYYEU',
      pnr: 'TS250425142746454962SUIE/71182/Medan to Mataram 10 Seats',
      passengers: [
        { seatName: '10', name: 'Pandu', gender: 'MALE', idCardNumber: '31741009219923332', price: 6_101 },
        { seatName: '2', name: 'Janu', gender: 'MALE', idCardNumber: '31741009219923333', price: 6_101 },
      ],
    },
  ]);
});

test('a page of history is read row by row', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, fixture('history.json')),
  );
  const answer = await klikoo.client().history({ ...DAY, page: 1, limit: 50 });
  if (answer.kind !== 'page') throw new Error(answer.detail);
  expect(answer).toMatchObject({ page: 1, totalPages: 16 });
  expect(answer.transactions.map(({ supplierRef, refId, outcome }) => [supplierRef, refId, outcome])).toEqual(
    [
      ['14434889', '1023133102343434393463', { kind: 'pending', supplierRef: '14434889' }],
      ['14434888', '1023133102343434393462', { kind: 'pending', supplierRef: '14434888' }],
      [
        '14434887',
        '1023133102343434393461',
        {
          kind: 'rejected',
          reason: 'product_disturbed',
          text: 'Produk sedang dalam masalah',
          code: '200022000',
          supplierRef: '14434887',
        },
      ],
    ],
  );
  expect(answer.transactions[0]).toMatchObject({
    productName: 'PLN 100.000',
    destination: '01105691111',
    at: new Date('2025-04-11T10:42:59.009Z'),
    status: 'WAITING',
  });
});

test('history is asked for in UTC without offset, and its query is not signed unless told so', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, fixture('history.json')),
  );
  await klikoo.client().history({ ...DAY, page: 1, limit: 50 });
  await klikoo.client({ signQuery: true }).history({ ...DAY, page: 1, limit: 50 });
  const [plain, withQuery] = klikoo.sent();
  expect(plain).toMatchObject({ method: 'GET', path: '/v1/open-api/transactions', body: '' });
  expect(Object.fromEntries(new URLSearchParams(plain?.query))).toEqual({
    page: '1',
    limit: '50',
    from: '2023-12-19T17:00:00',
    to: '2024-12-30T17:00:00',
  });
  expectSigned(plain);
  expectSigned(withQuery, `/v1/open-api/transactions${withQuery?.query}`);
});

test('the product list is asked for by page and read under any of its likely shapes', async () => {
  const item = {
    code: 'S10',
    name: 'Tsel 10.000',
    category: 'pulsa',
    enable: true,
    agent_price: '10250.40',
    updated_at: '2024-01-01T00:00:00Z',
  };
  let answer: unknown = {};
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 200, JSON.stringify(answer)),
  );
  const client = klikoo.client();
  const ok = { response_code: '200042000', response_message: 'Sukses' };
  answer = {
    ...ok,
    meta: { current_page: 1, total_pages: 3 },
    data: [item, { ...item, code: 'X', enable: 'false' }],
  };
  expect(await client.products({ page: 1, limit: 2 })).toEqual({
    kind: 'page',
    page: 1,
    totalPages: 3,
    products: [
      { code: 'S10', name: 'Tsel 10.000', category: 'pulsa', cost: 10_251, isEnabled: true },
      { code: 'X', name: 'Tsel 10.000', category: 'pulsa', cost: 10_251, isEnabled: false },
    ],
  });
  const [seen] = klikoo.sent();
  expect(seen).toMatchObject({ method: 'POST', path: '/v1/open-api/products', query: '' });
  expect(JSON.parse(seen?.body ?? '')).toEqual({
    limit: 2,
    page: 1,
    search: [{ field: 'keyword', value: '' }],
    sort: { field: 'code', value: 'asc' },
  });
  expectSigned(seen);

  answer = {
    ...ok,
    data: { items: [{ product_code: 'S5', product_name: 'T5', product_category: 'pulsa', price: 5000 }] },
  };
  expect(await client.products({ page: 2, limit: 1 })).toEqual({
    kind: 'page',
    page: 2,
    totalPages: 3,
    products: [{ code: 'S5', name: 'T5', category: 'pulsa', cost: 5000, isEnabled: true }],
  });

  answer = { ...ok, data: [{ sku: 'S5', harga: 5000 }] };
  expect(await client.products({ page: 1, limit: 1 })).toMatchObject({ kind: 'unavailable' });
});
