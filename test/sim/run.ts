import type { Sql } from '../../src/store/connect.ts';
import { sweep } from './database.ts';
import { type BadHour, FAULTS, type Fault } from './faults.ts';
import { simulate } from './simulate.ts';
import type { Simulation } from './stage.ts';

const SWEEP_EVERY = 200;

export type Tally = {
  seeds: number;
  steps: number;
  effects: number;
  orders: number;
  crashes: number;
  faults: Map<string, number>;
  states: Map<string, number>;
  sights: Map<string, number>;
  violations: { seed: number; violation: string }[];
};

export function createTally(): Tally {
  return {
    seeds: 0,
    steps: 0,
    effects: 0,
    orders: 0,
    crashes: 0,
    faults: new Map(),
    states: new Map(),
    sights: new Map(),
    violations: [],
  };
}

function addUp(into: Map<string, number>, from: ReadonlyMap<string, number>): void {
  for (const [name, count] of from) into.set(name, (into.get(name) ?? 0) + count);
}

export function add(tally: Tally, simulation: Simulation): void {
  tally.seeds++;
  tally.steps += simulation.steps;
  tally.effects += simulation.effects;
  tally.orders += simulation.orders;
  tally.crashes += simulation.crashes;
  addUp(tally.faults, simulation.faults);
  addUp(tally.states, simulation.states);
  addUp(tally.sights, simulation.sights);
  const { seed, violation } = simulation;
  if (violation !== undefined) tally.violations.push({ seed, violation });
}

/** Simulates seeds `from` and following on a prepared database, until `count` are done or `isEnough` says so. */
export async function runSeeds(
  sql: Sql,
  range: { from: number; count: number; hour?: BadHour | undefined },
  isEnough: (tally: Tally) => boolean = () => false,
  world: typeof simulate = simulate,
): Promise<Tally> {
  const tally = createTally();
  for (let seed = range.from; seed < range.from + range.count; seed++) {
    add(tally, await world(sql, { seed, hour: range.hour }));
    if (tally.seeds % SWEEP_EVERY === 0) await sweep(sql);
    if (isEnough(tally)) break;
  }
  return tally;
}

/** States that every order may be in, all of which a run of some length must have met. */
const STATES = [
  'quoted',
  'expired',
  'cancelled',
  'held',
  'submitted',
  'delivered',
  'failed',
  'needs_review',
  'reversed',
];

/** What never happened in a run although it could: a simulation that does not get there says nothing about it. */
export function unseen(tally: Tally): string[] {
  return [
    ...FAULTS.filter((fault) => !tally.faults.has(fault)),
    ...STATES.filter((state) => !tally.sights.has(`state ${state}`)).map(
      (state) => `an order that is ${state}`,
    ),
  ];
}

/** The smallest world, of those tried, in which the seed still fails: fewer steps, then fewer kinds of faults. */
export async function shrink(
  sql: Sql,
  seed: number,
  hour: BadHour | undefined,
  world: typeof simulate = simulate,
): Promise<{ steps: number; without: Set<Fault> } | undefined> {
  const whole = await world(sql, { seed, hour });
  if (whole.violation === undefined) return undefined;
  const fails = async (steps: number, without: ReadonlySet<Fault>) =>
    (await world(sql, { seed, steps, without, hour })).violation !== undefined;
  let { steps } = whole;
  const without = new Set<Fault>();
  for (const fault of whole.faults.keys()) {
    if (await fails(steps, new Set([...without, fault]))) without.add(fault);
  }
  for (let less = Math.floor(steps / 2); less >= 1; less = Math.floor(less / 2)) {
    while (steps - less > 0 && (await fails(steps - less, without))) steps -= less;
  }
  return { steps, without };
}
