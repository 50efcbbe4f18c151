CREATE TABLE "own_reference" (
	"reseller_id" integer NOT NULL,
	"reference" text NOT NULL,
	"ref_id" uuid NOT NULL,
	"content" text NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "own_reference_reseller_id_reference_pk" PRIMARY KEY("reseller_id","reference")
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "own_reference" text;--> statement-breakpoint
ALTER TABLE "reseller" ADD COLUMN "is_quick" boolean DEFAULT false NOT NULL;--> statement-breakpoint

-- BTL. Cancels an order that nothing has been sent for: one that is quoted, or one that is held and that no worker has claimed; then
-- its price is given back. The claim makes it `submitted` under the same lock, so that one of the two comes too late. p_origin: what
-- asked for it. Only of p_reseller_id. Returns
--   cancelled (now) | the state it stands in, and nothing was changed | null: he has no such order
create function order_cancel(p_ref_id uuid, p_reseller_id integer, p_origin text, p_now timestamptz) returns text language plpgsql as $$
declare
  v_order orders;
  v_available bigint;
begin
  select * into v_order from orders where ref_id = p_ref_id and reseller_id = p_reseller_id for no key update;
  if not found then
    return null;
  end if;
  if v_order.state = 'held' and (v_order.submitted_at is not null or v_order.posts > 0) then
    raise exception 'order % is held and was sent', p_ref_id using errcode = 'data_corrupted';
  end if;

  if v_order.state = 'quoted' then
    update orders set state = 'cancelled', tell_at = p_now, tell_attempt = tell_attempt + 1 where ref_id = p_ref_id;
  elsif v_order.state = 'held' then
    if not ledger_post(
      format('order:%s:release', p_ref_id), 'release', p_ref_id, null, p_now,
      array[available_account(p_reseller_id), held_account(p_reseller_id)], array[v_order.price, -v_order.price])
    then
      raise exception 'order % is held and was released before', p_ref_id using errcode = 'data_corrupted';
    end if;
    select balance into strict v_available from account where id = available_account(p_reseller_id);
    update orders set
      state = 'cancelled', settled_at = p_now, balance_after_settle = v_available, attempt = attempt + 1,
      next_action = null, next_action_at = null, tell_at = p_now, tell_attempt = tell_attempt + 1
    where ref_id = p_ref_id;
  else
    return v_order.state;
  end if;
  insert into order_event (ref_id, at, kind, detail)
  values (p_ref_id, p_now, 'cancelled', jsonb_build_object('was', v_order.state, 'origin', p_origin));
  return 'cancelled';
end $$;
