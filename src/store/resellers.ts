import type { Language, Registration, Reseller, Resellers } from '../app/resellers.ts';
import { rupiah } from '../domain/money.ts';
import type { Sql } from './connect.ts';
import { findMutations } from './mutations.ts';

export type ResellerRow = {
  id: number;
  code: string;
  name: string;
  town: string | null;
  phone: string | null;
  language: Language;
  state: Reseller['state'];
  has_pin: boolean;
  summary_hour: number | null;
  is_quick: boolean;
  upline_id: number | null;
  is_off_by_upline: boolean;
};

export const RESELLER_COLUMNS = `r.id, r.code, r.name, r.town, r.phone, r.language, r.state, r.pin_hash is not null as has_pin,
  r.summary_hour, r.is_quick, r.upline_id, r.off_by_upline_at is not null as is_off_by_upline`;

export function toReseller(row: ResellerRow): Reseller {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    town: row.town ?? undefined,
    phone: row.phone ?? undefined,
    language: row.language,
    state: row.state,
    hasPin: row.has_pin,
    summaryHour: row.summary_hour ?? undefined,
    isQuick: row.is_quick,
    uplineId: row.upline_id ?? undefined,
    isOffByUpline: row.is_off_by_upline,
  };
}

type RegistrationRow = {
  telegram_id: number;
  name: string;
  town: string;
  phone: string;
  language: Language;
  state: Registration['state'];
  decided_by: number | null;
  created_at: Date;
  decided_at: Date | null;
};

function toRegistration(row: RegistrationRow): Registration {
  return {
    telegramId: row.telegram_id,
    name: row.name,
    town: row.town,
    phone: row.phone,
    language: row.language,
    state: row.state,
    decidedBy: row.decided_by ?? undefined,
    createdAt: row.created_at,
    decidedAt: row.decided_at ?? undefined,
  };
}

/** `K0001` is made of the id, so that `k1` is found by it. Nine digits stay within the column. */
export function idOfCode(code: string): number | undefined {
  const [, digits] = /^K0*([1-9][0-9]{0,8})$/i.exec(code.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

/** Runs a statement that gives an account to a reseller; another one may have done so at the same moment, and is then seen. */
async function againIfDuplicate<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isDuplicate(error)) return await run();
    throw error;
  }
}

