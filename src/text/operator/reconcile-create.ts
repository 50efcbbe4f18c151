import type { KeptDifference } from '../../app/reconcile-day.ts';
import type { OrderState } from '../../domain/order/order.ts';
import {
  DIFFERENCE_KINDS,
  type DifferenceKind,
  type Standing,
  type StandingTallies,
} from '../../domain/reconcile.ts';
import { escapeLine, formatDay, lines } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { signed, yesNo } from './layout.ts';
import {
  amountOrDash,
  type DifferenceWords,
  differenceButtons,
  MOST_THEIRS,
  oursLabel,
} from './reconcile-layout.ts';
import type { ReconcileTexts } from './reconcile-texts.ts';

/** Sentences. What comes in is ready to be shown. */
export type ReconcileWords = {
  kinds: Record<DifferenceKind, string>;
  state: Record<OrderState, string>;
  standing: Record<Standing, string>;

  comparing: (day: string) => string;
  reconciliation: string;
  here: string;
  tallies: Record<Standing, string>;
  balanceSilent: string;
  balance: (theirs: string, ours: string, difference: string) => string;
  isOpening: string;
  uncertain: string;
  isMoving: string;
  noDifferences: string;
  openDifferences: string;
  bookOpening: string;
  incomplete: (rows: number) => string;

  noneOpen: (day: string) => string;
  differences: string;
  open: string;
  difference: {
    missingHere: (theirs: string) => string;
    reference: string;
    missingThere: (here: string, cost: string) => string;
    otherStatus: (here: string, there: string) => string;
    otherAmount: (here: string, there: string) => string;
    otherData: (there: string) => string;
    doubled: (theirs: string) => string;
  };
  buttons: DifferenceWords;

  askOpening: (amount: string) => string;
  askTopup: (amount: string) => string;
  booked: (amount: string) => string;
  balanceByOurBooks: string;
  note: string;
  isLarge: string;
  expires: string;
  yes: string;
  cancel: string;
  openingKnown: string;
  tryLater: string;

  agrees: string;
  stillDiffers: string;
  toasts: Omit<ReconcileTexts['toasts'], 'agrees' | 'stillDiffers'>;
};

type Theirs = KeptDifference['theirs'][number];

