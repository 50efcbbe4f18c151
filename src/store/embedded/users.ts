import type { FileHandle } from 'node:fs/promises';
import { lockHandle, tryLock } from './lock.ts';

/** By file. Kept here because a handle that nobody refers to is closed some day, and its lock with it. */
const held = new Map<string, Promise<FileHandle | undefined>>();

/**
 * Makes this process one of the users of the server that belongs to `file`, until it leaves or dies, however it dies. Again: it stays
 * one, for all its parts together. False: the last user is just ending the server.
 */
export async function joinUsers(file: string): Promise<boolean> {
  const joining = held.get(file) ?? tryLock(file, 'shared');
  held.set(file, joining);
  try {
    if ((await joining) !== undefined) return true;
  } catch (error) {
    held.delete(file);
    throw error;
  }
  if (held.get(file) === joining) held.delete(file);
  return false;
}

/** Does `end` if this process was the last user; while it lasts, nobody becomes one. Nothing when it was none. */
export async function leaveUsers(file: string, end: () => Promise<void>): Promise<void> {
  const joining = held.get(file);
  held.delete(file);
  const handle = await joining;
  if (handle === undefined) return;
  try {
    // Each who leaves gives up his own lock before he asks for all of it: of several who leave at once, one gets it.
    if (await lockHandle(handle, 'exclusive')) await end();
  } finally {
    await handle.close();
  }
}
