import { type Rupiah, rupiah } from '../domain/money.ts';
import type { Catalog } from './catalog.ts';
import type { OperatorAction, OperatorActions, OperatorMoney } from './operator-actions.ts';
import type { Pins } from './pin.ts';

export type PerformDeps = {
  actions: Pick<OperatorActions, 'take' | 'done' | 'refused'>;
  money: OperatorMoney;
  catalog: Pick<Catalog, 'setMarkup' | 'setGlobalMarkup'>;
  pins: Pick<Pins, 'reset'>;
  now: () => Date;
};

export type Performed =
  /** `balance`: the reseller's available balance after a movement of money. */
  | { kind: 'performed'; action: OperatorAction; balance: Rupiah | undefined }
  /** Nothing was changed. */
  | { kind: 'would_fall_below_zero'; action: OperatorAction }
  | { kind: 'no_such_product'; action: OperatorAction }
  /** It was done before, or it is too late, or it is not his. */
  | { kind: 'done' | 'cancelled' | 'expired' | 'not_yours' | 'unknown' };

/**
 * [Ya] under something an operator asked for. Money is booked under the key of that very question, so that pressing again, or a
 * crash before it is marked as done, books nothing twice.
 */
export async function performAction(deps: PerformDeps, token: string, actorId: number): Promise<Performed> {
  const now = deps.now();
  const taken = await deps.actions.take(token, actorId, now);
  if (taken.kind !== 'do') return taken;
  const performed = await perform(deps, taken.action, `action:${token}`, actorId, now);
  if (performed.kind === 'performed') await deps.actions.done(token);
  else await deps.actions.refused(token);
  return performed;
}

async function perform(
  deps: PerformDeps,
  action: OperatorAction,
  key: string,
  actorId: number,
  now: Date,
): Promise<Performed> {
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
    case 'global_markup':
      await deps.catalog.setGlobalMarkup(rupiah(action.markup), actorId, now);
      return { kind: 'performed', action, balance: undefined };
    case 'reset_pin':
      await deps.pins.reset(action.resellerId, actorId);
      return { kind: 'performed', action, balance: undefined };
    case 'product_markup': {
      const markup = action.markup === null ? undefined : rupiah(action.markup);
      const isThere = await deps.catalog.setMarkup(action.code, markup, actorId, now);
      return isThere
        ? { kind: 'performed', action, balance: undefined }
        : { kind: 'no_such_product', action };
    }
    default: {
      const unhandled: never = action;
      throw new Error(`unhandled action: ${JSON.stringify(unhandled)}`);
    }
  }
}
