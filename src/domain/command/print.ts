import type { Command, OrderCommand } from './command.ts';
import { printDayArgument } from './day-argument.ts';
import { DEFAULT_WORDS } from './words.ts';

export type PrintableCommand = Exclude<Command, { kind: 'ambiguous' | 'not_understood' }>;

/**
 * Canonical text of a command in the default words: reading it gives the same command (with the destination in its canonical
 * form). The PIN is written where the command has one: not for showing.
 */
export function printCommand(command: PrintableCommand): string {
  switch (command.kind) {
    case 'order':
      return printOrder(command);
    case 'balance':
      return join('SALDO', command.pin);
    case 'prices':
      return join('HARGA', ...command.terms, command.pin);
    case 'status':
      return join('CEK', command.query, command.pin);
    case 'recap':
      return join('LAP', printDayArgument(command.day), command.pin);
    case 'ledger':
      return join('MUTASI', printDayArgument(command.day), command.pin);
    case 'history':
      return join('RIWAYAT', command.day ? printDayArgument(command.day) : command.query, command.pin);
    case 'change_pin':
      return join('GP', command.first, command.second);
    case 'help':
      return join('BANTUAN', command.topic?.replaceAll(' ', '.'), command.pin);
    case 'yes':
      return join('YA', command.pin);
    case 'no':
      return join('TIDAK', command.pin);
    case 'guided':
      return command.flow === 'buy' ? join('BELI', command.code) : 'CEK';
    default: {
      const unhandled: never = command;
      throw new Error(`unhandled command: ${JSON.stringify(unhandled)}`);
    }
  }
}

function printOrder({ code, destination, occurrence, msisdn, amount, pin }: OrderCommand): string {
  return join(
    // `M.S.0812…` is an order of a product S, `S.0812…` is not.
    DEFAULT_WORDS.has(code) ? 'BELI' : undefined,
    code,
    occurrence === 1 ? undefined : String(occurrence),
    destination,
    msisdn,
    // Without `Rp` it could be taken for the PIN or, beside a short id, for the destination.
    amount === undefined ? undefined : `Rp${amount}`,
    pin,
  );
}

function join(...fields: (string | undefined)[]): string {
  return fields.filter((field) => field !== undefined).join('.');
}
