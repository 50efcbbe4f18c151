import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayBounds, dayFrom, dayOf, hourOf, minuteLabel, parseDay } from './day.ts';

const WIB = 'Asia/Jakarta';

function day(text: string) {
  const parsed = parseDay(text);
  if (!parsed) throw new Error(`no day: ${text}`);
  return parsed;
}

function hours({ from, to }: { from: Date; to: Date }) {
  return (to.getTime() - from.getTime()) / 3_600_000;
}

test('F103: midnight in Jakarta is 17:00 UTC, to the millisecond', () => {
  expect(dayOf(new Date('2026-11-15T16:59:59.999Z'), WIB)).toBe('2026-11-15');
  expect(dayOf(new Date('2026-11-15T17:00:00.000Z'), WIB)).toBe('2026-11-16');
  expect(dayBounds(day('2026-11-16'), WIB)).toEqual({
    from: new Date('2026-11-15T17:00:00.000Z'),
    to: new Date('2026-11-16T17:00:00.000Z'),
  });
});

test('the wall clock has 00:00, not 24:00', () => {
  const midnight = new Date('2026-11-15T17:00:00Z');
  expect(hourOf(midnight, WIB)).toBe(0);
  expect(minuteLabel(midnight, WIB)).toBe('00:00');
  expect(minuteLabel(new Date('2026-11-15T14:03:59Z'), WIB)).toBe('21:03');
  expect(hourOf(new Date('2026-11-15T14:03:59Z'), 'Asia/Jayapura')).toBe(23);
});

test.each([
  ['Europe/Berlin', '2026-03-29', 23],
  ['Europe/Berlin', '2026-10-25', 25],
  ['Australia/Lord_Howe', '2026-04-05', 24.5],
  // The clock jumps from 24:00 to 01:00: this day has no midnight.
  ['Africa/Cairo', '2026-04-24', 23],
  ['Asia/Jakarta', '2026-03-29', 24],
  // Samoa went without this day.
  ['Pacific/Apia', '2011-12-30', 0],
])('in %s, %s has %d hours', (zone, text, expected) => {
  expect(hours(dayBounds(day(text), zone))).toBe(expected);
});

test('F103: every instant lies in the bounds of its own day', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      fc.constantFrom(
        WIB,
        'Asia/Jayapura',
        'Europe/Berlin',
        'Africa/Cairo',
        'Pacific/Kiritimati',
        'Pacific/Pago_Pago',
      ),
      (instant, zone) => {
        const { from, to } = dayBounds(dayOf(instant, zone), zone);
        expect(from <= instant && instant < to).toBe(true);
        expect(dayOf(from, zone)).toBe(dayOf(instant, zone));
        expect(dayOf(new Date(from.getTime() - 1), zone)).not.toBe(dayOf(instant, zone));
      },
    ),
    { numRuns: 200 },
  );
});

test('days are counted across months, leap days and years', () => {
  expect(addDays(day('2026-12-31'), 1)).toBe('2027-01-01');
  expect(addDays(day('2028-03-01'), -1)).toBe('2028-02-29');
  expect(addDays(day('2026-11-15'), 0)).toBe('2026-11-15');
});

test('a day that does not exist is none', () => {
  expect(parseDay('2026-02-29')).toBeUndefined();
  expect(parseDay('2026-13-01')).toBeUndefined();
  expect(parseDay('2026-1-1')).toBeUndefined();
  expect(parseDay('15/11/2026')).toBeUndefined();
  expect(dayFrom(2026, 4, 31)).toBeUndefined();
  expect(dayFrom(2028, 2, 29)).toBe('2028-02-29');
});
