import { expect, test } from 'vitest';
import type { Alarm } from '../app/alarms.ts';
import type { Card, ReviewCase, Tell } from '../app/orders.ts';
import type { Day } from '../domain/day.ts';
import { rupiah } from '../domain/money.ts';
import type { Order } from '../domain/order/order.ts';
import { indonesian } from '../text/id.ts';
import { createSendGate, type Pace } from './send-gate.ts';
import { claimTells, type Messenger, type TellDeps, tellChat } from './tell-orders.ts';

const NOW = new Date('2026-11-20T14:00:00Z');

function order(number: number, state: 'delivered' | 'needs_review' | 'expired', cardNumber = number): Order {
  const facts = {
    refId: `ref-${number}`,
    number,
    cardToken: `card-${cardNumber}`,
    line: 0,
    resellerId: 1,
    chatId: 1001,
    productCode: 'S10',
    productName: 'Tsel 10.000',
    category: 'pulsa',
    destination: '081234567890',
    msisdn: undefined,
    amount: undefined,
    occurrence: 1,
    cost: rupiah(10_350),
    price: rupiah(10_550),
    customerName: undefined,
    powerCapacity: undefined,
    quotedAt: NOW,
    expiresAt: NOW,
  };
  const held = {
    heldAt: NOW,
    businessDay: '2026-11-20' as Day,
    balanceAfterHold: rupiah(1),
    supplierRef: '7',
  };
  if (state === 'expired') return { ...facts, state };
  if (state === 'needs_review') return { ...facts, ...held, state, submittedAt: NOW };
  return {
    ...facts,
    ...held,
    state,
    settledAt: NOW,
    balanceAfterSettle: rupiah(1),
    sn: '55',
    costBooked: undefined,
  };
}

function card(number: number): Card {
  return {
    token: `card-${number}`,
    resellerId: 1,
    telegramId: 1001,
    chatId: 1001,
    messageId: 10 + number,
    origin: `1001:${number}`,
    createdAt: NOW,
    expiresAt: NOW,
  };
}

type Failing = (messageId: number | undefined) => string | undefined;

function caseOf(order: Order): ReviewCase {
  return {
    order,
    resellerCode: 'K0001',
    resellerName: 'Budi',
    review: 'flapping',
    isInReview: true,
    revisions: 1,
    submittedAt: NOW,
    sentAt: NOW,
    posts: 1,
    looks: 0,
    supplierRef: undefined,
    sn: undefined,
    missing: rupiah(0),
    events: [],
    earlierEvents: 0,
  };
}

/** What was done, in sequence, when these orders were told through a messenger that fails so. */
async function tell(
  orders: Order[],
  fails: Partial<Record<'edit' | 'send', Failing>>,
  options: {
    isUnreachable?: boolean;
    isRemoved?: boolean;
    pace?: Pace;
    review?: string;
    toldState?: Order['state'];
    /** How long each call to Telegram takes. */
    callMs?: number;
    areAlarmsLost?: boolean;
    /** What the database fails at. */
    failsAt?: 'findReseller' | 'findCard' | 'told' | 'cardShown';
    /** How often each has failed there before. */
    failedBefore?: number;
  } = {},
) {
  const done: string[] = [];
  const reported: string[] = [];
  const store = (call: NonNullable<typeof options.failsAt>) => {
    if (options.failsAt === call) throw new Error(`no database for ${call}`);
  };
  const alarms: Alarm[] = [];
  const cards = new Map(orders.map(({ cardToken }) => [cardToken, card(Number(cardToken.slice(5)))]));
  const shownBy = (token: string) => cards.get(token) ?? card(0);
  let sent = 100;
  let elapsedMs = 0;
  const refuse = (kind: string | undefined) => {
    if (kind !== undefined && kind !== 'gone') throw new Error(kind);
    return kind;
  };
  const messenger: Messenger = {
    async edit(_chatId, messageId) {
      elapsedMs += options.callMs ?? 0;
      if (refuse(fails.edit?.(messageId)) === 'gone') return 'gone';
      done.push(`edit ${messageId}`);
      return 'edited';
    },
    async send(_chatId, _message, { replyTo }) {
      elapsedMs += options.callMs ?? 0;
      refuse(fails.send?.(replyTo));
      done.push(`send ${replyTo ?? 'alone'}`);
      return sent++;
    },
    explain(error) {
      const kind = error instanceof Error ? error.message : '';
      if (kind === 'wait') return { kind, afterMs: 7_000 };
      return kind === 'blocked' || kind === 'trouble' ? { kind } : { kind: 'failed' };
    },
  };
  const deps: TellDeps = {
    orders: {
      claimTells: async () =>
        orders.map(
          (each): Tell => ({
            order: each,
            card: shownBy(each.cardToken),
            attempt: 1,
            toldState: options.toldState,
            review: options.review,
            isUnreachable: options.isUnreachable ?? false,
          }),
        ),
      async findCard(token) {
        store('findCard');
        return { card: shownBy(token), orders: orders.filter((each) => each.cardToken === token) };
      },
      async cardShown(token, messageId) {
        store('cardShown');
        done.push(`${token} is ${messageId}`);
        cards.set(token, { ...shownBy(token), messageId });
      },
      findCase: async (number) => {
        const found = orders.find((each) => each.number === number);
        return found && caseOf(found);
      },
      async told(refId) {
        store('told');
        done.push(`told ${refId}`);
      },
      tellFirst: async (refId) => options.isRemoved === true && done.push(`first ${refId}`) > 0,
      tellLater: async (refId, _attempt, at, how) =>
        void done.push(
          `later ${refId} ${at === undefined ? 'never' : (at.getTime() - NOW.getTime()) / 1000}${how?.isRefused ? ' refused' : ''}`,
        ),
    },
    async findReseller() {
      store('findReseller');
      return undefined;
    },
    markUnreachable: async () => void done.push('unreachable'),
    messenger,
    gate: createSendGate({ nowMs: () => NOW.getTime(), pace: options.pace }),
    alarms: {
      async raise(alarm) {
        if (options.areAlarmsLost) throw new Error('no database');
        alarms.push(alarm);
      },
    },
    texts: () => indonesian,
    timeZone: 'Asia/Jakarta',
    now: () => new Date(NOW.getTime() + elapsedMs),
    ownFailures: new Map(orders.map(({ refId }) => [refId, options.failedBefore ?? 0])),
    onError: (error) => void reported.push(error instanceof Error ? error.message : ''),
  };
  const failed: unknown[] = [];
  for (const tells of await claimTells(deps, 100)) {
    await tellChat(deps, tells).catch((error: unknown) => failed.push(error));
  }
  return { failed, done, reported, alarms: alarms.map(({ kind }) => kind), deps };
}

