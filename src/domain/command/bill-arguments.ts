import { parseRupiah, type Rupiah } from '../money.ts';
import { looksLikePin } from '../pin.ts';
import type { BillCommand } from './command.ts';
import { type ArgumentsRead, BAD, phoneOf, SMALLEST_MOVEMENT, UNCLEAR_AMOUNT } from './fields.ts';

const CODE = /^[A-Za-z][A-Za-z0-9-]{0,19}$/;

/** Customer numbers of bills are longer than a PIN and are no mobile number beside another number. */
function isCustomer(text: string): boolean {
  if (/^rp[0-9]/i.test(text)) return false;
  return /^[A-Za-z0-9]{7,20}$/.test(text.replaceAll('-', '')) && /[0-9]{6}/.test(text);
}

/** The customer number of a bill, as {@link readBill} reads it; spaces and dashes in it do not matter. `undefined`: it can be none. */
export function readCustomer(text: string): string | undefined {
  const bare = text.replace(/[ -]/g, '');
  return isCustomer(bare) ? (phoneOf(bare) ?? bare) : undefined;
}

type Split = {
  code: string | undefined;
  customer: string | undefined;
  msisdn: string | undefined;
  rest: string[];
};

function split(args: readonly string[]): Split | undefined {
  const code = args.find((arg) => CODE.test(arg) && !isCustomer(arg) && !/^rp[0-9]/i.test(arg));
  const numbers = args.filter((arg) => arg !== code);
  const long = numbers.filter((arg) => isCustomer(arg) || phoneOf(arg) !== undefined);
  const phones = long.filter((arg) => phoneOf(arg) !== undefined);
  const others = long.filter((arg) => !phones.includes(arg));
  // A phone alone is whose bill it is; beside another number it is the buyer's.
  const customer = others[0]?.replaceAll('-', '') ?? phoneOf(phones[0] ?? '');
  const phone = others.length > 0 ? phones[0] : undefined;
  if (others.length > 1 || phones.length > 1) return undefined;
  return {
    code: code?.toUpperCase(),
    customer,
    msisdn: phone === undefined ? undefined : phoneOf(phone),
    rest: numbers.filter((arg) => !long.includes(arg)),
  };
}

/** `TAG.PLN.<customer>[.<period>][.<phone>][.<PIN>]`. A period is 1 to 12 months, or one month as `202611` or `11/2026`. */
export function readBill(args: readonly string[], line: number): ArgumentsRead {
  const found = split(args);
  if (found === undefined) return BAD;
  const { code, customer, msisdn, rest } = found;
  if (customer === undefined && rest.every(looksLikePin) && rest.length <= 1)
    return { kind: 'guided', line, flow: 'bill', pin: rest[0] };
  if (code === undefined || customer === undefined || rest.length > 2) return BAD;
  const last = rest.at(-1);
  const pin = last !== undefined && looksLikePin(last) ? last : undefined;
  const [typed, more] = pin === undefined ? rest : rest.slice(0, -1);
  const period = typed === undefined ? undefined : readPeriod(typed);
  if (more !== undefined || (typed !== undefined && period === undefined)) return BAD;
  return { kind: 'bill', line, code, customer, period, msisdn, pin };
}

function readPeriod(text: string): BillCommand['period'] {
  const months = /^([1-9]|1[0-2])$/.exec(text);
  if (months) return { kind: 'months', months: Number(text) };
  const match = /^(20[0-9]{2})[-/]?(0[1-9]|1[0-2])$/.exec(text) ?? undefined;
  if (match) return { kind: 'month', month: `${match[1]}-${match[2]}` };
  const reversed = /^(0?[1-9]|1[0-2])[-/]?(20[0-9]{2})$/.exec(text);
  return reversed
    ? { kind: 'month', month: `${reversed[2]}-${(reversed[1] ?? '').padStart(2, '0')}` }
    : undefined;
}

/** What is asked for a month is never less; smaller numbers are months or counters. */
const SMALLEST_BILL = 1_000;

function billOf(text: string): Rupiah | undefined {
  const amount = text.startsWith('0') ? undefined : parseRupiah(text);
  return amount !== undefined && amount >= SMALLEST_BILL ? amount : undefined;
}

/** Whether a number that is made like a PIN is rather an amount: large and round. */
function mayBeBill(text: string): boolean {
  return (billOf(text) ?? 0) >= SMALLEST_MOVEMENT && Number(text) % 500 === 0;
}

/** `BAYAR.PLN.<customer>.1234`, `BAYAR.<number of the inquiry>.1234`, `BAYARPLN.<customer>.<amount>.1234.<phone>`. */
export function readPayBill(args: readonly string[], line: number): ArgumentsRead {
  const found = split(args);
  if (found === undefined) return BAD;
  const { code, msisdn, rest } = found;
  const [first, second] = rest;
  // The number of an inquiry may be as short as a PIN; then it comes first.
  const isNumber = code === undefined && second !== undefined && /^[0-9]{1,20}$/.test(first ?? '');
  const customer = found.customer ?? (isNumber ? first : undefined);
  const numbers = found.customer === undefined && customer !== undefined ? rest.slice(1) : rest;
  if (customer === undefined) {
    return rest.length <= 1 && rest.every(looksLikePin)
      ? { kind: 'guided', line, flow: 'pay_bill', pin: rest[0] }
      : BAD;
  }
  if (numbers.length > 2) return BAD;
  const [one, two] = numbers;
  if (two === undefined) {
    if (one !== undefined && looksLikePin(one) && mayBeBill(one)) return UNCLEAR_AMOUNT;
    if (one === undefined || looksLikePin(one))
      return { kind: 'pay_bill', line, code, customer, msisdn, pin: one };
    const amount = billOf(one);
    return amount === undefined
      ? BAD
      : { kind: 'pay_bill', line, code, customer, amount, msisdn, pin: undefined };
  }
  const amount = billOf(one ?? '');
  // `BAYAR.PLN.<customer>.1234.129000`: the other way round it is at least as likely.
  const isTurned = looksLikePin(one ?? '') && !mayBeBill(one ?? '') && mayBeBill(two);
  return amount !== undefined && looksLikePin(two) && !isTurned
    ? { kind: 'pay_bill', line, code, customer, amount, msisdn, pin: two }
    : UNCLEAR_AMOUNT;
}
