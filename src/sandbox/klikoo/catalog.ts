import { z } from 'zod';
import { numberFrom } from './customers.ts';
import { type Answer, envelope, RefusalError, SERVICE } from './envelope.ts';
import { parseFields } from './fields.ts';
import type { FakeProduct } from './products.ts';

/** Klikoo names no largest page; a client that asks for more than this relies on luck. */
const MOST_PER_PAGE = 100;

const listRequest = z.strictObject({
  limit: z.int().min(1).max(MOST_PER_PAGE),
  page: z.int().min(1),
  search: z
    .array(z.strictObject({ field: z.enum(['keyword', 'categories', 'enable']), value: z.string() }))
    .optional(),
  sort: z.strictObject({
    field: z.enum([
      'name',
      'code',
      'category',
      'enable',
      'agent_price',
      'updated_at',
      'success_rate',
      'time_rate',
    ]),
    value: z.enum(['asc', 'desc']),
  }),
});
type ListRequest = z.infer<typeof listRequest>;

/** A row of the list. Klikoo's page is cut off before its answer: these are the names of its sort fields. */
function row({ code, name, category, cost, isEnabled }: FakeProduct, updatedAt: string) {
  return {
    code,
    name,
    category,
    enable: isEnabled,
    agent_price: cost,
    updated_at: updatedAt,
    success_rate: 90 + (numberFrom(code) % 100) / 10,
    time_rate: 2 + (numberFrom(name) % 30),
  };
}

export const catalogSchema = z.array(
  z.object({
    code: z.string(),
    name: z.string(),
    category: z.string(),
    cost: z.number(),
    adminFee: z.number(),
    isOpenAmount: z.boolean(),
    isEnabled: z.boolean(),
    updatedAtMs: z.number(),
  }),
);

/** Klikoo's product list, with the changes made to it by hand. */
export class Catalog {
  readonly #now: () => Date;
  #products: Map<string, FakeProduct & { updatedAtMs: number }>;

  constructor(products: readonly FakeProduct[], now: () => Date) {
    this.#now = now;
    const updatedAtMs = now().getTime();
    this.#products = new Map(products.map((product) => [product.code, { ...product, updatedAtMs }]));
  }

  get all(): readonly FakeProduct[] {
    return [...this.#products.values()];
  }

  find(code: string): FakeProduct | undefined {
    return this.#products.get(code);
  }

  /** @throws {Error} for a code that is not in the list. */
  set(code: string, { cost, enabled }: { cost?: number; enabled?: boolean }): void {
    const product = this.#products.get(code);
    if (!product) throw new Error(`no product ${code}`);
    if (cost !== undefined) product.cost = cost;
    if (enabled !== undefined) product.isEnabled = enabled;
    product.updatedAtMs = this.#now().getTime();
  }

  state(): z.infer<typeof catalogSchema> {
    return structuredClone([...this.#products.values()]);
  }

  restore(state: z.infer<typeof catalogSchema>): void {
    this.#products = new Map(structuredClone(state).map((product) => [product.code, product]));
  }

  /** POST /v1/open-api/products. @throws {RefusalError} */
  list(body: unknown): Answer {
    const { limit, page, search = [], sort } = parseFields(listRequest, body, SERVICE.product);
    const rows = [...this.#products.values()]
      .map((product) => row(product, new Date(product.updatedAtMs).toISOString()))
      .filter((product) => search.every((term) => matches(product, term)))
      .sort((a, b) => compare(a[sort.field], b[sort.field]) * (sort.value === 'asc' ? 1 : -1));
    const shown = rows.slice((page - 1) * limit, page * limit);
    return envelope('200xx2000', SERVICE.product, shown, { meta: pageMeta(page, limit, rows.length) });
  }

  /** @throws {RefusalError} for a code that is not in the list. */
  require(code: string): FakeProduct {
    const product = this.#products.get(code);
    if (!product) throw new RefusalError('404xx7003', SERVICE.transaction);
    return product;
  }
}

function matches(product: ReturnType<typeof row>, term: NonNullable<ListRequest['search']>[number]): boolean {
  switch (term.field) {
    case 'keyword':
      return `${product.code} ${product.name}`.toLowerCase().includes(term.value.toLowerCase());
    case 'categories':
      return product.category === term.value;
    case 'enable':
      return String(product.enable) === term.value;
  }
}

function compare(a: string | number | boolean, b: string | number | boolean): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** `meta` as in the history sample. What stands in `next_page` on the last page is not known; 0, as `previous_page` on the first. */
export function pageMeta(page: number, perPage: number, totalRows: number) {
  const totalPages = Math.ceil(totalRows / perPage);
  return {
    current_page: page,
    previous_page: page - 1,
    next_page: page < totalPages ? page + 1 : 0,
    total_pages: totalPages,
    total_rows: totalRows,
    per_page: perPage,
  };
}
