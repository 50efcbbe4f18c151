import type { Bill, QuotedBill } from '../../domain/bill.ts';
import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import type { BillWords } from './words.ts';

/** Of what the answer holds besides, HTML: a card must fit into one message. */
const LONGEST_FACTS = 1_000;

/** What is owed, a line each: of months, parts and whatever else was told. HTML. */
export function billLines(words: BillWords, bill: Bill & Partial<Pick<QuotedBill, 'months'>>): string[] {
  const { periods, months, amount, admin, fine, total } = bill;
  const money = (label: string, value: typeof amount) =>
    value === undefined ? [] : [`${label}: ${formatRupiah(value)}`];
  const isPlain = amount === total && admin === undefined && fine === undefined;
  return [
    ...(periods.length === 0 ? [] : [`${words.period}: ${escapeLine(periods.join(', '), 200)}`]),
    ...(months === undefined ? [] : [words.months(months)]),
    ...money(words.amount, amount),
    ...money(words.admin, admin),
    ...(fine === 0 ? [] : money(words.fine, fine)),
    ...(isPlain ? [] : money(words.total, total)),
    ...factLines(bill),
  ];
}

function factLines({ facts }: Bill): string[] {
  const shown: string[] = [];
  let room = LONGEST_FACTS;
  for (const { label, value } of facts) {
    const line = `${escapeLine(label, 60)}: ${escapeLine(value, 150)}`;
    room -= line.length;
    if (room < 0) break;
    shown.push(line);
  }
  return shown;
}
