import postgres from 'postgres';
import { withDeadline } from './connect/deadline.ts';

export type LeaseOptions = {
  /** A direct connection: through a pooler in transaction mode the lock would belong to nobody in particular. */
  url: string;
  /** How often the holder makes sure that its connection lives. */
  checkMs?: number;
  /** A database that does not answer for so long has let go, or soon will. */
  deadlineMs?: number;
};

const CHECK_MS = 5_000;
const DEADLINE_MS = 5_000;

/** `KONT`, and which of Konter's locks it is. */
const LOCK = [0x4b_4f_4e_54, 1] as const;

/** For the server, which else would keep the lock of a machine that fell silent for two hours (Linux's default). */
const KEEPALIVE = { tcp_keepalives_idle: 10, tcp_keepalives_interval: 5, tcp_keepalives_count: 3 };

/**
 * A lease over an advisory lock, which PostgreSQL takes back by itself when the connection ends. While the network keeps a dead
 * connection from both sides, two may believe that they hold it: what it guards must bear that for a moment.
 */
export function createPollLease({ url, checkMs = CHECK_MS, deadlineMs = DEADLINE_MS }: LeaseOptions) {
  let session: postgres.Sql | undefined;
  let isHeld = false;
  let checking: NodeJS.Timeout | undefined;

  function open(): postgres.Sql {
    const opened = postgres(url, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: Math.ceil(deadlineMs / 1000),
      // Nobody catches what this query of the driver's own meets, so that a server that ends at that moment would end us.
      fetch_types: false,
      connection: { application_name: 'konter lease', statement_timeout: deadlineMs, ...KEEPALIVE },
      onnotice: () => {},
      // The driver connects anew by itself, but the lock stayed with the old connection.
      onclose: () => {
        if (session === opened) drop();
      },
    });
    return opened;
  }

  function drop(): void {
    isHeld = false;
    clearInterval(checking);
    const dropped = session;
    session = undefined;
    // What a dying connection has to say does not matter any more.
    dropped?.end({ timeout: 0 }).catch(() => {});
  }

  async function check(): Promise<void> {
    const checked = session;
    if (checked === undefined) return;
    await withDeadline(checked`select 1`, deadlineMs).catch(() => {
      if (session === checked) drop();
    });
  }

  return {
    /** @throws when the database cannot be asked. */
    async acquire(): Promise<boolean> {
      if (isHeld) return true;
      session ??= open();
      const asked = session;
      try {
        const [row] = await withDeadline(
          asked<
            { locked: boolean }[]
          >`select pg_try_advisory_lock(${LOCK[0]}::int, ${LOCK[1]}::int) as locked`,
          deadlineMs,
        );
        isHeld = row?.locked === true && session === asked;
      } catch (error) {
        if (session === asked) drop();
        throw error;
      }
      if (isHeld) {
        clearInterval(checking);
        checking = setInterval(() => void check(), checkMs);
      }
      return isHeld;
    },

    isHeld: () => isHeld,

    /** Does not fail: ending the session ends the lease. */
    async release(): Promise<void> {
      const released = session;
      isHeld = false;
      clearInterval(checking);
      session = undefined;
      await released?.end({ timeout: 1 }).catch(() => {});
    },
  };
}
