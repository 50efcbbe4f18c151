import { generateKeyPairSync } from 'node:crypto';
import { GrammyError } from 'grammy';
import type { Alarm } from '../../src/app/alarms.ts';
import type { KonterBot } from '../../src/chat/bot.ts';
import { createTelegramTransport } from '../../src/chat/telegram.ts';
import { Secret } from '../../src/config/secret.ts';
import { createKlikoo } from '../../src/klikoo/supplier.ts';
import { createKonter, type Konter, TEXTS } from '../../src/konter.ts';
import { makeCredentials } from '../../src/sandbox/klikoo/credentials.ts';
import { SEED_PRODUCTS } from '../../src/sandbox/klikoo/products.ts';
import { type FakeKlikoo, startFakeKlikoo } from '../../src/sandbox/klikoo/server.ts';
import { OPERATOR, SEED_RESELLERS, type SeedPerson, seedDatabase } from '../../src/sandbox/seed.ts';
import { type FakeTelegram, startFakeTelegram } from '../../src/sandbox/telegram/server.ts';
import type { Sql } from '../../src/store/connect.ts';
import { freshDatabase } from './database.ts';

const BOT_TOKEN = '4711:AAG-a-token-for-tests-and-nothing-else';
const PEPPER = Buffer.alloc(32, 7);
/** One pair for all: making it takes longer than most tests. */
const CREDENTIALS = makeCredentials();
const ANY_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/** What must be nowhere but in the process. */
export const DESK_SECRETS: readonly string[] = [
  BOT_TOKEN,
  CREDENTIALS.clientSecret,
  PEPPER.toString('hex'),
  CREDENTIALS.privateKeyPem.split('\n')[1] ?? '',
];

/** Konter on a real database, with Telegram and Klikoo on loopback and a clock that moves by hand. Nothing runs by itself. */
export type Desk = {
  sql: Sql;
  telegram: FakeTelegram;
  klikoo: FakeKlikoo;
  konter: Konter;
  bot: KonterBot;
  now: () => Date;
  operators: readonly SeedPerson[];
  /** Everything that waits at Telegram is handled, and all that is due for orders is done. */
  settle(): Promise<void>;
  /** Moves the clock in steps, doing what falls due at each. */
  advance(ms: number): Promise<void>;
  alarms: Alarm[];
  errors: unknown[];
  close(): Promise<void>;
};

/** @param operators default: one alone. */
export async function openDesk(start: Date, operators: readonly SeedPerson[] = [OPERATOR]): Promise<Desk> {
  let time = start.getTime();
  const now = () => new Date(time);
  const { sql } = await freshDatabase();
  const telegram = await startFakeTelegram({ token: BOT_TOKEN, now, botUsername: 'konter_bot' });
  const klikoo = await startFakeKlikoo({
    ...CREDENTIALS,
    startBalance: 100_000_000,
    products: SEED_PRODUCTS,
    now,
  });
  for (const { telegramId, name } of [...operators, ...SEED_RESELLERS]) {
    telegram.addUser({ id: telegramId, firstName: name, languageCode: 'id' });
  }
  await seedDatabase(sql, { products: SEED_PRODUCTS, pepper: PEPPER, now: start });

  const client = createKlikoo({
    baseUrl: klikoo.baseUrl,
    clientId: CREDENTIALS.clientId,
    clientSecret: CREDENTIALS.clientSecret,
    privateKeyPem: CREDENTIALS.privateKeyPem,
    inquiry: ['openapi'],
    now,
    timeouts: { headersMs: 500, bodyMs: 500, totalMs: 800 },
  });
  const transport = createTelegramTransport({ connections: 4 });
  const alarms: Alarm[] = [];
  const errors: unknown[] = [];
  let ids = 0;
  const konter = createKonter({
    config: {
      adminIds: operators.map(({ telegramId }) => telegramId),
      timeZone: 'Asia/Jakarta',
      klikoo: {
        baseUrl: klikoo.baseUrl,
        clientId: CREDENTIALS.clientId,
        inquiry: ['openapi'],
        irs: undefined,
        mayResend: true,
      },
      telegramApiRoot: telegram.apiRoot,
      secrets: {
        botToken: new Secret(BOT_TOKEN),
        webhookSecret: undefined,
        klikooClientSecret: new Secret(CREDENTIALS.clientSecret),
        klikooPrivateKey: new Secret(ANY_KEY),
        klikooIrsPin: undefined,
        klikooCallbackSecret: undefined,
        pinPepper: new Secret(PEPPER),
        databaseUrl: undefined,
      },
    },
    sql,
    klikoo: client,
    transport,
    alarms: (messenger) => ({
      async raise(alarm) {
        alarms.push(alarm);
        const message = TEXTS.id.operator.alarm(alarm, 'Asia/Jakarta');
        await messenger.send(OPERATOR.telegramId, message, {});
      },
    }),
    onError: (error) => errors.push(error),
    now,
    newRefId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    newToken: () => `token${String(++ids).padStart(17, '0')}`,
  });
  const bot = konter.createBot(await konter.api.getMe());

  let offset = 0;
  async function settle(): Promise<void> {
    for (;;) {
      const updates = await konter.api.getUpdates({ offset, timeout: 0, limit: 100 });
      for (const update of updates) {
        offset = update.update_id + 1;
        try {
          await bot.handle(update, { attempt: 0, receivedAt: now() });
        } catch (error) {
          if (!(error instanceof GrammyError)) throw error;
          errors.push(error);
        }
      }
      await konter.loops.drain();
      if (updates.length === 0) return;
    }
  }

  return {
    sql,
    telegram,
    klikoo,
    konter,
    bot,
    now,
    operators,
    settle,
    async advance(ms) {
      const end = time + ms;
      const stepMs = Math.max(1_000, ms / 60);
      while (time < end) {
        time = Math.min(time + stepMs, end);
        await settle();
      }
    },
    alarms,
    errors,
    async close() {
      await client.close();
      await transport.close();
      await Promise.all([telegram.close(), klikoo.close()]);
    },
  };
}
