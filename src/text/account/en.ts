import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { guidedEn } from './guided-en.ts';
import { bullets, forgotButtons, keypadButtons, orderLabels } from './keypad-layout.ts';
import type { AccountTexts, KeypadNotice, KeypadPrompt } from './texts.ts';

const FORGOT = 'Forgot PIN';

function promptOf(prompt: KeypadPrompt): string {
  switch (prompt.kind) {
    case 'set':
      return '<b>Choose a PIN</b>\n4 to 6 digits. Press the buttons, do not type it into the chat.';
    case 'repeat':
      return '<b>Repeat the PIN</b>\nPress the same PIN once more.';
    case 'old':
      return '<b>Change PIN</b>\nPress the old PIN.';
    case 'new':
      return '<b>New PIN</b>\n4 to 6 digits.';
    case 'quick':
      return `<b>PIN</b> to turn quick mode ${prompt.isOn ? 'on' : 'off'}`;
    case 'order':
      return `<b>PIN</b> to buy:\n${orderLabels(prompt.labels)}`;
    case 'command':
      return `<b>PIN</b> for:\n${orderLabels([prompt.label])}`;
    default: {
      const unhandled: never = prompt;
      throw new Error(`unhandled prompt: ${JSON.stringify(unhandled)}`);
    }
  }
}

function noticeOf(notice: KeypadNotice): string {
  switch (notice.kind) {
    case 'wrong':
      return `Wrong PIN. Tries left: ${notice.triesLeft}.`;
    case 'unset':
      return 'You have no PIN yet. Set one first, then send the command again.';
    case 'reset':
      return 'The operator has reset your PIN. The old one is no longer valid.';
    case 'different':
      return 'The two PINs differ. Start again.';
    case 'trivial':
      return 'That PIN is too easy to guess. Choose another.';
    case 'same':
      return 'The new PIN must differ from the old one.';
    default: {
      const unhandled: never = notice;
      throw new Error(`unhandled notice: ${JSON.stringify(unhandled)}`);
    }
  }
}

