import type { Sql } from '../../src/store/connect.ts';

/** An order as it stands in the database; times in milliseconds, `undefined` where there is none. */
export type OrderAsStored = {
  refId: string;
  number: number;
  cardToken: string;
  line: number;
  resellerId: number;
  /** His private chat: its id is that of his account. */
  chatId: number;
  productCode: string;
  /** What was bought for whom, on which day and for the how-manieth time: two that are the same are one too many. */
  purchase: string;
  state: string;
  price: number;
  cost: number;
  listCost: number;
  markup: number;
  supplierRef: string | undefined;
  sn: string | undefined;
  review: string | undefined;
  nextAction: string | undefined;
  nextActionAt: number | undefined;
  tellAt: number | undefined;
  toldState: string | undefined;
  expiresAt: number;
  settledAt: number | undefined;
  /** What all its ledger transactions together moved on what its reseller may spend, and on what is held for him. */
  netAvailable: number;
  netHeld: number;
  /** Reasons of its ledger transactions, in sequence. */
  reasons: string[];
};

export type Snapshot = {
  orders: OrderAsStored[];
  /** Of resellers: stored balances, and what their entries sum to. */
  accounts: { id: number; resellerId: number; balance: number; total: number; isHeld: boolean }[];
  /** Sum of all entries, and keys of transactions that do not sum to zero. */
  total: number;
  unbalanced: string[];
  deposits: { key: string; amount: number; resellerId: number }[];
};

export type Prices = { costs: Record<string, number>; markup: number; isPaused: boolean };

const SUPPORT = [
  // What is written stays written also here, but for the moment between two worlds.
  `create or replace function refuse_change() returns trigger language plpgsql as $$
   begin
     if current_setting('sim.reset', true) = 'on' then return null; end if;
     raise exception '% is append-only: correct it with an opposite transaction', tg_table_name using errcode = 'restrict_violation';
   end $$`,
  `create or replace function sim_reset(p_now timestamptz, p_deposits bigint[]) returns void language plpgsql as $$
   begin
     perform set_config('sim.reset', 'on', true);
     delete from order_event; delete from entry; delete from ledger_transaction; delete from audit; delete from orders;
     delete from card; delete from operator_action; delete from setting; delete from product; delete from telegram_account;
     -- Of worlds in which resellers have downlines and tickets.
     delete from ticket; delete from downline_markup; delete from downline_transfer; delete from reseller_action;
     delete from account_total; delete from account where id < 0;
     if (select count(*) from reseller) <> cardinality(p_deposits) then
       delete from account where reseller_id is not null;
       delete from reseller;
       perform setval('reseller_id_seq', 1, false);
       insert into reseller (name, created_at) select 'Reseller ' || n, p_now from generate_subscripts(p_deposits, 1) n;
     end if;
     update account set balance = 0 where reseller_id is not null;
     perform setval('orders_number_seq', 10001, false), setval('entry_id_seq', 1, false), setval('order_event_id_seq', 1, false),
       setval('ledger_transaction_id_seq', 1, false);
     insert into telegram_account (telegram_id, reseller_id, created_at) select 1000 + id, id, p_now from reseller;
     insert into product (code, name, category, cost, synced_at) values
       ('S10', 'Telkomsel 10.000', 'pulsa', 10200, p_now), ('PLN20', 'PLN 20.000', 'plnprepaid', 20500, p_now);
     insert into setting (key, value) values ('markup', '200');
     perform ledger_deposit('initial:' || n, n, p_deposits[n], '', 900, p_now) from generate_subscripts(p_deposits, 1) n;
     perform set_config('sim.reset', 'off', true);
   end $$`,
];

/** Adds what a simulation needs to a migrated database that is its alone. */
export async function prepare(sql: Sql): Promise<void> {
  for (const statement of SUPPORT) await sql.unsafe(statement);
}

/** Begins a new world: nothing has happened, and each reseller `n` (from 1) has his part of `deposits`. */
export async function reset(sql: Sql, now: Date, deposits: readonly number[]): Promise<void> {
  await sql`select sim_reset(${now}, ${sql.array([...deposits])})`;
}

type Entry = {
  id: number;
  accountId: number;
  amount: number;
  transactionId: number;
  key: string;
  reason: string;
  refId: string | null;
};

type Read = {
  orders: OrderAsRead[] | null;
  accounts: { id: number; resellerId: number; balance: number }[];
  entries: Entry[] | null;
};
type OrderAsRead = { [K in keyof OrderAsStored]: Exclude<OrderAsStored[K], undefined> | null };

/** What is added to the ledger is read once: it is append-only. */
export type Reader = {
  read(): Promise<Snapshot>;
};

