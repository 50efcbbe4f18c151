-- Deposit tickets: what a reseller means to transfer, and what the operators then found on the bank account.

CREATE TABLE "ticket" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ticket_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"reseller_id" integer NOT NULL,
	"telegram_id" bigint NOT NULL,
	"amount" bigint NOT NULL,
	"total" bigint NOT NULL,
	"bank" text,
	"origin" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" bigint,
	"decision_key" text,
	"reason" text,
	"announced_at" timestamp with time zone,
	"reminded_at" timestamp with time zone,
	"expiry_told_at" timestamp with time zone,
	"claimed_until" timestamp with time zone,
	"told_news" text,
	"told_to" bigint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "ticket_origin_unique" UNIQUE("origin"),
	CONSTRAINT "ticket_state" CHECK (state in ('open', 'accepted', 'rejected', 'expired', 'cancelled')),
	CONSTRAINT "ticket_amount_range" CHECK (amount between 10000 and 100000000),
	CONSTRAINT "ticket_digits" CHECK (total - amount between 1 and 999),
	CONSTRAINT "ticket_decided" CHECK ((state in ('open', 'expired')) = (decided_at is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_open_total" ON "ticket" USING btree ("total") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_open_amount" ON "ticket" USING btree ("reseller_id","amount") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "ticket_of_reseller" ON "ticket" USING btree ("reseller_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_total" ON "ticket" USING btree ("total","expires_at");--> statement-breakpoint
CREATE INDEX "ticket_to_tell" ON "ticket" USING btree ("expires_at") WHERE state = 'open' or state = 'expired' and expiry_told_at is null;--> statement-breakpoint

-- Opens a ticket of p_amount rupiah. To be transferred is p_amount plus 1 to 999 that no other open ticket has: p_start, or the next
-- free after it; those of the last 14 days come last, the longest over first: whoever transfers late names them still. Returns
--   opened | exists (it was opened by the same origin, or one of this amount is open: that one)
--   | too_many (p_most of his are open) | too_many_today (p_most_a_day of his were opened within a day) | no_digits (all that this amount has are taken)
create function ticket_open(
  p_reseller_id integer, p_telegram_id bigint, p_amount bigint, p_bank text, p_origin text, p_start integer, p_most integer,
  p_most_a_day integer, p_now timestamptz, p_expires_at timestamptz
) returns table (verdict text, opened ticket) language plpgsql as $$
declare
  v_total bigint;
begin
  -- His tickets are opened one after another, so that what is counted holds true.
  perform from reseller r where r.id = p_reseller_id for no key update;

  select * into opened from ticket k where k.origin = p_origin;
  if found then
    verdict := 'exists'; return next; return;
  end if;
  -- What ran out is open no more, whether or not anybody has noticed.
  update ticket k set state = 'expired' where k.reseller_id = p_reseller_id and k.state = 'open' and k.expires_at <= p_now;
  update ticket k set bank = coalesce(p_bank, k.bank)
  where k.reseller_id = p_reseller_id and k.amount = p_amount and k.state = 'open' returning k.* into opened;
  if found then
    verdict := 'exists'; return next; return;
  end if;
  if (select count(*) from ticket k where k.reseller_id = p_reseller_id and k.state = 'open') >= p_most then
    verdict := 'too_many'; return next; return;
  end if;

  -- Each is told to every operator.
  if (select count(*) from ticket k where k.reseller_id = p_reseller_id and k.created_at > p_now - interval '1 day') >= p_most_a_day then
    verdict := 'too_many_today'; return next; return;
  end if;

  for v_try in 1..999 loop
    select p_amount + d into v_total from generate_series(1, 999) d
    where not exists (select from ticket k where k.total = p_amount + d and k.state = 'open')
    order by (select max(k.expires_at) from ticket k where k.total = p_amount + d and k.expires_at > p_now - interval '14 days')
      nulls first, (d - p_start + 999) % 999
    limit 1;
    if not found then
      exit;
    end if;
    -- Somebody else may just have taken it: then the next.
    insert into ticket (reseller_id, telegram_id, amount, total, bank, origin, created_at, expires_at)
    values (p_reseller_id, p_telegram_id, p_amount, v_total, p_bank, p_origin, p_now, p_expires_at)
    on conflict (total) where state = 'open' do nothing
    returning * into opened;
    if found then
      verdict := 'opened'; return next; return;
    end if;
  end loop;
  opened := null;
  verdict := 'no_digits';
  return next;
end $$;
--> statement-breakpoint

-- The transfer of a ticket has arrived, perhaps late: its total goes to what the reseller may spend. p_key: of the operator's decision;
-- with the same again it answers as before. Returns
--   accepted (v_balance: after it) | over (it was accepted otherwise, rejected or cancelled: nothing is booked)
-- No row: no such ticket.
create function ticket_accept(p_id integer, p_key text, p_actor_id bigint, p_now timestamptz)
returns table (verdict text, v_balance bigint) language plpgsql as $$
declare
  v_ticket ticket;
begin
  select * into v_ticket from ticket k where k.id = p_id for no key update;
  if not found then
    return;
  end if;
  if v_ticket.state not in ('open', 'expired') and v_ticket.decision_key is distinct from p_key
      or v_ticket.state in ('rejected', 'cancelled') then
    verdict := 'over'; return next; return;
  end if;
  v_balance := ledger_deposit(
    format('ticket:%s', p_id), v_ticket.reseller_id, v_ticket.total, concat_ws(' ', 'TIKET', p_id, v_ticket.bank), p_actor_id, p_now);
  if v_ticket.state <> 'accepted' then
    update ticket k set state = 'accepted', decided_at = p_now, decided_by = p_actor_id, decision_key = p_key where k.id = p_id;
  end if;
  verdict := 'accepted';
  return next;
end $$;
--> statement-breakpoint

-- Telegram accounts ----------------------------------------------------------------------------------------------------------

ALTER TABLE "telegram_account" ADD COLUMN "label" text;--> statement-breakpoint
CREATE TABLE "account_code" (
	"token" text PRIMARY KEY NOT NULL,
	"reseller_id" integer NOT NULL,
	"telegram_id" bigint NOT NULL,
	"label" text,
	"code_hash" text NOT NULL,
	"origin" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"claimed_by" bigint,
	"claimed_name" text,
	"asked_at" timestamp with time zone,
	"told_at" timestamp with time zone,
	CONSTRAINT "account_code_code_hash_unique" UNIQUE("code_hash"),
	CONSTRAINT "account_code_origin_unique" UNIQUE("origin"),
	CONSTRAINT "account_code_state" CHECK (state in ('open', 'claimed', 'allowed', 'refused', 'replaced')),
	CONSTRAINT "account_code_claimed" CHECK (state in ('open', 'replaced') or claimed_by is not null)
);
--> statement-breakpoint
CREATE TABLE "account_code_try" (
	"telegram_id" bigint NOT NULL,
	"origin" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "account_code_try_telegram_id_origin_pk" PRIMARY KEY("telegram_id","origin")
);
--> statement-breakpoint
CREATE TABLE "account_removal" (
	"origin" text PRIMARY KEY NOT NULL,
	"reseller_id" integer NOT NULL,
	"telegram_id" bigint NOT NULL,
	"label" text,
	"removed_by" bigint NOT NULL,
	"removed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "account_code_one_open" ON "account_code" USING btree ("reseller_id") WHERE state in ('open', 'claimed');--> statement-breakpoint
CREATE INDEX "account_code_try_at" ON "account_code_try" USING btree ("at");--> statement-breakpoint

CREATE TABLE "phone_change" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "phone_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"reseller_id" integer NOT NULL,
	"previous" text,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "phone_change_of_reseller" ON "phone_change" USING btree ("reseller_id","changed_at");--> statement-breakpoint

-- A code for one more account, in place of any before it. Returns
--   opened | over (this origin's is used or replaced) | full (he has p_most accounts) | not_yours (p_telegram_id is none of them)
create function account_code_open(
  p_reseller_id integer, p_telegram_id bigint, p_label text, p_hash text, p_token text, p_origin text, p_most integer,
  p_now timestamptz, p_expires_at timestamptz
) returns text language plpgsql as $$
declare
  v_state text;
begin
  perform from reseller r where r.id = p_reseller_id for no key update;
  select case when c.expires_at > p_now then c.state else 'replaced' end into v_state from account_code c where c.origin = p_origin;
  if found then
    return case v_state when 'open' then 'opened' else 'over' end;
  end if;
  if not exists (select from telegram_account t where t.telegram_id = p_telegram_id and t.reseller_id = p_reseller_id) then
    return 'not_yours';
  end if;
  if (select count(*) from telegram_account t where t.reseller_id = p_reseller_id) >= p_most then
    return 'full';
  end if;
  update account_code c set state = 'replaced' where c.reseller_id = p_reseller_id and c.state in ('open', 'claimed');
  insert into account_code (token, reseller_id, telegram_id, label, code_hash, origin, created_at, expires_at)
  values (p_token, p_reseller_id, p_telegram_id, p_label, p_hash, p_origin, p_now, p_expires_at);
  return 'opened';
end $$;
--> statement-breakpoint

-- Somebody types a code. Returns
--   claimed (its reseller is to be asked; the same again to the same account) | known (this account is a reseller's already)
--   | wrong | old | used | too_many (p_tries others of his within the hour were in vain: this one was not looked at)
create function account_code_claim(
  p_hash text, p_telegram_id bigint, p_name text, p_origin text, p_tries integer, p_now timestamptz, p_expires_at timestamptz
) returns table (verdict text, claimed account_code) language plpgsql as $$
begin
  -- One after another for each account, so that what is counted holds true.
  perform pg_advisory_xact_lock(1144, hashtext(p_telegram_id::text));
  if exists (select from telegram_account t where t.telegram_id = p_telegram_id) then
    verdict := 'known'; return next; return;
  end if;
  if (select count(*) from account_code_try y where y.telegram_id = p_telegram_id and y.at > p_now - interval '1 hour'
      and y.origin <> p_origin) >= p_tries then
    verdict := 'too_many'; return next; return;
  end if;

  select * into claimed from account_code c where c.code_hash = p_hash for no key update;
  if claimed.state = 'open' and claimed.expires_at > p_now then
    update account_code c set state = 'claimed', claimed_by = p_telegram_id, claimed_name = p_name, expires_at = p_expires_at
    where c.token = claimed.token returning c.* into claimed;
    verdict := 'claimed'; return next; return;
  end if;
  if claimed.state = 'claimed' and claimed.claimed_by = p_telegram_id and claimed.expires_at > p_now then
    verdict := 'claimed'; return next; return;
  end if;

  insert into account_code_try (telegram_id, origin, at) values (p_telegram_id, p_origin, p_now) on conflict do nothing;
  verdict := case
    when claimed.token is null then 'wrong'
    when claimed.state in ('open', 'replaced') or claimed.state = 'claimed' and claimed.expires_at <= p_now then 'old'
    else 'used' end;
  claimed := null;
  return next;
end $$;
--> statement-breakpoint

-- [Izinkan] or [Tolak], by the account that asked for the code. Returns
--   allowed | refused (both again the same) | over (too late, or replaced) | full | known (the account is a reseller's by now)
--   | not_yours (p_telegram_id did not ask for it, or is his account no more)
-- No row: no such token.
create function account_code_decide(p_token text, p_telegram_id bigint, p_is_allowed boolean, p_most integer, p_now timestamptz)
returns table (verdict text, decided account_code) language plpgsql as $$
begin
  select * into decided from account_code c where c.token = p_token;
  if not found then
    return;
  end if;
  perform from reseller r where r.id = decided.reseller_id for no key update;
  select * into decided from account_code c where c.token = p_token for no key update;

  if decided.telegram_id <> p_telegram_id or not exists (
      select from telegram_account t where t.telegram_id = p_telegram_id and t.reseller_id = decided.reseller_id) then
    verdict := 'not_yours'; return next; return;
  end if;
  -- Allowed and removed since, the old button does not bring it back.
  if decided.state = 'refused' or decided.state = 'allowed' and exists (
      select from telegram_account t where t.telegram_id = decided.claimed_by and t.reseller_id = decided.reseller_id) then
    verdict := decided.state; return next; return;
  end if;
  if decided.state <> 'claimed' or decided.expires_at <= p_now then
    verdict := 'over'; return next; return;
  end if;
  if not p_is_allowed then
    update account_code c set state = 'refused' where c.token = p_token returning c.* into decided;
    verdict := 'refused'; return next; return;
  end if;
  if (select count(*) from telegram_account t where t.reseller_id = decided.reseller_id) >= p_most then
    verdict := 'full'; return next; return;
  end if;
  insert into telegram_account (telegram_id, reseller_id, created_at, label)
  values (decided.claimed_by, decided.reseller_id, p_now, coalesce(decided.label, decided.claimed_name))
  on conflict (telegram_id) do nothing;
  if not found then
    verdict := 'known'; return next; return;
  end if;
  update account_code c set state = 'allowed' where c.token = p_token returning c.* into decided;
  insert into audit (at, actor_id, action, subject, detail)
  select p_now, p_telegram_id, 'account_added', r.code, jsonb_build_object('telegram_id', decided.claimed_by, 'name', decided.claimed_name)
  from reseller r where r.id = decided.reseller_id;
  verdict := 'allowed';
  return next;
end $$;
--> statement-breakpoint

-- Takes an account from a reseller, and with it its keypads, codes and forms. What it has under way goes on, and is told to the
-- reseller's first account. Returns
--   removed (again the same for the same origin) | not_yours (p_actor_id is no account of his) | unknown (p_telegram_id is none)
--   | not_first (only the first removes others) | last
create function account_remove(p_reseller_id integer, p_actor_id bigint, p_telegram_id bigint, p_origin text, p_now timestamptz)
returns text language plpgsql as $$
declare
  v_first bigint;
  v_label text;
  v_orders uuid[];
begin
  perform from reseller r where r.id = p_reseller_id for no key update;
  if exists (select from account_removal m where m.origin = p_origin) then
    return 'removed';
  end if;
  if not exists (select from telegram_account t where t.telegram_id = p_actor_id and t.reseller_id = p_reseller_id) then
    return 'not_yours';
  end if;
  if not exists (select from telegram_account t where t.telegram_id = p_telegram_id and t.reseller_id = p_reseller_id) then
    return 'unknown';
  end if;
  if (select count(*) from telegram_account t where t.reseller_id = p_reseller_id) = 1 then
    return 'last';
  end if;
  select t.telegram_id into v_first from telegram_account t
  where t.reseller_id = p_reseller_id order by t.created_at, t.telegram_id limit 1;
  if p_telegram_id <> p_actor_id and p_actor_id <> v_first then
    return 'not_first';
  end if;

  delete from telegram_account t where t.telegram_id = p_telegram_id and t.reseller_id = p_reseller_id
  returning t.label into v_label;
  delete from keypad k where k.telegram_id = p_telegram_id;
  delete from conversation c where c.key = p_telegram_id::text;
  update account_code c set state = 'replaced'
  where c.reseller_id = p_reseller_id and c.telegram_id = p_telegram_id and c.state in ('open', 'claimed');

  select t.telegram_id into v_first from telegram_account t
  where t.reseller_id = p_reseller_id order by t.created_at, t.telegram_id limit 1;
  -- What is under way, untold, or may still change: a serial number, a reversal. In the sequence in which whoever confirms a card
  -- locks its orders.
  select array_agg(l.ref_id) into v_orders from (
    select o.ref_id from orders o
    where o.reseller_id = p_reseller_id and o.chat_id = p_telegram_id
      and (o.state in ('held', 'submitted', 'needs_review') or o.tell_at is not null and o.state <> 'expired'
        or o.state in ('delivered', 'failed', 'reversed')
          and (o.business_day >= (p_now - interval '8 days')::date or o.told_state is distinct from o.state))
    order by o.card_token, o.line for no key update) l;
  update card c set chat_id = v_first, telegram_id = v_first, message_id = null
  from orders o where o.card_token = c.token and o.ref_id = any(v_orders);
  update orders o set chat_id = v_first,
    tell_at = case when o.tell_at is null and o.told_state is distinct from o.state
      and o.state in ('needs_review', 'delivered', 'failed', 'reversed') then p_now else o.tell_at end
  where o.ref_id = any(v_orders);

  insert into account_removal (origin, reseller_id, telegram_id, label, removed_by, removed_at)
  values (p_origin, p_reseller_id, p_telegram_id, v_label, p_actor_id, p_now);
  insert into audit (at, actor_id, action, subject, detail)
  select p_now, p_actor_id, 'account_removed', r.code, jsonb_build_object('telegram_id', p_telegram_id, 'name', v_label)
  from reseller r where r.id = p_reseller_id;
  return 'removed';
end $$;
--> statement-breakpoint

-- Forgotten PINs -------------------------------------------------------------------------------------------------------------

CREATE TABLE "pin_request" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "pin_request_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"reseller_id" integer NOT NULL,
	"telegram_id" bigint NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"announced_at" timestamp with time zone,
	CONSTRAINT "pin_request_state" CHECK (state in ('open', 'reset'))
);
--> statement-breakpoint
CREATE INDEX "pin_request_of_reseller" ON "pin_request" USING btree ("reseller_id","created_at");--> statement-breakpoint

-- Somebody has forgotten his PIN: one request of a reseller a day. `exists`: that of before.
create function pin_request_open(p_reseller_id integer, p_telegram_id bigint, p_now timestamptz)
returns table (verdict text, request pin_request) language plpgsql as $$
begin
  perform from reseller r where r.id = p_reseller_id for no key update;
  select * into request from pin_request q
  where q.reseller_id = p_reseller_id and q.created_at > p_now - interval '1 day' order by q.created_at desc limit 1;
  verdict := case when found then 'exists' else 'opened' end;
  if verdict = 'opened' then
    insert into pin_request (reseller_id, telegram_id, created_at) values (p_reseller_id, p_telegram_id, p_now)
    returning * into request;
  end if;
  return next;
end $$;
--> statement-breakpoint

-- Takes a PIN away and lifts its lock, once under p_key. p_request_id: the request that is answered by it; once that is answered,
-- nothing is taken, because the PIN there is a new one. Returns whether it was done, now or before under the same key.
create function pin_clear(p_reseller_id integer, p_request_id integer, p_key text, p_actor_id bigint, p_now timestamptz)
returns boolean language plpgsql as $$
declare
  v_code text;
begin
  select r.code into v_code from reseller r where r.id = p_reseller_id for no key update;
  if not found then
    return false;
  end if;
  if exists (select from audit a where a.action = 'pin_reset' and a.subject = v_code and a.detail ->> 'key' = p_key) then
    return true;
  end if;
  if p_request_id is not null and not exists (
      select from pin_request q where q.id = p_request_id and q.reseller_id = p_reseller_id and q.state = 'open') then
    return false;
  end if;
  update reseller r set pin_hash = null, pin_failures = 0, pin_locks = 0, pin_locked_until = null where r.id = p_reseller_id;
  update pin_request q set state = 'reset' where q.reseller_id = p_reseller_id and q.state = 'open';
  insert into audit (at, actor_id, action, subject, detail)
  values (p_now, p_actor_id, 'pin_reset', v_code, jsonb_build_object('key', p_key, 'request', p_request_id));
  return true;
end $$;
