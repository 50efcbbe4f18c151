import type { ClaimedOrder, Declaration, FinalAnswer, NewCard, NewOrder } from '../../../src/app/orders.ts';
import { demand } from '../invariants.ts';
import type { House, Person } from './model.ts';

/** A call that was made, and what it answered before anything went wrong with the answer. */
export type Call = { name: string; args: readonly unknown[]; value: unknown };

export type Commission = { resellerId: number; amount: number };

export type Sale = {
  refId: string;
  token: string;
  resellerId: number;
  telegramId: number;
  productCode: string;
  destination: string;
  listCost: number;
  markup: number;
  cost: number;
  price: number;
  commissions: readonly Commission[];
  expiresAt: number;
  /** `open`: its price is held. */
  state: 'quoted' | 'expired' | 'cancelled' | 'open' | 'delivered' | 'failed' | 'reversed';
  /** A worker has had it in his hands. */
  isSent: boolean;
  isWrittenOff: boolean;
};

export type Sales = {
  orders: ReadonlyMap<string, Sale>;
  /** What those above him earn on one sale to him, from the top to his own upline. */
  commissionsOf(resellerId: number, productCode: string): Commission[];
  setMarkup(
    uplineId: number,
    rule: { downlineId: number | undefined; productCode: string | undefined; amount: number },
  ): void;
  apply(call: Call): string | undefined;
};

export type SalesOptions = {
  person: (id: number) => Person;
  house: House;
  prices: () => { costs: Record<string, number>; markup: number; isPaused: boolean };
};

type Verdict = { kind: string; price?: number; missing?: number };

const sum = (commissions: readonly Commission[]) => commissions.reduce((all, { amount }) => all + amount, 0);
const print = (commissions: readonly Commission[]) =>
  commissions.map(({ resellerId, amount }) => `${resellerId}: ${amount}`).join(', ') || 'none';

