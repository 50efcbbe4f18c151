import { type Favourite, type Favourites, MOST_FAVOURITES } from '../app/favourites.ts';
import type { Sql } from './connect.ts';

type Row = { id: number; name: string; destination: string; product_code: string };

function toFavourite({ product_code: productCode, id, name, destination }: Row): Favourite {
  return { id, name, destination, productCode };
}

export function createFavourites(sql: Sql): Favourites {
  return {
    async save(resellerId, { name, destination, productCode }, now) {
      // Two at the same moment may make one more than allowed: it is a bound, not a promise.
      const [row] = await sql<Row[]>`
        insert into favourite (reseller_id, name, destination, product_code, created_at)
        select ${resellerId}, ${name}, ${destination}, ${productCode}, ${now}
        where (select count(*) from favourite where reseller_id = ${resellerId} and destination <> ${destination}) < ${MOST_FAVOURITES}
        on conflict (reseller_id, destination) do update set name = excluded.name returning *`;
      return row && toFavourite(row);
    },

    async list(resellerId, offset, limit) {
      const [rows, [counted]] = await Promise.all([
        sql<Row[]>`
          select * from favourite where reseller_id = ${resellerId} order by lower(name), id offset ${offset} limit ${limit}`,
        sql<{ total: number }[]>`select count(*) as total from favourite where reseller_id = ${resellerId}`,
      ]);
      return { shown: rows.map(toFavourite), total: counted?.total ?? 0 };
    },

    async find(resellerId, id) {
      const [row] = await sql<
        Row[]
      >`select * from favourite where id = ${id} and reseller_id = ${resellerId}`;
      return row && toFavourite(row);
    },

    async remove(resellerId, id) {
      await sql`delete from favourite where id = ${id} and reseller_id = ${resellerId}`;
    },
  };
}
