import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  createPollingReceiver,
  createWebhookReceiver,
  type PollingOptions,
  type PollLease,
  type Receiver,
} from '../../src/chat/receive.ts';
import { createApi, createTelegramTransport } from '../../src/chat/telegram.ts';
import { type FakeTelegram, startFakeTelegram } from '../../src/sandbox/telegram/server.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import { logBook } from './inbox-under-test.ts';

const TOKEN = '4242:a-token-that-nobody-may-read-anywhere';
const NOW = new Date('2026-11-20T07:00:00Z');

let telegram: FakeTelegram;
let budi: TelegramUser;

beforeEach(async () => {
  telegram = await startFakeTelegram({ token: TOKEN, now: () => NOW });
  onTestFinished(() => telegram.close());
  budi = telegram.addUser({ id: 100, firstName: 'Budi' });
});

function apiFor(token = TOKEN) {
  const transport = createTelegramTransport({ connections: 4 });
  onTestFinished(() => transport.close());
  return createApi(token, telegram.apiRoot, transport);
}

/** One lock, as the database would hold it. */
function lock() {
  let holder: number | undefined;
  let count = 0;
  const lease = (): PollLease & { lose(): void } => {
    const me = ++count;
    return {
      acquire: async () => {
        holder ??= me;
        return holder === me;
      },
      isHeld: () => holder === me,
      release: async () => {
        if (holder === me) holder = undefined;
      },
      lose: () => {
        if (holder === me) holder = undefined;
      },
    };
  };
  return { lease };
}

/** An inbox that keeps what it is given, unless it is told to fail. */
function memoryInbox() {
  const texts: string[] = [];
  let failures = 0;
  return {
    texts,
    failNext: (times: number) => {
      failures = times;
    },
    store: async (updates: readonly unknown[]) => {
      if (failures > 0) {
        failures--;
        throw new Error('the database is down');
      }
      for (const update of updates) {
        const text = JSON.stringify(update);
        texts.push(/"text":"([^"]*)"/.exec(text)?.[1] ?? text);
      }
    },
  };
}

function receiverFor(options: Partial<PollingOptions> & Pick<PollingOptions, 'store'>) {
  const log = { ...logBook(), info: () => {} };
  const fatal: Error[] = [];
  const receiver = createPollingReceiver({
    api: apiFor(),
    lease: lock().lease(),
    log,
    onFatal: (error) => fatal.push(error),
    leaseRetryMs: 5,
    maxPauseMs: 5,
    ...options,
  });
  onTestFinished(() => receiver.stop());
  return { receiver, log, fatal };
}

const receiving = (receiver: Receiver) =>
  vi.waitFor(() => expect(receiver.isReceiving() && telegram.isPolled).toBe(true), { interval: 5 });

