import { parseRupiah } from '../money.ts';
import type { Command, Commands, OrderCommand } from './command.ts';

/** The one PIN of a message, for its orders that carry none; `undefined` when there is none or they differ. */
export function batchPinOf(commands: readonly Command[], lonePin: string | undefined): string | undefined {
  const pins = commands.flatMap((command) => (command.kind === 'order' ? [command.pin] : []));
  return onlyOne([lonePin, ...pins]);
}

function onlyOne(pins: readonly (string | undefined)[]): string | undefined {
  const distinct = new Set(pins.filter((pin) => pin !== undefined));
  return distinct.size === 1 ? [...distinct][0] : undefined;
}

/**
 * Settles, once the products are known, what the shape of a field could not: in an open-amount order without amount, the one short
 * number is the PIN or the amount. Where the rest of the message shows what the PIN is, anything else is the amount; otherwise
 * the order becomes `ambiguous`. To be called before a PIN is checked: an amount tried as PIN would count against the lock.
 */
export function resolveOpenAmounts(message: Commands, isOpenAmount: (code: string) => boolean): Commands {
  const isUnclear = (order: OrderCommand) =>
    order.pin !== undefined && order.amount === undefined && isOpenAmount(order.code);
  const clearPins = message.commands.flatMap((command) =>
    command.kind === 'order' && !isUnclear(command) ? [command.pin] : [],
  );
  const knownPin = onlyOne([message.lonePin, ...clearPins]);
  const commands = message.commands.map((command) =>
    command.kind === 'order' && isUnclear(command) ? resolved(command, knownPin) : command,
  );
  return { ...message, commands, batchPin: batchPinOf(commands, message.lonePin) };
}

function resolved(order: OrderCommand, knownPin: string | undefined): Command {
  const { pin = '', line } = order;
  const amount = pin.startsWith('0') ? undefined : parseRupiah(pin);
  if (amount === undefined || pin === knownPin) return order;
  if (knownPin !== undefined) return { ...order, amount, pin: knownPin };
  return {
    kind: 'ambiguous',
    line,
    ask: 'amount_or_pin',
    readings: [{ ...order, amount, pin: undefined }, order],
  };
}
