import { DrizzleQueryError } from 'drizzle-orm';
import { BotError, type Context, GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { Secret } from './config/secret.ts';
import { createLogger, describeError, type Logger, maskText } from './logger.ts';

const TOKEN = '123456789:AAcanary-token_0123456789abcdefghij';

function logged(write: (logger: Logger) => void): string {
  const lines: string[] = [];
  write(createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } }));
  expect(lines).toHaveLength(1);
  const line = lines.join('');
  // What is masked must still be a line of JSON.
  JSON.parse(line);
  return line;
}

const fieldsOf = (line: string): Record<string, unknown> => JSON.parse(line);

test('a line has level, time, fields and message', () => {
  const line = logged((logger) =>
    logger.warn({ updateId: 7, balance: 25_000n, at: new Date(0) }, 'tapped twice'),
  );
  expect(fieldsOf(line)).toEqual({
    level: 'warn',
    time: expect.any(String),
    updateId: 7,
    balance: '25000',
    at: '1970-01-01T00:00:00.000Z',
    msg: 'tapped twice',
  });
});

test('below its level it writes nothing', () => {
  const lines: string[] = [];
  createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } }).debug('quiet');
  expect(lines).toEqual([]);
});

describe('F120: fields', () => {
  test.each([
    'token',
    'botToken',
    'access_token',
    'client_secret',
    'webhookSecret',
    'pin',
    'irsPin',
    'PIN',
    'pinPepper',
    'Authorization',
    'open-api-signature',
    'password',
    'text',
    'caption',
    'sn',
    'update',
    'payload',
    'ctx',
    'query',
    'parameters',
    'privateKey',
  ])('%s is masked at the top, in the depth, in lists and in bindings of child loggers', (key) => {
    for (const fields of [
      { [key]: 'canary' },
      { a: { b: { [key]: 'canary' } } },
      { a: [{ [key]: { x: 'canary' } }] },
    ]) {
      expect(logged((logger) => logger.info(fields, 'said'))).not.toContain('canary');
    }
  });

  test('bindings of a child logger are masked too', () => {
    expect(
      logged((logger) => logger.child({ pin: 'canary', text: 'canary', job: 'poll' }).info('said')),
    ).toMatch(/"pin":"\[redacted\]","text":"\[redacted\]","job":"poll"/);
    const deep = { job: { data: [{ update: 'canary', botToken: 'canary' }] }, failed: new Error('said') };
    expect(logged((logger) => logger.child(deep).child({ more: deep }).info('said'))).not.toContain('canary');
  });

  test('an address in the bindings of a child logger loses its token', () => {
    const line = logged((logger) =>
      logger.child({ peer: `https://api.telegram.org/bot${TOKEN}/x` }).info('said'),
    );
    expect(fieldsOf(line).peer).toBe('https://api.telegram.org/bot[token]/x');
  });

  test('what only looks alike stays readable', () => {
    const fields = { updateId: 5, update_id: 5, spinning: 'a', mapping: 'b', context: 'c', tokens: 3 };
    expect(fieldsOf(logged((logger) => logger.info(fields)))).toMatchObject(fields);
  });

  test('secrets, bytes, long texts, long lists, cycles and deep nests are bounded', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const line = logged((logger) =>
      logger.info({
        held: new Secret('canary'),
        bytes: Buffer.from('canary'),
        long: 'x'.repeat(100_000),
        many: Array.from({ length: 10_000 }, () => 'y'),
        cycle,
      }),
    );
    expect(line).not.toContain('canary');
    expect(line.length).toBeLessThan(5_000);
    expect(fieldsOf(line)).toMatchObject({ held: '[secret]', bytes: '[bytes]' });
  });
});

