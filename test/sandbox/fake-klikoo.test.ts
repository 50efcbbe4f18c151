import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digitalSignature } from '../../src/sandbox/klikoo/signature.ts';
import { field, IRS, open, purchase, signatureOf, stamp } from './klikoo-caller.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const TOKEN = 'aaa.bbb.ccc';
const AT = '2024-02-07T10:28:35.000+07:00';
const BODY_A =
  '{"amount":"1","msidn":"08996647676","partner_reference_id":"6d654219-d9b7-4e1a-8b51-99a5cafb11cb","product_code":"DNOPEN","selling_price":"2","value":"08996647676"}';

describe('the digital signature', () => {
  const vectors = [
    [
      'POST',
      '/v1/open-api/products/buy',
      BODY_A,
      'gQm39BA628U4ucCKlp3SEKq6xygFDE0ZrVKcOESG1op2kDlHeti9VKVfpIBRE3xOcFKgl3MTVF6HaoMVkF5RNA==',
    ],
    [
      'post',
      '/v1/open-api/products/buy',
      BODY_A,
      'oahRBfDNyD0UZfBozAMqESb0NYcYNJ6Y0Cyax5iSCKBq7ghJkvdndgaCarxPPZBOzPg/IuCEDLINu/TVnViI+w==',
    ],
    [
      'GET',
      '/v1/open-api/balance',
      '',
      'UyzdpBjQB1v9zxjrqn+zIRDMnuij2j7l163nNiMPeJcs0kP8FTuYi3U3Ae/JYasXKqmEwCAqzWafuQshHp2AGg==',
    ],
    [
      'get',
      '/v1/open-api/balance',
      '',
      'LAIS8w9e2QYgmSoLrlpWUZrbD3CLqOmUYjUJc8t20Fgf77J+MroFx/jS6A79U3vn4UtAS3hUVYmmv0buBIQcpA==',
    ],
    [
      'GET',
      '/v1/open-api/balance',
      '{}',
      '4gF/CEhEVFuMm2qxWGTvjgfC4N3iy7eqTadYuVGreo0Xz1aLHFP8ot9ZBKWEM5Dbo2ZHN5RXGi06ihdz7GzBXQ==',
    ],
    [
      'GET',
      '/v1/open-api/transactions/14429004',
      '',
      'u+3L4YKNjTKRcLTtxzeQtGv3BVxUvfPr2R2oTo3/2WPhr/btWl02NBBZH8dloeSHMcYm0EC3VrD1sYWaoJYGfQ==',
    ],
    [
      'GET',
      '/v1/open-api/transactions',
      '',
      'XBz7y0fjuhYiJotWixv8tZslcdxw3Vmx+InfSZhotF+qsSV/gUCUoaTyjfH6ELld40116SWnOmWXKKntUwFDrg==',
    ],
    [
      'GET',
      '/v1/open-api/transactions?page=1&limit=50',
      '',
      'ix2W2LqRruGC2bhj6WLpC5qUeXl6meJsiBYZcvDq7mgjAqUoK5l9e72IGKsdsrTZUaLZZRMfxTPx2hyTxCohDg==',
    ],
  ] as const;

  test.each(vectors)('of %s %s is the one computed beforehand', (method, path, body, expected) => {
    const bytes = Buffer.from(body);
    const parts = { method, path, token: TOKEN, body: bytes, timestamp: AT };
    expect(digitalSignature(parts, SECRET)).toBe(expected);
    expect(signatureOf(method, path, TOKEN, body, AT, SECRET)).toBe(expected);
  });

  test('covers the sha256 of the body', () => {
    const hash = createHash('sha256').update(BODY_A).digest('hex');
    expect(hash).toBe('aa8ab59a2b7e02b3f6160f7aa14a52f0d1f9a0744b32782a281c88300c5782fe');
  });
});

