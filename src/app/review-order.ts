import { CHECK_LEASE_MS, type CheckDeps, checkOrders } from './check-orders.ts';
import type { Orders, ReviewCase } from './orders.ts';
import { SUBMIT_LEASE_MS } from './submit-orders.ts';

/** Events shown of one order: what is older says less and less of how it stands. */
export const MOST_EVENTS = 12;

export type ReviewDeps = Omit<CheckDeps, 'orders'> & {
  orders: CheckDeps['orders'] & Pick<Orders, 'claimOne' | 'findCase'>;
};

/** An order with all that is known of it. `undefined`: nobody has confirmed an order of this number. */
export function findCase(
  deps: { orders: Pick<Orders, 'findCase'> },
  number: number,
): Promise<ReviewCase | undefined> {
  return deps.orders.findCase(number, MOST_EVENTS);
}

export type Rechecked = {
  /** False: it is being sent, was just asked about, or was never sent; how it stands is known without asking. */
  isAsked: boolean;
  about: ReviewCase;
};

/**
 * [Cek ulang]: asks the supplier about this one order now and settles it the way every answer does. Twice, or by two at once: whoever
 * asked last writes. `actorId` is kept beside what came of it. `undefined`: there is no such order.
 */
export async function recheckOrder(
  deps: ReviewDeps,
  number: number,
  actorId: number,
): Promise<Rechecked | undefined> {
  const before = await findCase(deps, number);
  if (before === undefined) return undefined;
  const { refId } = before.order;
  const claimed = await deps.orders.claimOne(refId, SUBMIT_LEASE_MS, deps.now(), CHECK_LEASE_MS);
  if (claimed === undefined) return { isAsked: false, about: before };
  const heard: string[] = [];
  await checkOrders({ ...deps, supplier: listening(deps.supplier, heard), mayAsk: () => true }, [claimed]);
  const answer = [...new Set(heard)].join('; ');
  await deps.orders.note(refId, 'rechecked', { by: actorId, answer }, deps.now());
  return { isAsked: true, about: (await findCase(deps, number)) ?? before };
}

/** The same supplier, with a word about each of its answers in `heard`. */
function listening(supplier: CheckDeps['supplier'], heard: string[]): CheckDeps['supplier'] {
  return {
    async detail(supplierRef) {
      const answer = await supplier.detail(supplierRef);
      heard.push(answer.kind === 'found' ? `status ${answer.transaction.status}` : `status ${answer.kind}`);
      return answer;
    },
    async history(query) {
      const answer = await supplier.history(query);
      heard.push(answer.kind === 'page' ? 'history read' : 'history unreadable');
      return answer;
    },
  };
}
