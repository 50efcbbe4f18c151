import type { Sql } from '../../../src/store/connect.ts';
import { reset as resetWorld } from '../database.ts';

/** Operators, other than resellers, are told of what needs two of them above so much. */
export const TWO_PERSON_LIMIT = 80_000;

/** Nobody is deeper: the program refuses a sixth level. */
const DEEPEST = 5;

type Entry = { id: number; accountId: number; amount: number; transactionId: number };
type Transaction = {
  id: number;
  key: string;
  reason: string;
  refId: string | undefined;
  entries: { accountId: number; amount: number }[];
};

/** A ticket as it stands in the database; times in milliseconds, null where there is none. */
export type TicketAsStored = {
  id: number;
  resellerId: number;
  total: number;
  state: string;
  createdAt: number;
  expiresAt: number;
  announcedAt: number | null;
  remindedAt: number | null;
  expiryToldAt: number | null;
  claimedUntil: number | null;
};

export type TreeSnapshot = {
  resellers: { id: number; uplineId: number | null; isBlocked: boolean; isOff: boolean }[];
  tickets: TicketAsStored[];
  transfers: { key: string; kind: string; uplineId: number; downlineId: number; amount: number }[];
  /** All of the ledger, oldest first, and how many of them were there when it was last read. */
  transactions: readonly Transaction[];
  known: number;
  /** What all entries of an account come to: of resellers, of uplines' commissions (below zero), of the house (1 to 3). */
  totals: ReadonlyMap<number, number>;
  commissions: ReadonlyMap<string, readonly { reseller: number; amount: number }[]>;
};

export type TreeReader = { read(): Promise<TreeSnapshot> };

/** A random tree: of each reseller from 1 on, whose downline he is. `undefined`: the operator's own. */
export function drawTree(
  size: number,
  roots: number,
  below: (limit: number) => number,
): (number | undefined)[] {
  const uplines: (number | undefined)[] = [];
  const levels: number[] = [];
  for (let i = 0; i < size; i++) {
    let upline = i < roots ? undefined : below(i);
    if (upline !== undefined && levels[upline] === DEEPEST) upline = undefined;
    uplines.push(upline === undefined ? undefined : upline + 1);
    levels.push(upline === undefined ? 1 : (levels[upline] ?? 0) + 1);
  }
  return uplines;
}

/** As {@link resetWorld}; and the resellers stand below each other as in `uplines`. */
export async function reset(
  sql: Sql,
  now: Date,
  deposits: readonly number[],
  uplines: readonly (number | undefined)[],
): Promise<void> {
  await resetWorld(sql, now, deposits);
  await sql`
    update reseller set upline_id = null, state = 'active', off_by_upline_at = null
    where upline_id is not null or state <> 'active' or off_by_upline_at is not null`;
  await sql`
    update reseller r set upline_id = u.upline_id from unnest(${sql.array(uplines.map((id) => id ?? 0))}::integer[])
      with ordinality u (upline_id, id) where u.id = r.id and u.upline_id > 0`;
  await sql`
    insert into setting (key, value) values ('two_person_limit', to_jsonb(${TWO_PERSON_LIMIT}::bigint)),
      ('bank_accounts', '[{"bank": "BCA", "number": "1234567890", "holder": "PT Konter"}]'::jsonb)`;
  await sql`select setval('ticket_id_seq', 1, false)`;
}

type Read = {
  [K in 'resellers' | 'tickets' | 'transfers']: TreeSnapshot[K] | null;
} & {
  transactions: (Omit<Transaction, 'entries' | 'refId'> & { refId: string | null })[] | null;
  entries: Entry[] | null;
  orders: { refId: string; commissions: { reseller: number; amount: number }[] }[] | null;
};

/** Reads what {@link ../database.ts} leaves out, from just after the {@link reset}. What is added to the ledger is read once. */
export function createTreeReader(sql: Sql): TreeReader {
  const transactions: Transaction[] = [];
  const byId = new Map<number, Transaction>();
  const totals = new Map<number, number>();
  let lastEntry = 0;
  return {
    async read() {
      const [row] = await sql<{ read: Read }[]>`
        select json_build_object(
          'resellers', (select json_agg(json_build_object('id', r.id, 'uplineId', r.upline_id, 'isBlocked', r.state <> 'active',
            'isOff', r.off_by_upline_at is not null) order by r.id) from reseller r),
          'tickets', (select json_agg(k) from (
            select id, reseller_id as "resellerId", total, state, ${millis(sql, 'created_at')} as "createdAt",
              ${millis(sql, 'expires_at')} as "expiresAt", ${millis(sql, 'announced_at')} as "announcedAt",
              ${millis(sql, 'reminded_at')} as "remindedAt", ${millis(sql, 'expiry_told_at')} as "expiryToldAt",
              ${millis(sql, 'claimed_until')} as "claimedUntil"
            from ticket order by id) k),
          'transfers', (select json_agg(m) from (
            select key, kind, upline_id as "uplineId", downline_id as "downlineId", amount from downline_transfer order by key) m),
          'transactions', (select json_agg(t) from (
            select id, key, reason, ref_id as "refId" from ledger_transaction where id > ${transactions.at(-1)?.id ?? 0} order by id) t),
          'entries', (select json_agg(e) from (
            select id, account_id as "accountId", amount, transaction_id as "transactionId"
            from entry where id > ${lastEntry} order by id) e),
          'orders', (select json_agg(json_build_object('refId', ref_id, 'commissions', commissions)) from orders)) as read`;
      if (row === undefined) throw new Error('no snapshot');
      const { read } = row;
      const known = transactions.length;
      for (const { id, key, reason, refId } of read.transactions ?? []) {
        const transaction = { id, key, reason, refId: refId ?? undefined, entries: [] };
        transactions.push(transaction);
        byId.set(id, transaction);
      }
      for (const { id, accountId, amount, transactionId } of read.entries ?? []) {
        byId.get(transactionId)?.entries.push({ accountId, amount });
        totals.set(accountId, (totals.get(accountId) ?? 0) + amount);
        lastEntry = id;
      }
      return {
        resellers: read.resellers ?? [],
        tickets: read.tickets ?? [],
        transfers: read.transfers ?? [],
        transactions,
        known,
        totals,
        commissions: new Map((read.orders ?? []).map(({ refId, commissions }) => [refId, commissions])),
      };
    },
  };
}

function millis(sql: Sql, column: string) {
  return sql.unsafe(`(extract(epoch from ${column}) * 1000)::float8`);
}