describe('the token', () => {
  test('is given for the right signature, lives 900 s and then is refused as expired', async () => {
    await using world = await open();
    const { caller, clock, klikoo } = world;
    const { status, code, data } = await caller.fetchToken();
    expect({ status, code }).toEqual({ status: 200, code: '200012000' });
    expect(data).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    expect(field(data, 'access_token').split('.')).toHaveLength(3);
    clock.advance(899_999);
    expect((await caller.get('/v1/open-api/balance')).code).toBe('200032000');
    clock.advance(1);
    expect(await caller.get('/v1/open-api/balance')).toMatchObject({ status: 401, code: '401036535' });
    klikoo.setTokenSeconds(5);
    expect((await caller.fetchToken()).data).toMatchObject({ expires_in: 5 });
  });

  const bad = [
    ['another grant type', { grant_type: 'password' }, {}, {}, '400016569'],
    ['no grant type', { grant_type: undefined }, {}, {}, '400016512'],
    ['a number for a grant type', { grant_type: 1 }, {}, {}, '400016510'],
    ['an unknown key', { scope: 'all' }, {}, {}, '400016510'],
    ['a client id that is no UUID', {}, { client_id: 'me' }, {}, '400016568'],
    ['another client id', {}, { client_id: '6d654219-d9b7-4e1a-8b51-99a5cafb11cb' }, {}, '401016570'],
    ['a wrong secret', {}, { client_secret: 'x' }, {}, '401016570'],
    ['an empty secret', {}, { client_secret: '' }, {}, '400016512'],
    ['a wrong signature', {}, {}, { signature: 'AAAA' }, '400016508'],
    ['no signature', {}, {}, { omit: ['open-api-signature'] }, '400016512'],
    ['no time', {}, {}, { omit: ['open-api-timestamp'] }, '400016512'],
    ['an old time', {}, {}, { timestamp: AT }, '400016505'],
    ['no content type', {}, {}, { omit: ['content-type'] }, '400016510'],
  ] as const;
  test.each(bad)('is refused for %s', async (_what, changes, info, twist, code) => {
    await using world = await open();
    const reply = await world.caller.fetchToken(
      changes,
      info,
      'omit' in twist ? { omit: [...twist.omit] } : twist,
    );
    expect(reply).toMatchObject({ code, data: null, status: Number(code.slice(0, 3)) });
  });
});

describe('a signed call', () => {
  const twists = [
    ['without Authorization', { omit: ['authorization'] }, '401036500'],
    ['with a token of someone else', { token: TOKEN }, '401036500'],
    ['without a time', { omit: ['open-api-timestamp'] }, '400036512'],
    ['with a time of 5 min and 1 s ago', { ageMs: 301_000 }, '400036505'],
    ['with a time 5 min and 1 s ahead', { ageMs: -301_000 }, '400036505'],
    ['with a time in UTC', { timestamp: '2025-04-11T10:42:59.000Z' }, '400036505'],
    ['with half an offset', { timestamp: '2025-04-11T17:42:59.000+07:0' }, '400036505'],
    ['without a signature', { omit: ['open-api-signature'] }, '400036512'],
    ['with a wrong signature', { signature: 'A'.repeat(88) }, '400036508'],
    ['signed in lower case', { signedMethod: 'get' }, '400036508'],
    ['signed with the prefix', { signedPath: '/klikoo-b2b/v1/open-api/balance' }, '400036508'],
  ] as const;
  test.each(twists)('%s is refused', async (_what, given, code) => {
    await using world = await open();
    const { ageMs, ...rest } = { ageMs: undefined, omit: undefined, ...given };
    const timestamp = ageMs === undefined ? undefined : stamp(new Date(world.clock.nowMs - ageMs));
    const twist = {
      ...rest,
      omit: [...(rest.omit ?? [])],
      ...(timestamp === undefined ? {} : { timestamp }),
    };
    const reply = await world.caller.get('/v1/open-api/balance', twist);
    expect(reply).toMatchObject({ code, data: null, status: Number(code.slice(0, 3)) });
  });

  test('may be 5 min off, and without milliseconds', async () => {
    await using world = await open();
    const timestamp = stamp(new Date(world.clock.nowMs - 299_000)).replace(/\.\d{3}/, '');
    expect((await world.caller.get('/v1/open-api/balance', { timestamp })).code).toBe('200032000');
  });

  test('signs the history path without its query', async () => {
    await using world = await open();
    const path = '/v1/open-api/transactions?page=1&limit=50';
    expect((await world.caller.get(path)).status).toBe(200);
    expect((await world.caller.get(path, { signedPath: path })).code).toBe('400026508');
  });

  test('carries a body whose bytes were signed, minified and with sorted keys', async () => {
    await using world = await open();
    const right = purchase('r-1');
    const sorted = JSON.stringify(right);
    const { amount, ...rest } = right;
    const unsorted = JSON.stringify({ ...rest, amount });
    const spaced = JSON.stringify(right, null, 1);
    for (const rawBody of [unsorted, spaced, `${sorted}\n`, sorted.replace('{', '{"amount":"1",')]) {
      expect((await world.caller.buy({}, { rawBody })).code).toBe('400026508');
    }
    expect(world.klikoo.executed('r-1')).toBe(0);
    expect((await world.caller.buy({}, { rawBody: sorted })).code).toBe('201022001');
  });

  test('with a token that was revoked is refused', async () => {
    await using world = await open();
    world.klikoo.revokeTokens();
    expect((await world.caller.get('/v1/open-api/balance')).code).toBe('401036500');
    await world.caller.logIn();
    expect((await world.caller.get('/v1/open-api/balance')).code).toBe('200032000');
  });

  test('to the calls that want the private key, or to no call at all, gets nothing', async () => {
    await using world = await open();
    expect((await world.caller.post('/v1/open-api/auth-signature', {})).status).toBe(501);
    expect((await world.caller.get('/v1/open-api/nothing')).status).toBe(404);
    expect((await world.caller.get('/v1/open-api/products/buy')).status).toBe(404);
  });
});

