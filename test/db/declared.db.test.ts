import { beforeAll, expect, test } from 'vitest';
import type { OperatorAction } from '../../src/app/operator-actions.ts';
import { type PerformDeps, performAction } from '../../src/app/perform-action.ts';
import { createCatalog } from '../../src/store/catalog.ts';
import type { Sql } from '../../src/store/connect.ts';
import { createOperatorActions, createTwoPersonLimit } from '../../src/store/operator.ts';
import { createPrefixTable } from '../../src/store/prefixes.ts';
import { createResellers } from '../../src/store/resellers.ts';
import { createBankAccounts, createTickets } from '../../src/store/tickets.ts';
import { freshDatabase } from '../support/database.ts';
import { ADMIN_ID, createShop, later, NOON, TODAY } from '../support/shop.ts';

let sql: Sql;
let shop: Awaited<ReturnType<typeof createShop>>;
let telegramId = 1_000;

beforeAll(async () => {
  ({ sql } = await freshDatabase());
  shop = await createShop(sql);
});

type Standing = 'needs_review' | 'reversed, disputed' | 'late, disputed';

async function order(standing: Standing): Promise<{ refId: string; number: number }> {
  const resellerId = await shop.addReseller(++telegramId, 100_000);
  const { card, orders } = await shop.quote(resellerId, telegramId, [{}]);
  await shop.orders.confirm(card.token, telegramId, NOON, TODAY);
  const [claimed] = await shop.orders.claim(['submit'], NOON, 1, 60_000);
  const [first] = orders;
  if (first === undefined || claimed === undefined) throw new Error('not submitted');
  const { refId, number } = first;
  const delivery = { supplierRef: `T-${refId}`, sn: '1', costBooked: undefined, checkAt: undefined };
  const failure = { reason: 'other', text: '', code: '' } as const;
  if (standing === 'needs_review') await shop.orders.review(refId, claimed.attempt, NOON, 'no_final_answer');
  if (standing === 'reversed, disputed') {
    await shop.orders.settle(refId, undefined, { state: 'delivered', ...delivery }, NOON);
    await shop.orders.reverse(refId, failure, NOON);
  }
  if (standing === 'late, disputed') {
    await shop.orders.settle(refId, undefined, { state: 'failed', supplierRef: undefined, failure }, NOON);
    await shop.orders.captureLate(refId, delivery, NOON);
  }
  if (standing !== 'needs_review')
    expect(await shop.orders.dispute(refId, 'flapping', 'failed', NOON)).toBe(true);
  return { refId, number };
}

let asked = 0;

/** Asks, and presses [Ya] so often, each a second after the other, as though each time the process died before it was noted as done. */
async function declare(
  { refId, number }: { refId: string; number: number },
  as: 'delivered' | 'failed',
  times: number,
): Promise<string[]> {
  const actions = createOperatorActions(sql);
  const action: OperatorAction =
    as === 'delivered'
      ? { kind: 'declare_delivered', refId, number, sn: '' }
      : { kind: 'declare_failed', refId, number, reason: '' };
  const { token } = await actions.ask(
    {
      token: shop.ids.token(),
      actorId: ADMIN_ID,
      origin: `900:${++asked}`,
      action,
      expiresAt: later(600_000),
    },
    NOON,
  );
  const entered: string[] = [];
  for (let i = 1; i <= times; i++) {
    const deps: PerformDeps = {
      actions: { ...actions, done: async () => {} },
      money: shop.money,
      orders: shop.orders,
      catalog: createCatalog(sql),
      pins: { reset: async () => true },
      resellers: createResellers(sql),
      prefixes: createPrefixTable(sql, () => NOON),
      commandWords: { change: async () => ({ kind: 'changed' }) },
      twoPersonLimit: createTwoPersonLimit(sql),
      tickets: createTickets(sql),
      banks: createBankAccounts(sql),
      operators: new Set([ADMIN_ID]),
      now: () => later(i * 1_000),
      onState: (state, productCode) => entered.push(`${state} ${productCode}`),
    };
    expect((await performAction(deps, token, ADMIN_ID)).kind).toBe('performed');
  }
  return entered;
}

test.each<[Standing, 'delivered' | 'failed', string[]]>([
  ['needs_review', 'delivered', ['delivered PLN20']],
  ['needs_review', 'failed', ['failed PLN20']],
  ['late, disputed', 'failed', ['reversed PLN20']],
  ['reversed, disputed', 'delivered', ['delivered PLN20']],
  // It stays as it is.
  ['late, disputed', 'delivered', []],
  ['reversed, disputed', 'failed', []],
])('%s, declared %s by an operator, counts as the state it enters, once', async (standing, as, expected) => {
  expect(await declare(await order(standing), as, 3)).toEqual(expected);
});
