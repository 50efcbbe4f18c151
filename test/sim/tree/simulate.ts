import type { Alarm } from '../../../src/app/alarms.ts';
import type { Confirmation } from '../../../src/app/confirm-order.ts';
import { rupiah } from '../../../src/domain/money.ts';
import type { Sql } from '../../../src/store/connect.ts';
import { createDownlines } from '../../../src/store/downlines.ts';
import { createOrders } from '../../../src/store/orders.ts';
import { verifyBooks } from '../../../src/store/verify.ts';
import { createReader, readPrices, readUnreachable } from '../database.ts';
import { type BadHour, drawFaults } from '../faults.ts';
import { checkRest, checkSend, checkStep, checkSupplier, checkTold, ViolationError } from '../invariants.ts';
import { createSimTelegram, TelegramRefusalError } from '../messenger.ts';
import type { Shown, Tick } from '../process.ts';
import { createRandom } from '../random.ts';
import {
  createSchedule,
  DatabaseCutError,
  type Effect,
  type Process,
  shown,
  tasksWait,
} from '../schedule.ts';
import { outcomeKind, productOf, READS, type SimulateOptions, type Simulation } from '../simulate.ts';
import { createSimSupplier } from '../supplier.ts';
import { createTreeReader, drawTree, reset } from './database.ts';
import { nextDue, TICKS, ticksDue } from './due.ts';
import { checkTree, checkTreeRest } from './invariants.ts';
import { createModel, UNCOMPARED } from './model.ts';
import { type Code, createPeople } from './people.ts';
import {
  createTreeInstance,
  type TreeInstance,
  type TreeTick,
  type TreeUpdate,
  type TreeWorld,
} from './process.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const BEGIN_MS = Date.parse('2026-11-20T02:00:00Z');
const OPERATOR = 900;
export const RESELLERS = 50;
/** As many of them and all above them do most of what is done: else no two ever meet. */
const BRANCHES = 3;
const REST_WITHIN_MS = 12 * DAY_MS;
const FINE_ROUNDS = 25;
const MOST_ROUNDS = 2_000;
/** So often all of the books are recomputed; at rest in any case. */
const VERIFY_EVERY = 150;

/** Those in which sales come to an end, and to another one later, have most to do with money. */
const HOURS: readonly BadHour[] = [
  'usual',
  'calm',
  'calm',
  'taken_back',
  'taken_back',
  'late',
  'asleep',
  'never',
  'strangers',
];

type InboxEntry = { update: TreeUpdate; repeats: number; by: Process | undefined };

/**
 * One world from one seed in which fifty resellers stand below each other, sell, send each other money and open tickets: as
 * {@link ../simulate.ts}, on the same machinery. Every answer and every balance is compared with those of a model.
 */
