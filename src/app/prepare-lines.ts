import { faceValueOf } from '../domain/command/order.ts';
import { type Prefixes, productsForFaceValue } from '../domain/operator.ts';
import { type Order, wasHeld } from '../domain/order/order.ts';
import { isSameContent, referenceKey } from '../domain/order/own-reference.ts';
import type { Product } from '../domain/product.ts';
import type { Catalog } from './catalog.ts';
import type { Orders } from './orders.ts';
import type { OrderRequest, Quote, QuoteDeps, QuoteRefusal } from './quote-order.ts';

export type PrepareDeps = {
  catalog: Pick<Catalog, 'onSale'>;
  orders: Pick<Orders, 'ofReferences'>;
  /** Whose numbers begin how. Absent: as everybody's do. */
  prefixes?: (() => Promise<Prefixes>) | undefined;
  now: () => Date;
};

/** A line with the product that was meant, or why it cannot be told. */
export type PreparedLine =
  | { kind: 'ready'; request: OrderRequest }
  | { kind: 'refused'; request: OrderRequest; refusal: QuoteRefusal };

/**
 * Finds what a line is about before anything is asked or looked up: the order that has its own reference, and for a face value
 * (`10.0812…`) the product that the number needs. Each line for itself. Moves nothing and keeps nothing; asked again it answers from
 * what stands and is on sale then.
 */
export async function prepareLines(
  deps: PrepareDeps,
  resellerId: number,
  requests: readonly OrderRequest[],
): Promise<PreparedLine[]> {
  const hasFaceValue = requests.some(({ code }) => faceValueOf(code) !== undefined);
  const [taken, products, prefixes] = await Promise.all([
    findReferences(deps, resellerId, requests),
    hasFaceValue ? deps.catalog.onSale() : [],
    hasFaceValue ? deps.prefixes?.() : undefined,
  ]);
  const now = deps.now();
  return requests.map((request, line) => {
    const refusal = checkReference(request, requests.slice(0, line), taken, now);
    return refusal === undefined
      ? readFaceValue(request, products, prefixes)
      : { kind: 'refused', request, refusal };
  });
}

/** Orders by the reference they have. */
export type Taken = ReadonlyMap<string, Order>;

/** Who has the references of these requests. */
export async function findReferences(
  { orders, now }: Pick<PrepareDeps, 'orders' | 'now'>,
  resellerId: number,
  requests: readonly OrderRequest[],
): Promise<Taken> {
  const references = requests.flatMap(({ ownReference }) =>
    ownReference === undefined ? [] : [referenceKey(ownReference)],
  );
  if (references.length === 0) return new Map();
  const found = await orders.ofReferences(resellerId, references, now());
  return new Map(found.map(({ reference, order }) => [reference, order]));
}

function checkReference(
  request: OrderRequest,
  earlierLines: readonly OrderRequest[],
  taken: Taken,
  now: Date,
): QuoteRefusal | undefined {
  if (request.ownReference === undefined) return undefined;
  const reference = referenceKey(request.ownReference);
  const isDouble = earlierLines.some(
    ({ ownReference }) => ownReference !== undefined && referenceKey(ownReference) === reference,
  );
  if (isDouble) return { kind: 'reference_in_batch', reference };
  const order = taken.get(reference);
  if (order === undefined) return undefined;
  // What has run out and is still to be ended may be confirmed at this very moment: that is decided where the reference is kept.
  const isOver =
    ((order.state === 'expired' || order.state === 'cancelled') && !wasHeld(order)) ||
    (order.state === 'quoted' && order.expiresAt <= now);
  return isOver && isSameContent(request, order) ? undefined : refusedByReference(request, taken);
}

/**
 * Why a request whose reference an order has is not bought.
 * @throws when no order has it: whoever asks has just been told otherwise.
 */
export function refusedByReference(request: OrderRequest, taken: Taken): QuoteRefusal {
  const reference = referenceKey(request.ownReference ?? '');
  const order = taken.get(reference);
  if (order === undefined) throw new Error(`nobody has the reference ${reference}`);
  return { kind: isSameContent(request, order) ? 'referenced' : 'reference_used', reference, order };
}

function readFaceValue(
  request: OrderRequest,
  products: readonly Product[],
  prefixes: Prefixes | undefined,
): PreparedLine {
  const faceValue = faceValueOf(request.code);
  if (faceValue === undefined) return { kind: 'ready', request };
  const choice = productsForFaceValue(products, faceValue, request.destination, prefixes);
  switch (choice.kind) {
    case 'one':
      return { kind: 'ready', request: { ...request, code: choice.product.code } };
    case 'several':
      return { kind: 'refused', request, refusal: { ...choice, kind: 'choose_product', faceValue } };
    case 'none':
      return { kind: 'refused', request, refusal: { ...choice, kind: 'no_face_value', faceValue } };
    case 'unknown_operator':
      return { kind: 'refused', request, refusal: { kind: 'unknown_operator' } };
    default: {
      const unhandled: never = choice;
      throw new Error(`unhandled choice: ${JSON.stringify(unhandled)}`);
    }
  }
}

/**
 * What to do with orders that came without a PIN: ask for it where something can be bought, with the products that were found; else
 * say at once why nothing can.
 */
export async function checkBeforePin(
  deps: PrepareDeps & Pick<QuoteDeps, 'balances'>,
  resellerId: number,
  requests: readonly OrderRequest[],
): Promise<{ kind: 'ask_pin'; requests: OrderRequest[] } | { kind: 'refused'; quote: Quote }> {
  const prepared = await prepareLines(deps, resellerId, requests);
  const lines = prepared.flatMap((line) =>
    line.kind === 'refused' ? [{ request: line.request, result: line.refusal }] : [],
  );
  if (lines.length < prepared.length || lines.length === 0) {
    return { kind: 'ask_pin', requests: prepared.map(({ request }) => request) };
  }
  const { available } = await deps.balances(resellerId);
  return { kind: 'refused', quote: { card: undefined, lines, available } };
}
