import type { AnswerFault, Flow, Question } from '../../domain/command/flow.ts';
import type { Form } from '../../domain/command/forms.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Choice, GuidedNavigation } from '../account/texts.ts';
import type { Message } from '../message.ts';

/** What is known when a question is asked, as people read it. Plain text. */
export type FlowFact =
  /** Of a value that is empty: all of them. */
  | { kind: 'answer'; question: Question; value: string }
  /** `who`: a downline; `undefined`: himself. */
  | { kind: 'balance'; who: string | undefined; amount: Rupiah }
  /** Of what he has sent himself, so much may be taken back. */
  | { kind: 'left'; amount: Rupiah }
  /** What an order cost him. */
  | { kind: 'paid'; amount: Rupiah };

export type QuestionView = {
  flow: Flow;
  at: Question;
  facts: readonly FlowFact[];
  fault: AnswerFault | undefined;
  /** How the whole is typed, which stands below the first question; none below others. */
  forms: readonly Form[];
  /** Of a list, from 1; `undefined`: there is one page only. */
  page: { number: number; of: number } | undefined;
  choices: readonly Choice[];
  navigation: GuidedNavigation;
};

/** Commands asked for question by question, in one message. */
export type FlowTexts = {
  question(view: QuestionView): Message;
  /** What buttons are called, plain. */
  button: {
    allDownlines: string;
    allProducts: string;
    pass: string;
    noPrice: string;
    /** Everything that may be taken back. */
    all(amount: Rupiah): string;
    /** The markup that all of them have. */
    asAll(markup: Rupiah): string;
    months(count: number): string;
    downline(person: { code: string; name: string }): string;
  };
  /** There is nobody, or nothing, to choose from. */
  nothing(flow: Flow): Message;
  cancelled(flow: Flow): Message;
  /** Something else was typed, and is answered below. */
  left(flow: Flow): Message;
};
