import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type HttpServer, startHttp } from '../../src/http/server.ts';
import type { Fault } from '../../src/sandbox/klikoo/faults.ts';
import { createOrders } from '../../src/store/orders.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { DESK_SECRETS, type Desk, openDesk } from '../support/desk.ts';

// Klikoo misbehaves, and what becomes of the order, of the money, and of what the reseller was told. The whole bot, its real client, and
// a Klikoo on loopback that knows what it really executed.

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BUDI = 1001;
/** Cost 10,350 and markup 200. */
const PRICE = 10_550;

let desk: Desk;
let http: HttpServer;
let balance: number;
let orders = 0;

beforeAll(async () => {
  desk = await openDesk(new Date('2026-11-20T02:00:00Z'));
  desk.telegram.user(BUDI).start();
  desk.telegram.user(900).start();
  await desk.settle();
  http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    metrics: { contentType: 'text/plain', text: async () => '' },
    readiness: async () => ({ ok: true, parts: {} }),
    callback: { secret: 'callback-secret', onHint: (refId) => desk.konter.hint(refId) },
  });
  balance = (await money()).available;
});

afterEach(async () => {
  desk.klikoo.clearFaults();
  desk.klikoo.release();
  expect(await verifyBooks(desk.sql)).toEqual([]);
  expect(desk.errors.splice(0)).toEqual([]);
  desk.alarms.splice(0);
  balance = (await money()).available;
});

afterAll(async () => {
  await http.close();
  await desk.close();
});

/** A number that was not ordered before; its end decides how Klikoo behaves. */
function destination(suffix = '0000'): string {
  return `0812${String(++orders).padStart(4, '0')}${suffix}`;
}

type Row = { ref_id: string; number: number; state: string; sn: string | null; cost_booked: number | null };

/** Orders these and presses [Beli]; what is due at once is done. */
async function buy(...lines: string[]): Promise<Row[]> {
  const { rows, tap } = await quote(...lines);
  tap();
  await desk.settle();
  return rows;
}

async function quote(...lines: string[]): Promise<{ rows: Row[]; tap: () => void }> {
  const budi = desk.telegram.user(BUDI);
  budi.send(lines.map((line) => `${line}.1234`).join('\n'));
  await desk.settle();
  const card = budi.chat.messages
    .filter((m) => m.keyboard.flat().some((b) => b.text.startsWith('Beli')))
    .at(-1);
  const label = card?.keyboard.flat().find((b) => b.text.startsWith('Beli'))?.text;
  if (card === undefined || label === undefined) throw new Error(`no card: ${told()}`);
  const rows = await desk.sql<Row[]>`
    select * from (select ref_id, number, state, sn, cost_booked from orders order by number desc limit ${lines.length}) o
    order by number`;
  return { rows, tap: () => budi.tap(card, label) };
}

async function order(row: Row | undefined): Promise<Row> {
  const [found] = await desk.sql<Row[]>`
    select ref_id, number, state, sn, cost_booked from orders where ref_id = ${row?.ref_id ?? ''}`;
  if (found === undefined) throw new Error('no such order');
  return found;
}

async function money(): Promise<{ available: number; held: number }> {
  const [row] = await desk.sql<{ available: number; held: number }[]>`
    select available_account(t.reseller_id), sum(a.balance) filter (where a.id = available_account(t.reseller_id)) as available,
      sum(a.balance) filter (where a.id = held_account(t.reseller_id)) as held
    from telegram_account t join account a on a.reseller_id = t.reseller_id where t.telegram_id = ${BUDI} group by 1`;
  return { available: Number(row?.available), held: Number(row?.held) };
}

function told(): string {
  return desk.telegram.user(BUDI).chat.messages.at(-1)?.text ?? '';
}

type Kept = { kind: string; detail: { answer?: string; why?: string } | null };

async function kept(row: Row | undefined): Promise<Kept[]> {
  return desk.sql<
    Kept[]
  >`select kind, detail from order_event where ref_id = ${row?.ref_id ?? ''} order by id`;
}

const reference = (row: Row | undefined) => row?.ref_id ?? '';

/** Delivered, bought once, paid once at the price on the card, and told. */
async function expectBoughtOnce(row: Row | undefined, price = PRICE): Promise<void> {
  const { state, sn, number } = await order(row);
  expect(state).toBe('delivered');
  expect(desk.klikoo.executed(reference(row))).toBe(1);
  expect(await money()).toEqual({ available: balance - price, held: 0 });
  expect(told()).toContain(`#${number} `);
  expect(told()).toContain(`SUKSES. SN: ${sn?.slice(0, 20)}`);
}

