import type { Reseller } from '../../app/resellers.ts';
import type { Order } from '../../domain/order/order.ts';
import { referencesIn } from '../../domain/order/own-reference.ts';
import type { KonterContext } from '../context.ts';

/** The order of his that a question names by his own reference, with `R#` or without. */
export async function findByReference(
  { parts }: KonterContext,
  { id }: Reseller,
  query: string,
): Promise<Order | undefined> {
  for (const reference of referencesIn(query)) {
    const order = await parts.orders.findByReference(id, reference);
    if (order !== undefined) return order;
  }
  return undefined;
}
