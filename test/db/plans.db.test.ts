import { expect, onTestFinished, test } from 'vitest';
import { HISTORY_REACH } from '../../src/app/history.ts';
import { addDays, dayBounds } from '../../src/domain/day.ts';
import { rupiah } from '../../src/domain/money.ts';
import { connect, type Sql } from '../../src/store/connect.ts';
import { createOrders } from '../../src/store/orders.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, later, NOON, TODAY } from '../support/shop.ts';

// The long form, with the time each statement takes: KONTER_ROWS=1000000 npx vitest run test/db/plans.db.test.ts
const ROWS = Number(process.env.KONTER_ROWS ?? 20_000);
const TABLES = ['orders', 'card', 'entry', 'ledger_transaction', 'order_event'];
/** Rows a statement may read, with an index or without: of nothing that grows. */
const MOST_SCANNED = 300;
/** What is rare in a history is looked for among so many at once, twice; besides, where its days begin and end is found. */
const MOST_OF_HISTORY = 2 * HISTORY_REACH + MOST_SCANNED;

const DELIVERED = {
  state: 'delivered',
  supplierRef: '14429004',
  sn: '1111',
  costBooked: rupiah(20_546),
  checkAt: undefined,
} as const;

const [YESTERDAY, TOMORROW] = [addDays(TODAY, -1), addDays(TODAY, 1)];
const DAY = {
  from: TODAY,
  until: TODAY,
  quotedFrom: dayBounds(YESTERDAY, 'Asia/Jakarta').to,
  quotedTo: dayBounds(TOMORROW, 'Asia/Jakarta').from,
};

/** Ended orders of one reseller, with their bookings, as if years had passed. */
async function fill(sql: Sql, resellerId: number): Promise<void> {
  await sql`
    insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
    select 'old-' || n, ${resellerId}, 1, 1, 'old:' || n, ${NOON}, ${NOON} from generate_series(1, ${ROWS}) n`;
  await sql`
    insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
      list_cost, markup, cost, price, state, quoted_at, expires_at, business_day, held_at, balance_after_hold, submitted_at,
      settled_at, balance_after_settle, sn)
    select gen_random_uuid(), 'old-' || n, 0, ${resellerId}, 1, 'PLN20', 'PLN 20.000', 'plnprepaid', '08' || n,
      20500, 200, 20546, 20746, 'delivered', ${NOON}, ${NOON}, ${TODAY}::date - (n / 100)::int, ${NOON}, 1, ${NOON}, ${NOON}, 1, '1'
    from generate_series(1, ${ROWS}) n`;
  await sql`
    insert into ledger_transaction (key, reason, ref_id, happened_at)
    select 'order:' || ref_id || ':hold', 'hold', ref_id, held_at from orders where card_token like 'old-%'`;
  await sql`
    insert into entry (transaction_id, account_id, amount, balance_after)
    select id, available_account(${resellerId}), 1, 1 from ledger_transaction where reason = 'hold'`;
  await sql`insert into order_event (ref_id, at, kind) select ref_id, ${NOON}, 'delivered' from orders`;
}

async function scanned(sql: Sql): Promise<Map<string, number>> {
  await sql`select pg_stat_force_next_flush()`;
  const rows = await sql<{ name: string; read: number }[]>`
    select relname::text as name, seq_tup_read + coalesce(idx_tup_fetch, 0) as read from pg_stat_user_tables where relname in ${sql(TABLES)}`;
  return new Map(rows.map(({ name, read }) => [name, read]));
}

