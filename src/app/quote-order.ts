import type { Bill } from '../domain/bill.ts';
import { type Day, dayOf } from '../domain/day.ts';
import { checkDestination } from '../domain/destination.ts';
import { minus, plus, type Rupiah, ZERO } from '../domain/money.ts';
import type { Operator, PrefixMismatch } from '../domain/operator.ts';
import type { Order } from '../domain/order/order.ts';
import type { RejectionReason } from '../domain/order/outcome.ts';
import { referenceKey } from '../domain/order/own-reference.ts';
import { checkRepeat } from '../domain/order/repeat.ts';
import { type ChainLink, commissionSum, commissionsOf, listedCost, markupOf } from '../domain/price.ts';
import {
  type DestinationKind,
  expectedDestination,
  hasInquiry,
  isPln,
  isPostpaid,
  mayBuyWithoutName,
  OPEN_AMOUNT,
  type Product,
} from '../domain/product.ts';
import type { Catalog } from './catalog.ts';
import type { Card, NewOrder, Orders } from './orders.ts';
import { findMismatch } from './prefix-table.ts';
import { findReferences, type PrepareDeps, prepareLines, refusedByReference } from './prepare-lines.ts';
import { draftBill } from './quote-bill.ts';
import type { Supplier } from './supplier.ts';

/** Nothing is valid longer: the price stands, and a forgotten card cannot be tapped by accident. */
export const QUOTE_VALID_MS = 5 * 60_000;

export type OrderRequest = {
  /** Upper case, as typed. */
  code: string;
  destination: string;
  amount: Rupiah | undefined;
  occurrence: number;
  /** The buyer's phone beside a meter number. */
  msisdn: string | undefined;
  /** How a bill is asked for; absent: as it comes. What he expects to pay is the `amount`. */
  bill?: { months: number | undefined; needsPin: boolean } | undefined;
  /** The reseller's own name for it, as typed: the same again is the same order. */
  ownReference?: string | undefined;
};

export type QuoteRefusal =
  | { kind: 'unknown_product'; code: string; codes: string[] }
  /** A face value that several products have: none is likelier. Cheapest first. */
  | { kind: 'choose_product'; faceValue: Rupiah; operator: Operator | undefined; products: Product[] }
  /** No product has this face value. `others`: what there is for the number, smallest first. `operator`: `undefined` for a meter. */
  | { kind: 'no_face_value'; faceValue: Rupiah; operator: Operator | undefined; others: Product[] }
  /** A face value for a number of which nobody can say whose it is. */
  | { kind: 'unknown_operator' }
  /** The order under this reference is the one that is asked for: as it stands now, and no other is drawn. */
  | { kind: 'referenced'; reference: string; order: Order }
  /** Another order has this reference. */
  | { kind: 'reference_used'; reference: string; order: Order }
  /** An earlier line of this message has this reference. */
  | { kind: 'reference_in_batch'; reference: string }
  | { kind: 'closed'; product: Product }
  | { kind: 'bad_destination'; product: Product; expects: DestinationKind }
  /** A product of one operator for a number of another; `mismatch.codes` fit that number. */
  | { kind: 'prefix_mismatch'; product: Product; mismatch: PrefixMismatch }
  | { kind: 'amount_missing' | 'amount_not_wanted'; product: Product }
  | { kind: 'amount_out_of_range'; product: Product; min: number; max: number }
  | { kind: 'repeat'; product: Product; earlier: Order; nextOccurrence: number }
  /** The same purchase stands on an earlier line of this message. */
  | { kind: 'repeat_in_batch'; product: Product; nextOccurrence: number }
  | { kind: 'customer_refused'; product: Product; reason: RejectionReason; text: string }
  | { kind: 'inquiry_unavailable'; product: Product }
  /** Nothing can be sent just now: money would only be held for nothing. */
  | { kind: 'supplier_down'; product: Product }
  /** The bill is of another amount than he typed. `price`: what he would pay. */
  | { kind: 'other_amount'; product: Product; expected: Rupiah; price: Rupiah; bill: Bill }
  /** `bill`: the one that he lacks the money for, and whose it is. */
  | {
      kind: 'insufficient';
      product: Product;
      price: Rupiah;
      missing: Rupiah;
      bill?: Bill;
      customerName?: string | undefined;
    };

export type QuotedLine = {
  kind: 'quoted';
  order: Order;
  /** The customer could not be looked up although this product has an inquiry; it may be bought all the same. */
  isNameUnchecked: boolean;
  balanceBefore: Rupiah;
  balanceAfter: Rupiah;
};

export type QuoteLine = { request: OrderRequest; result: QuotedLine | QuoteRefusal };

/** `card` is `undefined` when no line could be quoted. */
export type Quote = { card: Card | undefined; lines: QuoteLine[]; available: Rupiah };

export type Asker = {
  resellerId: number;
  telegramId: number;
  chatId: number;
  /** What asked (`chat:message`): asked again, the card drawn before is found and no second one is drawn. */
  origin: string;
  /** Whose downline he is; those above him earn on what he buys. */
  uplineId?: number | undefined;
};