/** In one language. */
export function createReconcileTexts(words: ReconcileWords): ReconcileTexts {
  const theirWord = ({ standing, status }: Theirs) =>
    `${words.standing[standing]} (${escapeLine(status, 40)})`;

  const theirLabel = (their: Theirs) =>
    `${escapeLine(their.supplierRef, 64)} ${escapeLine(`${their.productCode ?? '?'}.${their.destination ?? '?'}`, 60)}, ${amountOrDash(their.amount)}, ${theirWord(their)}`;

  function sentence(difference: KeptDifference): string {
    const { kind, ours, theirs } = difference;
    const label = oursLabel(difference);
    const [first] = theirs;
    const here = ours === undefined ? '?' : words.state[ours.state];
    const some = theirs.slice(0, MOST_THEIRS).map(theirLabel).join('; ');
    switch (kind) {
      case 'missing_here':
        return `${words.difference.missingHere(some)}. ${words.difference.reference} <code>${escapeLine(difference.reference, 64)}</code>`;
      case 'missing_there':
        return `${label}: ${words.difference.missingThere(here, amountOrDash(ours?.cost))}`;
      case 'other_status':
        return `${label}: ${words.difference.otherStatus(here, first === undefined ? '?' : theirWord(first))}`;
      case 'other_amount':
        return `${label}: ${words.difference.otherAmount(amountOrDash(ours?.cost), amountOrDash(first?.amount))}`;
      case 'other_data':
        return `${label}: ${words.difference.otherData(first === undefined ? '?' : theirLabel(first))}`;
      case 'doubled':
        return `${label}: ${words.difference.doubled(some)}`;
      default: {
        const unhandled: never = kind;
        throw new Error(`unhandled difference: ${String(unhandled)}`);
      }
    }
  }

  function tallyLine(side: string, { delivered, open, failed }: StandingTallies): string {
    const { tallies } = words;
    return `${side}: ${tallies.delivered} ${delivered.count} (${formatRupiah(delivered.sum)}), ${tallies.open} ${open.count} (${formatRupiah(open.sum)}), ${tallies.failed} ${failed.count}`;
  }

  function noteLine(note: string): string | undefined {
    return note === '' ? undefined : `${words.note}: ${escapeLine(note, 200)}`;
  }

  return {
    comparing: (day) => ({ html: words.comparing(formatDay(day)) }),
    summary: ({ day, summary, open }) => {
      const { balance } = summary;
      const isOpening = balance !== undefined && !balance.hasTopup;
      const mayBook = isOpening && balance.difference !== 0;
      return {
        html: lines(
          `<b>${words.reconciliation} ${formatDay(day)}</b>`,
          tallyLine(words.here, summary.ours),
          tallyLine('Klikoo', summary.theirs),
          ...(balance === undefined
            ? [words.balanceSilent]
            : [
                words.balance(
                  formatRupiah(balance.theirs),
                  formatRupiah(balance.ours),
                  signed(balance.difference),
                ),
                isOpening ? words.isOpening : undefined,
                balance.uncertain > 0 ? `${words.uncertain}: ${formatRupiah(balance.uncertain)}` : undefined,
                balance.isMoving ? words.isMoving : undefined,
              ]),
          open.total === 0 ? `✅ ${words.noDifferences}` : `⚠️ ${words.openDifferences}: ${open.total}`,
          ...DIFFERENCE_KINDS.flatMap((kind) => {
            const count = open.counts[kind] ?? 0;
            return count === 0 ? [] : [`  ${count} ${words.kinds[kind]}`];
          }),
        ),
        ...(mayBook ? { buttons: [[{ text: words.bookOpening, data: 'opening' }]] } : {}),
      };
    },
    incomplete: ({ day, rows, detail }) => ({
      html: lines(
        `<b>${words.reconciliation} ${formatDay(day)}</b> ${words.incomplete(rows)}`,
        detail === '' ? undefined : `<code>${escapeLine(detail, 300)}</code>`,
      ),
    }),
    differences: ({ day, after, shown, total, hasMore }) => ({
      html:
        total === 0
          ? words.noneOpen(formatDay(day))
          : lines(
              `<b>${words.differences} ${formatDay(day)}</b> (${total} ${words.open})`,
              ...shown.map((each, index) => `${index + 1}. ${sentence(each)}`),
            ),
      buttons: differenceButtons({ day, after, shown, hasMore }, words.buttons),
    }),

    askTopup: ({ amount, note, ours, isOpening, isLarge }, token) => ({
      html: lines(
        (isOpening ? words.askOpening : words.askTopup)(`<b>${signed(amount)}</b>`),
        `${words.balanceByOurBooks} ${formatRupiah(ours)}`,
        noteLine(note),
        isLarge ? words.isLarge : undefined,
        words.expires,
      ),
      buttons: yesNo(token, words.yes, words.cancel),
    }),
    topupBooked: ({ amount, note, ours }) => ({
      html: lines(
        `✅ ${words.booked(`<b>${signed(amount)}</b>`)}`,
        `${words.balanceByOurBooks} ${formatRupiah(ours)}`,
        noteLine(note),
      ),
    }),
    openingKnown: () => ({ html: words.openingKnown }),
    balanceSilent: () => ({ html: `${words.balanceSilent} ${words.tryLater}` }),

    toasts: {
      ...words.toasts,
      agrees: ({ number, state }) => `#${number} ${words.state[state]}: ${words.agrees}`,
      stillDiffers: ({ number, state }) => `#${number} ${words.state[state]}. ${words.stillDiffers}`,
    },
  };
}