/** Failed, never bought, the money back, and told. */
async function expectGivenBack(row: Row | undefined): Promise<void> {
  const { state, number } = await order(row);
  expect(state).toBe('failed');
  expect(await money()).toEqual({ available: balance, held: 0 });
  expect(told()).toContain(`#${number} `);
  expect(told()).toContain('GAGAL');
}

async function stillHeld(row: Row | undefined, price = PRICE): Promise<void> {
  expect((await order(row)).state).toMatch(/^(submitted|needs_review)$/);
  expect(await money()).toEqual({ available: balance - price, held: price });
}

test('F64: what never reached Klikoo is sent again under the same reference once it can be reached', async () => {
  const { rows, tap } = await quote(`S10.${destination()}`);
  await desk.klikoo.goDown();
  tap();
  await desk.settle();
  await desk.advance(MINUTE_MS);
  await stillHeld(rows[0]);
  await desk.klikoo.comeUp();
  await desk.advance(2 * MINUTE_MS);
  await expectBoughtOnce(rows[0]);
});

test('F65: of four whose answers time out two were executed: each is bought once in the end', async () => {
  for (const isExecuted of [true, false, false, true]) {
    desk.klikoo.nextFault({ call: 'buy', kind: 'slow', isExecuted });
  }
  const rows = await buy(...Array.from({ length: 4 }, () => `S10.${destination()}`));
  expect(await money()).toEqual({ available: balance - 4 * PRICE, held: 4 * PRICE });
  await desk.advance(10 * MINUTE_MS);
  for (const row of rows) {
    expect((await order(row)).state).toBe('delivered');
    expect(desk.klikoo.executed(reference(row))).toBe(1);
  }
  const posts = desk.klikoo.calls.filter(
    (c) => c.call === 'buy' && rows.some((row) => row.ref_id === c.reference),
  );
  expect(posts.length).toBe(6);
  expect(await money()).toEqual({ available: balance - 4 * PRICE, held: 0 });
});

test.each<[string, Fault['kind']]>([
  ['F66: an answer that breaks off', 'half_body'],
  ['F76: an HTML error page', 'html'],
  ['F76: half a JSON', 'garbage'],
  ['F76: an empty answer', 'empty'],
  ['F76: twelve megabytes', 'huge'],
  ['F77: a code never seen', 'unknown_code'],
  ['F85: a redirect', 'redirect'],
  ['F86: an answer of a byte a second', 'drip'],
])('%s keeps the money held until the history tells what became of it', async (_what, kind) => {
  desk.klikoo.nextFault({ call: 'buy', kind } as Fault);
  const [row] = await buy(`S10.${destination()}`);
  await stillHeld(row);
  await desk.advance(3 * MINUTE_MS);
  await expectBoughtOnce(row);
  expect((await kept(row)).map(({ kind: event }) => event)).toContain('buy_unknown');
});

test('F72: a reference said to be used at its first sending was sent before: it is looked for, not refused', async () => {
  desk.klikoo.nextFault({ call: 'buy', kind: 'reset_after' });
  const [row] = await buy(`S10.${destination()}`);
  // As when the database was set back to before the sending.
  await desk.sql`update orders set posts = 0, submitted_at = null, sent_at = null, state = 'held', next_action = 'submit',
    next_action_at = ${desk.now()} where ref_id = ${reference(row)}`;
  await desk.advance(3 * MINUTE_MS);
  await expectBoughtOnce(row);
  expect((await kept(row)).map(({ kind }) => kind)).toContain('buy_exists');
});

