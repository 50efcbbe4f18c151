import postgres from 'postgres';
import { withDeadline } from './deadline.ts';

export type Client = postgres.Sql;
type Pool = { client: Client; answeredAtMs: number };
type Query = Promise<unknown> & { cancel(): void };

export type FencedPool = {
  /** The client of this moment: for what is no statement by itself. */
  client(): Client;
  /** Makes a statement, or a part of one, with a client of the pool, and bounds the wait for its answer. */
  fenced<Q>(make: (client: Client) => Q): Q;
  /** Lets what is in flight end for at most `graceMs`. What is asked after that is refused. */
  close(graceMs: number): Promise<void>;
};

/**
 * A pool of postgres.js in which no statement is waited for longer than `deadlineMs`, and which does not stay broken: when a
 * connection does not answer, the pool is given up for a new one. `open` makes a pool, which connects when it is first used.
 *
 * postgres.js itself knows no limit: of a server that falls silent, or accepts and closes, its callers never hear again.
 */
export function createFencedPool(open: () => Client, deadlineMs: number): FencedPool {
  let current = newPool();
  const retiring = new Set<Promise<void>>();

  function newPool(): Pool {
    return { client: open(), answeredAtMs: Number.NEGATIVE_INFINITY };
  }

  function retire(pool: Pool): void {
    if (pool !== current) return;
    current = newPool();
    // Sound connections of the old pool still bring their answers.
    const ended = pool.client.end({ timeout: deadlineMs / 1000 });
    retiring.add(ended);
    void ended.finally(() => retiring.delete(ended));
  }

  function giveUp(query: Query, pool: Pool, sinceMs: number): void {
    const wasSent = 'state' in query && query.state !== null;
    // What waits for a connection must not be sent when its caller has gone.
    if (!wasSent) query.cancel();
    // A server that answers others is busy, not gone, and what has not been sent just stands in the queue.
    if (wasSent || pool.answeredAtMs < sinceMs) retire(pool);
  }

  function answerTo(query: Query, send: Query['then'], pool: Pool): Promise<unknown> {
    const sinceMs = performance.now();
    const answer = send(
      (rows) => {
        pool.answeredAtMs = performance.now();
        return rows;
      },
      (error) => {
        if (error instanceof postgres.PostgresError) pool.answeredAtMs = performance.now();
        throw error;
      },
    );
    return withDeadline(answer, deadlineMs, () => giveUp(query, pool, sinceMs));
  }

  return {
    client: () => current.client,

    fenced(make) {
      const pool = current;
      const query = make(pool.client);
      if (!isQuery(query)) return query;
      // postgres.js sends a statement when its `then` is first called, and that of a part never is.
      const send = query.then.bind(query);
      let answer: Promise<unknown> | undefined;
      const then: Query['then'] = (onAnswer, onError) => {
        answer ??= answerTo(query, send, pool);
        return answer.then(onAnswer, onError);
      };
      // oxlint-disable-next-line unicorn/no-thenable -- it is a promise already
      return Object.defineProperty(query, 'then', { value: then });
    },

    async close(graceMs) {
      await Promise.all([current.client.end({ timeout: graceMs / 1000 }), ...retiring]);
    },
  };
}

function isQuery(value: unknown): value is Query {
  return value instanceof Promise && 'cancel' in value;
}