test('an ending is put on the card and sent as a reply to it; a quote that ran out only on the card', async () => {
  const { done } = await tell([order(1, 'delivered'), order(2, 'expired')], {});
  expect(done).toEqual(['edit 11', 'send 11', 'told ref-1', 'edit 12', 'told ref-2']);
});

test('F60: a card that is gone or cannot be edited keeps no ending from him: it becomes his card, sent once', async () => {
  const orders = [order(1, 'delivered'), order(2, 'delivered'), order(3, 'delivered')];
  const fails: Failing = (id) => (id === 11 ? 'gone' : id === 12 ? 'bad' : undefined);
  const { done } = await tell(orders, { edit: fails });
  expect(done).toEqual([
    'send alone',
    'card-1 is 100',
    'told ref-1',
    'send alone',
    'card-2 is 101',
    'told ref-2',
    'edit 13',
    'send 13',
    'told ref-3',
  ]);
});

test('F60: of several orders on a card that is gone the card is sent anew, once, and the endings reply to it', async () => {
  const orders = [order(1, 'delivered', 1), order(2, 'delivered', 1)];
  const { done } = await tell(orders, { edit: () => 'gone' });
  expect(done).toEqual(['send alone', 'card-1 is 100', 'send 100', 'told ref-1', 'send 100', 'told ref-2']);
});

test('a quote that ran out on a card that is gone needs no message', async () => {
  const { done } = await tell([order(1, 'expired')], { edit: () => 'gone' });
  expect(done).toEqual(['told ref-1']);
});

test('F49: a message that is refused goes without its trimmings; refused once more, it waits alone', async () => {
  const orders = [order(1, 'delivered'), order(2, 'delivered')];
  const plain = await tell(orders, { send: (id) => (id === 11 ? 'bad' : undefined) });
  expect(plain.done).toEqual(['edit 11', 'send alone', 'told ref-1', 'edit 12', 'send 12', 'told ref-2']);
  const alone = await tell(orders, { send: (id) => (id === 12 ? undefined : 'bad') });
  expect(alone.done).toEqual(['edit 11', 'later ref-1 2 refused', 'edit 12', 'send 12', 'told ref-2']);
});

test.each([
  ['findReseller', []],
  ['findCard', []],
  ['told', ['edit 11', 'send 11']],
] as const)(
  'F97: a database that fails at %s has not refused a message: the chat waits as a whole and is told again',
  async (failsAt, before) => {
    const orders = [order(1, 'delivered'), order(2, 'delivered')];
    const { done, reported } = await tell(orders, {}, { failsAt });
    expect(done).toEqual([...before, 'later ref-1 2', 'later ref-2 2']);
    expect(reported).toEqual([`no database for ${failsAt}`]);
  },
);

test('F97: an alarm that cannot be stored is raised again before the reseller is told', async () => {
  const orders = [order(1, 'needs_review'), order(2, 'delivered')];
  const { done } = await tell(orders, {}, { areAlarmsLost: true });
  expect(done).toEqual(['later ref-1 2', 'later ref-2 2']);
});

