// How values of PostgreSQL look in the program, the same for plain SQL and for drizzle. Numbers in the table are type oids of
// PostgreSQL (pg_type.dat). What is not named here stays as postgres.js has it: `numeric` is text, int2 and int4 are numbers.

/** @throws {RangeError} when a number would not come through exactly. */
function safeInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe whole number: ${value}`);
  return value;
}

/** @throws {RangeError} for what no Date can say, such as `infinity`. */
function instant(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new RangeError(`not an instant: ${text}`);
  return date;
}

export const JSONB = 3802;

export const WIRE_TYPES = {
  int8: {
    to: 20,
    from: [20],
    parse: (text: string) => safeInteger(Number(text)),
    serialize: (value: unknown) => (typeof value === 'number' ? String(safeInteger(value)) : String(value)),
  },
  timestamptz: {
    to: 1184,
    from: [1184],
    parse: instant,
    serialize: (value: Date | string) => (value instanceof Date ? value.toISOString() : value),
  },
  /** A day of the calendar is in no time zone, so it is text: 2026-11-20. */
  date: {
    to: 1082,
    from: [1082],
    parse: (text: string) => text,
    serialize: (value: unknown) => String(value),
  },
  /** Text is JSON already: drizzle's, and that of our `sql.json`. */
  json: {
    to: 114,
    from: [114, JSONB],
    parse: (text: string): unknown => JSON.parse(text),
    serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  },
};
