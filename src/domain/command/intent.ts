import type { Command, Commands, OrderCommand } from './command.ts';
import { parseMessage } from './parse.ts';
import type { Words } from './words.ts';

/** What a message is for, in the names under which the trade's published formats are collected. */
export type Intent =
  | 'order'
  | 'order_repeat'
  | 'order_with_phone'
  | 'order_multi'
  | 'postpaid_inquiry'
  | 'postpaid_pay'
  | 'cancel'
  | 'balance'
  | 'price'
  | 'product_outage'
  | 'status'
  | 'token'
  | 'receipt'
  | 'recap'
  | 'ledger'
  | 'history'
  | 'deposit_ticket'
  | 'transfer'
  | 'register_downline'
  | 'downline'
  | 'markup'
  | 'parallel_number'
  | 'remove_number'
  | 'list_numbers'
  | 'change_pin'
  | 'complaint'
  | 'help'
  | 'yes'
  | 'no'
  | 'ambiguous'
  | 'not_understood';

/** One message as it was read. */
export type Reading = {
  input: string;
  intent: Intent;
  /** What was read of it, without what is not there; of several commands, `commands` (or `orders`) holds each. */
  fields: Record<string, unknown>;
  /** Other readings of what is ambiguous; for what was not understood, the words it may have been meant to be. */
  candidates: unknown[];
};

/** Reads one message and says what it is for. For people who try their words out; the bot itself works with {@link parseMessage}. */
export function readMessage(input: string, words: Words): Reading {
  const parsed = parseMessage(input, words);
  if (parsed.kind !== 'commands')
    return { input, intent: 'not_understood', fields: { reason: parsed.kind }, candidates: [] };
  const { commands } = parsed;
  const [only] = commands;
  if (only !== undefined && commands.length === 1) {
    return { input, intent: intentOf(only), fields: fieldsOf(only, parsed), candidates: candidatesOf(only) };
  }
  const orders = commands.filter((command) => command.kind === 'order');
  const isBatch = orders.length === commands.length;
  const all = isBatch
    ? { orders: orders.map((order) => fieldsOf(order, parsed)) }
    : { commands: commands.map((command) => ({ intent: intentOf(command), ...fieldsOf(command, parsed) })) };
  const unclear = commands.find(
    (command) => command.kind === 'not_understood' || command.kind === 'ambiguous',
  );
  return {
    input,
    intent: unclear
      ? intentOf(unclear)
      : isBatch
        ? 'order_multi'
        : intentOf(commands[0] ?? unclear ?? NOTHING),
    fields: all,
    candidates: commands.flatMap(candidatesOf),
  };
}

const NOTHING: Command = {
  kind: 'not_understood',
  line: 0,
  reason: 'unknown_word',
  text: '',
  candidates: [],
};

const INTENTS: Readonly<Record<Exclude<Command['kind'], 'order' | 'guided'>, Intent>> = {
  bill: 'postpaid_inquiry',
  pay_bill: 'postpaid_pay',
  cancel: 'cancel',
  balance: 'balance',
  downline_balance: 'balance',
  prices: 'price',
  outages: 'product_outage',
  status: 'status',
  token: 'token',
  receipt: 'receipt',
  recap: 'recap',
  ledger: 'ledger',
  history: 'history',
  ticket: 'deposit_ticket',
  transfer: 'transfer',
  take_back: 'transfer',
  register_downline: 'register_downline',
  downlines: 'downline',
  downline_on: 'downline',
  downline_off: 'downline',
  markup: 'markup',
  add_account: 'parallel_number',
  remove_account: 'remove_number',
  accounts: 'list_numbers',
  change_pin: 'change_pin',
  complaint: 'complaint',
  help: 'help',
  yes: 'yes',
  no: 'no',
  ambiguous: 'ambiguous',
  not_understood: 'not_understood',
};

function intentOf(command: Command): Intent {
  if (command.kind === 'guided') return command.flow === 'buy' ? 'order' : INTENTS[command.flow];
  if (command.kind !== 'order') return INTENTS[command.kind];
  if (command.occurrence > 1) return 'order_repeat';
  return command.msisdn === undefined ? 'order' : 'order_with_phone';
}

function fieldsOf(command: Command, { batchPin }: Commands): Record<string, unknown> {
  if (command.kind === 'ambiguous') return { ask: command.ask };
  const {
    kind: _kind,
    line: _line,
    ...fields
  } = command.kind === 'order' ? orderFields(command, batchPin) : command;
  if (command.kind === 'not_understood') return { reason: command.reason, text: command.text };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A PIN at the end of a batch is each order's. */
function orderFields(order: OrderCommand, batchPin: string | undefined): OrderCommand {
  return { ...order, pin: order.pin ?? batchPin };
}

function candidatesOf(command: Command): unknown[] {
  if (command.kind === 'not_understood') return command.candidates;
  if (command.kind !== 'ambiguous') return [];
  return command.readings.map(({ kind: _kind, line: _line, ...fields }) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  );
}
