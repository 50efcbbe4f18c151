import type { BillAnswer, BillInquiry } from '../app/supplier.ts';
import type { BillFact } from '../domain/bill.ts';
import { ceilRupiah, MAX_MOVEMENT, parseHundredths, type Rupiah } from '../domain/money.ts';
import type { RejectionReason } from '../domain/order/outcome.ts';
import { cleanText } from './clean.ts';
import { reasonOfText, saysNoBill, saysPaid } from './codes.ts';
import { describe, type Envelope } from './envelope.ts';

/*
Klikoo does not show what it answers about a bill. So nothing is expected of its shape: every field of it, however deep, is read by
its name, and what is no name of ours is shown as it is. This is the one place to change when the real shape is known.
*/

const MOST_FIELDS = 500;
const DEEPEST = 6;
const MOST_FACTS = 20;
const MOST_PERIODS = 12;
const LONGEST_LABEL = 40;
const LONGEST_VALUE = 100;
const LONGEST_NAME = 100;
const LONGEST_PERIOD = 40;
const LONGEST_REASON = 300;

/** One field with something in it. `name`: its key in small letters and digits only. `path`: of what it stands in. */
type Field = { name: string; label: string; value: string; depth: number; path: string };

const names = (text: string): readonly string[] => text.split(' ');

/** Best first. */
const TOTAL = names(
  'total grandtotal totalpayment totalpembayaran totalbayar jumlahbayar totalamount totaltagihan totalbill totalharga totalprice ' +
    'amountdue totaldue paymentamount nilaibayar bayar price harga',
);
const AMOUNT = names(
  'bill billamount amountbill tagihan jumlahtagihan nilaitagihan tagihanpokok rptag nominal nominaltagihan nilaipokok amount subtotal ' +
    'jumlah nilai pokok angsuran cicilan installment',
);
const ADMIN = names(
  'admin adminfee feeadmin admincharge adminbank biayaadmin biayaadministrasi rpadmin adm administration administrationfee servicefee ' +
    'convenience conveniencefee biayalayanan',
);
const FINE = names(
  'denda fine penalty penaltyfee latefee latecharge keterlambatan dendaketerlambatan biayadenda totaldenda rpdenda',
);
const DISCOUNT = names('discount diskon potongan discountamount totaldiscount');
const PERIOD = names(
  'period periode billperiod billingperiod periodetagihan bulan bulantagihan blth thbl month monthperiod jumlahbulan ' +
    'angsuranke periods periodes',
);
const NAME = names(
  'customername name nama namapelanggan custname subscribername namapeserta pelanggan customer subscriber consumername namakonsumen username',
);
const PRODUCT_NAME = names('productname namaproduk product produk');
/** Hundredths of a rupiah. What is smaller and called a bill or a total counts months or sheets. */
const SMALLEST_TOTAL = 100_000n;
/** Hundredths of a rupiah. */
const MOST = BigInt(MAX_MOVEMENT) * 100n;
/** Fields that repeat the request. */
const CUSTOMER = names('accountnumber customernumber');
/** What may say in words how the bill stands. */
const STANDING = names(
  'status message msg description desc deskripsi keterangan info note catatan reason failedreason alasan billstatus paymentstatus statusbayar',
);
/** Ours and Klikoo's business, or of no use to anybody. */
const PRIVATE =
  /komisi|commission|cashback|profit|margin|balance|saldo|agent|agen|discount|diskon|fee$|secret|token|signature|session|password|responsecode|sellingprice|cost|partner|refid|referenceid|uuid|trxid|transactionid|inquiryid/;

