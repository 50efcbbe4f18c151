import { connect } from '../store/connect.ts';
import { startEmbedded } from '../store/embedded.ts';
import { migrate } from '../store/migrate.ts';
import { createResellers } from '../store/resellers.ts';
import { createBankAccounts } from '../store/tickets.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import { createClock } from './clock.ts';
import { openDataDir } from './data-dir.ts';
import { botEnvironment, refuseRealEnvironment } from './environment.ts';
import { SEED_PRODUCTS } from './klikoo/products.ts';
import { type FakeKlikoo, startFakeKlikoo } from './klikoo/server.ts';
import { continueTelegram, rememberFakes } from './memory.ts';
import { OPERATOR, SEED_RESELLERS, seedDatabase } from './seed.ts';
import { type FakeTelegram, startFakeTelegram } from './telegram/server.ts';
import { snapshotSchema } from './telegram/state.ts';

export type SandboxOptions = {
  /** Kept at the end, to be used again. `undefined`: a new temporary directory, removed at the end. */
  dataDir?: string | undefined;
  /** Throws away what an earlier sandbox has left in `dataDir`. */
  isFresh?: boolean;
  /** Its own environment, of which the bot gets next to nothing. Default: that of the process. */
  env?: NodeJS.ProcessEnv;
  /** Hears, line by line, what whoever uses the sandbox should know, such as that the bot has died. */
  say?: (line: string) => void;
  /** Gives up a start that has not ended. */
  signal?: AbortSignal;
};

/** Where a person stands with the bot. */
export type Standing = {
  telegramId: number;
  name: string;
  /** `K0001`; `undefined`: no reseller, or not yet. */
  code: string | undefined;
  /** What he may spend, rupiah. */
  balance: number | undefined;
};

/** A Klikoo, a Telegram, a database and the bot, on this machine alone. */
export type Sandbox = {
  readonly telegram: FakeTelegram;
  readonly klikoo: FakeKlikoo;
  readonly bot: BotProcess;
  /** One more instance on the same database, not started yet; `change` is put over the environment of the first. Whoever asks for it stops it. */
  anotherBot(change?: Readonly<Record<string, string>>): BotProcess;
  /** The time in the bot, at Klikoo and on Telegram. */
  now(): Date;
  /** How far that is ahead of the machine's clock. Only the database's own clock, which decides nothing about orders, goes with the machine. */
  readonly aheadMs: number;
  /** Stops the bot if it runs, moves all clocks, and starts it again. @throws {RangeError} for what is past already. */
  jumpTo(instant: Date): Promise<void>;
  readonly dataDir: string;
  /** Of its PostgreSQL, for `startEmbedded`, which then attaches to it. */
  readonly databaseDir: string;
  readonly databaseUrl: string;
  /** What the bot's processes write to standard output and error. */
  readonly botLog: string;
  /** The whole environment of the bot's processes, but for where they serve HTTP. */
  readonly botEnvironment: Readonly<Record<string, string>>;
  /** False: it goes on with the data of an earlier one. */
  readonly isNew: boolean;
  /** Everybody Telegram knows. */
  standings(): Promise<Standing[]>;
  /** Orders that have been confirmed and have no ending yet that their reseller was told. Those a person must decide do not count. */
  ordersUnderway(): Promise<number>;
  /** Ends everything within seconds, the last thing started first. Again: nothing more happens. */
  stop(): Promise<void>;
};

/** Rupiah. */
const KLIKOO_BALANCE = 10_000_000;
const STOP_BOT_WITHIN_MS = 4_000;
const WELCOME_WITHIN_MS = 5_000;

