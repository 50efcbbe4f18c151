import type { Alarm } from '../../src/app/alarms.ts';
import type { OrderAsStored, Prices, Snapshot } from './database.ts';
import type { Delivered, SimTelegram } from './messenger.ts';
import type { Shown } from './process.ts';
import type { SimSupplier } from './supplier.ts';

const HOUR_MS = 3_600_000;
/** Clocks of processes differ by so much at most, and a call may take its time. */
const TOLERANCE_MS = 2 * 60_000;

/** So long an order is looked for before it is sent again: two minutes from its claim, within 25 s of which it was sent. */
const LOOKED_FOR_MS = 85_000;

/** Something that must never happen has happened. */
export class ViolationError extends Error {
  override name = 'ViolationError';
}

/** What the world knows besides the database. */
export type Witness = {
  nowMs: () => number;
  /** Of this moment. */
  prices: () => Prices;
  supplier: SimSupplier;
  telegram: SimTelegram;
  alarms: readonly Alarm[];
  /** Price of each order as a card in a chat shows it. */
  shownPrices: ReadonlyMap<string, number>;
  /** Orders that were answered with "held" once. */
  acknowledged: ReadonlySet<string>;
  /** What operators said of orders, once they had been asked to be carried out. */
  declared: ReadonlyMap<string, readonly ('delivered' | 'failed')[]>;
  /** States in which each order has been seen, in sequence. */
  seen: ReadonlyMap<string, readonly string[]>;
};

/** The call after which a snapshot was taken. */
export type Cause = { name: string; args: readonly unknown[] };

const MAY_BECOME: Readonly<Record<string, readonly string[]>> = {
  quoted: ['held', 'expired', 'cancelled'],
  // Cancelled by its reseller, before anybody has claimed it.
  held: ['submitted', 'cancelled'],
  submitted: ['delivered', 'failed', 'needs_review'],
  needs_review: ['delivered', 'failed'],
  delivered: ['reversed'],
  // What the supplier, or an operator, says after the end.
  failed: ['delivered'],
  reversed: ['delivered'],
  expired: [],
  cancelled: [],
};

const BY: Readonly<Record<string, readonly string[]>> = {
  held: ['confirm'],
  expired: ['expire'],
  cancelled: ['cancel', 'cancelOrder'],
  submitted: ['claim'],
  needs_review: ['claim', 'review'],
  delivered: ['settle', 'captureLate', 'declare'],
  failed: ['settle', 'declare'],
  reversed: ['reverse', 'declare'],
};

const isOpen = (state: string) => state === 'held' || state === 'submitted' || state === 'needs_review';
const isBought = (state: string) => state === 'delivered';
const keepsPrice = (state: string) => isOpen(state) || isBought(state);

/** @throws {ViolationError} unless it is so. */
export function demand(condition: boolean, what: () => string): asserts condition {
  if (!condition) throw new ViolationError(what());
}

/** The books by themselves: sums, balances, and that every order moved what its state says. @throws {ViolationError} */
export function checkBooks({ orders, accounts, total, unbalanced, deposits }: Snapshot): void {
  demand(total === 0, () => `all entries together are ${total}, not zero`);
  demand(unbalanced.length === 0, () => `transactions that do not sum to zero: ${unbalanced.join(', ')}`);
  demand(
    new Set(deposits.map(({ key }) => key)).size === deposits.length,
    () => 'a deposit was booked twice',
  );
  for (const account of accounts) {
    demand(account.balance >= 0, () => `account ${account.id} is below zero: ${account.balance}`);
    demand(
      account.balance === account.total,
      () => `account ${account.id} has ${account.balance}, its entries ${account.total}`,
    );
    const own = orders.filter(({ resellerId }) => resellerId === account.resellerId);
    const sum = (which: (state: string) => boolean) =>
      own.reduce((all, { state, price }) => all + (which(state) ? price : 0), 0);
    const paidIn = deposits.reduce((all, d) => all + (d.resellerId === account.resellerId ? d.amount : 0), 0);
    const expected = account.isHeld ? sum(isOpen) : paidIn - sum(keepsPrice);
    demand(
      account.balance === expected,
      () => `account ${account.id} has ${account.balance}, by its orders ${expected}`,
    );
  }
  checkOrders(orders);
}

