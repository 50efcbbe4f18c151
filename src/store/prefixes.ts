import type { PrefixTable } from '../app/prefix-table.ts';
import { OPERATORS, type Operator, type Prefixes, withPrefixes } from '../domain/operator.ts';
import type { Sql } from './connect.ts';

/** Read for most orders and changed twice a year. */
const REMEMBERED_MS = 30_000;

/** In table `setting`, under `prefixes`: `{"0859": "xl", "0851": null}`, on top of those that everybody knows. */
export function createPrefixTable(sql: Sql, now: () => Date): PrefixTable {
  let remembered: { prefixes: Prefixes; untilMs: number } | undefined;

  async function changes(): Promise<Map<string, Operator | undefined>> {
    const [row] = await sql<{ value: unknown }[]>`select value from setting where key = 'prefixes'`;
    const value = row?.value;
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(
      Object.entries(value).map(([prefix, name]) => [prefix, OPERATORS.find((each) => each === name)]),
    );
  }

  return {
    changes,

    async get() {
      const nowMs = now().getTime();
      if (remembered !== undefined && nowMs < remembered.untilMs) return remembered.prefixes;
      const prefixes = withPrefixes(await changes());
      remembered = { prefixes, untilMs: nowMs + REMEMBERED_MS };
      return prefixes;
    },

    async set({ prefix, operator, actorId }, at) {
      const change = { [prefix]: operator ?? null };
      await sql`
        with put as (
          insert into setting as s (key, value) values ('prefixes', ${sql.json(change)})
          on conflict (key) do update set value = s.value || excluded.value
          returning key)
        insert into audit (at, actor_id, action, subject, detail)
        select ${at}, ${actorId}, 'prefix', ${prefix}, ${sql.json({ operator: operator ?? null })} from put`;
      remembered = undefined;
    },
  };
}