/**
 * Resolves when the bot receives messages. What was started is ended again when something on the way fails.
 * @throws {RealEnvironmentError}, {DataDirError}, {BotStartError}, {EmbeddedPostgresError}: each says what to do.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { env = process.env, say = () => {}, signal } = options;
  refuseRealEnvironment(env);
  const endings: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= endAll(endings);
    return stopped;
  };
  try {
    return await start({ ...options, env, say }, endings, stop);
  } catch (error) {
    await stop();
    signal?.throwIfAborted();
    throw error;
  }
}

async function start(
  {
    dataDir,
    isFresh = false,
    env,
    say,
    signal,
  }: SandboxOptions & { env: NodeJS.ProcessEnv; say: (line: string) => void },
  endings: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Sandbox> {
  const data = await openDataDir(dataDir, isFresh);
  endings.push(() => data.close());
  const { settings, memory } = data;
  const clock = createClock(memory && lastMoment(memory.telegram));
  const now = () => clock.now();

  const server = await startEmbedded({ dataDir: data.places.database, log: say });
  endings.push(() => server.stop());
  await migrate(server.url);
  const { sql, close } = connect(server.url, { max: 2, applicationName: 'konter sandbox' });
  endings.push(close);
  signal?.throwIfAborted();

  const klikoo = await startFakeKlikoo({
    ...settings.klikoo,
    startBalance: KLIKOO_BALANCE,
    products: SEED_PRODUCTS,
    now,
    ...(memory && { restore: memory.klikoo }),
  });
  endings.push(() => klikoo.close());
  const telegram = await startFakeTelegram({
    token: settings.botToken,
    now,
    ...(memory && { restore: continueTelegram(memory) }),
  });
  endings.push(() => telegram.close());

  const isNew = memory === undefined;
  if (isNew || server.isFresh) {
    await seedDatabase(sql, {
      products: klikoo.products,
      pepper: Buffer.from(settings.pinPepper, 'hex'),
      now: now(),
    });
    const accounts = [{ bank: 'BCA', number: '1234567890', holder: 'PT Konter Sandbox' }];
    const key = 'sandbox:seed:bank';
    await createBankAccounts(sql).set({ key, accounts, actorId: OPERATOR.telegramId }, now());
  }
  if (isNew) for (const person of [OPERATOR, ...SEED_RESELLERS]) welcome(telegram, person);
  if (data.isKept) {
    const remembering = await rememberFakes(data, { telegram, klikoo }, (error) => {
      say(
        `What the fakes know could not be saved: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    endings.push(() => remembering.stop());
  }

  const environment = botEnvironment({
    env,
    settings,
    places: data.places,
    telegram,
    klikoo,
    databaseUrl: server.url,
  });
  const newBot = (change: Readonly<Record<string, string>> = {}) =>
    createBotProcess({
      environment: { ...environment, ...change },
      logFile: data.places.botLog,
      say,
      aheadMs: () => clock.aheadMs,
    });
  const bot = newBot();
  endings.push(() => bot.stop(STOP_BOT_WITHIN_MS));
  signal?.throwIfAborted();
  signal?.addEventListener('abort', () => void bot.stop(STOP_BOT_WITHIN_MS), { once: true });
  await bot.start();
  if (isNew) await welcomed(telegram, say);

  const resellers = createResellers(sql);
  let jumping: Promise<void> = Promise.resolve();
  return {
    telegram,
    klikoo,
    bot,
    anotherBot: newBot,
    now,
    get aheadMs() {
      return clock.aheadMs;
    },
    jumpTo(instant) {
      const jump = async () => {
        const runs = bot.state !== 'stopped';
        await bot.stop(STOP_BOT_WITHIN_MS);
        try {
          clock.jumpTo(instant);
        } finally {
          if (runs) await bot.start();
        }
      };
      // One after the other: a bot started between two would be left behind by the second.
      const jumped = jumping.then(jump);
      jumping = jumped.catch(() => {});
      return jumped;
    },
    dataDir: data.path,
    databaseDir: data.places.database,
    databaseUrl: server.url,
    botLog: data.places.botLog,
    botEnvironment: environment,
    isNew,
    standings: () =>
      Promise.all(
        telegram.users().map(async ({ id, firstName }) => {
          const reseller = await resellers.findByTelegramId(id);
          const balances = reseller && (await resellers.balances(reseller.id));
          return { telegramId: id, name: firstName, code: reseller?.code, balance: balances?.available };
        }),
      ),
    async ordersUnderway() {
      const [row] = await sql<{ underway: number }[]>`
        select count(*) as underway from orders where state in ('held', 'submitted') or tell_at is not null`;
      return row?.underway ?? 0;
    },
    stop,
  };
}

/** When the newest message a fake Telegram remembers was sent, if there is one. @throws {ZodError} when it is no snapshot. */
function lastMoment(telegram: unknown): Date | undefined {
  const { messages } = snapshotSchema.parse(telegram).world;
  const newest = messages.reduce((latest, { date }) => Math.max(latest, date), 0);
  return newest === 0 ? undefined : new Date(newest * 1000);
}

/** Everybody has pressed Start once. The bot finds it waiting when it comes up. */
function welcome(telegram: FakeTelegram, { telegramId, name }: { telegramId: number; name: string }): void {
  telegram
    .addUser({ id: telegramId, firstName: name, username: name.toLowerCase(), languageCode: 'id' })
    .start();
}

/** So that nobody finds the answers to a Start he has not pressed between those to what he types. */
async function welcomed(telegram: FakeTelegram, say: (line: string) => void): Promise<void> {
  const isAnswered = () =>
    telegram.users().every(({ chat }) => chat.messages.some(({ from }) => from === 'bot'));
  try {
    await telegram.waitFor(isAnswered, { timeoutMs: WELCOME_WITHIN_MS });
  } catch {
    say("The bot has not answered everybody's /start yet.");
  }
}

/** In reverse. One that fails does not keep the others from ending. @throws the first failure. */
async function endAll(endings: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of endings.toReversed()) await end().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
