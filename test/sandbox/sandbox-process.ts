import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const BIN = fileURLToPath(new URL('../../src/sandbox/bin.ts', import.meta.url));

/** `npm run sandbox` as a process of its own, with pipes for a terminal. */
export type SandboxProcess = {
  pid: number;
  /** Standard output and error so far. */
  output(): string;
  /** Resolves when the output holds `text`; rejects when it ends without. */
  prints(text: string): Promise<void>;
  /** Writes lines and, unless more are to come, ends the input. */
  type(lines: readonly string[], options?: { hasMore?: boolean }): void;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or the name of the signal. */
  ended: Promise<number | string>;
};

/** @param env added to what a process needs to run at all. */
export function runSandbox(args: readonly string[], env: Record<string, string> = {}): SandboxProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], { env: { PATH, HOME, ...env } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  const noted = (text: string) => {
    output += text;
    child.emit('noted');
  };
  child.stdout.setEncoding('utf8').on('data', noted);
  child.stderr.setEncoding('utf8').on('data', noted);
  child.stdin.on('error', () => {});
  return {
    pid: child.pid ?? 0,
    output: () => output,
    prints: (text) => printed(child, () => output.includes(text), text),
    type(lines, { hasMore = false } = {}) {
      for (const line of lines) child.stdin.write(`${line}\n`);
      if (!hasMore) child.stdin.end();
    },
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(([code, signal]: (number | string | null)[]) => signal ?? code ?? -1),
  };
}

function printed(child: ChildProcess, isThere: () => boolean, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => isThere() && resolve();
    child.on('noted', look);
    child.once('close', () => reject(new Error(`it ended without printing ${text}`)));
    look();
  });
}

/** A directory of the test's own, removed after it. */
export async function ownDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'konter-test-of-sandbox-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Processes that work in `directory` or were told of it: the bot by its environment, the database by where it stands. */
export function processesOf(directory: string): { bots: number[]; databases: number[] } {
  const pids = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  const having = (read: (pid: string) => string) =>
    pids.filter((pid) => quietly(() => read(pid)).includes(directory)).map(Number);
  return {
    bots: having((pid) => /DATA_DIR=[^\0]*/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[0] ?? ''),
    databases: having((pid) => readlinkSync(`/proc/${pid}/cwd`)),
  };
}

/** A process may end while we look at it. */
function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
