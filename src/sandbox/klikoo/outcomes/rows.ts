import type { Code } from '../envelope.ts';
import type { Outcome, Step } from '../outcome.ts';

export const DISTURBED = 'Produk sedang dalam masalah';

export const pln = (suffix: string) => `PLN20.0110569${suffix}`;
export const pulsa = (suffix: string) => `S10.08123456${suffix}`;
export const wallet = (suffix: string) => `DN10.08123456${suffix}`;

export const waitingThen = (...later: Step[]): Step[] => [{ afterMs: 0, status: 'WAITING' }, ...later];

type Life = Pick<Outcome, 'delayMs' | 'steps' | 'refusal'>;

export const successAfter = (delayMs: number): Life => ({
  delayMs,
  steps: waitingThen({ afterMs: delayMs, status: 'SUCCESS' }),
});

export const failedAfter = (delayMs: number): Life => ({
  delayMs,
  steps: waitingThen({ afterMs: delayMs, status: 'FAILED', reason: DISTURBED }),
});

/** Nothing is bought. */
export const refused = (refusal: Code): Life => ({ delayMs: undefined, steps: [], refusal });
