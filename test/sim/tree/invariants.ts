import type { Snapshot } from '../database.ts';
import { isHeldAccount } from '../database.ts';
import { checkOrders, demand } from '../invariants.ts';
import type { TreeSnapshot } from './database.ts';
import type { Model } from './model.ts';
import type { Commission } from './model-sales.ts';

/** Accounts of the house. */
const SUPPLIER = 1;
const MARGIN = 2;
const EQUITY = 3;

/** The books against themselves and against the model. @throws {ViolationError} */
export function checkTree(snapshot: Snapshot, tree: TreeSnapshot, model: Model): void {
  const { accounts, total, unbalanced } = snapshot;
  demand(total === 0, () => `all entries together are ${total}, not zero`);
  demand(unbalanced.length === 0, () => `transactions that do not sum to zero: ${unbalanced.join(', ')}`);
  for (const { id, resellerId, balance, total: booked, isHeld } of accounts) {
    demand(balance >= 0, () => `account ${id} is below zero: ${balance}`);
    demand(balance === booked, () => `account ${id} has ${balance}, its entries ${booked}`);
    const person = model.people.get(resellerId);
    const expected = isHeld ? person?.held : person?.available;
    demand(
      balance === expected,
      () =>
        `reseller ${resellerId} has ${balance} ${isHeld ? 'held' : 'available'}, by what was answered ${expected}`,
    );
  }
  checkOrders(snapshot.orders);
  checkHouse(tree, model);
  checkCommissions(tree, model);
  for (const transaction of tree.transactions.slice(tree.known)) checkPostings(transaction, model);
  checkPeople(tree, model);
  checkTickets(tree, model);
  checkTransfers(tree, model);
  checkWhole(snapshot, tree);
}

function checkHouse({ totals }: TreeSnapshot, { house }: Model): void {
  const accounts = { supplier: SUPPLIER, margin: MARGIN, equity: EQUITY } as const;
  for (const name of ['supplier', 'margin', 'equity'] as const) {
    const found = totals.get(accounts[name]) ?? 0;
    demand(
      found === house[name],
      () => `the account of ${name} has ${found}, by what was answered ${house[name]}`,
    );
  }
}

/** What was earned on sales that stand is what was paid and what is owed. */
function checkCommissions({ totals, transactions }: TreeSnapshot, { house, sales }: Model): void {
  const earned = new Map<number, number>();
  for (const { state, commissions } of sales.orders.values())
    if (state === 'delivered')
      for (const { resellerId, amount } of commissions)
        earned.set(resellerId, (earned.get(resellerId) ?? 0) + amount);
  const paid = new Map<number, number>();
  for (const { reason, entries } of transactions)
    for (const { accountId, amount } of reason === 'commission' ? entries : [])
      if (accountId < 0) paid.set(-accountId, (paid.get(-accountId) ?? 0) - amount);
  for (const id of new Set([...earned.keys(), ...house.owed.keys(), ...paid.keys()])) {
    const owed = totals.get(-id) ?? 0;
    demand(
      owed === (house.owed.get(id) ?? 0),
      () => `reseller ${id} is owed ${owed}, by what was answered ${house.owed.get(id)}`,
    );
    demand(
      (earned.get(id) ?? 0) === owed + (paid.get(id) ?? 0),
      () => `reseller ${id} earned ${earned.get(id)}, was paid ${paid.get(id)} and is owed ${owed}`,
    );
  }
}

/** A sale is its cost, the margin and exactly what each upline earns; given back, the same again the other way round. */
function checkPostings(
  { key, reason, refId, entries }: TreeSnapshot['transactions'][number],
  { sales }: Model,
): void {
  if (reason !== 'capture' && reason !== 'late_capture' && reason !== 'reversal') return;
  const sale = sales.orders.get(refId ?? '');
  demand(sale !== undefined, () => `${key} is of no order`);
  const sign = reason === 'reversal' ? -1 : 1;
  const earned = sale.commissions.reduce((all, { amount }) => all + amount, 0);
  const house = new Map([
    [SUPPLIER, sign * sale.cost],
    [MARGIN, sign * (sale.price - sale.cost - earned)],
    ...sale.commissions.map(({ resellerId, amount }) => [-resellerId, sign * amount] as const),
  ]);
  const others = entries.filter(({ accountId }) => !house.has(accountId));
  for (const [accountId, amount] of house) {
    const found = entries.filter((entry) => entry.accountId === accountId);
    demand(
      found.length === (amount === 0 ? 0 : 1) && (found[0]?.amount ?? 0) === amount,
      () => `${key} posts ${found.map((entry) => entry.amount).join(' and ')} to ${accountId}, not ${amount}`,
    );
  }
  demand(
    others.length === 1 &&
      others[0]?.amount === -sign * sale.price &&
      isHeldAccount(others[0].accountId) === (reason === 'capture'),
    () => `${key} posts ${JSON.stringify(others)} for a price of ${sale.price}`,
  );
}

