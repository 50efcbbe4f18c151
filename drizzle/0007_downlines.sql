ALTER TABLE "ledger_transaction" DROP CONSTRAINT "ledger_transaction_reason";--> statement-breakpoint
ALTER TABLE "reseller" ADD COLUMN "upline_id" integer;--> statement-breakpoint
ALTER TABLE "reseller" ADD COLUMN "off_by_upline_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "commissions" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "needs_pin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE TABLE "downline_markup" (
	"upline_id" integer NOT NULL,
	"downline_id" integer,
	"product_code" text,
	"amount" bigint NOT NULL,
	CONSTRAINT "downline_markup_once" UNIQUE NULLS NOT DISTINCT("upline_id","downline_id","product_code"),
	CONSTRAINT "downline_markup_amount" CHECK (amount between 0 and 100000)
);
--> statement-breakpoint
CREATE TABLE "downline_transfer" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"upline_id" integer NOT NULL,
	"downline_id" integer NOT NULL,
	"amount" bigint NOT NULL,
	"day" date NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "downline_transfer_kind" CHECK (kind in ('transfer', 'take_back')),
	CONSTRAINT "downline_transfer_amount" CHECK (amount between 1 and 1000000000)
);
--> statement-breakpoint
CREATE TABLE "downline_invitation" (
	"token" text PRIMARY KEY NOT NULL,
	"upline_id" integer NOT NULL,
	"origin" text NOT NULL,
	"name" text NOT NULL,
	"town" text,
	"phone" text,
	"markup" bigint,
	"opening_balance" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"telegram_id" bigint,
	"language" text DEFAULT 'id' NOT NULL,
	"applied_at" timestamp with time zone,
	"decided_at" timestamp with time zone,
	"reseller_id" integer,
	CONSTRAINT "downline_invitation_origin_unique" UNIQUE("origin"),
	CONSTRAINT "downline_invitation_state" CHECK (state in ('open', 'applied', 'approved', 'rejected')),
	CONSTRAINT "downline_invitation_applied" CHECK ((state = 'open') = (telegram_id is null))
);
--> statement-breakpoint
CREATE TABLE "reseller_action" (
	"token" text PRIMARY KEY NOT NULL,
	"reseller_id" integer NOT NULL,
	"telegram_id" bigint NOT NULL,
	"origin" text NOT NULL,
	"action" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	CONSTRAINT "reseller_action_origin_unique" UNIQUE("origin")
);
--> statement-breakpoint
ALTER TABLE "reseller" ADD CONSTRAINT "reseller_upline_id_reseller_id_fk" FOREIGN KEY ("upline_id") REFERENCES "public"."reseller"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reseller_upline" ON "reseller" USING btree ("upline_id","id") WHERE upline_id is not null;--> statement-breakpoint
CREATE INDEX "downline_transfer_pair" ON "downline_transfer" USING btree ("upline_id","downline_id","day");--> statement-breakpoint
CREATE INDEX "downline_invitation_applicant" ON "downline_invitation" USING btree ("telegram_id") WHERE telegram_id is not null;--> statement-breakpoint
-- Not valid: whatever stands there has passed a narrower check.
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_reason" CHECK (reason in ('hold', 'capture', 'release', 'reversal', 'late_capture', 'write_off', 'deposit', 'correction', 'supplier_topup', 'transfer', 'take_back', 'commission')) NOT VALID;--> statement-breakpoint

-- Resellers below resellers. An upline earns a markup of his own on what his downlines buy: it is fixed on the order when it is
-- quoted, moves with the sale in the same ledger transaction, and is paid out of `commission:<upline>` by and by, so that a sale
-- waits for nobody's balance but the buyer's.

-- Who is above whom ---------------------------------------------------------------------------------------------------------

-- Keeps the tree one: nobody above himself, and five levels at most. Registration sets an upline once, when the row is new.
create function reseller_check_upline() returns trigger language plpgsql as $$
declare
  v_above integer;
  v_below integer;
