import type postgres from 'postgres';
import { DatabaseBusyError, withDeadline } from './deadline.ts';
import { type Target, WatchedSocket } from './watched-socket.ts';

export type Client = postgres.Sql;
/** Makes a client of postgres.js that gets its connections from `makeSocket`: its option `socket`. */
export type OpenClient = (makeSocket: (target: Target) => WatchedSocket) => Client;
export type Query = Promise<unknown> & { cancel(): void };
export type Limits = {
  /** So long a statement may wait for a connection. More than it takes to connect, and to be told that it does not work. */
  queueMs: number;
  /** So long it may take in all. What was sent at the last moment must still be ended by the server before that. */
  deadlineMs: number;
  /** With so many unanswered, another is refused at once: waiting would end the same way, later and with more memory. */
  maxUnanswered: number;
};

class ConnectionLostError extends Error {
  override name = 'ConnectionLostError';
  code = 'CONNECTION_CLOSED';
}

/**
 * A client of postgres.js that makes connections until the first of them is lost or silent. Then it is over: what it has begun
 * comes to its end on the sound connections, and whoever holds it begins with a new one.
 *
 * postgres.js 3.4.9 connects a lost connection again together with what was left in its hands. When backends were terminated
 * under load, most connections of a pool ended so: their greeting stayed in the buffer, or statements from between the loss and
 * its notice were neither sent nor refused, and could be taken for answered.
 */
export class Generation {
  readonly client: Client;
  readonly #onOver: () => void;
  readonly #onLeft: () => void;
  readonly #sockets = new Set<WatchedSocket>();
  #isOver = false;
  #isLeaving = false;
  #waiting = 0;

  /** `onOver` is called once, at the loss; `onLeft` when what had begun has ended. Neither after `end`. */
  constructor(open: OpenClient, onOver: () => void, onLeft: () => void = () => {}) {
    this.#onOver = onOver;
    this.#onLeft = onLeft;
    this.client = open((target) => this.#connect(target));
  }

  /**
   * What becomes of `query`, which `send` sends.
   * @throws {DatabaseBusyError} when it could not be sent; {DatabaseDeadlineError} when it was, and there is no answer. Then its
   * connection is broken, and this generation is over.
   */
  async answer(
    query: Query,
    send: Query['then'],
    { queueMs, deadlineMs, maxUnanswered }: Limits,
  ): Promise<unknown> {
    if (this.#waiting >= maxUnanswered) throw new DatabaseBusyError(0);
    let isRefused = false;
    const queueTimer = setTimeout(() => {
      isRefused = 'state' in query && query.state === null;
      if (isRefused) query.cancel();
    }, queueMs);
    this.#waiting += 1;
    try {
      return await withDeadline(send(), deadlineMs, () => this.#finish());
    } catch (error) {
      throw isRefused ? new DatabaseBusyError(queueMs) : error;
    } finally {
      clearTimeout(queueTimer);
      this.#waiting -= 1;
      this.#leaveWhenDone();
    }
  }

  /** Lets what is in flight end for at most `graceMs`. */
  async end(graceMs: number): Promise<void> {
    this.#isOver = true;
    await this.client.end({ timeout: graceMs / 1000 });
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(target: Target): WatchedSocket {
    if (this.#isOver) throw new ConnectionLostError('the connection to the database was lost');
    const socket = new WatchedSocket(target, () => {
      this.#sockets.delete(socket);
      this.#finish();
      this.#leaveWhenDone();
    });
    this.#sockets.add(socket);
    return socket;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onOver();
  }

  #leaveWhenDone(): void {
    const isDone = this.#waiting === 0 || this.#sockets.size === 0;
    if (!this.#isOver || !isDone || this.#isLeaving) return;
    this.#isLeaving = true;
    void this.end(0).then(this.#onLeft);
  }
}
