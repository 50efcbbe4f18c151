import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { EmbeddedPostgresError } from './error.ts';
import { isSystemError } from './system-error.ts';

/** `shared` goes along with other shared ones. */
export type LockKind = 'exclusive' | 'shared';

/**
 * Tries to take the lock on `file`, which is made if need be. `undefined`: somebody else has it.
 *
 * It is the kernel's lock on an open file: closing the handle gives it up, and so does any death of its holder. A child that
 * inherits the handle holds it too. Postgres does, so the lock is free only when no launcher *and no server* is at work,
 * also across containers that share the directory but not their process numbers.
 */
export async function tryLock(file: string, kind: LockKind = 'exclusive'): Promise<FileHandle | undefined> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    if (await lockHandle(handle, kind)) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** Tries to lock the open file, or to turn the lock it has into one of the other kind. False: it has no lock, not even the old one. */
export async function lockHandle(handle: FileHandle, kind: LockKind): Promise<boolean> {
  try {
    // flock(1) locks the open file it inherits, which is the same one as ours: the lock stays when it ends.
    const child = spawn('flock', ['-n', `--${kind}`, '3'], {
      stdio: ['ignore', 'ignore', 'ignore', handle.fd],
    });
    const [code] = await once(child, 'exit');
    if (code === 0) return true;
    if (code === 1) return false;
    throw new EmbeddedPostgresError(`flock ended with ${code}`);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw new EmbeddedPostgresError('no flock (util-linux) on this machine: install it, or set DATABASE_URL');
  }
}
