import { type Rupiah, rupiah } from '../money.ts';
import { looksLikePin } from '../pin.ts';
import type { NotUnderstoodReason, OrderCommand, Question } from './command.ts';
import { classify, type OrderField, splitCounters, waysToRead } from './order-field.ts';
import type { Field } from './tokenise.ts';

/** One order of a line, in every reading its shapes allow (at least one). */
export type OrderLine = { readings: Reading[] };
export type Reading = Omit<OrderCommand, 'kind' | 'line'>;

type Failure = { kind: 'failed'; reason: NotUnderstoodReason };

/** An order has at most seven (`2`, destination, phone, amount in three groups, PIN); the bound keeps the work linear. */
const MOST_FIELDS = 8;

/** Whether a field is made like a product code. */
export function isCode(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,19}$/.test(text);
}

/** A face value stands where a code stands: `10.0812…` is pulsa or electricity of 10,000. */
export function isFaceValue(text: string): boolean {
  return /^[1-9][0-9]{0,2}$/.test(text);
}

/** Two digits beside a face value could be another face value: there, counters have one. */
const LARGEST_COUNTER_OF_FACE_VALUE = 9;

/** The denomination in rupiah of a code that is a face value; `undefined`: it is a product's code. */
export function faceValueOf(code: string): Rupiah | undefined {
  return isFaceValue(code) ? rupiah(Number(code) * 1_000) : undefined;
}

/**
 * Reads a line as orders: `S10.0812….1234`, also several after one another. All of the line or nothing: an order is never
 * taken out of a line the rest of which is not understood. Reads at most `limit` orders. `ownReference`: of the only order.
 */
export function readOrders(
  typed: readonly Field[],
  limit: number,
  ownReference?: string,
): { kind: 'orders'; orders: OrderLine[] } | { kind: 'too_many' } | Failure {
  const orders: OrderLine[] = [];
  const fields = inSequence(splitCounters(typed));
  const cuts = mayBeSeveral(fields) ? cutByMeaning(fields) : undefined;
  if (cuts?.kind === 'several_ways') return { kind: 'failed', reason: 'one_or_several' };
  for (const { code, rest } of cuts?.orders ?? splitOrders(fields)) {
    if (!isCode(code) && !isFaceValue(code)) return { kind: 'failed', reason: 'no_code' };
    const result = readOrder(code.toUpperCase(), rest, ownReference);
    if (result.kind === 'failed') return result;
    if (orders.length === limit) return { kind: 'too_many' };
    orders.push(result);
  }
  if (ownReference !== undefined && orders.length > 1) return { kind: 'failed', reason: 'own_reference' };
  return { kind: 'orders', orders };
}

/** A code with its repeat counter glued on: `S5-2`. */
const GLUED_COUNTER = /^([A-Za-z]+[0-9]+[A-Za-z]*)-([2-9])$/;

/** "The same once more", without a number: `RO`, or any letter behind the PIN. */
const AGAIN = /^(RO|[A-Za-z])$/i;

/** The fields with the code first: some servers want the PIN before it, or the counter glued to it (`S5-2`), or a letter for it. */
function inSequence(typed: readonly Field[]): Field[] {
  const last = typed.at(-1);
  const isAgain = last !== undefined && AGAIN.test(last.text) && looksLikePin(typed.at(-2)?.text ?? '');
  const fields = isAgain ? [...typed.slice(0, -1), { text: '#2', before: last.before }] : typed;
  const [first, second, ...rest] = fields;
  if (
    first &&
    second &&
    rest.length > 0 &&
    looksLikePin(first.text) &&
    (isCode(second.text) || isFaceValue(second.text))
  ) {
    return inSequence([second, ...rest, { ...first, before: '.' }]);
  }
  return fields.flatMap((field) => {
    const [, code, counter] = GLUED_COUNTER.exec(field.text) ?? [];
    if (code === undefined || counter === undefined) return [field];
    return [
      { ...field, text: code },
      { text: `#${counter}`, before: '' },
    ];
  });
}

type OrderFields = { code: string; rest: Field[] };

/** A code begins the next order once the order before it has its destination. */
function* splitOrders(fields: readonly Field[]): Generator<OrderFields> {
  let code = fields[0]?.text ?? '';
  let rest: Field[] = [];
  let hasDestination = false;
  for (const field of fields.slice(1)) {
    const kind = classify(field.text);
    const canBeDestination = kind?.destination !== undefined && !kind.canBePin;
    if (/^[A-Za-z]/.test(field.text) && !kind?.isSureAmount && (hasDestination || !canBeDestination)) {
      yield { code, rest };
      code = field.text;
      rest = [];
      hasDestination = false;
    } else {
      rest.push(field);
      hasDestination ||= canBeDestination;
    }
  }
  yield { code, rest };
}

