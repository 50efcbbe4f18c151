export type WaitOptions = {
  /** Real time. Default 5,000 ms. */
  timeoutMs?: number;
  /** Completes "waited … for" in the error. */
  what?: string;
};

/** `sequence` rises by one with every event of this bus. */
export type Numbered<Body> = Body & { sequence: number; at: Date };

type Waiter = { tryNow: () => boolean; fail: (reason: Error) => void };

/** Tells listeners what happens, in order and before the call that caused it returns. */
export class EventBus<Body extends { type: string }> {
  readonly #place: string;
  readonly #now: () => Date;
  readonly #listeners = new Set<(event: Numbered<Body>) => void>();
  readonly #waiters = new Set<Waiter>();
  #sequence = 0;
  #isClosed = false;

  /** @param place of whose events these are, for errors: `Telegram` */
  constructor(place: string, now: () => Date) {
    this.#place = place;
    this.#now = now;
  }

  get lastSequence(): number {
    return this.#sequence;
  }

  emit(body: Body): void {
    this.#sequence += 1;
    const event = { ...body, sequence: this.#sequence, at: this.#now() };
    for (const listener of this.#listeners) listener(event);
    for (const waiter of this.#waiters) if (waiter.tryNow()) this.#waiters.delete(waiter);
  }

  subscribe(listener: (event: Numbered<Body>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves with what `check` returns as soon as that is neither `undefined` nor `false`: now, or after some event.
   * Rejects when the time is up, when `check` throws, or when the bus closes.
   */
  waitFor<T>(check: () => T | undefined | false, { timeoutMs = 5_000, what }: WaitOptions = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error(`the fake ${this.#place} is closed`));
      let timer: NodeJS.Timeout | undefined;
      const waiter: Waiter = {
        tryNow: () => {
          try {
            const value = check();
            if (value === undefined || value === false) return false;
            resolve(value);
          } catch (error) {
            reject(error);
          }
          clearTimeout(timer);
          return true;
        },
        fail: (reason) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          reject(reason);
        },
      };
      if (waiter.tryNow()) return;
      this.#waiters.add(waiter);
      const late = new Error(`waited ${timeoutMs} ms for ${what ?? `something at ${this.#place}`}, in vain`);
      timer = setTimeout(() => waiter.fail(late), timeoutMs);
    });
  }

  /** Resolves with the first event from now on that fits. */
  waitForEvent(matches: (event: Numbered<Body>) => boolean, options?: WaitOptions): Promise<Numbered<Body>> {
    let found: Numbered<Body> | undefined;
    const unsubscribe = this.subscribe((event) => {
      if (!found && matches(event)) found = event;
    });
    return this.waitFor(() => found, options).finally(unsubscribe);
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    for (const waiter of this.#waiters) waiter.fail(new Error(`the fake ${this.#place} was closed`));
  }
}
