import { hasPeriod } from '../domain/bill.ts';
import type { Day } from '../domain/day.ts';
import { MAX_MOVEMENT, plus, type Rupiah, ZERO } from '../domain/money.ts';
import { referenceKey } from '../domain/order/own-reference.ts';
import { checkRepeat } from '../domain/order/repeat.ts';
import { type Commission, commissionSum } from '../domain/price.ts';
import type { Product } from '../domain/product.ts';
import type { Asker, Draft, OrderRequest, QuoteDeps, QuoteRefusal } from './quote-order.ts';

type How = {
  product: Product;
  customer: string;
  refId: string;
  markup: Rupiah;
  commissions: readonly Commission[];
  today: Day;
};

/**
 * One line of a quote that pays a bill: looks the bill up, which buys nothing, and makes its total the cost. What is refused: what is
 * paid already, another amount than was typed, and the same bill twice on one day.
 */
export async function draftBill(
  deps: QuoteDeps,
  asker: Asker,
  request: OrderRequest,
  earlierLines: readonly OrderRequest[],
  { product, customer, refId, markup, commissions, today }: How,
): Promise<Draft | QuoteRefusal> {
  const { occurrence, amount: expected, msisdn } = request;
  const months = hasPeriod(product.code) ? (request.bill?.months ?? 1) : undefined;

  const sameLines = earlierLines.filter(
    (line) => line.code === product.code && line.destination === customer,
  );
  if (sameLines.some((line) => line.occurrence === occurrence)) {
    const used = sameLines.map((line) => line.occurrence);
    return { kind: 'repeat_in_batch', product, nextOccurrence: Math.max(...used) + 1 };
  }
  const twins = await deps.orders.twins(asker.resellerId, product.code, customer, undefined, today);
  const repeat = checkRepeat(twins, occurrence);
  // Until that one has ended, the biller may go on to call the bill open.
  if (repeat.kind === 'repeat' && repeat.earlier.state !== 'delivered') return { ...repeat, product };

  if ((await deps.isSupplierDown?.()) === true) return { kind: 'supplier_down', product };
  const inquiry = { productCode: product.code, customer, ...(months !== undefined && { months }) };
  const answer = await deps.supplier.inquireBill(inquiry);
  switch (answer.kind) {
    case 'unavailable':
      return { kind: 'inquiry_unavailable', product };
    case 'refused':
      return { kind: 'customer_refused', product, reason: answer.reason, text: answer.text };
    case 'paid':
      return { kind: 'customer_refused', product, reason: 'already_paid', text: answer.text };
    case 'found':
      break;
    default: {
      const unhandled: never = answer;
      throw new Error(`unhandled answer: ${JSON.stringify(unhandled)}`);
    }
  }
  if (repeat.kind === 'repeat') return { ...repeat, product };

  const { bill, customerName } = answer;
  const cost = bill.total;
  const price = plus(cost, plus(markup, commissionSum(commissions)));
  if (price <= ZERO || price > MAX_MOVEMENT) return { kind: 'inquiry_unavailable', product };
  // Both stand on the card, and he may have either in mind.
  if (expected !== undefined && expected !== price && expected !== cost)
    return { kind: 'other_amount', product, expected, price, bill };
  return {
    product,
    isNameUnchecked: false,
    order: {
      refId,
      productCode: product.code,
      productName: product.name,
      category: product.category,
      destination: customer,
      msisdn: hasPeriod(product.code) ? msisdn : undefined,
      amount: undefined,
      occurrence,
      listCost: product.cost,
      markup,
      cost,
      price,
      customerName,
      powerCapacity: undefined,
      ownReference: request.ownReference && referenceKey(request.ownReference),
      commissions,
      bill: { ...bill, months, needsPin: request.bill?.needsPin ?? false },
    },
  };
}
