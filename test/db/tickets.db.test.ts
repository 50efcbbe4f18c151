import { afterEach, beforeAll, expect, test } from 'vitest';
import type { TicketOpened } from '../../src/app/tickets.ts';
import { rupiah } from '../../src/domain/money.ts';
import { TICKET_REMIND_BEFORE_MS } from '../../src/domain/ticket.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createTickets } from '../../src/store/tickets.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON } from '../support/shop.ts';

const OTHER_ADMIN = 901;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEWS = { remindBeforeMs: TICKET_REMIND_BEFORE_MS, leaseMs: 60_000, limit: 100 };

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let tickets: ReturnType<typeof createTickets>;
let asked = 0;
let accounts = 1_000;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
  tickets = createTickets(sql);
});

afterEach(async () => {
  expect(await verifyBooks(sql)).toEqual([]);
  await sql`delete from ticket where state <> 'accepted'`;
});

const reseller = () => shop.addReseller(++accounts, 0);

function open(resellerId: number, amount: number, start = 1, now = NOON, origin = `chat:${++asked}`) {
  const request = { resellerId, telegramId: 1_001, amount: rupiah(amount), bank: undefined, origin, start };
  return tickets.open(request, now);
}

function ticketOf(opened: TicketOpened) {
  if (!('ticket' in opened)) throw new Error(opened.kind);
  return opened.ticket;
}

test('no two open tickets have the same total, however many are opened at once', async () => {
  const resellers = await Promise.all(Array.from({ length: 30 }, reseller));
  // Amounts whose digits overlap, and nobody's digits are drawn well.
  const opened = await Promise.all(
    resellers.flatMap((id) => [open(id, 500_000, 990), open(id, 500_005, 985)]),
  );
  expect(new Set(opened.map(({ kind }) => kind))).toEqual(new Set(['opened']));
  const all = opened.map(ticketOf);
  expect(new Set(all.map(({ total }) => total)).size).toBe(60);
  for (const { amount, total } of all) {
    expect(total - amount).toBeGreaterThanOrEqual(1);
    expect(total - amount).toBeLessThanOrEqual(999);
  }
});

test('the digits are the free ones next after the drawn ones, and go on at 1', async () => {
  const digits: number[] = [];
  for (const start of [998, 998, 998, 998, 2]) {
    const { amount, total } = ticketOf(await open(await reseller(), 70_000, start));
    digits.push(total - amount);
  }
  expect(digits).toEqual([998, 999, 1, 2, 3]);
});

test('digits of the last 14 days come last, the longest over first: whoever transfers late names them still', async () => {
  const first = ticketOf(await open(await reseller(), 80_000, 5));
  await tickets.claimNews(later(7 * HOUR_MS), NEWS);
  expect((await tickets.find(first.id))?.state).toBe('expired');
  const next = ticketOf(await open(await reseller(), 80_000, 5, later(7 * HOUR_MS)));
  expect(next.total).toBe(80_006);
  const later13 = ticketOf(await open(await reseller(), 80_000, 5, later(13 * DAY_MS)));
  expect(later13.total).toBe(80_007);
  expect((await tickets.twins(next, later(13 * DAY_MS))).map(({ id }) => id)).toEqual([]);
  const later15 = ticketOf(await open(await reseller(), 80_000, 5, later(15 * DAY_MS)));
  expect(later15.total).toBe(80_005);
  expect(await tickets.twins(later15, later(15 * DAY_MS))).toMatchObject([
    { id: first.id, state: 'expired' },
  ]);
  expect(await tickets.twins(later15, later(61 * DAY_MS))).toEqual([]);
  // All have been used: the one that is over longest.
  await sql`
    insert into ticket (reseller_id, telegram_id, amount, total, origin, state, created_at, expires_at)
    select -d, 1, 81000, 81000 + d, 'used:' || d, 'expired', ${NOON}, ${NOON}::timestamptz - make_interval(mins => d % 500)
    from generate_series(1, 999) d`;
  expect(ticketOf(await open(await reseller(), 81_000, 5)).total).toBe(81_499);
});