/** Every order moved what its state says. @throws {ViolationError} */
export function checkOrders(orders: readonly OrderAsStored[]): void {
  for (const order of orders) {
    const available = keepsPrice(order.state) ? -order.price : 0;
    const held = isOpen(order.state) ? order.price : 0;
    demand(
      order.netAvailable === available && order.netHeld === held,
      () =>
        `order #${order.number} is ${order.state} and moved ${order.netAvailable} and ${order.netHeld} (${order.reasons.join(' ')})`,
    );
    const ends = order.reasons.filter((reason) => reason === 'capture' || reason === 'release').length;
    demand(ends <= 1, () => `the hold of order #${order.number} ended ${ends} times`);
    demand(
      !(order.state === 'held' || order.state === 'submitted') || order.nextActionAt !== undefined,
      () => `order #${order.number} is ${order.state} and nothing is due`,
    );
  }
}

/** What one call changed, against what it may. @throws {ViolationError} */
export function checkStep(before: Snapshot, after: Snapshot, cause: Cause, witness: Witness): void {
  const earlier = new Map(before.orders.map((order) => [order.refId, order]));
  for (const order of after.orders) {
    const was = earlier.get(order.refId);
    earlier.delete(order.refId);
    if (was === undefined) {
      demand(order.state === 'quoted', () => `order #${order.number} began as ${order.state}`);
      continue;
    }
    demand(
      was.price === order.price && was.cost === order.cost,
      () => `the price of order #${order.number} was changed`,
    );
    if (was.state !== order.state) checkChange(was, order, after, cause, witness);
  }
  demand(
    earlier.size === 0,
    () => `orders are gone: ${[...earlier.values()].map(({ number }) => number).join(', ')}`,
  );
  for (const refId of witness.acknowledged) {
    const order = after.orders.find((each) => each.refId === refId);
    demand(
      order !== undefined &&
        ['held', 'submitted', 'needs_review', 'delivered', 'failed', 'reversed'].includes(order.state),
      () => `order ${refId} was said to be held and is ${order?.state ?? 'gone'}`,
    );
  }
}

