import { Socket } from 'node:net';

/** Where postgres.js wants a connection to: hosts and ports in pairs, or the path of a Unix socket. */
export type Target = { host: string[]; port: number[]; path: string | false };

/**
 * A connection that is already being made, and that tells when it is gone: before its events do, and when postgres.js has
 * removed all listeners, as it does for TLS.
 */
export class WatchedSocket extends Socket {
  /** postgres.js reads it for the name to expect in the certificate. */
  host: string | undefined;
  readonly #onGone: (socket: WatchedSocket) => void;

  constructor({ host, port, path }: Target, onGone: (socket: WatchedSocket) => void) {
    super();
    this.#onGone = onGone;
    this.host = host[0];
    if (path !== false) this.connect({ path });
    else this.connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432 });
    this.setNoDelay();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#onGone(this);
    super._destroy(error, callback);
  }
}
