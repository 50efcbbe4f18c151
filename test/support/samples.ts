import type { Card } from '../../src/app/orders.ts';
import type { OrderRequest, Quote, QuoteLine, QuoteRefusal } from '../../src/app/quote-order.ts';
import { type Day, parseDay } from '../../src/domain/day.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { FailureReason, Order, OrderFacts } from '../../src/domain/order/order.ts';
import type { Product } from '../../src/domain/product.ts';

/** Values for tests of texts and reports: fixed numbers and times, changed only where a test says so. */

export const WIB = 'Asia/Jakarta';
/** 21:03 in Jakarta. */
export const AT_2103 = new Date('2026-11-15T14:03:20Z');

export function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`no day: ${text}`);
  return parsed;
}

export const SUNDAY = day('2026-11-15');
export const PLN_SN = '1111-2222-3333-4444-5555/BAHARRUDIN1/R1/2200VA/13.5';
export const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAA';

export function facts(changes: Partial<OrderFacts> = {}): OrderFacts {
  return {
    refId: '00000000-0000-4000-8000-000000010234',
    number: 10_234,
    cardToken: TOKEN,
    line: 0,
    resellerId: 1,
    chatId: 501,
    productCode: 'PLN20',
    productName: 'PLN 20.000',
    category: 'plnprepaid',
    destination: '01105691111',
    msisdn: undefined,
    amount: undefined,
    occurrence: 1,
    cost: rupiah(20_546),
    price: rupiah(20_750),
    customerName: 'BAHARRUDIN1',
    powerCapacity: 'R1/2200VA',
    quotedAt: AT_2103,
    expiresAt: new Date(AT_2103.getTime() + 5 * 60_000),
    ...changes,
  };
}

const HELD = {
  heldAt: AT_2103,
  businessDay: SUNDAY,
  balanceAfterHold: rupiah(79_250),
  supplierRef: '14429004',
};
/** One minute later. */
const SETTLED_AT = new Date(AT_2103.getTime() + 60_000);

export function quoted(changes: Partial<OrderFacts> = {}): Order {
  return { ...facts(changes), state: 'quoted' };
}

export function ended(state: 'expired' | 'cancelled', changes: Partial<OrderFacts> = {}): Order {
  return { ...facts(changes), state };
}

export function held(changes: Partial<OrderFacts> = {}): Order {
  return { ...facts(changes), ...HELD, state: 'held' };
}

export function underway(state: 'submitted' | 'needs_review', changes: Partial<OrderFacts> = {}): Order {
  return { ...facts(changes), ...HELD, state, submittedAt: AT_2103 };
}

export function delivered(sn: string | undefined = PLN_SN, changes: Partial<OrderFacts> = {}): Order {
  return {
    ...facts(changes),
    ...HELD,
    state: 'delivered',
    sn,
    costBooked: rupiah(20_546),
    settledAt: AT_2103,
    balanceAfterSettle: rupiah(79_250),
  };
}

export function withoutSn(changes: Partial<OrderFacts> = {}): Order {
  return {
    ...facts(changes),
    ...HELD,
    state: 'delivered',
    sn: undefined,
    costBooked: undefined,
    settledAt: AT_2103,
    balanceAfterSettle: rupiah(79_250),
  };
}

export function failed(
  reason: FailureReason,
  text = '',
  changes: Partial<OrderFacts> = {},
  state: 'failed' | 'reversed' = 'failed',
): Order {
  const end = {
    ...facts(changes),
    ...HELD,
    failure: { reason, text, code: '' },
    settledAt: SETTLED_AT,
    balanceAfterSettle: rupiah(100_000),
  };
  return state === 'failed' ? { ...end, state } : { ...end, state, sn: PLN_SN };
}

export function everyState(
  changes: Partial<OrderFacts> = {},
  sn = PLN_SN,
  text = 'Nomor diblokir.',
): Order[] {
  return [
    quoted(changes),
    ended('expired', changes),
    ended('cancelled', changes),
    held(changes),
    underway('submitted', changes),
    underway('needs_review', changes),
    delivered(sn, changes),
    withoutSn(changes),
    ...FAILURE_REASONS.map((reason) => failed(reason, text, changes)),
    failed('other', text, changes, 'reversed'),
  ];
}