test('the same transfer is seen where it would be booked twice: by hand and by the ticket', async () => {
  const budi = await reseller();
  const ticket = ticketOf(await open(budi, 82_000, 5));
  const ids = async (now = NOON) => (await tickets.ofTotal(budi, ticket.total, now)).map(({ id }) => id);
  expect(await ids()).toEqual([ticket.id]);
  expect(await tickets.ofTotal(await reseller(), ticket.total, NOON)).toEqual([]);
  expect(await tickets.equalDeposit(ticket)).toBeUndefined();
  await shop.money.deposit(`hand:${ticket.id}`, budi, ticket.total, '', ADMIN_ID, later(HOUR_MS));
  expect(await tickets.equalDeposit(ticket)).toEqual(later(HOUR_MS));
  const decision = { key: 'action:twice', ticketId: ticket.id, actorId: ADMIN_ID };
  await tickets.accept(decision, later(2 * HOUR_MS));
  // Its own deposit is none of the others.
  expect(await tickets.equalDeposit(ticket)).toEqual(later(HOUR_MS));
  expect(await ids(later(14 * DAY_MS))).toEqual([ticket.id]);
  expect(await ids(later(15 * DAY_MS))).toEqual([]);
});

test('when all 999 totals of an amount are taken, it says so, and another amount is free', async () => {
  await sql`
    insert into ticket (reseller_id, telegram_id, amount, total, origin, created_at, expires_at)
    select -d, 1, 90000, 90000 + d, 'taken:' || d, ${NOON}, ${later(HOUR_MS)} from generate_series(1, 999) d`;
  const budi = await reseller();
  expect(await open(budi, 90_000, 500)).toEqual({ kind: 'no_digits' });
  expect(ticketOf(await open(budi, 91_000, 500)).total).toBe(91_500);
});

test('the same amount again is the same ticket, at most three are open, and the same request is always the same ticket', async () => {
  const budi = await reseller();
  const first = ticketOf(await open(budi, 100_000, 1, NOON, 'budi:1'));
  // Ten taps, and ten other amounts, at the same moment.
  const again = await Promise.all(Array.from({ length: 10 }, () => open(budi, 100_000, 300)));
  expect(again.map((each) => ticketOf(each).id)).toEqual(Array(10).fill(first.id));
  const others = await Promise.all(Array.from({ length: 10 }, (_, n) => open(budi, 200_000 + n * 1_000)));
  expect(others.filter(({ kind }) => kind === 'opened')).toHaveLength(2);
  expect(others.filter(({ kind }) => kind === 'too_many')).toHaveLength(8);
  expect((await tickets.listOpen(10, budi)).total).toBe(3);
  await tickets.cancel({ ticketId: first.id, resellerId: budi, telegramId: 1_001 }, NOON);
  // The message that asked for it delivered again opens no other.
  const redelivered = await open(budi, 100_000, 1, NOON, 'budi:1');
  expect(redelivered).toMatchObject({ kind: 'exists', ticket: { id: first.id, state: 'cancelled' } });
});

test('at most twenty tickets a day are opened for a reseller, whatever became of them', async () => {
  const budi = await reseller();
  for (let n = 0; n < 20; n++) {
    const { id } = ticketOf(await open(budi, 300_000 + n * 1_000));
    await tickets.cancel({ ticketId: id, resellerId: budi, telegramId: 1_001 }, NOON);
  }
  expect(await open(budi, 400_000)).toEqual({ kind: 'too_many_today' });
  expect((await open(await reseller(), 400_000)).kind).toBe('opened');
  expect(await open(budi, 400_000, 1, later(DAY_MS - 1))).toEqual({ kind: 'too_many_today' });
  expect((await open(budi, 400_000, 1, later(DAY_MS))).kind).toBe('opened');
});

test('F112: two operators accept at once: its total is booked once, and each hears what became of it', async () => {
  const budi = await reseller();
  const { id: ticketId, total } = ticketOf(await open(budi, 500_000, 123));
  const accept = (key: string, actorId: number) => tickets.accept({ key, ticketId, actorId }, NOON);
  const answers = await Promise.all([
    accept('action:a', ADMIN_ID),
    accept('action:b', OTHER_ADMIN),
    accept('action:a', ADMIN_ID),
  ]);
  const [mine, other] = [answers[0], answers[1]];
  expect([mine?.kind, other?.kind].toSorted()).toEqual(['accepted', 'over']);
  expect(answers[2]?.kind).toBe(mine?.kind);
  expect(await shop.balances(budi)).toEqual({ available: total, held: 0 });
  // What crashed before it was told is told the same later, whatever happened since.
  await shop.money.correct(`correct:${ticketId}`, budi, -1_000, 'x', ADMIN_ID, NOON);
  const winner = mine?.kind === 'accepted' ? 'action:a' : 'action:b';
  expect(await accept(winner, ADMIN_ID)).toMatchObject({ kind: 'accepted', balance: total });
  const audited = await sql`select actor_id from audit where detail ->> 'key' = ${`ticket:${ticketId}`}`;
  expect(audited).toHaveLength(1);
});

