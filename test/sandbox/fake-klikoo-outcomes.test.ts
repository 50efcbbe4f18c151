import { describe, expect, test } from 'vitest';
import type { OutcomeName } from '../../src/sandbox/klikoo/outcome.ts';
import { OUTCOMES, outcomeFor } from '../../src/sandbox/klikoo/outcomes.ts';
import { SEED_PRODUCTS } from '../../src/sandbox/klikoo/products.ts';
import { field, open, purchase } from './klikoo-caller.ts';

/** What the first purchase is answered with. `cut`: the connection ends without a whole answer. */
type First = 'WAITING' | 'SUCCESS' | 'FAILED' | 'PROSES' | 'cut' | 'held' | `${number}` | 'no JSON';
type Row = {
  first: First;
  /** Statuses in the detail answer, at these moments after the purchase. */
  later?: [afterMs: number, status: string][];
  /** Purchases executed by the first post. Default 1. */
  executed?: 0;
};

const ROWS: Record<OutcomeName, Row> = {
  success: {
    first: 'WAITING',
    later: [
      [1_999, 'WAITING'],
      [2_000, 'SUCCESS'],
    ],
  },
  token: {
    first: 'WAITING',
    later: [
      [2_999, 'WAITING'],
      [3_000, 'SUCCESS'],
    ],
  },
  wrong_number: { first: '404027011', executed: 0 },
  success_at_once: { first: 'SUCCESS', later: [[0, 'SUCCESS']] },
  success_after_10_s: {
    first: 'WAITING',
    later: [
      [9_999, 'WAITING'],
      [10_000, 'SUCCESS'],
    ],
  },
  success_after_60_s: {
    first: 'WAITING',
    later: [
      [59_999, 'WAITING'],
      [60_000, 'SUCCESS'],
    ],
  },
  failed: {
    first: 'WAITING',
    later: [
      [2_999, 'WAITING'],
      [3_000, 'FAILED'],
    ],
  },
  failed_at_once: { first: 'FAILED', later: [[0, 'FAILED']] },
  product_refused: { first: '400026525', executed: 0 },
  number_refused: { first: '404027011', executed: 0 },
  supplier_balance_low: { first: '422026558', executed: 0 },
  supplier_disturbed: { first: '503029991', executed: 0 },
  answer_lost: { first: 'cut', later: [[3_000, 'SUCCESS']] },
  request_lost: { first: 'cut', executed: 0 },
  http_500_executed: { first: 'no JSON', later: [[3_000, 'SUCCESS']] },
  http_500_not_executed: { first: 'no JSON', executed: 0 },
  slow: { first: 'held', later: [[3_000, 'SUCCESS']] },
  garbage: { first: 'no JSON', later: [[3_000, 'SUCCESS']] },
  half_body: { first: 'cut', later: [[3_000, 'SUCCESS']] },
  answer_lost_history_lags: {
    first: 'cut',
    later: [
      [29_999, '404027005'],
      [30_000, 'SUCCESS'],
    ],
  },
  answer_lost_success_late: {
    first: 'cut',
    later: [
      [599_999, 'WAITING'],
      [600_000, 'SUCCESS'],
    ],
  },
  unknown_status: {
    first: 'PROSES',
    later: [
      [19_999, 'PROSES'],
      [20_000, 'SUCCESS'],
    ],
  },
  sn_late: {
    first: 'WAITING',
    later: [
      [2_000, 'SUCCESS'],
      [12_000, 'SUCCESS'],
    ],
  },
  waiting_for_ever: { first: 'WAITING', later: [[1_000_000_000, 'WAITING']] },
  reversed: {
    first: 'WAITING',
    later: [
      [2_000, 'SUCCESS'],
      [30_000, 'FAILED'],
    ],
  },
  success_after_failure: {
    first: 'WAITING',
    later: [
      [2_000, 'FAILED'],
      [30_000, 'SUCCESS'],
    ],
  },
  flapping: {
    first: 'WAITING',
    later: [
      [2_000, 'FAILED'],
      [20_000, 'SUCCESS'],
      [40_000, 'FAILED'],
    ],
  },
  detail_lags: {
    first: 'WAITING',
    later: [
      [9_999, '404027005'],
      [10_000, 'SUCCESS'],
    ],
  },
  other_cost: { first: 'WAITING', later: [[2_000, 'SUCCESS']] },
  mixed_up: { first: 'WAITING', later: [[10_000, 'SUCCESS']] },
  strange_sn: { first: 'WAITING', later: [[2_000, 'SUCCESS']] },
  inquiry_refused: { first: 'WAITING', later: [[2_000, 'SUCCESS']] },
  inquiry_down: { first: 'WAITING', later: [[2_000, 'SUCCESS']] },
  html_name: { first: 'WAITING', later: [[2_000, 'SUCCESS']] },
  bidi_name: { first: 'WAITING', later: [[2_000, 'SUCCESS']] },
};