export const accountEn: AccountTexts = {
  welcome: ({ name, code, available, held }) => ({
    html: [
      `Hello <b>${escapeLine(name, 80)}</b> (${escapeLine(code, 80)})`,
      `Balance ${formatRupiah(available)}${held > 0 ? `, held ${formatRupiah(held)}` : ''}`,
      '',
      'Buy: <code>CODE.DESTINATION.PIN</code> or /beli',
      'All commands: /bantuan',
    ].join('\n'),
  }),
  notRegistered: () => ({ html: 'This Telegram account is not registered. Send /start to register.' }),
  languageChoice: () => ({
    html: 'Choose a language:',
    buttons: [
      [
        { text: 'Bahasa Indonesia', data: 'lang:id' },
        { text: 'English', data: 'lang:en' },
      ],
    ],
  }),
  languageSet: () => ({ html: 'Language: English.' }),

  askName: (isAgain) => ({
    html: isAgain
      ? 'Type just your name, 2 to 60 letters, without PIN digits.'
      : '<b>Registration</b>\nWhat is your name? (/start to begin again)',
  }),
  askTown: (isAgain) => ({
    html: isAgain ? 'Type just the town, 2 to 60 letters, without PIN digits.' : 'In which town do you sell?',
  }),
  askContact: () => ({
    html: 'Last, send your phone number with the button <b>Send my number</b> below the input field.',
  }),
  contactButton: () => 'Send my number',
  notOwnContact: () => ({
    html: 'It must be the number of this very Telegram account. Press the button <b>Send my number</b>.',
  }),
  registrationSent: () => ({
    html: 'Your registration was sent to the operator. You will be told here when it is approved.',
  }),
  registrationPending: () => ({ html: 'Your registration is still waiting for the operator.' }),
  registrationRejected: () => ({
    html: 'The operator has rejected your registration. You may register again a day after that.',
  }),
  registrationCancelled: () => ({ html: 'Registration cancelled. Send /start to begin again.' }),
  registrationApproved: ({ name, code }) => ({
    html: `Welcome <b>${escapeLine(name, 80)}</b>. You are registered; your code is <b>${escapeLine(code, 80)}</b>.`,
  }),

  keypad: (view) => ({
    html: [
      ...(view.notice === undefined ? [] : [`⚠️ ${noticeOf(view.notice)}`, '']),
      promptOf(view.prompt),
      '',
      bullets(view.length),
    ].join('\n'),
    buttons: keypadButtons(view, { forgot: FORGOT, cancel: 'Cancel' }),
  }),
  keypadCancelled: () => ({ html: 'Cancelled. Nothing was done.' }),
  keypadExpired: () => ({ html: 'The time for the PIN is over. Send the command again.' }),
  pinActive: () => ({
    html: '✅ <b>PIN active.</b> Tell it to nobody, not even the operator.\n\nStart with /beli or see /bantuan.',
  }),
  pinChanged: () => ({ html: '✅ <b>PIN changed.</b> The old one is no longer valid.' }),
  pinAccepted: () => ({ html: '🔒 PIN accepted.' }),
  wrongPin: (triesLeft) => ({
    html: `Wrong PIN. Tries left: ${triesLeft}.`,
    buttons: forgotButtons(FORGOT),
  }),
  pinLocked: (untilLabel) => ({
    html: `🔒 The account is locked until ${escapeLine(untilLabel, 80)} after too many wrong PINs. Nothing was taken from your balance. Forgot the PIN? Ask the operator.`,
    buttons: forgotButtons(FORGOT),
  }),
  pinExists: () => ({ html: 'You have a PIN. To change it send /pin. Forgot it? Ask the operator.' }),
  pinTrivial: () => ({ html: 'The new PIN is too easy to guess. The old one stays.' }),
  pinSame: () => ({ html: 'The new PIN must differ from the old one. The old one stays.' }),
  lockedElsewhere: (untilLabel) => ({
    html: `🔒 Your account is locked until ${escapeLine(untilLabel, 80)}: too many wrong PINs from another Telegram account of yours. If that was not you, tell the operator now.`,
  }),

  deposited: ({ amount, note, balance }) => ({
    html: [
      `✅ Deposit of ${formatRupiah(amount)} received. Balance <b>${formatRupiah(balance)}</b>.`,
      ...(note === '' ? [] : [`Note: ${escapeLine(note, 200)}`]),
    ].join('\n'),
  }),
  corrected: ({ amount, reason, balance }) => ({
    html: `Balance corrected by ${amount > 0 ? '+' : ''}${formatRupiah(amount)} by the operator. Balance <b>${formatRupiah(balance)}</b>.\nReason: ${escapeLine(reason, 200)}`,
  }),

  blocked: (reason) => ({
    html: [
      '⛔ The operator has blocked your account: you can still see balance and history, but not buy.',
      ...(reason === '' ? [] : [`Reason: ${escapeLine(reason, 200)}`]),
      'Contact the operator.',
    ].join('\n'),
  }),
  unblocked: () => ({ html: '✅ Your account is no longer blocked. You can buy again.' }),

  deleteYourself: () => ({
    html: '⚠️ This message holds a PIN and I cannot delete it. Delete it yourself now, for both sides.',
  }),
  pinInGroup: () => ({
    html: '⚠️ Your message in the group holds a PIN and I cannot delete it. Delete it yourself now, then change your PIN here with /pin.',
  }),
  textOnly: () => ({ html: 'I only read text. All commands: /bantuan' }),
  tooOld: () => ({
    html: 'The message came too late and was not executed. Send it again if you still need it.',
  }),
  privateOnly: (botUsername) => ({
    html: `I only work in a private chat: https://t.me/${escapeLine(botUsername, 80)}`,
  }),
  tooFast: () => ({
    html: 'Too fast. Some of your last messages were not carried out: wait a moment, check with /status, then send them again.',
  }),
  somethingFailed: () => ({
    html: 'Something went wrong here. Look with /saldo or /status before you repeat it.',
  }),

  guided: guidedEn,

  toasts: {
    keypadClosed: 'This button is no longer valid. Send the command again.',
    keypadTooShort: 'A PIN has 4 to 6 digits.',
    notYours: 'This button is not for you.',
    notValid: 'This button is no longer valid.',
  },
};