/** Reads one world, from just after its {@link reset}. */
export function createReader(sql: Sql): Reader {
  const entries: Entry[] = [];
  return {
    async read() {
      const [row] = await sql<{ read: Read }[]>`
        select json_build_object(
          'orders', (select json_agg(o) from (
            select ref_id as "refId", number, card_token as "cardToken", line, reseller_id as "resellerId", chat_id as "chatId",
              product_code as "productCode", state, price, cost, list_cost as "listCost", markup, supplier_ref as "supplierRef", sn,
              concat_ws(' ', reseller_id, product_code, destination, amount, business_day, occurrence) as purchase,
              review, next_action as "nextAction", (extract(epoch from next_action_at) * 1000)::float8 as "nextActionAt",
              (extract(epoch from tell_at) * 1000)::float8 as "tellAt", told_state as "toldState",
              (extract(epoch from expires_at) * 1000)::float8 as "expiresAt",
              (extract(epoch from settled_at) * 1000)::float8 as "settledAt"
            from orders order by number) o),
          'accounts', (select json_agg(a) from (
            select id, reseller_id as "resellerId", balance from account where reseller_id is not null order by id) a),
          'entries', (select json_agg(e) from (
            select e.id, e.account_id as "accountId", e.amount, t.id as "transactionId", t.key, t.reason, t.ref_id as "refId"
            from entry e join ledger_transaction t on t.id = e.transaction_id
            where e.id > ${entries.at(-1)?.id ?? 0} order by e.id) e)) as read`;
      if (row === undefined) throw new Error('no snapshot');
      entries.push(...(row.read.entries ?? []));
      return snapshotOf(row.read, entries);
    },
  };
}

function snapshotOf({ orders, accounts }: Read, entries: readonly Entry[]): Snapshot {
  const resellerOf = new Map(accounts.map((account) => [account.id, account.resellerId]));
  const totals = new Map<number, number>();
  const transactions = new Map<number, { key: string; sum: number }>();
  const moved = new Map<string, { available: number; held: number; reasons: Map<number, string> }>();
  const deposits: Snapshot['deposits'] = [];
  let total = 0;
  for (const { accountId, amount, transactionId, key, reason, refId } of entries) {
    total += amount;
    totals.set(accountId, (totals.get(accountId) ?? 0) + amount);
    const sum = (transactions.get(transactionId)?.sum ?? 0) + amount;
    transactions.set(transactionId, { key, sum });
    const resellerId = resellerOf.get(accountId);
    if (resellerId !== undefined && (reason === 'deposit' || reason === 'correction')) {
      deposits.push({ key, amount, resellerId });
    }
    if (refId === null) continue;
    const order = moved.get(refId) ?? { available: 0, held: 0, reasons: new Map<number, string>() };
    order.reasons.set(transactionId, reason);
    if (resellerId !== undefined) order[isHeldAccount(accountId) ? 'held' : 'available'] += amount;
    moved.set(refId, order);
  }
  return {
    orders: (orders ?? []).map((order) => withLedger(order, moved.get(order.refId ?? ''))),
    accounts: accounts.map((each) => ({
      ...each,
      total: totals.get(each.id) ?? 0,
      isHeld: isHeldAccount(each.id),
    })),
    total,
    unbalanced: [...transactions.values()].filter(({ sum }) => sum !== 0).map(({ key }) => key),
    deposits,
  };
}

/** Twin of `held_account`. */
export function isHeldAccount(id: number): boolean {
  return id % 2 === 1;
}

/** JSON has null where we have `undefined`. */
function withLedger(
  read: OrderAsRead,
  moved: { available: number; held: number; reasons: Map<number, string> } | undefined,
): OrderAsStored {
  const order = Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value ?? undefined]));
  const ledger = {
    netAvailable: moved?.available ?? 0,
    netHeld: moved?.held ?? 0,
    reasons: [...(moved?.reasons.values() ?? [])],
  };
  return { ...order, ...ledger } as OrderAsStored;
}

/** What does not change by the work of the program alone. */
export async function readPrices(sql: Sql): Promise<Prices> {
  const [row] = await sql<Prices[]>`
    select (select json_object_agg(code, cost) from product) as costs,
      (select (value #>> '{}')::bigint from setting where key = 'markup') as markup,
      exists (select from setting where key = 'sales_paused' and value = 'true'::jsonb) as "isPaused"`;
  if (row === undefined) throw new Error('no prices');
  return row;
}

/** Accounts that are known to have blocked the bot. */
export async function readUnreachable(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select telegram_id as id from telegram_account where unreachable_since is not null`;
  return rows.map(({ id }) => id);
}

/** Sees to it that deleted rows of earlier worlds do not make the next ones slow. */
export async function sweep(sql: Sql): Promise<void> {
  await sql.unsafe(
    'vacuum orders, card, entry, ledger_transaction, order_event, account, operator_action, audit, product, setting, ticket, downline_markup, downline_transfer, reseller_action, reseller, telegram_account',
  );
}
