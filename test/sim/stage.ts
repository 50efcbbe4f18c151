import type { Alarm } from '../../src/app/alarms.ts';
import type { Confirmation } from '../../src/app/confirm-order.ts';
import type { NewCard, NewOrder } from '../../src/app/orders.ts';
import type { OrderRequest } from '../../src/app/quote-order.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Commission } from '../../src/domain/price.ts';
import type { Product } from '../../src/domain/product.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createOrders } from '../../src/store/orders.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { createReader, readPrices, type Snapshot } from './database.ts';
import type { BadHour, Fault, Faults } from './faults.ts';
import {
  checkSend,
  checkStep,
  checkSupplier,
  checkTold,
  ViolationError,
  type Witness,
} from './invariants.ts';
import { createSimTelegram, TelegramRefusalError } from './messenger.ts';
import type { Shown, Update, World } from './process.ts';
import type { Random } from './random.ts';
import {
  createSchedule,
  DatabaseCutError,
  type Effect,
  type Process,
  type Schedule,
  shown,
  tasksWait,
} from './schedule.ts';
import { createSimSupplier } from './supplier.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const BEGIN_MS = Date.parse('2026-11-20T02:00:00Z');
export const OPERATOR = 900;
/** Everything must be at rest by then: longer than anybody goes on asking about an order. */
const REST_WITHIN_MS = 12 * DAY_MS;
/** So often the clock goes to exactly what is due next, after that in leaps: as if everything had been down meanwhile. */
const FINE_ROUNDS = 25;
const MOST_ROUNDS = 2_000;

/** Calls that change nothing which a snapshot shows. */
const READS: ReadonlySet<string> = new Set([
  'balances',
  'codes',
  'find',
  'findByCode',
  'findByOrigin',
  'findById',
  'findByTelegramId',
  'findCard',
  'findCardByMessage',
  'findCase',
  'findSender',
  'globalMarkup',
  'inFlight',
  'inReview',
  'note',
  'ofDay',
  'onSale',
  'page',
  'search',
  'telegramIds',
  'twins',
]);

export type Simulation = {
  seed: number;
  /** What was violated, in words; `undefined`: nothing. */
  violation: string | undefined;
  steps: number;
  effects: number;
  orders: number;
  crashes: number;
  faults: Map<Fault, number>;
  /** States that orders were seen in. */
  states: Map<string, number>;
  /** Other things worth having happened. */
  sights: Map<string, number>;
  trace: string[];
};

export type SimulateOptions = {
  seed: number;
  /** Steps with faults; without, as many as the seed says. */
  steps?: number | undefined;
  without?: ReadonlySet<Fault> | undefined;
  /** What kind of bad luck it has; without, as the seed says. */
  hour?: BadHour | undefined;
  isTraced?: boolean | undefined;
};

export type InboxEntry<Sent> = { update: Sent; repeats: number; by: Process | undefined };

/** One instance of the program, as the stage needs it; `Sent`: what people send it. */
type Player<Sent> = { process: Process; handle(update: Sent): void; hint(refId: string): void };

type StageWorld<Sent> = Omit<World, 'onHandled' | 'onFailed'> & {
  onHandled: (update: Sent, result: unknown) => void;
  onFailed: (update: Sent) => void;
};

/** What is particular about one kind of world. */
export type StageOptions<Sent, Instance> = {
  sql: Sql;
  root: Random;
  /** What happens in this world is drawn from it. */
  random: Random;
  faults: Faults;
  /** See {@link drawBeginning}; the database has been prepared for it. */
  beginMs: number;
  isTraced: boolean;
  createInstance: (world: StageWorld<Sent>, process: Process) => Instance;
  /** After an update has been handled to its end. */
  onHandled: (update: Sent, result: unknown) => void;
  /** A call of the database has been made, and is to be compared with what it may do after this. */
  onCall?: (effect: Effect, value: unknown) => void;
  /** A call that is not to be compared, besides those that only read. */
  isUncompared?: (name: string) => boolean;
  /** The books as they stand now, against themselves and whatever else is known. */
  check: (snapshot: Snapshot) => Promise<void> | void;
  onQuoted?: (card: NewCard, lines: readonly NewOrder[], value: unknown) => void;
};

