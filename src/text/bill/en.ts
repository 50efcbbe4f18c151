import { createBillTexts } from './create.ts';
import type { BillWords } from './words.ts';

export const billWordsEn: BillWords = {
  period: 'Period',
  months: (count) => (count === 1 ? 'For 1 month' : `For ${count} months`),
  amount: 'Bill',
  admin: 'Admin fee',
  fine: 'Fine',
  total: 'Bill in all',
  pay: 'Pay',
  plus: 'bill + ',
  lookAgain: 'Look up the bill',
};

export const billEn = createBillTexts({
  which: (typed) => `Which ${typed}? Choose, or write its code:`,
  unknown: (typed) => `There is no bill called ${typed}.`,
  available: 'There are:',
  none: 'No bills can be paid yet.',
  notABill: (code) => `${code} is no bill, its price is fixed.`,
  order: 'To buy it, type:',
  productMissing: 'Which bill? Write its code before the customer number.',
  example: 'For example:',
  countMonths: 'For BPJS write how many months are paid, 1 to 12.',
  gone: (number) =>
    `Bill #${number} does not exist, or is not valid any more. Nothing was paid. Look it up again with /tagihan.`,
  left: (count) => `… and ${count} more`,
});
