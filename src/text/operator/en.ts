import { type Order, orderLabel } from '../../domain/order/order.ts';
import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { alarmEn } from './alarm-en.ts';
import { ageMinutes, bounded, decisionData, resellerLabel, yesNo } from './layout.ts';
import { reconcileEn } from './reconcile-en.ts';
import { showButtons } from './review.ts';
import { reviewEn } from './review-en.ts';
import { secondEn } from './second-en.ts';
import type { KeypadSent, OperatorTexts, OperatorTopic, PriceExample } from './texts.ts';

const USAGE: Record<OperatorTopic, string> = {
  reseller: [
    '<code>/reseller</code> all resellers',
    '<code>/reseller K0001</code> one reseller',
    '<code>/reseller tambah 123456789 Budi Cell</code> add (Telegram ID, name)',
    '<code>/reseller pin K0001</code> reset the PIN',
    '<code>/reseller blokir K0001 reason</code> he cannot buy (reason if needed)',
    '<code>/reseller buka K0001</code> he can buy again',
  ].join('\n'),
  deposit: '<code>/deposit K0001 500000 BCA transfer</code> (code, amount, a note if needed)',
  koreksi: '<code>/koreksi K0001 -5000 wrong deposit</code> (code, +/- amount, a reason)',
  produk: "<code>/produk sync</code> take over Klikoo's list\n<code>/produk PLN20</code> one product",
  markup: [
    '<code>/markup 250</code> all products',
    '<code>/markup PLN20 300</code> one product',
    '<code>/markup PLN20 -</code> back to the general markup',
  ].join('\n'),
  pin: '<code>/pin reset K0001</code>',
  klikoo:
    '<code>/klikoo</code> balance and trouble\n<code>/klikoo topup 5000000 BCA 14:02</code> book a top-up at Klikoo (amount, note if you like)',
  rekonsiliasi:
    '<code>/rekonsiliasi</code> compare yesterday with Klikoo\n<code>/rekonsiliasi 15/11</code> compare a day',
  batas:
    '<code>/batas</code> amount that needs a second operator\n<code>/batas 50000000</code> to change it; <code>/batas 0</code> turns it off',
};

const STATES: Record<Order['state'], string> = {
  quoted: 'not confirmed',
  expired: 'expired',
  cancelled: 'cancelled',
  held: 'held',
  submitted: 'at Klikoo',
  needs_review: '⚠️ needs review',
  delivered: 'delivered',
  failed: 'failed',
  reversed: 'reversed',
};

const LARGE = '⚠️ <b>A large amount.</b> Count the zeros again.';
const EXPIRES = 'Valid for 10 minutes.';

const more = (count: number) => `… and ${count} more`;

function keypadLine(keypad: KeypadSent): string[] {
  switch (keypad) {
    case 'sent':
      return ['The keypad for setting a PIN has been sent.'];
    case 'unreachable':
      return [
        'He cannot be written to yet: he must press /start in this bot first; then the PIN keypad appears.',
      ];
    case 'not_needed':
      return [];
    default: {
      const unhandled: never = keypad;
      throw new Error(`unhandled keypad: ${String(unhandled)}`);
    }
  }
}

function exampleLine({ code, name, before, after }: PriceExample): string {
  return `For example <b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}: ${formatRupiah(before)} → ${formatRupiah(after)}`;
}

function toldLine(isTold: boolean): string {
  return isTold ? 'The reseller has been told.' : 'The reseller cannot be written to at the moment.';
}

const withSign = (amount: number, text: string) => (amount > 0 ? `+${text}` : text);