describe('long polling', () => {
  test('stores what comes, confirms it with the next call, and asks for no kinds of updates but four', async () => {
    const inbox = memoryInbox();
    const { receiver } = receiverFor({ store: inbox.store });
    expect(receiver.isReceiving()).toBe(false);
    receiver.start();
    await receiving(receiver);
    const message = budi.send('satu');
    budi.edit(message, 'satu lagi');
    budi.send('dua');
    await telegram.waitFor(() => telegram.pendingUpdates().length === 0);
    expect(inbox.texts).toEqual(['satu', 'satu lagi', 'dua']);
  });

  test('confirms nothing that could not be stored, and Telegram sends it again', async () => {
    const inbox = memoryInbox();
    const { receiver, log } = receiverFor({ store: inbox.store });
    receiver.start();
    await receiving(receiver);
    inbox.failNext(2);
    const confirmed: number[] = [];
    telegram.subscribe((event) => {
      if (event.type === 'update_confirmed') confirmed.push(inbox.texts.length);
    });
    budi.send('satu');
    await telegram.waitFor(() => telegram.pendingUpdates().length === 0);
    expect(inbox.texts).toEqual(['satu']);
    expect(confirmed).toEqual([1]);
    expect(log.text()).toContain('the database is down');
    expect(log.text()).not.toContain('satu');
  });

  test('F31: goes on when the numbers of updates jump backwards', async () => {
    const inbox = memoryInbox();
    const { receiver } = receiverFor({ store: inbox.store });
    receiver.start();
    await receiving(receiver);
    budi.send('satu');
    await telegram.waitFor(() => telegram.pendingUpdates().length === 0 && telegram.isPolled);
    telegram.jumpUpdateIds(5);
    budi.send('dua');
    budi.send('tiga');
    await telegram.waitFor(() => telegram.pendingUpdates().length === 0);
    expect(inbox.texts.filter((text, i, all) => all.indexOf(text) === i)).toEqual(['satu', 'dua', 'tiga']);
  });

  test.each(['500', '429', '400', 'drop_after_doing'] as const)(
    'F57, F58: goes on after %s',
    async (kind) => {
      const inbox = memoryInbox();
      const { receiver } = receiverFor({ store: inbox.store });
      telegram.nextFault({ method: 'getUpdates', kind, retryAfterSeconds: 0, times: 2 });
      receiver.start();
      budi.send('satu');
      await vi.waitFor(() => expect(inbox.texts).not.toEqual([]));
      expect(inbox.texts[0]).toBe('satu');
    },
  );

  test('takes over from a webhook and loses nothing that waited there', async () => {
    const api = apiFor();
    await api.setWebhook('http://127.0.0.1:9/nobody', { secret_token: 'rahasia' });
    budi.send('satu');
    const inbox = memoryInbox();
    const { receiver } = receiverFor({ store: inbox.store });
    receiver.start();
    await vi.waitFor(() => expect(inbox.texts).not.toEqual([]));
    expect(inbox.texts).toEqual(['satu']);
  });

  test('F62: stops for good when Telegram does not know the token, and says so without it', async () => {
    const { receiver, fatal, log } = receiverFor({
      api: apiFor('4242:another-token-nobody-may-read'),
      store: async () => {},
    });
    receiver.start();
    await vi.waitFor(() => expect(fatal).toHaveLength(1));
    expect(fatal[0]).toMatchObject({ error_code: 401 });
    expect(receiver.isReceiving()).toBe(false);
    expect(log.text()).not.toContain('another-token');
  });

  test('is down when Telegram cannot be reached, and up again when it can', async () => {
    const { receiver, log } = receiverFor({ store: async () => {} });
    receiver.start();
    await receiving(receiver);
    telegram.nextFault({ kind: '500', times: Number.POSITIVE_INFINITY });
    budi.send('satu');
    await vi.waitFor(() => expect(receiver.isReceiving()).toBe(false));
    telegram.clearFaults();
    await receiving(receiver);
    expect(log.text()).not.toContain(TOKEN);
  });

  test('stopping ends the long poll at once and gives back the lease', async () => {
    const { lease } = lock();
    const { receiver } = receiverFor({ store: async () => {}, lease: lease() });
    receiver.start();
    await receiving(receiver);
    await receiver.stop();
    expect(receiver.isReceiving()).toBe(false);
    expect(await lease().acquire()).toBe(true);
  });

  test('F62: says so when another program polls with its token, is not ready, and goes on when that stops', async () => {
    const inbox = memoryInbox();
    const { receiver, log } = receiverFor({ store: inbox.store });
    await apiFor().setWebhook('http://127.0.0.1:9/nobody');
    receiver.start();
    await receiving(receiver);
    await apiFor().setWebhook('http://127.0.0.1:9/nobody');
    await vi.waitFor(() => expect(log.text()).toContain('another program polls with this token'));
    budi.send('satu');
    await vi.waitFor(() => expect(inbox.texts).toEqual(['satu']));
  });

  test('stopping lets the batch it has be stored', async () => {
    const events: string[] = [];
    let letGo = () => {};
    const { receiver } = receiverFor({
      store: async () => {
        events.push('begin');
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
        events.push('end');
      },
    });
    receiver.start();
    budi.send('satu');
    await vi.waitFor(() => expect(events).toEqual(['begin']));
    const stopped = receiver.stop();
    letGo();
    await stopped;
    expect(events).toEqual(['begin', 'end']);
  });
});

