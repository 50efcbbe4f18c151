import { parseRupiah, type Rupiah, ZERO } from '../money.ts';
import { looksLikePin } from '../pin.ts';
import { type ArgumentsRead, BAD, phoneOf, readPerson, UNCLEAR_AMOUNT } from './fields.ts';

/** Below it nobody transfers or deposits: a smaller number beside a larger one is the PIN. */
export const SMALLEST_MOVEMENT = 10_000;
/** Amounts between people are round; a PIN rarely is. */
const ROUND = 500;
const LONGEST_NAME = 60;

type AmountAndPin = { amount: Rupiah; pin: string | undefined };

/** Digits alone, with `Rp`, or in groups of three. `-` is a way some servers write what is taken back. */
function amountOf(text: string): Rupiah | undefined {
  return /^0/.test(text) ? undefined : parseRupiah(text.replace(/^-/, ''));
}

/** `500` `000` typed as `500.000`: parts that only together are an amount. Everything else stays as it is. */
function joinThousands(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    const isPart =
      /^[0-9]{3}$/.test(arg) && last !== undefined && /^(rp)?[1-9][0-9]{0,2}(\.[0-9]{3})*$/i.test(last);
    if (isPart) joined[joined.length - 1] = `${last}.${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** The most likely of two numbers to be the amount, the other being the PIN; `undefined`: it may be either. */
function tellApart(first: string, second: string): AmountAndPin | undefined {
  const readings = [
    { amount: amountOf(first), pin: second },
    { amount: amountOf(second), pin: first },
  ].flatMap(({ amount, pin }): AmountAndPin[] =>
    amount !== undefined && amount >= SMALLEST_MOVEMENT && looksLikePin(pin) ? [{ amount, pin }] : [],
  );
  if (readings.length < 2) return readings[0];
  const round = readings.filter(({ amount }) => amount % ROUND === 0);
  return round.length === 1 ? round[0] : undefined;
}

/**
 * `T.K0002.50000.1234`, `TRANS.50000.K0002.1234`, `T.1234.0812….50000`: a code or phone is the person; of the numbers, the PIN
 * comes last unless the shapes say otherwise. Where both could be either, nothing is guessed.
 */
export function readTransfer(
  kind: 'transfer' | 'take_back',
  typed: readonly string[],
  line: number,
): ArgumentsRead {
  const args = joinThousands(typed);
  const people = args.filter((arg) => readPerson(arg) !== undefined && !/^rp[0-9]/i.test(arg));
  const numbers = args.filter((arg) => !people.includes(arg));
  const to = readPerson(people[0] ?? '');
  if (to === undefined && people.length === 0 && numbers.every(looksLikePin) && numbers.length <= 1) {
    return { kind: 'guided', line, flow: kind, pin: numbers[0] };
  }
  const [first, second] = numbers;
  if (to === undefined || people.length > 1 || first === undefined || numbers.length > 2) return BAD;
  if (second === undefined) {
    const amount = amountOf(first);
    return amount === undefined ? BAD : { kind, line, to, amount, pin: undefined };
  }
  // Behind the person and one after the other: amount, then PIN, on every server there is.
  const isPlain = args.indexOf(first) > args.indexOf(people[0] ?? '');
  const amount = amountOf(first);
  if (isPlain)
    return amount !== undefined && looksLikePin(second) ? { kind, line, to, amount, pin: second } : BAD;
  if (amount !== undefined && looksLikePin(second) && !looksLikePin(first))
    return { kind, line, to, amount, pin: second };
  const told = tellApart(first, second);
  return told === undefined ? UNCLEAR_AMOUNT : { kind, line, to, ...told };
}

/** `TIKET.500000.1234`, `DEP.BCA.200000.1234`, `DP.1234.BRI.50000`, `TIKET.500000`. */
export function readTicket(typed: readonly string[], line: number): ArgumentsRead {
  const args = joinThousands(typed);
  const banks = args.filter((arg) => /^[A-Za-z]{2,20}$/.test(arg));
  const numbers = args.filter((arg) => !banks.includes(arg));
  const bank = banks[0]?.toUpperCase();
  const [first, second] = numbers;
  if (banks.length > 1 || numbers.length > 2) return BAD;
  if (first === undefined) return { kind: 'guided', line, flow: 'ticket' };
  if (second !== undefined) {
    const amount = amountOf(first);
    const isPlain = amount !== undefined && amount >= SMALLEST_MOVEMENT && looksLikePin(second);
    const told = isPlain ? { amount, pin: second } : tellApart(first, second);
    return told === undefined ? UNCLEAR_AMOUNT : { kind: 'ticket', line, bank, ...told };
  }
  const amount = amountOf(first);
  if (amount !== undefined && amount >= SMALLEST_MOVEMENT)
    return { kind: 'ticket', line, bank, amount, pin: undefined };
  return looksLikePin(first) ? { kind: 'guided', line, flow: 'ticket', pin: first } : BAD;
}

/**
 * `REG.<name>.<town>.<phone>.<markup>.<PIN>` in any sequence of its fields: digits by their shape, then words, the first of which is
 * the name. `0` is an opening balance of nothing.
 */
export function readRegister(typed: readonly string[], line: number): ArgumentsRead {
  const args = typed
    .flatMap((arg) => arg.split(/[*#]/))
    .map((arg) => arg.trim())
    .filter((arg) => arg !== '');
  const phones = args.filter(isPhoneLike);
  const sums = args.filter((arg) => /^rp[0-9]/i.test(arg));
  const numbers = args.filter((arg) => /^[0-9]{1,6}$/.test(arg));
  const words = args.filter((arg) => ![phones, sums, numbers].some((taken) => taken.includes(arg)));
  const pin = [numbers.at(-1), numbers[0]].find((number) => number !== undefined && looksLikePin(number));
  const [name, ...towns] = words;
  if (name === undefined) {
    return args.length === 0 || (args.length === 1 && pin)
      ? { kind: 'guided', line, flow: 'register_downline', pin }
      : BAD;
  }
  const pinAt = numbers.at(-1) === pin ? numbers.length - 1 : 0;
  const others = numbers.filter((number, i) => Number(number) !== 0 && !(pin !== undefined && i === pinAt));
  const amounts = [...sums, ...others].map(amountOf).filter((amount) => amount !== undefined);
  // A markup is small; what is larger is a balance to begin with.
  const balances = amounts.filter((amount) => amount >= SMALLEST_MOVEMENT);
  const markups = amounts.filter((amount) => amount < SMALLEST_MOVEMENT);
  const isClear =
    amounts.length === sums.length + others.length && balances.length <= 1 && markups.length <= 1;
  const town = towns.join(' ');
  if (!isClear || phones.length > 1 || name.length > LONGEST_NAME || town.length > LONGEST_NAME) return BAD;
  return {
    kind: 'register_downline',
    line,
    name,
    town: town === '' ? undefined : town,
    phone: phones[0]?.replace(/[^0-9]/g, ''),
    markup: markups[0],
    openingBalance: balances[0],
    pin,
  };
}

/** A phone as people write it down for somebody else: short ones, too, so that it can be said what is wrong with them. */
function isPhoneLike(text: string): boolean {
  return phoneOf(text) !== undefined || /^(\+?62|0)8[0-9-]{6,14}$/.test(text);
}

/** `MARKUP.100.1234`, `MARKUP.K0002.100.1234`, `M.S10.100.1234`, `GS.K0002.S10.100`. */
export function readMarkup(args: readonly string[], line: number): ArgumentsRead {
  const targets = args.filter((arg) => /[A-Za-z]/.test(arg) || phoneOf(arg) !== undefined);
  const numbers = args.filter((arg) => !targets.includes(arg));
  const isPlain = targets.every((target) => /^[A-Za-z0-9-]{1,20}$/.test(target)) && targets.length <= 2;
  const [first, second] = numbers;
  if (args.length === 0 || (targets.length === 0 && second === undefined && looksLikePin(first ?? ''))) {
    return { kind: 'guided', line, flow: 'markup', pin: first };
  }
  const amount = first === '0' ? ZERO : amountOf(first ?? '');
  if (!isPlain || amount === undefined || numbers.length > 2) return BAD;
  if (second !== undefined && !looksLikePin(second)) return BAD;
  // `MARKUP.K0002.1500`: a markup, or a PIN without one?
  if (second === undefined && looksLikePin(first ?? '')) return UNCLEAR_AMOUNT;
  return {
    kind: 'markup',
    line,
    targets: targets.map((target) => phoneOf(target) ?? target.toUpperCase()),
    amount,
    pin: second,
  };
}
