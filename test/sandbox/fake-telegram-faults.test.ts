import { beforeEach, describe, expect, test } from 'vitest';
import { TELEGRAM_RATE_LIMITS } from '../../src/sandbox/telegram/faults.ts';
import { BUDI, call, SITI, TOKEN, texts, underTest } from './telegram-under-test.ts';

const t = underTest();

describe('faults on demand', () => {
  beforeEach(() => void t.budi.start());

  test.each([
    [
      '429',
      { error_code: 429, description: 'Too Many Requests: retry after 7', parameters: { retry_after: 7 } },
    ],
    ['403', { error_code: 403, description: 'Forbidden: bot was blocked by the user' }],
    ['400', { error_code: 400 }],
    ['500', { error_code: 500, description: 'Internal Server Error' }],
  ] as const)(
    '%s is answered as often as asked, to the method and chat asked, and nothing is sent',
    async (kind, error) => {
      t.telegram.nextFault({ method: 'sendMessage', chatId: BUDI, kind, retryAfterSeconds: 7, times: 2 });
      t.telegram.addUser({ id: SITI, firstName: 'Siti' }).start();
      await t.bot.api.sendMessage(SITI, 'lewat');
      await t.bot.api.getMe();
      expect(await call(t, 'sendMessage', { chat_id: BUDI, text: 'x' })).toMatchObject({
        ok: false,
        ...error,
      });
      expect(await call(t, 'sendMessage', { chat_id: BUDI, text: 'x' })).toMatchObject({
        ok: false,
        ...error,
      });
      expect(texts(t)).toEqual(['user: /start']);
      await t.bot.api.sendMessage(BUDI, 'sampai');
      expect(texts(t)).toEqual(['user: /start', 'bot: sampai']);
    },
  );

  test('drop_after_doing sends the message and cuts the connection', async () => {
    t.telegram.nextFault({ kind: 'drop_after_doing' });
    await expect(t.bot.api.sendMessage(BUDI, 'sekali')).rejects.toThrow('Network request');
    expect(texts(t)).toEqual(['user: /start', 'bot: sekali']);
    expect(t.telegram.calls.at(-1)).toMatchObject({
      method: 'sendMessage',
      chatId: BUDI,
      result: { kind: 'dropped' },
    });
  });

  test('hang neither answers nor does anything, and ends with the client', async () => {
    t.telegram.nextFault({ kind: 'hang' });
    const client = new AbortController();
    const isHanging = t.telegram.waitForEvent(({ type }) => type === 'fault_hit');
    const isOver = t.telegram.waitForEvent(
      (event) => event.type === 'call' && event.call.result.kind === 'abandoned',
    );
    const url = `${t.telegram.apiRoot}/bot${TOKEN}/sendMessage?chat_id=${BUDI}&text=x`;
    const sending = expect(fetch(url, { signal: client.signal })).rejects.toThrow('aborted');
    await isHanging;
    client.abort();
    await sending;
    await isOver;
    expect(texts(t)).toEqual(['user: /start']);
  });
});

test('limits, when switched on, hold a chat to a burst and one message a second, and all chats to 30', async () => {
  t.telegram.setRateLimits(TELEGRAM_RATE_LIMITS);
  const people = Array.from({ length: 30 }, (_, nth) =>
    t.telegram.addUser({ id: 1_000 + nth, firstName: `P${nth}` }),
  );
  for (const person of people) person.start();
  for (let nth = 0; nth < 5; nth += 1) await t.bot.api.sendMessage(1_000, 'x');
  const refused = { error_code: 429, parameters: { retry_after: 1 } };
  await expect(t.bot.api.sendMessage(1_000, 'x')).rejects.toMatchObject(refused);
  for (const { id } of people.slice(5)) await t.bot.api.sendMessage(id, 'x');
  await expect(t.bot.api.sendMessage(1_001, 'x')).rejects.toMatchObject(refused);
  t.clockMs += 1_000;
  await t.bot.api.sendMessage(1_000, 'x');
  await t.bot.api.sendMessage(1_001, 'x');
  await expect(t.bot.api.sendMessage(1_000, 'x')).rejects.toMatchObject(refused);
  t.telegram.setRateLimits(undefined);
  await t.bot.api.sendMessage(1_000, 'x');
});
