import type { RejectionReason } from '../domain/order/outcome.ts';

/** Whose doing a code is, that is, who can change it. */
export type Fault = 'nobody' | 'reseller' | 'supplier' | 'operator';

export type CodeRule = {
  /** For the operator and the log. */
  meaning: string;
  fault: Fault;
  /**
   * What the code means as the answer to a first purchase under a reference. `rejected` only where the refusal
   * certainly came before anything was bought. After an earlier send that ended unknown even those prove nothing.
   */
  onBuy: 'accepted' | 'rejected' | 'exists' | 'renew_token' | 'misconfigured' | 'unknown';
  /** Nothing is at stake in an inquiry, so more codes count as an answer about the customer or the product. */
  onInquiry: 'answered' | 'refused' | 'unavailable';
  reason: RejectionReason;
  /** Klikoo uses the number for several things: the text may name a better reason than `reason`. */
  reasonFromText?: true;
};

const ok = (meaning: string): CodeRule => ({
  meaning,
  fault: 'nobody',
  onBuy: 'accepted',
  onInquiry: 'answered',
  reason: 'other',
});

const setUp = (meaning: string): CodeRule => ({
  meaning,
  fault: 'operator',
  onBuy: 'misconfigured',
  onInquiry: 'unavailable',
  reason: 'supplier_refused',
});

const token = (meaning: string): CodeRule => ({ ...setUp(meaning), onBuy: 'renew_token' });

const refusal = (meaning: string, fault: Fault, reason: RejectionReason): CodeRule => ({
  meaning,
  fault,
  onBuy: 'rejected',
  onInquiry: 'refused',
  reason,
});

const trouble = (meaning: string, fault: Fault = 'supplier'): CodeRule => ({
  meaning,
  fault,
  onBuy: 'unknown',
  onInquiry: 'unavailable',
  reason: 'product_disturbed',
});

/**
 * Klikoo's response codes, keyed by HTTP class and case: the two digits between them, the service, do not change the
 * meaning. From the "Response Code" page of its reference, but for 422…6558, which only the buy page shows.
 */
const RULES: Readonly<Record<string, CodeRule>> = {
  '200:2000': ok('done'),
  '201:2001': ok('created'),

  '400:6505': setUp('the timestamp is wrong: check the clock of this machine'),
  '400:6508': setUp('the signature is wrong: check the client secret and the private key'),
  '400:6568': setUp('a UUID is wrong: check the client id'),
  '400:6569': setUp('the grant type is wrong'),
  '401:6500': token('the access token is not accepted'),
  '401:6535': token('the access token has expired'),
  '401:6570': setUp('the credentials are wrong: check the client id and secret'),
  '403:6524': setUp('the account at Klikoo needs to be verified'),
  '403:6567': setUp('the account at Klikoo is not a B2B account'),
  '403:6571': setUp("this machine's address is not on Klikoo's whitelist"),
  '403:6572': setUp('the account at Klikoo is not an IRS account'),

  // Of what we send only the destination is typed by a person.
  '400:6510': refusal('the request is not valid', 'reseller', 'supplier_refused'),
  '400:6512': refusal('a field is empty', 'operator', 'supplier_refused'),
  '400:6525': refusal('wrong product', 'operator', 'product_closed'),
  '404:6525': refusal('wrong product', 'operator', 'product_closed'),
  '404:7002': refusal('customer not found', 'reseller', 'wrong_destination'),
  '404:7003': refusal('product not found', 'operator', 'product_closed'),
  // Whose account is not said. Nothing is bought either way, and the operator ought to know if it is his.
  '404:7009': refusal('the account is disabled or blocked', 'operator', 'supplier_refused'),
  '404:7011': refusal('wrong customer number', 'reseller', 'wrong_destination'),
  // The supplier's sentence tells the customer where to go, so it is shown as it is.
  '404:7012': refusal('last instalment, to be paid at the branch', 'reseller', 'other'),
  // The reseller can do nothing about our balance, and it is none of his business.
  '422:6558': refusal('our balance at Klikoo is too low', 'operator', 'product_disturbed'),

  '409:6563': {
    meaning: 'the reference was used before',
    fault: 'nobody',
    onBuy: 'exists',
    onInquiry: 'unavailable',
    reason: 'other',
  },

  '404:7001': trouble('the look-up of the user failed'),
  '404:7005': trouble('transaction not found'),
  '500:8504': trouble('a database error at Klikoo'),
  '500:8505': trouble('a database error at Klikoo'),
  '500:8601': trouble('a cache error at Klikoo'),
  '500:9975': trouble('the account at Klikoo is not set up completely', 'operator'),
  '500:9992': trouble('unknown provider'),
  '500:9999': trouble('an error at Klikoo: contact its support'),
  '501:9976': trouble('not implemented'),
  '503:9991': { ...trouble('the product is disturbed'), onInquiry: 'refused' },
  // The reference calls it "amount below minimum plus fee", the inquiry page shows a wrong customer number under it.
  // Neither page says whether a purchase can still be running behind it.
  '503:9998': {
    ...trouble('refused by the biller', 'reseller'),
    onInquiry: 'refused',
    reason: 'wrong_destination',
    reasonFromText: true,
  },
};

