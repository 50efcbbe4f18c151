import { beforeAll, expect, test, vi } from 'vitest';
import { prepareLines } from '../../src/app/prepare-lines.ts';
import { type OrderRequest, quoteOrder } from '../../src/app/quote-order.ts';
import { rupiah } from '../../src/domain/money.ts';
import { createCatalog } from '../../src/store/catalog.ts';
import { connect, type Sql } from '../../src/store/connect.ts';
import { freshDatabase } from '../support/database.ts';
import { createShop, later, NOON, TODAY } from '../support/shop.ts';

let sql: Sql;
let url: string;
let shop: Awaited<ReturnType<typeof createShop>>;
let people = 1_000;
let messages = 0;

beforeAll(async () => {
  ({ sql, url } = await freshDatabase());
  shop = await createShop(sql);
});

/** A reseller with two accounts. */
async function person() {
  const telegramId = ++people;
  const second = ++people;
  const resellerId = await shop.addReseller(telegramId, 1_000_000);
  await sql`
    insert into telegram_account (telegram_id, reseller_id, created_at) values (${second}, ${resellerId}, ${NOON})`;
  return { resellerId, accounts: [telegramId, second] as const };
}

type Person = Awaited<ReturnType<typeof person>>;

/** What a message with orders `S10.<destination> R#<reference>` draws. */
function draw(who: Person, account: 0 | 1, lines: { destination: string; reference: string }[], now = NOON) {
  const telegramId = who.accounts[account];
  return shop.orders.quote(
    {
      token: shop.ids.token(),
      resellerId: who.resellerId,
      telegramId,
      chatId: telegramId,
      origin: `${telegramId}:${++messages}`,
      createdAt: now,
      expiresAt: new Date(now.getTime() + 300_000),
    },
    lines.map(({ destination, reference }) =>
      shop.order({
        productCode: 'S10',
        listCost: rupiah(10_200),
        cost: rupiah(10_200),
        price: rupiah(10_400),
        destination,
        ownReference: reference,
      }),
    ),
  );
}

const LINE = { destination: '081234567890', reference: 'TOKO-17' };

async function statesOf(resellerId: number): Promise<string[]> {
  const rows = await sql<{ state: string }[]>`
    select state from orders where reseller_id = ${resellerId} order by number`;
  return rows.map(({ state }) => state);
}

test('one reference in many messages at once, from two accounts, draws one order', async () => {
  for (let round = 0; round < 5; round++) {
    const who = await person();
    const drawn = await Promise.all(
      Array.from({ length: 12 }, (_, i) => draw(who, i % 2 === 0 ? 0 : 1, [LINE])),
    );
    expect(drawn.filter(({ orders }) => orders.length === 1)).toHaveLength(1);
    expect(await statesOf(who.resellerId)).toEqual(['quoted']);
  }
});

test('batches that name the same references in another sequence wait for each other and do not lock up', async () => {
  for (let round = 0; round < 5; round++) {
    const who = await person();
    const lines = ['A', 'B', 'C', 'D'].map((reference, i) => ({ reference, destination: `08123456789${i}` }));
    const drawn = await Promise.all(
      Array.from({ length: 8 }, (_, i) => draw(who, 0, i % 2 === 0 ? lines : lines.toReversed())),
    );
    expect(drawn.flatMap(({ orders }) => orders.map((order) => order.destination)).toSorted()).toEqual(
      lines.map(({ destination }) => destination),
    );
  }
});

test('a quote that nobody confirmed frees its reference for the same order, once, however many want it', async () => {
  const who = await person();
  await draw(who, 0, [LINE]);
  await shop.orders.expire(later(300_000), 1_000);
  const other = await draw(who, 0, [{ ...LINE, destination: '081234567899' }], later(301_000));
  expect(other.orders).toEqual([]);
  const again = await Promise.all(Array.from({ length: 8 }, () => draw(who, 1, [LINE], later(301_000))));
  expect(again.filter(({ orders }) => orders.length === 1)).toHaveLength(1);
  expect(await statesOf(who.resellerId)).toEqual(['expired', 'quoted']);
});

test('an order that was held keeps its reference, whatever becomes of it, for 90 days', async () => {
  const who = await person();
  const { card, orders } = await draw(who, 0, [LINE]);
  const refId = orders[0]?.refId ?? '';
  await shop.orders.confirm(card.token, who.accounts[0], NOON, TODAY);
  await shop.orders.cancelOrder(refId, who.resellerId, 'here', NOON);
  expect(await statesOf(who.resellerId)).toEqual(['cancelled']);

  const day = 24 * 3_600_000;
  expect((await draw(who, 0, [LINE], later(89 * day))).orders).toEqual([]);
  const found = await shop.orders.ofReferences(who.resellerId, ['TOKO-17'], later(89 * day));
  expect(found.map(({ order }) => order.refId)).toEqual([refId]);

  expect(await shop.orders.ofReferences(who.resellerId, ['TOKO-17'], later(90 * day))).toEqual([]);
  expect(
    (await draw(who, 0, [{ ...LINE, destination: '081234567899' }], later(90 * day))).orders,
  ).toHaveLength(1);
});

test('a reference belongs to one reseller: another may use the same', async () => {
  const [one, other] = [await person(), await person()];
  const drawn = [await draw(one, 0, [LINE]), await draw(other, 0, [LINE])];
  expect(drawn.map(({ orders }) => orders.length)).toEqual([1, 1]);
});