describe('a purchase', () => {
  const wrong = [
    ['amount', 20500, '400026510'],
    ['amount', '20.500', '400026510'],
    ['amount', '-1', '400026510'],
    ['amount', '', '400026512'],
    ['selling_price', 21000, '400026510'],
    ['selling_price', undefined, '400026512'],
    ['msidn', undefined, '400026512'],
    ['msidn', null, '400026512'],
    ['value', '', '400026512'],
    ['value', 1105691111, '400026510'],
    ['product_code', undefined, '400026512'],
    ['partner_reference_id', undefined, '400026512'],
    ['msisdn', '08123', '400026510'],
    ['product_code', 'PLN21', '404027003'],
    ['product_code', 'T100', '400026525'],
    ['product_code', 'BUS', '400026525'],
    ['product_code', 'S10', '404027011'],
  ] as const;
  test.each(wrong)('with %s = %s is refused', async (name, value, code) => {
    await using world = await open();
    const reply = await world.caller.buy({ ...purchase('r-1'), [name]: value });
    expect(reply).toMatchObject({ code, data: null });
    expect(world.klikoo.transactions).toEqual([]);
    expect(world.klikoo.balance).toBe(1_000_000);
  });

  test('is accepted as WAITING, its money taken at once, and cannot be repeated', async () => {
    await using world = await open();
    const { caller, klikoo } = world;
    const first = await caller.buy(purchase('r-1'));
    expect(first).toMatchObject({ status: 201, code: '201022001', data: { status: 'WAITING' } });
    expect(field(first.data, 'transaction_id')).toMatch(/^\d+$/);
    expect(klikoo.balance).toBe(979_454);
    expect((await caller.get('/v1/open-api/balance')).data).toEqual({ balance: '979454.00' });
    const again = await caller.buy(purchase('r-1'));
    expect(again).toMatchObject({ status: 409, code: '409026563', data: null });
    expect(klikoo.executed('r-1')).toBe(1);
    expect(klikoo.balance).toBe(979_454);
  });

  test('is refused when the balance is one hundredth short, and leaves the reference unused', async () => {
    await using world = await open({ startBalance: 20_545.99 });
    const reply = await world.caller.buy(purchase('r-1'));
    expect(reply).toMatchObject({ status: 422, code: '422026558', data: null });
    world.klikoo.setBalance(20_546);
    expect((await world.caller.buy(purchase('r-1'))).code).toBe('201022001');
    expect(world.klikoo.balance).toBe(0);
  });

  test('may not use the reference of an inquiry', async () => {
    await using world = await open();
    await world.caller.inquire(purchase('r-1'));
    expect((await world.caller.buy(purchase('r-1'))).code).toBe('409026563');
  });

  test('of an open amount costs the amount and the fee', async () => {
    await using world = await open();
    await world.caller.buy(purchase('r-1', '0817345544', 'DNOPEN', '20000'));
    expect(world.klikoo.transaction('r-1')).toMatchObject({
      booked: 20_080,
      customerName: expect.stringMatching(/^DNID/),
    });
  });
});

