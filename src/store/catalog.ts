import type { Catalog, SyncResult } from '../app/catalog.ts';
import { type Rupiah, rupiah, ZERO } from '../domain/money.ts';
import { looksOpenAmount, type Product } from '../domain/product.ts';
import type { Sql } from './connect.ts';

type ProductRow = {
  code: string;
  name: string;
  category: string;
  cost: number;
  is_open_amount: boolean;
  is_enabled: boolean;
  is_for_sale: boolean;
  markup: number | null;
};

function toProduct(row: ProductRow): Product {
  return {
    code: row.code,
    name: row.name,
    category: row.category,
    cost: rupiah(row.cost),
    isOpenAmount: row.is_open_amount,
    isEnabled: row.is_enabled,
    isForSale: row.is_for_sale,
    markup: row.markup === null ? undefined : rupiah(row.markup),
  };
}

/** So that what somebody types is never a pattern. */
function likeLiteral(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`);
}

export function createCatalog(sql: Sql): Catalog {
  return {
    async find(code) {
      const [row] = await sql<ProductRow[]>`select * from product where code = ${code}`;
      return row && toProduct(row);
    },

    async onSale() {
      const rows = await sql<ProductRow[]>`
        select * from product where is_enabled and is_for_sale order by code`;
      return rows.map(toProduct);
    },

    async codes() {
      const rows = await sql<{ code: string }[]>`
        select code from product where is_enabled and is_for_sale order by code`;
      return rows.map((row) => row.code);
    },

    async search(terms, limit) {
      const upper = terms.map((term) => term.toUpperCase()).filter((term) => term !== '');
      if (upper.length === 0) return [];
      const prefixes = upper.map((term) => `${likeLiteral(term)}%`);
      const words = upper.map((term) => `%${likeLiteral(term)}%`);
      const rows = await sql<ProductRow[]>`
        with term as (
          select * from unnest(${upper}::text[], ${prefixes}::text[], ${words}::text[]) as t (exact, prefix, word)),
        ranked as (
          select t.exact as term, p.code,
            case when p.code = t.exact then 1 when p.code like t.prefix then 2 when upper(p.category) like t.prefix then 3 else 4 end
              as rank
          from term t join product p on p.code like t.prefix or upper(p.category) like t.prefix or upper(p.name) like t.word)
        select p.* from product p where p.code in (
          select code from ranked r where rank = (select min(rank) from ranked s where s.term = r.term))
        order by p.category, p.cost, p.code limit ${limit}`;
      return rows.map(toProduct);
    },

    async categories() {
      return sql<{ category: string; count: number }[]>`
        select category, count(*) as count from product where is_enabled and is_for_sale group by category order by category`;
    },

    async inCategory(category) {
      const rows = await sql<ProductRow[]>`
        select * from product where category = ${category} and is_enabled and is_for_sale order by cost, code`;
      return rows.map(toProduct);
    },

    async replace(products, actorId, now) {
      const list = products.map((p) => ({
        code: p.code,
        name: p.name,
        category: p.category,
        cost: p.cost,
        is_enabled: p.isEnabled,
        is_open_amount: looksOpenAmount(p.code, p.name),
      }));
      type ChangeRow = {
        code: string;
        name: string;
        cost: number;
        old_cost: number | null;
        is_enabled: boolean;
        was_enabled: boolean | null;
      };
      const rows = await sql<ChangeRow[]>`
        with listed as (
          select * from jsonb_to_recordset(${sql.json(list)}) as l (code text, name text, category text, cost bigint,
            is_enabled boolean, is_open_amount boolean)),
        put as (
          insert into product (code, name, category, cost, is_enabled, is_open_amount, synced_at)
          select code, name, category, cost, is_enabled, is_open_amount, ${now} from listed
          on conflict (code) do update set name = excluded.name, category = excluded.category, cost = excluded.cost,
            is_enabled = excluded.is_enabled, synced_at = excluded.synced_at),
        gone as (
          update product set is_enabled = false, synced_at = ${now}
          where is_enabled and code not in (select code from listed)),
        changed as (
          select coalesce(l.code, p.code) as code, coalesce(l.name, p.name) as name, coalesce(l.cost, p.cost) as cost,
            p.cost as old_cost, coalesce(l.is_enabled, false) as is_enabled, p.is_enabled as was_enabled
          from listed l full join product p on p.code = l.code
          where p.code is null or l.cost <> p.cost or coalesce(l.is_enabled, false) <> p.is_enabled),
        audited as (
          insert into audit (at, actor_id, action, subject, detail)
          select ${now}, ${actorId}, 'product_sync', 'products',
            jsonb_build_object('listed', ${list.length}::int, 'changed', (select count(*) from changed)))
        select * from changed order by code`;

      const result: SyncResult = { listed: list.length, added: [], costChanged: [], opened: [], closed: [] };
      for (const row of rows) {
        if (row.old_cost === null) {
          result.added.push(row.code);
          continue;
        }
        if (row.cost !== row.old_cost) {
          result.costChanged.push({
            code: row.code,
            name: row.name,
            from: rupiah(row.old_cost),
            to: rupiah(row.cost),
          });
        }
        if (row.is_enabled && !row.was_enabled) result.opened.push(row.code);
        if (!row.is_enabled && row.was_enabled) result.closed.push(row.code);
      }
      return result;
    },

    async setMarkup(code, markup, actorId, now) {
      const rows = await sql`
        with set_markup as (update product set markup = ${markup ?? null} where code = ${code} returning code)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, 'product_markup', code, ${sql.json({ markup: markup ?? null })} from set_markup`;
      return rows.count === 1;
    },

    async globalMarkup(): Promise<Rupiah> {
      const [row] = await sql<{ markup: number }[]>`
        select (value #>> '{}')::bigint as markup from setting where key = 'markup'`;
      return row ? rupiah(row.markup) : ZERO;
    },

    async setGlobalMarkup(markup, actorId, now) {
      await sql`
        with set_markup as (
          insert into setting (key, value) values ('markup', to_jsonb(${markup}::bigint))
          on conflict (key) do update set value = excluded.value)
        insert into audit (at, actor_id, action, subject, detail)
        values (${now}, ${actorId}, 'global_markup', 'all', ${sql.json({ markup })})`;
    },
  };
}
