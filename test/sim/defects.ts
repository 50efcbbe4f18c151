import type { BadHour } from './faults.ts';

/**
 * A guard taken out of the program, on purpose: a simulation that does not notice is worth nothing. `from` stands exactly once in
 * `file`, and `to` takes its place for a run. A file under `drizzle/` is a function of the database: its last definition.
 */
export type Defect = {
  name: string;
  file: string;
  from: string;
  to: string;
  /** The kind of bad luck in which it shows soonest. */
  hour: BadHour;
  /** `tree`: of {@link ./tree/simulate.ts}. */
  world?: 'tree';
  /** Where to begin: the first seed that finds it when this was last looked up. Any other is as good, and takes longer. */
  seed: number;
};

const SUBMIT = 'src/app/submit-orders.ts';
const APPLY = 'src/app/apply-decision.ts';
const DECIDE = 'src/domain/order/decide.ts';
const CHECK = 'src/app/check-orders.ts';
const LIFE = 'src/store/orders/life.ts';
const CARDS = 'src/store/orders/cards.ts';
const TELL = 'src/jobs/tell-orders.ts';
const TABLES = 'drizzle/0001_money.sql';
const REVIEW = 'drizzle/0002_review.sql';
const CANCEL = 'drizzle/0006_own_references.sql';
const TREE = 'drizzle/0007_downlines.sql';
const TICKET = 'drizzle/0008_tickets_accounts.sql';
const GUARDS = 'drizzle/0004_guards.sql';
const TICKETS = 'src/store/tickets.ts';

