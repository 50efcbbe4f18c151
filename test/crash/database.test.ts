import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDataDir } from '../../src/sandbox/data-dir.ts';
import { connect, type Sql } from '../../src/store/connect.ts';
import { placesIn } from '../../src/store/embedded/cluster.ts';
import { findPostmaster } from '../../src/store/embedded/postmaster.ts';
import { startEmbedded } from '../../src/store/embedded.ts';
import { createRandom, type Random } from './random.ts';
import { underLoad, type World } from './run.ts';

const SUFFIXES: [string, ...string[]] = ['9901', '7001', '9921'];
const LOAD = { people: 6, pauseMs: 600, suffixes: SUFFIXES, takeUpAfterSeconds: 4 };
const WITHIN_MS = 180_000;

/** So many more messages of the bot. */
async function goesOn({ sandbox }: World, replies = 8): Promise<void> {
  let left = replies;
  const { telegram } = sandbox;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the bot has fallen silent')), 60_000);
    const unsubscribe = telegram.subscribe((event) => {
      if (event.type !== 'message_sent' || event.by !== 'bot') return;
      left -= 1;
      if (left > 0) return;
      unsubscribe();
      clearTimeout(timer);
      resolve();
    });
  });
}

async function postmasterOf({ sandbox }: World): Promise<number> {
  const { pid } = (await findPostmaster(placesIn(sandbox.databaseDir).cluster)) ?? {};
  if (pid === undefined) throw new Error('no PostgreSQL runs');
  return pid;
}

async function end(pid: number, signal: NodeJS.Signals): Promise<void> {
  process.kill(pid, signal);
  while (existsSync(`/proc/${pid}`)) await pause(20);
}

/** Starts the server again, at another port, and leads the bot there. */
async function restart({ sandbox, proxy }: World): Promise<void> {
  const { url } = await startEmbedded({ dataDir: sandbox.databaseDir });
  proxy.switchTo(Number(new URL(url).port));
}

async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) children.push(Number(name));
  }
  return children;
}

test(
  'F14, F90, F92, F95: answers lost, a server process killed inside a settling, PostgreSQL frozen, killed and come back elsewhere: what was answered is kept, what was not goes on',
  async () => {
    const random = createRandom(92);
    const truth = await underLoad({ ...LOAD, random }, async (world) => {
      await goesOn(world);
      await loseAnswers(world, random);
      await killInsideSettling(world);
      await freeze(world);
      await end(await postmasterOf(world), 'SIGKILL');
      await restart(world);
      await goesOn(world);
      // What pg_ctl calls an immediate stop.
      await end(await postmasterOf(world), 'SIGQUIT');
      await restart(world);
      await goesOn(world);
    });
    expect(truth.differences).toEqual([]);
    expect(truth.delivered).toBeGreaterThan(0);
  },
  WITHIN_MS,
);

