import { hasPeriod } from '../bill.ts';
import { readDestination } from '../destination.ts';
import { SMALLEST_TRANSFER } from '../downline.ts';
import { parseRupiah, type Rupiah, rupiah, ZERO } from '../money.ts';
import { looksLikePin } from '../pin.ts';
import { HIGHEST_DOWNLINE_MARKUP } from '../price.ts';
import { isRatherPin } from './arguments.ts';
import { readCustomer } from './bill-arguments.ts';
import type { Command, OrderCommand } from './command.ts';
import { readPerson, readQuery, SMALLEST_MOVEMENT } from './fields.ts';
import { normalise } from './normalise.ts';
import { parseMessage } from './parse.ts';
import { amountOf, mayBePinAlone } from './people-arguments.ts';
import { hasPinBehind } from './pin-behind.ts';
import { type PrintableCommand, printCommand } from './print.ts';
import { readName } from './read-name.ts';

/** What one question of a flow is about. */
export type Question =
  /** One of his downlines; or, for `whom`, all of them. */
  | 'downline'
  | 'whom'
  | 'amount'
  | 'name'
  | 'town'
  | 'phone'
  /** Of a new downline; passed over, it is what all of them have. */
  | 'first_markup'
  /** One product, or all. */
  | 'product'
  | 'markup'
  /** The product of a bill. */
  | 'bill'
  | 'customer'
  | 'months'
  | 'buyer_phone'
  | 'order'
  | 'retail_price';

/** What each flow asks, in sequence. Some questions are asked only after certain answers: see {@link questionsOf}. */
const QUESTIONS = {
  transfer: ['downline', 'amount'],
  take_back: ['downline', 'amount'],
  downline_balance: ['downline'],
  downline_on: ['downline'],
  downline_off: ['downline'],
  register_downline: ['name', 'town', 'phone', 'first_markup'],
  markup: ['whom', 'product', 'markup'],
  bill: ['bill', 'customer', 'months', 'buyer_phone'],
  pay_bill: ['bill', 'customer', 'months', 'buyer_phone'],
  receipt: ['order', 'retail_price'],
} as const satisfies Record<string, readonly Question[]>;

/** A command that is asked for question by question. */
export type Flow = keyof typeof QUESTIONS;

/** What was answered, as it stands in the command; {@link PASSED}: all of them, or nothing. Kept as JSON. */
export type Answers = Readonly<Partial<Record<Question, string>>>;

/** The answer to a question that was passed over. */
export const PASSED = '';

const MAY_BE_PASSED: ReadonlySet<Question> = new Set([
  'whom',
  'town',
  'phone',
  'first_markup',
  'product',
  'buyer_phone',
  'retail_price',
]);

/** Months of a bill that can be paid at once. */
export const MOST_MONTHS = 12;

/** What is offered to whoever does not type. */
export const ROUND_MOVES: readonly Rupiah[] = [
  10_000, 20_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_000_000,
].map(rupiah);
export const ROUND_MARKUPS: readonly Rupiah[] = [0, 50, 100, 150, 200, 250, 300, 500, 1_000].map(rupiah);

/** Why an answer is refused. What was typed is not repeated: it may be a PIN. */
export type AnswerFault =
  | { kind: 'not_person' | 'not_name' | 'not_phone' | 'not_customer' | 'not_order' | 'not_amount' }
  /** It may be a PIN as well: with `Rp` in front of it, it is an amount. */
  | { kind: 'unclear_amount' }
  /** The number ends with what may be a PIN. */
  | { kind: 'pin_behind' }
  | { kind: 'too_small'; least: Rupiah }
  | { kind: 'too_large'; most: Rupiah }
  | { kind: 'not_months' }
  /** There is no such thing, or it is not his: what the records say. */
  | { kind: 'not_downline' | 'not_product' | 'not_bill' | 'no_order' | 'not_delivered' };

export type AnswerRead = { kind: 'answer'; value: string } | { kind: 'bad'; fault: AnswerFault };

export function isFlow(text: string): text is Flow {
  return Object.hasOwn(QUESTIONS, text);
}

/** What is asked in this flow after these answers, in sequence. */
export function questionsOf(flow: Flow, answers: Answers): readonly Question[] {
  const questions: readonly Question[] = QUESTIONS[flow];
  const isCounted = hasPeriod(answers.bill ?? '');
  return questions.filter((each) => isCounted || (each !== 'months' && each !== 'buyer_phone'));
}