/** What the chat does with a message that asks for these orders; its number may be given for one that is read again. */
function ask(
  who: Person,
  account: 0 | 1,
  requests: OrderRequest[],
  options: { now?: Date; message?: number; available?: number } = {},
) {
  const { now = NOON, message = ++messages, available = 1_000_000 } = options;
  return quoteOrder(
    {
      orders: shop.orders,
      catalog: createCatalog(sql),
      supplier: {
        inquire: () => Promise.reject(new Error('pulsa has no look-up')),
        inquireBill: () => Promise.reject(new Error('pulsa is no bill')),
      },
      balances: async () => ({ available: rupiah(available) }),
      now: () => now,
      timeZone: 'Asia/Jakarta',
      newRefId: shop.ids.refId,
      newToken: shop.ids.token,
    },
    {
      resellerId: who.resellerId,
      telegramId: who.accounts[account],
      chatId: who.accounts[account],
      origin: `${who.accounts[account]}:${message}`,
    },
    requests,
  );
}

const ASKED: OrderRequest = {
  code: 'S10',
  destination: '081234567890',
  amount: undefined,
  occurrence: 1,
  msisdn: undefined,
};

test('of messages that ask for one order at once, one shows the card, and the others say that it is there', async () => {
  const who = await person();
  const asked: OrderRequest = { ...ASKED, ownReference: 'Race-1' };
  const quotes = await Promise.all(
    Array.from({ length: 10 }, (_, i) => ask(who, i % 2 === 0 ? 0 : 1, [asked])),
  );
  const kinds = quotes.flatMap(({ lines }) => lines.map(({ result }) => result.kind));
  expect(kinds.toSorted()).toEqual(['quoted', ...Array.from({ length: 9 }, () => 'referenced')].toSorted());
  expect(quotes.filter(({ card }) => card !== undefined)).toHaveLength(1);

  const other = await ask(who, 0, [{ ...asked, destination: '081234567899' }]);
  expect(other.lines.map(({ result }) => result.kind)).toEqual(['reference_used']);
  expect(await statesOf(who.resellerId)).toEqual(['quoted']);
});

test('a message whose only order lost its reference in a race keeps no card, and read again it draws what it can', async () => {
  const who = await person();
  await draw(who, 0, [LINE]);
  const message = ++messages;
  const origin = `${who.accounts[1]}:${message}`;
  const cards = () => sql`select from card where origin = ${origin}`;
  // As it was left by a process that died between the two.
  await sql`
    insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
    values (${shop.ids.token()}, ${who.resellerId}, ${who.accounts[1]}, ${who.accounts[1]}, ${origin}, ${NOON}, ${later(300_000)})`;
  const lost = { ...ASKED, ownReference: LINE.reference };
  const other = { ...ASKED, destination: '081234567891' };
  const again = await ask(who, 1, [lost, other], { message });
  expect(again.lines.map(({ result }) => result.kind)).toEqual(['referenced', 'quoted']);
  expect(await cards()).toHaveLength(1);
  const once = await ask(who, 1, [lost, other], { message });
  expect(once.card?.token).toBe(again.card?.token);
  expect(await statesOf(who.resellerId)).toEqual(['quoted', 'quoted']);
});

test('a card of which every order lost its reference is not kept', async () => {
  const who = await person();
  await draw(who, 0, [LINE]);
  const { card, orders } = await draw(who, 1, [LINE]);
  expect(orders).toEqual([]);
  expect(await sql`select from card where token = ${card.token} or origin = ${card.origin}`).toHaveLength(0);
});

test('quotes that have run out are ended beside somebody who holds them, and are over all the same', async () => {
  const who = await person();
  const lines = ['A', 'B', 'C'].map((reference, i) => ({ reference, destination: `08123456789${i}` }));
  await draw(who, 0, lines);
  const [held] = await sql<{ ref_id: string }[]>`
    select ref_id from orders where reseller_id = ${who.resellerId} and own_reference = 'B'`;
  const now = later(300_001);
  const gate = connect(url, { max: 1, applicationName: 'gate' });
  await gate.sql`select pg_advisory_lock(4711)`;
  const holding = sql
    .unsafe(
      `do $$ begin
         perform from orders where ref_id = '${held?.ref_id ?? ''}' for no key update;
         perform pg_advisory_xact_lock(4711);
       end $$`,
    )
    .then(() => 'done');
  await vi.waitFor(async () => {
    const waiting = await sql`
      select from pg_locks where locktype = 'advisory' and objid = 4711 and not granted
        and database = (select oid from pg_database where datname = current_database())`;
    expect(waiting).toHaveLength(1);
  });
  const found = await shop.orders.ofReferences(who.resellerId, ['A', 'B', 'C'], now);
  await gate.sql`select pg_advisory_unlock(4711)`;
  expect(await holding).toBe('done');
  await gate.close();
  expect(new Map(found.map(({ reference, order }) => [reference, order.state]))).toEqual(
    new Map([
      ['A', 'expired'],
      ['B', 'quoted'],
      ['C', 'expired'],
    ]),
  );
  const prepared = await prepareLines(
    {
      catalog: createCatalog(sql),
      orders: { ofReferences: async () => found },
      now: () => now,
    },
    who.resellerId,
    lines.map(({ reference, destination }) => ({ ...ASKED, destination, ownReference: reference })),
  );
  expect(prepared.map(({ kind }) => kind)).toEqual(['ready', 'ready', 'ready']);
});
