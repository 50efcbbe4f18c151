import { createWakeablePause } from '../wakeable-pause.ts';

/** Work that becomes due by itself: claimed in bounded batches, at once when woken, and otherwise looked for now and then. */
export type DueLoop = {
  start(): void;
  /** Something may be due now. Cheap, and harmless when nothing is. */
  wake(): void;
  /** Claims nothing more; resolves when what was claimed is done. */
  stop(): Promise<void>;
};

export type DueLoopOptions = {
  /** Claims and does one batch; returns how much it claimed. A full batch means there may be more. */
  runBatch: () => Promise<number>;
  /** How long to wait when nothing was due. */
  idleMs: number;
  /** A batch that threw: its claims run out by themselves and are done again. */
  onError: (error: unknown) => void;
};

/** Longest pause after batches that threw one after another. */
const MAX_ERROR_PAUSE_MS = 5_000;

export function createDueLoop({ runBatch, idleMs, onError }: DueLoopOptions): DueLoop {
  let running: Promise<void> | undefined;
  let isStopping = false;
  let isWoken = false;
  const { pause, wake: rouse } = createWakeablePause();

  async function run(): Promise<void> {
    let errors = 0;
    while (!isStopping) {
      isWoken = false;
      let claimed = 0;
      try {
        claimed = await runBatch();
        errors = 0;
      } catch (error) {
        errors++;
        onError(error);
      }
      if (isStopping || (errors === 0 && (claimed > 0 || isWoken))) continue;
      await pause(errors === 0 ? idleMs : Math.min(idleMs * 2 ** errors, MAX_ERROR_PAUSE_MS));
    }
  }

  return {
    start() {
      running ??= run();
    },
    wake() {
      isWoken = true;
      rouse();
    },
    async stop() {
      isStopping = true;
      rouse();
      await running;
    },
  };
}