/** What is to be asked next; `undefined`: nothing is left to ask. */
export function nextQuestion(flow: Flow, answers: Answers): Question | undefined {
  return questionsOf(flow, answers).find((each) => answers[each] === undefined);
}

/**
 * The question before `at`, and the answers without what was said to it and later. `given`: answered by the button the flow began
 * with, and not asked. `undefined`: `at` was the first.
 */
export function stepBack(
  flow: Flow,
  { at, answers, given }: { at: Question; answers: Answers; given: readonly Question[] },
): { at: Question; answers: Answers } | undefined {
  const asked = questionsOf(flow, answers).filter((each) => !given.includes(each));
  const before = asked[asked.indexOf(at) - 1];
  if (before === undefined) return undefined;
  const kept = asked.slice(0, asked.indexOf(before));
  const entries = Object.entries(answers).filter(([each]) => [...kept, ...given].some((one) => one === each));
  return { at: before, answers: Object.fromEntries(entries) };
}

/** Whether a question may be passed over, and the command still be typed. */
export function mayPass(question: Question): boolean {
  return MAY_BE_PASSED.has(question);
}

/** What kind of number a question asks for: a PIN behind it must not become part of it. */
const NUMBERS: Readonly<Partial<Record<Question, Parameters<typeof hasPinBehind>[1]>>> = {
  downline: 'phone',
  whom: 'phone',
  phone: 'phone',
  buyer_phone: 'phone',
  customer: 'any',
  order: 'order',
};

/** Reads what was typed to a question as the command itself would read it. Whether there is such a thing the records say. */
export function readAnswer(flow: Flow, answers: Answers, at: Question, typed: string): AnswerRead {
  const text = normalise(typed);
  const numbers = NUMBERS[at];
  if (numbers !== undefined && hasPinBehind(text, numbers)) return bad({ kind: 'pin_behind' });
  switch (at) {
    case 'downline':
    case 'whom':
      return answered(readPerson(text), 'not_person');
    case 'amount':
      return readAmount(text, flow === 'transfer' ? { least: SMALLEST_TRANSFER } : {});
    case 'name':
    case 'town': {
      const name = readName(text);
      const command =
        name === undefined ? undefined : build(flow, { ...passed(flow), ...answers, [at]: name });
      return answered(command && isReadBack(command) ? name : undefined, 'not_name');
    }
    case 'phone':
    case 'buyer_phone': {
      const destination = readDestination(text);
      return answered(destination?.shape === 'phone' ? destination.value : undefined, 'not_phone');
    }
    case 'first_markup':
      // What is larger the command takes for a balance to begin with.
      return readAmount(text, { most: rupiah(SMALLEST_MOVEMENT - 1) });
    case 'markup':
      return text === '0'
        ? { kind: 'answer', value: String(ZERO) }
        : readAmount(text, { most: HIGHEST_DOWNLINE_MARKUP });
    case 'product':
    case 'bill':
      // Whatever it is, it is looked for; but nobody looks for his PIN.
      return answered(looksLikePin(text) || text === '' ? undefined : text, 'not_product');
    case 'customer':
      return answered(readCustomer(text), 'not_customer');
    case 'months': {
      const months = /^[1-9][0-9]?$/.test(text) ? Number(text) : 0;
      return answered(months >= 1 && months <= MOST_MONTHS ? String(months) : undefined, 'not_months');
    }
    case 'order':
      return answered(readQuery(text), 'not_order');
    case 'retail_price': {
      const price = parseRupiah(text);
      if (isRatherPin(text, price)) return bad({ kind: 'unclear_amount' });
      return answered(price === undefined ? undefined : String(price), 'not_amount');
    }
    default: {
      const unhandled: never = at;
      throw new Error(`unhandled question: ${JSON.stringify(unhandled)}`);
    }
  }
}

function bad(fault: AnswerFault): AnswerRead {
  return { kind: 'bad', fault };
}

function answered(
  value: string | undefined,
  fault:
    | 'not_person'
    | 'not_name'
    | 'not_phone'
    | 'not_customer'
    | 'not_order'
    | 'not_product'
    | 'not_months'
    | 'not_amount',
): AnswerRead {
  return value === undefined ? bad({ kind: fault }) : { kind: 'answer', value };
}

