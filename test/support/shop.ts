import type { Card, NewOrder, Orders } from '../../src/app/orders.ts';
import type { Day } from '../../src/domain/day.ts';
import { rupiah } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order/order.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createOperatorMoney } from '../../src/store/operator.ts';
import { createOrders } from '../../src/store/orders.ts';

/** 21:00 in Jakarta. */
export const NOON = new Date('2026-11-20T14:00:00Z');
export const TODAY = '2026-11-20' as Day;
export const ADMIN_ID = 900;

export function later(ms: number): Date {
  return new Date(NOON.getTime() + ms);
}

/** Tokens and references that are the same in every run: 1, 2, 3 … in their own shape. */
export function createIds() {
  let n = 0;
  return {
    refId: () => `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`,
    token: () => `token-${String(++n).padStart(16, '0')}`,
  };
}

/** A reseller with money, a product, and cards as chat would draw them, straight in the database. */
export async function createShop(sql: Sql) {
  const orders: Orders = createOrders(sql);
  const money = createOperatorMoney(sql);
  const ids = createIds();
  await sql`
    insert into product (code, name, category, cost, synced_at)
    values ('PLN20', 'PLN 20.000', 'plnprepaid', 20500, ${NOON}), ('S10', 'Telkomsel 10.000', 'pulsa', 10200, ${NOON})
    on conflict do nothing`;
  await sql`insert into setting (key, value) values ('markup', '200') on conflict do nothing`;

  let deposits = 0;
  async function addReseller(telegramId: number, balance: number): Promise<number> {
    const [row] = await sql<{ id: number }[]>`
      insert into reseller (name, created_at) values (${`Reseller ${telegramId}`}, ${NOON}) returning id`;
    if (row === undefined) throw new Error('no reseller');
    await sql`
      insert into telegram_account (telegram_id, reseller_id, created_at) values (${telegramId}, ${row.id}, ${NOON})`;
    if (balance > 0) await money.deposit(`deposit:${++deposits}`, row.id, balance, '', ADMIN_ID, NOON);
    return row.id;
  }

  function order(changes: Partial<NewOrder> = {}): NewOrder {
    return {
      refId: ids.refId(),
      productCode: 'PLN20',
      productName: 'PLN 20.000',
      category: 'plnprepaid',
      destination: '01105691111',
      msisdn: undefined,
      amount: undefined,
      occurrence: 1,
      listCost: rupiah(20_500),
      markup: rupiah(200),
      cost: rupiah(20_546),
      price: rupiah(20_746),
      customerName: 'BAHARRUDIN1',
      powerCapacity: 'R1/2200VA',
      ...changes,
    };
  }

  let cards = 0;
  async function quote(
    resellerId: number,
    telegramId: number,
    lines: Partial<NewOrder>[] = [{}],
    now = NOON,
  ): Promise<{ card: Card; orders: Order[] }> {
    return orders.quote(
      {
        token: ids.token(),
        resellerId,
        telegramId,
        chatId: telegramId,
        origin: `${telegramId}:${++cards}`,
        createdAt: now,
        expiresAt: new Date(now.getTime() + 300_000),
      },
      lines.map(order),
    );
  }

  async function balances(resellerId: number): Promise<{ available: number; held: number }> {
    const [row] = await sql<{ available: number; held: number }[]>`
      select (select balance from account where id = available_account(${resellerId})) as available,
        (select balance from account where id = held_account(${resellerId})) as held`;
    if (row === undefined) throw new Error('no balances');
    return row;
  }

  return { orders, money, ids, addReseller, order, quote, balances };
}
