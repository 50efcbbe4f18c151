import { createAccountsTexts } from './create.ts';

export const accountsEn = createAccountsTexts({
  codeFor: 'Code for a further account',
  typeThere: 'Send it to this bot from the other Telegram account, or open this there',
  goodUntil: (until) => `Good once, until ${until}. Then allow it here. Give this code to nobody else.`,
  copy: 'Copy code',
  full: (most) => `There are ${most} accounts, and no more can be added. Remove one in /akun first.`,

  claimed: (until) => `The code is right. Now press <b>Allow</b> in the account that made it, by ${until}.`,
  claimedUnheard:
    'The code is right, but the account that made it cannot be written to. Open this bot there with /start, then send the code once more.',
  known: 'This Telegram account speaks for a reseller already. Codes are for those that do not.',
  wrongCode: 'Wrong code. Check it, or ask for a new one.',
  oldCode: 'This code has expired. Ask for a new one.',
  usedCode: 'This code has been used. Ask for a new one.',
  tooManyCodes: 'Too many wrong codes. Try again in an hour.',

  askAllow: 'Allow another account?',
  nameAtTelegram: 'Name at Telegram',
  called: 'Called',
  allowMeans:
    'It can see your balance and buy with your PIN. Reject it unless you have typed the code yourself.',
  validUntil: (until) => `Valid until ${until}.`,
  allow: 'Allow',
  reject: 'Reject',
  allowed: (account) => `${account} is now your account, too. See /akun.`,
  refused: (account) => `${account} was rejected. Nothing has changed.`,
  notAllowed: {
    over: 'This code has expired or was replaced. Send /tambah for a new one.',
    full: 'There is no room for another account. Remove one in /akun first.',
    known: 'That Telegram account is a reseller already.',
  },
  welcome: (reseller) => `This Telegram account now speaks for ${reseller}. Begin with /bantuan.`,
  refusedThere: 'Your request was rejected.',
  addedElsewhere: (account) =>
    `Another Telegram account now speaks for you: ${account}. If that is not you, remove it in /akun or tell the operator now.`,

  accounts: (count, most) => `Your Telegram accounts (${count} of ${most})`,
  since: 'since',
  first: 'first account',
  own: 'this account',
  phone: 'Phone number',
  none: 'none',
  remove: 'Remove',
  add: 'Add an account',
  changePhone: 'Change phone number',
  removed: (account) => `${account} was removed and can do nothing any more.`,
  removedThere: (code) => `This Telegram account no longer speaks for ${code}.`,
  notRemoved: {
    unknown: 'There is no such account. See the numbers in /akun.',
    not_first: 'Only the first account can remove others. You can remove this one itself.',
    last: 'This is the only account, so it cannot be removed.',
  },

  askPhone:
    'Send the phone number of this Telegram account with the button <b>Send my number</b> below the chat.',
  phoneChanged: (phone) => `Your phone number is now ${phone}.`,
  phoneKept: 'The phone number was not changed.',
  phoneNotFirst: 'Only the first account can change the phone number.',
  phoneChangedElsewhere: (phone) =>
    `Your phone number was changed from the first account to ${phone}. If that was not you, tell the operator now.`,

  forgotSent:
    'The operator has been asked to reset your PIN, and will make sure that it is you. After that, a keypad for a new PIN appears here.',
  forgotBefore: {
    reset: 'Your PIN was reset within a day. If you have forgotten it again, ask the operator.',
    waits: 'The operator has your request for a reset. One a day; if it is urgent, call the operator.',
  },

  desk: {
    phoneChanged: (reseller) => `${reseller} has changed the phone number`,
    forgotPin: (reseller) => `${reseller} has forgotten the PIN.`,
    makeSure: 'First make sure by phone that it is really them',
    wasChanged: (at, before) => `That number was changed ${at}; a week ago: ${before}.`,
    askedFrom: (account, which) => `Asked from ${account}, ${which}.`,
    theFirst: 'the first account',
    notTheFirst: 'not the first account',
    reset: 'Reset PIN',
    forgotDone: (reseller) => `The PIN of ${reseller} has been reset.`,
  },
});
