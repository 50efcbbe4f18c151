import type { AnswerFault, Flow, Question } from '../../domain/command/flow.ts';
import type { Form } from '../../domain/command/forms.ts';
import { guidedButtons } from '../account/guided-layout.ts';
import { bold, code, escapeLine, labelOf, lines, withoutPin } from '../format.ts';
import { type Button, formatRupiah, type Message } from '../message.ts';
import { runButton } from '../order/callback.ts';
import type { FlowFact, FlowTexts } from './texts.ts';

/** The sentences of one language, as HTML that holds nothing from outside; amounts come written out. */
export type FlowWords = {
  title: Readonly<Record<Flow, string>>;
  /** What an answer is called above the questions after it. */
  label: Readonly<Record<Question, string>>;
  ask: Readonly<Record<Exclude<Question, 'downline'>, string>>;
  askDownline: Readonly<Partial<Record<Flow, string>>>;
  yourBalance: string;
  balanceOf(who: string): string;
  left: string;
  paid: string;
  all: string;
  orType: string;
  page(number: number, of: number): string;
  fault: Readonly<Record<Exclude<AnswerFault['kind'], 'too_small' | 'too_large'>, string>>;
  tooSmall(least: string): string;
  tooLarge(most: string): string;
  back: string;
  cancel: string;
  allDownlines: string;
  allProducts: string;
  pass: string;
  noPrice: string;
  takeAll(amount: string): string;
  asAll(markup: string): string;
  months(count: number): string;
  nobody: string;
  nobodyOff: string;
  nobodyOn: string;
  noBills: string;
  noOrders: string;
  register: string;
  downlines: string;
  cancelled(title: string): string;
  closed(title: string): string;
};

const LONGEST_VALUE = 80;
/** So many buttons stand beside each other where they are short. */
const COLUMNS: Readonly<Partial<Record<Question, number>>> = {
  amount: 3,
  first_markup: 3,
  markup: 3,
  months: 4,
  retail_price: 3,
};

/** The texts of one language from its words. */
export function createFlowTexts(words: FlowWords): FlowTexts {
  function factLine(fact: FlowFact): string {
    switch (fact.kind) {
      case 'answer': {
        const { question, value } = fact;
        return `${words.label[question]}: ${escapeLine(value === '' ? words.all : value, LONGEST_VALUE)}`;
      }
      case 'balance': {
        const whose = fact.who === undefined ? words.yourBalance : words.balanceOf(escapeLine(fact.who, 20));
        return `${whose}: ${formatRupiah(fact.amount)}`;
      }
      case 'left':
        return `${words.left}: ${formatRupiah(fact.amount)}`;
      case 'paid':
        return `${words.paid}: ${formatRupiah(fact.amount)}`;
      default: {
        const unhandled: never = fact;
        throw new Error(`unhandled fact: ${JSON.stringify(unhandled)}`);
      }
    }
  }

  function faultOf(fault: AnswerFault): string {
    if (fault.kind === 'too_small') return words.tooSmall(formatRupiah(fault.least));
    return fault.kind === 'too_large' ? words.tooLarge(formatRupiah(fault.most)) : words.fault[fault.kind];
  }

  function typed(flow: Flow, forms: readonly Form[]): string | undefined {
    // Names hold spaces and dots.
    const form = flow === 'register_downline' ? forms.at(-1) : forms[0];
    return form && `${words.orType} ${code(escapeLine(withoutPin(form.example), 100))}`;
  }

  function nothing(flow: Flow): Message {
    const list = runButton(words.downlines, 'DOWNLINE');
    const buttons: Button[][] = list === undefined ? [] : [[list]];
    switch (flow) {
      case 'bill':
      case 'pay_bill':
        return { html: words.noBills };
      case 'receipt':
        return { html: words.noOrders };
      case 'downline_on':
        return { html: words.nobodyOff, buttons };
      case 'downline_off':
        return { html: words.nobodyOn, buttons };
      default:
        return { html: words.nobody, buttons: [[{ text: words.register, data: 'ask:register_downline' }]] };
    }
  }

  return {
    question({ flow, at, facts, fault, forms, page, choices, navigation }) {
      const title = page === undefined ? '' : ` ${words.page(page.number, page.of)}`;
      return {
        html: lines(
          `${bold(words.title[flow])}${title}`,
          ...facts.map(factLine),
          ...(facts.length > 0 ? [''] : []),
          ...(fault === undefined ? [] : [`⚠️ ${faultOf(fault)}`]),
          at === 'downline' ? (words.askDownline[flow] ?? '') : words.ask[at],
          typed(flow, forms),
        ),
        buttons: guidedButtons(choices, navigation, words, COLUMNS[at]),
      };
    },
    button: {
      allDownlines: words.allDownlines,
      allProducts: words.allProducts,
      pass: words.pass,
      noPrice: words.noPrice,
      all: (amount) => words.takeAll(formatRupiah(amount)),
      asAll: (markup) => words.asAll(formatRupiah(markup)),
      months: (count) => words.months(count),
      downline: ({ code: its, name }) => labelOf(`${its} ${name}`),
    },
    nothing,
    cancelled: (flow) => ({ html: words.cancelled(words.title[flow]) }),
    left: (flow) => ({ html: words.closed(words.title[flow]) }),
  };
}
