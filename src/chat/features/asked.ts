import type { Reseller } from '../../app/resellers.ts';
import type { Command } from '../../domain/command/command.ts';
import { type PrintableCommand, printCommand } from '../../domain/command/print.ts';
import type { KonterContext } from '../context.ts';
import { openKeypad } from '../keypad.ts';

/** How a command came. */
export type Asked = {
  /** The message or press that asked (`chat:message`): what is asked for twice with one of them is one thing. */
  origin: string;
  /** The sender's PIN came with it and was right. */
  isPinKnown: boolean;
  /** The message holds orders and nothing else, all of them understood. */
  isOnlyOrders?: boolean;
};

/**
 * Answers one command of a reseller. Called again for the same `origin` it shows the same and does nothing twice. What needs a PIN
 * begins with {@link hasPin}.
 */
export type AnswerCommand<C extends Command = Command> = (
  ctx: KonterContext,
  reseller: Reseller,
  command: C,
  asked: Asked,
) => Promise<void>;

/** False: the keypad asks for the PIN, and the command comes once more when it was right. */
export async function hasPin(ctx: KonterContext, command: PrintableCommand, asked: Asked): Promise<boolean> {
  if (asked.isPinKnown) return true;
  const line = printCommand('pin' in command ? { ...command, pin: undefined } : command);
  await openKeypad(ctx, { kind: 'command', line, origin: asked.origin });
  return false;
}