function readAmount(text: string, { least, most }: { least?: Rupiah; most?: Rupiah }): AnswerRead {
  const amount = amountOf(text);
  if (amount === undefined) return bad({ kind: looksLikePin(text) ? 'unclear_amount' : 'not_amount' });
  if (mayBePinAlone(text, amount)) return bad({ kind: 'unclear_amount' });
  if (least !== undefined && amount < least) return bad({ kind: 'too_small', least });
  if (most !== undefined && amount > most) return bad({ kind: 'too_large', most });
  return { kind: 'answer', value: String(amount) };
}

/** Every question that may be passed over, passed over. */
function passed(flow: Flow): Answers {
  const questions: readonly Question[] = QUESTIONS[flow];
  return Object.fromEntries(questions.filter(mayPass).map((each) => [each, PASSED]));
}

/** What a flow makes: typed, it would be the same. */
export type FlowCommand = Exclude<PrintableCommand, OrderCommand>;

/** The command that was asked for; `undefined`: an answer is missing, or is none. */
export function build(flow: Flow, answers: Answers): FlowCommand | undefined {
  const line = 0;
  if (nextQuestion(flow, answers) !== undefined) return undefined;
  const said = (question: Question) => answers[question] || undefined;
  const sum = (question: Question) => {
    const value = said(question);
    return value === undefined ? undefined : value === '0' ? ZERO : parseRupiah(value);
  };
  switch (flow) {
    case 'transfer':
    case 'take_back': {
      const [to, amount] = [said('downline'), sum('amount')];
      return to === undefined || amount === undefined ? undefined : { kind: flow, line, to, amount };
    }
    case 'downline_balance':
    case 'downline_on':
    case 'downline_off': {
      const id = said('downline');
      return id === undefined ? undefined : { kind: flow, line, id };
    }
    case 'register_downline': {
      const name = said('name');
      const [town, phone, markup] = [said('town'), said('phone'), sum('first_markup')];
      return name === undefined ? undefined : { kind: flow, line, name, town, phone, markup };
    }
    case 'markup': {
      const amount = sum('markup');
      const targets = [said('whom'), said('product')].filter((each) => each !== undefined);
      return amount === undefined ? undefined : { kind: flow, line, targets, amount };
    }
    case 'bill':
    case 'pay_bill': {
      // Either shows the bill first: nobody pays what he has not seen.
      const [code, customer, months] = [said('bill'), said('customer'), said('months')];
      const period = months === undefined ? undefined : ({ kind: 'months', months: Number(months) } as const);
      if (code === undefined || customer === undefined) return undefined;
      return { kind: 'bill', line, code, customer, period, msisdn: said('buyer_phone') };
    }
    case 'receipt': {
      const query = said('order');
      return query === undefined ? undefined : { kind: flow, line, query, retailPrice: sum('retail_price') };
    }
    default: {
      const unhandled: never = flow;
      throw new Error(`unhandled flow: ${JSON.stringify(unhandled)}`);
    }
  }
}

/**
 * Whether a command means the same after it was printed and read: behind the keypad it stands as a line. What somebody typed as a name
 * may hold separators or be made like a number.
 */
export function isReadBack(command: FlowCommand): boolean {
  const parsed = parseMessage(printCommand(command));
  const [read, ...others] = parsed.kind === 'commands' ? parsed.commands : [];
  return read !== undefined && others.length === 0 && fieldsOf(read) === fieldsOf(command);
}

function fieldsOf(command: Command): string {
  const fields = Object.entries(command).filter(([, value]) => value !== undefined);
  return JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether a product can be named in the line of a markup, which stands behind the keypad: its code must be read as one. */
export function mayBeTarget(code: string): boolean {
  return isReadBack({ kind: 'markup', line: 0, targets: [code], amount: rupiah(100) });
}

/** What customers usually pay on top of what the reseller paid. */
const RETAIL_MARGINS = [1_000, 2_000, 2_500, 5_000];
const RETAIL_ROUND = 500;

/** What a customer may be asked for, from what the reseller paid: rounded up to half a thousand, cheapest first. */
export function retailPrices(price: Rupiah): Rupiah[] {
  const rounded = RETAIL_MARGINS.map((margin) => Math.ceil((price + margin) / RETAIL_ROUND) * RETAIL_ROUND);
  return [...new Set(rounded)].map(rupiah);
}
