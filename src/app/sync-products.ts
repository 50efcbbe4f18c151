import type { Catalog, SyncResult } from './catalog.ts';
import type { Supplier, SupplierProduct } from './supplier.ts';

const PAGE_ROWS = 100;
/** 20,000 products: several times what any supplier lists; beyond it the paging itself must be wrong. */
const MAX_PAGES = 200;

export type SyncDeps = {
  supplier: Pick<Supplier, 'products'>;
  catalog: Pick<Catalog, 'replace'>;
  now: () => Date;
};

/**
 * Takes over the supplier's whole product list. A list that could not be read to its end changes nothing, since what is missing from
 * it would be closed; neither does an empty one.
 */
export async function syncProducts(
  deps: SyncDeps,
  actorId: number,
): Promise<{ kind: 'synced'; result: SyncResult } | { kind: 'unavailable'; detail: string }> {
  const products = new Map<string, SupplierProduct>();
  for (let page = 1; ; page++) {
    const answer = await deps.supplier.products({ page, limit: PAGE_ROWS });
    if (answer.kind === 'unavailable') return answer;
    for (const product of answer.products) products.set(product.code, product);
    if (page >= answer.totalPages) break;
    if (page >= MAX_PAGES) return { kind: 'unavailable', detail: `more than ${MAX_PAGES} pages` };
  }
  if (products.size === 0) return { kind: 'unavailable', detail: 'the list is empty' };
  const result = await deps.catalog.replace([...products.values()], actorId, deps.now());
  return { kind: 'synced', result };
}
