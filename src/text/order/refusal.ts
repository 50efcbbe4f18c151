import type { OrderRequest, QuoteRefusal } from '../../app/quote-order.ts';
import { nearest } from '../../domain/command/nearest.ts';
import { rupiah } from '../../domain/money.ts';
import { billLines } from '../bill/lines.ts';
import { code, escapeLine, lines } from '../format.ts';
import type { Button } from '../message.ts';
import { orderText, rows, runButton, runOrder } from './callback.ts';
import { adviceLines, labelled } from './facts.ts';
import { refusalLine, repeatForm, repeatLine } from './machine.ts';
import type { OrderTexts } from './texts.ts';
import type { OrderWords } from './words.ts';

/** In a form that lacks one. */
const EXAMPLE_AMOUNT = rupiah(50_000);

/** Codes that `code` was perhaps meant to be, best first. */
export function nearestCodes(typed: string, codes: readonly string[]): string[] {
  return nearest(typed, codes);
}

/** What to type so that it is not refused for this reason; `undefined` where nobody can know. */
export function repeatFormOf(request: OrderRequest, refusal: QuoteRefusal): string | undefined {
  switch (refusal.kind) {
    case 'repeat':
      return repeatForm(refusal.earlier, refusal.nextOccurrence);
    case 'repeat_in_batch':
      return withPin(orderText({ ...request, occurrence: refusal.nextOccurrence }));
    case 'amount_missing':
      return withPin(orderText({ ...request, amount: EXAMPLE_AMOUNT }));
    case 'amount_not_wanted':
      return withPin(orderText({ ...request, amount: undefined }));
    default:
      return undefined;
  }
}

function withPin(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${text}.PIN`;
}

export function createRefusal(words: OrderWords): OrderTexts['refusal'] {
  function buttonsOf(request: OrderRequest, refusal: QuoteRefusal): (Button | undefined)[] {
    switch (refusal.kind) {
      case 'unknown_product':
        return nearestCodes(refusal.code, refusal.codes).map((found) =>
          runOrder(`${found}.${request.destination}`, { ...request, code: found }),
        );
      case 'inquiry_unavailable':
      case 'supplier_down':
      case 'insufficient':
        return [
          request.bill === undefined ? runOrder(words.tryAgain, request) : lookAgain(words.tryAgain, request),
        ];
      case 'other_amount':
        return [lookAgain(words.bill.lookAgain, request)];
      default:
        return [];
    }
  }

  return ({ request, result }, available, timeZone) => {
    if (result.kind === 'quoted') throw new Error('a quoted line is not refused');
    const advice = words.refusal(result);
    const form = repeatFormOf(request, result);
    if (result.kind === 'repeat') {
      const { earlier, nextOccurrence } = result;
      return {
        html: lines(repeatLine(earlier, nextOccurrence, timeZone), ...adviceLines(advice, form).slice(1)),
      };
    }
    const found = result.kind === 'unknown_product' ? nearestCodes(result.code, result.codes) : [];
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
      ),
      buttons: rows(buttonsOf(request, result), 1),
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
