import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { EmbeddedPostgresError } from './error.ts';
import { isSystemError } from './system-error.ts';

/**
 * Tries to take the lock on `file`, which is made if need be. `undefined`: somebody else has it.
 *
 * It is the kernel's lock on an open file: closing the handle gives it up, and so does any death of its holder. A child that
 * inherits the handle holds it too. Postgres does, so the lock is free only when no launcher *and no server* is at work,
 * also across containers that share the directory but not their process numbers.
 */
export async function tryLock(file: string): Promise<FileHandle | undefined> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    // flock(1) locks the open file it inherits, which is the same one as ours: the lock stays when it ends.
    const child = spawn('flock', ['-n', '-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', handle.fd] });
    const [code] = await once(child, 'exit');
    if (code === 0) return handle;
    if (code !== 1) throw new EmbeddedPostgresError(`flock ended with ${code} for ${file}`);
  } catch (error) {
    await handle.close();
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw new EmbeddedPostgresError('no flock (util-linux) on this machine: install it, or set DATABASE_URL');
  }
  await handle.close();
  return undefined;
}
