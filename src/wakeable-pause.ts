/** A pause that somebody else can end. One at a time. */
export type WakeablePause = {
  /** Resolves after `ms`, or with the next `wake`. */
  pause: (ms: number) => Promise<void>;
  /** Harmless when nobody pauses. */
  wake: () => void;
};

export function createWakeablePause(): WakeablePause {
  let rouse: (() => void) | undefined;
  return {
    pause: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done() {
          clearTimeout(timer);
          rouse = undefined;
          resolve();
        }
        rouse = done;
      }),
    wake: () => rouse?.(),
  };
}
