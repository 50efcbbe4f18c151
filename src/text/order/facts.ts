import type { Failure, Order, OrderFacts } from '../../domain/order/order.ts';
import { billLines } from '../bill/lines.ts';
import { bold, code, escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import { isPlnCategory } from './pln-sn.ts';
import type { Advice, OrderWords } from './words.ts';

const LONGEST_NAME = 120;

/** `Nama: BUDI`; nothing for what is not known. */
export function labelled(label: string, value: string | undefined): string | undefined {
  const shown = value === undefined ? '' : escapeLine(value, LONGEST_NAME);
  return shown === '' ? undefined : `${label}: ${shown}`;
}

/** What an order is about, a line each, for somebody who checks it before he pays. */
export function factLines(words: OrderWords, order: OrderFacts): (string | undefined)[] {
  const name = order.customerName === undefined ? '' : escapeLine(order.customerName, LONGEST_NAME);
  return [
    escapeLine(order.productName, LONGEST_NAME),
    name === '' ? undefined : `${words.customer}: ${bold(name)}`,
    labelled(words.power, order.powerCapacity),
    labelled(words.buyerPhone, order.msisdn),
    order.amount === undefined ? undefined : `${words.amount}: ${formatRupiah(order.amount)}`,
    order.occurrence > 1 ? words.occurrence(order.occurrence) : undefined,
    ...(order.bill === undefined ? [] : billLines(words.bill, order.bill)),
    labelled(words.reference, order.ownReference),
  ];
}

/** What the order's state means for who waits for it; empty where the first line says it all. */
export function noteOf(words: OrderWords, order: Order, state: keyof OrderWords['stateNote']): string {
  const isReleased = order.state === 'cancelled' && order.released !== undefined;
  return isReleased ? words.released : words.stateNote[state];
}

/** Why, what to do next, and what to type where there is something to type. */
export function adviceLines({ why, next }: Advice, form?: string): (string | undefined)[] {
  return [
    escapeLine(why, 500),
    escapeLine(next, 500),
    form === undefined ? undefined : code(escapeLine(form, LONGEST_NAME)),
  ];
}

/** `BUDI R1/900VA`, as short as a line of a batch needs it; empty where nothing is known. */
export function customerOf(order: Order): string {
  const name = [order.customerName, isPlnCategory(order.category) ? order.powerCapacity : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
  return escapeLine(name, 40);
}

export function failureLines(words: OrderWords, { reason, text }: Failure): (string | undefined)[] {
  return adviceLines(words.failure(reason, text));
}
