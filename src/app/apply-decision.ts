import type { Rupiah } from '../domain/money.ts';
import type { Decision } from '../domain/order/decide.ts';
import { type Order, orderLabel } from '../domain/order/order.ts';
import type { Alarms } from './alarms.ts';
import type { ClaimedOrder, Orders, SettleVerdict } from './orders.ts';

export type ApplyDeps = {
  orders: Pick<
    Orders,
    'proceed' | 'review' | 'rest' | 'settle' | 'addSn' | 'reverse' | 'captureLate' | 'dispute' | 'note'
  >;
  alarms: Alarms;
  now: () => Date;
  /** Called once for each state an order newly enters, for the metrics. */
  onState?: (state: Order['state'], productCode: string) => void;
};

/**
 * Writes down what was decided for an order this worker has claimed. Applied twice, or by a worker whose claim is old, it
 * changes nothing the second time.
 */
export async function applyDecision(
  deps: ApplyDeps,
  claimed: ClaimedOrder,
  decision: Decision,
): Promise<void> {
  const { order, attempt } = claimed;
  const { refId } = order;
  const now = deps.now();
  const after = (ms: number) => new Date(now.getTime() + ms);
  switch (decision.do) {
    case 'settle_delivered': {
      // Before it is booked: afterwards a crash would let nobody hear of it.
      if (isOpen(order)) await compareCost(deps, order, decision.booked);
      // The truth about the order, whoever has claimed it meanwhile.
      const verdict = await deps.orders.settle(
        refId,
        undefined,
        {
          state: 'delivered',
          supplierRef: decision.supplierRef,
          sn: decision.sn,
          costBooked: decision.booked,
          checkAt: decision.checkAfterMs === undefined ? undefined : after(decision.checkAfterMs),
        },
        now,
      );
      // A person has said so meanwhile, or another answer, and neither may have known it. Where one is, it stays.
      if (verdict === 'same' && decision.sn !== undefined) await deps.orders.addSn(refId, decision.sn, now);
      await settled(deps, order, 'delivered', verdict, now);
      return;
    }
    case 'settle_failed': {
      const { failure, supplierRef } = decision;
      const verdict = await deps.orders.settle(
        refId,
        attempt,
        { state: 'failed', supplierRef, failure },
        now,
      );
      await settled(deps, order, 'failed', verdict, now);
      return;
    }
    case 'poll':
      if (decision.denied) {
        const answer = order.state === 'failed' ? 'delivered' : 'failed';
        await deps.orders.note(refId, 'contradiction', { answer }, now);
        await contradiction(deps, order, order.state, answer);
      }
      await deps.orders.proceed(refId, attempt, {
        action: 'poll',
        at: after(decision.afterMs),
        supplierRef: decision.supplierRef,
        wasDenied: decision.denied ?? false,
        wasConfirmed: decision.confirmed ?? false,
      });
      return;
    case 'look':
      await deps.orders.proceed(refId, attempt, {
        action: 'look',
        at: after(decision.afterMs),
        wasAbsent: decision.absent,
      });
      return;
    case 'submit':
      await deps.orders.proceed(refId, attempt, {
        action: 'submit',
        at: after(decision.afterMs),
        wasNotReached: !decision.reached,
      });
      return;
    case 'review': {
      const lookAt = decision.lookAfterMs === undefined ? undefined : after(decision.lookAfterMs);
      if (await deps.orders.review(refId, attempt, now, decision.why, lookAt)) {
        deps.onState?.('needs_review', order.productCode);
      }
      return;
    }
    case 'add_sn':
      await deps.orders.addSn(refId, decision.sn, now);
      return;
    case 'reverse':
      await contradiction(deps, order, 'delivered', 'failed');
      // Refused, it was decided otherwise meanwhile: it stays due under this claim and is asked about again.
      if ((await deps.orders.reverse(refId, decision.failure, now)) === 'reversed') {
        deps.onState?.('reversed', order.productCode);
      }
      return;
    case 'capture_late': {
      await compareCost(deps, order, decision.booked);
      // The operator hears of it with the telling, whatever came of it.
      const verdict = await deps.orders.captureLate(
        refId,
        {
          supplierRef: decision.supplierRef,
          sn: decision.sn,
          costBooked: decision.booked,
          checkAt: decision.checkAfterMs === undefined ? undefined : after(decision.checkAfterMs),
        },
        now,
      );
      if (verdict === 'captured') deps.onState?.('delivered', order.productCode);
      return;
    }
    case 'dispute':
      if (!(await deps.orders.dispute(refId, decision.why, decision.answer, now))) {
        await deps.orders.rest(refId, attempt, claimed.leaseUntil);
      }
      return;
    case 'alarm':
      await deps.orders.note(refId, 'contradiction', { why: decision.why }, now);
      await contradiction(deps, order, order.state, decision.why);
      await deps.orders.rest(refId, attempt, claimed.leaseUntil);
      return;
    case 'rest':
      await deps.orders.rest(refId, attempt, claimed.leaseUntil);
      return;
    default: {
      const unhandled: never = decision;
      throw new Error(`unhandled decision: ${JSON.stringify(unhandled)}`);
    }
  }
}

async function compareCost(deps: ApplyDeps, order: Order, booked: Rupiah | undefined): Promise<void> {
  if (booked === undefined || booked === order.cost) return;
  await deps.alarms.raise({
    kind: 'cost_differs',
    number: order.number,
    label: orderLabel(order),
    expected: order.cost,
    booked,
  });
}

function isOpen(order: Order): boolean {
  return order.state === 'submitted' || order.state === 'needs_review';
}

async function settled(
  deps: ApplyDeps,
  order: Order,
  state: 'delivered' | 'failed',
  verdict: SettleVerdict,
  now: Date,
): Promise<void> {
  if (verdict === 'settled') deps.onState?.(state, order.productCode);
  if (verdict === 'contradicts') {
    // Somebody else settled it otherwise between our reading and our writing. It is due to be asked about as what it is now.
    await deps.orders.note(order.refId, 'contradiction', { answer: state }, now);
    await contradiction(deps, order, order.state, state);
  }
}

function contradiction(deps: ApplyDeps, order: Order, state: string, answer: string): Promise<void> {
  return deps.alarms.raise({
    kind: 'contradiction',
    number: order.number,
    label: orderLabel(order),
    state,
    answer,
  });
}
