import { type CheckDeps, checkOrders, claimChecks } from '../app/check-orders.ts';
import type { Orders } from '../app/orders.ts';
import { claimSubmits, type SubmitDeps, submitOrder } from '../app/submit-orders.ts';
import { createDueLoop } from './due-loop.ts';
import { type TellDeps, tellOrders } from './tell-orders.ts';

/** Purchases under way at once from one process: beyond it the supplier's connections would only queue. */
const MAX_SUBMITS = 32;
/** Orders asked about in one go: one reading of the history serves them all. */
const MAX_CHECKS = 500;
const MAX_TELLS = 100;
const MAX_EXPIRIES = 200;
/** What other instances made due is found this late at most; what this one did wakes the loops at once. */
const IDLE_MS = 500;

export type OrderLoopsDeps = SubmitDeps &
  CheckDeps &
  TellDeps & {
    orders: Orders;
    onError: (error: unknown) => void;
  };

export type OrderLoops = {
  start(): void;
  /** Something may be due now. Cheap, and harmless when nothing is. */
  wake(): void;
  /** Claims nothing more; resolves when what was claimed is done. */
  stop(): Promise<void>;
  /** Instead of `start`: does all that is due by `now`, and what falls due by doing it. Throws what a loop would report. */
  drain(): Promise<void>;
};

/** The life of orders after [Beli]: send, ask, tell, and let quotes run out. Any number of instances share the work. */
export function createOrderLoops(deps: OrderLoopsDeps): OrderLoops {
  const { onError } = deps;
  const sending = new Set<Promise<void>>();

  // Sent side by side: a slow answer to one keeps nobody else waiting.
  async function submitBatch(): Promise<number> {
    const claimed = await claimSubmits(deps, MAX_SUBMITS - sending.size);
    for (const each of claimed) {
      const sent = submitOrder(deps, each)
        .catch(onError)
        .finally(() => {
          sending.delete(sent);
          wake();
        });
      sending.add(sent);
    }
    return claimed.length;
  }

  async function checkBatch(): Promise<number> {
    const claimed = await claimChecks(deps, MAX_CHECKS);
    if (claimed.length > 0) await checkOrders(deps, claimed);
    return claimed.length;
  }

  const tellBatch = () => tellOrders(deps, MAX_TELLS);
  const expireBatch = () => deps.orders.expire(deps.now(), MAX_EXPIRIES);

  const loops = [submitBatch, checkBatch, tellBatch, expireBatch].map((runBatch) =>
    createDueLoop({ runBatch, idleMs: IDLE_MS, onError }),
  );
  function wake(): void {
    for (const loop of loops) loop.wake();
  }

  return {
    start() {
      for (const loop of loops) loop.start();
    },
    wake,
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all(sending);
    },
    async drain() {
      for (;;) {
        const submitted = await submitBatch();
        await Promise.all(sending);
        const done = submitted + (await checkBatch()) + (await expireBatch()) + (await tellBatch());
        if (done === 0) return;
      }
    },
  };
}
