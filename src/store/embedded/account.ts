import { readFile, stat } from 'node:fs/promises';
import { EmbeddedPostgresError } from './error.ts';
import { isSystemError } from './system-error.ts';

/** The account a server process runs as; `undefined` stands for our own. */
export type Account = { uid: number; gid: number };

/** What the server itself is asked to be, in this order: the account made for it, else the one everybody has. */
const KNOWN_ACCOUNTS = ['postgres', 'nobody'];

/**
 * Finds the account for the server of the cluster in directory `cluster`, which need not exist yet. PostgreSQL refuses to run as
 * root and to serve files of somebody else, so root takes the owner of the cluster, or for a new one an account it finds.
 * @throws {EmbeddedPostgresError} when the cluster belongs to somebody we cannot act for, or root finds no account.
 */
export async function serverAccount(cluster: string): Promise<Account | undefined> {
  const ourUid = process.getuid?.() ?? 0;
  const owner = await ownerOf(cluster);
  if (ourUid !== 0) {
    if (owner === undefined || owner.uid === ourUid) return undefined;
    throw new EmbeddedPostgresError(
      `${cluster} belongs to user ${owner.uid}: start as that user or as root, or choose another DATA_DIR`,
    );
  }
  if (owner === undefined) return findAccount(await readFile('/etc/passwd', 'utf8'));
  if (owner.uid !== 0) return owner;
  throw new EmbeddedPostgresError(
    `${cluster} belongs to root, for whom PostgreSQL does not run: chown -R it to user postgres or nobody`,
  );
}

async function ownerOf(path: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function findAccount(passwd: string): Account {
  const rows = passwd.split('\n').map((line) => line.split(':'));
  for (const known of KNOWN_ACCOUNTS) {
    const row = rows.find(([name]) => name === known);
    const uid = Number(row?.[2]);
    const gid = Number(row?.[3]);
    if (uid > 0 && gid >= 0) return { uid, gid };
  }
  throw new EmbeddedPostgresError(
    'root cannot run PostgreSQL and /etc/passwd has neither postgres nor nobody: start as a plain user, or set DATABASE_URL',
  );
}
