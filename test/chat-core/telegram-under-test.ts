import type { Api } from 'grammy';
import { onTestFinished } from 'vitest';
import { createApi, createTelegramTransport, type TelegramTransport } from '../../src/chat/telegram.ts';
import {
  type FakeTelegram,
  type FakeTelegramOptions,
  startFakeTelegram,
} from '../../src/sandbox/telegram/server.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';

export const TOKEN = '4242:a-token-that-nobody-may-read-anywhere';
export const BUDI = 100;

export type Chat = {
  telegram: FakeTelegram;
  transport: TelegramTransport;
  api: Api;
  budi: TelegramUser;
  clock: { now: Date };
};

/** A Telegram with Budi, who has opened the chat, and our client for it. The clock stands. */
export async function openChat(
  options: Partial<FakeTelegramOptions> & { deadlineMs?: number } = {},
): Promise<Chat> {
  const clock = { now: new Date('2026-11-20T07:00:00Z') };
  const { deadlineMs, ...telegramOptions } = options;
  const telegram = await startFakeTelegram({ token: TOKEN, now: () => clock.now, ...telegramOptions });
  onTestFinished(() => telegram.close());
  const transport = createTelegramTransport({
    connections: 4,
    ...(deadlineMs !== undefined && { deadlineMs }),
  });
  onTestFinished(() => transport.close());
  const budi = telegram.addUser({ id: BUDI, firstName: 'Budi', languageCode: 'id' });
  budi.start();
  return { telegram, transport, api: createApi(TOKEN, telegram.apiRoot, transport), budi, clock };
}
