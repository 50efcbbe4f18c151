import { type Client, Generation, type Limits, type OpenClient, type Query } from './generation.ts';

export type Pool = {
  /** The client of this moment: for what is no statement. */
  client: () => Client;
  /** Makes a statement, or a part of one, with the client of this moment, and bounds the wait for its answer. */
  fenced: <Q>(make: (client: Client) => Q) => Q;
  /** Lets what is in flight end for at most `graceMs`. What is asked after that is refused. */
  close: (graceMs: number) => Promise<void>;
};

/**
 * A pool of postgres.js in which no statement is waited for longer than `limits` say, and that does not stay broken. postgres.js
 * itself knows no limit: of a server that falls silent, or accepts and closes, its callers never hear again.
 */
export function createPool(open: OpenClient, limits: Limits): Pool {
  let isClosed = false;
  const alive = new Set<Generation>();
  let current = begin();

  function begin(): Generation {
    const onOver = () => {
      if (!isClosed) current = begin();
    };
    const generation = new Generation(open, onOver, () => alive.delete(generation));
    alive.add(generation);
    return generation;
  }

  return {
    client: () => current.client,

    fenced(make) {
      const generation = current;
      const query = make(generation.client);
      if (!isQuery(query)) return query;
      // postgres.js sends a statement when its `then` or `execute` is first called; that of a part never is.
      const send = query.then.bind(query);
      let answer: Promise<unknown> | undefined;
      const ask = () => {
        answer ??= generation.answer(query, send, limits);
        return answer;
      };
      const then: Query['then'] = (onAnswer, onError) => ask().then(onAnswer, onError);
      const execute = () => {
        // Who awaits it later hears of an error.
        ask().catch(() => {});
        return query;
      };
      Reflect.defineProperty(query, 'execute', { value: execute });
      // oxlint-disable-next-line unicorn/no-thenable -- it is a promise already
      Reflect.defineProperty(query, 'then', { value: then });
      return query;
    },

    async close(graceMs) {
      isClosed = true;
      await Promise.all([...alive].map((generation) => generation.end(graceMs)));
    },
  };
}

function isQuery(value: unknown): value is Query {
  return value instanceof Promise && 'cancel' in value;
}