export type QuoteDeps = {
  orders: Pick<Orders, 'quote' | 'twins' | 'ofReferences' | 'findByOrigin'>;
  catalog: Pick<Catalog, 'find' | 'codes' | 'globalMarkup'> & PrepareDeps['catalog'];
  prefixes?: PrepareDeps['prefixes'];
  supplier: Pick<Supplier, 'inquire' | 'inquireBill'>;
  balances: (resellerId: number) => Promise<{ available: Rupiah }>;
  /** Those above him, see {@link commissionsOf}. Absent: nobody is above anybody. */
  chain?: (resellerId: number, productCodes: readonly string[]) => Promise<ChainLink[]>;
  now: () => Date;
  timeZone: string;
  /** Is the supplier known not to answer? Absent: never. */
  isSupplierDown?: () => Promise<boolean>;
  newRefId: () => string;
  newToken: () => string;
};

export type Draft = { product: Product; order: NewOrder; isNameUnchecked: boolean };

/**
 * Draws the confirmation of one order or of a batch: checks each line, looks the customers up at the supplier, and keeps
 * what can be bought as quoted orders on one card. Nothing is held and nothing is sent; whoever asks has shown his PIN before.
 */
export async function quoteOrder(
  deps: QuoteDeps,
  asker: Asker,
  typed: readonly OrderRequest[],
): Promise<Quote> {
  const now = deps.now();
  const today = dayOf(now, deps.timeZone);
  const [globalMarkup, { available }, prepared] = await Promise.all([
    deps.catalog.globalMarkup(),
    deps.balances(asker.resellerId),
    prepareLines(deps, asker.resellerId, typed),
  ]);
  const requests = prepared.map(({ request }) => request);
  const codes = [...new Set(requests.map(({ code }) => code))];
  const chain = asker.uplineId === undefined ? [] : ((await deps.chain?.(asker.resellerId, codes)) ?? []);
  const drafts = await Promise.all(
    prepared.map(async (each, line) =>
      each.kind === 'refused'
        ? each.refusal
        : draftLine(deps, asker, each.request, requests.slice(0, line), { globalMarkup, chain, today }),
    ),
  );

  let balance = available;
  const affordable = drafts.map((draft): Draft | QuoteRefusal => {
    if ('kind' in draft) return draft;
    const { product, order } = draft;
    if (order.price > balance) {
      const missing = minus(order.price, balance);
      const owed = order.bill && { bill: order.bill, customerName: order.customerName };
      return { kind: 'insufficient', product, price: order.price, missing, ...owed };
    }
    balance = minus(balance, order.price);
    return draft;
  });

  const quotable = affordable.filter((draft): draft is Draft => !('kind' in draft));
  if (quotable.length === 0) {
    // Asked again after it was bought: it is no repeat of itself.
    const drawn = await deps.orders.findByOrigin(asker.origin);
    if (drawn !== undefined) return { card: drawn.card, available, lines: asStored(drawn.orders, available) };
    return { card: undefined, available, lines: affordable.map((d, i) => refused(requests, i, d)) };
  }

  const { card, orders } = await deps.orders.quote(
    {
      token: deps.newToken(),
      resellerId: asker.resellerId,
      telegramId: asker.telegramId,
      chatId: asker.chatId,
      origin: asker.origin,
      createdAt: now,
      expiresAt: new Date(now.getTime() + QUOTE_VALID_MS),
    },
    quotable.map((draft) => draft.order),
  );

  // The card of a request read before may hold other orders than today's reading of it: what is stored is what counts.
  const drawn = new Map(orders.map((order) => [order.refId, order]));
  const ours = new Set(quotable.map(({ order }) => order.refId));
  const isOurs =
    orders.every(({ refId }) => ours.has(refId)) &&
    quotable.every(({ order }) => drawn.has(order.refId) || order.ownReference !== undefined);
  if (!isOurs) return { card, available, lines: asStored(orders, available) };

  // Another message with the same reference was first.
  const lost = requests.filter((_, i) => {
    const draft = affordable[i];
    return draft !== undefined && !('kind' in draft) && !drawn.has(draft.order.refId);
  });
  const taken = await findReferences(deps, asker.resellerId, lost);

  balance = available;
  const lines = affordable.map((draft, i): QuoteLine => {
    if ('kind' in draft) return refused(requests, i, draft);
    const order = drawn.get(draft.order.refId);
    if (order === undefined) {
      const request = at(requests, i);
      return { request, result: refusedByReference(request, taken) };
    }
    const before = balance;
    balance = minus(balance, order.price);
    return {
      request: at(requests, i),
      result: {
        kind: 'quoted',
        order,
        isNameUnchecked: draft.isNameUnchecked,
        balanceBefore: before,
        balanceAfter: balance,
      },
    };
  });
  return { card: orders.length === 0 ? undefined : card, available, lines };
}

