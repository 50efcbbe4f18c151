import type {
  ApplyVerdict,
  DecideVerdict,
  DownlineLine,
  Downlines,
  Invitation,
  Move,
  MoveVerdict,
} from '../app/downlines.ts';
import { INVITATION_VALID_HOURS } from '../domain/downline.ts';
import { type Rupiah, rupiah, ZERO } from '../domain/money.ts';
import type { ChainLink } from '../domain/price.ts';
import type { Sql } from './connect.ts';
import { idOfCode, RESELLER_COLUMNS, type ResellerRow, toReseller } from './resellers.ts';

type MoveRow = {
  verdict:
    | 'moved'
    | 'cancelled'
    | 'not_downline'
    | 'blocked'
    | 'too_small'
    | 'too_much'
    | 'insufficient'
    | 'repeat';
  detail: number | null;
  upline_balance: number | null;
  downline_balance: number | null;
};

function toMoveVerdict({ verdict, detail, upline_balance, downline_balance }: MoveRow): MoveVerdict {
  switch (verdict) {
    case 'moved':
      return {
        kind: 'moved',
        uplineBalance: rupiah(upline_balance ?? 0),
        downlineBalance: rupiah(downline_balance ?? 0),
      };
    case 'too_much':
      return { kind: 'too_much', left: rupiah(detail ?? 0) };
    case 'insufficient':
      return { kind: 'insufficient', missing: rupiah(detail ?? 0) };
    case 'repeat':
      return { kind: 'repeat', count: detail ?? 0 };
    case 'blocked':
      return { kind: detail === 1 ? 'blocked' : detail === 2 ? 'other_blocked' : 'other_off' };
    default:
      return { kind: verdict };
  }
}

type LineRow = ResellerRow & { available: number; markup: number | null };

const LINE_COLUMNS = `${RESELLER_COLUMNS}, a.balance as available, (
  select m.amount from downline_markup m
  where m.upline_id = r.upline_id and (m.downline_id is null or m.downline_id = r.id) and m.product_code is null
  order by m.downline_id is null limit 1) as markup`;

function toLine(row: LineRow): DownlineLine {
  return { reseller: toReseller(row), available: rupiah(row.available), markup: rupiah(row.markup ?? 0) };
}

type MarkupRow = { downline_id: number | null; product_code: string | null; amount: number };

type InvitationRow = {
  token: string;
  upline_id: number;
  name: string;
  town: string | null;
  phone: string | null;
  markup: number | null;
  opening_balance: number | null;
  expires_at: Date;
  state: Invitation['state'];
  telegram_id: number | null;
  language: Invitation['language'];
  reseller_id: number | null;
};

const INVITATION_COLUMNS = `token, upline_id, name, town, phone, markup, opening_balance, expires_at, state, telegram_id, language,
  reseller_id`;

function money(value: number | null): Rupiah | undefined {
  return value === null ? undefined : rupiah(value);
}

function toInvitation(row: InvitationRow): Invitation {
  return {
    token: row.token,
    uplineId: row.upline_id,
    name: row.name,
    town: row.town ?? undefined,
    phone: row.phone ?? undefined,
    markup: money(row.markup),
    openingBalance: money(row.opening_balance),
    expiresAt: row.expires_at,
    state: row.state,
    telegramId: row.telegram_id ?? undefined,
    language: row.language,
    resellerId: row.reseller_id ?? undefined,
  };
}

