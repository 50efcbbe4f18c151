import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { withDeadline } from './connect/deadline.ts';
import { type Client, createFencedPool } from './connect/fenced-pool.ts';
import { JSONB, WIRE_TYPES } from './connect/wire-types.ts';

export type ConnectOptions = {
  /** Connections at most; 10 without. */
  max?: number;
  /** Seen in `pg_stat_activity`. */
  applicationName: string;
  /** After this the server ends a statement; 5 s without. */
  statementTimeoutMs?: number;
  /** After this a call is rejected although its outcome is unknown. Above `statementTimeoutMs`; 2.5 s above it without. */
  deadlineMs?: number;
  /** `false` behind a pooler in transaction mode: no prepared statements, and no limits of the session, which it would refuse. */
  prepare?: boolean;
};

/**
 * Statements as tagged templates, on any connection of the pool. A statement is a transaction by itself, and there is no other:
 * what `begin` of postgres.js 3.4.9 reports as committed may have been rolled back.
 *
 * A call ends: with an answer, an error of PostgreSQL, an error of the connection, or a `DatabaseDeadlineError`. The latter two say
 * nothing about whether the statement took effect.
 * int8 is a safe whole number or an error, numeric is text, timestamptz a Date, date text, jsonb parsed. `undefined` is refused.
 */
export interface Sql extends postgres.ISql {
  /**
   * Listens on a connection of its own, which is made again when it is lost. `onListening` is called each time it is there: what was
   * notified before that went unheard.
   */
  listen(
    channel: string,
    onNotify: (payload: string) => void,
    onListening?: () => void,
  ): Promise<{ unlisten(): Promise<void> }>;
}

export type Database = {
  sql: Sql;
  /** Drizzle over the same connections, with the same types and deadlines. */
  db: Omit<PostgresJsDatabase, 'transaction'>;
  /** Waits for what is in flight, at most 5 s. */
  close: () => Promise<void>;
};

const CLOSE_WITHIN_MS = 5_000;
/**
 * A statement waits for no other on its connection, so that one without an answer past its time means a broken connection. The
 * types of postgres.js do not know this option.
 */
const NO_PIPELINE = { max_pipeline: 0 };

/** A pool for the database at `url`. It connects when it is first used. */
export function connect(url: string, options: ConnectOptions): Database {
  const { max = 10, applicationName, statementTimeoutMs = 5_000, prepare = true } = options;
  const deadlineMs = options.deadlineMs ?? statementTimeoutMs + 2_500;
  if (deadlineMs <= statementTimeoutMs) throw new RangeError('deadlineMs must be above statementTimeoutMs');

  const open = (applicationName: string, max: number) =>
    postgres(url, {
      max,
      prepare,
      types: WIRE_TYPES,
      ...NO_PIPELINE,
      connect_timeout: statementTimeoutMs / 1000,
      onnotice: () => {},
      connection: {
        application_name: applicationName,
        TimeZone: 'UTC',
        DateStyle: 'ISO, MDY',
        ...(prepare ? sessionLimits(statementTimeoutMs) : {}),
      },
    });

  const pool = createFencedPool(() => open(applicationName, max), deadlineMs);
  // Apart from the pool, so that it outlasts one that is given up.
  const listener = open(`${applicationName} listen`, 1);

  const surface = {
    unsafe: (...call: Parameters<Client['unsafe']>) => pool.fenced((client) => client.unsafe(...call)),
    notify: (channel: string, payload: string) =>
      pool.fenced((client) => client`select pg_notify(${channel}, ${payload})`),
    listen: (...call: Parameters<Sql['listen']>) => withDeadline(listener.listen(...call), deadlineMs),
    array: (...call: Parameters<Client['array']>) => pool.client().array(...call),
    // As text, so that what is a text in JSON is told from text that is JSON.
    json: (value: postgres.JSONValue) => pool.client().typed(JSON.stringify(value), JSONB),
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
    db: drizzle(sql),
    async close() {
      await Promise.all([pool.close(CLOSE_WITHIN_MS), listener.end({ timeout: CLOSE_WITHIN_MS / 1000 })]);
    },
  };
}

/** In milliseconds. A lock is waited for shorter than a statement may last, so that the error says which it was. */
function sessionLimits(statementTimeoutMs: number): Record<string, number> {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.ceil(statementTimeoutMs * 0.8),
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
}

/** This server would lose what it said was stored, or lacks what we use. The message says what to set. */
export class UnsafeDatabaseError extends Error {
  override name = 'UnsafeDatabaseError';
}

const OLDEST_SERVER = 15;

/** @throws {UnsafeDatabaseError} unless the server is new enough and a commit is on disk when it is acknowledged. */
export async function checkDurability(sql: Sql): Promise<void> {
  const [server] = await sql<{ version: number; off: string[] }[]>`
    select current_setting('server_version_num')::int / 10000 as version,
      array(select name from pg_settings where setting = 'off'
        and name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name) as off`;
  const faults = (server?.off ?? []).map((name) => `${name} is off: set ${name} = on`);
  const version = server?.version ?? 0;
  if (version < OLDEST_SERVER) faults.push(`PostgreSQL ${version} is too old: use ${OLDEST_SERVER} or newer`);
  if (faults.length > 0)
    throw new UnsafeDatabaseError(`the database is not safe for money: ${faults.join('; ')}`);
}
