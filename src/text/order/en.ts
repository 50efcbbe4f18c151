import type { ConfirmVerdict } from '../../app/orders.ts';
import type { QuoteRefusal } from '../../app/quote-order.ts';
import type { NotUnderstoodReason } from '../../domain/command/command.ts';
import { rupiah } from '../../domain/money.ts';
import type { FailureReason } from '../../domain/order/order.ts';
import { formatRupiah } from '../message.ts';
import { createOrderTexts } from './create.ts';
import type { Advice, OrderWords } from './words.ts';

function failure(reason: FailureReason, text: string): Advice {
  switch (reason) {
    case 'wrong_destination':
      return { why: 'The number is wrong.', next: 'Check it with the customer, then type it again.' };
    case 'product_disturbed':
      return { why: 'The product is disturbed.', next: 'Try again in a while, or choose another product.' };
    case 'product_closed':
      return { why: 'The product is closed.', next: 'Choose another one: type H for the price list.' };
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

function refusal(result: QuoteRefusal): Advice {
  switch (result.kind) {
    case 'unknown_product':
      return { why: 'No product has this code.', next: 'Type H for codes and prices.' };
    case 'closed':
      return failure('product_closed', '');
    case 'bad_destination':
      return {
        why: 'The number is wrong.',
        next: `${DESTINATIONS[result.expects]} Type it again with the right number.`,
      };
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
        why: "The customer's name cannot be checked: the supplier does not answer.",
        next: 'Nothing was bought and nothing was taken. Try again in a moment.',
      };
    case 'insufficient':
      return {
        why: `${formatRupiah(result.missing)} missing for the price of ${formatRupiah(result.price)}.`,
        next: 'Ask the operator for a deposit, then type it again.',
      };
    default: {
      const unhandled: never = result;
      throw new Error(`unhandled refusal: ${JSON.stringify(unhandled)}`);
    }
  }
}

function verdict(result: ConfirmVerdict): Advice | undefined {
  switch (result.kind) {
    case 'held':
    case 'already':
    case 'expired':
    case 'cancelled':
      return undefined;
    case 'not_owner':
      return { why: 'This confirmation is for another account.', next: 'Order it yourself to buy it.' };
    case 'blocked':
      return { why: 'Your account is blocked.', next: 'Nothing was bought. Contact the operator.' };
    case 'paused':
      return { why: 'Sales are paused.', next: 'Nothing was bought. Try again later.' };
    case 'closed':
      return { why: 'The product is closed.', next: 'Nothing was bought. Type H for other products.' };
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
        next: 'Nothing was bought. Ask the operator for a deposit, then press Buy again.',
      };
    default: {
      const unhandled: never = result;
      throw new Error(`unhandled verdict: ${JSON.stringify(unhandled)}`);
    }
  }
}