/** Long enough that it cannot be a PIN, nor an amount anybody pays. */
const SHORTEST_NUMBER = 9;

/** Whether more than one order may begin in the line. */
function mayBeSeveral(fields: readonly Field[]): boolean {
  return fields.some((field, i) => i > 1 && isBeginning(field));
}

/** An order begins with a code or a face value. */
function isBeginning({ text }: Field): boolean {
  return isFaceValue(text) || (isCode(text) && !classify(text)?.isSureAmount);
}

function isPhone({ text }: Field): boolean {
  return classify(text)?.destination?.shape === 'phone';
}

/**
 * The orders of a line in which more than one may begin: `10.0812….5.0857…` is two of them, but in `20.<meter>.5.<phone>` the 5 may
 * also count the first, and letters with digits may be an id as well as a code. Every way to cut the line is tried, `several_ways`: more than one gives orders throughout; `undefined`: none does.
 */
function cutByMeaning(
  fields: readonly Field[],
): { kind: 'one_way'; orders: OrderFields[] } | { kind: 'several_ways'; orders?: undefined } | undefined {
  const orderOf = (from: number, to: number) => ({
    code: fields[from]?.text ?? '',
    rest: fields.slice(from + 1, to),
  });
  // For each end of an order: how many ways lead to it (two stands for more), and where the last order before it begins.
  const ends = new Map<number, { ways: number; from: number }>([[0, { ways: 1, from: 0 }]]);
  for (let from = 0; from < fields.length; from += 1) {
    const ways = ends.get(from)?.ways;
    const { code } = orderOf(from, from);
    if (ways === undefined || !isBeginning({ text: code, before: '' })) continue;
    for (let to = from + 2; to <= Math.min(fields.length, from + 1 + MOST_FIELDS); to += 1) {
      const { rest } = orderOf(from, to);
      // Two phones are two customers, however the line goes on.
      if (rest.filter(isPhone).length > 1) break;
      if (readOrder(code.toUpperCase(), rest, undefined).kind === 'failed') continue;
      ends.set(to, { ways: Math.min(2, ways + (ends.get(to)?.ways ?? 0)), from });
    }
  }
  const ways = ends.get(fields.length)?.ways;
  if (ways === undefined) return undefined;
  if (ways > 1) return { kind: 'several_ways' };
  const orders: OrderFields[] = [];
  for (let to = fields.length; to > 0; ) {
    const { from = 0 } = ends.get(to) ?? {};
    orders.push(orderOf(from, to));
    to = from;
  }
  return { kind: 'one_way', orders: orders.toReversed() };
}

function readOrder(
  code: string,
  fields: readonly Field[],
  ownReference: string | undefined,
): ({ kind: 'read' } & OrderLine) | Failure {
  if (fields.length === 0) return { kind: 'failed', reason: 'no_destination' };
  if (fields.length > MOST_FIELDS) return { kind: 'failed', reason: 'unclear_fields' };
  const distinct = new Map<string, Reading>();
  for (const way of waysToRead(fields)) {
    for (const reading of readingsOf(code, way, ownReference)) distinct.set(JSON.stringify(reading), reading);
  }
  const readings = [...distinct.values()].filter((reading) => !isFaceValue(code) || fitsFaceValue(reading));
  const [only] = readings;
  if (!only) return { kind: 'failed', reason: failureOf(fields) };
  const isRatherPin = readings.length === 1 && only.pin === undefined && looksLikePin(only.destination);
  return isRatherPin ? { kind: 'failed', reason: 'destination_or_pin' } : { kind: 'read', readings };
}

/** A face value finds its product by the number, so that the number must be one of phones or meters; it has no other amount. */
function fitsFaceValue({ destination, amount, occurrence }: Reading): boolean {
  return (
    /^[0-9]+$/.test(destination) &&
    destination.length >= SHORTEST_NUMBER &&
    amount === undefined &&
    occurrence <= LARGEST_COUNTER_OF_FACE_VALUE
  );
}

function failureOf(fields: readonly Field[]): NotUnderstoodReason {
  const kinds = fields.map(({ text }) => classify(text)).filter((kind) => kind !== undefined);
  if (kinds.filter((kind) => kind.isSureDestination).length > 1) return 'two_destinations';
  const others = kinds.filter((kind) => kind.counter === undefined && !kind.isSureAmount);
  return others.some((kind) => kind.destination) ? 'unclear_fields' : 'no_destination';
}

