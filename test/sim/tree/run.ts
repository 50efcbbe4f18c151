import type { Fault } from '../faults.ts';
import { runSeeds as run, type Tally, unseen } from '../run.ts';
import { simulateTree } from './simulate.ts';

/** As {@link run}, of worlds in which resellers stand below each other. */
export function runSeeds(
  sql: Parameters<typeof run>[0],
  range: Parameters<typeof run>[1],
  isEnough?: Parameters<typeof run>[2],
): Promise<Tally> {
  return run(sql, range, isEnough, simulateTree);
}

/** Faults of which nothing here is about: nobody alters a button or forges a callback. */
const OTHERS: ReadonlySet<Fault> = new Set(['token_altered', 'callback_forged']);

/** What must have happened in a run of some length, or it says nothing about it. */
export const SIGHTS: readonly string[] = [];

/** What never happened in a run although it could. */
export function unseenInTree(tally: Tally): string[] {
  return [
    ...unseen(tally).filter((what) => !OTHERS.has(what as Fault)),
    ...SIGHTS.filter((what) => !tally.sights.has(what)),
  ];
}
