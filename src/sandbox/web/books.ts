import type { Sql } from '../../store/connect.ts';
import type { FakeKlikoo } from '../klikoo/server.ts';
import { OPERATOR, SEED_PIN, SEED_RESELLERS } from '../seed.ts';
import type { FakeTelegram } from '../telegram/server.ts';
import type { LedgerTransaction, PageOrder, Person } from './protocol.ts';

const SHOWN_ORDERS = 12;
const SHOWN_TRANSACTIONS = 40;

type OrderRow = {
  ref_id: string;
  number: number;
  reseller: string;
  product_code: string;
  destination: string;
  price: number;
  state: string;
  quoted_at: Date;
  held_at: Date | null;
  submitted_at: Date | null;
  settled_at: Date | null;
  next_action: string | null;
  next_action_at: Date | null;
  posts: number;
};

/** The newest orders, newest first. */
export async function readOrders(sql: Sql, klikoo: FakeKlikoo): Promise<PageOrder[]> {
  const rows = await sql<OrderRow[]>`
    select o.ref_id, o.number, r.name as reseller, o.product_code, o.destination, o.price, o.state, o.quoted_at, o.held_at,
      o.submitted_at, o.settled_at, o.next_action, o.next_action_at, o.posts
    from orders o join reseller r on r.id = o.reseller_id
    order by o.number desc limit ${SHOWN_ORDERS}`;
  return rows.map((row) => ({
    refId: row.ref_id,
    number: row.number,
    reseller: row.reseller,
    productCode: row.product_code,
    destination: row.destination,
    price: row.price,
    state: row.state,
    quotedAt: row.quoted_at.getTime(),
    heldAt: row.held_at?.getTime(),
    submittedAt: row.submitted_at?.getTime(),
    settledAt: row.settled_at?.getTime(),
    nextAction: row.next_action ?? undefined,
    nextActionAt: row.next_action_at?.getTime(),
    posts: row.posts,
    bought: klikoo.executed(row.ref_id),
  }));
}

type LedgerRow = {
  id: number;
  reason: string;
  number: number | null;
  happened_at: Date;
  entries: { account: string; owner: string | null; amount: number; after: number | null }[];
};

/** Oldest first: the newest ones, or up to so many after `afterId`. */
export async function readLedger(sql: Sql, afterId = 0): Promise<LedgerTransaction[]> {
  const rows = await sql<LedgerRow[]>`
    select t.id, t.reason, o.number, t.happened_at, (
      select jsonb_agg(jsonb_build_object(
        'account', case when a.reseller_id is null then a.name else split_part(a.name, ':', 3) end,
        'owner', r.name, 'amount', e.amount, 'after', e.balance_after) order by e.id)
      from entry e join account a on a.id = e.account_id left join reseller r on r.id = a.reseller_id
      where e.transaction_id = t.id) as entries
    from ledger_transaction t left join orders o on o.ref_id = t.ref_id
    where t.id > ${afterId}
    order by t.id desc limit ${SHOWN_TRANSACTIONS}`;
  return rows
    .map((row) => ({
      id: row.id,
      reason: row.reason,
      number: row.number ?? undefined,
      at: row.happened_at.getTime(),
      entries: row.entries.map(({ account, owner, amount, after }) => ({
        account,
        owner: owner ?? undefined,
        amount,
        after: after ?? undefined,
      })),
    }))
    .toReversed();
}

type PersonRow = { telegram_id: number; code: string; available: number; held: number };

/** Everybody Telegram knows: the operator, those who sell, and those who do not yet. */
export async function readPeople(sql: Sql, telegram: FakeTelegram): Promise<Person[]> {
  const rows = await sql<PersonRow[]>`
    select t.telegram_id, r.code,
      coalesce(max(a.balance) filter (where a.name like '%:available'), 0) as available,
      coalesce(max(a.balance) filter (where a.name like '%:held'), 0) as held
    from telegram_account t join reseller r on r.id = t.reseller_id left join account a on a.reseller_id = r.id
    group by t.telegram_id, r.code`;
  const sellers = new Map(rows.map((row) => [row.telegram_id, row]));
  return telegram.users().map(({ id, firstName: name }) => {
    const seller = sellers.get(id);
    const role = id === OPERATOR.telegramId ? 'operator' : seller ? 'reseller' : 'stranger';
    const isSeeded = SEED_RESELLERS.some(({ telegramId }) => telegramId === id);
    return {
      id,
      name,
      role,
      code: seller?.code,
      available: seller?.available,
      held: seller?.held,
      pin: isSeeded ? SEED_PIN : undefined,
    };
  });
}
