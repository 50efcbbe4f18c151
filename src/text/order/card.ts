import type { ConfirmVerdict } from '../../app/orders.ts';
import type { Quote, QuotedLine, QuoteLine, QuoteRefusal } from '../../app/quote-order.ts';
import { minuteLabel } from '../../domain/day.ts';
import { minus, plus, type Rupiah, ZERO } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import { bold, code, escapeLine, fit, LONGEST_HTML, lines } from '../format.ts';
import { type Button, formatRupiah, type Message } from '../message.ts';
import {
  billCancelData,
  billPayData,
  buyData,
  cancelData,
  depositButton,
  orderText,
  rows,
  runButton,
  runOrder,
} from './callback.ts';
import { adviceLines, customerOf, factLines, failureLines, noteOf } from './facts.ts';
import { boughtAt, nameLine, repeatForm, requestLabel, stateLine } from './machine.ts';
import { choicesOf, nearestCodes, repeatFormOf } from './refusal.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

type Cards = Pick<OrderTexts, 'quoteCard' | 'cardNow'>;

/** [Beli] may do what it did not do before: nothing speaks against it, or what did may have passed. */
function mayRetry(verdict: ConfirmVerdict | undefined): boolean {
  return verdict === undefined || ['insufficient', 'paused', 'needs_pin'].includes(verdict.kind);
}

/** As [Beli] has found it: an order whose time is up may still stand as quoted for a moment. */
function seen(order: Order, verdict: ConfirmVerdict | undefined): Order {
  const isOver = verdict?.kind === 'expired' && order.state === 'quoted';
  return isOver ? { ...order, state: 'expired' } : order;
}

function totalOf(orders: readonly Order[]): Rupiah {
  return orders.reduce((sum, order) => plus(sum, order.price), ZERO);
}

