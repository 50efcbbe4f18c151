import { escapeLine, lines } from '../format.ts';
import { yesNo } from '../operator/layout.ts';
import { OPERATOR_NAMES } from '../order/operators.ts';
import type { PrefixTexts } from './texts.ts';

/** The sentences of one language, as HTML. */
export type PrefixWords = {
  title: string;
  changed: string;
  taken: string;
  usage: string;
  operators: string;
  nobody: string;
  expires: string;
  yes: string;
  no: string;
  same(prefix: string, name: string): string;
  set(prefix: string, name: string): string;
};

export function createPrefixTexts(words: PrefixWords): PrefixTexts {
  const nameOf = (operator: keyof typeof OPERATOR_NAMES | undefined) =>
    operator === undefined ? words.nobody : OPERATOR_NAMES[operator];
  return {
    list({ operators, changed }) {
      const known = new Set(operators.flatMap(({ prefixes }) => prefixes));
      const taken = [...changed].filter((prefix) => !known.has(prefix)).toSorted();
      const mark = (prefix: string) => (changed.has(prefix) ? `${prefix}*` : prefix);
      return {
        html: lines(
          `<b>${words.title}</b>`,
          ...operators.map(
            ({ operator, prefixes }) => `${nameOf(operator)}: ${prefixes.map(mark).join(' ')}`,
          ),
          taken.length === 0 ? undefined : `${words.taken}: ${taken.join(' ')}`,
          changed.size === 0 ? undefined : words.changed,
          words.usage,
        ),
      };
    },
    usage: (operators) => ({
      html: lines(words.usage, `${words.operators}: ${escapeLine(operators.join(', '), 200)}`),
    }),
    ask: ({ prefix, from, to }, token) => ({
      html: lines(`${escapeLine(prefix, 20)}: ${nameOf(from)} → <b>${nameOf(to)}</b>?`, words.expires),
      buttons: yesNo(token, words.yes, words.no),
    }),
    same: ({ prefix, operator }) => ({ html: words.same(escapeLine(prefix, 20), nameOf(operator)) }),
    set: ({ prefix, operator }) => ({ html: words.set(escapeLine(prefix, 20), nameOf(operator)) }),
  };
}
