import { z } from 'zod';
import type { Books } from './books.ts';
import { numberFrom, pickName } from './customers.ts';
import { type Answer, envelope, RefusalError, SERVICE } from './envelope.ts';
import { parseFields, requiredText } from './fields.ts';
import { outcomeFor } from './outcomes.ts';
import type { FakeProduct } from './products.ts';

const S = SERVICE.transaction;

/** How a bill stands that nobody has paid here. */
export type BillStanding = 'open' | 'paid' | 'unknown';

/**
 * The numbers of Klikoo's reference, which does not say what each of them is for: of each kind one is open, one paid, one unknown.
 * BPJS has one number there; its neighbours are ours. Any other number has an open bill, unless its last digits say otherwise.
 */
export const BILL_SAMPLES: readonly { code: string; customer: string; standing: BillStanding }[] = [
  { code: 'POSTPAIDPLN', customer: '514040400482', standing: 'open' },
  { code: 'POSTPAIDPLN', customer: '520511567087', standing: 'paid' },
  { code: 'POSTPAIDPLN', customer: '533512366386', standing: 'unknown' },
  { code: 'PDAMACEHTGR', customer: '1160026', standing: 'open' },
  { code: 'PDAMMJK', customer: '1726010024', standing: 'paid' },
  { code: 'PDAMABOJ', customer: '107917', standing: 'unknown' },
  { code: 'FIRSMEDIA', customer: '11632498', standing: 'open' },
  { code: 'FIRSMEDIA', customer: '12524412', standing: 'paid' },
  { code: 'FIRSMEDIA', customer: '1778551', standing: 'unknown' },
  { code: 'RBKREDITBAF', customer: '547010008701', standing: 'open' },
  { code: 'RBKREDITBAF', customer: '225010040304', standing: 'paid' },
  { code: 'RBFNFIF', customer: '607002393411', standing: 'unknown' },
  { code: 'RBASRBPJSKSH', customer: '8888801433177155', standing: 'open' },
  { code: 'RBASRBPJSKSH', customer: '8888801433177156', standing: 'paid' },
  { code: 'RBASRBPJSKSH', customer: '8888801433177157', standing: 'unknown' },
];

export const PAID_REASON = 'Tagihan sudah terbayar';
/** Of every bill, rupiah. */
const ADMIN = 2_500;
const FINE = 5_000;

const billRequest = z.strictObject({
  account_number: requiredText.max(40),
  product_code: requiredText,
  period: requiredText.regex(/^([1-9]|1[0-2])$/).optional(),
});

export function isBill({ category }: Pick<FakeProduct, 'category'>): boolean {
  return category === 'postpaid';
}

function hasPeriod({ code }: FakeProduct): boolean {
  return code.includes('BPJS');
}

/** What a customer owes, always the same for the same number. `months`: of the product that asks for them. */
export function billOf(product: FakeProduct, customer: string, months: number) {
  const seed = numberFrom(`${product.code} ${customer}`);
  const monthly = hasPeriod(product) ? 105_000 : 60_000 + (seed % 240) * 1_000 + (seed % 977);
  // Some have waited a month too long.
  const isLate = !hasPeriod(product) && seed % 3 === 0;
  const amount = monthly * (hasPeriod(product) ? months : isLate ? 2 : 1);
  const fine = isLate ? FINE : 0;
  return { monthly, amount, fine, isLate, admin: ADMIN, total: amount + fine + ADMIN };
}

/** Whether somebody owes something. A bill that was paid here stays paid until the month is over. */
export function standingOf(books: Books, product: FakeProduct, customer: string, now: Date): BillStanding {
  const sample = BILL_SAMPLES.find((one) => one.code === product.code && one.customer === customer);
  const isPayment = books.transactions.some(
    (one) =>
      one.productCode === product.code &&
      one.destination === customer &&
      monthOf(new Date(one.createdAtMs)) === monthOf(now) &&
      books.standing(one).status === 'SUCCESS',
  );
  if (sample !== undefined && sample.standing !== 'open') return sample.standing;
  if (isPayment) return 'paid';
  const isUnknown = !/^\d{6,20}$/.test(customer) || outcomeFor(customer).inquiry === 'refused';
  return isUnknown && sample === undefined ? 'unknown' : 'open';
}