describe('the inquiry', () => {
  test('answers the seed customer as the sample does', async () => {
    await using world = await open();
    const { status, text } = await world.caller.inquire(purchase('q-1'));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      response_code: '200022000',
      response_message: 'Sukses',
      data: {
        product_name: 'PLN 20.000',
        amount: 20500,
        total: 20546,
        product_code: 'PLN20',
        customer_number: '01105691111',
        customer_name: 'BAHARRUDIN1',
        power_capacity: 'R1/2200VA',
      },
    });
  });

  test('refuses the other seed number with the biller text', async () => {
    await using world = await open();
    const { status, text } = await world.caller.inquire(purchase('q-1', '01105601111'));
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({
      response_code: '503029998',
      response_message: 'CUSTID not recognized. Biller throws exception. Err:5110',
      data: { customer_number: '01105601111' },
    });
  });

  const totals = [
    ['OVO10', 10_100],
    ['GOPAY10', 10_100],
    ['DN1', 1_178],
    ['DNOPEN', 20_080],
    ['MAX5000', 7_205],
  ] as const;
  test.each(totals)('of %s totals %i, as in the samples', async (code, total) => {
    await using world = await open();
    const { data } = await world.caller.inquire(purchase('q-1', '0817345544', code, '20000'));
    expect(data).toMatchObject({ total, product_code: code });
    expect(data).not.toHaveProperty('power_capacity');
    expect(Object.keys(Object(data)).includes('customer_name')).toBe(code !== 'MAX5000');
  });

  test('knows nothing of pulsa', async () => {
    await using world = await open();
    const reply = await world.caller.inquire(purchase('q-1', '081234567890', 'S10'));
    expect(reply).toMatchObject({ status: 400, code: '400026525' });
  });
});

test('the detail of the travel sample is there, and no other id is', async () => {
  await using world = await open();
  const { data } = await world.caller.detail('14434863');
  expect(data).toMatchObject({
    product_code: 'BUS',
    value: '',
    sn: '14434863',
    travels: [
      { booking_code: '5AVFYYEU', is_return: false, passengers: [{ price: 6101 }, { name: 'Janu' }] },
    ],
  });
  expect(await world.caller.detail('14429004')).toMatchObject({ status: 404, code: '404027005', data: null });
});

test('the detail writes amounts and balances as text', async () => {
  await using world = await open({ startBalance: 2_191_858.44 });
  await world.caller.buy(purchase('r-1', '081294482354', 'DN10', '10086'));
  world.clock.advance(2_000);
  const id = world.klikoo.transaction('r-1')?.id ?? '';
  const { data } = await world.caller.detail(id);
  expect(data).toEqual({
    transaction_id: id,
    status: 'SUCCESS',
    partner_reference_id: 'r-1',
    amount: '10086',
    transaction_time: expect.stringMatching(/^2025-04-11T10:42:59\.009\d{3}Z$/),
    reason: '',
    product_id: '',
    product_name: 'DANA 10.000',
    sn: expect.stringMatching(/^\d{37}\/DNID /),
    value: '081294482354',
    customer_name: expect.stringMatching(/^DNID /),
    current_balance: '2181772',
    beginning_balance: '2191858',
    product_code: 'DN10',
  });
});

