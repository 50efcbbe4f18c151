import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { placesIn } from '../../src/store/embedded/cluster.ts';
import { stopPostmaster } from '../../src/store/embedded/postmaster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory of this run for the test server, which is started in it when a test first needs a database. */
    testServerDir: string;
  }
}

/** A file in the directory of a run says that somebody may want to look at its databases. */
export const KEPT = 'kept';
const PREFIX = 'konter-test-';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const run = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  project.provide('testServerDir', run);
  return async () => {
    if (!existsSync(join(run, KEPT))) await removeRun(run);
  };
}

/** A run that was killed, or kept a database, leaves its server behind. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    const path = join(tmpdir(), name);
    if (pid > 0 && !existsSync(`/proc/${pid}`) && (await isOurs(path))) await removeRun(path);
  }
}

async function isOurs(path: string): Promise<boolean> {
  return (await stat(path)).uid === process.getuid?.();
}

async function removeRun(path: string): Promise<void> {
  await stopPostmaster(placesIn(path).cluster);
  await rm(path, { recursive: true, force: true });
}