export const operatorEn: OperatorTexts = {
  welcome: () => ({ html: 'You are an operator of this bot. All commands: /bantuan' }),
  help: () => ({
    html: [
      '<b>Operator</b>',
      USAGE.reseller,
      USAGE.deposit,
      USAGE.koreksi,
      USAGE.produk,
      USAGE.markup,
      '/tiket deposit tickets that wait; /rekening accounts for deposits',
      '<code>/prefiks</code> whose mobile numbers begin how',
      '/antrian orders that have not ended',
      '/periksa what waits for a decision; <code>/periksa 10234</code> one order',
      '<code>/nyatakan 10234 sukses SN</code>, <code>/nyatakan 10234 gagal reason</code>',
      USAGE.klikoo,
      USAGE.rekonsiliasi,
      USAGE.batas,
    ].join('\n'),
  }),
  usage: (topic) => ({ html: `Form:\n${USAGE[topic]}` }),
  notReseller: () => ({
    html: 'This account is an operator, not a reseller. To sell as well, add yourself: <code>/reseller tambah ID NAME</code>',
  }),

  registrationRequest: (registration) => ({
    html: [
      '<b>A reseller registers</b>',
      `Name: ${escapeLine(registration.name, 80)}`,
      `Town: ${escapeLine(registration.town, 80)}`,
      `Phone: <code>${escapeLine(registration.phone, 80)}</code>`,
      `Telegram ID: <code>${registration.telegramId}</code>`,
    ].join('\n'),
    buttons: [
      [
        { text: 'Approve', data: decisionData('yes', registration) },
        { text: 'Reject', data: decisionData('no', registration) },
      ],
    ],
  }),
  registrationDecided: ({ registration, code, operatorName, byOther, keypad }) => {
    const verb = registration.state === 'approved' ? '✅ Approved' : '❌ Rejected';
    const by = ` by ${operatorName === undefined ? 'an operator' : escapeLine(operatorName, 80)}`;
    return {
      html: [
        `${verb}${by}${byOther ? ', before you. Nothing has changed.' : '.'}`,
        `${code === undefined ? '' : `<b>${escapeLine(code, 80)}</b> `}${escapeLine(registration.name, 80)}, ${escapeLine(registration.town, 80)}, <code>${escapeLine(registration.phone, 80)}</code>`,
        ...keypadLine(keypad),
      ].join('\n'),
    };
  },

  unknownReseller: (typed) => ({ html: `There is no reseller <code>${escapeLine(typed, 80)}</code>.` }),
  resellerAdded: ({ telegramId, isNew, keypad, ...who }) => ({
    html: [
      isNew
        ? `✅ ${resellerLabel(who)} is registered.`
        : `Telegram ID <code>${telegramId}</code> is registered as ${resellerLabel(who)} already. Nothing has changed.`,
      ...keypadLine(keypad),
    ].join('\n'),
  }),
  reseller: ({ reseller, upline, available, held, telegramIds }) => ({
    html: [
      `${resellerLabel(reseller)}${reseller.state === 'blocked' ? ' (blocked)' : ''}`,
      ...(upline === undefined
        ? []
        : [
            `Upline: ${resellerLabel(upline)}${reseller.isOffByUpline ? ' (switched off by the upline)' : ''}`,
          ]),
      `Balance ${formatRupiah(available)}, held ${formatRupiah(held)}`,
      `PIN: ${reseller.hasPin ? 'set' : 'not set'}`,
      `Town: ${escapeLine(reseller.town ?? '-', 80)}, phone: <code>${escapeLine(reseller.phone ?? '-', 80)}</code>`,
      `Telegram: ${telegramIds.length === 0 ? 'not reachable' : telegramIds.map((id) => `<code>${id}</code>`).join(', ')}`,
    ].join('\n'),
  }),
  resellers: ({ lines, next }) => ({
    html:
      lines.length === 0
        ? 'There are no (more) resellers. Add one: <code>/reseller tambah ID NAME</code>'
        : [
            ...lines.map(
              ({ available, isBlocked, hasPin, ...who }) =>
                `${resellerLabel(who)}: ${formatRupiah(available)}${isBlocked ? ' (blocked)' : ''}${hasPin ? '' : ' (no PIN)'}`,
            ),
            ...(next === undefined ? [] : [`More: <code>/reseller dari ${escapeLine(next, 80)}</code>`]),
          ].join('\n'),
  }),
  askPinReset: (who, token) => ({
    html: [`Reset the PIN of ${resellerLabel(who)}?`, 'The old one stops at once.', EXPIRES].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  pinReset: ({ keypad, ...who }) => ({
    html: [
      `The PIN of ${resellerLabel(who)} is reset. The old one is no longer valid.`,
      ...keypadLine(keypad),
    ].join('\n'),
  }),
  askBlock: ({ reason, ...who }, token) => ({
    html: [
      `Block ${resellerLabel(who)}?`,
      'He can still see balance and history, but not buy. Orders under way are finished.',
      ...(reason === '' ? [] : [`Reason (told to the reseller): ${escapeLine(reason, 200)}`]),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  askUnblock: (who, token) => ({
    html: [`Unblock ${resellerLabel(who)}?`, 'He can buy again.', EXPIRES].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  blocked: ({ reason, isTold, ...who }) => ({
    html: [
      `✅ ${resellerLabel(who)} is blocked.`,
      ...(reason === '' ? [] : [`Reason: ${escapeLine(reason, 200)}`]),
      toldLine(isTold),
    ].join('\n'),
  }),
  unblocked: ({ isTold, ...who }) => ({
    html: [`✅ ${resellerLabel(who)} is no longer blocked.`, toldLine(isTold)].join('\n'),
  }),
  alreadyBlocked: (who) => ({ html: `${resellerLabel(who)} is blocked already. Nothing has changed.` }),
  alreadyUnblocked: (who) => ({ html: `${resellerLabel(who)} is not blocked. Nothing has changed.` }),

  askDeposit: ({ amount, note, balance, isLarge, ...who }, token) => ({
    html: [
      `Deposit <b>${formatRupiah(amount)}</b> for ${resellerLabel(who)}?`,
      `Balance now ${formatRupiah(balance)}`,
      ...(note === '' ? [] : [`Note: ${escapeLine(note, 200)}`]),
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  askCorrection: ({ amount, reason, balance, isLarge, ...who }, token) => ({
    html: [
      `Correct by <b>${withSign(amount, formatRupiah(amount))}</b> for ${resellerLabel(who)}?`,
      `Balance now ${formatRupiah(balance)}`,
      `Reason: ${escapeLine(reason, 200)}`,
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  askGlobalMarkup: ({ from, to, example, isLarge }, token) => ({
    html: [
      `General markup ${formatRupiah(from)} → <b>${formatRupiah(to)}</b>?`,
      ...(example === undefined ? [] : [exampleLine(example)]),
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  askProductMarkup: ({ from, to, example, isLarge }, token) => ({
    html: [
      `Markup of <b>${escapeLine(example.code, 80)}</b> ${from === undefined ? 'general' : formatRupiah(from)} → <b>${to === undefined ? 'general' : formatRupiah(to)}</b>?`,
      exampleLine(example),
      ...(isLarge ? [LARGE] : []),
      EXPIRES,
    ].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  deposited: ({ amount, note, balance, isTold, ...who }) => ({
    html: [
      `✅ Deposit of <b>${formatRupiah(amount)}</b> for ${resellerLabel(who)} booked.`,
      `Balance ${formatRupiah(balance)}`,
      ...(note === '' ? [] : [`Note: ${escapeLine(note, 200)}`]),
      toldLine(isTold),
    ].join('\n'),
  }),
  corrected: ({ amount, reason, balance, isTold, ...who }) => ({
    html: [
      `✅ Correction of <b>${withSign(amount, formatRupiah(amount))}</b> for ${resellerLabel(who)} booked.`,
      `Balance ${formatRupiah(balance)}`,
      `Reason: ${escapeLine(reason, 200)}`,
      toldLine(isTold),
    ].join('\n'),
  }),
  wouldFallBelowZero: ({ amount, ...who }) => ({
    html: `Correction of ${formatRupiah(amount)} refused: the balance of ${resellerLabel(who)} would fall below zero. Nothing was booked.`,
  }),
  globalMarkupSet: (markup) => ({ html: `✅ The general markup is now <b>${formatRupiah(markup)}</b>.` }),
  productMarkupSet: (code, markup) => ({
    html:
      markup === undefined
        ? `✅ <b>${escapeLine(code, 80)}</b> now has the general markup.`
        : `✅ The markup of <b>${escapeLine(code, 80)}</b> is now <b>${formatRupiah(markup)}</b>.`,
  }),
  actionCancelled: () => ({ html: 'Cancelled. Nothing has changed.' }),
  actionExpired: () => ({ html: 'Expired. Nothing has changed; type it again if you still want it.' }),

  unknownProduct: (typed, nearest) => ({
    html: [
      `There is no product <code>${escapeLine(typed, 80)}</code>.`,
      ...(nearest.length === 0
        ? []
        : [`Similar: ${nearest.map((code) => `<code>${escapeLine(code, 80)}</code>`).join(', ')}`]),
    ].join('\n'),
  }),
  product: (product, price, globalMarkup) => ({
    html: [
      `<b>${escapeLine(product.code, 80)}</b> ${escapeLine(product.name, 80)} (${escapeLine(product.category, 80)})`,
      product.isOpenAmount ? 'Open amount; the figures below come on top of it.' : '',
      `Cost ${formatRupiah(product.cost)}`,
      product.markup === undefined
        ? `General markup ${formatRupiah(globalMarkup)}`
        : `Markup of its own ${formatRupiah(product.markup)}`,
      `Price <b>${formatRupiah(price)}</b>`,
      `Klikoo: ${product.isEnabled ? 'open' : 'closed'}; here: ${product.isForSale ? 'for sale' : 'not for sale'}`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
  }),
  globalMarkup: (markup) => ({ html: `General markup <b>${formatRupiah(markup)}</b>.\n${USAGE.markup}` }),
  syncing: () => ({ html: 'Taking over the product list from Klikoo …' }),
  synced: ({ listed, added, costChanged, opened, closed }) => {
    const part = (title: string, lines: readonly string[]) =>
      lines.length === 0 ? [] : ['', `<b>${title}</b> (${lines.length})`, ...bounded(lines, more)];
    const hasChanges = added.length + costChanged.length + opened.length + closed.length > 0;
    return {
      html: [
        `✅ ${listed} products taken over.${hasChanges ? '' : ' Nothing has changed.'}`,
        ...part(
          'New',
          added.map((code) => escapeLine(code, 80)),
        ),
        ...part(
          'Cost changed',
          costChanged.map(
            ({ code, from, to }) => `${escapeLine(code, 80)} ${formatRupiah(from)} → ${formatRupiah(to)}`,
          ),
        ),
        ...part(
          'Opened',
          opened.map((code) => escapeLine(code, 80)),
        ),
        ...part(
          'Closed',
          closed.map((code) => escapeLine(code, 80)),
        ),
      ].join('\n'),
    };
  },
  syncFailed: (detail) => ({
    html: `The product list could not be read; nothing has changed. Try again later.\n<code>${escapeLine(detail, 300)}</code>`,
  }),

  queue: ({ orders, total, now }) => ({
    html:
      total === 0
        ? 'The queue is empty.'
        : [
            `<b>Queue</b> (${total})`,
            ...orders.map(
              ({ order, resellerCode, isInReview }) =>
                `#${order.number} ${escapeLine(orderLabel(order), 80)} ${escapeLine(resellerCode, 80)} ${formatRupiah(order.price)}: ${isInReview && order.state !== 'needs_review' ? '⚠️ ' : ''}${STATES[order.state]}, ${ageMinutes(order, now)} min`,
            ),
            ...(total > orders.length ? [more(total - orders.length)] : []),
          ].join('\n'),
    buttons: showButtons(orders),
  }),
  klikoo: ({ balance, lastError }) => ({
    html: [
      balance === undefined
        ? 'The balance at Klikoo cannot be read now.'
        : `Balance at Klikoo <b>${formatRupiah(balance)}</b>`,
      lastError === undefined
        ? 'No trouble since the bot was started.'
        : `Last trouble ${escapeLine(lastError.atLabel, 80)}:\n<code>${escapeLine(lastError.what, 500)}</code>`,
    ].join('\n'),
  }),

  review: reviewEn,
  reconcile: reconcileEn,
  second: secondEn,
  alarm: alarmEn,

  toasts: {
    done: 'That was done before.',
    cancelled: 'That was cancelled.',
    expired: 'That has expired; nothing has changed.',
    notYours: 'Only the operator who asked for it can press this button.',
    unknown: 'This button is not valid.',
  },
};
