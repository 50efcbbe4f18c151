import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Account } from './account.ts';
import { EmbeddedPostgresError } from './error.ts';

export type RunOptions = { account: Account | undefined; cwd: string; lockFd?: number; input?: string };

/**
 * How every program of the server is started. The environment is a new one: ours holds the bot's secrets.
 * The kernel enters `cwd` before it drops our rights, see {@link IN_CWD}.
 */
export function spawnOptions(account: Account | undefined, cwd: string) {
  const env = { LC_ALL: 'C', TZ: 'UTC', PATH: process.env.PATH ?? '/usr/bin:/bin' };
  return account === undefined ? { cwd, env } : { cwd, env, uid: account.uid, gid: account.gid };
}

/**
 * The data directory as we name it to the server: the one it is started in. So the server's account needs no way to it from the
 * root of the file system, and a DATA_DIR below a closed home stays where the operator put it.
 */
export const IN_CWD = '/proc/self/cwd';

/**
 * Runs a program to its end, with `input` on its standard input, and returns what it wrote to standard error.
 * @throws {EmbeddedPostgresError} with the end of that text when it fails.
 */
export async function run(file: string, args: string[], options: RunOptions): Promise<string> {
  const child = spawn(file, args, {
    ...spawnOptions(options.account, options.cwd),
    stdio: ['pipe', 'ignore', 'pipe', options.lockFd ?? 'ignore'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  // A program that fails early does not read its input; its exit code says so better than EPIPE.
  child.stdin?.on('error', () => {}).end(options.input);
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new EmbeddedPostgresError(`${file} ended with ${code ?? signal}: ${complaint}`);
  return complaint;
}
