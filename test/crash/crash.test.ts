import { expect, test } from 'vitest';
import { POINTS } from './points.ts';
import { runCrashes } from './run.ts';

const SEED = 20_261_121;
const AT = [
  'an update is on its way from Telegram',
  'after an update is stored, before the answer',
  'after a PIN is counted, before the answer',
  'a card is sent, not answered',
  'after the price is held, before the answer',
  'after an order is written as underway, before the answer',
  'before an order is settled',
  'after an order is settled, before the answer',
  'an ending is sent, not answered',
];

test('F1, F2, F3, F4, F5, F6, F7, F12, F13, F15, F16: killed once at each of these points, nothing is lost, bought twice or told wrong', async () => {
  const points = AT.flatMap((name) => POINTS.find((point) => point.name === name) ?? []);
  expect(points).toHaveLength(AT.length);
  const report = await runCrashes({
    seed: SEED,
    kills: points.length,
    points,
    isExact: true,
    people: 10,
    pauseMs: 1_000,
    suffixes: ['9901', '7001', '9921'],
    takeUpAfterSeconds: 4,
  });
  expect(report.differences).toEqual([]);
  expect([...report.kills.keys()].sort()).toEqual(AT.toSorted());
  expect(report.delivered).toBeGreaterThan(0);
  expect(report.failed).toBeGreaterThan(0);
}, 180_000);
