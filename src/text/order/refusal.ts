import type { OrderRequest, QuoteRefusal } from '../../app/quote-order.ts';
import { nearest } from '../../domain/command/nearest.ts';
import { minuteLabel } from '../../domain/day.ts';
import { rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Product } from '../../domain/product.ts';
import { billLines } from '../bill/lines.ts';
import { code, escapeLine, lines } from '../format.ts';
import type { Button, Message } from '../message.ts';
import { depositButton, orderText, rows, runButton, runOrder } from './callback.ts';
import { adviceLines, labelled } from './facts.ts';
import { refusalLine, repeatForm, repeatLine } from './machine.ts';
import { createOutcome } from './outcome.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

/** In a form that lacks one. */
const EXAMPLE_AMOUNT = rupiah(50_000);

/** Codes that `code` was perhaps meant to be, best first. */
export function nearestCodes(typed: string, codes: readonly string[]): string[] {
  return nearest(typed, codes);
}

/** As many as a screen of buttons takes; more denominations nobody has. */
const MOST_CHOICES = 16;

/** What can be bought instead, of the same number. */
export function choicesOf(refusal: QuoteRefusal, destination: string): { code: string; label: string }[] {
  const named = ({ code: typed, name }: Product) => ({ code: typed, label: `${typed} ${name}` });
  switch (refusal.kind) {
    case 'choose_product':
      return refusal.products.slice(0, MOST_CHOICES).map(named);
    case 'no_face_value':
      return refusal.others.slice(0, MOST_CHOICES).map(named);
    case 'prefix_mismatch':
      return refusal.mismatch.codes
        .slice(0, MOST_CHOICES)
        .map((each) => ({ code: each, label: `${each}.${destination}` }));
    default:
      return [];
  }
}

/** What to type so that it is not refused for this reason; `undefined` where nobody can know. */
export function repeatFormOf(request: OrderRequest, refusal: QuoteRefusal): string | undefined {
  switch (refusal.kind) {
    case 'repeat':
      return repeatForm(refusal.earlier, refusal.nextOccurrence);
    case 'repeat_in_batch':
      return withPin({ ...request, occurrence: refusal.nextOccurrence });
    case 'amount_missing':
      return withPin({ ...request, amount: EXAMPLE_AMOUNT });
    case 'amount_not_wanted':
      return withPin({ ...request, amount: undefined });
    default:
      return undefined;
  }
}

/** The PIN stands before the reference. */
function withPin(request: OrderRequest): string | undefined {
  const { ownReference, ...order } = request;
  const text = orderText(order);
  if (text === undefined) return undefined;
  return ownReference === undefined ? `${text}.PIN` : `${text}.PIN R#${ownReference}`;
}

export function createRefusal(words: OrderWords): OrderTexts['refusal'] {
  const outcome = createOutcome(words);

  function buttonsOf(request: OrderRequest, refusal: QuoteRefusal): (Button | undefined)[] {
    switch (refusal.kind) {
      case 'unknown_product':
        return nearestCodes(refusal.code, refusal.codes).map((found) =>
          runOrder(`${found}.${request.destination}`, { ...request, code: found }),
        );
      case 'inquiry_unavailable':
      case 'supplier_down':
        return [
          request.bill === undefined ? runOrder(words.tryAgain, request) : lookAgain(words.tryAgain, request),
        ];
      case 'insufficient':
        return [
          request.bill === undefined ? runOrder(words.tryAgain, request) : lookAgain(words.tryAgain, request),
          depositButton(words),
        ];
      case 'other_amount':
        return [lookAgain(words.bill.lookAgain, request)];
      default:
        return choicesOf(refusal, request.destination).map((choice) =>
          runOrder(choice.label, { ...request, code: choice.code }),
        );
    }
  }

  /** As it stands, said once more. */
  function referenced(order: Order, note: string, timeZone: string): Message {
    const { html, buttons } = outcome(order, { timeZone });
    const open =
      order.state === 'quoted' ? words.answerCard(minuteLabel(order.expiresAt, timeZone)) : undefined;
    return { html: lines(html, open, escapeLine(note, 200)), ...(buttons && { buttons }) };
  }

  return ({ request, result }, available, timeZone) => {
    if (result.kind === 'quoted') throw new Error('a quoted line is not refused');
    const advice = words.refusal(result);
    if (result.kind === 'referenced') return referenced(result.order, advice.next, timeZone);
    const form = repeatFormOf(request, result);
    if (result.kind === 'repeat') {
      const { earlier, nextOccurrence } = result;
      return {
        html: lines(repeatLine(earlier, nextOccurrence, timeZone), ...adviceLines(advice, form).slice(1)),
      };
    }
    const found = result.kind === 'unknown_product' ? nearestCodes(result.code, result.codes) : [];
    const buttons = buttonsOf(request, result);
    // Where a button has no room for it, it is there to copy.
    const typed = buttons.includes(undefined)
      ? choicesOf(result, request.destination).map((choice) => choice.code)
      : [];
    return {
      html: lines(
        refusalLine(request, result, available),
        ...(result.kind === 'insufficient' && result.bill !== undefined
          ? [labelled(words.customer, result.customerName), ...billLines(words.bill, result.bill)]
          : []),
        ...adviceLines(advice, form),
        ...(found.length > 0
          ? [words.nearest, ...found.map((each) => code(escapeLine(corrected(each, request), 120)))]
          : []),
        ...typed.map((each) => code(escapeLine(corrected(each, request), 120))),
      ),
      buttons: rows(buttons, buttons.length > 4 ? 2 : 1),
    };
  };
}

/** A look at the bill, which needs no PIN. */
function lookAgain(text: string, { code: product, destination, bill }: OrderRequest): Button | undefined {
  const months = bill?.months === undefined ? '' : `.${bill.months}`;
  return runButton(text, `TAG.${product}.${destination}${months}`);
}

/** To copy, where no button can carry it. */
function corrected(found: string, request: OrderRequest): string {
  return orderText({ ...request, code: found }) ?? found;
}
