import type { Rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import { escapeLine } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';

/** Lists longer than this are cut, with how many more there are: a message holds 4,096 characters. */
const MOST_LISTED = 15;

/** The first lines of a list, and what `more` says about the rest. */
export function bounded(lines: readonly string[], more: (count: number) => string): string[] {
  const rest = lines.length - MOST_LISTED;
  return rest > 0 ? [...lines.slice(0, MOST_LISTED), more(rest)] : [...lines];
}

export function yesNo(token: string, yes: string, no: string): Button[][] {
  return [
    [
      { text: yes, data: `act:${token}` },
      { text: no, data: `actno:${token}` },
    ],
  ];
}

export function approveReject(token: string, yes: string, no: string): Button[][] {
  return [
    [
      { text: yes, data: `appr:${token}` },
      { text: no, data: `decl:${token}` },
    ],
  ];
}

/** `decision`, and when the request was made: a button under an older request must not decide a newer one. */
export function decisionData(
  decision: 'yes' | 'no',
  request: { telegramId: number; createdAt: Date },
): string {
  return `reg:${decision}:${request.telegramId}:${request.createdAt.getTime()}`;
}

/** Whole minutes since the order was held. */
export function ageMinutes(order: Order, now: Date): number {
  const since = 'heldAt' in order ? order.heldAt : order.quotedAt;
  return Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
}

/** `K0001 Budi` */
export function resellerLabel({ code, name }: { code: string; name: string }): string {
  return `<b>${escapeLine(code, 80)}</b> ${escapeLine(name, 80)}`;
}

/** With its sign, also where it is above zero. */
export function signed(amount: Rupiah): string {
  return amount > 0 ? `+${formatRupiah(amount)}` : formatRupiah(amount);
}
