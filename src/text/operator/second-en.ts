import { type Rupiah, ZERO } from '../../domain/money.ts';
import { escapeLine } from '../format.ts';
import { accountLine } from '../funds/layout.ts';
import { formatRupiah } from '../message.ts';
import { approveReject, resellerLabel, yesNo } from './layout.ts';
import type { OperatorName, SecondSubject, SecondTexts } from './second-texts.ts';

const EXPIRES = 'Valid for 10 minutes.';

const withSign = (amount: Rupiah) => `${amount > 0 ? '+' : ''}${formatRupiah(amount)}`;

const amountOrOff = (limit: Rupiah) => (limit === ZERO ? 'no limit' : formatRupiah(limit));

function label({ id, name }: OperatorName): string {
  return name === undefined ? `<code>${id}</code>` : `${escapeLine(name, 80)} (<code>${id}</code>)`;
}

function noteLine(word: string, note: string): string[] {
  return note === '' ? [] : [`${word}: ${escapeLine(note, 200)}`];
}

function lines(subject: SecondSubject): string[] {
  switch (subject.kind) {
    case 'deposit':
      return [
        `Deposit of <b>${formatRupiah(subject.amount)}</b> for ${resellerLabel(subject)}`,
        `Balance now ${formatRupiah(subject.balance)}`,
        ...noteLine('Note', subject.note),
      ];
    case 'correction':
      return [
        `Correction by <b>${withSign(subject.amount)}</b> for ${resellerLabel(subject)}`,
        `Balance now ${formatRupiah(subject.balance)}`,
        ...noteLine('Reason', subject.note),
      ];
    case 'supplier_topup':
      return [
        `Top-up at Klikoo <b>${withSign(subject.amount)}</b>`,
        `At Klikoo by our books ${formatRupiah(subject.ours)}`,
        ...noteLine('Note', subject.note),
      ];
    case 'limit':
      return [`Limit for two operators ${amountOrOff(subject.from)} → <b>${amountOrOff(subject.to)}</b>`];
    case 'bank_accounts':
      return [
        '<b>Accounts for deposits</b>',
        'Now:',
        ...(subject.from.length === 0 ? ['–'] : subject.from.map(accountLine)),
        'To be:',
        ...subject.to.map(accountLine),
      ];
    default: {
      const unhandled: never = subject;
      throw new Error(`unhandled subject: ${JSON.stringify(unhandled)}`);
    }
  }
}

function limitLine(limit: Rupiah): string {
  return limit === ZERO
    ? 'The limit for two operators is off: one operator may move any amount.'
    : `Deposits, corrections and top-ups at Klikoo above <b>${formatRupiah(limit)}</b> must be approved by a second operator.`;
}

export const secondEn: SecondTexts = {
  needed: (question, isAlways) => ({
    ...question,
    html: `${question.html}\n👥 ${isAlways ? 'A second operator' : 'More than one operator may do alone: a second one'} must approve.`,
  }),
  waiting: ({ subject, untilLabel, isReached }, token) => ({
    html: [
      ...lines(subject),
      `⏳ Waits for a second operator until ${untilLabel}. Nothing has changed yet.`,
      ...(isReached
        ? []
        : [
            '⚠️ No other operator can be written to: they must press /start in this bot first; then type the command again.',
          ]),
    ].join('\n'),
    buttons: [[{ text: 'Cancel', data: `actno:${token}` }]],
  }),
  question: ({ subject, asker, untilLabel }, token) => ({
    html: [
      '👥 <b>Needs your approval</b>',
      ...lines(subject),
      `Asked for by ${label(asker)}`,
      `Valid until ${untilLabel}.`,
    ].join('\n'),
    buttons: approveReject(token, 'Approve', 'Reject'),
  }),
  approved: (result, { asker, second }) => ({
    ...result,
    html: `${result.html}\nAsked for by ${label(asker)}, approved by ${label(second)}.`,
  }),
  rejected: ({ subject, asker, second }) => ({
    html: [
      ...lines(subject),
      `Asked for by ${label(asker)}`,
      `❌ Rejected by ${label(second)}. Nothing has changed.`,
    ].join('\n'),
  }),

  limit: (limit, isAlone) => ({
    html: [
      limitLine(limit),
      ...(isAlone ? ['There is only one operator, so it does not apply yet.'] : []),
      '<code>/batas 50000000</code> to change it; <code>/batas 0</code> turns it off',
    ].join('\n'),
  }),
  askLimit: ({ from, to }, token) => ({
    html: [`${lines({ kind: 'limit', from, to }).join('\n')}?`, EXPIRES].join('\n'),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  limitSet: (limit) => ({ html: `✅ ${limitLine(limit)}` }),
  limitNotSet: (limit) => ({
    html: `The limit was not changed to ${amountOrOff(limit)}: it was tightened meanwhile. Type it again if you still want it.`,
  }),

  toasts: {
    own: 'What you asked for yourself must be approved by another operator.',
    decided: 'This has been decided.',
    rejected: 'Another operator has rejected this.',
    waiting: 'Waiting for a second operator.',
  },
};