test('F65: refused only when it is sent again, it is neither failed nor sent for an hour: a person is called within minutes', async () => {
  desk.klikoo.nextFault({ call: 'buy', kind: 'slow', isExecuted: false });
  const [row] = await buy(`S10.${destination()}`);
  const rich = desk.klikoo.balance;
  desk.klikoo.setBalance(0);
  await desk.advance(6 * MINUTE_MS);
  expect((await order(row)).state).toBe('needs_review');
  await stillHeld(row);
  expect(desk.alarms.filter(({ kind }) => kind === 'review')).toMatchObject([
    { about: { review: 'refused_when_resent', posts: 3 } },
  ]);
  const looks = () => desk.klikoo.callCount('history');
  const before = looks();
  await desk.advance(11 * MINUTE_MS);
  expect(looks()).toBeGreaterThan(before);
  desk.klikoo.setBalance(rich);
  await desk.advance(2 * HOUR_MS);
  await stillHeld(row);
  expect(desk.klikoo.executed(reference(row))).toBe(0);
  const declaration = {
    key: 'f65',
    refId: reference(row),
    actorId: 900,
    state: 'failed',
    reason: '',
  } as const;
  await createOrders(desk.sql).declare(declaration, desk.now());
  await desk.settle();
  await expectGivenBack(row);
});

test('F73: an order that status and history do not know yet, right after it was accepted, is asked about again', async () => {
  const [row] = await buy(`S10.${destination('9946')}`);
  await desk.advance(5 * SECOND_MS);
  await stillHeld(row);
  await desk.advance(20 * SECOND_MS);
  await expectBoughtOnce(row);
});

test('F74: a status that tells of another transaction settles nothing', async () => {
  await buy(`S10.${destination()}`);
  await desk.advance(10 * SECOND_MS);
  balance -= PRICE;
  const [row] = await buy(`S10.${destination('9949')}`);
  await desk.advance(5 * SECOND_MS);
  await stillHeld(row);
  await desk.advance(MINUTE_MS);
  await expectBoughtOnce(row);
});

test('F74: our transaction with another reference settles nothing and is told to the operator', async () => {
  const [row] = await buy(`S10.${destination()}`);
  const other = '00000000-0000-4000-8000-eeeeeeeeeeee';
  change(reference(row), { reference: other });
  await desk.advance(MINUTE_MS);
  await stillHeld(row);
  expect(desk.alarms.map(({ kind }) => kind)).toContain('other_data');
  change(other, { reference: reference(row) });
  await desk.advance(2 * MINUTE_MS);
  await expectBoughtOnce(row);
});

test.each([
  ['product', { productCode: 'S20' }],
  ['destination', { destination: '081299999999' }],
])(
  'F74: our reference with another %s goes to a person, and is settled once it is right',
  async (what, wrong) => {
    const [row] = await buy(`S10.${destination()}`);
    const truth = desk.klikoo.transaction(reference(row));
    change(reference(row), wrong);
    await desk.advance(MINUTE_MS);
    expect((await order(row)).state).toBe('needs_review');
    await stillHeld(row);
    expect(desk.alarms.filter(({ kind }) => kind === 'other_data')).toHaveLength(1);
    expect((await kept(row)).map(({ detail }) => detail?.why)).toContain(`other_${what}`);
    expect((await kept(row)).at(-1)?.kind).toMatch(/^(status_other|needs_review)$/);

    change(reference(row), { productCode: truth?.productCode, destination: truth?.destination });
    await desk.advance(HOUR_MS);
    await expectBoughtOnce(row);
  },
);

/** What the Klikoo on loopback has written down about a transaction is something else from now on. */
function change(
  ref: string,
  wrong: Partial<Record<'reference' | 'productCode' | 'destination', string | undefined>>,
): void {
  const snapshot = desk.klikoo.snapshot();
  for (const transaction of snapshot.books.transactions) {
    if (transaction.reference === ref) Object.assign(transaction, wrong);
  }
  desk.klikoo.restore(snapshot);
}

test('F75: charged more than expected, the reseller pays what he saw and the operator is told once', async () => {
  const [row] = await buy(`S10.${destination('9947')}`);
  await desk.advance(10 * SECOND_MS);
  await expectBoughtOnce(row);
  expect((await order(row)).cost_booked).toBe(10_500);
  expect(desk.alarms).toMatchObject([{ kind: 'cost_differs', expected: 10_350, booked: 10_500 }]);
});

test('F77: a status word nobody knows decides nothing', async () => {
  const [row] = await buy(`S10.${destination('9942')}`);
  for (const status of ['Sukses', 'success', 'PROCESS', 'null', '']) {
    desk.klikoo.decide(reference(row), { status });
    await desk.advance(10 * SECOND_MS);
    await stillHeld(row);
  }
  desk.klikoo.decide(reference(row), { status: 'SUCCESS' });
  await desk.advance(2 * MINUTE_MS);
  await expectBoughtOnce(row);
});

