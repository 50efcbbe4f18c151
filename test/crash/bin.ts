import { parseArgs } from 'node:util';
import { type CrashReport, runCrashes } from './run.ts';

// `npm run crash -- --kills 500 [--seed S] [--people N]`: the bot's process is killed while people use it. Ends with 0 when in the end
// everybody knows the same.

const PEOPLE = '60';
const PAUSE_MS = 2_500;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The value below which the given part of `sorted` lies, in seconds. */
function quantile(sorted: readonly number[], part: number): string {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? '–' : `${(value / 1000).toFixed(2)} s`;
}

function printReport(report: CrashReport, tookMs: number): void {
  const byName = [...report.kills].sort(([, a], [, b]) => b - a);
  print(`\nKills (${byName.reduce((sum, [, times]) => sum + times, 0)}):`);
  for (const [name, times] of byName) print(`  ${String(times).padStart(4)}  ${name}`);
  if (report.missed > 0) print(`  In ${report.missed} lives no point was reached.`);
  print(
    `\nUpdates confirmed to Telegram: ${report.updates}, given up: ${report.parked}; taps: ${report.taps}`,
  );
  print(
    `Orders quoted: ${report.orders}, delivered: ${report.delivered}, failed: ${report.failed}, others: ${report.others}`,
  );
  for (const [error, times] of report.parkedBy) print(`  given up for ${error}: ${times}`);
  print(`Endings told twice: ${report.duplicateEndings}`);
  for (const [what, key] of [
    ['ready', 'readyMs'],
    ['first reply', 'firstReplyMs'],
  ] as const) {
    const times = report.recoveries.flatMap((each) => each[key] ?? []).sort((a, b) => a - b);
    print(
      `From a kill to ${what} (${times.length}): median ${quantile(times, 0.5)}, p99 ${quantile(times, 0.99)}, worst ${quantile(times, 1)}`,
    );
  }
  print(`Took ${Math.round(tookMs / 1000)} s, seed ${report.seed}`);
  for (const line of report.differences) print(`DIFFERENCE ${line}`);
  print(`Differences: ${report.differences.length}`);
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string' },
    people: { type: 'string', default: PEOPLE },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
print(`Seed ${seed}: ${values.kills} kills, ${values.people} people.`);
const startedMs = performance.now();
const report = await runCrashes({
  seed,
  kills: Number(values.kills),
  people: Number(values.people),
  pauseMs: PAUSE_MS,
  say: print,
});
printReport(report, performance.now() - startedMs);
process.exitCode = report.differences.length === 0 ? 0 : 1;
