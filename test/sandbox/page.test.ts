import { request } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Action } from '../../src/sandbox/web/actions.ts';
import type { PageChat, PageEvent, PageState } from '../../src/sandbox/web/protocol.ts';
import { readOnly, type SandboxPage, startPage } from '../../src/sandbox/web/server.ts';
import { connect } from '../../src/store/connect.ts';
import { ownDirectory, processesOf, runSandbox } from './sandbox-process.ts';

const BUDI = 1001;
const SITI = 1002;
const PATIENCE = { timeout: 120_000 };
const MAX_TRANSFERRED_BYTES = 100_000;

let sandbox: Sandbox;
let page: SandboxPage;

beforeAll(async () => {
  sandbox = await startSandbox({ env: {} });
  page = await startPage({ sandbox, port: 0 });
}, 120_000);

afterAll(async () => {
  await page?.close();
  await sandbox?.stop();
});

type Reply = { status: number; body: string; headers: Record<string, string | string[] | undefined> };

/** As any program may ask, with the headers it likes. */
function ask(
  path: string,
  options: { method?: string; headers?: object; body?: string } = {},
): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: page.port, path, method, headers: { ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
        );
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

const url = (path: string) => new URL(path, page.url);

async function state(): Promise<PageState> {
  const body: PageState = JSON.parse(await (await fetch(url('/api/state'))).text());
  return body;
}

async function chatOf(id: number): Promise<PageChat> {
  const body: PageChat = JSON.parse(await (await fetch(url(`/api/chats/${id}`))).text());
  return body;
}

async function act(action: Action): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url('/api/act'), {
    method: 'POST',
    headers: { origin: url('/').origin, 'content-type': 'application/json' },
    body: JSON.stringify(action),
  });
  const body: Record<string, unknown> = JSON.parse(await response.text());
  return { status: response.status, body };
}

type Follower = {
  events: { id: string; event: PageEvent }[];
  isReset: boolean;
  /** Resolves with the first event so far or to come that fits. */
  until<T>(pick: (event: PageEvent) => T | undefined | false): Promise<T>;
  leave(): void;
};

/** A tab that follows the stream. */
async function follow(cursor: string, lastEventId?: string): Promise<Follower> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(url(`/api/stream?after=${cursor}`), { headers, signal: leaving.signal });
  const news = new EventTarget();
  const follower: Follower = {
    events: [],
    isReset: false,
    async until(pick) {
      for (;;) {
        for (const { event } of follower.events) {
          const found = pick(event);
          if (found !== undefined && found !== false) return found;
        }
        await new Promise((resolve) => news.addEventListener('news', resolve, { once: true }));
      }
    },
    leave: () => leaving.abort(),
  };
  const read = async () => {
    let text = '';
    for await (const part of response.body ?? []) {
      text += Buffer.from(part).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
        if (field('event') === 'reset') follower.isReset = true;
        else if (field('data') !== '')
          follower.events.push({ id: field('id'), event: JSON.parse(field('data')) });
      }
      news.dispatchEvent(new Event('news'));
    }
  };
  read().catch(() => {});
  return follower;
}

/** Budi sends an order; resolves with the card that offers it. */
async function offered(follower: Follower, text: string): Promise<{ messageId: number; data: string }> {
  await act({ do: 'send', personId: BUDI, text });
  return follower.until((event) => {
    if (event.type !== 'message' || !event.message.isFromBot) return undefined;
    const button = event.message.keyboard.flat().find((one) => one.text === 'Beli');
    return button?.kind === 'callback' && { messageId: event.message.id, data: button.data };
  });
}

