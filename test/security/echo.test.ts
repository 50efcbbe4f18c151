import { GrammyError, HttpError } from 'grammy';
import { expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import { createLogger } from '../../src/logger.ts';
import { credentials, Loopback, TOKEN } from '../klikoo/loopback.ts';

/** What a logger would have written. */
function logged(...values: unknown[]): string {
  const lines: string[] = [];
  const logger = createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } });
  for (const value of values) {
    logger.error({ err: value, found: value }, String(value));
    logger.child({ found: value }).info({ nested: [{ deep: value }] }, 'said');
  }
  return lines.join('');
}

const PLANTED = [
  credentials.clientSecret,
  encodeURIComponent(credentials.clientSecret),
  credentials.irs.pin,
  credentials.irs.idrs,
  TOKEN,
];

test.each([
  [
    'an error page that repeats the request',
    500,
    (query: string) => `<h1>500</h1><pre>POST /v1/irs/inquiry?${query}</pre>`,
  ],
  ['the request decoded', 200, (query: string) => decodeURIComponent(query)],
  [
    'a refusal that repeats it',
    200,
    (query: string) =>
      `R#. CUSTNUM: 01105691111. REASON: ${decodeURIComponent(query)} ditolak. @10:00:00.000 20/11/2026`,
  ],
  ['a redirect to it', 302, (query: string) => query],
])(
  'F120: of the IRS address, which holds secret and PIN, nothing is kept when Klikoo answers with %s',
  async (_, status, page) => {
    await using klikoo = await Loopback.start((seen, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:1/?${seen.query}` }).end(page(seen.query));
    });
    const client = klikoo.client({ irs: credentials.irs, inquiry: ['irs'] });
    const answer = await client.inquire({
      inquiryRef: 'i-1',
      productCode: 'PLN20',
      destination: '01105691111',
      amount: rupiah(20_500),
      price: rupiah(20_700),
    });
    const kept = [
      JSON.stringify([answer, klikoo.calls, client.lastError()]),
      logged(answer, klikoo.calls, client.lastError()),
    ].join('');
    expect(kept).toMatch(/unavailable|refused/);
    for (const secret of PLANTED) expect(kept).not.toContain(secret);
  },
);

test('F120: errors of Telegram, of the network and of PostgreSQL are logged without what they carry', () => {
  const canary = 'S10.081234567890.739184';
  const botToken = '4711:AAG-a-token-for-tests-and-nothing-else';
  const refused = new GrammyError(
    'Call failed',
    { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
    'sendMessage',
    { chat_id: 1, text: canary },
  );
  const network = new HttpError(
    `request to https://api.telegram.org/bot${botToken}/sendMessage failed`,
    Object.assign(new Error('x'), { body: canary }),
  );
  const database = Object.assign(new Error('duplicate key value violates unique constraint'), {
    code: '23505',
    detail: `Key (destination)=(${canary}) already exists.`,
    query: `insert into orders values ('${canary}')`,
    parameters: [canary],
    args: [canary],
    where: canary,
  });
  const all = logged(
    refused,
    network,
    database,
    { update: { message: { text: canary } } },
    { pins: undefined, pin: canary, sn: canary },
  );
  expect(all).not.toContain('739184');
  expect(all).not.toContain(botToken);
  expect(all).toContain('23505');
});
