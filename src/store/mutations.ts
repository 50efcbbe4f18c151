import type { Mutation } from '../app/resellers.ts';
import { rupiah } from '../domain/money.ts';
import type { Sql } from './connect.ts';

type MutationRow = {
  entry_id: number;
  happened_at: Date;
  reason: Mutation['reason'];
  amount: number;
  balance_after: number;
  note: string | null;
  number: number | null;
  product_code: string | null;
  destination: string | null;
};

/** By how much the clocks of our instances, and a statement that waited, may put entries out of the sequence of time. */
const SLACK_MS = 60 * 60_000;

/** See the method of that name in app/resellers.ts. */
export async function findMutations(
  sql: Sql,
  resellerId: number,
  { from, to }: { from: Date; to: Date },
  before: number | undefined,
  limit: number,
): Promise<Mutation[]> {
  const rows = await sql<MutationRow[]>`
    select e.id as entry_id, t.happened_at, t.reason, e.amount, e.balance_after,
      coalesce(t.note, other.code || ' ' || other.name) as note, o.number, o.product_code, o.destination
    from entry e
    join ledger_transaction t on t.id = e.transaction_id
    left join orders o on o.ref_id = t.ref_id
    left join downline_transfer m on t.reason in ('transfer', 'take_back') and m.key = t.key
    left join reseller other
      on other.id = case ${resellerId}::integer when m.upline_id then m.downline_id else m.upline_id end
    where e.account_id = available_account(${resellerId})
      and e.id >= ${firstEntryFrom(sql, resellerId, new Date(from.getTime() - SLACK_MS))}
      and e.id < least(${firstEntryFrom(sql, resellerId, new Date(to.getTime() + SLACK_MS))}, ${before ?? null}::bigint)
      and t.happened_at >= ${from} and t.happened_at < ${to}
    order by e.id desc nulls last limit ${limit}`;
  return rows.map((row) => ({
    entryId: row.entry_id,
    at: row.happened_at,
    reason: row.reason,
    amount: rupiah(row.amount),
    balanceAfter: rupiah(row.balance_after),
    note: row.note ?? undefined,
    order:
      row.number === null || row.product_code === null || row.destination === null
        ? undefined
        : { number: row.number, productCode: row.product_code, destination: row.destination },
  }));
}

/**
 * The id of the account's first entry at or after `at`, else one past its last; null without entries. Entries carry no time,
 * so that writing one costs no further index, but ids grow with time: found by halving, some thirty looks at an index.
 */
function firstEntryFrom(sql: Sql, resellerId: number, at: Date) {
  return sql`(
    with recursive search (low, high) as (
      select min(id), max(id) + 1 from entry where account_id = available_account(${resellerId})
      union all
      select
        case when probe.happened_at < ${at} then probe.id + 1 else low end,
        case when probe.happened_at < ${at} then high else (low + high) / 2 end
      from search, lateral (
        select e.id, t.happened_at from entry e join ledger_transaction t on t.id = e.transaction_id
        where e.account_id = available_account(${resellerId}) and e.id >= (low + high) / 2 order by e.id limit 1) probe
      where low < high
    ) select max(low) from search)`;
}
