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
import { yesNo } from './layout.ts';
import { amountOrDash, differenceButtons, MOST_THEIRS, oursLabel, signed } from './reconcile-layout.ts';
import type { ReconcileTexts } from './reconcile-texts.ts';

const KINDS: Record<DifferenceKind, string> = {
  missing_here: 'not known here',
  missing_there: 'not at Klikoo',
  other_status: 'with another status',
  other_amount: 'with another cost',
  other_data: 'with another product or destination',
  doubled: 'with two transactions under one reference',
};

const STATES: Record<OrderState, string> = {
  quoted: 'never confirmed',
  expired: 'expired',
  cancelled: 'cancelled',
  held: 'not sent yet',
  submitted: 'underway',
  needs_review: 'to be looked at',
  delivered: 'delivered',
  failed: 'failed',
  reversed: 'taken back after delivery',
};

const STANDINGS: Record<Standing, string> = { open: 'underway', delivered: 'delivered', failed: 'failed' };

type Theirs = KeptDifference['theirs'][number];

const theirWord = ({ standing, status }: Theirs) => `${STANDINGS[standing]} (${escapeLine(status, 40)})`;

const theirLabel = (their: Theirs) =>
  `${escapeLine(their.supplierRef, 64)} ${escapeLine(`${their.productCode ?? '?'}.${their.destination ?? '?'}`, 60)}, ${amountOrDash(their.amount)}, ${theirWord(their)}`;

function sentence(difference: KeptDifference): string {
  const { kind, ours, theirs } = difference;
  const label = oursLabel(difference);
  const [first] = theirs;
  const here = ours === undefined ? '?' : STATES[ours.state];
  switch (kind) {
    case 'missing_here':
      return `Not known here: ${theirs.slice(0, MOST_THEIRS).map(theirLabel).join('; ')}. Reference <code>${escapeLine(difference.reference, 64)}</code>`;
    case 'missing_there':
      return `${label}: here ${here} (${amountOrDash(ours?.cost)}), not in Klikoo's history`;
    case 'other_status':
      return `${label}: here ${here}, at Klikoo ${first === undefined ? '?' : theirWord(first)}`;
    case 'other_amount':
      return `${label}: cost here ${amountOrDash(ours?.cost)}, charged by Klikoo ${amountOrDash(first?.amount)}`;
    case 'other_data':
      return `${label}: at Klikoo ${first === undefined ? '?' : theirLabel(first)}`;
    case 'doubled':
      return `${label}: more than one at Klikoo: ${theirs.slice(0, MOST_THEIRS).map(theirLabel).join('; ')}`;
    default: {
      const unhandled: never = kind;
      throw new Error(`unhandled difference: ${String(unhandled)}`);
    }
  }
}

function tallyLine(side: string, { delivered, open, failed }: StandingTallies): string {
  return `${side}: delivered ${delivered.count} (${formatRupiah(delivered.sum)}), underway ${open.count} (${formatRupiah(open.sum)}), failed ${failed.count}`;
}

export const reconcileEn: ReconcileTexts = {
  comparing: (day) => ({ html: `Comparing ${formatDay(day)} with Klikoo's history …` }),
  summary: ({ day, summary, open }) => {
    const { balance } = summary;
    const isOpening = balance !== undefined && !balance.hasTopup;
    const mayBook = isOpening && balance.difference !== 0;
    return {
      html: lines(
        `<b>Reconciliation ${formatDay(day)}</b>`,
        tallyLine('Here', summary.ours),
        tallyLine('Klikoo', summary.theirs),
        ...(balance === undefined
          ? ['The balance at Klikoo cannot be read at the moment.']
          : [
              `Balance at Klikoo ${formatRupiah(balance.theirs)}, by our books ${formatRupiah(balance.ours)}, difference ${signed(balance.difference)}`,
              isOpening
                ? 'No top-up has been booked yet: this difference is what there was to begin with. Book it once with the button below, later ones with /klikoo topup.'
                : undefined,
              balance.uncertain > 0
                ? `Not known whether Klikoo has accepted it: ${formatRupiah(balance.uncertain)}`
                : undefined,
              balance.isMoving
                ? 'There were sales while the balance was read: the difference may be theirs.'
                : undefined,
            ]),
        open.total === 0 ? '✅ No differences.' : `⚠️ Open differences: ${open.total}`,
        ...DIFFERENCE_KINDS.flatMap((kind) => {
          const count = open.counts[kind] ?? 0;
          return count === 0 ? [] : [`  ${count} ${KINDS[kind]}`];
        }),
      ),
      ...(mayBook ? { buttons: [[{ text: 'Book as top-up', data: 'opening' }]] } : {}),
    };
  },
  incomplete: ({ day, rows, detail }) => ({
    html: lines(
      `<b>Reconciliation ${formatDay(day)}</b> is not finished: Klikoo's history could not be read to its end (${rows} rows were). Nothing was concluded or kept; it is repeated later, or now with /rekonsiliasi.`,
      detail === '' ? undefined : `<code>${escapeLine(detail, 300)}</code>`,
    ),
  }),
  differences: ({ day, after, shown, total, hasMore }) => ({
    html:
      total === 0
        ? `There are no open differences for ${formatDay(day)}.`
        : lines(
            `<b>Differences ${formatDay(day)}</b> (${total} open)`,
            ...shown.map((each, index) => `${index + 1}. ${sentence(each)}`),
          ),
    buttons: differenceButtons(
      { day, after, shown, hasMore },
      { askAgain: 'Ask again', checked: 'Looked at', first: '« First', next: 'Next »' },
    ),
  }),

  askTopup: ({ amount, note, ours, isOpening, isLarge }, token) => ({
    html: lines(
      isOpening
        ? `Book <b>${signed(amount)}</b> as what there was at Klikoo to begin with?`
        : `Book a top-up at Klikoo of <b>${signed(amount)}</b>?`,
      `Balance at Klikoo by our books ${formatRupiah(ours)}`,
      note === '' ? undefined : `Note: ${escapeLine(note, 200)}`,
      isLarge ? '⚠️ <b>A large amount.</b> Count its zeros again.' : undefined,
      'Valid for 10 minutes.',
    ),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  topupBooked: ({ amount, note, ours }) => ({
    html: lines(
      `✅ Top-up at Klikoo of <b>${signed(amount)}</b> booked.`,
      `Balance at Klikoo by our books ${formatRupiah(ours)}`,
      note === '' ? undefined : `Note: ${escapeLine(note, 200)}`,
    ),
  }),
  openingKnown: () => ({
    html: 'Another operator has booked what there was at Klikoo to begin with. Nothing was booked; book the rest with /klikoo topup.',
  }),
  balanceSilent: () => ({ html: 'The balance at Klikoo cannot be read at the moment. Try again later.' }),

  toasts: {
    agrees: ({ number, state }) => `#${number} ${STATES[state]}: the same at Klikoo now.`,
    stillDiffers: ({ number, state }) =>
      `#${number} ${STATES[state]}. Klikoo was asked again; a contradiction is asked about twice: try again in a minute.`,
    notNow: 'Klikoo is being asked. Try again in a minute.',
    checked: 'Marked as looked at.',
    closed: 'It was closed before.',
    openingKnown: 'What there was to begin with is booked already.',
    noDifference: 'Both agree.',
  },
};