/** Each commission is more than nothing and part of the price, so nobody pays less than the one above him would. */
function checkPeople({ resellers, commissions }: TreeSnapshot, { people, sales }: Model): void {
  for (const { id, uplineId, isBlocked, isOff } of resellers) {
    const person = people.get(id);
    demand(
      person?.uplineId === (uplineId ?? undefined) &&
        person?.isBlocked === isBlocked &&
        person.isOff === isOff,
      () =>
        `reseller ${id} is ${JSON.stringify({ uplineId, isBlocked, isOff })}, not ${JSON.stringify(person)}`,
    );
  }
  for (const [refId, stored] of commissions) {
    const sale = sales.orders.get(refId);
    demand(sale !== undefined, () => `order ${refId} was quoted by nobody`);
    const print = (list: readonly Commission[]) => JSON.stringify(list.map((c) => [c.resellerId, c.amount]));
    const found = stored.map(({ reseller, amount }) => ({ resellerId: reseller, amount }));
    demand(
      print(found) === print(sale.commissions) && found.every(({ amount }) => amount > 0),
      () =>
        `order ${refId} has the commissions ${print(found)}, it was quoted with ${print(sale.commissions)}`,
    );
  }
}

function checkTickets({ tickets, transactions }: TreeSnapshot, model: Model): void {
  const open = new Set<number>();
  const booked = new Map<number, number[]>();
  for (const { key, entries } of transactions) {
    const id = /^ticket:(\d+)/.exec(key)?.[1];
    if (id !== undefined)
      booked.set(Number(id), [
        ...(booked.get(Number(id)) ?? []),
        ...entries.flatMap(({ accountId, amount }) => (accountId === EQUITY ? [-amount] : [])),
      ]);
  }
  demand(
    tickets.length === model.tickets.size,
    () => `there are ${tickets.length} tickets, not ${model.tickets.size}`,
  );
  for (const { id, resellerId, total, state } of tickets) {
    const known = model.tickets.get(id);
    demand(
      known?.state === state && known.total === total && known.resellerId === resellerId,
      () =>
        `ticket #${id} of reseller ${resellerId} is ${state} over ${total}, by what was answered ${JSON.stringify(known)}`,
    );
    const bookings = booked.get(id) ?? [];
    booked.delete(id);
    demand(
      JSON.stringify(bookings) === (state === 'accepted' ? `[${total}]` : '[]'),
      () =>
        `ticket #${id} is ${state} over ${total} and is booked with ${bookings.join(' and ') || 'nothing'}`,
    );
    if (state !== 'open') continue;
    demand(!open.has(total), () => `two open tickets ask for ${total}`);
    open.add(total);
  }
  demand(booked.size === 0, () => `booked for tickets that are not there: ${[...booked.keys()].join(', ')}`);
}

/** Written down, booked and answered are one; nobody takes back more than he sent. */
function checkTransfers({ transfers, transactions }: TreeSnapshot, { moves }: Model): void {
  const booked = transactions.filter(({ reason }) => reason === 'transfer' || reason === 'take_back');
  demand(
    transfers.length === moves.size && booked.length === moves.size,
    () =>
      `${transfers.length} transfers are written down, ${booked.length} booked and ${moves.size} were answered`,
  );
  const left = new Map<string, number>();
  for (const { key, kind, uplineId, downlineId, amount } of transfers) {
    const move = moves.get(key);
    demand(
      move?.kind === kind &&
        move.uplineId === uplineId &&
        move.downlineId === downlineId &&
        move.amount === amount,
      () => `${key} is not what was answered`,
    );
    const pair = `${uplineId} ${downlineId}`;
    left.set(pair, (left.get(pair) ?? 0) + (kind === 'transfer' ? amount : -amount));
  }
  for (const [pair, sum] of left)
    demand(sum >= 0, () => `more was taken back than sent between ${pair}: ${sum}`);
}

/** What came in is what is there: with resellers, owed to uplines, spent on what was sold, and earned. */
function checkWhole({ accounts, orders, deposits }: Snapshot, { totals, commissions }: TreeSnapshot): void {
  const cameIn = deposits.reduce((all, { amount }) => all + amount, 0);
  const withResellers = accounts.reduce((all, { balance }) => all + balance, 0);
  const owed = [...totals].reduce((all, [id, sum]) => all + (id < 0 ? sum : 0), 0);
  const sold = orders.reduce((all, { refId, state, price }) => {
    if (state !== 'delivered') return all;
    const earned = (commissions.get(refId) ?? []).reduce((sum, { amount }) => sum + amount, 0);
    return all + price - earned;
  }, 0);
  demand(
    cameIn === withResellers + owed + sold,
    () => `${cameIn} came in; ${withResellers} is with resellers, ${owed} owed and ${sold} sold`,
  );
}

/** Faults have ended and everything had its time. @throws {ViolationError} */
export function checkTreeRest(tree: TreeSnapshot, model: Model): void {
  for (const ticket of tree.tickets) {
    demand(ticket.state !== 'open', () => `ticket #${ticket.id} is open for ever`);
    demand(
      ticket.state !== 'expired' || ticket.expiryToldAt !== null,
      () => `ticket #${ticket.id} ran out and nobody was told`,
    );
  }
  for (const [id, owed] of model.house.owed) {
    const available = model.people.get(id)?.available ?? 0;
    demand(
      owed === 0 || (owed < 0 && available === 0),
      () => `reseller ${id} is owed ${owed} at rest, and has ${available}`,
    );
  }
}