type World = Awaited<ReturnType<typeof open>>;

function exampleOf(name: OutcomeName): { product: string; destination: string } {
  const [product = '', destination = ''] = (OUTCOMES.find((row) => row.name === name)?.example ?? '').split(
    '.',
  );
  return { product, destination };
}

function order(name: OutcomeName, reference: string) {
  const { product, destination } = exampleOf(name);
  return purchase(reference, destination, product);
}

async function firstAnswer({ caller, klikoo }: World, name: OutcomeName): Promise<string> {
  const held = klikoo
    .waitForEvent((event) => event.type === 'call_held')
    .then(
      () => 'held',
      () => 'never held',
    );
  const answered = caller.buy(order(name, 'r-1')).then(
    ({ code, data }) => (code === '201022001' ? field(data, 'status') : (code ?? 'no JSON')),
    () => 'cut',
  );
  return Promise.race([answered, held]);
}

async function detailStatus({ caller, klikoo }: World, reference: string): Promise<string> {
  await caller.logIn();
  const { code, data } = await caller.detail(klikoo.transaction(reference)?.id ?? '0');
  return code === '200022000' ? field(data, 'status') : String(code);
}

describe.each(OUTCOMES)('$name ($suffix)', ({ name, delayMs }) => {
  test('answers the purchase and the later questions as its row says', async () => {
    await using world = await open();
    const { klikoo, clock } = world;
    const row = ROWS[name];
    expect(await firstAnswer(world, name)).toBe(row.first);
    expect(klikoo.executed('r-1')).toBe(row.executed ?? 1);
    const boughtAtMs = clock.nowMs;
    for (const [afterMs, status] of row.later ?? []) {
      clock.nowMs = boughtAtMs + afterMs;
      expect(`${afterMs}: ${await detailStatus(world, 'r-1')}`).toBe(`${afterMs}: ${status}`);
    }
    if (delayMs === undefined) return;
    clock.nowMs = boughtAtMs + delayMs;
    const repeat = await world.caller.buy(order(name, 'r-1'));
    expect(repeat.code).toBe(row.executed === 0 ? '201022001' : '409026563');
    expect(klikoo.executed('r-1')).toBe(1);
  });
});

describe('the table', () => {
  test('has one row for each suffix and name, an example that leads to it, and a product that exists', () => {
    expect(new Set(OUTCOMES.map(({ suffix }) => suffix)).size).toBe(OUTCOMES.length);
    expect(new Set(OUTCOMES.map(({ name }) => name)).size).toBe(OUTCOMES.length);
    const codes = new Set(SEED_PRODUCTS.map(({ code }) => code));
    for (const { name } of OUTCOMES) {
      const { product, destination } = exampleOf(name);
      expect(outcomeFor(destination).name).toBe(name);
      expect(codes.has(product)).toBe(true);
    }
  });

  test.each(['081000000001', '081000000002', '0817345544', '081111111111', '14234567895', '081294482354'])(
    'leaves the number %s of the samples alone',
    (destination) => expect(outcomeFor(destination).name).toBe('success'),
  );

  test('works for a phone as for a meter', () => {
    expect(outcomeFor('081234569942')).toBe(outcomeFor('14234569942'));
  });
});

describe('money at Klikoo', () => {
  const balances: [OutcomeName, [afterMs: number, balance: number][]][] = [
    ['success', [[2_000, 989_650]]],
    [
      'failed',
      [
        [2_999, 989_650],
        [3_000, 1_000_000],
      ],
    ],
    ['failed_at_once', [[0, 1_000_000]]],
    [
      'reversed',
      [
        [2_000, 989_650],
        [30_000, 1_000_000],
      ],
    ],
    [
      'flapping',
      [
        [2_000, 1_000_000],
        [20_000, 989_650],
        [40_000, 1_000_000],
        [50_000, 1_000_000],
      ],
    ],
    ['other_cost', [[2_000, 979_304]]],
  ];
  test.each(balances)('is taken at creation and given back on FAILED: %s', async (name, expected) => {
    await using world = await open();
    await world.caller.buy(order(name, 'r-1'));
    const boughtAtMs = world.clock.nowMs;
    for (const [afterMs, balance] of expected) {
      world.clock.nowMs = boughtAtMs + afterMs;
      expect(world.klikoo.balance).toBe(balance);
    }
  });
});

