-- Booked to an account that is not there, money would be nowhere. As in 0001, but for that.
create or replace function ledger_post(
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
      -- One of the house, which keeps no balance. Read without a lock: every order would wait for it.
      if not exists (select from account where id = v_posting.account_id) then
        raise exception 'there is no account %', v_posting.account_id using errcode = 'foreign_key_violation';
      end if;
      v_balance := null;
    end if;
    insert into entry (transaction_id, account_id, amount, balance_after)
    values (v_transaction, v_posting.account_id, v_posting.amount, v_balance);
  end loop;
  return true;
end $$;
--> statement-breakpoint

-- Also for a session that says it is a replica, where triggers are passed over otherwise.
alter table entry enable always trigger entry_append_only;
--> statement-breakpoint
alter table ledger_transaction enable always trigger ledger_transaction_append_only;
--> statement-breakpoint
alter table audit enable always trigger audit_append_only;
--> statement-breakpoint
alter table order_event enable always trigger order_event_append_only;
