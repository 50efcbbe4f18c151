import { type Rupiah, ZERO } from '../../domain/money.ts';
import { escapeLine } from '../format.ts';
import { accountLine } from '../funds/layout.ts';
import { formatRupiah } from '../message.ts';
import { approveReject, resellerLabel, signed, yesNo } from './layout.ts';
import type { OperatorName, SecondSubject, SecondTexts } from './second-texts.ts';

/** Sentences. What comes in is ready to be shown. */
export type SecondWords = {
  expires: string;
  yes: string;
  cancel: string;
  approve: string;
  reject: string;

  deposit: (amount: string, reseller: string) => string;
  correction: (amount: string, reseller: string) => string;
  topup: string;
  balanceNow: string;
  balanceAtKlikoo: string;
  note: string;
  reason: string;
  noLimit: string;
  limitChange: string;
  accounts: string;
  now: string;
  toBe: string;

  mustApprove: (isAlways: boolean) => string;
  waits: (until: string) => string;
  nobodyReached: string;
  needsApproval: string;
  askedBy: (operator: string) => string;
  validUntil: (until: string) => string;
  decidedBy: (asker: string, second: string) => string;
  rejectedBy: (operator: string) => string;

  limitOff: string;
  limit: (limit: string) => string;
  isAlone: string;
  usage: string;
  limitNotSet: (limit: string) => string;

  toasts: SecondTexts['toasts'];
};

function label({ id, name }: OperatorName): string {
  return name === undefined ? `<code>${id}</code>` : `${escapeLine(name, 80)} (<code>${id}</code>)`;
}

function noteLine(word: string, note: string): string[] {
  return note === '' ? [] : [`${word}: ${escapeLine(note, 200)}`];
}

/** In one language. */
export function createSecondTexts(words: SecondWords): SecondTexts {
  const amountOrOff = (limit: Rupiah) => (limit === ZERO ? words.noLimit : formatRupiah(limit));

  const limitLine = (limit: Rupiah) =>
    limit === ZERO ? words.limitOff : words.limit(`<b>${formatRupiah(limit)}</b>`);

  function linesOf(subject: SecondSubject): string[] {
    switch (subject.kind) {
      case 'deposit':
        return [
          words.deposit(`<b>${formatRupiah(subject.amount)}</b>`, resellerLabel(subject)),
          `${words.balanceNow} ${formatRupiah(subject.balance)}`,
          ...noteLine(words.note, subject.note),
        ];
      case 'correction':
        return [
          words.correction(`<b>${signed(subject.amount)}</b>`, resellerLabel(subject)),
          `${words.balanceNow} ${formatRupiah(subject.balance)}`,
          ...noteLine(words.reason, subject.note),
        ];
      case 'supplier_topup':
        return [
          `${words.topup} <b>${signed(subject.amount)}</b>`,
          `${words.balanceAtKlikoo} ${formatRupiah(subject.ours)}`,
          ...noteLine(words.note, subject.note),
        ];
      case 'limit':
        return [`${words.limitChange} ${amountOrOff(subject.from)} → <b>${amountOrOff(subject.to)}</b>`];
      case 'bank_accounts':
        return [
          `<b>${words.accounts}</b>`,
          words.now,
          ...(subject.from.length === 0 ? ['–'] : subject.from.map(accountLine)),
          words.toBe,
          ...subject.to.map(accountLine),
        ];
      default: {
        const unhandled: never = subject;
        throw new Error(`unhandled subject: ${JSON.stringify(unhandled)}`);
      }
    }
  }

  return {
    needed: (question, isAlways) => ({
      ...question,
      html: `${question.html}\n👥 ${words.mustApprove(isAlways)}`,
    }),
    waiting: ({ subject, untilLabel, isReached }, token) => ({
      html: [
        ...linesOf(subject),
        `⏳ ${words.waits(untilLabel)}`,
        ...(isReached ? [] : [`⚠️ ${words.nobodyReached}`]),
      ].join('\n'),
      buttons: [[{ text: words.cancel, data: `actno:${token}` }]],
    }),
    question: ({ subject, asker, untilLabel }, token) => ({
      html: [
        `👥 <b>${words.needsApproval}</b>`,
        ...linesOf(subject),
        words.askedBy(label(asker)),
        words.validUntil(untilLabel),
      ].join('\n'),
      buttons: approveReject(token, words.approve, words.reject),
    }),
    approved: (result, { asker, second }) => ({
      ...result,
      html: `${result.html}\n${words.decidedBy(label(asker), label(second))}`,
    }),
    rejected: ({ subject, asker, second }) => ({
      html: [...linesOf(subject), words.askedBy(label(asker)), `❌ ${words.rejectedBy(label(second))}`].join(
        '\n',
      ),
    }),

    limit: (limit, isAlone) => ({
      html: [limitLine(limit), ...(isAlone ? [words.isAlone] : []), words.usage].join('\n'),
    }),
    askLimit: ({ from, to }, token) => ({
      html: [`${linesOf({ kind: 'limit', from, to }).join('\n')}?`, words.expires].join('\n'),
      buttons: yesNo(token, words.yes, words.cancel),
    }),
    limitSet: (limit) => ({ html: `✅ ${limitLine(limit)}` }),
    limitNotSet: (limit) => ({ html: words.limitNotSet(amountOrOff(limit)) }),

    toasts: words.toasts,
  };
}
