import { parseRupiah, type Rupiah, ZERO } from '../money.ts';
import { looksLikePin } from '../pin.ts';
import {
  type ArgumentsRead,
  BAD,
  NO_PERSON,
  phoneOf,
  readPerson,
  SMALLEST_MOVEMENT,
  UNCLEAR_AMOUNT,
} from './fields.ts';

/** Amounts between people are round; a PIN rarely is. */
const ROUND = 500;
const LONGEST_NAME = 60;

type AmountAndPin = { amount: Rupiah; pin: string | undefined };

/** Digits alone, with `Rp`, or in groups of three. `-` is a way some servers write what is taken back. */
export function amountOf(text: string): Rupiah | undefined {
  return text.startsWith('0') ? undefined : parseRupiah(text.replace(/^-/, ''));
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

/** How much a number looks like what people move: 0 is none at all, 1 is less than anybody moves, 3 is round. */
function likelihood({ amount, pin }: { amount: Rupiah | undefined; pin: string }): number {
  if (amount === undefined || !looksLikePin(pin)) return 0;
  if (amount < SMALLEST_MOVEMENT) return 1;
  return amount % ROUND === 0 ? 3 : 2;
}

/**
 * Of two numbers the amount and the PIN, which comes last unless the shapes say otherwise. `undefined`: the other way round
 * is as likely, and nobody is to guess. `isUsual`: they stand where this sequence is the only one known, so that it wins a draw.
 */
function tellApart(first: string, second: string, isUsual: boolean): AmountAndPin | undefined {
  const usual = { amount: amountOf(first), pin: second };
  const turned = { amount: amountOf(second), pin: first };
  const [a, b] = [likelihood(usual), likelihood(turned)];
  if (usual.amount !== undefined && a > 0 && (a > b || (isUsual && a === b)) && (isUsual || a > 1))
    return { ...usual, amount: usual.amount };
  // Only where the first can be no amount anybody moves, and where servers are known that want the PIN first.
  return turned.amount !== undefined && !isUsual && b > 1 && a <= 1
    ? { ...turned, amount: turned.amount }
    : undefined;
}

/** `T.50000`: round, and enough to be moved. To try it as a PIN would cost him one of his tries. */
function isRatherAmount(text: string): boolean {
  const amount = amountOf(text);
  return amount !== undefined && amount >= SMALLEST_MOVEMENT && amount % ROUND === 0;
}

/** Whether a number alone may be the PIN of a command without an amount as well as an amount. */
export function mayBePinAlone(text: string, amount: Rupiah): boolean {
  return looksLikePin(text) && (amount < SMALLEST_MOVEMENT || amount % ROUND !== 0);
}

/**
 * `2.100.000`: two millions, or the second time a hundred thousand, as other servers count transfers? `50.000.123`: fifty millions, or
 * fifty thousand and a PIN that lacks a digit?
 */
function mayBeSeveral(joined: string): boolean {
  return (
    /^[1-9][0-9]?\.[1-9][0-9]{2}\.[0-9]{3}/.test(joined) ||
    /^[1-9][0-9]{0,2}(\.[0-9]{3})+\.[0-9]{3}$/.test(joined.replace(/[05]00$/, ''))
  );
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
  if (people.length === 0 && numbers.some(isRatherAmount) && numbers.length <= 2) return NO_PERSON;
  if (to === undefined && people.length === 0 && numbers.every(looksLikePin) && numbers.length <= 1) {
    return { kind: 'guided', line, flow: kind, pin: numbers[0] };
  }
  const [first, second] = numbers;
  if (to === undefined || people.length > 1 || first === undefined || numbers.length > 2) return BAD;
  if (numbers.some(mayBeSeveral)) return UNCLEAR_AMOUNT;
  if (second === undefined) {
    const amount = amountOf(first);
    if (amount === undefined) return BAD;
    return mayBePinAlone(first, amount) ? UNCLEAR_AMOUNT : { kind, line, to, amount, pin: undefined };
  }
  if (numbers.some((number) => amountOf(number) === undefined && !looksLikePin(number))) return BAD;
  // Behind the person and one after the other: amount, then PIN, on every server there is.
  const isUsual = args.indexOf(first) > args.indexOf(people[0] ?? '');
  const told = tellApart(first, second, isUsual);
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
  if (numbers.some((number) => amountOf(number) === undefined && !looksLikePin(number))) return BAD;
  if (first === undefined) return { kind: 'guided', line, flow: 'ticket' };
  if (second !== undefined) {
    // `TIKET.500000.1234` is far more usual than `DP.1234.50000`; neither moves money before somebody has paid.
    const told = tellApart(first, second, (amountOf(first) ?? 0) >= SMALLEST_MOVEMENT);
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
    .filter((arg) => arg !== '' && arg !== '0');
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
  // `REG.<name>.<phone>.1000`: a markup, or the PIN without one? Nobody is to be registered with the wrong one.
  if (pin !== undefined && sums.length === 0 && numbers.length <= 2 && (amountOf(pin) ?? 1) % ROUND === 0) {
    const isOther = numbers.length === 1 || numbers.some((number) => number !== pin && !looksLikePin(number));
    if (isOther && (numbers.length === 1 || Number(pin) >= SMALLEST_MOVEMENT)) return UNCLEAR_AMOUNT;
  }
  if (words.some((word) => /^[0-9.,]+$/.test(word))) return BAD;
  const pinAt = numbers.at(-1) === pin ? numbers.length - 1 : 0;
  const others = numbers.filter((number, i) => Number(number) !== 0 && !(pin !== undefined && i === pinAt));
  const amounts = [...sums, ...others].map(amountOf).filter((amount) => amount !== undefined);
  // A markup is small; what is larger is a balance to begin with.
  const balances = amounts.filter((amount) => amount >= SMALLEST_MOVEMENT);
  const markups = amounts.filter((amount) => amount < SMALLEST_MOVEMENT);
  const isClear =
    amounts.length === sums.length + others.length && balances.length <= 1 && markups.length <= 1;
  const town = towns.join(' ');
  // Parts that only together are a number were meant to be one.
  if (isPhoneLike(town)) return BAD;
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
  return phoneOf(text) !== undefined || /^(\+?62|0)8[0-9]{6,12}$/.test(text.replaceAll('-', ''));
}

/** `MARKUP.100.1234`, `MARKUP.K0002.100.1234`, `MARKUP.K0002.Rp1500`, `M.S10.100.1234`, `GS.K0002.S10.100`. */
export function readMarkup(args: readonly string[], line: number): ArgumentsRead {
  const targets = args.filter(
    (arg) => (/[A-Za-z]/.test(arg) && !/^rp[0-9]/i.test(arg)) || phoneOf(arg) !== undefined,
  );
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