function at(requests: readonly OrderRequest[], index: number): OrderRequest {
  const request = requests[index];
  if (request === undefined) throw new RangeError(`no request ${index}`);
  return request;
}

function refused(requests: readonly OrderRequest[], index: number, draft: Draft | QuoteRefusal): QuoteLine {
  if (!('kind' in draft)) throw new Error('a quotable line is not refused');
  return { request: at(requests, index), result: draft };
}

function asStored(orders: readonly Order[], available: Rupiah): QuoteLine[] {
  let balance = available;
  return orders.map((order) => {
    const before = balance;
    balance = minus(balance, order.price);
    return {
      request: {
        code: order.productCode,
        destination: order.destination,
        amount: order.amount,
        occurrence: order.occurrence,
        msisdn: order.msisdn,
      },
      result: { kind: 'quoted', order, isNameUnchecked: false, balanceBefore: before, balanceAfter: balance },
    };
  });
}

async function draftLine(
  deps: QuoteDeps,
  asker: Asker,
  request: OrderRequest,
  earlierLines: readonly OrderRequest[],
  { globalMarkup, chain, today }: { globalMarkup: Rupiah; chain: readonly ChainLink[]; today: Day },
): Promise<Draft | QuoteRefusal> {
  // Before anything is waited for, so that references follow the lines.
  const refId = deps.newRefId();
  const inquiryRef = deps.newRefId();
  const product = await deps.catalog.find(request.code);
  if (product === undefined)
    return { kind: 'unknown_product', code: request.code, codes: await deps.catalog.codes() };
  if (!product.isEnabled || !product.isForSale) return { kind: 'closed', product };

  const expects = expectedDestination(product);
  const destination = checkDestination(request.destination, expects);
  if (destination.kind === 'bad') return { kind: 'bad_destination', product, expects };
  if (isPostpaid(product)) {
    const how = {
      product,
      customer: destination.value,
      refId,
      markup: markupOf(product, globalMarkup),
      commissions: commissionsOf(chain, product.code),
      today,
    };
    return draftBill(deps, asker, { ...request, destination: destination.value }, earlierLines, how);
  }

  const mismatch = expects === 'phone' ? await findMismatch(deps, product, destination.value) : undefined;
  if (mismatch !== undefined) return { kind: 'prefix_mismatch', product, mismatch };

  if (product.isOpenAmount) {
    if (request.amount === undefined) return { kind: 'amount_missing', product };
    if (request.amount < OPEN_AMOUNT.min || request.amount > OPEN_AMOUNT.max) {
      return { kind: 'amount_out_of_range', product, ...OPEN_AMOUNT };
    }
  } else if (request.amount !== undefined) {
    return { kind: 'amount_not_wanted', product };
  }

  const twins = await deps.orders.twins(
    asker.resellerId,
    product.code,
    destination.value,
    request.amount,
    today,
  );
  const repeat = checkRepeat(twins, request.occurrence);
  if (repeat.kind === 'repeat') return { ...repeat, product };
  const sameLines = earlierLines.filter(
    (line) =>
      line.code === request.code &&
      line.destination === request.destination &&
      line.amount === request.amount,
  );
  if (sameLines.some((line) => line.occurrence === request.occurrence)) {
    const used = [...twins, ...sameLines].map((each) => each.occurrence);
    return { kind: 'repeat_in_batch', product, nextOccurrence: Math.max(...used) + 1 };
  }

  if ((await deps.isSupplierDown?.()) === true) return { kind: 'supplier_down', product };

  const markup = markupOf(product, globalMarkup);
  const commissions = commissionsOf(chain, product.code);
  const added = plus(markup, commissionSum(commissions));
  let cost = listedCost(product, request.amount);
  let customer: { name?: string | undefined; power?: string | undefined } = {};
  let isNameUnchecked = false;
  if (hasInquiry(product)) {
    const answer = await deps.supplier.inquire({
      inquiryRef,
      productCode: product.code,
      destination: destination.value,
      amount: request.amount ?? product.cost,
      price: plus(cost, added),
    });
    if (answer.kind === 'refused') {
      return { kind: 'customer_refused', product, reason: answer.reason, text: answer.text };
    }
    if (answer.kind === 'found') {
      cost = answer.cost;
      customer = { name: answer.customerName, power: answer.powerCapacity };
    } else if (mayBuyWithoutName(product)) {
      isNameUnchecked = true;
    } else {
      return { kind: 'inquiry_unavailable', product };
    }
  }

  const price = plus(cost, added);
  if (price <= ZERO) return { kind: 'closed', product };
  return {
    product,
    isNameUnchecked,
    order: {
      refId,
      productCode: product.code,
      productName: product.name,
      category: product.category,
      destination: destination.value,
      msisdn: isPln(product) ? request.msisdn : undefined,
      amount: request.amount,
      occurrence: request.occurrence,
      listCost: product.cost,
      markup,
      cost,
      price,
      customerName: customer.name,
      powerCapacity: customer.power,
      ownReference: request.ownReference && referenceKey(request.ownReference),
      commissions,
    },
  };
}
