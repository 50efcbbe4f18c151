import { beforeAll, describe, expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createTickets } from '../../src/store/tickets.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON, TODAY } from '../support/shop.ts';

const APPEND_ONLY = ['entry', 'ledger_transaction', 'audit', 'order_event'];
const TABLES = [
  'entry',
  'ledger_transaction',
  'audit',
  'account',
  'orders',
  'ticket',
  'own_reference',
  'downline_transfer',
];
const DELIVERED = {
  state: 'delivered',
  supplierRef: '1',
  sn: '1111',
  costBooked: rupiah(20_546),
  checkAt: undefined,
} as const;

let sql: Sql;
/** Of one reseller: an order that was delivered, one that is on its way, and one that was only quoted. */
const numbers = { delivered: 0, submitted: 0, quoted: 0 };
let resellerId: number;
/** Below that one: what was delivered to him earned a commission, which was paid, and money went to and fro. */
let downlineId: number;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  const shop = await createShop(sql);
  resellerId = await shop.addReseller(1_001, 100_000);
  await shop.money.correct('by-hand', resellerId, -5_000, 'salah ketik', ADMIN_ID, NOON);
  const draw = async (destination: string, isConfirmed: boolean) => {
    const { card, orders } = await shop.quote(resellerId, 1_001, [{ destination }]);
    const [order] = orders;
    if (order === undefined) throw new Error('nothing was quoted');
    if (!isConfirmed) return order;
    await shop.orders.confirm(card.token, 1_001, NOON, TODAY);
    await shop.orders.claim(['submit'], NOON, 10, 60_000);
    return order;
  };
  const delivered = await draw('01105691111', true);
  await shop.orders.settle(delivered.refId, undefined, DELIVERED, NOON);
  numbers.delivered = delivered.number;
  numbers.submitted = (await draw('01105692222', true)).number;
  numbers.quoted = (await draw('01105693333', false)).number;
  // Of four tickets one is open, and the others have ended in each way.
  const tickets = createTickets(sql);
  for (const [index, amount] of [100_000, 200_000, 300_000, 400_000].entries()) {
    const at = later(index * 86_400_000);
    const request = { resellerId, telegramId: 1_001, bank: undefined, origin: `ticket-${index}`, start: 7 };
    const opened = await tickets.open({ ...request, amount: rupiah(amount) }, at);
    if (opened.kind !== 'opened') throw new Error(opened.kind);
    const decision = { key: `action:${index}`, ticketId: opened.ticket.id, actorId: ADMIN_ID };
    if (index === 0) await tickets.accept(decision, at);
    if (index === 1) await tickets.reject({ ...decision, reason: 'tidak masuk' }, at);
  }
  downlineId = await shop.addReseller(1_002, 100_000);
  await sql`update reseller set upline_id = ${resellerId} where id = ${downlineId}`;
  for (const destination of ['01105694444', '01105695555']) {
    const commissions = [{ resellerId, amount: rupiah(100) }];
    const line = { destination, commissions, price: rupiah(20_846), markup: rupiah(200) };
    await sql`
      insert into downline_markup (upline_id, amount) values (${resellerId}, 100) on conflict do nothing`;
    const { card, orders } = await shop.quote(downlineId, 1_002, [line]);
    await shop.orders.confirm(card.token, 1_002, NOON, TODAY);
    await shop.orders.claim(['submit'], NOON, 10, 60_000);
    await shop.orders.settle(orders[0]?.refId ?? '', undefined, DELIVERED, NOON);
  }
  await sql`select commission_pay(${resellerId}, ${NOON})`;
  await sql`
    select downline_move('to', 'transfer', ${resellerId}, ${downlineId}, 5000, 0, ${TODAY}, ${NOON})`;
  await sql`
    select downline_move('fro', 'take_back', ${resellerId}, ${downlineId}, 3000, 0, ${TODAY}, ${NOON})`;
  for (const table of TABLES) await sql.unsafe(`create table kept_${table} as table ${table}`);
});

