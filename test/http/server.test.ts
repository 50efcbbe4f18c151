import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMetrics } from '../../src/http/metrics.ts';
import { type HttpOptions, type HttpServer, type Readiness, startHttp } from '../../src/http/server.ts';

const WEBHOOK_SECRET = 'canary-webhook_1';
const CALLBACK_SECRET = 'canary-callback_22';
const REF_ID = '3f613573-893a-418d-90ce-2b84778e1454';
const UPDATE = { update_id: 7, message: { text: 'SAL' } };

let updates: unknown[];
let hints: string[];
let errors: { error: unknown; where: string }[];
let server: HttpServer;

const options = (): HttpOptions => ({
  host: '127.0.0.1',
  port: 0,
  metrics: createMetrics(),
  readiness: async () => ({ ok: true, parts: { database: true, queue: true, updates: true } }),
  webhook: {
    secret: WEBHOOK_SECRET,
    path: '/telegram',
    onUpdate: async (update) => {
      updates.push(update);
    },
  },
  callback: {
    secret: CALLBACK_SECRET,
    onHint: async (refId) => {
      hints.push(refId);
    },
  },
  onError: (error, where) => errors.push({ error, where }),
});

async function restart(changes: Partial<HttpOptions>): Promise<void> {
  await server.close();
  server = await startHttp({ ...options(), ...changes });
}

beforeEach(async () => {
  updates = [];
  hints = [];
  errors = [];
  server = await startHttp(options());
});

afterEach(() => server.close());

type Answer = { status: number; body: string; headers: Headers };

async function call(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
  const answer = { status: response.status, body: await response.text(), headers: response.headers };
  expect(JSON.stringify([answer.body, ...answer.headers])).not.toContain('canary');
  return answer;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const SECRET_HEADER = { 'X-Telegram-Bot-Api-Secret-Token': WEBHOOK_SECRET };

const telegram = (body: string, headers: Record<string, string> = { ...JSON_TYPE, ...SECRET_HEADER }) =>
  call('/telegram', { method: 'POST', body, headers });

const klikoo = (body: unknown, secret = CALLBACK_SECRET) =>
  call(`/klikoo/callback/${secret}`, { method: 'POST', body: JSON.stringify(body), headers: JSON_TYPE });

/** A body without a length in advance. */
function streamOf(bytes: number): RequestInit {
  const chunk = new Uint8Array(64 * 1024).fill(32);
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent >= bytes) return controller.close();
      sent += chunk.length;
      controller.enqueue(chunk);
    },
  });
  return { body, duplex: 'half' } as RequestInit;
}

describe('health', () => {
  test('the process is alive even while nothing else is', async () => {
    await restart({ readiness: () => Promise.reject(new Error('canary')) });
    expect(await call('/healthz')).toMatchObject({ status: 200, body: 'ok' });
  });

  test('it is ready when every part is', async () => {
    const { status, body } = await call('/readyz');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ ok: true, parts: { database: true, queue: true, updates: true } });
  });

  test('it is not ready while a part is missing, and says which', async () => {
    const readiness: Readiness = { ok: false, parts: { database: true, updates: false } };
    await restart({ readiness: async () => readiness });
    const { status, body } = await call('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(body)).toEqual(readiness);
  });

  test('it is not ready when nobody can tell, and keeps the reason to itself', async () => {
    const broken = new Error('canary');
    await restart({ readiness: () => Promise.reject(broken) });
    expect(await call('/readyz')).toMatchObject({ status: 503, body: '{"ok":false,"parts":{}}' });
    expect(errors).toEqual([{ error: broken, where: 'readiness' }]);
  });

  test('metrics are Prometheus text', async () => {
    const { status, body, headers } = await call('/metrics');
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toContain('# TYPE konter_reply_seconds histogram');
  });

  test('a fault in the metrics is a plain 500', async () => {
    await restart({
      metrics: { contentType: 'text/plain', text: () => Promise.reject(new Error('canary')) },
    });
    expect(await call('/metrics')).toMatchObject({ status: 500, body: 'internal error' });
    expect(errors).toMatchObject([{ where: 'request' }]);
  });

  test('anything else is not there', async () => {
    for (const path of [
      '/',
      '/admin',
      '/telegram/',
      '/telegram/x',
      '/klikoo',
      '/klikoo/callback',
      '/healthz/..%2f',
    ]) {
      expect(await call(path)).toMatchObject({ status: 404, body: 'not found' });
    }
    expect((await call('/healthz', { method: 'POST' })).status).toBe(404);
  });

  test('no answer may be stored or guessed at', async () => {
    for (const path of ['/healthz', '/nowhere', '/telegram']) {
      const { headers } = await call(path);
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    }
  });
});