/** All about a bill that the answer tells. Never throws, whatever came. */
export function billOf(answer: Envelope, inquiry: BillInquiry): BillAnswer {
  const { rule, code, message } = answer;
  const fields = fieldsOf(answer.data);
  const sentences = [
    message,
    ...fields.filter((field) => STANDING.includes(field.name)).map(({ value }) => value),
  ];
  const text = sentences.find(saysPaid);
  const isOurFault = rule.fault === 'operator' && rule.onInquiry === 'unavailable';
  // Nothing is bought by believing it, whatever the code says.
  if (text !== undefined && !isOurFault) return { kind: 'paid', text: cleanText(text, LONGEST_REASON), code };
  if (rule.onInquiry === 'unavailable') return unavailable(answer);
  if (rule.onInquiry === 'refused') {
    const told = message === '' ? (sentences.find((each) => each !== '') ?? '') : message;
    return { kind: 'refused', reason: reasonOf(answer, told), text: cleanText(told, LONGEST_REASON), code };
  }
  const none = sentences.find(saysNoBill);
  if (none !== undefined)
    return { kind: 'refused', reason: 'other', text: cleanText(none, LONGEST_REASON), code };

  const product = textOf(fields, ['productcode']);
  if (product !== undefined && product.toUpperCase() !== inquiry.productCode)
    return unavailable(answer, 'about another product');
  const others = fields.filter(({ name }) => CUSTOMER.includes(name));
  if (others.length > 0 && !others.some(({ value }) => isSameCustomer(value, inquiry.customer)))
    return unavailable(answer, 'about another customer');

  const amount = sumOf(fields, AMOUNT, SMALLEST_TOTAL);
  const admin = sumOf(fields, ADMIN);
  const fine = sumOf(fields, FINE);
  const discount = sumOf(fields, DISCOUNT);
  const total = totalOf(fields, { amount, admin, fine, discount });
  if (total === undefined) return unavailable(answer, 'without an amount to pay');

  const people = fields.filter(({ path, value }) => !path.includes('.product') && !/^[0-9 ]*$/.test(value));
  const customerName = textOf(people, NAME);
  const productName = textOf(fields, PRODUCT_NAME);
  return {
    kind: 'found',
    bill: {
      total,
      amount: wholeOf(amount),
      admin: wholeOf(admin),
      fine: wholeOf(fine),
      periods: periodsOf(fields),
      facts: factsOf(fields),
    },
    ...(customerName !== undefined && { customerName: cleanText(customerName, LONGEST_NAME) }),
    ...(productName !== undefined && { productName: cleanText(productName, LONGEST_NAME) }),
  };
}

function unavailable(answer: Envelope, problem?: string): BillAnswer {
  const detail = problem === undefined ? describe(answer) : `${describe(answer)}, ${problem}`;
  return { kind: 'unavailable', detail };
}

function reasonOf({ rule }: Envelope, told: string): RejectionReason {
  if (saysNoBill(told)) return 'other';
  return (rule.reasonFromText ? reasonOfText(told) : undefined) ?? rule.reason;
}

/** Every field of the answer that is text, a number or yes or no, the outer ones first. Numbers are the text they were written in. */
function fieldsOf(data: unknown): Field[] {
  const fields: Field[] = [];
  let level: { value: unknown; path: string }[] = [{ value: data, path: '' }];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { value, path } of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [key, inner] of Object.entries(value)) {
        if (fields.length + next.length >= MOST_FIELDS) return fields;
        const place = `${path}.${Array.isArray(value) ? '#' : key.toLowerCase()}`;
        const read = typeof inner === 'string' || typeof inner === 'boolean' ? String(inner).trim() : '';
        if (typeof inner === 'object') next.push({ value: inner, path: place });
        else if (read !== '') {
          // An entry of a plain list goes by the name of the list.
          const named = Array.isArray(value) ? (path.split('.').at(-1) ?? '') : key;
          const name = named.toLowerCase().replace(/[^a-z0-9]/g, '');
          fields.push({ name, label: named, value: read, depth, path: place });
        }
      }
    }
    level = next;
  }
  return fields;
}

function textOf(fields: readonly Field[], wanted: readonly string[]): string | undefined {
  for (const name of wanted) {
    const found = fields.find((field) => field.name === name);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** Hundredths of a rupiah; `undefined`: no such amount, or more than anybody moves. Thousands may be grouped as people write them. */
function amountOf(text: string): bigint | undefined {
  const digits = text.replace(/^rp\.?\s*/i, '').replace(/,-$/, '');
  const isIndonesian = /^[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]{1,2})?$/.test(digits);
  const isEnglish = /^[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]{1,2})?$/.test(digits);
  const plain = isIndonesian
    ? digits.replaceAll('.', '').replace(',', '.')
    : isEnglish
      ? digits.replaceAll(',', '')
      : digits;
  const value = parseHundredths(plain);
  return value !== undefined && value >= 0n && value <= MOST ? value : undefined;
}

/** Hundredths of a rupiah, and how deep they were found. */
type Part = { value: bigint; depth: number };