/** When a world begins: at any time of a day. */
export function drawBeginning(random: Random): number {
  return BEGIN_MS + random.below(DAY_MS);
}

/**
 * What every simulated world has: a clock, a supplier, a Telegram, an inbox, processes that die, and the score that is kept of all that
 * is called. What people do in it, and how often, is the world's own.
 */
export async function createStage<Sent extends { from: number }, Instance extends Player<Sent | Update>>(
  options: StageOptions<Sent | Update, Instance>,
) {
  type Entry = InboxEntry<Sent | Update>;
  const { sql, root, random, faults, isTraced } = options;
  const ids = root.fork('ids');
  let clockMs = options.beginMs;
  const nowMs = () => clockMs;

  const trace: string[] = [];
  const note = (line: () => string) => {
    if (isTraced) trace.push(`${new Date(clockMs).toISOString().slice(5, 23)} ${line()}`);
  };
  const sights = new Map<string, number>();
  const sight = (what: string) => sights.set(what, (sights.get(what) ?? 0) + 1);

  const reader = createReader(sql);
  let snapshot = await reader.read();
  let prices = await readPrices(sql);

  const supplier = createSimSupplier({ random: root.fork('supplier'), faults, nowMs });
  const telegram = createSimTelegram({ random: root.fork('telegram'), faults, nowMs });
  const alarms: Alarm[] = [];
  const shownPrices = new Map<string, number>();
  const acknowledged = new Set<string>();
  /** Cancelled by their resellers since: nobody counts on them any more. */
  const takenBack = new Set<string>();
  const declared = new Map<string, ('delivered' | 'failed')[]>();
  const seen = new Map<string, string[]>();
  const witness: Witness = {
    nowMs,
    prices: () => prices,
    supplier,
    telegram,
    alarms,
    shownPrices,
    acknowledged,
    declared,
    seen,
  };

  const inbox: Entry[] = [];
  const instances: Instance[] = [];
  let effects = 0;
  let crashes = 0;
  let started = 0;
  let messagesRead = 0;
  let postsRead = 0;
  let updates = 0;
  let messageIds = 0;
  let unexpected: ViolationError | undefined;

  const schedule: Schedule = createSchedule({
    random: root.fork('schedule'),
    faults,
    nowMs,
    trace: note,
    onMade: made,
    onKilled(process) {
      crashes++;
      instances.splice(
        instances.findIndex((each) => each.process === process),
        1,
      );
      for (const entry of inbox) if (entry.by === process) entry.by = undefined;
    },
  });
  const hex = (digits: number) => Array.from({ length: digits }, () => ids.below(16).toString(16)).join('');
  const newToken = () => hex(22);
  const newRefId = () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  const world: StageWorld<Sent | Update> = {
    sql,
    schedule,
    supplier,
    telegram,
    alarms,
    nowMs,
    newRefId,
    newToken,
    isAnswerFirst: () => ids.chance(0.5),
    products: () =>
      new Map(Object.entries(prices.costs).map(([code, cost]) => [code, productOf(code, cost)])),
    markup: () => prices.markup,
    onHandled(update, result) {
      const entry = inbox.find((each) => each.update === update);
      if (entry !== undefined) {
        entry.by = undefined;
        if (entry.repeats-- <= 0) inbox.splice(inbox.indexOf(entry), 1);
      }
      if ('kind' in update && update.kind === 'buy') {
        for (const { order, verdict } of (result as Confirmation | undefined)?.lines ?? []) {
          sight(`confirm ${verdict.kind}`);
          if (verdict.kind === 'held' && !takenBack.has(order.refId)) acknowledged.add(order.refId);
        }
      }
      options.onHandled(update, result);
    },
    onFailed(update) {
      const entry = inbox.find((each) => each.update === update);
      if (entry !== undefined) entry.by = undefined;
    },
    onError(process, error) {
      note(() => `${process.name} reports ${shown([error])}`);
      if (error instanceof DatabaseCutError || error instanceof TelegramRefusalError) return;
      unexpected ??= new ViolationError(`an error nobody foresaw: ${shown([error])}`);
    },
  };

  /** Keeps score of a call that was made, and compares what it did with what it may do. */
  async function made(effect: Effect, value: unknown): Promise<void> {
    effects++;
    clockMs += random.between(1, 40);
    const { name, args, kind } = effect;
    while (postsRead < supplier.posts.length) {
      const refId = supplier.posts[postsRead++];
      if (refId !== undefined) checkSend(snapshot, refId, witness);
    }
    checkSupplier(witness);
    // The worst moments to fall asleep: with an order in the hand, and with an answer about it.
    if ((name === 'claim' || name === 'buy') && random.chance(0.2)) stop(effect.process);
    if (kind === 'supplier') sight(`${name} ${outcomeKind(value)}`);
    while (messagesRead < telegram.sent.length) {
      const message = telegram.sent[messagesRead++];
      if (message === undefined) break;
      checkTold(snapshot, message, witness);
      if (!message.html.startsWith('{')) continue;
      const content = JSON.parse(message.html) as Shown;
      if (content.shows === 'card') for (const line of content.lines) shownPrices.set(line.refId, line.price);
    }
    if (kind !== 'database') return;
    options.onCall?.(effect, value);
    if (!READS.has(name) && options.isUncompared?.(name) !== true) await look({ name, args });
  }

  async function look(cause: { name: string; args: readonly unknown[] }): Promise<void> {
    const before = snapshot;
    snapshot = await reader.read();
    for (const { refId, state } of snapshot.orders) {
      const states = seen.get(refId) ?? [];
      if (states.at(-1) !== state) {
        states.push(state);
        sight(`state ${state}`);
      }
      seen.set(refId, states);
    }
    await options.check(snapshot);
    checkStep(before, snapshot, cause, witness);
  }

  async function verify(): Promise<void> {
    const mismatches = await verifyBooks(sql);
    // Who has blocked the bot is not told that a person looks; the operators are (see checkRest).
    const [mismatch] = mismatches.filter(
      ({ what }) => what !== 'order in review about which nobody is asked',
    );
    if (mismatch !== undefined) throw new ViolationError(`the books do not match: ${shown([mismatch])}`);
  }

  function startInstance(): void {
    const process: Process = {
      name: `${String.fromCharCode(65 + (started++ % 26))}`,
      isAlive: true,
      pausedUntilMs: 0,
      skewMs: random.between(-2_000, 2_000),
    };
    instances.push(options.createInstance(world, process));
    note(() => `${process.name} starts`);
  }

  function pass(ms: number): void {
    clockMs += ms;
    supplier.catchUp();
  }

  function stop(process: Process): void {
    if (!faults.strikes('process_paused')) return;
    const ms = random.between(1, 12) * MINUTE_MS;
    process.pausedUntilMs = clockMs + ms;
    note(() => `${process.name} is stopped for ${ms} ms`);
  }

  function pickAwake(): Instance | undefined {
    const list = instances.filter(({ process }) => process.pausedUntilMs <= clockMs);
    return list.length === 0 ? undefined : random.pick(list);
  }

  function deliver(entry: Entry, instance: Instance): void {
    entry.by = instance.process;
    instance.handle(entry.update);
  }

  // What people do ------------------------------------------------------------------------------------------------------------

  const nextUpdateId = () => ++updates;

  function send(update: Sent | Update, repeats: number): void {
    telegram.blocked.delete(update.from);
    inbox.push({ update, repeats, by: undefined });
    note(() => `${update.from} sends ${shown([update])}${repeats > 0 ? `, ${repeats} times more` : ''}`);
  }
  const repeats = () => (faults.strikes('update_repeated') ? random.between(1, 4) : 0);

  function order(from: number, request: () => OrderRequest): void {
    const requests = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, request);
    send(
      { id: nextUpdateId(), kind: 'order', from, chatId: from, messageId: ++messageIds, requests },
      repeats(),
    );
  }

  /** A card that was drawn and sent without trouble: how that may go wrong is left to `order`. */
  async function drawCard(
    resellerId: number,
    requests: readonly OrderRequest[],
    commissionsOf: (code: string) => Commission[] = () => [],
  ): Promise<void> {
    const telegramId = 1000 + resellerId;
    const lines = requests.map(({ code, destination, occurrence }): NewOrder => {
      const listCost = prices.costs[code] ?? 0;
      const cost = code === 'PLN20' ? listCost + 46 : listCost;
      const commissions = commissionsOf(code);
      const added = commissions.reduce((all, { amount }) => all + amount, prices.markup);
      return {
        refId: newRefId(),
        productCode: code,
        productName: code,
        category: categoryOf(code),
        destination,
        msisdn: undefined,
        amount: undefined,
        occurrence,
        listCost: rupiah(listCost),
        markup: rupiah(prices.markup),
        cost: rupiah(cost),
        price: rupiah(cost + added),
        customerName: undefined,
        powerCapacity: undefined,
        commissions,
      };
    });
    const token = newToken();
    const card: NewCard = {
      token,
      resellerId,
      telegramId,
      chatId: telegramId,
      origin: `${telegramId}:${++messageIds}`,
      createdAt: new Date(clockMs),
      expiresAt: new Date(clockMs + 5 * MINUTE_MS),
    };
    const orders = createOrders(sql);
    const value = await orders.quote(card, lines);
    options.onQuoted?.(card, lines, value);
    const content: Shown = {
      shows: 'card',
      token,
      lines: lines.map(({ refId, price }) => ({ refId, price })),
    };
    await orders.cardShown(token, telegram.post(telegramId, JSON.stringify(content)));
    for (const { refId, price } of lines) shownPrices.set(refId, price);
    note(() => `a card is drawn: ${shown([content])}`);
    await look({ name: 'quote', args: [] });
  }

  /** A card to be pressed, mostly one that has not been answered yet. `undefined`: none was ever shown. */
  function pickCard(): { chatId: number; token: string } | undefined {
    const cards = telegram.sent.filter(({ html }) => html.includes('"shows":"card"'));
    const open = cards.filter(({ html }) =>
      snapshot.orders.some(({ state, cardToken }) => state === 'quoted' && html.includes(cardToken)),
    );
    const among = open.length > 0 && random.chance(0.9) ? open : cards;
    if (among.length === 0) return undefined;
    const card = random.pick(among);
    const content = JSON.parse(card.html) as Shown;
    return content.shows === 'card' ? { chatId: card.chatId, token: content.token } : undefined;
  }

  function declare(): void {
    const inReview = snapshot.orders.filter(
      ({ state, review }) => state === 'needs_review' || review !== undefined,
    );
    if (inReview.length === 0) return;
    const { refId } = random.pick(inReview);
    const isDelivered = random.chance(0.5);
    const common = { key: `action:${newToken()}`, refId, actorId: OPERATOR };
    declared.set(refId, [...(declared.get(refId) ?? []), isDelivered ? 'delivered' : 'failed']);
    const declaration = isDelivered
      ? ({ ...common, state: 'delivered', sn: 'SN-BY-HAND' } as const)
      : ({ ...common, state: 'failed', reason: 'by hand' } as const);
    send({ id: nextUpdateId(), kind: 'declare', from: OPERATOR, declaration }, repeats());
  }

  async function changePrices(): Promise<void> {
    if (faults.strikes('price_changed')) {
      if (random.chance(0.5))
        await sql`update product set cost = cost + 100 where code = ${random.pick(['S10', 'PLN20'])}`;
      else await sql`update setting set value = ${sql.json(random.between(1, 4) * 100)} where key = 'markup'`;
      note(() => 'prices change');
    }
    if (faults.strikes('sales_paused')) {
      await sql`insert into setting (key, value) values ('sales_paused', 'true'::jsonb) on conflict do nothing`;
      note(() => 'sales are paused');
    } else if (prices.isPaused) {
      await sql`delete from setting where key = 'sales_paused'`;
      note(() => 'sales go on');
    }
    prices = await readPrices(sql);
  }

  // Rest ----------------------------------------------------------------------------------------------------------------------

  async function drain(): Promise<void> {
    while (await schedule.advance()) failIfUnexpected();
  }

  function failIfUnexpected(): void {
    if (unexpected !== undefined) throw unexpected;
  }

  /** Nothing goes wrong any more: gives everything its time, until nothing is due. */
  async function comeToRest<Work>(does: {
    dueTicks(): Work[];
    nextDueMs(): number | undefined;
    start(instance: Instance, work: Work): void;
    callBack(): void;
  }): Promise<void> {
    faults.end();
    note(() => 'from here on nothing goes wrong any more');
    for (const { process } of instances) process.pausedUntilMs = 0;
    while (instances.length === 0) startInstance();
    if (random.chance(0.5)) telegram.blocked.clear();
    for (const refId of new Set(supplier.news)) if (random.chance(0.5)) instances[0]?.hint(refId);
    const since = clockMs;
    let last: Work | undefined;
    for (let round = 0; clockMs - since < REST_WITHIN_MS; round++) {
      if (round > MOST_ROUNDS)
        throw new ViolationError('it does not come to rest: something is done over and over');
      if (round < 200 && random.chance(0.05)) does.callBack();
      await drain();
      const instance = pickAwake();
      if (instance === undefined) throw new Error('nobody is awake');
      if (random.chance(0.1)) declare();
      const [entry] = inbox;
      const [due] = does.dueTicks();
      if (entry !== undefined) deliver(entry, instance);
      else if (due !== undefined && due !== last) does.start(instance, due);
      else if (due !== undefined) pass(random.between(1, 30) * SECOND_MS);
      else {
        const next = does.nextDueMs();
        if (next === undefined) break;
        pass(Math.max(next - clockMs, round < FINE_ROUNDS ? 0 : random.between(1, 20) * HOUR_MS) + 2_001);
      }
      // What is due may wait for something else that is not: for the rest of its chat, say.
      last = due === last ? undefined : due;
      await tasksWait();
    }
    await drain();
  }

  /** From the first process to the end. */
  async function live(
    { seed, steps }: { seed: number; steps: number },
    does: {
      begin?(): Promise<void>;
      drawCard(): Promise<void>;
      step(): Promise<void>;
      rest(): Promise<void>;
    },
  ): Promise<Simulation> {
    let violation: string | undefined;
    let done = 0;
    try {
      await does.begin?.();
      for (let i = random.pick([1, 2, 2, 2, 3]); i > 0; i--) startInstance();
      for (let i = random.between(1, 3); i > 0; i--) await does.drawCard();
      for (; done < steps; done++) {
        await does.step();
        failIfUnexpected();
      }
      await does.rest();
    } catch (error) {
      if (!(error instanceof ViolationError)) throw error;
      violation = error.message;
      note(() => `VIOLATION ${error.message}`);
    } finally {
      for (const { process } of instances.slice()) schedule.kill(process);
    }

    const states = new Map<string, number>();
    for (const { state } of snapshot.orders) states.set(state, (states.get(state) ?? 0) + 1);
    const orders = snapshot.orders.length;
    return {
      seed,
      violation,
      steps: done,
      effects,
      orders,
      crashes,
      faults: faults.counts,
      states,
      sights,
      trace,
    };
  }

  return {
    /** Of this moment. */
    clockMs: nowMs,
    snapshot: () => snapshot,
    prices: () => prices,
    schedule,
    supplier,
    telegram,
    witness,
    acknowledged,
    takenBack,
    inbox,
    instances,
    note,
    sight,
    newToken,
    nextUpdateId,
    startInstance,
    pickAwake,
    deliver,
    stop,
    pass,
    send,
    repeats,
    order,
    drawCard,
    pickCard,
    declare,
    changePrices,
    verify,
    drain,
    failIfUnexpected,
    comeToRest,
    live,
  };
}

function categoryOf(code: string): string {
  return code === 'S10' ? 'pulsa' : 'plnprepaid';
}

/** As the price list has it. */
function productOf(code: string, cost: number): Product {
  return {
    code,
    name: code,
    category: categoryOf(code),
    cost: rupiah(cost),
    isOpenAmount: false,
    isEnabled: true,
    isForSale: true,
    markup: undefined,
  };
}

/** What an answer says, in a word. */
export function outcomeKind(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return 'nothing';
  return String(value.kind);
}
