import { dayOf } from '../../domain/day.ts';
import { escapeLine, formatDay, formatMoment } from '../format.ts';
import type { Message } from '../message.ts';
import { resellerLabel } from '../operator/layout.ts';
import { runButton } from '../order/callback.ts';
import { accountLabel, decideButtons, PHONE_DATA, removeButtons, resetData } from './layout.ts';
import type { AccountsTexts } from './texts.ts';

type Why<Refusal extends 'notAllowed' | 'notRemoved'> = Parameters<AccountsTexts[Refusal]>[0];

/** Sentences. What comes in is ready to be shown: an account with what it is called, a reseller with his code. */
export type AccountsWords = {
  codeFor: string;
  typeThere: string;
  goodUntil: (until: string) => string;
  copy: string;
  full: (most: number) => string;

  claimed: (until: string) => string;
  claimedUnheard: string;
  known: string;
  wrongCode: string;
  oldCode: string;
  usedCode: string;
  tooManyCodes: string;

  askAllow: string;
  nameAtTelegram: string;
  called: string;
  allowMeans: string;
  validUntil: (until: string) => string;
  allow: string;
  reject: string;
  allowed: (account: string) => string;
  refused: (account: string) => string;
  notAllowed: Record<Why<'notAllowed'>, string>;
  welcome: (reseller: string) => string;
  refusedThere: string;
  addedElsewhere: (account: string) => string;

  accounts: (count: number, most: number) => string;
  since: string;
  first: string;
  own: string;
  phone: string;
  none: string;
  remove: string;
  add: string;
  changePhone: string;
  removed: (account: string) => string;
  removedThere: (code: string) => string;
  notRemoved: Record<Why<'notRemoved'>, string>;

  askPhone: string;
  phoneChanged: (phone: string) => string;
  phoneKept: string;
  phoneNotFirst: string;
  phoneChangedElsewhere: (phone: string) => string;

  forgotSent: string;
  forgotBefore: { reset: string; waits: string };

  desk: {
    phoneChanged: (reseller: string) => string;
    forgotPin: (reseller: string) => string;
    makeSure: string;
    wasChanged: (at: string, before: string) => string;
    askedFrom: (account: string, which: string) => string;
    theFirst: string;
    notTheFirst: string;
    reset: string;
    forgotDone: (reseller: string) => string;
  };
};

const phoneCode = (phone: string) => `<code>${escapeLine(phone, 40)}</code>`;

