import type { Alarm } from '../../src/app/alarms.ts';
import type { Confirmation } from '../../src/app/confirm-order.ts';
import type { OrderRequest } from '../../src/app/quote-order.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Product } from '../../src/domain/product.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createOperatorActions } from '../../src/store/operator.ts';
import { createOrders } from '../../src/store/orders.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { createReader, readPrices, readUnreachable, reset } from './database.ts';
import { type BadHour, drawFaults, type Fault } from './faults.ts';
import {
  checkBooks,
  checkRest,
  checkSend,
  checkStep,
  checkSupplier,
  checkTold,
  ViolationError,
  type Witness,
} from './invariants.ts';
import { createSimTelegram, TelegramRefusalError } from './messenger.ts';
import { createInstance, type Instance, type Shown, type Tick, type Update, type World } from './process.ts';
import { createRandom } from './random.ts';
import { createSchedule, DatabaseCutError, type Effect, type Process, shown, tasksWait } from './schedule.ts';
import { createSimSupplier } from './supplier.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const BEGIN_MS = Date.parse('2026-11-20T02:00:00Z');
const OPERATOR = 900;
const OTHER_OPERATOR = 901;
/** Nobody knows this account. */
const STRANGER = 7777;
const RESELLERS = 3;
const DESTINATIONS = {
  S10: ['081234567890', '081298765432'],
  PLN20: ['01105691111', '14225678901'],
} as const;

const TICKS: readonly Tick[] = ['submit', 'check', 'tell', 'expire'];
/** Everything must be at rest by then: longer than anybody goes on asking about an order. */
const REST_WITHIN_MS = 12 * DAY_MS;
/** So often the clock goes to exactly what is due next, after that in leaps: as if everything had been down meanwhile. */
const FINE_ROUNDS = 25;
const MOST_ROUNDS = 2_000;

