import type { FakeTransaction } from './books.ts';
import { buy, lookUp, type Parts } from './calls.ts';
import { RefusalError } from './envelope.ts';
import type { WrongAnswer } from './faults.ts';

/** IRS/Otomax: parameters in the query, the answer a line of text, HTTP always 200. */
export type IrsAccount = { clientId: string; clientSecret: string; idrs: string; pin: string };

const REQUIRED = ['client_id', 'client_secret', 'idrs', 'pin', 'product_code', 'ref_id', 'to'];
const KNOWN = [...REQUIRED, 'amount', 'selling_price'];

/** Thrown where the line must say why not. */
class IrsRefusalError extends Error {
  override readonly name = 'IrsRefusalError';
}

/** POST /v1/irs/inquiry. Its answer carries the product where a purchase carries the reference. */
export function irsInquiry(
  parts: Parts,
  account: IrsAccount | undefined,
  query: URLSearchParams,
  now: Date,
): string {
  const destination = query.get('to') ?? '';
  try {
    const fields = readFields(account, query, ['selling_price']);
    parts.books.useForInquiry(fields.reference);
    const { product, customer, total } = lookUp(parts, fields.productCode, destination, fields.amount);
    const name = customer.name === undefined ? '' : ` CUSTNAME: ${customer.name}.`;
    const power = customer.powerCapacity === undefined ? '' : ` POWERCAPACITY: ${customer.powerCapacity}.`;
    return `R#${product.code}. PRICE: ${total}. CUSTNUM: ${destination}.${name}${power} ${stamp(now)}`;
  } catch (error) {
    return `R#. CUSTNUM: ${destination}. REASON: ${reasonOf(error)}. ${stamp(now)}`;
  }
}

/** POST /v1/irs/buy: buys, or tells how an earlier purchase under the same reference stands. */
export function irsBuy(
  parts: Parts,
  account: IrsAccount | undefined,
  query: URLSearchParams,
  now: Date,
): { text: string; bought?: FakeTransaction; wrongAnswer?: WrongAnswer } {
  const reference = query.get('ref_id') ?? '';
  const productCode = query.get('product_code') ?? '';
  try {
    const fields = readFields(account, query, []);
    const earlier = parts.books.byReference(reference);
    if (earlier) {
      const isSame = earlier.productCode === productCode && earlier.destination === fields.destination;
      if (!isSame) throw new IrsRefusalError('ReferenceNo sudah digunakan');
      return { text: line(parts, earlier, now) };
    }
    const result = buy(parts, {
      amount: String(fields.amount),
      msidn: fields.destination,
      partner_reference_id: reference,
      product_code: productCode,
      selling_price: String(fields.amount),
      value: fields.destination,
    });
    const { wrongAnswer } = result;
    const answer =
      result.kind === 'bought'
        ? { text: line(parts, result.transaction, now), bought: result.transaction }
        : { text: '' };
    return { ...answer, ...(wrongAnswer === undefined ? {} : { wrongAnswer }) };
  } catch (error) {
    return {
      text: `R#${reference} ${productCode} FAILED. REASON: ${reasonOf(error)}. TRXID: -. ${stamp(now)}`,
    };
  }
}

function readFields(
  account: IrsAccount | undefined,
  query: URLSearchParams,
  alsoRequired: readonly string[],
) {
  const read = (name: string) => query.get(name) ?? '';
  for (const name of [...REQUIRED, ...alsoRequired]) {
    if (read(name) === '') throw new IrsRefusalError(`Field tidak boleh kosong ${name}`);
  }
  const stranger = [...query.keys()].find((name) => !KNOWN.includes(name));
  if (stranger !== undefined) throw new IrsRefusalError(`Validasi Error ${stranger}`);
  if (!account) throw new IrsRefusalError('User type bukan irs');
  const isKnown =
    read('client_id') === account.clientId &&
    read('client_secret') === account.clientSecret &&
    read('idrs') === account.idrs &&
    read('pin') === account.pin;
  if (!isKnown) throw new IrsRefusalError('Kredensial tidak sesuai');
  const amount = read('amount');
  // Where it counts, for an open amount, Klikoo answers its absence with these very words.
  const needsAmount = read('product_code').endsWith('OPEN');
  if (!/^\d{0,12}$/.test(amount) || (needsAmount && amount === '')) {
    throw new IrsRefusalError('Amount must be in numbers only');
  }
  return {
    productCode: read('product_code'),
    reference: read('ref_id'),
    destination: read('to'),
    amount: Number(amount),
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof IrsRefusalError || error instanceof RefusalError) return error.message;
  throw error;
}

function line({ books }: Parts, transaction: FakeTransaction, now: Date): string {
  const { reference, productCode, destination, id, booked, beforeHundredths, afterHundredths } = transaction;
  const { status, reason, sn } = books.standing(transaction);
  const head = `R#${reference} ${productCode}. ${destination}`;
  const before = dotted(beforeHundredths);
  if (status === 'WAITING') return `${head} INPROGRESS. TRXID: ${id}. ${stamp(now)}`;
  if (status === 'FAILED') {
    // The sums of Klikoo's own FAILED samples do not add up either.
    const saldo = `SISA SALDO: ${before} - 0 = ${dotted(afterHundredths)}`;
    return `${head} FAILED. REASON: ${reason}. TRXID: ${id}. ${saldo} ${stamp(now)}&refid=${reference}`;
  }
  const saldo = `SISA SALDO: ${before} - ${dotted(booked * 100)} = ${dotted(afterHundredths)}`;
  return `${head} ${status}. SN: ${sn}. TRXID: ${id}. ${saldo} ${stamp(now)}&refid=${reference}`;
}

function dotted(hundredths: number): string {
  return String(Math.floor(hundredths / 100)).replace(/\B(?=(\d{3})+$)/g, '.');
}

/** `@12:32:55.821005 12/11/2024`, Jakarta time. */
function stamp(now: Date): string {
  const text = new Date(now.getTime() + 7 * 3_600_000).toISOString();
  const [year, month, day] = text.slice(0, 10).split('-');
  return `@${text.slice(11, 23)}005 ${day}/${month}/${year}`;
}
