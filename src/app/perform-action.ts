import type { WordFault } from '../domain/command/own-words.ts';
import { isMeaning } from '../domain/command/words.ts';
import { type Rupiah, rupiah } from '../domain/money.ts';
import type { Order } from '../domain/order/order.ts';
import { loosens, needsSecond } from '../domain/two-person.ts';
import type { Catalog } from './catalog.ts';
import type { CommandWords } from './command-words.ts';
import type {
  ActionOver,
  OperatorAction,
  OperatorActions,
  OperatorMoney,
  TakenAction,
  TwoPersonLimit,
} from './operator-actions.ts';
import type { DeclareVerdict, Orders } from './orders.ts';
import type { Pins } from './pin.ts';
import type { PrefixTable } from './prefix-table.ts';
import type { Resellers } from './resellers.ts';
import type { BankAccounts, Ticket, Tickets } from './tickets.ts';

export type PerformDeps = {
  actions: Pick<OperatorActions, 'find' | 'take' | 'approve' | 'done' | 'refused'>;
  money: OperatorMoney;
  orders: Pick<Orders, 'declare' | 'findCase'>;
  catalog: Pick<Catalog, 'setMarkup' | 'setGlobalMarkup' | 'find'>;
  pins: Pick<Pins, 'reset'>;
  resellers: Pick<Resellers, 'setState'>;
  prefixes: Pick<PrefixTable, 'set'>;
  commandWords: Pick<CommandWords, 'change'>;
  twoPersonLimit: TwoPersonLimit;
  tickets: Pick<Tickets, 'accept' | 'reject'>;
  banks: Pick<BankAccounts, 'set'>;
  /** All operators there are; of one alone nobody is asked to approve. */
  operators: ReadonlySet<number>;
  now: () => Date;
  /** Called once for each state an order newly enters, for the metrics. */
  onState?: (state: Order['state'], productCode: string) => void;
};

/** The same for whoever books it, so that two operators book it once. */
const OPENING = 'supplier:opening';

/** How long a second operator may take. */
const WAIT_MS = 60 * 60_000;

export type Performed =
  /** `balance`: the reseller's available balance after a movement of money. */
  | ({ kind: 'performed'; action: OperatorAction; balance: Rupiah | undefined } & By)
  /** Nothing was changed. `already_so`: another operator had done the same. */
  | ({
      kind: 'would_fall_below_zero' | 'no_such_product' | 'opening_known' | 'already_so' | 'needs_second';
      action: OperatorAction;
    } & By)
  | ({
      kind: 'not_declared';
      action: OperatorAction;
      verdict: Exclude<DeclareVerdict, { kind: 'declared' }>;
    } & By)
  /** The words or products are others than when it was asked. */
  | ({ kind: 'word_refused'; action: OperatorAction; fault: WordFault } & By)
  /** The ticket had been decided otherwise. */
  | ({ kind: 'ticket_over'; action: OperatorAction; ticket: Ticket } & By);

/** Who asked, and who approved where that was needed. */
type By = { askerId: number; secondId: number | undefined };

export type Pressed =
  | Performed
  /** Nothing is done before a second operator approves. */
  | Extract<TakenAction, { kind: 'waiting' }>
  /** It was done before, or it is too late, or it is not his. */
  | { kind: ActionOver };

/** Tells whom it concerns. Called again after a crash. */
export type Tell = (performed: Performed) => Promise<void>;

/** Whether one operator alone may not do this, as things stand now. */
export async function isForTwo(
  deps: Pick<PerformDeps, 'twoPersonLimit' | 'operators'>,
  action: OperatorAction,
): Promise<boolean> {
  if (deps.operators.size < 2) return false;
  switch (action.kind) {
    case 'deposit':
    case 'correction':
    case 'supplier_topup':
    case 'accept_ticket':
      return needsSecond(action.amount, await deps.twoPersonLimit.get());
    case 'two_person_limit':
      return loosens(await deps.twoPersonLimit.get(), rupiah(action.limit));
    case 'global_markup':
    case 'product_markup':
    case 'reset_pin':
    case 'declare_delivered':
    case 'declare_failed':
    case 'block_reseller':
    case 'unblock_reseller':
    case 'reject_ticket':
    case 'prefix':
    case 'command_word':
      return false;
    // Whoever names them gets all that resellers transfer.
    case 'bank_accounts':
      return true;
    default: {
      const unhandled: never = action;
      throw new Error(`unhandled action: ${JSON.stringify(unhandled)}`);
    }
  }
}

