import { expect, test } from 'vitest';
import { freshDatabase } from '../../support/database.ts';
import { prepare } from '../database.ts';
import { runSeeds } from './run.ts';
import { simulateTree } from './simulate.ts';

test('fifty', async () => {
  const { sql } = await freshDatabase();
  await prepare(sql);
  const s = performance.now();
  const tally = await runSeeds(sql, { from: 1, count: Number(process.env.N ?? 3) });
  console.log(tally, performance.now() - s);
  const first = tally.violations[0];
  if (first)
    console.log((await simulateTree(sql, { seed: first.seed, isTraced: true })).trace.slice(-40).join('\n'));
  expect(tally.violations).toEqual([]);
}, 240_000);