/** In one language. */
export function createAccountsTexts(words: AccountsWords): AccountsTexts {
  const said = (html: string) => (): Message => ({ html });
  const phoneOrNone = (phone: string | undefined) => (phone === undefined ? words.none : phoneCode(phone));

  return {
    code: ({ code, link, untilLabel }) => ({
      html: [
        `${words.codeFor}: <code>${escapeLine(code, 20)}</code>`,
        `${words.typeThere}: ${escapeLine(link, 200)}`,
        words.goodUntil(untilLabel),
      ].join('\n'),
      buttons: [[{ text: words.copy, copy: code }]],
    }),
    codeOver: said(words.notAllowed.over),
    full: (most) => ({ html: words.full(most) }),

    claimed: (untilLabel) => ({ html: words.claimed(untilLabel) }),
    claimedUnheard: said(words.claimedUnheard),
    known: said(words.known),
    wrongCode: said(words.wrongCode),
    oldCode: said(words.oldCode),
    usedCode: said(words.usedCode),
    tooManyCodes: said(words.tooManyCodes),

    askAllow: ({ claimedName, untilLabel, ...account }, token) => ({
      html: [
        `<b>${words.askAllow}</b>`,
        `${words.nameAtTelegram}: <b>${escapeLine(claimedName, 120)}</b> (<code>${account.telegramId}</code>)`,
        ...(account.label === undefined ? [] : [`${words.called}: ${escapeLine(account.label, 120)}`]),
        words.allowMeans,
        words.validUntil(untilLabel),
      ].join('\n'),
      buttons: decideButtons(token, words.allow, words.reject),
    }),
    allowed: (account) => ({ html: `✅ ${words.allowed(accountLabel(account))}` }),
    refused: (account) => ({ html: `❌ ${words.refused(accountLabel(account))}` }),
    notAllowed: (why) => ({ html: words.notAllowed[why] }),
    welcome: (reseller) => ({ html: `✅ ${words.welcome(resellerLabel(reseller))}` }),
    refusedThere: said(words.refusedThere),
    addedElsewhere: (account) => ({ html: `⚠️ ${words.addedElsewhere(accountLabel(account))}` }),

    list: ({ accounts, ownId, most, phone, timeZone }) => ({
      html: [
        `<b>${words.accounts(accounts.length, most)}</b>`,
        ...accounts.map((account, index) => {
          const since = `${words.since} ${formatDay(dayOf(account.since, timeZone))}`;
          const marks = [
            ...(index === 0 ? [words.first] : []),
            ...(account.telegramId === ownId ? [words.own] : []),
          ];
          return [`${index + 1}. ${accountLabel(account)} ${since}`, ...marks].join(', ');
        }),
        '',
        `${words.phone}: ${phoneOrNone(phone)}`,
      ].join('\n'),
      buttons: [
        ...removeButtons(accounts, ownId, (place) => `${words.remove} ${place}`),
        [runButton(words.add, 'TAMBAH')].filter((button) => button !== undefined),
        ...(accounts[0]?.telegramId === ownId ? [[{ text: words.changePhone, data: PHONE_DATA }]] : []),
      ],
    }),
    removed: (account) => ({ html: `✅ ${words.removed(accountLabel(account))}` }),
    removedThere: (code) => ({ html: words.removedThere(`<b>${escapeLine(code, 20)}</b>`) }),
    notRemoved: (why) => ({ html: words.notRemoved[why] }),

    askPhone: said(words.askPhone),
    phoneChanged: (phone) => ({ html: `✅ ${words.phoneChanged(phoneCode(phone))}` }),
    phoneKept: said(words.phoneKept),
    phoneNotFirst: said(words.phoneNotFirst),
    phoneChangedElsewhere: (phone) => ({ html: `⚠️ ${words.phoneChangedElsewhere(phoneCode(phone))}` }),

    forgotSent: said(words.forgotSent),
    forgotBefore: (isReset) => ({ html: isReset ? words.forgotBefore.reset : words.forgotBefore.waits }),

    desk: {
      phoneChanged: ({ from, to, ...reseller }) => ({
        html: `☎️ ${words.desk.phoneChanged(resellerLabel(reseller))}: ${from === undefined ? '–' : escapeLine(from, 40)} → ${phoneCode(to)}`,
      }),
      forgotPin: ({ id, code, name, phone, phoneBefore, by, timeZone }) => ({
        html: [
          `🔑 ${words.desk.forgotPin(resellerLabel({ code, name }))}`,
          `${words.desk.makeSure}${phone === undefined ? '' : `: ${phoneCode(phone)}`}.`,
          ...(phoneBefore === undefined
            ? []
            : [
                `⚠️ ${words.desk.wasChanged(formatMoment(phoneBefore.changedAt, timeZone), phoneOrNone(phoneBefore.phone))}`,
              ]),
          ...(by === undefined
            ? []
            : [
                words.desk.askedFrom(
                  accountLabel(by),
                  by.isFirst ? words.desk.theFirst : `⚠️ ${words.desk.notTheFirst}`,
                ),
              ]),
        ].join('\n'),
        buttons: [[{ text: words.desk.reset, data: resetData(id) }]],
      }),
      forgotDone: (reseller) => ({ html: `🔑 ${words.desk.forgotDone(resellerLabel(reseller))}` }),
    },
  };
}
