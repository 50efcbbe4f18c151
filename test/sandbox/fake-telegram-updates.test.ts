import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { InlineKeyboard } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BUDI, call, connect, SITI, underTest } from './telegram-under-test.ts';

const t = underTest({ webhookRetryMs: 5 });

describe('updates', () => {
  test('come again until an offset confirms them', async () => {
    t.budi.send('a');
    t.budi.send('b');
    const [a, b] = await t.bot.api.getUpdates();
    expect([a?.message?.text, b?.message?.text]).toEqual(['a', 'b']);
    expect(await t.bot.api.getUpdates({ limit: 1 })).toEqual([a]);
    expect(await t.bot.api.getUpdates({ offset: (a?.update_id ?? 0) + 1 })).toEqual([b]);
    expect(await t.bot.api.getUpdates({ offset: -1 })).toEqual([b]);
    expect(await t.bot.api.getUpdates({ offset: (b?.update_id ?? 0) + 1 })).toEqual([]);
    expect(t.telegram.pendingUpdates()).toEqual([]);
  });

  test('are held back by a long poll until there is one', async () => {
    const poll = t.bot.api.getUpdates({ timeout: 50 });
    await t.telegram.waitFor(() => t.telegram.isPolled);
    t.budi.send('akhirnya');
    expect((await poll).map(({ message }) => message?.text)).toEqual(['akhirnya']);
  });

  test('go to the later of two pollers, and the earlier is told 409', async () => {
    const first = t.bot.api.getUpdates({ timeout: 50 });
    const refused = expect(first).rejects.toMatchObject({
      error_code: 409,
      description:
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    await t.telegram.waitFor(() => t.telegram.isPolled);
    const second = connect(t.telegram).api.getUpdates({ timeout: 50 });
    await refused;
    await t.telegram.waitFor(() => t.telegram.isPolled);
    t.budi.send('x');
    expect(await second).toHaveLength(1);
  });

  test('are only those asked for, until the choice is changed', async () => {
    await t.bot.api.getUpdates({ allowed_updates: ['callback_query'] });
    t.budi.send('tidak diminta');
    expect(await t.bot.api.getUpdates()).toEqual([]);
    await t.bot.api.getUpdates({ allowed_updates: [] });
    t.budi.send('diminta');
    expect(await t.bot.api.getUpdates()).toHaveLength(1);
  });

  test('can be repeated under the same id although they were confirmed', async () => {
    t.budi.send('a');
    t.budi.send('b');
    const updates = await t.bot.api.getUpdates();
    const next = (updates[1]?.update_id ?? 0) + 1;
    expect(await t.bot.api.getUpdates({ offset: next })).toEqual([]);
    t.telegram.redeliver({ last: 2 });
    expect(await t.bot.api.getUpdates({ offset: next })).toEqual(updates);
    expect(await t.bot.api.getUpdates({ offset: next })).toEqual([]);
    t.telegram.redeliver({ updateId: updates[0]?.update_id ?? 0 });
    expect(await t.bot.api.getUpdates({ offset: next })).toEqual([updates[0]]);
  });

  test('may jump backwards, and an old offset then confirms nothing', async () => {
    t.budi.send('a');
    const offset = ((await t.bot.api.getUpdates())[0]?.update_id ?? 0) + 1;
    expect(await t.bot.api.getUpdates({ offset })).toEqual([]);
    t.telegram.jumpUpdateIds(5_000);
    t.budi.send('b');
    expect(await t.bot.api.getUpdates({ offset })).toMatchObject([
      { update_id: 5_000, message: { text: 'b' } },
    ]);
    expect(await t.bot.api.getUpdates({ offset: 5_001 })).toEqual([]);
  });

  test('expire: a tap after 150 seconds, a message after a day', async () => {
    t.budi.start();
    const card = await t.bot.api.sendMessage(BUDI, 'x', {
      reply_markup: new InlineKeyboard().text('Ya', 'y'),
    });
    t.budi.tap(card.message_id, 'Ya');
    t.clockMs += 151_000;
    expect((await t.bot.api.getUpdates()).map((update) => Object.keys(update)[1])).toEqual(['message']);
    t.clockMs += 24 * 3_600_000;
    expect(await t.bot.api.getUpdates()).toEqual([]);
    t.budi.send('kemarin dulu', { date: new Date(t.clockMs - 25 * 3_600_000) });
    expect(await t.bot.api.getUpdates()).toEqual([]);
  });

  test('that are malformed are passed on as they are', async () => {
    t.telegram.injectUpdate({ message: { text: 7 } });
    t.telegram.injectUpdate({ update_id: 12, message: null });
    t.telegram.injectUpdate('junk');
    expect(await call(t, 'getUpdates')).toEqual({
      ok: true,
      result: [{ update_id: 12, message: null }, 'junk', { update_id: 700_000_001, message: { text: 7 } }],
    });
  });

  test('of one tap can be several, each with ids of its own', async () => {
    t.budi.start();
    const card = await t.bot.api.sendMessage(BUDI, 'x', {
      reply_markup: new InlineKeyboard().text('Ya', 'y'),
    });
    t.budi.tapRepeated(card.message_id, 'Ya', 3);
    const queries = (await t.bot.api.getUpdates()).flatMap(({ callback_query }) => callback_query ?? []);
    expect(queries.map(({ data }) => data)).toEqual(['y', 'y', 'y']);
    expect(new Set(queries.map(({ id }) => id)).size).toBe(3);
  });

  test('show the message of a tap as inaccessible once it is deleted, and carry whatever a forged tap says', async () => {
    t.budi.start();
    const card = await t.bot.api.sendMessage(BUDI, 'x', {
      reply_markup: new InlineKeyboard().text('Ya', 'y'),
    });
    await t.bot.api.deleteMessage(BUDI, card.message_id);
    expect(() => t.budi.tap(card.message_id, 'Ya')).toThrow('sees no message');
    t.telegram.addUser({ id: SITI, firstName: 'Siti' }).forgeTap(card.message_id, 'buy:somebody-else');
    const query = (await t.bot.api.getUpdates()).at(-1)?.callback_query;
    expect(query).toMatchObject({ from: { id: SITI }, data: 'buy:somebody-else', message: { date: 0 } });
  });
});

describe('a webhook', () => {
  async function receiver(
    status: (nth: number) => number,
  ): Promise<{ url: string; got: [unknown, unknown][] }> {
    const got: [unknown, unknown][] = [];
    const take = async (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      got.push([
        request.headers['x-telegram-bot-api-secret-token'],
        JSON.parse(Buffer.concat(chunks).toString()),
      ]);
      response.writeHead(status(got.length)).end();
    };
    const server = createServer((request, response) => void take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    return { url: `http://127.0.0.1:${address.port}/hook`, got };
  }

  test('gets each update with the secret, again until it is taken, and shuts out polling', async () => {
    const { url, got } = await receiver((nth) => (nth === 1 ? 500 : 200));
    const poll = expect(t.bot.api.getUpdates({ timeout: 50 })).rejects.toMatchObject({
      description: 'Conflict: terminated by setWebhook request',
    });
    await t.telegram.waitFor(() => t.telegram.isPolled);
    await t.bot.api.setWebhook(url, { secret_token: 'rahasia_1' });
    await poll;
    t.budi.send('a');
    t.budi.send('b');
    await t.telegram.waitFor(() => t.telegram.pendingUpdates().length === 0);
    expect(got.map(([secret]) => secret)).toEqual(['rahasia_1', 'rahasia_1', 'rahasia_1']);
    expect(got.map(([, update]) => update)).toMatchObject([
      { message: { text: 'a' } },
      { message: { text: 'a' } },
      { message: { text: 'b' } },
    ]);
    expect(await t.bot.api.getWebhookInfo()).toMatchObject({
      url,
      pending_update_count: 0,
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
    await expect(t.bot.api.getUpdates()).rejects.toMatchObject({
      error_code: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
    await t.bot.api.deleteWebhook();
    t.budi.send('c');
    expect(await t.bot.api.getUpdates()).toHaveLength(1);
  });

  test.each([
    ['not a url', {}, 'invalid webhook URL specified'],
    ['https://example.com/', {}, 'bad webhook: Failed to resolve host: the sandbox calls this machine only'],
    [
      'http://127.0.0.1:9/',
      { secret_token: 'spasi tidak boleh' },
      'secret token contains unallowed characters',
    ],
  ])('is refused at %s', async (url, other, reason) => {
    await expect(t.bot.api.setWebhook(url, other)).rejects.toMatchObject({
      description: `Bad Request: ${reason}`,
    });
  });
});
