import { faceValueOf } from '../domain/command/order.ts';
import { type Prefixes, productsForFaceValue } from '../domain/operator.ts';
import type { Product } from '../domain/product.ts';
import type { Catalog } from './catalog.ts';
import type { OrderRequest, Quote, QuoteDeps, QuoteRefusal } from './quote-order.ts';

export type PrepareDeps = {
  catalog: Pick<Catalog, 'onSale'>;
  /** Whose numbers begin how. Absent: as everybody's do. */
  prefixes?: (() => Promise<Prefixes>) | undefined;
};

/** A line with the product that was meant, or why it cannot be told. */
export type PreparedLine =
  | { kind: 'ready'; request: OrderRequest }
  | { kind: 'refused'; request: OrderRequest; refusal: QuoteRefusal };

/**
 * Finds what a line is about before anything is asked or looked up: for a face value (`10.0812…`) the product that the number needs.
 * Each line for itself. Moves nothing and keeps nothing; asked again it answers from what is on sale then.
 */
export async function prepareLines(
  { catalog, prefixes }: PrepareDeps,
  requests: readonly OrderRequest[],
): Promise<PreparedLine[]> {
  if (requests.every(({ code }) => faceValueOf(code) === undefined)) {
    return requests.map((request) => ({ kind: 'ready', request }));
  }
  const [products, known] = await Promise.all([catalog.onSale(), prefixes?.()]);
  return requests.map((request) => readFaceValue(request, products, known));
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
  const prepared = await prepareLines(deps, requests);
  const lines = prepared.flatMap((line) =>
    line.kind === 'refused' ? [{ request: line.request, result: line.refusal }] : [],
  );
  if (lines.length < prepared.length || lines.length === 0) {
    return { kind: 'ask_pin', requests: prepared.map(({ request }) => request) };
  }
  const { available } = await deps.balances(resellerId);
  return { kind: 'refused', quote: { card: undefined, lines, available } };
}
