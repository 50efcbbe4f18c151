import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDurability, connect, type Sql } from '../../src/store/connect.ts';
import { type Account, serverAccount } from '../../src/store/embedded/account.ts';
import { installedBinaries, usableBinaries } from '../../src/store/embedded/binaries.ts';
import { placesIn } from '../../src/store/embedded/cluster.ts';
import { findPostmaster, stopPostmaster } from '../../src/store/embedded/postmaster.ts';
import { type EmbeddedServer, startEmbedded } from '../../src/store/embedded.ts';

const CHILD = fileURLToPath(new URL('../support/embedded-child.ts', import.meta.url));
const NOBODY: Account = { uid: 65534, gid: 65534 };
const isRoot = process.getuid?.() === 0;
/** Whether `nobody` can come to this checkout at all. */
const canBeNobody = isRoot && spawnSync(process.execPath, ['--check', CHILD], NOBODY).status === 0;

let home: string;
let dataDir: string;
let cluster: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'konter embedded-'));
  dataDir = join(home, 'data', 'postgres');
  cluster = placesIn(dataDir).cluster;
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await stopPostmaster(cluster);
  await rm(home, { recursive: true });
});

/** The launcher in a process of its own: what it said, and the process. */
async function startElsewhere(account?: Account) {
  const child = spawn(process.execPath, [CHILD, dataDir], {
    ...account,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  const said: Partial<EmbeddedServer> & { error?: string } = JSON.parse(String(line));
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The child stops its server when its input ends. */
async function stopElsewhere(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  expect(await exited).toEqual([0, null]);
}

async function on<T>(url: string | undefined, work: (sql: Sql) => Promise<T>): Promise<T> {
  const { sql, close } = connect(url ?? '', { applicationName: 'embedded test', max: 1 });
  try {
    return await work(sql);
  } finally {
    await close();
  }
}

const store = (url: string | undefined, n: number) =>
  on(url, async (sql) => {
    await sql.unsafe('create table if not exists kept (n int)');
    await sql`insert into kept values (${n})`;
  });

const stored = (url: string | undefined) =>
  on(url, async (sql) => (await sql<{ n: number }[]>`select n from kept order by n`).map(({ n }) => n));

async function postmasterPid(): Promise<number> {
  const running = await findPostmaster(cluster);
  if (running === undefined) throw new Error('no server runs');
  return running.pid;
}

describe('a start', () => {
  test('in a directory that is not there makes a durable database; the next finds it again', async () => {
    const first = await startEmbedded({ dataDir });
    expect(first).toMatchObject({ isFresh: true, isReused: false });
    await on(first.url, checkDurability);
    await store(first.url, 1);
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    expect(await findPostmaster(cluster)).toBeUndefined();
    const second = await startEmbedded({ dataDir, settings: { max_connections: '17' } });
    expect(second).toMatchObject({ isFresh: false, isReused: false });
    expect(await stored(second.url)).toEqual([1]);
    expect([...(await on(second.url, (sql) => sql`show max_connections`))]).toEqual([
      { max_connections: '17' },
    ]);
  });

  test('lets nobody in without the password, which lies where only its owner reads it', async () => {
    const { url } = await startEmbedded({ dataDir });
    const answer = await on(
      url,
      (sql) => sql`
      select rolsuper as is_super, current_setting('listen_addresses') as listens from pg_roles where rolname = current_user`,
    );
    expect([...answer]).toEqual([{ is_super: false, listens: '127.0.0.1' }]);
    const { password, log, lock } = placesIn(dataDir);
    for (const user of ['konter', 'postgres']) {
      const stranger = new URL(url);
      stranger.username = user;
      if (user === 'konter') stranger.password = 'guessed';
      await expect(on(stranger.href, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' });
    }
    for (const path of [password, log, lock]) expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const path of [dataDir, cluster]) expect((await stat(path)).mode & 0o777).toBe(0o700);
    const told = await readFile(log, 'utf8');
    expect(told).not.toContain(await readFile(password, 'utf8'));
    expect(told).not.toContain('Unix socket');
  });

  test('beside another at the same moment leads to one server for both', async () => {
    const [one, two] = await Promise.all([startElsewhere(), startElsewhere()]);
    expect(one.said.error ?? two.said.error).toBeUndefined();
    expect(one.said.url).toBe(two.said.url);
    expect([one, two].filter(({ said }) => said.isFresh)).toHaveLength(1);
    expect([one, two].filter(({ said }) => said.isReused)).toHaveLength(1);
  });

  test('says what is wrong when the server does not start', async () => {
    await expect(startEmbedded({ dataDir, settings: { max_connections: 'many' } })).rejects.toThrow(
      /did not start(.|\n)*max_connections/,
    );
  });
});

describe('a stop', () => {
  test('leaves the server to another process that uses it; the last one ends it, whoever started it', async () => {
    const starter = await startElsewhere();
    const ours = await startEmbedded({ dataDir });
    expect(ours.isReused).toBe(true);
    await stopElsewhere(starter.child);
    await store(ours.url, 1);
    const third = await startElsewhere();
    await stopElsewhere(third.child);
    expect(await stored(ours.url)).toEqual([1]);
    await ours.stop();
    expect(await findPostmaster(cluster)).toBeUndefined();
  });

  test('of a second one that attached does not end the server of the first', async () => {
    const ours = await startEmbedded({ dataDir });
    const second = await startElsewhere();
    expect(second.said.isReused).toBe(true);
    await stopElsewhere(second.child);
    await store(ours.url, 1);
    expect(await stored(ours.url)).toEqual([1]);
  });

  test('of all at the same moment ends it', async () => {
    const all = await Promise.all([startElsewhere(), startElsewhere(), startElsewhere()]);
    await Promise.all(all.map(({ child }) => stopElsewhere(child)));
    expect(await findPostmaster(cluster)).toBeUndefined();
  });
});

describe('the end of the server', () => {
  test('that nobody asked for is noticed by who started it and by who found it', async () => {
    const first = await startEmbedded({ dataDir });
    const second = await startEmbedded({ dataDir });
    expect(second.isReused).toBe(true);
    process.kill(await postmasterPid(), 'SIGKILL');
    await Promise.all([first.ended, second.ended]);
  });
});

describe('after kill -9', () => {
  test('of the process that started it, the server is found and used again', async () => {
    const { child, said } = await startElsewhere();
    await store(said.url, 1);
    await kill(child);
    const again = await startEmbedded({ dataDir });
    expect(again).toMatchObject({ url: said.url, isReused: true, isFresh: false });
    expect(await stored(again.url)).toEqual([1]);
    await again.stop();
    expect(await findPostmaster(cluster)).toBeUndefined();
  });

  test('of the server, the next start recovers what was acknowledged', async () => {
    const { url } = await startEmbedded({ dataDir });
    await store(url, 1);
    process.kill(await postmasterPid(), 'SIGKILL');
    const again = await startEmbedded({ dataDir });
    expect(again.isReused).toBe(false);
    expect(await stored(again.url)).toEqual([1]);
  });

  test('of a server that is still there when it is looked for and gone when it is asked, another is started', async () => {
    await (await startEmbedded({ dataDir })).stop();
    const account = (await serverAccount(cluster)) ?? {};
    const script = `const server = require('node:net').createServer((socket) => { socket.resetAndDestroy(); process.exit(); });
      server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
    const dying = spawn(process.execPath, ['-e', script], {
      ...account,
      cwd: cluster,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(dying);
    const [port] = await once(createInterface(dying.stdout), 'line');
    const pidFile = join(cluster, 'postmaster.pid');
    await writeFile(pidFile, `${dying.pid}\n${cluster}\n1\n${String(port)}\n\n127.0.0.1\n1 1\nready\n`);
    const { uid, gid } = await stat(cluster);
    await chown(pidFile, uid, gid);
    expect(await startEmbedded({ dataDir })).toMatchObject({ isReused: false, isFresh: false });
  });

  test('in the middle of the first start, the next one begins anew', async () => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const child = spawn(process.execPath, [CHILD, dataDir], { cwd: '/', stdio: 'ignore' });
    children.push(child);
    for await (const names of changesIn(dataDir)) if (names.includes('cluster.new')) break;
    await kill(child);
    expect(await readdir(dataDir)).not.toContain('cluster');
    const again = await startEmbedded({ dataDir });
    expect(again).toMatchObject({ isFresh: true, isReused: false });
    await store(again.url, 1);
    expect(await readdir(dataDir)).not.toContain('cluster.new');
  });

  test('a pid file that names a stranger by now does not hinder the start', async () => {
    await (await startEmbedded({ dataDir })).stop();
    const account = (await serverAccount(cluster)) ?? {};
    const stranger = spawn('sleep', ['60'], { ...account, cwd: '/', stdio: 'ignore' });
    children.push(stranger);
    const pidFile = join(cluster, 'postmaster.pid');
    await writeFile(pidFile, `${stranger.pid}\n/proc/self/cwd\n1\n1\n\n127.0.0.1\n1 1\nready\n`);
    const { uid, gid } = await stat(cluster);
    await chown(pidFile, uid, gid);
    expect(await startEmbedded({ dataDir })).toMatchObject({ isReused: false, isFresh: false });
    expect(stranger.exitCode).toBeNull();
  });
});

async function* changesIn(directory: string) {
  const watcher = watch(directory);
  try {
    for (;;) {
      yield await readdir(directory);
      await once(watcher, 'change');
    }
  } finally {
    watcher.close();
  }
}

describe.runIf(canBeNobody)('a plain user', () => {
  beforeEach(async () => {
    await chown(home, NOBODY.uid, NOBODY.gid);
  });

  test('runs the server as himself, and root after him does so too', async () => {
    const { child, said } = await startElsewhere(NOBODY);
    expect(said).toMatchObject({ isFresh: true });
    await store(said.url, 1);
    expect((await stat(`/proc/${await postmasterPid()}`)).uid).toBe(NOBODY.uid);
    await kill(child);
    await stopPostmaster(cluster);
    const asRoot = await startEmbedded({ dataDir });
    expect(asRoot).toMatchObject({ isFresh: false, isReused: false });
    expect(await stored(asRoot.url)).toEqual([1]);
    await asRoot.stop();
    expect((await startElsewhere(NOBODY)).said).toMatchObject({ isFresh: false, isReused: false });
  });

  test('is told when the data are those of somebody else', async () => {
    await mkdir(dataDir, { recursive: true });
    const { said } = await startElsewhere(NOBODY);
    expect(said.error).toContain('belongs to user 0');
  });
});

describe('the binaries', () => {
  test('of a platform without them are missed with what to do instead', () => {
    expect(() => installedBinaries('darwin', 'arm64')).toThrow(
      'no embedded PostgreSQL for darwin-arm64: set DATABASE_URL',
    );
    expect(() => installedBinaries('linux', 'riscv64')).toThrow('set DATABASE_URL');
  });

  test('get the links that npm leaves out', async () => {
    const native = await withoutLinks();
    expect(await usableBinaries(native, undefined, join(home, 'cache'), () => {})).toBe(native);
    expect(await readdir(home)).not.toContain('cache');
  });

  test.runIf(isRoot)('in a closed home are copied once, to where nobody else can put his own', async () => {
    const native = await withoutLinks();
    const cacheDir = join('/var/tmp', `konter-cache-${process.pid}`);
    const said: string[] = [];
    const find = () => usableBinaries(native, NOBODY, cacheDir, (message) => said.push(message));
    try {
      const copies = await Promise.all([find(), find()]);
      expect(new Set(copies).size).toBe(1);
      expect(await find()).toBe(copies[0]);
      expect(said.at(-1)).toContain(copies[0]);
      expect(await readdir(cacheDir)).toHaveLength(1);
      await chown(copies[0], NOBODY.uid, NOBODY.gid);
      await expect(find()).rejects.toThrow('was made by somebody else');
    } finally {
      await rm(cacheDir, { recursive: true, force: true });
    }
  });
});

/** The platform package as `--ignore-scripts` leaves it, below a directory that is closed to others. */
async function withoutLinks(): Promise<string> {
  const native = join(home, 'package', 'native');
  await cp(join(installedBinaries(), '..'), join(home, 'package'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const links: { target: string }[] = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  await Promise.all(links.map(({ target }) => unlink(join(native, '..', target))));
  return native;
}
