import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.ts';
import { EmbeddedPostgresError } from './error.ts';
import { freePort } from './free-port.ts';
import { IN_CWD, spawnOptions } from './run.ts';
import { isSystemError } from './system-error.ts';

/** The first process of a running server. */
export type Postmaster = { pid: number; port: number; isReady: boolean };

const POLL_EVERY_MS = 10;
const WATCH_EVERY_MS = 500;
/** Sessions are cut at once; what may take long is writing out what is in memory. */
const FAST_STOP_MS = 10_000;
const ABRUPT_STOP_MS = 5_000;

/**
 * The live server of the cluster in directory `cluster`. Its pid file alone proves nothing: it outlives a kill, and its number may
 * belong to another process by now. A server works inside its data directory, whatever name it was given for it.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = await pidFileLines(cluster);
  const pid = Number(lines[0]);
  if (!(pid > 0) || !(await worksIn(pid, cluster))) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/** The format is that of `pidfile.h` in PostgreSQL: pid, directory, start time, port, socket, address, memory, status. */
async function pidFileLines(cluster: string): Promise<string[]> {
  try {
    return (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}

async function worksIn(pid: number, directory: string): Promise<boolean> {
  try {
    const [its, ours] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(directory)]);
    return its.dev === ours.dev && its.ino === ours.ino;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'EACCES', 'ESRCH')) return false;
    throw error;
  }
}

export type LaunchOptions = {
  cluster: string;
  binaries: string;
  account: Account | undefined;
  lock: FileHandle;
  logFile: string;
  settings: Record<string, string>;
  /** By `performance.now()`. */
  deadlineMs: number;
};

/**
 * Starts the server and waits until it takes connections. The caller holds `lock`, which from then on the server holds too, and
 * has seen that there is no server. At the deadline the server is left to go on recovering: the next start finds it further.
 * @throws {EmbeddedPostgresError} when it ends, with the end of its log; at the deadline.
 */
export async function launchPostmaster(options: LaunchOptions): Promise<Postmaster> {
  await removeMisleadingPidFile(options.cluster);
  for (let attempt = 1; ; attempt += 1) {
    const launched = await launchOnPort(await freePort(), options);
    if (!('complaint' in launched)) return launched;
    // Somebody may take the port between our finding it free and the server's asking for it.
    if (attempt < 3 && launched.complaint.includes('Address already in use')) continue;
    throw new EmbeddedPostgresError(
      `PostgreSQL did not start, see ${options.logFile}: ${launched.complaint}`,
    );
  }
}

/** Postgres does not start when the number in a stale pid file now belongs to another process of its user, as after a reboot. */
async function removeMisleadingPidFile(cluster: string): Promise<void> {
  const pid = Number((await pidFileLines(cluster))[0]);
  if (pid > 0 && isAlive(pid)) await rm(join(cluster, 'postmaster.pid'), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}

async function launchOnPort(
  port: number,
  options: LaunchOptions,
): Promise<Postmaster | { complaint: string }> {
  const { cluster, logFile, deadlineMs } = options;
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  const log = await open(logFile, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    const logStart = (await log.stat()).size;
    const child = spawnPostgres(port, log, options);
    const ended = new AbortController();
    child.once('error', (error) => ended.abort(error.message));
    child.once('exit', (code, signal) => ended.abort(`ended with ${code ?? signal}`));
    child.unref();
    while (!ended.signal.aborted) {
      const postmaster = await findPostmaster(cluster);
      if (postmaster?.pid === child.pid && postmaster?.isReady) return postmaster;
      if (performance.now() > deadlineMs)
        throw new EmbeddedPostgresError(`PostgreSQL is still starting, see ${logFile}`);
      await pause(POLL_EVERY_MS);
    }
    const { buffer, bytesRead } = await log.read({ position: logStart, buffer: Buffer.alloc(4000) });
    return { complaint: `${ended.signal.reason}\n${buffer.toString('utf8', 0, bytesRead)}` };
  } finally {
    await log.close();
  }
}

function spawnPostgres(port: number, log: FileHandle, options: LaunchOptions): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    // The failure of a statement is told to who sent it. In the file it would stand with its data.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    jit: 'off',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(join(options.binaries, 'bin', 'postgres'), ['-D', IN_CWD, ...flags], {
    ...spawnOptions(options.account, options.cluster),
    // Of its own session, so that a Ctrl-C meant for us does not reach it.
    detached: true,
    stdio: ['ignore', log.fd, log.fd, options.lock.fd],
  });
}

/**
 * Ends the server of `cluster`, if one runs: sessions are cut, memory is written out. When that takes too long it ends abruptly,
 * which the write-ahead log makes good at the next start.
 * @throws {EmbeddedPostgresError} when even that does not end it.
 */
export async function stopPostmaster(cluster: string): Promise<void> {
  const running = await findPostmaster(cluster);
  if (running === undefined) return;
  if (await endBy('SIGINT', FAST_STOP_MS, running.pid, cluster)) return;
  if (await endBy('SIGQUIT', ABRUPT_STOP_MS, running.pid, cluster)) return;
  throw new EmbeddedPostgresError(`PostgreSQL (process ${running.pid}) in ${cluster} does not stop`);
}

export type Watch = {
  /** Resolves when it has ended, soon after. Never once the watch is over. */
  ended: Promise<void>;
  stop(): void;
};

/** Looks from time to time whether process `pid` still serves `cluster`, be it our child or not. Keeps no process alive. */
export function watchPostmaster(cluster: string, pid: number): Watch {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  const stop = () => {
    isOver = true;
    clearInterval(timer);
  };
  const look = async () => {
    // Could not look is not ended: the next look tells.
    const lives = await worksIn(pid, cluster).catch(() => true);
    if (lives || isOver) return;
    stop();
    resolve();
  };
  const timer = setInterval(() => void look(), WATCH_EVERY_MS).unref();
  return { ended: promise, stop };
}

async function endBy(
  signal: NodeJS.Signals,
  withinMs: number,
  pid: number,
  cluster: string,
): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
  }
  const deadlineMs = performance.now() + withinMs;
  while (await worksIn(pid, cluster)) {
    if (performance.now() > deadlineMs) return false;
    await pause(POLL_EVERY_MS);
  }
  return true;
}
