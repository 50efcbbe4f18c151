CREATE TABLE "account_total" (
	"account_id" integer PRIMARY KEY NOT NULL,
	"entry_id" bigint NOT NULL,
	"total" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciliation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"day" date NOT NULL,
	"actor_id" bigint,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"state" text DEFAULT 'running' NOT NULL,
	"summary" jsonb,
	"told_at" timestamp with time zone,
	CONSTRAINT "reconciliation_state" CHECK (state in ('running', 'finished', 'incomplete', 'superseded'))
);
--> statement-breakpoint
CREATE TABLE "reconciliation_difference" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reconciliation_difference_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"day" date NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"detail" jsonb NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"asked_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_as" text,
	"closed_by" bigint,
	CONSTRAINT "reconciliation_difference_once" UNIQUE("day","kind","reference"),
	CONSTRAINT "reconciliation_difference_closed" CHECK ((closed_at is null) = (closed_as is null)),
	CONSTRAINT "reconciliation_difference_kind" CHECK (kind in ('missing_here', 'missing_there', 'other_status', 'other_amount', 'other_data', 'doubled'))
);
--> statement-breakpoint
CREATE TABLE "reconciliation_found" (
	"run_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "reconciliation_found_run_id_kind_reference_pk" PRIMARY KEY("run_id","kind","reference")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_row" (
	"run_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"supplier_ref" text NOT NULL,
	"product_code" text,
	"destination" text,
	"standing" text NOT NULL,
	"status" text NOT NULL,
	"amount" bigint,
	"at" timestamp with time zone,
	CONSTRAINT "reconciliation_row_run_id_reference_supplier_ref_pk" PRIMARY KEY("run_id","reference","supplier_ref")
);
--> statement-breakpoint
ALTER TABLE "ledger_transaction" DROP CONSTRAINT "ledger_transaction_reason";--> statement-breakpoint
CREATE INDEX "reconciliation_day" ON "reconciliation" USING btree ("day","started_at");--> statement-breakpoint
CREATE INDEX "reconciliation_difference_open" ON "reconciliation_difference" USING btree ("day","id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "audit_supplier_topup" ON "audit" USING btree ("id") WHERE action = 'supplier_topup';--> statement-breakpoint
CREATE INDEX "orders_sent" ON "orders" USING btree ("submitted_at","ref_id") WHERE submitted_at is not null;--> statement-breakpoint
-- Not valid: whatever stands there has passed a narrower check.
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_reason" CHECK (reason in ('hold', 'capture', 'release', 'reversal', 'late_capture', 'write_off', 'deposit', 'correction', 'supplier_topup')) NOT VALID;--> statement-breakpoint

-- What we have at Klikoo ----------------------------------------------------------------------------------------------------

-- A top-up of our balance at Klikoo (below zero: taken back, or booked too much) against the operator's equity. p_key says which
-- one it is. Returns what is booked under that key: another amount than p_amount when it was booked before with another.
create function ledger_supplier_topup(p_key text, p_amount bigint, p_note text, p_actor_id bigint, p_now timestamptz)
returns bigint language plpgsql as $$
begin
  if p_amount = 0 or abs(p_amount) > 100000000000 then
    raise exception 'a top-up is up to 100000000000 rupiah and not zero, not %', p_amount using errcode = 'check_violation';
  end if;
  -- Two operators may book the opening balance at once, each with what he saw.
  perform pg_advisory_xact_lock(hashtextextended('supplier_topup', 0));
  if not exists (select from ledger_transaction where key = p_key) then
    perform ledger_post(p_key, 'supplier_topup', null, p_note, p_now, array[1, 3], array[-p_amount, p_amount]);
    insert into audit (at, actor_id, action, subject, detail)
    values (p_now, p_actor_id, 'supplier_topup', 'supplier:klikoo',
      jsonb_build_object('key', p_key, 'amount', p_amount, 'note', p_note));
  end if;
  return (select -e.amount from entry e join ledger_transaction t on t.id = e.transaction_id
          where t.key = p_key and e.account_id = 1);
end $$;
--> statement-breakpoint

-- Adds up to p_limit further entries of an account of the house to its rolled-up total. Returns how many it added: fewer than
-- p_limit when it is done. Entries get their ids before they can be seen, so that only those of ten minutes ago count:
-- no transaction lasts so long, and none before them is still to appear.
create function account_total_advance(p_account_id integer, p_limit integer) returns integer language plpgsql as $$
declare
  v_total account_total;
  v_count integer;
  v_sum bigint;
  v_last bigint;
begin
  insert into account_total (account_id, entry_id, total) values (p_account_id, 0, 0) on conflict do nothing;
  select * into strict v_total from account_total where account_id = p_account_id for update;
  with later as (
    select e.id, e.amount, t.recorded_at from entry e join ledger_transaction t on t.id = e.transaction_id
    where e.account_id = p_account_id and e.id > v_total.entry_id order by e.id limit p_limit)
  select count(*), sum(amount), max(id) into v_count, v_sum, v_last from later
  where id < coalesce((select min(id) from later where recorded_at > clock_timestamp() - interval '10 minutes'), 9223372036854775807);
  if v_count > 0 then
    update account_total set entry_id = v_last, total = total + v_sum where account_id = p_account_id;
  end if;
  return v_count;
end $$;
--> statement-breakpoint

-- The sum of all entries of an account of the house, as of now.
create function account_sum(p_account_id integer) returns bigint language sql stable as $$
  select coalesce(t.total, 0)
    + coalesce((select sum(e.amount) from entry e where e.account_id = p_account_id and e.id > coalesce(t.entry_id, 0)), 0)::bigint
  from (select 1) one left join account_total t on t.account_id = p_account_id
$$;
--> statement-breakpoint

-- Reconciliation ------------------------------------------------------------------------------------------------------------

-- Concludes a comparison whose history was read to its end: what it found stands there, what it did not find any more is closed
-- as gone. What a person has closed stays closed while it looks the same. All of it, or nothing; moves no money. Returns
--   finished (again: changes nothing) | superseded (one of the same day that began later has concluded already)
create function reconciliation_finish(p_run_id uuid, p_now timestamptz, p_summary jsonb) returns text language plpgsql as $$
declare
  v_run reconciliation;
begin
  select * into strict v_run from reconciliation where id = p_run_id;
  perform pg_advisory_xact_lock(hashtextextended('reconciliation ' || v_run.day, 0));
  -- Once more: somebody else may have concluded meanwhile.
  select * into strict v_run from reconciliation where id = p_run_id for no key update;
  if v_run.state <> 'running' then
    return v_run.state;
  end if;
  if exists (
    select from reconciliation r where r.day = v_run.day and r.state = 'finished' and r.started_at > v_run.started_at
  ) then
    update reconciliation set state = 'superseded', ended_at = p_now, summary = p_summary where id = p_run_id
    returning * into v_run;
  else
    insert into reconciliation_difference as d (day, kind, reference, detail, found_at, seen_at)
    select v_run.day, f.kind, f.reference, f.detail, p_now, p_now
    from reconciliation_found f where f.run_id = p_run_id order by f.kind, f.reference
    on conflict (day, kind, reference) do update set
      detail = excluded.detail, seen_at = excluded.seen_at,
      closed_at = case when d.closed_as = 'checked' and d.detail = excluded.detail then d.closed_at end,
      closed_as = case when d.closed_as = 'checked' and d.detail = excluded.detail then d.closed_as end,
      closed_by = case when d.closed_as = 'checked' and d.detail = excluded.detail then d.closed_by end;
    update reconciliation_difference d set closed_at = p_now, closed_as = 'gone', seen_at = p_now
    where d.day = v_run.day and d.closed_at is null and not exists (
      select from reconciliation_found f where f.run_id = p_run_id and f.kind = d.kind and f.reference = d.reference);
    update reconciliation set state = 'finished', ended_at = p_now, summary = p_summary where id = p_run_id
    returning * into v_run;
  end if;
  delete from reconciliation_row where run_id = p_run_id;
  delete from reconciliation_found where run_id = p_run_id;
  return v_run.state;
end $$;