/** Does what nobody may, says what is found, and puts everything back. */
async function findAfter(statements: string): Promise<{ what: string; where: string }[]> {
  for (const table of APPEND_ONLY)
    await sql.unsafe(`alter table ${table} disable trigger ${table}_append_only`);
  await sql.unsafe('alter table orders drop constraint orders_underway');
  try {
    for (const statement of statements.split(';')) await sql.unsafe(statement);
    return (await verifyBooks(sql, later(60_000))).map(({ what, where }) => ({ what, where }));
  } finally {
    await sql`update reseller set upline_id = null where id = ${resellerId}`;
    for (const table of TABLES) {
      await sql.unsafe(`delete from ${table}`);
      await sql.unsafe(`insert into ${table} overriding system value select * from kept_${table}`);
    }
    await sql.unsafe(
      `alter table orders add constraint orders_underway check (state not in ('held', 'submitted') or next_action_at is not null)`,
    );
    for (const table of APPEND_ONLY)
      await sql.unsafe(`alter table ${table} enable always trigger ${table}_append_only`);
  }
}

const available = () => `available_account(${resellerId})`;
const entryOf = (reason: string, account: string) =>
  `transaction_id = (select id from ledger_transaction where reason = '${reason}' order by id limit 1) and account_id = ${account}`;

test('F116: nobody, the owner of the tables included, changes what is written, not even as a replica', async () => {
  const [me] =
    await sql`select tableowner = current_user as is_owner from pg_tables where tablename = 'entry'`;
  expect(me).toEqual({ is_owner: true });
  for (const table of APPEND_ONLY) {
    for (const change of [`update ${table} set id = default`, `delete from ${table}`, `truncate ${table}`]) {
      await expect(sql.unsafe(change)).rejects.toThrow('append-only');
    }
  }
  const modes = await sql`
    select distinct tgenabled as mode from pg_trigger where tgname like '%append_only' and not tgisinternal`;
  expect([...modes]).toEqual([{ mode: 'A' }]);
});

test('books that nobody touched are right', async () => {
  expect(await findAfter('select 1')).toEqual([]);
});