test('the page is what it serves: small, without a word to another host, without a script in its HTML', async () => {
  const seen = new Map<string, string>();
  let transferredBytes = 0;
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.set(path, '');
    const plain = await ask(path, { headers: { host: `localhost:${page.port}` } });
    expect(plain.status, path).toBe(200);
    seen.set(path, plain.body);
    const gzipped = await ask(path, {
      headers: { host: `localhost:${page.port}`, 'accept-encoding': 'gzip' },
    });
    transferredBytes += Number(gzipped.headers['content-length']);
    const named = [
      ...plain.body.matchAll(/(?:href|src)="(\/[^"]*)"|from '\.(\/[^']+)'|^import '\.(\/[^']+)'/gm),
    ];
    for (const [, link, from, bare] of named) await visit(link ?? from ?? bare ?? '');
  };
  await visit('/');
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining(['/main.ts', '/chat.ts', '/base.css', '/icon.svg']),
  );
  for (const [path, body] of seen) {
    const addresses = [...body.matchAll(/(?:https?:)?\/\/[a-z0-9-]+\.[a-z][^\s'"`)]*/gi)].map(
      ([found]) => found,
    );
    expect(
      addresses.filter((one) => !one.endsWith('www.w3.org/2000/svg')),
      path,
    ).toEqual([]);
    if (path.endsWith('.ts'))
      expect(body, path).not.toMatch(/\binterface \w|: string\b(?!')|innerHTML|eval\(/);
  }
  expect(seen.get('/')).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style=/);
  expect(transferredBytes + JSON.stringify(await state()).length).toBeLessThan(MAX_TRANSFERRED_BYTES);

  const { headers } = await ask('/', { headers: { host: `127.0.0.1:${page.port}` } });
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('it answers to its own name on its own port, and lets only itself act', async () => {
  const own = `localhost:${page.port}`;
  for (const host of [
    'konter.example',
    `konter.example:${page.port}`,
    'localhost',
    `localhost:${page.port + 1}`,
  ]) {
    for (const path of ['/', '/api/state', '/api/stream']) {
      expect((await ask(path, { headers: { host } })).status, `${host} ${path}`).toBe(421);
    }
  }
  for (const host of [own, `127.0.0.1:${page.port}`, `[::1]:${page.port}`, `LOCALHOST:${page.port}`]) {
    expect((await ask('/', { headers: { host } })).status, host).toBe(200);
  }
  const body = JSON.stringify({ do: 'send', personId: BUDI, text: 'dari situs lain' });
  const before = sandbox.telegram.user(BUDI).chat.messages.length;
  for (const origin of [
    undefined,
    'null',
    'https://konter.example',
    `http://127.0.0.1:${page.port}`,
    `https://${own}`,
  ]) {
    const headers = { host: own, 'content-type': 'application/json', ...(origin && { origin }) };
    expect((await ask('/api/act', { method: 'POST', headers, body })).status, origin).toBe(403);
  }
  expect(sandbox.telegram.user(BUDI).chat.messages).toHaveLength(before);
  const headers = { host: own, origin: `http://${own}`, 'content-type': 'application/json' };
  expect((await ask('/api/act', { method: 'POST', headers, body: '{"do":"rob"}' })).status).toBe(400);
  expect((await ask('/api/act', { method: 'POST', headers, body: 'not json' })).status).toBe(400);
  expect((await ask('/etc/passwd', { headers: { host: own } })).status).toBe(404);
  expect((await ask('/../server.ts', { headers: { host: own } })).status).toBe(404);
});

test('what it reads the database by cannot write to it', async () => {
  const { sql, close } = connect(readOnly(sandbox.databaseUrl), { max: 1, applicationName: 'test' });
  onTestFinished(close);
  await expect(sql`update reseller set name = 'Malin'`).rejects.toThrow('read-only transaction');
});

test('what no client would offer is refused in words', async () => {
  expect(await act({ do: 'tap', personId: BUDI, messageId: 1, data: 'buy:forged' })).toMatchObject({
    status: 409,
    body: { error: 'Tombol itu sudah tidak ada.' },
  });
  expect((await act({ do: 'send', personId: 77, text: 'halo' })).status).toBe(409);
  expect((await act({ do: 'send', personId: BUDI, text: '  ' })).status).toBe(409);
});

test('a token is bought, the PIN is gone for good, and two tabs see the same', PATIENCE, async () => {
  const { cursor } = await state();
  const [one, two] = [await follow(cursor), await follow(cursor)];
  const { messageId, data } = await offered(one, 'PLN20.01105691111.1234');
  await act({ do: 'tap', personId: BUDI, messageId, data });

  const token = (event: PageEvent) =>
    event.type === 'message' && /SUKSES\. SN: \d{4}-/.test(event.message.text) && event.message;
  expect((await one.until(token)).chatId).toBe(BUDI);
  const captured = await one.until((event) =>
    event.type === 'ledger' ? event.transactions.find(({ reason }) => reason === 'capture') : undefined,
  );
  expect(captured.entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  expect(
    await one.until(
      (event) => event.type === 'orders' && event.orders.find((order) => order.state === 'delivered'),
    ),
  ).toMatchObject({ productCode: 'PLN20', bought: 1, posts: 1, number: captured.number });
  const isPaid = (event: PageEvent) =>
    event.type === 'people' &&
    event.people.find(
      ({ id, available, held }) => id === BUDI && available === 500_000 - 20_746 && held === 0,
    );
  expect(await one.until(isPaid)).toMatchObject({ code: 'K0001' });
  expect(
    await one.until((event) => event.type === 'call' && event.call.call === 'buy' && event.call),
  ).toMatchObject({
    result: 'answered',
    status: 201,
  });

  const deleted = await two.until((event) => event.type === 'deleted' && event.deletion);
  expect(deleted).toMatchObject({ chatId: BUDI, by: 'bot' });
  await two.until(isPaid);
  const idsOf = ({ events }: Follower) => events.map(({ id }) => id);
  const both = Math.min(one.events.length, two.events.length);
  expect(idsOf(two).slice(0, both)).toEqual(idsOf(one).slice(0, both));
  const chat = await chatOf(BUDI);
  expect(chat.messages.find(({ id }) => id === deleted.messageId)).toMatchObject({
    isDeleted: true,
    text: '',
  });
  expect(JSON.stringify(chat)).not.toContain('01105691111.1234');
});

test('a tab that was away gets what it missed, once, and one that comes from another sandbox begins anew', async () => {
  const { cursor } = await state();
  const first = await follow(cursor);
  await act({ do: 'send', personId: SITI, text: 'SAL' });
  await first.until((event) => event.type === 'message' && event.message.isFromBot && event.message);
  first.leave();
  const { id: lastId } = first.events.at(-1) ?? { id: cursor };
  await act({ do: 'send', personId: SITI, text: 'FORMAT' });
  await sandbox.telegram.waitFor(() => sandbox.telegram.user(SITI).chat.messages.at(-1)?.from === 'bot');

  // A browser says where it was in a header; the address is still that of the first time.
  const back = await follow(cursor, lastId);
  const missed = await back.until(
    (event) => event.type === 'message' && event.message.text === 'FORMAT' && event.message,
  );
  expect(missed.isFromBot).toBe(false);
  const numbers = [...first.events, ...back.events].map(({ id }) => Number(id.split('.')[1]));
  expect(numbers.map((number) => number - (numbers[0] ?? 0))).toEqual(numbers.map((_, index) => index));

  for (const strange of ['', 'x', 'abcdef.3', `${cursor.split('.')[0]}.999999`]) {
    const stranger = await follow(encodeURIComponent(strange));
    await expect.poll(() => stranger.isReset).toBe(true);
    expect(stranger.events).toEqual([]);
  }
});

test('a message has one tick while the bot is away and two when it is back', PATIENCE, async () => {
  const { cursor } = await state();
  const tab = await follow(cursor);
  await act({ do: 'bot', what: 'stop' });
  await tab.until((event) => event.type === 'bot' && event.bot.state === 'stopped');
  const { messageId } = (await act({ do: 'send', personId: SITI, text: 'SAL' })).body;
  const isFetched = async () => (await chatOf(SITI)).messages.find(({ id }) => id === messageId)?.isFetched;
  expect(await isFetched()).toBe(false);
  await act({ do: 'bot', what: 'start' });
  await tab.until((event) => event.type === 'bot' && event.bot.state === 'ready');
  await tab.until((event) => event.type === 'fetched' && event.messageIds.some((id) => id === messageId));
  expect(await isFetched()).toBe(true);
});

test('an answer that is lost and an update that comes twice buy nothing twice', PATIENCE, async () => {
  const { cursor } = await state();
  const tab = await follow(cursor);
  await act({ do: 'fault', choice: 'lose', call: 'buy' });
  await tab.until((event) => event.type === 'faults' && event.faults.length === 1);
  const { messageId, data } = await offered(tab, 'S10.081234567890.1234');
  await act({ do: 'tap', personId: BUDI, messageId, data });
  await tab.until(
    (event) => event.type === 'call' && event.call.call === 'buy' && event.call.fault === 'reset_after',
  );
  await tab.until((event) => event.type === 'faults' && event.faults.length === 0);
  expect((await act({ do: 'repeat_update' })).body).toEqual({ repeated: 1 });

  const order = await tab.until(
    (event) =>
      event.type === 'orders' &&
      event.orders.find(
        ({ destination, state: now }) => destination === '081234567890' && now === 'delivered',
      ),
  );
  expect(order.bought).toBe(1);
});

test('older messages come page by page', async () => {
  const siti = sandbox.telegram.user(SITI);
  // Nobody has to answer these.
  const many = Array.from(
    { length: 130 },
    (_, index) => siti.send(`nomor ${index}`, { date: new Date(0) }).id,
  );
  const first = await chatOf(SITI);
  expect(first.hasMore).toBe(true);
  expect(first.messages.at(-1)?.id).toBe(many.at(-1));
  const path = `/api/chats/${SITI}?before=${first.messages[0]?.id}`;
  const second: PageChat = JSON.parse(await (await fetch(url(path))).text());
  expect(second.messages.at(-1)?.id).toBe((first.messages[0]?.id ?? 0) - 1);
});

test('over midnight all clocks go together, and the bot says the new time', PATIENCE, async () => {
  const { cursor } = await state();
  const tab = await follow(cursor);
  expect((await act({ do: 'jump', to: 'midnight' })).status).toBe(200);
  const { aheadMs, now } = await tab.until((event) => event.type === 'clock' && event.clock);
  expect(aheadMs).toBeGreaterThan(0);
  expect(new Date(now).toISOString()).toMatch(/T17:01:/);
  const { messageId, data } = await offered(tab, 'S10.081234569901.1234');
  await act({ do: 'tap', personId: BUDI, messageId, data });
  const done = await tab.until(
    (event) => event.type === 'message' && /SUKSES.* @00:0\d/.test(event.message.text) && event.message,
  );
  expect(new Date(done.at).toISOString()).toMatch(/T17:0\d:/);
});

test('somebody new is added, and everybody hears of it', async () => {
  const { cursor } = await state();
  const tab = await follow(cursor);
  const { personId } = (await act({ do: 'add_person', name: 'Wati' })).body;
  const wati = await tab.until(
    (event) => event.type === 'people' && event.people.find(({ id }) => id === personId),
  );
  expect(wati).toMatchObject({ name: 'Wati', role: 'stranger' });
});

test('npm run sandbox serves the page until it is told to end', PATIENCE, async () => {
  const dataDir = await ownDirectory();
  const running = runSandbox(['--port', '0', '--data', dataDir]);
  await running.prints('Ctrl+C');
  const [address = ''] = /http:\/\/localhost:\d+\//.exec(running.output()) ?? [];
  expect(await (await fetch(address)).text()).toContain('<title>Konter');

  const second = runSandbox(['--port', new URL(address).port]);
  expect(await second.ended).toBe(64);
  expect(second.output()).toContain('is in use');

  running.kill('SIGINT');
  expect(await running.ended, running.output()).toBe(0);
  expect(running.output()).not.toContain('ExperimentalWarning');
  expect(processesOf(dataDir)).toEqual({ bots: [], databases: [] });
});

test('a page and the terminal are two ways, and a port is a number', async () => {
  for (const args of [
    ['--terminal', '--port', '0'],
    ['--port', 'http'],
    ['--port', '70000'],
  ]) {
    expect(await runSandbox(args).ended).toBe(64);
  }
});
