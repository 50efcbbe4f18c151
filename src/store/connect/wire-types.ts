import { parseArray, serializeArray } from './wire-arrays.ts';

// How values of PostgreSQL look in the program, the same for plain SQL and for drizzle. The numbers are the oids of types and of
// their arrays in pg_type.dat. What is not named here stays as postgres.js has it: int4 is a number, numeric is text.

export const JSONB = 3802;

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

const asIs = (text: string) => text;
const isTrue = (text: string) => text === 't';
const fromJson = (text: string): unknown => JSON.parse(text);
const int8 = (text: string) => safeInteger(Number(text));

/** Text is JSON already: drizzle's, and that of our `sql.json`. */
const toJson = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const toText = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));
const fromInt8 = (value: unknown) => String(typeof value === 'number' ? safeInteger(value) : value);

const wireType = <T>(oids: number[], parse: (text: string) => T, serialize: (value: unknown) => string) => ({
  to: oids[0] ?? 0,
  from: oids,
  parse,
  serialize,
});

const arrayType = <T>(oids: number[], parse: (text: string) => T, serialize: (value: unknown) => string) =>
  wireType(
    oids,
    (text) => parseArray(text, parse),
    (value) => serializeArray(value, serialize),
  );

/**
 * postgres.js would ask each server for its array types on each new connection, and let a connection lost meanwhile end the process.
 */
export const WIRE_TYPES = {
  int8: wireType([20], int8, fromInt8),
  timestamptz: wireType([1184], instant, toText),
  /** A day of the calendar is in no time zone, so it is text: 2026-11-20. */
  date: wireType([1082], asIs, toText),
  json: wireType([114, JSONB], fromJson, toJson),
  booleans: arrayType([1000], isTrue, toText),
  numbers: arrayType([1005, 1007, 1021, 1022], Number, toText),
  int8s: arrayType([1016], int8, fromInt8),
  /** text, varchar, name, uuid, numeric, date */
  texts: arrayType([1009, 1015, 1003, 2951, 1231, 1182], asIs, toText),
  timestamptzs: arrayType([1185], instant, toText),
  jsons: arrayType([199, 3807], fromJson, toJson),
};