export async function simulateTree(sql: Sql, options: SimulateOptions): Promise<Simulation> {
  const { seed, without = new Set(), isTraced = false } = options;
  const root = createRandom(seed).fork('tree');
  const random = root.fork('world');
  const ids = root.fork('ids');
  const faults = drawFaults(root.fork('faults'), without, options.hour ?? random.pick(HOURS));
  let clockMs = BEGIN_MS + random.below(DAY_MS);
  const nowMs = () => clockMs;

  const trace: string[] = [];
  const note = (line: () => string) => {
    if (isTraced) trace.push(`${new Date(clockMs).toISOString().slice(5, 23)} ${line()}`);
  };
  const sights = new Map<string, number>();
  const sight = (what: string) => sights.set(what, (sights.get(what) ?? 0) + 1);

  const deposits = Array.from({ length: RESELLERS }, () => random.pick([15_000, 40_000, 90_000, 250_000]));
  const uplines = drawTree(RESELLERS, random.between(1, 6), (limit) => random.below(limit));
  await reset(sql, new Date(clockMs), deposits, uplines);
  const reader = createReader(sql);
  const treeReader = createTreeReader(sql);
  let snapshot = await reader.read();
  let tree = await treeReader.read();
  let prices = await readPrices(sql);
  const model = createModel({ uplines, deposits, prices: () => prices });
  const hot = drawHot();

  const supplier = createSimSupplier({ random: root.fork('supplier'), faults, nowMs });
  const telegram = createSimTelegram({ random: root.fork('telegram'), faults, nowMs });
  const alarms: Alarm[] = [];
  const shownPrices = new Map<string, number>();
  const acknowledged = new Set<string>();
  /** Cancelled by their resellers since: nobody counts on them any more. */
  const takenBack = new Set<unknown>();
  const declared = new Map<string, ('delivered' | 'failed')[]>();
  const seen = new Map<string, string[]>();
  const witness = {
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

  const inbox: InboxEntry[] = [];
  const instances: TreeInstance[] = [];
  let effects = 0;
  let crashes = 0;
  let started = 0;
  let messagesRead = 0;
  let postsRead = 0;
  let updates = 0;
  let messageIds = 0;
  let looks = 0;
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
  const world: TreeWorld = {
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
          if (verdict.kind === 'held' && !takenBack.has(order.refId)) acknowledged.add(order.refId);
        }
      } else if (update.kind === 'perform' || update.kind === 'approve')
        sight(`${update.kind} ${outcomeKind(result)}`);
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
  const people = createPeople({
    sql,
    random: root.fork('people'),
    faults,
    model,
    hot,
    now: () => new Date(clockMs),
    orders: () => snapshot.orders,
    newToken,
    send(update, repeats) {
      send({ ...update, id: ++updates } as TreeUpdate, repeats);
    },
  });

  /** Some at the ends of branches, and all above them: those have most to do with each other. */
  function drawHot(): number[] {
    const drawn = new Set<number>();
    for (let i = 0; i < BRANCHES; i++) {
      let at: number | undefined = random.between(RESELLERS / 2, RESELLERS);
      while (at !== undefined) {
        drawn.add(at);
        at = uplines[at - 1];
      }
    }
    return [...drawn];
  }

  /** Keeps score of a call that was made: the model is told first, and then the database compared with it. */
  async function made(effect: Effect, value: unknown): Promise<void> {
    effects++;
    clockMs += random.between(1, 40);
    const { name, args, kind, answer } = effect;
    while (postsRead < supplier.posts.length) {
      const refId = supplier.posts[postsRead++];
      if (refId !== undefined) checkSend(snapshot, refId, witness);
    }
    checkSupplier(witness);
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
    if (answer?.isError !== true) {
      const what = model.apply({ name, args, value });
      if (what !== undefined) sight(what);
      if (name === 'cancelOrder' && value === 'cancelled') {
        takenBack.add(args[0]);
        acknowledged.delete(String(args[0]));
      }
    }
    if (!READS.has(name) && !UNCOMPARED.has(name)) await look({ name, args });
  }

  async function look(cause: { name: string; args: readonly unknown[] }): Promise<void> {
    const before = snapshot;
    snapshot = await reader.read();
    tree = await treeReader.read();
    for (const { refId, state } of snapshot.orders) {
      const states = seen.get(refId) ?? [];
      if (states.at(-1) !== state) {
        states.push(state);
        sight(`state ${state}`);
      }
      seen.set(refId, states);
    }
    checkTree(snapshot, tree, model);
    checkStep(before, snapshot, cause, witness);
    if (++looks % VERIFY_EVERY === 0) await verify();
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
    instances.push(createTreeInstance(world, process));
    note(() => `${process.name} starts`);
  }

  function pass(ms: number): void {
    clockMs += ms;
    supplier.catchUp();
  }

  const dueTicks = () => ticksDue(snapshot, tree, clockMs);
  const nextDueMs = (isAllMeant = true) => nextDue(snapshot, tree, clockMs, isAllMeant);

  function start(instance: TreeInstance, tick: Tick | TreeTick): void {
    if (tick === 'pay' || tick === 'tickets') instance.upkeep(tick);
    else instance.start(tick);
  }

  // What people do ------------------------------------------------------------------------------------------------------------

  function send(update: TreeUpdate, repeats: number): void {
    telegram.blocked.delete(update.from);
    inbox.push({ update, repeats, by: undefined });
    note(() => `${update.from} sends ${shown([update])}${repeats > 0 ? `, ${repeats} times more` : ''}`);
  }
  const repeats = () => (faults.strikes('update_repeated') ? random.between(1, 4) : 0);

  function order(): void {
    const from = 1000 + people.pick();
    const requests = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => people.request());
    send({ id: ++updates, kind: 'order', from, chatId: from, messageId: ++messageIds, requests }, repeats());
  }

  /** A card at the price that the model reckons with, drawn and sent without trouble. */
  async function drawCard(): Promise<void> {
    const resellerId = people.pick();
    const telegramId = 1000 + resellerId;
    const lines = Array.from({ length: random.pick([1, 1, 2]) }, () => {
      const { code, destination, occurrence } = people.request();
      const listCost = prices.costs[code] ?? 0;
      const cost = (code as Code) === 'PLN20' ? listCost + 46 : listCost;
      const commissions = model.sales
        .commissionsOf(resellerId, code)
        .map((each) => ({ resellerId: each.resellerId, amount: rupiah(each.amount) }));
      const added = commissions.reduce((all, { amount }) => all + amount, prices.markup);
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
        price: rupiah(cost + added),
        customerName: undefined,
        powerCapacity: undefined,
        commissions,
      };
    });
    const at = new Date(clockMs);
    const token = newToken();
    const card = {
      token,
      resellerId,
      telegramId,
      chatId: telegramId,
      origin: `${telegramId}:${++messageIds}`,
      createdAt: at,
      expiresAt: new Date(clockMs + 5 * MINUTE_MS),
    };
    const orders = createOrders(sql);
    const value = await orders.quote(card, lines);
    model.apply({ name: 'quote', args: [card, lines], value });
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
    const among = open.length > 0 && random.chance(0.9) ? open : cards;
    if (among.length === 0) {
      order();
      return;
    }
    const card = random.pick(among);
    const content = JSON.parse(card.html) as Shown;
    if (content.shows !== 'card') return;
    const { token } = content;
    const kind = random.chance(0.9) ? 'buy' : 'cancel';
    send({ id: ++updates, kind, from: card.chatId, token }, repeats());
    if (faults.strikes('tap_repeated'))
      send({ id: ++updates, kind: 'buy', from: card.chatId, token }, repeats());
    if (faults.strikes('stranger_taps'))
      send({ id: ++updates, kind: 'buy', from: 1000 + people.pick(), token }, 0);
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

  /** What uplines have set before anything begins, of most of those who do most. */
  async function setMarkups(): Promise<void> {
    const downlines = createDownlines(sql);
    for (const downlineId of hot) {
      const uplineId = uplines[downlineId - 1];
      if (uplineId === undefined || random.chance(0.25)) continue;
      const rule = {
        downlineId: random.chance(0.5) ? downlineId : undefined,
        productCode: random.chance(0.3) ? 'PLN20' : undefined,
        amount: rupiah(random.pick([50, 100, 150, 300, 1_000])),
      };
      await downlines.setMarkup(uplineId, rule, OPERATOR, new Date(clockMs));
      model.apply({ name: 'downlines.setMarkup', args: [uplineId, rule], value: undefined });
    }
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
    if (instance === undefined || supplier.news.length === 0) return;
    const refId = random.pick(supplier.news);
    for (let i = faults.strikes('callback_repeated') ? 3 : 1; i > 0; i--) instance.hint(refId);
    note(() => `${instance.process.name} is called back about ${refId}`);
  }

  function pickAwake(): TreeInstance | undefined {
    const list = instances.filter(({ process }) => process.pausedUntilMs <= clockMs);
    return list.length === 0 ? undefined : random.pick(list);
  }

  function deliver(entry: InboxEntry, instance: TreeInstance): void {
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

  function waitAWhile(): void {
    const next = nextDueMs(random.chance(0.2));
    const ms = random.pick([
      random.between(1, 900),
      random.between(1, 40) * SECOND_MS,
      ...Array.from({ length: 4 }, () => Math.max(0, (next ?? clockMs) - clockMs)),
    ]);
    pass(Math.min(ms, HOUR_MS));
    if (faults.strikes('clock_leap')) pass(random.between(2, 240) * MINUTE_MS);
    if (faults.strikes('clock_day')) pass(DAY_MS);
    note(() => 'time passes');
  }

  /** What somebody who wants to see things end does next. */
  async function goOn(): Promise<void> {
    const instance = pickAwake();
    const entry = inbox.find(({ by }) => by === undefined);
    const [due] = dueTicks();
    if (instance === undefined) pass(random.between(1, 60) * SECOND_MS);
    else if (entry !== undefined && random.chance(0.7)) deliver(entry, instance);
    else if (random.chance(0.3) && snapshot.orders.some(({ state }) => state === 'quoted')) tap();
    else if (random.chance(0.4) && people.isAsked()) people.answer();
    else if (random.chance(0.1)) callBack();
    else if (due !== undefined && random.chance(0.7)) start(instance, due);
    else if (random.chance(0.5)) {
      if (inbox.length < 15) await (random.chance(0.4) ? drawCard() : people.act());
    } else if (random.chance(0.2)) start(instance, 'pay');
    else {
      const next = nextDueMs(false);
      pass(Math.min(next === undefined ? SECOND_MS : Math.max(SECOND_MS, next - clockMs), 2 * MINUTE_MS));
      if (faults.strikes('clock_leap')) pass(random.between(2, 240) * MINUTE_MS);
    }
    await tasksWait();
  }

  async function step(): Promise<void> {
    while (instances.length === 0) startInstance();
    if (instances.length < 2 && random.chance(0.2)) startInstance();
    if (schedule.waiting.length > 0 && random.chance(0.02)) stop(random.pick(schedule.waiting).process);
    if (schedule.waiting.length > 0 && random.chance(0.75)) {
      if (!(await schedule.advance())) waitAWhile();
      return;
    }
    if (random.chance(haste)) return goOn();
    const instance = pickAwake();
    const ready = inbox.filter(({ by, repeats }) => by === undefined || repeats > 0);
    const due = dueTicks();
    const lot = random.below(100);
    if (lot < 38 && instance !== undefined && ready.length > 0) {
      // Mostly in sequence, and the same by two at once where it was sent more than once.
      deliver(random.chance(0.6) ? (ready[0] as InboxEntry) : random.pick(ready), instance);
    } else if (lot < 54) {
      const tick: Tick | TreeTick =
        due.length > 0 && random.chance(0.85) ? random.pick(due) : random.pick([...TICKS, 'pay', 'tickets']);
      if (instance !== undefined && (due.length > 0 || random.chance(0.3))) start(instance, tick);
    } else if (lot < 62) {
      if (snapshot.orders.filter(({ state }) => state === 'quoted').length >= 4) tap();
      else if (random.chance(0.75)) await drawCard();
      else order();
    } else if (lot < 70) tap();
    else if (lot < 87) {
      if (inbox.length < 15) await people.act();
    } else if (lot < 94) waitAWhile();
    else if (lot < 96) callBack();
    else if (lot < 98) declare();
    else if (lot < 99) await changePrices();
    else telegram.blocked.clear();
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
    let last: Tick | TreeTick | undefined;
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
      else if (due !== undefined && due !== last) start(instance, due);
      else if (due !== undefined) pass(random.between(1, 30) * SECOND_MS);
      else {
        const next = nextDueMs();
        if (next === undefined) break;
        pass(Math.max(next - clockMs, round < FINE_ROUNDS ? 0 : random.between(1, 20) * HOUR_MS) + 2_001);
      }
      last = due === last ? undefined : due;
      await tasksWait();
    }
    await drain();
    // The hour after it, in which what is owed is paid.
    pass(HOUR_MS);
    pickAwake()?.upkeep('pay');
    await tasksWait();
    await drain();
    failIfUnexpected();
    checkRest(snapshot, await readUnreachable(sql), witness);
    checkTree(snapshot, tree, model);
    checkTreeRest(tree, model);
    await verify();
  }

  /** How much of the time is given to what is underway, and how much to chance. */
  const haste = random.pick([0.3, 0.7, 0.9]);
  const steps = options.steps ?? random.between(300, 900);
  let violation: string | undefined;
  let done = 0;
  try {
    await setMarkups();
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
