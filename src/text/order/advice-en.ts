import type { ConfirmVerdict } from '../../app/orders.ts';
import type { QuoteRefusal } from '../../app/quote-order.ts';
import { rupiah } from '../../domain/money.ts';
import { type FailureReason, orderLabel } from '../../domain/order/order.ts';
import { isPostpaid } from '../../domain/product.ts';
import { formatRupiah } from '../message.ts';
import { operatorName } from './operators.ts';
import type { Advice } from './words.ts';

export function failure(reason: FailureReason, text: string): Advice {
  switch (reason) {
    case 'wrong_destination':
      return { why: 'The number is wrong.', next: 'Check it with the customer, then type it again.' };
    case 'product_disturbed':
      return {
        why: 'The product is temporarily unavailable.',
        next: 'Try again in a while, or choose another product.',
      };
    case 'product_closed':
      return { why: 'The product is closed.', next: 'Choose another one: type /harga for the price list.' };
    case 'amount_out_of_range':
      return { why: 'The amount is outside the limits.', next: 'Type it again with another amount.' };
    case 'already_paid':
      return { why: 'The bill has been paid already.', next: 'Nothing is left to pay for this number.' };
    case 'supplier_refused':
      return {
        why: 'The supplier refused it.',
        next: 'Check the number and the product. If they are right, contact the operator.',
      };
    case 'supplier_unreachable':
      return { why: 'The supplier could not be reached.', next: 'Nothing was bought. Try again in a while.' };
    case 'other': {
      const words = text.trim().replace(/[. ]+$/, '') || 'The order failed';
      return { why: `${words}.`, next: 'Check the number and the product before you repeat it.' };
    }
    default: {
      const unhandled: never = reason;
      throw new Error(`unhandled reason: ${String(unhandled)}`);
    }
  }
}

const DESTINATIONS = {
  phone: 'This product needs a mobile number: 08…, 10 to 14 digits.',
  meter: 'This product needs a PLN meter or customer number: 11 to 13 digits.',
  any: 'This product needs 4 to 20 letters or digits.',
} as const;

export function refusal(result: QuoteRefusal): Advice {
  switch (result.kind) {
    case 'unknown_product':
      return { why: 'No product has this code.', next: 'Type /harga for codes and prices.' };
    case 'choose_product':
      return {
        why: `There are several ${operatorName(result.operator)} products of ${formatRupiah(result.faceValue)}.`,
        next: 'Choose one:',
      };
    case 'no_face_value':
      return {
        why: `There is no ${formatRupiah(result.faceValue)} for ${operatorName(result.operator)}.`,
        next:
          result.others.length > 0 ? 'What there is for this number:' : 'Type /harga for codes and prices.',
      };
    case 'unknown_operator':
      return {
        why: 'Nobody can tell whose number this is.',
        next: 'Begin with the code of the product instead of the amount. Type /harga for codes.',
      };
    case 'referenced':
      return {
        why: `Reference ${result.reference} is known: #${result.order.number}.`,
        next: `Reference ${result.reference}: the same order, not bought again.`,
      };
    case 'reference_used':
      return {
        why: `Reference ${result.reference} is that of #${result.order.number} ${orderLabel(result.order)}.`,
        next: 'Nothing was bought. Use another reference for another order.',
      };
    case 'reference_in_batch':
      return {
        why: `Reference ${result.reference} stands twice in this message.`,
        next: 'Every order needs a reference of its own.',
      };
    case 'closed':
      return failure('product_closed', '');
    case 'bad_destination':
      return {
        why: 'The number is wrong.',
        next: `${DESTINATIONS[result.expects]} Type it again with the right number.`,
      };
    case 'prefix_mismatch': {
      const { phone, product, codes } = result.mismatch;
      return {
        why: `This is a number of ${operatorName(phone)}, not of ${operatorName(product)}.`,
        next:
          codes.length > 0
            ? 'Nothing was bought. Codes for this number:'
            : 'Nothing was bought. Type /harga for codes that fit.',
      };
    }
    case 'amount_missing':
      return { why: 'The amount is missing.', next: 'Write it after the number, for example:' };
    case 'amount_not_wanted':
      return { why: 'This product has a fixed price.', next: 'Type it without an amount:' };
    case 'amount_out_of_range':
      return {
        why: `The amount is outside ${formatRupiah(rupiah(result.min))} to ${formatRupiah(rupiah(result.max))}.`,
        next: 'Type it again with an amount within these limits.',
      };
    case 'repeat':
      return { why: 'Bought today already.', next: 'Nothing was bought. To buy it once more, type:' };
    case 'repeat_in_batch':
      return { why: 'It stands twice in this message.', next: 'To buy it once more, type:' };
    case 'customer_refused':
      return failure(result.reason, result.text);
    case 'inquiry_unavailable':
      return {
        why: `The ${isPostpaid(result.product) ? 'bill' : "customer's name"} cannot be checked: the supplier does not answer.`,
        next: 'Nothing was bought and nothing was taken. Try again in a moment.',
      };
    case 'supplier_down':
      return {
        why: 'The supplier does not answer at the moment, so no orders are taken.',
        next: 'Nothing was bought and nothing was taken. Try again in a few minutes.',
      };
    case 'other_amount':
      return {
        why: `To be paid are ${formatRupiah(result.price)}; you wrote ${formatRupiah(result.expected)}.`,
        next: 'Nothing was paid. Look the bill up, then type it again.',
      };
    case 'insufficient':
      return {
        why: `${formatRupiah(result.missing)} missing for the price of ${formatRupiah(result.price)}.`,
        next: 'Add to your balance with [Deposit], then type it again.',
      };
    default: {
      const unhandled: never = result;
      throw new Error(`unhandled refusal: ${JSON.stringify(unhandled)}`);
    }
  }
}

