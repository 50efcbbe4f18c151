import { type CheckDeps, checkOrders, claimChecks } from '../app/check-orders.ts';
import { createClockWatch, type DueTimes } from '../app/clock-watch.ts';
import type { Orders } from '../app/orders.ts';
import { claimSubmits, type SubmitDeps, submitOrder } from '../app/submit-orders.ts';
import type { SupplierHealth } from '../app/supplier.ts';
import { type Allowance, createAllowance } from './allowance.ts';
import { createDueLoop } from './due-loop.ts';
import { claimTells, type TellDeps, tellChat } from './tell-orders.ts';

/** Orders looked for, or asked about, in one go: one reading of the history serves them all. */
const MAX_CHECKS = 500;
/** When the history helps little and each must be asked for by itself, no more than can be are claimed. */
const MIN_POLLS = 16;
/** Side by side: one that is slow does not keep the others from what falls due after it. */
const MAX_POLLS_AT_ONCE = 4;
const MAX_LOOKS_AT_ONCE = 2;
/**
 * Status calls and pages of history that one process asks for, however many orders wait: what does not fit stays due and is
 * claimed later, so it takes no memory either. Looking for orders far back in the history takes many pages in one go, and must
 * leave room to ask about those that are known.
 */
const POLLS = { perSecond: 20, burst: 40 };
const LOOKS = { perSecond: 5, burst: 40 };
/** Chats written to side by side: one to which Telegram does not answer keeps no other waiting. */
const MAX_CHATS_TOLD = 64;
/** Claimed in portions of at least so many chats while there is much to tell. */
const MIN_CHATS_ROOM = 16;
const MAX_EXPIRIES = 200;
/** What other instances made due is found this late at most; what this one did wakes the loops at once. */
const IDLE_MS = 500;

export type OrderLoopsDeps = SubmitDeps &
  CheckDeps &
  Omit<TellDeps, 'ownFailures'> & {
    orders: Orders;
    onError: (error: unknown) => void;
    /** Purchases this process may have under way at once. More than the supplier's client sends at once would only wait there. */
    maxSubmits: number;
    /** Absent: the supplier is always asked. */
    supplierHealth?: Pick<SupplierHealth, 'standing'>;
    /** Absent: the clock is trusted. */
    dueTimes?: DueTimes;
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
  const looks = createAllowance(LOOKS, deps.now);
  const polls = createAllowance(POLLS, deps.now);
  let isCrowded = false;
  let pollsAtOnce = MAX_CHECKS;
  const detail: CheckDeps['supplier']['detail'] = (supplierRef) => {
    polls.spend();
    return deps.supplier.detail(supplierRef);
  };
  function mayAsk(): boolean {
    const hasRoom = polls.hasRoom();
    isCrowded ||= !hasRoom;
    return hasRoom;
  }
  /** Pages of history count against `allowance`. */
  const checkDeps = (allowance: Allowance): CheckDeps => ({
    ...deps,
    mayAsk,
    supplier: {
      detail,
      history(query) {
        allowance.spend();
        return deps.supplier.history(query);
      },
    },
  });
  const lookDeps = checkDeps(looks);
  const pollDeps = checkDeps(polls);
  const tellDeps: TellDeps = { ...deps, ownFailures: new Map() };
  const sending = new Set<Promise<void>>();
  const looking = new Set<Promise<void>>();
  const polling = new Set<Promise<void>>();
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

  /** One is enough to see whether the supplier answers again. */
  function mostChecks(limit: number): number {
    const standing = deps.supplierHealth?.standing() ?? 'up';
    return standing === 'down' ? 0 : standing === 'due' ? 1 : limit;
  }

  async function lookBatch(): Promise<number> {
    const limit = mostChecks(MAX_CHECKS);
    if (limit === 0 || looking.size >= MAX_LOOKS_AT_ONCE || !looks.hasRoom()) return 0;
    const claimed = await claimChecks(deps, limit, ['look']);
    if (claimed.length > 0) aside(looking, checkOrders(lookDeps, claimed));
    return claimed.length;
  }

  async function pollBatch(): Promise<number> {
    if (mostChecks(1) === 0 || polling.size >= MAX_POLLS_AT_ONCE || !polls.hasRoom()) return 0;
    pollsAtOnce = isCrowded
      ? Math.max(MIN_POLLS, Math.floor(pollsAtOnce / 2))
      : Math.min(MAX_CHECKS, pollsAtOnce * 2);
    isCrowded = false;
    const claimed = await claimChecks(deps, mostChecks(pollsAtOnce), ['poll']);
    if (claimed.length > 0) aside(polling, checkOrders(pollDeps, claimed));
    return claimed.length;
  }

  async function tellBatch(): Promise<number> {
    const room = MAX_CHATS_TOLD - telling.size;
    const chats = room < MIN_CHATS_ROOM ? [] : await claimTells(tellDeps, room);
    for (const tells of chats) aside(telling, tellChat(tellDeps, tells));
    return chats.length;
  }
  const expireBatch = () => deps.orders.expire(deps.now(), MAX_EXPIRIES);

  const watchClock =
    deps.dueTimes === undefined
      ? async () => 0
      : createClockWatch({ dueTimes: deps.dueTimes, now: deps.now });

  const loops = [submitBatch, lookBatch, pollBatch, tellBatch, expireBatch, watchClock].map((runBatch) =>
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
      await Promise.all([...sending, ...looking, ...polling, ...telling]);
    },
    async drain() {
      for (;;) {
        const due = (await submitBatch()) + (await lookBatch()) + (await pollBatch());
        await Promise.all([...sending, ...looking, ...polling]);
        const told = (await expireBatch()) + (await tellBatch());
        await Promise.all(telling);
        if (due + told === 0) return;
      }
    },
  };
}