describe('two instances', () => {
  test('only the one with the lease polls; the other is ready and takes over when the lease is lost', async () => {
    const { lease } = lock();
    const inbox = memoryInbox();
    const first = lease();
    const a = receiverFor({ store: inbox.store, lease: first });
    const b = receiverFor({ store: inbox.store, lease: lease() });
    a.receiver.start();
    await receiving(a.receiver);
    b.receiver.start();
    await vi.waitFor(() => expect(b.receiver.isReceiving()).toBe(true));
    budi.send('satu');
    await telegram.waitFor(() => telegram.pendingUpdates().length === 0 && telegram.isPolled);
    const refused = () =>
      telegram.calls.filter(({ result }) => result.kind === 'refused' && result.code === 409);
    expect(refused()).toEqual([]);

    await a.receiver.stop();
    await telegram.waitFor(() => telegram.isPolled);
    budi.send('dua');
    await telegram.waitFor(() => telegram.pendingUpdates().length === 0);
    expect(inbox.texts).toEqual(['satu', 'dua']);
    expect(refused()).toEqual([]);
  });
});

describe('a webhook', () => {
  const webhookFor = (overrides: { token?: string; checkEveryMs?: number } = {}) => {
    const log = { ...logBook(), info: () => {} };
    const fatal: Error[] = [];
    const receiver = createWebhookReceiver({
      api: apiFor(overrides.token),
      url: 'http://127.0.0.1:9/telegram',
      secret: 'rahasia-Telegram_1',
      onFatal: (error) => fatal.push(error),
      log,
      maxPauseMs: 5,
      ...(overrides.checkEveryMs === undefined ? {} : { checkEveryMs: overrides.checkEveryMs }),
    });
    onTestFinished(() => receiver.stop());
    return { receiver, fatal, log };
  };

  test('is set at start, again after an error, and left in place at the end', async () => {
    telegram.nextFault({ method: 'setWebhook', kind: '500', times: 2 });
    const { receiver } = webhookFor();
    receiver.start();
    await vi.waitFor(() => expect(receiver.isReceiving()).toBe(true));
    await receiver.stop();
    const info = await apiFor().getWebhookInfo();
    expect(info.url).toBe('http://127.0.0.1:9/telegram');
    expect(info.allowed_updates).toEqual(['message', 'edited_message', 'callback_query', 'my_chat_member']);
  });

  test('F62: is looked at now and then: taken away it is set again; when the token is revoked, receiving stops', async () => {
    const { receiver, fatal, log } = webhookFor({ checkEveryMs: 5 });
    receiver.start();
    await vi.waitFor(() => expect(receiver.isReceiving()).toBe(true));
    await apiFor().setWebhook('http://127.0.0.1:9/somewhere-else');
    await vi.waitFor(async () =>
      expect((await apiFor().getWebhookInfo()).url).toBe('http://127.0.0.1:9/telegram'),
    );
    expect(log.text()).toContain('somebody has taken the webhook away');

    await telegram.close();
    const revoked = await startFakeTelegram({
      token: '4242:a-new-token',
      now: () => NOW,
      port: telegram.port,
    });
    onTestFinished(() => revoked.close());
    await vi.waitFor(() => expect(fatal).toHaveLength(1));
    expect(fatal[0]).toMatchObject({ error_code: 401 });
    expect(receiver.isReceiving()).toBe(false);
  });

  test('F62: stops for good when Telegram does not know the token', async () => {
    const { receiver, fatal } = webhookFor({ token: '4242:unknown-token' });
    receiver.start();
    await vi.waitFor(() => expect(fatal).toHaveLength(1));
    expect(receiver.isReceiving()).toBe(false);
  });
});
