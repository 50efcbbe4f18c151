import { BILL_SAMPLES, type BillStanding } from '../klikoo/bills.ts';
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
  const outcomes = OUTCOMES.toSorted((a, b) => rank(a.name) - rank(b.name)).map(
    ({ name, example, label, description }) => ({
      text: example,
      expected: label.id,
      description: description.id,
      isFirst: FIRST.includes(name),
    }),
  );
  return [...outcomes, ...BILL_SAMPLES.map(billExample)];
}

const BILL_LABELS: Readonly<Record<BillStanding, string>> = {
  open: 'tagihan terbuka',
  paid: 'tagihan sudah terbayar',
  unknown: 'pelanggan tidak dikenal',
};

function billExample({ code, customer, standing }: (typeof BILL_SAMPLES)[number]): Example {
  const label = BILL_LABELS[standing];
  return {
    text: `TAG.${code}.${customer}`,
    expected: label,
    description: `Inquiry postpaid: ${label}.`,
    isFirst: false,
  };
}
