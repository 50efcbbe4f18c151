-- Money, and the states that move it. Each function is one statement's whole work: it decides, books and says what is due next,
-- or changes nothing. Called again it answers as before and books nothing. Time comes in from the caller.
-- Locks are taken in one sequence everywhere: orders of a card by line, then accounts by id.

-- Accounts ------------------------------------------------------------------------------------------------------------------

insert into account (id, name) values (1, 'supplier:klikoo'), (2, 'income:margin'), (3, 'equity:operator');
--> statement-breakpoint
-- What somebody may spend comes before what is held for him, so that sorted ids lock in that sequence.
create function available_account(p_reseller_id integer) returns integer
  language sql immutable return 100 + 2 * p_reseller_id;
--> statement-breakpoint
create function held_account(p_reseller_id integer) returns integer
  language sql immutable return 101 + 2 * p_reseller_id;
--> statement-breakpoint
create function reseller_open_accounts() returns trigger language plpgsql as $$
begin
  insert into account (id, name, reseller_id, balance) values
    (available_account(new.id), format('reseller:%s:available', new.id), new.id, 0),
    (held_account(new.id), format('reseller:%s:held', new.id), new.id, 0);
  return null;
end $$;
--> statement-breakpoint
create trigger reseller_accounts after insert on reseller
  for each row execute function reseller_open_accounts();
--> statement-breakpoint

-- What is written stays written ---------------------------------------------------------------------------------------------

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: correct it with an opposite transaction', tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger entry_append_only before update or delete or truncate on entry
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger ledger_transaction_append_only before update or delete or truncate on ledger_transaction
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger order_event_append_only before update or delete or truncate on order_event
  for each statement execute function refuse_change();
--> statement-breakpoint

-- The ledger ----------------------------------------------------------------------------------------------------------------

-- Books one ledger transaction. p_accounts and p_amounts belong together; amounts sum to zero, above zero is into the account.
-- Returns true when it was booked now, false when this key was booked before with the same entries; raises when with others.
-- A balance that would fall below zero raises (account_balance): callers decide before they book.
create function ledger_post(
  p_key text, p_reason text, p_ref_id uuid, p_note text, p_at timestamptz, p_accounts integer[], p_amounts bigint[]
) returns boolean language plpgsql as $$
declare
  v_transaction bigint;
  v_posting record;
  v_balance bigint;
begin
  if (select sum(a) from unnest(p_amounts) a) is distinct from 0 or cardinality(p_accounts) <> cardinality(p_amounts) then
    raise exception 'ledger transaction % does not sum to zero', p_key using errcode = 'check_violation';
  end if;

  insert into ledger_transaction (key, reason, ref_id, note, happened_at)
  values (p_key, p_reason, p_ref_id, p_note, p_at)
  on conflict (key) do nothing
  returning id into v_transaction;

  if v_transaction is null then
    if exists (
      (select account_id, amount from entry join ledger_transaction t on t.id = transaction_id where t.key = p_key)
      except
      (select account_id, amount from unnest(p_accounts, p_amounts) as p (account_id, amount) where amount <> 0)
    ) or (
      select count(*) from entry join ledger_transaction t on t.id = transaction_id where t.key = p_key
    ) <> (select count(*) from unnest(p_amounts) a where a <> 0) then
      raise exception 'ledger key % was used for another transaction', p_key using errcode = 'unique_violation';
    end if;
    return false;
  end if;

  for v_posting in
    select account_id, amount from unnest(p_accounts, p_amounts) as p (account_id, amount) where amount <> 0 order by account_id
  loop
    update account set balance = balance + v_posting.amount
    where id = v_posting.account_id and reseller_id is not null
    returning balance into v_balance;
    if not found then
      v_balance := null;
    end if;
    insert into entry (transaction_id, account_id, amount, balance_after)
    values (v_transaction, v_posting.account_id, v_posting.amount, v_balance);
  end loop;
  return true;
end $$;
--> statement-breakpoint

-- Orders --------------------------------------------------------------------------------------------------------------------

