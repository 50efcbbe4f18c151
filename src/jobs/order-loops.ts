import { type CheckDeps, checkOrders, claimChecks } from '../app/check-orders.ts';
import type { Orders } from '../app/orders.ts';
import { claimSubmits, type SubmitDeps, submitOrder } from '../app/submit-orders.ts';
import { createDueLoop } from './due-loop.ts';
import { type TellDeps, tellOrders } from './tell-orders.ts';

/** Orders asked about in one go: one reading of the history serves them all. */
const MAX_CHECKS = 500;
/** Such readings side by side: one that is slow does not keep the others from what falls due after it. */
const MAX_CHECKS_AT_ONCE = 4;
const MAX_TELLS = 100;
const MAX_EXPIRIES = 200;
/** What other instances made due is found this late at most; what this one did wakes the loops at once. */
const IDLE_MS = 500;

export type OrderLoopsDeps = SubmitDeps &
  CheckDeps &
  TellDeps & {
    orders: Orders;
    onError: (error: unknown) => void;
    /** Purchases this process may have under way at once. More than the supplier's client sends at once would only wait there. */
    maxSubmits: number;
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
  const checking = new Set<Promise<void>>();

  function aside(tasks: Set<Promise<void>>, work: Promise<void>): void {
    const task = work.catch(onError).finally(() => {
      tasks.delete(task);
      wake();
    });
    tasks.add(task);
  }

  // Sent side by side: a slow answer to one keeps nobody else waiting.
  async function submitBatch(): Promise<number> {
    const room = deps.maxSubmits - sending.size;
    const claimed = room > 0 ? await claimSubmits(deps, room) : [];
    for (const each of claimed) aside(sending, submitOrder(deps, each));
    return claimed.length;
  }

  async function checkBatch(): Promise<number> {
    const claimed = checking.size < MAX_CHECKS_AT_ONCE ? await claimChecks(deps, MAX_CHECKS) : [];
    if (claimed.length > 0) aside(checking, checkOrders(deps, claimed));
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
      await Promise.all([...sending, ...checking]);
    },
    async drain() {
      for (;;) {
        const due = (await submitBatch()) + (await checkBatch());
        await Promise.all([...sending, ...checking]);
        if (due + (await expireBatch()) + (await tellBatch()) === 0) return;
      }
    },
  };
}
