import { type CheckDeps, checkOrders, claimChecks } from '../app/check-orders.ts';
import type { Orders } from '../app/orders.ts';
import { claimSubmits, type SubmitDeps, submitOrder } from '../app/submit-orders.ts';
import type { SupplierHealth } from '../app/supplier.ts';
import { createAllowance } from './allowance.ts';
import { createDueLoop } from './due-loop.ts';
import { claimTells, type TellDeps, tellChat } from './tell-orders.ts';

/** Orders asked about in one go: one reading of the history serves them all. */
const MAX_CHECKS = 500;
/** When the history helps little and each must be asked for by itself, no more than can be are claimed. */
const MIN_CHECKS = 16;
/** Such readings side by side: one that is slow does not keep the others from what falls due after it. */
const MAX_CHECKS_AT_ONCE = 4;
/**
 * Status calls and pages of history that one process asks for, however many orders wait: what does not fit stays due and is
 * claimed later, so it takes no memory either.
 */
const ASKS = { perSecond: 20, burst: 40 };
/** Chats written to side by side: one to which Telegram does not answer keeps no other waiting. */
const MAX_CHATS_TOLD = 64;
/** Claimed in portions of at least so many chats while there is much to tell. */
const MIN_CHATS_ROOM = 16;
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
    /** Absent: the supplier is always asked. */
    supplierHealth?: Pick<SupplierHealth, 'standing'>;
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
  const asks = createAllowance(ASKS, deps.now);
  const checkDeps: CheckDeps = {
    ...deps,
    supplier: {
      detail(supplierRef) {
        asks.spend();
        return deps.supplier.detail(supplierRef);
      },
      history(query) {
        asks.spend();
        return deps.supplier.history(query);
      },
    },
    mayAsk() {
      const hasRoom = asks.hasRoom();
      isCrowded ||= !hasRoom;
      return hasRoom;
    },
  };
  let isCrowded = false;
  let checksAtOnce = MAX_CHECKS;
  const sending = new Set<Promise<void>>();
  const checking = new Set<Promise<void>>();
  const telling = new Set<Promise<void>>();

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
    const standing = deps.supplierHealth?.standing() ?? 'up';
    if (checking.size >= MAX_CHECKS_AT_ONCE || standing === 'down' || !asks.hasRoom()) return 0;
    checksAtOnce = isCrowded
      ? Math.max(MIN_CHECKS, Math.floor(checksAtOnce / 2))
      : Math.min(MAX_CHECKS, checksAtOnce * 2);
    isCrowded = false;
    // One is enough to see whether the supplier answers again.
    const claimed = await claimChecks(deps, standing === 'due' ? 1 : checksAtOnce);
    if (claimed.length > 0) aside(checking, checkOrders(checkDeps, claimed));
    return claimed.length;
  }

  async function tellBatch(): Promise<number> {
    const room = MAX_CHATS_TOLD - telling.size;
    const chats = room < MIN_CHATS_ROOM ? [] : await claimTells(deps, room);
    for (const tells of chats) aside(telling, tellChat(deps, tells));
    return chats.length;
  }
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
      await Promise.all([...sending, ...checking, ...telling]);
    },
    async drain() {
      for (;;) {
        const due = (await submitBatch()) + (await checkBatch());
        await Promise.all([...sending, ...checking]);
        const told = (await expireBatch()) + (await tellBatch());
        await Promise.all(telling);
        if (due + told === 0) return;
      }
    },
  };
}
