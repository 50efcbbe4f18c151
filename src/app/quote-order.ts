import { type Day, dayOf } from '../domain/day.ts';
import { checkDestination } from '../domain/destination.ts';
import { minus, plus, type Rupiah, ZERO } from '../domain/money.ts';
import type { Order } from '../domain/order/order.ts';
import type { RejectionReason } from '../domain/order/outcome.ts';
import { checkRepeat } from '../domain/order/repeat.ts';
import { type ChainLink, commissionSum, commissionsOf, listedCost, markupOf } from '../domain/price.ts';
import {
  type DestinationKind,
  expectedDestination,
  hasInquiry,
  isPln,
  mayBuyWithoutName,
  OPEN_AMOUNT,
  type Product,
} from '../domain/product.ts';
import type { Catalog } from './catalog.ts';
import type { Card, NewOrder, Orders } from './orders.ts';
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
};

export type QuoteRefusal =
  | { kind: 'unknown_product'; code: string; codes: string[] }
  | { kind: 'closed'; product: Product }
  | { kind: 'bad_destination'; product: Product; expects: DestinationKind }
  | { kind: 'amount_missing' | 'amount_not_wanted'; product: Product }
  | { kind: 'amount_out_of_range'; product: Product; min: number; max: number }
  | { kind: 'repeat'; product: Product; earlier: Order; nextOccurrence: number }
  /** The same purchase stands on an earlier line of this message. */
  | { kind: 'repeat_in_batch'; product: Product; nextOccurrence: number }
  | { kind: 'customer_refused'; product: Product; reason: RejectionReason; text: string }
  | { kind: 'inquiry_unavailable'; product: Product }
  /** Nothing can be sent just now: money would only be held for nothing. */
  | { kind: 'supplier_down'; product: Product }
  | { kind: 'insufficient'; product: Product; price: Rupiah; missing: Rupiah };

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
  orders: Pick<Orders, 'quote' | 'twins'>;
  catalog: Pick<Catalog, 'find' | 'codes' | 'globalMarkup'>;
  supplier: Pick<Supplier, 'inquire'>;
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

type Draft = { product: Product; order: NewOrder; isNameUnchecked: boolean };

/**
 * Draws the confirmation of one order or of a batch: checks each line, looks the customers up at the supplier, and keeps
 * what can be bought as quoted orders on one card. Nothing is held and nothing is sent; whoever asks has shown his PIN before.
 */
export async function quoteOrder(
  deps: QuoteDeps,
  asker: Asker,
  requests: readonly OrderRequest[],
): Promise<Quote> {
  const now = deps.now();
  const today = dayOf(now, deps.timeZone);
  const codes = [...new Set(requests.map(({ code }) => code))];
  const [globalMarkup, { available }, chain = []] = await Promise.all([
    deps.catalog.globalMarkup(),
    deps.balances(asker.resellerId),
    asker.uplineId === undefined ? [] : deps.chain?.(asker.resellerId, codes),
  ]);
  const drafts = await Promise.all(
    requests.map((request, line) =>
      draftLine(deps, asker, request, requests.slice(0, line), { globalMarkup, chain, today }),
    ),
  );

  let balance = available;
  const affordable = drafts.map((draft): Draft | QuoteRefusal => {
    if ('kind' in draft) return draft;
    const { product, order } = draft;
    if (order.price > balance) {
      return { kind: 'insufficient', product, price: order.price, missing: minus(order.price, balance) };
    }
    balance = minus(balance, order.price);
    return draft;
  });

  const quotable = affordable.filter((draft): draft is Draft => !('kind' in draft));
  if (quotable.length === 0) {
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
  const isOurs =
    orders.length === quotable.length && orders.every((o, i) => o.refId === quotable[i]?.order.refId);
  if (!isOurs) return { card, available, lines: asStored(orders, available) };

  balance = available;
  let next = 0;
  const lines = affordable.map((draft, i): QuoteLine => {
    const order = 'kind' in draft ? undefined : orders[next++];
    if ('kind' in draft || order === undefined) return refused(requests, i, draft);
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
  return { card, available, lines };
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
      commissions,
    },
  };
}
