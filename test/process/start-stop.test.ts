import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect } from '../../src/store/connect.ts';
import { placesIn } from '../../src/store/embedded/cluster.ts';
import { freePort } from '../../src/store/embedded/free-port.ts';
import { findPostmaster, stopPostmaster } from '../../src/store/embedded/postmaster.ts';
import { claimDatabase } from '../../src/store/owner.ts';

// Konter as `npm start` runs it, with an embedded database of its own; the sandbox lends its Telegram and its Klikoo.

const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let sandbox: Sandbox;
let home: string;
let cluster: string;
const children: ChildProcess[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  await sandbox.bot.stop();
});
afterAll(() => sandbox.stop());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'konter-start-stop-'));
  cluster = placesIn(join(home, 'postgres')).cluster;
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  await stopPostmaster(cluster);
  await rm(home, { recursive: true });
});

/** `undefined` in `change` takes a variable away. */
function launch(change: Readonly<Record<string, string | undefined>> = {}, ...args: string[]) {
  const environment = { DATABASE_URL: undefined, DATA_DIR: home, HTTP_HOST: '127.0.0.1', HTTP_PORT: '0' };
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...sandbox.botEnvironment, ...environment, ...change },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const written = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.err += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, ...written }));
  return {
    child,
    ended,
    /** Until the log says `words`. */
    async says(words: string): Promise<void> {
      while (!written.out.includes(words)) {
        const more = await Promise.race([once(child.stdout, 'data'), ended]);
        if (!Array.isArray(more)) throw new Error(`it ended: ${more.out}${more.err}`);
      }
    },
  };
}

/** A port of 127.0.0.1 where somebody listens who never answers. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

test('a second start on the same data fails for its port, says so, and does the first no harm', async () => {
  const port = String(await freePort());
  const first = launch({ HTTP_PORT: port });
  await first.says('konter runs');
  const second = await launch({ HTTP_PORT: port }).ended;
  expect(second.code).toBe(1);
  expect(second.err).toContain(`HTTP_PORT ${port} is in use`);
  expect(await findPostmaster(cluster)).toBeDefined();
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);
  expect(await findPostmaster(cluster)).toBeUndefined();
});

test('when its embedded database is killed, it dies at once and says why', async () => {
  const konter = launch();
  await konter.says('konter runs');
  process.kill((await findPostmaster(cluster))?.pid ?? 0, 'SIGKILL');
  const { code, out } = await konter.ended;
  expect(code).toBe(1);
  const fatal = out.split('\n').find((line) => line.includes('"level":"fatal"'));
  expect(fatal, out).toContain('the embedded PostgreSQL is gone');
});

test('told to stop while it waits for Telegram, it closes what is open and ends well', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const konter = launch({ TELEGRAM_API_ROOT: nobody });
  await konter.says('Telegram does not answer yet');
  konter.child.kill('SIGTERM');
  const { code, out } = await konter.ended;
  expect(code).toBe(0);
  expect(out).toContain('"stopped"');
  expect(out).not.toContain('"level":"fatal"');
  expect(await findPostmaster(cluster)).toBeUndefined();
});

test('told to stop while Telegram keeps a call open, it does not wait for the answer', async () => {
  const konter = launch({ TELEGRAM_API_ROOT: `http://127.0.0.1:${await takenPort()}` });
  await konter.says('listening');
  konter.child.kill('SIGTERM');
  expect((await konter.ended).code).toBe(0);
  expect(await findPostmaster(cluster)).toBeUndefined();
});

test('told to stop while its database starts, it leaves none behind', async () => {
  const konter = launch();
  let isStarting = false;
  while (!isStarting) isStarting = (await findPostmaster(cluster)) !== undefined;
  konter.child.kill('SIGTERM');
  expect((await konter.ended).code).toBe(0);
  expect(await findPostmaster(cluster)).toBeUndefined();
});

test.each(['receive,http', 'work,http', 'receive,work'])(
  'a token that Telegram refuses ends it as a fault of the configuration (%s)',
  async (roles) => {
    const strange = `7${'0'.repeat(8)}:${'A'.repeat(35)}`;
    const { code, err, out } = await launch({ BOT_TOKEN: strange, KONTER_ROLES: roles }).ended;
    expect(err).toContain('BOT_TOKEN is refused by Telegram');
    expect(code).toBe(78);
    expect(out + err).not.toContain(strange);
    expect(await findPostmaster(cluster)).toBeUndefined();
  },
);

test('F124: a database of another bot, and of orders bought elsewhere, is not touched until it is handed over on purpose', async () => {
  const strange = `7000000001:${'A'.repeat(35)}`;
  const other = { BOT_TOKEN: strange, KLIKOO_BASE_URL: 'https://klikoo.example/b2b' };
  const refused = await launch({ ...other, DATABASE_URL: sandbox.databaseUrl }).ended;
  expect(refused.code).toBe(78);
  expect(refused.err).toContain(
    '- BOT_TOKEN is that of bot 7000000001, and the database belongs to bot 4242424242.',
  );
  expect(refused.err).toContain(
    '- KLIKOO_BASE_URL leads to https://klikoo.example/b2b, and the orders in the database were bought at loopback.',
  );
  expect(refused.err).toContain('start once with --adopt');
  expect(refused.out + refused.err).not.toContain(strange);

  const { sql, close } = connect(sandbox.databaseUrl, { applicationName: 'test', max: 1 });
  const stranger = { botId: 7_000_000_001, klikoo: 'https://klikoo.example/b2b' };
  expect(await claimDatabase(sql, stranger, true)).toEqual(stranger);
  const adopted = launch({ DATABASE_URL: sandbox.databaseUrl }, '--adopt');
  await adopted.says('konter runs');
  adopted.child.kill('SIGTERM');
  expect((await adopted.ended).code).toBe(0);
  expect(await claimDatabase(sql, stranger, false)).toEqual({ botId: 4_242_424_242, klikoo: 'loopback' });
  await close();
}, 60_000);

test('a database that cannot be reached is named in plain words, without its password', async () => {
  const nowhere = `postgres://konter:geheim123@127.0.0.1:${await freePort()}/konter`;
  const refused = await launch({ DATABASE_URL: nowhere }).ended;
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('DATABASE_URL cannot be reached (ECONNREFUSED)');
  expect(refused.out + refused.err).not.toContain('geheim123');

  const wrong = new URL(sandbox.databaseUrl);
  wrong.password = 'geheim123';
  const stranger = await launch({ DATABASE_URL: wrong.href }).ended;
  expect(stranger.code).toBe(1);
  expect(stranger.err).toContain('DATABASE_URL cannot be reached (28P01)');
  expect(stranger.out + stranger.err).not.toContain('geheim123');
});
