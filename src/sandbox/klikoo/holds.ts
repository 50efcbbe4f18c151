/** How time passes for answers that are held back. */
export type Timers = {
  /** Runs `then` once, after so many milliseconds. @returns a function that prevents it. */
  after(ms: number, then: () => void): () => void;
};

export const realTimers: Timers = {
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** Answers that are held back, with their connections open. */
export class Holds {
  readonly #timers: Timers;
  readonly #open = new Set<() => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Ends when released, when `afterMs` have passed (absent: never), or when the client is gone. */
  hold(gone: AbortSignal, afterMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#open.delete(end);
        gone.removeEventListener('abort', end);
        cancel?.();
        resolve();
      };
      const cancel = afterMs === undefined ? undefined : this.#timers.after(afterMs, end);
      this.#open.add(end);
      gone.addEventListener('abort', end);
      if (gone.aborted) end();
    });
  }

  /** @returns how many there were. */
  release(): number {
    const ends = [...this.#open];
    for (const end of ends) end();
    return ends.length;
  }
}
