import { describe, expect, test } from 'vitest';
import type { AnswerFault, Flow, Question } from '../../domain/command/flow.ts';
import { formsOf } from '../../domain/command/forms-in-force.ts';
import { DEFAULT_WORDS } from '../../domain/command/words.ts';
import { rupiah } from '../../domain/money.ts';
import { flowEn } from './en.ts';
import { flowId } from './id.ts';
import type { FlowTexts, QuestionView } from './texts.ts';

const HOSTILE = `<b>&"'\u202e${'x'.repeat(300)}`;
const navigation = { back: 'q:1:b', cancel: 'q:1:x' };

const FLOWS: readonly Flow[] = [
  'transfer',
  'take_back',
  'downline_balance',
  'downline_on',
  'downline_off',
  'register_downline',
  'markup',
  'bill',
  'pay_bill',
  'receipt',
];
const QUESTIONS: readonly Question[] = [
  'downline',
  'whom',
  'amount',
  'name',
  'town',
  'phone',
  'first_markup',
  'product',
  'markup',
  'bill',
  'customer',
  'months',
  'buyer_phone',
  'order',
  'retail_price',
];
const amount = rupiah(1_234_567);
const FAULTS: readonly AnswerFault[] = [
  { kind: 'not_person' },
  { kind: 'unclear_amount' },
  { kind: 'pin_behind' },
  { kind: 'too_small', least: amount },
  { kind: 'too_large', most: amount },
  { kind: 'not_downline' },
];

function view(more: Partial<QuestionView>): QuestionView {
  return {
    flow: 'transfer',
    at: 'amount',
    facts: [],
    fault: undefined,
    forms: [],
    page: undefined,
    choices: [],
    navigation,
    ...more,
  };
}

describe.each<[string, FlowTexts]>([
  ['id', flowId],
  ['en', flowEn],
])('in %s', (_language, texts) => {
  test('every question says something, and names and answers from outside stay text', () => {
    for (const at of QUESTIONS) {
      const facts: QuestionView['facts'] = [
        ...QUESTIONS.map((question) => ({ kind: 'answer' as const, question, value: HOSTILE })),
        { kind: 'balance', who: HOSTILE, amount },
        { kind: 'left', amount },
        { kind: 'paid', amount },
      ];
      const { html } = texts.question(view({ at, facts }));
      expect(html).not.toMatch(/<b>&|\u202e|"'/);
      expect(html.length).toBeLessThan(4_096);
      const plain = texts.question(view({ at })).html;
      expect(plain.split('\n').at(-1)?.length, at).toBeGreaterThan(8);
    }
  });

  test('the first question of every flow says how the whole is typed, with no PIN to be copied', () => {
    for (const flow of FLOWS) {
      const { html } = texts.question(view({ flow, at: 'downline', forms: formsOf(flow, DEFAULT_WORDS) }));
      expect(html, flow).toMatch(/<code>[A-Z]+[.*].+<\/code>$/);
      expect(html, flow).not.toContain('1234<');
    }
  });

  test('every fault is told', () => {
    for (const fault of FAULTS) expect(texts.question(view({ fault })).html).toContain('⚠️');
    expect(texts.question(view({ fault: { kind: 'too_large', most: amount } })).html).toContain('1.234.567');
  });

  test('every end of a flow can be read, and what leads on is a button', () => {
    for (const flow of FLOWS) {
      for (const { html } of [texts.nothing(flow), texts.cancelled(flow), texts.left(flow)])
        expect(html.length, flow).toBeGreaterThan(20);
    }
    expect(texts.nothing('transfer').buttons?.flat()).toMatchObject([{ data: 'ask:register_downline' }]);
    expect(texts.nothing('downline_on').buttons?.flat()).toMatchObject([{ data: 'run:DOWNLINE' }]);
  });

  test('long choices stand alone, short ones beside each other', () => {
    const choices = [texts.button.all(amount), '10', '20', '30', '40'].map((text, i) => ({
      text,
      data: `q:1:${i}`,
    }));
    const { buttons } = texts.question(view({ choices }));
    expect(buttons?.map((row) => row.length)).toEqual([1, 3, 1, 2]);
    expect(texts.button.downline({ code: 'K0002', name: HOSTILE }).length).toBeLessThanOrEqual(40);
  });
});
