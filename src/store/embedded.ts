import { chmod, type FileHandle, mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from './connect.ts';
import { serverAccount } from './embedded/account.ts';
import { installedBinaries, usableBinaries } from './embedded/binaries.ts';
import { createCluster, placesIn, ROLE, readPassword } from './embedded/cluster.ts';
import { EmbeddedPostgresError } from './embedded/error.ts';
import { tryLock } from './embedded/lock.ts';
import {
  findPostmaster,
  launchPostmaster,
  type Postmaster,
  stopPostmaster,
  watchPostmaster,
} from './embedded/postmaster.ts';
import { isSystemError } from './embedded/system-error.ts';
import { joinUsers, leaveUsers } from './embedded/users.ts';

export type EmbeddedOptions = {
  /** A directory for the launcher alone: cluster, password, log and lock. Made if it is not there. */
  dataDir: string;
  /** Server settings besides ours, such as `max_connections`. A server that already runs keeps those it has. */
  settings?: Record<string, string>;
  log?: (message: string) => void;
};

export type EmbeddedServer = {
  /** Holds the password: not for a log. */
  url: string;
  /**
   * Gives the server up, for the whole process. It ends if no other process uses it, whoever started it: one that was left behind
   * is ended by who found it, one that another process attached to goes on. Again: nothing more happens.
   */
  stop: () => Promise<void>;
  /** Resolves within a second when the server is gone although `stop` was not called here: it was killed or has crashed. */
  ended: Promise<void>;
  /** The server ran already: left behind by a process that was killed, or started by one that still lives. */
  isReused: boolean;
  /** The database is a new, empty one. */
  isFresh: boolean;
};

/** Long enough for a second of initdb, a replay of the write-ahead log, and another start that does these before us. */
const START_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 25;

/**
 * Starts PostgreSQL from the platform package of npm on the data in `dataDir`, or attaches to the server that runs there.
 * Any number of starts at once lead to one server; one killed at any moment leaves nothing that hinders the next.
 * The server outlives us when we are killed, and us stopping while others use it: each process holds a lock as one of its users, from
 * its start (even one that fails) until it stops the server or dies. It listens on 127.0.0.1 only, with a random password that lies beside the data.
 * @throws {EmbeddedPostgresError} that says what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir);
  const { cluster, lock: lockFile, users } = placesIn(dataDir);
  const native = installedBinaries();
  await makePrivate(dataDir);
  const deadlineMs = performance.now() + START_WITHIN_MS;
  while (performance.now() < deadlineMs) {
    // First of all: a server we have found must not be ended by somebody who thinks himself its last user.
    if (!(await joinUsers(users))) {
      await pause(LOOK_AGAIN_MS);
      continue;
    }
    const lock = await tryLock(lockFile);
    try {
      const running = await findPostmaster(cluster);
      const found = running?.isReady ? await attach(dataDir, running) : undefined;
      if (found !== undefined) return found;
      if (lock && !running) return await startAlone(dataDir, native, lock, deadlineMs, options);
    } finally {
      await lock?.close();
    }
    await pause(LOOK_AGAIN_MS);
  }
  throw new EmbeddedPostgresError(
    `${dataDir} is in use by a server that does not get ready, or by one in another container: stop that one first`,
  );
}

async function makePrivate(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const ourUid = process.getuid?.();
  const { uid } = await stat(dataDir);
  if (uid === ourUid) return chmod(dataDir, 0o700);
  if (ourUid === 0) return;
  throw new EmbeddedPostgresError(
    `${dataDir} belongs to user ${uid}: start as that user or as root, or choose another DATA_DIR`,
  );
}

/** The caller holds the lock and has found no server. */
async function startAlone(
  dataDir: string,
  native: string,
  lock: FileHandle,
  deadlineMs: number,
  { settings = {}, log = () => {} }: EmbeddedOptions,
): Promise<EmbeddedServer> {
  const { cluster, log: logFile } = placesIn(dataDir);
  const account = await serverAccount(cluster);
  // Root's own cache, because nobody else can write there; a plain user has just his own directory for sure.
  const binaries = await usableBinaries(native, account, account ? '/var/cache/konter' : dataDir, log);
  const isFresh = !(await exists(cluster));
  if (isFresh) await createCluster({ dataDir, binaries, account, lockFd: lock.fd });
  const postmaster = await launchPostmaster({
    cluster,
    binaries,
    account,
    lock,
    logFile,
    settings,
    deadlineMs,
  });
  return { ...(await access(dataDir, postmaster)), isReused: false, isFresh };
}

/** What a connection comes to whose server is on its way out: by the system, by postgres.js, by the server itself. */
const SERVER_IS_ENDING =
  'ECONNRESET ECONNREFUSED EPIPE CONNECTION_CLOSED CONNECTION_ENDED 57P01 57P02 57P03'.split(' ');

/**
 * `undefined`: the server was there when it was looked for and was ending then, as after a kill. The next look finds it gone.
 * @throws when the server that runs does not let us in.
 */
async function attach(dataDir: string, postmaster: Postmaster): Promise<EmbeddedServer | undefined> {
  const { sql, close } = connect(await addressOf(dataDir, postmaster), {
    max: 1,
    applicationName: 'konter start',
  });
  try {
    await sql`select 1`;
  } catch (error) {
    if (isSystemError(error, ...SERVER_IS_ENDING)) return undefined;
    throw error;
  } finally {
    await close();
  }
  return { ...(await access(dataDir, postmaster)), isReused: true, isFresh: false };
}

async function addressOf(dataDir: string, { port }: Postmaster): Promise<string> {
  return `postgres://${ROLE}:${await readPassword(dataDir)}@127.0.0.1:${port}/${ROLE}`;
}

async function access(
  dataDir: string,
  postmaster: Postmaster,
): Promise<Pick<EmbeddedServer, 'url' | 'stop' | 'ended'>> {
  const { cluster, users } = placesIn(dataDir);
  const url = await addressOf(dataDir, postmaster);
  const watch = watchPostmaster(cluster, postmaster.pid);
  let stopped: Promise<void> | undefined;
  return {
    url,
    ended: watch.ended,
    stop: () => {
      watch.stop();
      stopped ??= leaveUsers(users, () => stopPostmaster(cluster));
      return stopped;
    },
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}
