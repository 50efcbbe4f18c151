import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import postgres from 'postgres';
import { withDeadline } from './connect/deadline.ts';

export type MigrateOptions = {
  /** Where the migrations and their journal are; the project's own `drizzle/` without. */
  folder?: string;
  /** For another start that migrates. */
  lockWaitMs?: number;
  /** For a table that the running program uses. */
  tableLockWaitMs?: number;
  /** For everything together. */
  deadlineMs?: number;
};

/** The database has other migrations than the program brings. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** Any number, the same in every release: starts that migrate one database wait for each other on it. */
const LOCK_KEY = 7_267_483_001;
/**
 * Whoever wants a table stands in line behind us while we wait for it, orders too: shorter than they wait for a lock. Whoever started
 * us tries again.
 */
const TABLE_LOCK_WAIT_MS = 2_000;
const OUR_MIGRATIONS = fileURLToPath(new URL('../../drizzle', import.meta.url));

/**
 * Brings the database at `url` to the schema of this program. Again, or at the same time from several starts: each migration is
 * applied once. All that are missing are applied in one transaction. `url` must not lead through a pooler in transaction mode.
 * @throws {MigrationError} when a migration is older than the last one applied and so was passed over, or was changed afterwards.
 * @throws {DatabaseDeadlineError} at the deadline; an error of PostgreSQL with code 55P03 when the wait for a lock is over.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  const {
    folder = OUR_MIGRATIONS,
    lockWaitMs = 60_000,
    tableLockWaitMs = TABLE_LOCK_WAIT_MS,
    deadlineMs = 300_000,
  } = options;
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
    await withDeadline(migrateAlone(client, folder, tableLockWaitMs), deadlineMs);
  } finally {
    // Not waiting for what the deadline cut off; with the connection goes the lock.
    await client.end({ timeout: 0 });
  }
}

async function migrateAlone(client: postgres.Sql, folder: string, tableLockWaitMs: number): Promise<void> {
  await client`select pg_advisory_lock(${LOCK_KEY})`;
  await client`select set_config('lock_timeout', ${`${tableLockWaitMs}ms`}, false)`;
  if ((await findTrouble(client, folder)) === undefined) return;
  // Loading them takes longer than the rest of the start, and most starts need neither.
  const { drizzle } = await import('drizzle-orm/postgres-js');
  const { migrate: applyMigrations } = await import('drizzle-orm/postgres-js/migrator');
  await applyMigrations(drizzle(client), { migrationsFolder: folder });
  const trouble = await findTrouble(client, folder);
  if (trouble !== undefined) throw new MigrationError(trouble);
}

/**
 * What keeps the database from being that of the program; `undefined`: nothing. Drizzle compares nothing but the time of the last
 * migration, and is silent about what it passes over.
 */
async function findTrouble(client: postgres.Sql, folder: string): Promise<string | undefined> {
  const [table] = await client<{ is_there: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as is_there`;
  if (!table?.is_there) return 'nothing was applied yet';
  const rows = await client<{ hash: string; at: string }[]>`
    select hash, created_at::text as at from drizzle.__drizzle_migrations`;
  const hashes = new Map(rows.map(({ at, hash }) => [Number(at), hash]));
  for (const { folderMillis, hash } of readMigrationFiles({ migrationsFolder: folder })) {
    const name = `the migration of ${new Date(folderMillis).toISOString()}`;
    const applied = hashes.get(folderMillis);
    if (applied === undefined) return `${name} was passed over: it is older than the last one applied`;
    if (applied !== hash) return `${name} was changed after it had been applied`;
  }
  return undefined;
}
