import { type Order, type OrderState, orderLabel } from '../../domain/order/order.ts';
import { escapeLine, lines } from '../format.ts';
import { rows, runButton } from '../order/callback.ts';
import { LONGEST_LABEL, stateLine } from '../order/machine.ts';
import type { CancelTexts } from './texts.ts';

/** The sentences of one language, as plain text. */
export type CancelWords = {
  cancelled: string;
  released: string;
  /** Why not, by the state it stands in. */
  not: Readonly<Record<OrderState, string>>;
  choose: string;
  nothing: string;
};

const MOST_BUTTONS = 10;

export function createCancelTexts(words: CancelWords): CancelTexts {
  return {
    cancelled(order, timeZone) {
      const isReleased = order.state === 'cancelled' && order.released !== undefined;
      return { html: lines(stateLine(order, timeZone), isReleased ? words.released : words.cancelled) };
    },
    notCancelled: (order, timeZone) => ({ html: lines(stateLine(order, timeZone), words.not[order.state]) }),
    choose: (orders, timeZone) => ({
      html: lines(words.choose, ...orders.slice(0, MOST_BUTTONS).map((order) => stateLine(order, timeZone))),
      buttons: rows(
        orders
          .slice(0, MOST_BUTTONS)
          .map((order) => runButton(`#${order.number} ${label(order)}`, `BTL.${order.number}`)),
        1,
      ),
    }),
    nothing: () => ({ html: words.nothing }),
  };
}

/** In a button nothing is HTML; a code or a destination has nothing to escape, and what has is not worth showing. */
function label(order: Order): string {
  return escapeLine(orderLabel(order), LONGEST_LABEL);
}
