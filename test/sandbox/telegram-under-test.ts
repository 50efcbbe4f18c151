import { Bot } from 'grammy';
import { afterEach, beforeEach, expect, onTestFinished } from 'vitest';
import {
  type FakeTelegram,
  type FakeTelegramOptions,
  startFakeTelegram,
} from '../../src/sandbox/telegram/server.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';

export const TOKEN = '4242:sandbox-token';
export const BUDI = 100;
export const SITI = 200;
export const GROUP = -500;

type Held = { telegram: FakeTelegram; bot: Bot; budi: TelegramUser };

/** What every test starts with: a Telegram of its own, a bot that does not poll yet, Budi, and a clock that stands. */
export type UnderTest = Readonly<Held> & { clockMs: number };

/** Makes everything anew before each test of the file, and closes it after. */
export function underTest(options: Partial<FakeTelegramOptions> = {}): UnderTest {
  let made: Held | undefined;
  const held = (): Held => {
    if (!made) throw new Error('there is a Telegram only while a test runs');
    return made;
  };
  const t = {
    clockMs: 0,
    get telegram() {
      return held().telegram;
    },
    get bot() {
      return held().bot;
    },
    get budi() {
      return held().budi;
    },
  };
  beforeEach(async () => {
    t.clockMs = Date.UTC(2026, 10, 20, 7, 0, 0);
    const telegram = await start(t, options);
    const budi = telegram.addUser({ id: BUDI, firstName: 'Budi', username: 'budi', languageCode: 'id' });
    made = { telegram, budi, bot: connect(telegram) };
  });
  afterEach(() => {
    expect(JSON.stringify(t.telegram.calls)).not.toContain('Internal Server Error: ');
  });
  return t;
}

/** One more Telegram, on the same clock. */
export async function start(
  clock: { clockMs: number },
  options: Partial<FakeTelegramOptions>,
): Promise<FakeTelegram> {
  const started = await startFakeTelegram({ token: TOKEN, now: () => new Date(clock.clockMs), ...options });
  onTestFinished(() => started.close());
  return started;
}

export function connect(telegram: FakeTelegram): Bot {
  return new Bot(TOKEN, { client: { apiRoot: telegram.apiRoot } });
}

/** Long polling until the test ends. */
export function run(bot: Bot): void {
  const ended = bot.start();
  onTestFinished(async () => {
    await bot.stop();
    await ended;
  });
}

/** The private chat with Budi, line by line. */
export function texts({ budi }: UnderTest): string[] {
  return budi.chat.messages.map(({ from, text }) => `${from === 'bot' ? 'bot' : 'user'}: ${text}`);
}

/** Calls a method as JSON, past grammY. */
export async function call(
  { telegram }: UnderTest,
  method: string,
  parameters: object = {},
): Promise<unknown> {
  const response = await fetch(`${telegram.apiRoot}/bot${TOKEN}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
  return response.json();
}
