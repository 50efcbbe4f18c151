import { expect, test } from 'vitest';
import type { Alarm } from '../app/alarms.ts';
import type { Card, Tell } from '../app/orders.ts';
import type { Day } from '../domain/day.ts';
import { rupiah } from '../domain/money.ts';
import type { Order } from '../domain/order/order.ts';
import { indonesian } from '../text/id.ts';
import { type Messenger, type TellDeps, tellOrders } from './tell-orders.ts';

const NOW = new Date('2026-11-20T14:00:00Z');

function order(number: number, state: 'delivered' | 'needs_review' | 'expired'): Order {
  const facts = {
    refId: `ref-${number}`,
    number,
    cardToken: `card-${number}`,
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

/** What was done, in sequence, when these orders were told through a messenger that fails so. */
async function tell(
  orders: Order[],
  fails: Partial<Record<'edit' | 'send', (chatMessage: number | undefined) => string | undefined>>,
) {
  const done: string[] = [];
  const alarms: Alarm[] = [];
  const refuse = (kind: string | undefined) => {
    if (kind !== undefined) throw new Error(kind);
  };
  const messenger: Messenger = {
    async edit(_chatId, messageId) {
      refuse(fails.edit?.(messageId));
      done.push(`edit ${messageId}`);
      return 'edited';
    },
    async send(_chatId, _message, { replyTo }) {
      refuse(fails.send?.(replyTo));
      done.push(`send ${replyTo}`);
      return 1;
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
          (each): Tell => ({ order: each, card: card(each.number), attempt: 1, toldState: undefined }),
        ),
      findCard: async (token) => ({
        card: card(Number(token.slice(5))),
        orders: orders.filter((each) => each.cardToken === token),
      }),
      told: async (refId) => void done.push(`told ${refId}`),
      tellLater: async (refId, _attempt, at) =>
        void done.push(
          `later ${refId} ${at === undefined ? 'never' : (at.getTime() - NOW.getTime()) / 1000}`,
        ),
    },
    findReseller: async () => undefined,
    markUnreachable: async () => void done.push('unreachable'),
    messenger,
    alarms: { raise: async (alarm) => void alarms.push(alarm) },
    texts: () => indonesian,
    timeZone: 'Asia/Jakarta',
    now: () => NOW,
    onError: () => {},
  };
  await tellOrders(deps, 100);
  return { done, alarms: alarms.map(({ kind }) => kind) };
}

test('an ending is put on the card and sent as a reply to it; a quote that ran out only on the card', async () => {
  const { done } = await tell([order(1, 'delivered'), order(2, 'expired')], {});
  expect(done).toEqual(['edit 11', 'send 11', 'told ref-1', 'edit 12', 'told ref-2']);
});

test('a card that cannot be edited keeps neither its ending nor the others from him', async () => {
  const { done } = await tell([order(1, 'delivered'), order(2, 'delivered')], {
    edit: (id) => (id === 11 ? 'bad' : undefined),
  });
  expect(done).toEqual(['send 11', 'told ref-1', 'edit 12', 'send 12', 'told ref-2']);
});

test('a message that is refused waits alone', async () => {
  const { done } = await tell([order(1, 'delivered'), order(2, 'delivered')], {
    send: (id) => (id === 11 ? 'bad' : undefined),
  });
  expect(done).toEqual(['edit 11', 'later ref-1 2', 'edit 12', 'send 12', 'told ref-2']);
});

test.each([
  ['wait', 7],
  ['trouble', 2],
])('when Telegram says %s, the chat waits as a whole and keeps its sequence', async (kind, seconds) => {
  const { done } = await tell([order(1, 'delivered'), order(2, 'delivered')], { edit: () => kind });
  expect(done).toEqual([`later ref-1 ${seconds}`, `later ref-2 ${seconds}`]);
});

test('operators hear of a review although the reseller has blocked the bot', async () => {
  const { done, alarms } = await tell([order(1, 'needs_review')], { edit: () => 'blocked' });
  expect(alarms).toEqual(['review']);
  expect(done).toEqual(['unreachable', 'later ref-1 never']);
});