describe('F54: the webhook', () => {
  test('an update is confirmed once it is stored, not before', async () => {
    const stored = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<unknown>();
    await restart({
      webhook: {
        secret: WEBHOOK_SECRET,
        path: '/telegram',
        onUpdate: (update) => {
          arrived.resolve(update);
          return stored.promise;
        },
      },
    });
    let isAnswered = false;
    const answer = telegram(JSON.stringify(UPDATE)).finally(() => {
      isAnswered = true;
    });
    expect(await arrived.promise).toEqual(UPDATE);
    // Another whole request goes there and back meanwhile.
    await call('/healthz');
    expect(isAnswered).toBe(false);
    stored.resolve();
    expect((await answer).status).toBe(200);
  });

  test('an update that cannot be stored is not confirmed, so that Telegram repeats it', async () => {
    const away = new Error('canary: the database is away');
    await restart({
      webhook: { secret: WEBHOOK_SECRET, path: '/telegram', onUpdate: () => Promise.reject(away) },
    });
    expect(await telegram(JSON.stringify(UPDATE))).toMatchObject({ status: 500, body: 'internal error' });
    expect(errors).toEqual([{ error: away, where: 'webhook' }]);
  });

  test('a charset behind the type is fine, and the same body may come again', async () => {
    const headers = { ...SECRET_HEADER, 'Content-Type': 'Application/JSON; charset=utf-8' };
    expect((await telegram(JSON.stringify(UPDATE), headers)).status).toBe(200);
    expect((await telegram(JSON.stringify(UPDATE), headers)).status).toBe(200);
    expect(updates).toEqual([UPDATE, UPDATE]);
  });

  test.each([
    ['no secret', undefined],
    ['an empty secret', ''],
    ['another secret', 'canary-webhook_2'],
    ['the beginning of the secret', WEBHOOK_SECRET.slice(0, -1)],
    ['more than the secret', `${WEBHOOK_SECRET}x`],
    ['the secret in capitals', WEBHOOK_SECRET.toUpperCase()],
    ['a very long secret', 'x'.repeat(8_000)],
  ])('%s is refused before anything is read', async (_, secret) => {
    const headers: Record<string, string> = { 'Content-Type': 'text/plain' };
    if (secret !== undefined) headers['X-Telegram-Bot-Api-Secret-Token'] = secret;
    expect((await telegram('{', headers)).status).toBe(401);
    expect(updates).toEqual([]);
  });

  test('the secret counts in its header only', async () => {
    const init = { method: 'POST', body: JSON.stringify(UPDATE), headers: JSON_TYPE };
    expect((await call(`/telegram?secret_token=${WEBHOOK_SECRET}`, init)).status).toBe(401);
    expect(updates).toEqual([]);
  });

  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    const { status, headers } = await call('/telegram', { method, headers: SECRET_HEADER });
    expect(status).toBe(405);
    expect(headers.get('Allow')).toBe('POST');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'the type "%s" is refused',
    async (type) => {
      expect(
        (await telegram(JSON.stringify(UPDATE), { ...SECRET_HEADER, 'Content-Type': type })).status,
      ).toBe(415);
      expect(updates).toEqual([]);
    },
  );

  test.each(['', '{', 'null', '7', '"x"', '[]', '{"update_id":1}{"update_id":2}', '\u0000'])(
    'the body %j is refused',
    async (body) => {
      expect((await telegram(body)).status).toBe(400);
      expect(updates).toEqual([]);
    },
  );

  test('a body of 1 MiB is taken, one byte more is refused', async () => {
    const padded = (bytes: number) => JSON.stringify(UPDATE).padEnd(bytes, ' ');
    expect((await telegram(padded(1024 * 1024))).status).toBe(200);
    expect((await telegram(padded(1024 * 1024 + 1))).status).toBe(413);
    expect(updates).toHaveLength(1);
  });

  test('a body that does not say how long it is cannot be longer either', async () => {
    const headers = { ...JSON_TYPE, ...SECRET_HEADER };
    const answer = await call('/telegram', { method: 'POST', headers, ...streamOf(2 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect(updates).toEqual([]);
  });

  test('without a webhook its path is not there', async () => {
    await restart({ webhook: undefined });
    expect((await telegram(JSON.stringify(UPDATE))).status).toBe(404);
  });

  test('an empty secret is refused at the start', async () => {
    const webhook = { secret: '', path: '/telegram', onUpdate: async () => {} } as const;
    await expect(startHttp({ ...options(), webhook })).rejects.toThrow(RangeError);
  });
});

describe('F82, F83: the callback of Klikoo', () => {
  const SAMPLE = {
    response_code: '2000200',
    response_message: 'Success',
    partner_reference_id: REF_ID,
    transaction_id: '14430374',
    transaction_status: 'SUCCESS',
    sn: '02617700018017005627',
    current_balance: 1890248,
  };

  test('passes on the reference and nothing else', async () => {
    expect(await klikoo(SAMPLE)).toMatchObject({ status: 200, body: 'ok' });
    expect(hints).toEqual([REF_ID]);
  });

  test('reads the reference in capitals, and whatever stands beside it', async () => {
    const body = { partner_reference_id: REF_ID.toUpperCase(), transaction_status: 7, more: [{}] };
    expect((await klikoo(body)).status).toBe(200);
    expect(hints).toEqual([REF_ID]);
  });

  test('is answered although the hint never gets anywhere', async () => {
    const away = new Error('canary');
    await restart({ callback: { secret: CALLBACK_SECRET, onHint: () => Promise.reject(away) } });
    expect((await klikoo(SAMPLE)).status).toBe(200);
    expect(errors).toEqual([{ error: away, where: 'callback' }]);
    await restart({ callback: { secret: CALLBACK_SECRET, onHint: () => new Promise(() => {}) } });
    expect((await klikoo(SAMPLE)).status).toBe(200);
  });

  test('a flood of the same is answered and passed on a few times only', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => klikoo(SAMPLE)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // Three in a second; a slow machine may need more than one second for the flood.
    expect(hints.length).toBeGreaterThanOrEqual(3);
    expect(hints.length).toBeLessThan(100);
  });

  test('a wrong secret looks like any path that is not there', async () => {
    const nowhere = await call('/klikoo/nowhere', { method: 'POST', body: '{}' });
    for (const secret of ['x', CALLBACK_SECRET.slice(1), `${CALLBACK_SECRET}x`, '%zz', '%00', 'a%2Fb', '']) {
      const { status, body } = await klikoo(SAMPLE, secret);
      expect({ status, body }).toEqual({ status: 404, body: nowhere.body });
    }
    expect((await klikoo(SAMPLE, `${CALLBACK_SECRET}/`)).status).toBe(404);
    expect((await call(`/klikoo/callback?secret=${CALLBACK_SECRET}`, { method: 'POST' })).status).toBe(404);
    expect((await call(`/klikoo/callback/${CALLBACK_SECRET}`)).status).toBe(404);
    expect(hints).toEqual([]);
  });

  test.each([
    {},
    [],
    null,
    { partner_reference_id: 7 },
    { partner_reference_id: '' },
    { partner_reference_id: `${REF_ID}'; drop table orders` },
    { partner_reference_id: { $ne: null } },
  ])('%j is refused', async (body) => {
    expect((await klikoo(body)).status).toBe(400);
    expect(hints).toEqual([]);
  });

  test('a body above 64 KiB is refused, with a length or without', async () => {
    expect((await klikoo({ ...SAMPLE, reason: 'x'.repeat(64 * 1024) })).status).toBe(413);
    const path = `/klikoo/callback/${CALLBACK_SECRET}`;
    expect((await call(path, { method: 'POST', headers: JSON_TYPE, ...streamOf(256 * 1024) })).status).toBe(
      413,
    );
    expect(hints).toEqual([]);
  });

  test('without a secret its path is not there, and an empty one is refused at the start', async () => {
    await restart({ callback: undefined });
    expect((await klikoo(SAMPLE)).status).toBe(404);
    const callback = { secret: '', onHint: async () => {} };
    await expect(startHttp({ ...options(), callback })).rejects.toThrow(RangeError);
  });
});

describe('start and stop', () => {
  test('a port that is taken is an error at the start', async () => {
    await expect(startHttp({ ...options(), port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('after closing nobody listens, and closing twice is the same as once', async () => {
    await call('/healthz');
    await Promise.all([server.close(), server.close()]);
    await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow();
  });

  test('an update that is being stored is still confirmed while closing', async () => {
    const stored = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    await restart({
      webhook: {
        secret: WEBHOOK_SECRET,
        path: '/telegram',
        onUpdate: () => {
          arrived.resolve();
          return stored.promise;
        },
      },
    });
    const answer = telegram(JSON.stringify(UPDATE));
    await arrived.promise;
    const closed = server.close();
    stored.resolve();
    expect((await answer).status).toBe(200);
    await closed;
  });

  test('closing does not wait for somebody who never finishes his request', { timeout: 10_000 }, async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const accepted = new Promise((resolve) => socket.once('connect', resolve));
    await accepted;
    socket.write(
      `POST /telegram HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n`,
    );
    socket.write(`X-Telegram-Bot-Api-Secret-Token: ${WEBHOOK_SECRET}\r\n\r\n{`);
    await call('/healthz');
    await server.close();
    await ended;
  });
});
