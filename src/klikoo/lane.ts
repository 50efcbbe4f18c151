/** Lets at most `size` callers in at once, first come first served. */
export class Lane {
  readonly #size: number;
  readonly #waiting = new Set<() => void>();
  #busy = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** `true` once there is room, which must be given back with {@link leave}; `false` after `waitMs` without any. */
  enter(waitMs: number): Promise<boolean> {
    if (this.#busy < this.#size) {
      this.#busy += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const admit = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(admit);
        resolve(false);
      }, waitMs);
      this.#waiting.add(admit);
    });
  }

  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#busy -= 1;
      return;
    }
    // The room passes straight to the next in line, so nobody who comes in between can take it.
    this.#waiting.delete(next);
    next();
  }
}
