import { z } from 'zod';
import type { BankAccounts, Ticket, TicketNews, Tickets, TicketTwin } from '../app/tickets.ts';
import { rupiah } from '../domain/money.ts';
import { MOST_OPEN_TICKETS, MOST_TICKETS_A_DAY, TICKET_VALID_MS } from '../domain/ticket.ts';
import type { Sql } from './connect.ts';

type TicketRow = {
  id: number;
  reseller_id: number;
  amount: number;
  total: number;
  bank: string | null;
  state: Ticket['state'];
  created_at: Date;
  expires_at: Date;
  decided_at: Date | null;
  decision_key: string | null;
  reason: string | null;
  announced_at: Date | null;
};

/** As many as are worth a line each. */
const MOST_TWINS = 5;

/** What the chat could not tell at once is told by the upkeep, which leaves it so long to do it itself. */
const ANNOUNCED_AFTER = '1 minute';

function toTicket(row: TicketRow): Ticket {
  return {
    id: row.id,
    resellerId: row.reseller_id,
    amount: rupiah(row.amount),
    total: rupiah(row.total),
    bank: row.bank ?? undefined,
    state: row.state,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at ?? undefined,
    reason: row.reason ?? undefined,
    isAnnounced: row.announced_at !== null,
  };
}

export function createTickets(sql: Sql): Tickets {
  async function find(id: number): Promise<(Ticket & { decisionKey: string | null }) | undefined> {
    const [row] = await sql<TicketRow[]>`select * from ticket where id = ${id}`;
    return row && { ...toTicket(row), decisionKey: row.decision_key };
  }

  async function there(id: number) {
    const ticket = await find(id);
    if (ticket === undefined) throw new Error(`there is no ticket ${id}`);
    return ticket;
  }

  return {
    find,

    async open({ resellerId, telegramId, amount, bank, origin, start }, now) {
      const expiresAt = new Date(now.getTime() + TICKET_VALID_MS);
      const [row] = await sql<
        ({ verdict: 'opened' | 'exists' | 'too_many' | 'too_many_today' | 'no_digits' } & TicketRow)[]
      >`
        select o.verdict, (o.opened).* from ticket_open(${resellerId}, ${telegramId}, ${amount}, ${bank ?? null}, ${origin},
          ${start}, ${MOST_OPEN_TICKETS}, ${MOST_TICKETS_A_DAY}, ${now}, ${expiresAt}) o`;
      if (row === undefined) throw new Error(`no answer about ticket ${origin}`);
      const { verdict } = row;
      if (verdict === 'opened' || verdict === 'exists') return { kind: verdict, ticket: toTicket(row) };
      return { kind: verdict };
    },

    async listOpen(limit, resellerId) {
      const rows = await sql<(TicketRow & { count: number })[]>`
        select *, count(*) over () as count from ticket
        where state = 'open' and (${resellerId ?? null}::integer is null or reseller_id = ${resellerId ?? null})
        order by id limit ${limit}`;
      return { tickets: rows.map(toTicket), total: rows[0]?.count ?? 0 };
    },

    async twins({ id, total }, now) {
      const rows = await sql<TicketTwin[]>`
        select k.id, r.code, r.name, k.state from ticket k join reseller r on r.id = k.reseller_id
        where k.total = ${total} and k.id <> ${id} and k.state <> 'accepted'
          and k.expires_at > ${now}::timestamptz - interval '60 days'
        order by k.id desc limit ${MOST_TWINS}`;
      return [...rows];
    },

    async ofTotal(resellerId, total, now) {
      const rows = await sql<TicketRow[]>`
        select * from ticket
        where total = ${total} and reseller_id = ${resellerId} and state in ('open', 'expired', 'accepted')
          and expires_at > ${now}::timestamptz - interval '14 days'
        order by id desc limit ${MOST_TWINS}`;
      return rows.map(toTicket);
    },

    async equalDeposit({ id, resellerId, total, createdAt }) {
      const [row] = await sql<{ at: Date | null }[]>`
        select max(t.happened_at) as at from entry e join ledger_transaction t on t.id = e.transaction_id
        where e.account_id = available_account(${resellerId}) and e.amount = ${total} and t.reason = 'deposit'
          and t.happened_at >= ${createdAt} and t.key <> ${`ticket:${id}`}`;
      return row?.at ?? undefined;
    },

    async accept({ key, ticketId, actorId }, now) {
      const [row] = await sql<{ verdict: 'accepted' | 'over'; balance: number | null }[]>`
        select verdict, v_balance as balance from ticket_accept(${ticketId}, ${key}, ${actorId}, ${now})`;
      const ticket = await there(ticketId);
      if (row?.verdict !== 'accepted' || row.balance === null) return { kind: 'over', ticket };
      return { kind: 'accepted', ticket, balance: rupiah(row.balance) };
    },

    async reject({ key, ticketId, actorId, reason }, now) {
      await sql`
        with rejected as (
          update ticket set state = 'rejected', decided_at = ${now}, decided_by = ${actorId}, decision_key = ${key},
            reason = ${reason}
          where id = ${ticketId} and state in ('open', 'expired') returning *)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, 'ticket_rejected', r.code,
          jsonb_build_object('key', k.decision_key, 'ticket', k.id, 'total', k.total, 'reason', k.reason)
        from rejected k join reseller r on r.id = k.reseller_id`;
      const ticket = await there(ticketId);
      const isHis = ticket.state === 'rejected' && ticket.decisionKey === key;
      return { kind: isHis ? 'rejected' : 'over', ticket };
    },

    async cancel({ ticketId, resellerId, telegramId }, now) {
      await sql`
        update ticket set state = 'cancelled', decided_at = ${now}, decided_by = ${telegramId}
        where id = ${ticketId} and reseller_id = ${resellerId} and state = 'open'`;
      const ticket = await find(ticketId);
      return ticket?.resellerId === resellerId ? ticket : undefined;
    },

    async claimNews(now, { remindBeforeMs, leaseMs, limit }) {
      await sql`update ticket set state = 'expired' where state = 'open' and expires_at <= ${now}`;
      const remindUntil = new Date(now.getTime() + remindBeforeMs);
      const rows = await sql<(TicketRow & { news: TicketNews; told_to: number[] })[]>`
        with due as (
          select id, case
            when state = 'expired' and expiry_told_at is null then 'expired'
            when state = 'open' and announced_at is null and created_at <= ${now}::timestamptz - ${ANNOUNCED_AFTER}::interval
              then 'announce'
            when state = 'open' and reminded_at is null and expires_at <= ${remindUntil} then 'remind' end as news
          from ticket where (state = 'open' or state = 'expired' and expiry_told_at is null)
            and (claimed_until is null or claimed_until <= ${now}))
        update ticket k set claimed_until = ${new Date(now.getTime() + leaseMs)},
          told_news = d.news, told_to = case when k.told_news = d.news then k.told_to else '{}' end
        from due d
        where k.id in (
            select t.id from ticket t join due on due.id = t.id where due.news is not null
            order by t.expires_at limit ${limit} for no key update of t skip locked)
          and d.id = k.id and (k.claimed_until is null or k.claimed_until <= ${now})
        returning k.*, d.news`;
      return rows.map((row) => ({
        ticket: toTicket(row),
        news: row.news,
        toldTo: new Set(row.told_to.map(Number)),
      }));
    },

    async toldTo(id, news, telegramId) {
      await sql`
        update ticket set told_to = array_append(told_to, ${telegramId}::bigint) where id = ${id} and told_news = ${news}`;
    },

    async told(id, news, now) {
      await sql`
        update ticket set claimed_until = null, told_news = null, told_to = '{}',
          announced_at = case when ${news} = 'announce' then coalesce(announced_at, ${now}) else announced_at end,
          reminded_at = case when ${news} = 'remind' then coalesce(reminded_at, ${now}) else reminded_at end,
          expiry_told_at = case when ${news} = 'expired' then coalesce(expiry_told_at, ${now}) else expiry_told_at end
        where id = ${id}`;
    },
  };
}

const Stored = z.array(z.object({ bank: z.string(), number: z.string(), holder: z.string() }));

/** In table `setting`, under `bank_accounts`. */
export function createBankAccounts(sql: Sql): BankAccounts {
  return {
    async get() {
      const [row] = await sql<{ value: unknown }[]>`select value from setting where key = 'bank_accounts'`;
      return row === undefined ? [] : Stored.parse(row.value);
    },

    async set({ key, accounts, actorId }, now) {
      await sql`
        with put as (
          insert into setting (key, value) select 'bank_accounts', ${sql.json([...accounts])}
          where not exists (select from audit where action = 'bank_accounts' and detail ->> 'key' = ${key})
          on conflict (key) do update set value = excluded.value returning value)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, 'bank_accounts', 'all', jsonb_build_object('key', ${key}::text, 'accounts', value) from put`;
    },
  };
}
