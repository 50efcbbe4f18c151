import { afterEach, expect, test } from 'vitest';
import { mayBuyAtOnce } from '../../src/chat/features/buy-at-once.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order/order.ts';
import { SEED_PIN, SEED_RESELLERS } from '../../src/sandbox/seed.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { type Desk, openDesk } from '../support/desk.ts';

const START = new Date('2026-11-20T14:00:00Z');
let desk: Desk | undefined;

afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

test('in quick mode a message that two processes handle at the same moment is bought once', async () => {
  desk = await openDesk(START);
  const open = desk;
  const { sql, telegram, konter } = open;
  await sql`update reseller set is_quick = true`;
  const budi = telegram.user(SEED_RESELLERS[0]?.telegramId ?? 0);
  budi.start();
  await open.settle();

  for (let round = 0; round < 5; round++) {
    budi.send(`S10.08123456780${round}.${SEED_PIN}`);
    const updates = (await konter.api.getUpdates({ timeout: 0, limit: 100 })).filter(
      ({ message }) => message?.text?.startsWith('S10.') === true,
    );
    const update = updates.at(-1);
    if (update === undefined) throw new Error('nothing was sent');
    const handle = () => open.bot.handle(update, { attempt: 0, receivedAt: START });
    await Promise.all([handle(), handle(), handle()]);
  }
  await open.settle();
  await open.advance(10_000);

  const rows = await sql<{ state: string; holds: number }[]>`
    select state, (select count(*) from ledger_transaction t where t.ref_id = o.ref_id and t.reason = 'hold') as holds
    from orders o order by number`;
  expect(rows).toEqual(Array.from({ length: 5 }, () => ({ state: 'delivered', holds: 1 })));
  expect(await verifyBooks(sql)).toEqual([]);
});

const BILL = {
  total: rupiah(50_000),
  amount: undefined,
  admin: undefined,
  fine: undefined,
  periods: [],
  facts: [],
  months: undefined,
  needsPin: false,
};

test.each<[what: string, changes: Partial<Order>, expected: boolean]>([
  ['pulsa', { productCode: 'S10', category: 'pulsa' }, true],
  ['electricity', { productCode: 'PLN20', category: 'plnprepaid' }, false],
  ['a wallet', { productCode: 'OVO10', category: 'wallet' }, false],
  ['a customer whose name was told', { productCode: 'XY10', category: 'game', customerName: 'BUDI' }, false],
  ['whatever has a bill', { productCode: 'XY10', category: 'game', bill: BILL }, false],
  ...['POSTPAIDPLN', 'PDAMMJK', 'RBFNFIF', 'RBKREDITBAF', 'RBASRBPJSKSH', 'FIRSMEDIA'].map(
    (productCode): [string, Partial<Order>, boolean] => [
      `a bill of ${productCode}`,
      { productCode, category: 'other' },
      false,
    ],
  ),
  ['a bill by its category', { productCode: 'XY10', category: 'postpaid' }, false],
])('in quick mode %s is bought unseen only where there is nothing to see', (_, changes, expected) => {
  const order = {
    refId: '00000000-0000-4000-8000-000000000001',
    number: 10_001,
    cardToken: 'token',
    line: 0,
    resellerId: 1,
    chatId: 1,
    productCode: 'S10',
    productName: 'Produk',
    category: 'pulsa',
    destination: '081234567890',
    msisdn: undefined,
    amount: undefined,
    occurrence: 1,
    cost: rupiah(50_000),
    price: rupiah(50_200),
    customerName: undefined,
    powerCapacity: undefined,
    quotedAt: START,
    expiresAt: START,
    state: 'quoted' as const,
    ...changes,
  } as Order;
  const [balanceBefore, balanceAfter] = [rupiah(100_000), rupiah(49_800)];
  const quote = {
    card: undefined,
    available: balanceBefore,
    lines: [
      {
        request: {
          code: order.productCode,
          destination: '1',
          amount: undefined,
          occurrence: 1,
          msisdn: undefined,
        },
        result: { kind: 'quoted' as const, order, isNameUnchecked: false, balanceBefore, balanceAfter },
      },
    ],
  };
  expect(mayBuyAtOnce(quote, 1)).toBe(expected);
});