export const FAILURE_REASONS: readonly FailureReason[] = [
  'wrong_destination',
  'product_disturbed',
  'product_closed',
  'amount_out_of_range',
  'already_paid',
  'supplier_refused',
  'other',
  'supplier_unreachable',
];

export function product(changes: Partial<Product> = {}): Product {
  return {
    code: 'PLN20',
    name: 'PLN 20.000',
    category: 'plnprepaid',
    cost: rupiah(20_500),
    isOpenAmount: false,
    isEnabled: true,
    isForSale: true,
    markup: undefined,
    ...changes,
  };
}

export function request(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    code: 'PLN20',
    destination: '01105691111',
    amount: undefined,
    occurrence: 1,
    msisdn: undefined,
    ...changes,
  };
}

export function everyRefusal(text = 'Nomor diblokir'): QuoteRefusal[] {
  return [
    { kind: 'unknown_product', code: 'PLN2O', codes: ['PLN20', 'PLN50', 'S10'] },
    {
      kind: 'choose_product',
      faceValue: rupiah(10_000),
      operator: 'telkomsel',
      products: [product(), product()],
    },
    { kind: 'no_face_value', faceValue: rupiah(7_000), operator: undefined, others: [product()] },
    { kind: 'no_face_value', faceValue: rupiah(7_000), operator: 'xl', others: [] },
    { kind: 'unknown_operator' },
    {
      kind: 'prefix_mismatch',
      product: product(),
      mismatch: { product: 'telkomsel', phone: 'xl', codes: ['X10'] },
    },
    { kind: 'referenced', reference: 'TOKO-17', order: delivered() },
    { kind: 'referenced', reference: 'TOKO-17', order: quoted() },
    { kind: 'reference_used', reference: 'TOKO-17', order: held() },
    { kind: 'reference_in_batch', reference: 'TOKO-17' },
    { kind: 'closed', product: product() },
    ...(['phone', 'meter', 'any'] as const).map(
      (expects): QuoteRefusal => ({ kind: 'bad_destination', product: product(), expects }),
    ),
    { kind: 'amount_missing', product: product({ isOpenAmount: true }) },
    { kind: 'amount_not_wanted', product: product() },
    { kind: 'amount_out_of_range', product: product({ isOpenAmount: true }), min: 1_000, max: 2_000_000 },
    { kind: 'repeat', product: product(), earlier: delivered(), nextOccurrence: 2 },
    { kind: 'repeat_in_batch', product: product(), nextOccurrence: 2 },
    ...FAILURE_REASONS.filter((reason) => reason !== 'supplier_unreachable').map(
      (reason): QuoteRefusal => ({ kind: 'customer_refused', product: product(), reason, text }),
    ),
    { kind: 'inquiry_unavailable', product: product() },
    { kind: 'supplier_down', product: product() },
    { kind: 'insufficient', product: product(), price: rupiah(20_750), missing: rupiah(750) },
  ];
}

export function card(): Card {
  return {
    token: TOKEN,
    resellerId: 1,
    telegramId: 501,
    chatId: 501,
    origin: '501:7',
    createdAt: AT_2103,
    expiresAt: new Date(AT_2103.getTime() + 5 * 60_000),
    messageId: undefined,
  };
}

export function quotedLine(order: Order, isNameUnchecked = false): QuoteLine {
  return {
    request: request({ code: order.productCode, destination: order.destination }),
    result: {
      kind: 'quoted',
      order,
      isNameUnchecked,
      balanceBefore: rupiah(100_000),
      balanceAfter: rupiah(100_000 - order.price),
    },
  };
}

export function quote(...lines: QuoteLine[]): Quote {
  const isDrawn = lines.some((line) => line.result.kind === 'quoted');
  return { card: isDrawn ? card() : undefined, lines, available: rupiah(100_000) };
}
