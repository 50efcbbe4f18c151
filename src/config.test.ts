import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { VARIABLES } from './config/variables.ts';
import { type Config, ConfigError, type ConfigFault, readConfig } from './config.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const DER_BASE64 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
const PEPPER = '0f'.repeat(32);

const COMPLETE = {
  BOT_TOKEN: '123456789:AA-canary_token',
  KLIKOO_BASE_URL: 'https://klikoo.example/klikoo-b2b/',
  KLIKOO_CLIENT_ID: '3f613573-893a-418d-90ce-2b84778e1454',
  KLIKOO_CLIENT_SECRET: 'canary-client-secret',
  KLIKOO_PRIVATE_KEY: PEM,
  PIN_PEPPER: PEPPER,
  ADMIN_IDS: '1001',
};

const noFile = (path: string): string => {
  throw new Error(`no such file: ${path}`);
};

const read = (changes: Record<string, string | undefined> = {}, readFile = noFile): Config =>
  readConfig({ ...COMPLETE, ...changes }, readFile);

function errorOf(changes: Record<string, string | undefined>, readFile = noFile): ConfigError {
  try {
    read(changes, readFile);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const faultsOf = (changes: Record<string, string | undefined>, readFile = noFile): readonly ConfigFault[] =>
  errorOf(changes, readFile).faults;

const wrongIn = (changes: Record<string, string | undefined>): string[] =>
  faultsOf(changes).map(({ variable }) => variable);

test('what is required is enough, and the rest has its defaults', () => {
  const { secrets, ...open } = read();
  expect(open).toEqual({
    telegramApiRoot: 'https://api.telegram.org',
    messagesPerSecond: 30,
    webhook: undefined,
    klikoo: {
      baseUrl: 'https://klikoo.example/klikoo-b2b',
      clientId: COMPLETE.KLIKOO_CLIENT_ID,
      inquiry: ['openapi'],
      irs: undefined,
      mayResend: true,
    },
    database: { kind: 'embedded', dataDir: './data' },
    dataDir: './data',
    adminIds: [1001],
    http: { host: '127.0.0.1', port: 8080 },
    timeZone: 'Asia/Jakarta',
    roles: new Set(['receive', 'work', 'http']),
    logLevel: 'info',
  });
  expect(secrets.botToken.reveal()).toBe(COMPLETE.BOT_TOKEN);
  expect(secrets.klikooClientSecret.reveal()).toBe(COMPLETE.KLIKOO_CLIENT_SECRET);
  expect(secrets.klikooPrivateKey.reveal().export({ type: 'pkcs8', format: 'pem' })).toBe(PEM);
  expect(secrets.pinPepper.reveal()).toEqual(Buffer.from(PEPPER, 'hex'));
  expect(secrets.databaseUrl).toBeUndefined();
  expect(secrets.webhookSecret).toBeUndefined();
});

test('everything can be set', () => {
  const config = read({
    TELEGRAM_API_ROOT: 'http://telegram-bot-api:8081/',
    WEBHOOK_URL: 'https://bot.example/a/telegram/',
    WEBHOOK_SECRET: 'w_-9',
    KLIKOO_IRS_IDRS: 'KLK001',
    KLIKOO_IRS_PIN: '7391',
    KLIKOO_INQUIRY: 'openapi, irs',
    KLIKOO_RESEND: 'off',
    KLIKOO_CALLBACK_SECRET: 'canary-callback-secret',
    DATABASE_URL: 'postgres://konter:canary-password@db:5432/konter',
    DATA_DIR: '/var/lib/konter',
    ADMIN_IDS: '1001, 8888888888,1001',
    HTTP_HOST: '0.0.0.0',
    HTTP_PORT: '0',
    TIMEZONE: 'Asia/Makassar',
    KONTER_ROLES: 'http, receive',
    LOG_LEVEL: 'debug',
  });
  expect(config).toMatchObject({
    telegramApiRoot: 'http://telegram-bot-api:8081',
    webhook: { url: 'https://bot.example/a/telegram' },
    klikoo: { inquiry: ['openapi', 'irs'], irs: { idrs: 'KLK001' }, mayResend: false },
    database: { kind: 'external' },
    dataDir: '/var/lib/konter',
    adminIds: [1001, 8888888888],
    http: { host: '0.0.0.0', port: 0 },
    timeZone: 'Asia/Makassar',
    roles: new Set(['receive', 'http']),
    logLevel: 'debug',
  });
  expect(config.secrets.webhookSecret?.reveal()).toBe('w_-9');
  expect(config.secrets.klikooIrsPin?.reveal()).toBe('7391');
  expect(config.secrets.klikooCallbackSecret?.reveal()).toBe('canary-callback-secret');
  expect(config.secrets.databaseUrl?.reveal()).toContain('canary-password');
});

describe('faults', () => {
  test('an empty environment names everything required at once, with what to set', () => {
    const required = VARIABLES.filter(({ isRequired }) => isRequired);
    try {
      readConfig({}, noFile);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.faults).toEqual(
        required.map(({ name, hint }) => ({ variable: name, problem: 'is not set', hint })),
      );
      const lines = error.message.split('\n');
      expect(lines).toHaveLength(1 + required.length);
      expect(lines[1]).toBe(
        '- BOT_TOKEN is not set. Set the token that @BotFather gives, such as 123456789:AA….',
      );
    }
  });

  test('an empty or blank variable counts as unset', () => {
    expect(read({ DATABASE_URL: '', HTTP_PORT: ' ', WEBHOOK_URL: '' }).http.port).toBe(8080);
    expect(faultsOf({ BOT_TOKEN: '  ' })).toMatchObject([{ variable: 'BOT_TOKEN', problem: 'is not set' }]);
  });

  test('missing, malformed, unpaired and unknown variables are all named together', () => {
    expect(
      wrongIn({
        BOT_TOKEN: undefined,
        WEBHOOK_URL: 'https://bot.example',
        KLIKOO_IRS_PIN: '7391',
        HTTP_PORT: '65536',
        ADMIN_IDS: 'siti',
        KLIKOO_SECRET: 'x',
      }),
    ).toEqual(['BOT_TOKEN', 'WEBHOOK_SECRET', 'KLIKOO_IRS_IDRS', 'ADMIN_IDS', 'HTTP_PORT', 'KLIKOO_SECRET']);
  });

  test.each([
    ['BOT_TOKEN', 'no-number:AA'],
    ['TELEGRAM_API_ROOT', 'api.telegram.org'],
    ['KLIKOO_BASE_URL', 'http://klikoo.example/klikoo-b2b'],
    ['KLIKOO_BASE_URL', 'https://user:password@klikoo.example'],
    ['KLIKOO_BASE_URL', 'https://klikoo.example/?client_secret=x'],
    ['KLIKOO_CLIENT_ID', 'two words'],
    ['KLIKOO_INQUIRY', 'irs'],
    ['KLIKOO_INQUIRY', 'irs,openapi'],
    ['KLIKOO_INQUIRY', 'web'],
    ['KLIKOO_RESEND', 'yes'],
    ['KLIKOO_CALLBACK_SECRET', 'fifteen-letters'],
    ['KLIKOO_CALLBACK_SECRET', 'sixteen/letters/'],
    ['DATABASE_URL', 'mysql://db/konter'],
    ['DATABASE_URL', 'postgres//db/konter'],
    ['DATA_DIR', 'a\tb'],
    ['PIN_PEPPER', '0f'.repeat(31)],
    ['PIN_PEPPER', 'not a pepper at all, only a sentence of words'],
    ['ADMIN_IDS', '0'],
    ['ADMIN_IDS', '-1001'],
    ['ADMIN_IDS', '1001,'],
    ['ADMIN_IDS', '9007199254740992'],
    ['HTTP_HOST', 'a b'],
    ['HTTP_PORT', '-1'],
    ['HTTP_PORT', '80.5'],
    ['HTTP_PORT', '1e3'],
    ['TIMEZONE', 'Asia/Bandung'],
    ['TIMEZONE', '+07:00'],
    ['KONTER_ROLES', 'receive,web'],
    ['KONTER_ROLES', 'receive,'],
    ['LOG_LEVEL', 'verbose'],
  ])('%s=%s is refused', (variable, value) => {
    expect(wrongIn({ [variable]: value })).toEqual([variable]);
  });

  test('a setting that is half of a pair names the other half', () => {
    expect(wrongIn({ WEBHOOK_SECRET: 'abc' })).toEqual(['WEBHOOK_URL']);
    expect(wrongIn({ WEBHOOK_URL: 'https://bot.example/telegram' })).toEqual(['WEBHOOK_SECRET']);
    expect(wrongIn({ KLIKOO_IRS_IDRS: 'KLK001' })).toEqual(['KLIKOO_IRS_PIN']);
    expect(wrongIn({ KLIKOO_IRS_PIN: '7391', KLIKOO_INQUIRY: 'irs' })).toEqual(['KLIKOO_IRS_IDRS']);
  });

  test.each([
    ['a character outside the set', 'ab c'],
    ['257 characters', 'a'.repeat(257)],
  ])('a webhook secret with %s is refused', (_, secret) => {
    const webhook = { WEBHOOK_URL: 'https://bot.example/telegram', WEBHOOK_SECRET: secret };
    expect(wrongIn(webhook)).toEqual(['WEBHOOK_SECRET']);
    expect(errorOf(webhook).message).not.toContain(secret);
  });

  test('a webhook needs https, except beside a Telegram on this machine', () => {
    const webhook = { WEBHOOK_URL: 'http://127.0.0.1:8080/telegram', WEBHOOK_SECRET: 'abc' };
    expect(wrongIn(webhook)).toEqual(['WEBHOOK_URL']);
    expect(wrongIn({ ...webhook, TELEGRAM_API_ROOT: 'http://127.example.com' })).toEqual(['WEBHOOK_URL']);
    for (const root of ['http://127.0.0.1:9', 'http://localhost:9', 'http://[::1]:9']) {
      expect(read({ ...webhook, TELEGRAM_API_ROOT: root }).webhook).toEqual({ url: webhook.WEBHOOK_URL });
    }
  });

  test('a webhook address without a path leads to /telegram', () => {
    const webhook = { WEBHOOK_URL: 'https://bot.example/', WEBHOOK_SECRET: 'abc' };
    expect(read(webhook).webhook?.url).toBe('https://bot.example/telegram');
  });

  test('a Klikoo on this machine may speak plain http', () => {
    expect(read({ KLIKOO_BASE_URL: 'http://127.0.0.1:4010/b2b' }).klikoo.baseUrl).toBe(
      'http://127.0.0.1:4010/b2b',
    );
  });

  test('a mistyped variable is named with the one that was meant; others of the machine are left alone', () => {
    expect(faultsOf({ KLIKOO_BASEURL: 'x', KONTER_ROLE: 'x', KONTER_ZZZZZZ: 'x' })).toEqual([
      {
        variable: 'KLIKOO_BASEURL',
        problem: 'is not a variable of Konter',
        hint: 'Did you mean KLIKOO_BASE_URL?',
      },
      { variable: 'KONTER_ROLE', problem: 'is not a variable of Konter', hint: 'Did you mean KONTER_ROLES?' },
      { variable: 'KONTER_ZZZZZZ', problem: 'is not a variable of Konter', hint: 'Remove it.' },
    ]);
    expect(read({ PATH: '/bin', HTTP_PROXY: 'x' }).logLevel).toBe('info');
  });
});

describe('the private key', () => {
  const keyOf = (text: string, readFile = noFile): unknown =>
    read({ KLIKOO_PRIVATE_KEY: text }, readFile).secrets.klikooPrivateKey.reveal().export({
      type: 'pkcs8',
      format: 'pem',
    });
  const problemOf = (text: string, readFile = noFile): string | undefined =>
    faultsOf({ KLIKOO_PRIVATE_KEY: text }, readFile)[0]?.problem;

  test('is read as PEM, PEM on one line, base64 of the PEM, base64 of the DER, or from a file', () => {
    expect(keyOf(PEM)).toBe(PEM);
    expect(keyOf(PEM.replaceAll('\n', '\\n'))).toBe(PEM);
    expect(keyOf(Buffer.from(PEM).toString('base64'))).toBe(PEM);
    expect(keyOf(DER_BASE64)).toBe(PEM);
    const readFile = (path: string) => (path === '/run/secrets/klikoo.pem' ? PEM : noFile(path));
    expect(keyOf('/run/secrets/klikoo.pem', readFile)).toBe(PEM);
  });

  test('is refused when it is something else, saying what', () => {
    const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pkcs8).toString();
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pkcs8).toString();
    const locked = privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'canary' }).toString();
    expect(problemOf(small)).toBe('is an RSA key of fewer than 2048 bits');
    expect(problemOf(curve)).toBe('is not an RSA key');
    expect(problemOf(locked)).toBe('is protected by a passphrase');
    expect(problemOf(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBe(
      'is the public key, not the private one',
    );
    expect(problemOf(DER_BASE64.slice(0, 1200))).toBe('is not a private key');
    expect(problemOf('/nowhere/key.pem')).toBe('is neither a key nor the path of a readable file');
    expect(problemOf('/empty.pem', () => '')).toBe('is not a private key');
  });
});

