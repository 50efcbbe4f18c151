import type { OrderCommand } from '../../domain/command/command.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import { printCommand } from '../../domain/command/print.ts';
import type { Day } from '../../domain/day.ts';
import type { Button } from '../message.ts';

/** Telegram's limit for what a button carries, in bytes. */
const LONGEST_DATA = 64;

/** The data of the buttons under these texts. What comes back is read by the features of the same name. */
export const buyData = (token: string) => `buy:${token}`;
export const cancelData = (token: string) => `no:${token}`;
/** Of a bill that was looked up without a PIN: its card's token stays here, and the order's number goes. */
export const billPayData = (number: number) => `bil:${number}`;
export const billCancelData = (number: number) => `bilno:${number}`;
export const recapData = (day: Day) => `rec:${day}`;
/** `hour`: 0 to 23; `undefined`: no summary. */
export const summaryData = (hour: number | undefined) => `sum:${hour ?? 'off'}`;
/** `before`: the entry before which the page begins. */
export const ledgerData = (day: Day, before: number | undefined) => `mut:${day}:${before ?? ''}`;

/** What a page of prices is about. */
export type PriceQuery = { kind: 'terms'; terms: readonly string[] } | { kind: 'category'; category: string };

/** `undefined`: too long for a button. */
export function pricesData(query: PriceQuery, offset: number): string | undefined {
  const data =
    query.kind === 'category'
      ? `prc:c:${offset}:${query.category}`
      : `prc:t:${offset}:${query.terms.join(' ')}`;
  return fits(data) ? data : undefined;
}

/** A button that runs a command as if it had been typed. `undefined`: too long for one. */
export function runButton(text: string, command: string): Button | undefined {
  const data = `run:${command}`;
  return fits(data) ? { text, data } : undefined;
}

/** The text of an order without its PIN; `undefined` where it would not be read back as the same order. */
export function orderText(
  order: Omit<OrderCommand, 'kind' | 'line' | 'typedDestination' | 'pin'>,
): string | undefined {
  const text = printCommand({
    ...order,
    kind: 'order',
    line: 0,
    typedDestination: order.destination,
    pin: undefined,
  });
  const parsed = parseMessage(text);
  const [read, ...others] = parsed.kind === 'commands' ? parsed.commands : [];
  const isSame =
    read?.kind === 'order' &&
    others.length === 0 &&
    read.pin === undefined &&
    read.code === order.code &&
    read.destination === order.destination &&
    read.amount === order.amount &&
    read.occurrence === order.occurrence &&
    read.msisdn === order.msisdn &&
    read.ownReference === order.ownReference;
  return isSame ? text : undefined;
}

/** A button that asks for an order again, without its PIN. `undefined`: no button can carry it. */
export function runOrder(text: string, order: Parameters<typeof orderText>[0]): Button | undefined {
  const typed = orderText(order);
  return typed === undefined ? undefined : runButton(text, typed);
}

/** Asks for a deposit ticket step by step. */
export function depositButton({ deposit }: { deposit: string }): Button | undefined {
  return runButton(deposit, 'TIKET');
}

function fits(data: string): boolean {
  return new TextEncoder().encode(data).length <= LONGEST_DATA;
}

/** Buttons in rows of `width`; those that could not be made are left out. */
export function rows(buttons: readonly (Button | undefined)[], width: number): Button[][] {
  const made = buttons.filter((button) => button !== undefined);
  const result: Button[][] = [];
  for (let i = 0; i < made.length; i += width) result.push(made.slice(i, i + width));
  return result;
}
