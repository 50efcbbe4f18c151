import { setTimeout as realPause } from 'node:timers/promises';
import { decideAfterSubmit } from '../domain/order/decide.ts';
import type { SupplierOutcome } from '../domain/order/outcome.ts';
import { type ApplyDeps, applyDecision } from './apply-decision.ts';
import type { ClaimedOrder, Orders } from './orders.ts';
import type { Evidence, Supplier } from './supplier.ts';

/**
 * How long a claimed order is left alone before it is looked for: longer than a purchase takes, short enough that a customer still
 * waits after a crash. Should the first worker still be sending then, the second only reads.
 */
export const SUBMIT_LEASE_MS = 60_000;
/** A worker that was paused after its claim must not send any more: sending takes at most the rest of the lease. */
const SEND_WITHIN_MS = 25_000;
const WRITE_TRIES = 3;
const WRITE_PAUSE_MS = 250;

export type SubmitDeps = ApplyDeps & {
  orders: ApplyDeps['orders'] & Pick<Orders, 'claim'>;
  supplier: Pick<Supplier, 'buy'>;
  /** Supplier codes that say our own balance there is too low. */
  isSupplierBalanceLow: (code: string) => boolean;
  /** Waits so many milliseconds before something is written once more. Default: in real time. */
  pause?: (ms: number) => Promise<void>;
};

/** Hands out up to `limit` orders that are due to be sent. `submitted` is committed when this resolves. */
export function claimSubmits(
  deps: Pick<SubmitDeps, 'orders' | 'now'>,
  limit: number,
): Promise<ClaimedOrder[]> {
  return deps.orders.claim(['submit'], deps.now(), limit, SUBMIT_LEASE_MS);
}

/** Sends one claimed order and writes down what came of it. Not to be called twice for one claim. */
export async function submitOrder(deps: SubmitDeps, claimed: ClaimedOrder): Promise<void> {
  const { order, progress } = claimed;
  deps.onState?.('submitted', order.productCode);
  const claimedAt = claimed.sentAt ?? deps.now();
  const outcome = await deps.supplier.buy({
    refId: order.refId,
    productCode: order.productCode,
    destination: order.destination,
    cost: order.cost,
    price: order.price,
    notAfter: new Date(claimedAt.getTime() + SEND_WITHIN_MS),
    ...(order.amount === undefined ? {} : { openAmount: order.amount }),
    ...(order.msisdn === undefined ? {} : { msisdn: order.msisdn }),
  });
  const decision = decideAfterSubmit(progress, outcome, deps.now());
  await written(() => applyDecision(deps, claimed, decision), deps.pause);
  await remark(deps, claimed, outcome);
}

/** What the supplier said of a sending it says once: it is not given up because the database stumbled. Writing twice changes nothing. */
async function written(
  write: () => Promise<void>,
  pause: (ms: number) => Promise<void> = realPause,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (tries >= WRITE_TRIES) throw error;
      await pause(WRITE_PAUSE_MS * tries);
    }
  }
}

/** Keeps every answer to a sending, word for word, and calls a person where only he can help. */
async function remark(
  deps: SubmitDeps,
  { order, attempt }: ClaimedOrder,
  outcome: SupplierOutcome & Evidence,
): Promise<void> {
  await deps.orders.note(
    order.refId,
    `buy_${outcome.kind}`,
    {
      attempt,
      ...('code' in outcome ? { code: outcome.code } : {}),
      ...('detail' in outcome ? { detail: outcome.detail } : {}),
      ...(outcome.answer === undefined ? {} : { answer: outcome.answer }),
    },
    deps.now(),
  );
  if (outcome.kind === 'misconfigured') {
    await deps.alarms.raise({ kind: 'misconfigured', code: outcome.code, detail: outcome.detail });
  }
  if (outcome.kind === 'rejected' && deps.isSupplierBalanceLow(outcome.code)) {
    // Sales go on: what costs less than the balance still sells, and what is refused gives its money back within the second.
    await deps.alarms.raise({ kind: 'supplier_balance_low' });
  }
}
