import postgres from 'postgres';
import type { Client, OpenClient } from './connect/generation.ts';
import { type Listening, listen } from './connect/listen.ts';
import { createPool } from './connect/pool.ts';
import { JSONB, WIRE_TYPES } from './connect/wire-types.ts';

export type ConnectOptions = {
  /** Connections at most; 10 without. */
  max?: number;
  /** Statements that may wait for a connection; what comes on top is refused at once. 250 a connection without. */
  maxWaiting?: number;
  /** Seen in `pg_stat_activity`. */
  applicationName: string;
  /** After this the server ends a statement; 5 s without. */
  statementTimeoutMs?: number;
  /** After this a call is rejected although its outcome is unknown. 5 s above `statementTimeoutMs` without; must be above it. */
  deadlineMs?: number;
  /** `false` behind a pooler in transaction mode: no prepared statements, and no limits of the session, which it would refuse. */
  prepare?: boolean;
};

/**
 * Statements as tagged templates, on any connection of the pool. A statement is a transaction by itself, and there is no other:
 * what `begin` of postgres.js 3.4.9 reports as committed may have been rolled back.
 *
 * A call ends: with an answer; an error of PostgreSQL, or a `DatabaseBusyError`: it had no effect; an error of the connection or a
 * `DatabaseDeadlineError`: nobody knows whether it had one.
 * int8 is a safe whole number or an error, numeric is text, timestamptz a Date, date text, jsonb parsed. `undefined` is refused.
 */
export interface Sql extends postgres.ISql {
  /**
   * Listens on a connection of its own, which is made again when it is lost. `onListening` is called each time it is there: what was
   * notified before that went unheard.
   */
  listen(channel: string, onNotify: (payload: string) => void, onListening?: () => void): Promise<Listening>;
}

export type Database = {
  sql: Sql;
  /** Waits for what is in flight, at most 5 s. */
  close: () => Promise<void>;
};

const CLOSE_WITHIN_MS = 5_000;
/** What a connection works off in well under a second; a line that grows beyond it only makes all of it late. */
const WAITING_PER_CONNECTION = 250;

/** A pool for the database at `url`, which names one host. It connects when it is first used. */
export function connect(url: string, options: ConnectOptions): Database {
  const { max = 10, applicationName, statementTimeoutMs = 5_000, prepare = true } = options;
  const deadlineMs = options.deadlineMs ?? statementTimeoutMs + 5_000;
  if (deadlineMs <= statementTimeoutMs) throw new RangeError('deadlineMs must be above statementTimeoutMs');

  const queueMs = (deadlineMs - statementTimeoutMs) * 0.8;
  const shared = {
    prepare,
    types: WIRE_TYPES,
    fetch_types: false,
    connect_timeout: (queueMs * 0.8) / 1000,
    max_lifetime: null,
    onnotice: () => {},
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      DateStyle: 'ISO, MDY',
      ...(prepare ? sessionSettings(statementTimeoutMs) : {}),
    },
    // A statement waits for no other on its connection, so that silence past its time means that the connection is broken.
    max_pipeline: 0,
  };
  // Not in one literal, because the types of postgres.js know neither `max_pipeline` nor `socket`.
  const open =
    (max: number): OpenClient =>
    (socket) => {
      const unlisted = { max, socket };
      return postgres(url, { ...shared, ...unlisted });
    };

  const maxUnanswered = max + (options.maxWaiting ?? max * WAITING_PER_CONNECTION);
  const pool = createPool(open(max), { queueMs, deadlineMs, maxUnanswered });
  const listening = new Set<Listening>();

  const surface = {
    unsafe: (...call: Parameters<Client['unsafe']>) => pool.fenced((client) => client.unsafe(...call)),
    notify: (channel: string, payload: string) =>
      pool.fenced((client) => client`select pg_notify(${channel}, ${payload})`),
    async listen(...[channel, onNotify, onListening = () => {}]: Parameters<Sql['listen']>) {
      const made = await listen(open(1), deadlineMs, { channel, onNotify, onListening });
      listening.add(made);
      return made;
    },
    // As text, so that what is a text in JSON is told from text that is JSON.
    json: (value: postgres.JSONValue) => pool.client().typed(JSON.stringify(value), JSONB),
    // The server knows which array it expects.
    array: (value: unknown[]) => pool.client().typed(value, 0),
    typed: (value: unknown, oid: number) => pool.client().typed(value, oid),
    // Drizzle writes its own parsers over those of its client. It may, here.
    options: { parsers: {}, serializers: {} },
  };
  const sql = new Proxy(pool.client(), {
    apply: (_target, self, call: Parameters<Client>) =>
      pool.fenced((client) => Reflect.apply(client, self, call)),
    get: (_target, name) => Reflect.get(surface, name),
  });

  return {
    sql,
    async close() {
      const ended = [...listening].map((made) => made.unlisten());
      await Promise.all([pool.close(CLOSE_WITHIN_MS), ...ended]);
    },
  };
}

/** Limits in milliseconds. A lock is waited for shorter than a statement may last, so that the error says which it was. */
function sessionSettings(statementTimeoutMs: number): Record<string, number> {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.ceil(statementTimeoutMs * 0.8),
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // As on any disk of today. With the server's 4, statistics from when there were few rows make it read and sort all of them.
    random_page_cost: 1.1,
  };
}

/** This server would lose what it said was stored, or lacks what we use. The message says what to set. */
export class UnsafeDatabaseError extends Error {
  override name = 'UnsafeDatabaseError';
}

const OLDEST_SERVER = 15;

/** @throws {UnsafeDatabaseError} unless the server is new enough and a commit is on disk when it is acknowledged. */
export async function checkDurability(sql: Sql): Promise<void> {
  const off = await sql<{ name: string }[]>`
    select name from pg_settings
    where setting = 'off' and name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name`;
  // Of sessions to come, which this one does not see: set for the database or the role.
  const later = await sql<{ setting: string }[]>`
    select distinct setting from pg_db_role_setting s, unnest(s.setconfig) setting
    where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
      and s.setrole in (0, (select oid from pg_roles where rolname = current_user)) and setting = 'synchronous_commit=off'`;
  const faults = off.map(({ name }) => `${name} is off: set ${name} = on`);
  if (faults.length === 0)
    faults.push(...later.map(({ setting }) => `${setting} is set for a role or the database: reset it`));
  const [server] = await sql<{ version: number }[]>`
    select current_setting('server_version_num')::int / 10000 as version`;
  const version = server?.version ?? 0;
  if (version < OLDEST_SERVER) faults.push(`PostgreSQL ${version} is too old: use ${OLDEST_SERVER} or newer`);
  if (faults.length > 0)
    throw new UnsafeDatabaseError(`the database is not safe for money: ${faults.join('; ')}`);
}
