import { EventBus, type Numbered, type WaitOptions } from '../event-bus.ts';
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

export type KlikooEvent = Numbered<EventBody>;

/** So many calls are kept; the counts go on. */
const KEPT_CALLS = 10_000;

/** What the client did. Listeners hear of it before the client gets its answer. */
export class CallLog extends EventBus<EventBody> {
  readonly #counts = new Map<CallName, number>();
  #calls: CallRecord[] = [];
  #callSequence = 0;

  constructor(now: () => Date) {
    super('Klikoo', now);
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
}
