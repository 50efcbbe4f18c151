import { expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { prepare } from './database.ts';
import { COMMON, runSeeds, unseenInTree } from './tree/run.ts';
import { simulateTree } from './tree/simulate.ts';

/** `KONTER_SEEDS=300` and more also show that everything rare has happened; `npm run sim -- --tree` runs as many as are asked for. */
const SEEDS = Number(process.env.KONTER_SEEDS ?? 12);

test(`fifty resellers in a tree sell, send each other money, earn and open tickets: in ${SEEDS} worlds no rupiah is lost, made or somebody else's`, async () => {
  const { sql } = await freshDatabase();
  await prepare(sql);
  const tally = await runSeeds(sql, { from: 1, count: SEEDS });
  expect(tally.violations, 'npm run sim -- --tree --seed N --shrink shows how it comes about').toEqual([]);
  const never = COMMON.filter((what) => !tally.sights.has(what));
  expect(SEEDS >= 300 ? unseenInTree(tally) : never, 'never happened in any of them').toEqual([]);
}, 240_000);

test('the same seed is the same tree, whatever was before it', async () => {
  const { sql } = await freshDatabase();
  await prepare(sql);
  const options = { seed: 7, steps: 150, isTraced: true };
  const once = await simulateTree(sql, options);
  await simulateTree(sql, { seed: 8, steps: 100 });
  const again = await simulateTree(sql, options);
  expect(once.trace.length).toBeGreaterThan(50);
  expect(again).toEqual(once);
});
