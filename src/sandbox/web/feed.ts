import type { PageEvent } from './protocol.ts';

export type Numbered = { id: string; event: PageEvent };

const KEPT = 4_000;

/** One numbered stream of what happens, which can be followed from where somebody left off. */
export class Feed {
  /** Ids of another run of the sandbox are told apart by it. */
  readonly #run: string;
  readonly #followers = new Set<(numbered: Numbered) => void>();
  #kept: Numbered[] = [];
  #sequence = 0;
  /** Called when the first follower comes and the last one goes. */
  onWatched: (isWatched: boolean) => void = () => {};

  constructor(run: string) {
    this.#run = run;
  }

  get cursor(): string {
    return `${this.#run}.${this.#sequence}`;
  }

  push(event: PageEvent): void {
    this.#sequence += 1;
    const numbered = { id: this.cursor, event };
    this.#kept.push(numbered);
    if (this.#kept.length > 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    for (const follower of this.#followers) follower(numbered);
  }

  /**
   * Everything after `cursor`, and whatever comes. `undefined`: nobody knows any more what came after it, so that the follower has to
   * begin anew.
   * @returns a function that ends it.
   */
  follow(cursor: string, follower: (numbered: Numbered) => void): (() => void) | undefined {
    const missed = this.#after(cursor);
    if (!missed) return undefined;
    for (const numbered of missed) follower(numbered);
    this.#followers.add(follower);
    if (this.#followers.size === 1) this.onWatched(true);
    return () => {
      if (this.#followers.delete(follower) && this.#followers.size === 0) this.onWatched(false);
    };
  }

  #after(cursor: string): Numbered[] | undefined {
    const [, run, digits] = /^(.+)\.(\d{1,15})$/.exec(cursor) ?? [];
    const missing = this.#sequence - Number(digits);
    const isKnown = run === this.#run && missing >= 0 && missing <= this.#kept.length;
    return isKnown ? this.#kept.slice(this.#kept.length - missing) : undefined;
  }
}
