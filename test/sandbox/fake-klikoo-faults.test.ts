import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { KlikooEvent } from '../../src/sandbox/klikoo/call-log.ts';
import type { Fault } from '../../src/sandbox/klikoo/faults.ts';
import { open, purchase } from './klikoo-caller.ts';

type World = Awaited<ReturnType<typeof open>>;

async function outcomeOf(buying: Promise<{ status: number; code: string | undefined; text: string }>) {
  return buying.then(
    ({ status, code, text }) => ({ status, code, length: text.length }),
    (error: NodeJS.ErrnoException) => ({ error: error.code }),
  );
}

describe('a fault of the next purchase', () => {
  const reset = { error: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) };
  const rows: [Fault['kind'], object, executed: number][] = [
    ['reset_before', reset, 0],
    ['reset_after', reset, 1],
    ['half_body', reset, 1],
    ['http500', { status: 500, code: '500029999' }, 1],
    ['html', { status: 500, code: undefined }, 1],
    ['garbage', { status: 200, code: undefined }, 1],
    ['empty', { status: 200, length: 0 }, 1],
    ['huge', { status: 200, length: 12_000_039 }, 1],
    ['redirect', { status: 302 }, 1],
    ['unknown_code', { status: 200, code: '299029123' }, 1],
    ['short_code', { status: 201, code: '2010200' }, 1],
    ['disturbed', { status: 503, code: '503029991' }, 1],
    ['unauthorized', { status: 401, code: '401026500' }, 0],
    ['token_expired', { status: 401, code: '401026535' }, 0],
    ['ip_not_allowed', { status: 403, code: '403026571' }, 0],
    ['bad_time', { status: 400, code: '400026505' }, 0],
    ['rate_limited', { status: 429, code: '429029999' }, 0],
  ];
  test.each(rows)('%s is seen so, once, and executes %o %i times', async (kind, expected, executed) => {
    await using world = await open();
    const { caller, klikoo } = world;
    klikoo.nextFault({ call: 'buy', kind });
    expect((await caller.get('/v1/open-api/balance')).status).toBe(200);
    expect(await outcomeOf(caller.buy(purchase('r-1')))).toMatchObject(expected);
    expect(klikoo.executed('r-1')).toBe(executed);
    expect(klikoo.calls.at(-1)).toMatchObject({ call: 'buy', reference: 'r-1', fault: kind });
    expect((await caller.buy(purchase('r-2'))).code).toBe('201022001');
  });

  test('does not execute when told so', async () => {
    await using world = await open();
    const { caller, klikoo } = world;
    klikoo.nextFault({ call: 'buy', kind: 'html', isExecuted: false });
    expect((await caller.buy(purchase('r-1'))).status).toBe(500);
    expect(klikoo.executed('r-1')).toBe(0);
    expect((await caller.buy(purchase('r-1'))).code).toBe('201022001');
  });

  test('hits as many calls as told, of any kind, until cleared', async () => {
    await using world = await open();
    const { caller, klikoo } = world;
    klikoo.nextFault({ kind: 'http500', times: 2 });
    klikoo.nextFault({ kind: 'empty', times: Infinity });
    const statuses = async () => {
      const { status, text } = await caller.get('/v1/open-api/balance');
      return [status, text.length > 0];
    };
    expect(await statuses()).toEqual([500, true]);
    expect((await caller.fetchToken()).code).toBe('500019999');
    expect(await statuses()).toEqual([200, false]);
    expect(await statuses()).toEqual([200, false]);
    klikoo.clearFaults();
    expect(await statuses()).toEqual([200, true]);
  });
});

