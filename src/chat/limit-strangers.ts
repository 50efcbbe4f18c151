import { Composer } from 'grammy';
import type { KonterContext } from './context.ts';
import { reply } from './reply.ts';

/** More than a registration takes, mistakes included. */
const MOST_PER_MINUTE = 20;
const MINUTE_MS = 60_000;
const REMEMBERED = 10_000;

/**
 * Lets through what resellers and operators send, and of everybody else so much a minute: he is told once, then left unanswered.
 * Each instance counts for itself.
 */
export function limitStrangers(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  const seen = new Map<number, { sinceMs: number; count: number }>();

  composer.use(async (ctx, next) => {
    if (ctx.reseller !== undefined || ctx.isOperator || ctx.from === undefined) return next();
    const nowMs = ctx.parts.now().getTime();
    const before = seen.get(ctx.from.id);
    const isOver = before === undefined || Math.abs(nowMs - before.sinceMs) >= MINUTE_MS;
    const entry = isOver ? { sinceMs: nowMs, count: 0 } : before;
    entry.count++;
    seen.delete(ctx.from.id);
    seen.set(ctx.from.id, entry);
    const [oldest] = seen.keys();
    if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
    if (entry.count <= MOST_PER_MINUTE) return next();
    if (entry.count === MOST_PER_MINUTE + 1) await reply(ctx, ctx.texts.account.tooFast());
  });
  return composer;
}