export function verdict(result: ConfirmVerdict): Advice | undefined {
  switch (result.kind) {
    case 'held':
    case 'already':
    case 'expired':
    case 'cancelled':
      return undefined;
    case 'not_owner':
      return { why: 'This confirmation is for another account.', next: 'Order it yourself to buy it.' };
    case 'needs_pin':
      return { why: 'Your PIN is needed.', next: 'Nothing was bought. Press Pay and enter it.' };
    case 'blocked':
      return { why: 'Your account is blocked.', next: 'Nothing was bought. Contact the operator.' };
    case 'off_by_upline':
      return {
        why: 'Your upline has switched your account off.',
        next: 'Nothing was bought. Talk to your upline.',
      };
    case 'paused':
      return { why: 'Sales are paused.', next: 'Nothing was bought. Try again later.' };
    case 'closed':
      return { why: 'The product is closed.', next: 'Nothing was bought. Type /harga for other products.' };
    case 'price_changed':
      return {
        why: `The price is ${formatRupiah(result.price)} now.`,
        next: 'Nothing was bought. Type it again to buy at the new price.',
      };
    case 'repeat':
      return {
        why: `Bought today already: #${result.earlierNumber}.`,
        next: 'Nothing was bought. To buy it once more, type:',
      };
    case 'insufficient':
      return {
        why: `${formatRupiah(result.missing)} missing.`,
        next: 'Nothing was bought. Add to your balance with [Deposit], then press Buy again.',
      };
    default: {
      const unhandled: never = result;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

export function toastOf(kind: ConfirmVerdict['kind']): string {
  switch (kind) {
    case 'held':
      return 'In process';
    case 'already':
      return 'It was in process already';
    case 'expired':
      return 'Expired, type it again';
    case 'cancelled':
      return 'It was cancelled';
    case 'not_owner':
      return 'This is not your confirmation';
    case 'needs_pin':
      return 'PIN needed, nothing bought';
    case 'blocked':
      return 'Your account is blocked';
    case 'off_by_upline':
      return 'Switched off by your upline';
    case 'paused':
      return 'Sales are paused';
    case 'closed':
      return 'The product is closed';
    case 'price_changed':
      return 'The price has changed, nothing bought';
    case 'repeat':
      return 'Bought today already, not bought again';
    case 'insufficient':
      return 'Balance too low';
    default: {
      const unhandled: never = kind;
      throw new Error(`unhandled verdict: ${String(unhandled)}`);
    }
  }
}
