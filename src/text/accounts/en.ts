import { dayOf } from '../../domain/day.ts';
import { escapeLine, formatDay, formatMoment } from '../format.ts';
import { resellerLabel } from '../operator/layout.ts';
import { runButton } from '../order/callback.ts';
import { accountLabel, decideButtons, PHONE_DATA, removeButtons, resetData } from './layout.ts';
import type { AccountsTexts } from './texts.ts';

const NOT_ALLOWED = {
  over: 'This code has expired or was replaced. Send <code>TAMBAH</code> for a new one.',
  full: 'There is no room for another account. Remove one in /akun first.',
  known: 'That Telegram account is a reseller already.',
};

const NOT_REMOVED = {
  unknown: 'There is no such account. See the numbers in /akun.',
  not_first: 'Only the first account can remove others. You can remove this one itself.',
  last: 'This is the only account, so it cannot be removed.',
};

export const accountsEn: AccountsTexts = {
  code: ({ code, link, untilLabel }) => ({
    html: [
      `Code for a further account: <code>${escapeLine(code, 20)}</code>`,
      `Send it to this bot from the other Telegram account, or open this there: ${escapeLine(link, 200)}`,
      `Good once, until ${untilLabel}. Then allow it here. Give this code to nobody else.`,
    ].join('\n'),
    buttons: [[{ text: 'Copy code', copy: code }]],
  }),
  codeOver: () => ({ html: NOT_ALLOWED.over }),
  full: (most) => ({
    html: `There are ${most} accounts, and no more can be added. Remove one in /akun first.`,
  }),

  claimed: (untilLabel) => ({
    html: `The code is right. Now press <b>Allow</b> in the account that made it, by ${untilLabel}.`,
  }),
  claimedUnheard: () => ({
    html: 'The code is right, but the account that made it cannot be written to. Open this bot there with /start, then send the code once more.',
  }),
  known: () => ({
    html: 'This Telegram account speaks for a reseller already. Codes are for those that do not.',
  }),
  wrongCode: () => ({ html: 'Wrong code. Check it, or ask for a new one.' }),
  oldCode: () => ({ html: 'This code has expired. Ask for a new one.' }),
  usedCode: () => ({ html: 'This code has been used. Ask for a new one.' }),
  tooManyCodes: () => ({ html: 'Too many wrong codes. Try again in an hour.' }),

  askAllow: ({ claimedName, untilLabel, ...account }, token) => ({
    html: [
      '<b>Allow another account?</b>',
      `Name at Telegram: <b>${escapeLine(claimedName, 120)}</b> (<code>${account.telegramId}</code>)`,
      ...(account.label === undefined ? [] : [`Called: ${escapeLine(account.label, 120)}`]),
      'It can see your balance and buy with your PIN. Reject it unless you have typed the code yourself.',
      `Valid until ${untilLabel}.`,
    ].join('\n'),
    buttons: decideButtons(token, 'Allow', 'Reject'),
  }),
  allowed: (account) => ({ html: `✅ ${accountLabel(account)} is now your account, too. See /akun.` }),
  refused: (account) => ({ html: `❌ ${accountLabel(account)} was rejected. Nothing has changed.` }),
  notAllowed: (why) => ({ html: NOT_ALLOWED[why] }),
  welcome: ({ name, code }) => ({
    html: `✅ This Telegram account now speaks for ${resellerLabel({ code, name })}. Begin with /bantuan.`,
  }),
  refusedThere: () => ({ html: 'Your request was rejected.' }),
  addedElsewhere: (account) => ({
    html: `⚠️ Another Telegram account now speaks for you: ${accountLabel(account)}. If that is not you, remove it in /akun or tell the operator now.`,
  }),

  list: ({ accounts, ownId, most, phone, timeZone }) => ({
    html: [
      `<b>Your Telegram accounts (${accounts.length} of ${most})</b>`,
      ...accounts.map((account, index) => {
        const since = `since ${formatDay(dayOf(account.since, timeZone))}`;
        const marks = [
          ...(index === 0 ? ['first account'] : []),
          ...(account.telegramId === ownId ? ['this account'] : []),
        ];
        return [`${index + 1}. ${accountLabel(account)} ${since}`, ...marks].join(', ');
      }),
      '',
      `Phone number: ${phone === undefined ? 'none' : `<code>${escapeLine(phone, 40)}</code>`}`,
    ].join('\n'),
    buttons: [
      ...removeButtons(accounts, ownId, (place) => `Remove ${place}`),
      [runButton('Add an account', 'TAMBAH')].filter((button) => button !== undefined),
      ...(accounts[0]?.telegramId === ownId ? [[{ text: 'Change phone number', data: PHONE_DATA }]] : []),
    ],
  }),
  removed: (account) => ({ html: `✅ ${accountLabel(account)} was removed and can do nothing any more.` }),
  removedThere: (code) => ({
    html: `This Telegram account no longer speaks for <b>${escapeLine(code, 20)}</b>.`,
  }),
  notRemoved: (why) => ({ html: NOT_REMOVED[why] }),

  askPhone: () => ({
    html: 'Send the phone number of this Telegram account with the button <b>Send my number</b> below the chat.',
  }),
  phoneChanged: (phone) => ({ html: `✅ Your phone number is now <code>${escapeLine(phone, 40)}</code>.` }),
  phoneKept: () => ({ html: 'The phone number was not changed.' }),
  phoneNotFirst: () => ({ html: 'Only the first account can change the phone number.' }),
  phoneChangedElsewhere: (phone) => ({
    html: `⚠️ Your phone number was changed from the first account to <code>${escapeLine(phone, 40)}</code>. If that was not you, tell the operator now.`,
  }),

  forgotSent: () => ({
    html: 'The operator has been asked to reset your PIN, and will make sure that it is you. After that, a keypad for a new PIN appears here.',
  }),
  forgotBefore: (isReset) => ({
    html: isReset
      ? 'Your PIN was reset within a day. If you have forgotten it again, ask the operator.'
      : 'The operator has your request for a reset. One a day; if it is urgent, call the operator.',
  }),

  desk: {
    phoneChanged: ({ code, name, from, to }) => ({
      html: `☎️ ${resellerLabel({ code, name })} has changed the phone number: ${from === undefined ? '–' : escapeLine(from, 40)} → <code>${escapeLine(to, 40)}</code>`,
    }),
    forgotPin: ({ id, code, name, phone, phoneBefore, by, timeZone }) => ({
      html: [
        `🔑 ${resellerLabel({ code, name })} has forgotten the PIN.`,
        `First make sure by phone that it is really them${phone === undefined ? '' : `: <code>${escapeLine(phone, 40)}</code>`}.`,
        ...(phoneBefore === undefined
          ? []
          : [
              `⚠️ That number was changed ${formatMoment(phoneBefore.changedAt, timeZone)}; a week ago: ${phoneBefore.phone === undefined ? 'none' : `<code>${escapeLine(phoneBefore.phone, 40)}</code>`}.`,
            ]),
        ...(by === undefined
          ? []
          : [
              `Asked from ${accountLabel(by)}, ${by.isFirst ? 'the first account' : '⚠️ not the first account'}.`,
            ]),
      ].join('\n'),
      buttons: [[{ text: 'Reset PIN', data: resetData(id) }]],
    }),
    forgotDone: ({ code, name }) => ({
      html: `🔑 The PIN of ${resellerLabel({ code, name })} has been reset.`,
    }),
  },
};
