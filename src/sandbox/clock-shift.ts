import { AHEAD_VARIABLE } from './clock.ts';

/**
 * Loaded into the bot's process before its own program (`node --import`), so that its clock agrees with the sandbox's. Only what a clock
 * on the wall shows is moved, `new Date()` and `Date.now()`: timers and deadlines run on as they are.
 */
const aheadMs = Number(process.env[AHEAD_VARIABLE]);
const realNow = Date.now;

if (Number.isSafeInteger(aheadMs) && aheadMs > 0) {
  Date.now = () => realNow() + aheadMs;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args: unknown[], newTarget: () => void) =>
      Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
    apply: () => new Date().toString(),
  });
}