function checkChange(
  was: OrderAsStored,
  order: OrderAsStored,
  world: Snapshot,
  cause: Cause,
  witness: Witness,
): void {
  const name = `order #${order.number}`;
  const { supplier, nowMs } = witness;
  demand(
    MAY_BECOME[was.state]?.includes(order.state) === true,
    () => `${name} went from ${was.state} to ${order.state}`,
  );
  demand(
    BY[order.state]?.includes(cause.name) === true,
    () => `${name} became ${order.state} by ${cause.name}`,
  );
  demand(
    cause.name !== 'declare' || was.state === 'needs_review' || was.review !== undefined,
    () => `${name} was declared ${order.state} and was in nobody's review`,
  );
  const declared = witness.declared.get(order.refId) ?? [];
  const said = supplier.said(order.refId);
  switch (order.state) {
    case 'held': {
      const [, by, at] = cause.args;
      const prices = witness.prices();
      demand(by === order.chatId, () => `${name} was confirmed by ${String(by)}, it is ${order.chatId}'s`);
      demand(
        at instanceof Date && at.getTime() < order.expiresAt,
        () => `${name} was confirmed after it ran out`,
      );
      demand(
        prices.costs[order.productCode] === order.listCost && prices.markup === order.markup,
        () => `${name} was confirmed at a price that is no longer right`,
      );
      demand(!prices.isPaused, () => `${name} was confirmed while sales were paused`);
      demand(
        witness.shownPrices.get(order.refId) === order.price,
        () => `${name} was confirmed at a price nobody was shown`,
      );
      const twins = world.orders.filter((each) => keepsPrice(each.state) && isSamePurchase(each, order));
      demand(twins.length <= 1, () => `${name} repeats a purchase of the day`);
      return;
    }
    case 'cancelled': {
      const isByNumber = cause.name === 'cancelOrder';
      demand(
        cause.args[1] === (isByNumber ? order.resellerId : order.chatId),
        () => `${name} was cancelled by ${String(cause.args[1])}`,
      );
      demand(was.state === 'quoted' || isByNumber, () => `${name} was held and was cancelled by its card`);
      return;
    }
    case 'expired':
      demand(order.expiresAt <= nowMs() + TOLERANCE_MS, () => `${name} ran out before its time`);
      return;
    case 'delivered':
      demand(
        said.some(({ kind }) => kind === 'delivered') || declared.includes('delivered'),
        () => `${name} became delivered and nobody said so`,
      );
      return;
    case 'failed': {
      const mayHaveBeenBought = supplier.transactions.has(order.refId) || supplier.isUnderway(order.refId);
      demand(
        said.some(({ kind }) => kind === 'rejected') || declared.includes('failed') || !mayHaveBeenBought,
        () =>
          `${name} failed and its money was given back, but the supplier may deliver it: ${whatBecame(order, supplier)}`,
      );
      return;
    }
    case 'reversed': {
      const denials = said.filter(
        ({ kind, at }) => kind === 'rejected' && at >= (was.settledAt ?? 0) - TOLERANCE_MS,
      ).length;
      demand(
        denials >= 2 || declared.includes('failed'),
        () => `${name} was reversed after ${denials} denials`,
      );
      return;
    }
    default:
      return;
  }
}

/** Destination, day and counter are part of what the database compares; here by what is enough to see that a guard is gone. */
function isSamePurchase(a: OrderAsStored, b: OrderAsStored): boolean {
  return a.purchase === b.purchase;
}

function whatBecame(order: OrderAsStored, supplier: SimSupplier): string {
  if (supplier.isUnderway(order.refId)) return 'its request is still under way';
  return (
    (supplier.transactions.get(order.refId) ?? []).map((each) => supplier.statusOf(each)).join(', ') ||
    'it was refused'
  );
}

/** A purchase is being sent: `snapshot` is how things stood before it. @throws {ViolationError} */
export function checkSend(snapshot: Snapshot, refId: string, witness: Witness): void {
  const order = snapshot.orders.find((each) => each.refId === refId);
  demand(order !== undefined, () => `a purchase was sent under ${refId}, which no order has`);
  demand(order.state === 'submitted', () => `order #${order.number} was sent while it was ${order.state}`);
  const first = witness.supplier.firstSentAt(refId) ?? witness.nowMs();
  demand(
    witness.nowMs() - first <= HOUR_MS + TOLERANCE_MS,
    () =>
      `order #${order.number} was sent again ${Math.round((witness.nowMs() - first) / 60_000)} minutes after its first sending`,
  );
  const before = witness.supplier.sentBefore(refId);
  demand(
    before === undefined || witness.nowMs() - before >= LOOKED_FOR_MS,
    () =>
      `order #${order.number} was sent again ${witness.nowMs() - (before ?? 0)} ms after it had been sent`,
  );
}

/** After each call, of whatever kind. @throws {ViolationError} */
export function checkSupplier({ supplier }: Witness): void {
  for (const [refId, list] of supplier.transactions) {
    demand(list.length <= 1, () => `${refId} was bought ${list.length} times`);
  }
}

function numberOf(alarm: Alarm): number | undefined {
  if (alarm.kind === 'review') return alarm.about.order.number;
  return 'number' in alarm ? alarm.number : undefined;
}

function endingsIn(sent: readonly Delivered[]): { refId: string; state: string; chatId: number }[] {
  return sent.flatMap(({ html, chatId }) => {
    if (!html.startsWith('{')) return [];
    const shown = JSON.parse(html) as Shown;
    return shown.shows === 'order' ? [{ refId: shown.refId, state: shown.state, chatId }] : [];
  });
}

