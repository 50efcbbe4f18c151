import { expect, test } from 'vitest';
import { rupiah } from '../domain/money.ts';
import type { SyncResult } from './catalog.ts';
import type { ProductPage, SupplierProduct } from './supplier.ts';
import { syncProducts } from './sync-products.ts';

const NOW = new Date('2026-11-20T14:00:00Z');
const ADMIN = 900;

function product(code: string): SupplierProduct {
  return { code, name: code, category: 'pulsa', cost: rupiah(1_000), isEnabled: true };
}

/** A supplier with these pages, and what the catalog was asked to take over. */
function shop(page: (query: { page: number; limit: number }) => ProductPage) {
  const asked: number[] = [];
  const replaced: { codes: string[]; actorId: number }[] = [];
  const deps = {
    supplier: {
      async products(query: { page: number; limit: number }) {
        asked.push(query.page);
        return page(query);
      },
    },
    catalog: {
      async replace(products: readonly SupplierProduct[], actorId: number): Promise<SyncResult> {
        replaced.push({ codes: products.map(({ code }) => code), actorId });
        return { listed: products.length, added: [], costChanged: [], opened: [], closed: [] };
      },
    },
    now: () => NOW,
  };
  return { asked, replaced, sync: () => syncProducts(deps, ADMIN) };
}

function paged(pages: readonly (readonly string[])[]) {
  return shop(({ page }) => ({
    kind: 'page',
    products: (pages[page - 1] ?? []).map(product),
    page,
    totalPages: pages.length,
  }));
}

test('every page is read before the list is taken over, once', async () => {
  const { asked, replaced, sync } = paged([['S5', 'S10'], ['PLN20'], ['DNOPEN']]);
  expect(await sync()).toMatchObject({ kind: 'synced', result: { listed: 4 } });
  expect(asked).toEqual([1, 2, 3]);
  expect(replaced).toEqual([{ codes: ['S5', 'S10', 'PLN20', 'DNOPEN'], actorId: ADMIN }]);
});

test('a product that moves to the next page while it is read counts once', async () => {
  const { replaced, sync } = paged([
    ['S5', 'S10'],
    ['S10', 'PLN20'],
  ]);
  await sync();
  expect(replaced[0]?.codes).toEqual(['S5', 'S10', 'PLN20']);
});

test('a list that breaks off closes nothing', async () => {
  const { replaced, sync } = shop(({ page }) =>
    page === 1
      ? { kind: 'page', products: [product('S5')], page, totalPages: 2 }
      : { kind: 'unavailable', detail: 'timeout' },
  );
  expect(await sync()).toEqual({ kind: 'unavailable', detail: 'timeout' });
  expect(replaced).toEqual([]);
});

test('an empty list closes nothing', async () => {
  const { replaced, sync } = paged([[]]);
  expect(await sync()).toMatchObject({ kind: 'unavailable' });
  expect(replaced).toEqual([]);
});

test('pages without an end are given up', async () => {
  const { asked, replaced, sync } = shop(({ page }) => ({
    kind: 'page',
    products: [product(`P${page}`)],
    page,
    totalPages: page + 1,
  }));
  expect(await sync()).toMatchObject({ kind: 'unavailable' });
  expect(asked.length).toBe(200);
  expect(replaced).toEqual([]);
});
