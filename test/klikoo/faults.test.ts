import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import type { KlikooOptions } from '../../src/klikoo/options.ts';
import {
  credentials,
  envelope,
  fixture,
  type Handler,
  keys,
  Loopback,
  PURCHASE,
  reply,
  replyToken,
  TOKEN,
} from './loopback.ts';

const inquiry = {
  inquiryRef: 'q-1',
  productCode: 'PLN20',
  destination: '01105691111',
  amount: rupiah(20_500),
  price: rupiah(21_000),
};

const WAITING = fixture('buy-waiting.json');

/** Never ends by itself: one byte every few milliseconds, each well within the limit on silence. */
const trickle: Handler = (_seen, response) => {
  response.writeHead(201, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
};

const unclear: [string, Handler, KlikooOptions['timeouts']?][] = [
  ['silence after the request', () => {}, { headersMs: 60 }],
  [
    'silence in the middle of the answer',
    (_seen, response) => void response.writeHead(201).write(WAITING.slice(0, 20)),
    { bodyMs: 60 },
  ],
  ['an answer that trickles in', trickle, { totalMs: 150 }],
  ['a reset before the answer', (_seen, response) => void response.destroy()],
  [
    'a reset in the middle of the answer',
    (_seen, response) => {
      response.writeHead(201, { 'content-length': '1000' });
      response.write(WAITING, () => response.destroy());
    },
  ],
  ['an HTML error page', (_seen, response) => reply(response, 502, '<html>Bad Gateway</html>')],
  ['HTML under 200', (_seen, response) => reply(response, 200, '<html>Login</html>')],
  ['half a JSON', (_seen, response) => reply(response, 201, WAITING.slice(0, -20))],
  ['nothing', (_seen, response) => reply(response, 201, '')],
  ['garbage after the JSON', (_seen, response) => reply(response, 201, `${WAITING}garbage`)],
  [
    'packed bytes nobody asked for',
    (_seen, response) => void response.writeHead(201, { 'content-encoding': 'gzip' }).end(gzipSync(WAITING)),
  ],
  [
    'a bomb of packed bytes',
    (_seen, response) =>
      void response
        .writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(50 * 1024 * 1024, 32), { level: 1 })),
  ],
  [
    'a key twice',
    (_seen, response) => reply(response, 201, WAITING.replace('"WAITING"', '"SUCCESS", "status": "FAILED"')),
  ],
  ['UTF-16', (_seen, response) => void response.writeHead(201).end(Buffer.from(WAITING, 'utf16le'))],
  ['ten megabytes', (_seen, response) => reply(response, 201, WAITING + ' '.repeat(10 * 1024 * 1024))],
  ['429 without a code', (_seen, response) => reply(response, 429, 'slow down')],
  ['an error of its own', (_seen, response) => reply(response, 500, envelope('500029999'))],
];

test.each(unclear)(
  'F65, F66, F76, F80, F86: %s leaves the purchase unknown, and it is sent once',
  async (_what, handle, timeouts) => {
    await using klikoo = await Loopback.start(handle);
    const client = klikoo.client({ ...(timeouts && { timeouts }) });
    expect(await client.buy(PURCHASE)).toMatchObject({ kind: 'unknown' });
    expect(klikoo.sent()).toHaveLength(1);
    expect(client.lastError()).toMatchObject({ at: klikoo.at });
  },
);

test.each(unclear)('F76: %s makes every other call unavailable', async (_what, handle, timeouts) => {
  await using klikoo = await Loopback.start(handle);
  const client = klikoo.client({ ...(timeouts && { timeouts }) });
  const range = { from: new Date(0), to: klikoo.at, page: 1, limit: 50 };
  const answers = await Promise.all([
    client.inquire(inquiry),
    client.detail('14429004'),
    client.history(range),
    client.products({ page: 1, limit: 50 }),
    client.balance(),
  ]);
  expect(answers.map((answer) => answer.kind)).toEqual(Array(5).fill('unavailable'));
});

