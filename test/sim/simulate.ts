import type { OrderRequest } from '../../src/app/quote-order.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createOperatorActions } from '../../src/store/operator.ts';
import { readUnreachable, reset } from './database.ts';
import { drawFaults } from './faults.ts';
import { checkBooks, checkRest, ViolationError } from './invariants.ts';
import { createInstance, type Instance, type Tick, type Update } from './process.ts';
import { createRandom } from './random.ts';
import { tasksWait } from './schedule.ts';
import {
  createStage,
  DAY_MS,
  drawBeginning,
  HOUR_MS,
  MINUTE_MS,
  OPERATOR,
  SECOND_MS,
  type SimulateOptions,
  type Simulation,
} from './stage.ts';

const OTHER_OPERATOR = 901;
/** Nobody knows this account. */
const STRANGER = 7777;
const RESELLERS = 3;
const DESTINATIONS = {
  S10: ['081234567890', '081298765432'],
  PLN20: ['01105691111', '14225678901'],
} as const;

const TICKS: readonly Tick[] = ['submit', 'check', 'tell', 'expire'];

/** One world from one seed, from its beginning to rest, on a prepared database that is its alone. The same seed is the same world. */
export async function simulate(sql: Sql, options: SimulateOptions): Promise<Simulation> {
  const { seed, without = new Set(), isTraced = false } = options;
  const root = createRandom(seed);
  const random = root.fork('world');
  const faults = drawFaults(root.fork('faults'), without, options.hour);
  const beginMs = drawBeginning(random);
  const deposits = Array.from({ length: RESELLERS }, () => random.pick([15_000, 90_000, 250_000, 1_000_000]));
  await reset(sql, new Date(beginMs), deposits);
  const performed = new Set<string>();
  const asked = new Set<string>();

  const stage = await createStage<Update, Instance>({
    sql,
    root,
    random,
    faults,
    beginMs,
    isTraced,
    createInstance,
    onHandled(update, result) {
      if (update.kind === 'perform') {
        const { kind } = result as { kind: string };
        stage.sight(`perform ${kind}`);
        if (kind === 'performed') performed.add(update.token);
      }
      if (update.kind === 'declare') stage.sight(`declare ${(result as { kind: string }).kind}`);
    },
    check: checkBooks,
  });
  const { clockMs, snapshot, schedule, supplier, telegram, inbox, instances, note, pass, send, repeats } =
    stage;
  const { pickAwake, deliver } = stage;

  /** Work that some loop would find now. */
  function dueTicks(): Tick[] {
    const { orders } = snapshot();
    const isDue = (at: number | undefined) => at !== undefined && at <= clockMs();
    const isTickDue: Record<Tick, boolean> = {
      submit: orders.some((o) => o.nextAction === 'submit' && isDue(o.nextActionAt)),
      check: orders.some((o) => o.nextAction !== 'submit' && isDue(o.nextActionAt)),
      tell: orders.some((o) => isDue(o.tellAt)),
      expire: orders.some((o) => o.state === 'quoted' && o.expiresAt <= clockMs()),
    };
    return TICKS.filter((tick) => isTickDue[tick]);
  }

  function nextDueMs(isExpiryMeant = true): number | undefined {
    const times = snapshot().orders.flatMap((o) => [
      o.nextActionAt ?? Number.POSITIVE_INFINITY,
      o.tellAt ?? Number.POSITIVE_INFINITY,
      o.state === 'quoted' && isExpiryMeant ? o.expiresAt : Number.POSITIVE_INFINITY,
    ]);
    const next = Math.min(...times);
    return Number.isFinite(next) ? next : undefined;
  }

  // What people do ------------------------------------------------------------------------------------------------------------

  const pickReseller = () => random.between(1, RESELLERS);

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

  const order = () => stage.order(1000 + pickReseller(), request);

  async function drawCard(): Promise<void> {
    const resellerId = pickReseller();
    await stage.drawCard(resellerId, Array.from({ length: random.pick([1, 1, 2, 3]) }, request));
  }

  function tap(): void {
    const card = stage.pickCard();
    if (card === undefined) {
      order();
      return;
    }
    const { token, chatId } = card;
    const kind = random.chance(0.85) ? 'buy' : 'cancel';
    send({ id: stage.nextUpdateId(), kind, from: chatId, token }, repeats());
    if (faults.strikes('tap_repeated')) {
      const other = random.chance(0.5) ? 'buy' : 'cancel';
      send({ id: stage.nextUpdateId(), kind: other, from: chatId, token }, repeats());
    }
    if (faults.strikes('stranger_taps')) {
      const from = random.pick([STRANGER, 1000 + pickReseller()]);
      send({ id: stage.nextUpdateId(), kind: random.pick(['buy', 'cancel']), from, token }, 0);
    }
    if (faults.strikes('token_altered')) {
      const at = random.below(token.length);
      const altered = `${token.slice(0, at)}${random.pick(['x', '', "'", '\u{1F600}'])}${token.slice(at + 1)}`;
      send({ id: stage.nextUpdateId(), kind, from: chatId, token: altered }, 0);
    }
  }

  async function operate(): Promise<void> {
    const token = stage.newToken();
    const resellerId = pickReseller();
    const action = random.pick([
      { kind: 'deposit', resellerId, amount: random.between(1, 60_000), note: '' },
      { kind: 'correction', resellerId, amount: random.pick([-5_000, -60_000, 7_000]), reason: '' },
    ] as const);
    const at = new Date(clockMs());
    const expiresAt = new Date(clockMs() + 10 * MINUTE_MS);
    await createOperatorActions(sql).ask(
      { token, actorId: OPERATOR, origin: `900:${token}`, action, expiresAt },
      at,
    );
    asked.add(token);
    send({ id: stage.nextUpdateId(), kind: 'perform', from: OPERATOR, token }, repeats());
    if (faults.strikes('stranger_taps'))
      send({ id: stage.nextUpdateId(), kind: 'perform', from: OTHER_OPERATOR, token }, 0);
  }

  function callBack(): void {
    const instance = pickAwake();
    if (instance === undefined) return;
    const isForged = supplier.news.length === 0 || faults.strikes('callback_forged');
    const forged = [...snapshot().orders.map(({ refId }) => refId), '11111111-1111-4111-8111-111111111111'];
    const refId = random.pick(isForged ? forged : supplier.news);
    for (let i = faults.strikes('callback_repeated') ? 3 : 1; i > 0; i--) instance.hint(refId);
    note(() => `${instance.process.name} is called back about ${refId}${isForged ? ' by nobody' : ''}`);
  }

  // One step ------------------------------------------------------------------------------------------------------------------

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
      ...Array.from({ length: 4 }, () => Math.max(0, (next ?? clockMs()) - clockMs())),
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
    if (random.chance(0.25) && snapshot().orders.some(({ state }) => state === 'quoted')) tap();
    else if (instance !== undefined && entry !== undefined) deliver(entry, instance);
    else if (instance !== undefined && due !== undefined && random.chance(0.9)) instance.start(due);
    else {
      const next = nextDueMs(false);
      pass(Math.min(next === undefined ? SECOND_MS : Math.max(SECOND_MS, next - clockMs()), HOUR_MS));
      if (faults.strikes('clock_leap')) leap();
    }
    await tasksWait();
  }

  async function step(): Promise<void> {
    while (instances.length === 0) stage.startInstance();
    if (instances.length < 2 && random.chance(0.15)) stage.startInstance();
    if (instances.length < 3 && random.chance(0.01)) stage.startInstance();
    // In the middle of something.
    if (schedule.waiting.length > 0 && random.chance(0.04)) stage.stop(random.pick(schedule.waiting).process);
    if (schedule.waiting.length > 0 && random.chance(0.78)) {
      if (!(await schedule.advance())) waitAWhile();
      return;
    }
    if (random.chance(haste)) return goOn();
    const lot = random.below(100);
    if (lot < 8) {
      if (snapshot().orders.filter(({ state }) => state === 'quoted').length >= 4) tap();
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
    else if (lot < 96) stage.declare();
    else if (lot < 98) await stage.changePrices();
    else {
      telegram.blocked.clear();
    }
    await tasksWait();
  }

  async function rest(): Promise<void> {
    await stage.comeToRest({
      dueTicks,
      nextDueMs,
      start: (instance, tick) => instance.start(tick),
      callBack,
    });
    checkRest(snapshot(), await readUnreachable(sql), stage.witness);
    const booked = new Set(snapshot().deposits.map(({ key }) => key));
    for (const token of performed) {
      if (!booked.has(`action:${token}`))
        throw new ViolationError(`the operator was told that ${token} is done; it is not`);
    }
    for (const key of booked) {
      if (!key.startsWith('initial:') && !asked.has(key.replace('action:', '')))
        throw new ViolationError(`nobody asked for ${key}`);
    }
    await stage.verify();
  }

  /** How much of the time is given to what is due, and how much to chance. */
  const haste = random.pick([0.1, 0.5, 0.8, 0.9]);
  const steps = options.steps ?? random.between(80, 320);
  return stage.live({ seed, steps }, { drawCard, step, rest });
}
