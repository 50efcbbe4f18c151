import {
  type AccountRemoved,
  type AccountRequest,
  type Accounts,
  type CodeOpened,
  MOST_ACCOUNTS,
  type PinRequest,
  type PinRequests,
} from '../app/accounts.ts';
import type { Sql } from './connect.ts';

/** Codes of an account that may be wrong within an hour. */
const TRIES = 5;

type RequestRow = {
  token: string;
  reseller_id: number;
  telegram_id: number;
  label: string | null;
  expires_at: Date;
  claimed_by: number | null;
  claimed_name: string | null;
  asked_at: Date | null;
  told_at: Date | null;
};

function toRequest(row: RequestRow): AccountRequest {
  return {
    token: row.token,
    resellerId: row.reseller_id,
    telegramId: row.telegram_id,
    label: row.label ?? undefined,
    // Of a code that nobody has typed nothing is shown.
    claimedBy: row.claimed_by ?? 0,
    claimedName: row.claimed_name ?? '',
    expiresAt: row.expires_at,
    isAsked: row.asked_at !== null,
  };
}

export function createAccounts(sql: Sql): Accounts {
  return {
    async list(resellerId) {
      const rows = await sql<{ telegram_id: number; label: string | null; created_at: Date }[]>`
        select telegram_id, label, created_at from telegram_account
        where reseller_id = ${resellerId} order by created_at, telegram_id`;
      return rows.map((row) => ({
        telegramId: row.telegram_id,
        label: row.label ?? undefined,
        since: row.created_at,
      }));
    },

    async openCode({ resellerId, telegramId, label, hash, token, origin, expiresAt }, now) {
      const [row] = await sql<{ verdict: CodeOpened }[]>`
        select account_code_open(${resellerId}, ${telegramId}, ${label ?? null}, ${hash}, ${token}, ${origin}, ${MOST_ACCOUNTS},
          ${now}, ${expiresAt}) as verdict`;
      if (row === undefined) throw new Error(`no answer about code ${origin}`);
      return row.verdict;
    },

    async claimCode({ hash, telegramId, name, origin, expiresAt }, now) {
      const [row] = await sql<
        ({ verdict: 'claimed' | 'known' | 'wrong' | 'old' | 'used' | 'too_many' } & RequestRow)[]
      >`
        select verdict, (claimed).* from account_code_claim(${hash}, ${telegramId}, ${name}, ${origin}, ${TRIES}, ${now},
          ${expiresAt})`;
      if (row === undefined) throw new Error(`no answer about the code of ${origin}`);
      const { verdict: kind } = row;
      return kind === 'claimed' ? { kind, request: toRequest(row) } : { kind };
    },

    async decide({ token, telegramId, isAllowed }, now) {
      const [row] = await sql<
        ({ verdict: 'allowed' | 'refused' | 'over' | 'full' | 'known' | 'not_yours' } & RequestRow)[]
      >`
        select verdict, (decided).* from account_code_decide(${token}, ${telegramId}, ${isAllowed}, ${MOST_ACCOUNTS}, ${now})`;
      if (row === undefined || row.verdict === 'not_yours') return { kind: 'not_yours' };
      return { kind: row.verdict, request: toRequest(row), isTold: row.told_at !== null };
    },

    async asked(token, now) {
      await sql`update account_code set asked_at = ${now} where token = ${token} and asked_at is null`;
    },

    async told(token, now) {
      await sql`update account_code set told_at = ${now} where token = ${token} and told_at is null`;
    },

    async findRemoval(origin) {
      const [row] = await sql<{ reseller_id: number; telegram_id: number; label: string | null }[]>`
        select reseller_id, telegram_id, label from account_removal where origin = ${origin}`;
      return (
        row && { resellerId: row.reseller_id, telegramId: row.telegram_id, label: row.label ?? undefined }
      );
    },

    async remove({ resellerId, actorId, telegramId, origin }, now) {
      const [row] = await sql<{ verdict: AccountRemoved }[]>`
        select account_remove(${resellerId}, ${actorId}, ${telegramId}, ${origin}, ${now}) as verdict`;
      if (row === undefined) throw new Error(`no answer about removal ${origin}`);
      return row.verdict;
    },

    async changePhone({ resellerId, actorId, phone }, now) {
      const [row] = await sql<{ phone: string | null }[]>`
        with before as (
          select r.id, r.code, r.phone from reseller r
          where r.id = ${resellerId} and ${actorId} = (
            select t.telegram_id from telegram_account t where t.reseller_id = r.id order by t.created_at, t.telegram_id limit 1)),
        changed as (
          update reseller r set phone = ${phone} from before b
          where r.id = b.id and r.phone is distinct from ${phone} returning r.id, b.code, b.phone),
        kept as (
          insert into phone_change (reseller_id, previous, changed_at) select id, phone, ${now} from changed),
        audited as (
          insert into audit (at, actor_id, action, subject, detail)
          select ${now}, ${actorId}, 'phone_changed', code, jsonb_build_object('from', phone, 'to', ${phone}::text) from changed)
        select phone from before`;
      return row === undefined ? { kind: 'not_first' } : { kind: 'changed', before: row.phone ?? undefined };
    },

    async phoneWeekAgo(resellerId, now) {
      const [row] = await sql<{ previous: string | null; last_at: Date }[]>`
        select previous, max(changed_at) over () as last_at from phone_change
        where reseller_id = ${resellerId} and changed_at > ${now}::timestamptz - interval '7 days' order by id limit 1`;
      return row && { phone: row.previous ?? undefined, changedAt: row.last_at };
    },

    async sweep(now) {
      await sql`delete from account_code_try where at < ${now}::timestamptz - interval '1 day'`;
    },
  };
}

type PinRequestRow = {
  id: number;
  reseller_id: number;
  telegram_id: number;
  state: PinRequest['state'];
  created_at: Date;
  announced_at: Date | null;
};

function toPinRequest(row: PinRequestRow): PinRequest {
  return {
    id: row.id,
    resellerId: row.reseller_id,
    telegramId: row.telegram_id,
    state: row.state,
    createdAt: row.created_at,
    isAnnounced: row.announced_at !== null,
  };
}

export function createPinRequests(sql: Sql): PinRequests {
  return {
    async open({ resellerId, telegramId }, now) {
      const [row] = await sql<({ verdict: 'opened' | 'exists' } & PinRequestRow)[]>`
        select verdict, (request).* from pin_request_open(${resellerId}, ${telegramId}, ${now})`;
      if (row === undefined) throw new Error(`no answer about a forgotten PIN of ${resellerId}`);
      return { kind: row.verdict, request: toPinRequest(row) };
    },

    async find(id) {
      const [row] = await sql<PinRequestRow[]>`select * from pin_request where id = ${id}`;
      return row && toPinRequest(row);
    },

    async announced(id, now) {
      await sql`update pin_request set announced_at = ${now} where id = ${id}`;
    },
  };
}
