import type { Complaint, ComplaintMessage, Complaints, Thread } from '../app/complaints.ts';
import { MOST_BEGUN_A_DAY, MOST_OPEN, MOST_OPENED_A_DAY } from '../domain/complaint.ts';
import type { Sql } from './connect.ts';

/** Lines of a thread that are shown. */
const THREAD = 6;
/** Messages of one complaint: beyond that two people should telephone. */
const MOST_MESSAGES = 200;
const CHECKED_EVERY = '1 minute';
/** Also how long what was begun counts. */
const DRAFTS_KEPT = '1 day';
const POSTS_KEPT = '60 days';

type ComplaintRow = {
  id: number;
  reseller_id: number;
  telegram_id: number;
  order_number: number | null;
  state: Complaint['state'];
  created_at: Date;
  opened_at: Date | null;
  closed_at: Date | null;
};

type MessageRow = {
  key: string;
  author: ComplaintMessage['author'];
  author_id: number;
  kind: ComplaintMessage['kind'];
  text: string;
  at: Date;
};

type ThreadRow = ComplaintRow & { code: string; name: string; said: number };

function toComplaint(row: ComplaintRow): Complaint {
  return {
    id: row.id,
    resellerId: row.reseller_id,
    telegramId: row.telegram_id,
    orderNumber: row.order_number ?? undefined,
    state: row.state,
    createdAt: row.created_at,
    openedAt: row.opened_at ?? undefined,
    closedAt: row.closed_at ?? undefined,
  };
}

function toMessage({ author_id: authorId, ...row }: MessageRow): ComplaintMessage {
  return { ...row, authorId };
}

