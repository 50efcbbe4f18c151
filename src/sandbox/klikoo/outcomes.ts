import type { Outcome } from './outcome.ts';
import { LOST_ANSWERS } from './outcomes/answers.ts';
import { ENDINGS } from './outcomes/endings.ts';
import { STRANGE_INQUIRIES } from './outcomes/inquiries.ts';
import { successAfter } from './outcomes/rows.ts';
import { STRANGE_STATUSES } from './outcomes/statuses.ts';

const USUAL: Outcome = {
  name: 'success',
  suffix: '',
  example: 'S10.081234567890',
  label: { id: 'sukses setelah 2 detik', en: 'success after 2 s' },
  description: {
    id: 'Semua nomor lain: WAITING, lalu SUCCESS setelah 2 detik.',
    en: 'Any other number: WAITING, then SUCCESS after 2 s.',
  },
  ...successAfter(2_000),
};

/**
 * The one table of what the sandbox's Klikoo does. It works for phone and meter numbers alike; 01105691111 and 01105601111
 * are the numbers of Klikoo's own inquiry samples.
 */
export const OUTCOMES: readonly Outcome[] = [
  ...ENDINGS,
  ...LOST_ANSWERS,
  ...STRANGE_STATUSES,
  ...STRANGE_INQUIRIES,
  USUAL,
];

/** The row whose suffix fits best; there is one for every destination. */
export function outcomeFor(destination: string): Outcome {
  const fitting = OUTCOMES.filter(({ suffix }) => destination.endsWith(suffix));
  const [longest] = fitting.sort((a, b) => b.suffix.length - a.suffix.length);
  if (!longest) throw new Error('the table of outcomes has no row without a suffix');
  return longest;
}