test('accepted against rejected, at once, again and again: one of them, and the money as it says', async () => {
  for (let round = 0; round < 25; round++) {
    const budi = await reseller();
    const { id: ticketId, total } = ticketOf(await open(budi, 50_000));
    const decision = { key: `action:${ticketId}`, ticketId, actorId: ADMIN_ID };
    const [accepted, rejected, cancelled] = await Promise.all([
      tickets.accept(decision, NOON),
      tickets.reject({ ...decision, key: `other:${ticketId}`, reason: 'x' }, NOON),
      tickets.cancel({ ticketId, resellerId: budi, telegramId: 1_001 }, NOON),
    ]);
    const isAccepted = accepted.kind === 'accepted';
    const ends = [isAccepted, rejected.kind === 'rejected', cancelled?.state === 'cancelled'];
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect((await shop.balances(budi)).available).toBe(isAccepted ? total : 0);
  }
});

test('an expired ticket is accepted late; a rejected or a cancelled one never', async () => {
  const budi = await reseller();
  const late = ticketOf(await open(budi, 60_000));
  await tickets.claimNews(later(7 * HOUR_MS), NEWS);
  const decided = { key: 'action:late', ticketId: late.id, actorId: ADMIN_ID };
  expect((await tickets.accept(decided, later(30 * HOUR_MS))).kind).toBe('accepted');
  const rejected = ticketOf(await open(budi, 61_000));
  const rejection = { key: 'action:no', ticketId: rejected.id, actorId: ADMIN_ID };
  expect((await tickets.reject({ ...rejection, reason: 'x' }, NOON)).kind).toBe('rejected');
  // The same key of another decision does not open it again.
  expect((await tickets.accept(rejection, NOON)).kind).toBe('over');
  const cancelled = ticketOf(await open(budi, 62_000));
  const cancel = { ticketId: cancelled.id, resellerId: budi, telegramId: 1_001 };
  expect(await tickets.cancel({ ...cancel, resellerId: budi + 1 }, NOON)).toBeUndefined();
  expect((await tickets.find(cancelled.id))?.state).toBe('open');
  expect((await tickets.cancel(cancel, NOON))?.state).toBe('cancelled');
  expect((await tickets.accept({ ...rejection, ticketId: cancelled.id }, NOON)).kind).toBe('over');
  expect((await shop.balances(budi)).available).toBe(late.total);
});

test('what is to be told of a ticket is handed to one instance, again when that one died, and never after it was told', async () => {
  const { id } = ticketOf(await open(await reseller(), 60_000));
  const due = async (ms: number) => {
    const claims = await Promise.all([1, 2, 3].map(() => createTickets(sql).claimNews(later(ms), NEWS)));
    return claims.flat().map(({ ticket, news }) => `${ticket.id === id ? 'it' : ticket.id} ${news}`);
  };
  // The chat tells the operators itself, and has a minute for that.
  expect(await due(59_000)).toEqual([]);
  expect(await due(60_000)).toEqual(['it announce']);
  expect(await due(119_000)).toEqual([]);
  expect(await due(120_000)).toEqual(['it announce']);
  await tickets.told(id, 'announce', later(120_000));
  expect(await due(5 * HOUR_MS - 1)).toEqual([]);
  expect(await due(5 * HOUR_MS)).toEqual(['it remind']);
  await tickets.told(id, 'remind', later(5 * HOUR_MS));
  expect(await due(6 * HOUR_MS - 1)).toEqual([]);
  expect(await due(6 * HOUR_MS)).toEqual(['it expired']);
  expect(await due(6 * HOUR_MS + 30_000)).toEqual([]);
  expect(await due(6 * HOUR_MS + 60_000)).toEqual(['it expired']);
  await tickets.told(id, 'expired', later(6 * HOUR_MS + 60_000));
  expect(await due(48 * HOUR_MS)).toEqual([]);
});
