import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpServer, startHttp } from '../../src/http/server.ts';
import { OUTCOMES } from '../../src/sandbox/klikoo/outcomes.ts';
import { verifyBooks } from '../../src/store/verify.ts';
import { BUDI, type Counter, newest, openCounter, shownTo } from './counter.ts';

const WEBHOOK_SECRET = 'webhook-secret';
const CALLBACK_SECRET = 'callback-secret';

let counter: Counter;
let http: HttpServer;
let refId: string;
let supplierRef: string;
const errors: unknown[] = [];
const delivered: unknown[] = [];

beforeAll(async () => {
  counter = await openCounter();
  http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    metrics: { contentType: 'text/plain', text: async () => '' },
    readiness: async () => ({ ok: true, parts: {} }),
    callback: { secret: CALLBACK_SECRET, onHint: (reference) => counter.konter.hint(reference) },
    webhook: {
      secret: WEBHOOK_SECRET,
      path: '/telegram',
      async onUpdate(update) {
        delivered.push(update);
      },
    },
    onError: (error) => errors.push(error),
  });
  const { budi, settle, sql } = counter;
  budi.send(`${OUTCOMES.find(({ name }) => name === 'waiting_for_ever')?.example}.1234`);
  await settle();
  budi.tap(newest(budi, 'Beli').id, 'Beli');
  await settle();
  await counter.advance(60_000);
  const [order] = await sql<{ ref_id: string; supplier_ref: string }[]>`
    select ref_id, supplier_ref from orders where state = 'submitted'`;
  if (order === undefined) throw new Error('no order waits');
  refId = order.ref_id;
  supplierRef = order.supplier_ref;
});

afterAll(async () => {
  await http.close();
  await counter.close();
});