describe('the history', () => {
  test('has the fields and types of the sample, newest first, in pages', async () => {
    await using world = await open({ startBalance: 8_247_457.44 });
    const { caller, clock, klikoo } = world;
    for (const reference of ['r-1', 'r-2', 'r-3']) {
      await caller.buy(purchase(reference, '081234569920', 'S10'));
      clock.advance(1_000);
    }
    const { data, meta } = await caller.history('page=1&limit=2');
    expect(meta).toEqual({
      current_page: 1,
      previous_page: 0,
      next_page: 2,
      total_pages: 2,
      total_rows: 3,
      per_page: 2,
    });
    expect(data).toMatchObject([{ partner_reference_id: 'r-3' }, { partner_reference_id: 'r-2' }]);
    const last = await caller.history('page=2&limit=2');
    expect(last.meta).toMatchObject({ current_page: 2, previous_page: 1, next_page: 0 });
    const { id } = { id: '', ...klikoo.transaction('r-1') };
    expect(last.data).toEqual([
      {
        created_at: expect.stringMatching(/^2025-04-11T10:42:59\.009\d{3}Z$/),
        updated_at: expect.stringMatching(/^2025-04-11T10:43:02\.009\d{3}Z$/),
        trade_id: '',
        product_code: expect.stringMatching(/^(PRP|AYC)S10$/),
        value: '081234569920',
        amount: 10_350,
        selling_price: 21_000,
        admin_fee: 0,
        balance_deducted: 10_350,
        status: 'FAILED',
        history_balance_before: 8_247_457.44,
        history_balance_after: 8_237_107.44,
        klikoo_product_name: 'Tsel 10.000',
        product_category: 'pulsa',
        failed_reason: 'Produk sedang dalam masalah',
        token: id,
        partner_reference_id: 'r-1',
        transaction_id: id,
      },
    ]);
  });

  test('filters by time in UTC or WIB, and by words, but not by reference', async () => {
    await using world = await open();
    const { caller, klikoo } = world;
    await caller.buy(purchase('r-1'));
    await caller.buy(purchase('r-2', '081234567890', 'MAX5000'));
    const rows = async (query: string) => {
      const { data } = await caller.history(`page=1&limit=50&${query}`);
      return Array.isArray(data) ? data.length : undefined;
    };
    expect(await rows('from=2025-04-11T10:00:00&to=2025-04-11T11:00:00')).toBe(2);
    expect(await rows('from=2025-04-11T17:00:00&to=2025-04-11T18:00:00')).toBe(0);
    expect(await rows('to=2025-04-11T10:42:59')).toBe(0);
    expect(await rows('to=2025-04-11T10:43:00')).toBe(2);
    expect(await rows('from=2025-04-11T10:43:00')).toBe(0);
    klikoo.setQuirks({ historyZone: 'wib' });
    expect(await rows('from=2025-04-11T17:00:00&to=2025-04-11T18:00:00')).toBe(2);
    expect(await rows('q=maxim')).toBe(1);
    expect(await rows('q=r-1')).toBe(0);
    klikoo.setQuirks({ doesHistorySearchReferences: true });
    expect(await rows('q=r-1')).toBe(1);
  });

  const bad = [
    ['limit=50', '400026512'],
    ['page=1', '400026512'],
    ['page=0&limit=50', '400026510'],
    ['page=1&limit=51', '400026510'],
    ['page=1&limit=50&from=2025-04-11', '400026510'],
    ['page=1&limit=50&from=2025-04-11T10:00:00Z', '400026510'],
    ['page=1&limit=50&status=WAITING', '400026510'],
  ] as const;
  test.each(bad)('refuses %s', async (query, code) => {
    await using world = await open();
    expect((await world.caller.history(query)).code).toBe(code);
  });
});

describe('the product list', () => {
  const ask = { limit: 10, page: 1, sort: { field: 'agent_price', value: 'desc' } };

  test('is searched, sorted and paged', async () => {
    await using world = await open();
    const list = (changes: object) => world.caller.post('/v1/open-api/products', { ...ask, ...changes });
    const all = await list({ limit: 100 });
    expect(all).toMatchObject({ code: '200042000', meta: { total_rows: world.klikoo.products.length } });
    expect(world.klikoo.products.length).toBeGreaterThan(55);
    const search = [
      { field: 'keyword', value: 'pln' },
      { field: 'enable', value: 'true' },
    ];
    const pln = await list({ search, limit: 2, page: 3 });
    expect(pln.data).toMatchObject([
      { code: 'PLN50', agent_price: 50_056 },
      { code: 'PLN20', agent_price: 20_500, enable: true, category: 'plnprepaid', name: 'PLN 20.000' },
    ]);
    expect(pln.meta).toMatchObject({ total_pages: 4, next_page: 4 });
    const maxim = await list({ search: [{ field: 'categories', value: 'maxim' }] });
    expect(maxim.meta).toMatchObject({ total_rows: 2 });
  });

  test('shows what was changed by hand', async () => {
    await using world = await open();
    world.klikoo.setProduct('PLN20', { cost: 20_600, enabled: false });
    const search = [{ field: 'keyword', value: 'PLN20' }];
    const { data } = await world.caller.post('/v1/open-api/products', {
      ...ask,
      search,
      sort: { field: 'code', value: 'asc' },
    });
    expect(data).toMatchObject([{ code: 'PLN20', agent_price: 20_600, enable: false }, { code: 'PLN200' }]);
    expect((await world.caller.buy(purchase('r-1'))).code).toBe('400026525');
  });

  const bad = [
    ['a limit as text', { limit: '10' }, '400046510'],
    ['no page', { page: undefined }, '400046512'],
    ['no sort', { sort: undefined }, '400046512'],
    ['half a sort', { sort: { field: 'name' } }, '400046512'],
    ['an unknown sort', { sort: { field: 'colour', value: 'asc' } }, '400046510'],
    ['an unknown search', { search: [{ field: 'colour', value: 'red' }] }, '400046510'],
    ['an unknown key', { filter: 'x' }, '400046510'],
  ] as const;
  test.each(bad)('refuses %s', async (_what, changes, code) => {
    await using world = await open();
    const reply = await world.caller.post('/v1/open-api/products', { ...ask, ...changes });
    expect(reply.code).toBe(code);
  });
});