export const DEFECTS: readonly Defect[] = [
  {
    name: 'a time-out fails the order',
    hour: 'unheard',
    seed: 4,
    file: DECIDE,
    from: `    case 'exists':
    case 'unknown':
      return { do: 'look', afterMs: step(LOOK_DELAYS_MS, 0, SLOW_LOOK_MS), absent: false };`,
    to: `    case 'exists':
    case 'unknown':
      return { do: 'settle_failed', failure: { reason: 'other', text: '', code: '' }, supplierRef: undefined };`,
  },
  {
    name: 'a used reference is taken for a refusal',
    hour: 'unheard',
    seed: 10,
    file: DECIDE,
    from: `    case 'exists':
    case 'unknown':
      return { do: 'look', afterMs: step(LOOK_DELAYS_MS, 0, SLOW_LOOK_MS), absent: false };`,
    to: `    case 'exists':
      return { do: 'settle_failed', failure: { reason: 'other', text: '', code: '' }, supplierRef: undefined };
    case 'unknown':
      return { do: 'look', afterMs: step(LOOK_DELAYS_MS, 0, SLOW_LOOK_MS), absent: false };`,
  },
  {
    name: 'a refusal of the second sending is believed of the first',
    hour: 'unseen_refused',
    seed: 18,
    file: DECIDE,
    from: 'if (outcome.supplierRef !== undefined || order.posts <= 1) {',
    to: 'if (outcome.supplierRef !== undefined || order.posts <= 99) {',
  },
  {
    name: 'a refusal of the third sending is believed of all',
    hour: 'unseen_refused',
    seed: 65,
    file: DECIDE,
    from: "      return { do: 'review', why: 'refused_when_resent', lookAfterMs: SLOW_LOOK_MS };",
    to: "      return { do: 'settle_failed', failure: { reason: 'other', text: '', code: '' }, supplierRef: undefined };",
  },
  {
    name: 'a used reference that the history does not show has failed',
    hour: 'unseen_refused',
    seed: 5,
    file: DECIDE,
    from: "      return { do: 'review', why: 'used_and_not_found', lookAfterMs: SLOW_LOOK_MS };",
    to: "      return { do: 'settle_failed', failure: { reason: 'other', text: '', code: '' }, supplierRef: undefined };",
  },
  {
    name: 'a second sending that did not arrive counts for all',
    hour: 'unseen_unreached',
    seed: 7,
    file: DECIDE,
    from: `      if (order.posts > 1)
        return { do: 'look', afterMs: step(LOOK_DELAYS_MS, 0, SLOW_LOOK_MS), absent: false };
      const waitedMs`,
    to: '      const waitedMs',
  },
  {
    name: 'an order that the supplier does not end is polled for ever',
    hour: 'never',
    seed: 5,
    file: DECIDE,
    from: "if (now.getTime() - since.getTime() >= REVIEW_AFTER_MS) return { do: 'review', why: 'no_final_answer' };",
    to: '',
  },
  {
    name: 'it is sent again after one look',
    hour: 'lost',
    seed: 1,
    file: DECIDE,
    from: 'const LOOKS_BEFORE_RESEND = LOOK_DELAYS_MS.length;\nconst MIN_ABSENT_MS = 2 * MINUTE_MS;',
    to: 'const LOOKS_BEFORE_RESEND = 1;\nconst MIN_ABSENT_MS = 0;',
  },
  {
    name: 'a delivery is taken back at the first denial',
    hour: 'taken_back',
    seed: 2,
    file: DECIDE,
    from: 'const DENIALS_TO_BELIEVE = 2;',
    to: 'const DENIALS_TO_BELIEVE = 1;',
  },
  {
    name: 'a purchase is sent again under a new reference',
    hour: 'lost',
    seed: 1,
    file: SUBMIT,
    from: '    refId: order.refId,',
    to: "    refId: progress.posts > 1 ? order.refId.replace(/^./, 'f') : order.refId,",
  },
  {
    name: 'a worker that slept sends all the same',
    hour: 'asleep',
    seed: 8,
    file: SUBMIT,
    from: 'notAfter: new Date(claimedAt.getTime() + SEND_WITHIN_MS),',
    to: 'notAfter: new Date(claimedAt.getTime() + 1_000_000 * SEND_WITHIN_MS),',
  },
  {
    name: 'a refusal is written whoever has the order now',
    hour: 'asleep_refused',
    seed: 253,
    file: APPLY,
    from: `        refId,
        attempt,
        { state: 'failed', supplierRef, failure },`,
    to: `        refId,
        undefined,
        { state: 'failed', supplierRef, failure },`,
  },
  {
    name: 'what the supplier does not know yet has failed',
    hour: 'not_known_yet',
    seed: 2,
    file: CHECK,
    from: `    return applyDecision(deps, claimed, pollAgain(progress, supplierRef, deps.now()));
  const { transaction } = answer;`,
    to: `    return applyDecision(deps, claimed, {
      do: 'settle_failed', failure: { reason: 'other', text: '', code: '' }, supplierRef });
  const { transaction } = answer;`,
  },
  {
    name: 'a callback settles',
    hour: 'usual',
    seed: 2,
    file: LIFE,
    from: '    async hint(refId, sendingMs, now) {',
    to: `    async hint(refId, sendingMs, now) {
      const answer = { state: 'delivered', supplierRef: 'K0', sn: undefined, costBooked: undefined, checkAt: undefined } as const;
      await this.settle(refId, undefined, answer, now).catch(() => {});`,
  },
  {
    name: 'what was not told is put down as told',
    hour: 'never',
    seed: 8,
    file: TELL,
    from: '  const isShown = shown.has(token) ||',
    to: '  await deps.orders.told(order.refId, attempt, order.state);\n  const isShown = shown.has(token) ||',
  },
  {
    name: 'the message that rings is not sent',
    hour: 'usual',
    seed: 1,
    file: TELL,
    from: '    const messageId = await ring(',
    to: '    const messageId = replyTo ?? await ring(',
  },
  {
    name: 'settling does not make telling due',
    hour: 'usual',
    seed: 1,
    file: TREE,
    from: `    next_action = case when p_check_at is null then null else 'poll' end, next_action_at = p_check_at, polls = 0,
    tell_at = p_now, tell_attempt = tell_attempt + 1
  where ref_id = p_ref_id;
  insert into order_event (ref_id, at, kind, detail) values (p_ref_id, p_now, p_state,`,
    to: `    next_action = case when p_check_at is null then null else 'poll' end, next_action_at = p_check_at, polls = 0
  where ref_id = p_ref_id;
  insert into order_event (ref_id, at, kind, detail) values (p_ref_id, p_now, p_state,`,
  },
  {
    name: 'an order that has ended is settled once more',
    hour: 'asleep',
    seed: 345,
    file: TREE,
    from: `  if v_order.state not in ('submitted', 'needs_review') then
    return case when v_order.state = p_state then 'same' else 'contradicts' end;
  end if;`,
    to: '',
  },
  {
    name: 'an ended order is settled once more, under another key',
    hour: 'late',
    seed: 13,
    file: TREE,
    from: `  if v_order.state not in ('submitted', 'needs_review') then
    return case when v_order.state = p_state then 'same' else 'contradicts' end;
  end if;
  if p_attempt is not null and v_order.attempt <> p_attempt then
    return 'stale';
  end if;

  if p_state = 'delivered' then
    v_is_booked := order_post_sale(
      v_order, format('order:%s:capture', p_ref_id),`,
    to: `  if p_state = 'delivered' then
    v_is_booked := order_post_sale(
      v_order, format('order:%s:capture:%s', p_ref_id, p_now),`,
  },
  {
    name: 'what was claimed before is not stale afterwards',
    hour: 'asleep_unreached',
    seed: 244,
    file: REVIEW,
    from: '      attempt = o.attempt + 1,',
    to: '      attempt = o.attempt,',
  },
  {
    name: 'a purchase is handed out without being put down as submitted',
    hour: 'usual',
    seed: 1,
    file: REVIEW,
    from: "      state = case when v_due.next_action = 'submit' then 'submitted' else o.state end,",
    to: '      state = o.state,',
  },
  {
    name: 'an order is sent again after an hour',
    hour: 'lost',
    seed: 11,
    file: REVIEW,
    from: "o.posts > 0 and o.submitted_at < p_now - interval '1 hour' as is_too_old",
    to: 'false as is_too_old',
  },
  {
    name: 'anybody may press [Beli]',
    hour: 'strangers',
    seed: 5,
    file: TREE,
    from: `    if v_card.telegram_id <> p_telegram_id or not exists (
      select from telegram_account t where t.telegram_id = p_telegram_id and t.reseller_id = v_card.reseller_id
    ) then`,
    to: '    if false then',
  },
  {
    name: 'anybody may press [Batal]',
    hour: 'strangers',
    seed: 2,
    file: TABLES,
    from: "where o.card_token = p_token and o.state = 'quoted' and c.token = p_token and c.telegram_id = p_telegram_id;",
    to: "where o.card_token = p_token and o.state = 'quoted' and c.token = p_token;",
  },
  {
    name: 'a card may be pressed in any state',
    hour: 'usual',
    seed: 31,
    file: TREE,
    from: "    if v_order.state <> 'quoted' then",
    to: '    if false then',
  },
  {
    name: 'a card is good for ever',
    hour: 'calm',
    seed: 14,
    file: TREE,
    from: '    if v_order.expires_at <= p_now then',
    to: '    if false then',
  },
  {
    name: 'a price of yesterday is good',
    hour: 'strangers',
    seed: 15,
    file: TREE,
    from: '    if v_product.cost <> v_order.list_cost or effective_markup(v_product) <> v_order.markup or v_commissions <> v_order.commissions then',
    to: '    if false then',
  },
  {
    name: 'the same may be bought twice a day',
    hour: 'usual',
    seed: 10,
    file: TREE,
    from: `    if found then
      verdict := 'repeat'; detail := v_twin; return next; continue;
    end if;`,
    to: '',
  },
  {
    name: 'nobody looks at the balance',
    hour: 'usual',
    seed: 1,
    file: TREE,
    from: '    if v_available < v_order.price then',
    to: '    if false then',
  },
  {
    name: 'a key may book once more',
    hour: 'usual',
    seed: 1,
    file: GUARDS,
    from: '  on conflict (key) do nothing\n  returning id into v_transaction;',
    to: "  on conflict (key) do update set key = excluded.key || ' again ' || gen_random_uuid()\n  returning id into v_transaction;",
  },
  {
    name: 'an order that is paid for runs out',
    hour: 'usual',
    seed: 48,
    file: CARDS,
    from: "select ref_id from orders where state = 'quoted' and expires_at",
    to: "select ref_id from orders where state in ('quoted', 'held') and expires_at",
  },
  {
    name: "an operator may declare what is in nobody's review",
    hour: 'mixed_up',
    seed: 79,
    file: TREE,
    from: "if v_order.state <> 'needs_review' and (v_order.review is null or v_order.state not in ('delivered', 'failed', 'reversed')) then",
    to: 'if false then',
  },
  {
    name: 'the commission of a sale that is reversed stays with the upline',
    world: 'tree',
    hour: 'taken_back',
    seed: 1,
    file: TREE,
    from: `  if p_order.commissions <> '[]' then`,
    to: `  if p_order.commissions <> '[]' and p_sign > 0 then`,
  },
  {
    name: 'an upline earns by the markup of another level',
    world: 'tree',
    hour: 'usual',
    seed: 1,
    file: TREE,
    from: '(m.downline_id is null or m.downline_id = up.downline_id)',
    to: '(m.downline_id is null or m.downline_id = p_reseller_id)',
  },
  {
    name: 'a quote reckons with the markup of everybody for a downline who has his own',
    world: 'tree',
    hour: 'usual',
    seed: 8,
    file: 'src/domain/price.ts',
    from: '(downlineId === undefined ? 0 : 2)',
    to: '(downlineId === undefined ? 2 : 0)',
  },
  {
    name: 'commission is paid without a look at what was paid',
    world: 'tree',
    hour: 'usual',
    seed: 4,
    file: TREE,
    from: '  v_due := greatest(account_sum(commission_account(p_reseller_id)), -v_available);',
    to: `  v_due := greatest((
    select coalesce(sum(e.amount), 0) from entry e join ledger_transaction t on t.id = e.transaction_id
    where e.account_id = commission_account(p_reseller_id) and t.reason <> 'commission'), -v_available);`,
  },
  {
    name: 'the key of a transfer leaves out the line of the message',
    world: 'tree',
    hour: 'usual',
    seed: 1,
    file: TREE,
    from: 'ledger_post(p_key, p_kind, null,',
    to: `ledger_post(regexp_replace(p_key, ':[0-9]+$', ''), p_kind, null,`,
  },
  {
    name: 'a pull-back takes what the downline has deposited',
    world: 'tree',
    hour: 'usual',
    seed: 1,
    file: TREE,
    from: `    if p_kind = 'take_back' and v_left < p_amount then`,
    to: '    if false then',
  },
  {
    name: 'money goes to a downline who is switched off',
    world: 'tree',
    hour: 'usual',
    seed: 15,
    file: TREE,
    from: `    if p_kind = 'transfer' and v_downline.off_by_upline_at is not null then`,
    to: '    if false then',
  },
  {
    name: 'the same transfer is not asked about again',
    world: 'tree',
    hour: 'usual',
    seed: 23,
    file: TREE,
    from: '    if v_count > p_known then',
    to: '    if false then',
  },
  {
    name: 'what was taken back by its asker is moved all the same',
    world: 'tree',
    hour: 'usual',
    seed: 8,
    file: TREE,
    from: '    if exists (select from reseller_action a where a.origin',
    to: '    if false and exists (select from reseller_action a where a.origin',
  },
  {
    name: 'a ticket is accepted by each of two operators',
    world: 'tree',
    hour: 'usual',
    seed: 1,
    file: TICKET,
    from: `  if v_ticket.state not in ('open', 'expired') and v_ticket.decision_key is distinct from p_key
      or v_ticket.state in ('rejected', 'cancelled') then
    verdict := 'over'; return next; return;
  end if;
  v_balance := ledger_deposit(
    format('ticket:%s', p_id),`,
    to: `  if v_ticket.state in ('rejected', 'cancelled') then
    verdict := 'over'; return next; return;
  end if;
  v_balance := ledger_deposit(
    format('ticket:%s:%s', p_id, p_key),`,
  },
  {
    name: 'a ticket that its owner has cancelled is accepted',
    world: 'tree',
    hour: 'usual',
    seed: 22,
    file: TICKET,
    from: `  if v_ticket.state not in ('open', 'expired') and v_ticket.decision_key is distinct from p_key
      or v_ticket.state in ('rejected', 'cancelled') then`,
    to: `  if v_ticket.state not in ('open', 'expired', 'cancelled') and v_ticket.decision_key is distinct from p_key
      or v_ticket.state = 'rejected' then`,
  },
  {
    name: 'an accepted ticket may be cancelled',
    world: 'tree',
    hour: 'usual',
    seed: 15,
    file: TICKETS,
    from: `where id = \${ticketId} and reseller_id = \${resellerId} and state = 'open'`,
    to: `where id = \${ticketId} and reseller_id = \${resellerId}`,
  },
  {
    name: 'an accepted ticket may be rejected',
    world: 'tree',
    hour: 'usual',
    seed: 8,
    file: TICKETS,
    from: `          where id = \${ticketId} and state in ('open', 'expired') returning *)`,
    to: `          where id = \${ticketId} returning *)`,
  },
  {
    name: 'digits that an open ticket has are taken for another',
    world: 'tree',
    hour: 'usual',
    seed: 2,
    file: TICKET,
    from: `    where not exists (select from ticket k where k.total = p_amount + d and k.state = 'open')
    order by (select max(k.expires_at) from ticket k where k.total = p_amount + d and k.expires_at > p_now - interval '14 days')
      nulls first, (d`,
    to: `    order by (d`,
  },
  {
    name: 'one operator approves what he has asked for',
    world: 'tree',
    hour: 'usual',
    seed: 4,
    file: 'src/store/operator.ts',
    from: `where token = \${token} and actor_id <> \${secondId} and actor_id`,
    to: `where token = \${token} and actor_id`,
  },
  {
    name: 'an order that a worker has is cancelled',
    world: 'tree',
    hour: 'usual',
    seed: 4,
    file: CANCEL,
    from: `  elsif v_order.state = 'held' then`,
    to: `  elsif v_order.state in ('held', 'submitted') then`,
  },
];
