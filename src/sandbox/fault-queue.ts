/** Faults to come, each used up by the calls it matches, the oldest first. `times`: how many; 1 where absent. */
export class FaultQueue<Fault extends { times?: number }> {
  #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The oldest that matches. */
  protected takeFirst(matches: (fault: Fault) => boolean): Fault | undefined {
    const entry = this.#waiting.find(({ fault }) => matches(fault));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== entry);
    return entry.fault;
  }
}
