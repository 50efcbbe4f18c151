import { dayOf } from '../domain/day.ts';
import type { Order } from '../domain/order/order.ts';
import type { Card, ConfirmVerdict, Orders } from './orders.ts';

export type ConfirmDeps = {
  orders: Pick<Orders, 'confirm' | 'findCard'>;
  now: () => Date;
  timeZone: string;
};

export type Confirmation = {
  card: Card;
  /** As each order stands now, in sequence of lines. */
  lines: { order: Order; verdict: ConfirmVerdict }[];
};

/**
 * [Beli]. Holds the price of each order of the card and makes sending it due. Pressed again, by anyone, after anything, it
 * holds nothing more and says how each order stands. `undefined`: no such card.
 */
export async function confirmCard(
  deps: ConfirmDeps,
  token: string,
  telegramId: number,
): Promise<Confirmation | undefined> {
  const now = deps.now();
  const verdicts = await deps.orders.confirm(token, telegramId, now, dayOf(now, deps.timeZone));
  const found = verdicts && (await deps.orders.findCard(token));
  if (verdicts === undefined || found === undefined) return undefined;
  const byRef = new Map(verdicts.map(({ refId, verdict }) => [refId, verdict]));
  return {
    card: found.card,
    lines: found.orders.map((order) => ({ order, verdict: byRef.get(order.refId) ?? { kind: 'already' } })),
  };
}
