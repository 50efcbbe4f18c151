import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { DEFECTS, type Defect } from './defects.ts';
import { badHourOf, FAULTS, type Fault } from './faults.ts';
import { openDatabase, openServer } from './open.ts';
import { plantInDatabase, plantInSources, readWith } from './plant.ts';
import type * as Run from './run.ts';
import { createTally, runSeeds, shrink, type Tally, unseen } from './run.ts';
import { simulate } from './simulate.ts';
import type * as TreeRun from './tree/run.ts';
import { unseenInTree } from './tree/run.ts';
import { simulateTree } from './tree/simulate.ts';

const USAGE = `npm run sim -- [options]

Lives worlds through, each drawn from a seed: orders, answers that are lost, late, twice or untrue, repeats, crashes between any two effects,
two instances; after every step all that must hold is looked at. Ends with 0 when nothing was violated.

  --seeds N [--from S] [--workers 2]      so many worlds, one a seed (default 1000 from 1)
  --seed S [--trace] [--shrink]           one of them again, told step by step, or made as small as it still fails
           [--steps N] [--hour NAME] [--without fault,fault]
  --tree                                  with each of these: fifty resellers below each other, who sell, send money and open tickets
  --defects [--part 1/2] [--tree]         plants every known defect, until each is found
  --defect NAME                           one of them
  --help                                  this text
`;

const FOUND_WITHIN_SEEDS = 1_000;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string' },
    workers: { type: 'string', default: '1' },
    seed: { type: 'string' },
    tree: { type: 'boolean', default: false },
    steps: { type: 'string' },
    hour: { type: 'string' },
    without: { type: 'string', default: '' },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    defect: { type: 'string' },
    defects: { type: 'boolean', default: false },
    part: { type: 'string', default: '1/1' },
    help: { type: 'boolean', default: false },
    // For workers: the database to use, and the result as JSON.
    database: { type: 'string' },
  },
});

const world = values.tree ? simulateTree : simulate;
const chosenHour = values.hour === undefined ? undefined : badHourOf(values.hour);

async function main(): Promise<boolean> {
  if (values.help) {
    print(USAGE.trimEnd());
    return true;
  }
  if (values.defects || values.defect !== undefined) return findDefects();
  if (values.database !== undefined) return work(values.database);
  if (values.seed !== undefined) return replay(Number(values.seed));
  return runAll();
}

/** In a child process: a part of the seeds. */
async function work(url: string): Promise<boolean> {
  const database = await openDatabase(url);
  const range = { from: Number(values.from ?? 1), count: Number(values.seeds) };
  const tally = await runSeeds(database.sql, range, undefined, world);
  await database.close();
  print(
    JSON.stringify(tally, (_, value: unknown) => (value instanceof Map ? { entries: [...value] } : value)),
  );
  return true;
}

async function runAll(): Promise<boolean> {
  const [seeds, from, workers] = [Number(values.seeds), Number(values.from ?? 1), Number(values.workers)];
  const server = await openServer(workers);
  const startedMs = performance.now();
  try {
    const share = Math.ceil(seeds / workers);
    const tallies = await Promise.all(
      server.urls.map((url, i) => runWorker(url, from + i * share, Math.min(share, seeds - i * share))),
    );
    const tally = tallies.reduce(merged, createTally());
    printTally(tally, performance.now() - startedMs);
    return tally.violations.length === 0;
  } finally {
    await server.close();
  }
}

async function runWorker(url: string, from: number, count: number): Promise<Tally> {
  const args = [import.meta.filename, '--database', url, '--from', String(from), '--seeds', String(count)];
  if (values.tree) args.push('--tree');
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the simulation of seeds ${from} and following ended with ${String(code)}`);
  return JSON.parse(output, (_, value: { entries?: unknown }) =>
    Array.isArray(value?.entries) ? new Map(value.entries) : value,
  );
}

function merged(one: Tally, other: Tally): Tally {
  const sum = (a: Map<string, number>, b: Map<string, number>) => {
    const all = new Map(a);
    for (const [name, count] of b) all.set(name, (all.get(name) ?? 0) + count);
    return all;
  };
  return {
    seeds: one.seeds + other.seeds,
    steps: one.steps + other.steps,
    effects: one.effects + other.effects,
    orders: one.orders + other.orders,
    crashes: one.crashes + other.crashes,
    faults: sum(one.faults, other.faults),
    states: sum(one.states, other.states),
    sights: sum(one.sights, other.sights),
    violations: [...one.violations, ...other.violations],
  };
}

function printTally(tally: Tally, tookMs: number): void {
  const listed = (counts: Map<string, number>) =>
    [...counts]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`)
      .join('\n');
  print(
    `Faults:\n${listed(tally.faults)}\nWhat was seen:\n${listed(tally.sights)}\nOrders in the end:\n${listed(tally.states)}`,
  );
  print(
    `${tally.seeds} seeds, ${tally.steps} steps, ${tally.effects} calls, ${tally.orders} orders, ${tally.crashes} processes ended, ` +
      `${(tookMs / 1000).toFixed(1)} s (${(tookMs / tally.seeds).toFixed(0)} ms a seed)`,
  );
  const missing = values.tree ? unseenInTree(tally) : unseen(tally);
  if (missing.length > 0) print(`Never happened: ${missing.join(', ')}`);
  for (const { seed, violation } of tally.violations.slice(0, 50))
    print(`VIOLATION seed ${seed}: ${violation}`);
  print(`Violations: ${tally.violations.length}`);
}

