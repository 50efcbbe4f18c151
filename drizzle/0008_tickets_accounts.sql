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
	CONSTRAINT "ticket_origin_unique" UNIQUE("origin"),
	CONSTRAINT "ticket_state" CHECK (state in ('open', 'accepted', 'rejected', 'expired', 'cancelled')),
	CONSTRAINT "ticket_amount_range" CHECK (amount between 10000 and 100000000),
	CONSTRAINT "ticket_digits" CHECK (total - amount between 1 and 999),
	CONSTRAINT "ticket_decided" CHECK ((state in ('open', 'expired')) = (decided_at is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_open_total" ON "ticket" USING btree ("total") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_open_amount" ON "ticket" USING btree ("reseller_id","amount") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "ticket_total" ON "ticket" USING btree ("total","expires_at");--> statement-breakpoint
CREATE INDEX "ticket_to_tell" ON "ticket" USING btree ("expires_at") WHERE state = 'open' or state = 'expired' and expiry_told_at is null;--> statement-breakpoint

-- Opens a ticket of p_amount rupiah. To be transferred is p_amount plus 1 to 999 that no other open ticket has: p_start, or the next
-- free after it; those of the last day come last, because whoever transfers late names them still. Returns
--   opened | exists (it was opened by the same origin, or one of this amount is open: that one)
--   | too_many (p_most of his are open) | no_digits (all that this amount has are taken)
create function ticket_open(
  p_reseller_id integer, p_telegram_id bigint, p_amount bigint, p_bank text, p_origin text, p_start integer, p_most integer,
  p_now timestamptz, p_expires_at timestamptz
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

  for v_try in 1..999 loop
    select p_amount + d into v_total from generate_series(1, 999) d
    where not exists (select from ticket k where k.total = p_amount + d and k.state = 'open')
    order by exists (select from ticket k where k.total = p_amount + d and k.expires_at > p_now - interval '1 day'),
      (d - p_start + 999) % 999
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