/**
 * [Ya] under something an operator asked for. Money is booked under the key of that very question, so that pressing again, or a
 * crash before it is marked as done, books nothing twice. What has such a key is told before it is marked, and again after a crash.
 */
export async function performAction(
  deps: PerformDeps,
  token: string,
  actorId: number,
  tell: Tell = async () => {},
): Promise<Pressed> {
  const now = deps.now();
  const action = await deps.actions.find(token);
  if (action === undefined) return { kind: 'unknown' };
  const waitUntil = (await isForTwo(deps, action)) ? new Date(now.getTime() + WAIT_MS) : undefined;
  return finish(deps, await deps.actions.take(token, actorId, now, waitUntil), now, tell);
}

/**
 * [Setujui], by another operator than who asked. Booked under the same key, by the one who asked; that this one approved is in the
 * audit log. Pressed again, by several at once, or after a crash: as with `performAction`.
 */
export async function approveAction(
  deps: PerformDeps,
  token: string,
  secondId: number,
  tell: Tell = async () => {},
): Promise<Pressed> {
  const now = deps.now();
  return finish(deps, await deps.actions.approve(token, secondId, [...deps.operators], now), now, tell);
}

async function finish(deps: PerformDeps, taken: TakenAction, now: Date, tell: Tell): Promise<Pressed> {
  if (taken.kind !== 'do') return taken;
  const { token, action, askerId, secondId } = taken;
  const by = { askerId, secondId };
  const performed = { ...(await perform(deps, action, `action:${token}`, by, now)), ...by };
  const close = () => deps.actions[performed.kind === 'performed' ? 'done' : 'refused'](token);
  if (hasKey(action)) {
    await tell(performed);
    await close();
  } else {
    await close();
    await tell(performed);
  }
  return performed;
}

/** Done again it changes nothing, whatever happened since. The others are not done twice for the sake of telling it. */
function hasKey({ kind }: OperatorAction): boolean {
  return kind !== 'global_markup' && kind !== 'product_markup' && kind !== 'reset_pin' && kind !== 'prefix';
}

/** Events among which the one of a moment ago is. */
const NEWEST_EVENTS = 5;

/** The same key says `declared` again, and some declarations change no state: that it was changed just now stands in its events. */
async function countDeclared(deps: PerformDeps, number: number, now: Date): Promise<void> {
  if (deps.onState === undefined) return;
  // It is declared, whether or not it can be counted.
  const about = await deps.orders.findCase(number, NEWEST_EVENTS).catch(() => undefined);
  const isNew = about?.events.some(({ at, kind }) => kind === 'declared' && at.getTime() === now.getTime());
  if (about !== undefined && isNew) deps.onState(about.order.state, about.order.productCode);
}

type Result = Performed extends infer P ? (P extends By ? Omit<P, keyof By> : never) : never;

