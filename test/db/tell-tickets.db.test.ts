import { beforeAll, beforeEach, expect, test } from 'vitest';
import { rupiah } from '../../src/domain/money.ts';
import { createSendGate } from '../../src/jobs/send-gate.ts';
import { type TellTicketsDeps, tellTickets } from '../../src/jobs/tell-tickets.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { createBankAccounts, createTickets } from '../../src/store/tickets.ts';
import { indonesian } from '../../src/text/id.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON } from '../support/shop.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let clock = NOON;
let budi: number;
let first = 20_000;
/** What happens to the next messages into a chat. */
const fails = new Map<number, string>();
let sent: string[] = [];

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

/** Budi with two accounts and a ticket that the operators know. */
beforeEach(async () => {
  fails.clear();
  sent = [];
  clock = NOON;
  await sql`delete from ticket`;
  first += 2;
  budi = await shop.addReseller(first, 0);
  await sql`
    insert into telegram_account (telegram_id, reseller_id, created_at) values (${first + 1}, ${budi}, ${later(1)})`;
});

async function open(): Promise<number> {
  const request = { resellerId: budi, telegramId: first, amount: rupiah(50_000), bank: undefined };
  const opened = await createTickets(sql).open({ ...request, origin: `${first}:1`, start: 123 }, NOON);
  if (opened.kind !== 'opened') throw new Error(opened.kind);
  return opened.ticket.id;
}

function instance(): TellTicketsDeps {
  return {
    tickets: createTickets(sql),
    banks: createBankAccounts(sql),
    resellers: createResellers(sql),
    adminIds: new Set([ADMIN_ID, 901]),
    messenger: {
      edit: async () => 'edited',
      async send(chatId, { html }) {
        const kind = fails.get(chatId);
        if (kind !== undefined) throw new Error(kind);
        sent.push(`${chatId - first} ${html.slice(0, 1)}`);
        return 1;
      },
      explain(error) {
        const kind = error instanceof Error ? error.message : '';
        if (kind === 'wait') return { kind, afterMs: 90_000 };
        return kind === 'blocked' || kind === 'trouble' ? { kind } : { kind: 'failed' };
      },
    },
    gate: createSendGate({ nowMs: () => clock.getTime() }),
    texts: () => indonesian,
    timeZone: 'Asia/Jakarta',
    now: () => clock,
    onError: () => {},
  };
}

/** Whose chats of Budi's two (0, 1) got a message at that moment. */
async function at(ms: number, deps = [instance()]): Promise<string[]> {
  clock = later(ms);
  await Promise.all(deps.map(tellTickets));
  return sent.splice(0).toSorted();
}

test('operators who could not be told at once hear of a ticket a minute later; the reseller of its last hour and its end: once each, with three instances', async () => {
  const instances = [instance(), instance(), instance()];
  await open();
  const operators = [900 - first, 901 - first].map((chat) => `${chat} ${'🎫'.slice(0, 1)}`);
  expect(await at(0, instances)).toEqual([]);
  expect(await at(MINUTE_MS, instances)).toEqual(operators.toSorted());
  expect(await at(2 * MINUTE_MS, instances)).toEqual([]);
  expect(await at(5 * HOUR_MS, instances)).toHaveLength(2);
  expect(await at(5 * HOUR_MS + MINUTE_MS, instances)).toEqual([]);
  expect(await at(6 * HOUR_MS, instances)).toHaveLength(2);
  expect(await at(6 * HOUR_MS + MINUTE_MS, instances)).toEqual([]);
});

test('while Telegram has trouble nothing counts as told; whoever blocked the bot keeps nobody else waiting', async () => {
  const id = await open();
  await createTickets(sql).told(id, 'announce', NOON);
  const bot = [instance()];
  fails.set(first, 'trouble');
  expect(await at(5 * HOUR_MS, bot)).toEqual([]);
  fails.set(first, 'blocked');
  expect(await at(5 * HOUR_MS + MINUTE_MS, bot)).toHaveLength(1);
  expect(await createResellers(sql).telegramIds(budi)).toEqual([first + 1]);
  expect(await at(5 * HOUR_MS + 2 * MINUTE_MS, bot)).toEqual([]);
  // One that is told to wait is told later.
  fails.set(first + 1, 'wait');
  expect(await at(6 * HOUR_MS, bot)).toEqual([]);
  fails.clear();
  expect(await at(6 * HOUR_MS + MINUTE_MS, bot)).toEqual([]);
  expect(await at(6 * HOUR_MS + 2 * MINUTE_MS, bot)).toHaveLength(1);
  expect(await at(6 * HOUR_MS + 3 * MINUTE_MS, bot)).toEqual([]);
});

test('whoever has been told is not told again because another must wait, nor by another instance; the next news is told to all', async () => {
  await open();
  fails.set(901, 'wait');
  expect(await at(MINUTE_MS)).toHaveLength(1);
  expect(await at(2 * MINUTE_MS)).toEqual([]);
  fails.clear();
  expect(await at(3 * MINUTE_MS)).toEqual([expect.stringContaining(`${901 - first} `)]);
  // Telegram is out of order after the first of two.
  fails.set(first + 1, 'trouble');
  expect(await at(5 * HOUR_MS)).toHaveLength(1);
  fails.clear();
  expect(await at(5 * HOUR_MS + MINUTE_MS)).toEqual([expect.stringContaining('1 ')]);
  expect(await at(6 * HOUR_MS)).toHaveLength(2);
});

test('a message that Telegram refuses is not tried for ever, and nobody is reminded of what was decided', async () => {
  const id = await open();
  await createTickets(sql).told(id, 'announce', NOON);
  fails.set(first, 'failed');
  expect(await at(5 * HOUR_MS)).toHaveLength(1);
  expect(await at(5 * HOUR_MS + MINUTE_MS)).toEqual([]);
  fails.clear();
  await createTickets(sql).cancel({ ticketId: id, resellerId: budi, telegramId: first }, NOON);
  expect(await at(6 * HOUR_MS)).toEqual([]);
});
