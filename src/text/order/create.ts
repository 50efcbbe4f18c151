import type { ConfirmVerdict } from '../../app/orders.ts';
import type { Order } from '../../domain/order/order.ts';
import { createCards } from './card.ts';
import { createHistoryTexts } from './history.ts';
import { createOutcome } from './outcome.ts';
import { createPriceTexts } from './prices.ts';
import { createQuestions } from './questions.ts';
import { createRefusal } from './refusal.ts';
import { createReportTexts, hourLabel } from './reports.ts';
import { createStatusTexts } from './status.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

/** The texts of one language from its sentences: what stands where is the same in every language. */
export function createOrderTexts(words: OrderWords): OrderTexts {
  const refusal = createRefusal(words);
  return {
    ...createCards(words, refusal),
    ...createQuestions(words),
    ...createStatusTexts(words),
    ...createPriceTexts(words),
    ...createReportTexts(words),
    ...createHistoryTexts(words),
    outcome: createOutcome(words),
    refusal,
    toast: createToasts(words),
  };
}

function createToasts({ toast }: OrderWords): OrderTexts['toast'] {
  return {
    confirmed(verdicts: readonly ConfirmVerdict[]) {
      const held = verdicts.filter(({ kind }) => kind === 'held').length;
      if (held === verdicts.length) return toast.confirmed;
      if (held > 0) return toast.partly(held, verdicts.length);
      // Of several reasons, the one somebody can do something about.
      const reason = verdicts.find(({ kind }) => kind !== 'already') ?? verdicts[0];
      return reason === undefined ? toast.unknownCard : toast.verdict(reason.kind);
    },
    cancelled(orders: readonly Order[]) {
      const isWhole = orders.every(({ state }) => state === 'cancelled' || state === 'expired');
      return isWhole ? toast.cancelled : toast.tooLate;
    },
    unknownCard: toast.unknownCard,
    notYours: toast.notYours,
    summary: (hour) => (hour === undefined ? toast.summaryOff : toast.summaryAt(hourLabel(hour))),
  };
}
