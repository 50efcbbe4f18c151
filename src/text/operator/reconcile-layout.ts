import type { KeptDifference } from '../../app/reconcile-day.ts';
import type { Day } from '../../domain/day.ts';
import type { Rupiah } from '../../domain/money.ts';
import { mayClose } from '../../domain/reconcile.ts';
import { escapeLine } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';

export type DifferenceWords = { askAgain: string; checked: string; first: string; next: string };

/** What asking again may mend gets that button; what only a person can tell, and what was asked already, the other. */
export function differenceButtons(
  view: { day: Day; after: number; shown: readonly KeptDifference[]; hasMore: boolean },
  words: DifferenceWords,
): Button[][] {
  const { day, after, shown, hasMore } = view;
  const rows = shown.map((each, index) => [
    ...(each.repair === 'check'
      ? [{ text: `${index + 1} ${words.askAgain}`, data: `difask:${each.id}:${after}` }]
      : []),
    ...(mayClose(each) ? [{ text: `${index + 1} ${words.checked}`, data: `difok:${each.id}:${after}` }] : []),
  ]);
  const last = shown.at(-1)?.id ?? 0;
  const turn = [
    ...(after > 0 ? [{ text: words.first, data: `dif:${day}:0` }] : []),
    ...(hasMore ? [{ text: words.next, data: `dif:${day}:${last}` }] : []),
  ];
  return turn.length === 0 ? rows : [...rows, turn];
}

/** `#10001 PLN20.01105691111` */
export function oursLabel({ ours, reference }: KeptDifference): string {
  if (ours === undefined) return escapeLine(reference, 60);
  return `#${ours.number} ${escapeLine(`${ours.productCode}.${ours.destination}`, 80)}`;
}

export function amountOrDash(amount: Rupiah | undefined): string {
  return amount === undefined ? '-' : formatRupiah(amount);
}

/** Of transactions under one reference, as many as a message with its neighbours has room for. */
export const MOST_THEIRS = 2;
