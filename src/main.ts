import { setTimeout as pause } from 'node:timers/promises';
import { GrammyError } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import { createSeal } from './app/seal.ts';
import { publishCommands } from './chat/bot.ts';
import { OPERATOR_COMMANDS, RESELLER_COMMANDS } from './chat/commands.ts';
import { createInbox, type Inbox } from './chat/inbox.ts';
import { INBOX_QUEUES } from './chat/inbox-queue.ts';
import { createPollingReceiver, createWebhookReceiver, type Receiver } from './chat/receive.ts';
import { clientSignal, createTelegramTransport } from './chat/telegram.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createMetrics } from './http/metrics.ts';
import { ALARM_QUEUES, createAlarms } from './jobs/alarms.ts';
import { startBoss } from './jobs/boss.ts';
import { UPKEEP_QUEUES, workUpkeep } from './jobs/upkeep.ts';
import { createKlikoo } from './klikoo/supplier.ts';
import { createKonter, type Konter, TEXTS } from './konter.ts';
import { createLife, type Life, STOP_WITHIN_MS } from './life.ts';
import { createLogger, type Logger } from './logger.ts';
import { listen, openDatabase, StartError } from './outside.ts';
import { checkDurability, connect, UnsafeDatabaseError } from './store/connect.ts';
import { EmbeddedPostgresError } from './store/embedded/error.ts';
import { createGauges } from './store/gauges.ts';
import { createPollLease } from './store/lease.ts';
import { MigrationError } from './store/migrate.ts';

/** The configuration cannot be used (sysexits.h, EX_CONFIG): starting again will not help. */
const EXIT_CONFIG = 78;
const BALANCE_EVERY_MS = 5 * 60_000;
const TELEGRAM_CONNECTIONS = 32;

/** What ends the process: `fail` after closing everything, `databaseGone` at once. */
type Ends = { fail: (error: unknown) => void; databaseGone: () => void };

async function start(
  config: Config,
  log: Logger,
  { signal, opened }: Life,
  { fail, databaseGone }: Ends,
): Promise<void> {
  const { secrets, roles } = config;
  const now = () => new Date();
  const botToken = secrets.botToken.reveal();
  const botId = Number(botToken.split(':')[0]);

  const url = await openDatabase(config, log, opened, databaseGone);
  const { sql, close: closeSql } = connect(url, { applicationName: 'konter', max: 20 });
  opened('database', closeSql);
  await checkDurability(sql);

  const metrics = createMetrics();
  const klikoo = createKlikoo({
    baseUrl: config.klikoo.baseUrl,
    clientId: config.klikoo.clientId,
    clientSecret: secrets.klikooClientSecret.reveal(),
    privateKeyPem: secrets.klikooPrivateKey.reveal().export({ type: 'pkcs8', format: 'pem' }).toString(),
    inquiry: config.klikoo.inquiry,
    ...irsOf(config),
    now,
    onCall: (call) => metrics.klikooCalled(call),
  });
  opened('klikoo', () => klikoo.close());
  const transport = createTelegramTransport({ connections: TELEGRAM_CONNECTIONS });
  opened('telegram', () => transport.close());

  const isWorking = roles.has('work');
  const boss = await startBoss({
    url,
    log,
    queues: [...INBOX_QUEUES, ...ALARM_QUEUES, ...UPKEEP_QUEUES],
    runsJobs: isWorking,
  });
  opened('queue', () => boss.stop({ graceful: true, timeout: 2_000 }));

  const konter = createKonter({
    config,
    sql,
    klikoo,
    transport,
    alarms: (messenger) => alarmsWith(messenger),
    onError: (err) => log.error({ err }, 'work on orders failed and will be done again'),
    onState: (state, productCode) => metrics.orderEntered(state, productCode),
    onReply: (afterMs) => metrics.replied(afterMs),
  });
  function alarmsWith(messenger: Konter['messenger']) {
    return createAlarms({
      boss,
      messenger,
      adminIds: new Set(config.adminIds),
      texts: (language) => TEXTS[language],
      timeZone: config.timeZone,
    });
  }

  let bot: ReturnType<Konter['createBot']> | undefined;
  const inbox: Inbox = createInbox({
    boss,
    botId,
    seal: createSeal(secrets.pinPepper.reveal(), 'inbox'),
    async handle(update, delivery) {
      if (bot === undefined) throw new Error('the bot is not there yet');
      await bot.handle(update, delivery);
    },
    async onParked(parked) {
      if (bot === undefined) throw new Error('the bot is not there yet');
      await bot.giveUp(parked);
      await konter.alarms.raise({ kind: 'update_parked', ...parked });
    },
    log,
  });
  async function storeUpdates(updates: readonly unknown[]): Promise<void> {
    await inbox.store(updates);
    for (const update of updates) metrics.updateReceived(kindOf(update));
  }

  let klikooBalance: number | undefined;
  if (isWorking) {
    konter.loops.start();
    opened('order loops', () => konter.loops.stop());
    await alarmsWith(konter.messenger).work();
    await workUpkeep({
      boss,
      sendSummaries: () => konter.sendSummaries(),
      sweep: () => konter.sweep(),
      log,
    });
    const askBalance = async () => {
      const answer = await klikoo.balance();
      klikooBalance = answer.kind === 'balance' ? answer.balance : undefined;
    };
    void askBalance();
    const timer = setInterval(() => void askBalance(), BALANCE_EVERY_MS);
    opened('balance', async () => clearInterval(timer));
  }

  const receiver = roles.has('receive')
    ? createReceiver(config, url, konter, storeUpdates, log, () => fail(tokenRefused()))
    : undefined;
  metrics.observe({ ...createGauges(sql), klikooBalance: () => klikooBalance });
  if (roles.has('http')) {
    const http = await listen({
      ...config.http,
      metrics,
      async readiness() {
        const [row] = await sql`select 1`;
        const parts = {
          database: row !== undefined,
          queue: await boss.isInstalled(),
          ...(isWorking ? { chat: bot !== undefined } : {}),
          ...(receiver === undefined ? {} : { updates: receiver.isReceiving() }),
        };
        return { ok: Object.values(parts).every(Boolean), parts };
      },
      webhook:
        config.webhook && secrets.webhookSecret
          ? {
              secret: secrets.webhookSecret.reveal(),
              path: '/telegram',
              onUpdate: (update) => storeUpdates([update]),
            }
          : undefined,
      callback: secrets.klikooCallbackSecret
        ? { secret: secrets.klikooCallbackSecret.reveal(), onHint: (refId) => konter.hint(refId) }
        : undefined,
      onError: (err, where) => log.error({ err, where }, 'an HTTP request failed'),
    });
    opened('http', () => http.close());
    log.info({ host: config.http.host, port: http.port }, 'listening');
  }

  // Orders go on while Telegram cannot be reached; only who talks must wait for it.
  if (isWorking) {
    const me = await whoAmI(konter, log, signal);
    bot = konter.createBot(me);
    const menus = { everybody: RESELLER_COMMANDS, operators: OPERATOR_COMMANDS };
    await publishCommands(konter.api, menus, config.adminIds).catch((err: unknown) =>
      log.warn({ err }, 'the command menu was not published'),
    );
    signal.throwIfAborted();
    await inbox.work();
    opened('inbox', () => inbox.stop(STOP_WITHIN_MS - 3_000));
  }
  if (receiver !== undefined) {
    receiver.start();
    opened('receiver', () => receiver.stop());
  }
  log.info({ roles: [...roles] }, 'konter runs');
}