test(
  `F114: with ${ROWS} orders and statistics from when there were none, nothing on the way of an order reads more the more there are`,
  async () => {
    const { url } = await freshDatabase();
    // One connection, whose plans and counts these are.
    const { sql, close } = connect(url, {
      applicationName: 'plans',
      max: 1,
      statementTimeoutMs: 600_000,
    });
    onTestFinished(close);
    const shop = await createShop(sql);
    const resellers = createResellers(sql);
    const orders = createOrders(sql);
    const telegramId = 1_001;
    const resellerId = await shop.addReseller(telegramId, 100_000_000);
    for (const table of TABLES) {
      await sql.unsafe(`alter table ${table} set (autovacuum_enabled = false)`);
      await sql.unsafe(`analyze ${table}`);
    }
    await fill(sql, resellerId);

    const reading = new Set<string>();
    let round = 0;
    async function oneOrder(isTimed: boolean): Promise<void> {
      round += 1;
      const [line, destination] = [round * 10, `0110569${String(round).padStart(4, '0')}`];
      const steps: [string, () => Promise<unknown>][] = [];
      const { card, orders: quoted } = await shop.quote(resellerId, telegramId, [{ destination }]);
      const refId = quoted[0]?.refId ?? '';
      const number = quoted[0]?.number ?? 0;
      steps.push(
        ['find card', () => orders.findCard(card.token)],
        ['confirm', () => orders.confirm(card.token, telegramId, NOON, TODAY)],
        ['claim', () => orders.claim(['submit'], NOON, 100, 60_000)],
        [
          'proceed',
          () => orders.proceed(refId, 1, { action: 'poll', at: later(line), supplierRef: '14429004' }),
        ],
        ['claim checks', () => orders.claim(['look', 'poll'], later(line), 100, 60_000)],
        ['settle', () => orders.settle(refId, undefined, DELIVERED, NOON)],
        ['claim tells', () => orders.claimTells(later(line), { limit: 64, perChat: 8 }, 60_000)],
        ['told', () => orders.told(refId, 2, 'delivered')],
        ['expire', () => orders.expire(NOON, 200)],
        ['hint', () => orders.hint(refId, 60_000, NOON)],
        ['find by number', () => orders.findByNumber(resellerId, number)],
        ['twins', () => orders.twins(resellerId, 'PLN20', destination, undefined, TODAY)],
        ['find by destination', () => orders.findByDestination(resellerId, destination, 5)],
        ['page', () => orders.page(resellerId, undefined, 10)],
        ['history', () => orders.history(resellerId, { limit: 10 })],
        ['history up', () => orders.history(resellerId, { at: { after: number - 50 }, limit: 10 })],
        ['history of a day', () => orders.history(resellerId, { days: DAY, limit: 10 })],
        ['history to a destination', () => orders.history(resellerId, { destination, limit: 10 })],
        ['rare history', () => orders.history(resellerId, { standing: 'failed', limit: 10 })],
        [
          'rare history up',
          () => orders.history(resellerId, { productCode: 'S10', at: { after: 1 }, limit: 10 }),
        ],
        [
          'rare history of a day',
          () => orders.history(resellerId, { days: DAY, productCode: 'S10', limit: 10 }),
        ],
        [
          'history to a destination on a day',
          () => orders.history(resellerId, { days: DAY, destination, limit: 10 }),
        ],
        ['balances', () => resellers.balances(resellerId)],
      );
      for (const [name, step] of steps) {
        const before = await scanned(sql);
        const startedAt = performance.now();
        await step();
        const tookMs = performance.now() - startedAt;
        for (const [table, read] of await scanned(sql)) {
          const most =
            name.startsWith('rare history') || name.endsWith(' a day') ? MOST_OF_HISTORY : MOST_SCANNED;
          if (read - (before.get(table) ?? 0) > most) reading.add(`${name} reads ${table}`);
        }
        if (isTimed) process.stdout.write(`${name}: ${tookMs.toFixed(2)} ms\n`);
      }
    }

    // More than five times, since from then on a plan may be kept for all values.
    for (const when of ['stale', 'fresh'] as const) {
      if (when === 'fresh') for (const table of TABLES) await sql.unsafe(`analyze ${table}`);
      reading.clear();
      for (let i = 0; i < 8; i += 1) await oneOrder(ROWS >= 1_000_000 && i === 7);
      expect([...reading], `with ${when} statistics`).toEqual([]);
    }
  },
  ROWS + 60_000,
);
