import type { Sql } from './connect.ts';

/** Something in the books that does not match: `where` names it, `found` and `expected` are rupiah or lists of bookings. */
export type Mismatch = { what: string; where: string; expected: string; found: string };

/**
 * Recomputes the books from their entries and compares: every transaction sums to zero, every stored balance and every running
 * balance is the sum of its entries, what is held is what open orders hold, and every order was booked as its state says.
 * A price is what the order costs, the markup and what uplines earn; that moves with the sale, and money between people as it is
 * written down. Operators' bookings are in the audit log as they are in the ledger, accepted tickets are booked once, and no open order is left without something due. With `now`,
 * nothing has been due for more than an hour: only for books that somebody works on.
 * Reads only, in one snapshot. Whole tables are read: not for the path of an order.
 */
export async function verifyBooks(sql: Sql, now?: Date): Promise<Mismatch[]> {
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
      select o.ref_id, o.number, o.state, o.price, o.cost, o.reseller_id, o.held_at is not null as was_held,
        coalesce(string_agg(t.reason, ' ' order by t.reason), '') as reasons,
        count(*) filter (where t.reason = 'hold') as holds, count(*) filter (where t.reason = 'capture') as captures,
        count(*) filter (where t.reason = 'release') as releases,
        count(*) filter (where t.reason = 'capture') + count(*) filter (where t.reason = 'late_capture')
          - count(*) filter (where t.reason = 'reversal') as taken,
        count(*) filter (where t.reason = 'reversal') as reversals, count(*) filter (where t.reason = 'write_off') as write_offs,
        count(*) filter (where t.reason not in ('hold', 'capture', 'release', 'late_capture', 'reversal', 'write_off')) as others
      from orders o left join ledger_transaction t on t.ref_id = o.ref_id group by o.ref_id),
    order_entries as (
      select o.ref_id, o.number, t.key, t.reason, e.account_id, e.amount, o.commissions, case
        when e.account_id = available_account(o.reseller_id) then case when t.reason in ('hold', 'late_capture') then -o.price else o.price end
        when e.account_id = held_account(o.reseller_id) then case t.reason when 'hold' then o.price else -o.price end
        when e.account_id = 1 then case when t.reason in ('capture', 'late_capture', 'write_off') then o.cost else -o.cost end
        when e.account_id = 2 then case when t.reason in ('capture', 'late_capture') then 1 else -1 end * (o.price - o.cost - commission_sum(o.commissions))
        when e.account_id = 3 and t.reason = 'write_off' then -o.cost
        when e.account_id < 0 and t.reason in ('capture', 'late_capture', 'reversal') then
          case t.reason when 'reversal' then -1 else 1 end * (
            select (c ->> 'amount')::bigint from jsonb_array_elements(o.commissions) c
            where commission_account((c ->> 'reseller')::integer) = e.account_id)
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
    union all select 'bill is not what was to be paid', 'order #' || number, bill->>'total', cost::text
      from orders where bill is not null and (bill->>'total')::bigint is distinct from cost
    union all select 'price is not cost, markup and commissions', 'order #' || number,
        (cost + markup + commission_sum(commissions))::text, price::text
      from orders where price <> cost + markup + commission_sum(commissions)
    union all select 'entry of no account', 'entry ' || e.id, 'an account', e.account_id::text
      from entry e left join account a on a.id = e.account_id where a.id is null
    union all select 'entry of no transaction', 'entry ' || e.id, 'a transaction', e.transaction_id::text
      from entry e left join ledger_transaction t on t.id = e.transaction_id where t.id is null
    union all select 'held is not what open orders hold', a.name, coalesce(o.total, 0)::text, a.balance::text
      from account a left join open_orders o on o.reseller_id = a.reseller_id
      where a.reseller_id is not null and a.id = held_account(a.reseller_id) and a.balance <> coalesce(o.total, 0)
    union all select 'order is not booked as its state says', 'order #' || number || ' ' || state, expected, reasons
      from booked, lateral (select case
        when state = 'cancelled' and was_held then 'hold release'
        when state in ('quoted', 'expired', 'cancelled') then ''
        when state in ('held', 'submitted', 'needs_review') then 'hold'
        when state = 'delivered' then 'capture hold'
        when state = 'failed' then 'hold release'
        when state = 'reversed' then 'capture hold reversal' end as expected,
        -- What ended was held once and captured or released once. After that its price was taken and given back in turn, and the
        -- last of these is what its state says.
        holds = 1 and captures + releases = 1 and others = 0 and case state
          when 'delivered' then taken = 1 and write_offs = 0
          when 'failed' then captures = 0 and taken = 0 and reversals = 0 and write_offs <= 1
          when 'reversed' then taken = 0 and reversals > 0 and write_offs <= 1
          else false end as is_ended_so) e
      where reasons <> expected and not is_ended_so
    union all select 'order is booked with another amount', 'order #' || number || ' ' || reason || ', account ' || account_id,
        coalesce(expected::text, 'no such account'), amount::text
      from order_entries where expected is distinct from amount
    union all select 'rolled-up total is not the sum of its entries', 'account ' || r.account_id, coalesce(sum(e.amount), 0)::text,
        r.total::text
      from account_total r left join entry e on e.account_id = r.account_id and e.id <= r.entry_id
      group by r.account_id having r.total <> coalesce(sum(e.amount), 0)
    union all select 'balance was below zero', name || ', entry ' || id, 'zero or more', balance_after::text
      from running where balance_after < 0
    union all select 'reseller without accounts', r.code, '2', count(a.id)::text
      from reseller r left join account a on a.reseller_id = r.id group by r.id having count(a.id) <> 2
    union all select 'transaction of no order', t.key, 'an order', t.ref_id::text
      from ledger_transaction t left join orders o on o.ref_id = t.ref_id where t.ref_id is not null and o.ref_id is null
    union all select 'order says another balance than its hold', 'order #' || o.number, e.balance_after::text, o.balance_after_hold::text
      from orders o join ledger_transaction t on t.ref_id = o.ref_id and t.reason = 'hold'
      join entry e on e.transaction_id = t.id and e.account_id = available_account(o.reseller_id)
      where e.balance_after is distinct from o.balance_after_hold
    union all select 'booking by hand is not as the audit log says', coalesce(t.key, 'audit ' || u.id),
        coalesce(u.detail ->> 'amount', 'not booked'), coalesce(t.amount::text, 'not booked')
      from (
        select t.key, t.reason, e.amount from ledger_transaction t
        join entry e on e.transaction_id = t.id join account a on a.id = e.account_id
        where t.reason in ('deposit', 'correction') and a.reseller_id is not null) t
      full join (select id, action, detail from audit where action in ('deposit', 'correction')) u
        on u.detail ->> 'key' = t.key and u.action = t.reason
      where (u.detail ->> 'amount')::bigint is distinct from t.amount
    union all select 'ticket is not booked as its state says',
        coalesce('ticket #' || k.id || ' ' || k.state, t.key),
        case when k.state = 'accepted' then k.total || ' to reseller ' || k.reseller_id else 'nothing' end,
        coalesce(t.bookings, 'nothing')
      from ticket k
      full join (
        select t.key, string_agg(e.amount || ' to reseller ' || a.reseller_id, ', ') as bookings
        from ledger_transaction t join entry e on e.transaction_id = t.id join account a on a.id = e.account_id
        where t.key like 'ticket:%' and t.reason = 'deposit' and a.id = available_account(a.reseller_id)
        group by t.key) t on t.key = 'ticket:' || k.id
      where t.bookings is distinct from case when k.state = 'accepted' then k.total || ' to reseller ' || k.reseller_id end
    union all select 'open order without anything due', 'order #' || number || ' ' || state, 'a time', 'none'
      from orders where state in ('held', 'submitted') and next_action_at is null
    union all select 'order in review about which nobody is asked', 'order #' || number, 'something due, or told', 'nothing'
      from orders o where (state = 'needs_review' or review is not null)
        and next_action_at is null and tell_at is null and told_state is null
        and not exists ( -- Who has blocked the bot is not told; the operators were.
          select from card c join telegram_account t on t.telegram_id = c.telegram_id
          where c.token = o.card_token and t.unreachable_since is not null)
    union all select 'order is due and nobody does it', 'order #' || number || ' ' || state, 'done', to_char(next_action_at, 'YYYY-MM-DD HH24:MI')
      from orders where next_action_at < ${now ?? null}::timestamptz - interval '1 hour'
    union all select 'own reference of no order', r.reseller_id || ' ' || r.reference, 'an order of his', r.ref_id::text
      from own_reference r left join orders o on o.ref_id = r.ref_id and o.reseller_id = r.reseller_id where o.ref_id is null
    union all select 'order of no reseller', 'order #' || o.number, 'a reseller', o.reseller_id::text
      from orders o left join reseller r on r.id = o.reseller_id where r.id is null
    union all select 'order is booked with other commissions than it says', 'order #' || number || ' ' || reason,
        commissions::text, coalesce(string_agg(account_id || ': ' || amount, ', ') filter (where account_id < 0), 'none')
      from order_entries where reason in ('capture', 'late_capture', 'reversal') group by number, key, reason, commissions
      having count(*) filter (where account_id < 0) <> jsonb_array_length(commissions)
    union all select 'downline pays less than his upline', 'order #' || number, 'commissions above zero', commissions::text
      from orders where commissions <> '[]' and exists (
        select from jsonb_array_elements(commissions) c where coalesce((c ->> 'amount')::bigint, 0) <= 0)
    union all select 'commission moves otherwise than by a sale or a payment', a.name || ', entry ' || e.id,
        'a sale, its opposite or a payment', t.reason
      from entry e join ledger_transaction t on t.id = e.transaction_id join account a on a.id = e.account_id
      where e.account_id < 0 and t.reason not in ('capture', 'late_capture', 'reversal', 'commission')
    union all select 'commission is not paid to who earned it', t.key, 'his two accounts',
        string_agg(a.name || ': ' || e.amount, ', ' order by e.account_id)
      from ledger_transaction t join entry e on e.transaction_id = t.id join account a on a.id = e.account_id
      where t.reason = 'commission' group by t.id
      having count(*) <> 2 or min(e.account_id) >= 0
        or max(e.account_id) <> available_account(-min(e.account_id)) or max(e.amount) = 0
    union all select 'commission account of no upline', a.name, 'commission:' || -a.id, 'account ' || a.id
      from account a left join reseller r on r.id = -a.id
      where a.id < 0 and (r.id is null or a.name <> 'commission:' || -a.id)
    union all select 'transfer is not booked as it is written down', coalesce(m.key, t.key),
        coalesce(m.kind || ' ' || m.amount, 'none'), coalesce(t.reason || ' ' || t.amount, 'none')
      from downline_transfer m full join (
        select t.key, t.reason, -min(e.amount) as amount, min(e.account_id) filter (where e.amount < 0) as payer,
          min(e.account_id) filter (where e.amount > 0) as payee, count(*) as entries
        from ledger_transaction t join entry e on e.transaction_id = t.id
        where t.reason in ('transfer', 'take_back') group by t.id) t on t.key = m.key
      where (m.kind, m.amount, 2) is distinct from (t.reason, t.amount, t.entries)
        or t.payer <> available_account(case m.kind when 'transfer' then m.upline_id else m.downline_id end)
        or t.payee <> available_account(case m.kind when 'transfer' then m.downline_id else m.upline_id end)
    union all select 'reseller is above himself, or below more than four', r.code, 'at most five levels', 'more'
      from reseller r where r.upline_id is not null and (
        with recursive up as (
          select r.upline_id as id, 1 as level
          union all select u.upline_id, up.level + 1 from up join reseller u on u.id = up.id where up.level < 6)
        select count(id) from up) > 4
    union all select 'order of no card', 'order #' || o.number, 'a card', 'none'
      from orders o left join card c on c.token = o.card_token where c.token is null`;
}