test('F78: a code of seven digits says as much as one of nine', async () => {
  desk.klikoo.nextFault({ kind: 'short_code', times: 4 });
  const [row] = await buy(`S10.${destination()}`);
  await desk.advance(10 * SECOND_MS);
  await expectBoughtOnce(row);
});

test('F78: a code of success with a status of failure is a failure, since the status decides', async () => {
  const [row] = await buy(`S10.${destination('9921')}`);
  await expectGivenBack(row);
});

test('F79: delivered without its serial number is booked, and told again when the number comes', async () => {
  const [row] = await buy(`S10.${destination('9941')}`);
  await desk.advance(5 * SECOND_MS);
  expect(await order(row)).toMatchObject({ state: 'delivered', sn: null });
  expect(await money()).toEqual({ available: balance - PRICE, held: 0 });
  // The provisional number of a waiting order is never shown.
  expect(told()).not.toMatch(/SN: \d/);
  await desk.advance(20 * SECOND_MS);
  await expectBoughtOnce(row);
});

test('F79: a serial number of 500 characters with tags and line breaks is cut, cleaned and shown on one line', async () => {
  const [row] = await buy(`S10.${destination('9950')}`);
  await desk.advance(10 * SECOND_MS);
  const { sn } = await order(row);
  expect(sn).toHaveLength(200);
  expect(sn).not.toMatch(/[\n\r]/);
  await expectBoughtOnce(row);
});

test.each<[string, Fault['kind']]>([
  ['too many requests', 'rate_limited'],
  ['an address that is not listed', 'ip_not_allowed'],
  ['a token that expired on the way', 'token_expired'],
  ['a token that is not accepted', 'unauthorized'],
])('F80: %s fails no order', async (_what, kind) => {
  desk.klikoo.nextFault({ call: 'buy', kind } as Fault);
  const [row] = await buy(`S10.${destination()}`);
  await desk.advance(4 * MINUTE_MS);
  await expectBoughtOnce(row);
});

test('F81: with a clock that is off orders wait, Klikoo is hardly asked, new orders are refused, the operator is told', async () => {
  const { rows, tap } = await quote(`S10.${destination()}`);
  desk.klikoo.nextFault({ kind: 'bad_time', times: Number.POSITIVE_INFINITY });
  const before = desk.klikoo.callCount();
  tap();
  await desk.settle();
  await desk.advance(5 * MINUTE_MS);
  await stillHeld(rows[0]);
  expect(desk.klikoo.callCount() - before).toBeLessThan(15);
  expect(desk.alarms.map(({ kind }) => kind)).toContain('misconfigured');

  desk.telegram.user(BUDI).send(`S10.${destination()}.1234`);
  await desk.settle();
  expect(told()).toContain('Pemasok sedang tidak menjawab, jadi pesanan belum bisa diterima.');
  expect(told()).toContain('saldo tidak berkurang');
  expect(desk.alarms.map(({ kind }) => kind)).toContain('supplier_down');

  desk.klikoo.clearFaults();
  await desk.advance(2 * MINUTE_MS);
  await expectBoughtOnce(rows[0]);
  expect((await quote(`S10.${destination()}`)).rows).toHaveLength(1);
});

const callback = () => `http://127.0.0.1:${http.port}/klikoo/callback/callback-secret`;

test('F82: a forged callback makes Klikoo be asked, and nothing is booked from it', async () => {
  const [row] = await buy(`S10.${destination('9942')}`);
  const id = desk.klikoo.transaction(reference(row))?.id ?? '';
  await desk.advance(10 * MINUTE_MS);
  const before = desk.klikoo.callCount('detail');
  for (const forged of [
    { transaction_status: 'SUCCESS', sn: '1234' },
    { transaction_status: 'FAILED', reason: 'no' },
    { transaction_status: 'SUCCESS', partner_reference_id: '00000000-0000-4000-8000-ffffffffffff' },
  ]) {
    expect(await desk.klikoo.sendCallback(id, callback(), forged)).toBe(200);
    await expect.poll(() => due(row)).toBeDefined();
    await desk.settle();
    await stillHeld(row);
  }
  expect(desk.klikoo.callCount('detail') - before).toBeGreaterThan(0);
  desk.klikoo.decide(reference(row), { status: 'FAILED', reason: 'Produk sedang dalam masalah' });
  await desk.advance(6 * MINUTE_MS);
  await expectGivenBack(row);
});