test('F85: a redirect is not followed', async () => {
  await using elsewhere = await Loopback.start((_seen, response) => reply(response, 201, WAITING));
  await using klikoo = await Loopback.start((_seen, response) => {
    response.writeHead(302, { location: `${elsewhere.baseUrl}/v1/open-api/products/buy` }).end(WAITING);
  });
  expect(await klikoo.client().buy(PURCHASE)).toMatchObject({ kind: 'unknown' });
  expect(elsewhere.seen).toEqual([]);
});

test('F64: a refused connection is a purchase that was never sent', async () => {
  await using klikoo = await Loopback.start((_seen, response) => {
    response.setHeader('connection', 'close');
    reply(response, 200, envelope('200032000', { balance: '1.00' }));
  });
  klikoo.handleToken = (_seen, response) => {
    response.setHeader('connection', 'close');
    replyToken(response);
  };
  const client = klikoo.client();
  expect(await client.balance()).toEqual({ kind: 'balance', balance: 1 });
  await klikoo.stopServer();
  expect(await client.buy(PURCHASE)).toEqual({ kind: 'not_reached', detail: 'ECONNREFUSED' });
  expect(klikoo.calls.at(-1)).toMatchObject({ name: 'buy', outcome: 'not_reached' });
  expect(klikoo.calls.at(-1)).not.toHaveProperty('httpStatus');
});

test('F64: a name that cannot be found is a purchase that was never sent', async () => {
  await using klikoo = await Loopback.start((_seen, response) => reply(response, 201, WAITING));
  // A label longer than any name server takes: refused on this machine, nobody is asked.
  const client = klikoo.client({ baseUrl: `http://${'k'.repeat(70)}.test/klikoo-b2b` });
  expect(await client.buy(PURCHASE)).toMatchObject({ kind: 'not_reached' });
});

test('F64: a failed TLS handshake is a purchase that was never sent', async () => {
  await using klikoo = await Loopback.start((_seen, response) => reply(response, 201, WAITING));
  const client = klikoo.client({ baseUrl: klikoo.baseUrl.replace('http:', 'https:') });
  expect(await client.buy(PURCHASE)).toMatchObject({ kind: 'not_reached' });
  expect(klikoo.seen).toEqual([]);
});

test('F72: a used reference means that an earlier purchase arrived', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 409, envelope('409026563', null, 'ReferenceNo sudah digunakan')),
  );
  expect(await klikoo.client().buy(PURCHASE)).toMatchObject({ kind: 'exists' });
});

test('look-ups are bounded, and leave room for purchases and for people', async () => {
  const held: (() => void)[] = [];
  await using klikoo = await Loopback.start((seen, response) => {
    if (seen.path.endsWith('/buy')) reply(response, 201, WAITING);
    else if (seen.path.endsWith('/inquiry')) reply(response, 200, fixture('inquiry-found.json'));
    else held.push(() => reply(response, 404, envelope('404027005')));
  });
  const client = klikoo.client();
  const lookUps = Array.from({ length: 40 }, (_, index) => client.detail(String(index)));
  await expect.poll(() => held.length).toBe(8);
  expect(await client.buy(PURCHASE)).toMatchObject({ kind: 'pending' });
  expect(await client.inquire(inquiry)).toMatchObject({ kind: 'found' });
  expect(held).toHaveLength(8);
  let most = 0;
  let answered = 0;
  while (answered < 40) {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    most = Math.max(most, held.length);
    answered += held.length;
    for (const answer of held.splice(0)) answer();
  }
  expect((await Promise.all(lookUps)).every((answer) => answer.kind === 'not_found')).toBe(true);
  expect(most).toBe(8);
});

test('a purchase that finds no room in time was never sent', async () => {
  const held: (() => void)[] = [];
  await using klikoo = await Loopback.start((_seen, response) => {
    held.push(() => reply(response, 201, WAITING));
  });
  const client = klikoo.client({ timeouts: { laneWaitMs: 20 } });
  const running = Array.from({ length: 16 }, () => client.buy(PURCHASE));
  await expect.poll(() => held.length).toBe(16);
  expect(await client.buy(PURCHASE)).toEqual({ kind: 'not_reached', detail: 'no room for another call' });
  for (const answer of held) answer();
  expect((await Promise.all(running)).every((outcome) => outcome.kind === 'pending')).toBe(true);
  expect(klikoo.sent()).toHaveLength(16);
});

