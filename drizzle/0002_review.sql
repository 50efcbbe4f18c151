ALTER TABLE "ledger_transaction" DROP CONSTRAINT "ledger_transaction_reason";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "review" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "revisions" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_in_review" ON "orders" USING btree ("held_at") WHERE review is not null;--> statement-breakpoint
-- Not valid: whatever stands there has passed a narrower check, and reading it all again would stop everybody meanwhile.
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_reason" CHECK (reason in ('hold', 'capture', 'release', 'reversal', 'late_capture', 'write_off', 'deposit', 'correction')) NOT VALID;--> statement-breakpoint

-- Orders that a person must look at, and answers that come after the end. As in 0001: each function is one statement's whole work,
-- and locks the order first, then accounts by id. After its end an order's money moves by itself once at most; `revisions` counts
-- what was decided anew, and once it counts anything only a person decides.

-- Hands out orders that are due, each to one worker. For a submit the state becomes `submitted` here, before a byte is sent,
-- and what is due next becomes to look for it: a worker that dies has sent it or has not. p_actions: what kind of work is wanted.
-- An order that may have been sent is not sent again when its first send is older than an hour: Klikoo forgets references some
-- day, and then a second send would buy. It goes to review instead and is not handed out.
create or replace function orders_claim(p_actions text[], p_now timestamptz, p_limit integer, p_lease interval)
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
      update orders o set state = 'needs_review', review = 'too_old_to_resend', next_action = 'look', next_action_at = p_now + interval '30 minutes',
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
create or replace function order_settle(
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
    state = p_state, settled_at = p_now, balance_after_settle = v_available, attempt = attempt + 1, review = null,
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
-- Returns reversed | same (done before) | refused (it is not a delivered order,
-- or was decided anew before: then a person decides).
create or replace function order_reverse(p_ref_id uuid, p_now timestamptz, p_failure text, p_failure_text text, p_failure_code text)
returns text language plpgsql as $$
declare
  v_order orders;
  v_available bigint;
begin
  select * into strict v_order from orders where ref_id = p_ref_id for no key update;
  if v_order.state = 'reversed' then
    return 'same';
  elsif v_order.state <> 'delivered' or v_order.revisions > 0 then
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
    state = 'reversed', settled_at = p_now, balance_after_settle = v_available, attempt = attempt + 1, denials = 0,
    revisions = revisions + 1,
    failure = p_failure, failure_text = p_failure_text, failure_code = p_failure_code,
    next_action = null, next_action_at = null, tell_at = p_now, tell_attempt = tell_attempt + 1
  where ref_id = p_ref_id;
  insert into order_event (ref_id, at, kind, detail)
  values (p_ref_id, p_now, 'reversed', jsonb_build_object('code', p_failure_code, 'text', p_failure_text));
  return 'reversed';
end $$;
--> statement-breakpoint

-- The counter under which an order that arrived after all stands among the purchases of its day: its own, or where the same was
-- bought again meanwhile the next that is free; null when none is. The caller holds the lock of the reseller's available account,
-- as card_confirm does, so that none is taken meanwhile.
create function order_free_occurrence(p_order orders) returns smallint language sql stable as $$
  select n::smallint from generate_series(1, 99) n
  where not exists (
    select from orders o
    where o.reseller_id = p_order.reseller_id and o.destination = p_order.destination and o.product_code = p_order.product_code
      and o.business_day = p_order.business_day and coalesce(o.amount, 0) = coalesce(p_order.amount, 0) and o.occurrence = n
      and o.state in ('held', 'submitted', 'needs_review', 'delivered') and o.ref_id <> p_order.ref_id)
  order by n < p_order.occurrence, n limit 1
$$;
--> statement-breakpoint

-- Takes the price of an order that had been given back, and makes it delivered. For the functions below, which hold the order's lock
-- and have decided. Returns what is missing: zero when it was booked; else nothing was changed. One for which no counter is free lacks
-- nothing that money could mend: -1.
create function order_take_again(
  p_order orders, p_key text, p_now timestamptz, p_supplier_ref text, p_sn text, p_cost_booked bigint, p_check_at timestamptz
) returns bigint language plpgsql as $$
declare
  v_available bigint;
  v_occurrence smallint;
begin
  select balance into strict v_available from account where id = available_account(p_order.reseller_id) for no key update;
  if v_available < p_order.price then
    return p_order.price - v_available;
  end if;
  v_occurrence := order_free_occurrence(p_order);
  if v_occurrence is null then
    return -1;
  end if;
  if not ledger_post(
    p_key, 'late_capture', p_order.ref_id, null, p_now,
    array[available_account(p_order.reseller_id), 1, 2],
    array[-p_order.price, p_order.cost, p_order.price - p_order.cost])
  then
    raise exception 'order % is % and % was booked before', p_order.ref_id, p_order.state, p_key using errcode = 'data_corrupted';
  end if;
  -- `failure` stays: it says that the reseller had been told otherwise.
  update orders set
    state = 'delivered', settled_at = p_now, balance_after_settle = v_available - price, attempt = attempt + 1, denials = 0,
    occurrence = v_occurrence, revisions = revisions + 1, review = null,
    supplier_ref = coalesce(p_supplier_ref, supplier_ref), sn = coalesce(p_sn, sn),
    cost_booked = coalesce(p_cost_booked, cost_booked),
    next_action = case when p_check_at is null then null else 'poll' end, next_action_at = p_check_at, polls = 0,
    tell_at = p_now, tell_attempt = tell_attempt + 1
  where ref_id = p_order.ref_id;
  return 0;
end $$;
--> statement-breakpoint

-- Klikoo delivered what it had called failed, and said so twice: takes the price again. Where the balance does not suffice nothing
-- moves, and a person decides. Returns captured | unpaid (now in review) | same (it is delivered)
--   | refused (it is not a failed order, or is a person's to decide).
create function order_late_capture(
  p_ref_id uuid, p_now timestamptz, p_supplier_ref text, p_sn text, p_cost_booked bigint, p_check_at timestamptz
) returns text language plpgsql as $$
declare
  v_order orders;
  v_missing bigint;
begin
  select * into strict v_order from orders where ref_id = p_ref_id for no key update;
  if v_order.state = 'delivered' then
    return 'same';
  elsif v_order.state <> 'failed' or v_order.revisions > 0 or v_order.review is not null then
    return 'refused';
  end if;
  v_missing := order_take_again(
    v_order, format('order:%s:late_capture', p_ref_id), p_now, p_supplier_ref, p_sn, p_cost_booked, p_check_at);
  insert into order_event (ref_id, at, kind, detail)
  values (p_ref_id, p_now, case v_missing when 0 then 'late_capture' else 'unpaid_delivery' end, jsonb_strip_nulls(jsonb_build_object(
    'supplier_ref', p_supplier_ref, 'sn', p_sn, 'cost_booked', p_cost_booked, 'missing', nullif(v_missing, 0))));
  if v_missing = 0 then
    return 'captured';
  end if;
  -- The reseller was told that it failed, and is told nothing new; unless that news is still on its way.
  update orders set
    review = 'unpaid_delivery', attempt = attempt + 1, denials = 0, supplier_ref = coalesce(p_supplier_ref, supplier_ref),
    sn = p_sn, cost_booked = p_cost_booked, next_action = null, next_action_at = null,
    told_state = case when tell_at is null then told_state end, tell_at = p_now, tell_attempt = tell_attempt + 1
  where ref_id = p_ref_id;
  return 'unpaid';
end $$;
--> statement-breakpoint

-- Klikoo says the opposite of how an order ended that was decided anew before: moves nothing and gives it to a person. Returns false
-- when nothing was changed: it is his already, or he has decided that it stays as it is, whatever Klikoo says.
create function order_dispute(p_ref_id uuid, p_now timestamptz, p_why text, p_answer text) returns boolean language plpgsql as $$
begin
  perform from orders where ref_id = p_ref_id for no key update;
  update orders set
    review = p_why, attempt = attempt + 1, denials = 0, next_action = null, next_action_at = null,
    told_state = case when tell_at is null then told_state end, tell_at = p_now, tell_attempt = tell_attempt + 1
  where ref_id = p_ref_id and review is null
    and (state in ('delivered', 'failed') and revisions > 0 or state = 'reversed')
    and not exists (select from order_event e where e.ref_id = p_ref_id and e.kind = 'overruled');
  if not found then
    return false;
  end if;
  insert into order_event (ref_id, at, kind, detail)
  values (p_ref_id, p_now, 'disputed', jsonb_build_object('why', p_why, 'answer', p_answer));
  return true;
end $$;
--> statement-breakpoint

-- An operator says what became of an order in review, and the money follows. p_state: delivered or failed. p_key: of his very question,
-- so that it is done once; p_note: his reason. Audited here. Verdicts:
--   declared (also when this key declared it before) | stands (it is not in review: the truth came, or another was first)
--   | insufficient (p_missing says how much is) | no_counter (the same was bought 99 times that day)
-- An order that was given back and is declared failed stays as it is, and the operator bears what Klikoo charged for it.
create function order_declare(
  p_key text, p_ref_id uuid, p_state text, p_sn text, p_note text, p_actor_id bigint, p_now timestamptz
) returns table (verdict text, missing bigint) language plpgsql as $$
declare
  v_order orders;
  v_available bigint;
  v_is_overruled boolean := false;
begin
  if p_state not in ('delivered', 'failed') then
    raise exception 'an order cannot be declared %', p_state using errcode = 'check_violation';
  end if;
  select * into strict v_order from orders where ref_id = p_ref_id for no key update;
  if exists (select from order_event e where e.ref_id = p_ref_id and e.kind in ('declared', 'overruled') and e.detail ->> 'key' = p_key) then
    return query select 'declared', null::bigint;
    return;
  end if;
  if v_order.state <> 'needs_review' and (v_order.review is null or v_order.state not in ('delivered', 'failed', 'reversed')) then
    return query select 'stands', null::bigint;
    return;
  end if;

  if v_order.state = 'needs_review' then
    if order_settle(p_ref_id, null, p_state, p_now, null, case p_state when 'delivered' then p_sn end, null,
      case p_state when 'failed' then 'other' end, case p_state when 'failed' then p_note end,
      case p_state when 'failed' then '' end, null) <> 'settled'
    then
      raise exception 'order % is in review and could not be settled', p_ref_id using errcode = 'data_corrupted';
    end if;
    update orders set revisions = revisions + 1 where ref_id = p_ref_id;

  elsif p_state = 'delivered' and v_order.state in ('failed', 'reversed') then
    missing := order_take_again(v_order, format('order:%s:declared:%s', p_ref_id, p_key), p_now, null, p_sn, null, null);
    if missing <> 0 then
      verdict := case when missing > 0 then 'insufficient' else 'no_counter' end;
      missing := greatest(missing, 0);
      return next;
      return;
    end if;

  elsif p_state = 'failed' and v_order.state = 'delivered' then
    if not ledger_post(
      format('order:%s:declared:%s', p_ref_id, p_key), 'reversal', p_ref_id, null, p_now,
      array[1, 2, available_account(v_order.reseller_id)],
      array[-v_order.cost, v_order.cost - v_order.price, v_order.price])
    then
      raise exception 'order % is delivered and was given back by %', p_ref_id, p_key using errcode = 'data_corrupted';
    end if;
    select balance into strict v_available from account where id = available_account(v_order.reseller_id);
    update orders set
      state = 'reversed', settled_at = p_now, balance_after_settle = v_available, attempt = attempt + 1, denials = 0,
      revisions = revisions + 1, review = null, failure = 'other', failure_text = p_note, failure_code = '',
      next_action = null, next_action_at = null, tell_at = p_now, tell_attempt = tell_attempt + 1
    where ref_id = p_ref_id;

  else
    v_is_overruled := true;
    if p_state = 'failed' and v_order.cost > 0 then
      perform ledger_post(
        format('order:%s:write_off', p_ref_id), 'write_off', p_ref_id, null, p_now,
        array[1, 3], array[v_order.cost, -v_order.cost]);
    end if;
    update orders set review = null, attempt = attempt + 1, denials = 0, revisions = revisions + 1,
      next_action = null, next_action_at = null
    where ref_id = p_ref_id;
  end if;

  insert into order_event (ref_id, at, kind, detail)
  values (p_ref_id, p_now, case when v_is_overruled then 'overruled' else 'declared' end, jsonb_strip_nulls(jsonb_build_object(
    'key', p_key, 'as', p_state, 'by', p_actor_id, 'sn', nullif(p_sn, ''), 'note', nullif(p_note, ''))));
  insert into audit (at, actor_id, action, subject, detail)
  values (p_now, p_actor_id, 'declare_' || p_state, '#' || v_order.number, jsonb_strip_nulls(jsonb_build_object(
    'key', p_key, 'ref_id', p_ref_id, 'was', v_order.state, 'review', v_order.review, 'sn', nullif(p_sn, ''), 'note', nullif(p_note, ''))));
  return query select 'declared', null::bigint;
end $$;
