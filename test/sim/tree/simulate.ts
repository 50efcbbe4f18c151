import { rupiah } from '../../../src/domain/money.ts';
import type { Sql } from '../../../src/store/connect.ts';
import { createDownlines } from '../../../src/store/downlines.ts';
import { readUnreachable } from '../database.ts';
import { type BadHour, drawFaults } from '../faults.ts';
import { checkRest } from '../invariants.ts';
import type { Tick } from '../process.ts';
import { createRandom } from '../random.ts';
import { tasksWait } from '../schedule.ts';
import {
  createStage,
  DAY_MS,
  drawBeginning,
  HOUR_MS,
  MINUTE_MS,
  OPERATOR,
  outcomeKind,
  SECOND_MS,
  type SimulateOptions,
  type Simulation,
} from '../stage.ts';
import { createTreeReader, drawTree, reset } from './database.ts';
import { nextDue, TICKS, ticksDue } from './due.ts';
import { checkTree, checkTreeRest } from './invariants.ts';
import { createModel, UNCOMPARED } from './model.ts';
import { createPeople } from './people.ts';
import { createTreeInstance, type TreeInstance, type TreeTick, type TreeUpdate } from './process.ts';

export const RESELLERS = 50;
/** As many of them and all above them do most of what is done: else no two ever meet. */
const BRANCHES = 3;
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

/**
 * One world from one seed in which fifty resellers stand below each other, sell, send each other money and open tickets: as
 * {@link ../simulate.ts}, on the same machinery. Every answer and every balance is compared with those of a model.
 */
