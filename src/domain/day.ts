declare const dayBrand: unique symbol;

/** A calendar day of the operator's time zone, `YYYY-MM-DD`: sorts and compares as text. */
export type Day = string & { readonly [dayBrand]: true };

const MS_PER_DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a thousand times using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

/** The fields of the wall clock by their names in `Intl`. */
function localOf(instant: Date, timeZone: string): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  return Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
}

/** Reads `YYYY-MM-DD`; `undefined` when there is no such day. */
export function parseDay(text: string): Day | undefined {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return undefined;
  const midnight = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
  return exists ? (text as Day) : undefined;
}

/** The day of a year, month (1 to 12) and day of the month; `undefined` when there is none. */
export function dayFrom(year: number, month: number, dayOfMonth: number): Day | undefined {
  const two = (n: number) => String(n).padStart(2, '0');
  return parseDay(`${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`);
}

/** @throws {RangeError} when `timeZone` is not an IANA zone or `instant` is no date: a bug in the caller. */
export function dayOf(instant: Date, timeZone: string): Day {
  const { year = '', month, day } = localOf(instant, timeZone);
  return `${year.padStart(4, '0')}-${month}-${day}` as Day;
}

/**
 * The instants of a day, `[from, to)`: 23 or 25 hours where clocks change. Each day ends exactly where the next begins.
 * A day the zone skipped altogether is empty.
 */
export function dayBounds(day: Day, timeZone: string): { from: Date; to: Date } {
  return { from: startOf(day, timeZone), to: startOf(addDays(day, 1), timeZone) };
}

/** Found by halving: where the clock jumps over midnight, the day begins at some other time, and no formula of offsets says when. */
function startOf(day: Day, timeZone: string): Date {
  const utcMidnight = Date.parse(`${day}T00:00:00Z`);
  let before = utcMidnight - MS_PER_DAY;
  let within = utcMidnight + MS_PER_DAY;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayOf(new Date(middle), timeZone) < day) before = middle;
    else within = middle;
  }
  return new Date(within);
}

/** `days` may be negative. */
export function addDays(day: Day, days: number): Day {
  const moved = new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY);
  return moved.toISOString().slice(0, 10) as Day;
}

/** The hour on the wall, 0 to 23. */
export function hourOf(instant: Date, timeZone: string): number {
  return Number(localOf(instant, timeZone).hour);
}

/** The time on the wall, `HH:MM`. */
export function minuteLabel(instant: Date, timeZone: string): string {
  const { hour, minute } = localOf(instant, timeZone);
  return `${hour}:${minute}`;
}
