import { alarmEn } from './alarm-en.ts';
import { createOperatorTexts } from './create.ts';
import { reconcileEn } from './reconcile-en.ts';
import { reviewEn } from './review-en.ts';
import { secondEn } from './second-en.ts';

export const operatorEn = createOperatorTexts({
  usage: {
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
  },
  form: 'Form',
  welcome: 'You are an operator of this bot. All commands: /bantuan',
  help: [
    '/tiket deposit tickets that wait; /rekening accounts for deposits',
    '<code>/prefiks</code> whose mobile numbers begin how',
    '/antrian orders that have not ended',
    '/periksa what waits for a decision; <code>/periksa 10234</code> one order',
    '<code>/nyatakan 10234 sukses SN</code>, <code>/nyatakan 10234 gagal reason</code>',
  ],
  notReseller:
    'This account is an operator, not a reseller. To sell as well, add yourself: <code>/reseller tambah ID NAME</code>',
  actionCancelled: 'Cancelled. Nothing has changed.',
  actionExpired: 'Expired. Nothing has changed; type it again if you still want it.',

  common: {
    yes: 'Yes',
    no: 'Cancel',
    expires: 'Valid for 10 minutes.',
    isLarge: '⚠️ <b>A large amount.</b> Count the zeros again.',
    reason: 'Reason',
    note: 'Note',
    told: 'The reseller has been told.',
    notTold: 'The reseller cannot be written to at the moment.',
    more: (count) => `… and ${count} more`,
  },

  resellers: {
    registers: 'A reseller registers',
    name: 'Name',
    town: 'Town',
    phone: 'Phone',
    phoneWithin: 'phone',
    telegramId: 'Telegram ID',
    approve: 'Approve',
    reject: 'Reject',
    approved: 'Approved',
    rejected: 'Rejected',
    by: 'by',
    anOperator: 'an operator',
    beforeYou: 'before you. Nothing has changed.',
    keypad: {
      sent: 'The keypad for setting a PIN has been sent.',
      unreachable:
        'He cannot be written to yet: he must press /start in this bot first; then the PIN keypad appears.',
    },

    unknown: 'There is no reseller',
    added: (who) => `${who} is registered.`,
    known: (telegramId, who) =>
      `Telegram ID ${telegramId} is registered as ${who} already. Nothing has changed.`,
    isBlocked: 'blocked',
    isOffByUpline: 'switched off by the upline',
    balance: (available, held) => `Balance ${available}, held ${held}`,
    hasPin: 'set',
    hasNoPin: 'not set',
    withoutPin: 'no PIN',
    notReachable: 'not reachable',
    none: 'There are no (more) resellers. Add one: <code>/reseller tambah ID NAME</code>',
    next: 'More',

    askPinReset: (who) => `Reset the PIN of ${who}?`,
    oldPinStops: 'The old one stops at once.',
    pinReset: (who) => `The PIN of ${who} is reset. The old one is no longer valid.`,
    askBlock: (who) => `Block ${who}?`,
    blockMeans: 'He can still see balance and history, but not buy. Orders under way are finished.',
    reasonTold: 'Reason (told to the reseller)',
    askUnblock: (who) => `Unblock ${who}?`,
    unblockMeans: 'He can buy again.',
    blocked: (who) => `${who} is blocked.`,
    unblocked: (who) => `${who} is no longer blocked.`,
    alreadyBlocked: (who) => `${who} is blocked already. Nothing has changed.`,
    alreadyUnblocked: (who) => `${who} is not blocked. Nothing has changed.`,
  },

  money: {
    askDeposit: (amount, who) => `Deposit ${amount} for ${who}?`,
    askCorrection: (amount, who) => `Correct by ${amount} for ${who}?`,
    balanceNow: 'Balance now',
    balance: 'Balance',
    deposited: (amount, who) => `Deposit of ${amount} for ${who} booked.`,
    corrected: (amount, who) => `Correction of ${amount} for ${who} booked.`,
    belowZero: (amount, who) =>
      `Correction of ${amount} refused: the balance of ${who} would fall below zero. Nothing was booked.`,

    generalMarkup: 'General markup',
    markupOf: 'Markup of',
    general: 'general',
    example: 'For example',
    generalMarkupSet: (markup) => `The general markup is now ${markup}.`,
    isGeneral: (code) => `${code} now has the general markup.`,
    markupSet: (code, markup) => `The markup of ${code} is now ${markup}.`,
  },

  products: {
    unknown: 'There is no product',
    similar: 'Similar',
    isOpenAmount: 'Open amount; the figures below come on top of it.',
    cost: 'Cost',
    generalMarkup: 'General markup',
    ownMarkup: 'Markup of its own',
    price: 'Price',
    open: 'open',
    closed: 'closed',
    here: 'here',
    forSale: 'for sale',
    notForSale: 'not for sale',

    syncing: 'Taking over the product list from Klikoo …',
    synced: (count) => `${count} products taken over.`,
    unchanged: 'Nothing has changed.',
    changes: { added: 'New', costChanged: 'Cost changed', opened: 'Opened', closed: 'Closed' },
    syncFailed: 'The product list could not be read; nothing has changed. Try again later.',
  },

  state: {
    quoted: 'not confirmed',
    expired: 'expired',
    cancelled: 'cancelled',
    held: 'held',
    submitted: 'at Klikoo',
    needs_review: '⚠️ needs review',
    delivered: 'delivered',
    failed: 'failed',
    reversed: 'reversed',
  },
  queueEmpty: 'The queue is empty.',
  queue: 'Queue',
  minutes: 'min',
  balanceSilent: 'The balance at Klikoo cannot be read now.',
  balanceAtKlikoo: 'Balance at Klikoo',
  noTrouble: 'No trouble since the bot was started.',
  lastTrouble: 'Last trouble',

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
});