export function createComplaints(sql: Sql): Complaints {
  async function one(rows: Promise<ComplaintRow[]>): Promise<Complaint | undefined> {
    const [row] = await rows;
    return row && toComplaint(row);
  }

  async function threadOf(row: ThreadRow): Promise<Thread> {
    const messages = await sql<MessageRow[]>`
      select key, author, author_id, kind, text, at from complaint_message
      where complaint_id = ${row.id} order by id desc limit ${THREAD}`;
    return {
      complaint: toComplaint(row),
      resellerCode: row.code,
      resellerName: row.name,
      messages: messages.map(toMessage).toReversed(),
      earlier: row.said - messages.length,
    };
  }

  const threads = sql.unsafe(`
    select c.*, r.code, r.name, (select count(*) from complaint_message m where m.complaint_id = c.id) as said
    from complaint c join reseller r on r.id = c.reseller_id`);

  return {
    async draft({ origin, resellerId, telegramId, orderNumber, text }, now) {
      await sql`
        with old as (
          delete from complaint where reseller_id = ${resellerId} and state in ('draft', 'discarded') and origin <> ${origin}
            and created_at <= ${now}::timestamptz - ${DRAFTS_KEPT}::interval returning id),
        unsaid as (delete from complaint_message m using old where m.complaint_id = old.id),
        begun as (
          insert into complaint (reseller_id, telegram_id, origin, order_number, created_at)
          select ${resellerId}, ${telegramId}, ${origin}, ${orderNumber ?? null}::bigint, ${now}
          where (
            select count(*) from complaint
            where reseller_id = ${resellerId} and created_at > ${now}::timestamptz - ${DRAFTS_KEPT}::interval
          ) < ${MOST_BEGUN_A_DAY}
          on conflict (origin) do nothing returning id)
        insert into complaint_message (complaint_id, key, author, author_id, kind, text, at)
        select id, ${origin}, 'reseller', ${telegramId}, 'said', ${text}, ${now} from begun where ${text} <> ''
        on conflict (key) do nothing`;
      const found = await one(sql<ComplaintRow[]>`select * from complaint where origin = ${origin}`);
      return found ?? 'too_often';
    },

    about: (id, resellerId, orderNumber) =>
      one(sql<ComplaintRow[]>`
        update complaint set order_number = ${orderNumber ?? null}
        where id = ${id} and reseller_id = ${resellerId} and state = 'draft' returning *`),

    async open(id, resellerId, now) {
      const [row] = await sql<{ verdict: 'open' | 'closed' | 'too_many' | 'too_often' | 'empty' | null }[]>`
        select complaint_open(${id}, ${resellerId}, ${MOST_OPEN}, ${MOST_OPENED_A_DAY}, ${now}) as verdict`;
      return row?.verdict ?? undefined;
    },

    async discard(id, resellerId) {
      const rows = await sql`
        with gone as (
          update complaint set state = 'discarded'
          where id = ${id} and reseller_id = ${resellerId} and state = 'draft' returning id),
        unsaid as (delete from complaint_message m using gone where m.complaint_id = gone.id)
        select id from gone`;
      return rows.length === 1;
    },

    async say(id, { key, author, authorId, text }, now) {
      await sql`
        insert into complaint_message (complaint_id, key, author, author_id, kind, text, at)
        select id, ${key}, ${author}, ${authorId}, 'said', ${text}, ${now} from complaint
        where id = ${id} and state in ('draft', 'open')
          and (select count(*) from complaint_message where complaint_id = ${id}) < ${MOST_MESSAGES}
        on conflict (key) do nothing`;
      const [said] = await sql`select from complaint_message where key = ${key}`;
      if (said !== undefined) return 'said';
      const [complaint] = await sql<{ state: string }[]>`select state from complaint where id = ${id}`;
      return complaint?.state === 'open' || complaint?.state === 'draft' ? 'full' : 'closed';
    },

    async close(id, author, authorId, now) {
      const rows = await sql`
        with closed as (
          update complaint set state = 'closed', closed_at = ${now}, closed_by = ${authorId}
          where id = ${id} and state = 'open' returning id)
        insert into complaint_message (complaint_id, key, author, author_id, kind, text, at)
        select id, 'closed:' || id, ${author}, ${authorId}, 'closed', '', ${now} from closed`;
      return rows.count === 1;
    },

    async find(id) {
      const [row] = await sql<ThreadRow[]>`${threads} where c.id = ${id} and c.state <> 'discarded'`;
      return row && threadOf(row);
    },

    findByPost: (chatId, messageId) =>
      one(sql<ComplaintRow[]>`
        select c.* from complaint_post p join complaint c on c.id = p.complaint_id
        where p.chat_id = ${chatId} and p.message_id = ${messageId} and c.state <> 'discarded' order by p.at desc, c.id desc limit 1`),

    async stillOpen(resellerId, limit) {
      const rows = await sql<(ThreadRow & { total: number })[]>`
        with still as (
          select id from complaint
          where state = 'open' and (${resellerId ?? null}::integer is null or reseller_id = ${resellerId ?? null}))
        select t.*, (select count(*) from still) as total from (
          ${threads} where c.id in (select id from still order by id limit ${limit})
        ) t order by t.id`;
      return { threads: await Promise.all(rows.map(threadOf)), total: rows[0]?.total ?? 0 };
    },

    async claimPost(id, key, chatId, now) {
      const rows = await sql`
        insert into complaint_post (complaint_id, key, chat_id, at) values (${id}, ${key}, ${chatId}, ${now})
        on conflict (key, chat_id) do nothing`;
      return rows.count === 1;
    },

    async postOf(key, chatId) {
      const [row] = await sql<{ message_id: number }[]>`
        select message_id from complaint_post where key = ${key} and chat_id = ${chatId}`;
      return row?.message_id;
    },

    async posted(id, key, chatId, messageId, now) {
      await sql`
        insert into complaint_post (complaint_id, key, chat_id, message_id, at)
        values (${id}, ${key}, ${chatId}, ${messageId}, ${now})
        on conflict (key, chat_id) do update set message_id = excluded.message_id, at = excluded.at`;
    },

    async unclaimPost(key, chatId) {
      await sql`delete from complaint_post where key = ${key} and chat_id = ${chatId} and message_id = 0`;
    },

    async mayCheck(refId, now) {
      const rows = await sql`
        insert into complaint_check as k (ref_id, checked_at) values (${refId}, ${now})
        on conflict (ref_id) do update set checked_at = excluded.checked_at
        where k.checked_at <= excluded.checked_at - ${CHECKED_EVERY}::interval`;
      return rows.count === 1;
    },

    async sweep(now) {
      await sql`delete from complaint_post where at < ${now}::timestamptz - ${POSTS_KEPT}::interval`;
      await sql`delete from complaint_check where checked_at < ${now}::timestamptz - ${POSTS_KEPT}::interval`;
    },
  };
}