describe('an answer held back', () => {
  const held = ({ klikoo }: World) => klikoo.waitForEvent(({ type }) => type === 'call_held');

  test('is sent when released, and was executed before', async () => {
    await using world = await open();
    const { caller, klikoo } = world;
    klikoo.nextFault({ call: 'buy', kind: 'slow' });
    const isHeld = held(world);
    const buying = caller.buy(purchase('r-1'));
    await isHeld;
    expect(klikoo.executed('r-1')).toBe(1);
    expect(klikoo.callCount('buy')).toBe(0);
    expect(klikoo.release()).toBe(1);
    expect((await buying).code).toBe('201022001');
    expect(klikoo.callCount('buy')).toBe(1);
  });

  test('is sent when its time has passed', async () => {
    const timers: [number, () => void][] = [];
    const after = (ms: number, then: () => void) => {
      timers.push([ms, then]);
      return () => {};
    };
    await using world = await open({ timers: { after } });
    const isHeld = held(world);
    const buying = world.caller.buy(purchase('r-1', '01105699934'));
    await isHeld;
    expect(timers.map(([ms]) => ms)).toEqual([120_000]);
    timers[0]?.[1]();
    expect((await buying).code).toBe('201022001');
  });

  test('that hangs is not executed, and reset when released', async () => {
    await using world = await open();
    const { caller, klikoo } = world;
    klikoo.nextFault({ kind: 'hang' });
    const isHeld = held(world);
    const buying = outcomeOf(caller.buy(purchase('r-1')));
    await isHeld;
    klikoo.release();
    expect(await buying).toEqual({ error: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) });
    expect(klikoo.executed('r-1')).toBe(0);
  });

  test('drips byte by byte, and comes whole when released', async () => {
    const ticks: (() => void)[] = [];
    const after = (_ms: number, then: () => void) => {
      ticks.push(then);
      return () => {};
    };
    await using world = await open({ timers: { after } });
    const { caller, klikoo } = world;
    klikoo.nextFault({ call: 'balance', kind: 'drip' });
    const isHeld = held(world);
    const reading = caller.get('/v1/open-api/balance');
    await isHeld;
    ticks[0]?.();
    klikoo.release();
    expect((await reading).data).toEqual({ balance: '1000000.00' });
  });

  test('is logged as abandoned when the client goes away', async () => {
    await using world = await open();
    const { caller, klikoo } = world;
    klikoo.nextFault({ kind: 'slow' });
    const isHeld = held(world);
    const buying = outcomeOf(caller.buy(purchase('r-1')));
    await isHeld;
    const ended = klikoo.waitForCall('buy');
    await caller.agent.destroy();
    expect(await ended).toMatchObject({ result: 'abandoned', status: undefined, fault: 'slow' });
    await buying;
  });

  test('does not keep the server from closing', async () => {
    const world = await open();
    world.klikoo.nextFault({ kind: 'hang' });
    const isHeld = held(world);
    const buying = outcomeOf(world.caller.buy(purchase('r-1')));
    await isHeld;
    await world.klikoo.close();
    expect(await buying).toHaveProperty('error');
    await world.caller.agent.destroy();
  });
});

test('while it is down, connections are refused; afterwards all is as before', async () => {
  await using world = await open();
  const { caller, klikoo } = world;
  await klikoo.goDown();
  expect(await outcomeOf(caller.buy(purchase('r-1')))).toEqual({ error: 'ECONNREFUSED' });
  await klikoo.comeUp();
  expect((await caller.buy(purchase('r-1'))).code).toBe('201022001');
});

test('a transaction is settled by hand, and back again', async () => {
  await using world = await open();
  const { caller, klikoo, clock } = world;
  await caller.buy(purchase('r-1', '01105699942'));
  clock.advance(5_000);
  klikoo.decide('r-1', { status: 'FAILED', reason: 'Nomor salah' });
  expect(klikoo.transaction('r-1')).toMatchObject({ status: 'FAILED', reason: 'Nomor salah', sn: '' });
  expect(klikoo.balance).toBe(1_000_000);
  klikoo.decide('r-1', { status: 'SUCCESS', sn: '1234' });
  expect(klikoo.transaction('r-1')).toMatchObject({ status: 'SUCCESS', sn: '1234' });
  expect(klikoo.balance).toBe(979_454);
  expect(() => klikoo.decide('r-2', { status: 'SUCCESS' })).toThrow(/r-2/);
});

test('settling by hand ends the planned course', async () => {
  await using world = await open();
  await world.caller.buy(purchase('r-1', '081234569920', 'S10'));
  world.klikoo.decide('r-1', { status: 'SUCCESS' });
  world.clock.advance(60_000);
  expect(world.klikoo.transaction('r-1')?.status).toBe('SUCCESS');
});

test('a reference that was forgotten buys a second time', async () => {
  await using world = await open();
  await world.caller.buy(purchase('r-1'));
  world.klikoo.forgetReference('r-1');
  await world.caller.buy(purchase('r-1'));
  expect(world.klikoo.executed('r-1')).toBe(2);
});

test('events tell the course of a purchase before the client has its answer', async () => {
  await using world = await open();
  const events: KlikooEvent[] = [];
  const unsubscribe = world.klikoo.subscribe((event) => events.push(event));
  await world.caller.buy(purchase('r-1'));
  expect(events.map(({ type }) => type)).toEqual(['call_started', 'bought', 'call_ended']);
  unsubscribe();
  await world.caller.get('/v1/open-api/balance');
  expect(events).toHaveLength(3);
});