function irsOf(config: Config): { irs?: { idrs: string; pin: string } } {
  const { irs } = config.klikoo;
  const pin = config.secrets.klikooIrsPin;
  return irs && pin ? { irs: { idrs: irs.idrs, pin: pin.reveal() } } : {};
}

function createReceiver(
  config: Config,
  url: string,
  konter: Konter,
  store: (updates: readonly unknown[]) => Promise<void>,
  log: Logger,
  onFatal: () => void,
): Receiver {
  const { webhookSecret } = config.secrets;
  if (config.webhook && webhookSecret) {
    return createWebhookReceiver({
      api: konter.api,
      url: config.webhook.url,
      secret: webhookSecret.reveal(),
      onFatal,
      log,
    });
  }
  return createPollingReceiver({ api: konter.api, lease: createPollLease({ url }), store, onFatal, log });
}

/** Asks until Telegram answers. @throws when it refuses the token, or `signal` is aborted. */
async function whoAmI(konter: Konter, log: Logger, signal: AbortSignal): Promise<UserFromGetMe> {
  for (let failures = 0; ; failures++) {
    try {
      return await konter.api.getMe(clientSignal(signal));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)) {
        throw tokenRefused();
      }
      log.warn({ err: error }, 'Telegram does not answer yet');
      await pause(Math.min(500 * 2 ** failures, 15_000), undefined, { signal });
    }
  }
}

function tokenRefused(): ConfigError {
  return new ConfigError([
    { variable: 'BOT_TOKEN', problem: 'is refused by Telegram', hint: 'Copy it again from BotFather.' },
  ]);
}

function kindOf(update: unknown): string {
  if (typeof update !== 'object' || update === null) return 'other';
  return Object.keys(update).find((key) => key !== 'update_id') ?? 'other';
}

/** Lines for whoever started it: standard error is read by people, the log by machines. */
function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}

async function main(): Promise<void> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    complain(error.message);
    process.exit(EXIT_CONFIG);
  }
  const log = createLogger({ level: config.logLevel });
  const life = createLife(log);
  // Crash-only: what nobody caught has left something half done in memory, and a fresh start does not.
  const die = (err: unknown) => {
    log.fatal({ err }, 'stopping at once after an error nobody caught');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);

  const stop = (signal: string) => {
    if (!life.signal.aborted) log.info({ signal }, 'stopping');
    life.end(0);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));

  const ends: Ends = {
    fail(err) {
      // What fails while everything is being closed was closed under its feet.
      if (life.signal.aborted) return;
      if (!(err instanceof ConfigError)) log.fatal({ err }, 'konter cannot start');
      if (err instanceof Error && EXPLAINED.some((known) => err instanceof known)) complain(err.message);
      life.end(err instanceof ConfigError ? EXIT_CONFIG : 1);
    },
    databaseGone() {
      if (life.signal.aborted) return;
      log.fatal('stopping at once: the embedded PostgreSQL is gone. The next start brings it back');
      process.exit(1);
    },
  };
  await life.start(() => start(config, log, life, ends)).catch(ends.fail);
}

/** Their messages say what to do. */
const EXPLAINED = [ConfigError, StartError, EmbeddedPostgresError, MigrationError, UnsafeDatabaseError];

await main();
