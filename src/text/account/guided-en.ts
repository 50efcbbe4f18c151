import type { DestinationFault } from '../../domain/destination.ts';
import { rupiah } from '../../domain/money.ts';
import type { DestinationKind } from '../../domain/product.ts';
import { categoryName, escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { guidedButtons } from './guided-layout.ts';
import type { GuidedTexts } from './texts.ts';

const WORDS = { back: 'Back', cancel: 'Cancel' };

const EXPECTED: Record<DestinationKind, string> = {
  phone: 'A mobile number of 10 to 14 digits, such as <code>081234567890</code>.',
  meter: 'A PLN meter number or customer ID of 11 to 13 digits, such as <code>01105691111</code>.',
  any: 'A number or customer ID of 4 to 20 letters and digits.',
};

const FAULTS: Record<DestinationFault | 'pin_behind', string> = {
  empty: 'There is no number yet.',
  too_short: 'That number is too short.',
  too_long: 'That number is too long.',
  not_digits: 'A number has digits only.',
  not_phone: 'That is not a mobile number.',
  not_meter: 'That is not a meter number.',
  is_phone: 'That is a mobile number, not a meter number.',
  bad_characters: 'That number has characters it cannot have.',
  pin_behind:
    'What stands behind the number may be a PIN. Type the number alone, without spaces. The PIN is asked for later, on buttons.',
};

export const guidedEn: GuidedTexts = {
  category: (choices, navigation) => ({
    html: '<b>Buy</b>\nChoose a category:',
    buttons: guidedButtons(choices, navigation, WORDS),
  }),
  product: ({ category, page, pages, choices }, navigation) => ({
    html: `<b>${escapeLine(categoryName(category), 80)}</b>${pages > 1 ? ` (${page}/${pages})` : ''}\nChoose a product:`,
    buttons: guidedButtons(choices, navigation, WORDS),
  }),
  productButton: ({ name, price, isOpenAmount }) =>
    isOpenAmount ? `${name}: amount + ${formatRupiah(price)}` : `${name}: ${formatRupiah(price)}`,
  destination: ({ code, name, price, isOpenAmount, expects, fault }, navigation) => ({
    html: [
      `<b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}`,
      isOpenAmount ? `Price: amount + ${formatRupiah(price)}` : `Price: ${formatRupiah(price)}`,
      '',
      ...(fault === undefined ? [] : [`⚠️ ${FAULTS[fault]}`]),
      `Type the destination. ${EXPECTED[expects]}`,
    ].join('\n'),
    buttons: guidedButtons([], navigation, WORDS),
  }),
  amount: ({ code, name, destination, min, max, isBad, isUnclear }, navigation) => ({
    html: [
      `<b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}`,
      `Destination: <code>${escapeLine(destination, 80)}</code>`,
      '',
      ...(isBad ? ['⚠️ That amount cannot be used.'] : []),
      ...(isUnclear
        ? [
            '⚠️ That may be a PIN. If it is an amount, write Rp before it, as in Rp1500. The PIN is asked for later, on buttons.',
          ]
        : []),
      `Type the amount, ${formatRupiah(rupiah(min))} to ${formatRupiah(rupiah(max))}, such as <code>25000</code>.`,
    ].join('\n'),
    buttons: guidedButtons([], navigation, WORDS),
  }),
  nothingForSale: () => ({ html: 'There is nothing for sale yet. Try again later.' }),
  cancelled: () => ({ html: 'Cancelled. Nothing was taken from your balance.' }),
  left: () => ({ html: 'The guided order was closed. Nothing was taken from your balance.' }),
};