test('no secret comes back, whatever Klikoo repeats of the request', async () => {
  const secrets = [credentials.clientSecret, TOKEN, credentials.irs.pin, credentials.irs.idrs];
  let answer: Handler = () => {};
  await using klikoo = await Loopback.start((seen, response) => answer(seen, response));
  const repeated = (seen: Parameters<Handler>[0]) =>
    `${decodeURIComponent(seen.query)} ${seen.query} ${JSON.stringify(seen.headers)} ${seen.body} ${secrets.join(' ')}`;
  const ways: Handler[] = [
    (seen, response) => reply(response, 502, `<pre>${repeated(seen)}</pre>`),
    (seen, response) => reply(response, 400, envelope('400026510', null, repeated(seen).slice(-250))),
    (seen, response) => reply(response, 500, envelope('500029999', null, repeated(seen).slice(-250))),
    (seen, response) =>
      reply(
        response,
        200,
        `R#. CUSTNUM: 0. REASON: ${secrets.join(' ')}. @12:32:08.889517 12/11/2024 ${seen.query}`,
      ),
    (_seen, response) =>
      reply(response, 200, `R#. CUSTNUM: 0. REASON: ${secrets.join(' ')}. @12:32:08.889517 12/11/2024`),
    (_seen, response) => void response.destroy(),
  ];
  const client = klikoo.client({ irs: credentials.irs, inquiry: ['irs'] });
  const openApi = klikoo.client();
  const overIrs: unknown[] = [];
  const overOpenApi: unknown[] = [];
  for (answer of ways) {
    overIrs.push(await client.inquire(inquiry), client.lastError());
    overOpenApi.push(await openApi.inquire(inquiry), await openApi.buy(PURCHASE), await openApi.detail('1'));
    overOpenApi.push(openApi.lastError());
  }
  const refused = klikoo.client();
  for (const code of ['401016570', '500019999']) {
    klikoo.handleToken = (seen, response) =>
      reply(response, Number(code.slice(0, 3)), envelope(code, null, repeated(seen).slice(0, 250)));
    overOpenApi.push(await refused.buy(PURCHASE), refused.lastError());
  }
  // Each interface can only be made to repeat what was sent to it.
  const told = JSON.stringify([overIrs, overOpenApi, klikoo.calls]);
  expect(told).toContain('[hidden]');
  expect(told).not.toContain(credentials.clientSecret);
  expect(told).not.toContain(encodeURIComponent(credentials.clientSecret));
  expect(JSON.stringify(overOpenApi)).not.toContain(TOKEN);
  expect(JSON.stringify(overIrs)).not.toContain(credentials.irs.pin);
  expect(JSON.stringify(overIrs)).not.toContain(credentials.irs.idrs);
});

test('a key that cannot be used stops the start without being shown', async () => {
  await using klikoo = await Loopback.start((_seen, response) => response.end());
  const broken = keys.privateKey.replace(/[A-Za-z]{10}/g, 'AAAAAAAAAA');
  expect(() => klikoo.client({ privateKeyPem: broken })).toThrow(
    /^the private key for Klikoo is not an RSA key in PEM$/,
  );
  expect(() => klikoo.client({ baseUrl: 'klikoo.example/klikoo-b2b' })).toThrow('base URL');
});

test('an id that Klikoo cannot have given is not looked up', async () => {
  await using klikoo = await Loopback.start((_seen, response) => reply(response, 200, '{}'));
  const client = klikoo.client();
  for (const id of ['', '..', '../balance', 'a/b', '1?x=1', '1'.repeat(65)]) {
    expect(await client.detail(id)).toEqual({ kind: 'not_found' });
  }
  expect(klikoo.seen).toEqual([]);
});

test('closing lets the running call end', async () => {
  const held: (() => void)[] = [];
  await using klikoo = await Loopback.start((_seen, response) => {
    held.push(() => reply(response, 201, WAITING));
  });
  const client = klikoo.client();
  const bought = client.buy(PURCHASE);
  await expect.poll(() => held.length).toBe(1);
  const closed = client.close();
  for (const answer of held) answer();
  expect(await bought).toMatchObject({ kind: 'pending' });
  await closed;
  expect(await client.buy(PURCHASE)).toMatchObject({ kind: 'not_reached' });
});
