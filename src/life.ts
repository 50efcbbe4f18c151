import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from './logger.ts';

/** Of a process: it opens one thing after the other, and whenever the end comes, it closes those it has. */
export type Life = {
  /** Aborted when the end has come. */
  readonly signal: AbortSignal;
  /** Notes how to close what was just opened. @throws when the end has come meanwhile, so that no more is opened. */
  opened: (name: string, close: () => Promise<unknown>) => void;
  /** The start, which `end` waits for. */
  start(work: () => Promise<void>): Promise<void>;
  /** Closes what is open, the last first, and ends the process with `code`. Only the first call counts. */
  end(code: number): void;
};

/** For all of the end. After that the process ends with 1 in place of 0: what was under way is done again at the next start. */
export const STOP_WITHIN_MS = 15_000;
/** For the step of the start that is being taken: the database server in the middle of its own start cannot be closed yet. */
const FINISH_STEP_MS = 6_000;

export function createLife(log: Pick<Logger, 'info' | 'error'>): Life {
  const stopping = new AbortController();
  const closers: { name: string; close: () => Promise<unknown> }[] = [];
  let starting: Promise<void> = Promise.resolve();

  async function close(): Promise<void> {
    const started = starting.catch(() => {});
    await Promise.race([started, pause(FINISH_STEP_MS, undefined, { ref: false })]);
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      const { name } = closer;
      await closer.close().catch((err: unknown) => log.error({ err, part: name }, 'a part did not close'));
    }
  }

  return {
    signal: stopping.signal,
    opened(name, close) {
      closers.push({ name, close });
      stopping.signal.throwIfAborted();
    },
    start(work) {
      starting = work();
      return starting;
    },
    end(code) {
      if (stopping.signal.aborted) return;
      stopping.abort();
      setTimeout(() => {
        log.error('could not stop in time; what was under way is done again at the next start');
        process.exit(code || 1);
      }, STOP_WITHIN_MS).unref();
      void close().then(() => {
        log.info('stopped');
        process.exit(code);
      });
    },
  };
}