describe('the serial number', () => {
  const detail = async ({ caller, klikoo }: World) => {
    const { data } = await caller.detail(klikoo.transaction('r-1')?.id ?? '0');
    return { sn: field(data, 'sn'), status: field(data, 'status'), reason: field(data, 'reason') };
  };

  test('of electricity is a token with name, power and kWh, the same in two worlds', async () => {
    const seen: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      await using world = await open();
      await world.caller.buy(order('token', 'r-1'));
      world.clock.advance(3_000);
      seen.push((await detail(world)).sn);
    }
    expect(seen[0]).toMatch(/^\d{4}-\d{4}-\d{4}-\d{4}-\d{4}\/BAHARRUDIN1\/R1\/2200VA\/13\.5$/);
    expect(seen[1]).toBe(seen[0]);
  });

  test('is provisional or empty while WAITING, empty when FAILED', async () => {
    const provisional = new Set<boolean>();
    for (let n = 0; n < 12; n += 1) {
      await using world = await open();
      const reference = `r-${n}`;
      const { data } = await world.caller.buy(order('failed', reference));
      expect(field(data, 'sn')).toMatch(/^(\d{6})?$/);
      provisional.add(field(data, 'sn') !== '');
      world.clock.advance(3_000);
      expect(world.klikoo.transaction(reference)).toMatchObject({
        sn: '',
        reason: 'Produk sedang dalam masalah',
      });
    }
    expect(provisional.size).toBe(2);
  });

  test('comes later than SUCCESS where the row says so', async () => {
    await using world = await open();
    await world.caller.buy(order('sn_late', 'r-1'));
    world.clock.advance(11_999);
    expect(await detail(world)).toMatchObject({ status: 'SUCCESS', sn: '' });
    world.clock.advance(1);
    expect((await detail(world)).sn).toMatch(/^\d{4}-/);
  });

  test('may hold 500 characters with HTML and line breaks', async () => {
    await using world = await open();
    await world.caller.buy(order('strange_sn', 'r-1'));
    world.clock.advance(2_000);
    const { sn } = await detail(world);
    expect(sn).toHaveLength(500);
    expect(sn).toMatch(/<b>SN<\/b>[\s\S]*\n/);
  });
});

describe('the inquiry', () => {
  test.each([
    ['inquiry_refused', '503029998'],
    ['inquiry_down', '503029991'],
  ] as const)('of %s is answered %s', async (name, code) => {
    await using world = await open();
    expect((await world.caller.inquire(order(name, 'q-1'))).code).toBe(code);
  });

  test.each([
    ['html_name', /<b>.*&.*"/],
    ['bidi_name', /\n.*\u202e/],
  ] as const)('of %s brings a dangerous name, in the SN too', async (name, pattern) => {
    await using world = await open();
    const { data } = await world.caller.inquire(order(name, 'q-1'));
    expect(field(data, 'customer_name')).toMatch(pattern);
    await world.caller.buy(order(name, 'r-1'));
    world.clock.advance(2_000);
    expect(world.klikoo.transaction('r-1')?.sn).toMatch(pattern);
  });

  test('names the same customer each time, and another for another number', async () => {
    await using world = await open();
    const name = async (reference: string, destination: string) =>
      field((await world.caller.inquire(purchase(reference, destination))).data, 'customer_name');
    expect(await name('q-1', '14234567895')).toBe(await name('q-2', '14234567895'));
    const names = await Promise.all(
      ['14234567891', '14234567892', '14234567893'].map((n) => name(`q-${n}`, n)),
    );
    expect(new Set(names).size).toBeGreaterThan(1);
  });
});

test('a history that lags knows nothing of the purchase until its time', async () => {
  await using world = await open();
  await expect(world.caller.buy(order('answer_lost_history_lags', 'r-1'))).rejects.toThrow();
  world.clock.advance(29_999);
  expect((await world.caller.history('page=1&limit=50')).data).toEqual([]);
  world.clock.advance(1);
  expect((await world.caller.history('page=1&limit=50')).data).toMatchObject([
    { partner_reference_id: 'r-1' },
  ]);
});

test('an answer mixed up tells of another transaction: the last one, or the travel sample', async () => {
  await using world = await open();
  const { caller, klikoo } = world;
  await caller.buy(order('mixed_up', 'r-1'));
  const id = klikoo.transaction('r-1')?.id ?? '';
  expect((await caller.detail(id)).data).toMatchObject({ transaction_id: '14434863' });
  await caller.buy(order('success', 'r-2'));
  expect((await caller.detail(id)).data).toMatchObject({ partner_reference_id: 'r-2' });
});
