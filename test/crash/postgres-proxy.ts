import { createServer, connect as dial, type Socket } from 'node:net';

/** A statement on its way to the server: its text, and the `application_name` of the connection. */
export type Statement = { text: string; application: string };

/**
 * What becomes of a statement.
 * - `before`: it does not reach the server, and nothing after it on its connection does.
 * - `after`: the server carries it out; its answer and all that follows is kept back. With `onlyWithRows` an answer without rows is
 *   passed on, and it is as if nothing had been asked.
 * `act` is called at that moment; `cut` breaks the connection. With `isPassedOn` all goes on after that, as if nothing had been.
 */
export type Stop = {
  when: 'before' | 'after';
  onlyWithRows?: boolean;
  isPassedOn?: boolean;
  act: (cut: () => void) => void;
};

export type PostgresProxy = {
  /** The database address it was made for, through the proxy. */
  readonly url: string;
  /** Asked about every statement, parsed or prepared earlier. `undefined`: let it pass. */
  onStatement: ((statement: Statement) => Stop | undefined) | undefined;
  /** Whether connections are taken and everything that comes, in silence. */
  isFrozen: boolean;
  /** Statements seen so far. */
  readonly statements: number;
  /** New connections go to this port of 127.0.0.1 from now on; those there are, are cut. */
  switchTo(port: number): void;
  /** Breaks every connection. */
  cutAll(): void;
  close(): Promise<void>;
};

type Frame = { type: string; bytes: Buffer };

const CANCEL_REQUEST = 80_877_102;

/** Cuts a stream of PostgreSQL's protocol (version 3) into its messages. */
class Framer {
  #rest: Buffer = Buffer.alloc(0);
  #isTyped: boolean;

  /** `isTyped`: whether already its first message begins with a letter, as the server's does. */
  constructor(isTyped: boolean) {
    this.#isTyped = isTyped;
  }

  push(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const lengthAt = this.#isTyped ? 1 : 0;
      if (this.#rest.length < lengthAt + 4) return frames;
      const end = lengthAt + this.#rest.readUInt32BE(lengthAt);
      if (this.#rest.length < end) return frames;
      const bytes = this.#rest.subarray(0, end);
      frames.push({ type: this.#isTyped ? String.fromCharCode(bytes[0] ?? 0) : 'startup', bytes });
      this.#rest = this.#rest.subarray(end);
      this.#isTyped = true;
    }
  }
}

/** The text up to the next zero byte, and where the one after that begins. */
function readText(bytes: Buffer, from: number): { text: string; next: number } {
  const end = bytes.indexOf(0, from);
  return { text: bytes.toString('utf8', from, end), next: end + 1 };
}

function applicationIn(startup: Buffer): string {
  const words = startup.toString('utf8', 8).split('\0');
  return words[words.indexOf('application_name') + 1] ?? '';
}

/** Knows the statements of one connection. */
function createReader() {
  const prepared = new Map<string, string>();
  let application = '';
  return {
    /** The statement this message is about to run, if it is one that runs any. */
    read({ type, bytes }: Frame): Statement | undefined {
      if (type === 'startup') application = applicationIn(bytes);
      if (type === 'Q') return { text: readText(bytes, 5).text, application };
      if (type === 'P') {
        const name = readText(bytes, 5);
        prepared.set(name.text, readText(bytes, name.next).text);
      }
      if (type !== 'B') return undefined;
      const portal = readText(bytes, 5);
      return { text: prepared.get(readText(bytes, portal.next).text) ?? '', application };
    },
  };
}

/** A proxy on loopback before the database at `targetUrl` that understands what passes through, and can stop at a statement. */
export async function startPostgresProxy(targetUrl: string): Promise<PostgresProxy> {
  const target = new URL(targetUrl);
  let port = Number(target.port);
  let statements = 0;
  const sockets = new Set<Socket>();

  function track(socket: Socket, twin: Socket): void {
    sockets.add(socket);
    socket.setNoDelay();
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      twin.destroy();
    });
  }

  function serve(client: Socket): void {
    const upstream = dial(port, '127.0.0.1');
    track(client, upstream);
    track(upstream, client);
    const asked = new Framer(false);
    const answered = new Framer(true);
    const reader = createReader();
    /** Nothing passes any more, either way. */
    let isStopped = false;
    let watched: { stop: Stop; kept: Buffer[]; hasRows: boolean } | undefined;

    client.on('data', (chunk) => {
      if (proxy.isFrozen || isStopped) return;
      const passing: Buffer[] = [];
      for (const frame of asked.push(Buffer.from(chunk))) {
        if (frame.type === 'startup' && frame.bytes.readUInt32BE(4) === CANCEL_REQUEST) {
          passing.push(frame.bytes);
          continue;
        }
        const statement = reader.read(frame);
        if (statement !== undefined) statements += 1;
        const stop = statement && watched === undefined ? proxy.onStatement?.(statement) : undefined;
        if (stop?.when === 'before') {
          isStopped = true;
          if (passing.length > 0) upstream.write(Buffer.concat(passing));
          stop.act(() => client.resetAndDestroy());
          return;
        }
        if (stop?.when === 'after') watched = { stop, kept: [], hasRows: false };
        passing.push(frame.bytes);
      }
      if (passing.length > 0) upstream.write(Buffer.concat(passing));
    });

    upstream.on('data', (chunk) => {
      if (proxy.isFrozen || isStopped) return;
      const passing: Buffer[] = [];
      for (const { type, bytes } of answered.push(Buffer.from(chunk))) {
        if (watched === undefined) {
          passing.push(bytes);
          continue;
        }
        watched.kept.push(bytes);
        watched.hasRows ||= type === 'D';
        // Only now it is committed: the answer to a statement is made before, and sent together with this.
        if (type !== 'Z') continue;
        const { stop, kept, hasRows } = watched;
        watched = undefined;
        if (stop.onlyWithRows && !hasRows) {
          passing.push(...kept);
          continue;
        }
        if (stop.isPassedOn) {
          stop.act(() => client.resetAndDestroy());
          passing.push(...kept);
          continue;
        }
        isStopped = true;
        if (passing.length > 0) client.write(Buffer.concat(passing));
        stop.act(() => client.resetAndDestroy());
        return;
      }
      if (passing.length > 0) client.write(Buffer.concat(passing));
    });
  }

  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  target.port = String(address.port);

  function cutAll(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }
  const proxy: PostgresProxy = {
    url: target.href,
    onStatement: undefined,
    isFrozen: false,
    get statements() {
      return statements;
    },
    switchTo(next) {
      port = next;
      cutAll();
    },
    cutAll,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cutAll();
      await closed;
    },
  };
  return proxy;
}