function callback(
  body: unknown,
  init: { secret?: string; type?: string; method?: string } = {},
): Promise<Response> {
  const { secret = CALLBACK_SECRET, type = 'application/json', method = 'POST' } = init;
  return fetch(`http://127.0.0.1:${http.port}/klikoo/callback/${secret}`, {
    method,
    headers: { 'Content-Type': type },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

const forged = (fields: object = {}) => ({
  response_code: '200002000',
  response_message: 'Success',
  partner_reference_id: refId,
  transaction_id: supplierRef,
  transaction_status: 'SUCCESS',
  sn: 'FORGED-SN',
  amount: 1,
  price: '1',
  current_balance: 0,
  ...fields,
});

/** Orders but for when the next look is due, which is all a callback may change; and the books. */
async function whatMatters(): Promise<string> {
  const rows = await counter.sql<{ row: string }[]>`
    select (to_jsonb(o) - 'next_action_at' - 'attempt' - 'polls' - 'updated_at')::text as row from orders o order by number`;
  const entries = await counter.sql<
    { row: string }[]
  >`select to_jsonb(e)::text as row from entry e order by id`;
  return [...rows, ...entries].map(({ row }) => row).join('\n');
}

test('F82: a forged success or failure of a waiting order books nothing and tells nobody anything', async () => {
  const before = await whatMatters();
  const from = counter.budi.chat.messages.length;
  for (const status of ['SUCCESS', 'FAILED', 'REFUND', 'WAITING', '', null, 7]) {
    expect((await callback(forged({ transaction_status: status }))).status).toBe(200);
    await counter.settle();
  }
  expect(await whatMatters()).toBe(before);
  expect(shownTo(counter.budi, from)).toBe('');
  expect(JSON.stringify(await counter.sql`select to_jsonb(o)::text from orders o`)).not.toContain('FORGED');
});

test('F82: a callback about an order of somebody else, of nobody, or one that has ended, changes nothing', async () => {
  const { siti, settle } = counter;
  siti.send('S10.081234567890.1234');
  await settle();
  siti.tap(newest(siti, 'Beli').id, 'Beli');
  await settle();
  await counter.advance(10_000);
  const [ended] = await counter.sql<
    { ref_id: string }[]
  >`select ref_id from orders where state = 'delivered'`;
  siti.send('S5.081234567890.1234');
  await settle();
  const [quoted] = await counter.sql<{ ref_id: string }[]>`select ref_id from orders where state = 'quoted'`;
  if (ended === undefined || quoted === undefined) throw new Error('no orders to lie about');
  const before = await whatMatters();
  for (const reference of [ended.ref_id, quoted.ref_id, '99999999-9999-4999-8999-999999999999']) {
    for (const status of ['FAILED', 'SUCCESS', 'REFUND']) {
      // The transaction of one order under the reference of another.
      await callback(forged({ partner_reference_id: reference, transaction_status: status }));
    }
  }
  await settle();
  expect(await whatMatters()).toBe(before);
});

test('F83: the same callback a hundred times costs a few looks at Klikoo and settles once, when Klikoo says so', async () => {
  const { klikoo, budi, settle, sql } = counter;
  const before = klikoo.callCount('detail');
  const answers = await Promise.all(Array.from({ length: 100 }, () => callback(forged())));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await settle();
  expect(klikoo.callCount('detail') - before).toBeLessThan(20);
  klikoo.decide(refId, { status: 'SUCCESS', sn: '0412345' });
  await Promise.all(Array.from({ length: 100 }, () => callback(forged({ transaction_status: 'FAILED' }))));
  // A flood is passed on three times a second, so that the look may be a regular one.
  await counter.advance(600_000);
  const [order] = await sql<
    { state: string; sn: string }[]
  >`select state, sn from orders where ref_id = ${refId}`;
  expect(order).toEqual({ state: 'delivered', sn: '0412345' });
  expect(budi.chat.messages.filter((m) => m.replyTo !== undefined && m.text.includes('SUKSES'))).toHaveLength(
    1,
  );
  expect(await verifyBooks(sql)).toEqual([]);
});

test('a callback of any type, shape and method is answered at once and never with an error of ours', async () => {
  const before = await whatMatters();
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    '',
  ]) {
    expect((await callback(forged(), { type })).status).toBe(200);
  }
  const odd = [
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '\u0000',
    '{"partner_reference_id":{"$ne":1}}',
    '{"__proto__":{"isAdmin":true}}',
    `{"partner_reference_id":"${refId}'--"}`,
    '['.repeat(5_000),
    '{"a":'.repeat(5_000),
  ];
  for (const body of odd) expect((await callback(body)).status).toBe(400);
  const proto = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"partner_reference_id":"${refId}"}`;
  expect((await callback(proto)).status).toBe(200);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])
    expect((await callback('', { method })).status).toBe(404);
  for (const secret of ['', 'callback', `${CALLBACK_SECRET}x`, WEBHOOK_SECRET]) {
    expect((await callback(forged(), { secret })).status).toBe(404);
  }
  await counter.settle();
  expect(await whatMatters()).toBe(before);
  expect(errors).toEqual([]);
});

test('F54: senders who never finish their request hold up nobody else', async () => {
  const slow: Socket[] = [];
  try {
    for (const path of ['/telegram', `/klikoo/callback/${CALLBACK_SECRET}`]) {
      for (let i = 0; i < 40; i += 1) {
        const socket = connect(http.port, '127.0.0.1');
        socket.on('error', () => {});
        slow.push(socket);
        await once(socket, 'connect');
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: a\r\nX-Telegram-Bot-Api-Secret-Token: ${WEBHOOK_SECRET}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
        );
      }
    }
    const update = { update_id: 1, message: { chat: { id: BUDI } } };
    const answer = await fetch(`http://127.0.0.1:${http.port}/telegram`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': WEBHOOK_SECRET },
      body: JSON.stringify(update),
    });
    expect(answer.status).toBe(200);
    expect(delivered).toEqual([update]);
    expect((await callback(forged())).status).toBe(200);
  } finally {
    for (const socket of slow) socket.destroy();
  }
});