export async function simulateTree(sql: Sql, options: SimulateOptions): Promise<Simulation> {
  const { seed, without = new Set(), isTraced = false } = options;
  const root = createRandom(seed).fork('tree');
  const random = root.fork('world');
  const faults = drawFaults(root.fork('faults'), without, options.hour ?? random.pick(HOURS));
  const beginMs = drawBeginning(random);
  const deposits = Array.from({ length: RESELLERS }, () => random.pick([15_000, 40_000, 90_000, 250_000]));
  const uplines = drawTree(RESELLERS, random.between(1, 6), (limit) => random.below(limit));
  await reset(sql, new Date(beginMs), deposits, uplines);
  const treeReader = createTreeReader(sql);
  let tree = await treeReader.read();
  const model = createModel({ uplines, deposits, prices: () => stage.prices() });
  const hot = drawHot();
  let looks = 0;

  const stage = await createStage<TreeUpdate, TreeInstance>({
    sql,
    root,
    random,
    faults,
    beginMs,
    isTraced,
    createInstance: createTreeInstance,
    onHandled({ kind }, result) {
      if (kind === 'perform' || kind === 'approve') stage.sight(`${kind} ${outcomeKind(result)}`);
    },
    // The model is told first, and then the database compared with it.
    onCall({ name, args, answer }, value) {
      if (answer?.isError === true) return;
      const what = model.apply({ name, args, value });
      if (what !== undefined) stage.sight(what);
      if (name === 'cancelOrder' && value === 'cancelled') {
        const refId = String(args[0]);
        stage.takenBack.add(refId);
        stage.acknowledged.delete(refId);
      }
    },
    isUncompared: (name) => UNCOMPARED.has(name),
    async check(snapshot) {
      tree = await treeReader.read();
      checkTree(snapshot, tree, model);
      if (++looks % VERIFY_EVERY === 0) await stage.verify();
    },
    onQuoted: (card, lines, value) => model.apply({ name: 'quote', args: [card, lines], value }),
  });
  const { clockMs, snapshot, schedule, supplier, telegram, inbox, instances, note, pass, send, repeats } =
    stage;
  const { pickAwake, deliver } = stage;
  const people = createPeople({
    sql,
    random: root.fork('people'),
    faults,
    model,
    hot,
    now: () => new Date(clockMs()),
    orders: () => snapshot().orders,
    newToken: stage.newToken,
    send(update, times) {
      send({ ...update, id: stage.nextUpdateId() } as TreeUpdate, times);
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

  const dueTicks = () => ticksDue(snapshot(), tree, clockMs());
  const nextDueMs = (isAllMeant = true) => nextDue(snapshot(), tree, clockMs(), isAllMeant);

  function start(instance: TreeInstance, tick: Tick | TreeTick): void {
    if (tick === 'pay' || tick === 'tickets') instance.upkeep(tick);
    else instance.start(tick);
  }

  // What people do ------------------------------------------------------------------------------------------------------------

  const order = () => stage.order(1000 + people.pick(), () => people.request());

  /** A card at the price that the model reckons with. */
  async function drawCard(): Promise<void> {
    const resellerId = people.pick();
    const requests = Array.from({ length: random.pick([1, 1, 2]) }, () => people.request());
    await stage.drawCard(resellerId, requests, (code) =>
      model.sales
        .commissionsOf(resellerId, code)
        .map((each) => ({ resellerId: each.resellerId, amount: rupiah(each.amount) })),
    );
  }

  function tap(): void {
    const card = stage.pickCard();
    if (card === undefined) {
      order();
      return;
    }
    const { token, chatId } = card;
    const kind = random.chance(0.9) ? 'buy' : 'cancel';
    send({ id: stage.nextUpdateId(), kind, from: chatId, token }, repeats());
    if (faults.strikes('tap_repeated'))
      send({ id: stage.nextUpdateId(), kind: 'buy', from: chatId, token }, repeats());
    if (faults.strikes('stranger_taps'))
      send({ id: stage.nextUpdateId(), kind: 'buy', from: 1000 + people.pick(), token }, 0);
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
      await downlines.setMarkup(uplineId, rule, OPERATOR, new Date(clockMs()));
      model.apply({ name: 'downlines.setMarkup', args: [uplineId, rule], value: undefined });
    }
  }

  function callBack(): void {
    const instance = pickAwake();
    if (instance === undefined || supplier.news.length === 0) return;
    const refId = random.pick(supplier.news);
    for (let i = faults.strikes('callback_repeated') ? 3 : 1; i > 0; i--) instance.hint(refId);
    note(() => `${instance.process.name} is called back about ${refId}`);
  }

  // One step ------------------------------------------------------------------------------------------------------------------

  function waitAWhile(): void {
    const next = nextDueMs(random.chance(0.2));
    const ms = random.pick([
      random.between(1, 900),
      random.between(1, 40) * SECOND_MS,
      ...Array.from({ length: 4 }, () => Math.max(0, (next ?? clockMs()) - clockMs())),
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
    else if (random.chance(0.3) && snapshot().orders.some(({ state }) => state === 'quoted')) tap();
    else if (random.chance(0.4) && people.isAsked()) people.answer();
    else if (random.chance(0.1)) callBack();
    else if (due !== undefined && random.chance(0.7)) start(instance, due);
    else if (random.chance(0.5)) {
      if (inbox.length < 15) await (random.chance(0.4) ? drawCard() : people.act());
    } else if (random.chance(0.2)) start(instance, 'pay');
    else {
      const next = nextDueMs(false);
      pass(Math.min(next === undefined ? SECOND_MS : Math.max(SECOND_MS, next - clockMs()), 2 * MINUTE_MS));
      if (faults.strikes('clock_leap')) pass(random.between(2, 240) * MINUTE_MS);
    }
    await tasksWait();
  }

  async function step(): Promise<void> {
    while (instances.length === 0) stage.startInstance();
    if (instances.length < 2 && random.chance(0.2)) stage.startInstance();
    if (schedule.waiting.length > 0 && random.chance(0.02)) stage.stop(random.pick(schedule.waiting).process);
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
      deliver(random.chance(0.6) ? (ready[0] ?? random.pick(ready)) : random.pick(ready), instance);
    } else if (lot < 54) {
      const tick: Tick | TreeTick =
        due.length > 0 && random.chance(0.85) ? random.pick(due) : random.pick([...TICKS, 'pay', 'tickets']);
      if (instance !== undefined && (due.length > 0 || random.chance(0.3))) start(instance, tick);
    } else if (lot < 62) {
      if (snapshot().orders.filter(({ state }) => state === 'quoted').length >= 4) tap();
      else if (random.chance(0.75)) await drawCard();
      else order();
    } else if (lot < 70) tap();
    else if (lot < 87) {
      if (inbox.length < 15) await people.act();
    } else if (lot < 94) waitAWhile();
    else if (lot < 96) callBack();
    else if (lot < 98) stage.declare();
    else if (lot < 99) await stage.changePrices();
    else telegram.blocked.clear();
    await tasksWait();
  }

  async function rest(): Promise<void> {
    await stage.comeToRest({ dueTicks, nextDueMs, start, callBack });
    // The hour after it, in which what is owed is paid.
    pass(HOUR_MS);
    pickAwake()?.upkeep('pay');
    await tasksWait();
    await stage.drain();
    stage.failIfUnexpected();
    checkRest(snapshot(), await readUnreachable(sql), stage.witness);
    checkTree(snapshot(), tree, model);
    checkTreeRest(tree, model);
    await stage.verify();
  }

  /** How much of the time is given to what is underway, and how much to chance. */
  const haste = random.pick([0.3, 0.7, 0.9]);
  const steps = options.steps ?? random.between(300, 900);
  return stage.live({ seed, steps }, { begin: setMarkups, drawCard, step, rest });
}