/** Resellers, their Telegram accounts and registrations in PostgreSQL. */
export function createResellers(sql: Sql): Resellers {
  const columns = sql.unsafe(RESELLER_COLUMNS);

  async function one(rows: Promise<ResellerRow[]>): Promise<Reseller | undefined> {
    const [row] = await rows;
    return row && toReseller(row);
  }

  const findByTelegramId = (telegramId: number) =>
    one(sql<ResellerRow[]>`
      select ${columns} from telegram_account t join reseller r on r.id = t.reseller_id where t.telegram_id = ${telegramId}`);

  const findById = (id: number) =>
    one(sql<ResellerRow[]>`select ${columns} from reseller r where r.id = ${id}`);

  async function findRegistration(telegramId: number): Promise<Registration | undefined> {
    const [row] = await sql<RegistrationRow[]>`select * from registration where telegram_id = ${telegramId}`;
    return row && toRegistration(row);
  }

  return {
    findByTelegramId,
    findById,

    async findSender(telegramId) {
      const [row] = await sql<(ResellerRow & { is_unreachable: boolean })[]>`
        select ${columns}, t.unreachable_since is not null as is_unreachable
        from telegram_account t join reseller r on r.id = t.reseller_id where t.telegram_id = ${telegramId}`;
      return row && { reseller: toReseller(row), isUnreachable: row.is_unreachable };
    },

    async findByCode(code) {
      const id = idOfCode(code);
      return id === undefined ? undefined : findById(id);
    },

    async list(afterId, limit) {
      const rows = await sql<(ResellerRow & { available: number })[]>`
        select ${columns}, a.balance as available from reseller r join account a on a.id = available_account(r.id)
        where r.id > ${afterId} order by r.id limit ${limit}`;
      return rows.map((row) => ({ reseller: toReseller(row), available: rupiah(row.available) }));
    },

    async add({ telegramId, name, town, phone, language }, actorId, now) {
      const added = await againIfDuplicate(() =>
        one(sql<ResellerRow[]>`
          with r as (
            insert into reseller (name, town, phone, language, created_at)
            select ${name}, ${town ?? null}, ${phone ?? null}, ${language ?? 'id'}, ${now}
            where not exists (select from telegram_account where telegram_id = ${telegramId}) returning *),
          account as (
            insert into telegram_account (telegram_id, reseller_id, created_at) select ${telegramId}, r.id, ${now} from r),
          audited as (
            insert into audit (at, actor_id, action, subject, detail)
            select ${now}, ${actorId}, 'reseller_added', r.code,
              jsonb_build_object('telegram_id', ${telegramId}::bigint, 'name', r.name) from r)
          select ${columns} from r`),
      );
      if (added !== undefined) return { kind: 'added', reseller: added };
      const reseller = await findByTelegramId(telegramId);
      if (reseller === undefined) throw new Error(`Telegram account ${telegramId} has lost its reseller`);
      return { kind: 'exists', reseller };
    },

    async setState({ key, resellerId, state, reason, actorId }, now) {
      const action = `reseller_${state}`;
      const rows = await sql`
        with changed as (
          update reseller r set state = ${state} where id = ${resellerId} and state <> ${state} and not exists (
            select from audit where subject = r.code and action = ${action} and detail ->> 'key' = ${key}) returning r.*),
        voided as (
          delete from keypad k using changed c, telegram_account t
          where c.state = 'blocked' and t.reseller_id = c.id and k.telegram_id = t.telegram_id)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, ${action}, code, jsonb_strip_nulls(jsonb_build_object(
          'key', ${key}::text, 'reason', nullif(${reason}::text, ''))) from changed`;
      if (rows.count === 1) return true;
      const [last] = await sql<{ key: string | null }[]>`
        select detail ->> 'key' as key from audit a join reseller r on r.code = a.subject
        where r.id = ${resellerId} and a.action in ('reseller_active', 'reseller_blocked') order by a.id desc limit 1`;
      return last?.key === key;
    },

    async telegramIds(resellerId) {
      const rows = await sql<{ telegram_id: number }[]>`
        select telegram_id from telegram_account
        where reseller_id = ${resellerId} and unreachable_since is null order by created_at, telegram_id`;
      return rows.map((row) => row.telegram_id);
    },

    async balances(resellerId) {
      const [row] = await sql<{ available: number; held: number }[]>`
        select a.balance as available, h.balance as held from account a, account h
        where a.id = available_account(${resellerId}) and h.id = held_account(${resellerId})`;
      if (row === undefined) throw new Error(`reseller ${resellerId} has no accounts`);
      return { available: rupiah(row.available), held: rupiah(row.held) };
    },

    async setLanguage(resellerId, language) {
      await sql`update reseller set language = ${language} where id = ${resellerId}`;
    },

    async setSummaryHour(resellerId, hour) {
      await sql`update reseller set summary_hour = ${hour ?? null} where id = ${resellerId}`;
    },

    async setQuick(resellerId, isQuick) {
      await sql`update reseller set is_quick = ${isQuick} where id = ${resellerId}`;
    },

    async markUnreachable(telegramId, now) {
      await sql`
        update telegram_account set unreachable_since = ${now}
        where telegram_id = ${telegramId} and unreachable_since is null`;
    },

    async markReachable(telegramId, now) {
      await sql`
        with back as (
          update telegram_account set unreachable_since = null
          where telegram_id = ${telegramId} and unreachable_since is not null returning *)
        update orders o set tell_at = ${now}, tell_attempt = tell_attempt + 1 from back b
        where o.reseller_id = b.reseller_id and o.chat_id = b.telegram_id
          and o.business_day >= (${now}::timestamptz - interval '8 days')::date
          and o.state in ('delivered', 'failed', 'reversed', 'needs_review') and o.told_state is distinct from o.state`;
    },

    async requestRegistration({ telegramId, name, town, phone, language }, now) {
      // What waits stays as the operators were shown it.
      await sql`
        insert into registration as g (telegram_id, name, town, phone, language, created_at)
        select ${telegramId}, ${name}, ${town}, ${phone}, ${language}, ${now}
        where not exists (select from telegram_account where telegram_id = ${telegramId})
        on conflict (telegram_id) do update set name = excluded.name, town = excluded.town, phone = excluded.phone,
          language = excluded.language, state = 'pending', decided_by = null, decided_at = null, created_at = excluded.created_at
        where g.state = 'approved' or g.state = 'rejected' and g.decided_at <= excluded.created_at - interval '1 day'`;
      const registration = await findRegistration(telegramId);
      if (registration?.state === 'rejected') return 'rejected';
      return (await findByTelegramId(telegramId)) === undefined ? 'pending' : 'already';
    },

    findRegistration,

    async decideRegistration(telegramId, decision, actorId, now) {
      const rows = await againIfDuplicate(
        () => sql`
          with decided as (
            update registration set state = ${decision}, decided_by = ${actorId}, decided_at = ${now}
            where telegram_id = ${telegramId} and state = 'pending' returning *),
          r as (
            insert into reseller (name, town, phone, language, created_at)
            select d.name, d.town, d.phone, d.language, ${now} from decided d
            where d.state = 'approved' and not exists (select from telegram_account where telegram_id = ${telegramId})
            returning *),
          account as (
            insert into telegram_account (telegram_id, reseller_id, created_at) select ${telegramId}, r.id, ${now} from r)
          insert into audit (at, actor_id, action, subject, detail)
          select ${now}, ${actorId}, 'registration_' || d.state, coalesce(r.code, d.name),
            jsonb_build_object('telegram_id', d.telegram_id, 'name', d.name) from decided d left join r on true`,
      );
      const registration = await findRegistration(telegramId);
      if (registration === undefined) return undefined;
      return { isNew: rows.count === 1, registration, reseller: await findByTelegramId(telegramId) };
    },

    mutations: (resellerId, span, before, limit) => findMutations(sql, resellerId, span, before, limit),

    async summariesDue(hour, day, afterId, limit) {
      const rows = await sql<(ResellerRow & { telegram_ids: number[]; previous_sent_at: Date | null })[]>`
        select ${columns}, (select s.sent_at from summary_sent s where s.reseller_id = r.id and s.day = ${day}::date - 1)
          as previous_sent_at, jsonb_agg(t.telegram_id order by t.created_at, t.telegram_id) as telegram_ids
        from reseller r join telegram_account t on t.reseller_id = r.id and t.unreachable_since is null
        where r.id > ${afterId} and r.summary_hour <= ${hour} and r.state = 'active'
          and not exists (select from summary_sent s where s.reseller_id = r.id and s.day = ${day}::date)
        group by r.id order by r.id limit ${limit}`;
      return rows.map((row) => ({
        reseller: toReseller(row),
        telegramIds: row.telegram_ids,
        previousSentAt: row.previous_sent_at ?? undefined,
      }));
    },

    async summarySent(resellerId, day, now) {
      const rows = await sql`
        insert into summary_sent (reseller_id, day, sent_at) values (${resellerId}, ${day}, ${now}) on conflict do nothing`;
      return rows.count === 1;
    },
  };
}