const UNLISTED: CodeRule = trouble('not a code we know');
const UNLISTED_SUCCESS: CodeRule = ok('a success code we do not know');

/**
 * The rule for a response code. Nine digits are HTTP class, service and case. Seven are seen too, with a case of two
 * digits that no table explains, so only their class counts. Any code of class 2xx is a success, whose status word
 * then decides; any other code that is not listed means nothing for certain.
 */
export function ruleOf(code: string): CodeRule {
  if (!/^(\d{7}|\d{9})$/.test(code)) return UNLISTED;
  const httpClass = code.slice(0, 3);
  const rule = code.length === 9 ? RULES[`${httpClass}:${code.slice(5)}`] : undefined;
  return rule ?? (httpClass.startsWith('2') ? UNLISTED_SUCCESS : UNLISTED);
}

/** Our own balance at Klikoo does not suffice: every order fails until the operator adds to it. */
export function isSupplierBalanceLow(code: string): boolean {
  return ruleOf(code) === RULES['422:6558'];
}

/** Codes of these classes that are about one product or one call, not about Klikoo as a whole. */
const NARROW_TROUBLE: ReadonlySet<string> = new Set(['501:9976', '503:9991', '503:9998']);

/** Klikoo answers only to say that it cannot answer: overloaded, or broken for everybody. */
export function isOutage(code: string): boolean {
  const narrow = code.length === 9 && NARROW_TROUBLE.has(`${code.slice(0, 3)}:${code.slice(5)}`);
  return !narrow && (code.startsWith('5') || code.startsWith('429'));
}

/** Whose doing a code is: an `operator` code deserves his attention even when it ended only one order. */
export function faultOf(code: string): Fault {
  return ruleOf(code).fault;
}

/** Failure sentences, first match wins. They choose the words a reseller reads and never whether an order failed. */
const SENTENCES: readonly (readonly [RegExp, RejectionReason])[] = [
  [/(sudah|telah) (di|ter)?bayar|lunas|already paid/, 'already_paid'],
  [/(saldo|dompet) tidak cukup/, 'product_disturbed'],
  [/jumlah pembayaran|minim(al|um)|maksim(al|um)|melebihi (batas|limit)/, 'amount_out_of_range'],
  [
    /produk (tidak (sesuai|tersedia|ditemukan|aktif)|kosong|habis|(di)?tutup)|stok .*(kosong|habis|tutup)/,
    'product_closed',
  ],
  [/gangguan|dalam masalah|bermasalah|pemeliharaan|maintenance|cut ?off|time ?out/, 'product_disturbed'],
  [/custid|not recognized|customer not found|prefix/, 'wrong_destination'],
  [
    /\b(no|nomor|nomer|number|id)\.? ?(pelanggan|customer|tujuan|hp|meter)? .*(salah|tidak (ditemukan|terdaftar|valid|dikenal)|diblokir|invalid)/,
    'wrong_destination',
  ],
];

const PAID =
  /\b(sudah|telah) (lunas|(di|ter)?bayar)|\balready (been )?paid\b|(?<![\w-])(ter)?lunas(?![\w-])|(?<![\w-])paid(?![\w-])/;
const NOT_PAID = /\b(belum|tidak|bukan|not|un|never)[ -]?(yet |been |di|ter|pernah )*(lunas|bayar|paid)/;
const NO_BILL =
  /\b(tidak ada|belum ada|no) (tagihan|bill|outstanding)|\b(tagihan|bill)\b.{0,40}\b((belum|tidak) (tersedia|ada|terbit|ditemukan)|not (available|found))/;

/** Whether a sentence about a bill says that nothing is owed any more. */
export function saysPaid(text: string): boolean {
  const sentence = text.toLowerCase();
  return PAID.test(sentence) && !NOT_PAID.test(sentence);
}

/** Whether it says that there is no bill at the moment, of a customer who may well exist. */
export function saysNoBill(text: string): boolean {
  return NO_BILL.test(text.toLowerCase());
}

/** `undefined` when the sentence says nothing we know. */
export function reasonOfText(text: string): RejectionReason | undefined {
  const sentence = text.toLowerCase();
  return SENTENCES.find(([pattern]) => pattern.test(sentence))?.[1];
}
