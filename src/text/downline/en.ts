import { createDownlineTexts } from './create.ts';
import type { DownlineWords } from './words.ts';

const words: DownlineWords = {
  youAreOff:
    'Your upline has switched your account off: you cannot buy or send balance. Talk to your upline.',
  howTo: 'How to type it:',
  notFound: (typed) => `${typed} is not a downline of yours. Type /downline for the list.`,
  ask: {
    transfer: (amount, person) => `Send ${amount} to ${person}?`,
    take_back: (amount, person) => `Take ${amount} back from ${person}?`,
  },
  yourBalance: 'Your balance',
  balanceOf: (code) => `Balance of ${code}`,
  earlier: (times) => `The same amount went to the same person today already: at ${times}.`,
  validUntil: (minutes, time) => `Valid for ${minutes} minutes, until ${time}.`,
  button: { transfer: 'Send', take_back: 'Take back', again: 'Yes, once more', cancel: 'Cancel' },
  moved: {
    transfer: (amount, person) => `${amount} sent to ${person}.`,
    take_back: (amount, person) => `${amount} taken back from ${person}.`,
  },
  movedByUpline: {
    transfer: (amount, person) => `You received ${amount} from your upline ${person}.`,
    take_back: (amount, person) => `Your upline ${person} took ${amount} from your balance.`,
  },
  balance: 'Balance',
  isTold: 'Your downline has been told.',
  isNotTold: 'Your downline cannot be reached on Telegram yet.',
  refused: {
    not_downline: 'That is not a direct downline of yours.',
    self: 'You cannot send to yourself.',
    other_blocked: 'The operator has blocked the account of that downline.',
    other_off: 'You have switched the account of that downline off. Switch it on first with /unblok.',
    too_small: (least) => `At least ${least}.`,
    too_much: (left) => `You can take back ${left}: only what you have sent there yourself.`,
  },
  missing: {
    transfer: (missing) => `Your balance lacks ${missing}.`,
    take_back: (missing) => `The balance of your downline lacks ${missing}.`,
  },
  nothingMoved: 'No balance was moved.',
  cancelled: 'Cancelled.',
  expired: 'This confirmation has expired. Type it again if you still need it.',
  over: 'That request has been answered before. Look at /mutasi.',

  list: (total) => `Your downlines (${total})`,
  nobody:
    'You have no downlines yet. Register one with the button below, or type <code>/reg*NAME*TOWN*PHONE*PIN</code>, such as <code>/reg*BINTANG CELL*PALU*085641234235*PIN</code>',
  unpaid: (amount) => `Commission not yet in your balance: ${amount}. It is paid in every hour.`,
  owed: (amount) =>
    `Commission is short of ${amount} after cancelled sales; every hour it is taken from your commission and balance.`,
  markup: 'Markup',
  stateOf: { active: 'active', off: 'switched off', blocked: 'blocked by the operator' },
  switchOff: 'Switch off',
  switchOn: 'Switch on',
  transfer: 'Transfer',
  takeBack: 'Take back',
  register: 'Register a downline',
  toList: '« Your downlines',
  setMarkup: 'Set a markup',
  today: 'Today',
  delivered: (count, sum) => `Delivered: ${count} orders, ${sum}`,
  underway: (count, sum) => `Underway: ${count} orders, ${sum}`,
  earned: (amount) => `Your commission: ${amount}`,
  nothingToday: 'No orders yet.',
  switched: {
    off: (person) => `${person} is switched off: no purchases until you switch the account on again.`,
    on: (person) => `${person} is switched on.`,
  },
  wasSo: {
    off: (person) => `${person} was switched off already.`,
    on: (person) => `${person} was switched on already.`,
  },
  stillBlocked: 'But the operator has blocked the account; only the operator can change that.',
  switchedByUpline: {
    off: (person) =>
      `Your upline ${person} has switched your account off: you can still see balance and history, but not buy.`,
    on: (person) => `Your upline ${person} has switched your account on again.`,
  },

  markups: 'Markups for your downlines',
  noMarkups: 'None yet: your downlines pay your prices.',
  allDownlines: 'all downlines',
  allProducts: 'all products',
  zeroForAll: 'Markups set for a downline or a product still count.',
  zeroForSome:
    'This 0 counts in place of any more general markup. The sequence: downline and product, downline, product, all. To follow the general one again, type the same number.',
  markupSet: (line) => `Markup: ${line}. It counts from the next order on.`,
  example: (productCode, price) => `Price of ${productCode} now: ${price}`,
  markupTooHigh: (most) => `The highest markup is ${most}. Nothing was changed.`,
  unknownTarget: (typed) =>
    `${typed} is neither a downline of yours nor a product code. Nothing was changed.`,

  invitation: (name) => `Invitation for ${name} as your downline`,
  town: 'Town',
  phone: 'Phone',
  opening: (amount) => `Opening balance ${amount}: offered to you once registration is complete.`,
  passOn: (until) =>
    `Pass this link on. It is to be opened on the new person's own Telegram, works once, and is valid until ${until}:`,
  copyLink: 'Copy link',
  badPhone: (typed) => `${typed} is not a mobile number. Example: 085641234235`,
  tooDeep: 'You are on the fifth level, so you cannot have downlines.',

  joinName: (person, name) =>
    `<b>Registration</b>\n${person} invites you as a downline.\nIs your name ${name}? Press the button, or type the right name.`,
  joinYes: 'Yes, it is',
  joinNameOtherwise: 'Type just your name, 2 to 60 letters, without PIN digits.',
  otherPhone:
    'The number of this Telegram account is not the one your upline wrote down. Open the link on the Telegram of that number, or ask for a new invitation.',
  joinSent: (person) => `Your registration was sent to ${person}. You will be told here once it is approved.`,
  joinPending: (person) => `Your registration is still waiting for ${person}.`,
  joinCancelled: 'Registration cancelled. Open the invitation link again to start over.',
  joinRejected: (person) => `${person} did not approve your registration.`,
  joinRefused: {
    unknown: 'There is no such invitation. Ask your upline for a new link.',
    used: 'This invitation has been used by another Telegram account. Ask your upline for a new link.',
    expired: 'This invitation has expired. Ask your upline for a new link.',
    decided: 'This invitation has been used. Ask your upline for a new link.',
  },
  alreadyReseller: (person) =>
    `This Telegram account is registered as ${person} already. The invitation is for somebody else.`,

  application: 'Downline registration',
  name: 'Name',
  approve: 'Approve',
  reject: 'Reject',
  approved: (person) => `${person} is now your downline.`,
  keypadSent: 'The keypad for setting a PIN has been sent.',
  keypadNotSent: 'Your downline cannot be reached on Telegram yet: ask for /start.',
  sendOpening: (amount) => `Send opening balance ${amount}`,
  rejected: (name) => `The registration of ${name} was rejected.`,
  applicationOver: 'This person was registered by another way. Nothing was changed.',
  newDownline: (person, upline) => `New downline: ${person}, approved by upline ${upline}.`,
  toBlock: (code) => `To block: <code>/reseller blokir ${code} reason</code>`,

  toasts: {
    moved: { transfer: 'Sent', take_back: 'Taken back' },
    done: 'Done before',
    cancelled: 'Cancelled before',
    expired: 'Expired, type it again',
    notYours: 'This button is not for you.',
    unknown: 'This button is no longer valid.',
  },
};

export const downlineEn = createDownlineTexts(words);
