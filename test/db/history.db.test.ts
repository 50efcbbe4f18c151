import { describe, expect, onTestFinished, test } from 'vitest';
import { HISTORY_REACH, type HistoryQuery } from '../../src/app/history.ts';
import { addDays, type Day, dayBounds } from '../../src/domain/day.ts';
import { STATES_OF } from '../../src/domain/history.ts';
import { createOrders } from '../../src/store/orders.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, TODAY } from '../support/shop.ts';

const ZONE = 'Asia/Jakarta';
const LIMIT = 60;
/** More than are looked through at once. */
const ORDERS = HISTORY_REACH + 700;

type Row = {
  number: number;
  state: string;
  day: Day | null;
  code: string;
  destination: string;
  sold: boolean;
};

const daysOf = (from: Day, until: Day): NonNullable<HistoryQuery['days']> => ({
  from,
  until,
  quotedFrom: new Date(dayBounds(from, ZONE).from.getTime() - 60 * 60_000),
  quotedTo: new Date(dayBounds(until, ZONE).to.getTime() + 60 * 60_000),
});

/** One order every half hour until today's noon, all kinds among them; every seventh was never confirmed. */
async function openHistory() {
  const { sql, close } = await freshDatabase();
  onTestFinished(close);
  const shop = await createShop(sql);
  const [own, other] = [await shop.addReseller(1_001, 1_000_000), await shop.addReseller(1_002, 1_000_000)];
  const until = new Date(dayBounds(TODAY, ZONE).from.getTime() + 12 * 60 * 60_000);
  await sql`
    insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
    values ('t', ${own}, 1001, 1001, 'x', ${until}, ${until})`;
  await sql`
    insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
      list_cost, markup, cost, price, state, quoted_at, expires_at, occurrence, business_day, held_at, balance_after_hold, submitted_at,
      settled_at, balance_after_settle, failure, failure_text, failure_code, sn)
    select gen_random_uuid(), 't', i, case i % 11 when 0 then ${other}::integer else ${own}::integer end, 1001,
      case when i % 400 = 2 then 'RARE' when i % 3 = 0 then 'S10' else 'PLN20' end, 'x', 'pulsa',
      case i % 5 when 0 then '081234567890' else '01105691111' end, 100, 0, 100, 100,
      case when i % 7 = 0 then 'expired' when i % 13 = 0 then 'failed' when i % 300 = 1 then 'reversed' else 'delivered' end,
      at, at, i % 90 + 1, case i % 7 when 0 then null else ((at + interval '5 minutes') at time zone ${ZONE})::date end,
      case i % 7 when 0 then null else at + interval '5 minutes' end, 1, at, at, 1,
      case when i % 13 = 0 or i % 300 = 1 then 'other' end, case when i % 13 = 0 or i % 300 = 1 then '' end,
      case when i % 13 = 0 or i % 300 = 1 then '' end, '1'
    from generate_series(1, ${ORDERS}) i,
      lateral (select ${until}::timestamptz - (${ORDERS} - i) * interval '30 minutes' as at) a`;
  const rows = await sql<Row[]>`
    select number, state, business_day as day, product_code as code, destination, held_at is not null as sold
    from orders where reseller_id = ${own} order by number desc`;
  return { orders: createOrders(sql), own, other, rows };
}

function fits(row: Row, { days, standing, productCode, destination }: Partial<HistoryQuery>): boolean {
  return (
    row.sold &&
    (days === undefined || (row.day !== null && row.day >= days.from && row.day <= days.until)) &&
    (standing === undefined || STATES_OF[standing].some((state) => state === row.state)) &&
    (productCode === undefined || row.code === productCode) &&
    (destination === undefined || row.destination === destination)
  );
}

const WEEK_AGO = addDays(TODAY, -7);
const FILTERS: Record<string, Partial<HistoryQuery>> = {
  everything: {},
  'what failed': { standing: 'failed' },
  'what was delivered': { standing: 'success' },
  'what is underway, which is nothing': { standing: 'in_progress' },
  'a product hardly ever bought': { productCode: 'RARE' },
  'a product never bought': { productCode: 'NONE' },
  today: { days: daysOf(TODAY, TODAY) },
  'a day a week ago': { days: daysOf(WEEK_AGO, WEEK_AGO) },
  'seven days': { days: daysOf(addDays(TODAY, -6), TODAY) },
  'a day before there was anything': { days: daysOf(addDays(TODAY, -400), addDays(TODAY, -400)) },
  'a day to come': { days: daysOf(addDays(TODAY, 9), addDays(TODAY, 9)) },
  'a destination': { destination: '081234567890' },
  'all at once': {
    days: daysOf(addDays(TODAY, -20), TODAY),
    standing: 'failed',
    productCode: 'PLN20',
    destination: '01105691111',
  },
};

describe('the history, page by page', () => {
  test('shows each order that fits once, newest first, downwards and upwards, whatever it is narrowed to', async () => {
    const { orders, own, rows } = await openHistory();
    for (const [name, filter] of Object.entries(FILTERS)) {
      const wanted = rows.filter((row) => fits(row, filter)).map(({ number }) => number);
      const down: number[] = [];
      let at: HistoryQuery['at'];
      for (let page = 0; page < 500; page += 1) {
        const found = await orders.history(own, { ...filter, at, limit: LIMIT });
        expect(found.orders.length).toBeLessThanOrEqual(LIMIT);
        down.push(...found.orders.map(({ number }) => number));
        if (found.next === undefined) break;
        at = { before: found.next };
      }
      expect(down, name).toEqual(wanted);
      const up: number[] = [];
      at = { after: 0 };
      for (let page = 0; page < 500; page += 1) {
        const found = await orders.history(own, { ...filter, at, limit: LIMIT });
        up.unshift(...found.orders.map(({ number }) => number));
        if (found.next === undefined) break;
        at = { after: found.next };
      }
      expect(up, name).toEqual(wanted);
    }
    expect(wantedOf(rows, 'a product hardly ever bought')).toBeGreaterThan(1);
    expect(wantedOf(rows, 'all at once')).toBeGreaterThan(1);
  });

  test('of somebody without orders, and beyond the numbers there are, there is nothing', async () => {
    const { orders, own, rows } = await openHistory();
    const nothing = { orders: [], next: undefined };
    expect(await orders.history(99, { days: daysOf(TODAY, TODAY), limit: LIMIT })).toEqual(nothing);
    expect(await orders.history(own, { at: { before: 1 }, limit: LIMIT })).toEqual(nothing);
    expect(await orders.history(own, { at: { after: 999_999_999_999_999 }, limit: LIMIT })).toEqual(nothing);

    expect(rows.length).toBeGreaterThan(HISTORY_REACH);
  });
});

function wantedOf(rows: readonly Row[], name: string): number {
  return rows.filter((row) => fits(row, FILTERS[name] ?? {})).length;
}