function readingsOf(
  code: string,
  fields: readonly OrderField[],
  ownReference: string | undefined,
): Reading[] {
  const counters = fields.filter((field) => field.counter !== undefined);
  const amounts = fields.filter((field) => field.isSureAmount);
  if (counters.length > 1 || amounts.length > 1) return [];
  const occurrence = counters[0]?.counter ?? 1;
  const others = fields.filter((field) => field.counter === undefined && !field.isSureAmount);
  const isAmountLast = fields.filter((field) => field.counter === undefined).at(-1)?.isSureAmount === true;
  return destinationsOf(others, isAmountLast).flatMap(({ destination, msisdn, rest, isPinLast }) =>
    amountsAndPins(rest, isPinLast, amounts[0]?.amount).map(({ amount, pin }) => ({
      code,
      destination: destination.destination?.value ?? '',
      typedDestination: destination.text,
      occurrence,
      amount,
      msisdn,
      ownReference,
      pin,
    })),
  );
}

type Placed = {
  destination: OrderField;
  msisdn: string | undefined;
  /** What is left for amount and PIN, in order. */
  rest: OrderField[];
  /** The last of `rest` stands where a PIN stands: at the end, or before the customer's phone. */
  isPinLast: boolean;
};

/** The ways to choose the destination among fields that are neither counter nor written as an amount. */
function destinationsOf(fields: readonly OrderField[], isAmountLast: boolean): Placed[] {
  const sure = fields.filter((field) => field.isSureDestination);
  if (sure.length > 0) return placeSure(fields, sure);
  const last = fields.at(-1);
  // The last field is the PIN if it can be one; a short number elsewhere may be a driver's or a player's id.
  const pin = fields.length > 1 && last?.canBePin === true && !isAmountLast ? last : undefined;
  return fields
    .filter((field) => field.destination && field !== pin)
    .map((destination) => ({
      destination,
      msisdn: undefined,
      rest: fields.filter((field) => field !== destination),
      isPinLast: pin !== undefined,
    }));
}

/** A meter or customer number may have its owner's phone beside it. Two numbers of one kind are two customers: not read. */
function placeSure(fields: readonly OrderField[], sure: readonly OrderField[]): Placed[] {
  const phones = sure.filter((field) => field.destination?.shape === 'phone');
  const numbers = sure.filter((field) => field.destination?.shape !== 'phone');
  const destination = numbers[0] ?? phones[0];
  if (!destination || phones.length > 1 || numbers.length > 1) return [];
  const phone = destination === phones[0] ? undefined : phones[0];
  // Letters beside a phone are rather a forgotten code than an id.
  if (phone && /[A-Za-z]/.test(destination.text)) return [];
  const rest = fields.filter((field) => !field.isSureDestination);
  const lastOfOwn = fields.filter((field) => field !== phone).at(-1);
  return [
    {
      destination,
      msisdn: phone?.destination?.value,
      rest,
      isPinLast: rest.length > 0 && lastOfOwn === rest.at(-1),
    },
  ];
}

/** `sureAmount` is one written as such. One field alone that can be a PIN is the PIN; of two, the last, if it stands last in the line. */
function amountsAndPins(
  rest: readonly OrderField[],
  isPinLast: boolean,
  sureAmount: Rupiah | undefined,
): { amount: Rupiah | undefined; pin: string | undefined }[] {
  const [first, second] = rest;
  if (!first) return [{ amount: sureAmount, pin: undefined }];
  if (!second) {
    if (first.canBePin) return [{ amount: sureAmount, pin: first.text }];
    return first.amount !== undefined && sureAmount === undefined
      ? [{ amount: first.amount, pin: undefined }]
      : [];
  }
  if (rest.length > 2 || sureAmount !== undefined) return [];
  const pinSecond =
    second.canBePin && first.amount !== undefined ? [{ amount: first.amount, pin: second.text }] : [];
  const pinFirst =
    first.canBePin && second.amount !== undefined ? [{ amount: second.amount, pin: first.text }] : [];
  return isPinLast && pinSecond.length > 0 ? pinSecond : [...pinSecond, ...pinFirst];
}

/** What to ask to tell readings of one order apart. */
export function questionOf(readings: readonly Reading[]): Question {
  const [first] = readings;
  if (readings.some((reading) => reading.destination !== first?.destination)) return 'destination_or_amount';
  return readings.some((reading) => reading.occurrence !== first?.occurrence)
    ? 'amount_or_repeat'
    : 'amount_or_pin';
}