/** A message that has just reached a chat. @throws {ViolationError} */
export function checkTold(snapshot: Snapshot, message: Delivered, witness: Witness): void {
  for (const { refId, state, chatId } of endingsIn([message])) {
    const order = snapshot.orders.find((each) => each.refId === refId);
    demand(order !== undefined, () => `order ${refId} was told and does not exist`);
    demand(
      order.chatId === chatId,
      () => `order #${order.number} was told to chat ${chatId}, it is of ${order.chatId}`,
    );
    demand(
      witness.seen.get(refId)?.includes(state) === true,
      () => `order #${order.number} was told to be ${state}, which it never was`,
    );
  }
}

/** Faults have ended and everything had its time. @throws {ViolationError} */
export function checkRest(snapshot: Snapshot, unreachable: readonly number[], witness: Witness): void {
  const { supplier, telegram, alarms } = witness;
  const endings = endingsIn(telegram.sent);
  for (const order of snapshot.orders) {
    const name = `order #${order.number}`;
    const isEnded = ['delivered', 'failed', 'reversed', 'expired', 'cancelled'].includes(order.state);
    demand(isEnded || order.state === 'needs_review', () => `${name} came to no end: it is ${order.state}`);
    demand(
      order.nextActionAt === undefined && order.tellAt === undefined,
      () => `${name} is ${order.state} and ${order.nextAction ?? 'telling'} is still due`,
    );
    checkEndTold(order, name);
    demand(
      (order.state !== 'needs_review' && order.review === undefined) ||
        alarms.some((alarm) => alarm.kind === 'review' && numberOf(alarm) === order.number),
      () => `${name} is in review (${order.review ?? 'no reason'}) and no operator was called`,
    );
    checkTruth(order, name);
  }

  function checkEndTold(order: OrderAsStored, name: string): void {
    if (!['delivered', 'failed', 'reversed', 'needs_review'].includes(order.state)) return;
    if (unreachable.includes(order.chatId)) return;
    const told = endings.filter(({ refId }) => refId === order.refId);
    demand(
      told.some(({ state }) => state === order.state),
      () =>
        `${name} is ${order.state}, and its reseller heard ${told.map(({ state }) => state).join(', ') || 'nothing'}`,
    );
  }

  function checkTruth(order: OrderAsStored, name: string): void {
    const [transaction] = supplier.transactions.get(order.refId) ?? [];
    const said = supplier.said(order.refId);
    const isDeclared = witness.declared.has(order.refId);
    if (transaction === undefined) {
      demand(order.state !== 'delivered' || isDeclared, () => `${name} is delivered and was never bought`);
      return;
    }
    const truth = supplier.statusOf(transaction);
    const isCalled =
      order.review !== undefined ||
      alarms.some((alarm) => numberOf(alarm) === order.number && alarm.kind !== 'cost_differs');
    demand(
      order.state !== 'failed' ||
        truth !== 'success' ||
        said.some(({ kind }) => kind === 'rejected') ||
        isDeclared,
      () => `${name} failed, was delivered, and the supplier never said otherwise`,
    );
    demand(
      order.state !== 'needs_review' || truth === 'pending' || transaction.course.length > 1 || isCalled,
      () => `${name} is in review although the supplier ended it: ${truth}`,
    );
    // What was said last by status calls, unless the history said something else meanwhile.
    const last = said.at(-1);
    const lastStatus = said.findLast(({ by }) => by === 'detail');
    if (last === undefined || lastStatus === undefined || last.kind !== lastStatus.kind || isDeclared) return;
    const agrees =
      last.kind === 'delivered'
        ? order.state === 'delivered'
        : order.state === 'failed' || order.state === 'reversed';
    demand(
      agrees || order.state === 'needs_review' || isCalled,
      () => `${name} is ${order.state}, the supplier said ${last.kind} last, and nobody was called`,
    );
  }
}