describe('F120: errors', () => {
  const update = { update_id: 1, message: { text: 'PLN20.01105691111.canary-pin' } };

  test("grammY's errors keep their name, message and code, and lose the update and the call", () => {
    const refused = new GrammyError(
      "Call to 'sendMessage' failed!",
      { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' },
      'sendMessage',
      { chat_id: 1, text: 'canary-text' },
    );
    // The error carries the context, and the context the update.
    const ctx = { update } as unknown as Context;
    const line = logged((logger) => logger.error({ err: new BotError(refused, ctx) }, 'a handler failed'));
    expect(line).not.toContain('canary');
    expect(fieldsOf(line).err).toMatchObject({
      type: 'BotError',
      cause: {
        type: 'GrammyError',
        code: 403,
        message: "Call to 'sendMessage' failed! (403: Forbidden: bot was blocked by the user)",
        stack: expect.stringContaining('logger.test.ts'),
      },
    });
  });

  test('a network error inside grammY shows no token, wherever the address stands', () => {
    const address = `https://api.telegram.org/bot${TOKEN}/getUpdates?timeout=30`;
    const cause = Object.assign(new Error(`request to ${address} failed`), {
      code: 'ECONNREFUSED',
      url: address,
    });
    const line = logged((logger) => logger.error(new HttpError(`Network request failed: ${address}`, cause)));
    expect(line).not.toContain('canary');
    expect(line).toContain('/bot[token]/getUpdates?[query]');
    expect(fieldsOf(line).err).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('a failed statement shows no parameters', () => {
    const cause = Object.assign(new Error('duplicate key value'), {
      code: '23505',
      detail: 'Key (pin)=(canary) already exists.',
      parameters: ['canary'],
      query: 'select canary',
    });
    const failed = new DrizzleQueryError('insert into t values ($1)', ['canary', '{"a":"canary"}'], cause);
    for (const write of [
      (logger: Logger) => logger.error(failed),
      (logger: Logger) => logger.error({ err: failed }),
      (logger: Logger) => logger.error({ where: { error: failed } }, 'failed'),
    ]) {
      const line = logged(write);
      expect(line).not.toContain('canary');
      expect(line).toContain('23505');
    }
  });

  test('a message without end is bounded, and the stack does not repeat it', () => {
    const described = describeError(new Error('z'.repeat(1_000_000)));
    expect(described.message.length).toBeLessThan(2_100);
    expect(described.stack).not.toContain('zzz');
  });

  test('what is thrown without being an error is described too, and causes that go round end', () => {
    expect(describeError(`lost bot${TOKEN}`)).toEqual({ type: 'string', message: 'lost bot[token]' });
    expect(describeError({ pin: 'canary' })).toEqual({ type: 'object', message: '' });
    const round = new Error('round');
    round.cause = round;
    expect(describeError(round).cause?.cause?.cause?.cause).toBeUndefined();
  });
});

describe('F120: texts', () => {
  test.each([
    [`https://api.telegram.org/bot${TOKEN}/sendMessage`, 'https://api.telegram.org/bot[token]/sendMessage'],
    [`/file/bot${TOKEN}/photos/1.jpg`, '/file/bot[token]/photos/1.jpg'],
    [`token ${TOKEN} is wrong`, 'token [token] is wrong'],
    ['POST /klikoo/callback/canary-secret 404', 'POST /klikoo/callback/[secret] 404'],
    ['postgres://konter:canary@db:5432/konter', 'postgres://[credentials]@db:5432/konter'],
    ['GET /v1/irs/inquiry?idrs=K1&pin=canary&x=y failed', 'GET /v1/irs/inquiry?[query] failed'],
    ['Authorization: Bearer canary.eyJhbGciOi.x-y_z== refused', 'Authorization: Bearer [token] refused'],
    [
      'idrs=K1&pin=canary&client_secret=canary&to=0812',
      'idrs=K1&pin=[secret]&client_secret=[secret]&to=0812',
    ],
    [
      'key -----BEGIN PRIVATE KEY-----\ncanary\ncanary\n-----END PRIVATE KEY----- end',
      'key [private key] end',
    ],
    ['cut -----BEGIN RSA PRIVATE KEY-----\ncanary', 'cut [private key]'],
    ['Failed query: select 1\nparams: canary,"canary"\ncanary', 'Failed query: select 1\nparams: [redacted]'],
    ['order #10234 of budi: 12:30, Rp10.350?', 'order #10234 of budi: 12:30, Rp10.350?'],
  ])('%j', (text, masked) => {
    expect(maskText(text)).toBe(masked);
    expect(fieldsOf(logged((logger) => logger.info(text))).msg).toBe(masked);
  });
});