test('the log of calls names references and holds no secret', async () => {
  await using world = await open();
  const { caller, klikoo, credentials } = world;
  await caller.buy(purchase('r-1'));
  await caller.detail(klikoo.transaction('r-1')?.id ?? '');
  const irs = { client_id: credentials.clientId, client_secret: credentials.clientSecret, pin: '246810' };
  await caller.irs('inquiry', { ...irs, ref_id: 'q-9' });
  expect(klikoo.calls.map(({ call, reference, status, code }) => [call, reference, status, code])).toEqual([
    ['token', undefined, 200, '200012000'],
    ['buy', 'r-1', 201, '201022001'],
    ['detail', 'r-1', 200, '200022000'],
    ['irs_inquiry', 'q-9', 200, undefined],
  ]);
  const written = JSON.stringify(klikoo.calls);
  for (const secret of [credentials.clientSecret, caller.token, '246810'])
    expect(written).not.toContain(secret);
});

test('waiting for a call ends with the first that fits, or in time', async () => {
  await using world = await open();
  const waiting = world.klikoo.waitForCall('buy', ({ reference }) => reference === 'r-2');
  await world.caller.buy(purchase('r-1'));
  await world.caller.buy(purchase('r-2'));
  expect(await waiting).toMatchObject({ reference: 'r-2' });
  await expect(world.klikoo.waitForCall('buy', undefined, { timeoutMs: 1 })).rejects.toThrow(/1 ms/);
});

test('a callback has the documented body, and can be forged', async () => {
  await using world = await open();
  const bodies: unknown[] = [];
  const partner = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      bodies.push({ type: request.headers['content-type'], ...JSON.parse(text) });
      response.end('ok');
    });
  });
  const url = await new Promise<string>((resolve) => {
    partner.listen(0, '127.0.0.1', () => {
      const address = partner.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`);
    });
  });
  await world.caller.buy(purchase('r-1', '081000000002', 'S10'));
  world.clock.advance(2_000);
  const { id, sn } = { id: '', sn: '', ...world.klikoo.transaction('r-1') };
  expect(await world.klikoo.sendCallback(id, url)).toBe(200);
  expect(await world.klikoo.sendCallback(id, url, { transaction_status: 'FAILED' })).toBe(200);
  expect(await world.klikoo.sendCallback('1', url, { transaction_status: 'SUCCESS' })).toBe(200);
  const real = {
    type: 'application/json',
    response_code: '2000200',
    response_message: 'Success',
    partner_reference_id: 'r-1',
    transaction_id: id,
    amount: '10350',
    transaction_time: '2025-04-11T10:42:59.009732Z',
    transaction_status: 'SUCCESS',
    reason: '',
    product_name: 'Tsel 10.000',
    sn,
    value: '081000000002',
    customer_name: '',
    current_balance: 989_650,
    beginning_balance: 1_000_000,
    product_code: 'S10',
  };
  expect(bodies).toEqual([
    real,
    { ...real, transaction_status: 'FAILED' },
    { type: 'application/json', transaction_id: '1', transaction_status: 'SUCCESS' },
  ]);
  await new Promise((resolve) => partner.close(resolve));
});

test('a restart from a snapshot keeps books, products, lost attempts and tokens', async () => {
  await using first = await open();
  await first.caller.buy(purchase('r-1'));
  await first.caller.buy(purchase('r-2', '081234569920', 'S10'));
  await expect(first.caller.buy(purchase('r-3', '01105699931'))).rejects.toThrow();
  await first.caller.inquire(purchase('q-1'));
  first.klikoo.setProduct('PLN20', { cost: 30_000 });
  const kept: unknown = JSON.parse(JSON.stringify(first.klikoo.snapshot()));
  await using second = await open({ restore: kept, startBalance: 0, products: [] });
  second.caller.token = first.caller.token;
  const { caller, klikoo, clock } = second;
  expect(klikoo.balance).toBe(1_000_000 - 20_546 - 10_350);
  expect((await caller.buy(purchase('r-1'))).code).toBe('409026563');
  expect((await caller.buy(purchase('q-1'))).code).toBe('409026563');
  expect((await caller.buy(purchase('r-3', '01105699931'))).code).toBe('201022001');
  expect(klikoo.transaction('r-3')).toMatchObject({ booked: 30_046 });
  clock.advance(3_000);
  expect(klikoo.transaction('r-2')?.status).toBe('FAILED');
  expect(klikoo.balance).toBe(1_000_000 - 20_546 - 30_046);
  expect(klikoo.transactions.map(({ id }) => id)).toEqual(['14434890', '14434891', '14434892']);
  expect(() => klikoo.restore({ version: 2 })).toThrow();
});
