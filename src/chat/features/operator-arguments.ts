import type { Context } from 'grammy';
import { normalise } from '../../domain/command/normalise.ts';
import { minus, parseRupiah, type Rupiah, ZERO } from '../../domain/money.ts';

/** The words after a slash command, with ASCII digits and without what cannot be seen. */
export function wordsOf(text: string): string[] {
  return normalise(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** `+5000`, `-5.000`, `5000` (which adds). `undefined`: anything else. */
export function parseSigned(text: string): Rupiah | undefined {
  const amount = parseRupiah(text.replace(/^[+-]/, ''));
  return amount !== undefined && text.startsWith('-') ? minus(ZERO, amount) : amount;
}

/** Whoever pressed or typed; commands and taps have always somebody. */
export function actorOf(ctx: Context): number {
  if (ctx.from === undefined) throw new Error('an update without a sender');
  return ctx.from.id;
}
