import { createServer, connect as dial, type Socket } from 'node:net';

/**
 * What the proxy does with its connections.
 * - `pass`: hands everything through.
 * - `freeze`: takes connections and everything that comes, and is silent.
 * - `delay`: hands everything through, 20 ms later.
 * - `hang-up`: takes connections and closes them at once.
 * - `lose-answer`: hands the next statement to the server and, when the server says that it is done, breaks the connection instead.
 */
export type ProxyMode = 'pass' | 'freeze' | 'delay' | 'hang-up' | 'lose-answer';

const DELAY_MS = 20;
/** CommandComplete, with its length and tag. It is sent when what the statement did is committed. */
const IS_DONE = /C\0\0\0.(SELECT|INSERT|UPDATE|DELETE) /s;

export type TcpProxy = {
  /** The database address it was made for, through the proxy. */
  url: string;
  mode: ProxyMode;
  /** Connections taken so far. */
  taken: number;
  /** Breaks every connection. */
  cutAll: () => void;
  close: () => Promise<void>;
};

/** A proxy on loopback before the database at `targetUrl`, for faults of the network and of a server that does not react. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const { hostname, port } = target;
  const sockets = new Set<Socket>();

  function track(socket: Socket, twin: Socket): void {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      twin.destroy();
    });
  }

  function cutAll(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  const server = createServer((client) => {
    proxy.taken += 1;
    if (proxy.mode === 'hang-up') {
      client.destroy();
      return;
    }
    const upstream = dial(Number(port), hostname);
    track(client, upstream);
    track(upstream, client);
    client.on('data', (bytes) => {
      if (proxy.mode === 'delay') setTimeout(() => upstream.write(bytes), DELAY_MS);
      else if (proxy.mode !== 'freeze') upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (proxy.mode === 'lose-answer' && IS_DONE.test(bytes.toString('latin1'))) {
        proxy.mode = 'pass';
        client.resetAndDestroy();
      } else if (proxy.mode !== 'freeze') client.write(bytes);
    });
  });

  const proxy: TcpProxy = {
    url: '',
    mode: 'pass',
    taken: 0,
    cutAll,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cutAll();
      await closed;
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  target.port = String(address.port);
  proxy.url = target.href;
  return proxy;
}