/** The part of the model that is about orders; told of calls by {@link ./model.ts}. */
export function createSales({ person, house, prices }: SalesOptions): Sales {
  const orders = new Map<string, Sale>();
  const markups = new Map<string, number>();
  const declared = new Set<string>();
  /** By reseller and product: what was to be earned whenever a quote could have looked. */
  const foreseen = new Map<string, Set<string>>();

  function markupOf(uplineId: number, downlineId: number, productCode: string): number {
    for (const who of [downlineId, '*'])
      for (const what of [productCode, '*']) {
        const amount = markups.get(`${uplineId} ${who} ${what}`);
        if (amount !== undefined) return amount;
      }
    return 0;
  }

  function commissionsOf(resellerId: number, productCode: string): Commission[] {
    const { uplineId } = person(resellerId);
    if (uplineId === undefined) return [];
    const amount = markupOf(uplineId, resellerId, productCode);
    const own = amount > 0 ? [{ resellerId: uplineId, amount }] : [];
    return [...commissionsOf(uplineId, productCode), ...own];
  }

  function foresee(resellerId: number, productCode: string): Set<string> {
    const key = `${resellerId} ${productCode}`;
    const known = foreseen.get(key) ?? new Set();
    foreseen.set(key, known.add(print(commissionsOf(resellerId, productCode))));
    return known;
  }

  function book(sale: Sale, from: 'held' | 'available', sign: 1 | -1): void {
    const { price, cost, commissions } = sale;
    person(sale.resellerId)[from] -= sign * price;
    house.supplier += sign * cost;
    house.margin += sign * (price - cost - sum(commissions));
    for (const { resellerId, amount } of commissions)
      house.owed.set(resellerId, (house.owed.get(resellerId) ?? 0) + sign * amount);
  }

  function release(sale: Sale): void {
    person(sale.resellerId).held -= sale.price;
    person(sale.resellerId).available += sale.price;
  }

  function saleOf(refId: string): Sale {
    const sale = orders.get(refId);
    demand(sale !== undefined, () => `order ${refId} was never quoted`);
    return sale;
  }

  function quote(card: NewCard, lines: readonly NewOrder[], kept: readonly { refId: string }[]): void {
    for (const line of lines) {
      if (orders.has(line.refId) || !kept.some(({ refId }) => refId === line.refId)) continue;
      const { refId, productCode, destination, listCost, markup, cost, price, commissions = [] } = line;
      demand(
        price === cost + markup + sum(commissions),
        () => `order ${refId} costs ${price}: ${cost}, ${markup} and ${print(commissions)}`,
      );
      demand(
        foresee(card.resellerId, productCode).has(print(commissions)),
        () => `order ${refId} was quoted with the commissions ${print(commissions)}, which never were right`,
      );
      orders.set(refId, {
        refId,
        token: card.token,
        resellerId: card.resellerId,
        telegramId: card.telegramId,
        productCode,
        destination,
        listCost,
        markup,
        cost,
        price,
        commissions,
        expiresAt: card.expiresAt.getTime(),
        state: 'quoted',
        isSent: false,
        isWrittenOff: false,
      });
    }
  }

  /** All that speaks against it but a twin. */
  function verdictOf(sale: Sale, telegramId: number, now: Date): Verdict {
    const who = person(sale.resellerId);
    if (sale.telegramId !== telegramId) return { kind: 'not_owner' };
    if (sale.state === 'expired' || sale.state === 'cancelled') return { kind: sale.state };
    if (sale.state !== 'quoted') return { kind: 'already' };
    if (sale.expiresAt <= now.getTime()) return { kind: 'expired' };
    if (who.isBlocked) return { kind: 'blocked' };
    if (who.isOff) return { kind: 'off_by_upline' };
    const { costs, markup, isPaused } = prices();
    if (isPaused) return { kind: 'paused' };
    const commissions = commissionsOf(sale.resellerId, sale.productCode);
    const cost = costs[sale.productCode] ?? 0;
    if (cost !== sale.listCost || markup !== sale.markup || print(commissions) !== print(sale.commissions))
      return { kind: 'price_changed', price: sale.cost - sale.listCost + cost + markup + sum(commissions) };
    if (who.available < sale.price) return { kind: 'insufficient', missing: sale.price - who.available };
    return { kind: 'held' };
  }

  function hasTwin(sale: Sale): boolean {
    return [...orders.values()].some(
      (each) =>
        each.resellerId === sale.resellerId &&
        each.productCode === sale.productCode &&
        each.destination === sale.destination &&
        (each.state === 'open' || each.state === 'delivered'),
    );
  }

  function confirm(
    telegramId: number,
    now: Date,
    lines: readonly { refId: string; verdict: Verdict }[],
  ): string | undefined {
    for (const { refId, verdict } of lines) {
      const sale = saleOf(refId);
      const expected = verdictOf(sale, telegramId, now);
      // Days and counters are left to the database: here it is enough that there is one like it.
      const isTwin =
        verdict.kind === 'repeat' &&
        (expected.kind === 'held' || expected.kind === 'insufficient') &&
        hasTwin(sale);
      demand(
        isTwin ||
          (verdict.kind === expected.kind &&
            verdict.price === expected.price &&
            verdict.missing === expected.missing),
        () => `order ${refId}: ${JSON.stringify(verdict)} instead of ${JSON.stringify(expected)}`,
      );
      if (verdict.kind !== 'held') continue;
      sale.state = 'open';
      person(sale.resellerId).available -= sale.price;
      person(sale.resellerId).held += sale.price;
    }
    return undefined;
  }

  function settle(sale: Sale, { state }: FinalAnswer, verdict: string): string {
    if (verdict === 'stale') return 'settle stale';
    const expected = sale.state === 'open' ? 'settled' : sale.state === state ? 'same' : 'contradicts';
    demand(
      verdict === expected,
      () => `order ${sale.refId} is ${sale.state}: ${verdict} instead of ${expected}`,
    );
    if (expected !== 'settled') return `settle ${expected}`;
    if (state === 'delivered') book(sale, 'held', 1);
    else release(sale);
    sale.state = state;
    return sale.commissions.length > 0 ? `${state} with commissions` : state;
  }

  function reverse(sale: Sale, verdict: string): string {
    if (verdict !== 'reversed') return `reverse ${verdict}`;
    demand(sale.state === 'delivered', () => `order ${sale.refId} was reversed and is ${sale.state}`);
    book(sale, 'available', -1);
    sale.state = 'reversed';
    return sale.commissions.length > 0 ? 'reversed with commissions' : 'reversed';
  }

  function captureLate(sale: Sale, verdict: string): string {
    const { available } = person(sale.resellerId);
    if (verdict === 'unpaid')
      demand(available < sale.price, () => `order ${sale.refId} was not paid, and he has ${available}`);
    if (verdict !== 'captured') return `late ${verdict}`;
    demand(sale.state === 'failed', () => `order ${sale.refId} was late and is ${sale.state}`);
    book(sale, 'available', 1);
    sale.state = 'delivered';
    return sale.commissions.length > 0 ? 'late captured with commissions' : 'late captured';
  }

  function declare(declaration: Declaration, verdict: string): string {
    const { key, refId, state } = declaration;
    const sale = saleOf(refId);
    if (declared.has(key)) {
      demand(verdict === 'declared', () => `${key} was declared and is ${verdict}`);
      return 'declare again';
    }
    if (verdict !== 'declared') return `declare ${verdict}`;
    declared.add(key);
    const was = sale.state;
    if (was === state || (was === 'reversed' && state === 'failed')) {
      if (state === 'failed' && !sale.isWrittenOff) {
        sale.isWrittenOff = true;
        house.supplier += sale.cost;
        house.equity -= sale.cost;
      }
      return `declare ${state}, was ${was}`;
    }
    if (was === 'open' && state === 'failed') release(sale);
    else if (was === 'delivered') book(sale, 'available', -1);
    else book(sale, was === 'open' ? 'held' : 'available', 1);
    sale.state = was === 'delivered' ? 'reversed' : state;
    return `declare ${state}, was ${was}`;
  }

  function cancelOrder(sale: Sale, resellerId: number, state: string | undefined): string {
    if (sale.resellerId !== resellerId) {
      demand(state === undefined, () => `order ${sale.refId} was shown to reseller ${resellerId}`);
      return "cancel another's order";
    }
    const was = sale.state;
    if (state !== 'cancelled') return `cancel order too late`;
    demand(
      was === 'quoted' || was === 'cancelled' || (was === 'open' && !sale.isSent),
      () => `order ${sale.refId} was cancelled and is ${was}`,
    );
    if (was === 'open') release(sale);
    sale.state = 'cancelled';
    return was === 'open' ? 'cancel a held order' : `cancel a ${was} order`;
  }

  return {
    orders,
    commissionsOf,
    setMarkup(uplineId, { downlineId, productCode, amount }) {
      markups.set(`${uplineId} ${downlineId ?? '*'} ${productCode ?? '*'}`, amount);
    },
    apply({ name, args, value: answer }) {
      const [first, second, third] = args as [never, never, never];
      const value = answer as never;
      switch (name) {
        case 'chain':
          for (const code of second as readonly string[]) foresee(first, code);
          return undefined;
        case 'quote':
          quote(first, second, (value as { orders: { refId: string }[] }).orders);
          return undefined;
        case 'confirm':
          return value === undefined ? undefined : confirm(second, third, value);
        case 'cancel':
          if (value !== undefined)
            for (const sale of orders.values())
              if (sale.token === first && sale.telegramId === second && sale.state === 'quoted')
                sale.state = 'cancelled';
          return undefined;
        case 'expire':
          for (const sale of orders.values())
            if (sale.state === 'quoted' && sale.expiresAt <= (first as Date).getTime())
              sale.state = 'expired';
          return undefined;
        case 'claim':
          for (const { order } of value as ClaimedOrder[]) saleOf(order.refId).isSent = true;
          return undefined;
        case 'settle':
          return settle(saleOf(first), third, value);
        case 'reverse':
          return reverse(saleOf(first), value);
        case 'captureLate':
          return captureLate(saleOf(first), value);
        case 'declare':
          return declare(first, (value as { kind: string }).kind);
        case 'cancelOrder':
          return cancelOrder(saleOf(first), second, value);
        default:
          return undefined;
      }
    },
  };
}