test('while one cannot be told for our own fault, operators are called for the others of its chat at once', async () => {
  const orders = [order(1, 'delivered'), order(2, 'needs_review')];
  const { done, alarms } = await tell(orders, {}, { failsAt: 'findCard' });
  expect(done).toEqual(['later ref-1 2', 'later ref-2 2']);
  expect(alarms).toEqual(['review']);
});

test('what fails on our side again and again is about this one order, and its chat goes on without it', async () => {
  const orders = [order(1, 'delivered'), order(2, 'delivered')];
  const fails = { edit: (id: number | undefined) => (id === 11 ? 'gone' : undefined) };
  const card = [...orders, order(3, 'delivered', 1)];
  const { done } = await tell(card, fails, { failsAt: 'cardShown', failedBefore: 3 });
  expect(done).toEqual([
    'send alone',
    'later ref-1 2 refused',
    'edit 12',
    'send 12',
    'told ref-2',
    'send alone',
    'later ref-3 2 refused',
  ]);
});

test.each([
  ['wait', 7],
  ['trouble', 2],
])(
  'F57, F58: when Telegram says %s, the chat waits as a whole and keeps its sequence',
  async (kind, seconds) => {
    const { done } = await tell([order(1, 'delivered'), order(2, 'delivered')], { edit: () => kind });
    expect(done).toEqual([`later ref-1 ${seconds}`, `later ref-2 ${seconds}`]);
  },
);

test('F57: what is claimed for a chat that was told to wait is put off without asking Telegram', async () => {
  const { deps, done } = await tell([order(1, 'delivered')], { edit: () => 'wait' });
  done.length = 0;
  for (const tells of await claimTells(deps, 100)) await tellChat(deps, tells);
  expect(done).toEqual(['later ref-1 7']);
});

test('F57: while the bot as a whole must wait nothing is claimed', async () => {
  const { deps } = await tell([order(1, 'delivered')], {});
  for (const chatId of [1, 2, 3]) deps.gate.postponed(chatId, 60_000);
  expect(await claimTells(deps, 100)).toEqual([]);
});

test('messages keep to the pace: what exceeds the burst of a chat waits for its second', async () => {
  const orders = [order(1, 'delivered'), order(2, 'delivered'), order(3, 'delivered')];
  const pace = { perSecond: 30, chatPerSecond: 1, chatBurst: 1 };
  const { done } = await tell(orders, {}, { pace });
  expect(done).toEqual(['edit 11', 'send 11', 'told ref-1', 'later ref-2 1', 'later ref-3 1']);
});

test('F56: who has blocked the bot is marked, and neither he nor Telegram hears more of it', async () => {
  const orders = [order(1, 'delivered'), order(2, 'needs_review')];
  const first = await tell(orders, { edit: () => 'blocked' });
  expect(first.done).toEqual(['unreachable', 'later ref-1 never', 'later ref-2 never']);
  expect(first.alarms).toEqual(['review']);
  const known = await tell(orders, {}, { isUnreachable: true });
  expect(known.done).toEqual(['later ref-1 never', 'later ref-2 never']);
  expect(known.alarms).toEqual(['review']);
});

test('what an account would be told that is removed since is told to the first account instead', async () => {
  const { done } = await tell([order(1, 'delivered')], {}, { isUnreachable: true, isRemoved: true });
  expect(done).toEqual(['first ref-1']);
});

test('F58: a Telegram that answers slowly: what the lease may not last for is given back, and told by one only', async () => {
  const orders = [1, 2, 3, 4, 5].map((number) => order(number, 'delivered'));
  const { done } = await tell(orders, {}, { callMs: 9_000 });
  expect(done).toEqual([
    'edit 11',
    'send 11',
    'told ref-1',
    'later ref-2 18',
    'later ref-3 18',
    'later ref-4 18',
    'later ref-5 18',
  ]);
});

test('F56: nothing is put away before the operators are called, who would not be called again', async () => {
  const orders = [order(1, 'delivered'), order(2, 'needs_review')];
  const known = await tell(orders, {}, { isUnreachable: true, areAlarmsLost: true });
  expect(known).toMatchObject({ done: ['later ref-1 never'], failed: [{ message: 'no database' }] });
  const first = await tell(orders, { edit: () => 'blocked' }, { areAlarmsLost: true });
  expect(first).toMatchObject({
    done: ['unreachable', 'later ref-1 never'],
    failed: [{ message: 'no database' }],
  });
});

test('F70: what is disputed after its end is told to the operators, and not to the reseller a second time', async () => {
  const known = await tell([order(1, 'delivered')], {}, { review: 'flapping', toldState: 'delivered' });
  expect(known).toMatchObject({ alarms: ['review'], done: ['told ref-1'] });
  // The news of its end had not reached him yet.
  const late = await tell([order(1, 'delivered')], {}, { review: 'flapping' });
  expect(late).toMatchObject({ alarms: ['review'], done: ['edit 11', 'send 11', 'told ref-1'] });
});
