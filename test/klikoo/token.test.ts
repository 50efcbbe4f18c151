import { expect, test } from 'vitest';
import { envelope, fixture, type Handler, Loopback, PURCHASE, reply, replyToken } from './loopback.ts';

const balance: Handler = (_seen, response) =>
  reply(response, 200, envelope('200032000', { balance: '1000000.00' }));

const TOKEN_PATH = '/v1/open-api/access-token';

test('twenty callers at once share one token', async () => {
  await using klikoo = await Loopback.start(balance);
  const client = klikoo.client();
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.balance()));
  expect(answers.every((answer) => answer.kind === 'balance')).toBe(true);
  expect(klikoo.sent(TOKEN_PATH)).toHaveLength(1);
  expect(klikoo.sent()).toHaveLength(20);
});

test('a token serves until a minute before its end, then once more while the next is fetched', async () => {
  let count = 0;
  await using klikoo = await Loopback.start(balance);
  klikoo.handleToken = (_seen, response) => {
    count += 1;
    replyToken(response, `token-${count}`);
  };
  const client = klikoo.client();
  const usedAfter = async (seconds: number) => {
    klikoo.at = new Date(klikoo.at.getTime() + seconds * 1000);
    await client.balance();
    return klikoo.sent().at(-1)?.headers.authorization;
  };
  expect(await usedAfter(0)).toBe('Bearer token-1');
  expect(await usedAfter(839)).toBe('Bearer token-1');
  expect(count).toBe(1);
  expect(await usedAfter(2)).toBe('Bearer token-1');
  await expect.poll(() => klikoo.calls.filter((call) => call.name === 'token').length).toBe(2);
  expect(await usedAfter(0)).toBe('Bearer token-2');
  expect(await usedAfter(2000)).toBe('Bearer token-3');
  expect(count).toBe(3);
});

test('F80: an expired token is replaced once and the same bytes are sent again', async () => {
  await using klikoo = await Loopback.start((seen, response) =>
    seen.headers.authorization === 'Bearer old'
      ? reply(response, 401, envelope('401026535', {}, 'Token kadaluarsa'))
      : reply(response, 201, fixture('buy-waiting.json')),
  );
  klikoo.handleToken = (_seen, response) =>
    replyToken(response, klikoo.sent(TOKEN_PATH).length === 1 ? 'old' : 'new');
  expect(await klikoo.client().buy(PURCHASE)).toMatchObject({
    kind: 'pending',
    supplierRef: '14429004',
  });
  const [first, second, ...more] = klikoo.sent();
  expect(more).toEqual([]);
  expect(second?.headers.authorization).toBe('Bearer new');
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['open-api-signature']).not.toBe(first?.headers['open-api-signature']);
});

test('many callers with one expired token fetch one new token', async () => {
  await using klikoo = await Loopback.start((seen, response) =>
    seen.headers.authorization === 'Bearer old'
      ? reply(response, 401, envelope('401036500', null, 'Token tidak sesuai'))
      : balance(seen, response),
  );
  klikoo.handleToken = (_seen, response) =>
    replyToken(response, klikoo.sent(TOKEN_PATH).length === 1 ? 'old' : 'new');
  const client = klikoo.client();
  const answers = await Promise.all(Array.from({ length: 8 }, () => client.balance()));
  expect(answers.every((answer) => answer.kind === 'balance')).toBe(true);
  expect(klikoo.sent(TOKEN_PATH)).toHaveLength(2);
});

test('a token refused twice is for the operator, and nothing is sent a third time', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 401, envelope('401026500', null, 'Token tidak sesuai')),
  );
  expect(await klikoo.client().buy(PURCHASE)).toMatchObject({ kind: 'misconfigured', code: '401026500' });
  expect(klikoo.sent()).toHaveLength(2);
});

test('a token refusal that shows a transaction is not sent again', async () => {
  await using klikoo = await Loopback.start((_seen, response) =>
    reply(response, 401, envelope('401026535', { transaction_id: '1', status: 'WAITING' })),
  );
  expect(await klikoo.client().buy(PURCHASE)).toMatchObject({ kind: 'unknown' });
  expect(klikoo.sent()).toHaveLength(1);
});

test.each(['400016505', '400016508', '400016568', '400016569', '401016570', '403016567', '403016571'])(
  'a token refused with %s is for the operator, and nothing was bought',
  async (code) => {
    await using klikoo = await Loopback.start(balance);
    klikoo.handleToken = (_seen, response) =>
      reply(response, Number(code.slice(0, 3)), envelope(code, null, 'no'));
    const client = klikoo.client();
    expect(await client.buy(PURCHASE)).toMatchObject({ kind: 'misconfigured', code });
    expect(klikoo.sent()).toEqual([]);
    expect(client.lastError()?.what).toContain(code);
  },
);

test.each<[string, Handler]>([
  ['an error of its own', (_seen, response) => reply(response, 500, envelope('500019999'))],
  ['HTML', (_seen, response) => reply(response, 502, '<html>Bad Gateway</html>')],
  ['a reset', (_seen, response) => void response.destroy()],
  ['no token', (_seen, response) => reply(response, 200, envelope('200012000', {}))],
  [
    'a token that breaks out of its header',
    (_seen, response) => reply(response, 200, envelope('200012000', { access_token: 'a\r\nX: y' })),
  ],
])('when the token call answers with %s the purchase was never sent', async (_what, handleToken) => {
  await using klikoo = await Loopback.start(balance);
  klikoo.handleToken = handleToken;
  expect(await klikoo.client().buy(PURCHASE)).toMatchObject({ kind: 'not_reached' });
  expect(klikoo.sent()).toEqual([]);
});
