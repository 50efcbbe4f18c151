import { addDays, type Day, dayFrom } from '../day.ts';
import type { DayArgument } from './command.ts';

/** 2024 was a leap year: here only the longest each month can be matters. */
const LEAP_YEAR = 2024;

/**
 * Reads a day as resellers type it: `15`, `1511`, `151126`, `15112026`, `15/11`, `15/11/26`, `15-11-2026`, `2026-11-15`, `-2` (two
 * days ago), `0` (today). `undefined`: it is none, or there is no such day.
 */
export function readDayArgument(text: string): DayArgument | undefined {
  if (/^0$|^-[0-9]{1,3}$/.test(text)) return { kind: 'days_ago', days: Math.abs(Number(text)) };
  if (/^[0-9]{1,2}$/.test(text)) return dayOfMonth(Number(text));
  const iso = /^(20[0-9]{2})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (iso) return date(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const match =
    /^([0-9]{2})([0-9]{2})(20[0-9]{2}|[0-9]{2})?$/.exec(text) ??
    /^([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-](20[0-9]{2}|[0-9]{2}))?$/.exec(text);
  if (!match) return undefined;
  const [, day, month, year] = match;
  if (year === undefined) return dayAndMonth(Number(day), Number(month));
  return date(2000 + (Number(year) % 100), Number(month), Number(day));
}

function dayOfMonth(day: number): DayArgument | undefined {
  return day >= 1 && day <= 31 ? { kind: 'day_of_month', dayOfMonth: day } : undefined;
}

function dayAndMonth(day: number, month: number): DayArgument | undefined {
  return dayFrom(LEAP_YEAR, month, day) ? { kind: 'day_and_month', dayOfMonth: day, month } : undefined;
}

function date(year: number, month: number, dayOfMonth: number): DayArgument | undefined {
  const day = dayFrom(year, month, dayOfMonth);
  return day ? { kind: 'date', day } : undefined;
}

/** Writes a day so that {@link readDayArgument} reads the same again, and so that it cannot be taken for a PIN. */
export function printDayArgument(argument: DayArgument): string {
  switch (argument.kind) {
    case 'days_ago':
      return argument.days === 0 ? '0' : `-${argument.days}`;
    case 'day_of_month':
      return String(argument.dayOfMonth);
    case 'day_and_month':
      return `${argument.dayOfMonth}/${argument.month}`;
    case 'date':
      return argument.day;
    default: {
      const unhandled: never = argument;
      throw new Error(`unhandled day argument: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** The most recent day, today included, that fits. `undefined`: the day is still to come. */
export function resolveDay(argument: DayArgument, today: Day): Day | undefined {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  switch (argument.kind) {
    case 'days_ago':
      return addDays(today, -argument.days);
    case 'date':
      return argument.day <= today ? argument.day : undefined;
    // On 30 March the last 31st is in January: this month's is to come, and February has none.
    case 'day_of_month':
      return latest(today, 3, (back) => {
        const months = year * 12 + (month - 1) - back;
        return dayFrom(Math.floor(months / 12), (months % 12) + 1, argument.dayOfMonth);
      });
    // 29 February may be eight years away: 1900 and 2100 are no leap years.
    case 'day_and_month':
      return latest(today, 9, (back) => dayFrom(year - back, argument.month, argument.dayOfMonth));
    default: {
      const unhandled: never = argument;
      throw new Error(`unhandled day argument: ${JSON.stringify(unhandled)}`);
    }
  }
}

function latest(today: Day, tries: number, candidate: (back: number) => Day | undefined): Day | undefined {
  for (let back = 0; back < tries; back += 1) {
    const day = candidate(back);
    if (day !== undefined && day <= today) return day;
  }
  return undefined;
}
