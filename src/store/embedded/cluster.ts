import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { EmbeddedPostgresError } from './error.ts';
import { IN_CWD, run } from './run.ts';
import { isSystemError } from './system-error.ts';

export const ROLE = 'konter';

/** What lies where in a directory of ours. Only the cluster belongs to the server's account. */
export function placesIn(dataDir: string) {
  return {
    cluster: join(dataDir, 'cluster'),
    /** A cluster in the making. */
    staging: join(dataDir, 'cluster.new'),
    password: join(dataDir, 'password'),
    lock: join(dataDir, 'lock'),
    /** Locked by every process that uses the server. */
    users: join(dataDir, 'users'),
    log: join(dataDir, 'server.log'),
  };
}

/**
 * Makes a new cluster with the database {@link ROLE} and its owner of the same name. It gets its place when it is whole and on
 * disk: whatever a broken-off start left behind is thrown away here. The caller holds the lock.
 *
 * Nobody is let in without a password, and the superuser has none: over the network there is no superuser at all.
 */
export async function createCluster(options: {
  dataDir: string;
  binaries: string;
  account: Account | undefined;
  lockFd: number;
}): Promise<void> {
  const { dataDir, binaries, account, lockFd } = options;
  const { cluster, staging, password } = placesIn(dataDir);
  await rm(staging, { recursive: true, force: true });
  await rm(password, { force: true });
  await mkdir(staging, { mode: 0o700 });
  if (account) await chown(staging, account.uid, account.gid);

  // Base64url needs no quoting in SQL or in a URL.
  const secret = randomBytes(32).toString('base64url');
  await writeDurably(password, secret);

  const at = { account, cwd: staging, lockFd };
  const initdb = join(binaries, 'bin', 'initdb');
  const form = ['--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  await run(initdb, ['-D', IN_CWD, '--auth-local=reject', '--auth-host=scram-sha-256', ...form], at);
  // The single-user server asks for no password and opens no port. It always ends with 0, so its words count. `-F`: no fsync yet.
  const words = await run(join(binaries, 'bin', 'postgres'), ['--single', '-F', '-D', IN_CWD, 'postgres'], {
    ...at,
    input: `create role ${ROLE} login createdb password '${secret}'\ncreate database ${ROLE} owner ${ROLE}\n`,
  });
  if (/\b(ERROR|FATAL|PANIC):/.test(words)) {
    throw new EmbeddedPostgresError('the new database cluster could not be set up');
  }
  await run(initdb, ['-D', IN_CWD, '--sync-only'], at);
  await rename(staging, cluster);
  await syncDirectory(dataDir);
}

/** @throws {EmbeddedPostgresError} when the file is gone. */
export async function readPassword(dataDir: string): Promise<string> {
  const { password } = placesIn(dataDir);
  try {
    return await readFile(password, 'utf8');
  } catch (cause) {
    if (!isSystemError(cause, 'ENOENT')) throw cause;
    throw new EmbeddedPostgresError(
      `${password} is missing: bring it back from where the cluster came from`,
      { cause },
    );
  }
}

/** `wx`: never through a link that somebody else has put there. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
