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
import { type Config, ConfigError, type ConfigFault, isLoopback, readConfig } from './config.ts';
import { createMetrics } from './http/metrics.ts';
import { ALARM_QUEUES, createAlarms } from './jobs/alarms.ts';
import { startBoss } from './jobs/boss.ts';
import { watchDurability } from './jobs/durability-watch.ts';
import { createReconcileWork, RECONCILE_QUEUES } from './jobs/reconcile.ts';
import { TELEGRAM_PACE } from './jobs/send-gate.ts';
import { UPKEEP_QUEUES, workUpkeep } from './jobs/upkeep.ts';
import { createKlikoo } from './klikoo/supplier.ts';
import { createKonter, type Konter, TEXTS } from './konter.ts';
import { createLife, type Life, STOP_WITHIN_MS } from './life.ts';
import { createLogger, type Logger } from './logger.ts';
import { listen, openDatabase, StartError } from './outside.ts';
import { checkDurability, connect, type Sql, UnsafeDatabaseError } from './store/connect.ts';
import { EmbeddedPostgresError } from './store/embedded/error.ts';
import { createGauges } from './store/gauges.ts';
import { createPollLease } from './store/lease.ts';
import { MigrationError } from './store/migrate.ts';
import { claimDatabase } from './store/owner.ts';

/** The configuration cannot be used (sysexits.h, EX_CONFIG): starting again will not help. */
const EXIT_CONFIG = 78;
const BALANCE_EVERY_MS = 5 * 60_000;
const DURABILITY_EVERY_MS = 5 * 60_000;
/** Apart from those of the orders, which never stand in line behind a report. */
const REPORT_CONNECTIONS = 4;
const TELEGRAM_CONNECTIONS = 32;

/** Argument of the program: the database is to belong to the bot and the Klikoo it is configured with, whoever had it before. */
const ADOPT = '--adopt';

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
  const reports = connect(url, { applicationName: 'konter reports', max: REPORT_CONNECTIONS });
  opened('database for reports', reports.close);
  await checkDurability(sql);
  await refuseStrangers(sql, config, botId);

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
    queues: [...INBOX_QUEUES, ...ALARM_QUEUES, ...UPKEEP_QUEUES, ...RECONCILE_QUEUES],
    runsJobs: isWorking,
  });
  opened('queue', () => boss.stop({ graceful: true, timeout: 2_000 }));

  const reconciling = createReconcileWork({ boss, timeZone: config.timeZone, log });
  const konter = createKonter({
    config,
    sql,
    reports: reports.sql,
    klikoo,
    transport,
    alarms: (messenger, gate) => alarmsWith(messenger, gate),
    ...(config.messagesPerSecond === undefined
      ? {}
      : { pace: { ...TELEGRAM_PACE, perSecond: config.messagesPerSecond } }),
    onError: (err) => log.error({ err }, 'work on orders failed and will be done again'),
    reconcileLater: (request) => reconciling.request(request),
    onState: (state, productCode) => metrics.orderEntered(state, productCode),
    onReply: (afterMs) => metrics.replied(afterMs),
  });
  function alarmsWith(messenger: Konter['messenger'], gate: Konter['gate']) {
    return createAlarms({
      boss,
      messenger,
      gate,
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
    async onOverflow(overflow) {
      if (bot === undefined) throw new Error('the bot is not there yet');
      await bot.tellTooFast(overflow);
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
    await alarmsWith(konter.messenger, konter.gate).work();
    await workUpkeep({
      boss,
      sendSummaries: () => konter.sendSummaries(),
      sweep: () => konter.sweep(),
      tellTickets: () => konter.tellTickets(),
      payCommissions: () => konter.payCommissions(),
      log,
    });
    await reconciling.work({
      nights: () => konter.reconcileNights(),
      request: (request) => konter.reconcile(request),
    });
    const askBalance = async () => {
      const answer = await klikoo.balance();
      klikooBalance = answer.kind === 'balance' ? answer.balance : undefined;
    };
    void askBalance();
    const timer = setInterval(() => void askBalance(), BALANCE_EVERY_MS);
    opened('balance', async () => clearInterval(timer));
    const watch = () =>
      watchDurability({
        check: () => checkDurability(sql),
        isUnsafe: (error) => error instanceof UnsafeDatabaseError,
        alarms: konter.alarms,
        log,
      }).catch((err: unknown) => log.error({ err }, 'the operators could not be called'));
    const watching = setInterval(() => void watch(), DURABILITY_EVERY_MS);
    opened('durability', async () => clearInterval(watching));
  }

  const receiver = roles.has('receive')
    ? createReceiver(config, url, konter, storeUpdates, log, () => fail(tokenRefused()))
    : undefined;
  metrics.observe({ ...createGauges(reports.sql), klikooBalance: () => klikooBalance });
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

/**
 * A database of one bot holds orders that another must not touch, and what was bought at one Klikoo cannot be asked about at another.
 * @throws {ConfigError} that names both sides, unless the start was told to adopt the database.
 */
async function refuseStrangers(sql: Sql, config: Config, botId: number): Promise<void> {
  const { baseUrl } = config.klikoo;
  const klikoo = isLoopback(baseUrl) ? 'loopback' : baseUrl;
  const owner = await claimDatabase(sql, { botId, klikoo }, process.argv.includes(ADOPT));
  const hint = `Set what belongs to this database, or another database; to hand it over for good, start once with ${ADOPT}.`;
  const faults: ConfigFault[] = [];
  if (owner.botId !== botId) {
    const problem = `is that of bot ${botId}, and the database belongs to bot ${owner.botId}`;
    faults.push({ variable: 'BOT_TOKEN', problem, hint });
  }
  if (owner.klikoo !== klikoo) {
    const problem = `leads to ${klikoo}, and the orders in the database were bought at ${owner.klikoo}`;
    faults.push({ variable: 'KLIKOO_BASE_URL', problem, hint });
  }
  if (faults.length > 0) throw new ConfigError(faults);
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
      const toldMs = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1000 : 0;
      await pause(Math.max(toldMs, Math.min(500 * 2 ** failures, 15_000)), undefined, { signal });
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
