import type { Rupiah } from '../money.ts';
import { isNamedByReference } from '../order/own-reference.ts';
import type { BillCommand, Command, DayArgument, GuidedCommand, OrderCommand } from './command.ts';
import { printDayArgument } from './day-argument.ts';
import { DEFAULT_WORDS, gluedMeaning } from './words.ts';

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
    case 'downline_balance':
      return join('SD', command.id, command.pin);
    case 'prices':
      return join('HARGA', ...command.terms, command.pin);
    case 'outages':
      return join('KOSONG', command.pin);
    case 'status':
      if (isNamedByReference(command.query)) return joinReference('CEK', command.query, command.pin);
      return join(
        'CEK',
        command.day && printDayArgument(command.day),
        command.code,
        command.query,
        command.pin,
      );
    case 'token':
      return joinReference('TOKEN', command.query, command.pin);
    case 'receipt':
      return joinReference('STRUK', command.query, printAmount(command.retailPrice), command.pin);
    case 'cancel':
      return joinReference('BTL', command.query, command.pin);
    case 'recap':
      return join('LAP', ...printDays(command), command.pin);
    case 'ledger':
      return join('MUTASI', ...printDays(command), command.pin);
    case 'history':
      return joinReference(
        'RIWAYAT',
        command.day ? printDayArgument(command.day) : command.query,
        command.pin,
      );
    case 'bill':
      return join(
        'TAG',
        command.code,
        command.customer,
        printPeriod(command.period),
        command.msisdn,
        command.pin,
      );
    case 'pay_bill':
      return join(
        'BAYAR',
        command.code,
        command.customer,
        printAmount(command.amount),
        command.msisdn,
        command.pin,
      );
    case 'ticket':
      return join('TIKET', command.bank, printAmount(command.amount), command.pin);
    case 'transfer':
      return join('TRANSFER', command.to, printAmount(command.amount), command.pin);
    case 'take_back':
      return join('TARIK', command.to, printAmount(command.amount), command.pin);
    case 'register_downline':
      // Names hold dots and spaces.
      return [
        'DAFTAR',
        command.name,
        command.town,
        command.phone,
        printAmount(command.openingBalance),
        printAmount(command.markup),
        command.pin,
      ]
        .filter((field) => field !== undefined)
        .join('*');
    case 'downlines':
      return join('DOWNLINE', command.pin);
    case 'downline_on':
      return join('UNBLOK', command.id, command.pin);
    case 'downline_off':
      return join('BLOK', command.id, command.pin);
    case 'markup':
      // A small one cannot be a PIN, and zero is written without Rp.
      return join(
        'MARKUP',
        ...command.targets,
        command.amount < 1_000 ? String(command.amount) : printAmount(command.amount),
        command.pin,
      );
    case 'add_account':
      return joinText('TAMBAH', command.label, command.pin);
    case 'remove_account':
      return joinText('HAPUS', command.which, command.pin);
    case 'accounts':
      return join('LIST', command.pin);
    case 'change_pin':
      return join('GP', command.first, command.second);
    case 'complaint':
      return join('K', command.text, command.pin);
    case 'help':
      return join('BANTUAN', command.topic?.replaceAll(' ', '.'), command.pin);
    case 'yes':
      return join('YA', command.pin);
    case 'no':
      return join('TIDAK', command.pin);
    case 'guided':
      return join(GUIDED[command.flow], 'code' in command ? command.code : undefined, command.pin);
    default: {
      const unhandled: never = command;
      throw new Error(`unhandled command: ${JSON.stringify(unhandled)}`);
    }
  }
}

const GUIDED: Readonly<Record<GuidedCommand['flow'], string>> = {
  buy: 'BELI',
  status: 'CEK',
  bill: 'TAG',
  pay_bill: 'BAYAR',
  cancel: 'BTL',
  token: 'TOKEN',
  receipt: 'STRUK',
  ticket: 'TIKET',
  transfer: 'TRANSFER',
  take_back: 'TARIK',
  register_downline: 'DAFTAR',
  downline_balance: 'SD',
  downline_on: 'UNBLOK',
  downline_off: 'BLOK',
  markup: 'MARKUP',
  remove_account: 'HAPUS',
  complaint: 'K',
};

/** Without `Rp` it could be taken for a PIN. */
function printAmount(amount: Rupiah | undefined): string | undefined {
  return amount === undefined ? undefined : `Rp${amount}`;
}

/** Of two days, both written out: a short one could be a PIN. */
function printDays({ day, until }: { day: DayArgument; until?: DayArgument | undefined }): string[] {
  return [day, until].flatMap((each) => (each === undefined ? [] : [printDayArgument(each)]));
}

function printPeriod(period: BillCommand['period']): string | undefined {
  if (period === undefined) return undefined;
  return period.kind === 'months' ? String(period.months) : period.month;
}

function printOrder({
  code,
  destination,
  occurrence,
  msisdn,
  amount,
  ownReference,
  pin,
}: OrderCommand): string {
  const printed = join(
    // `M.S.0812…` is an order of a product S, `S.0812…` is not.
    DEFAULT_WORDS.has(code) || gluedMeaning(code) ? 'BELI' : undefined,
    code,
    occurrence === 1 ? undefined : String(occurrence),
    destination,
    msisdn,
    printAmount(amount),
    pin,
  );
  return ownReference === undefined ? printed : `${printed} R#${ownReference}`;
}

function join(...fields: (string | undefined)[]): string {
  return fields.filter((field) => field !== undefined).join('.');
}

/** A reference may hold separators, and stands last. */
function joinReference(word: string, query: string | undefined, ...others: (string | undefined)[]): string {
  if (query === undefined || !isNamedByReference(query)) return join(word, query, ...others);
  return `${join(word, ...others)} ${query}`;
}

/** Text that may hold dots: the separator that it does not hold stands first, and so is the only one. */
function joinText(word: string, text: string | undefined, pin: string | undefined): string {
  const separator = ['*', '#'].find((each) => !text?.includes(each)) ?? '.';
  return [word, text, pin].filter((field) => field !== undefined).join(separator);
}