/** The answers to confirming, settling, telling and storing are lost after their commit. Repeated, they change nothing. */
async function loseAnswers(world: World, random: Random): Promise<void> {
  const { proxy } = world;
  let lost = 0;
  proxy.onStatement = ({ text }) => {
    const isOurs = /card_confirm\(|order_settle\(|set told_state|INSERT INTO pgboss\.job_common/.test(text);
    if (!isOurs || random.fraction() > 0.3) return undefined;
    return {
      when: 'after',
      act(cut) {
        lost += 1;
        cut();
      },
    };
  };
  while (lost < 3) await goesOn(world);
  proxy.onStatement = undefined;
}

/** Of one order, when its money is half moved. The server then ends all its sessions, replays its log and goes on. */
async function killInsideSettling(world: World): Promise<void> {
  const { sql } = world;
  await sql.unsafe(`
    create function hold_settling() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(4243); return new; end $$;
    create trigger hold_settling before update on orders for each row
      when (old.state = 'submitted' and new.state in ('delivered', 'failed')) execute function hold_settling();`);
  const gate = connect(world.sandbox.databaseUrl, { applicationName: 'gate', max: 1 });
  try {
    await gate.sql`select pg_advisory_lock(4243)`;
    const inside = await insideSettling(sql);
    process.kill(inside, 'SIGKILL');
  } finally {
    await gate.close();
  }
  await expect.poll(() => dropGate(sql), { timeout: 30_000, interval: 200 }).toBe(true);
  const open = await sql`
    select from orders o where state = 'submitted'
      and exists (select from ledger_transaction t where t.key like 'order:' || o.ref_id || ':%' and t.key not like '%:hold')`;
  expect(open).toHaveLength(0);
  await goesOn(world);
}

/** The process id of a server process that waits in the middle of a settling. */
async function insideSettling(sql: Sql): Promise<number> {
  for (;;) {
    const [row] = await sql<{ pid: number }[]>`
      select pid from pg_locks where locktype = 'advisory' and objid = 4243 and not granted limit 1`;
    if (row !== undefined) return row.pid;
    await pause(20);
  }
}

function dropGate(sql: Sql): Promise<boolean> {
  return sql.unsafe('drop function if exists hold_settling() cascade').then(
    () => true,
    () => false,
  );
}

/** Stopped in its tracks for longer than any call waits: the bot says that it is not ready, and goes on when it wakes. */
async function freeze(world: World): Promise<void> {
  const postmaster = await postmasterOf(world);
  const stopped = [postmaster, ...(await childrenOf(postmaster))];
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  try {
    const asked = await fetch(`http://127.0.0.1:${world.bot.port}/readyz`, {
      signal: AbortSignal.timeout(30_000),
    });
    expect(asked.status).toBe(503);
    expect(asked.headers.get('content-type')).toContain('json');
  } finally {
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  }
  await goesOn(world);
}

const DISK = '320m';
const CHUNK = Buffer.alloc(1 << 20);

/** A folder for a sandbox whose database lies on a small disk of its own; `undefined`: this account may not mount one. */
async function withSmallDisk(): Promise<
  { dataDir: string; disk: string; remove(): Promise<void> } | undefined
> {
  const dataDir = await mkdtemp(join(tmpdir(), 'konter-full-'));
  // With its settings written, it is a sandbox's.
  await (await openDataDir(dataDir, false)).close();
  const disk = join(dataDir, 'database');
  await mkdir(disk, { mode: 0o700 });
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0700`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch {
    await remove();
    return undefined;
  }
  return {
    dataDir,
    disk,
    async remove() {
      execFileSync('umount', ['-l', disk]);
      await remove();
    },
  };
}

test(
  'F98: the disk of the database is full: nothing acknowledged is missing, and when there is room again all goes on',
  async ({ skip }) => {
    const small = await withSmallDisk();
    if (small === undefined) return skip('only root may mount a small disk to fill');
    const { dataDir, disk } = small;
    try {
      const truth = await underLoad({ ...LOAD, random: createRandom(98), dataDir }, async (world) => {
        const { sql } = world;
        await goesOn(world);
        await sql`create table filler (line text)`;
        await fill(join(disk, 'filler'));
        // What was still free in files that exist.
        let refusal: unknown;
        while (refusal === undefined)
          refusal =
            await sql`insert into filler select repeat(md5(n::text), 30) from generate_series(1, 3000) n`.then(
              () => undefined,
              (error: unknown) => error,
            );
        expect(refusal).toMatchObject({ code: '53100' });
        await sayMore(world, 6);
        await rm(join(disk, 'filler'));
        if ((await findPostmaster(placesIn(world.sandbox.databaseDir).cluster)) === undefined)
          await restart(world);
        await expect
          .poll(
            () =>
              sql`drop table filler`.then(
                () => true,
                () => false,
              ),
            { timeout: 30_000, interval: 200 },
          )
          .toBe(true);
        await goesOn(world);
      });
      expect(truth.differences).toEqual([]);
      expect(truth.delivered).toBeGreaterThan(0);
    } finally {
      await small.remove();
    }
  },
  WITHIN_MS,
);

async function fill(path: string): Promise<void> {
  for (;;) {
    try {
      await appendFile(path, CHUNK);
    } catch {
      return;
    }
  }
}

/** People go on writing, answered or not. */
async function sayMore({ sandbox: { telegram } }: World, messages: number): Promise<void> {
  for (let said = 0; said < messages; said++) {
    telegram.user(5_000 + said).send('SAL');
    await pause(300);
  }
}
