import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { withDeadline } from './connect/deadline.ts';

export type MigrateOptions = {
  /** Where the migrations and their journal are; the project's own `drizzle/` without. */
  folder?: string;
  /** For another start that migrates. */
  lockWaitMs?: number;
  /** For everything together. */
  deadlineMs?: number;
};

/** The database has other migrations than the program brings. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** Any number, the same in every release: starts that migrate one database wait for each other on it. */
const LOCK_KEY = 7_267_483_001;
/** A running program that holds a table longer than this goes on; everybody else would stand in line behind us. */
const TABLE_LOCK_WAIT = '10s';
const OUR_MIGRATIONS = fileURLToPath(new URL('../../drizzle', import.meta.url));

/**
 * Brings the database at `url` to the schema of this program. Again, or at the same time from several starts: each migration is
 * applied once. All that are missing are applied in one transaction. `url` must not lead through a pooler in transaction mode.
 * @throws {MigrationError} when a migration is older than the last one applied and so was passed over, or was changed afterwards.
 * @throws {DatabaseDeadlineError} at the deadline; an error of PostgreSQL with code 55P03 when the wait for a lock is over.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  const { folder = OUR_MIGRATIONS, lockWaitMs = 60_000, deadlineMs = 300_000 } = options;
  const client = postgres(url, {
    // The lock belongs to the connection, so there is one.
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: 'konter migrate', lock_timeout: lockWaitMs },
  });
  try {
    await withDeadline(migrateAlone(client, folder), deadlineMs);
  } finally {
    // Not waiting for what the deadline cut off; with the connection goes the lock.
    await client.end({ timeout: 0 });
  }
}

async function migrateAlone(client: postgres.Sql, folder: string): Promise<void> {
  await client`select pg_advisory_lock(${LOCK_KEY})`;
  await client`select set_config('lock_timeout', ${TABLE_LOCK_WAIT}, false)`;
  await applyMigrations(drizzle(client), { migrationsFolder: folder });
  await checkApplied(client, folder);
}

/** Drizzle compares nothing but the time of the last migration, and is silent about what it passes over. */
async function checkApplied(client: postgres.Sql, folder: string): Promise<void> {
  const rows = await client<{ hash: string; at: string }[]>`
    select hash, created_at::text as at from drizzle.__drizzle_migrations`;
  const hashes = new Map(rows.map(({ at, hash }) => [Number(at), hash]));
  for (const { folderMillis, hash } of readMigrationFiles({ migrationsFolder: folder })) {
    const name = `the migration of ${new Date(folderMillis).toISOString()}`;
    const applied = hashes.get(folderMillis);
    if (applied === undefined)
      throw new MigrationError(`${name} was passed over: it is older than the last one applied`);
    if (applied !== hash) throw new MigrationError(`${name} was changed after it had been applied`);
  }
}