/**
 * One field, or the sum of one field of each entry of a list; the outermost counts, since inner ones explain it. What is below `least`
 * is a number of something else.
 */
function sumOf(fields: readonly Field[], wanted: readonly string[], least = 0n): Part | undefined {
  const readable = fields.flatMap((field) => {
    const rank = wanted.indexOf(field.name);
    const value = rank === -1 ? undefined : amountOf(field.value);
    return value === undefined || value < least ? [] : [{ ...field, rank, value }];
  });
  const [best] = readable.sort((a, b) => a.depth - b.depth || a.rank - b.rank);
  if (best === undefined) return undefined;
  const same = readable.filter(({ name, path }) => name === best.name && path === best.path);
  return { value: same.reduce((sum, { value }) => sum + value, 0n), depth: best.depth };
}

type Parts = Readonly<Record<'amount' | 'admin' | 'fine' | 'discount', Part | undefined>>;

/**
 * What is to be paid. A total that is the sum of its parts is the total; else the best named one that is not below the bill, since
 * `total_bill: 2` may count months; without one, the sum of the parts. Parts that stand deeper than the bill may explain it instead of
 * adding to it: they count only where a total says so.
 */
function totalOf(fields: readonly Field[], { amount, admin, fine, discount }: Parts): Rupiah | undefined {
  const candidates = TOTAL.flatMap((name) => sumOf(fields, [name], SMALLEST_TOTAL)?.value ?? []);
  const sum = (deepest: number) => {
    const value = (part: Part | undefined) => (part === undefined || part.depth > deepest ? 0n : part.value);
    return amount && amount.value + value(admin) + value(fine) - value(discount);
  };
  const sums = [sum(DEEPEST), amount && sum(amount.depth)];
  const least = amount === undefined ? 0n : amount.value - (discount?.value ?? 0n);
  const total =
    candidates.find((candidate) => sums.includes(candidate)) ??
    candidates.find((candidate) => candidate >= least) ??
    sums[1];
  if (total === undefined || total < SMALLEST_TOTAL || total > MOST) return undefined;
  return ceilRupiah(total);
}

function wholeOf(part: Part | undefined): Rupiah | undefined {
  // A sum of many may be more than anybody moves; then it is not shown.
  return part === undefined || part.value > MOST ? undefined : ceilRupiah(part.value);
}

/** `********7155` and `7155177` of a longer number agree with it, as do other ways to group its digits. */
function isSameCustomer(told: string, asked: string): boolean {
  if (/[*xX]{2}/.test(told)) return true;
  const [one, other] = [told, asked].map((text) => text.replace(/[^A-Za-z0-9]/g, '').toUpperCase());
  if (one === undefined || other === undefined) return false;
  const isPart = Math.min(one.length, other.length) >= 6 && (one.endsWith(other) || other.endsWith(one));
  return one === other || isPart;
}

function periodsOf(fields: readonly Field[]): string[] {
  const told = fields
    .filter(({ name }) => PERIOD.includes(name))
    .map(({ value }) => cleanText(value, LONGEST_PERIOD));
  return [...new Set(told)].filter((period) => period !== '').slice(0, MOST_PERIODS);
}

/** Names that are shown elsewhere, or say nothing to a customer. */
const SHOWN = new Set([
  ...TOTAL,
  ...AMOUNT,
  ...ADMIN,
  ...FINE,
  ...PERIOD,
  ...NAME,
  ...PRODUCT_NAME,
  ...CUSTOMER,
  'productcode',
]);

function factsOf(fields: readonly Field[]): BillFact[] {
  const facts: BillFact[] = [];
  const seen = new Set<string>();
  for (const { name, label, value } of fields) {
    const said = cleanText(value, LONGEST_VALUE);
    const key = `${name} ${said}`;
    if (name === '' || said === '' || SHOWN.has(name) || PRIVATE.test(name) || seen.has(key)) continue;
    if (STANDING.includes(name) && /^(success|sukses|ok|true|false|active|waiting|[0-9]+)$/i.test(said))
      continue;
    if (facts.length >= MOST_FACTS) break;
    seen.add(key);
    facts.push({ label: readableLabel(label), value: said });
  }
  return facts;
}

/** `stand_meter`, `standMeter` → `Stand meter`. */
function readableLabel(key: string): string {
  const words = cleanText(
    key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' '),
    LONGEST_LABEL,
  ).toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
