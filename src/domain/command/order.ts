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
function isFaceValue(text: string): boolean {
  return /^[1-9][0-9]{0,2}$/.test(text);
}

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
  for (const { code, rest } of splitOrders(inSequence(splitCounters(typed)))) {
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
  const [, code, counter] = GLUED_COUNTER.exec(first?.text ?? '') ?? [];
  if (!first || code === undefined || counter === undefined) return [...fields];
  return [{ ...first, text: code }, { text: `#${counter}`, before: '' }, ...fields.slice(1)];
}

/**
 * A code begins the next order once the order before it has its destination. So does a face value, where a destination follows and
 * it cannot be the repeat counter of the order before.
 */
function* splitOrders(fields: readonly Field[]): Generator<{ code: string; rest: Field[] }> {
  let code = fields[0]?.text ?? '';
  let rest: Field[] = [];
  let hasDestination = false;
  for (const [i, field] of fields.slice(1).entries()) {
    const kind = classify(field.text);
    const canBeDestination = kind?.destination !== undefined && !kind.canBePin;
    const isNextCode =
      /^[A-Za-z]/.test(field.text) && !kind?.isSureAmount && (hasDestination || !canBeDestination);
    const isNextValue = hasDestination && isFaceValue(field.text) && beginsNext(code, rest, fields[i + 2]);
    if (isNextCode || isNextValue) {
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

/** Whether `next`, which follows a face value, is the destination of another order: the order so far has one it cannot stand beside. */
function beginsNext(code: string, rest: readonly Field[], next: Field | undefined): boolean {
  const number = next && classify(next.text)?.destination;
  if (number === undefined || number.value.length < SHORTEST_NUMBER) return false;
  const hasPhone = rest.some((field) => classify(field.text)?.destination?.shape === 'phone');
  return isFaceValue(code) || hasPhone === (number.shape === 'phone');
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
  const readings = [...distinct.values()];
  const [only] = readings;
  if (!only) return { kind: 'failed', reason: failureOf(fields) };
  const isRatherPin = readings.length === 1 && only.pin === undefined && looksLikePin(only.destination);
  return isRatherPin ? { kind: 'failed', reason: 'destination_or_pin' } : { kind: 'read', readings };
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
  return destinationsOf(others).flatMap(({ destination, msisdn, rest, isPinLast }) =>
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
function destinationsOf(fields: readonly OrderField[]): Placed[] {
  const sure = fields.filter((field) => field.isSureDestination);
  if (sure.length > 0) return placeSure(fields, sure);
  const last = fields.at(-1);
  // The last field is the PIN if it can be one; a short number elsewhere may be a driver's or a player's id.
  const pin = fields.length > 1 && last?.canBePin === true ? last : undefined;
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