/** Downlines in PostgreSQL. What moves money is one function of drizzle/0007_downlines.sql, called once. */
export function createDownlines(sql: Sql): Downlines {
  const resellerColumns = sql.unsafe(RESELLER_COLUMNS);
  const lineColumns = sql.unsafe(LINE_COLUMNS);
  const invitationColumns = sql.unsafe(INVITATION_COLUMNS);

  function isOne(which: 'off' | 'on' | undefined) {
    if (which === undefined) return sql`true`;
    return which === 'off' ? sql`r.off_by_upline_at is not null` : sql`r.off_by_upline_at is null`;
  }

  async function invitation(rows: Promise<InvitationRow[]>): Promise<Invitation | undefined> {
    const [row] = await rows;
    return row && toInvitation(row);
  }

  const findInvitation = (token: string) =>
    invitation(sql<InvitationRow[]>`
      select ${invitationColumns} from downline_invitation where token = ${token}`);

  return {
    async chain(resellerId, productCodes) {
      type LinkRow = { upline_id: number; downline_id: number; markups: MarkupRow[] };
      const rows = await sql<LinkRow[]>`
        with recursive up as (
          select r.upline_id, r.id as downline_id, 1 as level from reseller r
          where r.id = ${resellerId} and r.upline_id is not null
          union all
          select r.upline_id, r.id, up.level + 1 from up join reseller r on r.id = up.upline_id
          where r.upline_id is not null and up.level < 10)
        select up.upline_id, up.downline_id, (
          select coalesce(jsonb_agg(m), '[]') from downline_markup m
          where m.upline_id = up.upline_id and (m.downline_id is null or m.downline_id = up.downline_id)
            and (m.product_code is null or m.product_code = any(${[...productCodes]}::text[]))) as markups
        from up order by up.level desc`;
      return rows.map(
        (row): ChainLink => ({
          uplineId: row.upline_id,
          downlineId: row.downline_id,
          markups: row.markups.map(toMarkup),
        }),
      );
    },

    async find(uplineId, codeOrPhone) {
      const id = idOfCode(codeOrPhone) ?? null;
      const rows = await sql<ResellerRow[]>`
        select ${resellerColumns} from reseller r
        where r.upline_id = ${uplineId} and (r.id = ${id}::integer or r.phone = ${codeOrPhone}) limit 2`;
      // A phone that two of them gave names neither.
      const [row] = rows;
      return row === undefined || rows.length > 1 ? undefined : toReseller(row);
    },

    async page(uplineId, offset, limit, which) {
      const rows = await sql<LineRow[]>`
        select ${lineColumns} from reseller r join account a on a.id = available_account(r.id)
        where r.upline_id = ${uplineId} and ${isOne(which)} order by r.id limit ${limit} offset ${offset}`;
      return rows.map(toLine);
    },

    async one(uplineId, downlineId) {
      const [row] = await sql<LineRow[]>`
        select ${lineColumns} from reseller r join account a on a.id = available_account(r.id)
        where r.upline_id = ${uplineId} and r.id = ${downlineId}`;
      return row && toLine(row);
    },

    async count(uplineId, which) {
      const [row] = await sql<{ count: number }[]>`
        select count(*) as count from reseller r where upline_id = ${uplineId} and ${isOne(which)}`;
      return row?.count ?? 0;
    },

    async level(resellerId) {
      const [row] = await sql<{ level: number }[]>`
        with recursive up as (
          select r.upline_id, 1 as level from reseller r where r.id = ${resellerId}
          union all
          select r.upline_id, up.level + 1 from up join reseller r on r.id = up.upline_id where up.level < 10)
        select max(level) as level from up`;
      return row?.level ?? 1;
    },

    async day(uplineId, downlineId, day) {
      type DayRow = {
        delivered: number;
        delivered_sum: number;
        underway: number;
        underway_sum: number;
        earned: number;
      };
      const [row] = await sql<DayRow[]>`
        select count(*) filter (where o.state = 'delivered') as delivered,
          coalesce(sum(o.price) filter (where o.state = 'delivered'), 0)::bigint as delivered_sum,
          count(*) filter (where o.state in ('held', 'submitted', 'needs_review')) as underway,
          coalesce(sum(o.price) filter (where o.state in ('held', 'submitted', 'needs_review')), 0)::bigint as underway_sum,
          coalesce(sum((
            select sum((c ->> 'amount')::bigint) from jsonb_array_elements(o.commissions) c
            where (c ->> 'reseller')::integer = ${uplineId})) filter (where o.state = 'delivered'), 0)::bigint as earned
        from orders o join reseller r on r.id = o.reseller_id
        where o.reseller_id = ${downlineId} and r.upline_id = ${uplineId} and o.business_day = ${day}`;
      return {
        delivered: { count: row?.delivered ?? 0, sum: rupiah(row?.delivered_sum ?? 0) },
        underway: { count: row?.underway ?? 0, sum: rupiah(row?.underway_sum ?? 0) },
        earned: rupiah(row?.earned ?? 0),
      };
    },

    async move({ key, kind, uplineId, downlineId, amount, known, day }: Move, now) {
      const [row] = await sql<MoveRow[]>`
        select verdict, detail, upline_balance, downline_balance
        from downline_move(${key}, ${kind}, ${uplineId}, ${downlineId}, ${amount}, ${known}, ${day}, ${now})`;
      if (row === undefined) throw new Error(`no verdict for ${key}`);
      return toMoveVerdict(row);
    },

    async leftToTakeBack(uplineId, downlineId) {
      const [row] = await sql<{ left: number }[]>`select downline_left(${uplineId}, ${downlineId}) as left`;
      return rupiah(row?.left ?? 0);
    },

    async sameMoves({ kind, uplineId, downlineId, amount, day }) {
      const rows = await sql<{ at: Date }[]>`
        select at from downline_transfer
        where upline_id = ${uplineId} and downline_id = ${downlineId} and day = ${day} and kind = ${kind} and amount = ${amount}
        order by at, key`;
      return rows.map(({ at }) => at);
    },

    async earned(uplineId) {
      const [row] = await sql<{ sum: number }[]>`select account_sum(commission_account(${uplineId})) as sum`;
      return row === undefined ? ZERO : rupiah(row.sum);
    },

    async earners() {
      const rows = await sql<{ id: number }[]>`
        select -a.id as id from account a where a.id < 0 and account_sum(a.id) <> 0 order by a.id desc`;
      return rows.map(({ id }) => id);
    },

    async pay(uplineId, now) {
      const [row] = await sql<{ paid: number }[]>`select commission_pay(${uplineId}, ${now}) as paid`;
      return rupiah(row?.paid ?? 0);
    },

    async setOff({ key, uplineId, downlineId, isOff, actorId }, now) {
      const action = isOff ? 'downline_off' : 'downline_on';
      const rows = await sql`
        with changed as (
          update reseller r set off_by_upline_at = case when ${isOff} then ${now}::timestamptz end
          where id = ${downlineId} and upline_id = ${uplineId} and (off_by_upline_at is not null) <> ${isOff} and not exists (
            select from audit where subject = r.code and action = ${action} and detail ->> 'key' = ${key}) returning r.*)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, ${action}, code, jsonb_build_object('key', ${key}::text) from changed`;
      if (rows.count === 1) return true;
      const [last] = await sql<{ key: string | null }[]>`
        select (
          select detail ->> 'key' from audit a
          where a.subject = r.code and a.action in ('downline_off', 'downline_on') order by a.id desc limit 1) as key
        from reseller r where r.id = ${downlineId} and r.upline_id = ${uplineId}`;
      return last === undefined ? undefined : last.key === key;
    },

    async markups(uplineId, limit) {
      const rows = await sql<MarkupRow[]>`
        select downline_id, product_code, amount from downline_markup where upline_id = ${uplineId}
        order by downline_id nulls first, product_code nulls first limit ${limit}`;
      return rows.map(toMarkup);
    },

    async setMarkup(uplineId, { downlineId, productCode, amount }, actorId, now) {
      await sql`
        with put as (
          insert into downline_markup as m (upline_id, downline_id, product_code, amount)
          values (${uplineId}, ${downlineId ?? null}, ${productCode ?? null}, ${amount})
          on conflict on constraint downline_markup_once do update set amount = excluded.amount
          where m.amount <> excluded.amount
          returning *)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, 'downline_markup', r.code, jsonb_build_object(
          'downline', put.downline_id, 'product', put.product_code, 'amount', put.amount)
        from put join reseller r on r.id = put.upline_id`;
    },

    async invite(made, now) {
      const row = await invitation(sql<InvitationRow[]>`
        insert into downline_invitation (token, upline_id, origin, name, town, phone, markup, opening_balance, created_at, expires_at)
        values (${made.token}, ${made.uplineId}, ${made.origin}, ${made.name}, ${made.town ?? null}, ${made.phone ?? null},
          ${made.markup ?? null}, ${made.openingBalance ?? null}, ${now}, ${new Date(now.getTime() + INVITATION_VALID_HOURS * 3_600_000)})
        on conflict (origin) do update set origin = excluded.origin
        returning ${invitationColumns}`);
      if (row === undefined) throw new Error(`invitation ${made.origin} was not kept`);
      return row;
    },

    findInvitation,

    findApplication: (telegramId) =>
      invitation(sql<InvitationRow[]>`
        select ${invitationColumns} from downline_invitation
        where telegram_id = ${telegramId} and state = 'applied' order by applied_at desc limit 1`),

    async apply(token, { telegramId, name, town, phone, language }, now) {
      const [row] = await sql<{ verdict: ApplyVerdict }[]>`
        select downline_apply(${token}, ${telegramId}, ${name}, ${town}, ${phone}, ${language}, ${now}) as verdict`;
      if (row === undefined) throw new Error('no verdict for an application');
      return row.verdict;
    },

    async decide(token, uplineId, decision, actorId, now) {
      type DecideRow = { verdict: DecideVerdict['kind']; downline_id: number | null; is_fresh: boolean };
      const [row] = await sql<DecideRow[]>`
        select verdict, downline_id, is_fresh from downline_decide(${token}, ${uplineId}, ${decision}, ${actorId}, ${now})`;
      if (row === undefined) throw new Error('no verdict for a decision');
      const { verdict, is_fresh: isFresh } = row;
      if (verdict === 'rejected') return { kind: verdict, isFresh };
      if (verdict !== 'approved') return { kind: verdict };
      if (row.downline_id === null) throw new Error('a downline was approved and is nobody');
      return { kind: verdict, downlineId: row.downline_id, isFresh };
    },
  };
}

function toMarkup({ downline_id, product_code, amount }: MarkupRow) {
  return {
    downlineId: downline_id ?? undefined,
    productCode: product_code ?? undefined,
    amount: rupiah(amount),
  };
}
