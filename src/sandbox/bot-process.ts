import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../store/embedded/free-port.ts';
import { AHEAD_VARIABLE } from './clock.ts';

/** Konter as a process of its own, under a supervisor that starts it again when it ends by itself. */
export type BotProcess = {
  /** `starting` too while it is about to be started again. */
  readonly state: 'stopped' | 'starting' | 'ready';
  /** `undefined` while none runs. */
  readonly pid: number | undefined;
  /** Where it serves HTTP, on 127.0.0.1; `undefined` while none runs. */
  readonly port: number | undefined;
  /**
   * Resolves once it receives messages; at once when it does already.
   * @throws {BotStartError} when it ends before that or takes too long: it is not started again then.
   */
  start(): Promise<void>;
  /** Resolves when it is ready, be it after several starts. Rejects when it is stopped. */
  whenReady(): Promise<void>;
  /** Asks it to finish what it does and to end; after `graceMs` (default 20,000) it is killed. It stays stopped. */
  stop(graceMs?: number): Promise<void>;
  /** Kills it without warning, and resolves when it is dead; the supervisor starts it again. Nothing when none runs. */
  kill9(): Promise<void>;
  /** Hears whenever `state` is another. @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void;
};

/** The message ends with the last lines of its log. */
export class BotStartError extends Error {
  override readonly name = 'BotStartError';
}

export type BotProcessOptions = {
  /** Everything the process has in its environment, but for `HTTP_HOST` and `HTTP_PORT`. */
  environment: Readonly<Record<string, string>>;
  logFile: string;
  /** Hears of ends nobody asked for, and of the starts that follow. */
  say: (line: string) => void;
  /** How far the clock of a process that is started now is ahead. Default: 0. */
  aheadMs?: () => number;
};

const PROGRAM = fileURLToPath(new URL('../main.ts', import.meta.url));
const ORPHAN_GUARD = new URL('orphan-guard.ts', import.meta.url).href;
const CLOCK_SHIFT = new URL('clock-shift.ts', import.meta.url).href;

/** Longer than any healthy start on a slow machine. */
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 40;
const STOP_GRACE_MS = 20_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const TAIL_BYTES = 8_000;
const TAIL_LINES = 8;
const TAIL_WIDTH = 400;

type Run = {
  child: ChildProcess;
  port: number;
  /** Where its part of the log begins. */
  logStart: number;
  /** How it ended, in words. */
  ended: Promise<string>;
  hasEnded: boolean;
};

export function createBotProcess(options: BotProcessOptions): BotProcess {
  const { logFile, say } = options;
  let state: BotProcess['state'] = 'stopped';
  let run: Run | undefined;
  let supervision: Promise<void> | undefined;
  let stopping = new AbortController();
  let ready = newReadiness();
  const listeners = new Set<() => void>();
  const become = (next: BotProcess['state']) => {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  };

  async function supervise(): Promise<void> {
    const { signal } = stopping;
    let hasBeenReady = false;
    for (let failures = 0; !signal.aborted; ) {
      become('starting');
      run = await launch(options);
      // Told to end while there was no process yet, it has not heard of it.
      if (signal.aborted) run.child.kill('SIGTERM');
      const isReady = await becomesReady(run, signal);
      if (isReady) {
        become('ready');
        ready.resolve();
        if (hasBeenReady) say('The bot is back.');
        hasBeenReady = true;
        failures = 0;
      }
      const how = await run.ended;
      const { logStart } = run;
      run = undefined;
      if (signal.aborted) break;
      if (!hasBeenReady)
        throw new BotStartError(`The bot did not start: ${how}.\n${await tailOf(logFile, logStart)}`);
      if (isReady) ready = newReadiness();
      become('starting');
      say(`The bot ended by itself: ${how}. It is started again.`);
      if (!isReady) say(await tailOf(logFile, logStart));
      failures += isReady ? 0 : 1;
      await pause(pauseAfter(failures), undefined, { signal }).catch(() => {});
    }
  }

  function finish(error: Error): void {
    become('stopped');
    supervision = undefined;
    ready.reject(error);
    ready = newReadiness();
  }

  return {
    get state() {
      return state;
    },
    get pid() {
      return run?.child.pid;
    },
    get port() {
      return run?.port;
    },
    start() {
      const { promise } = ready;
      if (supervision === undefined) {
        stopping = new AbortController();
        become('starting');
        supervision = supervise().then(
          () => finish(new BotStartError('The bot was stopped.')),
          (error: unknown) => finish(error instanceof Error ? error : new BotStartError(String(error))),
        );
      }
      return promise;
    },
    whenReady: () => ready.promise,
    async stop(graceMs = STOP_GRACE_MS) {
      const ending = supervision;
      if (ending === undefined) return;
      stopping.abort();
      const stopped = run;
      stopped?.child.kill('SIGTERM');
      const late = setTimeout(() => (stopped ?? run)?.child.kill('SIGKILL'), graceMs);
      await ending;
      clearTimeout(late);
    },
    async kill9() {
      const killed = run;
      if (killed === undefined) return;
      killed.child.kill('SIGKILL');
      await killed.ended;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function newReadiness(): PromiseWithResolvers<void> {
  const readiness = Promise.withResolvers<void>();
  // Nobody may be waiting when it is rejected.
  readiness.promise.catch(() => {});
  return readiness;
}

function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
}

async function launch({ environment, logFile, aheadMs = () => 0 }: BotProcessOptions): Promise<Run> {
  const port = await freePort();
  const ahead = aheadMs();
  const preloaded = ahead > 0 ? [ORPHAN_GUARD, CLOCK_SHIFT] : [ORPHAN_GUARD];
  const log = await open(logFile, 'a', 0o600);
  try {
    const logStart = (await log.stat()).size;
    const imports = preloaded.flatMap((module) => ['--import', module]);
    const child = spawn(process.execPath, [...imports, PROGRAM], {
      env: {
        ...environment,
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: String(port),
        ...(ahead > 0 && { [AHEAD_VARIABLE]: String(ahead) }),
      },
      stdio: ['pipe', log.fd, log.fd],
      // A Ctrl+C in the terminal is for the sandbox, which then asks the bot to end.
      detached: true,
    });
    const run: Run = { child, port, logStart, ended: endOf(child), hasEnded: false };
    run.ended = run.ended.finally(() => {
      run.hasEnded = true;
    });
    return run;
  } finally {
    await log.close();
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'exit');
    return signal === null ? `exit code ${code}` : `killed by ${signal}`;
  } catch (error) {
    return error instanceof Error ? error.message : 'it could not be started';
  }
}

/** False: it has ended, was told to, or is being killed because it took too long. */
async function becomesReady(run: Run, signal: AbortSignal): Promise<boolean> {
  const deadlineMs = performance.now() + READY_WITHIN_MS;
  while (!run.hasEnded && !signal.aborted) {
    if (await answersReady(run.port)) return true;
    if (performance.now() > deadlineMs) {
      run.child.kill('SIGKILL');
      return false;
    }
    await Promise.race([pause(LOOK_EVERY_MS), run.ended]);
  }
  return false;
}

async function answersReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** The last lines of the log from `logStart` on, each cut to a readable width. */
async function tailOf(logFile: string, logStart: number): Promise<string> {
  let log: FileHandle | undefined;
  try {
    log = await open(logFile, 'r');
    const { size } = await log.stat();
    const { buffer, bytesRead } = await log.read({
      buffer: Buffer.alloc(TAIL_BYTES),
      position: Math.max(logStart, size - TAIL_BYTES),
    });
    const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-TAIL_LINES);
    return lines.map((line) => `  ${line.slice(0, TAIL_WIDTH)}`).join('\n');
  } finally {
    await log?.close();
  }
}
