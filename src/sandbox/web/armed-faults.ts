import type { CallRecord } from '../klikoo/call-log.ts';
import type { Fault } from '../klikoo/faults.ts';
import type { FakeKlikoo } from '../klikoo/server.ts';
import type { ArmedFault, FaultChoice } from './protocol.ts';

/** Long enough for the client to give up, short enough to be waited for. */
const SLOW_MS = 30_000;

const FAULTS: Record<FaultChoice, Fault> = {
  slow: { kind: 'slow', afterMs: SLOW_MS },
  fail: { kind: 'http500', isExecuted: false },
  lose: { kind: 'reset_after' },
  garbage: { kind: 'garbage' },
};

/** What was asked for on the page to happen to Klikoo's next call, until it has happened. */
export class ArmedFaults {
  readonly #klikoo: FakeKlikoo;
  #waiting: ArmedFault[] = [];

  constructor(klikoo: FakeKlikoo) {
    this.#klikoo = klikoo;
  }

  get waiting(): ArmedFault[] {
    return this.#waiting;
  }

  arm(fault: ArmedFault): void {
    const { choice, call } = fault;
    this.#klikoo.nextFault({ ...FAULTS[choice], ...(call !== 'any' && { call }) });
    this.#waiting = [...this.#waiting, fault];
  }

  clear(): void {
    this.#klikoo.clearFaults();
    this.#waiting = [];
  }

  /** @returns whether it was one of these. */
  hit(record: CallRecord): boolean {
    const found = this.#waiting.find(
      ({ choice, call }) => FAULTS[choice].kind === record.fault && (call === 'any' || call === record.call),
    );
    this.#waiting = this.#waiting.filter((one) => one !== found);
    return found !== undefined;
  }
}
