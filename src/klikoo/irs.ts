import type { Inquiry, InquiryAnswer } from '../app/supplier.ts';
import { parseHundredths } from '../domain/money.ts';
import { cleanText, hideSecrets } from './clean.ts';
import { reasonOfText } from './codes.ts';
import { costOf } from './outcome.ts';

/** The same inquiry over Klikoo's older interface, which answers in a line of text. */
export type IrsCredentials = { clientId: string; clientSecret: string; idrs: string; pin: string };

export const IRS_INQUIRY_PATH = '/v1/irs/inquiry';

/** The parameters of an inquiry, `?` included. They hold the secret and the PIN: for the request and nothing else. */
export function irsInquiryQuery(inquiry: Inquiry, credentials: IrsCredentials): string {
  const parameters = new URLSearchParams({
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    idrs: credentials.idrs,
    pin: credentials.pin,
    product_code: inquiry.productCode,
    ref_id: inquiry.inquiryRef,
    to: inquiry.destination,
    amount: String(inquiry.amount),
    selling_price: String(inquiry.price),
  });
  return `?${parameters.toString()}`;
}

/** Longer than any line of Klikoo's. Also bounds what the pattern below has to look at. */
const MAX_LINE = 1000;

/**
 * `R#<product>. PRICE: <n>. CUSTNUM: <n>. CUSTNAME: <t>. POWERCAPACITY: <t>. @<time>` when found, and
 * `R#. CUSTNUM: <n>. REASON: <t>. @<time>` when refused. Maxim sends no name, and only PLN a capacity.
 */
const ANSWER =
  /^R#(?<product>[^.]*)\.(?: PRICE: (?<price>\d{1,15})\.)? CUSTNUM: (?<number>\S+?)\.(?: CUSTNAME: (?<name>.*?)\.)?(?: POWERCAPACITY: (?<power>.*?)\.)?(?: REASON: (?<reason>.*?)\.)? @\d{2}:\d{2}:\d{2}\.\d{1,6} \d{2}\/\d{2}\/\d{4}(?:&refid=\S+)?$/;

/** Reads the answer. What does not fit the pattern is `unavailable`, quoted without our credentials. */
export function readIrsInquiry(
  httpStatus: number,
  source: string,
  inquiry: Inquiry,
  secrets: readonly string[],
): InquiryAnswer {
  // The pattern is to see the line as it is, white space included: only what is shown is cleaned.
  const line = source.trim();
  const match = httpStatus === 200 && line.length <= MAX_LINE ? ANSWER.exec(line) : null;
  if (match === null) {
    const quoted = hideSecrets(cleanText(source.slice(0, MAX_LINE), MAX_LINE), secrets).slice(0, 120);
    return { kind: 'unavailable', detail: `HTTP ${httpStatus}, not an answer of IRS: "${quoted}"` };
  }
  const { product = '', price, name, power, reason } = match.groups ?? {};
  if (price === undefined && reason !== undefined) {
    const text = cleanText(hideSecrets(reason, secrets), 300);
    return { kind: 'refused', reason: reasonOfText(text) ?? 'other', text, code: 'IRS' };
  }
  const cost = price === undefined ? undefined : costOf(parseHundredths(price));
  if (cost === undefined || reason !== undefined)
    return { kind: 'unavailable', detail: 'an answer without a price' };
  // The line repeats the product where other IRS lines have the reference: the only thing to match it by.
  if (product !== inquiry.productCode)
    return { kind: 'unavailable', detail: 'an answer about another product' };
  const customerName = cleanText(name ?? '', 100);
  const powerCapacity = cleanText(power ?? '', 100);
  return {
    kind: 'found',
    cost,
    ...(customerName !== '' && { customerName }),
    ...(powerCapacity !== '' && { powerCapacity }),
  };
}
