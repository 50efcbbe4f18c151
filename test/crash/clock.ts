import { readFileSync } from 'node:fs';

/** Names a file that holds how far the clock of this process is off, in ms. It may change at any time, back and forth. */
const file = process.env.TEST_CLOCK_FILE ?? '';
const realNow = Date.now;

function offMs(): number {
  return Number(readFileSync(file, 'utf8')) || 0;
}

Date.now = () => realNow() + offMs();
globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[], newTarget: () => void) =>
    Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
  apply: () => new Date().toString(),
});