/** When something is next due for an order. */
async function due(row: Row | undefined): Promise<Date | null | undefined> {
  const [found] = await desk.sql<{ next_action_at: Date | null }[]>`
    select next_action_at from orders where ref_id = ${reference(row)}`;
  return found?.next_action_at;
}

test('F83: a callback a hundred times, and one before the answer to the purchase, settle once', async () => {
  desk.klikoo.nextFault({ call: 'buy', kind: 'slow' });
  const { rows, tap } = await quote(`S10.${destination('9901')}`);
  const [row] = rows;
  tap();
  const settled = desk.settle();
  await desk.klikoo.waitFor(() => desk.klikoo.heldCount === 1);
  const id = desk.klikoo.transaction(reference(row))?.id ?? '';
  await desk.klikoo.sendCallback(id, callback());
  desk.klikoo.release();
  await settled;
  await expectBoughtOnce(row);

  const answers = await Promise.all(
    Array.from({ length: 100 }, () => desk.klikoo.sendCallback(id, callback())),
  );
  expect(new Set(answers)).toEqual(new Set([200]));
  await desk.advance(10 * SECOND_MS);
  await expectBoughtOnce(row);
  const [captures] = await desk.sql`
    select count(*)::int as n from ledger_transaction where ref_id = ${reference(row)} and reason = 'capture'`;
  expect(captures?.n).toBe(1);
});

test('F84: our balance at Klikoo is too low: failed for certain, given back, told; what it suffices for still sells', async () => {
  const rich = desk.klikoo.balance;
  desk.klikoo.setBalance(6_000);
  const [first] = await buy(`S10.${destination()}`);
  await expectGivenBack(first);
  const [second] = await buy(`S10.${destination()}`);
  await expectGivenBack(second);
  // The same words for both orders: operators are told once while it lasts.
  expect(desk.alarms).toEqual([{ kind: 'supplier_balance_low' }, { kind: 'supplier_balance_low' }]);
  const [small] = await buy(`S5.${destination()}`);
  await desk.advance(10 * SECOND_MS);
  await expectBoughtOnce(small, 5_675);
  desk.klikoo.setBalance(rich);
});

test('F89: a reference Klikoo may have forgotten is not sent again, whatever the order says is due', async () => {
  desk.klikoo.nextFault({ call: 'buy', kind: 'reset_after' });
  const [row] = await buy(`S10.${destination()}`);
  desk.klikoo.forgetReference(reference(row));
  const buys = desk.klikoo.callCount('buy');
  await desk.sql`
    update orders set next_action = 'submit', next_action_at = ${desk.now()},
      submitted_at = ${new Date(desk.now().getTime() - HOUR_MS - 1)} where ref_id = ${reference(row)}`;
  await desk.advance(2 * MINUTE_MS);
  expect((await order(row)).state).toBe('needs_review');
  await stillHeld(row);
  expect((await kept(row)).map(({ kind }) => kind)).toContain('review_instead_of_resend');
  await desk.advance(3 * HOUR_MS);
  expect(desk.klikoo.callCount('buy')).toBe(buys);
  await expectBoughtOnce(row);
});

test('what Klikoo answered is kept word for word, bounded and without the token', async () => {
  const [row] = await buy(`S10.${destination('9950')}`);
  await desk.advance(10 * SECOND_MS);
  const events = (await kept(row)).filter(({ detail }) => detail?.answer !== undefined);
  expect(events.map(({ kind }) => kind)).toEqual(['buy_pending', 'status_delivered']);
  expect(events[0]?.detail?.answer).toContain('"status":"WAITING"');
  expect(events[1]?.detail?.answer).toContain('"status":"SUCCESS"');

  balance -= PRICE;
  desk.klikoo.nextFault({ call: 'buy', kind: 'html' });
  const [unclear] = await buy(`S10.${destination()}`);
  expect((await kept(unclear)).at(-1)).toMatchObject({
    kind: 'buy_unknown',
    detail: { answer: expect.stringContaining('500 Internal Server Error') },
  });
  await desk.advance(10 * SECOND_MS);

  const all = await desk.sql<{ answer: string }[]>`
    select detail ->> 'answer' as answer from order_event where detail ? 'answer'`;
  expect(Math.max(...all.map(({ answer }) => answer.length))).toBeLessThanOrEqual(2_000);
  for (const secret of DESK_SECRETS) expect(JSON.stringify(all)).not.toContain(secret);
});