function toastOf(kind: ConfirmVerdict['kind']): string {
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
    case 'blocked':
      return 'Your account is blocked';
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

const NOT_UNDERSTOOD: Readonly<Record<NotUnderstoodReason, string>> = {
  unknown_word: 'I do not understand this message.',
  unknown_slash: 'There is no such command.',
  reserved_word: 'This command is not available yet.',
  non_ascii: 'Some letters are not plain ones. Type it again with A-Z and digits.',
  no_code: 'The product code is missing. Write it first.',
  no_destination: "The customer's number is missing.",
  destination_or_pin: "Is that the customer's number or the PIN? Write both.",
  two_destinations: 'There are two numbers in one order. Write one order a line.',
  unclear_fields: 'The parts of this order are not clear.',
  own_reference: 'Own references (R#) are not supported yet.',
  bad_arguments: 'What follows this command is not right.',
  bad_day: 'The day is not clear. Examples: LAP.15, LAP.15/11, LAP.-1',
};

const words: OrderWords = {
  customer: 'Name',
  power: 'Power',
  energy: 'kWh',
  token: 'Token',
  sn: 'SN',
  buyerPhone: "Buyer's phone",
  amount: 'Amount',
  price: 'Price',
  total: 'Total',
  balance: 'Balance',
  held: 'Held for orders in process',
  product: 'Product',
  destination: 'Number',

  buy: 'Buy',
  buyUnnamed: 'Buy without name',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  orderAgain: 'Order again',
  askNewPrice: 'Check new price',
  copyToken: 'Copy token',
  copySn: 'Copy SN',
  newest: 'Newest',
  newer: 'Newer',
  older: 'Older',
  off: 'Off',

  nameUnchecked: "The customer's name could not be checked. Make sure that the number is right.",
  nothingQuotable: 'None of these can be bought:',
  notPossible: 'Not possible:',
  validUntil: (minutes, time) => `Valid for ${minutes} minutes, until ${time}.`,
  orders: (count) => `${count} orders`,
  occurrence: (occurrence) => `Purchase no. ${occurrence} today`,
  left: (count) => `… and ${count} more`,

  state: {
    quoted: 'TO CONFIRM',
    expired: 'EXPIRED',
    cancelled: 'CANCELLED',
    held: 'IN PROCESS',
    submitted: 'IN PROCESS',
    needs_review: 'BEING CHECKED',
    delivered: 'DELIVERED',
    failed: 'FAILED',
    reversed: 'GIVEN BACK',
  },
  stateNote: {
    expired: 'Expired: nothing was bought and nothing was taken.',
    cancelled: 'Cancelled: nothing was bought and nothing was taken.',
    held: 'In process. The result is told here, there is no need to send it again.',
    submitted: 'In process. The result is told here, there is no need to send it again.',
    needs_review:
      'The supplier has given no certain answer, the operator is looking into it. The price stays held. Do not buy it again yet.',
    delivered: '',
    reversed: 'The supplier took this order back after its success. Your balance has been restored.',
  },
  snFollows: 'The SN follows.',
  failure,
  verdict,
  toast: {
    confirmed: 'In process',
    partly: (held, all) => `${held} of ${all} in process`,
    already: 'It was in process already',
    verdict: toastOf,
    cancelled: 'Cancelled',
    tooLate: 'In process already, it cannot be cancelled',
    unknownCard: 'This confirmation is no longer valid',
    notYours: 'This is not your button',
    summaryAt: (hour) => `Daily summary at ${hour}`,
    summaryOff: 'Daily summary is off',
  },

  refusal,
  nearest: 'Did you mean:',
  blocked: 'Your account is blocked, so you cannot buy at the moment. Contact the operator.',
  repliesOnly: 'To answer a confirmation press its button, or reply to its message with YES or NO.',

  tooLong: 'The message is too long (2,000 characters at most). Nothing was done; send it in parts.',
  tooManyOrders: 'Too many orders (50 a message at most). Nothing was done; send them in parts.',
  question: {
    amount_or_pin: 'Is this number the amount or the PIN?',
    amount_or_repeat: 'Is this number the amount or the repeat counter?',
    destination_or_amount: "Which one is the customer's number?",
  },
  questionPin: 'Type it again with Rp before the amount, so that it is not taken for the PIN:',
  meantAmount: (amount) => `amount ${amount}`,
  notUnderstood: (reason) => NOT_UNDERSTOOD[reason],
  didYouMean: 'Did you mean:',
  helpHint: 'An order looks like PLN20.number.PIN. Type FORMAT for all commands.',
  numberHere: 'number',

  noOrder: (query) => `NO order ${query}.`,
  lastOrders: 'Last orders',
  ordersTo: (query) => `Orders to ${query}`,
  noOrders: 'No orders yet.',
  supplierSilent: 'The supplier does not answer. Try again in a moment.',
  supplierStatus: (word) => `Status at the supplier: ${word}`,
  bookingCode: 'Booking code',
  trip: 'Trip',
  returnTrip: 'Return trip',
  from: 'From',
  to: 'To',
  departs: 'Boarding',
  passengers: 'Passengers',
  seat: 'Seat',
  idCard: 'ID card',

  categories: 'Choose a category, or type H.CODE, for example H.PLN',
  noPrices: (terms) => `No products for ${terms}. Type H for all categories.`,
  noProducts: 'No products are on sale yet.',
  closed: 'closed',
  amountPlus: 'amount + ',
  prices: (query) => `Prices ${query}`,

  recap: (day) => `Recap ${day}`,
  ledger: (day) => `Ledger ${day}`,
  history: 'Order history',
  historyOf: (query) => `History ${query}`,
  historyOfProduct: (code, searched) => `History of ${code}, among the last ${searched} orders`,
  dayToCome: 'That day is still to come.',
  nothingThatDay: 'No transactions.',
  standing: { delivered: 'Delivered', in_flight: 'In process', failed: 'Failed', reversed: 'Given back' },
  spending: 'Spent',
  inFlight: 'Still held',
  perProduct: 'By product',
  mutation: {
    hold: 'Order',
    release: 'Given back',
    reversal: 'Reversal',
    deposit: 'Deposit',
    correction: 'Correction',
  },

  summary: (day, time) => `Summary ${day} until ${time}`,
  summarySince: (day, time) => `After the summary of ${day} ${time}`,
  summaryHint: 'To change the hour or to stop it: /laporan',
  summarySetting: (time) =>
    time === undefined
      ? 'There is no daily summary. Choose an hour to get one:'
      : `The daily summary comes at ${time}. Choose another hour, or none:`,
};

export const orderEn = createOrderTexts(words);
