import type { Sql } from './connect.ts';

/** Something in the books that does not match: `where` names it, `found` and `expected` are rupiah or lists of bookings. */
export type Mismatch = { what: string; where: string; expected: string; found: string };

/**
 * Recomputes the books from their entries and compares: every transaction sums to zero, every stored balance and every running
 * balance is the sum of its entries, what is held is what open orders hold, and every order was booked as its state says.
 * Reads only, in one snapshot. Whole tables are read: not for the path of an order.
 */
export async function verifyBooks(sql: Sql): Promise<Mismatch[]> {
  return sql<Mismatch[]>`
    with per_transaction as (
      select t.key, coalesce(sum(e.amount), 0) as total, count(e.id) as entries
      from ledger_transaction t left join entry e on e.transaction_id = t.id group by t.id),
    per_account as (select account_id, sum(amount) as total from entry group by account_id),
    running as (
      select e.id, a.name, e.balance_after, sum(e.amount) over (partition by e.account_id order by e.id) as total
      from entry e join account a on a.id = e.account_id where a.reseller_id is not null),
    open_orders as (
      select reseller_id, sum(price) as total from orders where state in ('held', 'submitted', 'needs_review') group by reseller_id),
    booked as (
      select o.ref_id, o.number, o.state, o.price, o.cost, o.reseller_id,
        coalesce(string_agg(t.reason, ' ' order by t.reason), '') as reasons
      from orders o left join ledger_transaction t on t.ref_id = o.ref_id group by o.ref_id),
    order_entries as (
      select o.ref_id, o.number, t.reason, e.account_id, e.amount, case
        when e.account_id = available_account(o.reseller_id) then case t.reason when 'hold' then -o.price else o.price end
        when e.account_id = held_account(o.reseller_id) then case t.reason when 'hold' then o.price else -o.price end
        when e.account_id = 1 then case t.reason when 'capture' then o.cost else -o.cost end
        when e.account_id = 2 then case t.reason when 'capture' then o.price - o.cost else o.cost - o.price end
        end as expected
      from orders o join ledger_transaction t on t.ref_id = o.ref_id join entry e on e.transaction_id = t.id)
    select 'transaction does not sum to zero' as what, key as "where", '0' as expected, total::text as found
      from per_transaction where total <> 0
    union all select 'transaction without entries', key, 'entries', 'none' from per_transaction where entries = 0
    union all select 'balance is not the sum of its entries', a.name, coalesce(p.total, 0)::text, a.balance::text
      from account a left join per_account p on p.account_id = a.id
      where a.reseller_id is not null and a.balance <> coalesce(p.total, 0)
    union all select 'running balance is not the sum so far', name || ', entry ' || id, total::text, coalesce(balance_after::text, 'none')
      from running where balance_after is distinct from total
    union all select 'entry of no account', 'entry ' || e.id, 'an account', e.account_id::text
      from entry e left join account a on a.id = e.account_id where a.id is null
    union all select 'entry of no transaction', 'entry ' || e.id, 'a transaction', e.transaction_id::text
      from entry e left join ledger_transaction t on t.id = e.transaction_id where t.id is null
    union all select 'held is not what open orders hold', a.name, coalesce(o.total, 0)::text, a.balance::text
      from account a left join open_orders o on o.reseller_id = a.reseller_id
      where a.reseller_id is not null and a.id = held_account(a.reseller_id) and a.balance <> coalesce(o.total, 0)
    union all select 'order is not booked as its state says', 'order #' || number || ' ' || state, expected, reasons
      from booked, lateral (select case
        when state in ('quoted', 'expired', 'cancelled') then ''
        when state in ('held', 'submitted', 'needs_review') then 'hold'
        when state = 'delivered' then 'capture hold'
        when state = 'failed' then 'hold release'
        when state = 'reversed' then 'capture hold reversal' end as expected) e
      where reasons <> expected
    union all select 'order is booked with another amount', 'order #' || number || ' ' || reason || ', account ' || account_id,
        coalesce(expected::text, 'no such account'), amount::text
      from order_entries where expected is distinct from amount
    union all select 'order of no reseller', 'order #' || o.number, 'a reseller', o.reseller_id::text
      from orders o left join reseller r on r.id = o.reseller_id where r.id is null
    union all select 'order of no card', 'order #' || o.number, 'a card', 'none'
      from orders o left join card c on c.token = o.card_token where c.token is null`;
}