create function effective_markup(p_product product) returns bigint language sql stable
  return coalesce(p_product.markup, (select (value #>> '{}')::bigint from setting where key = 'markup'), 0);
--> statement-breakpoint

-- [Beli]. Tries to hold the price of every order of the card, each for itself, in sequence of lines. One row an order:
--   held | already (it went on before; see its state) | expired | cancelled | not_owner | blocked | paused | closed
--   | price_changed (detail: the cost plus markup of today) | repeat (detail: the number of the earlier order)
--   | insufficient (detail: how much is missing)
-- No row at all: no such token.
create function card_confirm(p_token text, p_telegram_id bigint, p_now timestamptz, p_day date)
returns table (ref_id uuid, verdict text, detail bigint) language plpgsql as $$
declare
  v_card card;
  v_order orders;
  v_product product;
  v_available bigint;
  v_twin bigint;
begin
  select * into v_card from card c where c.token = p_token;
  if not found then
    return;
  end if;

  -- All of them before any account: the loop below fetches its rows in portions.
  perform from orders o where o.card_token = p_token order by o.line for no key update;
  for v_order in
    select * from orders o where o.card_token = p_token order by o.line
  loop
    ref_id := v_order.ref_id;
    detail := null;

    if v_card.telegram_id <> p_telegram_id or not exists (
      select from telegram_account t where t.telegram_id = p_telegram_id and t.reseller_id = v_card.reseller_id
    ) then
      verdict := 'not_owner'; return next; continue;
    end if;
    if v_order.state in ('expired', 'cancelled') then
      verdict := v_order.state; return next; continue;
    end if;
    if v_order.state <> 'quoted' then
      verdict := 'already'; return next; continue;
    end if;
    if v_order.expires_at <= p_now then
      verdict := 'expired'; return next; continue;
    end if;
    if not exists (select from reseller r where r.id = v_card.reseller_id and r.state = 'active') then
      verdict := 'blocked'; return next; continue;
    end if;
    if exists (select from setting s where s.key = 'sales_paused' and s.value = 'true'::jsonb) then
      verdict := 'paused'; return next; continue;
    end if;
    select * into v_product from product p where p.code = v_order.product_code;
    if not found or not v_product.is_enabled or not v_product.is_for_sale then
      verdict := 'closed'; return next; continue;
    end if;
    if v_product.cost <> v_order.list_cost or effective_markup(v_product) <> v_order.markup then
      verdict := 'price_changed';
      detail := v_order.cost - v_order.list_cost + v_product.cost + effective_markup(v_product);
      return next; continue;
    end if;

    -- From here on this reseller's confirmations wait for each other, so that the look for a twin and the balance hold true.
    select balance into strict v_available from account where id = available_account(v_order.reseller_id) for no key update;

    select o.number into v_twin from orders o
    where o.reseller_id = v_order.reseller_id and o.destination = v_order.destination
      and o.product_code = v_order.product_code and o.business_day = p_day and o.occurrence = v_order.occurrence
      and coalesce(o.amount, 0) = coalesce(v_order.amount, 0)
      and o.state in ('held', 'submitted', 'needs_review', 'delivered');
    if found then
      verdict := 'repeat'; detail := v_twin; return next; continue;
    end if;
    if v_available < v_order.price then
      verdict := 'insufficient'; detail := v_order.price - v_available; return next; continue;
    end if;

    perform ledger_post(
      format('order:%s:hold', v_order.ref_id), 'hold', v_order.ref_id, null, p_now,
      array[available_account(v_order.reseller_id), held_account(v_order.reseller_id)],
      array[-v_order.price, v_order.price]);
    update orders o set
      state = 'held', held_at = p_now, business_day = p_day, balance_after_hold = v_available - v_order.price,
      next_action = 'submit', next_action_at = p_now
    where o.ref_id = v_order.ref_id;
    verdict := 'held';
    return next;
  end loop;
end $$;
--> statement-breakpoint

-- [Batal]. Cancels the orders of the card that are still quoted; only its owner may. Returns every order of the card with its state.
create function card_cancel(p_token text, p_telegram_id bigint)
returns table (ref_id uuid, state text) language plpgsql as $$
begin
  perform from orders o where o.card_token = p_token order by o.line for no key update;
  update orders o set state = 'cancelled' from card c
  where o.card_token = p_token and o.state = 'quoted' and c.token = p_token and c.telegram_id = p_telegram_id;
  return query
    select o.ref_id, o.state from orders o join card c on c.token = o.card_token
    where o.card_token = p_token and c.telegram_id = p_telegram_id order by o.line;
end $$;
--> statement-breakpoint

-- Hands out orders that are due, each to one worker. For a submit the state becomes `submitted` here, before a byte is sent,
-- and what is due next becomes to look for it: a worker that dies has sent it or has not. p_actions: what kind of work is wanted.
-- An order that may have been sent is not sent again when its first send is older than an hour: Klikoo forgets references some
-- day, and then a second send would buy. It goes to review instead and is not handed out.
create function orders_claim(p_actions text[], p_now timestamptz, p_limit integer, p_lease interval)
returns table (claimed orders, action text) language plpgsql as $$
declare
  v_due record;
begin
  for v_due in
    select o.ref_id, o.next_action, o.posts > 0 and o.submitted_at < p_now - interval '1 hour' as is_too_old
    from orders o
    where o.next_action = any (p_actions) and o.next_action_at <= p_now
      and (o.next_action <> 'submit' or o.state in ('held', 'submitted'))
    order by o.next_action_at limit p_limit
    for no key update skip locked
  loop
    if v_due.next_action = 'submit' and v_due.is_too_old then
      update orders o set state = 'needs_review', next_action = 'look', next_action_at = p_now + interval '30 minutes',
        tell_at = p_now, tell_attempt = tell_attempt + 1
      where o.ref_id = v_due.ref_id;
      insert into order_event (ref_id, at, kind) values (v_due.ref_id, p_now, 'review_instead_of_resend');
      continue;
    end if;
    action := v_due.next_action;
    update orders o set
      attempt = o.attempt + 1,
      state = case when v_due.next_action = 'submit' then 'submitted' else o.state end,
      submitted_at = case when v_due.next_action = 'submit' then coalesce(o.submitted_at, p_now) else o.submitted_at end,
      sent_at = case when v_due.next_action = 'submit' then p_now else o.sent_at end,
      posts = o.posts + case when v_due.next_action = 'submit' then 1 else 0 end,
      looks = case when v_due.next_action = 'submit' then 0 else o.looks end,
      next_action = case when v_due.next_action = 'submit' then 'look' else o.next_action end,
      next_action_at = p_now + p_lease
    where o.ref_id = v_due.ref_id
    returning o.* into claimed;
    if v_due.next_action = 'submit' then
      insert into order_event (ref_id, at, kind, detail)
      values (v_due.ref_id, p_now, 'submitted', jsonb_build_object('post', claimed.posts));
    end if;
    return next;
  end loop;
end $$;
--> statement-breakpoint

-- A final answer. p_state: delivered (captures) or failed (releases). p_attempt: the claim under which the answer was had, for an
-- answer that is about one sending only; null when it is about the order, whoever asked. Whatever was claimed before is stale
-- after it. Returns
--   settled | same (it stands so already) | stale (another worker has claimed it since)
--   | contradicts (it was settled otherwise: nothing was changed)
-- p_check_at: for a delivery without SN, when to ask for it.
create function order_settle(
  p_ref_id uuid, p_attempt integer, p_state text, p_now timestamptz, p_supplier_ref text, p_sn text, p_cost_booked bigint,
  p_failure text, p_failure_text text, p_failure_code text, p_check_at timestamptz
) returns text language plpgsql as $$
declare
  v_order orders;
  v_available bigint;
  v_is_booked boolean;
begin
  if p_state not in ('delivered', 'failed') then
    raise exception 'an order cannot be settled as %', p_state using errcode = 'check_violation';
  end if;
  select * into strict v_order from orders where ref_id = p_ref_id for no key update;

  if v_order.state not in ('submitted', 'needs_review') then
    return case when v_order.state = p_state then 'same' else 'contradicts' end;
  end if;
  if p_attempt is not null and v_order.attempt <> p_attempt then
    return 'stale';
  end if;

  if p_state = 'delivered' then
    v_is_booked := ledger_post(
      format('order:%s:capture', p_ref_id), 'capture', p_ref_id, null, p_now,
      array[held_account(v_order.reseller_id), 1, 2],
      array[-v_order.price, v_order.cost, v_order.price - v_order.cost]);
  else
    v_is_booked := ledger_post(
      format('order:%s:release', p_ref_id), 'release', p_ref_id, null, p_now,
      array[available_account(v_order.reseller_id), held_account(v_order.reseller_id)],
      array[v_order.price, -v_order.price]);
  end if;
  if not v_is_booked then
    raise exception 'order % is % and was settled before', p_ref_id, v_order.state using errcode = 'data_corrupted';
  end if;
  select balance into strict v_available from account where id = available_account(v_order.reseller_id);

  update orders set
    state = p_state, settled_at = p_now, balance_after_settle = v_available, attempt = attempt + 1,
    supplier_ref = coalesce(p_supplier_ref, supplier_ref), sn = p_sn, cost_booked = p_cost_booked,
    failure = p_failure, failure_text = p_failure_text, failure_code = p_failure_code,
    next_action = case when p_check_at is null then null else 'poll' end, next_action_at = p_check_at, polls = 0,
    tell_at = p_now, tell_attempt = tell_attempt + 1
  where ref_id = p_ref_id;
  insert into order_event (ref_id, at, kind, detail) values (p_ref_id, p_now, p_state, jsonb_strip_nulls(jsonb_build_object(
    'supplier_ref', p_supplier_ref, 'sn', p_sn, 'cost_booked', p_cost_booked, 'code', p_failure_code, 'text', p_failure_text)));
  return 'settled';
end $$;
--> statement-breakpoint

-- Klikoo took a delivery back: gives the price back to the reseller by an opposite ledger transaction.
-- Returns reversed | same (done before) | refused (it is not a delivered order).
create function order_reverse(p_ref_id uuid, p_now timestamptz, p_failure text, p_failure_text text, p_failure_code text)
returns text language plpgsql as $$
declare
  v_order orders;
  v_available bigint;
begin
  select * into strict v_order from orders where ref_id = p_ref_id for no key update;
  if v_order.state = 'reversed' then
    return 'same';
  elsif v_order.state <> 'delivered' then
    return 'refused';
  end if;
  if not ledger_post(
    format('order:%s:reversal', p_ref_id), 'reversal', p_ref_id, null, p_now,
    array[1, 2, available_account(v_order.reseller_id)],
    array[-v_order.cost, v_order.cost - v_order.price, v_order.price])
  then
    raise exception 'order % is delivered and was reversed before', p_ref_id using errcode = 'data_corrupted';
  end if;
  select balance into strict v_available from account where id = available_account(v_order.reseller_id);
  update orders set
    state = 'reversed', settled_at = p_now, balance_after_settle = v_available, attempt = attempt + 1,
    failure = p_failure, failure_text = p_failure_text, failure_code = p_failure_code,
    next_action = null, next_action_at = null, tell_at = p_now, tell_attempt = tell_attempt + 1
  where ref_id = p_ref_id;
  insert into order_event (ref_id, at, kind, detail)
  values (p_ref_id, p_now, 'reversed', jsonb_build_object('code', p_failure_code, 'text', p_failure_text));
  return 'reversed';
end $$;
--> statement-breakpoint

-- The operator's hand -------------------------------------------------------------------------------------------------------

-- Adds p_amount (above zero) from the operator's equity to what a reseller may spend. p_key says which deposit it is.
-- Returns the balance after it; the same again when called again.
create function ledger_deposit(
  p_key text, p_reseller_id integer, p_amount bigint, p_note text, p_actor_id bigint, p_now timestamptz
) returns bigint language plpgsql as $$
begin
  if p_amount <= 0 or p_amount > 1000000000 then
    raise exception 'a deposit is between 1 and 1000000000 rupiah, not %', p_amount using errcode = 'check_violation';
  end if;
  if ledger_post(p_key, 'deposit', null, p_note, p_now,
      array[3, available_account(p_reseller_id)], array[-p_amount, p_amount]) then
    insert into audit (at, actor_id, action, subject, detail)
    select p_now, p_actor_id, 'deposit', r.code, jsonb_build_object('key', p_key, 'amount', p_amount, 'note', p_note)
    from reseller r where r.id = p_reseller_id;
  end if;
  return (select e.balance_after from entry e join ledger_transaction t on t.id = e.transaction_id
          where t.key = p_key and e.account_id = available_account(p_reseller_id));
end $$;
--> statement-breakpoint

-- Corrects what a reseller may spend by p_amount (not zero; below zero takes) against the operator's equity.
-- Returns the balance after it, the same again when called again; null, and nothing is booked, when it would fall below zero.
create function ledger_correct(
  p_key text, p_reseller_id integer, p_amount bigint, p_note text, p_actor_id bigint, p_now timestamptz
) returns bigint language plpgsql as $$
declare
  v_available bigint;
begin
  if p_amount = 0 or abs(p_amount) > 1000000000 then
    raise exception 'a correction is up to 1000000000 rupiah and not zero, not %', p_amount using errcode = 'check_violation';
  end if;
  select balance into strict v_available from account where id = available_account(p_reseller_id) for no key update;
  if v_available + p_amount < 0 and not exists (select from ledger_transaction where key = p_key) then
    return null;
  end if;
  if ledger_post(p_key, 'correction', null, p_note, p_now,
      array[3, available_account(p_reseller_id)], array[-p_amount, p_amount]) then
    insert into audit (at, actor_id, action, subject, detail)
    select p_now, p_actor_id, 'correction', r.code, jsonb_build_object('key', p_key, 'amount', p_amount, 'note', p_note)
    from reseller r where r.id = p_reseller_id;
  end if;
  return (select e.balance_after from entry e join ledger_transaction t on t.id = e.transaction_id
          where t.key = p_key and e.account_id = available_account(p_reseller_id));
end $$;
--> statement-breakpoint

-- Attempts at a PIN ---------------------------------------------------------------------------------------------------------

-- Counts an attempt before the comparison, so that parallel guesses and crashes cost one each. The third wrong one in a row
-- locks for p_lock, doubled for each lock before it since the last right PIN.
-- is_allowed: the comparison may be made; then tries_left counts what is left if it turns out wrong.
create function pin_attempt(p_reseller_id integer, p_now timestamptz, p_tries integer, p_lock interval)
returns table (is_allowed boolean, pin_hash text, tries_left integer, locked_until timestamptz) language plpgsql as $$
declare
  v_reseller reseller;
begin
  select * into strict v_reseller from reseller where id = p_reseller_id for no key update;
  if v_reseller.pin_locked_until > p_now or v_reseller.pin_hash is null then
    return query select false, v_reseller.pin_hash, 0, v_reseller.pin_locked_until;
    return;
  end if;
  update reseller r set
    pin_failures = case when r.pin_locked_until is null then r.pin_failures + 1 else 1 end,
    pin_locked_until = null
  where r.id = p_reseller_id returning * into v_reseller;
  if v_reseller.pin_failures >= p_tries then
    update reseller r set
      pin_locked_until = p_now + p_lock * power(2, least(r.pin_locks, 10)), pin_locks = least(r.pin_locks + 1, 100)
    where r.id = p_reseller_id returning * into v_reseller;
  end if;
  return query select true, v_reseller.pin_hash, greatest(p_tries - v_reseller.pin_failures, 0), v_reseller.pin_locked_until;
end $$;
