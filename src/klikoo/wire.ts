import { z } from 'zod';
import { parseHundredths } from '../domain/money.ts';
import { cleanText } from './clean.ts';

const MAX_NAME = 100;
const MAX_SN = 200;
const MAX_REASON = 300;
const MAX_TRAVELS = 20;
const MAX_PASSENGERS = 100;

/**
 * JSON whose numbers are kept as the text they were written in, so that no amount ever passes through a float.
 * `undefined` when it is not JSON, is nested too deep, or holds a key twice: then nobody can say which one was meant.
 */
export function parseJson(source: string): unknown {
  let keysKept = 0;
  function exact(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
    if (!Array.isArray(this)) keysKept += 1;
    return typeof value === 'number' ? (context?.source ?? String(value)) : value;
  }
  try {
    const value: unknown = JSON.parse(source, exact);
    const keysWritten = source
      .matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)
      .filter((match) => match[1] !== undefined);
    // The reviver also sees one unnamed key that holds the whole.
    return keysKept - 1 === keysWritten.reduce((count) => count + 1, 0) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Missing, null, empty and of another type all read as `undefined`. */
const text = (max: number) =>
  z
    .unknown()
    .optional()
    .transform((value) => (typeof value === 'string' ? cleanText(value, max) || undefined : undefined));

/** An id we may put into a path and store as a key; `undefined` when it is anything else. */
const id = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' && isSupplierRef(value) ? value : undefined));

/** Hundredths of a rupiah, exact. */
const amount = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? parseHundredths(value) : undefined));

const instant = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? parseInstant(value) : undefined));

const flag = z
  .unknown()
  .optional()
  .transform((value) => value === true || value === 'true' || value === '1');

/** A list of objects, `[]` when it is not one. Entries that are no objects are left out. */
const list = <T extends z.ZodType>(entry: T, max: number) =>
  z
    .unknown()
    .optional()
    .transform((value) =>
      (Array.isArray(value) ? value : []).slice(0, max).flatMap((one: unknown) => {
        const read = entry.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );

/** Whether `text` can be one of Klikoo's transaction ids (digits, or UUIDs on the older pages). */
export function isSupplierRef(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

/** ISO 8601. Without an offset it is read as UTC, as every sample of Klikoo's is. */
function parseInstant(text: string): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (!match) return undefined;
  const [, seconds = '', fraction = '', zone = 'Z'] = match;
  const at = new Date(`${seconds}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** The frame of every open-api answer. `data` and `meta` are read by who knows which call it was. */
export const envelope = z.object({
  response_code: z.string().regex(/^(\d{7}|\d{9})$/),
  response_message: text(MAX_REASON),
  data: z.unknown().optional(),
  meta: z.unknown().optional(),
});

export const tokenData = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  expires_in: z.unknown().optional(),
});

/**
 * One status word out of the two names it goes by. Kept exactly as it came, since only exact words count; two names that
 * differ are both kept, joined, so that together they are no word anybody knows.
 */
function statusWord(status: unknown, transactionStatus: unknown): string {
  const words = [status, transactionStatus].filter((word) => word !== undefined && word !== null);
  return [...new Set(words.map((word) => (typeof word === 'string' ? word : '?')))].join('/');
}

const passenger = z.object({
  seat_name: text(MAX_NAME),
  name: text(MAX_NAME),
  gender: text(MAX_NAME),
  id_card_number: text(MAX_NAME),
  price: amount,
});

const travel = z.object({
  travel_name: text(MAX_NAME),
  boarding_time: instant,
  boarding_location: text(MAX_REASON),
  destination: text(MAX_NAME),
  is_return: flag,
  booking_code: text(MAX_NAME),
  pnr: text(MAX_NAME),
  passengers: list(passenger, MAX_PASSENGERS),
});

/** A transaction as the answers to buy, detail and history show it: one shape, of which each call fills a part. */
export const transaction = z
  .object({
    transaction_id: id,
    partner_reference_id: text(MAX_NAME),
    status: z.unknown().optional(),
    transaction_status: z.unknown().optional(),
    // History rows have a `token` instead, which on a failed row is the transaction id: it is not read as a serial number.
    sn: text(MAX_SN),
    reason: text(MAX_REASON),
    failed_reason: text(MAX_REASON),
    amount,
    product_code: text(MAX_NAME),
    product_name: text(MAX_NAME),
    klikoo_product_name: text(MAX_NAME),
    value: text(MAX_NAME),
    customer_name: text(MAX_NAME),
    transaction_time: instant,
    created_at: instant,
    travels: list(travel, MAX_TRAVELS),
  })
  .transform(({ status, transaction_status, ...rest }) => ({
    ...rest,
    status: statusWord(status, transaction_status),
  }));

export type WireTransaction = z.infer<typeof transaction>;

export const inquiryData = z.object({
  product_name: text(MAX_NAME),
  product_code: text(MAX_NAME),
  amount,
  total: amount,
  customer_name: text(MAX_NAME),
  power_capacity: text(MAX_NAME),
});

export const balanceData = z.object({ balance: amount });

const count = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined));

export const meta = z.object({ current_page: count, total_pages: count, total_rows: count });

/**
 * One product of the list. Klikoo's pages do not show this answer: the names are those it lets one sort by, and the
 * other spellings are those of its neighbouring pages. This is the one place to change when the real shape is known.
 */
export const product = z
  .object({
    code: text(MAX_NAME),
    product_code: text(MAX_NAME),
    name: text(MAX_NAME),
    product_name: text(MAX_NAME),
    category: text(MAX_NAME),
    product_category: text(MAX_NAME),
    category_name: text(MAX_NAME),
    agent_price: amount,
    price: amount,
    amount,
    enable: z.unknown().optional(),
    enabled: z.unknown().optional(),
    is_enabled: z.unknown().optional(),
    is_active: z.unknown().optional(),
  })
  .transform((item) => ({
    code: item.code ?? item.product_code,
    name: item.name ?? item.product_name,
    category: item.category ?? item.product_category ?? item.category_name,
    cost: item.agent_price ?? item.price ?? item.amount,
    isEnabled: isSwitchedOn(item.enable ?? item.enabled ?? item.is_enabled ?? item.is_active),
  }));

/** A list that says nothing about it shows what can be bought; a word we do not know is not a yes. */
function isSwitchedOn(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return value === true || (typeof value === 'string' && /^(true|1|active)$/i.test(value));
}

/** The entries of the product list, wherever the answer puts them. `undefined` when there is no list. */
export function productEntries(data: unknown): unknown[] | undefined {
  if (Array.isArray(data)) return data;
  const nested = z
    .object({
      products: z.array(z.unknown()).optional(),
      items: z.array(z.unknown()).optional(),
      list: z.array(z.unknown()).optional(),
      data: z.array(z.unknown()).optional(),
    })
    .safeParse(data);
  if (!nested.success) return undefined;
  return nested.data.products ?? nested.data.items ?? nested.data.list ?? nested.data.data;
}