/** Calls that change nothing which a snapshot shows. */
export const READS: ReadonlySet<string> = new Set([
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

type InboxEntry = { update: Update; repeats: number; by: Process | undefined };

/** One world from one seed, from its beginning to rest, on a prepared database that is its alone. The same seed is the same world. */
export async function simulate(sql: Sql, options: SimulateOptions): Promise<Simulation> {
  const { seed, without = new Set(), isTraced = false } = options;
  const root = createRandom(seed);
  const random = root.fork('world');
  const ids = root.fork('ids');
  const faults = drawFaults(root.fork('faults'), without, options.hour);
  let clockMs = BEGIN_MS + random.below(DAY_MS);
  const nowMs = () => clockMs;

  const trace: string[] = [];
  const note = (line: () => string) => {
    if (isTraced) trace.push(`${new Date(clockMs).toISOString().slice(5, 23)} ${line()}`);
  };
  const sights = new Map<string, number>();
  const sight = (what: string) => sights.set(what, (sights.get(what) ?? 0) + 1);

  const deposits = Array.from({ length: RESELLERS }, () => random.pick([15_000, 90_000, 250_000, 1_000_000]));
  await reset(sql, new Date(clockMs), deposits);
  const reader = createReader(sql);
  let snapshot = await reader.read();
  let prices = await readPrices(sql);

  const supplier = createSimSupplier({ random: root.fork('supplier'), faults, nowMs });
  const telegram = createSimTelegram({ random: root.fork('telegram'), faults, nowMs });
  const alarms: Alarm[] = [];
  const shownPrices = new Map<string, number>();
  const acknowledged = new Set<string>();
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
  const performed = new Set<string>();
  const asked = new Set<string>();

  const inbox: InboxEntry[] = [];
  const instances: Instance[] = [];
  let effects = 0;
  let crashes = 0;
  let started = 0;
  let messagesRead = 0;
  let postsRead = 0;
  let updates = 0;
  let messageIds = 0;
  let unexpected: ViolationError | undefined;

  const schedule = createSchedule({
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
  const world: World = {
    sql,
    schedule,
    supplier,
    telegram,
    alarms,
    nowMs,
    newRefId: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
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
      if (update.kind === 'buy') {
        for (const { order, verdict } of (result as Confirmation | undefined)?.lines ?? []) {
          sight(`confirm ${verdict.kind}`);
          if (verdict.kind === 'held') acknowledged.add(order.refId);
        }
      }
      if (update.kind === 'perform') {
        const { kind } = result as { kind: string };
        sight(`perform ${kind}`);
        if (kind === 'performed') performed.add(update.token);
      }
      if (update.kind === 'declare') sight(`declare ${(result as { kind: string }).kind}`);
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
    if (kind === 'database' && !READS.has(name)) await look({ name, args });
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
    checkBooks(snapshot);
    checkStep(before, snapshot, cause, witness);
  }

  function startInstance(): void {
    const process: Process = {
      name: `${String.fromCharCode(65 + (started++ % 26))}`,
      isAlive: true,
      pausedUntilMs: 0,
      skewMs: random.between(-2_000, 2_000),
    };
    instances.push(createInstance(world, process));
    note(() => `${process.name} starts`);
  }

  const awake = () => instances.filter(({ process }) => process.pausedUntilMs <= clockMs);

  function pass(ms: number): void {
    clockMs += ms;
    supplier.catchUp();
  }

  /** Work that some loop would find now. */
  function dueTicks(): Tick[] {
    const { orders } = snapshot;
    const isDue = (at: number | undefined) => at !== undefined && at <= clockMs;
    const isTickDue: Record<Tick, boolean> = {
      submit: orders.some((o) => o.nextAction === 'submit' && isDue(o.nextActionAt)),
      check: orders.some((o) => o.nextAction !== 'submit' && isDue(o.nextActionAt)),
      tell: orders.some((o) => isDue(o.tellAt)),
      expire: orders.some((o) => o.state === 'quoted' && o.expiresAt <= clockMs),
    };
    return TICKS.filter((tick) => isTickDue[tick]);
  }

  function nextDueMs(isExpiryMeant = true): number | undefined {
    const times = snapshot.orders.flatMap((o) => [
      o.nextActionAt ?? Number.POSITIVE_INFINITY,
      o.tellAt ?? Number.POSITIVE_INFINITY,
      o.state === 'quoted' && isExpiryMeant ? o.expiresAt : Number.POSITIVE_INFINITY,
    ]);
    const next = Math.min(...times);
    return Number.isFinite(next) ? next : undefined;
  }

  // What people do ------------------------------------------------------------------------------------------------------------

  function send(update: Update, repeats: number): void {
    telegram.blocked.delete(update.from);
    inbox.push({ update, repeats, by: undefined });
    note(() => `${update.from} sends ${shown([update])}${repeats > 0 ? `, ${repeats} times more` : ''}`);
  }
  const repeats = () => (faults.strikes('update_repeated') ? random.between(1, 4) : 0);

  function request(): OrderRequest {
    const code = random.pick(['S10', 'PLN20'] as const);
    return {
      code,
      destination: random.pick(DESTINATIONS[code]),
      amount: undefined,
      occurrence: random.chance(0.7) ? 1 : random.between(1, 3),
      msisdn: undefined,
    };
  }

  function order(): void {
    const from = 1000 + random.between(1, RESELLERS);
    const requests = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, request);
    send({ id: ++updates, kind: 'order', from, chatId: from, messageId: ++messageIds, requests }, repeats());
  }

  /** A card that was drawn and sent without trouble: how that may go wrong is left to `order`. */
  async function drawCard(): Promise<void> {
    const resellerId = random.between(1, RESELLERS);
    const telegramId = 1000 + resellerId;
    const at = new Date(clockMs);
    const lines = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => {
      const { code, destination, occurrence } = request();
      const listCost = prices.costs[code] ?? 0;
      const cost = code === 'PLN20' ? listCost + 46 : listCost;
      return {
        refId: world.newRefId(),
        productCode: code,
        productName: code,
        category: code === 'S10' ? 'pulsa' : 'plnprepaid',
        destination,
        msisdn: undefined,
        amount: undefined,
        occurrence,
        listCost: rupiah(listCost),
        markup: rupiah(prices.markup),
        cost: rupiah(cost),
        price: rupiah(cost + prices.markup),
        customerName: undefined,
        powerCapacity: undefined,
      };
    });
    const token = newToken();
    const origin = `${telegramId}:${++messageIds}`;
    const expiresAt = new Date(clockMs + 5 * MINUTE_MS);
    const orders = createOrders(sql);
    await orders.quote(
      { token, resellerId, telegramId, chatId: telegramId, origin, createdAt: at, expiresAt },
      lines,
    );
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

  function tap(): void {
    const cards = telegram.sent.filter(({ html }) => html.includes('"shows":"card"'));
    const open = cards.filter(({ html }) =>
      snapshot.orders.some(({ state, cardToken }) => state === 'quoted' && html.includes(cardToken)),
    );
    // Mostly what has not been answered yet.
    const among = open.length > 0 && random.chance(0.9) ? open : cards;
    if (among.length === 0) {
      order();
      return;
    }
    const card = random.pick(among);
    const content = JSON.parse(card.html) as Shown;
    if (content.shows !== 'card') return;
    const { token } = content;
    const kind = random.chance(0.85) ? 'buy' : 'cancel';
    send({ id: ++updates, kind, from: card.chatId, token }, repeats());
    if (faults.strikes('tap_repeated')) {
      const other = random.chance(0.5) ? 'buy' : 'cancel';
      send({ id: ++updates, kind: other, from: card.chatId, token }, repeats());
    }
    if (faults.strikes('stranger_taps')) {
      const from = random.pick([STRANGER, 1000 + random.between(1, RESELLERS)]);
      send({ id: ++updates, kind: random.pick(['buy', 'cancel']), from, token }, 0);
    }
    if (faults.strikes('token_altered')) {
      const at = random.below(token.length);
      const altered = `${token.slice(0, at)}${random.pick(['x', '', "'", '\u{1F600}'])}${token.slice(at + 1)}`;
      send({ id: ++updates, kind, from: card.chatId, token: altered }, 0);
    }
  }

  async function operate(): Promise<void> {
    const token = newToken();
    const resellerId = random.between(1, RESELLERS);
    const action = random.pick([
      { kind: 'deposit', resellerId, amount: random.between(1, 60_000), note: '' },
      { kind: 'correction', resellerId, amount: random.pick([-5_000, -60_000, 7_000]), reason: '' },
    ] as const);
    const at = new Date(clockMs);
    const expiresAt = new Date(clockMs + 10 * MINUTE_MS);
    await createOperatorActions(sql).ask(
      { token, actorId: OPERATOR, origin: `900:${token}`, action, expiresAt },
      at,
    );
    asked.add(token);
    send({ id: ++updates, kind: 'perform', from: OPERATOR, token }, repeats());
    if (faults.strikes('stranger_taps'))
      send({ id: ++updates, kind: 'perform', from: OTHER_OPERATOR, token }, 0);
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
    send({ id: ++updates, kind: 'declare', from: OPERATOR, declaration }, repeats());
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

  function callBack(): void {
    const instance = pickAwake();
    if (instance === undefined) return;
    const isForged = supplier.news.length === 0 || faults.strikes('callback_forged');
    const forged = [...snapshot.orders.map(({ refId }) => refId), '11111111-1111-4111-8111-111111111111'];
    const refId = random.pick(isForged ? forged : supplier.news);
    for (let i = faults.strikes('callback_repeated') ? 3 : 1; i > 0; i--) instance.hint(refId);
    note(() => `${instance.process.name} is called back about ${refId}${isForged ? ' by nobody' : ''}`);
  }

  function pickAwake(): Instance | undefined {
    const list = awake();
    return list.length === 0 ? undefined : random.pick(list);
  }

  function deliver(entry: InboxEntry, instance: Instance): void {
    entry.by = instance.process;
    instance.handle(entry.update);
  }

  // One step ------------------------------------------------------------------------------------------------------------------

  function stop(process: Process): void {
    if (!faults.strikes('process_paused')) return;
    const ms = random.between(1, 12) * MINUTE_MS;
    process.pausedUntilMs = clockMs + ms;
    note(() => `${process.name} is stopped for ${ms} ms`);
  }

  /** Often just too long for somebody, and now and then for everybody. */
  function leap(): void {
    pass(random.pick([random.between(2, 40), random.between(2, 40), random.between(1, 240)]) * MINUTE_MS);
  }

  function waitAWhile(): void {
    // A card that nobody presses in time is rarely of interest.
    const next = nextDueMs(random.chance(0.1));
    const ms = random.pick([
      random.between(1, 900),
      random.between(1, 40) * SECOND_MS,
      ...Array.from({ length: 4 }, () => Math.max(0, (next ?? clockMs) - clockMs)),
    ]);
    pass(Math.min(ms, HOUR_MS));
    if (faults.strikes('clock_leap')) leap();
    if (faults.strikes('clock_day')) pass(DAY_MS);
    note(() => 'time passes');
  }

  /** What somebody who wants to see orders end does next. */
  async function goOn(): Promise<void> {
    const instance = pickAwake();
    const entry = inbox.find(({ by }) => by === undefined);
    const [due] = dueTicks();
    if (random.chance(0.25) && snapshot.orders.some(({ state }) => state === 'quoted')) tap();
    else if (instance !== undefined && entry !== undefined) deliver(entry, instance);
    else if (instance !== undefined && due !== undefined && random.chance(0.9)) instance.start(due);
    else {
      const next = nextDueMs(false);
      pass(Math.min(next === undefined ? SECOND_MS : Math.max(SECOND_MS, next - clockMs), HOUR_MS));
      if (faults.strikes('clock_leap')) leap();
    }
    await tasksWait();
  }

  async function step(): Promise<void> {
    while (instances.length === 0) startInstance();
    if (instances.length < 2 && random.chance(0.15)) startInstance();
    if (instances.length < 3 && random.chance(0.01)) startInstance();
    // In the middle of something.
    if (schedule.waiting.length > 0 && random.chance(0.04)) stop(random.pick(schedule.waiting).process);
    if (schedule.waiting.length > 0 && random.chance(0.78)) {
      if (!(await schedule.advance())) waitAWhile();
      return;
    }
    if (random.chance(haste)) return goOn();
    const lot = random.below(100);
    if (lot < 8) {
      if (snapshot.orders.filter(({ state }) => state === 'quoted').length >= 4) tap();
      else if (random.chance(0.75)) await drawCard();
      else order();
    } else if (lot < 20) tap();
    else if (lot < 54) {
      const instance = pickAwake();
      const ready = inbox.filter(({ by, repeats }) => by === undefined || repeats > 0);
      if (instance !== undefined && ready.length > 0) deliver(random.pick(ready), instance);
    } else if (lot < 78) {
      const due = dueTicks();
      const tick = due.length > 0 && random.chance(0.9) ? random.pick(due) : random.pick(TICKS);
      pickAwake()?.start(tick);
    } else if (lot < 87) waitAWhile();
    else if (lot < 91) callBack();
    else if (lot < 93) await operate();
    else if (lot < 96) declare();
    else if (lot < 98) await changePrices();
    else {
      telegram.blocked.clear();
    }
    await tasksWait();
  }

  // Rest ----------------------------------------------------------------------------------------------------------------------

  async function drain(): Promise<void> {
    while (await schedule.advance()) failIfUnexpected();
  }

  function failIfUnexpected(): void {
    if (unexpected !== undefined) throw unexpected;
  }

  async function rest(): Promise<void> {
    faults.end();
    note(() => 'from here on nothing goes wrong any more');
    for (const { process } of instances) process.pausedUntilMs = 0;
    while (instances.length === 0) startInstance();
    if (random.chance(0.5)) telegram.blocked.clear();
    for (const refId of new Set(supplier.news)) if (random.chance(0.5)) instances[0]?.hint(refId);
    const since = clockMs;
    let last: Tick | undefined;
    for (let round = 0; clockMs - since < REST_WITHIN_MS; round++) {
      if (round > MOST_ROUNDS)
        throw new ViolationError('it does not come to rest: something is done over and over');
      if (round < 200 && random.chance(0.05)) callBack();
      await drain();
      const instance = pickAwake();
      if (instance === undefined) throw new Error('nobody is awake');
      if (random.chance(0.1)) declare();
      const [entry] = inbox;
      const [due] = dueTicks();
      if (entry !== undefined) deliver(entry, instance);
      else if (due !== undefined && due !== last) instance.start(due);
      else if (due !== undefined) pass(random.between(1, 30) * SECOND_MS);
      else {
        const next = nextDueMs();
        if (next === undefined) break;
        pass(Math.max(next - clockMs, round < FINE_ROUNDS ? 0 : random.between(1, 20) * HOUR_MS) + 2_001);
      }
      // What is due may wait for something else that is not: for the rest of its chat, say.
      last = due === last ? undefined : due;
      await tasksWait();
    }
    await drain();
    checkRest(snapshot, await readUnreachable(sql), witness);
    const booked = new Set(snapshot.deposits.map(({ key }) => key));
    for (const token of performed) {
      if (!booked.has(`action:${token}`))
        throw new ViolationError(`the operator was told that ${token} is done; it is not`);
    }
    for (const key of booked) {
      if (!key.startsWith('initial:') && !asked.has(key.replace('action:', '')))
        throw new ViolationError(`nobody asked for ${key}`);
    }
    const mismatches = await verifyBooks(sql);
    // Who has blocked the bot is not told that a person looks; the operators are (see checkRest).
    const [mismatch] = mismatches.filter(
      ({ what }) => what !== 'order in review about which nobody is asked',
    );
    if (mismatch !== undefined) throw new ViolationError(`the books do not match: ${shown([mismatch])}`);
  }

  /** How much of the time is given to what is due, and how much to chance. */
  const haste = random.pick([0.1, 0.5, 0.8, 0.9]);
  const steps = options.steps ?? random.between(80, 320);
  let violation: string | undefined;
  let done = 0;
  try {
    for (let i = random.pick([1, 2, 2, 2, 3]); i > 0; i--) startInstance();
    for (let i = random.between(1, 3); i > 0; i--) await drawCard();
    for (; done < steps; done++) {
      await step();
      failIfUnexpected();
    }
    await rest();
  } catch (error) {
    if (!(error instanceof ViolationError)) throw error;
    violation = error.message;
    note(() => `VIOLATION ${error.message}`);
  } finally {
    for (const { process } of instances.slice()) schedule.kill(process);
  }

  const states = new Map<string, number>();
  for (const { state } of snapshot.orders) states.set(state, (states.get(state) ?? 0) + 1);
  return {
    seed,
    violation,
    steps: done,
    effects,
    orders: snapshot.orders.length,
    crashes,
    faults: faults.counts,
    states,
    sights,
    trace,
  };
}

/** As the price list has it. */
export function productOf(code: string, cost: number): Product {
  return {
    code,
    name: code,
    category: code === 'S10' ? 'pulsa' : 'plnprepaid',
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
