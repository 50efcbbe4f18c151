import type {
  BalanceAnswer,
  DetailAnswer,
  HistoryAnswer,
  Inquiry,
  InquiryAnswer,
  ProductPage,
  SupplierProduct,
} from '../app/supplier.ts';
import { floorRupiah, ZERO } from '../domain/money.ts';
import { isPostpaid } from '../domain/product.ts';
import { evidenceOf } from './clean.ts';
import { reasonOfText } from './codes.ts';
import { describe, type Envelope } from './envelope.ts';
import { costOf, transactionOf } from './outcome.ts';
import {
  balanceData,
  inquiryData,
  meta,
  product,
  productEntries,
  transaction,
  type WireTransaction,
} from './wire.ts';

type Unavailable = { kind: 'unavailable'; detail: string };

const unavailable = (answer: Envelope, problem?: string): Unavailable => ({
  kind: 'unavailable',
  detail: problem === undefined ? describe(answer) : `${describe(answer)}, ${problem}`,
});

export function inquiryOf(answer: Envelope, inquiry: Inquiry): InquiryAnswer {
  const { rule, code, message } = answer;
  if (rule.onInquiry === 'unavailable') return unavailable(answer);
  if (rule.onInquiry === 'refused') {
    const fromText = rule.reasonFromText ? reasonOfText(message) : undefined;
    return { kind: 'refused', reason: fromText ?? rule.reason, text: message, code };
  }
  const data = inquiryData.safeParse(answer.data).data;
  const cost = costOf(data?.total ?? data?.amount);
  if (data === undefined || cost === undefined) return unavailable(answer, 'without a price');
  if (data.product_code !== undefined && data.product_code !== inquiry.productCode) {
    return unavailable(answer, 'about another product');
  }
  return {
    kind: 'found',
    cost,
    ...(data.customer_name !== undefined && { customerName: data.customer_name }),
    ...(data.power_capacity !== undefined && { powerCapacity: data.power_capacity }),
    ...(data.product_name !== undefined && { productName: data.product_name }),
  };
}

export function detailOf(answer: Envelope, supplierRef: string): DetailAnswer {
  if (/^404(\d\d)7005$/.test(answer.code)) return { kind: 'not_found' };
  if (answer.rule.onBuy !== 'accepted') return unavailable(answer);
  const wire = transaction.safeParse(answer.data).data;
  if (wire === undefined) return unavailable(answer, 'without a transaction');
  if (wire.transaction_id !== undefined && wire.transaction_id !== supplierRef) {
    return unavailable(answer, 'about another transaction');
  }
  return {
    kind: 'found',
    transaction: { ...transactionOf(wire, answer.code, supplierRef), answer: evidenceOf(answer.source) },
  };
}

/**
 * One page of history. That an order is *absent* from it may lead to sending the order again, so a page of which
 * anything that could be ours cannot be read is no page at all.
 */
export function historyOf(answer: Envelope, query: { page: number; limit: number }): HistoryAnswer {
  if (answer.rule.onBuy !== 'accepted') return unavailable(answer);
  const paging = meta.safeParse(answer.meta).data;
  // An empty list may come as null, but only together with a count that says so.
  const rows = answer.data === null && paging?.total_rows === 0 ? [] : answer.data;
  if (!Array.isArray(rows)) return unavailable(answer, 'without a list');
  if (paging?.current_page !== undefined && paging.current_page !== query.page) {
    return unavailable(answer, 'another page');
  }
  const { total_pages: pagesTold = 0, total_rows: rowsTold = 0 } = paging ?? {};
  if (rows.length === 0 && rowsTold > 0 && query.page <= pagesTold) {
    return unavailable(answer, 'without the rows it counts');
  }
  const transactions = [];
  for (const row of rows) {
    const wire: WireTransaction | undefined = transaction.safeParse(row).data;
    if (wire === undefined) return unavailable(answer, 'with an unreadable row');
    // No id but our reference: an order of ours, in a state nobody can look up yet.
    if (wire.transaction_id === undefined && wire.partner_reference_id !== undefined) {
      return unavailable(answer, 'with a row that lacks its id');
    }
    if (wire.transaction_id === undefined) continue;
    transactions.push({
      ...transactionOf(wire, answer.code, wire.transaction_id),
      // As it was read, which keeps every amount as it was written.
      answer: evidenceOf(JSON.stringify(row)),
    });
  }
  return {
    kind: 'page',
    transactions,
    page: query.page,
    totalPages: totalPages(paging, rows.length, query),
  };
}

export function productsOf(answer: Envelope, query: { page: number; limit: number }): ProductPage {
  if (answer.rule.onBuy !== 'accepted') return unavailable(answer);
  const entries = productEntries(answer.data);
  if (entries === undefined) return unavailable(answer, 'without a list');
  const products = entries.flatMap((entry): SupplierProduct[] => {
    const item = product.safeParse(entry).data;
    if (item?.code === undefined) return [];
    const { code, name = code, category = '', isEnabled } = item;
    // A bill has its price from the customer, and what is listed for it may well be nothing.
    const cost = costOf(item.cost) ?? (isPostpaid({ code, category }) ? ZERO : undefined);
    if (cost === undefined) return [];
    return [{ code, name, category, cost, isEnabled }];
  });
  // Nothing readable means that the shape is another one, not that Klikoo sells nothing.
  if (products.length === 0 && entries.length > 0) return unavailable(answer, 'with unreadable products');
  const paging = meta.safeParse(answer.meta).data;
  return {
    kind: 'page',
    products,
    page: query.page,
    totalPages: totalPages(paging, entries.length, query),
  };
}

/**
 * At least 1. Where the answer does not say how many there are, only an empty page is known to be the last: Klikoo may put fewer
 * rows on a page than it was asked for.
 */
function totalPages(
  paging: { total_pages?: number | undefined; total_rows?: number | undefined } | undefined,
  rows: number,
  query: { page: number; limit: number },
): number {
  if (paging?.total_pages !== undefined) return Math.max(1, paging.total_pages);
  if (rows === 0) return query.page;
  return paging?.total_rows !== undefined && query.page === 1 && rows >= paging.total_rows
    ? 1
    : query.page + 1;
}

export function balanceOf(answer: Envelope): BalanceAnswer {
  if (answer.rule.onBuy !== 'accepted') return unavailable(answer);
  const balance = balanceData.safeParse(answer.data).data?.balance;
  return balance === undefined
    ? unavailable(answer, 'without a balance')
    : { kind: 'balance', balance: floorRupiah(balance) };
}
