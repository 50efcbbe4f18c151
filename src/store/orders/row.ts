import type { BillFact, QuotedBill } from '../../domain/bill.ts';
import type { Day } from '../../domain/day.ts';
import { type Rupiah, rupiah } from '../../domain/money.ts';
import type { OrderProgress } from '../../domain/order/decide.ts';
import type { FailureReason, Order, OrderFacts } from '../../domain/order/order.ts';

/** What {@link toBillRow} writes. Fields are added, never taken away: old rows stay. */
type BillRow = {
  total: number;
  amount: number | null;
  admin: number | null;
  fine: number | null;
  periods: string[];
  facts: BillFact[];
  months: number | null;
  needs_pin: boolean;
};

/** A row of `orders`, as the driver gives it. */
export type OrderRow = {
  ref_id: string;
  number: number;
  card_token: string;
  line: number;
  reseller_id: number;
  chat_id: number;
  product_code: string;
  product_name: string;
  category: string;
  destination: string;
  msisdn: string | null;
  amount: number | null;
  occurrence: number;
  cost: number;
  price: number;
  customer_name: string | null;
  power_capacity: string | null;
  bill: BillRow | null;
  own_reference: string | null;
  state: Order['state'];
  quoted_at: Date;
  expires_at: Date;
  business_day: Day | null;
  held_at: Date | null;
  balance_after_hold: number | null;
  submitted_at: Date | null;
  sent_at: Date | null;
  settled_at: Date | null;
  balance_after_settle: number | null;
  supplier_ref: string | null;
  cost_booked: number | null;
  sn: string | null;
  failure: FailureReason | null;
  failure_text: string | null;
  failure_code: string | null;
  attempt: number;
  posts: number;
  looks: number;
  polls: number;
  denials: number;
  review: string | null;
  revisions: number;
  tell_attempt: number;
  /** `refused`: Telegram did not take what was to be told. */
  told_state: Order['state'] | 'refused' | null;
};

/** The columns of {@link OrderRow}; a day as text, since a date of the driver has a time zone of its own. */
export const ORDER_COLUMNS = `
  o.ref_id, o.number, o.card_token, o.line, o.reseller_id, o.chat_id, o.product_code, o.product_name, o.category, o.destination,
  o.msisdn, o.amount, o.occurrence, o.cost, o.price, o.customer_name, o.power_capacity, o.own_reference, o.state, o.quoted_at, o.expires_at,
  o.business_day::text as business_day, o.held_at, o.balance_after_hold, o.submitted_at, o.sent_at, o.settled_at,
  o.balance_after_settle, o.supplier_ref, o.cost_booked, o.sn, o.failure, o.failure_text, o.failure_code, o.attempt, o.posts,
  o.looks, o.polls, o.denials, o.review, o.revisions, o.tell_attempt, o.told_state,
  o.bill`;

function present<T>(value: T | null, column: string, row: OrderRow): T {
  if (value === null) throw new Error(`order ${row.ref_id} is ${row.state} without ${column}`);
  return value;
}

function money(value: number | null): Rupiah | undefined {
  return value === null ? undefined : rupiah(value);
}

export function toBillRow({
  months,
  needsPin,
  amount,
  admin,
  fine,
  total,
  periods,
  facts,
}: QuotedBill): BillRow {
  return {
    total,
    amount: amount ?? null,
    admin: admin ?? null,
    fine: fine ?? null,
    periods: [...periods],
    facts: [...facts],
    months: months ?? null,
    needs_pin: needsPin,
  };
}

function toBill(row: BillRow): QuotedBill {
  return {
    total: rupiah(row.total),
    amount: money(row.amount),
    admin: money(row.admin),
    fine: money(row.fine),
    periods: row.periods,
    facts: row.facts,
    months: row.months ?? undefined,
    needsPin: row.needs_pin,
  };
}

/** @throws when the row lacks what its state needs: a bug, or somebody's hand in the database. */
export function toOrder(row: OrderRow): Order {
  const facts: OrderFacts = {
    refId: row.ref_id,
    number: row.number,
    cardToken: row.card_token,
    line: row.line,
    resellerId: row.reseller_id,
    chatId: row.chat_id,
    productCode: row.product_code,
    productName: row.product_name,
    category: row.category,
    destination: row.destination,
    msisdn: row.msisdn ?? undefined,
    amount: money(row.amount),
    occurrence: row.occurrence,
    cost: rupiah(row.cost),
    price: rupiah(row.price),
    customerName: row.customer_name ?? undefined,
    powerCapacity: row.power_capacity ?? undefined,
    ...(row.bill === null || row.bill === undefined ? {} : { bill: toBill(row.bill) }),
    ...(row.own_reference === null ? {} : { ownReference: row.own_reference }),
    quotedAt: row.quoted_at,
    expiresAt: row.expires_at,
  };
  if (row.state === 'quoted' || row.state === 'expired') return { ...facts, state: row.state };
  if (row.state === 'cancelled') {
    if (row.held_at === null) return { ...facts, state: 'cancelled' };
    const settledAt = present(row.settled_at, 'settled_at', row);
    const balanceAfterSettle = rupiah(present(row.balance_after_settle, 'balance_after_settle', row));
    return { ...facts, state: 'cancelled', released: { settledAt, balanceAfterSettle } };
  }

  const held = {
    heldAt: present(row.held_at, 'held_at', row),
    businessDay: present(row.business_day, 'business_day', row),
    balanceAfterHold: rupiah(present(row.balance_after_hold, 'balance_after_hold', row)),
    supplierRef: row.supplier_ref ?? undefined,
  };
  if (row.state === 'held') return { ...facts, ...held, state: 'held' };
  if (row.state === 'submitted' || row.state === 'needs_review') {
    return {
      ...facts,
      ...held,
      state: row.state,
      submittedAt: present(row.submitted_at, 'submitted_at', row),
    };
  }

  const settled = {
    ...held,
    settledAt: present(row.settled_at, 'settled_at', row),
    balanceAfterSettle: rupiah(present(row.balance_after_settle, 'balance_after_settle', row)),
  };
  const sn = row.sn ?? undefined;
  if (row.state === 'delivered') {
    const late = row.failure === null ? {} : { isLate: true };
    return { ...facts, ...settled, state: 'delivered', sn, costBooked: money(row.cost_booked), ...late };
  }
  const failure = {
    reason: present(row.failure, 'failure', row),
    text: row.failure_text ?? '',
    code: row.failure_code ?? '',
  };
  return row.state === 'failed'
    ? { ...facts, ...settled, state: 'failed', failure }
    : { ...facts, ...settled, state: 'reversed', failure, sn };
}

/** The first of what a statement finds. */
export async function firstOrder(rows: Promise<OrderRow[]>): Promise<Order | undefined> {
  const [row] = await rows;
  return row && toOrder(row);
}

function isDisputed({ state, review }: OrderRow): boolean {
  return review !== null && (state === 'delivered' || state === 'failed' || state === 'reversed');
}

/** A person is to decide about it. */
export function isInReview(row: OrderRow): boolean {
  return row.state === 'needs_review' || isDisputed(row);
}

export function toProgress(row: OrderRow): OrderProgress {
  return {
    state: row.state,
    supplierRef: row.supplier_ref ?? undefined,
    sn: row.sn ?? undefined,
    heldAt: present(row.held_at, 'held_at', row),
    submittedAt: row.submitted_at ?? undefined,
    posts: row.posts,
    looks: row.looks,
    polls: row.polls,
    denials: row.denials,
    revisions: row.revisions,
    isDisputed: isDisputed(row),
    settledAt: row.settled_at ?? undefined,
  };
}
