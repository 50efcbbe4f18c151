import type { CallName } from './faults.ts';

/** One call of the client. It holds neither bodies nor headers nor queries, so no secret either. */
export type CallRecord = {
  sequence: number;
  call: CallName;
  /** The partner reference the call is about, where it names one or a transaction that has one. */
  reference: string | undefined;
  at: Date;
  /** Real time, from the first byte to the answer. */
  durationMs: number;
  /** What was sent; `undefined` when nothing was. */
  status: number | undefined;
  /** Klikoo's response code in that answer, if it holds one. */
  code: string | undefined;
  /** `abandoned`: the client went away first, or the server closed. */
  result: 'answered' | 'reset' | 'abandoned';
  /** The kind of the fault that was played. */
  fault: string | undefined;
};

export type EventBody =
  /** The request is read; nothing is done yet. */
  | { type: 'call_started'; call: CallName; reference: string | undefined }
  /** A purchase exists; its answer is not sent yet. */
  | { type: 'bought'; reference: string; transactionId: string }
  /** The answer is held back until `release()`, or for a while. */
  | { type: 'call_held'; call: CallName; reference: string | undefined }
  | { type: 'call_ended'; call: CallRecord }
  | { type: 'decided'; reference: string; status: string }
  | { type: 'callback_sent'; transactionId: string; status: number };

/** `sequence` rises by one with every event of this server. */
export type KlikooEvent = EventBody & { sequence: number; at: Date };

export type WaitOptions = {
  /** Real time. Default 5,000 ms. */
  timeoutMs?: number;
};

type Waiter = { tryNow: () => boolean; fail: (reason: Error) => void };

/** So many calls are kept; the counts go on. */
const KEPT_CALLS = 10_000;

/** What the client did, and who wants to know. Listeners hear of it before the client gets its answer. */
export class CallLog {
  readonly #now: () => Date;
  readonly #listeners = new Set<(event: KlikooEvent) => void>();
  readonly #waiters = new Set<Waiter>();
  readonly #counts = new Map<CallName, number>();
  #calls: CallRecord[] = [];
  #sequence = 0;
  #callSequence = 0;
  #isClosed = false;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get calls(): readonly CallRecord[] {
    return this.#calls;
  }

  count(call?: CallName): number {
    if (call !== undefined) return this.#counts.get(call) ?? 0;
    return this.#callSequence;
  }

  add(entry: Omit<CallRecord, 'sequence'>): void {
    this.#callSequence += 1;
    const record = { sequence: this.#callSequence, ...entry };
    this.#counts.set(record.call, this.count(record.call) + 1);
    this.#calls.push(record);
    if (this.#calls.length > 2 * KEPT_CALLS) this.#calls = this.#calls.slice(-KEPT_CALLS);
    this.emit({ type: 'call_ended', call: record });
  }

  emit(body: EventBody): void {
    this.#sequence += 1;
    const event: KlikooEvent = { ...body, sequence: this.#sequence, at: this.#now() };
    for (const listener of this.#listeners) listener(event);
    for (const waiter of this.#waiters) if (waiter.tryNow()) this.#waiters.delete(waiter);
  }

  subscribe(listener: (event: KlikooEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves with what `check` returns as soon as that is neither `undefined` nor `false`: now, or after some event.
   * Rejects when the time is up, when `check` throws, or when the server closes.
   */
  waitFor<T>(check: () => T | undefined | false, { timeoutMs = 5_000 }: WaitOptions = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('the fake Klikoo is closed'));
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
      const late = new Error(`waited ${timeoutMs} ms for something at Klikoo, in vain`);
      timer = setTimeout(() => waiter.fail(late), timeoutMs);
    });
  }

  /** Resolves with the first event from now on that fits. */
  waitForEvent(matches: (event: KlikooEvent) => boolean, options?: WaitOptions): Promise<KlikooEvent> {
    let found: KlikooEvent | undefined;
    const unsubscribe = this.subscribe((event) => {
      if (!found && matches(event)) found = event;
    });
    return this.waitFor(() => found, options).finally(unsubscribe);
  }

  /** Resolves with the first call that ends from now on and fits. */
  async waitForCall(
    call: CallName,
    matches: (record: CallRecord) => boolean = () => true,
    options?: WaitOptions,
  ): Promise<CallRecord> {
    const fits = (record: CallRecord) => record.call === call && matches(record);
    const event = await this.waitForEvent((one) => one.type === 'call_ended' && fits(one.call), options);
    if (event.type !== 'call_ended') throw new Error('waited for a call, got something else');
    return event.call;
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    for (const waiter of this.#waiters) waiter.fail(new Error('the fake Klikoo was closed'));
  }
}
