import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { INBOX, PARKED } from '../../src/chat/inbox-queue.ts';
import type { BotProcess } from '../../src/sandbox/bot-process.ts';
import { OUTCOMES } from '../../src/sandbox/klikoo/outcomes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, type Sql } from '../../src/store/connect.ts';
import { type Load, startLoad } from './load.ts';
import { POINTS, type Point } from './points.ts';
import { type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts';
import { createRandom, type Random } from './random.ts';
import { compare, REFUSED_SUFFIXES, type Truth } from './truth.ts';
import { createVictim, type Recovery, type Victim } from './victim.ts';

export type CrashOptions = Omit<WorldOptions, 'random'> & {
  seed: number;
  kills: number;
  /** Default: {@link POINTS}. */
  points?: readonly Point[];
  /** Kills at points only, and at each once. Otherwise some kills are at random moments, and some before it is up again. */
  isExact?: boolean;
  say?: (line: string) => void;
};

export type CrashReport = Truth & {
  seed: number;
  /** How often at a random moment, and at each point. */
  kills: Map<string, number>;
  /** Lives in which no point was reached, and that ended at random therefore. */
  missed: number;
  updates: number;
  taps: number;
  recoveries: readonly Recovery[];
};

const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/konter-compiled', import.meta.url));
const AT_RANDOM = 'a random moment';
/** Of those points at which it was killed least often, the first that is reached counts; after this, also others. */
const WIDEN_EVERY_MS = 700;
const POINT_WITHIN_MS = 8_000;
const MOMENT_WITHIN_MS = 1_500;
/** It gets something done before it is killed at a point. */
const LIVE_WITHIN_MS = 800;
const READY_WITHIN_MS = 60_000;
/** What has not come to rest, and of which no more has for so long, shows as a difference. */
const NO_MORE_AFTER_MS = 90_000;
/** What Klikoo has not ended by then, it is made to end when all comes to rest. */
const DECIDE_AFTER_MS = 12_000;

/** The sandbox with its bot behind a proxy, and people who use it. */
export type World = {
  sandbox: Sandbox;
  bot: BotProcess;
  proxy: PostgresProxy;
  /** Through the proxy, as the bot's. */
  sql: Sql;
  load: Load;
};

export type WorldOptions = {
  random: Random;
  people: number;
  /** Longest pause of a person between two things he does. */
  pauseMs: number;
  /** Default: every outcome of the sandbox's Klikoo, most of them ordinary. */
  suffixes?: readonly [string, ...string[]];
  /** Of the sandbox. Default: a temporary one. */
  dataDir?: string;
  logLevel?: 'info' | 'warn';
  /** When all comes to rest, what a dead process was doing is taken up so many seconds after it began. Default: 30. */
  takeUpAfterSeconds?: number;
};

/** Lets people use the bot while `trouble` does its worst, lets all come to rest, and compares what everybody knows. */
export async function underLoad<T>(
  {
    random,
    people,
    pauseMs,
    suffixes = allSuffixes(),
    dataDir,
    logLevel = 'warn',
    takeUpAfterSeconds = 30,
  }: WorldOptions,
  trouble: (world: World) => Promise<T>,
): Promise<Truth & { updates: number; taps: number; result: T }> {
  const sandbox = await startSandbox({
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  await sandbox.bot.stop();
  const proxy = await startPostgresProxy(sandbox.databaseUrl);
  const database = connect(proxy.url, { applicationName: 'test', max: 4 });
  const { sql } = database;
  const bot = sandbox.anotherBot({
    DATABASE_URL: proxy.url,
    LOG_LEVEL: logLevel,
    // So that a life begins sooner.
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  });
  const confirmed = new Set<number>();
  const unsubscribe = sandbox.telegram.subscribe((event) => {
    if (event.type === 'update_confirmed') confirmed.add(event.updateId);
  });
  try {
    sandbox.klikoo.setBalance(1_000_000_000);
    await bot.start();
    const load = await startLoad({ sandbox, sql, random: random.fork(1), people, pauseMs, suffixes });
    const result = await trouble({ sandbox, bot, proxy, sql, load });
    await bot.start();
    await load.stop();
    await comeToRest(sandbox, sql, random.fork(2), takeUpAfterSeconds);
    const truth = await compare(sandbox, sql, load, confirmed);
    return { ...truth, updates: confirmed.size, taps: load.taps, result };
  } finally {
    unsubscribe();
    await bot.stop(4_000);
    await database.close();
    await proxy.close();
    await sandbox.stop();
  }
}

/** Has the real process killed again and again while people use it. */
export async function runCrashes(options: CrashOptions): Promise<CrashReport> {
  const { seed, say = () => {} } = options;
  const random = createRandom(seed);
  const { result, ...truth } = await underLoad(
    { ...options, random },
    async ({ sandbox, bot, proxy, sql }) => {
      const victim = createVictim(sandbox, bot, proxy);
      const counts = await killAll(bot, victim, sql);
      await bot.whenReady();
      victim.close();
      say('Faults are over; all comes to rest.');
      return { ...counts, recoveries: victim.recoveries };
    },
  );
  return { ...truth, ...result, seed };

  async function killAll(bot: BotProcess, victim: Victim, sql: Sql) {
    const own = random.fork(3);
    const points = options.points ?? POINTS;
    const kills = new Map<string, number>();
    let missed = 0;
    const timesAt = (point: Point) => kills.get(point.name) ?? 0;
    const count = (name: string) => kills.set(name, (kills.get(name) ?? 0) + 1);

    /** Those at which it was killed least often come first, and count alone at first. */
    function armedSince(bornMs: number): () => readonly Point[] {
      let isLived = false;
      const living = bot.whenReady().then(() => pause(options.isExact ? 0 : own.below(LIVE_WITHIN_MS)));
      let livedMs = bornMs;
      void living.then(
        () => {
          isLived = true;
          livedMs = performance.now();
        },
        () => {},
      );
      const ordered = shuffled(points, own).sort((a, b) => timesAt(a) - timesAt(b));
      const least = Math.min(...ordered.map(timesAt));
      return () => {
        const waitedMs = isLived ? performance.now() - livedMs : 0;
        const most = options.isExact ? 0 : least + Math.floor(waitedMs / WIDEN_EVERY_MS);
        return ordered.filter((point) => timesAt(point) <= most && (isLived || point.isAtStart));
      };
    }

    const startedMs = performance.now();
    for (let done = 0; done < options.kills; done++) {
      const isAtPoint = options.isExact || own.fraction() < 0.7;
      let struck: Point | undefined;
      if (isAtPoint) {
        struck = await victim.killAt(
          armedSince(performance.now()),
          options.isExact ? READY_WITHIN_MS : READY_WITHIN_MS / 6 + POINT_WITHIN_MS,
        );
        if (struck === undefined) missed += 1;
      } else if (own.fraction() < 0.85) await bot.whenReady();
      if (struck === undefined) {
        do await pause(own.below(MOMENT_WITHIN_MS));
        while (!victim.kill());
      }
      count(struck?.name ?? AT_RANDOM);
      // Its supervisor has not noticed yet.
      while (bot.state === 'ready') await pause(5);
      if ((done + 1) % 25 === 0)
        say(`${done + 1} kills in ${Math.round((performance.now() - startedMs) / 1000)} s`);
      // Half of the time the next life finds everything as it would be a minute later.
      if (options.isExact || own.fraction() < 0.5) await leasesRunOut(sql);
    }
    return { kills, missed };
  }
}

function allSuffixes(): [string, ...string[]] {
  const [first = '', ...others] = OUTCOMES.map(({ suffix }) => suffix).filter(
    (suffix) => suffix.length === 4,
  );
  // Most sales are ordinary ones.
  const ordinary = ['7001', '7002', '7003', '7004', '9901', '9901'];
  return [first, ...others, ...ordinary, ...ordinary, ...ordinary];
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => ({ item, at: random.fraction() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** What a dead process has claimed is free, as it would be by itself some time later. */
async function leasesRunOut(sql: Sql): Promise<void> {
  await sql`
    update orders set next_action_at = now()
    where next_action is not null and next_action_at > now() and state in ('held', 'submitted')`;
  await sql`update orders set tell_at = now() where tell_at > now()`;
  await sql`
    update pgboss.job set heartbeat_on = now() - interval '1 minute' where name in (${INBOX}, ${PARKED}) and state = 'active'`;
}

/** With the bot running: until nothing is due, waits or is on its way any more. */
async function comeToRest(
  sandbox: Sandbox,
  sql: Sql,
  random: Random,
  takeUpAfterSeconds: number,
): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let fewerAtMs = performance.now();
  for (;;) {
    sandbox.klikoo.release();
    for (const { reference, status, createdAtMs } of sandbox.klikoo.transactions) {
      if (status === 'SUCCESS' || status === 'FAILED' || Date.now() - createdAtMs < DECIDE_AFTER_MS) continue;
      const isGood = random.fraction() < 0.5;
      sandbox.klikoo.decide(
        reference,
        isGood
          ? { status: 'SUCCESS', sn: '04120001' }
          : { status: 'FAILED', reason: 'Produk sedang gangguan' },
      );
    }
    const takeUp = `${takeUpAfterSeconds} seconds`;
    await sql`
      update orders set next_action_at = now()
      where next_action_at > now() and state in ('held', 'submitted') and sent_at < now() - ${takeUp}::interval`;
    // As if it had been sent minutes ago: only then is it believed that it never arrived.
    await sql`
      update orders set sent_at = sent_at - interval '3 minutes'
      where state = 'submitted' and supplier_ref is null
        and sent_at between now() - interval '3 minutes' and now() - ${takeUp}::interval`;
    // Sent twice and refused the second time: after an hour a person looks.
    await sql`
      update orders set submitted_at = now() - interval '61 minutes', next_action_at = least(next_action_at, now())
      where state = 'submitted' and posts > 1 and supplier_ref is null and destination ~ ${REFUSED_SUFFIXES}
        and submitted_at > now() - interval '1 hour'`;
    await sql`update orders set tell_at = now() where tell_at > now() + interval '20 seconds' and tell_at < now() + interval '40 seconds'`;
    const [row] = await sql<{ orders: number; updates: number }[]>`
      select (select count(*) from orders where tell_at is not null or state in ('held', 'submitted')) as orders,
        (select count(*) from pgboss.job where name like 'inbox%' and state < 'completed') as updates`;
    const waiting = sandbox.telegram.pendingUpdates().length;
    const left = (row?.orders ?? 0) + (row?.updates ?? 0) + waiting;
    if (left === 0) return;
    if (left < least) {
      least = left;
      fewerAtMs = performance.now();
    }
    if (performance.now() - fewerAtMs > NO_MORE_AFTER_MS) return;
    await pause(500);
  }
}