export function createCards(words: OrderWords, refusal: OrderTexts['refusal']): Cards {
  function choices({ cardToken, number, bill }: Order, buy = words.buy): Button[][] {
    // Whoever holds the token may buy: where nobody has shown a PIN, it is not given away.
    const needsPin = bill?.needsPin === true;
    return [
      [
        {
          text: bill === undefined ? buy : words.bill.pay,
          data: needsPin ? billPayData(number) : buyData(cardToken),
        },
        { text: words.cancel, data: needsPin ? billCancelData(number) : cancelData(cardToken) },
      ],
    ];
  }

  function validity(order: Order, timeZone: string): string {
    const minutes = Math.round((order.expiresAt.getTime() - order.quotedAt.getTime()) / 60_000);
    return words.validUntil(minutes, minuteLabel(order.expiresAt, timeZone));
  }

  const price = (order: Order) => `${words.price}: ${formatRupiah(order.price)}`;
  const equation = (before: Rupiah, cost: Rupiah) =>
    `${words.balance}: ${formatRupiah(before)} - ${formatRupiah(cost)} = ${formatRupiah(minus(before, cost))}`;

  function quoteOne(line: QuotedLine, timeZone: string): Message {
    const { order, isNameUnchecked, balanceBefore } = line;
    return {
      html: lines(
        bold(nameLine(order)),
        ...factLines(words, order),
        isNameUnchecked ? words.nameUnchecked : undefined,
        price(order),
        equation(balanceBefore, order.price),
        validity(order, timeZone),
      ),
      buttons: choices(order, isNameUnchecked ? words.buyUnnamed : words.buy),
    };
  }

  function batchLine(order: Order, index: number, isNameUnchecked: boolean): string {
    const mark = isNameUnchecked ? '⚠' : '';
    return [`${index + 1}. ${nameLine(order)}`, customerOf(order), mark, formatRupiah(order.price)]
      .filter((part) => part !== '')
      .join(' · ');
  }

  function refusedLine({ request, result }: RefusedLine, timeZone: string): string {
    const why = escapeLine(words.refusal(result).why, 120);
    const line = `✗ ${requestLabel(request)}: ${why}`;
    const form = repeatFormOf(request, result);
    const typed = form === undefined ? '' : ` ${code(escapeLine(form, 120))}`;
    switch (result.kind) {
      case 'referenced':
        return `= ${stateLine(result.order, timeZone)}`;
      case 'repeat':
        return `${line} #${result.earlier.number} @${boughtAt(result.earlier, timeZone)}${typed}`;
      case 'repeat_in_batch':
        return line + typed;
      case 'unknown_product': {
        const [nearest] = nearestCodes(result.code, result.codes);
        return nearest === undefined ? line : `${line} ${words.nearest} ${escapeLine(nearest, 30)}`;
      }
      default: {
        const codes = choicesOf(result, request.destination).map((choice) => choice.code);
        return codes.length === 0 ? line : `${line} ${escapeLine(codes.join(', '), 120)}`;
      }
    }
  }

  function quoteMany(quote: Quote, timeZone: string): Message {
    const quoted = quote.lines.map((line) => line.result).filter((result) => result.kind === 'quoted');
    const refused = quote.lines.filter(isRefused);
    const orders = quoted.map((line) => line.order);
    const [first] = orders;
    const total = totalOf(orders);
    const isNameUnchecked = quoted.some((line) => line.isNameUnchecked);
    const head = bold(first === undefined ? words.nothingQuotable : words.orders(orders.length));
    const tail =
      first === undefined
        ? ''
        : lines(
            isNameUnchecked ? `⚠ ${words.nameUnchecked}` : undefined,
            `${words.total}: ${formatRupiah(total)}`,
            equation(quote.available, total),
            validity(first, timeZone),
          );
    const notPossible = first !== undefined && refused.length > 0 ? [bold(words.notPossible)] : [];
    const whole = [
      ...quoted.map((line, i) => batchLine(line.order, i, line.isNameUnchecked)),
      ...notPossible,
      ...refused.map((line) => refusedLine(line, timeZone)),
    ];
    const short = [
      ...orders.map((order, i) => `${i + 1}. ${nameLine(order)} · ${formatRupiah(order.price)}`),
      ...notPossible,
      ...refused.map(({ request }) => `✗ ${requestLabel(request)}`),
    ];
    const html = fitting(head, [whole, short], tail, words.left);
    if (first === undefined) return { html };
    return { html, buttons: choices(first, isNameUnchecked ? words.buyUnnamed : words.buy) };
  }

  /** As long as this card is open its reference is taken: it is cancelled first. */
  function askNewPrice(order: Order): Button | undefined {
    const again = { ...order, code: order.productCode };
    if (order.ownReference === undefined) return runOrder(words.askNewPrice, again);
    const typed = orderText(again);
    return typed === undefined ? undefined : runButton(words.askNewPrice, `BTL.${order.number}\n${typed}`);
  }

  function nowOne(order: Order, verdict: ConfirmVerdict | undefined, timeZone: string): Message {
    if (order.state === 'quoted') {
      const advice = verdict && words.verdict(verdict);
      const form = verdict?.kind === 'repeat' ? repeatForm(order, order.occurrence + 1) : undefined;
      const isPriceNew = verdict?.kind === 'price_changed';
      const again = isPriceNew && askNewPrice(order);
      return {
        html: lines(
          bold(nameLine(order)),
          ...factLines(words, order),
          price(order),
          ...(advice === undefined ? [validity(order, timeZone)] : adviceLines(advice, form)),
        ),
        buttons: mayRetry(verdict)
          ? [...choices(order), ...rows(verdict?.kind === 'insufficient' ? [depositButton(words)] : [], 1)]
          : rows(again ? [again] : [], 1),
      };
    }
    const again =
      order.state === 'expired'
        ? runOrder(words.orderAgain, { ...order, code: order.productCode })
        : undefined;
    const note =
      order.state === 'failed'
        ? lines(...failureLines(words, order.failure))
        : noteOf(words, order, order.state);
    return {
      html: lines(stateLine(order, timeZone), ...factLines(words, order), note === '' ? undefined : note),
      buttons: rows([again], 1),
    };
  }

  function nowMany(orders: readonly Order[], verdictOf: VerdictOf, timeZone: string): Message {
    const whole = orders.map((order, i) => {
      const verdict = verdictOf(order);
      const advice = order.state === 'quoted' && verdict ? words.verdict(verdict) : undefined;
      const line =
        order.state === 'quoted' ? batchLine(order, i, false) : `${i + 1}. ${stateLine(order, timeZone)}`;
      return advice === undefined ? line : `${line} · ${escapeLine(advice.why, 120)}`;
    });
    const short = orders.map((order, i) => `${i + 1}. ${nameLine(order)} ${words.state[order.state]}`);
    const open = orders.filter((order) => order.state === 'quoted' && mayRetry(verdictOf(order)));
    const [first] = open;
    const tail = lines(
      `${words.total}: ${formatRupiah(totalOf(orders))}`,
      first === undefined ? undefined : validity(first, timeZone),
    );
    return {
      html: fitting(bold(words.orders(orders.length)), [whole, short], tail, words.left),
      buttons: first === undefined ? [] : choices(first),
    };
  }

  return {
    quoteCard(quote, timeZone) {
      const [line, ...others] = quote.lines;
      if (line === undefined || others.length > 0) return quoteMany(quote, timeZone);
      if (line.result.kind === 'quoted') return quoteOne(line.result, timeZone);
      return refusal(line, quote.available, timeZone);
    },

    cardNow({ orders, verdicts, timeZone }) {
      const verdictOf: VerdictOf = (order) => verdicts?.get(order.refId);
      const now = orders.map((order) => seen(order, verdictOf(order)));
      const [order, ...others] = now;
      if (order === undefined || others.length > 0) return nowMany(now, verdictOf, timeZone);
      return nowOne(order, verdictOf(order), timeZone);
    },
  };
}

type VerdictOf = (order: Order) => ConfirmVerdict | undefined;
type RefusedLine = QuoteLine & { result: QuoteRefusal };

function isRefused(line: QuoteLine): line is RefusedLine {
  return line.result.kind !== 'quoted';
}

/** The first of `variants` that fits whole, else as much of the last as fits. */
function fitting(
  head: string,
  variants: readonly (readonly string[])[],
  tail: string,
  more: (left: number) => string,
): string {
  const whole = variants.map((list) => [head, ...list, tail].join('\n').trim());
  return whole.find((html) => html.length <= LONGEST_HTML) ?? fit(head, variants.at(-1) ?? [], tail, more);
}