/** In Jakarta: `2026-11`. */
function monthOf(at: Date, ago = 0): string {
  const jakarta = new Date(at.getTime() + 7 * 3_600_000);
  return new Date(Date.UTC(jakarta.getUTCFullYear(), jakarta.getUTCMonth() - ago)).toISOString().slice(0, 7);
}

/**
 * What may be sent as the amount of a payment: the total, for as many months as somebody asks for.
 * @throws {RefusalError} for a customer nobody knows, and for another amount.
 */
export function checkPayment(
  standing: BillStanding,
  product: FakeProduct,
  customer: string,
  amount: number,
): void {
  if (standing === 'unknown') throw new RefusalError('404xx7002', S);
  const months = hasPeriod(product) ? 12 : 1;
  const totals = Array.from({ length: months }, (_, i) => billOf(product, customer, i + 1).total);
  if (!totals.includes(amount)) throw new RefusalError('400xx6510', S, { detail: 'amount' });
}

/**
 * POST transactions/inquiry-postpaid. The fields of the answer are documented nowhere: each kind of bill tells them in another way, as
 * the billers behind Klikoo may. @throws {RefusalError}
 */
export function inquireBill(
  books: Books,
  require: (code: string) => FakeProduct,
  body: unknown,
  now: Date,
): Answer {
  const { account_number: customer, product_code, period } = parseFields(billRequest, body, S);
  const product = require(product_code);
  if (!isBill(product) || !product.isEnabled) throw new RefusalError('400xx6525', S);
  if (hasPeriod(product) && period === undefined)
    throw new RefusalError('400xx6512', S, { detail: 'period' });
  if (outcomeFor(customer).inquiry === 'down') throw new RefusalError('503xx9991', S);
  const standing = standingOf(books, product, customer, now);
  if (standing === 'unknown') throw new RefusalError('404xx7002', S, { data: { customer_number: customer } });
  if (standing === 'paid')
    return worded(envelope('503xx9998', S, { customer_number: customer }), PAID_REASON);
  return envelope('200xx2000', S, dataOf(product, customer, Number(period ?? '1'), now));
}

function worded(answer: Answer, message: string): Answer {
  const body: object = JSON.parse(answer.text);
  return { ...answer, text: JSON.stringify({ ...body, response_message: message }) };
}

function dataOf(product: FakeProduct, customer: string, months: number, now: Date) {
  const { amount, fine, admin, total, monthly, isLate } = billOf(product, customer, months);
  const seed = numberFrom(customer);
  const name = pickName(customer);
  const { code, name: productName } = product;
  const bills = isLate ? [2, 1] : [1];
  if (code.startsWith('POSTPAID')) {
    return {
      product_name: productName,
      product_code: code,
      customer_number: customer,
      customer_name: name,
      amount,
      admin_fee: admin,
      total,
      tarif: 'R1',
      daya: '1300VA',
      details: bills.map((ago, i) => ({
        periode: monthOf(now, ago).replace('-', ''),
        nilai_tagihan: monthly,
        denda: i === 0 ? fine : 0,
        stand_meter: `${seed % 9_000}-${(seed % 9_000) + 120}`,
      })),
    };
  }
  if (code.startsWith('PDAM')) {
    return {
      account_number: customer,
      data_pelanggan: { nama: name, alamat: `JL MERDEKA NO ${seed % 90}` },
      bill: { tagihan: amount.toFixed(2), biaya_admin: admin.toFixed(2), denda: fine.toFixed(2) },
      total_tagihan: total.toFixed(2),
      periode: bills.map((ago) => monthOf(now, ago)),
    };
  }
  if (code.includes('BPJS')) {
    return {
      customer_number: customer,
      customer_name: name,
      product_code: code,
      jumlah_peserta: '3',
      period: `${months} BULAN`,
      bill_amount: String(amount),
      admin: String(admin),
      total: String(total),
    };
  }
  if (code === 'FIRSMEDIA') {
    return {
      customerNumber: customer,
      customerName: name,
      billAmount: amount + fine - 0.5,
      adminFee: admin,
      totalAmount: total - 0.5,
      billPeriod: monthOf(now, 1),
    };
  }
  return {
    customer_number: customer,
    customer_name: name,
    angsuran_ke: String((seed % 24) + 1),
    tenor: '36',
    nominal: String(amount),
    penalty: String(fine),
    fee_admin: String(admin),
    total_bayar: String(total),
    jatuh_tempo: `${monthOf(now)}-10`,
  };
}
