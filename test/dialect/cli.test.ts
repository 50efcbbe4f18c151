import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'konter-cli-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Ended = { code: number | null; out: string; err: string };

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { cwd: root, stdio: 'pipe' });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended };
}

function run(args: readonly string[], input = ''): Promise<Ended> {
  const { child, ended } = start(process.execPath, ['src/cli.ts', ...args]);
  child.stdin.on('error', () => {}).end(input);
  return ended;
}

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const read = (out: string): unknown[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('npm run konter prints one object for each line and nothing else', async () => {
  const { child, ended } = start('npm', ['run', '--silent', 'konter', '--', 'parse']);
  child.stdin.end('PLN20.01105691111.1234\n"LAP\\nSAL"\n\n"not JSON\nT.K0002.1234\r\nSAL');
  const { code, out } = await ended;
  expect(code).toBe(0);
  expect(read(out)).toMatchObject([
    { input: 'PLN20.01105691111.1234', intent: 'order', fields: { code: 'PLN20', pin: '1234' } },
    { input: 'LAP\nSAL', fields: { commands: [{ intent: 'recap' }, { intent: 'balance' }] } },
    { input: '', intent: 'not_understood', fields: { reason: 'empty' } },
    { input: '"not JSON', intent: 'not_understood' },
    { input: 'T.K0002.1234', intent: 'not_understood', fields: { reason: 'unclear_amount' } },
    { input: 'SAL', intent: 'balance', candidates: [] },
  ]);
});

test.each([
  ['JSON', '{"DUIT": "balance",\n "rek": "recap", "PAY": "postpaid_pay"}'],
  ['lines', '# mine\nDUIT balance\n\nrek recap\nPAY\tpostpaid_pay\n'],
])('own words as %s come on top of the others', async (_kind, text) => {
  const { out, err } = await run(
    ['parse', '--aliases', file('words', text)],
    'duit\nREK\nPAY.PLN.524540566523.1234\nSAL\n',
  );
  expect(err).toBe('');
  expect(read(out)).toMatchObject(
    ['balance', 'recap', 'postpaid_pay', 'balance'].map((intent) => ({ intent })),
  );
});

test.each([
  ['DUIT balance\nHAHA money\nX\n', [2, 3]],
  ['YA balance\n', [1]],
  ['1X balance\nA transfer\na order', [1, 3]],
  ['{\n "DUIT": "money",\n "A": 1\n}', [2, 3]],
  ['{\n "DUIT": "balance",\n', [3]],
])('faults of %j are named with their lines', async (text, lines) => {
  const path = file('faults', text);
  const { code, out, err } = await run(['parse', '--aliases', path], 'SAL\n');
  expect([code, out]).toEqual([65, '']);
  expect(
    err
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(0, path.length + 3)),
  ).toEqual(lines.map((line) => `${path}:${line}:`));
});

test.each([
  [['--help'], 0],
  [['parse', '--help'], 0],
  [[], 64],
  [['sing'], 64],
  [['parse', '--loud'], 64],
  [['parse', '--aliases'], 64],
  [['commands', '--loud'], 64],
  [['parse', '--aliases', '/nowhere/at/all'], 66],
])('%j ends with %s', async (args, code) => {
  const ended = await run(args);
  expect(ended.code).toBe(code);
  expect(code === 0 ? ended.out : ended.err).not.toBe('');
  if (code !== 0) expect(ended.out).toBe('');
});

test('a reader who stops early ends it quietly', async () => {
  const { child, ended } = start(process.execPath, ['src/cli.ts', 'parse']);
  child.stdin.on('error', () => {});
  child.stdout.once('data', () => child.stdout.destroy());
  child.stdin.end('S10.081234567890.1234\n'.repeat(50_000));
  expect(await ended).toMatchObject({ code: 0, err: '' });
});

test('docs/COMMANDS.md is current', async () => {
  const { out } = await run(['commands']);
  expect(out, 'npm run --silent konter -- commands > docs/COMMANDS.md').toBe(
    readFileSync(join(root, 'docs/COMMANDS.md'), 'utf8'),
  );
});