describe('IRS', () => {
  test('answers the inquiry in the words of the samples', async () => {
    await using world = await open();
    const { clientId, clientSecret } = world.credentials;
    const ask = (changes: Record<string, string>) =>
      world.caller.irs('inquiry', {
        client_id: clientId,
        client_secret: clientSecret,
        ...IRS,
        product_code: 'PLN20',
        ref_id: 'b3e0f17a',
        to: '01105691111',
        amount: '20500',
        selling_price: '21000',
        ...changes,
      });
    const texts = await Promise.all([
      ask({}),
      ask({ to: '01105601111' }),
      ask({ product_code: 'MAX5000', to: '0817345544' }),
      ask({ pin: '000000' }),
      ask({ selling_price: '' }),
    ]);
    const time = '@17:42:59.009005 11/04/2025';
    expect(texts.map(({ text }) => text)).toEqual([
      `R#PLN20. PRICE: 20546. CUSTNUM: 01105691111. CUSTNAME: BAHARRUDIN1. POWERCAPACITY: R1/2200VA. ${time}`,
      `R#. CUSTNUM: 01105601111. REASON: CUSTID not recognized. Biller throws exception. Err:5110. ${time}`,
      `R#MAX5000. PRICE: 7205. CUSTNUM: 0817345544. ${time}`,
      `R#. CUSTNUM: 01105691111. REASON: Kredensial tidak sesuai. ${time}`,
      `R#. CUSTNUM: 01105691111. REASON: Field tidak boleh kosong selling_price. ${time}`,
    ]);
    expect(texts.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  test('buys once under a reference and then tells how it stands', async () => {
    await using world = await open({ startBalance: 13_608_663 });
    const { clientId, clientSecret } = world.credentials;
    const send = (changes: Record<string, string>) =>
      world.caller.irs('buy', {
        client_id: clientId,
        client_secret: clientSecret,
        ...IRS,
        product_code: 'PLN50',
        ref_id: '13574661',
        to: '14444941364',
        ...changes,
      });
    const first = await send({});
    expect(first.text).toMatch(
      /^R#13574661 PLN50\. 14444941364 INPROGRESS\. TRXID: \d+\. @17:42:59\.009005 11\/04\/2025$/,
    );
    world.clock.advance(2_000);
    const second = await send({});
    expect(second.text).toMatch(
      /^R#13574661 PLN50\. 14444941364 SUCCESS\. SN: (\d{4}-){4}\d{4}\/.+\. TRXID: \d+\. SISA SALDO: 13\.608\.663 - 50\.102 = 13\.558\.561 @17:43:01\.009005 11\/04\/2025&refid=13574661$/,
    );
    expect(world.klikoo.executed('13574661')).toBe(1);
    expect((await send({ to: '14444941365' })).text).toMatch(/FAILED\. REASON: .*TRXID: -\. @/);
    const open_ = await send({ product_code: 'DNOPEN', ref_id: 'x', to: '081111111111' });
    expect(open_.text).toBe(
      'R#x DNOPEN FAILED. REASON: Amount must be in numbers only. TRXID: -. @17:43:01.009005 11/04/2025',
    );
  });
});
