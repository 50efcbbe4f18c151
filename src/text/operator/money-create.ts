import type { Rupiah } from '../../domain/money.ts';
import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import type { CommonWords } from './common-words.ts';
import { resellerLabel, signed, yesNo } from './layout.ts';
import type { OperatorTexts, PriceExample } from './texts.ts';

/** Sentences. What comes in is ready to be shown: `who` is a code and a name. */
export type MoneyWords = {
  askDeposit: (amount: string, who: string) => string;
  askCorrection: (amount: string, who: string) => string;
  balanceNow: string;
  balance: string;
  deposited: (amount: string, who: string) => string;
  corrected: (amount: string, who: string) => string;
  belowZero: (amount: string, who: string) => string;

  generalMarkup: string;
  markupOf: string;
  general: string;
  example: string;
  generalMarkupSet: (markup: string) => string;
  isGeneral: (code: string) => string;
  markupSet: (code: string, markup: string) => string;
};

type MoneyTexts = Pick<
  OperatorTexts,
  | 'askDeposit'
  | 'askCorrection'
  | 'askGlobalMarkup'
  | 'askProductMarkup'
  | 'deposited'
  | 'corrected'
  | 'wouldFallBelowZero'
  | 'globalMarkupSet'
  | 'productMarkupSet'
>;

/** Deposits, corrections and markups, at the operator's desk. */
export function createMoneyTexts(words: MoneyWords, common: CommonWords): MoneyTexts {
  const confirmButtons = (token: string) => yesNo(token, common.yes, common.no);
  const toldLine = (isTold: boolean) => (isTold ? common.told : common.notTold);
  const noteLine = (note: string) => (note === '' ? [] : [`${common.note}: ${escapeLine(note, 200)}`]);
  const largeLine = (isLarge: boolean) => (isLarge ? [common.isLarge] : []);
  const markup = (amount: Rupiah | undefined) =>
    amount === undefined ? words.general : formatRupiah(amount);

  function exampleLine({ code, name, before, after }: PriceExample): string {
    return `${words.example} <b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}: ${formatRupiah(before)} → ${formatRupiah(after)}`;
  }

  return {
    askDeposit: ({ amount, note, balance, isLarge, ...who }, token) => ({
      html: [
        words.askDeposit(`<b>${formatRupiah(amount)}</b>`, resellerLabel(who)),
        `${words.balanceNow} ${formatRupiah(balance)}`,
        ...noteLine(note),
        ...largeLine(isLarge),
        common.expires,
      ].join('\n'),
      buttons: confirmButtons(token),
    }),
    askCorrection: ({ amount, reason, balance, isLarge, ...who }, token) => ({
      html: [
        words.askCorrection(`<b>${signed(amount)}</b>`, resellerLabel(who)),
        `${words.balanceNow} ${formatRupiah(balance)}`,
        `${common.reason}: ${escapeLine(reason, 200)}`,
        ...largeLine(isLarge),
        common.expires,
      ].join('\n'),
      buttons: confirmButtons(token),
    }),
    askGlobalMarkup: ({ from, to, example, isLarge }, token) => ({
      html: [
        `${words.generalMarkup} ${formatRupiah(from)} → <b>${formatRupiah(to)}</b>?`,
        ...(example === undefined ? [] : [exampleLine(example)]),
        ...largeLine(isLarge),
        common.expires,
      ].join('\n'),
      buttons: confirmButtons(token),
    }),
    askProductMarkup: ({ from, to, example, isLarge }, token) => ({
      html: [
        `${words.markupOf} <b>${escapeLine(example.code, 80)}</b> ${markup(from)} → <b>${markup(to)}</b>?`,
        exampleLine(example),
        ...largeLine(isLarge),
        common.expires,
      ].join('\n'),
      buttons: confirmButtons(token),
    }),
    deposited: ({ amount, note, balance, isTold, ...who }) => ({
      html: [
        `✅ ${words.deposited(`<b>${formatRupiah(amount)}</b>`, resellerLabel(who))}`,
        `${words.balance} ${formatRupiah(balance)}`,
        ...noteLine(note),
        toldLine(isTold),
      ].join('\n'),
    }),
    corrected: ({ amount, reason, balance, isTold, ...who }) => ({
      html: [
        `✅ ${words.corrected(`<b>${signed(amount)}</b>`, resellerLabel(who))}`,
        `${words.balance} ${formatRupiah(balance)}`,
        `${common.reason}: ${escapeLine(reason, 200)}`,
        toldLine(isTold),
      ].join('\n'),
    }),
    wouldFallBelowZero: ({ amount, ...who }) => ({
      html: words.belowZero(formatRupiah(amount), resellerLabel(who)),
    }),
    globalMarkupSet: (amount) => ({
      html: `✅ ${words.generalMarkupSet(`<b>${formatRupiah(amount)}</b>`)}`,
    }),
    productMarkupSet: (typed, amount) => {
      const code = `<b>${escapeLine(typed, 80)}</b>`;
      return {
        html: `✅ ${amount === undefined ? words.isGeneral(code) : words.markupSet(code, `<b>${formatRupiah(amount)}</b>`)}`,
      };
    },
  };
}
