import type { OutcomeName } from '../klikoo/outcome.ts';
import { OUTCOMES } from '../klikoo/outcomes.ts';
import type { Example } from './protocol.ts';

/** What shows most in little time, in this sequence. */
const FIRST: readonly OutcomeName[] = [
  'token',
  'failed',
  'slow',
  'wrong_number',
  'success_at_once',
  'answer_lost',
];

/** All outcomes of the fake Klikoo, those to try first before the others. */
export function examples(): Example[] {
  const rank = (name: OutcomeName) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return OUTCOMES.toSorted((a, b) => rank(a.name) - rank(b.name)).map(
    ({ name, example, label, description }) => ({
      text: example,
      expected: label.id,
      description: description.id,
      isFirst: FIRST.includes(name),
    }),
  );
}