describe('F116: what was changed with the triggers off is named', () => {
  // Each: what is found, where (as far as it must be said), and what was done.
  const cases: [what: string, where: () => string, done: () => string][] = [
    [
      'transaction does not sum to zero',
      () => 'by-hand',
      () => `update entry set amount = amount + 1 where ${entryOf('correction', '3')}`,
    ],
    [
      'transaction without entries',
      () => 'by-hand',
      () =>
        `delete from entry where transaction_id = (select id from ledger_transaction where key = 'by-hand')`,
    ],
    [
      'balance is not the sum of its entries',
      () => `reseller:${resellerId}:available`,
      () => `update account set balance = balance + 1 where id = ${available()}`,
    ],
    [
      'bill is not what was to be paid',
      () => `order #${numbers.quoted}`,
      () => `update orders set bill = '{"total": 1}' where number = ${numbers.quoted}`,
    ],
    [
      'running balance is not the sum so far',
      () => `reseller:${resellerId}:available, entry `,
      () => `update entry set balance_after = balance_after + 1 where ${entryOf('deposit', available())}`,
    ],
    [
      // An entry taken out with its opposite, and the balance made to fit: the line after it does not go on from the one before.
      'running balance is not the sum so far',
      () => `reseller:${resellerId}:available, entry `,
      () =>
        `delete from entry where transaction_id = (select id from ledger_transaction where key = 'by-hand');
         delete from ledger_transaction where key = 'by-hand';
         update account set balance = balance + 5000 where id = ${available()}`,
    ],
    [
      'balance was below zero',
      () => `reseller:${resellerId}:available, entry `,
      () => `update entry set balance_after = -1 where ${entryOf('deposit', available())}`,
    ],
    ['entry of no account', () => 'entry ', () => `update entry set account_id = 99 where account_id = 3`],
    ['entry of no transaction', () => 'entry ', () => `delete from ledger_transaction where key = 'by-hand'`],
    [
      'held is not what open orders hold',
      () => `reseller:${resellerId}:held`,
      () => `update orders set price = price + 1 where number = ${numbers.submitted}`,
    ],
    [
      // Cancelled after it was held, and its price was not given back.
      'order is not booked as its state says',
      () => `order #${numbers.submitted} cancelled`,
      () =>
        `update orders set state = 'cancelled', next_action = null, next_action_at = null where number = ${numbers.submitted}`,
    ],
    [
      'own reference of no order',
      () => `${resellerId} TOKO-17`,
      () => `insert into own_reference values (${resellerId}, 'TOKO-17', gen_random_uuid(), 'S10', now())`,
    ],
    [
      'order is not booked as its state says',
      () => `order #${numbers.quoted} held`,
      () =>
        `update orders set state = 'held', next_action = 'submit', next_action_at = now() where number = ${numbers.quoted}`,
    ],
    [
      'order is not booked as its state says',
      () => `order #${numbers.delivered} failed`,
      () => `update orders set state = 'failed' where number = ${numbers.delivered}`,
    ],
    [
      'order is booked with another amount',
      () => `order #${numbers.delivered} capture, account 2`,
      () => `update orders set cost = cost - 1 where number = ${numbers.delivered}`,
    ],
    [
      // The price that was held is right, and what it is made of is not.
      'price is not cost, markup and commissions',
      () => `order #${numbers.submitted}`,
      () => `update orders set markup = markup - 1 where number = ${numbers.submitted}`,
    ],
    [
      // Of one that nobody confirmed.
      'price is not cost, markup and commissions',
      () => `order #${numbers.quoted}`,
      () => `update orders set price = price + 1 where number = ${numbers.quoted}`,
    ],
    [
      'price is not cost, markup and commissions',
      () => 'order #',
      () =>
        `update orders set commissions = '[{"reseller": ${resellerId}, "amount": 99}]' where commissions <> '[]'`,
    ],
    [
      'order says another balance than its hold',
      () => `order #${numbers.delivered}`,
      () => `update orders set balance_after_hold = 0 where number = ${numbers.delivered}`,
    ],
    [
      'transaction of no order',
      () => 'order:',
      () => `delete from orders where number = ${numbers.delivered}`,
    ],
    [
      // Consistent in itself: amount, balance after it, balance.
      'booking by hand is not as the audit log says',
      () => 'by-hand',
      () =>
        `update entry set amount = -1000 where ${entryOf('correction', available())};
         update entry set amount = 1000 where ${entryOf('correction', '3')};
         update account set balance = balance + 4000 where id = ${available()};
         update entry set balance_after = balance_after + 4000 where account_id = ${available()} and id >= (select id from entry where ${entryOf('correction', available())})`,
    ],
    [
      'booking by hand is not as the audit log says',
      () => 'audit ',
      () =>
        `delete from entry where transaction_id = (select id from ledger_transaction where key = 'by-hand');
         delete from ledger_transaction where key = 'by-hand'`,
    ],
    ...['rejected', 'open', 'expired', 'cancelled'].map((state): (typeof cases)[number] => [
      'ticket is not booked as its state says',
      () => `ticket #1 ${state}`,
      () =>
        `update ticket set state = '${state}', decided_at = case when '${state}' in ('open', 'expired') then null else decided_at end where id = 1`,
    ]),
    ...['2', '3', '4'].map((id): (typeof cases)[number] => [
      'ticket is not booked as its state says',
      () => `ticket #${id} accepted`,
      () => `update ticket set state = 'accepted', decided_at = created_at where id = ${id}`,
    ]),
    [
      'ticket is not booked as its state says',
      () => 'ticket #1 accepted',
      () => 'update ticket set total = total + 1 where id = 1',
    ],
    ['ticket is not booked as its state says', () => 'ticket:1', () => 'delete from ticket where id = 1'],
    [
      'open order without anything due',
      () => `order #${numbers.submitted} submitted`,
      () => `update orders set next_action = null, next_action_at = null where number = ${numbers.submitted}`,
    ],
    [
      'order in review about which nobody is asked',
      () => `order #${numbers.submitted}`,
      () =>
        `update orders set state = 'needs_review', next_action = null, next_action_at = null where number = ${numbers.submitted}`,
    ],
    [
      'order is due and nobody does it',
      () => `order #${numbers.submitted} submitted`,
      () =>
        `update orders set next_action_at = next_action_at - interval '2 hours' where number = ${numbers.submitted}`,
    ],
    [
      'order of no reseller',
      () => `order #${numbers.quoted}`,
      () => `update orders set reseller_id = 999 where number = ${numbers.quoted}`,
    ],
    [
      'order of no card',
      () => `order #${numbers.quoted}`,
      () => `update orders set card_token = 'gone' where number = ${numbers.quoted}`,
    ],
    [
      // Consistent in itself: the margin gives what the upline gains.
      'order is booked with another amount',
      () => 'order #',
      () =>
        `update entry set amount = amount + 50 where id = (select id from entry where account_id < 0 order by id limit 1);
         update entry set amount = amount - 50 where account_id = 2 and transaction_id = (select transaction_id from entry where account_id < 0 order by id limit 1)`,
    ],
    [
      // The upline's share has gone to the margin, and the order says so neither.
      'order is booked with other commissions than it says',
      () => 'order #',
      () =>
        `update entry set amount = amount + 100 where account_id = 2 and transaction_id = (select transaction_id from entry where account_id < 0 order by id limit 1);
         delete from entry where id = (select id from entry where account_id < 0 order by id limit 1)`,
    ],
    [
      'downline pays less than his upline',
      () => 'order #',
      () =>
        `update orders set commissions = '[{"reseller": ${resellerId}, "amount": -100}]' where commissions <> '[]'`,
    ],
    [
      'commission moves otherwise than by a sale or a payment',
      () => `commission:${resellerId}, entry `,
      () => `update ledger_transaction set reason = 'deposit' where reason = 'commission'`,
    ],
    [
      'commission is not paid to who earned it',
      () => `commission:${resellerId}:`,
      () =>
        `update entry set account_id = available_account(${downlineId}) where account_id > 0 and transaction_id = (select id from ledger_transaction where reason = 'commission')`,
    ],
    [
      'commission account of no upline',
      () => `commission:${resellerId}`,
      () => `update account set id = -999 where id = -${resellerId}`,
    ],
    [
      'transfer is not booked as it is written down',
      () => 'to',
      () => `update downline_transfer set amount = 6000 where key = 'to'`,
    ],
    [
      'transfer is not booked as it is written down',
      () => 'fro',
      () => `update downline_transfer set kind = 'transfer' where key = 'fro'`,
    ],
    [
      'transfer is not booked as it is written down',
      () => 'to',
      () => `delete from downline_transfer where key = 'to'`,
    ],
    [
      'reseller is above himself, or below more than four',
      () => 'K000',
      () =>
        `alter table reseller disable trigger reseller_upline_check;
         update reseller set upline_id = ${downlineId} where id = ${resellerId};
         alter table reseller enable trigger reseller_upline_check`,
    ],
    [
      'reseller without accounts',
      () => `K000${resellerId}`,
      () => `delete from account where id = held_account(${resellerId})`,
    ],
  ];

  test.each(cases)('%s', async (what, where, done) => {
    const found = await findAfter(done());
    const named = found.filter((each) => each.what === what && each.where.startsWith(where()));
    expect(named, JSON.stringify(found)).not.toEqual([]);
  });

  test('an order in review of somebody who blocked the bot is not: its operators were asked', async () => {
    await sql`update telegram_account set unreachable_since = ${NOON}`;
    const found = await findAfter(
      `update orders set state = 'needs_review', next_action = null, next_action_at = null where number = ${numbers.submitted}`,
    );
    await sql`update telegram_account set unreachable_since = null`;
    expect(found).toEqual([]);
  });

  test('and nothing is when all is back', async () => {
    expect(await findAfter('select 1')).toEqual([]);
  });
});
