import { expect, test } from 'vitest';
import { parseDay } from '../day.ts';
import { printDayArgument, readDayArgument, resolveDay } from './day-argument.ts';

function resolve(typed: string, today: string) {
  const argument = readDayArgument(typed);
  const day = parseDay(today);
  if (!argument || !day) return 'no such day';
  return resolveDay(argument, day);
}

test.each([
  ['15', '2026-11-20', '2026-11-15'],
  ['20', '2026-11-20', '2026-11-20'],
  ['21', '2026-11-20', '2026-10-21'],
  ['31', '2026-03-30', '2026-01-31'],
  ['31', '2026-01-15', '2025-12-31'],
  ['29', '2027-03-01', '2027-01-29'],
  ['2', '2026-11-20', '2026-11-02'],
  ['1511', '2026-11-20', '2026-11-15'],
  ['1511', '2026-11-14', '2025-11-15'],
  ['2902', '2027-01-10', '2024-02-29'],
  ['15/11', '2026-11-20', '2026-11-15'],
  ['5/1', '2026-11-20', '2026-01-05'],
  ['151126', '2026-11-20', '2026-11-15'],
  ['15112026', '2026-11-20', '2026-11-15'],
  ['15/11/2026', '2026-11-20', '2026-11-15'],
  ['15/11/26', '2026-11-20', '2026-11-15'],
  ['15-11-2026', '2026-11-20', '2026-11-15'],
  ['01-01-13', '2026-11-20', '2013-01-01'],
  ['2026-11-15', '2026-11-20', '2026-11-15'],
  ['-2', '2026-11-20', '2026-11-18'],
  ['-30', '2026-01-10', '2025-12-11'],
  ['0', '2026-11-20', '2026-11-20'],
  ['-0', '2026-11-20', '2026-11-20'],
  ['151126', '2026-11-14', undefined],
  ['15/11/2027', '2026-11-20', undefined],
])('%s typed on %s is %s', (typed, today, expected) => {
  expect(resolve(typed, today)).toBe(expected);
});

test.each([
  '',
  '32',
  '00',
  '1234',
  '3102',
  '290226',
  '31/4/2026',
  '15.11',
  '+2',
  '-1000',
  '151',
  '1511202',
  '15/11/',
  'kemarin',
])('%j is no day', (typed) => {
  expect(readDayArgument(typed)).toBeUndefined();
});

test.each(['15', '1511', '151126', '15/11/2026', '-2', '0'])(
  '%s is printed so that it reads the same',
  (typed) => {
    const argument = readDayArgument(typed);
    if (!argument) throw new Error('not read');
    expect(readDayArgument(printDayArgument(argument))).toEqual(argument);
  },
);