async function replay(seed: number): Promise<boolean> {
  const server = await openServer(1);
  const database = await openDatabase(server.urls[0] ?? '');
  try {
    let steps = values.steps === undefined ? undefined : Number(values.steps);
    let without = new Set<Fault>(FAULTS.filter((fault) => values.without.split(',').includes(fault)));
    if (values.shrink) {
      const smallest = await shrink(database.sql, seed, chosenHour, world);
      if (smallest === undefined) {
        print(`Seed ${seed} violates nothing`);
        return true;
      }
      ({ steps, without } = smallest);
      const hour = values.hour === undefined ? '' : ` --hour ${values.hour}`;
      print(
        `Smallest: ${values.tree ? '--tree ' : ''}--seed ${seed}${hour} --steps ${steps} --without ${[...without].join(',')}`,
      );
    }
    const result = await world(database.sql, {
      seed,
      steps,
      without,
      hour: chosenHour,
      isTraced: values.trace || values.shrink,
    });
    for (const line of result.trace) print(line);
    print(`Seed ${seed}: ${result.steps} steps, ${result.effects} calls, ${result.orders} orders`);
    print(
      result.violation === undefined ? 'Nothing is violated' : `VIOLATION seed ${seed}: ${result.violation}`,
    );
    return result.violation === undefined;
  } finally {
    await database.close();
    await server.close();
  }
}

/** Plants one defect after another, each into the program as it is. */
async function findDefects(): Promise<boolean> {
  const [part = 1, parts = 1] = values.part.split('/').map(Number);
  const isWanted = ({ name, world: of }: Defect, i: number) =>
    values.defect === undefined
      ? i % parts === part - 1 && (!values.tree || of === 'tree')
      : name === values.defect;
  plantInSources(DEFECTS);
  const server = await openServer(1);
  const database = await openDatabase(server.urls[0] ?? '');
  let isWell = true;
  try {
    for (const [number, defect] of DEFECTS.entries()) {
      if (!isWanted(defect, number)) continue;
      readWith(defect);
      const startedMs = performance.now();
      const takeOut = await plantInDatabase(database.sql, defect);
      const isTree = defect.world === 'tree';
      const planted: Pick<typeof Run | typeof TreeRun, 'runSeeds'> = await import(
        `${isTree ? './tree/run.ts' : './run.ts'}?defect=${number}`
      );
      const from = values.from === undefined ? defect.seed : Number(values.from);
      const range = { from, count: FOUND_WITHIN_SEEDS, hour: defect.hour };
      const { seeds, violations } = await planted.runSeeds(
        database.sql,
        range,
        (tally) => tally.violations.length > 0,
      );
      await takeOut();
      const [first] = violations;
      // What goes wrong without the defect, too, does not show that it is found.
      const sound =
        first &&
        (await (isTree ? simulateTree : simulate)(database.sql, { seed: first.seed, hour: defect.hour }));
      const found = sound?.violation === undefined ? first : undefined;
      const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
      if (sound?.violation !== undefined) print(`Without any defect: seed ${sound.seed}: ${sound.violation}`);
      if (found === undefined) isWell = false;
      print(
        found === undefined
          ? `NOT FOUND in ${seeds} seeds (${took}): ${defect.name}`
          : `found by seed ${found.seed} (${took}): ${defect.name}: ${found.violation}`,
      );
    }
  } finally {
    await database.close();
    await server.close();
  }
  return isWell;
}

process.exitCode = (await main()) ? 0 : 1;