begin
  if new.upline_id is null then
    return new;
  end if;
  -- Two who are put below each other at once would not see it.
  perform pg_advisory_xact_lock(hashtextextended('reseller upline', 0));
  with recursive up as (
    select new.upline_id as id, 1 as level
    union all
    select r.upline_id, up.level + 1 from up join reseller r on r.id = up.id where r.upline_id is not null and up.level < 10)
  select case when bool_or(up.id = new.id) then 10 else max(level) end into v_above from up;
  with recursive down as (
    select new.id as id, 1 as level
    union all
    select r.id, down.level + 1 from down join reseller r on r.upline_id = down.id where down.level < 10)
  select max(level) into v_below from down;
  if v_above + v_below > 5 then
    raise exception 'reseller % cannot be below %: five levels at most, and nobody above himself', new.id, new.upline_id
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger reseller_upline_check before insert or update of upline_id on reseller
  for each row when (new.upline_id is not null) execute function reseller_check_upline();
--> statement-breakpoint
create function commission_account(p_reseller_id integer) returns integer language sql immutable return -p_reseller_id;
--> statement-breakpoint
-- Kept without a balance, as those of the house: a sale waits for no row of an upline.
create function reseller_open_commission() returns trigger language plpgsql as $$
begin
  insert into account (id, name) values (commission_account(new.upline_id), format('commission:%s', new.upline_id))
  on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger reseller_upline_commission after insert or update of upline_id on reseller
  for each row when (new.upline_id is not null) execute function reseller_open_commission();
--> statement-breakpoint

-- What uplines earn on one sale of a product to this reseller, as of now: from the one at the top to his own, without those who
-- earn nothing. Of an upline's markups the most specific counts: downline and product, downline, product, all.
create function reseller_commissions(p_reseller_id integer, p_product text) returns jsonb language sql stable as $$
  with recursive up as (
    select r.upline_id, r.id as downline_id, 1 as level from reseller r where r.id = p_reseller_id and r.upline_id is not null
    union all
    select r.upline_id, r.id, up.level + 1 from up join reseller r on r.id = up.upline_id
    where r.upline_id is not null and up.level < 10),
  earned as (
    select up.upline_id, up.level, (
      select m.amount from downline_markup m
      where m.upline_id = up.upline_id and (m.downline_id is null or m.downline_id = up.downline_id)
        and (m.product_code is null or m.product_code = p_product)
      order by m.downline_id is null, m.product_code is null limit 1) as amount
    from up)
  select coalesce(jsonb_agg(jsonb_build_object('reseller', upline_id, 'amount', amount) order by level desc), '[]')
  from earned where amount > 0
$$;
--> statement-breakpoint
create function commission_sum(p_commissions jsonb) returns bigint language sql immutable as $$
  select coalesce(sum((c ->> 'amount')::bigint), 0)::bigint from jsonb_array_elements(p_commissions) c
$$;
--> statement-breakpoint
-- What is added to the cost of a product for this reseller: the operator's markup and what those above him earn.
create function reseller_markup(p_reseller_id integer, p_product product) returns bigint language sql stable
  return effective_markup(p_product) + commission_sum(reseller_commissions(p_reseller_id, p_product.code));
--> statement-breakpoint

-- A sale, and what was earned on it -----------------------------------------------------------------------------------------

