import type { Snapshot } from '../database.ts';
import type { Tick } from '../process.ts';
import type { TicketAsStored, TreeSnapshot } from './database.ts';
import type { TreeTick } from './process.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NEVER = Number.POSITIVE_INFINITY;

/** The loops over orders. */
export const TICKS: readonly Tick[] = ['submit', 'check', 'tell', 'expire'];

/** When something is to be told of a ticket, or it runs out. */
function ticketDueMs(ticket: TicketAsStored, nowMs: number): number {
  const { state, createdAt, expiresAt, announcedAt, remindedAt, expiryToldAt, claimedUntil } = ticket;
  // What runs out does so whoever tells something of it.
  if (state === 'open' && expiresAt <= nowMs) return expiresAt;
  const isUntold = state === 'expired' && expiryToldAt === null;
  const due =
    state === 'open'
      ? Math.min(
          expiresAt,
          announcedAt === null ? createdAt + MINUTE_MS : NEVER,
          remindedAt === null ? expiresAt - HOUR_MS : NEVER,
        )
      : isUntold
        ? expiresAt
        : NEVER;
  return Math.max(due, claimedUntil ?? 0);
}

/** Work that some loop would find now. */
export function ticksDue(
  { orders }: Snapshot,
  { tickets }: TreeSnapshot,
  nowMs: number,
): (Tick | TreeTick)[] {
  const isDue = (at: number | undefined) => at !== undefined && at <= nowMs;
  const isTickDue: Record<Tick | TreeTick, boolean> = {
    submit: orders.some((o) => o.nextAction === 'submit' && isDue(o.nextActionAt)),
    check: orders.some((o) => o.nextAction !== 'submit' && isDue(o.nextActionAt)),
    tell: orders.some((o) => isDue(o.tellAt)),
    expire: orders.some((o) => o.state === 'quoted' && o.expiresAt <= nowMs),
    tickets: tickets.some((each) => isDue(ticketDueMs(each, nowMs))),
    // By the hour, and not by what is there.
    pay: false,
  };
  return [...TICKS, 'tickets' as const].filter((tick) => isTickDue[tick]);
}

/** When there is work next. `isAllMeant`: also for what only runs out. */
export function nextDue(
  { orders }: Snapshot,
  { tickets }: TreeSnapshot,
  nowMs: number,
  isAllMeant: boolean,
): number | undefined {
  const times = [
    ...orders.flatMap((o) => [
      o.nextActionAt ?? NEVER,
      o.tellAt ?? NEVER,
      o.state === 'quoted' && isAllMeant ? o.expiresAt : NEVER,
    ]),
    ...(isAllMeant ? tickets.map((each) => ticketDueMs(each, nowMs)) : []),
  ];
  const next = Math.min(...times);
  return Number.isFinite(next) ? next : undefined;
}