test('the pepper is read as hex or as base64, also in its URL form', () => {
  const bytes = Buffer.from(Array.from({ length: 33 }, (_, index) => 255 - index));
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    const { secrets } = read({ PIN_PEPPER: bytes.toString(encoding) });
    expect(secrets.pinPepper.reveal()).toEqual(bytes);
  }
});

describe('secrets', () => {
  const environment = {
    WEBHOOK_URL: 'https://bot.example/telegram',
    WEBHOOK_SECRET: 'canary-webhook',
    KLIKOO_IRS_IDRS: 'KLK001',
    KLIKOO_IRS_PIN: 'canary-irs-pin',
    KLIKOO_CALLBACK_SECRET: 'canary-callback-secret',
    DATABASE_URL: 'postgres://konter:canary-password@db/konter',
  };

  test('no way of printing the configuration shows one', () => {
    const config = read(environment);
    const logged: string[] = [];
    pino({}, { write: (line) => logged.push(line) }).info({ config, secrets: config.secrets }, 'printed');
    const printed = [
      inspect(config, { depth: 20, showHidden: true, getters: true }),
      inspect(config, { depth: 20, showHidden: true, customInspect: false }),
      JSON.stringify(config),
      ...Object.values(config.secrets).map((secret) => `${String(secret)}${[secret].join()}`),
      ...Object.values(config.secrets).flatMap((secret) => Object.values(secret ?? {}).map(String)),
      ...logged,
    ].join('\n');
    expect(printed).not.toContain('canary');
    expect(printed).not.toContain(PEPPER);
    expect(printed).not.toContain(DER_BASE64.slice(40, 80));
    expect(JSON.parse(JSON.stringify(config.secrets))).toEqual({
      botToken: '[secret]',
      webhookSecret: '[secret]',
      klikooClientSecret: '[secret]',
      klikooPrivateKey: '[secret]',
      klikooIrsPin: '[secret]',
      klikooCallbackSecret: '[secret]',
      pinPepper: '[secret]',
      databaseUrl: '[secret]',
    });
  });

  test('no fault shows the value it is about', () => {
    const broken = Object.fromEntries(VARIABLES.map(({ name }) => [name, `canary ${name}`]));
    const error = errorOf(broken);
    expect(error.faults.map(({ variable }) => variable)).toEqual(
      VARIABLES.map(({ name }) => name).filter((name) => name !== 'DATA_DIR'),
    );
    expect(`${error.message}${error.stack}${inspect(error, { depth: 20, showHidden: true })}`).not.toContain(
      'canary',
    );
  });
});

test('the table marks as secret exactly what is kept apart', () => {
  expect(VARIABLES.filter(({ isSecret }) => isSecret).map(({ name }) => name)).toEqual([
    'BOT_TOKEN',
    'WEBHOOK_SECRET',
    'KLIKOO_CLIENT_SECRET',
    'KLIKOO_PRIVATE_KEY',
    'KLIKOO_IRS_PIN',
    'KLIKOO_CALLBACK_SECRET',
    'DATABASE_URL',
    'PIN_PEPPER',
  ]);
});