-- Books a sale from an account of the buyer to the supplier, the margin and the uplines' commissions; p_sign -1 gives it back the
-- same way. Returns what ledger_post returns.
create function order_post_sale(p_order orders, p_key text, p_reason text, p_account integer, p_sign integer, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_accounts integer[] := '{}';
  v_amounts bigint[] := '{}';
  v_margin bigint := p_order.price - p_order.cost;
begin
  if p_order.commissions <> '[]' then
    select array_agg(commission_account((c ->> 'reseller')::integer)), array_agg(p_sign * (c ->> 'amount')::bigint)
    into v_accounts, v_amounts from jsonb_array_elements(p_order.commissions) c;
    v_margin := v_margin - commission_sum(p_order.commissions);
  end if;
  return ledger_post(
    p_key, p_reason, p_order.ref_id, null, p_now,
    array[p_account, 1, 2] || v_accounts,
    array[-p_sign * p_order.price, p_sign * p_order.cost, p_sign * v_margin] || v_amounts);
end $$;
--> statement-breakpoint

-- [Beli]. Tries to hold the price of every order of the card, each for itself, in sequence of lines. One row an order:
--   held | already (it went on before; see its state) | expired | cancelled | not_owner | needs_pin (see card_pin_shown)
--   | blocked (detail 1: by his upline) | paused | closed
--   | price_changed (detail: the cost of today with all that is added to it) | repeat (detail: the number of the earlier order)
--   | insufficient (detail: how much is missing)
-- No row at all: no such token.
create or replace function card_confirm(p_token text, p_telegram_id bigint, p_now timestamptz, p_day date)
returns table (ref_id uuid, verdict text, detail bigint) language plpgsql as $$
declare
  v_card card;
  v_order orders;
  v_product product;
  v_reseller reseller;
  v_commissions jsonb;
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
    if v_order.needs_pin then
      verdict := 'needs_pin'; return next; continue;
    end if;
    select * into v_reseller from reseller r where r.id = v_card.reseller_id;
    if not found or v_reseller.state <> 'active' then
      verdict := 'blocked'; return next; continue;
    end if;
    if v_reseller.off_by_upline_at is not null then
      verdict := 'blocked'; detail := 1; return next; continue;
    end if;
    if exists (select from setting s where s.key = 'sales_paused' and s.value = 'true'::jsonb) then
      verdict := 'paused'; return next; continue;
    end if;
    select * into v_product from product p where p.code = v_order.product_code;
    if not found or not v_product.is_enabled or not v_product.is_for_sale then
      verdict := 'closed'; return next; continue;
    end if;
    v_commissions := case when v_reseller.upline_id is null then '[]' else reseller_commissions(v_reseller.id, v_product.code) end;
    if v_product.cost <> v_order.list_cost or effective_markup(v_product) <> v_order.markup or v_commissions <> v_order.commissions then
      verdict := 'price_changed';
      detail := v_order.cost - v_order.list_cost + v_product.cost + effective_markup(v_product) + commission_sum(v_commissions);
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

-- A card that was drawn without a PIN may be confirmed from now on: the account that it is for has shown one.
create function card_pin_shown(p_token text, p_telegram_id bigint) returns void language sql as $$
  update orders set needs_pin = false where ref_id in (
    select o.ref_id from orders o
    join card c on c.token = o.card_token
    join telegram_account t on t.telegram_id = c.telegram_id and t.reseller_id = c.reseller_id
    where o.card_token = p_token and c.telegram_id = p_telegram_id and o.state = 'quoted' and o.needs_pin
    order by o.line for no key update of o)
$$;
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
    v_is_booked := order_post_sale(
      v_order, format('order:%s:capture', p_ref_id), 'capture', held_account(v_order.reseller_id), 1, p_now);
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
  if not order_post_sale(
    v_order, format('order:%s:reversal', p_ref_id), 'reversal', available_account(v_order.reseller_id), -1, p_now)
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

-- Takes the price of an order that had been given back, and makes it delivered. For the functions below, which hold the order's lock
-- and have decided. Returns what is missing: zero when it was booked; else nothing was changed. One for which no counter is free lacks
-- nothing that money could mend: -1.
create or replace function order_take_again(
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
  if not order_post_sale(p_order, p_key, 'late_capture', available_account(p_order.reseller_id), 1, p_now) then
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

-- An operator says what became of an order in review, and the money follows. p_state: delivered or failed. p_key: of his very question,
-- so that it is done once; p_note: his reason. Audited here. Verdicts:
--   declared (also when this key declared it before) | stands (it is not in review: the truth came, or another was first)
--   | insufficient (p_missing says how much is) | no_counter (the same was bought 99 times that day)
-- An order that was given back and is declared failed stays as it is, and the operator bears what Klikoo charged for it.
create or replace function order_declare(
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
    if not order_post_sale(
      v_order, format('order:%s:declared:%s', p_ref_id, p_key), 'reversal', available_account(v_order.reseller_id), -1, p_now)
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
--> statement-breakpoint

-- Money between an upline and his downline ----------------------------------------------------------------------------------

-- What an upline has sent to a downline and not taken back.
create function downline_left(p_upline_id integer, p_downline_id integer) returns bigint language sql stable as $$
  select coalesce(sum(case t.kind when 'transfer' then t.amount else -t.amount end), 0)::bigint
  from downline_transfer t where t.upline_id = p_upline_id and t.downline_id = p_downline_id
$$;
--> statement-breakpoint

-- Moves p_amount from an upline to his own downline (transfer), or back (take_back). p_key says which one it is. p_known: how many
-- of the same on that day he knows of; one more, and he is to be asked. Verdicts:
--   moved (also when this key moved it before, with the balances after it) | cancelled (he took his question back) | not_downline | blocked (detail 1: he himself, 2: the
--   other, 3: the other, by him) | too_small | too_much (he never sent it: detail is what is left of what he did) | insufficient
--   (detail: how much is missing) | repeat (detail: how many there are)
-- Who is switched off by his upline can be taken back from; what the operator has blocked stays where it is.
create function downline_move(
  p_key text, p_kind text, p_upline_id integer, p_downline_id integer, p_amount bigint, p_known integer, p_day date, p_now timestamptz
) returns table (verdict text, detail bigint, upline_balance bigint, downline_balance bigint) language plpgsql as $$
declare
  v_from integer := available_account(case p_kind when 'transfer' then p_upline_id else p_downline_id end);
  v_to integer := available_account(case p_kind when 'transfer' then p_downline_id else p_upline_id end);
  v_upline reseller;
  v_downline reseller;
  v_earlier downline_transfer;
  v_available bigint;
  v_left bigint;
  v_count bigint;
begin
  if p_kind not in ('transfer', 'take_back') or p_amount not between 1 and 1000000000 then
    raise exception 'nothing to move: % %', p_kind, p_amount using errcode = 'check_violation';
  end if;
  -- Both, by id, before anything is decided: others who move between these two wait here.
  perform from account a where a.id in (v_from, v_to) order by a.id for no key update;

  select * into v_earlier from downline_transfer t where t.key = p_key;
  if found then
    if (v_earlier.kind, v_earlier.upline_id, v_earlier.downline_id, v_earlier.amount)
      is distinct from (p_kind, p_upline_id, p_downline_id, p_amount)
    then
      raise exception 'transfer % was another one', p_key using errcode = 'unique_violation';
    end if;
  else
    if exists (select from reseller_action a where a.origin = substr(p_key, 6) and p_key like 'move:%' and a.state = 'cancelled') then
      return query select 'cancelled', null::bigint, null::bigint, null::bigint; return;
    end if;
    select * into v_upline from reseller r where r.id = p_upline_id;
    select * into v_downline from reseller r where r.id = p_downline_id and r.upline_id = p_upline_id;
    if not found then
      return query select 'not_downline', null::bigint, null::bigint, null::bigint; return;
    end if;
    if v_upline.state <> 'active' or v_upline.off_by_upline_at is not null then
      return query select 'blocked', 1::bigint, null::bigint, null::bigint; return;
    end if;
    if v_downline.state <> 'active' then
      return query select 'blocked', 2::bigint, null::bigint, null::bigint; return;
    end if;
    if p_kind = 'transfer' and v_downline.off_by_upline_at is not null then
      return query select 'blocked', 3::bigint, null::bigint, null::bigint; return;
    end if;
    if p_kind = 'transfer' and p_amount < 1000 then
      return query select 'too_small', null::bigint, null::bigint, null::bigint; return;
    end if;
    -- Deposits and commissions of a downline are his own, and so is what another upline has sent.
    v_left := downline_left(p_upline_id, p_downline_id);
    if p_kind = 'take_back' and v_left < p_amount then
      return query select 'too_much', v_left, null::bigint, null::bigint; return;
    end if;
    select a.balance into strict v_available from account a where a.id = v_from;
    if v_available < p_amount then
      return query select 'insufficient', p_amount - v_available, null::bigint, null::bigint; return;
    end if;
    select count(*) into v_count from downline_transfer t
    where t.upline_id = p_upline_id and t.downline_id = p_downline_id and t.day = p_day and t.kind = p_kind and t.amount = p_amount;
    if v_count > p_known then
      return query select 'repeat', v_count, null::bigint, null::bigint; return;
    end if;
    insert into downline_transfer (key, kind, upline_id, downline_id, amount, day, at)
    values (p_key, p_kind, p_upline_id, p_downline_id, p_amount, p_day, p_now);
    if not ledger_post(p_key, p_kind, null, null, p_now, array[v_from, v_to], array[-p_amount, p_amount]) then
      raise exception 'transfer % is new and was booked before', p_key using errcode = 'data_corrupted';
    end if;
  end if;
  return query
    select 'moved', null::bigint,
      max(e.balance_after) filter (where e.account_id = available_account(p_upline_id)),
      max(e.balance_after) filter (where e.account_id = available_account(p_downline_id))
    from entry e join ledger_transaction l on l.id = e.transaction_id where l.key = p_key;
end $$;
--> statement-breakpoint

-- [Batal]: takes a question back, also one that was pressed and for which nothing was moved. False when it is too late, or not his.
create function reseller_action_cancel(p_token text, p_telegram_id bigint) returns boolean language plpgsql as $$
declare
  v_action reseller_action;
begin
  select * into v_action from reseller_action a
  where a.token = p_token and a.telegram_id = p_telegram_id and a.state in ('open', 'taken') for no key update;
  if not found then
    return false;
  end if;
  if v_action.state = 'taken' then
    -- As downline_move does: whichever is first is seen by the other.
    perform from account a where a.id in (
      available_account(v_action.reseller_id), available_account((v_action.action ->> 'downlineId')::integer))
    order by a.id for no key update;
    if exists (select from downline_transfer t where t.key = 'move:' || v_action.origin) then
      return false;
    end if;
  end if;
  update reseller_action a set state = 'cancelled' where a.token = p_token;
  return true;
end $$;
--> statement-breakpoint

-- Pays what an upline has earned into what he may spend. Returns how much. Less than nothing after reversals of what was paid: then
-- it is taken back as far as his balance reaches, and the rest waits. Two at once, or one again, pay once: what is paid is not there
-- any more.
create function commission_pay(p_reseller_id integer, p_now timestamptz) returns bigint language plpgsql as $$
declare
  v_due bigint;
  v_last bigint;
  v_available bigint;
begin
  select a.balance into strict v_available from account a where a.id = available_account(p_reseller_id) for no key update;
  -- Read after the lock, so that a payment which was waited for is seen.
  while account_total_advance(commission_account(p_reseller_id), 10000) = 10000 loop
  end loop;
  v_due := greatest(account_sum(commission_account(p_reseller_id)), -v_available);
  if v_due = 0 then
    return 0;
  end if;
  select max(e.id) into strict v_last from entry e where e.account_id = commission_account(p_reseller_id);
  if not ledger_post(
    format('commission:%s:%s', p_reseller_id, v_last), 'commission', null, null, p_now,
    array[commission_account(p_reseller_id), available_account(p_reseller_id)], array[-v_due, v_due])
  then
    raise exception 'commission of % up to entry % is due and was paid before', p_reseller_id, v_last using errcode = 'data_corrupted';
  end if;
  return v_due;
end $$;
--> statement-breakpoint

-- Becoming a downline -------------------------------------------------------------------------------------------------------

-- Somebody takes an invitation up with the Telegram account he writes from. Verdicts:
--   applied (again by the same account: the same, nothing changed) | used (by another) | decided | expired | unknown
--   | reseller (his account speaks for one already)
create function downline_apply(
  p_token text, p_telegram_id bigint, p_name text, p_town text, p_phone text, p_language text, p_now timestamptz
) returns text language plpgsql as $$
declare
  v_invitation downline_invitation;
begin
  select * into v_invitation from downline_invitation i where i.token = p_token for no key update;
  if not found then
    return 'unknown';
  elsif exists (select from telegram_account t where t.telegram_id = p_telegram_id) then
    return 'reseller';
  elsif v_invitation.state in ('approved', 'rejected') then
    return 'decided';
  elsif v_invitation.state = 'applied' then
    return case when v_invitation.telegram_id = p_telegram_id then 'applied' else 'used' end;
  elsif v_invitation.expires_at <= p_now then
    return 'expired';
  end if;
  update downline_invitation i set state = 'applied', telegram_id = p_telegram_id, name = p_name, town = p_town, phone = p_phone,
    language = p_language, applied_at = p_now
  where i.token = p_token;
  return 'applied';
end $$;
--> statement-breakpoint

-- [Setujui] or [Tolak] by the upline. p_actor_id: his Telegram account, for the audit log. Verdicts:
--   approved | rejected (also when it was decided so before; downline_id: the new one's) | not_yours (no such application of his)
--   | blocked (the upline may do no business) | reseller (his account speaks for another by now)
-- is_fresh: decided now or within the last ten minutes, so that whoever is to be told may not know it yet.
create function downline_decide(p_token text, p_upline_id integer, p_decision text, p_actor_id bigint, p_now timestamptz)
returns table (verdict text, downline_id integer, is_fresh boolean) language plpgsql as $$
declare
  v_invitation downline_invitation;
  v_id integer;
begin
  if p_decision not in ('approved', 'rejected') then
    raise exception 'an application cannot be %', p_decision using errcode = 'check_violation';
  end if;
  select * into v_invitation from downline_invitation i
  where i.token = p_token and i.upline_id = p_upline_id and i.state <> 'open' for no key update;
  if not found then
    return query select 'not_yours', null::integer, false; return;
  end if;
  if v_invitation.state <> 'applied' then
    return query select v_invitation.state, v_invitation.reseller_id, v_invitation.decided_at > p_now - interval '10 minutes';
    return;
  end if;
  if p_decision = 'approved' then
    if not exists (select from reseller r where r.id = p_upline_id and r.state = 'active' and r.off_by_upline_at is null) then
      return query select 'blocked', null::integer, false; return;
    end if;
    if exists (select from telegram_account t where t.telegram_id = v_invitation.telegram_id) then
      return query select 'reseller', null::integer, false; return;
    end if;
    insert into reseller as r (name, town, phone, language, upline_id, created_at)
    values (v_invitation.name, v_invitation.town, v_invitation.phone, v_invitation.language, p_upline_id, p_now)
    returning r.id into v_id;
    insert into telegram_account (telegram_id, reseller_id, created_at) values (v_invitation.telegram_id, v_id, p_now);
    if v_invitation.markup is not null then
      insert into downline_markup (upline_id, downline_id, product_code, amount) values (p_upline_id, v_id, null, v_invitation.markup);
    end if;
  end if;
  update downline_invitation i set state = p_decision, decided_at = p_now, reseller_id = v_id where i.token = p_token;
  insert into audit (at, actor_id, action, subject, detail)
  select p_now, p_actor_id, 'downline_' || p_decision, coalesce((select r.code from reseller r where r.id = v_id), v_invitation.name),
    jsonb_build_object('upline', u.code, 'telegram_id', v_invitation.telegram_id, 'name', v_invitation.name)
  from reseller u where u.id = p_upline_id;
  return query select p_decision, v_id, true;
end $$;
