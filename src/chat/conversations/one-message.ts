import type { Command } from '../../domain/command/command.ts';
import type { GuidedNavigation } from '../../text/account/texts.ts';
import type { Message } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { readCommands } from '../read-commands.ts';
import { answer, editMessage, sendMessage } from '../reply.ts';

const CHOICES_PER_PAGE = 8;

/** What an update says to a conversation that asks all it asks in one message. */
export type Heard =
  /** It is not about this conversation. */
  | { kind: 'pass' }
  /** A button that has been replaced meanwhile; it has been answered. */
  | { kind: 'stay' }
  | { kind: 'cancel' }
  /** A command of its own. */
  | { kind: 'leave' }
  /** `key`: what stands behind the number of the step in the button's data. */
  | { kind: 'tap'; key: string }
  | { kind: 'text'; text: string };

/**
 * Reads an update. A second tap on a button that has been replaced must not choose something else: buttons carry `prefix`, the number of
 * their step, and a key; `x` cancels.
 * @param isAnswer whether what can be read as commands is an answer all the same: a name may begin like one
 */
export async function hear(
  ctx: KonterContext,
  prefix: string,
  step: { messageId: number; no: number },
  isAnswer: (commands: readonly Command[], text: string) => boolean = () => false,
): Promise<Heard> {
  if (ctx.callbackQuery !== undefined) return hearTap(ctx, prefix, step);
  const text = ctx.message?.text;
  const repliedTo = ctx.message?.reply_to_message?.message_id;
  // A reply is about what it replies to: YA on the card of another order.
  if (text === undefined || (repliedTo !== undefined && repliedTo !== step.messageId))
    return { kind: 'pass' };
  const commands = readCommands(ctx).filter(({ kind }) => kind !== 'not_understood');
  if (commands.length > 0 && commands.every(isNo)) return { kind: 'cancel' };
  if (text.startsWith('/') || (commands.length > 0 && !isAnswer(commands, text))) return { kind: 'leave' };
  return { kind: 'text', text };
}

/**
 * What the next step has to know again: the message that was answered with, or `before` where it was a tap. Without `before` it is the
 * beginning, and a message that came earlier is no answer.
 */
export function answeredBy({ message }: KonterContext, before: number | undefined): number {
  if (before === undefined) return (message?.message_id ?? 1) - 1;
  return Math.max(before, message?.message_id ?? 0);
}

/** Whether it is the answer that led here, delivered once more. */
export function isAnswered({ message }: KonterContext, step: { answeredBy: number }): boolean {
  return message?.message_id === step.answeredBy;
}

/** Whether a message came before what is asked now, and cannot be an answer to it. */
export function wasBefore({ message }: KonterContext, step: { answeredBy: number }): boolean {
  return message !== undefined && message.message_id <= step.answeredBy;
}

/** TIDAK; and BATAL alone, which is said to what is being asked, not to the last order. */
function isNo(command: Command): boolean {
  return command.kind === 'no' || (command.kind === 'guided' && command.flow === 'cancel');
}

async function hearTap(
  ctx: KonterContext,
  prefix: string,
  { messageId, no }: { messageId: number; no: number },
): Promise<Heard> {
  const [its, itsNo, key = ''] = (ctx.callbackQuery?.data ?? '').split(':');
  if (its !== prefix) return { kind: 'pass' };
  const isHere = ctx.callbackQuery?.message?.message_id === messageId;
  await answer(ctx, isHere ? undefined : ctx.texts.account.toasts.notValid);
  if (!isHere || Number(itsNo) !== no) return { kind: 'stay' };
  return key === 'x' ? { kind: 'cancel' } : { kind: 'tap', key };
}

/**
 * Shows a message in the place of `messageId`, or below everything where that is gone or was never there.
 * @returns the id of the message that shows it.
 */
export async function put(
  ctx: KonterContext,
  message: Message,
  messageId: number | undefined,
): Promise<number> {
  const { api, chatId } = ctx;
  if (chatId === undefined) throw new Error('an update without a chat cannot be answered');
  const isInPlace =
    messageId !== undefined && (await editMessage(api, chatId, messageId, message)) === 'edited';
  return isInPlace ? messageId : sendMessage(api, chatId, message);
}

/** As much of a list as one message shows; pages count from 0, and one too far is the last. */
export function pageOf<T>(all: readonly T[], wanted: number): { shown: T[]; page: number; pages: number } {
  const { page, pages, offset, limit } = pageAt(all.length, wanted);
  return { shown: all.slice(offset, offset + limit), page, pages };
}

/** The same of a list that is read page by page. */
export function pageAt(
  total: number,
  wanted: number,
): { page: number; pages: number; offset: number; limit: number } {
  const pages = Math.max(1, Math.ceil(total / CHOICES_PER_PAGE));
  const page = Math.min(wanted, pages - 1);
  return { page, pages, offset: page * CHOICES_PER_PAGE, limit: CHOICES_PER_PAGE };
}

/** The buttons that turn pages. */
export function pageData(
  page: number,
  pages: number,
  data: (key: string) => string,
): Pick<GuidedNavigation, 'previousPage' | 'nextPage'> {
  return {
    previousPage: page > 0 ? data('p') : undefined,
    nextPage: page + 1 < pages ? data('n') : undefined,
  };
}
