import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { connect, type Sql } from '../../store/connect.ts';
import type { Sandbox } from '../sandbox.ts';
import { act, actionSchema, addPerson, RefusedError } from './actions.ts';
import { ArmedFaults } from './armed-faults.ts';
import { readAssets } from './assets.ts';
import { readLedger, readOrders, readPeople } from './books.ts';
import { examples } from './examples.ts';
import { Feed } from './feed.ts';
import { guard } from './guard.ts';
import { chatPage, lastMessages } from './messages.ts';
import type { Deletion, PageState } from './protocol.ts';
import { botState, klikooCall, pageClock, relay } from './relay.ts';
import { createWatch } from './watch.ts';

export type SandboxPage = {
  /** `http://localhost:<port>/` */
  readonly url: string;
  readonly port: number;
  /** Ends every connection. The sandbox goes on. */
  close(): Promise<void>;
};

export type SandboxPageOptions = {
  sandbox: Sandbox;
  /** 0: any free one. */
  port: number;
};

const HOST = '127.0.0.1';
const MAX_FILE_BYTES = 5 * 1024 * 1024;
const MAX_ACTION_BYTES = 64 * 1024;
const SHOWN_CALLS = 60;
const SHOWN_DELETIONS = 30;
/** So that a connection that is gone is noticed. */
const ALIVE_EVERY_MS = 20_000;
/** Somebody Telegram knows and the bot does not: he can register. */
const NEWCOMER = 'Rina';

type Parts = { sandbox: Sandbox; sql: Sql; feed: Feed; faults: ArmedFaults; deletions: Deletion[] };

/** Serves the page on loopback. @throws {Error} with `code` EADDRINUSE when the port is taken. */
export async function startPage({ sandbox, port }: SandboxPageOptions): Promise<SandboxPage> {
  const feed = new Feed(randomBytes(6).toString('hex'));
  const faults = new ArmedFaults(sandbox.klikoo);
  const deletions: Deletion[] = [];
  const server = createServer();
  const realPort = await listen(server, port);
  const { sql, close: closeDatabase } = connect(readOnly(sandbox.databaseUrl), {
    max: 2,
    applicationName: 'konter sandbox page',
  });

  if (!sandbox.telegram.users().some(({ firstName }) => firstName === NEWCOMER)) addPerson(sandbox, NEWCOMER);
  const endRelay = relay(sandbox, feed, {
    faults,
    onDeletion(deletion) {
      deletions.push(deletion);
      if (deletions.length > SHOWN_DELETIONS) deletions.shift();
    },
  });
  const watch = createWatch(sql, sandbox, feed);
  feed.onWatched = (isWatched) => watch.watch(isWatched);

  const app = routes({ sandbox, sql, feed, faults, deletions }, () => realPort);
  const answer = getRequestListener(app.fetch);
  server.on('request', (request, response) => void answer(request, response));

  return {
    url: `http://localhost:${realPort}/`,
    port: realPort,
    async close() {
      endRelay();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await watch.stop();
      await closeDatabase();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

/** The page looks at the database and never touches it: the server itself sees to that. */
export function readOnly(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('default_transaction_read_only', 'on');
  return url.href;
}

function routes(parts: Parts, port: () => number): Hono {
  const { sandbox, feed } = parts;
  const { telegram } = sandbox;
  const assets = readAssets();
  const app = new Hono();
  app.use(guard(port));

  app.get('/api/state', async (c) => c.json(await pageState(parts)));
  app.get('/api/chats/:id', async (c) => {
    const before = c.req.query('before');
    const id = Number(c.req.param('id'));
    if (!telegram.users().some((user) => user.id === id)) return c.notFound();
    return c.json(chatPage(telegram, id, before === undefined ? undefined : Number(before)));
  });
  app.get('/api/files/:id', (c) => sendFile(c, sandbox));
  app.get('/api/stream', (c) => stream(c, feed));

  app.post('/api/act', bodyLimit({ maxSize: MAX_ACTION_BYTES }), async (c) => {
    const action = actionSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!action.success) return c.json({ error: 'Permintaan ini tidak dikenal.' }, 400);
    try {
      return c.json(await act(parts, action.data));
    } catch (error) {
      if (error instanceof RefusedError) return c.json({ error: error.message }, 409);
      throw error;
    }
  });
  app.post('/api/people/:id/file', bodyLimit({ maxSize: MAX_FILE_BYTES }), async (c) => {
    const person = telegram.users().find(({ id }) => id === Number(c.req.param('id')));
    if (!person) return c.notFound();
    const name = decodeURIComponent(c.req.header('x-file-name') ?? 'berkas');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const isPhoto = /\.(png|jpe?g)$/i.test(name);
    try {
      const { id } = isPhoto ? person.sendPhoto(bytes) : person.sendDocument(name, bytes);
      return c.json({ messageId: id });
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : String(error) }, 409);
    }
  });

  app.get('*', (c) => {
    const asset = assets.get(c.req.path);
    if (!asset) return c.notFound();
    const isGzipped = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    return c.body(isGzipped ? asset.gzipped : asset.body, 200, {
      'content-type': asset.contentType,
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
      ...(isGzipped && { 'content-encoding': 'gzip' }),
    });
  });
  app.onError((error, c) => c.json({ error: error.message }, 500));
  return app;
}

async function pageState({ sandbox, sql, feed, faults, deletions }: Parts): Promise<PageState> {
  const { telegram, klikoo } = sandbox;
  // First: what happens meanwhile is then in the stream too, and telling it twice does no harm.
  const { cursor } = feed;
  const [people, orders, ledger] = await Promise.all([
    readPeople(sql, telegram),
    readOrders(sql, klikoo),
    readLedger(sql),
  ]);
  return {
    cursor,
    people,
    last: lastMessages(telegram),
    examples: examples(),
    bot: botState(sandbox),
    faults: faults.waiting,
    clock: pageClock(sandbox),
    calls: klikoo.calls.slice(-SHOWN_CALLS).map(klikooCall),
    orders,
    ledger,
    deletions,
  };
}

function stream(c: Context, feed: Feed): Response {
  const cursor = c.req.header('last-event-id') ?? c.req.query('after') ?? '';
  return streamSSE(c, async (out) => {
    const gone = new Promise<void>((resolve) => out.onAbort(resolve));
    let written = Promise.resolve();
    const write = (text: () => Promise<unknown>) => {
      written = written.then(text).then(
        () => {},
        () => {},
      );
    };
    const unfollow = feed.follow(cursor, ({ id, event }) => {
      write(() => out.writeSSE({ id, data: JSON.stringify(event) }));
    });
    if (!unfollow) return out.writeSSE({ event: 'reset', data: '' });
    const alive = setInterval(() => write(() => out.write(': alive\n\n')), ALIVE_EVERY_MS);
    await gone;
    clearInterval(alive);
    unfollow();
  });
}

const SHOWN_INLINE = new Set(['image/png', 'image/jpeg']);

function sendFile(c: Context, { telegram }: Sandbox): Response | Promise<Response> {
  const id = c.req.param('id');
  for (const { chat } of telegram.users()) {
    const file = chat.messages.find((message) => message.file?.id === id && !message.isDeleted)?.file;
    if (!file?.bytes) continue;
    const isInline = SHOWN_INLINE.has(file.mimeType);
    const name = encodeURIComponent(file.name);
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': isInline ? file.mimeType : 'application/octet-stream',
      'content-disposition': `${isInline ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
    });
  }
  return c.notFound();
}
