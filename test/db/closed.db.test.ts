import { beforeAll, expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import { createCatalog } from '../../src/store/catalog.ts';
import type { Sql } from '../../src/store/connect.ts';
import { freshDatabase } from '../support/database.ts';

const T0 = new Date('2026-11-20T14:00:00Z');
const after = (minutes: number) => new Date(T0.getTime() + minutes * 60_000);

let sql: Sql;
beforeAll(async () => {
  ({ sql } = await freshDatabase());
});

test('since when and why a product is closed follows the list, and what the operator closed stays his', async () => {
  const catalog = createCatalog(sql);
  const listed = (...codes: [code: string, isEnabled: boolean][]) =>
    codes.map(([code, isEnabled]) => ({
      code,
      name: code,
      category: 'pulsa',
      cost: rupiah(1_000),
      isEnabled,
    }));
  const closed = async () =>
    (await catalog.closed()).map(({ code, since, why, reason }) => [code, since?.getTime(), why, reason]);

  await catalog.replace(listed(['A', true], ['B', true], ['C', true], ['D', false]), 900, T0);
  expect(await closed()).toEqual([['D', undefined, 'supplier', '']]);

  await catalog.replace(listed(['A', true], ['B', false], ['D', false]), 900, after(1));
  const both = [
    ['B', after(1).getTime(), 'supplier', ''],
    ['C', after(1).getTime(), 'unlisted', ''],
    ['D', undefined, 'supplier', ''],
  ];
  expect(await closed()).toEqual(both);
  // The same list again, later.
  await catalog.replace(listed(['A', true], ['B', false], ['D', false]), 900, after(2));
  expect(await closed()).toEqual(both);

  await sql`update product set is_for_sale = false, closed_since = ${after(3)}, closed_reason = 'rugi' where code = 'A'`;
  await catalog.replace(listed(['A', false], ['B', true], ['C', true], ['D', true]), 900, after(4));
  await catalog.replace(listed(['A', true], ['B', true], ['C', true], ['D', true]), 900, after(5));
  await catalog.replace(listed(['B', true], ['C', true], ['D', true]), 900, after(6));
  expect(await closed()).toEqual([['A', after(3).getTime(), 'operator', 'rugi']]);
});

test('only what can be bought now is offered as a bill', async () => {
  const catalog = createCatalog(sql);
  const rows = [
    { code: 'PDAMX', category: 'x', isEnabled: true },
    { code: 'Y', category: 'Pascabayar', isEnabled: true },
    { code: 'PDAMZ', category: 'x', isEnabled: false },
    { code: 'S10', category: 'pulsa', isEnabled: true },
  ].map((row) => ({ ...row, name: row.code, cost: rupiah(0) }));
  await catalog.replace(rows, 900, after(10));
  expect((await catalog.bills()).map(({ code }) => code)).toEqual(['PDAMX', 'Y']);
});