async function perform(
  deps: PerformDeps,
  action: OperatorAction,
  key: string,
  { askerId: actorId, secondId }: By,
  now: Date,
): Promise<Result> {
  switch (action.kind) {
    case 'deposit': {
      const balance = await deps.money.deposit(
        key,
        action.resellerId,
        action.amount,
        action.note,
        actorId,
        now,
      );
      return { kind: 'performed', action, balance: rupiah(balance) };
    }
    case 'correction': {
      const balance = await deps.money.correct(
        key,
        action.resellerId,
        action.amount,
        action.reason,
        actorId,
        now,
      );
      return balance === undefined
        ? { kind: 'would_fall_below_zero', action }
        : { kind: 'performed', action, balance: rupiah(balance) };
    }
    case 'supplier_topup': {
      const { amount, note, isOpening } = action;
      const booked = await deps.money.topUpSupplier(isOpening ? OPENING : key, amount, note, actorId, now);
      return booked === amount
        ? { kind: 'performed', action, balance: undefined }
        : { kind: 'opening_known', action };
    }
    case 'global_markup':
      await deps.catalog.setGlobalMarkup(rupiah(action.markup), actorId, now);
      return { kind: 'performed', action, balance: undefined };
    case 'reset_pin':
      return (await deps.pins.reset(action.resellerId, { key, actorId, requestId: action.requestId }))
        ? { kind: 'performed', action, balance: undefined }
        : { kind: 'already_so', action };
    case 'declare_delivered':
    case 'declare_failed': {
      const { refId } = action;
      const says =
        action.kind === 'declare_delivered'
          ? { state: 'delivered' as const, sn: action.sn }
          : { state: 'failed' as const, reason: action.reason };
      const verdict = await deps.orders.declare({ key, refId, actorId, ...says }, now);
      if (verdict.kind === 'declared') await countDeclared(deps, action.number, now);
      return verdict.kind === 'declared'
        ? { kind: 'performed', action, balance: undefined }
        : { kind: 'not_declared', action, verdict };
    }
    case 'block_reseller':
    case 'unblock_reseller': {
      const { resellerId } = action;
      const isChanged = await deps.resellers.setState(
        action.kind === 'block_reseller'
          ? { key, resellerId, actorId, state: 'blocked', reason: action.reason }
          : { key, resellerId, actorId, state: 'active', reason: '' },
        now,
      );
      return isChanged ? { kind: 'performed', action, balance: undefined } : { kind: 'already_so', action };
    }
    case 'prefix': {
      const { prefix, operator } = action;
      await deps.prefixes.set({ prefix, operator: operator ?? undefined, actorId }, now);
      return { kind: 'performed', action, balance: undefined };
    }
    case 'command_word': {
      const { word } = action;
      // Another version may have asked, which knew other meanings.
      const meaning = action.meaning ?? undefined;
      if (meaning !== undefined && !isMeaning(meaning))
        return { kind: 'word_refused', action, fault: 'bad_word' };
      const codes = new Set((await deps.catalog.find(word)) === undefined ? [] : [word]);
      const changed = await deps.commandWords.change({ word, meaning, key, actorId }, codes);
      return changed.kind === 'changed'
        ? { kind: 'performed', action, balance: undefined }
        : { kind: 'word_refused', action, fault: changed.fault };
    }
    case 'two_person_limit': {
      // Somebody may have tightened it since [Ya] was pressed: then this would loosen it.
      const mayLoosen = secondId !== undefined || deps.operators.size < 2;
      const isSet = await deps.twoPersonLimit.set(
        { key, limit: rupiah(action.limit), mayLoosen, actorId },
        now,
      );
      return isSet ? { kind: 'performed', action, balance: undefined } : { kind: 'needs_second', action };
    }
    case 'product_markup': {
      const markup = action.markup === null ? undefined : rupiah(action.markup);
      const isThere = await deps.catalog.setMarkup(action.code, markup, actorId, now);
      return isThere
        ? { kind: 'performed', action, balance: undefined }
        : { kind: 'no_such_product', action };
    }
    case 'accept_ticket': {
      const accepted = await deps.tickets.accept({ key, ticketId: action.ticketId, actorId }, now);
      return accepted.kind === 'accepted'
        ? { kind: 'performed', action, balance: accepted.balance }
        : { kind: 'ticket_over', action, ticket: accepted.ticket };
    }
    case 'reject_ticket': {
      const { ticketId, reason } = action;
      const rejected = await deps.tickets.reject({ key, ticketId, reason, actorId }, now);
      return rejected.kind === 'rejected'
        ? { kind: 'performed', action, balance: undefined }
        : { kind: 'ticket_over', action, ticket: rejected.ticket };
    }
    case 'bank_accounts':
      await deps.banks.set({ key, accounts: action.accounts, actorId }, now);
      return { kind: 'performed', action, balance: undefined };
    default: {
      const unhandled: never = action;
      throw new Error(`unhandled action: ${JSON.stringify(unhandled)}`);
    }
  }
}
